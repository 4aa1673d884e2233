//! Dates and spans of the calendar that begin with a number: 2020年12月31日, 2020.6, 12月底, 2020年1-12月.

use super::calendar_words;
use super::grammar::{Found, Scan};
use super::numeral;
use super::{CalendarDate, Quantity};

/// How closely a date is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grain {
    Year,
    Month,
    Day,
}

/// A date in the text, or a span whose ends share a word (`6-12月`).
struct Point {
    from: CalendarDate,
    to: Option<CalendarDate>,
    grain: Grain,
    end: usize,
    odd: bool,
}

const TO: &[&str] = &["--", "——", "-", "—", "–", "~", "〜", "至", "到", "起至"];

/// The last day of a month; of February without a year the 28th.
pub(super) fn last_day(year: Option<i32>, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_some_and(is_leap) => 29,
        2 => 28,
        _ => 31,
    }
}

pub(super) fn is_leap(year: i32) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

/// A date that is planned, of these parts.
pub(super) fn date(year: Option<i32>, month: Option<u32>, day: Option<u32>) -> CalendarDate {
    CalendarDate { year, month, day, planned: true }
}

/// The date or span at `at`.
pub(super) fn read(scan: Scan<'_>, at: usize) -> Option<Found> {
    let first = point(scan, at, None)?;
    if let Some(found) = year_with_words(scan, at, &first) {
        return Some(found);
    }
    let mut end = first.end;
    let mut odd = first.odd;
    let mut span = first.to.map(|to| (first.from, to, first.grain));
    if span.is_none()
        && let Some(from) = scan.any(first.end, TO)
        && let Some(mut second) = point(scan, from, Some(&first))
        && second.to.is_none()
    {
        second.from.year = second.from.year.or(first.from.year);
        end = second.end;
        odd |= second.odd;
        span = Some((first.from, second.from, second.grain));
    }
    let whole_year = span.is_none() && first.grain == Grain::Year;
    let quantity = match span {
        None if first.grain == Grain::Year && !is_before(scan, end) => {
            Quantity::Period { from: open(first.from, Grain::Year), to: close(first.from, Grain::Year) }
        }
        None => Quantity::Date(first.from),
        Some((from, to, grain)) => Quantity::Period { from: open(from, first.grain), to: close(to, grain) },
    };
    let years = first.grain == Grain::Year;
    end = scan.any(end, &["期间"]).unwrap_or(end);
    let mut found = Found::new(at, end, quantity);
    found.odd = odd;
    if !is_planned(scan, at, end, years, whole_year) {
        unplan(&mut found.quantity);
    }
    Some(found)
}

/// 前 and the like make a date of a year.
fn is_before(scan: Scan<'_>, at: usize) -> bool {
    scan.any(at, &["之前", "以前", "前"]).is_some()
}

/// 2020年上半年, 2020年第三季度, 2020年春节前: the year of words that follow it.
fn year_with_words(scan: Scan<'_>, at: usize, year: &Point) -> Option<Found> {
    if year.grain != Grain::Year || year.to.is_some() {
        return None;
    }
    let mut found = calendar_words::read(scan, year.end, year.from.year)?;
    found.start = at;
    found.number_at = at;
    Some(found)
}

/// The first day of what a date names.
fn open(from: CalendarDate, grain: Grain) -> CalendarDate {
    match grain {
        Grain::Year => CalendarDate { month: Some(1), day: Some(1), ..from },
        Grain::Month | Grain::Day => CalendarDate { day: from.day.or(Some(1)), ..from },
    }
}

/// The last day of what a date names.
fn close(to: CalendarDate, grain: Grain) -> CalendarDate {
    match grain {
        Grain::Year => CalendarDate { month: Some(12), day: Some(31), ..to },
        Grain::Month => {
            CalendarDate { day: to.day.or_else(|| to.month.map(|month| last_day(to.year, month))), ..to }
        }
        Grain::Day => to,
    }
}

fn unplan(quantity: &mut Quantity) {
    match quantity {
        Quantity::Date(date) => date.planned = false,
        Quantity::Period { from, to } => {
            from.planned = false;
            to.planned = false;
        }
        _ => {}
    }
}

/// Whether the date is one of the plan: not past data that the plan is held against, nor the span in the
/// name of a plan of several years.
fn is_planned(scan: Scan<'_>, at: usize, end: usize, years: bool, whole_year: bool) -> bool {
    const AGAINST: &[&str] =
        &["参照", "参考", "对照", "对比", "相比", "依照", "根据", "依据", "较", "比", "同比", "同"];
    const SINCE: &[&str] =
        &["以来", "至今", "同期", "相比", "基础上", "的基础上", "为基数", "水平", "结转", "结余", "印发"];
    let before = scan.slice(0..at);
    if (years && AGAINST.iter().any(|word| before.ends_with(word))) || scan.any(end, SINCE).is_some() {
        return false;
    }
    if !years {
        return true;
    }
    if scan.any(end, &["起", "开始", "度起", "度开始"]).is_some() {
        return false;
    }
    if whole_year && before.ends_with(['与', '和', '跟']) {
        let clause = clause(scan, end);
        return !["相比", "持平", "同期", "相当"].iter().any(|word| clause.contains(word));
    }
    // 2019—2023年工作规划
    let several = scan.slice(at..end).chars().filter(char::is_ascii_digit).count() > 4;
    !(several && ["规划", "纲要", "计划", "行动", "方案"].iter().any(|word| clause(scan, end).contains(word)))
}

/// The next 24 characters of the clause.
fn clause(scan: Scan<'_>, from: usize) -> &str {
    let rest = scan.rest(from);
    let end = rest
        .char_indices()
        .enumerate()
        .find(|(count, (_, ch))| *count >= 24 || matches!(ch, ',' | ';' | '。' | '、' | '!'))
        .map_or(rest.len(), |(_, (i, _))| i);
    &rest[..end]
}

/// A number of at most four digits, or a Chinese numeral.
fn number(scan: Scan<'_>, at: usize) -> Option<(u32, usize, usize)> {
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

fn is_year(value: u32, digits: usize) -> bool {
    digits == 4 && (1900..2100).contains(&value)
}

/// One date. After a connector (`after`), a bare number may stand for a month or year of the first date's kind.
fn point(scan: Scan<'_>, at: usize, after: Option<&Point>) -> Option<Point> {
    let (value, end, digits) = number(scan, at)?;
    if is_year(value, digits) {
        return with_year(scan, at, value, end);
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

fn with_year(scan: Scan<'_>, at: usize, value: u32, end: usize) -> Option<Point> {
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
    match scan.next(end)? {
        separator @ ('-' | '/' | '.') => {
            if let Some(found) = with_separators(scan, year, end, separator) {
                return Some(found);
            }
        }
        _ => {}
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
    // 2020完成100%, 2020持续改善: the year stands before words that it does not count.
    let next = scan.next(end)?;
    let plain = crate::text::is_han(next)
        && scan.prev(at).is_none_or(|ch| matches!(ch, ',' | ';' | '。' | '、' | '到' | '在' | '于'))
        && super::unit::read(scan, end, false).is_none()
        && scan
            .any(
                end,
                &["元", "万", "亿", "千", "百", "余", "多", "以", "左右", "内", "个", "每", "热线", "号"],
            )
            .is_none();
    plain.then(|| Point { from: date(Some(year), None, None), to: None, grain: Grain::Year, end, odd: false })
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

/// 〔2011〕13号, [2019]15号, 【2013】13号: the year of a document, never a plan's.
pub(super) fn document_number(scan: Scan<'_>, at: usize) -> Option<Found> {
    let from = scan.any(at, &["〔", "[", "【", "(", "﹝"])?;
    let (year, end, digits) = number(scan, from)?;
    if !is_year(year, digits) {
        return None;
    }
    let end = scan.any(end, &["年"]).unwrap_or(end);
    let end = scan.any(end, &["〕", "]", "】", ")", "﹞"])?;
    let end = scan.any(end, &["第"]).unwrap_or(end);
    let (_, end, _) = number(scan, end)?;
    let end = scan.any(end, &["号文件", "号文", "号令", "号"])?;
    let date = CalendarDate { year: Some(year as i32), month: None, day: None, planned: false };
    Some(Found::new(at, end, Quantity::Date(date)))
}

/// The days of a month that follow 每月: 25日, 底, 10-15日. Gives their end.
pub(super) fn day_of_period(scan: Scan<'_>, at: usize) -> Option<usize> {
    if let Some(end) = scan.any(at, &["上旬", "中旬", "下旬", "月底", "月末", "底", "末", "初"])
    {
        return Some(end);
    }
    let (_, mut end, _) = number(scan, at).filter(|(.., digits)| *digits <= 2)?;
    if let Some(from) = scan.any(end, TO)
        && let Some((_, second_end, 1..=2)) = number(scan, from)
    {
        end = second_end;
    }
    scan.any(end, &["日", "号"])
}
