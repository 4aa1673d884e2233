//! `jichi trace FILE --at PLACE CODE`: why a rule did or did not find something.

mod nothing;
mod place;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;

pub(super) use place::NoPlace;

use super::bad_input::BadInput;
use super::baseline::Kept;
use super::checking::{Checking, Work};
use super::error::Failure;
use super::files::each_file;
use super::session::{Output, Session};
use crate::finding::{Finding, Severity};
use crate::lint::{Checked, Fate, LeftOut, Ordinals};
use crate::record::{ProjectReading, Sheet};
use crate::report::{TracePage, place_name, write_json};
use crate::rule::{Rule, Spot, Trace, UnknownRule};
use crate::text::printable;

/// Options of `trace`.
#[derive(Debug, Args)]
#[command(
    mut_arg("paths", |paths| paths.index(1).num_args(1).action(clap::ArgAction::Set).value_name("文件").help("文件；压缩包里的写成 压缩包/文件")),
    override_usage = "jichi trace [选项] <文件> --at <位置> <规则>",
    after_help = "例：jichi trace 2024年目标表.xlsx --at 绩效目标表!F12 JC308\n    jichi trace 全区.tsv --at 128 MY101 --rules my-rules/\n    jichi trace 各单位.zip/某局.docx --at 表2第5行第7列 JC301"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    checking: Checking,
    /// 规则的代码或名称
    #[arg(id = "traced_rule", index = 2, value_name = "规则", required = true)]
    rule: String,
    /// 看哪里：行号，或单元格，如 128、F12、绩效目标表!F12、表2第5行第7列
    #[arg(id = "spot", long = "at", value_name = "位置", required = true)]
    at: String,
    /// 输出格式：text（默认）、json
    #[arg(id = "trace_format", long = "format", value_name = "格式", value_enum, default_value = "text")]
    format: Chosen,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Chosen {
    Text,
    Json,
}

/// All that is told.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Answer<'a> {
    code: &'a str,
    slug: &'a str,
    scope: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    plugin: Option<&'a str>,
    file: &'a str,
    sheet: Option<&'a str>,
    row: u32,
    column: Option<u32>,
    records: Vec<Traced>,
    /// What a plugin's code reported there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reported: Vec<String>,
    /// What stands there where the rule looks at no record there.
    #[serde(skip_serializing_if = "Option::is_none")]
    nothing: Option<nothing::Nothing>,
}

/// A record and what came of it.
#[derive(Serialize)]
struct Traced {
    #[serde(flatten)]
    trace: Trace,
    #[serde(flatten)]
    fate: Option<Fate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<Severity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

/// Prints how a rule fared at a place.
pub(super) fn run(mut arguments: Arguments, session: &mut Session) {
    let paths = &mut arguments.checking.reading.paths;
    // A file of an archive is named by the archive's path and its own.
    let mut inside = None;
    if let [path] = paths.as_mut_slice()
        && let Some(archive) = archive_of(path)
    {
        inside = Some(path.to_string_lossy().into_owned());
        *path = archive;
    }
    let arguments = &arguments;
    arguments
        .checking
        .run(None, session, |work, session| trace(arguments, &work, inside.as_deref(), session));
}

/// The file that a path leads through.
fn archive_of(path: &Path) -> Option<PathBuf> {
    if std::fs::symlink_metadata(path).is_ok() {
        return None;
    }
    path.ancestors().skip(1).find(|above| above.is_file()).map(Path::to_owned)
}

fn trace(
    arguments: &Arguments,
    work: &Work<'_>,
    inside: Option<&str>,
    session: &mut Session,
) -> Result<(), Failure> {
    let rules = &work.ground.rules;
    let word = &arguments.rule;
    let named =
        |rule: &&Rule| rule.info.code.eq_ignore_ascii_case(word) || rule.info.slug.eq_ignore_ascii_case(word);
    let rule = rules.rules().iter().find(named);
    let rule = rule.ok_or_else(|| Failure::UnknownRule(UnknownRule::new(word, rules)))?;
    let Some(sheets) = sheets(work, inside, session)? else { return Ok(()) };
    let (index, spot) = place::find(&arguments.at, &sheets)?;
    let Some(sheet) = sheets.get(index) else { return Ok(()) };
    let findings = findings(arguments, work, &sheets, index)?;
    let context = work.lint.context(index, sheet);
    let ground = work.ground;
    let traces = crate::rule::trace(&context, rule, spot, |project| ground.rules_of(&context, project));
    let is_plugin = traces.is_none();
    let records: Vec<Traced> = traces
        .unwrap_or_default()
        .into_iter()
        .map(|mut trace| {
            let fate = trace.finding.as_mut().map(|finding| {
                let judged = |reading: &ProjectReading<'_>| {
                    let rules = ground.rules_of(&context, Some(reading.project));
                    rules.judge_project(&context, reading)
                };
                let fate = work.lint.fate(rules, sheet, finding, &findings, judged);
                let told = findings.iter().find(|checked| {
                    let other = &checked.finding;
                    let of = |it: &Finding| (it.place, it.project, it.message.clone());
                    other.rule.code == finding.rule.code && of(other) == of(finding)
                });
                // The configuration may have set another severity.
                if let Some(checked) = told {
                    finding.severity = checked.finding.severity;
                }
                fate
            });
            let severity = trace.finding.as_ref().map(|finding| finding.severity);
            let message = trace.finding.as_ref().map(|finding| finding.message.clone());
            Traced { trace, fate, severity, message }
        })
        .collect();
    let reported = if is_plugin { reported(&findings, rule, sheet, spot) } else { Vec::new() };
    let is_nothing = records.is_empty() && reported.is_empty();
    let answer = Answer {
        code: &rule.info.code,
        slug: &rule.info.slug,
        scope: rule.scope,
        plugin: rule.plugin.as_deref(),
        file: &sheet.file,
        sheet: sheet.grid.name.as_deref(),
        row: spot.row,
        column: spot.column,
        records,
        reported,
        nothing: is_nothing.then(|| nothing::Nothing::new(sheet, spot, session.language)),
    };
    let mut bytes = Vec::new();
    match arguments.format {
        Chosen::Json => {
            // Writing into memory fails only for maps whose keys are no text; there are none.
            let _ = write_json(&mut bytes, &answer);
            bytes.push(b'\n');
        }
        Chosen::Text => bytes = page(&answer, rule, sheet, session).into_bytes(),
    }
    let mut out = Output::new();
    let written = out.write_all(&bytes).and_then(|()| out.flush());
    session.written(written);
    Ok(())
}

/// The goal sheets of the one file that is meant; None where it could not be read, which is told.
fn sheets(
    work: &Work<'_>,
    inside: Option<&str>,
    session: &mut Session,
) -> Result<Option<Vec<Sheet>>, Failure> {
    let mut files: Vec<Vec<Sheet>> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    let read = each_file(work.inputs, work.loader, session, |read, progress, session| {
        match read {
            Ok(sheets) => {
                let name = sheets.first().map_or_else(String::new, |sheet| sheet.file.to_string());
                if inside.is_none_or(|inside| inside == name) {
                    files.push(sheets);
                }
                names.push(name);
            }
            Err(failure) if inside.is_none() || failure.file() == inside => {
                progress.aside(|| session.fail(failure));
            }
            Err(_) => {}
        }
        Ok(())
    });
    read.map_err(|source| Failure::Output { file: None, source })?;
    match (files.len(), inside) {
        (0, Some(inside)) if session.unread().is_empty() => {
            Err(BadInput::NoMatch { path: inside.to_owned() }.into())
        }
        (0 | 1, _) => Ok(files.pop()),
        _ => Err(NoPlace::WhichFile { files: names }.into()),
    }
}

/// All findings of the sheet, of rules that are left out, too; those that the baseline knows are marked.
fn findings(
    arguments: &Arguments,
    work: &Work<'_>,
    sheets: &[Sheet],
    index: usize,
) -> Result<Vec<Checked>, Failure> {
    let path = arguments.checking.rules.configured.baseline();
    let mut known = path.map(|path| Kept::read(&path)).transpose()?.flatten();
    let mut ordinals = Ordinals::default();
    let mut last = Vec::new();
    for (nth, sheet) in sheets.iter().enumerate().take(index + 1) {
        last = work.lint.unselected(nth, sheet, &mut ordinals);
        for checked in last.iter_mut().filter(|checked| checked.left_out.is_none()) {
            if let Some(known) = &mut known
                && work.lint.selection.contains(&checked.finding.rule.code)
                && known.matching.knows(checked)
            {
                checked.left_out = Some(LeftOut::Baseline);
            }
        }
    }
    Ok(last)
}

/// What the code of a plugin says of the place, or of the project there.
fn reported(findings: &[Checked], rule: &Rule, sheet: &Sheet, spot: Spot) -> Vec<String> {
    let own = findings.iter().filter(|checked| checked.finding.rule.code == rule.info.code);
    let here = own.filter(|checked| {
        let finding = &checked.finding;
        let project = finding.project.and_then(|index| sheet.projects.get(index));
        finding.place.row == spot.row
            || project.is_some_and(|project| {
                project.row == spot.row || project.indicators.iter().any(|it| it.row == spot.row)
            })
    });
    here.map(|checked| {
        format!("{} {}", sheet.grid.address(checked.finding.place).cell, checked.finding.message)
    })
    .collect()
}

fn page(answer: &Answer<'_>, rule: &Rule, sheet: &Sheet, session: &Session) -> String {
    let paint = session.paint();
    let page = TracePage::new(session.language, paint, session.width());
    let mut text = format!(
        "{} {}\n{}\n",
        paint.bold(answer.code),
        paint.bold(&printable(&rule.info.title)),
        printable(&place_name(sheet))
    );
    if rule.plugin.is_some() {
        text.push_str(session.text(
            "这是插件的规则：由代码判断，没有条件可列。\n",
            "The rule is a plugin's: code decides, there are no predicates to show.\n",
        ));
        if answer.reported.is_empty() {
            text.push_str(session.text("代码在这里没有报告。\n", "The code reported nothing here.\n"));
        } else {
            text.push_str(session.text("代码在这里报告了：\n", "The code reported here:\n"));
            for line in &answer.reported {
                text.push_str(&format!("  {}\n", printable(line)));
            }
        }
        return text;
    }
    if let Some(nothing) = &answer.nothing {
        text.push_str(&nothing.page(rule, session));
        return text;
    }
    text.push_str(&format!("{}\n\n", page.legend()));
    for record in &answer.records {
        let at = sheet.grid.address(record.trace.place).full_name(session.language).into_owned();
        text.push_str(&page.record(&at, &record.trace, record.fate.as_ref()));
    }
    // The last record's blank line.
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}
