//! Breaking text into lines of a terminal.

use super::fit::char_width;
use crate::text::width;

/// The text in lines of at most `columns` columns. Chinese breaks between any two characters, but no line
/// begins with what closes and none ends with what opens; words and numbers stay whole where they fit.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(8);
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        if width(&line) + width(piece.trim_end()) > columns && !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        let piece = if line.is_empty() { piece.trim_start() } else { piece };
        for ch in piece.chars() {
            // A piece that is wider than a line.
            if width(&line) + char_width(ch) > columns {
                if ch == ' ' {
                    continue;
                }
                lines.push(std::mem::take(&mut line));
            }
            line.push(ch);
        }
    }
    if !line.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Cuts a text where lines may break.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut chars = rest.char_indices().peekable();
        let (_, mut last) = chars.next()?;
        let end = loop {
            match chars.peek() {
                None => break rest.len(),
                Some(&(at, next)) if may_break(last, next) => break at,
                Some(&(_, next)) => {
                    last = next;
                    chars.next();
                }
            }
        };
        let (piece, later) = rest.split_at(end);
        rest = later;
        Some(piece)
    })
}

fn may_break(last: char, next: char) -> bool {
    let opens =
        |ch| matches!(ch, '“' | '‘' | '（' | '《' | '〔' | '【' | '「' | '(' | '[' | '≥' | '≤' | '＞' | '＜');
    let closes = |ch| {
        matches!(
            ch,
            '”' | '’'
                | '）'
                | '》'
                | '〕'
                | '】'
                | '」'
                | ')'
                | ']'
                | '，'
                | '。'
                | '、'
                | '；'
                | '：'
                | '！'
                | '？'
                | ','
                | '.'
                | ';'
                | ':'
                | '!'
                | '?'
                | '%'
                | '％'
                | '…'
                | ' '
        )
    };
    let is_narrow = |ch: char| ch.is_ascii_graphic();
    let joined = opens(last) || closes(next) || (is_narrow(last) && is_narrow(next));
    !joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_as_chinese_does() {
        let text = "“群众满意度”的指标值“≥95%”没有问题，请在2020年12月31日前完成。";
        for columns in [10, 16, 17, 24, 80] {
            let lines = wrap(text, columns);
            assert_eq!(lines.concat(), text);
            for line in &lines {
                assert!(width(line) <= columns, "{line}");
                assert!(
                    !line.starts_with(['，', '。', '”', '%']) && !line.ends_with(['“', '≥']),
                    "{lines:?}"
                );
            }
        }
        for columns in [8, 9, 12] {
            assert_eq!(wrap("one two three", columns), ["one two", "three"]);
        }
        assert_eq!(wrap("", 20), Vec::<String>::new());
        assert_eq!(wrap("abcdefghijkl", 8), ["abcdefgh", "ijkl"]);
    }
}
