//! Loads library files: the program's and a user's go through here alike.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::{Kind, Library, LibrarySource, Meaning, Measure, Subject};
use crate::caret::{CaretError, Fault, from_toml};
use crate::dictionary::Dictionary;
use crate::record::{AsksFor, Better, Dimension};
use crate::text::Normalized;

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
pub(super) fn load(own: &[LibrarySource], builtin: &[LibrarySource]) -> (Library, Vec<CaretError>) {
    let mut builder = Builder::default();
    let mut errors = Vec::new();
    let sources = own.iter().map(|source| (source, true)).chain(builtin.iter().map(|source| (source, false)));
    for (source, own) in sources {
        let faults = match toml::from_str::<File>(&source.text) {
            Ok(file) => builder.add(file, &Arc::from(source.name.as_str()), own),
            Err(error) => vec![from_toml(&error, &source.text)],
        };
        let text: Arc<str> = Arc::from(source.text.as_str());
        errors.extend(faults.into_iter().map(|fault| fault.into_error(&source.name, &text)));
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
            let dimension = known(dimension, "dimension", &DIMENSIONS, &mut faults);
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
            faults.push(Fault::new(at.clone(), "the subject has no title", "blank"));
        }
        match (&words, fallback) {
            (Some(words), true) => {
                let fault = Fault::new(words.span(), "a fallback stands in where no word is found", "here");
                faults.push(fault.help("take out `words`, or `fallback`"));
            }
            (Some(words), false) if !words.get_ref().is_empty() => {}
            (_, false) => {
                let fault = Fault::new(at.clone(), "the subject fits every project", "without `words`");
                faults.push(fault.help(
                    "name in `words` what stands in the names and goals of such projects; what is meant for \
                     all of them has `fallback = true`",
                ));
            }
            (None, true) => {}
        }
        if kinds.is_empty() {
            let fault = Fault::new(at, "the subject has no examples", "of this subject");
            faults.push(fault.help("add a `[[subject.kind]]` with `dimension` and `examples`"));
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
                    let fault = Fault::new(span, "the subject has this kind already", "never chosen");
                    faults.push(fault.help(
                        "put the examples together, or tell the kinds apart by `words`, `asks-for` or `better`",
                    ));
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
    let dimension = known(&kind.dimension, "dimension", &DIMENSIONS, faults);
    let asks_for = kind.asks_for.as_ref().map(|word| known(word, "`asks-for`", &ASKS_FOR, faults));
    let better = kind.better.as_ref().map(|word| known(word, "`better`", &BETTER, faults));
    let words = kind.words.as_ref().map(|words| {
        if words.get_ref().is_empty() {
            faults.push(Fault::new(words.span(), "the list of words is empty", "no name has one"));
        }
        normalised(words.get_ref(), faults)
    });
    if kind.examples.len() < FEWEST {
        let found = if kind.examples.is_empty() { "no examples" } else { "only one example" };
        let fault = Fault::new(kind.dimension.span(), format!("the kind has {found}"), "of this kind");
        faults.push(fault.help("give two or three: `examples = [{ name = \"…\", value = \"…\" }]`"));
    }
    let mut seen = HashSet::new();
    let mut examples = Vec::new();
    for example in &kind.examples {
        let ExampleFile { name, value } = example.get_ref();
        if name.trim().is_empty() || value.trim().is_empty() {
            let message = "an example has a name and a value that can be measured";
            faults.push(Fault::new(example.span(), message, "one of them is blank"));
        }
        if !seen.insert(name) {
            faults.push(Fault::new(example.span(), "the example stands twice", "the second time"));
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
    what: &str,
    set: &[(&'static str, T)],
    faults: &mut Vec<Fault>,
) -> Option<T> {
    let found = set.iter().find(|(name, _)| name == word.get_ref());
    if found.is_none() {
        let message = format!("there is no {what} {}", word.get_ref());
        let fault = Fault::new(word.span(), message, "no such word");
        let names = || set.iter().map(|(name, _)| *name);
        let fault = fault.did_you_mean(word.get_ref(), names());
        faults.push(match fault.help {
            Some(_) => fault,
            None => fault.help(format!("it is one of: {}", names().collect::<Vec<_>>().join(", "))),
        });
    }
    found.map(|&(_, value)| value)
}

/// The words as they are looked for.
fn normalised(words: &[Spanned<String>], faults: &mut Vec<Fault>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in words {
        let text = Normalized::new(word.get_ref()).as_str().trim().to_owned();
        if text.chars().count() < SHORTEST {
            let fault = Fault::new(word.span(), "a word of one character stands nearly everywhere", "here");
            faults.push(fault.help("write a longer one"));
        } else if found.contains(&text) {
            faults.push(Fault::new(word.span(), "the word stands twice", "the second time"));
        } else {
            found.push(text);
        }
    }
    found
}
