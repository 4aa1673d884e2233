//! The rule language: rules are TOML files, compiled when they are loaded, evaluated on records.

use std::sync::Arc;

use crate::finding::{Finding, Language, RuleInfo, Severity};
use crate::record::{MoneyUnit, ProjectReading, Sheet};

/// What a run knows beside the sheet.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The sheet under audit.
    pub sheet: &'a Sheet,
    /// Its index in the run.
    pub sheet_index: usize,
    /// The budget year: the command line's, else the configuration's, else the sheet's.
    pub year: Option<i32>,
    /// The unit of the money columns: the configuration's, else the sheet's.
    pub money_unit: Option<MoneyUnit>,
    /// The language of messages.
    pub language: Language,
}

/// Compiled rules.
#[derive(Debug, Default)]
pub struct RuleSet {}

/// One compiled rule, as `jichi rules` lists it.
#[derive(Debug)]
pub struct Rule {
    /// Code, slug, title, basis.
    pub info: Arc<RuleInfo>,
    /// The severity where no condition changes it.
    pub severity: Severity,
}

impl RuleSet {
    /// The rules that are part of the program, with messages in `language`.
    pub fn builtin(_language: Language) -> Self {
        Self::default()
    }

    /// The rules in order of code.
    pub fn rules(&self) -> &[Rule] {
        &[]
    }

    /// All findings of all rules on one project (scopes cell, indicator, pair, project), precedence
    /// (`yields-to`) applied, in order of row, column, code.
    pub fn check_project(&self, _context: &Context<'_>, _project: &ProjectReading<'_>) -> Vec<Finding> {
        Vec::new()
    }

    /// All findings that speak of the sheet beyond one project (scopes row, department, sheet), in order of
    /// row, column, code.
    pub fn check_sheet(&self, _context: &Context<'_>) -> Vec<Finding> {
        Vec::new()
    }
}
