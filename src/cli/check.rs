//! `jichi check PATH…`

use std::io;

use clap::{Args, ValueEnum};

use super::Level;
use super::baseline;
use super::checking::{Checking, Work};
use super::error::{Exit, Failure};
use super::files::each_file;
use super::outputs::{OutputOptions, Sink, Target};
use super::session::Session;
use super::split::Split;
use super::watch;
use crate::baseline::Matching;
use crate::finding::Severity;
use crate::lint::{Checked, Ordinals};
use crate::report::{Output, Report, Summary};

/// Options of `check`.
#[derive(Debug, Args)]
#[command(
    override_usage = "jichi check [选项] <路径>...",
    after_help = "例：jichi check 2024年目标表.xlsx\n    jichi check 各单位/ --severity error --format json > 问题.json\n    jichi check 全区.xlsx --output html=结果/报告.html --split-by department"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    checking: Checking,
    #[command(flatten)]
    outputs: OutputOptions,
    /// 只列出这一级及以上的问题：info（默认）、warning、error
    #[arg(long, value_name = "级别", value_enum, default_value = "info")]
    severity: Level,
    /// 有这一级及以上的问题（不论是否列出）时以 1 退出：error（默认）、warning、info、never
    #[arg(long, value_name = "级别", value_enum, default_value = "error")]
    fail_on: FailOn,
    /// 不用基线：基线中的问题也照常列出
    #[arg(long)]
    no_baseline: bool,
    /// 查完不退出：文件、规则或配置一保存就重查，按 Ctrl-C 结束
    #[arg(long)]
    watch: bool,
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

/// Checks what the arguments name: once, or again whenever it changes.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    match arguments.watch {
        true => watch::run(&arguments.checking, session, |session| once(arguments, session)),
        false => once(arguments, session),
    }
}

fn once(arguments: &Arguments, session: &mut Session) {
    arguments.checking.run(None, session, |work, session| {
        let (outputs, split) = arguments.outputs.open(work.inputs)?.start(session);
        let known = match arguments.no_baseline {
            true => None,
            false => arguments
                .checking
                .rules
                .configured
                .baseline()
                .map(|path| baseline::read(&path))
                .transpose()?,
        };
        let mut known = known.flatten().map(Matching::new);
        let summary = report(&work, outputs, split, arguments.severity.into(), known.as_mut(), session)?;
        let files = work.inputs.iter().map(|input| input.name.as_str());
        for doubt in work.ground.config.idle_globs(&work.ground.overrides, files) {
            session.fail(Failure::Doubt(Box::new(doubt)));
        }
        if arguments.fail_on.fails(&summary) {
            session.raise(Exit::Findings);
        }
        Ok(())
    });
}

/// Marks the findings that the baseline knows.
fn mark(findings: &mut [Checked], known: Option<&mut Matching>) {
    if let Some(known) = known {
        findings.iter_mut().for_each(|checked| checked.is_known = known.knows(checked));
    }
}

/// Checks all inputs and writes what is found at or above `from`, and what concerns each department where that is wished.
///
/// # Errors
/// An output that cannot be written.
pub(super) fn report(
    work: &Work<'_>,
    outputs: Vec<Output<Sink>>,
    split: Option<Vec<Target>>,
    from: Severity,
    mut known: Option<&mut Matching>,
    session: &mut Session,
) -> Result<Summary, Failure> {
    let failed = |source| Failure::Output { file: None, source };
    let mut split = split.map(|targets| Split::new(targets, from, session.language));
    let mut report = Report::begin(outputs, from).map_err(failed)?;
    let mut nth = 0;
    let done = each_file(work.inputs, work.loader, session, |read, progress, session| {
        match read {
            Ok(sheets) => {
                report.summary.files += 1;
                let mut ordinals = Ordinals::default();
                for sheet in &sheets {
                    match &mut split {
                        None => work.lint.sheet(nth, sheet, &mut ordinals, |mut step| {
                            mark(&mut step, known.as_deref_mut());
                            report.findings(sheet, &step)
                        })?,
                        Some(split) => {
                            let mut findings = work.lint.all(nth, sheet, &mut ordinals);
                            mark(&mut findings, known.as_deref_mut());
                            report.findings(sheet, &findings)?;
                            split.sheet(sheet, findings)?;
                        }
                    }
                    if let Some(known) = known.as_deref_mut() {
                        known.sheet(sheet);
                    }
                    report.sheet(sheet)?;
                    nth += 1;
                }
                // A large sheet takes as long to free as some of its rows to check.
                rayon::spawn(move || drop(sheets));
            }
            Err(failure) => progress.aside(|| session.fail(failure)),
        }
        progress.step(|| report.summary.short(session.language));
        io::Result::Ok(())
    });
    done.map_err(failed)?;
    report.summary.unread = session.unread();
    if let Some(known) = known {
        report.summary.stale = known.stale(|code| work.runs(code)).len();
    }
    let (summary, sinks) = report.end().map_err(failed)?;
    sinks.into_iter().try_for_each(|sink| sink.finish())?;
    split.map_or(Ok(()), |split| split.finish(work.inputs))?;
    Ok(summary)
}
