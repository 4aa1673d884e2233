//! What a cell's text looks like, seen by itself: for weighing how a shifted row is to be read.

use crate::record::plain_number;
use crate::text::{half_width, is_han};

use super::words::Words;

/// What a cell looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Looks {
    /// A plain number: money, or a count without its unit.
    Number,
    /// A target value: a comparison, an amount with its unit, a date, a short word of degree.
    Target,
    /// The name of a satisfaction indicator (群众满意度).
    Satisfaction,
    /// Prose of some length.
    Prose,
    /// Anything else.
    Phrase,
}

/// Looks at a cell.
pub(super) fn looks(words: &Words, raw: &str) -> Looks {
    if is_number(raw) {
        return Looks::Number;
    }
    let text: String = raw.chars().take(64).map(half_width).filter(|ch| !ch.is_whitespace()).collect();
    let length = text.chars().count();
    let digits = text.bytes().any(|byte| byte.is_ascii_digit());
    if words.value_words.contains(&text)
        || (length <= 20 && words.value_starts.iter().any(|start| text.starts_with(start.as_str())))
    {
        return Looks::Target;
    }
    if !digits && length > 2 && is_satisfaction_name(&text) {
        return Looks::Satisfaction;
    }
    let amount = text.trim_start_matches(|ch: char| ch.is_ascii_digit() || matches!(ch, '.' | '-' | '~'));
    if digits && length <= 16 && amount.len() < text.len() && amount.chars().count() <= 8 {
        return Looks::Target;
    }
    if length > 20 { Looks::Prose } else { Looks::Phrase }
}

/// 群众满意度, 服务对象满意率, 业主满意; not 非常满意.
fn is_satisfaction_name(text: &str) -> bool {
    let Some(at) = text.rfind("满意") else { return false };
    let (before, after) = (&text[..at], &text[at + "满意".len()..]);
    matches!(after, "" | "度" | "率" | "程度" | "度指标")
        && before.chars().count() >= 2
        && before.chars().count() <= 20
        && !["非常", "基本", "比较", "一致", "较为", "十分"].iter().any(|degree| before.ends_with(degree))
        && before.chars().all(|ch| is_han(ch) || matches!(ch, '(' | ')' | '、' | ',' | '“' | '”' | '"'))
}

/// Whether a cell is a plain number, thousands separators allowed.
pub(super) fn is_number(raw: &str) -> bool {
    let raw = raw.trim();
    match raw.as_bytes() {
        [] => false,
        [first, ..] if first.is_ascii() && !matches!(first, b'0'..=b'9' | b'-' | b'.' | b'+') => false,
        _ if raw.len() > 40 => false,
        _ => plain_number(raw).is_some(),
    }
}

/// Whether a text is but a stroke through its cell.
pub(super) fn is_dash(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().all(|ch| matches!(ch, '-' | '—' | '–' | '－' | '/' | '／'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Layouts;

    #[test]
    fn cells_by_themselves() {
        let words = Layouts::builtin().common();
        for (raw, seen) in [
            ("80", Looks::Number),
            ("≥95%", Looks::Target),
            ("150万元", Looks::Target),
            ("12月底", Looks::Target),
            ("非常满意", Looks::Target),
            ("长期", Looks::Target),
            ("群众满意度", Looks::Satisfaction),
            ("部门(单位)满意度", Looks::Satisfaction),
            ("群众满意度90%以上", Looks::Phrase),
            ("会议所需经费", Looks::Phrase),
            ("加强农村劳动力转移就业工作，提高劳动者素质和收入水平", Looks::Prose),
        ] {
            assert_eq!(looks(words, raw), seen, "{raw}");
        }
    }
}
