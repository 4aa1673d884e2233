//! The form in which words of headers and labels are compared.

use std::borrow::Cow;

use crate::text::{half_width, is_han};

/// A text without spaces, line breaks, the prefix 其中:, a closing colon and a closing (万元) or (元); full-width
/// characters count as half-width ones.
pub(super) fn key(raw: &str) -> String {
    let mut key = String::with_capacity(raw.len());
    key.extend(raw.chars().map(half_width).filter(|ch| !ch.is_whitespace() && *ch != '\u{FEFF}'));
    for unit in ["(万元)", "(元)", ":"] {
        if let Some(short) = key.strip_suffix(unit)
            && !short.is_empty()
        {
            key.truncate(short.len());
        }
    }
    match key.strip_prefix("其中:") {
        Some(rest) => rest.to_owned(),
        None => key,
    }
}

/// The same, not copied where the text is its own key: most cells that begin like a header are names in plain
/// characters.
pub(super) fn cheap_key(raw: &str) -> Cow<'_, str> {
    if raw.chars().all(is_han) { Cow::Borrowed(raw) } else { Cow::Owned(key(raw)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_no_difference() {
        for raw in ["指 标\n值", "指标值：", "指标值（万元）", "其中：指标值"] {
            assert_eq!(key(raw), "指标值", "{raw}");
        }
        assert_eq!(cheap_key("指标值"), Cow::Borrowed("指标值"));
    }
}
