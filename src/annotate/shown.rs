//! Text as it may stand in a cell or comment of Excel.

use std::borrow::Cow;

use crate::text::{printable, width};

/// The most that a cell may hold, in units of UTF-16.
pub(super) const MOST_IN_CELL: usize = 32_767;
/// The height of a line and the greatest of a row, in points.
const LINE: f64 = 13.5;
const HIGHEST: f64 = 409.0;

/// The text with line breaks kept, and whatever steers, hides or is forbidden in XML made visible.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    let text = noncharacters(text);
    if !text.contains(['\n', '\r']) {
        return match printable(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(shown) => Cow::Owned(shown),
        };
    }
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(lines.split('\n').map(printable).collect::<Vec<_>>().join("\n"))
}

/// The code points of the first plane that no text may hold.
fn noncharacters(text: &str) -> Cow<'_, str> {
    let is_forbidden = |ch: char| matches!(ch, '\u{FFFE}' | '\u{FFFF}');
    match text.contains(is_forbidden) {
        true => Cow::Owned(text.replace(is_forbidden, "\u{FFFD}")),
        false => Cow::Borrowed(text),
    }
}

/// The text cut to so many units of UTF-16, with `…` where something is left out.
pub(super) fn cut(text: Cow<'_, str>, most: usize) -> Cow<'_, str> {
    if text.len() <= most {
        return text;
    }
    let mut units = 0;
    let mut end = None;
    for (at, ch) in text.char_indices() {
        if units < most {
            end = Some(at);
        }
        units += ch.len_utf16();
        if units > most {
            let kept = text.get(..end.unwrap_or_default()).unwrap_or_default();
            return Cow::Owned(format!("{kept}…"));
        }
    }
    text
}

/// How many units of UTF-16 a text has: what Excel counts.
pub(super) fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// The height of a row in points, by its cells and the widths of their columns in characters: not every program finds it
/// by itself.
pub(super) fn height<'t>(cells: impl IntoIterator<Item = (&'t str, usize)>) -> f64 {
    let lines_of = |(text, columns): (&str, usize)| -> usize {
        // A line is hardly ever filled to its end.
        text.lines().map(|line| width(line).div_ceil(columns.saturating_sub(2).max(1)).max(1)).sum()
    };
    let lines = cells.into_iter().map(lines_of).max().unwrap_or_default().max(1);
    (lines as f64 * LINE + 2.0).min(HIGHEST)
}

/// Whether a program that is told to edit the text again might take it for a formula.
pub(super) fn is_formula_like(text: &str) -> bool {
    text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_forbids_is_made_visible() {
        assert_eq!(shown("甲\u{7}乙\u{FFFF}\u{202E}"), "甲␇乙\u{FFFD}\u{FFFD}");
        assert_eq!(shown("一\r\n二\r三\t四"), "一\n二\n三 四");
        assert!(matches!(shown("如常"), Cow::Borrowed(_)));
    }

    #[test]
    fn cutting_counts_as_excel_does() {
        assert_eq!(cut("一二三".into(), 3), "一二三");
        assert_eq!(cut("一二三四".into(), 3), "一二…");
        assert_eq!(cut("😀😀".into(), 4), "😀😀");
        assert_eq!(cut("😀😀😀".into(), 4), "😀…");
        assert_eq!(units("a😀"), 3);
        for most in 1..8 {
            assert!(units(&cut("a😀b😀c😀".into(), most)) <= most);
        }
    }

    #[test]
    fn formulas() {
        for text in ["=1", " +1", "-", "@x", "＝1"] {
            assert!(is_formula_like(text), "{text}");
        }
        assert!(!is_formula_like("≥95%") && !is_formula_like(""));
    }
}
