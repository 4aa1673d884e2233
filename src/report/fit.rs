//! Cutting text to a number of terminal columns, of which a Chinese character takes two.

use std::borrow::Cow;

use crate::text::width;

/// What stands for text that was left out.
pub(super) const GAP: char = '…';

/// The text, or its beginning and `…`, in at most `columns` columns.
pub fn fit(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return text.into();
    }
    let mut kept = text[..head(text, columns.saturating_sub(1))].trim_end().to_owned();
    kept.push(GAP);
    kept.into()
}

/// How many bytes from the beginning fit into `columns`.
pub(super) fn head(text: &str, columns: usize) -> usize {
    let mut used = 0;
    for (at, ch) in text.char_indices() {
        used += char_width(ch);
        if used > columns {
            return at;
        }
    }
    text.len()
}

pub(super) fn char_width(ch: char) -> usize {
    width(ch.encode_utf8(&mut [0; 4]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_ends_in_a_gap() {
        assert_eq!(fit("绩效目标", 8), "绩效目标");
        assert_eq!(fit("绩效目标", 7), "绩效目…");
        assert_eq!(fit("绩效目标", 6), "绩效…");
        assert_eq!(fit("绩效", 0), "…");
    }
}
