//! Which rules a run looks at: `--select JC3,unplaced-row --ignore JC301`.

use std::collections::HashSet;

/// One word of a selection.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Selector {
    /// `ALL`
    All,
    /// `JC3`, `JC401`: a code or the beginning of codes.
    Prefix(String),
    /// `capped-target`
    Slug(String),
}

impl Selector {
    fn parse(word: &str) -> Self {
        if word.eq_ignore_ascii_case("all") {
            return Self::All;
        }
        // Codes hold no hyphen and end in digits; slugs are lower-case words.
        let is_code =
            word.chars().next_back().is_some_and(|last| last.is_ascii_digit()) && !word.contains('-');
        if is_code || (!word.is_empty() && word.chars().all(|ch| ch.is_ascii_uppercase())) {
            Self::Prefix(word.to_ascii_uppercase())
        } else {
            Self::Slug(word.to_owned())
        }
    }

    /// How exactly the selector names the rule; None where it does not.
    fn weight(&self, code: &str, slug: &str) -> Option<usize> {
        match self {
            Self::All => Some(0),
            Self::Prefix(prefix) => code.starts_with(prefix.as_str()).then_some(prefix.len()),
            Self::Slug(name) => (name == slug).then_some(code.len()),
        }
    }
}

/// The rules that a run looks at, by code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    left_out: HashSet<String>,
}

impl Selection {
    /// Whether a word names any of `rules` (code and slug of each).
    pub fn knows<'a>(word: &str, mut rules: impl Iterator<Item = (&'a str, &'a str)>) -> bool {
        let selector = Selector::parse(word.trim());
        selector == Selector::All || rules.any(|(code, slug)| selector.weight(code, slug).is_some())
    }

    /// Chooses among `rules` (code and slug of each). The more exact word wins over the less exact one
    /// (`--select JC301 --ignore JC3` keeps JC301); of equally exact ones, `ignore` wins. An empty
    /// `select` is everything; a word that names no rule chooses none.
    pub fn new<'a>(
        select: &[String],
        ignore: &[String],
        rules: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let parse = |words: &[String]| -> Vec<Selector> {
            words.iter().map(|word| Selector::parse(word.trim())).collect()
        };
        let mut select = parse(select);
        let ignore = parse(ignore);
        if select.is_empty() {
            select.push(Selector::All);
        }
        let heaviest = |selectors: &[Selector], code: &str, slug: &str| {
            selectors.iter().filter_map(|selector| selector.weight(code, slug)).max()
        };
        let left_out = rules
            .filter(|&(code, slug)| heaviest(&select, code, slug) <= heaviest(&ignore, code, slug))
            .map(|(code, _)| code.to_owned())
            .collect();
        Self { left_out }
    }

    /// Whether findings of the rule are wanted. Codes that were not among the rules are.
    pub fn contains(&self, code: &str) -> bool {
        !self.left_out.contains(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: [(&str, &str); 4] =
        [("JC301", "vague-value"), ("JC308", "capped-target"), ("JC401", "outside-year"), ("JC999", "none")];

    fn chosen(select: &[&str], ignore: &[&str]) -> Vec<&'static str> {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let selection = Selection::new(&owned(select), &owned(ignore), RULES.into_iter());
        RULES.iter().map(|&(code, _)| code).filter(|code| selection.contains(code)).collect()
    }

    #[test]
    fn the_more_exact_word_wins() {
        assert_eq!(chosen(&[], &[]), ["JC301", "JC308", "JC401", "JC999"]);
        assert_eq!(chosen(&["JC3"], &["JC301"]), ["JC308"]);
        assert_eq!(chosen(&["JC301"], &["JC3"]), ["JC301"]);
        assert_eq!(chosen(&["ALL"], &["JC3", "outside-year"]), ["JC999"]);
        assert_eq!(chosen(&["capped-target", "JC4"], &[]), ["JC308", "JC401"]);
        assert_eq!(chosen(&["JC301"], &["JC301"]), Vec::<&str>::new());
        assert_eq!(chosen(&["ALL"], &["ALL"]), Vec::<&str>::new());
        assert_eq!(chosen(&["jc401"], &[]), ["JC401"]);
    }

    #[test]
    fn words_that_name_rules_are_known() {
        for word in ["JC3", "jc401", " outside-year", "ALL", "all"] {
            assert!(Selection::knows(word, RULES.into_iter()), "{word:?}");
        }
    }

    #[test]
    fn a_word_that_names_nothing_chooses_nothing() {
        for word in ["JC7", "no-such-rule", "X", ""] {
            assert!(!Selection::knows(word, RULES.into_iter()), "{word:?}");
            assert_eq!(chosen(&[word], &[]), Vec::<&str>::new(), "{word:?}");
        }
    }
}
