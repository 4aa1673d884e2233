//! Amounts, money, durations, and their rates and ranges.

use rust_decimal::Decimal;

use super::grammar::{Found, Scan};
use super::numeral::{self, Numeral};
use super::unit::{self, Unit, UnitDimension};
use super::{Quantity, names};

/// What stands between the ends of a range: `5-6项`, `3至5次`, `80%~90%`.
const RANGE: &[&str] = &["--", "——", "-", "—", "–", "~", "〜", "至", "到"];

/// For each of how many things an amount is at most: 元/人/天.
pub(super) const RATES: usize = 4;

/// What a number counts.
pub(super) enum Measure {
    /// 元, worth one or a part of it.
    Money(Decimal),
    /// A unit.
    Unit(Unit),
}

/// A number with its measure, not yet a quantity.
pub(super) struct Measured {
    pub number: Numeral,
    pub measure: Option<Measure>,
    pub end: usize,
}

/// The amount, money or duration at `at`.
pub(super) fn read(scan: Scan<'_>, at: usize) -> Option<Found> {
    let ch = scan.next(at)?;
    if matches!(ch, '-' | '−' | '负') && !may_be_signed(scan, at) {
        return None;
    }
    let number_at = if matches!(ch, '¥' | '￥') { at + ch.len_utf8() } else { at };
    let currency = number_at > at;
    if let Some(found) = fraction(scan, at) {
        return Some(found);
    }
    let mut low = measured(scan, number_at)?;
    let high = upper(scan, &mut low);
    let (last, measure, mut end) = match high {
        Some(ref high) => (&high.number, &high.measure, high.end),
        None => (&low.number, &low.measure, low.end),
    };
    let large = low.number.large || last.large;
    let (lower, upper) = (low.number.value, high.as_ref().map(|high| high.number.value));
    let per = rates(scan, &mut end);
    if scan.slice(number_at..end).contains('(') && !scan.slice(number_at..end).contains(')') {
        end = scan.word(end, ")").unwrap_or(end);
    }
    let quantity = match measure {
        Some(Measure::Money(worth)) => Quantity::Money {
            yuan: lower.checked_mul(*worth)?.checked_add(small_change(scan, &mut end, *worth))?.normalize(),
            upper: match upper {
                Some(upper) => Some(upper.checked_mul(*worth)?.normalize()),
                None => None,
            },
            per: match per.is_empty() {
                true => money_rates(scan, &mut end),
                false => per,
            },
            stated: true,
        },
        None if currency || (large && is_money(scan, at, end)) => {
            Quantity::Money { yuan: lower, upper, per, stated: currency }
        }
        Some(Measure::Unit(unit)) if unit.dimension == UnitDimension::Time && per.is_empty() => {
            let unit = unit.clone();
            let (number, unit) =
                if unit.name == "半年" { (lower / Decimal::TWO, Unit::time("年")) } else { (lower, unit) };
            let half = half(scan, &mut end, &unit);
            Quantity::Duration { number: number.checked_add(half)?.normalize(), upper, unit }
        }
        Some(Measure::Unit(unit))
            if is_times(unit) && per.len() == 1 && per[0].dimension == UnitDimension::Time =>
        {
            Quantity::Frequency { times: lower, every: per.into_iter().next()? }
        }
        Some(Measure::Unit(unit)) => Quantity::Amount { number: lower, upper, unit: Some(unit.clone()), per },
        None => {
            // A Chinese numeral without a unit is a number only where it is the whole text.
            let alone = at == 0 && scan.at_end(end);
            if low.number.chinese && !alone && per.is_empty() {
                return None;
            }
            Quantity::Amount { number: lower, upper, unit: None, per }
        }
    };
    let mut found = Found::new(at, end, quantity);
    found.odd = low.number.odd || last.odd || upper.is_some_and(|upper| upper < lower);
    found.about = low.number.about.clone().or_else(|| last.about.clone());
    Some(found)
}

/// Whether the unit counts how often something is done.
pub(super) fn is_times(unit: &Unit) -> bool {
    matches!(unit.name.as_str(), "次" | "回" | "遍" | "轮" | "期")
}

/// A number with its unit. A Chinese numeral must have a unit that Chinese numerals may count.
pub(super) fn measured(scan: Scan<'_>, at: usize) -> Option<Measured> {
    let mut number = numeral::read(scan, at)?;
    let mut end = number.end;
    let half = number.chinese && number.value == Decimal::new(5, 1);
    // 三角, 五角 and 八角 are shapes.
    let money = money_unit(scan, end).filter(|(worth, _)| !number.chinese || *worth == Decimal::ONE);
    let measure = if let Some((worth, money_end)) = money {
        end = money_end;
        (!half).then_some(Measure::Money(worth))
    } else if let Some((bracketed, bracket_end)) = bracketed(scan, &number) {
        end = bracket_end;
        Some(bracketed)
    } else {
        // The figures of cheques (伍, 陆) are parts of other words where no money follows.
        let cheque = scan.slice(at..end).chars().any(|ch| "壹贰叁肆伍陆柒捌玖拾佰仟".contains(ch));
        unit::read(scan, end, number.chinese).filter(|_| !cheque).map(|(unit, unit_end)| {
            end = unit_end;
            Measure::Unit(unit)
        })
    };
    if half && !matches!(&measure, Some(Measure::Unit(unit)) if unit.dimension == UnitDimension::Time) {
        return None;
    }
    // 余 and 多 belong to the number only where a unit or the end follows: 10多个, but 10多发.
    if let Some(about) = number.about.clone()
        && measure.is_none()
        && about.end == number.end
        && scan.next(about.end).is_some_and(char::is_alphanumeric)
    {
        number.about = None;
        number.end = about.start;
        end = about.start;
    }
    Some(Measured { number, measure, end })
}

/// A unit in brackets, as systems print one that stands in a column of its own: 100.00(%).
fn bracketed(scan: Scan<'_>, number: &Numeral) -> Option<(Measure, usize)> {
    let inner = scan.word(number.end, "(").filter(|_| !number.chinese)?;
    let (measure, end) = match money_unit(scan, inner) {
        Some((worth, end)) => (Measure::Money(worth), end),
        None => unit::read(scan, inner, false).map(|(unit, end)| (Measure::Unit(unit), end))?,
    };
    // 2026(年) names a year.
    let names_year =
        matches!(&measure, Measure::Unit(unit) if unit.name == "年") && number.value > Decimal::from(1900);
    // Of 1400.00(元/平方米) the rate comes first.
    let close = scan.word(end, ")").or_else(|| scan.word(end, "/").map(|_| end))?;
    (!names_year).then_some((measure, close))
}

/// The upper end of a range that `low` begins; gives the lower end the multiplier that only the upper has.
fn upper(scan: Scan<'_>, low: &mut Measured) -> Option<Measured> {
    let from = scan.any(low.end, RANGE)?;
    if !scan.next(from).is_some_and(|ch| ch.is_ascii_digit() || numeral::is_chinese_numeral(ch)) {
        return None;
    }
    let high = measured(scan, from)?;
    if high.number.chinese != low.number.chinese || (high.number.chinese && high.measure.is_none()) {
        return None;
    }
    match (&low.measure, &high.measure) {
        (None, _) => {
            if low.number.scale == Decimal::ONE && high.number.scale > Decimal::ONE {
                low.number.value = low.number.value.checked_mul(high.number.scale)?.normalize();
            }
        }
        (Some(Measure::Money(a)), Some(Measure::Money(b))) if a == b => {}
        (Some(Measure::Unit(a)), Some(Measure::Unit(b))) if a == b => {}
        _ => return None,
    }
    Some(high)
}

/// 元 and its parts. 万元 is a number's multiplier and 元.
fn money_unit(scan: Scan<'_>, at: usize) -> Option<(Decimal, usize)> {
    let end = match scan.next(at)? {
        '元' if scan
            .any(at, &["元旦", "元素", "元宵", "元月", "元化", "元制", "元论", "元结构", "元治理"])
            .is_none() =>
        {
            scan.any(at, &["元人民币", "元整", "元钱", "元"])?
        }
        '圆' => scan.any(at, &["圆整", "圆"])?,
        '块' => scan.word(at, "块钱")?,
        '人' => scan.word(at, "人民币")?,
        '角' if scan.any(at, &["角度", "角色", "角落"]).is_none() => {
            return Some((Decimal::new(1, 1), scan.word(at, "角")?));
        }
        _ => return None,
    };
    Some((Decimal::ONE, end))
}

/// 5角 of 3元5角.
fn small_change(scan: Scan<'_>, end: &mut usize, worth: Decimal) -> Decimal {
    let mut sum = Decimal::ZERO;
    if worth == Decimal::ONE && scan.next(*end).is_some_and(|ch| ch.is_ascii_digit()) {
        for (word, scale) in [("角", 1), ("分", 2)] {
            if let Some(number) = numeral::arabic(scan, *end)
                && number.value < Decimal::TEN
                && let Some(word_end) = scan.word(number.end, word)
                && scan.any(number.end, &["角度", "分钟", "分钱以"]).is_none()
            {
                sum += number.value * Decimal::new(1, scale);
                *end = word_end;
            }
        }
    }
    sum
}

/// 半 of 两年半.
fn half(scan: Scan<'_>, end: &mut usize, unit: &Unit) -> Decimal {
    match scan.word(*end, "半") {
        Some(half)
            if matches!(unit.name.as_str(), "年" | "天") && scan.any(*end, &["半年", "半天"]).is_none() =>
        {
            *end = half;
            Decimal::new(5, 1)
        }
        _ => Decimal::ZERO,
    }
}

/// The units that the amount is for each of: `/次`, `每次`, `/天/人`, `/人、天`. Moves `end` behind them.
pub(super) fn rates(scan: Scan<'_>, end: &mut usize) -> Vec<Unit> {
    let mut per = Vec::new();
    while per.len() < RATES
        && let Some(at) = rate_mark(scan, *end, !per.is_empty())
        && let Some((unit, unit_end)) = unit::read_per(scan, at)
    {
        per.push(unit);
        *end = unit_end;
    }
    per
}

/// The units that money is paid for each of; behind a slash also things that are counted nowhere else.
fn money_rates(scan: Scan<'_>, end: &mut usize) -> Vec<Unit> {
    let mut per = rates(scan, end);
    if per.is_empty()
        && let Some(at) = scan.any(*end, &["/", "∕"])
        && let Some((unit, unit_end)) = unit::read_per_thing(scan, at)
    {
        per.push(unit);
        *end = unit_end;
    }
    per
}

fn rate_mark(scan: Scan<'_>, at: usize, again: bool) -> Option<usize> {
    match scan.next(at)? {
        '/' | '∕' | '每' | '÷' => {
            let mark = scan.any(at, &["/每", "/", "∕", "每个", "每"])?;
            Some(mark)
        }
        '·' | '、' | '.' | '*' | '•' if again => scan.any(at, &["·", "、", ".", "*", "•"]),
        _ => None,
    }
}

/// Whether a bare 万 or 亿 at the end of `at..end` means money: not where people or things follow, nor where
/// the words before it name a number of them.
fn is_money(scan: Scan<'_>, at: usize, end: usize) -> bool {
    const THINGS: &[&str] = &[
        "群众",
        "居民",
        "农民",
        "粉丝",
        "学生",
        "老年人",
        "老人",
        "人口",
        "市民",
        "村民",
        "职工",
        "用户",
        "游客",
        "农户",
        "党员",
        "儿童",
        "妇女",
        "青年",
        "师生",
        "字",
        "点击",
        "浏览",
        "尾",
        "粒",
        "斤",
        "余",
    ];
    const NUMBERS: &[&str] = &["量", "人数", "次数", "数量", "户数", "人次", "规模", "客流", "粉丝"];
    if scan.any(end, THINGS).is_some() {
        return false;
    }
    let before = scan.slice(0..at).trim_end_matches(|ch: char| {
        matches!(
            ch,
            '达' | '到'
                | '为'
                | '约'
                | '超'
                | '过'
                | '不'
                | '低'
                | '于'
                | '≥'
                | '≤'
                | '>'
                | '<'
                | '='
                | ':'
        )
    });
    !NUMBERS.iter().any(|word| before.ends_with(word))
}

/// A sign stands at the beginning of a cell or clause, or behind a comparison.
fn may_be_signed(scan: Scan<'_>, at: usize) -> bool {
    let digit_follows =
        scan.next(at).and_then(|sign| scan.next(at + sign.len_utf8())).is_some_and(|ch| ch.is_ascii_digit());
    let before = scan.prev(at);
    digit_follows
        && (before.is_none_or(|ch| {
            matches!(
                ch,
                '≥' | '≤' | '>' | '<' | '=' | ',' | ';' | ':' | '(' | '。' | '为' | '于' | '长' | '降'
            )
        }))
}

/// 百分之九十五, 千分之三, 万分之一, 三分之一, 1:8.
pub(super) fn fraction(scan: Scan<'_>, at: usize) -> Option<Found> {
    let first = scan.next(at)?;
    if !first.is_ascii_digit() && !numeral::is_chinese_numeral(first) {
        return None;
    }
    let ratio = |number: Decimal, unit: Option<&str>, end: usize| {
        let unit = unit.map(|name| Unit { name: name.to_owned(), dimension: UnitDimension::Ratio });
        Found::new(at, end, Quantity::Amount { number, upper: None, unit, per: Vec::new() })
    };
    for (word, sign) in [("百分之", "%"), ("千分之", "‰"), ("万分之", "‱")] {
        if let Some(from) = scan.word(at, word) {
            if let Some(end) = scan.word(from, "百") {
                return Some(ratio(Decimal::ONE_HUNDRED, Some(sign), end));
            }
            let number = numeral::read(scan, from)?;
            return Some(ratio(number.value, Some(sign), number.end));
        }
    }
    if first.is_ascii_digit() {
        // 1:8以上: how many on the second side come on one on the first.
        if let Some(left) = numeral::arabic(scan, at)
            && let Some(from) = scan.word(left.end, ":")
            && let Some(right) = numeral::arabic(scan, from)
            && !scan.next(right.end).is_some_and(|ch| ch.is_ascii_digit() || ch == ':')
        {
            return Some(ratio(right.value.checked_div(left.value)?.normalize(), Some("比"), right.end));
        }
        // 2/3以上
        let small = |place: usize| {
            numeral::arabic(scan, place)
                .filter(|number| number.value.scale() == 0 && number.value < Decimal::ONE_HUNDRED)
        };
        let above = small(at)?;
        let below = small(scan.word(above.end, "/")?)?;
        let alone =
            !scan.next(below.end).is_some_and(|ch| matches!(ch, '/' | '月' | '日' | '季' | '.' | ','))
                && unit::read(scan, below.end, false).is_none();
        return alone.then_some(ratio(above.value.checked_div(below.value)?, None, below.end));
    }
    let below = numeral::chinese(scan, at)?;
    let above = numeral::read(scan, scan.word(below.end, "分之")?)?;
    Some(ratio(above.value.checked_div(below.value)?, None, above.end))
}

/// The number and unit at `at` as a term of a frequency: nothing that names or dates.
pub(super) fn countable(scan: Scan<'_>, at: usize) -> Option<Found> {
    if scan.next(at)?.is_ascii_digit() {
        if names::numbered(scan, at, at).is_some() {
            return None;
        }
    } else {
        // 每季度一期: elsewhere 一期 is the first stage of a work.
        for (word, number) in [("一期", 1), ("两期", 2), ("二期", 2), ("三期", 3)] {
            if let Some(end) = scan.word(at, word) {
                let unit = Some(Unit { name: "期".to_owned(), dimension: UnitDimension::Count });
                let number = Decimal::from(number);
                return Some(Found::new(
                    at,
                    end,
                    Quantity::Amount { number, upper: None, unit, per: Vec::new() },
                ));
            }
        }
        if names::worded(scan, at).is_some() {
            return None;
        }
    }
    read(scan, at)
}
