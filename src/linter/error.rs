//! What can go wrong, told in the language of the linter.

use std::fmt;

use crate::caret::CaretError;
use crate::finding::Language;
use crate::plugin::Failed;
use crate::read::InputError;
use crate::rule::UnknownRule;

/// Why nothing could be checked, or one file could not.
///
/// Printed, an error says what happened and where; [`Error::help`] says what to do about it. Both are in the language of
/// the linter.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A file that cannot be read or holds no goal sheet, or a path that leads nowhere.
    #[non_exhaustive]
    File {
        /// The file or path, as it was named.
        file: String,
        /// What happened to which file.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// A configuration, rules or layouts with mistakes: nothing is checked by them.
    Mistakes(Vec<Mistake>),
    /// A word of `select` or `ignore` that names no rule.
    #[non_exhaustive]
    UnknownRule {
        /// The word.
        word: String,
        /// What is wrong.
        message: String,
        /// What may have been meant.
        help: String,
    },
    /// A rule in code that failed on projects; what it would have found there is missing.
    #[non_exhaustive]
    Plugin {
        /// The plugin.
        plugin: String,
        /// Where it failed, and why.
        message: String,
        /// What to do about it.
        help: String,
    },
}

/// A mistake in a configuration, rule or layout file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mistake {
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1; None where the whole file is meant.
    pub line: Option<usize>,
    /// The column in it, in characters from 1.
    pub column: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Error {
    /// The file or path concerned, as it was named; of several the first.
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::File { file, .. } => Some(file),
            Self::Mistakes(mistakes) => mistakes.first().map(|mistake| mistake.file.as_str()),
            Self::UnknownRule { .. } => None,
            Self::Plugin { plugin, .. } => Some(plugin),
        }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<&str> {
        match self {
            Self::File { help, .. } => help.as_deref(),
            Self::Mistakes(mistakes) => mistakes.iter().find_map(|mistake| mistake.help.as_deref()),
            Self::UnknownRule { help, .. } | Self::Plugin { help, .. } => Some(help),
        }
    }

    pub(crate) fn unread(file: &str, error: InputError, language: Language) -> Self {
        let message = match language {
            Language::Zh => format!("{file}：{}", error.message(language)),
            Language::En => format!("{file}: {}", error.message(language)),
        };
        Self::File { file: file.to_owned(), message, help: Some(error.help(language).to_owned()) }
    }

    pub(super) fn mistakes(errors: Vec<CaretError>) -> Self {
        Self::Mistakes(errors.iter().map(Mistake::from).collect())
    }

    pub(super) fn unknown_rule(unknown: UnknownRule, language: Language) -> Self {
        let (message, help) = (unknown.message(language), unknown.help(language));
        Self::UnknownRule { word: unknown.word, message, help }
    }

    pub(crate) fn plugin(failed: &Failed, language: Language) -> Self {
        let (message, help) = (failed.message(language), failed.help(language));
        Self::Plugin { plugin: failed.plugin.clone(), message, help }
    }
}

impl From<&CaretError> for Mistake {
    fn from(error: &CaretError) -> Self {
        let (line, column) = error.position().unzip();
        Self {
            file: error.file().to_owned(),
            line,
            column,
            message: error.message.clone(),
            help: error.help.clone(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { message, .. } | Self::UnknownRule { message, .. } | Self::Plugin { message, .. } => {
                f.write_str(message)
            }
            Self::Mistakes(mistakes) => {
                for (index, mistake) in mistakes.iter().enumerate() {
                    let between = if index == 0 { "" } else { "\n" };
                    write!(f, "{between}{mistake}")?;
                }
                Ok(())
            }
        }
    }
}

impl fmt::Display for Mistake {
    /// `rules/my.toml:3:5: …`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        for number in [self.line, self.column].into_iter().flatten() {
            write!(f, ":{number}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for Error {}
