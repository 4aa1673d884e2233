//! Rules × records → findings.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use super::access::target_of;
use super::names::slot;
use super::observation::{Observation, ObservedPlace as Place, Refusal, bound};
use super::place::{At, field_of};
use super::predicate::department_of;
use super::scene::{CellView, Desk, Element, ProjectView, Scene};
use super::schema::{CellName, ScopeName};
use super::speech::RelatedFrom;
use super::suggestion;
use super::{Context, Rule, RuleSet};
use crate::finding::{Edit, Field, Finding, Fix, Language, Related};
use crate::record::{self, ProjectReading, ReadingNote};
use crate::text::Normalized;

/// What a finding belongs to.
#[derive(Debug, Clone, Copy, Default)]
struct Owner {
    department: Option<usize>,
    project: Option<usize>,
    indicator: Option<usize>,
}

/// Findings on one project.
pub(super) fn project(set: &RuleSet, context: &Context<'_>, reading: &ProjectReading<'_>) -> Vec<Finding> {
    let Some(first) = set.rules.first() else { return Vec::new() };
    let desk = Desk::new(reading, set);
    let view = ProjectView { project: reading.project, desk: Some(&desk) };
    let mut scene = stage(set, context, &[], first);
    scene.put(slot::DEPARTMENT, department_of(view));
    scene.put(slot::PROJECT, Element::Project(view));
    let owner =
        Owner { department: reading.project.department, project: Some(reading.index), indicator: None };
    let mut findings = Vec::new();

    for indicator in 0..reading.indicators.len() {
        scene.put(slot::INDICATOR, Element::Indicator(&desk, indicator));
        let owner = Owner { indicator: Some(indicator), ..owner };
        for &rule in set.of(ScopeName::Indicator) {
            scene.take_up(&set.rules[rule]);
            judge(&mut scene, slot::INDICATOR, owner, &mut findings);
        }
        for &rule in set.of(ScopeName::Cell) {
            let rule = &set.rules[rule];
            for &cell in &rule.program.cells {
                if matches!(cell, CellName::Name | CellName::Value) {
                    let view = CellView { desk: &desk, cell, index: indicator };
                    cell_rule(&mut scene, rule, view, owner, &mut findings);
                }
            }
        }
    }
    scene.put(slot::INDICATOR, Element::Nothing);
    for &rule in set.of(ScopeName::Cell) {
        let rule = &set.rules[rule];
        for &cell in &rule.program.cells {
            let columns = match cell {
                CellName::Name | CellName::Value => 0,
                CellName::FundingOther => reading.project.funding.other.len(),
                _ => 1,
            };
            for index in 0..columns {
                let view = CellView { desk: &desk, cell, index };
                cell_rule(&mut scene, rule, view, owner, &mut findings);
            }
        }
    }
    for &rule in set.of(ScopeName::Project) {
        scene.take_up(&set.rules[rule]);
        judge(&mut scene, slot::PROJECT, owner, &mut findings);
    }
    for &rule in set.of(ScopeName::Pair) {
        pairs(&mut scene, &set.rules[rule], &desk, owner, &mut findings);
    }
    findings
}

/// The finding on what a plugin's code observed.
pub(super) fn told(
    set: &RuleSet,
    context: &Context<'_>,
    reading: &ProjectReading<'_>,
    rule: &Rule,
    observed: &Observation,
) -> Result<Finding, Refusal> {
    let desk = Desk::new(reading, set);
    let view = ProjectView { project: reading.project, desk: Some(&desk) };
    let mut scene = stage(set, context, &[], rule);
    scene.put(slot::DEPARTMENT, department_of(view));
    scene.put(slot::PROJECT, Element::Project(view));
    let (subject, field) = observed.at.element(&desk)?;
    let indicator = observed.at.indicator();
    if let Some(indicator) = indicator {
        scene.put(slot::INDICATOR, Element::Indicator(&desk, indicator));
    }
    scene.take_up(rule);
    let values = bound(&observed.values, &rule.program.values)?;
    scene.give(&values);
    let (place, raw) = At { field }.locate(subject, context.sheet).ok_or(Refusal::NoCell)?;
    let span = observed.span.clone().map(|span| span.of_cell(&observed.at, reading, raw)).transpose()?;
    let language = context.language;
    let mut related = Vec::new();
    for place in &observed.related {
        let label = rule.program.labels.iter().find(|label| label.name == place.label);
        let label = label.ok_or_else(|| Refusal::NoLabel(place.label.clone()))?;
        let own = bound(&place.values, &rule.program.values)?;
        scene.take_up(rule);
        scene.give(&values);
        scene.give(&own);
        let (at, origin) = match &place.at {
            Place::Here(at) => {
                let (element, field) = at.element(&desk)?;
                let (at, _) = At { field }.locate(element, context.sheet).ok_or(Refusal::NoCell)?;
                (at, None)
            }
            Place::Elsewhere(at, origin) => (*at, origin.clone()),
        };
        let message = label.text[usize::from(language == Language::En)].message(&mut scene, language);
        related.push(Related { place: at, origin, message });
    }
    related.sort_by_key(|related| (related.origin.is_some(), related.place));
    scene.take_up(rule);
    scene.give(&values);
    let owner = Owner { department: reading.project.department, project: Some(reading.index), indicator };
    let mut finding = spoken(&mut scene, rule, owner, field, place, raw);
    (finding.span, finding.related) = (span, related);
    finding.fix = fix(&mut scene, rule, subject);
    Ok(finding)
}

/// Findings on what reading did to rows.
pub(super) fn rows(set: &RuleSet, context: &Context<'_>, notes: &[ReadingNote]) -> Vec<Finding> {
    let Some(first) = set.rules.first() else { return Vec::new() };
    let mut scene = stage(set, context, &[], first);
    let mut findings = Vec::new();
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
        for &rule in set.of(ScopeName::Row) {
            scene.take_up(&set.rules[rule]);
            judge(&mut scene, slot::OTHER, owner, &mut findings);
        }
    }
    set.settle(&mut findings);
    findings
}

/// Findings that speak of the sheet beyond one project.
pub(super) fn sheet(set: &RuleSet, context: &Context<'_>) -> Vec<Finding> {
    let Some(first) = set.rules.first() else { return Vec::new() };
    let mut wider = set.of(ScopeName::Department).iter().chain(set.of(ScopeName::Sheet));
    let beyond = wider.any(|&rule| set.rules[rule].program.reads_projects);
    let readings: Vec<ProjectReading<'_>> = match beyond {
        true => ProjectReading::all_by(context.sheet, &set.words).collect(),
        false => Vec::new(),
    };
    let desks: Vec<Desk<'_>> = readings.iter().map(|reading| Desk::new(reading, set)).collect();
    let mut scene = stage(set, context, &desks, first);
    let mut findings = Vec::new();

    for department in 0..context.sheet.departments.len() {
        scene.put(slot::DEPARTMENT, Element::Department(department));
        let owner = Owner { department: Some(department), ..Owner::default() };
        for &rule in set.of(ScopeName::Department) {
            scene.take_up(&set.rules[rule]);
            judge(&mut scene, slot::DEPARTMENT, owner, &mut findings);
        }
    }
    for &rule in set.of(ScopeName::ProjectPair) {
        project_pairs(&mut scene, &set.rules[rule], &mut findings);
    }
    scene.put(slot::DEPARTMENT, Element::Nothing);
    for &rule in set.of(ScopeName::Sheet) {
        scene.take_up(&set.rules[rule]);
        judge(&mut scene, slot::SHEET, Owner::default(), &mut findings);
    }
    set.settle(&mut findings);
    findings
}

fn stage<'a>(set: &'a RuleSet, context: &'a Context<'a>, desks: &'a [Desk<'a>], rule: &'a Rule) -> Scene<'a> {
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

fn cell_rule<'a>(
    scene: &mut Scene<'a>,
    rule: &'a Rule,
    cell: CellView<'a>,
    owner: Owner,
    findings: &mut Vec<Finding>,
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
    judge(scene, slot::OTHER, owner, findings);
    scene.put(slot::OTHER, Element::Nothing);
}

/// Every later one of a block against its first.
fn pairs<'a>(
    scene: &mut Scene<'a>,
    rule: &'a Rule,
    desk: &'a Desk<'a>,
    owner: Owner,
    findings: &mut Vec<Finding>,
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
        judge(scene, slot::OTHER, owner, findings);
    }
    scene.put(slot::INDICATOR, Element::Nothing);
    scene.put(slot::OTHER, Element::Nothing);
}

/// Every later one of a block of projects of one department against its first.
fn project_pairs<'a>(scene: &mut Scene<'a>, rule: &'a Rule, findings: &mut Vec<Finding>) {
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
        judge(scene, slot::OTHER, owner, findings);
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

/// Judges the scene's subject, which is in `at`, by the scene's rule.
fn judge<'a>(scene: &mut Scene<'a>, at: u8, owner: Owner, findings: &mut Vec<Finding>) {
    let rule = scene.rule;
    if scene.holds(&rule.program.when).is_true()
        && let Some(finding) = finding(scene, rule, at, owner)
    {
        findings.push(finding);
    }
}

fn finding<'a>(scene: &mut Scene<'a>, rule: &'a Rule, at: u8, owner: Owner) -> Option<Finding> {
    let program = &rule.program;
    let subject = scene.element(at);
    let field = match subject {
        Element::Cell(cell) => field_of(cell.cell),
        _ => program
            .at_when
            .iter()
            .find_map(|(at, test)| scene.holds(test).is_true().then_some(at.field))
            .unwrap_or(program.at.field),
    };
    let (place, raw) = At { field }.locate(subject, scene.context.sheet)?;
    let witness = scene.witness(&program.when);
    scene.put(slot::WITNESS, witness.unwrap_or(Element::Nothing));
    let mut finding = spoken(scene, rule, owner, field, place, raw);
    finding.related = related(scene, rule, scene.context.language);
    finding.fix = fix(scene, rule, subject);
    let marked = program.mark.and_then(|mark| scene.key_text(mark)).and_then(|mark| {
        let start = raw.find(&*mark)?;
        Some(start..start + mark.len())
    });
    finding.span = marked.or_else(|| witness.and_then(|part| span_of(part, field, owner.indicator, raw)));
    scene.put(slot::WITNESS, Element::Nothing);
    Some(finding)
}

/// A finding with what the rule says of it, and without the rest.
fn spoken<'a>(
    scene: &mut Scene<'a>,
    rule: &'a Rule,
    owner: Owner,
    field: Field,
    place: record::Place,
    raw: &str,
) -> Finding {
    let program = &rule.program;
    let severity = program
        .severity_when
        .iter()
        .find_map(|(severity, test)| scene.holds(test).is_true().then_some(*severity))
        .unwrap_or(rule.info.severity);
    let language = scene.context.language;
    let told = usize::from(language == Language::En);
    let case = program.text_when.iter().position(|case| scene.holds(&case.when).is_true());
    let said = case.and_then(|case| program.text_when.get(case));
    let message = said.and_then(|said| said.message[told].as_ref()).unwrap_or(&program.message[told]);
    let help = said.and_then(|said| said.help[told].as_ref()).or(program.help[told].as_ref());
    let message = message.message(scene, language);
    let help = help.map(|help| help.message(scene, language));
    let examples = program
        .suggests
        .map_or_else(Vec::new, |suggests| suggestion::examples(scene, suggests, owner.indicator));
    Finding {
        rule: Arc::clone(&rule.info),
        severity,
        message,
        help,
        examples,
        case,
        sheet: scene.context.sheet_index,
        department: owner.department,
        project: owner.project,
        indicator: owner.indicator,
        field,
        place,
        span: None,
        related: Vec::new(),
        fix: None,
        subject: Normalized::new(raw).as_str().to_owned(),
    }
}

/// The bytes of the raw cell that the part covers, where it stands in the finding's own cell.
fn span_of(part: Element<'_>, field: Field, indicator: Option<usize>, raw: &str) -> Option<Range<usize>> {
    let Element::Part(value, index, of) = part else { return None };
    if field_of(of.cell) != field || (of.indicator.is_some() && of.indicator != indicator) {
        return None;
    }
    let span = value.cell_range(value.parts.get(index)?.span.clone());
    raw.get(span.clone()).filter(|marked| !marked.is_empty()).map(|_| span)
}

fn related<'a>(scene: &mut Scene<'a>, rule: &'a Rule, language: Language) -> Vec<Related> {
    let mut places = Vec::new();
    for related in &rule.program.related {
        let template = if language == Language::Zh { &related.zh } else { &related.en };
        let sheet = scene.context.sheet;
        let mut tell = |scene: &mut Scene<'a>, element: Element<'a>| {
            if let Some((place, _)) = related.at.locate(element, sheet) {
                places.push(Related { place, origin: None, message: template.message(scene, language) });
            }
        };
        match &related.from {
            RelatedFrom::Slot(slot) => tell(scene, scene.element(*slot)),
            RelatedFrom::Each(items) => {
                scene.for_each_kept(items, |scene, element| {
                    tell(scene, element);
                    true
                });
            }
        }
    }
    places.sort_by_key(|related| related.place);
    places
}

fn fix<'a>(scene: &mut Scene<'a>, rule: &'a Rule, subject: Element<'a>) -> Option<Fix> {
    let program = rule.program.fix.as_ref()?;
    let mut edits = Vec::new();
    for (cell, template) in &program.cells {
        let field = field_of(*cell);
        // A rule on cells mends the cell it stands on.
        if let Element::Cell(own) = subject
            && own.cell != *cell
        {
            continue;
        }
        let (place, old) = At { field }.locate(subject, scene.context.sheet)?;
        let mut new = template.replacement(scene)?;
        if *cell == CellName::Value
            && let Some(target) = target_of(subject)
        {
            new = target.cell_text(&new);
        }
        if new != old {
            edits.push(Edit { place, old: old.to_owned(), new });
        }
    }
    edits.sort_by_key(|edit| edit.place);
    (!edits.is_empty()).then_some(Fix { safety: program.safety, edits })
}
