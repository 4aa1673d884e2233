//! Evaluates checked expressions. What cannot be determined stays unknown all the way up.

use std::borrow::Cow;
use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::super::scene::{Element, Scene};
use super::super::truth::{self, Truth};
use super::super::value::Datum;
use super::{Comprehension, Expr, Fold, Operator};

impl<'a> Scene<'a> {
    /// The value of an expression.
    pub(crate) fn value(&mut self, expr: &'a Expr) -> Datum<'a> {
        match expr {
            Expr::Number(number) => Datum::Number(*number),
            Expr::Text(text) => Datum::Text(Cow::Borrowed(text)),
            Expr::Bool(holds) => Datum::Bool(*holds),
            Expr::Choice(bits) => Datum::Choice(*bits),
            Expr::Field(path) => self.datum(*path),
            Expr::Let(index) => self.value_of_let(*index),
            Expr::Negate(inner) => Datum::number(self.number(inner).map(|number| -number)),
            Expr::Abs(inner) => Datum::number(self.number(inner).map(|number| number.abs())),
            Expr::Not(inner) => (!self.value(inner).truth()).into(),
            Expr::Binary(operator, left, right) => self.binary(*operator, left, right),
            Expr::OneOf(item, members) => {
                let item = self.value(item);
                truth::any(members.iter().map(|member| same(&item, &self.value(member)))).into()
            }
            Expr::OneOfWords(item, bits) => match self.value(item) {
                Datum::Choice(possible) => one_of_words(possible, *bits).into(),
                _ => Datum::Unknown,
            },
            Expr::InList(item, list) => match (self.value(item), self.value(list)) {
                (Datum::Text(item), Datum::List(list)) => {
                    Datum::Bool(list.iter().any(|member| member.name == item))
                }
                _ => Datum::Unknown,
            },
            Expr::Fold(fold, items) => self.fold(*fold, items),
            Expr::Least(arguments) => self.extreme(arguments, Ordering::Less),
            Expr::Greatest(arguments) => self.extreme(arguments, Ordering::Greater),
            Expr::Similarity(left, right) => match (self.value(left), self.value(right)) {
                (Datum::Text(left), Datum::Text(right)) => Datum::number(similarity(&left, &right)),
                _ => Datum::Unknown,
            },
            Expr::Known(inner) => Datum::Bool(self.value(inner).is_known()),
            Expr::Length(inner) => match self.value(inner) {
                Datum::Text(text) => {
                    Datum::Number(text.chars().filter(|ch| !ch.is_whitespace()).count().into())
                }
                _ => Datum::Unknown,
            },
            Expr::Contains(whole, inner) => match (self.value(whole), self.value(inner)) {
                (Datum::Text(whole), Datum::Text(inner)) => Datum::Bool(whole.contains(&*inner)),
                _ => Datum::Unknown,
            },
            Expr::DrawnFrom(inner, whole) => match (self.value(inner), self.value(whole)) {
                (Datum::Text(inner), Datum::Text(whole)) => {
                    Datum::Bool(inner.chars().all(|ch| whole.contains(ch)))
                }
                _ => Datum::Unknown,
            },
            Expr::Wording(inner, wording) => match self.value(inner) {
                Datum::Text(text) => wording.of(text).map_or(Datum::Unknown, Datum::Text),
                _ => Datum::Unknown,
            },
        }
    }

    pub(crate) fn value_of_let(&mut self, index: usize) -> Datum<'a> {
        if let Some(Some(known)) = self.lets.borrow().get(index) {
            return known.clone();
        }
        let rule = self.rule;
        let Some(expr) = rule.program.lets.get(index) else { return Datum::Unknown };
        // A `let` speaks of the rule's subject, wherever it is asked for: the loops around the question
        // must keep their items.
        let items = self.loops();
        let value = self.value(expr);
        self.put_loops(items);
        if let Some(place) = self.lets.borrow_mut().get_mut(index) {
            *place = Some(value.clone());
        }
        value
    }

    fn number(&mut self, expr: &'a Expr) -> Option<Decimal> {
        self.value(expr).as_number()
    }

    fn binary(&mut self, operator: Operator, left: &'a Expr, right: &'a Expr) -> Datum<'a> {
        match operator {
            Operator::And => {
                let left = self.value(left).truth();
                if left == Truth::False {
                    return Datum::Bool(false);
                }
                truth::all([left, self.value(right).truth()]).into()
            }
            Operator::Or => {
                let left = self.value(left).truth();
                if left == Truth::True {
                    return Datum::Bool(true);
                }
                truth::any([left, self.value(right).truth()]).into()
            }
            Operator::Equal => same(&self.value(left), &self.value(right)).into(),
            Operator::Unequal => (!same(&self.value(left), &self.value(right))).into(),
            _ => {
                let (Some(left), Some(right)) = (self.number(left), self.number(right)) else {
                    return Datum::Unknown;
                };
                match operator {
                    Operator::Add => Datum::number(left.checked_add(right)),
                    Operator::Subtract => Datum::number(left.checked_sub(right)),
                    Operator::Multiply => Datum::number(left.checked_mul(right)),
                    Operator::Divide => Datum::number(left.checked_div(right)),
                    _ => Datum::Bool(compare_numbers(operator, left, right)),
                }
            }
        }
    }

    fn extreme(&mut self, arguments: &'a [Expr], wanted: Ordering) -> Datum<'a> {
        let mut best: Option<Decimal> = None;
        for argument in arguments {
            let Some(number) = self.number(argument) else { return Datum::Unknown };
            if best.is_none_or(|best| number.cmp(&best) == wanted) {
                best = Some(number);
            }
        }
        Datum::number(best)
    }

    /// Goes over the items for which the filter is known to hold.
    pub(crate) fn for_each_kept(
        &mut self,
        items: &'a Comprehension,
        mut visit: impl FnMut(&mut Self, Element<'a>) -> bool,
    ) -> bool {
        let Some(collection) = self.items(items.items) else { return false };
        for index in 0..collection.len() {
            let element = self.item(collection, index);
            self.put(items.slot, element);
            let kept = match &items.filter {
                Some(filter) => self.value(filter).truth().is_true(),
                None => true,
            };
            if kept && !visit(self, element) {
                break;
            }
        }
        true
    }

    fn fold(&mut self, fold: Fold, items: &'a Comprehension) -> Datum<'a> {
        let each = items.each.as_ref();
        let mut total = Some(Decimal::ZERO);
        let mut count = 0u32;
        let mut best: Option<Decimal> = None;
        let mut truth = if fold == Fold::All { Truth::True } else { Truth::False };
        let known = self.for_each_kept(items, |scene, _| {
            count += 1;
            match (fold, each) {
                (Fold::Count, _) | (Fold::Sum | Fold::Min | Fold::Max | Fold::All, None) => true,
                (Fold::Any, None) => {
                    truth = Truth::True;
                    false
                }
                (Fold::Any, Some(each)) => {
                    truth = truth::any([truth, scene.value(each).truth()]);
                    truth != Truth::True
                }
                (Fold::All, Some(each)) => {
                    truth = truth::all([truth, scene.value(each).truth()]);
                    truth != Truth::False
                }
                (Fold::Sum | Fold::Min | Fold::Max, Some(each)) => {
                    let number = scene.number(each);
                    total = total.zip(number).and_then(|(total, number)| total.checked_add(number));
                    best = match (fold, best, number) {
                        (Fold::Min, Some(best), Some(number)) => Some(best.min(number)),
                        (_, Some(best), Some(number)) => Some(best.max(number)),
                        (_, _, number) => number,
                    };
                    // One unknown makes the whole unknown.
                    number.is_some() && total.is_some()
                }
            }
        });
        match fold {
            _ if !known => Datum::Unknown,
            Fold::Sum => Datum::number(total),
            Fold::Count => Datum::Number(Decimal::from(count)),
            Fold::Min | Fold::Max if total.is_none() => Datum::Unknown,
            Fold::Min | Fold::Max => Datum::number(best),
            Fold::Any | Fold::All => truth.into(),
        }
    }
}

/// Compares two numbers.
pub(crate) fn compare_numbers(operator: Operator, left: Decimal, right: Decimal) -> bool {
    match operator {
        Operator::Less => left < right,
        Operator::AtMost => left <= right,
        Operator::Greater => left > right,
        Operator::AtLeast => left >= right,
        Operator::Unequal => left != right,
        _ => left == right,
    }
}

/// Whether what it may be is among the words.
pub(crate) fn one_of_words(possible: u32, words: u32) -> Truth {
    match (possible & words, possible & !words) {
        (0, _) => Truth::False,
        (_, 0) => Truth::True,
        _ => Truth::Unknown,
    }
}

fn same(left: &Datum<'_>, right: &Datum<'_>) -> Truth {
    match (left, right) {
        (Datum::Text(left), Datum::Text(right)) => Truth::from(left == right),
        (Datum::Number(left), Datum::Number(right)) => Truth::from(left == right),
        (Datum::Bool(left), Datum::Bool(right)) => Truth::from(left == right),
        (Datum::Choice(left), Datum::Choice(right)) => match left & right {
            0 => Truth::False,
            _ if left == right && left.count_ones() == 1 => Truth::True,
            _ => Truth::Unknown,
        },
        _ => Truth::Unknown,
    }
}

/// How alike two texts are, from 0 to 1: Dice's coefficient over pairs of neighbouring characters.
pub(crate) fn similarity(left: &str, right: &str) -> Option<Decimal> {
    if left == right {
        return Some(Decimal::ONE);
    }
    let pairs = |text: &str| -> Vec<(char, char)> {
        let mut pairs: Vec<_> = text.chars().zip(text.chars().skip(1)).collect();
        pairs.sort_unstable();
        pairs
    };
    let (left, right) = (pairs(left), pairs(right));
    let total = left.len() + right.len();
    if left.is_empty() || right.is_empty() {
        return Some(Decimal::ZERO);
    }
    let mut shared = 0u64;
    let mut open = right.iter().peekable();
    for pair in &left {
        while open.next_if(|next| *next < pair).is_some() {}
        shared += u64::from(open.next_if_eq(&pair).is_some());
    }
    Decimal::from(2 * shared).checked_div(Decimal::from(total as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_is_exact() {
        assert_eq!(similarity("提高效率", "提高效率"), Some(Decimal::ONE));
        assert_eq!(similarity("提高效率", "提高效益"), Decimal::from(2).checked_div(Decimal::from(3)));
        assert_eq!(similarity("好", "坏"), Some(Decimal::ZERO));
    }

    #[test]
    fn possible_words() {
        assert_eq!(one_of_words(0b0011, 0b0100), Truth::False);
        assert_eq!(one_of_words(0b0011, 0b0111), Truth::True);
        assert_eq!(one_of_words(0b0011, 0b0001), Truth::Unknown);
    }
}
