//! Numbers in two widths, and quotes and brackets without a partner.

use std::ops::Range;

use crate::text::{half_width, is_word};

/// What is wrong with the marks of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlawKind {
    /// Full-width beside half-width signs inside one number or comparison: ９5%, ＞=95%.
    MixedWidth,
    /// A quote or bracket without a partner.
    Unpaired,
}

/// A flaw in the marks of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Which.
    pub kind: FlawKind,
    /// The bytes of the raw text that show it: the number, or the lone mark with the words next to it.
    pub span: Range<usize>,
}

/// Which pair of marks the character belongs to, and whether it opens. Single quotes are left out, for the
/// closing one is an apostrophe, too.
fn mark_of(ch: char) -> Option<(usize, bool)> {
    Some(match half_width(ch) {
        '“' => (0, true),
        '”' => (0, false),
        '(' => (1, true),
        ')' => (1, false),
        '《' => (2, true),
        '》' => (2, false),
        '〈' => (3, true),
        '〉' => (3, false),
        '【' => (4, true),
        '】' => (4, false),
        '〔' => (5, true),
        '〕' => (5, false),
        '[' => (6, true),
        ']' => (6, false),
        '「' => (7, true),
        '」' => (7, false),
        '『' => (8, true),
        '』' => (8, false),
        _ => return None,
    })
}

/// How many pairs there are.
const PAIRS: usize = 9;

/// How many characters are shown on either side of a lone mark.
const SHOWN: usize = 6;

impl Flaw {
    /// The first flaw of a raw text; mixed widths come before lone marks.
    pub fn first_of(raw: &str) -> Option<Self> {
        let mixed = mixed(raw).next().map(|span| Self { kind: FlawKind::MixedWidth, span });
        mixed.or_else(|| unpaired(raw).map(|span| Self { kind: FlawKind::Unpaired, span }))
    }

    /// The text with half-width signs where a number mixes the two; None where none does.
    pub fn mended(raw: &str) -> Option<String> {
        mixed(raw).next()?;
        let spots: Vec<(Range<usize>, String)> =
            mixed(raw).map(|span| (span.clone(), raw[span].chars().map(half_width).collect())).collect();
        Some(super::replaced(raw, spots.iter().map(|(span, text)| (span.clone(), text.as_str()))))
    }
}

/// What a run of characters may be that has to keep to one width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Run {
    Number,
    Comparison,
}

fn run_of(ch: char) -> Option<Run> {
    match half_width(ch) {
        '0'..='9' | '.' | '%' => Some(Run::Number),
        '<' | '>' | '=' => Some(Run::Comparison),
        _ => None,
    }
}

/// The numbers and comparison signs that mix widths.
fn mixed(raw: &str) -> impl Iterator<Item = Range<usize>> {
    // Without a full-width sign, which begins with this byte, there is nothing to find.
    let wide =
        raw.as_bytes().contains(&0xEF) && raw.contains(|ch| run_of(ch).is_some() && half_width(ch) != ch);
    let mut chars = (if wide { raw } else { "" }).char_indices().peekable();
    std::iter::from_fn(move || {
        while let Some((start, ch)) = chars.next() {
            let Some(run) = run_of(ch) else { continue };
            let mut end = start + ch.len_utf8();
            while let Some((at, ch)) = chars.next_if(|&(_, ch)| run_of(ch) == Some(run)) {
                end = at + ch.len_utf8();
            }
            // The point after a number of a list (１.) belongs to the sentence.
            let text = raw[start..end].trim_matches(|ch| half_width(ch) == '.');
            let start = start + raw[start..end].find(text).unwrap_or(0);
            let is_full = |ch: char| half_width(ch) != ch;
            if text.contains(is_full) && text.contains(|ch| !is_full(ch)) {
                return Some(start..start + text.len());
            }
        }
        None
    })
}

/// The first quote or bracket without a partner, with the words next to it.
fn unpaired(raw: &str) -> Option<Range<usize>> {
    // Most texts have no byte that any mark begins with: Han characters begin with others.
    if !raw.bytes().any(|byte| matches!(byte, b'(' | b')' | b'[' | b']' | 0xE2 | 0xE3 | 0xEF)) {
        return None;
    }
    let mut lone: Vec<(usize, char)> = Vec::new();
    let mut waiting: [Vec<(usize, char)>; PAIRS] = Default::default();
    for (at, ch) in raw.char_indices() {
        match mark_of(ch) {
            Some((pair, true)) => waiting[pair].push((at, ch)),
            Some((pair, false)) if waiting[pair].pop().is_none() => lone.push((at, ch)),
            _ => {}
        }
    }
    lone.extend(waiting.into_iter().flatten());
    lone.retain(|&(at, ch)| !stands_alone(raw, at, ch));
    lone.sort_unstable();
    let &(at, mark) = lone.first()?;
    let after = at + mark.len_utf8();
    let words_before: usize = raw[..at].chars().rev().take(SHOWN).map(char::len_utf8).sum();
    let words_after: usize = raw[after..].chars().take(SHOWN).map(char::len_utf8).sum();
    Some(at - words_before..after + words_after)
}

/// Whether a mark without a partner means something else: the bracket after the number of a list (1), a
/// book-title mark in place of a comparison sign (》90).
fn stands_alone(raw: &str, at: usize, mark: char) -> bool {
    let before = raw[..at].trim_end();
    let after = raw[at + mark.len_utf8()..].trim_start();
    match half_width(mark) {
        ')' => {
            let label = before.trim_end_matches(|ch: char| {
                half_width(ch).is_ascii_alphanumeric() || "一二三四五六七八九十".contains(ch)
            });
            label.len() < before.len() && !label.ends_with(is_word)
        }
        '《' | '》' | '〈' | '〉' => {
            let is_figure = |ch: char| matches!(half_width(ch), '0'..='9' | '%' | '=');
            before.ends_with(is_figure) || after.starts_with(is_figure)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flaw(raw: &str) -> Option<(FlawKind, &str)> {
        Flaw::first_of(raw).map(|flaw| (flaw.kind, &raw[flaw.span]))
    }

    #[test]
    fn widths_mixed_in_one_number() {
        let mixed = |raw| (flaw(raw), Flaw::mended(raw).unwrap_or_default());
        let told = |shown| Some((FlawKind::MixedWidth, shown));
        assert_eq!(mixed("≥９5%"), (told("９5%"), "≥95%".to_owned()));
        assert_eq!(mixed("＞=9５％（含）"), (told("＞="), ">=95%（含）".to_owned()));
        assert_eq!(mixed("3．5万元，共１0次"), (told("3．5"), "3.5万元，共10次".to_owned()));
        for fine in ["９５％", "≥95%", "＞95%", "１.培训2.宣传", "2020年１２月", "（1)", ""] {
            assert_eq!((flaw(fine), Flaw::mended(fine)), (None, None), "{fine}");
        }
    }

    #[test]
    fn marks_without_a_partner() {
        let lone = |raw| flaw(raw).filter(|flaw| flaw.0 == FlawKind::Unpaired).map(|flaw| flaw.1);
        assert_eq!(lone("开展“双随机检查，共2次"), Some("开展“双随机检查，"));
        assert_eq!(lone("印发《条例“宣传册"), Some("印发《条例“宣传册"));
        assert_eq!(lone("设备（含安装"), Some("设备（含安装"));
        assert_eq!(lone("含税）"), Some("含税）"));
        for fine in [
            "（一)培训",
            "1）培训；2)宣传",
            "一）培训",
            "》90",
            "《=3天",
            "90%》",
            "《2020年规划》",
            "“a”“b”",
        ] {
            assert_eq!(flaw(fine), None, "{fine}");
        }
    }
}
