//! Which records a rule is held against: the subjects of each scope, one after the other.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use super::names::slot;
use super::predicate::department_of;
use super::scene::{CellView, Desk, Element, ProjectView, Scene};
use super::schema::{CellName, ScopeName};
use super::{Context, Rule, RuleSet};
use crate::record::{ProjectReading, ReadingNote};

/// What a finding belongs to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Owner {
    pub department: Option<usize>,
    pub project: Option<usize>,
    pub indicator: Option<usize>,
}

/// What becomes of each record that a rule is held against. A check gathers findings; what else is asked of a
/// run is another judge, so that the check does not pay for it.
pub(super) trait Judge<'a> {
    /// Whether the rule is to be looked at.
    #[inline]
    fn wants(&self, _rule: &Rule) -> bool {
        true
    }

    /// Judges the scene's subject, which is in `at`, by the scene's rule.
    fn judge(&mut self, scene: &mut Scene<'a>, at: u8, owner: Owner);
}

/// Holds the rules on one project against it: those of scope indicator, cell, project, pair.
pub(super) fn project<'a, J: Judge<'a>>(
    set: &'a RuleSet,
    context: &'a Context<'a>,
    desk: &'a Desk<'a>,
    judge: &mut J,
) {
    let Some(first) = set.rules.first() else { return };
    let reading = desk.reading;
    let view = ProjectView { project: reading.project, desk: Some(desk) };
    let mut scene = stage(set, context, &[], first);
    scene.put(slot::DEPARTMENT, department_of(view));
    scene.put(slot::PROJECT, Element::Project(view));
    let owner =
        Owner { department: reading.project.department, project: Some(reading.index), indicator: None };

    for indicator in 0..reading.indicators.len() {
        scene.put(slot::INDICATOR, Element::Indicator(desk, indicator));
        let owner = Owner { indicator: Some(indicator), ..owner };
        for rule in set.all_of(ScopeName::Indicator) {
            if !judge.wants(rule) {
                continue;
            }
            scene.take_up(rule);
            judge.judge(&mut scene, slot::INDICATOR, owner);
        }
        for rule in set.all_of(ScopeName::Cell) {
            if !judge.wants(rule) {
                continue;
            }
            for &cell in &rule.program.cells {
                if matches!(cell, CellName::Name | CellName::Value) {
                    let view = CellView { desk, cell, index: indicator };
                    cell_rule(&mut scene, rule, view, owner, judge);
                }
            }
        }
    }
    scene.put(slot::INDICATOR, Element::Nothing);
    for rule in set.all_of(ScopeName::Cell) {
        if !judge.wants(rule) {
            continue;
        }
        for &cell in &rule.program.cells {
            let columns = match cell {
                CellName::Name | CellName::Value => 0,
                CellName::FundingOther => reading.project.funding.other.len(),
                _ => 1,
            };
            for index in 0..columns {
                cell_rule(&mut scene, rule, CellView { desk, cell, index }, owner, judge);
            }
        }
    }
    for rule in set.all_of(ScopeName::Project) {
        if !judge.wants(rule) {
            continue;
        }
        scene.take_up(rule);
        judge.judge(&mut scene, slot::PROJECT, owner);
    }
    for rule in set.all_of(ScopeName::Pair) {
        if !judge.wants(rule) {
            continue;
        }
        pairs(&mut scene, rule, desk, owner, judge);
    }
}

/// Holds the rules on what reading did to rows against the notes.
pub(super) fn rows<'a, J: Judge<'a>>(
    set: &'a RuleSet,
    context: &'a Context<'a>,
    notes: &'a [ReadingNote],
    judge: &mut J,
) {
    let Some(first) = set.rules.first() else { return };
    let mut scene = stage(set, context, &[], first);
    for note in notes {
        let project = note.project.and_then(|index| context.sheet.projects.get(index));
        let view = project.map(|project| ProjectView { project, desk: None });
        scene.put(slot::DEPARTMENT, view.map_or(Element::Nothing, department_of));
        scene.put(slot::PROJECT, view.map_or(Element::Nothing, Element::Project));
        scene.put(slot::OTHER, Element::Note(note));
        let owner = Owner {
            department: project.and_then(|project| project.department),
            project: note.project,
            indicator: None,
        };
        for rule in set.all_of(ScopeName::Row) {
            if !judge.wants(rule) {
                continue;
            }
            scene.take_up(rule);
            judge.judge(&mut scene, slot::OTHER, owner);
        }
    }
}

/// The projects of a sheet, read for rules that speak of more than one; none where there is no such rule.
pub(super) fn readings<'a>(set: &'a RuleSet, context: &'a Context<'a>) -> Vec<ProjectReading<'a>> {
    let mut wider = set.all_of(ScopeName::Department).chain(set.all_of(ScopeName::Sheet));
    match wider.any(|rule| rule.program.reads_projects) {
        true => ProjectReading::all_by(context.sheet, &set.words).collect(),
        false => Vec::new(),
    }
}

/// Holds the rules that speak of the sheet beyond one project against it: those of scope department, project-pair, sheet.
/// `desks` are those of [`readings`].
pub(super) fn sheet<'a, J: Judge<'a>>(
    set: &'a RuleSet,
    context: &'a Context<'a>,
    desks: &'a [Desk<'a>],
    judge: &mut J,
) {
    let Some(first) = set.rules.first() else { return };
    let mut scene = stage(set, context, desks, first);
    for department in 0..context.sheet.departments.len() {
        scene.put(slot::DEPARTMENT, Element::Department(department));
        let owner = Owner { department: Some(department), ..Owner::default() };
        for rule in set.all_of(ScopeName::Department) {
            if !judge.wants(rule) {
                continue;
            }
            scene.take_up(rule);
            judge.judge(&mut scene, slot::DEPARTMENT, owner);
        }
    }
    for rule in set.all_of(ScopeName::ProjectPair) {
        if !judge.wants(rule) {
            continue;
        }
        project_pairs(&mut scene, rule, judge);
    }
    scene.put(slot::DEPARTMENT, Element::Nothing);
    for rule in set.all_of(ScopeName::Sheet) {
        if !judge.wants(rule) {
            continue;
        }
        scene.take_up(rule);
        judge.judge(&mut scene, slot::SHEET, Owner::default());
    }
}

/// A scene that nothing has been put on but the sheet.
pub(super) fn stage<'a>(
    set: &'a RuleSet,
    context: &'a Context<'a>,
    desks: &'a [Desk<'a>],
    rule: &'a Rule,
) -> Scene<'a> {
    let mut slots = [Element::Nothing; slot::COUNT];
    slots[usize::from(slot::SHEET)] = Element::Sheet;
    Scene {
        context,
        rules: &set.rules,
        vocabulary: &set.vocabulary,
        words: &set.words,
        library: &set.library,
        desks,
        rule,
        slots,
        lets: Default::default(),
    }
}

fn cell_rule<'a, J: Judge<'a>>(
    scene: &mut Scene<'a>,
    rule: &'a Rule,
    cell: CellView<'a>,
    owner: Owner,
    judge: &mut J,
) {
    // Each cell with text is a subject.
    let blank = match cell.slot(false) {
        Some(slot) => cell.desk.text(slot).is_empty(),
        None => cell.raw().trim().is_empty(),
    };
    if blank {
        return;
    }
    scene.put(slot::OTHER, Element::Cell(cell));
    scene.take_up(rule);
    judge.judge(scene, slot::OTHER, owner);
    scene.put(slot::OTHER, Element::Nothing);
}

/// Every later one of a block against its first.
fn pairs<'a, J: Judge<'a>>(
    scene: &mut Scene<'a>,
    rule: &'a Rule,
    desk: &'a Desk<'a>,
    owner: Owner,
    judge: &mut J,
) {
    let mut firsts: HashMap<u64, usize> = HashMap::new();
    for indicator in 0..desk.reading.indicators.len() {
        scene.put(slot::INDICATOR, Element::Indicator(desk, indicator));
        let Some(key) = block_key(scene, rule) else { continue };
        let first = *firsts.entry(key).or_insert(indicator);
        if first == indicator {
            continue;
        }
        scene.put(slot::INDICATOR, Element::Indicator(desk, first));
        scene.put(slot::OTHER, Element::Indicator(desk, indicator));
        scene.take_up(rule);
        let owner = Owner { indicator: Some(indicator), ..owner };
        judge.judge(scene, slot::OTHER, owner);
    }
    scene.put(slot::INDICATOR, Element::Nothing);
    scene.put(slot::OTHER, Element::Nothing);
}

/// Every later one of a block of projects of one department against its first.
fn project_pairs<'a, J: Judge<'a>>(scene: &mut Scene<'a>, rule: &'a Rule, judge: &mut J) {
    let mut firsts: HashMap<(Option<usize>, u64), usize> = HashMap::new();
    let projects = &scene.context.sheet.projects;
    let view = |index: usize| ProjectView { project: &projects[index], desk: None };
    for (index, project) in projects.iter().enumerate() {
        scene.put(slot::PROJECT, Element::Project(view(index)));
        let Some(key) = block_key(scene, rule) else { continue };
        let first = *firsts.entry((project.department, key)).or_insert(index);
        // A project of several regions has its name in one cell.
        let place = |index: usize| projects[index].name.as_ref().map(|name| name.place);
        if first == index || (place(first).is_some() && place(first) == place(index)) {
            continue;
        }
        scene.put(slot::DEPARTMENT, department_of(view(index)));
        scene.put(slot::PROJECT, Element::Project(view(first)));
        scene.put(slot::OTHER, Element::Project(view(index)));
        scene.take_up(rule);
        let owner = Owner { department: project.department, project: Some(index), indicator: None };
        judge.judge(scene, slot::OTHER, owner);
    }
    scene.put(slot::PROJECT, Element::Nothing);
    scene.put(slot::OTHER, Element::Nothing);
}

/// What the records of a block share; None where it cannot be determined.
fn block_key(scene: &mut Scene<'_>, rule: &Rule) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    for &subject in &rule.program.block_by {
        scene.key_text(subject)?.hash(&mut hasher);
    }
    Some(hasher.finish())
}
