//! How often, and how much for each: 每季度至少一次, 每周, 一季度一次, 每人每天8.5元, 人均2000元.

use rust_decimal::Decimal;

use super::calendar;
use super::comparison::Side;
use super::grammar::{Found, Scan};
use super::numeral;
use super::unit::{self, Unit, UnitDimension};
use super::{Quantity, amount, calendar_words};

/// How many characters may stand between 每月 and what is done in it.
const GAP: usize = 12;

/// 每 with its units and what follows: a frequency, or an amount for each.
pub(super) fn each(scan: Scan<'_>, floor: usize, at: usize) -> Option<Found> {
    let mut units = Vec::new();
    let mut end = at;
    while units.len() < amount::RATES
        && let Some(from) = scan.word(end, "每")
        && let Some((unit, unit_end)) = each_unit(scan, from)
        && unit.dimension != UnitDimension::Ratio
    {
        units.push(unit);
        end = unit_end;
    }
    rate(scan, floor, at, end, units, true)
}

/// The unit behind 每: 村, 人, 月, 个工作日, 两年, 半年.
fn each_unit(scan: Scan<'_>, at: usize) -> Option<(Unit, usize)> {
    if let Some(end) = scan.any(at, &["半年度", "半年"]) {
        return Some((Unit::time("半年"), end));
    }
    if let Some(end) = scan.any(at, &["半个月", "半月"]) {
        return Some((Unit::time("半月"), end));
    }
    // Behind 每 these are never the beginning of another word: 每年检修, 每日报送.
    for (word, name) in [("年度", "年"), ("年", "年"), ("周", "周"), ("天", "天"), ("日", "天")] {
        if let Some(end) = scan.word(at, word) {
            return Some((Unit::time(name), end));
        }
    }
    if let Some(found) = unit::read_per(scan, scan.any(at, &["一个", "一"]).unwrap_or(at)) {
        return Some(found);
    }
    if let Some(found) = unit::read_per(scan, at) {
        return Some(found);
    }
    // 每两年, 每3个月: the period has a name of its own.
    let number = numeral::read(scan, at).filter(|number| number.about.is_none() && !number.odd)?;
    let (unit, end) = unit::read_per(scan, number.end)?;
    (unit.dimension == UnitDimension::Time)
        .then(|| (Unit::time(format!("{}{}", number.value, unit.name)), end))
}

/// 人均2000元, 户均3亩, 月均13万元: for each of the thing before 均.
pub(super) fn average(scan: Scan<'_>, floor: usize, at: usize) -> Option<Found> {
    const BEFORE: &[&str] = &["人", "户", "次", "村", "月", "年", "日", "天", "周"];
    let name_end = scan.any(at, BEFORE)?;
    let end = scan.word(name_end, "均")?;
    let name = if scan.word(at, "日").is_some() { "天" } else { scan.slice(at..name_end) };
    let unit = match name {
        "月" | "年" | "天" | "周" => Unit::time(name),
        _ => Unit { name: name.to_owned(), dimension: UnitDimension::Count },
    };
    rate(scan, floor, at, end, vec![unit], false)
}

/// 按月, 按季度, 按年: how often, where no other word begins there.
pub(super) fn by(scan: Scan<'_>, at: usize) -> Option<Found> {
    let words = [
        ("季度", "季度"),
        ("季", "季度"),
        ("月", "月"),
        ("周", "周"),
        ("年", "年"),
        ("日", "天"),
        ("天", "天"),
        ("旬", "旬"),
    ];
    let from = scan.word(at, "按")?;
    let (name, end) = words.iter().find_map(|(word, name)| scan.word(from, word).map(|end| (*name, end)))?;
    if scan.any(end, &["度", "常", "均", "照", "报", "代", "龄", "初", "边", "期"]).is_some() {
        return None;
    }
    Some(Found::new(at, end, Quantity::Frequency { times: Decimal::ONE, every: Unit::time(name) }))
}

/// 一季度一次, 一年不低于100次, 全年4次, 1年2次: a span of time and right behind it how often.
pub(super) fn counted(scan: Scan<'_>, floor: usize, at: usize) -> Option<Found> {
    let (every, end) = match scan.next(at)? {
        '全' => (Unit::time("年"), scan.any(at, &["全年度", "全年"])?),
        ch @ ('一' | '1') => {
            let from = at + ch.len_utf8();
            let (unit, end) = unit::read_per(scan, from)?;
            let plain = scan.prev(at).is_none_or(|before| {
                !before.is_ascii_digit()
                    && !numeral::is_chinese_numeral(before)
                    && !"第上下新近这每-.".contains(before)
            });
            if unit.dimension != UnitDimension::Time || !plain {
                return None;
            }
            (unit, end)
        }
        '两' | '半' => each_unit(scan, at)?,
        _ => return None,
    };
    if every.dimension != UnitDimension::Time {
        return None;
    }
    let number_at = number_behind(scan, end, 0)?;
    let found = amount::countable(scan, number_at)?;
    match found.quantity {
        Quantity::Amount { number, unit: Some(unit), per, .. }
            if amount::is_times(&unit) && per.is_empty() =>
        {
            let frequency =
                Found::new(at.max(floor), found.end, Quantity::Frequency { times: number, every });
            Some(Found { number_at, odd: found.odd, about: found.about, side: Side::Amount, ..frequency })
        }
        _ => None,
    }
}

/// What `units` (from 每 or 均) are for: the amount behind them, or how often.
fn rate(
    scan: Scan<'_>,
    floor: usize,
    at: usize,
    end: usize,
    units: Vec<Unit>,
    frequent: bool,
) -> Option<Found> {
    let last = units.last()?;
    let period = last.dimension == UnitDimension::Time;
    let start = at.max(floor);
    let frequency = |end: usize| {
        let every = units.iter().rev().find(|unit| unit.dimension == UnitDimension::Time)?.clone();
        frequent.then(|| Found::new(start, end, Quantity::Frequency { times: Decimal::ONE, every }))
    };
    if period && frequent {
        if let Some(day_end) = calendar::day_of_period(scan, end) {
            return frequency(day_end);
        }
        // 每年12月底前, 每年春节前
        if let Some(found) = calendar::read(scan, end).or_else(|| calendar_words::read(scan, end, None)) {
            return frequency(found.end);
        }
    }
    if let Some(number_at) = number_behind(scan, end, GAP)
        && calendar::read(scan, number_at).is_none()
        && let Some(found) = amount::countable(scan, number_at)
    {
        let with = |quantity, side| {
            Some(Found {
                start,
                number_at,
                end: found.end,
                quantity,
                odd: found.odd,
                about: found.about.clone(),
                side,
            })
        };
        match found.quantity.clone() {
            Quantity::Money { yuan, upper, per, stated } => {
                let per = units.iter().cloned().chain(per).collect();
                return with(Quantity::Money { yuan, upper, per, stated }, Side::Amount);
            }
            Quantity::Amount { number, upper: _, unit: Some(unit), per }
                if amount::is_times(&unit) && per.is_empty() && period && units.len() == 1 =>
            {
                return with(Quantity::Frequency { times: number, every: last.clone() }, Side::Amount);
            }
            Quantity::Amount { number, upper, unit: Some(unit), per } => {
                let per = units.iter().cloned().chain(per).collect();
                return with(Quantity::Amount { number, upper, unit: Some(unit), per }, Side::Amount);
            }
            Quantity::Duration { number, upper, unit } => {
                return with(Quantity::Amount { number, upper, unit: Some(unit), per: units }, Side::Amount);
            }
            _ => {}
        }
    }
    frequency(end)
}

/// Where a number stands behind `at`, with at most `gap` characters of words before it, and no punctuation.
/// A comparison may stand before the number.
fn number_behind(scan: Scan<'_>, at: usize, gap: usize) -> Option<usize> {
    const COMPARISONS: &[&str] = &[
        "不得少于",
        "不得低于",
        "不得超过",
        "不少于",
        "不低于",
        "不超过",
        "不高于",
        "不多于",
        "至少",
        "最少",
        "最多",
        "大于等于",
        "大于",
        "超过",
        "达到",
        "达",
        "约",
        "≥",
        "≤",
        "≧",
        "≦",
        ">",
        "<",
        "=",
        "》",
        "《",
        "预计",
        "各",
        "共",
    ];
    let mut place = at;
    let mut skipped = 0;
    loop {
        if let Some(end) = scan.any(place, COMPARISONS) {
            place = end;
            continue;
        }
        let ch = scan.next(place)?;
        if ch.is_ascii_digit() {
            let letter = scan.prev(place).is_some_and(|before| before.is_ascii_alphabetic());
            return (!letter).then_some(place);
        }
        let article =
            matches!(ch, '一' | '两' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '半');
        if article && amount::countable(scan, place).is_some() {
            return Some(place);
        }
        let parted =
            !crate::text::is_han(ch) || ch == '每' || calendar_words::read(scan, place, None).is_some();
        if skipped >= gap || parted {
            return None;
        }
        skipped += 1;
        place += ch.len_utf8();
    }
}
