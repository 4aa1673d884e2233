//! 绩尺 `jichi`: a rule-based audit linter for budget performance-goal sheets (预算绩效目标表), as a library.
//!
//! A [`Linter`] is built once, with rules and settings, and checks files or bytes:
//!
//! ```
//! use jichi::{Language, Linter, Severity};
//!
//! let linter = Linter::builder().language(Language::En).select(["JC308", "JC503"]).build()?;
//! let report = linter.check("tests/data/jialing-2020.tsv")?;
//!
//! let finding = &report.findings[0];
//! assert_eq!(finding.code, "JC308");
//! assert_eq!(finding.severity, Severity::Error);
//! assert_eq!(finding.location.cell, "G128");
//! assert!(finding.message.starts_with("the target “≤100%” of “公务员（参公人员）公开考录率” binds nobody"));
//! # Ok::<(), jichi::Error>(())
//! ```
//!
//! The [`Report`] holds the sheets, and the findings in the order of the sheets. A [`Finding`] serialises into the object
//! that `jichi check --format json` prints.
//!
//! Nothing is looked for by itself: no configuration, no baseline, no exceptions, no environment variable. A configuration, rules and
//! layouts of your own are given to the [`Builder`], as texts or as files. What goes wrong is an [`Error`] with the file,
//! the place in it and a way out, in the language of the linter.
//!
//! # Features
//!
//! - `host` (default): files and threads, and the `jichi` program. Without it the crate is a function from bytes to
//!   findings ([`Linter::check_bytes`]) and builds for `wasm32-unknown-unknown`.
//! - `bundled-plugins` (default): the rules that are written in code, JC504 to JC506 and JC604.
//!
//! What is not on this page belongs to the program, and changes with it.

// The program, its tests and its measurements use the parts behind the door.
#[doc(hidden)]
pub mod annotate;
#[doc(hidden)]
pub mod baseline;
#[doc(hidden)]
pub mod caret;
#[cfg(feature = "host")]
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod config;
#[doc(hidden)]
pub mod desk;
mod dictionary;
#[doc(hidden)]
pub mod diff;
#[doc(hidden)]
pub mod exceptions;
#[doc(hidden)]
pub mod finding;
#[doc(hidden)]
pub mod fix;
#[doc(hidden)]
pub mod form;
#[doc(hidden)]
pub mod layout;
#[doc(hidden)]
pub mod lexicon;
#[doc(hidden)]
pub mod library;
#[doc(hidden)]
pub mod lint;
mod linter;
mod package;
#[doc(hidden)]
pub mod plugin;
#[doc(hidden)]
pub mod quality;
#[doc(hidden)]
pub mod read;
#[doc(hidden)]
pub mod record;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod review;
#[doc(hidden)]
pub mod rule;
#[doc(hidden)]
pub mod text;
#[doc(hidden)]
pub mod value;
#[doc(hidden)]
pub mod wording;

#[doc(inline)]
pub use finding::{Field, Language, Safety, Severity};
#[doc(inline)]
pub use library::Measure;
#[doc(inline)]
pub use lint::Fingerprint;
#[doc(inline)]
pub use linter::{Builder, Error, Linter, Mistake, Report, Sheet};
#[doc(inline)]
pub use record::{Dimension, Group, MoneyUnit};
#[doc(inline)]
pub use report::finding::{Department, Edit, Finding, Fix, Indicator, Location, Project, Related};
