//! One date of the calendar as it is written: 2020年12月31日, 2020.6, 12月底, 25日前.

use super::CalendarDate;
use super::calendar::{date, is_before, last_day};
use super::grammar::Scan;
use super::numeral;

/// How closely a date is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grain {
    Year,
    Month,
    Day,
}

/// A date in the text, or a span whose ends share a word (`6-12月`).
pub(super) struct Point {
    pub from: CalendarDate,
    pub to: Option<CalendarDate>,
    pub grain: Grain,
    pub end: usize,
    pub odd: bool,
}

/// What stands between the first and the last day of a span.
pub(super) const TO: &[&str] = &["--", "——", "-", "—", "–", "~", "〜", "至", "到", "起至"];

/// A number of at most four digits, or a Chinese numeral.
pub(super) fn number(scan: Scan<'_>, at: usize) -> Option<(u32, usize, usize)> {
    let bytes = scan.text.as_bytes();
    let digits = bytes.get(at..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if (1..=4).contains(&digits) {
        let value = bytes[at..at + digits].iter().fold(0, |sum, byte| sum * 10 + u32::from(byte - b'0'));
        return Some((value, at + digits, digits));
    }
    if digits > 0 || !scan.next(at).is_some_and(numeral::is_chinese_numeral) {
        return None;
    }
    let end = numeral::chinese_run(scan, at);
    let run = scan.slice(at..end);
    if run.chars().count() == 4 && !run.contains(['十', '百', '千', '两', '万']) {
        // 二〇二〇年
        let year = run.chars().try_fold(0, |sum, ch| {
            "〇一二三四五六七八九"
                .chars()
                .position(|d| d == if ch == '零' { '〇' } else { ch })
                .map(|d| sum * 10 + d as u32)
        });
        return year.map(|year| (year, end, 4));
    }
    let numeral =
        numeral::chinese(scan, at).filter(|numeral| numeral.about.is_none() && numeral.value.scale() == 0)?;
    let value = u32::try_from(numeral.value.mantissa()).ok().filter(|value| *value < 100)?;
    Some((value, numeral.end, 2))
}

pub(super) fn is_year(value: u32, digits: usize) -> bool {
    digits == 4 && (1900..2100).contains(&value)
}

/// One date. After a connector (`after`), a bare number may stand for a month or year of the first date's kind.
pub(super) fn point(scan: Scan<'_>, at: usize, after: Option<&Point>) -> Option<Point> {
    let (value, end, digits) = number(scan, at)?;
    if is_year(value, digits) {
        return with_year(scan, value, end);
    }
    if digits == 2
        && (10..50).contains(&value)
        && let Some(year_end) = scan.word(end, "年")
        && (scan.any(year_end, &["底", "末"]).is_some()
            || number(scan, year_end).is_some_and(|(_, month_end, _)| scan.word(month_end, "月").is_some()))
    {
        // 20年7月底
        return year_rest(scan, year_end, 2000 + value as i32, false);
    }
    if digits > 2 {
        return None;
    }
    month(scan, at, None, after.is_some())
}

fn with_year(scan: Scan<'_>, value: u32, end: usize) -> Option<Point> {
    let year = value as i32;
    if let Some(year_end) = scan.word(end, "年") {
        return year_rest(scan, year_end, year, false);
    }
    if let Some(end) = scan.any(end, &["学年度", "学年"]) {
        return Some(Point {
            from: date(Some(year), None, None),
            to: None,
            grain: Grain::Year,
            end,
            odd: false,
        });
    }
    if let Some(separator @ ('-' | '/' | '.')) = scan.next(end)
        && let Some(found) = with_separators(scan, year, end, separator)
    {
        return Some(found);
    }
    // 2019—2023年, 2020-2021学年
    if let Some(from) = scan.any(end, TO).or_else(|| scan.any(end, &["、", "和", "及"]))
        && let Some((second, second_end, second_digits)) = number(scan, from)
        && is_year(second, second_digits)
        && let Some(end) = scan.any(second_end, &["学年度", "学年", "年度", "年"])
    {
        let (from, to) = (date(Some(year), None, None), date(Some(second as i32), None, None));
        return Some(Point { from, to: Some(to), grain: Grain::Year, end, odd: false });
    }
    // 2020那12月底: a slip where 年 should stand.
    if let Some(slip) = scan.next(end)
        && crate::text::is_han(slip)
        && !"至到起".contains(slip)
        && let from = end + slip.len_utf8()
        && scan.next(from).is_some_and(|ch| ch.is_ascii_digit())
        && let Some(mut found) = month(scan, from, Some(year), false)
        && found.grain != Grain::Year
    {
        found.odd = true;
        return Some(found);
    }
    None
}

/// 2020完成100%, 2020服务对象满意: a year without 年 before words only heads them, as some tables' cells do; it
/// is no date to keep.
pub(super) fn heads_words(scan: Scan<'_>, at: usize, end: usize) -> bool {
    let Some((value, _, digits)) = number(scan, at).filter(|(_, number_end, _)| *number_end == end) else {
        return false;
    };
    let slip = |next: char| scan.next(end + next.len_utf8()).is_some_and(|ch| ch.is_ascii_digit());
    is_year(value, digits)
        && scan.next(end).is_some_and(|next| crate::text::is_han(next) && next != '年' && !slip(next))
        && scan.prev(at).is_none_or(|ch| matches!(ch, ',' | ';' | '。' | '、' | '到' | '在' | '于'))
        && super::unit::read(scan, end, false).is_none()
        && scan
            .any(
                end,
                &[
                    "元", "万", "亿", "千", "百", "余", "多", "以", "左右", "内", "个", "每", "热线", "号",
                    "学年", "至", "到", "和", "及",
                ],
            )
            .is_none()
}

/// 2020-12-31, 2020/12/31, 2020.06.30, 2020.6.
fn with_separators(scan: Scan<'_>, year: i32, at: usize, separator: char) -> Option<Point> {
    let (month, month_end, digits) = number(scan, at + 1).filter(|(.., digits)| *digits <= 2)?;
    if scan.next(month_end) == Some(separator)
        && let Some((day, end, 1..=2)) = number(scan, month_end + 1)
        && !scan.next(end).is_some_and(|ch| ch.is_ascii_digit() || ch == '.')
    {
        let end = scan.any(end, &["日", "号"]).unwrap_or(end);
        let end = time_of_day(scan, end);
        let from = date(Some(year), Some(month), Some(day));
        return Some(Point { from, to: None, grain: Grain::Day, end, odd: false });
    }
    // 2020.6 is a month unless something is counted: 2020.6万元. Of the dashes only 2020-06.
    let counts = |end: usize| {
        super::unit::read(scan, end, false).is_some()
            || scan.any(end, &["元", "万", "亿", "千", "百", "年", "余", "/"]).is_some()
    };
    let plausible = (1..=12).contains(&month) && (separator == '.' || digits == 2 || separator == '/');
    if let Some(end) = scan.word(month_end, "月") {
        let from = date(Some(year), Some(month), None);
        return Some(Point { from, to: None, grain: Grain::Month, end, odd: false });
    }
    if !plausible || counts(month_end) || scan.next(month_end).is_some_and(|ch| ch.is_ascii_digit()) {
        return None;
    }
    let from = date(Some(year), Some(month), None);
    Some(Point { from, to: None, grain: Grain::Month, end: month_end, odd: false })
}

/// What follows 2020年: a month, 底, 度, or nothing.
fn year_rest(scan: Scan<'_>, at: usize, year: i32, odd: bool) -> Option<Point> {
    let at =
        scan.any(at, &["的"]).filter(|at| scan.next(*at).is_some_and(|ch| ch.is_ascii_digit())).unwrap_or(at);
    if let Some(found) = month(scan, at, Some(year), false) {
        return Some(found);
    }
    let of_year =
        |month, day, end| Point { from: date(Some(year), month, day), to: None, grain: Grain::Day, end, odd };
    if let Some(end) = scan.any(at, &["度末", "度底", "年底", "年末", "底", "末", "终"]) {
        return Some(of_year(Some(12), Some(31), end));
    }
    if let Some(end) = scan.word(at, "初").filter(|end| scan.any(*end, &["步", "级", "中", "次"]).is_none())
    {
        return Some(of_year(Some(1), None, end));
    }
    let end = scan.word(at, "度").filter(|end| scan.any(*end, &["假"]).is_none()).unwrap_or(at);
    Some(Point { from: date(Some(year), None, None), to: None, grain: Grain::Year, end, odd })
}

/// A month with its day: 12月31日, 12月底, 6-12月末; without a year only a plausible one (24月 is a duration).
fn month(scan: Scan<'_>, at: usize, year: Option<i32>, after: bool) -> Option<Point> {
    let (mut first, mut end, digits) = number(scan, at).filter(|(.., digits)| *digits <= 2)?;
    let mut start = None;
    if scan.next(end) != Some('月')
        && let Some(from) = scan.any(end, TO)
        && let Some((second, second_end, 1..=2)) = number(scan, from)
        && scan.next(second_end) == Some('月')
    {
        start = Some(first);
        (first, end) = (second, second_end);
    }
    let Some(mut end) = scan.word(end, "月") else {
        return day_alone(scan, at, first, end, digits, year, after);
    };
    if scan.any(end, &["均", "嫂", "租", "薪", "票", "经"]).is_some()
        || first > 15
        // 第13月工资 is paid beside the twelve of the year.
        || (first > 12 && scan.any(end, &["工资", "薪", "奖", "绩效"]).is_some())
        || (year.is_none() && first == 0)
    {
        return None;
    }
    end = scan.any(end, &["份"]).unwrap_or(end);
    let months = |day: Option<u32>, grain, end, odd| {
        let last = date(year, Some(first), day);
        let (from, to) = match start {
            Some(start) => (date(year, Some(start), None), Some(last)),
            None => (last, None),
        };
        Some(Point { from, to, grain, end, odd })
    };
    if let Some((day, day_end, 1..=2)) = number(scan, end)
        && let Some(day_end) = scan.any(day_end, &["日", "号"])
    {
        return months(Some(day), Grain::Day, time_of_day(scan, day_end), false);
    }
    for (word, day) in
        [("底", 31), ("末", 31), ("上旬", 10), ("中旬", 20), ("下旬", 31), ("初", 10), ("中", 20)]
    {
        let Some(word_end) = scan.word(end, word) else { continue };
        if word == "中" && !scan.at_end(word_end) && scan.next(word_end) != Some('前') {
            continue;
        }
        let day = if day == 31 { last_day(year, first) } else { day };
        return months(Some(day), Grain::Day, word_end, false);
    }
    // 12月日: the day is missing.
    if let Some(day_end) =
        scan.any(end, &["日", "号"]).filter(|_| scan.any(end, &["日常", "日均", "日报"]).is_none())
    {
        return months(None, Grain::Month, day_end, true);
    }
    // 2020年12月31 without 日, at the end of a clause.
    if let Some((day, day_end, 1..=2)) = number(scan, end)
        && scan.text.as_bytes()[end].is_ascii_digit()
        && scan.next(day_end).is_none_or(|ch| matches!(ch, '前' | ',' | ';' | '。' | '之' | ')'))
    {
        return months(Some(day), Grain::Day, day_end, false);
    }
    months(None, Grain::Month, end, false)
}

/// 25日前, 12.31前, 12底: without a month or year before them, only in these forms.
fn day_alone(
    scan: Scan<'_>,
    at: usize,
    value: u32,
    end: usize,
    digits: usize,
    year: Option<i32>,
    after: bool,
) -> Option<Point> {
    if year.is_some() || scan.prev(at).is_some_and(|ch| ch.is_ascii_digit() || ch == '.') {
        return None;
    }
    let day = |month, day, end, odd| {
        Some(Point { from: date(None, month, day), to: None, grain: Grain::Day, end, odd })
    };
    if let Some(day_end) = scan.any(end, &["日", "号"]).filter(|day_end| after || is_before(scan, *day_end))
    {
        return day(None, Some(value), day_end, false);
    }
    if scan.next(end) == Some('.')
        && let Some((second, second_end, 1..=2)) = number(scan, end + 1)
        && (1..=12).contains(&value)
        && (1..=31).contains(&second)
        && is_before(scan, second_end)
    {
        return day(Some(value), Some(second), second_end, false);
    }
    // 12底以前: 月 is missing.
    if digits == 2
        && (10..=12).contains(&value)
        && let Some(word_end) = scan.word(end, "底")
    {
        return day(Some(value), Some(last_day(None, value)), word_end, true);
    }
    None
}

/// 24时, 18:00, 17时30分 behind a day.
fn time_of_day(scan: Scan<'_>, at: usize) -> usize {
    let Some((hour, end, 1..=2)) = number(scan, at) else { return at };
    if hour > 24 || !scan.text.as_bytes().get(at).is_some_and(u8::is_ascii_digit) {
        return at;
    }
    let minutes = |from: usize| match number(scan, from) {
        Some((0..60, end, 1..=2)) => Some(end),
        _ => None,
    };
    if let Some(end) = scan.any(end, &["时", "点"]) {
        return minutes(end).and_then(|end| scan.word(end, "分")).unwrap_or(end);
    }
    match scan.word(end, ":") {
        Some(from) => minutes(from).unwrap_or(at),
        None => at,
    }
}
