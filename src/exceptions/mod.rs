//! Exceptions with a reason: findings that somebody answers for, and that a check leaves out.
//!
//! They stand in `jichi-exceptions.toml` ([`Exceptions`]), or in the sheets themselves where the configuration allows it
//! ([`Markers`]). [`InForce`] holds both against the findings of a run and knows at its end which ones were of no use.
//! Finding the file, and what day it is, are the command line's business.

mod file;
mod in_force;
mod json_schema;
mod marker;
#[cfg(test)]
mod tests;

pub use file::Exceptions;
pub use in_force::{InForce, Run, Wanted};
pub use json_schema::json_schema;
pub use marker::Markers;

use crate::text::{Normalized, is_han};

/// The name that the file is found by.
pub const FILE_NAME: &str = "jichi-exceptions.toml";

/// How texts are compared.
fn normal(text: &str) -> String {
    Normalized::new(text.trim()).as_str().to_owned()
}

/// What findings of a rule at a place are called: `JC303·绩效评价·影响年限`.
pub(crate) fn title(code: &str, place: [&Option<String>; 3]) -> String {
    let parts = place.into_iter().flatten().map(String::as_str);
    [code].into_iter().chain(parts).collect::<Vec<_>>().join("·")
}

/// Whether a text gives a reason: “无”, “……” and “同上” are stand-ins for one.
fn is_reason(text: &str) -> bool {
    let says = |ch: &char| is_han(*ch) || ch.is_alphanumeric();
    Normalized::new(text).as_str().chars().filter(says).count() >= FEWEST_OF_REASON
}

/// The fewest characters that a reason has.
const FEWEST_OF_REASON: usize = 3;
