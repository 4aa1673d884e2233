//! Words that are taken for others, and the words that are meant.

use std::ops::Range;

use crate::dictionary::Dictionary;
use crate::text::Normalized;

/// Wrong words with the right ones.
#[derive(Debug, Clone)]
pub struct Spelling {
    dictionary: Dictionary,
    /// For each word: what is meant; None for a right word, in which no wrong one is looked for.
    meant: Vec<Option<String>>,
}

impl Spelling {
    /// From normalised words, each with what is meant by it; nothing where it is right as it stands.
    pub fn new<'w>(words: impl IntoIterator<Item = (&'w str, Option<&'w str>)>) -> Self {
        let (words, meant): (Vec<_>, Vec<_>) =
            words.into_iter().map(|(word, meant)| (word, meant.map(str::to_owned))).unzip();
        Self { dictionary: Dictionary::new(words.into_iter().zip(0..)), meant }
    }

    /// The first wrong word of the text, as it stands there.
    pub fn first_wrong<'t>(&self, raw: &'t str) -> Option<&'t str> {
        self.wrong(&Normalized::new(raw)).next().and_then(|(spot, _)| raw.get(spot))
    }

    /// The text with the right words in place of the wrong ones.
    pub fn righted(&self, raw: &str) -> String {
        let normalized = Normalized::new(raw);
        super::replaced(raw, self.wrong(&normalized))
    }

    /// The wrong words by their bytes in the raw text, with the right ones.
    fn wrong<'s>(&'s self, text: &'s Normalized) -> impl Iterator<Item = (Range<usize>, &'s str)> {
        // The longest word from the left: 合格率 leaves no 格率 over.
        self.dictionary.longest(text.as_str()).filter_map(|(word, hit)| {
            let meant = self.meant.get(word as usize)?.as_deref()?;
            Some((text.raw_range(hit), meant))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_words_hide_wrong_ones() {
        let spelling = Spelling::new([
            ("格率", Some("合格率")),
            ("合格率", None),
            ("台帐", Some("台账")),
            ("持续效", None),
            ("续效", Some("绩效")),
        ]);
        assert_eq!(spelling.righted("产品合格率、抽检格率、持续效果"), "产品合格率、抽检合格率、持续效果");
        assert_eq!(spelling.first_wrong("建立台 帐"), Some("台 帐"));
        assert_eq!(spelling.righted("建立台 帐（１）"), "建立台账（１）");
        assert_eq!(spelling.first_wrong("合格率"), None);
    }
}
