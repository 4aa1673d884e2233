//! How many of what a project is to buy, hold or pay for.

use std::cell::OnceCell;

use jichi_plugin::Field;
use rust_decimal::Decimal;

use super::{Costs, Row};
use crate::price::same_unit;
use crate::text::{Figure, Text, years};
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

/// The quantities of a project. They are read when the first price asks for one.
pub(super) struct Quantities<'q, 'a> {
    rule: &'q Costs,
    rows: &'q [Row<'a>],
    goal: &'q Text<'a>,
    year: Option<i32>,
    of_rows: OnceCell<Vec<Quantity>>,
    of_goal: OnceCell<Vec<Quantity>>,
}

impl<'q, 'a> Quantities<'q, 'a> {
    /// Those of the rows, and those of the goal, as far as they are of the budget `year`.
    pub fn new(rule: &'q Costs, rows: &'q [Row<'a>], goal: &'q Text<'a>, year: Option<i32>) -> Self {
        Self { rule, rows, goal, year, of_rows: OnceCell::new(), of_goal: OnceCell::new() }
    }

    fn is_of_year(&self, text: &str) -> bool {
        years(text).all(|named| Some(named) == self.year)
    }

    fn of_rows(&self) -> &[Quantity] {
        let read = |row: &Row<'_>| {
            let figure = row.target.single()?;
            let bare = figure.exactly().filter(|_| figure.is_bare());
            let count = figure.count().filter(|_| figure.per.is_empty()).or(bare)?;
            if !self.is_of_year(row.name.as_str()) || !self.is_of_year(row.target.as_str()) {
                return None;
            }
            let name = row.name.words();
            Some(Quantity {
                count,
                unit: figure.unit.to_owned(),
                field: Field::Value(row.index),
                open: figure.is_open(),
                topic: Topic::new(&format!("{name}{}", row.target.words()), &self.rule.general),
                name,
            })
        };
        self.of_rows.get_or_init(|| self.rows.iter().filter(|row| row.is_quantity).filter_map(read).collect())
    }

    fn of_goal(&self) -> &[Quantity] {
        let read = |figure: &Figure<'_>| {
            let count = figure.count().filter(|_| figure.per.is_empty())?;
            if !self.is_of_year(self.goal.sentence(figure)) {
                return None;
            }
            let clause = self.goal.clause(figure).replace(self.goal.slice(figure.span.clone()), "");
            Some(Quantity {
                count,
                unit: figure.unit.to_owned(),
                field: Field::Goal,
                open: figure.is_open(),
                topic: Topic::new(&clause, &self.rule.general),
                name: clause,
            })
        };
        self.of_goal.get_or_init(|| self.goal.figures().iter().filter_map(read).collect())
    }

    /// The quantity of what is priced by the `unit` (any, where the price names none) and is about `topic`: the one
    /// that says the same, or, where no words tell what the price is for, the only one of that unit. None where
    /// there is none, or several that differ.
    pub fn of(&self, unit: Option<&str>, topic: &Topic) -> Option<&Quantity> {
        let counted = |quantity: &&Quantity| unit.is_none_or(|unit| quantity.is_of(unit));
        let said = |quantity: &&Quantity| quantity.topic.fits(topic);
        let rows = || self.of_rows().iter().filter(counted);
        match only(rows().filter(said)) {
            Found::One(quantity) => Some(quantity),
            Found::Several => None,
            Found::None if topic.is_empty() && unit.is_some() => only(rows()).one(),
            Found::None if rows().next().is_some() => None,
            Found::None => only(self.of_goal().iter().filter(counted).filter(said)).one(),
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

impl<'q> Found<'q> {
    fn one(self) -> Option<&'q Quantity> {
        match self {
            Self::One(quantity) => Some(quantity),
            Self::None | Self::Several => None,
        }
    }
}

/// The one quantity that all of them say.
fn only<'q>(mut quantities: impl Iterator<Item = &'q Quantity>) -> Found<'q> {
    let Some(first) = quantities.next() else { return Found::None };
    match quantities.all(|other| other.count == first.count) {
        true => Found::One(first),
        false => Found::Several,
    }
}
