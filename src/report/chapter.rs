//! The chapters that rules stand in, known by the beginnings of their codes.

use std::borrow::Cow;

use crate::finding::Language;

/// What codes of each chapter begin with, and its Chinese and English title.
pub const CHAPTERS: [(&str, &str, &str); 8] = [
    ("JC1", "表格结构", "Structure"),
    ("JC2", "完整性", "Completeness"),
    ("JC3", "可衡量性", "Measurability"),
    ("JC4", "时间", "Time"),
    ("JC5", "资金", "Money"),
    ("JC6", "一致性", "Consistency"),
    ("JC7", "文字", "Wording"),
    ("JC9", "关于检查本身", "About the check"),
];

/// The chapter of a code: one of [`CHAPTERS`], or the letters that the codes of a user's rules begin with. The chapters
/// come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Chapter<'a> {
    is_other: bool,
    /// What its codes begin with.
    pub(super) prefix: &'a str,
}

impl<'a> Chapter<'a> {
    pub(super) fn of(code: &'a str) -> Self {
        match CHAPTERS.into_iter().find(|(prefix, ..)| code.starts_with(prefix)) {
            Some((prefix, ..)) => Self { is_other: false, prefix },
            None => Self { is_other: true, prefix: code.trim_end_matches(|ch: char| ch.is_ascii_digit()) },
        }
    }

    pub(super) fn name(self, language: Language) -> Cow<'static, str> {
        let known = CHAPTERS.into_iter().find(|(prefix, ..)| *prefix == self.prefix);
        match (known, language) {
            (Some((_, zh, _)), Language::Zh) => zh.into(),
            (Some((_, _, en)), Language::En) => en.into(),
            (None, Language::Zh) => format!("其他（{}）", self.prefix).into(),
            (None, Language::En) => format!("Other ({})", self.prefix).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_users_are_told_apart_by_their_letters() {
        let name = |code| Chapter::of(code).name(Language::Zh);
        assert_eq!([name("JC308"), name("JC901"), name("NC101"), name("JC801")].join(" "), "可衡量性 关于检查本身 其他（NC） 其他（JC）");
        assert!(Chapter::of("JC904") < Chapter::of("AB1"));
    }
}
