//! What a text says, as a set of pairs of characters that two texts can be compared by.

use crate::hash::{fold, mix};

/// What stands where a figure stood.
const FIGURE: char = '#';
/// What stands before a text's first character.
const START: char = '^';

/// How a figure counts when two texts are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figures {
    /// A goal with other figures is the same goal.
    Aside,
    /// Indicators with other figures measure something else: as much as if the figure's two pairs with its
    /// neighbours were written out.
    Counted,
}

/// The pairs of characters of one or more texts. The order of words does not matter: 高效有序 is 有序高效 but
/// for the pairs at the seam.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// A hash of each pair, as often as it comes; sorted.
    pairs: Box<[u32]>,
    /// Of all figures, whatever their order.
    pub figures: u64,
}

impl Content {
    /// The content of `texts`, each by itself. Figures are numbers but for years, which every project of a sheet
    /// has in common.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>, figures: Figures) -> Self {
        // Room for a goal, and most often for all indicators.
        let mut pairs: Vec<u32> = Vec::with_capacity(256);
        let mut numbers = Vec::new();
        for text in texts {
            let mut last = START;
            for token in Tokens::new(text) {
                let next = match token {
                    Token::Word(letter) => letter,
                    Token::Year => FIGURE,
                    Token::Figure(hash) => {
                        numbers.push(hash);
                        if figures == Figures::Counted {
                            pairs.extend([hash as u32, hash as u32]);
                        }
                        FIGURE
                    }
                };
                pairs.push(mix(u64::from(last) << 32 | u64::from(next)) as u32);
                last = next;
            }
        }
        pairs.sort_unstable();
        numbers.sort_unstable();
        Self { pairs: pairs.into(), figures: numbers.into_iter().fold(0, fold) }
    }

    /// The pairs as a set: of those that come several times each is told apart by how often it came before.
    pub fn set(&self) -> impl Iterator<Item = u32> {
        let (mut last, mut before) = (None, 0_u64);
        self.pairs.iter().map(move |&pair| {
            before = if last.replace(pair) == Some(pair) { before + 1 } else { 0 };
            if before == 0 { pair } else { fold(u64::from(pair), before) as u32 }
        })
    }

    /// The same for contents that are the same, and as good as only for those.
    pub fn identity(&self) -> u64 {
        self.pairs.iter().fold(self.figures, |hash, &pair| fold(hash, u64::from(pair)))
    }

    /// How much of the two is common to both (Jaccard), where it is `least` or more.
    pub fn similarity(&self, other: &Self, least: f64) -> Option<f64> {
        let (mut ours, mut theirs) = (&*self.pairs, &*other.pairs);
        let sum = ours.len() + theirs.len();
        // common / (sum - common) >= least; a hair less, for what is rounded.
        let wanted = (least * sum as f64 / (1.0 + least) - 1e-9).ceil() as usize;
        let mut common = 0_usize;
        while let ([first, our_rest @ ..], [second, their_rest @ ..]) = (ours, theirs) {
            if common + ours.len().min(theirs.len()) < wanted {
                return None;
            }
            match first.cmp(second) {
                std::cmp::Ordering::Less => ours = our_rest,
                std::cmp::Ordering::Greater => theirs = their_rest,
                std::cmp::Ordering::Equal => {
                    common += 1;
                    (ours, theirs) = (our_rest, their_rest);
                }
            }
        }
        let similarity = if sum == common { 0.0 } else { common as f64 / (sum - common) as f64 };
        (similarity >= least && common > 0).then_some(similarity)
    }
}

/// A text without spaces and marks, its numbers as wholes.
struct Tokens<'t> {
    rest: std::iter::Peekable<std::str::Chars<'t>>,
}

enum Token {
    Word(char),
    /// 2020年度
    Year,
    /// A hash of its digits.
    Figure(u64),
}

impl<'t> Tokens<'t> {
    fn new(text: &'t str) -> Self {
        Self { rest: text.chars().peekable() }
    }

    fn number(&mut self, first: u32) -> Token {
        let mut digits = fold(0, u64::from(first));
        let (mut length, mut whole) = (1, true);
        let mut value = u64::from(first);
        while let Some(&next) = self.rest.peek() {
            if let Some(digit) = next.to_digit(10) {
                digits = fold(digits, u64::from(digit));
                value = value.saturating_mul(10).saturating_add(u64::from(digit));
                length += 1;
            } else if matches!(next, '.' | ',') && self.before_digit() {
                // 1,000 is 1000.
                if next == '.' {
                    digits = fold(digits, u64::from(next));
                    whole = false;
                }
            } else {
                break;
            }
            self.rest.next();
        }
        let is_year = whole && length == 4 && (1900..2100).contains(&value);
        if !is_year {
            return Token::Figure(digits);
        }
        // 2020年, 2020年度 and 2020 are one and the same.
        for tail in ['年', '度'] {
            if self.rest.next_if_eq(&tail).is_none() {
                break;
            }
        }
        Token::Year
    }

    /// Whether a digit stands behind the next character.
    fn before_digit(&self) -> bool {
        self.rest.clone().nth(1).is_some_and(|next| next.is_ascii_digit())
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let next = self.rest.next()?;
            if let Some(digit) = next.to_digit(10) {
                return Some(self.number(digit));
            }
            // Most are Han characters, which are told without a look into tables.
            if ('\u{4e00}'..='\u{9fff}').contains(&next) || next.is_alphanumeric() {
                return Some(Token::Word(next));
            }
        }
    }
}

/// The letters of a text, without spaces, marks and numbers.
pub fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    Tokens::new(text).filter_map(|token| match token {
        Token::Word(letter) => Some(letter),
        Token::Year | Token::Figure(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn similarity(first: &str, second: &str, figures: Figures) -> f64 {
        Content::of([first], figures).similarity(&Content::of([second], figures), 0.0).unwrap_or_default()
    }

    #[test]
    fn pairs_of_characters_are_compared() {
        assert_eq!(similarity("养护道路54公里。", "养护道路 54 公里", Figures::Counted), 1.0);
        assert_eq!(similarity("植树造林", "检验检疫", Figures::Aside), 0.0);
        // ^甲 甲乙 乙丙, ^甲 甲乙 乙丁
        assert_eq!(similarity("甲乙丙", "甲乙丁", Figures::Aside), 0.5);
        // A pair that comes twice is more than one that comes once.
        assert!(similarity("甲乙甲乙", "甲乙", Figures::Aside) < 1.0);
        assert_eq!(similarity("", "", Figures::Aside), 0.0);
    }

    #[test]
    fn figures_count_where_they_shall() {
        assert_eq!(similarity("养护道路54公里", "养护道路60公里", Figures::Aside), 1.0);
        assert!(similarity("养护道路54公里", "养护道路60公里", Figures::Counted) < 0.8);
        assert_eq!(similarity("投入1,000.5元", "投入1000.5元", Figures::Counted), 1.0);
        assert_eq!(similarity("2020年完成", "2021年完成", Figures::Counted), 1.0);
        let figures = |text: &str| Content::of([text], Figures::Aside).figures;
        assert_eq!(figures("2次3人"), figures("3次，2人"));
        assert_ne!(figures("2次3人"), figures("2次4人"));
        assert_ne!(figures("1.5次"), figures("15次"));
    }

    #[test]
    fn what_is_less_alike_than_wanted_is_nothing() {
        let (first, second) = ("加强道路养护，保障通行", "加强道路养护，方便群众");
        let [first, second] = [first, second].map(|text| Content::of([text], Figures::Aside));
        let exact = first.similarity(&second, 0.0).unwrap();
        assert_eq!(first.similarity(&second, exact), Some(exact));
        assert_eq!(first.similarity(&second, exact + 0.01), None);
        assert_eq!(first.identity(), first.clone().identity());
        assert_ne!(first.identity(), second.identity());
    }
}
