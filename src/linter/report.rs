//! What a run came to.

use super::Error;
use crate::finding::Severity;
use crate::lint::Checked;
use crate::record;
use crate::report::Entry;
use crate::report::finding::Finding;

/// What a run came to.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// The goal sheets that were checked, in their order.
    pub sheets: Vec<Sheet>,
    /// What was found: in the order of the sheets, then of rows, columns and codes.
    ///
    /// Serialised (`serde_json::to_string(&report.findings)`), they are what `jichi check --format json` prints.
    pub findings: Vec<Finding>,
    /// What could not be checked, while the rest was.
    pub errors: Vec<Error>,
    /// Files in folders and archives that have to be saved as another format, or unpacked, before they can be checked.
    pub passed_over: Vec<String>,
}

impl Report {
    /// The gravest severity among the findings; None where there are none.
    pub fn gravest(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }

    /// Takes a sheet and what was found on it.
    pub(crate) fn sheet(&mut self, sheet: &record::Sheet, findings: &[Checked]) {
        self.sheets.push(Sheet::from(sheet));
        self.findings.extend(findings.iter().map(|checked| Finding::from(Entry { sheet, checked })));
    }
}

/// A goal sheet that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sheet {
    /// The file that it stands in, as it was named.
    pub file: String,
    /// Its name, in workbooks.
    pub name: Option<String>,
    /// The layout that it was read by: `summary`, `form-88`.
    pub layout: String,
    /// The budget year that its title names, where it names one.
    pub year: Option<i32>,
    /// How many departments it has.
    pub departments: usize,
    /// How many projects.
    pub projects: usize,
    /// How many indicators.
    pub indicators: usize,
}

impl From<&record::Sheet> for Sheet {
    fn from(sheet: &record::Sheet) -> Self {
        Self {
            file: sheet.file.as_ref().to_owned(),
            name: sheet.grid.name.clone(),
            layout: sheet.layout.clone(),
            year: sheet.year,
            departments: sheet.departments.len(),
            projects: sheet.projects.len(),
            indicators: sheet.projects.iter().map(|project| project.indicators.len()).sum(),
        }
    }
}
