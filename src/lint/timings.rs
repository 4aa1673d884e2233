//! Where the time of a run goes. The core has no clock: who wants to know gives one.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::Check;
use crate::finding::Finding;
use crate::record::{ProjectReading, ReadingNote};
use crate::rule::Context;

/// The time since some moment before the run.
pub type Clock = fn() -> Duration;

/// What a run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Bytes to cells.
    Reading,
    /// Cells to records.
    Layout,
    /// What the texts of records say.
    Values,
    /// The rules.
    Rules,
    /// The code of plugins.
    Plugins,
    /// Findings to text.
    Report,
}

impl Stage {
    /// All of them, in the order of a run.
    pub const ALL: [Self; 6] =
        [Self::Reading, Self::Layout, Self::Values, Self::Rules, Self::Plugins, Self::Report];
}

/// How long each stage took, all threads together.
#[derive(Debug)]
pub struct Timings {
    clock: Clock,
    began: Duration,
    /// In nanoseconds.
    stages: [AtomicU64; Stage::ALL.len()],
}

impl Timings {
    /// Begins now.
    pub fn new(clock: Clock) -> Self {
        Self { clock, began: clock(), stages: Default::default() }
    }

    /// Does some work of a stage.
    pub fn time<R>(&self, stage: Stage, work: impl FnOnce() -> R) -> R {
        let began = (self.clock)();
        let done = work();
        let took = (self.clock)().saturating_sub(began);
        if let Some(sum) = self.stages.get(stage as usize) {
            sum.fetch_add(u64::try_from(took.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
        }
        done
    }

    /// What a stage took.
    pub fn of(&self, stage: Stage) -> Duration {
        self.stages
            .get(stage as usize)
            .map_or(Duration::ZERO, |sum| Duration::from_nanos(sum.load(Ordering::Relaxed)))
    }

    /// How long it is since it began.
    pub fn since(&self) -> Duration {
        (self.clock)().saturating_sub(self.began)
    }
}

/// Does some work, and takes its time where times are wanted.
pub fn timed<R>(timings: Option<&Timings>, stage: Stage, work: impl FnOnce() -> R) -> R {
    match timings {
        Some(timings) => timings.time(stage, work),
        None => work(),
    }
}

/// A check whose time is taken.
pub struct Timed<'a> {
    /// The check.
    pub check: &'a dyn Check,
    /// What it is.
    pub stage: Stage,
    /// Where its time goes.
    pub timings: &'a Timings,
}

impl Check for Timed<'_> {
    fn project(&self, context: &Context<'_>, project: &ProjectReading<'_>) -> Vec<Finding> {
        self.timings.time(self.stage, || self.check.project(context, project))
    }

    fn projects(&self, context: &Context<'_>, projects: std::ops::Range<usize>) -> Vec<Finding> {
        self.timings.time(self.stage, || self.check.projects(context, projects))
    }

    fn settle(&self, findings: &mut Vec<Finding>) {
        self.timings.time(self.stage, || self.check.settle(findings));
    }

    fn rows(&self, context: &Context<'_>, notes: &[ReadingNote]) -> Vec<Finding> {
        self.timings.time(self.stage, || self.check.rows(context, notes))
    }

    fn sheet(&self, context: &Context<'_>) -> Vec<Finding> {
        self.timings.time(self.stage, || self.check.sheet(context))
    }
}
