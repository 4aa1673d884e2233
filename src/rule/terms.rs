//! Lists of terms: one automaton over the terms of all rules, so that a text is read once.

use std::collections::{HashMap, HashSet};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::text::{is_word, skeleton};

/// The index of a list in a [`Vocabulary`].
pub(super) type ListBit = usize;

/// Collects the lists of all rules.
#[derive(Debug, Default)]
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

    /// Compiles all lists. Err with the automaton's own words where they are too many.
    pub fn build(self) -> Result<Vocabulary, String> {
        let lists = self.lists.len();
        let mut uses: HashMap<String, Vec<ListBit>> = HashMap::new();
        for (terms, bit) in self.lists {
            for term in terms {
                uses.entry(term).or_default().push(bit);
            }
        }
        let mut terms: Vec<(String, Vec<ListBit>)> = uses.into_iter().collect();
        terms.sort_unstable_by(|left, right| left.0.cmp(&right.0));
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(terms.iter().map(|(term, _)| term))
            .map_err(|error| error.to_string())?;
        let uses = terms.into_iter().map(|(_, uses)| uses.into()).collect();
        Ok(Vocabulary { automaton: Some(automaton), uses, words: lists.div_ceil(64) })
    }
}

/// The lists of all rules, compiled.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    automaton: Option<AhoCorasick>,
    /// For each term: in which lists it stands.
    uses: Vec<Box<[ListBit]>>,
    /// How many `u64` hold a bit for each list.
    words: usize,
}

impl Vocabulary {
    /// How many `u64` hold a bit for each list.
    pub fn words(&self) -> usize {
        self.words
    }

    /// Calls `hit` with every list that has a term in `text`, perhaps several times.
    pub fn scan(&self, text: &str, mut hit: impl FnMut(ListBit)) {
        let Some(automaton) = &self.automaton else { return };
        if text.is_empty() || self.uses.is_empty() {
            return;
        }
        for found in automaton.find_overlapping_iter(text) {
            self.uses[found.pattern().as_usize()].iter().for_each(|&bit| hit(bit));
        }
    }

    /// Whether a term of the list stands in `text`.
    pub fn contains(&self, text: &str, list: ListBit) -> bool {
        let mut found = false;
        self.scan(text, |bit| found |= bit == list);
        found
    }
}

/// Terms that a text begins or ends with. Looked up by their lengths, of which a list has few: cheaper than
/// reading the whole text.
#[derive(Debug, Clone, Default)]
pub(super) struct Edges {
    /// In bytes, each once.
    lengths: Vec<usize>,
    terms: HashSet<String>,
}

impl Edges {
    /// The edges of normalised terms.
    pub fn new(terms: Vec<String>) -> Self {
        let terms: HashSet<String> = terms.into_iter().filter(|term| !term.is_empty()).collect();
        let mut lengths: Vec<usize> = terms.iter().map(String::len).collect();
        lengths.sort_unstable();
        lengths.dedup();
        Self { lengths, terms }
    }

    /// Whether the text begins with a term.
    pub fn starts(&self, text: &str) -> bool {
        self.lengths.iter().any(|&length| text.get(..length).is_some_and(|start| self.terms.contains(start)))
    }

    /// Whether the text ends with a term.
    pub fn ends(&self, text: &str) -> bool {
        let end = |length| text.len().checked_sub(length).and_then(|from| text.get(from..));
        self.lengths.iter().any(|&length| end(length).is_some_and(|end| self.terms.contains(end)))
    }
}

/// Terms for comparing whole texts, punctuation and spaces ignored.
#[derive(Debug, Clone, Default)]
pub(super) struct Trie {
    nodes: Vec<TrieNode>,
    /// Terms of nothing but punctuation (□□□), compared as they are.
    bare: Vec<String>,
}

#[derive(Debug, Clone, Default)]
struct TrieNode {
    /// Sorted by character.
    next: Vec<(char, u32)>,
    is_term: bool,
}

impl Trie {
    /// A trie of normalised terms.
    pub fn new(terms: &[String]) -> Self {
        let mut trie = Self { nodes: vec![TrieNode::default()], bare: Vec::new() };
        for term in terms {
            let bones = skeleton(term);
            if bones.is_empty() {
                if !term.is_empty() {
                    trie.bare.push(term.clone());
                }
                continue;
            }
            let mut at = 0;
            for ch in bones.chars() {
                at = match trie.nodes[at].next.binary_search_by_key(&ch, |&(ch, _)| ch) {
                    Ok(found) => trie.nodes[at].next[found].1 as usize,
                    Err(place) => {
                        let new = trie.nodes.len();
                        trie.nodes[at].next.insert(place, (ch, new as u32));
                        trie.nodes.push(TrieNode::default());
                        new
                    }
                };
            }
            trie.nodes[at].is_term = true;
        }
        trie
    }

    fn step(&self, at: usize, ch: char) -> Option<usize> {
        let next = &self.nodes.get(at)?.next;
        next.binary_search_by_key(&ch, |&(ch, _)| ch).ok().map(|found| next[found].1 as usize)
    }

    /// Whether the text is a term. `bones` is the skeleton of `text`.
    pub fn is_term(&self, text: &str, bones: &str) -> bool {
        if bones.is_empty() {
            return self.bare.iter().any(|term| term == text);
        }
        let mut at = 0;
        for ch in bones.chars() {
            match self.step(at, ch) {
                Some(next) => at = next,
                None => return false,
            }
        }
        self.nodes[at].is_term
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
            let mut at = 0;
            for (offset, ch) in bones[start..].char_indices() {
                match self.step(at, ch) {
                    Some(next) => at = next,
                    None => break,
                }
                if self.nodes[at].is_term {
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
            Some(ch) if is_word(ch) && !ch.is_ascii_digit() => self.step(0, ch).is_some(),
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
        let vocabulary = builder.build().unwrap();
        let hits = |text: &str| [verbs, nouns].map(|list| vocabulary.contains(text, list));
        assert_eq!(hits("提高服务水平"), [true, true]);
        assert_eq!(hits("有效提高"), [true, false]);
        assert_eq!(hits(""), [false, false]);
    }

    #[test]
    fn edges_of_texts() {
        let edges = Edges::new(terms(&["无", "不涉及", "率"]));
        assert!(
            edges.starts("无污染") && edges.starts("不涉及") && !edges.starts("不涉") && !edges.starts("")
        );
        assert!(edges.ends("合格率") && !edges.ends("率先") && !edges.ends(""));
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
