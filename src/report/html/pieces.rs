//! A cell's text, cut where marks begin and end.

use std::borrow::Cow;
use std::ops::Range;

use super::severity_class;
use crate::finding::Severity;
use crate::text::printable;

/// A part of a cell's text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub(super) text: Cow<'a, str>,
    /// The class of the gravest mark on it; empty where there is none.
    pub(super) class: &'static str,
}

/// The text in pieces. Marks that are no part of it are left out: plugins name them, too.
pub(super) fn pieces<'a>(raw: &'a str, marks: &[(Range<usize>, Severity)]) -> Vec<Piece<'a>> {
    let (leading, text) = (raw.len() - raw.trim_start().len(), raw.trim());
    let inside = |(range, severity): &(Range<usize>, Severity)| {
        let start = range.start.max(leading) - leading;
        let end = range.end.min(leading + text.len()).checked_sub(leading)?;
        text.get(start..end).filter(|part| !part.is_empty())?;
        Some((start..end, *severity))
    };
    let marks: Vec<(Range<usize>, Severity)> = marks.iter().filter_map(inside).collect();
    let mut cuts: Vec<usize> = marks.iter().flat_map(|(range, _)| [range.start, range.end]).collect();
    cuts.extend([0, text.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    let piece = |pair: &[usize]| {
        let covers = |range: &Range<usize>| range.start <= pair[0] && pair[1] <= range.end;
        let gravest = marks.iter().filter(|(range, _)| covers(range)).map(|(_, severity)| *severity).max();
        Piece { text: lines(&text[pair[0]..pair[1]]), class: gravest.map_or("", severity_class) }
    };
    cuts.windows(2).map(piece).collect()
}

/// The text as it may be shown, its lines kept apart.
pub(super) fn lines(text: &str) -> Cow<'_, str> {
    if !text.contains('\n') {
        return printable(text);
    }
    let lines: Vec<Cow<'_, str>> = text.lines().map(printable).collect();
    let mut shown = lines.join("\n");
    if text.ends_with('\n') {
        shown.push('\n');
    }
    shown.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(raw: &str, marks: &[(Range<usize>, Severity)]) -> Vec<(String, &'static str)> {
        pieces(raw, marks).into_iter().map(|piece| (piece.text.into_owned(), piece.class)).collect()
    }

    #[test]
    fn marks_may_overlap_and_the_gravest_shows() {
        let marks = [(0..6, Severity::Warning), (3..9, Severity::Error), (3..9, Severity::Info)];
        let expected = [("完", "warning"), ("成", "error"), ("率", "error"), ("高", "")];
        assert_eq!(cut("完成率高", &marks), expected.map(|(text, class)| (text.to_owned(), class)));
    }

    #[test]
    fn marks_that_are_no_part_of_the_text_are_left_out() {
        let marks = [
            (1..3, Severity::Error),
            (6..900, Severity::Error),
            (Range { start: 4, end: 2 }, Severity::Error),
            (7..8, Severity::Info),
        ];
        assert_eq!(cut("完成", &marks), [("完成".to_owned(), "")]);
        assert!(cut("", &marks).is_empty() && cut(" \n", &[(0..2, Severity::Info)]).is_empty());
    }

    #[test]
    fn spaces_around_the_text_do_not_move_marks() {
        assert_eq!(
            cut(" \n长期 ", &[(0..5, Severity::Error)]),
            [("长".to_owned(), "error"), ("期".to_owned(), "")]
        );
    }

    #[test]
    fn lines_stay_and_what_steers_goes() {
        let shown = cut("一、\r\n\u{202e}二\u{1b}[31m\t", &[(0..8, Severity::Info)]);
        assert_eq!(shown, [("一、\n".to_owned(), "info"), ("\u{FFFD}二␛[31m".to_owned(), "")]);
    }
}
