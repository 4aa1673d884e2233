//! Reads parts out of normalised text: walks the text once, and at every character that may begin a
//! part asks the grammars of dates, frequencies, grades, calculations and amounts, in this order.

use std::ops::Range;

use super::comparison::{self, Side};
use super::words::ValueWords;
use super::{Part, Quantity, amount, calculation, calendar, calendar_words, frequency, grade, names};
use crate::text::Normalized;

/// The parts of `text` (normalised from `raw`), in order, never overlapping.
pub(super) fn parts(text: &Normalized, raw: &str, words: &ValueWords) -> Vec<Part> {
    let scan = Scan { text: text.as_str(), normalized: text, raw, words };
    let mut parts = Vec::new();
    let (mut at, mut floor) = (0, 0);
    while let Some(ch) = scan.next(at) {
        match recognise(scan, floor, at, ch) {
            Some(Reading::Name { end }) if end > at => (at, floor) = (end, end),
            Some(Reading::Part(found)) if found.end > at => {
                let part = comparison::attach(scan, floor, found);
                (at, floor) = (part.span.end, part.span.end);
                parts.push(part);
            }
            _ => at += ch.len_utf8(),
        }
    }
    parts
}

/// What stands at a place of the text.
pub(super) enum Reading {
    /// A part.
    Part(Found),
    /// Text that looks like a number but names something: `12345热线`, `第七次`, `“3.6”案`, `一次性`.
    Name {
        /// Where the name ends.
        end: usize,
    },
}

/// A quantity in the text, before the comparisons around it are read.
pub(super) struct Found {
    /// Where the part begins (a comparison may still stand before it).
    pub start: usize,
    /// Where its number begins: a comparison before the number is looked for here.
    pub number_at: usize,
    /// Where the quantity ends, unit included.
    pub end: usize,
    /// What it is.
    pub quantity: Quantity,
    /// Whether its number is written oddly (`05万`, `1..5`).
    pub odd: bool,
    /// Where 余 or 多 stands inside it (`2400余人`).
    pub about: Option<Range<usize>>,
    /// Which comparison words may follow.
    pub side: Side,
}

impl Found {
    /// A quantity that fills `start..end`.
    pub(super) fn new(start: usize, end: usize, quantity: Quantity) -> Self {
        let side = match quantity {
            Quantity::Date(_) | Quantity::Period { .. } => Side::Calendar,
            Quantity::Duration { .. } => Side::Duration,
            Quantity::Frequency { .. } => Side::Frequency,
            _ => Side::Amount,
        };
        Self { start, number_at: start, end, quantity, odd: false, about: None, side }
    }
}

fn recognise(scan: Scan<'_>, floor: usize, at: usize, ch: char) -> Option<Reading> {
    match ch {
        '0'..='9' | '¥' | '￥' | '-' | '−' | '负' => led_by_digit(scan, floor, at, ch),
        '一' | '二' | '两' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '千' | '半'
        | '壹' | '贰' | '叁' | '肆' | '伍' | '陆' | '柒' | '捌' | '玖' | '拾' | '〇' => {
            led_by_numeral(scan, floor, at)
        }
        '万' => part(amount::fraction(scan, at)),
        '每' => part(frequency::each(scan, floor, at)),
        '按' => part(frequency::by(scan, at)),
        '第' => calendar_words::read(scan, at, None).map(Reading::Part).or_else(|| names::ordinal(scan, at)),
        '“' | '"' | '《' | '「' | '『' => names::quoted(scan, at),
        '〔' | '[' | '【' | '(' | '﹝' => {
            part(calendar::document_number(scan, at)).or_else(|| part(calculation::read(scan, at)))
        }
        'A'..='Z' | 'a'..='z' => part(grade::read(scan, at)).or_else(|| names::latin(scan, at)),
        '全' | '上' | '下' | '本' | '当' | '今' | '年' | '月' | '前' | '春' | '国' | '元' | '清' | '端'
        | '中' | '重' | '教' | '劳' | '暑' | '寒' | '优' | '良' | '合' | '特' | '甲' | '乙' | '丙' | '省'
        | '市' | '县' | '区' | 'Ⅰ' | 'Ⅱ' | 'Ⅲ' | 'Ⅳ' | 'Ⅴ' | '人' | '户' | '次' | '日' | '村' | '季'
        | '周' | '儿' | '建' | '妇' => part(frequency::counted(scan, floor, at))
            .or_else(|| part(frequency::average(scan, floor, at)))
            .or_else(|| part(calendar_words::read(scan, at, None)))
            .or_else(|| part(grade::read(scan, at))),
        // Holidays and seasons.
        '除' | '植' | '青' | '护' | '医' | '烈' | '宪' | '主' | '汛' | '采' | '供' | '秋' | '开' => {
            part(calendar_words::read(scan, at, None))
        }
        _ if scan.words.more_beginnings.contains(&ch) => part(calendar_words::read(scan, at, None)),
        _ => None,
    }
}

fn part(found: Option<Found>) -> Option<Reading> {
    found.map(Reading::Part)
}

fn led_by_digit(scan: Scan<'_>, floor: usize, at: usize, ch: char) -> Option<Reading> {
    if ch.is_ascii_digit() {
        if let Some(name) = names::numbered(scan, floor, at) {
            return Some(name);
        }
        measured(scan, floor, at).or_else(|| Some(Reading::Name { end: names::digits_end(scan, at) }))
    } else {
        part(amount::read(scan, at))
    }
}

fn led_by_numeral(scan: Scan<'_>, floor: usize, at: usize) -> Option<Reading> {
    if let Some(name) = names::worded(scan, at) {
        return Some(name);
    }
    measured(scan, floor, at).or_else(|| names::numeral_run(scan, at))
}

/// What a number that names nothing may begin, the more exact first.
fn measured(scan: Scan<'_>, floor: usize, at: usize) -> Option<Reading> {
    part(frequency::counted(scan, floor, at))
        .or_else(|| part(calendar_words::read(scan, at, None)))
        .or_else(|| part(calendar::read(scan, at)))
        .or_else(|| part(grade::read(scan, at)))
        .or_else(|| part(calculation::read(scan, at)))
        .or_else(|| part(amount::read(scan, at)))
}

/// The text under the eye, with the raw cell behind it. Places are byte offsets of the normalised text;
/// a place that is no character boundary reads as the end of the text.
#[derive(Clone, Copy)]
pub(super) struct Scan<'a> {
    pub text: &'a str,
    pub normalized: &'a Normalized,
    pub raw: &'a str,
    pub words: &'a ValueWords,
}

impl<'a> Scan<'a> {
    /// The text from `at` on.
    pub fn rest(self, at: usize) -> &'a str {
        self.text.get(at..).unwrap_or_default()
    }

    /// The text of `range`.
    pub fn slice(self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    /// The raw text that `range` came from.
    pub fn raw_slice(self, range: Range<usize>) -> &'a str {
        self.raw.get(self.normalized.raw_range(range)).unwrap_or_default()
    }

    /// The character at `at`.
    pub fn next(self, at: usize) -> Option<char> {
        self.rest(at).chars().next()
    }

    /// The character before `at`.
    pub fn prev(self, at: usize) -> Option<char> {
        self.text.get(..at)?.chars().next_back()
    }

    /// The end of `word`, if it stands at `at`.
    pub fn word(self, at: usize, word: &str) -> Option<usize> {
        let (rest, word) = (self.text.as_bytes().get(at..)?, word.as_bytes());
        // Most words differ in their first character, which in Chinese is three bytes: told apart without a
        // call, since this is what the grammars do most.
        let may = match (rest, word) {
            ([a, b, c, ..], [x, y, z, ..]) => (a, b, c) == (x, y, z),
            _ => true,
        };
        (may && rest.starts_with(word)).then(|| at + word.len())
    }

    /// The end of the first of `words` that stands at `at` (list the longer ones first).
    pub fn any(self, at: usize, words: &[&str]) -> Option<usize> {
        words.iter().find_map(|word| self.word(at, word))
    }

    /// Whether `at` is the end of the text.
    pub fn at_end(self, at: usize) -> bool {
        at >= self.text.len()
    }
}
