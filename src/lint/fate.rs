//! What became of what a rule found: reported, or dropped on the way to the report.

use serde::Serialize;

use super::{Checked, LeftOut, Lint, Ordinals, Selection};
use crate::finding::Finding;
use crate::record::{Place, ProjectReading, Sheet};
use crate::rule::{Context, RuleSet};

/// What became of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "fate", content = "for")]
pub enum Fate {
    /// It is reported.
    Reported,
    /// It yields to a finding of this rule on the same thing.
    Yields(String),
    /// Nobody knows what its cell says, because a formula in it has no result.
    NoValue,
    /// The same is told of the same cell for another project.
    ToldOnce,
    /// The rule was left out of the run.
    NotSelected,
    /// The baseline knows it.
    Known,
    /// An exception with a reason holds for it.
    Excepted,
    /// It was dropped for something else.
    Dropped,
}

impl Lint<'_> {
    /// What a check looks at a sheet with.
    pub fn context<'s>(&self, index: usize, sheet: &'s Sheet) -> Context<'s> {
        let set = self.overrides.of(sheet);
        Context {
            sheet,
            sheet_index: index,
            year: self.year.or(set.year()).or(sheet.year),
            money_unit: set.money_unit().or(sheet.money_unit),
            language: self.language,
        }
    }

    /// All findings of one sheet, of rules that are left out of the run, too.
    pub fn unselected(&self, index: usize, sheet: &Sheet, ordinals: &mut Ordinals) -> Vec<Checked> {
        let lint = Self { selection: Selection::default(), ..self.clone() };
        lint.all(index, sheet, ordinals)
    }

    /// What became of a finding of `rules` before anybody left it out; `all` is what [`Lint::unselected`] found, and
    /// `judged` what the rules say of the finding's project before precedence is looked at.
    pub fn fate(
        &self,
        rules: &RuleSet,
        sheet: &Sheet,
        finding: &Finding,
        all: &[Checked],
        judged: impl FnOnce(&ProjectReading<'_>) -> Vec<Finding>,
    ) -> Fate {
        let code = finding.rule.code.as_str();
        let is_it = |checked: &&Checked| {
            let other = &checked.finding;
            other.rule.code == code && other.place == finding.place && other.message == finding.message
        };
        if let Some(found) = all.iter().find(is_it) {
            return match found.left_out {
                _ if !self.selection.contains(code) => Fate::NotSelected,
                _ if found.finding.project != finding.project => Fate::ToldOnce,
                Some(LeftOut::Baseline) => Fate::Known,
                Some(LeftOut::Exception) => Fate::Excepted,
                None => Fate::Reported,
            };
        }
        let is_unknown =
            |place: Place| sheet.notes.iter().any(|note| note.kind.hides_value() && note.cell.place == place);
        if is_unknown(finding.place) {
            return Fate::NoValue;
        }
        if !self.overrides.of(sheet).settle(sheet, &mut finding.clone()) {
            return Fate::NotSelected;
        }
        // What took its place may itself have yielded.
        let mut others: Vec<Finding> = all.iter().map(|checked| (*checked.finding).clone()).collect();
        let project = finding.project.and_then(|nth| Some((nth, sheet.projects.get(nth)?)));
        if let Some((nth, project)) = project {
            let reading = ProjectReading::new(nth, project, self.words);
            others.extend(judged(&reading));
        }
        match rules.yields_among(finding, &others) {
            Some(code) => Fate::Yields(code.to_owned()),
            None => Fate::Dropped,
        }
    }
}
