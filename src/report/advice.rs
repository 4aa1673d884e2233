//! What to write instead: a finding's help, and the examples of the indicator library beside it.

use std::borrow::Cow;

use super::words;
use crate::finding::{Finding, Language};
use crate::library::listed;

/// Help and examples in one line, where there is one cell for both.
pub(crate) fn advice(finding: &Finding, language: Language) -> Cow<'_, str> {
    let help = finding.help.as_deref().unwrap_or_default();
    match listed(&finding.examples, language) {
        Some(examples) if help.is_empty() => examples.into(),
        Some(examples) => format!("{help}{}{examples}", words::full_stop(language)).into(),
        None => help.into(),
    }
}
