//! Lists of terms: one dictionary of the terms of all rules, so that a text is read once.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::dictionary::Dictionary;
use crate::text::{is_word, skeleton};

/// The index of a list in a [`Vocabulary`].
pub(super) type ListBit = usize;

/// Collects the lists of all rules.
#[derive(Debug, Default, Clone)]
pub(super) struct VocabularyBuilder {
    lists: HashMap<Vec<String>, ListBit>,
}

impl VocabularyBuilder {
    /// The bit of a list; equal lists share one.
    pub fn list(&mut self, mut terms: Vec<String>) -> ListBit {
        terms.retain(|term| !term.is_empty());
        terms.sort_unstable();
        terms.dedup();
        let next = self.lists.len();
        *self.lists.entry(terms).or_insert(next)
    }

    /// Compiles all lists.
    pub fn build(self) -> Vocabulary {
        let words = self.lists.len().div_ceil(64);
        let terms =
            self.lists.iter().flat_map(|(terms, &bit)| terms.iter().map(move |term| (&**term, bit as u32)));
        Vocabulary { dictionary: Dictionary::new(terms), words, lists: self }
    }
}

/// The lists of all rules, compiled.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    /// The terms, each with the bits of its lists.
    dictionary: Dictionary,
    /// How many `u64` hold a bit for each list.
    words: usize,
    /// What the lists hold.
    lists: VocabularyBuilder,
}

impl Vocabulary {
    /// The lists once more, for compiling a part of a rule again: it finds each list where it is.
    pub fn builder(&self) -> VocabularyBuilder {
        self.lists.clone()
    }

    /// How many `u64` hold a bit for each list.
    pub fn words(&self) -> usize {
        self.words
    }

    /// Calls `hit` with every list that has a term in `text`, perhaps several times.
    pub fn scan(&self, text: &str, mut hit: impl FnMut(ListBit)) {
        self.dictionary.each(text, |lists, _| lists.iter().for_each(|&bit| hit(bit as usize)));
    }

    /// Whether a term of the list stands in `text`.
    pub fn contains(&self, text: &str, list: ListBit) -> bool {
        let mut found = false;
        self.scan(text, |bit| found |= bit == list);
        found
    }
}

/// Terms that a text begins with, or ends with.
#[derive(Debug, Clone)]
pub(super) struct Edges {
    /// Of ends: of the terms read backwards.
    branches: Branches,
}

impl Edges {
    /// Normalised terms that texts may begin with.
    pub fn starts(terms: &[String]) -> Self {
        Self { branches: Branches::new(terms.iter().map(|term| term.chars())) }
    }

    /// Normalised terms that texts may end with.
    pub fn ends(terms: &[String]) -> Self {
        Self { branches: Branches::new(terms.iter().map(|term| term.chars().rev())) }
    }

    /// Whether a term begins with these characters: a text's, or of ends a text's read backwards.
    pub fn meet(&self, text: impl Iterator<Item = char>) -> bool {
        self.branches.walk(text).any(|is_term| is_term)
    }
}

/// Terms, character by character.
#[derive(Debug, Clone)]
struct Branches {
    nodes: Vec<Node>,
}

#[derive(Debug, Clone, Default)]
struct Node {
    /// Sorted by character.
    next: Vec<(char, u32)>,
    is_term: bool,
}

impl Branches {
    fn new<C: Iterator<Item = char>>(terms: impl Iterator<Item = C>) -> Self {
        let mut nodes = vec![Node::default()];
        for term in terms {
            let mut at = 0;
            for ch in term {
                at = match nodes[at].next.binary_search_by_key(&ch, |&(ch, _)| ch) {
                    Ok(found) => nodes[at].next[found].1 as usize,
                    Err(place) => {
                        let new = nodes.len();
                        nodes[at].next.insert(place, (ch, new as u32));
                        nodes.push(Node::default());
                        new
                    }
                };
            }
            nodes[at].is_term = at != 0;
        }
        Self { nodes }
    }

    /// Follows the text as far as terms go; tells after each character whether a term ends there.
    fn walk(&self, mut text: impl Iterator<Item = char>) -> impl Iterator<Item = bool> {
        let mut at = 0;
        std::iter::from_fn(move || {
            at = self.step(at, text.next()?)?;
            Some(self.nodes[at].is_term)
        })
    }

    fn step(&self, at: usize, ch: char) -> Option<usize> {
        let next = &self.nodes.get(at)?.next;
        next.binary_search_by_key(&ch, |&(ch, _)| ch).ok().map(|found| next[found].1 as usize)
    }
}

/// Terms for comparing whole texts, punctuation and spaces ignored.
#[derive(Debug, Clone)]
pub(super) struct Trie {
    branches: Branches,
    /// Terms of nothing but punctuation (□□□), compared as they are.
    bare: Vec<String>,
}

impl Trie {
    /// A trie of normalised terms.
    pub fn new(terms: &[String]) -> Self {
        let bones: Vec<Cow<'_, str>> = terms.iter().map(|term| skeleton(term)).collect();
        let bare = terms.iter().zip(&bones).filter(|(term, bones)| bones.is_empty() && !term.is_empty());
        let bare = bare.map(|(term, _)| term.clone()).collect();
        Self { branches: Branches::new(bones.iter().map(|bones| bones.chars())), bare }
    }

    /// Whether the text is a term. `bones` is the skeleton of `text`.
    pub fn is_term(&self, text: &str, bones: &str) -> bool {
        if bones.is_empty() {
            return self.bare.iter().any(|term| term == text);
        }
        let end = bones.chars().try_fold(0, |at, ch| self.branches.step(at, ch));
        end.is_some_and(|end| self.branches.nodes[end].is_term)
    }

    /// Whether the text can be cut into terms, at least one.
    pub fn covers(&self, text: &str, bones: &str) -> bool {
        if bones.is_empty() {
            return self.bare.iter().any(|term| term == text);
        }
        // Depth first over the ends of terms, longest last; no end is gone on from twice.
        let mut ends = vec![0];
        let mut seen = vec![false; bones.len()];
        while let Some(start) = ends.pop() {
            let mut left = bones[start..].char_indices();
            let mut at = 0;
            while let Some((offset, ch)) = left.next()
                && let Some(next) = self.branches.step(at, ch)
            {
                at = next;
                if self.branches.nodes[at].is_term {
                    let end = start + offset + ch.len_utf8();
                    if end == bones.len() {
                        return true;
                    }
                    if !std::mem::replace(&mut seen[end], true) {
                        ends.push(end);
                    }
                }
            }
        }
        false
    }

    /// Whether a text that begins like this may be or begin with a term: a quick way out, before its skeleton
    /// is made.
    pub fn may_start(&self, text: &str) -> bool {
        match text.chars().next() {
            // A year may head the text, which its skeleton leaves out.
            Some(ch) if is_word(ch) && !ch.is_ascii_digit() => self.branches.step(0, ch).is_some(),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(list: &[&str]) -> Vec<String> {
        list.iter().map(|&term| term.to_owned()).collect()
    }

    #[test]
    fn one_pass_tells_all_lists() {
        let mut builder = VocabularyBuilder::default();
        let verbs = builder.list(terms(&["提高", "提升"]));
        let nouns = builder.list(terms(&["水平", "能力"]));
        assert_eq!(builder.list(terms(&["提升", "提高"])), verbs);
        let vocabulary = builder.build();
        let hits = |text: &str| [verbs, nouns].map(|list| vocabulary.contains(text, list));
        assert_eq!(hits("提高服务水平"), [true, true]);
        assert_eq!(hits("有效提高"), [true, false]);
        assert_eq!(hits(""), [false, false]);
    }

    #[test]
    fn edges_of_texts() {
        let list = terms(&["无", "不涉及", "率", ""]);
        let starts = |text: &str| Edges::starts(&list).meet(text.chars());
        assert!(starts("无污染") && starts("不涉及") && !starts("不涉") && !starts(""));
        let ends = |text: &str| Edges::ends(&list).meet(text.chars().rev());
        assert!(ends("合格率") && ends("并不涉及") && !ends("率先") && !ends(""));
    }

    #[test]
    fn whole_texts() {
        let trie = Trie::new(&terms(&["显著", "提高", "显著提", "效果", "□□□"]));
        let is = |text: &str| trie.is_term(text, &skeleton(text));
        let covers = |text: &str| trie.covers(text, &skeleton(text));
        assert!(is("“显著”") && !is("显著提高") && is("□□□") && !is("□□") && !is(""));
        assert!(covers("显著提高,效果显著") && !covers("显著提升") && !covers(""));
        assert!(trie.may_start("显而易见") && !trie.may_start("高"));
    }
}
