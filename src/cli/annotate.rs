//! `jichi annotate PATH…`: copies of the user's files with the findings on their cells.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::Level;
use super::annotated::{Choice, Destination};
use super::bad_input::BadInput;
use super::checking::{Checking, Work};
use super::error::Failure;
use super::files::each_source;
use super::inputs::Input;
use super::replacement::Replacement;
use super::session::{Output, Session, note};
use super::split::{Departments, SplitBy, in_folder, write_into};
use crate::annotate::{SheetFindings, Warning, annotate, annotate_shares};
use crate::finding::{Language, Severity};
use crate::lint::{Checked, Lint, Loader, Ordinals, Share, Source};
use crate::report::{severity_name, write_json};
use crate::text::{counted, printable};

/// Options of `annotate`.
#[derive(Debug, Args)]
#[command(
    override_usage = "jichi annotate [选项] <路径>...",
    after_help = "例：jichi annotate 2024年目标表.xlsx\n    jichi annotate 各单位/ -o 退回/\n    jichi annotate 全区.pdf转出.txt -o 退回/批注.xlsx --split-by department\n\n.xlsx、.xlsm 除批注、底色和增加的“审核意见”表外一切照旧，.docx 除批注和底色外一切照旧；其他格式的表另做成 .xlsx。\n退出码：0 已写出，不论查出什么；2 命令行、配置或规则有误，或文件已经存在；3 有文件无法读取，或有插件不能用。"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    checking: Checking,
    #[command(flatten)]
    choice: Choice,
    /// 标准输出上如何说明写了哪些文件：text（默认）、json
    #[arg(id = "written_format", long = "format", value_name = "格式", value_enum, default_value = "text")]
    format: Chosen,
    /// 只批注这一级及以上的问题：info（默认）、warning、error
    #[arg(long, value_name = "级别", value_enum, default_value = "info")]
    severity: Level,
    /// 按部门拆分：各部门的行另做成 .xlsx，写进各部门自己的文件夹，如 -o 退回/批注.xlsx 写成 退回/某局/批注.xlsx
    #[arg(long, value_name = "依据", value_enum, requires = "destination")]
    split_by: Option<SplitBy>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Chosen {
    Text,
    Json,
}

/// Annotates what the arguments name.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    arguments.checking.run(None, session, |work, session| annotated(arguments, work, session));
}

fn annotated(arguments: &Arguments, work: Work<'_>, session: &mut Session) -> Result<(), Failure> {
    if let Some(SplitBy::Department) = arguments.split_by {
        return split(arguments, &work, session);
    }
    let loader = Loader { keeps_bytes: true, ..work.loader.clone() };
    let mut inputs = work.inputs.to_vec();
    let named = &arguments.checking.reading.paths;
    let mut run = Run {
        lint: work.lint,
        from: arguments.severity.into(),
        destination: arguments.choice.resolve(named, &mut inputs, session.language)?,
        written: WrittenFiles::new(arguments.format),
        sheets: 0,
    };
    run.files(&inputs, &loader, session)
}

/// A workbook for each department, in its folder.
fn split(arguments: &Arguments, work: &Work<'_>, session: &mut Session) -> Result<(), Failure> {
    let failed = |source| Failure::Output { file: None, source };
    let from: Severity = arguments.severity.into();
    let file = arguments.choice.file()?;
    let mut departments: Departments<Vec<Share>> = Departments::new(session.language);
    let read = work.each_sheet(session, |sheet, mut findings, _| {
        findings.retain(|checked| checked.finding.severity >= from);
        let take = |own: &mut Vec<Share>, share| {
            own.push(share);
            Ok(())
        };
        departments.sheet(sheet, findings, || Ok(Vec::new()), take)
    });
    let mut written = WrittenFiles::new(arguments.format);
    written.excepted = read.map_err(failed)?;
    let departments = departments.finish();
    // All or none: what is half written is looked for in vain.
    departments.iter().try_for_each(|(folder, _)| arguments.choice.may_write(&in_folder(file, folder)))?;
    for (folder, shares) in departments {
        let path = in_folder(file, &folder);
        let mut counts = Counts::default();
        let findings = shares.iter().flat_map(|share| &share.findings);
        findings.for_each(|checked| counts.add(checked.finding.severity));
        let sheets: Vec<_> = shares
            .iter()
            .map(|share| SheetFindings { sheet: &share.sheet, findings: &share.findings })
            .collect();
        let annotated = annotate_shares(&sheets, work.lint.language)
            .map_err(|source| BadInput::Refused { file: folder.clone(), source })?;
        write_into(&folder, file, &annotated.bytes, work.inputs)?;
        let files: Vec<&str> = sheets.iter().map(|it| &*it.sheet.file).collect();
        written
            .tell(
                files.first().copied().unwrap_or_default(),
                &path.to_string_lossy(),
                counts,
                &annotated.warnings,
                session.language,
            )
            .map_err(failed)?;
    }
    written.end(session.language).map_err(failed)
}

/// A run over files.
struct Run<'a> {
    lint: Lint<'a>,
    from: Severity,
    destination: Destination,
    written: WrittenFiles,
    /// Sheets seen so far: the index of the next.
    sheets: usize,
}

/// What is said on standard output of the files that are written.
struct WrittenFiles {
    format: Chosen,
    out: Output,
    total: Counts,
    files: usize,
    /// Findings that an exception with a reason holds for: they stand in no copy.
    excepted: usize,
}

/// How many findings a file has.
#[derive(Debug, Clone, Copy, Default, Serialize)]
struct Counts {
    errors: usize,
    warnings: usize,
    info: usize,
}

/// A file that was written, for programs.
#[derive(Serialize)]
struct Written<'a> {
    file: &'a str,
    output: &'a str,
    #[serde(flatten)]
    counts: Counts,
    notes: Vec<Note>,
}

#[derive(Serialize)]
struct Note {
    kind: &'static str,
    message: String,
}

impl Run<'_> {
    fn files(&mut self, inputs: &[Input], loader: &Loader, session: &mut Session) -> Result<(), Failure> {
        let failed = |source| Failure::Output { file: None, source };
        each_source(inputs, loader, session, |input, inside, source, progress, session| {
            match source.and_then(|source| self.file(input, inside, &source, inputs, session)) {
                // What would be wrong with the place of every file is told once.
                Err(failure @ Failure::Destination(_)) if !self.destination.is_folder() => {
                    return Err(failure);
                }
                Err(failure) => progress.aside(|| session.fail(failure)),
                Ok(()) => {}
            }
            progress.step(String::new);
            Ok(())
        })?;
        self.written.end(session.language).map_err(failed)
    }

    /// Annotates one file.
    fn file(
        &mut self,
        input: &Input,
        inside: Option<&str>,
        source: &Source,
        inputs: &[Input],
        session: &Session,
    ) -> Result<(), Failure> {
        let Some(file) = source.sheets.first().map(|sheet| sheet.file.clone()) else { return Ok(()) };
        let mut ordinals = Ordinals::default();
        let mut counts = Counts::default();
        let mut findings: Vec<Vec<Checked>> = Vec::with_capacity(source.sheets.len());
        for sheet in &source.sheets {
            let mut found = self.lint.all(self.sheets, sheet, &mut ordinals);
            let all = found.len();
            found.retain(|checked| checked.left_out.is_none());
            self.written.excepted += all - found.len();
            found.retain(|checked| checked.finding.severity >= self.from);
            found.iter().for_each(|checked| counts.add(checked.finding.severity));
            findings.push(found);
            self.sheets += 1;
        }
        let sheets = source.sheets.iter().zip(&findings);
        let sheets: Vec<_> = sheets.map(|(sheet, findings)| SheetFindings { sheet, findings }).collect();
        let annotated = annotate(&file, &source.bytes, &sheets, self.lint.language);
        let annotated = annotated.map_err(|source| BadInput::Refused { file: file.to_string(), source })?;
        let path = self.destination.path(input, inside, annotated.extension, inputs)?;
        Replacement::write(&path, &annotated.bytes)?;
        self.written
            .tell(&file, &path.to_string_lossy(), counts, &annotated.warnings, session.language)
            .map_err(|source| Failure::Output { file: None, source })
    }
}

impl WrittenFiles {
    fn new(format: Chosen) -> Self {
        Self { format, out: Output::new(), total: Counts::default(), files: 0, excepted: 0 }
    }

    /// Says that a file was written.
    fn tell(
        &mut self,
        file: &str,
        output: &str,
        counts: Counts,
        warnings: &[Warning],
        language: Language,
    ) -> io::Result<()> {
        self.files += 1;
        self.total.join(counts);
        if self.format == Chosen::Json {
            let notes = warnings.iter();
            let notes = notes.map(|it| Note { kind: it.kind(), message: it.message(language) }).collect();
            let mut line = if self.files > 1 { b",\n".to_vec() } else { b"[\n".to_vec() };
            // Keys are text: nothing here can fail.
            let _ = write_json(&mut line, &Written { file, output, counts, notes });
            return self.out.write_all(&line);
        }
        let between = if language == Language::Zh { "：" } else { ": " };
        writeln!(self.out, "{}{between}{}", printable(output), counts.text(language))?;
        for warning in warnings {
            note(&format!("  ⚠ {}{between}{}\n", printable(output), warning.message(language)));
        }
        Ok(())
    }

    fn end(&mut self, language: Language) -> io::Result<()> {
        match (self.format, language) {
            (Chosen::Json, _) => self.out.write_all(if self.files > 0 { &b"\n]\n"[..] } else { b"[]\n" })?,
            (Chosen::Text, _) if self.files < 2 => {}
            (Chosen::Text, Language::Zh) => {
                writeln!(self.out, "共写出 {} 个文件：{}", self.files, self.total.text(language))?;
            }
            (Chosen::Text, Language::En) => {
                writeln!(self.out, "{} files written: {}", self.files, self.total.text(language))?;
            }
        }
        match (self.format, language) {
            (Chosen::Text, Language::Zh) if self.excepted > 0 => {
                writeln!(self.out, "另有 {} 处问题按例外处理，没有批注", self.excepted)?;
            }
            (Chosen::Text, Language::En) if self.excepted > 0 => {
                writeln!(self.out, "{} excepted and not annotated", counted(self.excepted, "finding"))?;
            }
            _ => {}
        }
        self.out.flush()
    }
}

impl Counts {
    fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Info => self.info += 1,
        }
    }

    fn join(&mut self, other: Self) {
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.info += other.info;
    }

    fn text(self, language: Language) -> String {
        if self.errors + self.warnings + self.info == 0 {
            return match language {
                Language::Zh => "没有查出问题".to_owned(),
                Language::En => "nothing was found".to_owned(),
            };
        }
        let counts =
            [(Severity::Error, self.errors), (Severity::Warning, self.warnings), (Severity::Info, self.info)];
        let between = if language == Language::Zh { "，" } else { ", " };
        counts.map(|(severity, count)| format!("{} {count}", severity_name(severity, language))).join(between)
    }
}
