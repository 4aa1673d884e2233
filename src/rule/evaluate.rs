//! What a rule says of a record that it holds for: the finding, in the rule's words.

use std::ops::Range;
use std::sync::Arc;

use super::access::target_of;
use super::names::slot;
use super::observation::{Observation, ObservedPlace as Place, Refusal, bound};
use super::place::{At, field_of};
use super::predicate::department_of;
use super::scene::{Desk, Element, ProjectView, Scene};
use super::schema::CellName;
use super::speech::RelatedFrom;
use super::suggestion;
use super::walk::{Judge, Owner, stage};
use super::{Context, Rule, RuleSet};
use crate::finding::{Edit, Field, Finding, Fix, Language, Related};
use crate::record::{self, ProjectReading};
use crate::text::Normalized;

/// All findings, whatever becomes of them later.
impl<'a> Judge<'a> for Vec<Finding> {
    #[inline]
    fn judge(&mut self, scene: &mut Scene<'a>, at: u8, owner: Owner) {
        let rule = scene.rule;
        if scene.holds(&rule.program.when).is_true()
            && let Some(finding) = finding(scene, rule, at, owner)
        {
            self.push(finding);
        }
    }
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

/// The finding on the scene's subject, which is in `at`; None where it has no cell to stand on.
pub(super) fn finding<'a>(scene: &mut Scene<'a>, rule: &'a Rule, at: u8, owner: Owner) -> Option<Finding> {
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
