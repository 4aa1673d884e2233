//! `jichi check PATH…`

use std::io;
use std::path::PathBuf;

use clap::builder::RangedI64ValueParser;
use clap::{Args, ValueEnum};
use encoding_rs::Encoding;

use super::Level;
use super::error::{Exit, Failure};
use super::inputs::{Input, Inputs, Reader};
use super::layouts::AddedLayouts;
use super::progress::Progress;
use super::ruleset::Added;
use super::session::{Output, Session, note};
use crate::config::YEARS;
use crate::finding::{Language, Severity};
use crate::lint::{Lint, Ordinals, in_parallel};
use crate::record::Sheet;
use crate::report::{Compact, Format, Json, Report, Summary, Text};
use crate::text::printable;

/// Files that are read at the same time are together no larger than this, unless one alone is.
const WINDOW_BYTES: u64 = 32 << 20;
/// And no more than this.
const WINDOW_FILES: usize = 64;

/// Files passed over that are named.
const NAMED: usize = 3;

/// Options of `check`.
#[derive(Debug, Args)]
#[command(
    override_usage = "jichi check [选项] <路径>...",
    after_help = "例：jichi check 2024年目标表.xlsx\n    jichi check 各单位/ --severity error --format json > 问题.json"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    reading: Reading,
    /// 输出格式：text（默认）、compact（一行一处）、json、ndjson
    #[arg(
        long,
        value_name = "格式",
        value_enum,
        default_value = "text",
        help_heading = "选项",
        hide_default_value = true,
        hide_possible_values = true
    )]
    format: Chosen,
    /// 只查这些规则：代码、代码开头、规则名或 ALL，逗号分隔
    #[arg(long, value_name = "规则", value_delimiter = ',', help_heading = "选项")]
    select: Vec<String>,
    /// 不查这些规则
    #[arg(long, value_name = "规则", value_delimiter = ',', help_heading = "选项")]
    ignore: Vec<String>,
    /// 只列出这一级及以上的问题：info（默认）、warning、error
    #[arg(
        long,
        value_name = "级别",
        value_enum,
        default_value = "info",
        help_heading = "选项",
        hide_default_value = true,
        hide_possible_values = true
    )]
    severity: Level,
    /// 有这一级及以上的问题（不论是否列出）时以 1 退出：error（默认）、warning、info、never
    #[arg(
        long,
        value_name = "级别",
        value_enum,
        default_value = "error",
        help_heading = "选项",
        hide_default_value = true,
        hide_possible_values = true
    )]
    fail_on: FailOn,
    /// 预算年度；不写则从表的标题读取
    #[arg(long, value_name = "年", value_parser = year(), help_heading = "选项")]
    year: Option<i32>,
    /// 线程数；不写则用全部处理器
    #[arg(long, value_name = "个数", value_parser = clap::value_parser!(u16).range(1..=1024), help_heading = "选项")]
    threads: Option<u16>,
    #[command(flatten)]
    rules: Added,
}

/// A budget year on the command line.
pub(super) fn year() -> RangedI64ValueParser<i32> {
    clap::value_parser!(i32).range(i64::from(*YEARS.start())..=i64::from(*YEARS.end()))
}

/// Options of commands that read sheets.
#[derive(Debug, Args)]
pub(super) struct Reading {
    /// 文件、文件夹或通配符；- 表示标准输入
    #[arg(value_name = "路径", required = true, help_heading = "参数")]
    pub(super) paths: Vec<PathBuf>,
    /// 标准输入的名称，扩展名决定按什么格式读取
    #[arg(
        long,
        value_name = "名称",
        default_value = "stdin",
        help_heading = "选项",
        display_order = 100,
        hide_default_value = true
    )]
    pub(super) stdin_name: String,
    /// 文本文件的编码，如 gb18030；不写则自动判断
    #[arg(long, value_name = "编码", help_heading = "选项", display_order = 100)]
    encoding: Option<String>,
    #[command(flatten)]
    layouts: AddedLayouts,
    /// 把无法读取的输入及原因写成 JSON 文件
    #[arg(long, value_name = "文件", help_heading = "选项", display_order = 100)]
    pub(super) errors_to: Option<PathBuf>,
}

impl Reading {
    /// Ends a command that read sheets: tells why it could not be carried out, and writes what could not be read.
    pub(super) fn end(&self, done: Result<(), Failure>, session: &mut Session) {
        if let Err(failure) = done {
            session.fail(failure);
        }
        if let Some(path) = &self.errors_to {
            session.write_failures(path);
        }
    }

    /// How files are read: by which layouts, in which encoding. Layouts that are broken are reported.
    ///
    /// # Errors
    /// An encoding that is not known.
    pub(super) fn reader(&self, session: &mut Session) -> Result<Reader, Failure> {
        let encoding = match &self.encoding {
            None => None,
            Some(name) => Some(
                Encoding::for_label(name.trim().as_bytes())
                    .ok_or_else(|| Failure::UnknownEncoding { name: name.clone() })?,
            ),
        };
        Ok(Reader { layouts: self.layouts.load(session), encoding })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Chosen {
    Text,
    Compact,
    Json,
    Ndjson,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

impl FailOn {
    fn fails(self, summary: &Summary) -> bool {
        match self {
            Self::Error => summary.any_from(Severity::Error),
            Self::Warning => summary.any_from(Severity::Warning),
            Self::Info => summary.any_from(Severity::Info),
            Self::Never => false,
        }
    }
}

/// Checks what the arguments name.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    let done = match arguments.threads {
        None => check(arguments, session),
        Some(threads) => {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build();
            match pool {
                Ok(pool) => pool.install(|| check(arguments, session)),
                Err(error) => Err(Failure::Threads { detail: error.to_string() }),
            }
        }
    };
    arguments.reading.end(done, session);
}

fn check(arguments: &Arguments, session: &mut Session) -> Result<(), Failure> {
    let reader = arguments.reading.reader(session)?;
    let Some(ground) = arguments.rules.load(session) else { return Ok(()) };
    let selection = ground.selection(&arguments.select, &arguments.ignore)?;
    let plugins = ground.plugins.run(&ground.rules);
    let lint = ground.lint(&plugins, selection, arguments.year, session.language);
    let inputs = inputs(&arguments.reading.paths, &arguments.reading.stdin_name, session);
    let format = format(arguments.format, session);
    let mut run = Run { lint, sheets: 0 };
    let written = run.files(&inputs, &reader, &*format, arguments.severity.into(), session);
    session.plugins_failed(&plugins);
    let summary = written.map_err(|source| Failure::Output { file: None, source })?;
    if arguments.fail_on.fails(&summary) {
        session.raise(Exit::Findings);
    }
    Ok(())
}

/// The files that paths name; what leads nowhere is reported.
pub(super) fn inputs(paths: &[PathBuf], stdin_name: &str, session: &mut Session) -> Vec<Input> {
    let inputs = Inputs::find(paths, stdin_name);
    for failure in inputs.failures {
        session.fail(failure);
    }
    passed_over(&inputs.passed_over, session);
    inputs.found
}

/// Names the files in folders that nobody looks at until they are saved as another format.
fn passed_over(paths: &[PathBuf], session: &Session) {
    if paths.is_empty() {
        return;
    }
    let count = paths.len();
    let mut names: Vec<String> =
        paths.iter().take(NAMED).map(|path| printable(&path.to_string_lossy()).into_owned()).collect();
    if count > NAMED {
        names.push("…".to_owned());
    }
    note(&match session.language {
        Language::Zh => {
            format!("  ⚠ 跳过了 {count} 个文件，另存为 .xlsx 后才能检查：{}\n", names.join("、"))
        }
        Language::En => {
            format!(
                "  ⚠ skipped {count} file(s) that have to be saved as .xlsx first: {}\n",
                names.join(", ")
            )
        }
    });
}

fn format(chosen: Chosen, session: &Session) -> Box<dyn Format> {
    let (language, paint) = (session.language, session.paint());
    match chosen {
        Chosen::Text => Box::new(Text::new(language, paint, session.width())),
        Chosen::Compact => Box::new(Compact { language, paint }),
        Chosen::Json => Box::new(Json::Array),
        Chosen::Ndjson => Box::new(Json::Lines),
    }
}

/// A run over files.
struct Run<'a> {
    lint: Lint<'a>,
    /// Sheets seen so far: the index of the next.
    sheets: usize,
}

impl Run<'_> {
    fn files(
        &mut self,
        inputs: &[Input],
        reader: &Reader,
        format: &dyn Format,
        from: Severity,
        session: &mut Session,
    ) -> io::Result<Summary> {
        let mut report = Report::begin(format, from, Output::new())?;
        let mut progress = Progress::new(inputs.len());
        for window in windows(inputs) {
            // Small files wait for the disk and the unpacker: read them side by side.
            for read in in_parallel(window, |_, input| input.read(reader)) {
                match read {
                    Ok(sheets) => {
                        self.file(&sheets, &mut report)?;
                        // A large sheet takes as long to free as some of its rows to check.
                        rayon::spawn(move || drop(sheets));
                    }
                    Err(failure) => progress.aside(|| session.fail(failure)),
                }
                progress.step(|| report.summary.short(session.language));
            }
        }
        progress.end();
        report.summary.failures = session.inputs_failed();
        report.end(session.language)
    }

    fn file(&mut self, sheets: &[Sheet], report: &mut Report<'_, Output>) -> io::Result<()> {
        report.summary.files += 1;
        let mut ordinals = Ordinals::default();
        for sheet in sheets {
            report.summary.sheet(sheet);
            self.lint.sheet(self.sheets, sheet, &mut ordinals, |step| report.findings(sheet, &step))?;
            self.sheets += 1;
        }
        Ok(())
    }
}

/// Cuts the files into groups that are read together.
pub(super) fn windows(inputs: &[Input]) -> impl Iterator<Item = &[Input]> {
    let mut rest = inputs;
    std::iter::from_fn(move || {
        let (mut count, mut bytes) = (0, 0);
        for input in rest.iter().take(WINDOW_FILES) {
            bytes += input.size();
            if count > 0 && bytes > WINDOW_BYTES {
                break;
            }
            count += 1;
        }
        let (window, later) = rest.split_at_checked(count)?;
        rest = later;
        (!window.is_empty()).then_some(window)
    })
}
