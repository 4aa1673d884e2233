//! `jichi check PATH…`

use std::io;

use clap::{Args, ValueEnum};

use super::Level;
use super::baseline::Kept;
use super::checking::{Checking, Work};
use super::error::{Exit, Failure};
use super::files::each_source;
use super::fix::{Fixer, Fixing};
use super::measured::Measures;
use super::outputs::{OutputOptions, Sink, Target};
use super::session::{Session, note};
use super::split::Split;
use super::watch;
use super::written;
use crate::baseline::Matching;
use crate::exceptions::InForce;
use crate::finding::Severity;
use crate::lint::{Checked, LeftOut, Ordinals, Stage, timed};
use crate::record::Sheet;
use crate::report::{FixCounts, Output, Report, Summary};

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
    #[command(flatten)]
    fixing: Fixing,
    #[command(flatten)]
    measures: Measures,
    /// 查完不退出：文件、规则或配置一保存就重查，按 Ctrl-C 结束
    #[arg(long, conflicts_with_all = ["fix", "diff"])]
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
        let known = match arguments.no_baseline {
            true => None,
            false => {
                arguments.checking.rules.configured.baseline().map(|path| Kept::read(&path)).transpose()?
            }
        };
        let mut upkeep = Upkeep { baseline: known.flatten() };
        let from = arguments.severity.into();
        if arguments.fixing.is_diff()
            && let Some(fixer) = arguments.fixing.begin(&work, from)
        {
            if fixer.list(arguments.outputs.format, upkeep.known(), session)? {
                session.raise(Exit::Findings);
            }
            return Ok(());
        }
        let (outputs, split) = arguments.outputs.open(work.inputs)?.start(session);
        arguments.measures.run(work, session, |work, session| {
            let mut fixer = arguments.fixing.begin(work, from);
            let summary = report(work, outputs, split, from, Some(&mut upkeep), fixer.as_mut(), session)?;
            if fixer.is_some() && arguments.outputs.format.is_some_and(|format| !format.has_summary()) {
                note(&summary.fixes(session.language).map(|told| format!("{told}\n")).unwrap_or_default());
            }
            let files = work.inputs.iter().map(|input| input.name.as_str());
            for doubt in work.ground.config.idle_globs(&work.ground.overrides, files) {
                session.fail(Failure::Doubt(Box::new(doubt)));
            }
            if arguments.fail_on.fails(&summary) {
                session.raise(Exit::Findings);
            }
            Ok(())
        })
    });
}

/// What a check looks at beside the sheets: whether exceptions and the baseline are still of use.
pub(super) struct Upkeep {
    baseline: Option<Kept>,
}

impl Upkeep {
    fn known(&self) -> Option<&Matching> {
        self.baseline.as_ref().map(|kept| &kept.matching)
    }

    fn known_mut(&mut self) -> Option<&mut Matching> {
        self.baseline.as_mut().map(|kept| &mut kept.matching)
    }

    /// The files of which there is something to say.
    fn remarks(&self, work: &Work<'_>) -> impl Iterator<Item = Sheet> {
        let exceptions = work.lint.exceptions.and_then(InForce::remarks);
        let baseline = self.baseline.as_ref().and_then(|kept| kept.remarks(work));
        exceptions.into_iter().chain(baseline)
    }
}

/// Marks the findings that the baseline knows. Those that are excepted are no business of it.
fn mark(findings: &mut [Checked], known: Option<&mut Matching>) {
    if let Some(known) = known {
        for checked in findings.iter_mut().filter(|checked| checked.left_out.is_none()) {
            checked.left_out = known.knows(checked).then_some(LeftOut::Baseline);
        }
    }
}

/// Checks all inputs, fixed before where that is wished, and writes what is found at or above `from`, and what concerns each
/// department where that is wished. What is found in the files beside the sheets concerns no department.
///
/// # Errors
/// An output that cannot be written.
pub(super) fn report(
    work: &Work<'_>,
    outputs: Vec<Output<Sink>>,
    split: Option<Vec<Target>>,
    from: Severity,
    mut upkeep: Option<&mut Upkeep>,
    mut fixer: Option<&mut Fixer<'_>>,
    session: &mut Session,
) -> Result<Summary, Failure> {
    let failed = |source| Failure::Output { file: None, source };
    let mut split = split.map(|targets| Split::new(targets, from, session.language));
    let mut report = Report::begin(outputs, from).map_err(failed)?;
    let mut nth = 0;
    let timings = work.lint.timings;
    let counted = |step: &[Checked]| {
        if let Some(counted) = work.counted {
            counted.reported(step);
        }
    };
    let mut known = upkeep.as_deref_mut().and_then(Upkeep::known_mut);
    let loader = fixer.as_ref().map_or(work.loader, |fixer| &fixer.loader).clone();
    let done = each_source(work.inputs, &loader, session, |input, inside, read, progress, session| {
        match read {
            Ok(mut source) => {
                if let Some(fixer) = &mut fixer {
                    source = progress.aside(|| fixer.file(input, inside, source, known.as_deref(), session));
                }
                let sheets = source.sheets;
                report.summary.files += 1;
                let mut ordinals = Ordinals::default();
                for sheet in &sheets {
                    match &mut split {
                        None => work.lint.sheet(nth, sheet, &mut ordinals, |mut step| {
                            mark(&mut step, known.as_deref_mut());
                            counted(&step);
                            timed(timings, Stage::Report, || report.findings(sheet, &step))
                        })?,
                        Some(split) => {
                            let mut findings = work.lint.all(nth, sheet, &mut ordinals);
                            mark(&mut findings, known.as_deref_mut());
                            counted(&findings);
                            timed(timings, Stage::Report, || {
                                report.findings(sheet, &findings)?;
                                split.sheet(sheet, findings)
                            })?;
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
    report.summary.fixed = fixer.map(|fixer| FixCounts { fixes: fixer.fixes, files: fixer.files });
    if let Some(known) = known {
        report.summary.stale = known.stale(|code| work.runs(code)).len();
    }
    for file in upkeep.iter().flat_map(|upkeep| upkeep.remarks(work)) {
        let findings = work.lint.all(nth, &file, &mut Ordinals::default());
        nth += 1;
        counted(&findings);
        report.findings(&file, &findings).and_then(|()| report.sheet(&file)).map_err(failed)?;
    }
    let (summary, sinks) = timed(timings, Stage::Report, || report.end()).map_err(failed)?;
    let mut files = Vec::new();
    for sink in sinks {
        files.extend(sink.finish()?);
    }
    if let Some(split) = split {
        files.extend(split.finish(work.inputs)?);
    }
    written::tell(&files, session.language);
    Ok(summary)
}
