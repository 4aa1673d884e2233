//! A finding: what a rule says about one cell. Nothing about output.

use std::ops::Range;
use std::sync::Arc;

use crate::library::Measure;
use crate::read::{Medium, Place};
pub use crate::text::Language;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// A reviewer should look.
    Warning,
    /// The sheet goes back.
    Error,
}

/// The field that a finding stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[allow(missing_docs)]
pub enum Field {
    #[serde(rename = "name")]
    Name,
    #[serde(rename = "value")]
    Value,
    #[serde(rename = "unit")]
    Unit,
    #[serde(rename = "goal")]
    Goal,
    #[serde(rename = "funding.total")]
    FundingTotal,
    #[serde(rename = "funding.fiscal")]
    FundingFiscal,
    #[serde(rename = "funding.other")]
    FundingOther,
    #[serde(rename = "project")]
    Project,
    #[serde(rename = "department")]
    Department,
    #[serde(rename = "row")]
    Row,
}

/// What a rule says about one cell.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule's code, slug and the rest of it that does not change from finding to finding.
    pub rule: Arc<RuleInfo>,
    /// The severity after the rule's own conditions and the user's configuration.
    pub severity: Severity,
    /// What is wrong, with the cell's own words.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// Indicators that can be measured, where a person has to find another one: two or three, or none.
    pub examples: Vec<Arc<Measure>>,
    /// Which of the rule's `text-when` message and help are of; None for the rule's own. Findings of one rule and case
    /// ask for the same thing.
    pub case: Option<usize>,
    /// Index of the sheet in the run.
    pub sheet: usize,
    /// Index into the sheet's departments.
    pub department: Option<usize>,
    /// Index into the sheet's projects.
    pub project: Option<usize>,
    /// Index into the project's indicators.
    pub indicator: Option<usize>,
    /// The field it stands on.
    pub field: Field,
    /// The cell it stands on.
    pub place: Place,
    /// The bytes of the cell's raw text that it speaks of; None for the whole cell.
    pub span: Option<Range<usize>>,
    /// Other places that explain it, in the order of the sheet.
    pub related: Vec<Related>,
    /// How it can be mended.
    pub fix: Option<Fix>,
    /// The value that the fingerprint is made over (normalised).
    pub subject: String,
}

/// The part of a rule that its findings carry.
#[derive(Debug, Clone)]
pub struct RuleInfo {
    /// `JC308`
    pub code: String,
    /// `capped-target`
    pub slug: String,
    /// The title in the language of the run.
    pub title: String,
    /// Why it matters, in the language of the run.
    pub why: String,
    /// The severity where no condition changes it.
    pub severity: Severity,
    /// Document titles.
    pub basis: Vec<String>,
    /// The sub-item of the review form (项目支出绩效目标审核表) that it weighs on.
    pub review: Option<String>,
    /// Whether a finding says that something was not checked, so that the sub-item is for a person to judge.
    pub leaves_open: bool,
}

/// Another place that explains a finding.
#[derive(Debug, Clone)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// The sheet that it stands in, where it is another than the finding's.
    pub origin: Option<Arc<Origin>>,
    /// What stands there.
    pub message: String,
}

/// A sheet that a related place stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file, as the user named it.
    pub file: Arc<str>,
    /// The table's name in it.
    pub sheet: Option<String>,
    /// What its rows and columns are.
    pub medium: Medium,
}

/// A change of cells that removes the finding's cause.
#[derive(Debug, Clone)]
pub struct Fix {
    /// Whether it may be applied without a person looking.
    pub safety: Safety,
    /// The changes, in the order of the sheet.
    pub edits: Vec<Edit>,
}

/// Whether a fix keeps the meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Safety {
    /// The meaning stays.
    Safe,
    /// A person should look.
    Unsafe,
}

/// A change of one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The cell.
    pub place: Place,
    /// Its raw text.
    pub old: String,
    /// The new text; empty clears the cell.
    pub new: String,
}
