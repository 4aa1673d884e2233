//! The part of a long cell that a mark stands under.

use std::ops::Range;

use super::fit::{GAP, char_width, head};
use crate::text::width;

/// A part of the text that holds as much of `span` (bytes) as fits into `columns` columns, and the span's
/// bytes in it.
pub(super) fn window(text: &str, span: Range<usize>, columns: usize) -> (String, Range<usize>) {
    if width(text) <= columns {
        return (text.to_owned(), span);
    }
    let inner = &text[span.clone()];
    // Two columns for the gaps at both ends.
    let room = columns.saturating_sub(2);
    let left_over = room.saturating_sub(width(inner));
    let shown = if left_over == 0 { head(inner, room) } else { inner.len() };
    // What the context behind the span does not use goes to the context before it.
    let behind = &text[span.start + shown..];
    let before = &text[..span.start];
    let behind_width = width(behind).min(left_over - (left_over / 2).min(width(before)));
    let before_width = left_over - behind_width;
    let from = tail(before, before_width);
    let to = span.start + shown + head(behind, behind_width);
    let mut part = String::with_capacity(to - from + 6);
    if from > 0 {
        part.push(GAP);
    }
    let start = part.len() + span.start - from;
    part.push_str(&text[from..to]);
    if to < text.len() {
        part.push(GAP);
    }
    (part, start..start + shown)
}

/// From which byte on the end of the text fits into `columns`.
fn tail(text: &str, columns: usize) -> usize {
    let mut used = 0;
    let mut from = text.len();
    for (at, ch) in text.char_indices().rev() {
        used += char_width(ch);
        if used > columns {
            return from;
        }
        from = at;
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_span_stays_in_the_window() {
        let text = "按照地方组织法规定在2022年2月28日前召开区六届人大五次会议听取审查工作报告";
        let at = text.find("2022年").unwrap();
        for columns in [12, 20, 33, 60, 200] {
            for span in [at..at + "2022年".len(), 0..6, text.len() - 6..text.len(), 0..text.len()] {
                let (part, shown) = window(text, span.clone(), columns);
                assert!(width(&part) <= columns, "{part} in {columns}");
                assert!(text[span.clone()].starts_with(&part[shown.clone()]), "{part} {span:?}");
                assert!(!shown.is_empty());
            }
        }
        let (part, shown) = window(text, at..at + "2022年".len(), 20);
        assert_eq!((part.as_str(), &part[shown]), ("…规定在2022年2月28…", "2022年"));
    }
}
