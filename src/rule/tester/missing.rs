//! What a rule file could still say or show: texts that are left out, and conditions that none of its examples
//! tries. Nothing is wrong with such a rule; its author may not have thought of it.

use std::collections::{BTreeSet, HashMap};

use super::super::evaluate::finding;
use super::super::scene::{Desk, Scene};
use super::super::schema::RuleFile;
use super::super::trace::{Branch, Explained, Kind, Step, What};
use super::super::truth::Truth;
use super::super::walk::{self, Judge, Owner};
use super::super::{Context, Rule, RuleSet};
use super::ExampleSheet;
use crate::finding::Language;
use crate::record::ProjectReading;

/// Something that a rule file leaves out.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Hint {
    /// The rule.
    pub code: String,
    /// What is missing.
    pub missing: Missing,
    /// The line of the file that it is about.
    pub line: usize,
    /// What stands there, in one line; empty where the whole rule is meant.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub about: String,
}

/// What is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// It does not say what to write instead.
    Help,
    /// It does not say what it rests on.
    Basis,
    /// It says of no sub-item of the review form that it weighs on it.
    Review,
    /// No invalid example is of this case of `text-when`, `severity-when` or `at-when`.
    Case,
    /// In no invalid example this member of an `any` holds.
    Alternative,
    /// No example is left alone because of this exception.
    Exception,
    /// No example is left alone because of this option, or none is found by it.
    Option,
}

/// What a rule file leaves out of its texts; nothing of a file that is no rule.
pub fn left_out(text: &str) -> Vec<Hint> {
    let Ok(file) = toml::from_str::<RuleFile>(text) else { return Vec::new() };
    let mut hints = Vec::new();
    let mut hint = |missing| {
        let line = line_of(text, file.code.span().start);
        hints.push(Hint { code: file.code.get_ref().clone(), missing, line, about: String::new() });
    };
    let helps = file.zh.as_ref().is_some_and(|zh| zh.get_ref().help.is_some());
    if !helps && !file.text_when.iter().any(|case| case.get_ref().zh.help.is_some()) {
        hint(Missing::Help);
    }
    if file.basis.is_empty() {
        hint(Missing::Basis);
    }
    if file.review.is_none() {
        hint(Missing::Review);
    }
    hints
}

impl RuleSet {
    /// What the file of a rule could still say, and what its examples could still show, in the order of the file.
    pub fn missing(&self, rule: &Rule) -> Vec<Hint> {
        let mut hints = left_out(&rule.source);
        if let Some(explained) = self.explained(rule) {
            hints.extend(self.untried(rule, &explained));
        }
        hints
    }

    fn untried(&self, rule: &Rule, explained: &Explained) -> Vec<Hint> {
        let mut tried = Tried::default();
        for (_, _, example) in rule.examples() {
            let Some(sheet) = ExampleSheet::new(example) else { continue };
            let context = Context {
                sheet: &sheet.sheet,
                sheet_index: 0,
                year: (example.year != 0).then_some(example.year),
                money_unit: example.unit.known(),
                language: Language::Zh,
            };
            for reading in ProjectReading::all_by(&sheet.sheet, self.words()) {
                let desk = Desk::new(&reading, self);
                let mut trying = Trying { rule, explained, tried };
                walk::project(self, &context, &desk, &mut trying);
                tried = trying.tried;
            }
            let readings = walk::readings(self, &context);
            let desks: Vec<Desk<'_>> = readings.iter().map(|reading| Desk::new(reading, self)).collect();
            let mut trying = Trying { rule, explained, tried };
            walk::rows(self, &context, &sheet.sheet.notes, &mut trying);
            walk::sheet(self, &context, &desks, &mut trying);
            tried = trying.tried;
        }
        let mut found = Vec::new();
        tried.look(&explained.when, &mut found);
        tried.cases(explained, &mut found);
        found.sort_by_key(|(branch, missing)| (branch.at.start, *missing));
        let source = &rule.source;
        let hint = |(branch, missing): (&Branch, Missing)| Hint {
            code: rule.info.code.clone(),
            missing,
            line: line_of(source, branch.at.start),
            about: match &branch.kind {
                Kind::Test { asks, .. } => asks.clone(),
                _ => {
                    let written = source.get(branch.at.clone()).unwrap_or_default();
                    written.split_whitespace().collect::<Vec<_>>().join(" ")
                }
            },
        };
        found.into_iter().map(hint).collect()
    }
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text.get(..at).unwrap_or_default().matches('\n').count()
}

/// How a predicate fared in all examples.
#[derive(Debug, Clone, Copy, Default)]
struct Fared {
    /// It held where the rule found something, and had its share in that.
    held: bool,
    /// It did not hold where the rule found nothing.
    kept_off: bool,
}

/// What the examples try.
#[derive(Debug, Default)]
struct Tried {
    /// By the place of each predicate in the file.
    fared: HashMap<(usize, usize, bool), Fared>,
    /// Which of each list of cases came about.
    cases: BTreeSet<(&'static str, usize)>,
}

struct Trying<'a> {
    rule: &'a Rule,
    explained: &'a Explained,
    tried: Tried,
}

impl<'a> Judge<'a> for Trying<'a> {
    fn wants(&self, rule: &Rule) -> bool {
        rule.info.code == self.rule.info.code
    }

    fn judge(&mut self, scene: &mut Scene<'a>, at: u8, owner: Owner) {
        let is_found = scene.holds(&self.rule.program.when).is_true();
        let is_found = is_found && finding(scene, self.rule, at, owner).is_some();
        let step = scene.step(&self.explained.when);
        self.tried.note(&self.explained.when, &step, is_found);
        if is_found {
            for (key, steps) in scene.cases(self.rule, self.explained) {
                let first = steps.iter().position(|step| step.verdict.is_true());
                self.tried.cases.extend(first.map(|first| (key, first)));
            }
        }
    }
}

/// A list of predicates and what stands alone in it have one place.
fn key(branch: &Branch) -> (usize, usize, bool) {
    (branch.at.start, branch.at.end, matches!(branch.kind, Kind::All(_) | Kind::Any(_)))
}

impl Tried {
    fn note(&mut self, branch: &Branch, step: &Step, is_found: bool) {
        let fared = self.fared.entry(key(branch)).or_default();
        fared.held |= is_found && step.verdict.is_true();
        fared.kept_off |= !is_found && step.verdict == Truth::False;
        match &branch.kind {
            Kind::All(branches) | Kind::Any(branches) => {
                for (branch, step) in branches.iter().zip(&step.steps) {
                    self.note(branch, step, is_found);
                }
            }
            Kind::Loop(looping) => {
                for item in &step.items {
                    if let (Some(branch), Some(step)) = (&looping.filter, &item.step) {
                        // What an item came to has its share in a finding only where the item is meant.
                        self.note(branch, step, is_found && item.verdict.is_true());
                    }
                }
            }
            Kind::Not(_) | Kind::Test { .. } | Kind::Rule { .. } => {}
        }
    }

    /// What is asked and never tried.
    fn look<'b>(&self, branch: &'b Branch, found: &mut Vec<(&'b Branch, Missing)>) {
        let fared = |branch: &Branch| self.fared.get(&key(branch)).copied().unwrap_or_default();
        match &branch.kind {
            Kind::All(branches) => branches.iter().for_each(|branch| self.look(branch, found)),
            Kind::Any(branches) => {
                for branch in branches {
                    if fared(branch).held {
                        self.look(branch, found);
                    } else {
                        found.push((branch, Missing::Alternative));
                    }
                }
            }
            Kind::Not(_) => {
                if !fared(branch).kept_off {
                    found.push((branch, Missing::Exception));
                }
            }
            Kind::Loop(looping) => {
                if let Some(filter) = &looping.filter {
                    self.look(filter, found);
                }
            }
            Kind::Test { is_exception, looks_at, terms, .. } => {
                let fared = fared(branch);
                let has_option = looks_at.iter().any(|looked| matches!(looked.what, What::Option(_)))
                    || terms.iter().any(|term| term.list.as_ref().is_some_and(|list| list.starts_with('$')));
                if *is_exception && !fared.kept_off {
                    found.push((branch, Missing::Exception));
                } else if has_option && !(fared.held && fared.kept_off) {
                    found.push((branch, Missing::Option));
                }
            }
            Kind::Rule { .. } => {}
        }
    }

    /// The cases that none of the findings is of.
    fn cases<'b>(&self, explained: &'b Explained, found: &mut Vec<(&'b Branch, Missing)>) {
        let lists: [(&'static str, Vec<&'b Branch>); 3] = [
            ("at-when", explained.at_when.iter().map(|(_, branch)| branch).collect()),
            ("severity-when", explained.severity_when.iter().map(|(_, branch)| branch).collect()),
            ("text-when", explained.text_when.iter().collect()),
        ];
        for (key, branches) in lists {
            for (number, branch) in branches.into_iter().enumerate() {
                if !self.cases.contains(&(key, number)) {
                    found.push((branch, Missing::Case));
                }
            }
        }
    }
}
