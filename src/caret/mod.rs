//! A mistake in a file that people write (a rule, the configuration): a diagnostic with the caret at its
//! place.

mod syntax;

use std::cmp::Reverse;
use std::fmt::Display;
use std::ops::Range;
use std::sync::Arc;

use miette::{NamedSource, SourceSpan};
pub(crate) use syntax::{from_toml, in_chinese};

use crate::text::Language;

/// A mistake at its place in a TOML file.
#[derive(Debug, Clone, thiserror::Error, miette::Diagnostic)]
#[error("{message}")]
pub struct CaretError {
    /// What is wrong, in one sentence.
    pub message: String,
    #[source_code]
    text: NamedSource<Arc<str>>,
    #[label("{label}")]
    span: Option<SourceSpan>,
    label: String,
    /// What to do about it.
    #[help]
    pub help: Option<String>,
}

impl CaretError {
    /// The name of the file.
    pub fn file(&self) -> &str {
        self.text.name()
    }

    /// The line and the column, in characters, that the caret points at, both from 1.
    pub fn position(&self) -> Option<(usize, usize)> {
        let before = self.text.inner().get(..self.span?.offset())?;
        let line = before.rsplit('\n').next().unwrap_or_default();
        Some((1 + before.matches('\n').count(), 1 + line.chars().count()))
    }

    /// The bytes of the file that the caret points at.
    pub fn span(&self) -> Option<Range<usize>> {
        self.span.map(|span| span.offset()..span.offset() + span.len())
    }
}

/// A text in Chinese and in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Both {
    pub zh: Box<str>,
    pub en: Box<str>,
}

/// The same said in Chinese and in English.
pub(crate) fn both(zh: impl Into<Box<str>>, en: impl Into<Box<str>>) -> Both {
    Both { zh: zh.into(), en: en.into() }
}

impl Both {
    fn text(self, language: Language) -> String {
        match language {
            Language::Zh => self.zh.into(),
            Language::En => self.en.into(),
        }
    }
}

/// “Did you mean.”
pub(crate) fn meant(near: impl Display) -> Both {
    both(format!("是否想写“{near}”？"), format!("did you mean `{near}`?"))
}

/// What may be written; `lead` is how the list begins in English.
pub(crate) fn listed<'n>(lead: &str, names: impl IntoIterator<Item = &'n str>) -> Both {
    let names: Vec<&str> = names.into_iter().collect();
    both(format!("可写的有：{}", names.join("、")), format!("{lead}: {}", names.join(", ")))
}

/// A mistake found while reading, before it is tied to its file; in both languages where who reads does not know the
/// run's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault<T = Both> {
    /// Bytes of the file, or of the part of it that is read.
    pub span: Range<usize>,
    pub message: T,
    pub label: T,
    pub help: Option<T>,
}

impl<T> Fault<T> {
    /// A mistake at `span`; the label under the caret says what is meant.
    pub fn new(span: Range<usize>, message: T, label: T) -> Self {
        Self { span, message, label, help: None }
    }

    /// The same with advice.
    pub fn help(mut self, help: T) -> Self {
        self.help = Some(help);
        self
    }
}

impl Fault {
    /// A mistake of which the caret says enough.
    pub fn here(span: Range<usize>, message: Both) -> Self {
        Self::new(span, message, both("这里", "here"))
    }

    /// The same with “did you mean” where a known name is near.
    pub fn did_you_mean<'n>(self, name: &str, known: impl IntoIterator<Item = &'n str>) -> Self {
        match nearest(name, known) {
            Some(near) => self.help(meant(near)),
            None => self,
        }
    }

    /// The same with “did you mean”, or all that there is where nothing is near; `lead` is how that begins in English.
    pub fn did_you_mean_of<'n>(
        self,
        name: &str,
        lead: &str,
        known: impl Iterator<Item = &'n str> + Clone,
    ) -> Self {
        self.help(nearest(name, known.clone()).map_or_else(|| listed(lead, known), meant))
    }

    /// The diagnostic on the file of this name and text.
    pub fn into_error(self, file: &str, text: &Arc<str>, language: Language) -> CaretError {
        let Self { span, message, label, help } = self;
        let told = Fault {
            span,
            message: message.text(language),
            label: label.text(language),
            help: help.map(|help| help.text(language)),
        };
        told.told(file, text)
    }
}

impl Fault<String> {
    /// The diagnostic on the file of this name and text.
    pub fn told(self, file: &str, text: &Arc<str>) -> CaretError {
        // A caret at the very end of the file has nothing to stand under.
        let last = text.trim_end().char_indices().next_back().map_or(0..0, |(at, ch)| at..at + ch.len_utf8());
        let span = match self.span.start >= text.len() {
            true => SourceSpan::from(last),
            false => SourceSpan::from(self.span.start..self.span.end.max(self.span.start)),
        };
        CaretError {
            message: self.message,
            text: NamedSource::new(file, Arc::clone(text)).with_language("toml"),
            span: Some(span),
            label: self.label,
            help: self.help,
        }
    }
}

/// The known name that is nearest to a mistyped one, if any is near enough.
pub(crate) fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let length = name.chars().count();
    let limit = if length <= 3 { 1 } else { (length / 3).max(2) };
    known
        .into_iter()
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|&(distance, _)| distance <= limit)
        .min_by_key(|&(distance, candidate)| (distance, Reverse(common_start(name, candidate))))
        .map(|(_, candidate)| candidate)
}

/// How many characters both begin with: of JC201 and JC904, equally far from JC999, the latter is meant.
fn common_start(left: &str, right: &str) -> usize {
    left.chars().zip(right.chars()).take_while(|(a, b)| a == b).count()
}

/// Edit distance (insertions, deletions, replacements) in characters.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &b) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_suggested_and_far_ones_are_not() {
        assert_eq!(nearest("contains-ani", ["contains-any", "contains-none"]), Some("contains-any"));
        assert_eq!(nearest("vlaue", ["value", "name"]), Some("value"));
        assert_eq!(nearest("of", ["is", "in"]), None);
        assert_eq!(nearest("valu", ["value", "name"]), Some("value"));
        assert_eq!(nearest("JC999", ["JC201", "JC904"]), Some("JC904"));
        assert_eq!(nearest("zzz", ["value", "name"]), None);
    }
}
