//! Prices: money for each of something, and which units are the same.

use std::ops::Range;

use jichi_plugin::Kind;
use rust_decimal::Decimal;

use crate::text::{Figure, Text};

/// Units that say the same, the first of them for all.
const SAME: &[&[&str]] = &[
    &["人", "名", "位", "生"],
    &["平方米", "平方", "平米", "㎡", "m²"],
    &["公里", "千米", "km"],
    &["立方米", "立方", "方", "m³"],
    &["公斤", "千克", "kg"],
    &["册", "本"],
    &["天", "日"],
    &["月", "个月"],
];

/// Whether two units are the same thing: 人 and 名; 个项目 and 项目.
pub(crate) fn same_unit(one: &str, other: &str) -> bool {
    plain(one) == plain(other)
}

fn plain(unit: &str) -> &str {
    let same = |unit: &str| SAME.iter().find(|units| units.contains(&unit)).and_then(|units| units.first());
    match (same(unit), unit.strip_prefix('个')) {
        (Some(first), _) => first,
        (None, Some(thing)) if !thing.is_empty() => thing,
        _ => unit,
    }
}

/// Whether a figure counts things of a unit: 8名 of 人, 8个站 of 站.
pub(crate) fn counts(text: &Text<'_>, figure: &Figure<'_>, unit: &str) -> bool {
    let behind = || text.slice(figure.span.end..text.as_str().len());
    same_unit(figure.unit, unit) || (figure.unit == "个" && behind().starts_with(unit))
}

/// A stretch of the calendar that a price is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Period {
    /// How many of it are in a year, as budgets are made.
    pub in_a_year: u32,
}

/// The period that a unit names.
pub(crate) fn period(unit: &str) -> Option<Period> {
    let in_a_year = match plain(unit) {
        "年" => 1,
        "半年" | "学期" => 2,
        "季度" | "季" => 4,
        "月" => 12,
        "周" => 52,
        "天" => 365,
        "工作日" => 250,
        "半天" => 730,
        "小时" => 8760,
        _ => return None,
    };
    Some(Period { in_a_year })
}

/// Money for each of something.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Price<'a> {
    /// The money, in 元.
    pub money: Decimal,
    /// For each of these; the counted things and the periods.
    pub per: Vec<&'a str>,
    /// The bytes of the text.
    pub span: Range<usize>,
}

impl<'a> Price<'a> {
    /// The price that `figures` begin with, and how many of them it is made of: `5000元/次`, `每次5000元`,
    /// `3980元一平方`.
    pub fn first(text: &Text<'_>, figures: &[Figure<'a>]) -> Option<(Self, usize)> {
        let figure = figures.first()?;
        let money = figure.exactly().filter(|_| figure.kind == Some(Kind::Money))?;
        if !figure.per.is_empty() {
            return Some((Self { money, per: figure.per.clone(), span: figure.span.clone() }, 1));
        }
        let one = figures.get(1).filter(|one| one.count() == Some(Decimal::ONE))?;
        let is_one = one.span.start == figure.span.end && text.slice(one.span.clone()).starts_with('一');
        is_one.then(|| (Self { money, per: vec![one.unit], span: figure.span.start..one.span.end }, 2))
    }

    /// The counted things that it is for, without the periods.
    pub fn things(&self) -> impl Iterator<Item = &'a str> {
        self.per.iter().copied().filter(|unit| period(unit).is_none())
    }

    /// The periods that it is for.
    pub fn periods(&self) -> impl Iterator<Item = (&'a str, Period)> {
        self.per.iter().filter_map(|unit| Some((*unit, period(unit)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tests::{count, money};

    #[test]
    fn units_that_say_the_same() {
        for (one, other) in [("人", "名"), ("平方", "平方米"), ("个项目", "项目"), ("日", "天"), ("个", "个")]
        {
            assert!(same_unit(one, other), "{one} {other}");
        }
        for (one, other) in [("人", "人次"), ("个", "项目"), ("公里", "米"), ("次", "场")] {
            assert!(!same_unit(one, other), "{one} {other}");
        }
    }

    #[test]
    fn things_of_a_unit() {
        let text = "8个站共16万元";
        let eight = count(text, "8个", "8", "个");
        let read = Text::new(text, vec![eight.clone()]);
        assert!(counts(&read, &eight, "站") && counts(&read, &eight, "个"));
        assert!(!counts(&read, &eight, "村"));
    }

    #[test]
    fn prices_with_and_without_a_slash() {
        let text = "5000元/次";
        let read = Text::new(text, vec![money(text, text, "5000", &["次"])]);
        let (price, used) = Price::first(&read, read.figures()).unwrap();
        assert_eq!((price.money, price.per, used), (Decimal::from(5000), vec!["次"], 1));

        let text = "3980元一平方";
        let figures = vec![money(text, "3980元", "3980", &[]), count(text, "一平方", "1", "平方")];
        let read = Text::new(text, figures);
        let (price, used) = Price::first(&read, read.figures()).unwrap();
        assert_eq!((price.per, price.span, used), (vec!["平方"], 0..text.len(), 2));

        // 5万元1套 says that there is one.
        let text = "5万元1套";
        let figures = vec![money(text, "5万元", "50000", &[]), count(text, "1套", "1", "套")];
        assert_eq!(Price::first(&Text::new(text, figures.clone()), &figures), None);
    }

    #[test]
    fn a_price_is_for_things_and_periods() {
        let text = "400元/人·天";
        let read = Text::new(text, vec![money(text, text, "400", &["人", "天"])]);
        let (price, _) = Price::first(&read, read.figures()).unwrap();
        assert_eq!(price.things().collect::<Vec<_>>(), ["人"]);
        assert_eq!(price.periods().collect::<Vec<_>>(), [("天", Period { in_a_year: 365 })]);
    }
}
