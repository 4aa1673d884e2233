//! Why a rule did or did not find something: every predicate of it, held against the records at one place.
//!
//! The compiled rule stops where it is decided, and asks in order of cost. Here the rule is read once more, as it
//! is written ([`branch`]), and held against the records in the scenes that a check has them in ([`step`]), by
//! the same tests. A check pays nothing for it.

mod branch;
mod facts;
mod step;

use std::sync::Arc;

use serde::Serialize;

pub(super) use branch::{Branch, Explained, Kind, What};
pub use step::{FoundTerm, Item, Named, Shown, Step, StepKind, Word};

use super::evaluate::finding;
use super::names::slot;
use super::scene::{Desk, Element, Scene};
use super::schema::ScopeName;
use super::truth::Truth;
use super::walk::{self, Judge, Owner};
use super::{Context, Rule, RuleSet};
use crate::finding::{Finding, Severity};
use crate::record::{Funding, Indicator, Place, Project, ProjectReading};

/// A place that is asked about: a row, or a cell in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// The row.
    pub row: u32,
    /// The column; None where the whole row is meant.
    pub column: Option<u32>,
}

/// A rule held against one record.
#[derive(Debug, Clone, Serialize)]
pub struct Trace {
    /// Where the record stands, as its file has it.
    pub cell: String,
    /// The same for people who read with the sheet before them.
    #[serde(skip)]
    pub place: Place,
    /// What the record was read as, by the names that rules have for it.
    pub record: Vec<Named>,
    /// The rule's `let`s.
    #[serde(rename = "let", skip_serializing_if = "Vec::is_empty")]
    pub lets: Vec<TracedLet>,
    /// What the rule's `when` came to.
    pub verdict: Truth,
    /// How.
    pub when: Step,
    /// The conditions of other cells, severities and texts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<TracedCase>,
    /// What could not be determined, where that is why nothing was found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// What is found there before precedence is looked at.
    #[serde(skip)]
    pub finding: Option<Finding>,
}

/// A `let` and its value.
#[derive(Debug, Clone, Serialize)]
pub struct TracedLet {
    /// Its name.
    pub name: String,
    /// How it is worked out.
    pub source: String,
    /// What it came to.
    pub value: Shown,
    /// What it was worked out from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Named>,
}

/// A condition beside the `when`.
#[derive(Debug, Clone, Serialize)]
pub struct TracedCase {
    /// `at-when`, `severity-when` or `text-when`.
    pub key: &'static str,
    /// Its number among those of its kind, from 1.
    pub number: usize,
    /// The cell or severity that it leads to; empty of a text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub leads_to: String,
    /// How it fared.
    pub step: Step,
}

/// Holds one rule against all records at a place that it looks at. `rules` are those that are held against a project of
/// the sheet, or against what it has as a whole. None of a plugin's rule, whose code decides.
pub fn trace(
    context: &Context<'_>,
    rule: &Rule,
    spot: Spot,
    rules: impl Fn(Option<&Project>) -> Arc<RuleSet>,
) -> Option<Vec<Trace>> {
    let code = rule.info.code.as_str();
    let of_project = |index: usize, project: &Project| {
        let set = rules(Some(project));
        let rule = set.rule(code)?;
        let explained = set.explained(rule)?;
        let reading = ProjectReading::new(index, project, set.words());
        let desk = Desk::new(&reading, &set);
        let mut tracer = Tracer { rule, explained: &explained, spot, traces: Vec::new() };
        walk::project(&set, context, &desk, &mut tracer);
        Some(tracer.traces)
    };
    let traces = match rule.program.scope {
        _ if rule.plugin.is_some() => return None,
        ScopeName::Indicator | ScopeName::Cell | ScopeName::Pair | ScopeName::Project => {
            let projects = context.sheet.projects.iter().enumerate();
            let here = projects.filter(|(_, project)| spot.is_in(project));
            here.filter_map(|(index, project)| of_project(index, project)).flatten().collect()
        }
        scope => {
            let set = rules(None);
            let rule = set.rule(code)?;
            let explained = set.explained(rule)?;
            let readings = walk::readings(&set, context);
            let desks: Vec<Desk<'_>> = readings.iter().map(|reading| Desk::new(reading, &set)).collect();
            let mut tracer = Tracer { rule, explained: &explained, spot, traces: Vec::new() };
            match scope {
                ScopeName::Row => walk::rows(&set, context, &context.sheet.notes, &mut tracer),
                _ => walk::sheet(&set, context, &desks, &mut tracer),
            }
            tracer.traces
        }
    };
    // Who names a cell means the record that has it; else all of the row.
    let nearest = traces.iter().map(|(near, _)| *near).max();
    Some(traces.into_iter().filter(|(near, _)| Some(*near) == nearest).map(|(_, trace)| trace).collect())
}

/// How near a record is to the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Near {
    Row,
    Cell,
}

struct Tracer<'a> {
    rule: &'a Rule,
    explained: &'a Explained,
    spot: Spot,
    traces: Vec<(Near, Trace)>,
}

impl<'a> Judge<'a> for Tracer<'a> {
    fn wants(&self, rule: &Rule) -> bool {
        rule.info.code == self.rule.info.code
    }

    fn judge(&mut self, scene: &mut Scene<'a>, at: u8, owner: Owner) {
        let subject = scene.element(at);
        let mut near = self.spot.near(subject, scene);
        // Of a pair both are meant.
        let first = match self.rule.program.scope {
            ScopeName::Pair => Some(slot::INDICATOR),
            ScopeName::ProjectPair => Some(slot::PROJECT),
            _ => None,
        };
        near = near.max(first.and_then(|first| self.spot.near(scene.element(first), scene)));
        if let Some(near) = near {
            self.traces.push((near, traced(scene, self.rule, self.explained, (at, owner))));
        }
    }
}

fn traced<'a>(
    scene: &mut Scene<'a>,
    rule: &'a Rule,
    explained: &'a Explained,
    (at, owner): (u8, Owner),
) -> Trace {
    let program = &rule.program;
    let verdict = scene.holds(&program.when);
    let found = verdict.is_true().then(|| finding(scene, rule, at, owner)).flatten();
    let place = found.as_ref().map(|finding| finding.place).or_else(|| {
        let field = match scene.element(at) {
            Element::Cell(cell) => super::place::field_of(cell.cell),
            _ => program.at.field,
        };
        super::place::At { field }.locate(scene.element(at), scene.context.sheet).map(|(place, _)| place)
    });
    let place = place.unwrap_or(Place { row: 1, column: 1 });
    let record = scene.facts(program.scope);
    let lets = explained.lets.iter().map(|own| {
        let Named { name, value } = scene.named(&own.value);
        let values = own.parts.iter().map(|part| scene.named(part)).collect();
        TracedLet { name, source: own.source.clone(), value, values }
    });
    let lets = lets.collect();
    let when = scene.step(&explained.when);
    let missing = if verdict == Truth::Unknown { scene.missing(explained) } else { Vec::new() };
    let mut cases = Vec::new();
    for (key, steps) in scene.cases(rule, explained) {
        for (nth, step) in steps.into_iter().enumerate() {
            let leads_to = match key {
                "at-when" => explained.at_when.get(nth).map(|(cell, _)| cell.clone()),
                "severity-when" => {
                    explained.severity_when.get(nth).map(|(severity, _)| severity_word(*severity).to_owned())
                }
                _ => None,
            };
            cases.push(TracedCase { key, number: nth + 1, leads_to: leads_to.unwrap_or_default(), step });
        }
    }
    let cell = scene.context.sheet.grid.address(place).cell;
    Trace { cell, place, record, lets, verdict, when, cases, missing, finding: found }
}

impl<'a> Scene<'a> {
    /// How the conditions of other cells, severities and texts fare, list by list.
    pub(super) fn cases(
        &mut self,
        rule: &'a Rule,
        explained: &'a Explained,
    ) -> [(&'static str, Vec<Step>); 3] {
        let at = explained.at_when.iter().map(|(_, branch)| self.step(branch)).collect();
        // The texts and severities may speak of what made the rule true.
        let witness = self.witness(&rule.program.when);
        self.put(slot::WITNESS, witness.unwrap_or(Element::Nothing));
        let severity = explained.severity_when.iter().map(|(_, branch)| self.step(branch)).collect();
        let text = explained.text_when.iter().map(|branch| self.step(branch)).collect();
        self.put(slot::WITNESS, Element::Nothing);
        [("at-when", at), ("severity-when", severity), ("text-when", text)]
    }
}

fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

impl Spot {
    /// Whether something of the project stands in the row.
    fn is_in(self, project: &Project) -> bool {
        project.indicators.iter().any(|indicator| self.of_indicator(indicator).is_some())
            || self.of_project(project).is_some()
    }

    fn near(self, element: Element<'_>, scene: &Scene<'_>) -> Option<Near> {
        let sheet = scene.context.sheet;
        match element {
            Element::Indicator(desk, index) => self.of_indicator(desk.reading.project.indicators.get(index)?),
            Element::Cell(cell) => self.of(cell.written()?.place),
            Element::Project(view) => self.of_project(view.project).or_else(|| {
                let indicators = &view.project.indicators;
                indicators.iter().any(|it| self.of_indicator(it).is_some()).then_some(Near::Row)
            }),
            Element::Department(index) => {
                let department = sheet.departments.get(index)?;
                let own = self.of(department.cell.place).max(self.of_funding(&department.funding));
                let mut projects = sheet.projects.iter().filter(|project| project.department == Some(index));
                own.or_else(|| projects.any(|project| self.is_in(project)).then_some(Near::Row))
            }
            Element::Note(note) => self.of(note.cell.place),
            Element::Sheet => Some(Near::Row),
            Element::Nothing | Element::Part(..) | Element::Clause(..) => None,
        }
    }

    fn of(self, place: Place) -> Option<Near> {
        let near = if self.column == Some(place.column) { Near::Cell } else { Near::Row };
        (place.row == self.row).then_some(near)
    }

    fn of_funding(self, funding: &Funding) -> Option<Near> {
        let amounts = funding.total.iter().chain(&funding.fiscal).chain(&funding.other);
        amounts.filter_map(|amount| self.of(amount.cell.place)).max()
    }

    fn of_project(self, project: &Project) -> Option<Near> {
        let own = (project.row == self.row).then_some(Near::Row);
        let name = project.name.as_ref().and_then(|name| self.of(name.place));
        let region = project.region.as_ref().and_then(|region| self.of(region.place));
        own.max(name).max(region).max(self.of(project.goal_place)).max(self.of_funding(&project.funding))
    }

    fn of_indicator(self, indicator: &Indicator) -> Option<Near> {
        let beside = [indicator.operator.as_deref(), indicator.unit.as_deref()].into_iter().flatten();
        let weight = indicator.weight.as_deref().map(|weight| weight.cell.place);
        let places = beside.map(|cell| cell.place).chain(weight);
        let own = [indicator.name_place, indicator.value_place].into_iter().chain(places);
        own.filter_map(|place| self.of(place)).max().or((indicator.row == self.row).then_some(Near::Row))
    }
}

#[cfg(test)]
pub(super) mod tests;
