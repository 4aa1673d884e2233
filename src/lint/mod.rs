//! A run: checks × records, in parallel, the order restored.
//!
//! The order of findings is that of the sheet: row, column, code. Projects are taken in steps of some
//! thousand indicators; what a step found goes out before the next one begins, so that a large sheet
//! costs the memory of one step.

mod fate;
mod fingerprint;
mod load;
mod overrides;
mod parallel;
#[cfg(test)]
pub(crate) mod sample;
mod selection;
mod share;
mod timings;
mod variants;

use std::collections::HashSet;
use std::convert::Infallible;
use std::ops::Range;

pub use fate::Fate;
pub use fingerprint::{Fingerprint, Ordinals};
pub use load::{Archive, CONVERTIBLE, Loaded, Loader, READABLE, Source, groups};
use overrides::OfSheet;
pub use overrides::{FileGlob, NamePattern, Override, Overrides};
pub use parallel::map as in_parallel;
use parallel::map_owned as in_parallel_owned;
pub use selection::Selection;
pub use share::{Share, shares};
pub use timings::{Clock, Stage, Timed, Timings, timed};
pub use variants::Variants;

use crate::exceptions::{InForce, Wanted};
use crate::finding::{Finding, Language};
use crate::record::{Dimension, FieldWords, Place, Project, ProjectReading, ReadingNote, Sheet};
use crate::rule::{Context, RuleSet};
use fingerprint::Unnumbered;

/// Indicators in one step: enough to keep many threads busy, few enough that the findings of a step and
/// their rendering stay small beside the sheet.
const STEP: usize = 4096;

/// Whatever finds findings: the compiled rules, and plugins beside them.
pub trait Check: Sync {
    /// What was read of the texts of a project, where that is known already.
    fn reading<'p>(&self, _index: usize, _project: &'p Project) -> Option<ProjectReading<'p>> {
        None
    }
    /// All findings on one project by itself, in any order.
    fn project(&self, context: &Context<'_>, project: &ProjectReading<'_>) -> Vec<Finding>;
    /// Further findings on these projects of the sheet, of which all have been looked at by themselves: by
    /// checks that compare one with those before, or that were not done when they were asked. Asked for every
    /// project, in the order of the sheet.
    fn projects(&self, _context: &Context<'_>, _projects: Range<usize>) -> Vec<Finding> {
        Vec::new()
    }
    /// Drops what yields to others among all findings on one project.
    fn settle(&self, _findings: &mut Vec<Finding>) {}
    /// All findings on what reading did to these rows of the sheet, in any order. Most have none.
    fn rows(&self, _context: &Context<'_>, _notes: &[ReadingNote]) -> Vec<Finding> {
        Vec::new()
    }
    /// All findings that look beyond one project, in any order.
    fn sheet(&self, context: &Context<'_>) -> Vec<Finding>;
}

impl Check for RuleSet {
    fn project(&self, context: &Context<'_>, project: &ProjectReading<'_>) -> Vec<Finding> {
        self.judge_project(context, project)
    }

    fn settle(&self, findings: &mut Vec<Finding>) {
        RuleSet::settle(self, findings);
    }

    fn rows(&self, context: &Context<'_>, notes: &[ReadingNote]) -> Vec<Finding> {
        self.check_rows(context, notes)
    }

    fn sheet(&self, context: &Context<'_>) -> Vec<Finding> {
        self.check_sheet(context)
    }
}

/// What a run looks for and what it was told about the sheets.
#[derive(Clone)]
pub struct Lint<'a> {
    /// What finds the findings.
    pub checks: Vec<&'a dyn Check>,
    /// The words by which indicators are read.
    pub words: &'a FieldWords,
    /// The rules whose findings are wanted.
    pub selection: Selection,
    /// The budget year of all sheets, where the user names it; else what is set for a sheet; else the sheet's own.
    pub year: Option<i32>,
    /// What is set for sheets or parts of them.
    pub overrides: Overrides,
    /// The language of messages.
    pub language: Language,
    /// Where the time goes, where that is wanted.
    pub timings: Option<&'a Timings>,
    /// Findings that are left out with a reason.
    pub exceptions: Option<&'a InForce>,
}

/// A finding of a run.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The finding; in a box, since it is sorted and handed on.
    pub finding: Box<Finding>,
    /// The dimension of its indicator, given by the sheet or inferred.
    pub dimension: Option<Dimension>,
    /// Its name in baselines.
    pub fingerprint: Fingerprint,
    /// Why it is counted, and neither listed nor a reason to fail; None for those that are listed.
    pub left_out: Option<LeftOut>,
}

/// Why a finding is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// The baseline knows it.
    Baseline,
    /// An exception with a reason holds for it.
    Exception,
}

/// One project's findings, before those that yield are dropped.
struct Judged {
    findings: Vec<Finding>,
    /// Of each indicator.
    dimensions: Vec<Option<Dimension>>,
}

/// A finding on its way to its fingerprint.
struct Found {
    finding: Box<Finding>,
    dimension: Option<Dimension>,
    unnumbered: Unnumbered,
    is_excepted: bool,
}

impl<'a> Lint<'a> {
    /// A run that looks for everything these checks find, with nothing set besides.
    pub fn new(checks: Vec<&'a dyn Check>, words: &'a FieldWords, language: Language) -> Self {
        Self {
            checks,
            words,
            selection: Selection::default(),
            year: None,
            overrides: Overrides::default(),
            language,
            timings: None,
            exceptions: None,
        }
    }
}

impl Lint<'_> {
    /// Checks one sheet and hands its findings out in the order of the sheet, step by step. `ordinals`
    /// is shared by the sheets of one file.
    ///
    /// # Errors
    /// The first error of `step` ends the run.
    pub fn sheet<E>(
        &self,
        index: usize,
        sheet: &Sheet,
        ordinals: &mut Ordinals,
        mut step: impl FnMut(Vec<Checked>) -> Result<(), E>,
    ) -> Result<(), E> {
        let set = &self.overrides.of(sheet);
        let context = self.context(index, sheet);
        let unknown: HashSet<Place> =
            sheet.notes.iter().filter(|note| note.kind.hides_value()).map(|note| note.cell.place).collect();
        let beyond = self.checks.iter().flat_map(|check| check.sheet(&context));
        let mut beyond: Vec<Found> = beyond.filter_map(|finding| self.found(sheet, set, finding)).collect();
        sort(&mut beyond);
        let mut beyond = beyond.into_iter().peekable();
        let mut notes = sheet.notes.as_slice();
        let is_wanted: Wanted<'_> = &|code, department, project| set.wants(code, department, project);
        let mut markers = self.exceptions.map(|exceptions| exceptions.markers(sheet)).unwrap_or_default();
        for part in steps(&sheet.projects) {
            let first = part.projects.start;
            let projects = sheet.projects.get(part.projects.clone()).unwrap_or_default();
            let mut each = in_parallel(projects, |nth, project| self.project(&context, first + nth, project));
            for check in &self.checks {
                for finding in check.projects(&context, part.projects.clone()) {
                    let nth = finding.project.and_then(|index| index.checked_sub(first));
                    if let Some(judged) = nth.and_then(|nth| each.get_mut(nth)) {
                        judged.findings.push(finding);
                    }
                }
            }
            let each = in_parallel_owned(each, |judged| self.settled(sheet, set, judged));
            // Nobody knows what a formula without a result would say.
            let is_known = |found: &Found| !unknown.contains(&found.finding.place);
            let mut found: Vec<Found> = each.into_iter().flatten().filter(is_known).collect();
            // Notes stand in the order of the sheet.
            let is_before = |row: u32| part.before.is_none_or(|before| row < before);
            let (here, later) = notes.split_at(notes.partition_point(|note| is_before(note.cell.place.row)));
            notes = later;
            let here: Vec<&[ReadingNote]> = here.chunks(STEP / 16).collect();
            found
                .extend(in_parallel(&here, |_, notes| self.rows(&context, set, notes)).into_iter().flatten());
            while let Some(next) = beyond.next_if(|next| is_before(next.finding.place.row)) {
                found.push(next);
            }
            sort(&mut found);
            // Projects of several regions share cells: what is wrong with them is told once.
            found.dedup_by(|later, first| later.says_the_same(first));
            if let Some(exceptions) = self.exceptions {
                let each = found.iter_mut().map(|found| (&*found.finding, &mut found.is_excepted));
                let notes = exceptions.leave_out(sheet, &mut markers, part.before, each, is_wanted);
                found.extend(self.rows(&context, set, &notes));
                sort(&mut found);
            }
            let checked = found.into_iter().map(|found| Checked {
                fingerprint: ordinals.number(found.unnumbered),
                dimension: found.dimension,
                finding: found.finding,
                left_out: found.is_excepted.then_some(LeftOut::Exception),
            });
            step(checked.collect())?;
        }
        if let Some(exceptions) = self.exceptions {
            exceptions.sheet(sheet, is_wanted);
        }
        Ok(())
    }

    /// All findings of one sheet at once, in its order.
    pub fn all(&self, index: usize, sheet: &Sheet, ordinals: &mut Ordinals) -> Vec<Checked> {
        let mut all = Vec::new();
        let done: Result<(), Infallible> = self.sheet(index, sheet, ordinals, |step| {
            all.extend(step);
            Ok(())
        });
        match done {
            Ok(()) => all,
            Err(never) => match never {},
        }
    }

    fn rows(&self, context: &Context<'_>, set: &OfSheet<'_>, notes: &[ReadingNote]) -> Vec<Found> {
        let findings = self.checks.iter().flat_map(|check| check.rows(context, notes));
        findings.filter_map(|finding| self.found(context.sheet, set, finding)).collect()
    }

    fn project(&self, context: &Context<'_>, index: usize, project: &Project) -> Judged {
        let known = self.checks.iter().find_map(|check| check.reading(index, project));
        let read = || ProjectReading::new(index, project, self.words);
        let reading = known.unwrap_or_else(|| timed(self.timings, Stage::Values, read));
        let findings = self.checks.iter().flat_map(|check| check.project(context, &reading)).collect();
        Judged { findings, dimensions: reading.indicators.iter().map(|it| it.dimension).collect() }
    }

    /// What is left of the findings on one project.
    fn settled(&self, sheet: &Sheet, set: &OfSheet<'_>, judged: Judged) -> Vec<Found> {
        let Judged { mut findings, dimensions } = judged;
        for check in &self.checks {
            check.settle(&mut findings);
        }
        let found = findings.into_iter().filter_map(|finding| {
            let dimension = finding.indicator.and_then(|index| dimensions.get(index).copied().flatten());
            Some(Found { dimension, ..self.found(sheet, set, finding)? })
        });
        found.collect()
    }

    /// The finding, where it is wanted.
    fn found(&self, sheet: &Sheet, set: &OfSheet<'_>, mut finding: Finding) -> Option<Found> {
        if !self.selection.contains(&finding.rule.code) || !set.settle(sheet, &mut finding) {
            return None;
        }
        let indicator = finding.project.and_then(|index| sheet.projects.get(index));
        let indicator = indicator.and_then(|project| project.indicators.get(finding.indicator?));
        let dimension = indicator.and_then(|indicator| indicator.dimension);
        let unnumbered = Unnumbered::new(&finding, sheet);
        Some(Found { unnumbered, dimension, finding: Box::new(finding), is_excepted: false })
    }
}

impl Found {
    /// Whether it says of a cell what another finding says of it for another project.
    fn says_the_same(&self, other: &Self) -> bool {
        let (own, other) = (&self.finding, &other.finding);
        own.place == other.place
            && own.project != other.project
            && own.rule.code == other.rule.code
            && own.span == other.span
            && own.message == other.message
    }
}

fn sort(found: &mut [Found]) {
    found.sort_by(|a, b| {
        (a.finding.place, a.finding.rule.code.as_str()).cmp(&(b.finding.place, b.finding.rule.code.as_str()))
    });
}

/// Projects that are checked together.
struct Step {
    projects: Range<usize>,
    /// The first row of later projects; None for the last step.
    before: Option<u32>,
}

/// Cuts projects into steps. A cut stands only where every later row is below every earlier one, so that
/// steps that are sorted each by itself are sorted as a whole.
fn steps(projects: &[Project]) -> Vec<Step> {
    let rows: Vec<(u32, u32)> = projects.iter().map(Project::rows).collect();
    let mut first_from: Vec<u32> = rows.iter().map(|&(first, _)| first).collect();
    for index in (1..first_from.len()).rev() {
        first_from[index - 1] = first_from[index - 1].min(first_from[index]);
    }
    let mut steps = Vec::new();
    let (mut start, mut indicators, mut last) = (0, 0, 0);
    for (index, project) in projects.iter().enumerate() {
        if indicators >= STEP && last < first_from[index] {
            steps.push(Step { projects: start..index, before: Some(first_from[index]) });
            (start, indicators) = (index, 0);
        }
        // A project costs something also without indicators.
        indicators += project.indicators.len() + 1;
        last = last.max(rows[index].1);
    }
    steps.push(Step { projects: start..projects.len(), before: None });
    steps
}

#[cfg(test)]
mod tests;
