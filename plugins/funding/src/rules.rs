//! The rules: what the host hands over, judged and reported.

use jichi_plugin::{Field, Project, RelatedBuilder, Report, Rule};

use crate::Funding;
use crate::breakdown::{Item, Made, Row};
use crate::calculation::Wrong;
use crate::text::{Text, exact, has_money, plain};

/// The project's funding, in 元.
fn funding(project: &Project<'_>) -> Option<rust_decimal::Decimal> {
    project.total()?.number.and_then(exact)
}

/// JC504 cost-breakdown.
pub(crate) struct CostBreakdown;

impl Rule<Funding> for CostBreakdown {
    const SOURCE: &'static str = include_str!("../rules/cost-breakdown.toml");

    fn check(state: &Funding, project: &Project<'_>, report: &mut Report<'_>) {
        let rows = Row::all(project);
        let Some(funding) = funding(project).filter(|_| !rows.is_empty()) else { return };
        let goal = Text::read(project.goal_reading());
        let breakdown = state.costs.breakdown(&rows, &goal, funding, project.year());
        let Some(found) = breakdown.contradiction(funding, state.costs.tolerance) else { return };
        let Some((stated, gap)) = plain(found.stated).zip(plain(found.gap)) else { return };
        let mut finding = report
            .finding(Field::Total)
            .number("stated", stated)
            .number("gap", gap)
            .number("items", breakdown.items.len());
        for cell in cells(&breakdown.items) {
            for related in figures(&cell) {
                finding = finding.related(related);
            }
        }
        finding.emit();
    }
}

/// The items by the cells that they stand in.
fn cells(items: &[Item]) -> Vec<Vec<&Item>> {
    let mut cells: Vec<Vec<&Item>> = Vec::new();
    for item in items {
        match cells.iter_mut().find(|cell| cell.first().is_some_and(|first| first.field == item.field)) {
            Some(cell) => cell.push(item),
            None => cells.push(vec![item]),
        }
    }
    cells
}

/// The places that show the items of a cell: what they come to and how that is made, and the numbers of things in
/// other cells.
fn figures(items: &[&Item]) -> Vec<RelatedBuilder> {
    let Some((first, rest)) = items.split_first() else { return Vec::new() };
    let sum = rest.iter().try_fold(first.amount, |sum, item| sum.checked_add(item.amount));
    let Some(amount) = sum.and_then(plain) else { return Vec::new() };
    let label = match first.made {
        _ if !rest.is_empty() => "product",
        Made::Stated => "item",
        Made::Calculated => "calculation",
        Made::Product { .. } => "product",
    };
    let terms: Vec<&str> = items.iter().map(|item| item.terms.as_str()).collect();
    let whole =
        RelatedBuilder::here(label, first.field).number("amount", amount).text("terms", terms.join("+"));
    let quantity = |item: &&Item| match &item.made {
        Made::Product { count, unit, counted } if *counted != item.field => {
            let related = RelatedBuilder::here("quantity", *counted).text("measure", unit.as_str());
            Some(related.number("count", plain(*count)?))
        }
        _ => None,
    };
    std::iter::once(whole).chain(items.iter().filter_map(quantity)).collect()
}

/// JC505 arithmetic.
pub(crate) struct Arithmetic;

impl Rule<Funding> for Arithmetic {
    const SOURCE: &'static str = include_str!("../rules/arithmetic.toml");

    fn check(state: &Funding, project: &Project<'_>, report: &mut Report<'_>) {
        let rule = &state.calculations;
        if has_money(project.goal_reading()) {
            let goal = Text::read(project.goal_reading());
            tell(report, Field::Goal, &goal, rule.wrong(&goal));
        }
        for (index, indicator) in project.indicators().enumerate() {
            if !has_money(indicator.name_reading()) && !has_money(indicator.target()) {
                continue;
            }
            let name = Text::read(indicator.name_reading());
            let value = Text::read(indicator.target());
            tell(report, Field::Name(index), &name, rule.wrong(&name));
            let in_value = rule.wrong(&value);
            let across = rule.wrong_across(&name, &value).filter(|_| in_value.is_empty());
            tell(report, Field::Value(index), &value, in_value);
            if let Some(wrong) = across.and_then(|wrong| Some((plain(wrong.computed)?, wrong.span))) {
                let (computed, span) = wrong;
                report
                    .finding(Field::Value(index))
                    .mark_reading(span)
                    .text("calculation", format!("{},{}", name.as_str(), value.as_str()))
                    .number("computed", computed)
                    .text("measure", "元")
                    .related(RelatedBuilder::here("terms", Field::Name(index)))
                    .emit();
            }
        }
    }
}

fn tell(report: &mut Report<'_>, field: Field, text: &Text<'_>, wrong: Vec<Wrong>) {
    for Wrong { span, computed } in wrong {
        let Some(computed) = plain(computed) else { continue };
        let calculation = text.slice(span.clone());
        let unit = if calculation.contains('元') { "元" } else { "" };
        report
            .finding(field)
            .mark_reading(span.clone())
            .text("calculation", calculation)
            .number("computed", computed)
            .text("measure", unit)
            .emit();
    }
}

/// JC506 goal-money.
pub(crate) struct GoalAmounts;

impl Rule<Funding> for GoalAmounts {
    const SOURCE: &'static str = include_str!("../rules/goal-money.toml");

    fn check(state: &Funding, project: &Project<'_>, report: &mut Report<'_>) {
        let Some(funding) = funding(project).filter(|_| has_money(project.goal_reading())) else { return };
        let goal = Text::read(project.goal_reading());
        let Some(first) = state.goal.excess(&goal, funding, project.year()) else { return };
        report
            .finding(Field::Goal)
            .mark_reading(first.span)
            .text("clause", first.clause)
            .related(RelatedBuilder::here("funding", Field::Total))
            .emit();
    }
}
