//! Spans and days of the calendar that are named by words: 年底, 全年, 上半年, 第三季度, 春节前, 暑假.

use super::calendar::{date, last_day};
use super::grammar::{Found, Scan};
use super::numeral;
use super::words::Occasion;
use super::{CalendarDate, Quantity};

/// Spans of the year by their months. The longer first.
const SPANS: &[(&str, u32, u32)] = &[
    ("全年度", 1, 12),
    ("全年", 1, 12),
    ("上半年", 1, 6),
    ("下半年", 7, 12),
    ("本年度内", 1, 12),
    ("本年度", 1, 12),
    ("本年内", 1, 12),
    ("当年度", 1, 12),
    ("当年内", 1, 12),
    ("当年", 1, 12),
    ("本年", 1, 12),
    ("今年内", 1, 12),
    ("今年", 1, 12),
    ("年度内", 1, 12),
    ("年内", 1, 12),
    ("年前", 1, 12),
    ("前三季度", 1, 9),
    ("前三个季度", 1, 9),
    ("前两季度", 1, 6),
];

/// Whether a span or day that is named by words may begin with the character.
pub(super) fn may_begin(ch: char) -> bool {
    matches!(
        ch,
        '全' | '上'
            | '下'
            | '本'
            | '当'
            | '今'
            | '年'
            | '月'
            | '前'
            | '元'
            | '春'
            | '清'
            | '五'
            | '劳'
            | '端'
            | '妇'
            | '儿'
            | '六'
            | '建'
            | '七'
            | '八'
            | '教'
            | '中'
            | '国'
            | '十'
            | '重'
            | '暑'
            | '寒'
            | '季'
            | '除'
            | '三'
            | '植'
            | '青'
            | '护'
            | '医'
            | '烈'
            | '宪'
            | '主'
            | '汛'
            | '采'
            | '供'
            | '秋'
            | '开'
    )
}

/// The span or day at `at`, in `year` where one stands before it.
pub(super) fn read(scan: Scan<'_>, at: usize, year: Option<i32>) -> Option<Found> {
    let ch = scan.next(at)?;
    if let Some(found) = quarter(scan, at, year) {
        return Some(found);
    }
    if !may_begin(ch) && !scan.words.more_beginnings.contains(&ch) {
        return None;
    }
    for (word, from, to) in SPANS {
        if let Some(end) = scan.word(at, word) {
            if is_part_of_word(scan, at, end, word) {
                return None;
            }
            return Some(span(scan, at, end, year, *from, *to));
        }
    }
    end_of(scan, at, year).or_else(|| holiday(scan, at, year))
}

/// 上一全年, 每年内 and the like are other words; so are 当年价 and 本年级.
fn is_part_of_word(scan: Scan<'_>, at: usize, end: usize, word: &str) -> bool {
    let before = scan.prev(at);
    (word.starts_with('年')
        && before.is_some_and(|ch| ch.is_ascii_digit() || "一两三五十几多每历往近长常学去明".contains(ch)))
        || (word.starts_with(['上', '下', '前']) && before == Some('以'))
        || (word.ends_with('年') && scan.any(end, &["级", "龄", "价", "代", "轻", "会"]).is_some())
}

fn span(scan: Scan<'_>, at: usize, end: usize, year: Option<i32>, from: u32, to: u32) -> Found {
    // 上半年末, 第三季度末: its last day.
    let last = date(year, Some(to), Some(last_day(year, to)));
    if let Some(last_end) = scan.any(end, &["末", "底"]) {
        return Found::new(at, last_end, Quantity::Date(last));
    }
    let quantity = match scan.any(end, &["之前", "以前", "前"]) {
        Some(_) => Quantity::Date(last),
        None => Quantity::Period { from: date(year, Some(from), Some(1)), to: last },
    };
    let end = scan.any(end, &["期间"]).unwrap_or(end);
    Found::new(at, end, quantity)
}

/// 第三季度, 一季度末, 三、四季度, 1-3季度.
fn quarter(scan: Scan<'_>, at: usize, year: Option<i32>) -> Option<Found> {
    let from = scan.word(at, "第").unwrap_or(at);
    let (first, mut end) = ordinal(scan, from)?;
    let mut last = first;
    if let Some(next) = scan.any(end, &["至", "到", "-", "—", "、", ".", ","])
        && let next = scan.word(next, "第").unwrap_or(next)
        && let Some((second, second_end)) = ordinal(scan, next)
    {
        (last, end) = (second, second_end);
    }
    let end = scan
        .any(end, &["季度", "季"])
        .filter(|_| first <= last && scan.any(end, &["季节", "季如"]).is_none())?;
    Some(span(scan, at, end, year, first * 3 - 2, last * 3))
}

/// One of the four quarters, in digits or Chinese.
fn ordinal(scan: Scan<'_>, at: usize) -> Option<(u32, usize)> {
    let ch = scan.next(at)?;
    let number = match ch {
        '1' | '一' => 1,
        '2' | '二' => 2,
        '3' | '三' => 3,
        '4' | '四' => 4,
        _ => return None,
    };
    let single =
        scan.prev(at).is_none_or(|before| !before.is_ascii_digit() && !numeral::is_chinese_numeral(before));
    single.then(|| (number, at + ch.len_utf8()))
}

/// 年底, 年末, 月底.
fn end_of(scan: Scan<'_>, at: usize, year: Option<i32>) -> Option<Found> {
    let of_year = date(year, Some(12), Some(31));
    let of_month = date(year, None, Some(31));
    let on = |end: usize, day: CalendarDate| Some(Found::new(at, end, Quantity::Date(day)));
    if let Some(end) =
        scan.any(at, &["本年年底", "当年年底", "本年底", "当年底", "今年底", "年底", "年末", "本年末"])
    {
        return on(end, of_year);
    }
    if let Some(end) = scan.any(at, &["年终", "当年终"])
        && (scan.at_end(end) || scan.any(end, &["前", "之前", "完成"]).is_some())
    {
        return on(end, of_year);
    }
    if let Some(end) = scan.any(at, &["本月底", "当月底", "月底", "月末"])
        && scan.prev(at) != Some('每')
    {
        return on(end, of_month);
    }
    None
}

/// A holiday, where it sets a date: 春节前, 国庆期间, or alone. 春节慰问 is a word.
fn holiday(scan: Scan<'_>, at: usize, year: Option<i32>) -> Option<Found> {
    let named =
        |at: usize| scan.words.holidays.iter().find(|holiday| scan.word(at, &holiday.written).is_some());
    let holiday = named(at)?;
    let word = &*holiday.written;
    let mut end = at + word.len();
    let mut behind = end;
    // 国庆、春节期间, 春节至元宵节
    while let Some(next) = scan.any(behind, &["、", "和", "及", "至", "到", "-", "—"])
        && let Some(other) = named(next)
    {
        behind = next + other.written.len();
    }
    let during = scan.any(behind, &["假期期间", "假期", "期间", "当天", "当日"]);
    let marked = during.is_some()
        || scan
            .any(behind, &["之前", "以前", "前", "后", "之后", "内"])
            .is_some_and(|_| scan.any(behind, &["前夕", "后续", "后勤", "内容"]).is_none());
    let alone = at == 0 && scan.at_end(behind);
    // 七一, 五一 and 十一 alone are names.
    let bare = !word.ends_with('节')
        && word.chars().count() == 2
        && ["五一", "六一", "七一", "八一", "十一"].contains(&word);
    if !(marked || alone && !bare || year.is_some() && !bare) {
        return None;
    }
    if marked || alone {
        end = during.unwrap_or(behind);
    }
    let quantity = match holiday.when {
        Occasion::Moves => Quantity::Date(date(year, None, None)),
        Occasion::Day { month, day } => Quantity::Date(date(year, Some(month), day)),
        Occasion::Months { from, to } => Quantity::Period {
            from: date(year, Some(from), Some(1)),
            to: date(year, Some(to), Some(last_day(year, to))),
        },
    };
    Some(Found::new(at, end, quantity))
}
