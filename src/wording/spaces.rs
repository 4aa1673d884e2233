//! Spaces inside Chinese words, as line wraps and letter-spacing leave them.

use std::borrow::Cow;
use std::ops::Range;

use crate::dictionary::Dictionary;
use crate::text::is_han;

/// Words that hold no space.
#[derive(Debug, Clone)]
pub struct Words {
    dictionary: Dictionary,
}

/// White space between two Han characters: its bytes in the raw text, and where it would stand in the text
/// without any.
#[derive(Debug)]
struct Gap {
    raw: Range<usize>,
    at: usize,
}

impl Words {
    /// From normalised words.
    pub fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        Self { dictionary: Dictionary::new(words.into_iter().map(|word| (word, 0))) }
    }

    /// The first word of the text that white space cuts apart, as it stands there.
    pub fn first_cut<'t>(&self, raw: &'t str) -> Option<&'t str> {
        let (joined, gaps) = gaps(raw);
        let (gap, word) = self.cuts(&joined, &gaps).into_iter().next()?;
        // Letter-spaced words may have more gaps than the one that gives them away.
        let within = |gap: &&Gap| word.start < gap.at && gap.at < word.end;
        let width = |gaps: &[Gap]| gaps.iter().map(|gap| gap.raw.len()).sum::<usize>();
        let before = gaps.iter().take_while(|gap| gap.at <= word.start).count();
        let inside = gaps.iter().filter(within).count();
        let start = word.start + width(&gaps[..before]);
        let end = word.end + width(&gaps[..before + inside]);
        raw.get(start..end).or_else(|| raw.get(gaps[gap].raw.clone()))
    }

    /// The text with its cut words joined.
    pub fn joined<'t>(&self, raw: &'t str) -> Cow<'t, str> {
        let (joined, gaps) = gaps(raw);
        let cuts = self.cuts(&joined, &gaps);
        if cuts.is_empty() {
            return Cow::Borrowed(raw);
        }
        let mut stray = vec![false; gaps.len()];
        for (gap, _) in cuts {
            stray[gap] = true;
        }
        spread(&joined, &gaps, &mut stray);
        let spots = gaps.into_iter().zip(stray).filter(|(_, stray)| *stray).map(|(gap, _)| (gap.raw, ""));
        Cow::Owned(super::replaced(raw, spots))
    }

    /// The gaps that cut a word apart, each with the word's bytes in the joined text.
    ///
    /// 工作人员 工资 holds 员工, too, yet is no cut word: 人员 ends at the gap. So a word counts only where no
    /// other word that ends or begins at the gap reaches beyond it.
    fn cuts(&self, joined: &str, gaps: &[Gap]) -> Vec<(usize, Range<usize>)> {
        if gaps.is_empty() {
            return Vec::new();
        }
        let mut words: Vec<Range<usize>> = Vec::new();
        self.dictionary.each(joined, |_, word| words.push(word));
        words.sort_by_key(|word| word.end);
        let mut cuts = Vec::new();
        for (index, gap) in gaps.iter().enumerate() {
            let whole = |word: &&Range<usize>| {
                !words.iter().any(|other| {
                    (other.end == gap.at && other.start < word.start)
                        || (other.start == gap.at && other.end > word.end)
                })
            };
            let mut across = words.iter().filter(|word| word.start < gap.at && gap.at < word.end);
            if let Some(word) = across.find(whole) {
                cuts.push((index, word.clone()));
            }
        }
        cuts
    }
}

/// The text without white space between Han characters, and where there was some.
fn gaps(raw: &str) -> (Cow<'_, str>, Vec<Gap>) {
    let mut gaps: Vec<Gap> = Vec::new();
    if !raw.contains(char::is_whitespace) {
        return (Cow::Borrowed(raw), gaps);
    }
    let mut joined = String::with_capacity(raw.len());
    let mut space: Option<usize> = None;
    for (at, ch) in raw.char_indices() {
        if ch.is_whitespace() {
            space.get_or_insert(at);
            continue;
        }
        if let Some(start) = space.take() {
            if is_han(ch) && joined.ends_with(is_han) {
                gaps.push(Gap { raw: start..at, at: joined.len() });
            } else {
                joined.push_str(&raw[start..at]);
            }
        }
        joined.push(ch);
    }
    (Cow::Owned(joined), gaps)
}

/// In a letter-spaced run (培 训 人 数) all gaps are stray where one is.
fn spread(joined: &str, gaps: &[Gap], stray: &mut [bool]) {
    let next_to = |left: &Gap, right: &Gap| {
        joined.get(left.at..right.at).is_some_and(|between| between.chars().count() == 1)
    };
    let mut start = 0;
    for end in 1..=gaps.len() {
        if end < gaps.len() && next_to(&gaps[end - 1], &gaps[end]) {
            continue;
        }
        if end - start > 1 && stray[start..end].contains(&true) {
            stray[start..end].fill(true);
        }
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        Words::new(["人员", "人数", "员工", "培训", "工资", "影响", "满意", "满意度", "提高", "能力"])
    }

    #[test]
    fn cut_words_are_joined() {
        let words = words();
        assert_eq!(words.joined("2020持续影 响"), "2020持续影响");
        assert_eq!(words.first_cut("人员 持续影 \n响"), Some("影 \n响"));
        assert_eq!(words.joined("群众满意 度 95 %"), "群众满意度 95 %");
        assert_eq!(words.joined("培　训　人　数"), "培训人数");
        assert_eq!(words.first_cut("培　训　人　数"), Some("培　训"));
    }

    #[test]
    fn spaces_between_words_stay() {
        let words = words();
        for text in ["工作人员 工资", "完成培训 提高能力", "培训 50人", "A 培训", "培训， 人员", ""]
        {
            assert_eq!(words.first_cut(text), None, "{text}");
            assert_eq!(words.joined(text), text);
        }
    }
}
