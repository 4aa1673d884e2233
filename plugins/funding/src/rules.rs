//! The rules: what the host hands over, judged and reported.

use jichi_plugin::{Field, Project, RelatedBuilder, Report, Rule};

use crate::Funding;
use crate::breakdown::{Item, Made, Row};
use crate::calculation::Wrong;
use crate::text::{Text, exact, plain};

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
        for item in &breakdown.items {
            for related in figures_of(item) {
                finding = finding.related(related);
            }
        }
        finding.emit();
    }
}

/// The places that show an item: its amount and how that is made.
fn figures_of(item: &Item) -> Vec<RelatedBuilder> {
    let Some(amount) = plain(item.amount) else { return Vec::new() };
    match &item.made {
        Made::Stated => vec![RelatedBuilder::here("item", item.field).number("amount", amount)],
        Made::Calculated(calculation) => {
            let related = RelatedBuilder::here("calculation", item.field);
            vec![related.number("amount", amount).text("calculation", calculation.as_str())]
        }
        Made::Product { price, count, unit, counted } => {
            let count = plain(*count).unwrap_or_default();
            let product = RelatedBuilder::here("product", item.field)
                .number("amount", amount)
                .number("count", count)
                .text("measure", unit.as_str())
                .text("price", price.as_str());
            let quantity = RelatedBuilder::here("quantity", *counted)
                .number("count", count)
                .text("measure", unit.as_str());
            let elsewhere = (*counted != item.field).then_some(quantity);
            [product].into_iter().chain(elsewhere).collect()
        }
    }
}

/// JC505 arithmetic.
pub(crate) struct Arithmetic;

impl Rule<Funding> for Arithmetic {
    const SOURCE: &'static str = include_str!("../rules/arithmetic.toml");

    fn check(state: &Funding, project: &Project<'_>, report: &mut Report<'_>) {
        let rule = &state.calculations;
        let goal = Text::read(project.goal_reading());
        tell(report, Field::Goal, &goal, rule.wrong(&goal));
        for (index, indicator) in project.indicators().enumerate() {
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
        let Some(funding) = funding(project) else { return };
        let goal = Text::read(project.goal_reading());
        let excess = state.goal.excess(&goal, funding, project.year());
        let Some((first, others)) = excess.split_first() else { return };
        let Some(amount) = plain(first.amount) else { return };
        let mut finding = report
            .finding(Field::Goal)
            .mark_reading(first.span.clone())
            .text("clause", first.clause)
            .number("amount", amount)
            .related(RelatedBuilder::here("funding", Field::Total));
        for other in others {
            let Some(amount) = plain(other.amount) else { continue };
            let related = RelatedBuilder::here("amount", Field::Goal);
            finding = finding.related(related.text("clause", other.clause).number("amount", amount));
        }
        finding.emit();
    }
}
