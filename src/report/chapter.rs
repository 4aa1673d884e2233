//! The chapters that rules stand in, known by the beginnings of their codes.

use std::borrow::Cow;

use super::words;
use crate::finding::Language;

/// The chapter of a code, or the letters that the codes of a user's rules begin with. The program's own chapters come
/// first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Chapter<'a> {
    is_other: bool,
    /// What its codes begin with.
    pub(super) prefix: &'a str,
}

impl<'a> Chapter<'a> {
    pub(super) fn of(code: &'a str) -> Self {
        let own = words::chapter(code, Language::Zh).and_then(|_| code.get(..3));
        let letters = || code.trim_end_matches(|ch: char| ch.is_ascii_digit());
        Self { is_other: own.is_none(), prefix: own.unwrap_or_else(letters) }
    }

    /// The chapters of the program's own rules, in order.
    pub(super) fn own() -> impl Iterator<Item = Chapter<'static>> {
        words::CHAPTERS.iter().map(|(prefix, ..)| Chapter { is_other: false, prefix })
    }

    pub(super) fn name(self, language: Language) -> Cow<'static, str> {
        match (words::chapter(self.prefix, language), language) {
            (Some(name), _) => name.into(),
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
        let names = [name("JC308"), name("JC901"), name("NC101"), name("JC801")];
        assert_eq!(names.join(" "), "可衡量性 关于检查本身 其他（NC） 其他（JC）");
        assert_eq!(Chapter::own().count(), 8);
        assert!(Chapter::of("JC904") < Chapter::of("AB1"));
    }
}
