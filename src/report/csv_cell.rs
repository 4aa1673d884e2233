//! CSV that spreadsheet programs open without harm.

use std::borrow::Cow;

/// What Excel and WPS take UTF-8 by.
pub(super) const MARK: &[u8] = b"\xEF\xBB\xBF";

/// A text as a cell of a CSV file: where a spreadsheet program would calculate it, `'` stands in front, by which it stays
/// what it is. Numbers with a sign are no exception: what stands in a sheet is quoted, and +1 would lose its sign. What
/// steers a terminal is shown and not sent.
pub(super) fn csv_cell(text: &str) -> Cow<'_, str> {
    let shown = crate::text::printable(text);
    let first = shown.trim_start().chars().next();
    // Programs take full-width signs for half-width ones.
    let is_formula = first.is_some_and(|ch| matches!(ch, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'));
    if is_formula { Cow::Owned(format!("'{shown}")) } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text() {
        for (text, cell) in [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+1+1", "'+1+1"),
            (" @x", "' @x"),
            ("－2＋3", "'－2＋3"),
            ("\t+1", "' +1"),
            ("\u{3000}＝A1", "'\u{3000}＝A1"),
            ("-5", "'-5"),
            ("5-6", "5-6"),
            ("≥95%", "≥95%"),
            ("", ""),
            ("a\u{1b}[31m", "a␛[31m"),
        ] {
            assert_eq!(csv_cell(text), cell);
        }
    }
}
