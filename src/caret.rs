//! A mistake in a file that people write (a rule, the configuration): a diagnostic with the caret at its
//! place.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

use miette::{NamedSource, SourceSpan};

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

    /// The bytes of the file that the caret points at.
    pub fn span(&self) -> Option<Range<usize>> {
        self.span.map(|span| span.offset()..span.offset() + span.len())
    }
}

/// A mistake found while reading, before it is tied to its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Bytes of the file; None where the whole file is meant.
    pub span: Option<Range<usize>>,
    pub message: String,
    pub label: String,
    pub help: Option<String>,
}

impl Fault {
    /// A mistake at `span`; the label under the caret says what is meant.
    pub fn new(span: Range<usize>, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self { span: Some(span), message: message.into(), label: label.into(), help: None }
    }

    /// The same with advice.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with “did you mean” where a known name is near.
    pub fn did_you_mean<'n>(self, name: &str, known: impl IntoIterator<Item = &'n str>) -> Self {
        match nearest(name, known) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }

    /// The diagnostic on the file of this name and text.
    pub fn into_error(self, file: &str, text: &Arc<str>) -> CaretError {
        CaretError {
            message: self.message,
            text: NamedSource::new(file, Arc::clone(text)).with_language("toml"),
            span: self.span.map(|span| {
                // A caret at the very end of the file has nothing to stand under.
                let last = text
                    .trim_end()
                    .char_indices()
                    .next_back()
                    .map_or(0..0, |(at, ch)| at..at + ch.len_utf8());
                match span.start >= text.len() {
                    true => SourceSpan::from(last),
                    false => SourceSpan::from(span.start..span.end.max(span.start)),
                }
            }),
            label: self.label,
            help: self.help,
        }
    }
}

/// The mistake that the TOML reader reports: bad syntax, an unknown key, a wrong type.
pub(crate) fn from_toml(error: &toml::de::Error, text: &str) -> Fault {
    let span = error.span().unwrap_or(0..0);
    let message = error.message().trim().replace('\n', "; ");
    if let Some((name, expected)) =
        message.strip_prefix("unknown variant `").and_then(|rest| rest.split_once('`'))
    {
        let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
        return Fault::new(span, message.as_str(), "here").did_you_mean(name, known);
    }
    let Some(rest) = message.strip_prefix("unknown field `") else {
        return Fault::new(span, message, "here");
    };
    let Some((name, expected)) = rest.split_once('`') else {
        return Fault::new(span, message, "here");
    };
    let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    let fault = Fault::new(key_span(text, span, name), format!("unknown key `{name}`"), "not a key here");
    match nearest(name, known.iter().copied()) {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None => fault.help(format!("known keys: {}", known.join(", "))),
    }
}

/// The reader may point at a whole table; the caret belongs under the key.
fn key_span(text: &str, span: Range<usize>, key: &str) -> Range<usize> {
    let Some(inside) = text.get(span.clone()) else { return span };
    if inside.len() == key.len() {
        return span;
    }
    match inside.find(key) {
        Some(at) => span.start + at..span.start + at + key.len(),
        None => span,
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
