//! 绩尺 `jichi`: a rule-based audit linter for budget performance-goal sheets (预算绩效目标表).
//!
//! Bytes become a [`read::Grid`], the grid becomes a [`record::Sheet`], rules turn sheets into
//! [`finding::Finding`]s. The core is a function from bytes to findings; files, threads, the clock and
//! the terminal stand outside it (feature `host`).

pub mod annotate;
pub mod baseline;
pub mod caret;
#[cfg(feature = "host")]
pub mod cli;
pub mod config;
mod dictionary;
pub mod diff;
pub mod exceptions;
pub mod finding;
pub mod fix;
pub mod form;
pub mod layout;
pub mod lexicon;
pub mod library;
pub mod lint;
mod package;
pub mod plugin;
pub mod quality;
pub mod read;
pub mod record;
pub mod report;
pub mod review;
pub mod rule;
pub mod text;
pub mod value;
pub mod wording;
