//! A finding as programs have it: from this library, and in JSON.
//!
//! Serialised, these are the objects of `docs/schema/finding.schema.json`.

use serde::{Deserialize, Serialize};

use super::Entry;
use crate::finding::{Field, Safety, Severity};
use crate::library::Measure;
use crate::lint::Fingerprint;
use crate::record::{self, Address, Dimension, Group, Place, Sheet};

/// What a rule says about one cell.
///
/// Serialised, it is one object of `jichi check --format json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// The rule's code: `JC308`.
    pub code: String,
    /// The rule's name: `capped-target`.
    pub rule: String,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong, with the cell's own words.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// Indicators that can be measured, of the kind that this one should be: they show the form, the numbers are the
    /// department's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Measure>,
    /// The documents that ask for it.
    pub basis: Vec<String>,
    /// The file, as it was named (`a.zip/b.xlsx` in an archive).
    pub file: String,
    /// Where in it.
    pub location: Location,
    /// The department.
    pub department: Option<Department>,
    /// The project.
    pub project: Option<Project>,
    /// The indicator.
    pub indicator: Option<Indicator>,
    /// The field that it stands on.
    pub field: Field,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// How it can be mended.
    pub fix: Option<Fix>,
    /// Its name in all runs: the same when rows move, the file is renamed or the language changes.
    pub fingerprint: Fingerprint,
}

/// A place in a file, all numbers from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Location {
    /// The sheet of a workbook or the table of a document (`表2`).
    pub sheet: Option<String>,
    /// The cell: `G12`; in JSON the pointer to the value (`/11/value`).
    pub cell: String,
    /// The line of a text, the row elsewhere; None in JSON.
    pub line: Option<u32>,
    /// The row in the sheet or table.
    pub row: u32,
    /// The column in it.
    pub column: u32,
}

/// A department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Department {
    /// Its code (`318009`), where the sheet gives one.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
}

/// A project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Project {
    /// Its name; None where the sheet has none.
    pub name: Option<String>,
    /// The line that it begins in.
    pub line: Option<u32>,
}

/// An indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Indicator {
    /// The 一级指标 that it stands under.
    pub group: Group,
    /// Its 二级指标, given by the sheet or inferred.
    pub dimension: Option<Dimension>,
    /// Its name (三级指标).
    pub name: Option<String>,
    /// Its target, with comparison and unit: `≥95%`.
    pub value: Option<String>,
}

/// Another place that explains a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Related {
    /// What stands there.
    pub message: String,
    /// The file, where it is another than the finding's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Where.
    pub location: Location,
}

/// A change of cells that removes the cause of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Fix {
    /// Whether it may be made without a person looking.
    pub safety: Safety,
    /// The changes, in the order of the sheet.
    pub edits: Vec<Edit>,
}

/// A change of one cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Edit {
    /// The cell.
    pub location: Location,
    /// Its text.
    pub old: String,
    /// The new text; empty clears the cell.
    pub new: String,
}

impl From<Address<'_>> for Location {
    fn from(address: Address<'_>) -> Self {
        let Address { sheet, cell, row, column, line, .. } = address;
        Self { sheet: sheet.map(Into::into), cell, line, row, column }
    }
}

impl Location {
    pub(crate) fn new(sheet: &Sheet, place: Place) -> Self {
        sheet.grid.address(place).into()
    }
}

impl From<&record::Department> for Department {
    fn from(department: &record::Department) -> Self {
        Self { code: department.code.clone(), name: department.name.clone() }
    }
}

impl From<Entry<'_>> for Finding {
    fn from(entry: Entry<'_>) -> Self {
        let sheet = entry.sheet;
        let finding = &entry.checked.finding;
        let project = entry.project();
        let related = finding.related.iter().map(|related| {
            let other = related.origin.as_deref().map(|origin| &*origin.file);
            Related {
                message: related.message.clone(),
                file: other.filter(|file| *file != &*sheet.file).map(str::to_owned),
                location: match &related.origin {
                    Some(origin) => origin.medium.address(origin.sheet.as_deref(), related.place).into(),
                    None => Location::new(sheet, related.place),
                },
            }
        });
        let fix = finding.fix.as_ref().map(|fix| Fix {
            safety: fix.safety,
            edits: fix
                .edits
                .iter()
                .map(|edit| Edit {
                    location: Location::new(sheet, edit.place),
                    old: edit.old.clone(),
                    new: edit.new.clone(),
                })
                .collect(),
        });
        Self {
            code: finding.rule.code.clone(),
            rule: finding.rule.slug.clone(),
            severity: finding.severity,
            message: finding.message.clone(),
            help: finding.help.clone(),
            examples: finding.examples.iter().map(|measure| measure.as_ref().clone()).collect(),
            basis: finding.rule.basis.clone(),
            file: sheet.file.as_ref().to_owned(),
            location: Location::new(sheet, finding.place),
            department: entry.department().map(Department::from),
            project: project.map(|project| Project {
                name: project.full_name().map(Into::into),
                line: sheet.grid.line(project.row),
            }),
            indicator: entry.indicator().map(|indicator| Indicator {
                group: indicator.group,
                dimension: entry.checked.dimension,
                name: indicator.name.as_ref().map(|cell| cell.raw.clone()),
                value: indicator.value.as_ref().map(|_| indicator.target().text.into()),
            }),
            field: finding.field,
            related: related.collect(),
            fix,
            fingerprint: entry.checked.fingerprint,
        }
    }
}
