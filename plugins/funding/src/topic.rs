//! What a text is about: its words without those that any cost or quantity has.

/// The characters of a text that tell what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Topic(Vec<char>);

impl Topic {
    /// The topic of `words`, without the `general` ones.
    pub fn new(words: &str, general: &[String]) -> Self {
        let mut left: String = words.chars().filter(|ch| ch.is_alphanumeric()).collect();
        for word in general {
            if left.contains(word.as_str()) {
                left = left.replace(word.as_str(), "");
            }
        }
        let mut characters: Vec<char> = left.chars().filter(|ch| !ch.is_ascii_digit()).collect();
        characters.sort_unstable();
        characters.dedup();
        Self(characters)
    }

    /// Whether nothing is left that tells what it is about.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of the two says all that the other says, in any order (疫木清理, 清理疫木株), and that is more
    /// than a character.
    pub fn fits(&self, other: &Self) -> bool {
        let (short, long) = if self.0.len() <= other.0.len() { (self, other) } else { (other, self) };
        short.0.len() >= 2 && short.0.iter().all(|ch| long.0.contains(ch))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_fit_by_their_words() {
        let general: Vec<String> = ["成本", "费", "数量", "单价"].map(str::to_owned).into();
        let topic = |words| Topic::new(words, &general);
        for (one, other) in [
            ("公示牌成本", "设立林长公示牌"),
            ("儿童主任培训成本", "儿童主任培训"),
            ("疫木清理单价", "清理疫木数量"),
        ] {
            assert!(topic(one).fits(&topic(other)), "{one} {other}");
        }
        for (one, other) in [("专家劳务费", "考生"), ("县道养护费", "乡道养护"), ("费", "培训数量")]
        {
            assert!(!topic(one).fits(&topic(other)), "{one} {other}");
        }
        assert!(topic("单价成本").is_empty());
    }
}
