//! Rules with other options for some of the records.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Check, Overrides};
use crate::finding::{Finding, Language};
use crate::lexicon::Lexicons;
use crate::record::{Project, ProjectReading, ReadingNote};
use crate::rule::{Context, RuleChanges, RuleSet, RuleSource};

/// The rules of a run, compiled once more for each set of overrides that meet on a record. What the rules say of a
/// department or a sheet as a whole goes by what is set for whole sheets.
pub struct Variants {
    /// The rules where nothing else is set.
    pub rules: Arc<RuleSet>,
    /// What they were compiled from.
    pub sources: Vec<RuleSource>,
    /// The word lists that they were compiled with.
    pub lexicons: Lexicons,
    /// What is set for all records.
    pub changes: RuleChanges,
    /// The language of messages.
    pub language: Language,
    /// What is set for some.
    pub overrides: Overrides,
    /// By the numbers of the overrides that meet.
    compiled: Mutex<HashMap<Vec<usize>, Arc<RuleSet>>>,
}

impl Variants {
    /// None where no override sets options.
    pub fn new(
        rules: &Arc<RuleSet>,
        (sources, lexicons): (Vec<RuleSource>, Lexicons),
        changes: RuleChanges,
        language: Language,
        overrides: &Overrides,
    ) -> Option<Self> {
        let sets_options = overrides.each.iter().any(|set| !set.options.is_empty());
        sets_options.then(|| Self {
            rules: Arc::clone(rules),
            sources,
            lexicons,
            changes,
            language,
            overrides: overrides.clone(),
            compiled: Mutex::default(),
        })
    }

    /// The rules that are held against a project, or against what a sheet has as a whole.
    pub fn of(&self, context: &Context<'_>, project: Option<&Project>) -> Arc<RuleSet> {
        let met = self.overrides.of(context.sheet).with_options(context.sheet, project);
        if met.is_empty() {
            return Arc::clone(&self.rules);
        }
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        let made = compiled.entry(met).or_insert_with_key(|met| {
            let mut changes = self.changes.clone();
            let sets = met.iter().filter_map(|&nth| self.overrides.each.get(nth));
            changes.options.extend(sets.flat_map(|set| set.options.iter().cloned()));
            // What is broken was told when the rules were compiled first.
            let rules = RuleSet::load_with(&self.sources, &self.lexicons, self.language, &changes).0;
            Arc::new(rules.with_library(Arc::clone(self.rules.library())))
        });
        Arc::clone(made)
    }
}

impl Check for Variants {
    fn project(&self, context: &Context<'_>, project: &ProjectReading<'_>) -> Vec<Finding> {
        self.of(context, Some(project.project)).judge_project(context, project)
    }

    fn settle(&self, findings: &mut Vec<Finding>) {
        self.rules.settle(findings);
    }

    fn rows(&self, context: &Context<'_>, notes: &[ReadingNote]) -> Vec<Finding> {
        self.of(context, None).check_rows(context, notes)
    }

    fn sheet(&self, context: &Context<'_>) -> Vec<Finding> {
        self.of(context, None).check_sheet(context)
    }
}
