//! Dates and spans of the calendar that begin with a number: 2020年12月31日, 2020.6, 12月底, 2020年1-12月.

use super::calendar_words;
use super::date_point::{Grain, Point, TO, is_year, number, point};
use super::grammar::{Found, Scan};
use super::{CalendarDate, Quantity};

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
pub(super) fn is_before(scan: Scan<'_>, at: usize) -> bool {
    scan.any(at, &["之前", "以前", "前"]).is_some() && scan.word(at, "前后").is_none()
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
    // 2000年前建成的小区, 2021—2022年度建成的农田: which ones are meant.
    let done_at = scan.any(end, &["之前", "以前", "底前", "前", "以后", "后"]).unwrap_or(end);
    if scan
        .any(
            done_at,
            &[
                "建成",
                "建设",
                "完成",
                "竣工",
                "实施",
                "投用",
                "投入使用",
                "入库",
                "认定",
                "购置",
                "立项",
                "修建",
                "评定",
            ],
        )
        .is_some_and(|done| {
            scan.any(done, &["的", "并", "后"]).is_some_and(|behind| scan.slice(done..behind) == "的")
        })
    {
        return false;
    }
    // 由2018年的72%提高到80%
    if whole_year && before.ends_with(['由', '从', '自']) {
        const TO: &[&str] = &["到", "至", "为"];
        const CHANGE: &[&str] =
            &["提高", "提升", "增加", "增长", "上升", "下降", "降低", "减少", "压减", "缩短"];
        let clause = clause(scan, end);
        let changes = |word: &&str| TO.iter().any(|to| clause.contains(&format!("{word}{to}")));
        return !(CHANGE.iter().any(changes) || ["增", "升", "降", "减"].iter().any(changes));
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
