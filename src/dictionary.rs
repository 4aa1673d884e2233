//! Words to be found in texts: one pass over a text finds all of them.
//!
//! A trie over characters whose steps stand in one hash table. At most places of a Chinese text no word begins:
//! a bit for each pair of characters that begins one tells so before the trie is asked, which makes this several
//! times as fast as an automaton over bytes.

use std::ops::Range;

/// Words with a number each; a word that is there several times has several.
#[derive(Debug, Clone)]
pub(crate) struct Dictionary {
    /// Of what words begin with: of each pair of characters, and of the words of one character, a bit.
    begins: Box<[u64; BITS / 64]>,
    /// The steps of the trie, by hash; as long as a power of two.
    steps: Box<[Step]>,
    /// Of each node: where in `numbers` those of the word that ends there begin. One more for the end.
    ends: Box<[u32]>,
    numbers: Box<[u32]>,
}

#[derive(Debug, Clone, Copy)]
struct Step {
    from: u32,
    ch: char,
    to: u32,
}

impl Step {
    /// Nothing steps to the root.
    const NONE: Self = Self { from: 0, ch: '\0', to: ROOT };
}

const ROOT: u32 = 0;
/// Bits in `begins`: enough for some thousand pairs to leave most bits free, few enough for the nearest cache.
const BITS: usize = 1 << 16;

fn hash(from: u32, ch: char) -> usize {
    // The golden ratio spreads what differs in few bits; the upper half is the well-mixed one.
    let key = u64::from(from) << 32 | u64::from(ch);
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize
}

impl Default for Dictionary {
    fn default() -> Self {
        Self::new(std::iter::empty())
    }
}

impl Dictionary {
    /// From words and their numbers. An empty word stands nowhere.
    pub fn new<'w>(words: impl Iterator<Item = (&'w str, u32)>) -> Self {
        let mut begins = Box::new([0; BITS / 64]);
        let mut steps = vec![Step::NONE; 16].into_boxed_slice();
        let mut numbered: Vec<(u32, u32)> = Vec::new();
        let mut nodes = 1;
        for (word, number) in words {
            let mut chars = word.chars();
            let Some(first) = chars.next() else { continue };
            let bit = begin(first, chars.next());
            begins[bit / 64] |= 1 << (bit % 64);
            let mut node = ROOT;
            for ch in word.chars() {
                if nodes as usize * 2 > steps.len() {
                    steps = grown(&steps);
                }
                let place = place(&steps, node, ch);
                if steps[place].to == ROOT {
                    steps[place] = Step { from: node, ch, to: nodes };
                    nodes += 1;
                }
                node = steps[place].to;
            }
            numbered.push((node, number));
        }
        // By node; of one word in the order in which they were given.
        numbered.sort_by_key(|&(node, _)| node);
        let ends = (0..=nodes).map(|node| numbered.partition_point(|&(other, _)| other < node) as u32);
        let numbers = numbered.iter().map(|&(_, number)| number).collect();
        Self { begins, steps, ends: ends.collect(), numbers }
    }

    /// Calls `hit` for every word that stands in `text`, with its numbers and its bytes, in the order of where they begin; of
    /// those that begin together the shorter first.
    pub fn each(&self, text: &str, mut hit: impl FnMut(&[u32], Range<usize>)) {
        let mut chars = text.chars();
        let mut start = 0;
        let mut ch = chars.next();
        while let Some(here) = ch {
            let next = chars.next();
            if self.may_begin(here, next) {
                self.at(text, start, |numbers, end| hit(numbers, start..end));
            }
            start += here.len_utf8();
            ch = next;
        }
    }

    /// The words of `text` that do not overlap: from the left, of those that begin together the longest.
    pub fn longest<'s>(&'s self, text: &'s str) -> impl Iterator<Item = (u32, Range<usize>)> + use<'s> {
        let mut at = 0;
        let mut chars = text.chars();
        std::iter::from_fn(move || {
            while let Some(ch) = chars.next() {
                let start = at;
                at += ch.len_utf8();
                let mut longest = None;
                if self.may_begin(ch, chars.clone().next()) {
                    self.at(text, start, |numbers, end| {
                        longest = numbers.first().map(|&number| (number, end))
                    });
                }
                if let Some((number, end)) = longest {
                    at = end;
                    chars = text[end..].chars();
                    return Some((number, start..end));
                }
            }
            None
        })
    }

    /// Whether a word may begin with these characters.
    fn may_begin(&self, first: char, second: Option<char>) -> bool {
        self.begins(begin(first, second)) || self.begins(begin(first, None))
    }

    fn begins(&self, bit: usize) -> bool {
        self.begins[bit / 64] & 1 << (bit % 64) != 0
    }

    /// Calls `hit` for every word that begins at `start`, with its numbers and its end.
    fn at(&self, text: &str, start: usize, mut hit: impl FnMut(&[u32], usize)) {
        let mut node = ROOT;
        for (offset, ch) in text[start..].char_indices() {
            node = self.steps[place(&self.steps, node, ch)].to;
            if node == ROOT {
                return;
            }
            let (first, last) = (self.ends[node as usize], self.ends[node as usize + 1]);
            if first < last {
                hit(&self.numbers[first as usize..last as usize], start + offset + ch.len_utf8());
            }
        }
    }
}

/// The bit of a beginning: of a word's first two characters, or of its only one.
fn begin(first: char, second: Option<char>) -> usize {
    hash(u32::from(first), second.unwrap_or('\0')) % BITS
}

/// Where the step stands, or would.
fn place(steps: &[Step], from: u32, ch: char) -> usize {
    let mask = steps.len() - 1;
    let mut place = hash(from, ch) & mask;
    // Half of the places are free.
    while steps[place].to != ROOT && (steps[place].from, steps[place].ch) != (from, ch) {
        place = (place + 1) & mask;
    }
    place
}

fn grown(steps: &[Step]) -> Box<[Step]> {
    let mut grown = vec![Step::NONE; steps.len() * 2].into_boxed_slice();
    for &step in steps.iter().filter(|step| step.to != ROOT) {
        let place = place(&grown, step.from, step.ch);
        grown[place] = step;
    }
    grown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dictionary(words: &[&'static str]) -> Dictionary {
        Dictionary::new(words.iter().zip(0..).map(|(&word, number)| (word, number)))
    }

    fn each(words: &[&'static str], text: &str) -> Vec<(Vec<u32>, String)> {
        let mut hits = Vec::new();
        dictionary(words).each(text, |numbers, range| hits.push((numbers.to_vec(), text[range].to_owned())));
        hits
    }

    fn longest(words: &[&'static str], text: &str) -> Vec<String> {
        dictionary(words).longest(text).map(|(_, range)| text[range].to_owned()).collect()
    }

    #[test]
    fn every_word_is_found() {
        let hit = |numbers: &[u32], word: &str| (numbers.to_vec(), word.to_owned());
        let words = ["率", "合格率", "合格", "格率", "合格", "", "A级"];
        let found = [hit(&[2, 4], "合格"), hit(&[1], "合格率"), hit(&[3], "格率"), hit(&[0], "率")];
        assert_eq!(each(&words, "产品合格率"), found);
        assert_eq!(each(&words, "A级率"), [hit(&[6], "A级"), hit(&[0], "率")]);
        assert!(each(&words, "合").is_empty() && each(&words, "").is_empty() && each(&[], "合格").is_empty());
    }

    #[test]
    fn the_longest_from_the_left() {
        assert_eq!(longest(&["合格", "合格率", "格率"], "合格率、抽检格率合格"), ["合格率", "格率", "合格"]);
        assert_eq!(longest(&["培训", "训练班长"], "培训练班"), ["培训"]);
    }

    #[test]
    fn many_words() {
        let words: Vec<String> = ('一'..='龥').step_by(7).map(|ch| format!("{ch}{ch}次")).collect();
        let dictionary = Dictionary::new(words.iter().map(String::as_str).zip(0..));
        for (word, number) in words.iter().zip(0..) {
            let mut found = None;
            dictionary
                .each(&format!("年{word}数"), |numbers, range| found = Some((numbers.to_vec(), range)));
            assert_eq!(found, Some((vec![number], 3..3 + word.len())));
        }
    }
}
