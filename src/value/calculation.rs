//! Calculations: 68户×200/月×6个月+…=160800, 2.50元*8万份=20万元.

use rust_decimal::Decimal;

use super::Quantity;
use super::amount::{self, Measure};
use super::grammar::{Found, Scan};
use super::unit::UnitDimension;

/// How deep brackets may nest.
const DEPTH: usize = 8;

/// How many characters a term's label has at most.
const LABEL: usize = 8;

/// How many terms are added up at most; more are a text made to take time.
const TERMS: usize = 64;

/// What a run of terms comes to, and what it was made of.
#[derive(Clone, Copy)]
struct Value {
    /// None once it is too big to be told.
    worth: Option<Decimal>,
    end: usize,
    /// How many × and ÷ there are.
    products: usize,
    /// How many + and − there are.
    sums: usize,
    /// Whether a term names 元, 万 or 亿: then a bare result is not in 万.
    scaled: bool,
    odd: bool,
}

/// The calculation at `at`: at least one × between numbers, or a sum with its result.
pub(super) fn read(scan: Scan<'_>, at: usize) -> Option<Found> {
    // Most numbers have no operator behind them: told before they are read as terms.
    if !scan.rest(at).contains(begins_operator) {
        return None;
    }
    let value = sum(scan, at, DEPTH)?;
    let result = equals(scan, value.end).and_then(|from| amount::measured(scan, from));
    if value.products == 0 && (value.sums == 0 || result.is_none()) {
        return None;
    }
    // Behind an operator stands the rest of a calculation whose beginning could not be read.
    let is_rest = scan.prev(at).is_some_and(|ch| "+-−×*xX÷/".contains(ch));
    let computed = value.worth.filter(|_| !is_rest).map(|worth| worth.normalize());
    let mut end = value.end;
    let mut stated = None;
    if let Some(result) = result {
        end = result.end;
        let number = worth(&result.number.value, &result.measure);
        // 3×5=15万元: terms without 元 or 万 are in the unit of the result.
        let bare = result.number.value.checked_div(result.number.scale);
        stated = match bare {
            Some(bare) if !value.scaled && result.number.large && computed == Some(bare.normalize()) => {
                Some(bare.normalize())
            }
            _ => number,
        };
    }
    let mut found = Found::new(at, end, Quantity::Calculation { computed, stated });
    found.odd = value.odd;
    Some(found)
}

fn equals(scan: Scan<'_>, at: usize) -> Option<usize> {
    let from = scan.any(at, &["=", "≈"])?;
    Some(scan.any(from, &["共计", "合计", "共", "约"]).unwrap_or(from))
}

fn sum(scan: Scan<'_>, at: usize, depth: usize) -> Option<Value> {
    let mut total = product(scan, at, depth)?;
    while total.sums < TERMS
        && let Some((from, minus)) = plus(scan, total.end, total.products > 0 || total.sums > 0)
    {
        let Some(next) = product(scan, from, depth) else { break };
        let join = if minus { Decimal::checked_sub } else { Decimal::checked_add };
        total = Value {
            worth: total.worth.zip(next.worth).and_then(|(a, b)| join(a, b)),
            end: next.end,
            products: total.products + next.products,
            sums: total.sums + 1,
            scaled: total.scaled || next.scaled,
            odd: total.odd || next.odd,
        };
    }
    Some(total)
}

/// A minus counts only where a calculation is under way: 5-6项 is a range.
fn plus(scan: Scan<'_>, at: usize, under_way: bool) -> Option<(usize, bool)> {
    scan.any(at, &["+", "﹢", "＋"])
        .map(|from| (label(scan, from), false))
        .or_else(|| scan.any(at, &["-", "−"]).filter(|_| under_way).map(|from| (from, true)))
        .filter(|(from, _)| scan.next(*from).is_some_and(|ch| ch.is_ascii_digit() || ch == '('))
}

fn product(scan: Scan<'_>, at: usize, depth: usize) -> Option<Value> {
    let mut total = factor(scan, at, depth)?;
    while let Some((from, division)) = times(scan, total.end) {
        let Some(next) = factor(scan, from, depth) else { break };
        let join = if division { Decimal::checked_div } else { Decimal::checked_mul };
        total = Value {
            worth: total.worth.zip(next.worth).and_then(|(a, b)| join(a, b)),
            end: next.end,
            products: total.products + next.products + 1,
            sums: total.sums + next.sums,
            scaled: total.scaled || next.scaled,
            odd: total.odd || next.odd,
        };
    }
    Some(total)
}

/// Passes over what a term is for: 学生 of 100名学生×50元, 青年 of 10人×20元+青年5人×10元.
fn label(scan: Scan<'_>, at: usize) -> usize {
    let words = scan.rest(at).chars().take_while(|&ch| crate::text::is_han(ch)).take(LABEL + 1);
    let (count, length) = words.fold((0, 0), |(count, length), ch| (count + 1, length + ch.len_utf8()));
    if count <= LABEL { at + length } else { at }
}

fn times(scan: Scan<'_>, at: usize) -> Option<(usize, bool)> {
    operator(scan, at).or_else(|| operator(scan, label(scan, at)))
}

fn operator(scan: Scan<'_>, at: usize) -> Option<(usize, bool)> {
    scan.any(at, &["×", "*", "✕", "✖", "╳", "x", "X", "乘以"])
        .map(|from| (from, false))
        .or_else(|| scan.any(at, &["÷", "除以"]).map(|from| (from, true)))
        .filter(|(from, _)| scan.next(*from).is_some_and(|ch| ch.is_ascii_digit() || ch == '('))
}

/// Whether an operator other than minus begins with the character, without which there is no calculation.
fn begins_operator(ch: char) -> bool {
    matches!(ch, '×' | '*' | '✕' | '✖' | '╳' | 'x' | 'X' | '乘' | '÷' | '除' | '+' | '﹢' | '＋')
}

/// A number with its unit, or a sum in brackets.
fn factor(scan: Scan<'_>, at: usize, depth: usize) -> Option<Value> {
    if let Some(from) = scan.word(at, "(") {
        let inner = sum(scan, from, depth.checked_sub(1)?)?;
        let mut end = scan.word(inner.end, ")")?;
        if let Some((_, unit_end)) = super::unit::read_per(scan, end) {
            end = unit_end;
        }
        return Some(Value { end, ..inner });
    }
    scan.next(at).filter(char::is_ascii_digit)?;
    let term = amount::measured(scan, at)?;
    let mut end = term.end;
    if term.measure.is_none()
        && let Some(month) = scan.word(end, "月")
    {
        end = month;
    }
    amount::rates(scan, &mut end);
    Some(Value {
        worth: worth(&term.number.value, &term.measure),
        end,
        products: 0,
        sums: 0,
        scaled: term.number.large || matches!(term.measure, Some(Measure::Money(_))),
        odd: term.number.odd,
    })
}

/// What a term is worth: money in 元, ratios as fractions.
fn worth(number: &Decimal, measure: &Option<Measure>) -> Option<Decimal> {
    match measure {
        Some(Measure::Money(worth)) => number.checked_mul(*worth),
        Some(Measure::Unit(unit)) if unit.dimension == UnitDimension::Ratio => match unit.name.as_str() {
            "%" => number.checked_div(Decimal::ONE_HUNDRED),
            "‰" => number.checked_div(Decimal::ONE_THOUSAND),
            "成" => number.checked_div(Decimal::TEN),
            _ => Some(*number),
        },
        _ => Some(*number),
    }
}
