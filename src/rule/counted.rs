//! What each rule came to in a run: how many records it was held against, how many it could not judge, what it found,
//! how long that took. A check without such questions runs without this.

use std::collections::BTreeSet;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use super::evaluate::finding;
use super::scene::{Desk, Scene};
use super::trace::Explained;
use super::truth::Truth;
use super::walk::{self, Judge, Owner};
use super::{Context, Rule, RuleSet};
use crate::finding::Finding;
use crate::lint::{Check, Checked, Clock, Variants};
use crate::record::{Project, ProjectReading, ReadingNote};

/// What a rule came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// The records that it was held against; of a plugin's rule nobody knows.
    pub looked_at: u64,
    /// Those that it could not judge.
    pub unjudged: u64,
    /// What could not be determined of any of those.
    pub missing: Vec<String>,
    /// What it found.
    pub found: u64,
    /// Of that, what yielded to findings of other rules.
    pub yielded: u64,
    /// Of that, what is reported.
    pub reported: u64,
    /// How long it took, over all threads.
    pub time: Duration,
}

impl Tally {
    /// What was left out of the report: by selection, baseline or exceptions, or because the same was told already.
    pub fn left_out(&self) -> u64 {
        self.found.saturating_sub(self.yielded).saturating_sub(self.reported)
    }
}

/// A tally while the run goes on.
#[derive(Debug, Clone, Default)]
struct Open {
    tally: Tally,
    /// What was missing to all records that could not be judged; None before the first.
    missing: Option<BTreeSet<String>>,
}

/// The rules of a set, and what each comes to.
pub struct Counted<'a> {
    rules: &'a RuleSet,
    /// The rules with other options for some of the records.
    variants: Option<&'a Variants>,
    /// Of each rule whether it is counted.
    wanted: Vec<bool>,
    clock: Option<Clock>,
    explained: Vec<OnceLock<Option<Explained>>>,
    open: Mutex<Vec<Open>>,
}

impl<'a> Counted<'a> {
    /// Counts for those rules that are wanted, and takes the time where there is a clock.
    pub fn new(
        rules: &'a RuleSet,
        variants: Option<&'a Variants>,
        wanted: impl Fn(&Rule) -> bool,
        clock: Option<Clock>,
    ) -> Self {
        let count = rules.rules.len();
        Self {
            rules,
            variants,
            wanted: rules.rules.iter().map(wanted).collect(),
            clock,
            explained: std::iter::repeat_with(OnceLock::new).take(count).collect(),
            open: Mutex::new(vec![Open::default(); count]),
        }
    }

    /// The rules that were counted, in order of code, and what each came to.
    pub fn tallies(&self) -> Vec<(&'a Rule, Tally)> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let closed =
            self.rules.rules.iter().zip(open.iter()).zip(&self.wanted).filter(|(_, wanted)| **wanted);
        closed
            .map(|((rule, open), _)| {
                let missing = open.missing.iter().flatten().cloned().collect();
                (rule, Tally { missing, ..open.tally.clone() })
            })
            .collect()
    }

    /// Whether any rule was held against any record.
    pub fn saw_anything(&self) -> bool {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.iter().any(|open| open.tally.looked_at > 0)
    }

    /// Counts what is reported.
    pub fn reported(&self, findings: &[Checked]) {
        let told = findings.iter().filter(|checked| checked.left_out.is_none());
        self.count(told.map(|checked| checked.finding.rule.code.as_str()), |tally| tally.reported += 1);
    }

    fn count<'c>(&self, codes: impl Iterator<Item = &'c str>, add: impl Fn(&mut Tally)) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        for code in codes {
            if let Some(own) = self.rules.index_of(code).and_then(|index| open.get_mut(index)) {
                add(&mut own.tally);
            }
        }
    }

    fn counting(&'a self, set: &'a RuleSet) -> Counting<'a> {
        let open = vec![Open::default(); self.wanted.len()];
        let last = self.clock.map_or(Duration::ZERO, |clock| clock());
        Counting { counted: self, set, findings: Vec::new(), open, last }
    }

    /// Drops what yields, and counts it.
    fn settle_counted(&self, findings: &mut Vec<Finding>) {
        let codes = |findings: &[Finding]| -> Vec<String> {
            findings.iter().map(|finding| finding.rule.code.clone()).collect()
        };
        let before = codes(findings);
        self.rules.settle(findings);
        if before.len() == findings.len() {
            return;
        }
        let mut left = codes(findings);
        left.sort_unstable();
        let mut gone = before;
        gone.sort_unstable();
        let mut left = left.iter().peekable();
        gone.retain(|code| left.next_if_eq(&code).is_none());
        self.count(gone.iter().map(String::as_str), |tally| tally.yielded += 1);
    }
}

impl Counted<'_> {
    /// Does something with the rules that are held against a project, or against what a sheet has as a whole.
    fn with<R>(
        &self,
        context: &Context<'_>,
        project: Option<&Project>,
        work: impl FnOnce(&RuleSet) -> R,
    ) -> R {
        match self.variants {
            Some(variants) => work(&variants.of(context, project)),
            None => work(self.rules),
        }
    }
}

impl Check for Counted<'_> {
    fn project(&self, context: &Context<'_>, project: &ProjectReading<'_>) -> Vec<Finding> {
        self.with(context, Some(project.project), |set| {
            let desk = Desk::new(project, set);
            let mut counting = self.counting(set);
            walk::project(set, context, &desk, &mut counting);
            counting.end()
        })
    }

    fn settle(&self, findings: &mut Vec<Finding>) {
        // What the code of plugins found comes by here first.
        let is_plugins = |finding: &&Finding| {
            self.rules.rule(&finding.rule.code).is_some_and(|rule| rule.plugin.is_some())
        };
        let codes = findings.iter().filter(is_plugins).map(|finding| finding.rule.code.as_str());
        self.count(codes, |tally| tally.found += 1);
        self.settle_counted(findings);
    }

    fn rows(&self, context: &Context<'_>, notes: &[ReadingNote]) -> Vec<Finding> {
        let mut findings = self.with(context, None, |set| {
            let mut counting = self.counting(set);
            walk::rows(set, context, notes, &mut counting);
            counting.end()
        });
        self.settle_counted(&mut findings);
        findings
    }

    fn sheet(&self, context: &Context<'_>) -> Vec<Finding> {
        let mut findings = self.with(context, None, |set| {
            let readings = walk::readings(set, context);
            let desks: Vec<Desk<'_>> = readings.iter().map(|reading| Desk::new(reading, set)).collect();
            let mut counting = self.counting(set);
            walk::sheet(set, context, &desks, &mut counting);
            counting.end()
        });
        self.settle_counted(&mut findings);
        findings
    }
}

/// Judges records as a check does, and counts.
struct Counting<'a> {
    counted: &'a Counted<'a>,
    set: &'a RuleSet,
    findings: Vec<Finding>,
    open: Vec<Open>,
    /// When the judging before ended.
    last: Duration,
}

impl<'a> Judge<'a> for Counting<'a> {
    fn judge(&mut self, scene: &mut Scene<'a>, at: u8, owner: Owner) {
        let rule = scene.rule;
        let index = rule.program.index;
        let counted = self.counted;
        let found = match scene.holds(&rule.program.when) {
            Truth::True => finding(scene, rule, at, owner),
            verdict => {
                if verdict == Truth::Unknown && counted.wanted.get(index) == Some(&true) {
                    self.unjudged(scene, index);
                }
                None
            }
        };
        if let Some(open) = self.open.get_mut(index) {
            open.tally.looked_at += 1;
            open.tally.found += u64::from(found.is_some());
            if let Some(clock) = counted.clock {
                let now = clock();
                open.tally.time += now.saturating_sub(self.last);
                self.last = now;
            }
        }
        self.findings.extend(found);
    }
}

impl<'a> Counting<'a> {
    fn unjudged(&mut self, scene: &mut Scene<'a>, index: usize) {
        let counted = self.counted;
        let Some(open) = self.open.get_mut(index) else { return };
        open.tally.unjudged += 1;
        // Once nothing is missing to all of them, nothing ever will be.
        if open.missing.as_ref().is_some_and(BTreeSet::is_empty) {
            return;
        }
        // Of rules with other options nothing is kept, and no cause named.
        let is_kept = std::ptr::eq(self.set, counted.rules);
        let explained = counted.explained.get(index).filter(|_| is_kept).and_then(|explained| {
            explained.get_or_init(|| counted.rules.explained(counted.rules.rules.get(index)?)).as_ref()
        });
        let missing = explained.map(|explained| scene.missing(explained)).unwrap_or_default();
        common(&mut open.missing, missing.into_iter().collect());
    }

    /// Hands what was counted on.
    fn end(self) -> Vec<Finding> {
        let mut all = self.counted.open.lock().unwrap_or_else(PoisonError::into_inner);
        for (sum, own) in all.iter_mut().zip(self.open) {
            sum.tally.looked_at += own.tally.looked_at;
            sum.tally.unjudged += own.tally.unjudged;
            sum.tally.found += own.tally.found;
            sum.tally.time += own.tally.time;
            if let Some(missing) = own.missing {
                common(&mut sum.missing, missing);
            }
        }
        self.findings
    }
}

/// Keeps what is missing to both.
fn common(missing: &mut Option<BTreeSet<String>>, other: BTreeSet<String>) {
    match missing {
        Some(missing) => missing.retain(|name| other.contains(name)),
        None => *missing = Some(other),
    }
}
