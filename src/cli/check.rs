//! `jichi check PATH…`

use std::io;
use std::path::PathBuf;

use clap::builder::RangedI64ValueParser;
use clap::{Args, ValueEnum};
use encoding_rs::Encoding;

use super::Level;
use super::error::{Exit, Failure};
use super::files::{each_file, find};
use super::inputs::Input;
use super::layouts::AddedLayouts;
use super::outputs::OutputOptions;
use super::ruleset::Added;
use super::session::Session;
use crate::config::YEARS;
use crate::finding::Severity;
use crate::lint::{Lint, Loader, Ordinals};
use crate::record::Sheet;
use crate::report::{Output, Report, Summary};

/// Options of `check`.
#[derive(Debug, Args)]
#[command(
    override_usage = "jichi check [选项] <路径>...",
    after_help = "例：jichi check 2024年目标表.xlsx\n    jichi check 各单位/ --severity error --format json > 问题.json"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    outputs: OutputOptions,
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
    pub(super) fn loader(&self, session: &mut Session) -> Result<Loader, Failure> {
        let encoding = match &self.encoding {
            None => None,
            Some(name) => Some(
                Encoding::for_label(name.trim().as_bytes())
                    .ok_or_else(|| Failure::UnknownEncoding { name: name.clone() })?,
            ),
        };
        Ok(Loader { layouts: self.layouts.load(session), encoding, keeps_bytes: false })
    }
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
    let loader = arguments.reading.loader(session)?;
    let Some(ground) = arguments.rules.load(session) else { return Ok(()) };
    let selection = ground.selection(&arguments.select, &arguments.ignore)?;
    let plugins = ground.plugins.run(&ground.rules);
    let lint = ground.lint(&plugins, selection, arguments.year, session.language);
    let inputs = find(&arguments.reading.paths, &arguments.reading.stdin_name, session);
    let mut outputs = arguments.outputs.open(&inputs)?;
    let mut run = Run { lint, sheets: 0 };
    let written = run.files(&inputs, &loader, outputs.start(session), arguments.severity.into(), session);
    session.plugins_failed(&plugins);
    let summary = written.map_err(|source| Failure::Output { file: None, source })?;
    outputs.finish()?;
    if arguments.fail_on.fails(&summary) {
        session.raise(Exit::Findings);
    }
    Ok(())
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
        loader: &Loader,
        outputs: Vec<Output<'_>>,
        from: Severity,
        session: &mut Session,
    ) -> io::Result<Summary> {
        let mut report = Report::begin(outputs, from)?;
        each_file(inputs, loader, session, |read, progress, session| {
            match read {
                Ok(sheets) => {
                    self.file(&sheets, &mut report)?;
                    // A large sheet takes as long to free as some of its rows to check.
                    rayon::spawn(move || drop(sheets));
                }
                Err(failure) => progress.aside(|| session.fail(failure)),
            }
            progress.step(|| report.summary.short(session.language));
            Ok(())
        })?;
        report.summary.unread = session.unread();
        report.end()
    }

    fn file(&mut self, sheets: &[Sheet], report: &mut Report<'_>) -> io::Result<()> {
        report.summary.files += 1;
        let mut ordinals = Ordinals::default();
        for sheet in sheets {
            self.lint.sheet(self.sheets, sheet, &mut ordinals, |step| report.findings(sheet, &step))?;
            report.sheet(sheet)?;
            self.sheets += 1;
        }
        Ok(())
    }
}
