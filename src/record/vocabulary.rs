//! The words that tell what an indicator asks for.

use std::cell::LazyCell;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use crate::dictionary::Dictionary;
use crate::lexicon::Lexicons;
use crate::value::ValueWords;

/// What a word or an ending in an indicator's name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trait {
    QuantityWord,
    QualityWord,
    TimeWord,
    CostWord,
    QualityEnding,
    CountEnding,
    RateEnding,
    DateEnding,
    DurationEnding,
    MoneyEnding,
    LessIsBetter,
    MoreOfTime,
    OpenEnded,
    Reduction,
    Satisfaction,
    Savings,
    UnitPrice,
}

use Trait::*;

/// The lists and what a term of each tells. Endings count only at the end of a text.
const LISTS: [(&str, Trait); 17] = [
    ("quantity-words", QuantityWord),
    ("quality-words", QualityWord),
    ("time-words", TimeWord),
    ("cost-words", CostWord),
    ("quality-endings", QualityEnding),
    ("count-endings", CountEnding),
    ("rate-endings", RateEnding),
    ("date-endings", DateEnding),
    ("duration-endings", DurationEnding),
    ("money-endings", MoneyEnding),
    ("less-is-better", LessIsBetter),
    ("more-of-time", MoreOfTime),
    ("open-ended", OpenEnded),
    ("reductions", Reduction),
    ("satisfaction-words", Satisfaction),
    ("savings", Savings),
    ("unit-prices", UnitPrice),
];

/// The most characters of a term of the list of treatments that are looked at.
const LONGEST_TREATMENT: usize = 4;

/// Words that may stand behind what a name asks for.
const FRAMES: [&str; 3] = ["指标", "要求", "等"];

/// What the words of one text tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Traits {
    bits: u32,
    /// The longest ending found and its length in bytes.
    ending: Option<(usize, Trait)>,
}

impl Traits {
    /// Whether the text has a word that tells this.
    pub(super) fn has(self, tells: Trait) -> bool {
        self.bits & (1 << tells as u32) != 0
    }

    /// What the text's longest ending tells.
    pub(super) fn ending(self) -> Option<Trait> {
        self.ending.map(|(_, tells)| tells)
    }
}

/// The words of the field by which indicators are read: the lists of [`Lexicons`] that tell what a name asks
/// for, in one dictionary.
#[derive(Debug, Default)]
pub struct FieldWords {
    /// The words, each with the index of what it tells in [`LISTS`].
    words: Dictionary,
    /// Words of measure that may follow a thing of which less is better.
    tails: HashSet<String>,
    /// Work on such things, which stands right before them.
    treatments: HashSet<String>,
    /// Words that say nothing of what a text speaks of.
    common: Dictionary,
    /// The units and holidays of target values.
    pub(crate) values: ValueWords,
}

static BUILTIN: LazyLock<FieldWords> = LazyLock::new(|| FieldWords::new(&Lexicons::builtin()));

impl FieldWords {
    /// The lists that are part of the program.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// The lists of a run; the program's own where the run has none of that name.
    pub fn new(lexicons: &Lexicons) -> Self {
        let builtin = LazyCell::new(Lexicons::builtin);
        let list = |name| match lexicons.get(name) {
            Some(terms) => terms.map(str::to_owned).collect::<Vec<_>>(),
            None => builtin.get(name).into_iter().flatten().map(str::to_owned).collect(),
        };
        let words: Vec<(String, u32)> = LISTS
            .iter()
            .zip(0..)
            .flat_map(|(&(name, _), index)| list(name).into_iter().map(move |term| (term, index)))
            .collect();
        let tails = list("measured-tails").into_iter().collect();
        let treatments = list("treatments").into_iter().collect();
        let common = list("not-the-topic");
        Self {
            words: Dictionary::new(words.iter().map(|(word, index)| (&**word, *index))),
            tails,
            treatments,
            common: Dictionary::new(common.iter().map(|word| (&**word, 0))),
            values: ValueWords::new(lexicons),
        }
    }

    /// What a text without figures speaks of: its letters without the words that are common to all indicators
    /// (开展, 全区, 次数), and without the measure at its end.
    pub fn topic(&self, words: &str) -> String {
        let mut topic = String::with_capacity(words.len());
        let mut at = 0;
        for (_, hit) in self.common.longest(words) {
            topic.push_str(&words[at..hit.start]);
            at = hit.end;
        }
        topic.push_str(&words[at..]);
        topic.retain(crate::text::is_word);
        topic.truncate(topic.trim_end_matches(['数', '量', '率', '度', '的']).len());
        topic
    }

    /// What the words of a normalised text tell.
    pub(super) fn traits(&self, text: &str) -> Traits {
        let mut traits = Traits::default();
        // Brackets and punctuation after the last word do not end a name: 培训人数(人) ends in 人数.
        let end = text.find('(').filter(|&at| at > 0 && text.ends_with(')')).unwrap_or(text.len());
        let end = text[..end].trim_end_matches(|ch: char| !ch.is_alphanumeric()).len();
        // 时限指标 asks for what 时限 asks for, 会议费、培训费等 for what 培训费 asks for.
        let end = FRAMES.iter().find_map(|frame| text[..end].strip_suffix(frame)).map_or(end, str::len);
        self.words.each(text, |lists, hit| {
            for what in lists.iter().filter_map(|&list| LISTS.get(list as usize)).map(|&(_, what)| what) {
                self.tell(what, text, hit.clone(), end, &mut traits);
            }
        });
        traits
    }

    /// Notes what a word at `hit` of the text tells, whose last word ends at `end`.
    fn tell(&self, what: Trait, text: &str, hit: Range<usize>, end: usize, traits: &mut Traits) {
        if matches!(
            what,
            QualityEnding | CountEnding | RateEnding | DateEnding | DurationEnding | MoneyEnding
        ) {
            let longest = traits.ending.is_none_or(|(length, _)| hit.len() > length);
            if hit.end == end && longest {
                traits.ending = Some((hit.len(), what));
            }
            return;
        }
        // 失业保险参保率 is no rate of 失业: what is better when rare must be what the name measures. Nor is 拆除违建面积
        // one of 违建.
        let measured = what != LessIsBetter
            || text.get(hit.end..end).is_none_or(|tail| {
                // 灾害损失占GDP比重 is measured by its share, 违法占地 by what follows.
                tail.is_empty()
                    || (tail.starts_with('占') && tail.contains('比'))
                    || self.tails.contains(tail)
            }) && !self.is_treated(&text[..hit.start]);
        if measured {
            traits.bits |= 1 << what as u32;
        }
    }

    /// Whether a name's beginning ends in work on what follows, which was done: not 未处理.
    fn is_treated(&self, before: &str) -> bool {
        let starts = before.char_indices().rev().map(|(at, _)| at).skip(1).take(LONGEST_TREATMENT - 1);
        starts.map(|at| before.split_at(at)).any(|(earlier, word)| {
            self.treatments.contains(word) && !earlier.ends_with(['未', '不', '没', '非'])
        })
    }
}
