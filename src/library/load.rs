//! Loads library files: the program's and a user's go through here alike.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::{Kind, Library, LibrarySource, Meaning, Measure, Subject};
use crate::caret::{CaretError, Fault, both, from_toml};
use crate::dictionary::Dictionary;
use crate::record::{AsksFor, Better, Dimension};
use crate::text::{Language, Normalized};

/// The fewest examples of a kind: one alone would be taken for the answer.
const FEWEST: usize = 2;
/// The shortest word, in characters: a single one stands in nearly any text.
const SHORTEST: usize = 2;

const DIMENSIONS: [(&str, Dimension); super::DIMENSIONS] = [
    ("quantity", Dimension::Quantity),
    ("quality", Dimension::Quality),
    ("time", Dimension::Time),
    ("cost", Dimension::Cost),
    ("economic", Dimension::Economic),
    ("social", Dimension::Social),
    ("ecological", Dimension::Ecological),
    ("sustainability", Dimension::Sustainability),
    ("satisfaction", Dimension::Satisfaction),
];

const ASKS_FOR: [(&str, AsksFor); 6] = [
    ("count", AsksFor::Count),
    ("rate", AsksFor::Rate),
    ("date", AsksFor::Date),
    ("duration", AsksFor::Duration),
    ("money", AsksFor::Money),
    ("satisfaction", AsksFor::Satisfaction),
];

const BETTER: [(&str, Better); 2] = [("more", Better::More), ("less", Better::Less)];

/// A library file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    #[serde(default)]
    dimension_words: BTreeMap<Spanned<String>, Vec<Spanned<String>>>,
    #[serde(default)]
    subject: Vec<Spanned<SubjectFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SubjectFile {
    title: Spanned<String>,
    #[serde(default)]
    words: Option<Spanned<Vec<Spanned<String>>>>,
    #[serde(default)]
    fallback: bool,
    #[serde(default)]
    kind: Vec<Spanned<KindFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct KindFile {
    dimension: Spanned<String>,
    asks_for: Option<Spanned<String>>,
    better: Option<Spanned<String>>,
    words: Option<Spanned<Vec<Spanned<String>>>>,
    #[serde(default)]
    examples: Vec<Spanned<ExampleFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleFile {
    name: String,
    value: String,
}

/// Loads a user's sources and then the program's.
pub(super) fn load(
    own: &[LibrarySource],
    builtin: &[LibrarySource],
    language: Language,
) -> (Library, Vec<CaretError>) {
    let mut builder = Builder::default();
    let mut errors = Vec::new();
    let sources = own.iter().map(|source| (source, true)).chain(builtin.iter().map(|source| (source, false)));
    for (source, own) in sources {
        let faults = match toml::from_str::<File>(&source.text) {
            Ok(file) => builder.add(file, &Arc::from(source.name.as_str()), own),
            Err(error) => vec![from_toml(&error, &source.text)],
        };
        let text: Arc<str> = Arc::from(source.text.as_str());
        errors.extend(faults.into_iter().map(|fault| fault.into_error(&source.name, &text, language)));
    }
    (builder.build(), errors)
}

#[derive(Default)]
struct Builder {
    library: Library,
    words: Vec<(String, Meaning)>,
}

impl Builder {
    /// Adds what a file says; a subject or kind with mistakes is left out, and its mistakes are returned.
    fn add(&mut self, file: File, name: &Arc<str>, own: bool) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (dimension, words) in &file.dimension_words {
            let dimension = known(dimension, ("二级指标", "dimension"), &DIMENSIONS, &mut faults);
            let words = normalised(words, &mut faults);
            if let Some(dimension) = dimension {
                self.words.extend(words.into_iter().map(|word| (word, Meaning::Dimension(dimension))));
            }
        }
        for subject in file.subject {
            self.subject(subject, name, own, &mut faults);
        }
        faults
    }

    fn subject(&mut self, file: Spanned<SubjectFile>, name: &Arc<str>, own: bool, faults: &mut Vec<Fault>) {
        let before = faults.len();
        let at = file.get_ref().title.span();
        let SubjectFile { title, words, fallback, kind: kinds } = file.into_inner();
        if title.get_ref().trim().is_empty() {
            let message = both("领域没有名称", "the subject has no title");
            faults.push(Fault::new(at.clone(), message, both("空白", "blank")));
        }
        match (&words, fallback) {
            (Some(words), true) => {
                let message = both(
                    "“fallback”用在一个词都找不到的时候，不用写词",
                    "a fallback stands in where no word is found",
                );
                let help = both("请去掉“words”或“fallback”。", "take out `words`, or `fallback`");
                faults.push(Fault::here(words.span(), message).help(help));
            }
            (Some(words), false) if !words.get_ref().is_empty() => {}
            (_, false) => {
                let message = both("这个领域什么项目都符合", "the subject fits every project");
                let fault = Fault::new(at.clone(), message, both("没有“words”", "without `words`"));
                faults.push(fault.help(both(
                    "请在“words”里写上这类项目的名称和目标里有的词；适用于所有项目的写 fallback = true。",
                    "name in `words` what stands in the names and goals of such projects; what is meant for \
                     all of them has `fallback = true`",
                )));
            }
            (None, true) => {}
        }
        if kinds.is_empty() {
            let message = both("领域没有例子", "the subject has no examples");
            let fault = Fault::new(at, message, both("这个领域", "of this subject"));
            faults.push(fault.help(both(
                "请加一个“[[subject.kind]]”，写上“dimension”和“examples”。",
                "add a `[[subject.kind]]` with `dimension` and `examples`",
            )));
        }
        let words = words.map(|words| normalised(words.get_ref(), faults)).unwrap_or_default();
        let mut compiled: Vec<Kind> = Vec::new();
        for file in kinds {
            if let Some(kind) = kind(&file, self.library.subjects.len(), faults) {
                let same = |other: &Kind| {
                    (other.dimension, other.asks_for, other.better, &other.words)
                        == (kind.dimension, kind.asks_for, kind.better, &kind.words)
                };
                if compiled.iter().any(same) {
                    let span = file.get_ref().dimension.span();
                    let message = both("领域里已有同样的一类", "the subject has this kind already");
                    let fault = Fault::new(span, message, both("选不到", "never chosen"));
                    faults.push(fault.help(both(
                        "请把例子并到一起，或用“words”“asks-for”“better”区分两类。",
                        "put the examples together, or tell the kinds apart by `words`, `asks-for` or `better`",
                    )));
                }
                compiled.push(kind);
            }
        }
        if faults.len() > before {
            return;
        }
        let index = self.library.subjects.len();
        self.words.extend(words.into_iter().map(|word| (word, Meaning::Subject(index))));
        for kind in compiled {
            let index = self.library.kinds.len();
            self.words.extend(kind.words.iter().map(|word| (word.clone(), Meaning::Kind(index))));
            self.library.by_dimension[kind.dimension as usize].push(index);
            self.library.kinds.push(kind);
        }
        let title = title.into_inner();
        self.library.subjects.push(Subject { title, file: Arc::clone(name), fallback, own });
    }

    fn build(self) -> Library {
        let words = self.words.iter().zip(0u32..).map(|((word, _), number)| (word.as_str(), number));
        let words = Dictionary::new(words);
        let meanings = self.words.iter().map(|&(_, meaning)| meaning).collect();
        Library { words, meanings, ..self.library }
    }
}

fn kind(file: &Spanned<KindFile>, subject: usize, faults: &mut Vec<Fault>) -> Option<Kind> {
    let kind = file.get_ref();
    let dimension = known(&kind.dimension, ("二级指标", "dimension"), &DIMENSIONS, faults);
    let asks_for =
        kind.asks_for.as_ref().map(|word| known(word, ("“asks-for”", "`asks-for`"), &ASKS_FOR, faults));
    let better = kind.better.as_ref().map(|word| known(word, ("“better”", "`better`"), &BETTER, faults));
    let words = kind.words.as_ref().map(|words| {
        if words.get_ref().is_empty() {
            let message = both("词的列表是空的", "the list of words is empty");
            faults.push(Fault::new(words.span(), message, both("哪个名称都不符合", "no name has one")));
        }
        normalised(words.get_ref(), faults)
    });
    if kind.examples.len() < FEWEST {
        let message = match kind.examples.is_empty() {
            true => both("这一类没有例子", "the kind has no examples"),
            false => both("这一类只有一个例子", "the kind has only one example"),
        };
        let fault = Fault::new(kind.dimension.span(), message, both("这一类", "of this kind"));
        faults.push(fault.help(both(
            "请写两三个：examples = [{ name = \"…\", value = \"…\" }]。",
            "give two or three: `examples = [{ name = \"…\", value = \"…\" }]`",
        )));
    }
    let mut seen = HashSet::new();
    let mut examples = Vec::new();
    for example in &kind.examples {
        let ExampleFile { name, value } = example.get_ref();
        if name.trim().is_empty() || value.trim().is_empty() {
            let message = both(
                "例子要有名称和可以衡量的指标值",
                "an example has a name and a value that can be measured",
            );
            faults.push(Fault::new(example.span(), message, both("有一项空白", "one of them is blank")));
        }
        if !seen.insert(name) {
            let message = both("这个例子写了两次", "the example stands twice");
            faults.push(Fault::new(example.span(), message, both("第二次", "the second time")));
        }
        let measure = Measure { name: name.trim().to_owned(), value: value.trim().to_owned() };
        examples.push(Arc::new(measure));
    }
    Some(Kind {
        subject,
        dimension: dimension?,
        asks_for: asks_for.flatten(),
        better: better.flatten(),
        words: words.unwrap_or_default(),
        examples,
    })
}

/// What a word of a closed set means.
fn known<T: Copy>(
    word: &Spanned<String>,
    (what_zh, what_en): (&str, &str),
    set: &[(&'static str, T)],
    faults: &mut Vec<Fault>,
) -> Option<T> {
    let found = set.iter().find(|(name, _)| name == word.get_ref());
    if found.is_none() {
        let name = word.get_ref();
        let message = both(format!("{what_zh}没有“{name}”这个词"), format!("there is no {what_en} {name}"));
        let fault = Fault::new(word.span(), message, both("没有这个词", "no such word"));
        faults.push(fault.did_you_mean_of(name, "it is one of", set.iter().map(|(name, _)| *name)));
    }
    found.map(|&(_, value)| value)
}

/// The words as they are looked for.
fn normalised(words: &[Spanned<String>], faults: &mut Vec<Fault>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in words {
        let text = Normalized::new(word.get_ref()).as_str().trim().to_owned();
        if text.chars().count() < SHORTEST {
            let message =
                both("只有一个字的词几乎哪里都有", "a word of one character stands nearly everywhere");
            let help = both("请写长一些的词。", "write a longer one");
            faults.push(Fault::here(word.span(), message).help(help));
        } else if found.contains(&text) {
            let message = both("这个词写了两次", "the word stands twice");
            faults.push(Fault::new(word.span(), message, both("第二次", "the second time")));
        } else {
            found.push(text);
        }
    }
    found
}
