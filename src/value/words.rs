//! The words of the grammar that lists hold: units and holidays.

use std::cell::LazyCell;
use std::sync::LazyLock;

use super::unit::{NOT_BEFORE, UnitDimension};
use crate::lexicon::Lexicons;

/// Units and holidays, as the lists `units` and `holidays` tell them.
#[derive(Debug, Default)]
pub struct ValueWords {
    /// By first character, the longer first.
    pub(super) units: Vec<UnitWord>,
    /// The longer first.
    pub(super) holidays: Vec<Holiday>,
    /// What holidays begin with beyond the words that the grammar itself has for spans of the year.
    pub(super) more_beginnings: Vec<char>,
}

/// A spelling of a unit.
#[derive(Debug)]
pub(super) struct UnitWord {
    pub written: Box<str>,
    /// The name under which it is compared.
    pub name: Box<str>,
    pub dimension: UnitDimension,
    /// Whether a Chinese numeral may stand before it (二期 and 三级 are other words).
    pub chinese: bool,
    pub not_before: &'static [&'static str],
}

/// A holiday or season.
#[derive(Debug)]
pub(super) struct Holiday {
    pub written: Box<str>,
    pub when: Occasion,
}

/// When a holiday is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Occasion {
    /// The lunar calendar or an authority of the place sets it.
    Moves,
    /// 10月1日, 4月
    Day { month: u32, day: Option<u32> },
    /// 7月至8月
    Months { from: u32, to: u32 },
}

static BUILTIN: LazyLock<ValueWords> = LazyLock::new(|| ValueWords::new(&Lexicons::builtin()));

impl ValueWords {
    /// The lists that are part of the program.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// The lists of a run; the program's own where the run has none of that name.
    pub fn new(lexicons: &Lexicons) -> Self {
        let builtin = LazyCell::new(Lexicons::builtin);
        let list = |name| lexicons.meanings(name).or_else(|| builtin.meanings(name)).into_iter().flatten();
        let mut units: Vec<UnitWord> = list("units").map(|(term, meaning)| unit(term, meaning)).collect();
        units.sort_by(|a, b| {
            (a.written.chars().next(), b.written.len()).cmp(&(b.written.chars().next(), a.written.len()))
        });
        let mut holidays: Vec<Holiday> = list("holidays")
            .map(|(term, meaning)| Holiday {
                written: term.into(),
                when: meaning.map_or(Occasion::Moves, occasion),
            })
            .collect();
        holidays.sort_by_key(|holiday| std::cmp::Reverse(holiday.written.len()));
        let beginnings = holidays.iter().filter_map(|holiday| holiday.written.chars().next());
        let more_beginnings = beginnings.filter(|&ch| !super::calendar_words::may_begin(ch)).collect();
        Self { units, holidays, more_beginnings }
    }
}

/// `平米 → 面积，平方米`, `批 → 数量，只跟数字`; without a class, things that are counted after digits.
fn unit(term: &str, meaning: Option<&str>) -> UnitWord {
    let mut name = term;
    let mut dimension = UnitDimension::Count;
    let mut chinese = meaning.is_some();
    for word in meaning.unwrap_or_default().split(',').map(str::trim) {
        match (UnitDimension::of_class(word), word) {
            (Some(class), _) => dimension = class,
            (None, "只跟数字") => chinese = false,
            (None, other) => name = other,
        }
    }
    let not_before = NOT_BEFORE.iter().find(|(unit, _)| *unit == term).map_or(&[][..], |(_, words)| words);
    UnitWord { written: term.into(), name: name.into(), dimension, chinese, not_before }
}

/// `10月1日`, `4月`, `7月至8月`; what cannot be read moves.
fn occasion(written: &str) -> Occasion {
    let month =
        |text: &str| text.strip_suffix('月')?.parse::<u32>().ok().filter(|month| (1..=12).contains(month));
    let read = || match (written.split_once('至'), written.split_once('月')) {
        (Some((from, to)), _) => Some(Occasion::Months { from: month(from)?, to: month(to)? }),
        (None, Some((head, ""))) => Some(Occasion::Day { month: month(&format!("{head}月"))?, day: None }),
        (None, Some((head, rest))) => {
            let day = rest.strip_suffix('日')?.parse().ok().filter(|day| (1..=31).contains(day))?;
            Some(Occasion::Day { month: month(&format!("{head}月"))?, day: Some(day) })
        }
        _ => None,
    };
    read().unwrap_or(Occasion::Moves)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Kind, TargetValue};

    #[test]
    fn a_list_tells_units_and_holidays() {
        let mut lexicons = Lexicons::builtin();
        lexicons.add("units", ["缸次", "车公里 → 长度", "标方 → 体积，立方米"]);
        lexicons.add("holidays", ["泼水节 → 4月13日", "赶秋节", "麦假 → 6月至6月"]);
        let words = ValueWords::new(&lexicons);
        let kind = |text: &str| TargetValue::parse_by(text, &words).kind();
        assert_eq!(TargetValue::parse("500缸次").kind(), Kind::Number);
        let doses = TargetValue::parse_by("≥500缸次", &words);
        assert_eq!(doses.kind(), Kind::Count);
        assert_eq!(kind("泼水节前"), Kind::Date);
        assert_eq!(kind("赶秋节前"), Kind::Date);
        assert_eq!(TargetValue::parse("赶秋节前").kind(), Kind::Words);
        assert_eq!(TargetValue::parse_by("3标方", &words).parts[0].kind(), Kind::Count);
    }

    #[test]
    fn occasions() {
        assert_eq!(occasion("10月1日"), Occasion::Day { month: 10, day: Some(1) });
        assert_eq!(occasion("4月"), Occasion::Day { month: 4, day: None });
        assert_eq!(occasion("7月至8月"), Occasion::Months { from: 7, to: 8 });
        for odd in ["", "13月", "春天", "4月40日", "至"] {
            assert_eq!(occasion(odd), Occasion::Moves, "{odd}");
        }
    }

    #[test]
    fn built_in_units_are_all_of_a_class() {
        let lexicons = Lexicons::builtin();
        for (term, meaning) in lexicons.meanings("units").into_iter().flatten() {
            let class = meaning.and_then(|meaning| meaning.split(',').next());
            assert!(class.is_some_and(|class| UnitDimension::of_class(class).is_some()), "{term}");
        }
        for (term, meaning) in lexicons.meanings("holidays").into_iter().flatten() {
            assert!(meaning.is_none_or(|meaning| occasion(meaning) != Occasion::Moves), "{term}");
        }
    }
}
