//! What a project's cost indicators come to together.

mod cell;
mod quantity;

use jichi_plugin::{Dimension, Field, Group, Indicator, Project, Run};
use rust_decimal::Decimal;

use crate::text::{Text, exact, near};
use crate::topic::Topic;
use cell::CellReader;
use quantity::Quantities;

/// What the rule goes by.
#[derive(Debug)]
pub(crate) struct Costs {
    /// The share that rounding may take.
    pub tolerance: Decimal,
    /// Words that any cost and any quantity has.
    pub general: Vec<String>,
    /// Beginnings of names that stand for the whole of the costs.
    pub whole: Vec<String>,
    /// Words of prices of what is not spent, or not known to be: 节约, 最高.
    pub unspent: Vec<String>,
    /// Words that make one amount of a cell a part of another.
    pub nested: Vec<String>,
    /// Words that announce what all comes to.
    pub announcing: Vec<String>,
    /// Words of a name whose money is for each of something.
    pub unit_price: Vec<String>,
    /// Words of money that others give.
    pub shared: Vec<String>,
    /// So many times the funding is no cost of this project alone.
    pub widest: Decimal,
}

/// An indicator, as far as costs and quantities are asked for.
#[derive(Debug, Clone)]
pub(crate) struct Row<'a> {
    /// Its number in the project.
    pub index: usize,
    /// The name.
    pub name: Text<'a>,
    /// The target value.
    pub target: Text<'a>,
    /// Whether it is an indicator of cost.
    pub is_cost: bool,
    /// Whether it says how much is done.
    pub is_quantity: bool,
    /// The total that it says its work costs.
    pub cost: Option<Decimal>,
}

/// An item of the costs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Item {
    /// What it comes to, in 元.
    pub amount: Decimal,
    /// Where it stands.
    pub field: Field,
    /// How its amount is arrived at.
    pub made: Made,
    /// What it is made of, as written: 8万元, 60块×1000元.
    pub terms: String,
    /// Whether there may be more of it.
    pub open: bool,
    /// The words that tell what it is for.
    about: String,
}

/// How the amount of an item is arrived at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Made {
    /// It is stated.
    Stated,
    /// By a calculation that is written there.
    Calculated,
    /// A price times a number of things.
    Product {
        /// How many things.
        count: Decimal,
        /// Their unit.
        unit: String,
        /// Where their number stands.
        counted: Field,
    },
}

/// The costs of a project, item by item.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Breakdown {
    /// The items that add up.
    pub items: Vec<Item>,
    /// What rows that repeat another one come to: whether they are costs of their own cannot be told.
    pub repeated: Decimal,
    /// Whether an item stands for the whole.
    pub restated: bool,
    /// Whether a cost cannot be read, or may be more than what is read.
    pub unread: bool,
}

/// A sum that contradicts the funding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Contradiction {
    /// What the items come to.
    pub stated: Decimal,
    /// How far it is from the funding.
    pub gap: Decimal,
}

impl<'a> Row<'a> {
    fn read(index: usize, indicator: Indicator<'a>) -> Self {
        let dimension = indicator.dimension();
        let is_output = matches!(indicator.group(), Some(Group::Output) | None);
        Self {
            index,
            name: Text::read(indicator.name_reading()),
            target: Text::read(indicator.target()),
            is_cost: dimension == Some(Dimension::Cost),
            is_quantity: is_output && dimension != Some(Dimension::Cost),
            cost: indicator.cost().and_then(exact),
        }
    }

    /// The rows of a project; empty where it has no costs.
    pub fn all(project: &Project<'a>) -> Vec<Self> {
        if project.indicators().all(|indicator| indicator.dimension() != Some(Dimension::Cost)) {
            return Vec::new();
        }
        project.indicators().enumerate().map(|(index, indicator)| Self::read(index, indicator)).collect()
    }
}

impl Costs {
    /// Reads the options of the rule `code`.
    pub fn new(run: &Run<'_>, code: &str) -> Self {
        let list = |name| run.list(code, name).map(str::to_owned).collect();
        let mut general: Vec<String> = list("general");
        // 经费 before 费.
        general.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Self {
            tolerance: run.number(code, "tolerance").and_then(exact).unwrap_or_default(),
            general,
            whole: list("whole"),
            unspent: list("unspent"),
            nested: list("nested"),
            announcing: list("announcing"),
            unit_price: list("unit-price"),
            shared: list("shared"),
            widest: run.number(code, "widest").and_then(exact).unwrap_or_default(),
        }
    }

    /// The costs of a project with this funding, in 元, in its budget year.
    pub fn breakdown(
        &self,
        rows: &[Row<'_>],
        goal: &Text<'_>,
        funding: Decimal,
        year: Option<i32>,
    ) -> Breakdown {
        let quantities = Quantities::new(self, rows, goal, year);
        let is_shared = |text: &str| self.shared.iter().any(|word| text.contains(word.as_str()));
        let goal_shares = is_shared(goal.as_str());
        let mut breakdown = Breakdown::default();
        let mut seen: Vec<(&str, &str)> = Vec::new();
        for row in rows.iter().filter(|row| row.is_cost) {
            let texts = (row.name.as_str(), row.target.as_str());
            let is_repeated = seen.contains(&texts);
            seen.push(texts);
            let shares = goal_shares || is_shared(texts.0) || is_shared(texts.1);
            let cell = CellReader { rule: self, row, quantities: &quantities }.read(funding);
            breakdown.unread |= cell.unread;
            for item in cell.items {
                let is_whole = self.whole.iter().any(|word| texts.0.starts_with(word.as_str()));
                if (shares && item.is_product()) || !self.is_of_project(&item, funding) {
                    breakdown.unread = true;
                } else if near(funding, item.amount, self.tolerance)
                    || (is_whole && item.made == Made::Stated)
                {
                    breakdown.restated = true;
                } else if is_repeated {
                    breakdown.repeated = breakdown.repeated.saturating_add(item.amount);
                } else {
                    breakdown.items.push(item);
                }
            }
        }
        breakdown.drop_details(&self.general);
        breakdown
    }

    /// Whether a price times a number of things may be what this project pays: of what is paid to a whole county a
    /// project often is only the part that one office adds.
    fn is_of_project(&self, item: &Item, funding: Decimal) -> bool {
        let widest = funding.checked_mul(self.widest);
        !item.is_product() || widest.is_some_and(|widest| item.amount < widest)
    }

    /// Whether one amount of the text may be a part of another.
    fn nests(&self, text: &Text<'_>) -> bool {
        let mut words = self.nested.iter().chain(&self.announcing);
        words.any(|word| text.as_str().contains(word.as_str()))
    }

    /// Whether the text says what all comes to.
    fn announces(&self, text: &Text<'_>) -> bool {
        self.announcing.iter().any(|word| text.as_str().contains(word.as_str()))
    }
}

impl Item {
    fn is_product(&self) -> bool {
        matches!(self.made, Made::Product { .. })
    }
}

impl Breakdown {
    /// Drops products that say how a stated cost is made up: 培训费8万元 and 培训单价500元.
    fn drop_details(&mut self, general: &[String]) {
        if !self.items.iter().any(Item::is_product) {
            return;
        }
        let topic = |item: &Item| Topic::new(&item.about, general);
        let stated: Vec<(Topic, Decimal)> = self
            .items
            .iter()
            .filter(|item| item.made == Made::Stated)
            .map(|item| (topic(item), item.amount))
            .collect();
        let is_detail = |item: &Item| {
            let of = topic(item);
            let says = |(other, amount): &(Topic, Decimal)| {
                of.is_empty() || of.fits(other) || item.amount == *amount
            };
            item.is_product() && stated.iter().any(says)
        };
        let before = self.items.len();
        self.items.retain(|item| !is_detail(item));
        self.unread |= self.items.len() < before;
    }

    /// What the items come to where stated costs that two or more items right below or right above add up to are
    /// taken as sums of these.
    fn without_sums(&self) -> Option<Decimal> {
        let is_sum = |index: usize, item: &Item| {
            let (above, rest) = self.items.split_at(index);
            let stands_for =
                adds_up(rest.iter().skip(1), item.amount) || adds_up(above.iter().rev(), item.amount);
            item.made == Made::Stated && stands_for
        };
        let parts = self.items.iter().enumerate().filter(|(index, item)| !is_sum(*index, item));
        total(parts.map(|(_, item)| item))
    }

    /// What the items come to, where that contradicts the funding. Costs that cannot be read may hold what is
    /// missing, and so may a whole that is stated beside them: then only too much is a contradiction. A single cost
    /// below the funding is no breakdown; one that is stated above it is said to be so by another rule.
    pub fn contradiction(&self, funding: Decimal, tolerance: Decimal) -> Option<Contradiction> {
        let is_made = |item: &Item| item.made != Made::Stated;
        if self.items.len() < 2 && !self.items.iter().any(is_made) {
            return None;
        }
        let least = total(self.items.iter())?;
        let most = least.checked_add(self.repeated)?;
        let comes_out = |sum| near(funding, sum, tolerance);
        if comes_out(least) || comes_out(most) || self.without_sums().is_some_and(comes_out) {
            return None;
        }
        let incomplete = self.unread || self.restated || self.items.iter().any(|item| item.open);
        let stated = if least > funding { least } else { most };
        let is_too_little = most < funding && self.items.len() > 1 && !incomplete;
        let gap = stated.checked_sub(funding)?.abs();
        (least > funding || is_too_little).then_some(Contradiction { stated, gap })
    }
}

fn total<'i>(mut items: impl Iterator<Item = &'i Item>) -> Option<Decimal> {
    items.try_fold(Decimal::ZERO, |sum, item| sum.checked_add(item.amount))
}

/// Whether the first two or more of the items come to `amount`.
fn adds_up<'i>(items: impl Iterator<Item = &'i Item>, amount: Decimal) -> bool {
    let mut sum = Decimal::ZERO;
    for (index, item) in items.enumerate() {
        match sum.checked_add(item.amount) {
            Some(more) if more <= amount => sum = more,
            _ => return false,
        }
        if sum == amount {
            return index > 0;
        }
    }
    false
}

#[cfg(test)]
mod tests;
