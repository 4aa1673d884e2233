//! How many of what a project is to buy, hold or pay for.

use jichi_plugin::Field;
use rust_decimal::Decimal;

use super::{Costs, Row};
use crate::price::same_unit;
use crate::text::{Text, years};
use crate::topic::Topic;

/// How many of something, and where that stands.
#[derive(Debug, Clone)]
pub(super) struct Quantity {
    pub count: Decimal,
    /// Empty where only the name tells what is counted (培训人数).
    pub unit: String,
    pub field: Field,
    /// Whether there may be more: ≥, 约.
    pub open: bool,
    name: String,
    topic: Topic,
}

/// The quantities of a project.
#[derive(Debug, Default)]
pub(super) struct Quantities {
    rows: Vec<Quantity>,
    goal: Vec<Quantity>,
}

impl Quantities {
    /// Those of the rows, and those of the goal, as far as they are of the budget `year`.
    pub fn new(rule: &Costs, rows: &[Row<'_>], goal: &Text<'_>, year: Option<i32>) -> Self {
        let mut quantities = Self::default();
        let is_of_year = |text: &str| years(text).all(|named| Some(named) == year);
        for row in rows.iter().filter(|row| row.is_quantity) {
            let Some(figure) = row.target.single() else { continue };
            let bare = figure.exactly().filter(|_| figure.is_bare());
            let Some(count) = figure.count().filter(|_| figure.per.is_empty()).or(bare) else { continue };
            if !is_of_year(row.name.as_str()) || !is_of_year(row.target.as_str()) {
                continue;
            }
            let name = row.name.words();
            quantities.rows.push(Quantity {
                count,
                unit: figure.unit.to_owned(),
                field: Field::Value(row.index),
                open: figure.is_open(),
                topic: Topic::new(&format!("{name}{}", row.target.words()), &rule.general),
                name,
            });
        }
        for figure in goal.figures() {
            let Some(count) = figure.count().filter(|_| figure.per.is_empty()) else { continue };
            if !is_of_year(goal.sentence(figure)) {
                continue;
            }
            let clause = goal.clause(figure).replace(goal.slice(figure.span.clone()), "");
            quantities.goal.push(Quantity {
                count,
                unit: figure.unit.to_owned(),
                field: Field::Goal,
                open: figure.is_open(),
                topic: Topic::new(&clause, &rule.general),
                name: clause,
            });
        }
        quantities
    }

    /// The quantity of what is priced by the `unit` (any, where the price names none) and is about `topic`: the one
    /// that says the same, or, where no words tell what the price is for, the only one of that unit. None where
    /// there is none, or several that differ.
    pub fn of(&self, unit: Option<&str>, topic: &Topic) -> Option<&Quantity> {
        let counted = |quantity: &&Quantity| unit.is_none_or(|unit| quantity.is_of(unit));
        let said = |quantity: &&Quantity| quantity.topic.fits(topic);
        let same = |all: &'_ [Quantity]| all.iter().any(|quantity| counted(&quantity));
        match only(self.rows.iter().filter(counted).filter(said)) {
            Found::One(quantity) => Some(quantity),
            Found::Several => None,
            Found::None if topic.is_empty() && unit.is_some() => match only(self.rows.iter().filter(counted))
            {
                Found::One(quantity) => Some(quantity),
                Found::None | Found::Several => None,
            },
            Found::None if same(&self.rows) => None,
            Found::None => match only(self.goal.iter().filter(counted).filter(said)) {
                Found::One(quantity) => Some(quantity),
                Found::None | Found::Several => None,
            },
        }
    }
}

impl Quantity {
    /// Whether `unit` is what it counts.
    fn is_of(&self, unit: &str) -> bool {
        if !self.unit.is_empty() {
            return same_unit(&self.unit, unit);
        }
        ["数", "数量"]
            .iter()
            .any(|word| self.name.strip_suffix(word).is_some_and(|name| name.ends_with(unit)))
    }
}

enum Found<'q> {
    None,
    One(&'q Quantity),
    /// They differ in number.
    Several,
}

fn only<'q>(mut quantities: impl Iterator<Item = &'q Quantity>) -> Found<'q> {
    let Some(first) = quantities.next() else { return Found::None };
    match quantities.all(|other| other.count == first.count) {
        true => Found::One(first),
        false => Found::Several,
    }
}
