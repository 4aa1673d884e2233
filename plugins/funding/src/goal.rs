//! Amounts in the goal against the project's funding.

use std::ops::Range;

use jichi_plugin::{Kind, Run};
use rust_decimal::Decimal;

use crate::text::{Figure, Text, exact, near, years};

/// What the rule goes by.
#[derive(Debug)]
pub(crate) struct GoalMoney {
    /// The share that rounding may take.
    pub tolerance: Decimal,
    /// So many times the funding is what is managed with it.
    pub widest: Decimal,
    /// Words that make an amount the project's own.
    pub own: Vec<String>,
    /// Words that make it something else.
    pub other: Vec<String>,
    /// Words that, right before an amount, make it the project's own whatever else its clause says.
    pub given: Vec<String>,
}

/// An amount of the goal that is more than the funding.
#[derive(Debug, PartialEq)]
pub(crate) struct Excess<'t> {
    /// The bytes of the goal.
    pub span: Range<usize>,
    /// The clause that it stands in.
    pub clause: &'t str,
}

impl GoalMoney {
    /// Reads the options of the rule `code`.
    pub fn new(run: &Run<'_>, code: &str) -> Self {
        let number = |name| run.number(code, name).and_then(exact).unwrap_or_default();
        let list = |name| run.list(code, name).map(str::to_owned).collect();
        Self {
            tolerance: number("tolerance"),
            widest: number("widest"),
            own: list("own"),
            other: list("other"),
            given: list("given"),
        }
    }

    /// The first amount of the goal that is the project's own and more than its funding; one that is calculated only
    /// where none is stated. None where the goal states the project's money, too: the other amounts are of something
    /// wider then.
    pub fn excess<'t>(&self, goal: &'t Text<'_>, funding: Decimal, year: Option<i32>) -> Option<Excess<'t>> {
        let amounts = || goal.figures().iter().filter_map(|figure| Some((figure, amount(goal, figure)?)));
        let most = Decimal::ONE.checked_add(self.tolerance)?.checked_mul(funding)?;
        let widest = self.widest.checked_mul(funding)?;
        let is_stated = amounts()
            .any(|(figure, amount)| near(funding, amount, self.tolerance) && is_of_year(goal, figure, year));
        if is_stated || funding <= Decimal::ZERO {
            return None;
        }
        let is_excess = |&(figure, amount): &(&Figure<'_>, Decimal)| {
            amount > most && amount < widest && self.is_own(goal, figure) && is_of_year(goal, figure, year)
        };
        let (figure, _) =
            amounts().filter(is_excess).min_by_key(|(figure, _)| figure.kind == Some(Kind::Calculation))?;
        Some(Excess { span: figure.span.clone(), clause: goal.clause(figure) })
    }

    /// Whether the clause says that the project is to spend it.
    fn is_own(&self, goal: &Text<'_>, figure: &Figure<'_>) -> bool {
        let clause = goal.clause(figure);
        let says = |words: &[String]| words.iter().any(|word| clause.contains(word.as_str()));
        let before = goal.before(figure);
        // A calculation is how the money asked for was arrived at.
        let is_own = figure.kind == Some(Kind::Calculation) || says(&self.own);
        is_own && (!says(&self.other) || self.given.iter().any(|word| before.ends_with(word.as_str())))
    }
}

/// What a figure says that something costs in all.
fn amount(goal: &Text<'_>, figure: &Figure<'_>) -> Option<Decimal> {
    match figure.kind {
        Some(Kind::Money) => figure.number.filter(|_| figure.per.is_empty()),
        Some(Kind::Calculation) => figure.upper.and_then(|_| goal.calculated(figure)),
        _ => None,
    }
}

/// Whether the figure's clause speaks of the budget year, or of none: 2019年预算10万元 is last year's.
fn is_of_year(goal: &Text<'_>, figure: &Figure<'_>, year: Option<i32>) -> bool {
    let clause = goal.clause(figure);
    if years(clause).next().is_none() {
        return true;
    }
    let is_budget_year = |date: &&Figure<'_>| date.year.is_some() && date.year == year;
    goal.figures().iter().filter(is_budget_year).any(|date| clause.contains(goal.slice(date.span.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tests::{figure, money};

    fn rule() -> GoalMoney {
        let list = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        GoalMoney {
            tolerance: Decimal::new(1, 2),
            widest: Decimal::from(100),
            own: list(&["预算", "经费", "所需"]),
            other: list(&["税", "招商", "总投资"]),
            given: list(&["专项经费"]),
        }
    }

    fn excess(text: &str, amounts: &[(&str, &str)], year: &[(&str, i32)], funding: u32) -> Option<String> {
        let mut figures: Vec<Figure<'_>> =
            amounts.iter().map(|(written, number)| money(text, written, number, &[])).collect();
        for &(written, year) in year {
            figures.push(Figure {
                year: Some(year),
                number: None,
                ..figure(text, written, Kind::Date, "0", "")
            });
        }
        figures.sort_by_key(|figure| figure.span.start);
        let goal = Text::new(text, figures);
        rule().excess(&goal, funding.into(), Some(2020)).map(|excess| excess.clause.to_owned())
    }

    #[test]
    fn amounts_of_the_project() {
        let found = excess("改造办公楼,所需资金160万元", &[("160万元", "1600000")], &[], 80_000);
        assert_eq!(found.as_deref(), Some("所需资金160万元"));
        // No word says that the project is to pay it; another's money; hundreds of times the funding.
        for text in ["完成产值160万元", "预算内完成招商160万元"] {
            assert!(excess(text, &[("160万元", "1600000")], &[], 80_000).is_none(), "{text}");
        }
        assert!(excess("预算审查160万元", &[("160万元", "1600000")], &[], 16_000).is_none());
        // The words right before the amount tell more than those of the clause.
        let found = excess("安排招商专项经费160万元", &[("160万元", "1600000")], &[], 80_000);
        assert_eq!(found.as_deref(), Some("安排招商专项经费160万元"));
    }

    #[test]
    fn amounts_of_other_years() {
        let text = "2019年预算10万元,2020年预算20万元";
        let amounts = [("10万元", "100000"), ("20万元", "200000")];
        let years = [("2019年", 2019), ("2020年", 2020)];
        let found = |funding| excess(text, &amounts, &years, funding);
        assert_eq!(found(80_000).as_deref(), Some("2020年预算20万元"));
        // What the funding is stands there, of this year.
        assert_eq!(found(200_000), None);
        assert_eq!(found(100_000).as_deref(), Some("2020年预算20万元"));
    }

    #[test]
    fn calculations_are_the_projects_own() {
        let text = "30人×4万元=120万元";
        let figure = Figure {
            upper: Some(Decimal::from(1_200_000)),
            ..figure(text, text, Kind::Calculation, "1200000", "")
        };
        let goal = Text::new(text, vec![figure]);
        assert!(rule().excess(&goal, Decimal::from(900_000), None).is_some());
        assert_eq!(rule().excess(&goal, Decimal::from(1_200_000), None), None);
    }
}
