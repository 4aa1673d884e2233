//! Normalising cell text for matching, with a way back to the raw cell.
//!
//! Cells arrive with full-width digits, ideographic spaces, and spaces that a line wrap left inside
//! words. Rules match the normalised copy; findings point at the raw text, through the offset map.

use std::borrow::Cow;
use std::ops::Range;

/// The language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// 中文
    #[default]
    Zh,
    /// English
    En,
}

/// A normalised copy of a cell's text, with a map from its byte offsets to those of the raw text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Normalized {
    text: String,
    /// For every byte of `text` and for its end: the byte offset in the raw text.
    /// Empty when the text is the raw text, byte for byte.
    offsets: Vec<u32>,
}

impl Normalized {
    /// Normalises `raw`: full-width ASCII becomes half-width, white space (also U+3000) goes unless it
    /// parts two ASCII letters or digits, where one space stays; zero-width characters go.
    pub fn new(raw: &str) -> Self {
        // Most cells are in order already, and then need no map.
        if raw.chars().all(|ch| !ch.is_whitespace() && !is_invisible(ch) && half_width(ch) == ch) {
            return Self { text: raw.to_owned(), offsets: Vec::new() };
        }
        let mut text = String::with_capacity(raw.len());
        let mut offsets = Vec::with_capacity(raw.len() + 1);
        let mut gap: Option<usize> = None;
        for (at, ch) in raw.char_indices() {
            let ch = half_width(ch);
            if is_invisible(ch) {
                continue;
            }
            if ch.is_whitespace() {
                gap.get_or_insert(at);
                continue;
            }
            if let Some(start) = gap.take()
                && ch.is_ascii_alphanumeric()
                && text.ends_with(|last: char| last.is_ascii_alphanumeric())
            {
                text.push(' ');
                offsets.push(start as u32);
            }
            text.push(ch);
            offsets.extend(std::iter::repeat_n(at as u32, ch.len_utf8()));
        }
        // The end maps to the end of the last kept character, so that trailing space is left out.
        let end = raw.trim_end().len();
        offsets.push(end as u32);
        Self { text, offsets }
    }

    /// The normalised text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The byte range in the raw text that `range` (bytes of the normalised text) came from.
    pub fn raw_range(&self, range: Range<usize>) -> Range<usize> {
        if self.offsets.is_empty() {
            return range;
        }
        let last = self.offsets.len() - 1;
        let start = self.offsets[range.start.min(last)] as usize;
        let end = self.offsets[range.end.min(last)] as usize;
        start..end.max(start)
    }
}

/// The half-width form of a full-width ASCII character or ideographic space; other characters as they are.
pub fn half_width(ch: char) -> char {
    match ch {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(ch as u32 - 0xFEE0).unwrap_or(ch),
        '\u{3000}' | '\u{00A0}' => ' ',
        _ => ch,
    }
}

fn is_invisible(ch: char) -> bool {
    matches!(ch, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}')
}

/// Whether `ch` is a Han character (the unified blocks, compatibility ideographs, 〇 and 々).
pub fn is_han(ch: char) -> bool {
    matches!(ch, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}' | '〇' | '々')
}

/// The text without spaces and punctuation, for comparing two cells: 完成 “A” 与 完成A are the same. A bare
/// year that only heads the words (2020合格率100%) is left out, too.
pub fn skeleton(normalized: &str) -> Cow<'_, str> {
    let is_kept = |ch: char| is_word(ch) || matches!(ch, '%' | '.' | '≥' | '≤' | '<' | '>');
    let text = without_year(normalized);
    if text.chars().all(is_kept) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|&ch| is_kept(ch)).collect())
}

fn without_year(text: &str) -> &str {
    match text.as_bytes() {
        [b'1' | b'2', b'9' | b'0', b'0'..=b'9', b'0'..=b'9', ..] => {
            let rest = text.get(4..).unwrap_or(text);
            let heads_words =
                rest.starts_with(|ch: char| is_han(ch) && !matches!(ch, '年' | '级' | '届' | '版'));
            // 2020人, 2020平方米: what is counted is all there is.
            let says_more = rest.contains('%') || rest.chars().filter(|&ch| is_han(ch)).count() > 3;
            if heads_words && says_more { rest } else { text }
        }
        _ => text,
    }
}

/// Whether `ch` is a letter, digit or Han character, and no punctuation.
pub fn is_word(ch: char) -> bool {
    // The two common cases first: the general test looks into tables.
    ch.is_ascii_alphanumeric() || is_han(ch) || (!ch.is_ascii() && ch.is_alphanumeric())
}

/// The text as it may be shown: control characters (terminal escapes among them) and bidirectional
/// overrides become visible stand-ins, line breaks and tabs become single spaces.
pub fn printable(raw: &str) -> Cow<'_, str> {
    if raw.chars().all(is_harmless) {
        return raw.into();
    }
    raw.chars()
        .map(|ch| match ch {
            '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => ' ',
            '\0'..='\u{1F}' => char::from_u32(0x2400 + ch as u32).unwrap_or('\u{FFFD}'),
            '\u{7F}' => '\u{2421}',
            ch if is_harmless(ch) => ch,
            _ => '\u{FFFD}',
        })
        .collect::<String>()
        .into()
}

/// Whether `ch` does nothing but show itself: no control character, bidirectional override, separator of
/// lines, invisible character or one that is none (U+FFFE, U+FFFF).
pub fn is_harmless(ch: char) -> bool {
    !ch.is_control()
        && !matches!(ch, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200B}'..='\u{200F}'
            | '\u{00AD}' | '\u{061C}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

/// How many terminal columns the text takes: Chinese characters take two.
pub fn width(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

/// Whether a path has what stands for other characters.
pub(crate) fn is_glob(path: &str) -> bool {
    path.contains(['*', '?', '['])
}

/// `12,345`
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 file`, `12,345 files`
pub(crate) fn counted(number: usize, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// What a spreadsheet program shows in place of a formula's result (`#DIV/0!`), where a text holds it.
pub fn formula_error(text: &str) -> Option<&'static str> {
    const ERRORS: [&str; 9] =
        ["#DIV/0!", "#REF!", "#VALUE!", "#N/A", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"];
    let rest = &text[text.find('#')?..];
    ERRORS.into_iter().find(|error| rest.contains(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        assert_eq!([0, 999, 1000, 1234567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(counted(1, "file"), "1 file");
        assert_eq!(counted(2, "file"), "2 files");
    }

    #[test]
    fn errors_of_formulas() {
        assert_eq!(formula_error("≥#DIV/0!册"), Some("#DIV/0!"));
        assert_eq!(formula_error(" #N/A"), Some("#N/A"));
        assert!(formula_error("#1机组").is_none() && formula_error("").is_none());
    }

    #[test]
    fn wrapped_words_are_joined_and_point_back() {
        let raw = "　选人 用人，１２ 月底 ";
        let normalized = Normalized::new(raw);
        assert_eq!(normalized.as_str(), "选人用人,12月底");
        let at = normalized.as_str().find("12月底").unwrap();
        assert_eq!(&raw[normalized.raw_range(at..at + "12月底".len())], "１２ 月底");
    }

    #[test]
    fn skeletons_leave_out_what_only_heads_the_words() {
        assert_eq!(skeleton("2020服务对象满意。"), "服务对象满意");
        assert_eq!(skeleton("2020年完成"), "2020年完成");
        assert_eq!(skeleton("2020平方米"), "2020平方米");
    }

    #[test]
    fn ascii_words_stay_apart() {
        assert_eq!(Normalized::new("ADSL  10 M").as_str(), "ADSL 10 M");
        assert_eq!(Normalized::new("> =95 %").as_str(), ">=95%");
    }

    #[test]
    fn escapes_never_reach_the_terminal() {
        assert_eq!(printable("a\u{1b}[31mb\u{202E}c"), "a␛[31mb\u{FFFD}c");
        assert_eq!(printable("\u{9b}2J\u{7}a\u{2028}b\u{61c}c"), "\u{FFFD}2J␇a b\u{FFFD}c");
    }
}
