//! Word lists: plain files, one term a line, shared by rules and open to a user's additions and removals.
//!
//! A line `wrong → right` holds a term and what is meant by it; rules that look for terms see the wrong one.

use std::collections::{BTreeMap, BTreeSet};

use include_dir::{Dir, include_dir};

use crate::text::Normalized;

static BUILTIN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// The word lists of a run, by name.
#[derive(Debug, Clone, Default)]
pub struct Lexicons {
    /// For each list: its terms, each with what is meant by it where the line says so.
    lists: BTreeMap<String, BTreeMap<String, Option<String>>>,
}

/// Why a word list's file is not in order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LexiconFault {
    /// A term stands twice.
    #[error("{list}, line {line}: “{term}” stands there twice")]
    Duplicate {
        /// The list.
        list: String,
        /// The line, from 1.
        line: usize,
        /// The term.
        term: String,
    },
    /// A term stands before one that sorts before it.
    #[error("{list}, line {line}: “{term}” is out of order (terms are sorted by code point)")]
    Unsorted {
        /// The list.
        list: String,
        /// The line, from 1.
        line: usize,
        /// The term.
        term: String,
    },
}

/// Why a term cannot stand in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermFault {
    /// Nothing is left of it.
    Empty,
    /// An arrow without a word on both sides, or several arrows, or one to the word itself.
    Arrow,
}

impl Lexicons {
    /// No lists.
    pub fn new() -> Self {
        Self::default()
    }

    /// The lists that are part of the program (`rules/lexicons/*.txt`).
    pub fn builtin() -> Self {
        let mut lexicons = Self::new();
        for (name, text) in builtin_texts() {
            lexicons.load(name, text);
        }
        lexicons
    }

    /// Reads a list; one of that name is replaced. Blank lines and lines that start with `#` are left
    /// out; terms are normalised.
    pub fn load(&mut self, name: &str, text: &str) {
        self.lists.remove(name);
        self.add(name, terms(text).map(|(_, term)| term));
    }

    /// Adds terms to a list, which need not be there yet. `wrong → right` also tells what is meant.
    pub fn add<'t>(&mut self, name: &str, terms: impl IntoIterator<Item = &'t str>) {
        let list = self.lists.entry(name.to_owned()).or_default();
        list.extend(terms.into_iter().map(entry).filter(|(term, _)| !term.is_empty()));
    }

    /// What is wrong with a term that is to be added or removed, if anything is.
    pub fn fault_of(term: &str) -> Option<TermFault> {
        let (word, meant) = entry(term);
        let is_lame =
            |meant: &String| word.is_empty() || meant.is_empty() || meant.contains('→') || *meant == word;
        match meant {
            Some(meant) => is_lame(&meant).then_some(TermFault::Arrow),
            None if word.contains("->") || word.contains("=>") => Some(TermFault::Arrow),
            None => word.is_empty().then_some(TermFault::Empty),
        }
    }

    /// Takes terms out of a list; returns those that were not in it. What is meant by a term may be told or
    /// left out.
    pub fn remove<'t>(&mut self, name: &str, terms: impl IntoIterator<Item = &'t str>) -> Vec<&'t str> {
        let list = self.lists.entry(name.to_owned()).or_default();
        terms.into_iter().filter(|term| list.remove(&entry(term).0).is_none()).collect()
    }

    /// The terms of a list, normalised and sorted; None where there is no such list.
    pub fn get(&self, name: &str) -> Option<impl Iterator<Item = &str>> {
        Some(self.lists.get(name)?.keys().map(String::as_str))
    }

    /// The terms of a list with what is meant by each, where the list tells; None where there is no such list.
    pub fn meanings(&self, name: &str) -> Option<impl Iterator<Item = (&str, Option<&str>)>> {
        Some(self.lists.get(name)?.iter().map(|(term, meant)| (term.as_str(), meant.as_deref())))
    }

    /// The names of the lists, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.lists.keys().map(String::as_str)
    }
}

/// What is out of order in a list's file: the house keeps them sorted and without duplicates, so that a
/// change shows as the lines it adds and removes.
pub fn faults(list: &str, text: &str) -> Vec<LexiconFault> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    let mut last = "";
    for (line, term) in terms(text) {
        let list = list.to_owned();
        if !seen.insert(entry(term).0) {
            faults.push(LexiconFault::Duplicate { list, line, term: term.to_owned() });
        } else if term < last {
            faults.push(LexiconFault::Unsorted { list, line, term: term.to_owned() });
        }
        last = term;
    }
    faults
}

/// The names and texts of the lists that are part of the program.
pub fn builtin_texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    BUILTIN.get_dir("lexicons").into_iter().flat_map(|folder| folder.files()).filter_map(|file| {
        let path = file.path();
        let is_list = path.extension().is_some_and(|extension| extension == "txt");
        let name = path.file_stem()?.to_str()?;
        is_list.then_some((name, file.contents_utf8()?))
    })
}

fn terms(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.trim_start_matches('\u{FEFF}').lines();
    lines
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// The parts of a line: the term and what is meant by it.
fn entry(line: &str) -> (String, Option<String>) {
    let normalise = |text: &str| Normalized::new(text).as_str().to_owned();
    match line.split_once('→') {
        Some((term, meant)) => (normalise(term), Some(normalise(meant))),
        None => (normalise(line), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_normalised_and_a_user_may_change_them() {
        let mut lexicons = Lexicons::new();
        lexicons.load("vague", "# words of degree\n显著\n\n（较高）\n  好 \n");
        assert_eq!(lexicons.get("vague").unwrap().collect::<Vec<_>>(), ["(较高)", "好", "显著"]);
        lexicons.add("vague", ["良　好", ""]);
        assert_eq!(lexicons.remove("vague", ["好", "坏"]), ["坏"]);
        assert_eq!(lexicons.get("vague").unwrap().collect::<Vec<_>>(), ["(较高)", "显著", "良好"]);
        assert!(lexicons.get("absent").is_none());
    }

    #[test]
    fn terms_may_tell_what_is_meant() {
        let mut lexicons = Lexicons::new();
        lexicons.load("confusions", "格率 → 合格率\n合格率\n");
        for lame in ["→ 台账", "台帐 →", "台帐 → 台账 → 帐", "台账 → 台账", "台帐 -> 台账"]
        {
            assert_eq!(Lexicons::fault_of(lame), Some(TermFault::Arrow), "{lame}");
        }
        assert_eq!(Lexicons::fault_of("　"), Some(TermFault::Empty));
        assert_eq!(Lexicons::fault_of("台帐→台账"), None);
        lexicons.add("confusions", ["台帐 → 台账", "拔付→拨付"]);
        assert_eq!(lexicons.remove("confusions", ["台帐", "拔付 → 拨付"]), [""; 0]);
        let meanings: Vec<_> = lexicons.meanings("confusions").unwrap().collect();
        assert_eq!(meanings, [("合格率", None), ("格率", Some("合格率"))]);
    }

    #[test]
    fn disorder_is_told_with_its_line() {
        let faults = faults("x", "# list\nb\na\nb\n");
        assert_eq!(faults.len(), 2);
        assert_eq!(faults[0].to_string(), "x, line 3: “a” is out of order (terms are sorted by code point)");
        assert_eq!(faults[1].to_string(), "x, line 4: “b” stands there twice");
    }

    #[test]
    fn built_in_lists_are_in_order() {
        for (name, text) in builtin_texts() {
            assert_eq!(faults(name, text), [], "rules/lexicons/{name}.txt");
            assert!(text.starts_with('#'), "rules/lexicons/{name}.txt: the first line says what the list is");
        }
    }
}
