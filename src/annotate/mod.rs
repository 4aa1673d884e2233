//! Findings → a copy of the user's own file: comments on the cells, fills by severity, and a sheet that lists all
//! findings.
//!
//! Workbooks (.xlsx, .xlsm) and documents (.docx) are changed in place: parts that need no change are copied as they are
//! packed. A document has no list. Of all other files a new workbook is made that shows the tables as they were read, and that is annotated like any other.

mod comment;
mod document;
mod fresh;
mod marks;
mod opinion;
mod shown;
mod warning;
mod workbook;

use crate::finding::{Language, Severity};
use crate::lint::Checked;
use crate::package::{self, cursor};
use crate::read::{self, InputError, Kind};
use crate::record::Sheet;

use fresh::Gaps;
pub use warning::Warning;

/// A sheet and the findings on it that are to be shown.
#[derive(Debug, Clone, Copy)]
pub struct SheetFindings<'a> {
    /// The sheet.
    pub sheet: &'a Sheet,
    /// In the order of the sheet.
    pub findings: &'a [Checked],
}

/// An annotated file.
#[derive(Debug)]
pub struct Annotated {
    /// Its content.
    pub bytes: Vec<u8>,
    /// What its name has to end with: `xlsx`.
    pub extension: &'static str,
    /// What could not be kept or done.
    pub warnings: Vec<Warning>,
}

/// Annotates a file that was read before: `sheets` are those of the file called `name` that holds `bytes`.
///
/// # Errors
/// [`InputError`] where the file is damaged or too large.
pub fn annotate(
    name: &str,
    bytes: &[u8],
    sheets: &[SheetFindings<'_>],
    language: Language,
) -> Result<Annotated, InputError> {
    match read::kind(bytes, name)? {
        Kind::Workbook => workbook::annotate_own(bytes, sheets, language),
        Kind::Document => document::annotate(bytes, sheets, language),
        _ => fresh::annotate(sheets, Gaps::Blank, language),
    }
}

/// Makes an annotated workbook of sheets of any file, as they are in `sheets`.
///
/// # Errors
/// Those of the workbook that is made, which has none.
pub fn copy(sheets: &[SheetFindings<'_>], language: Language) -> Result<Annotated, InputError> {
    fresh::annotate(sheets, Gaps::Blank, language)
}

/// Makes an annotated workbook of a department's shares of sheets ([`crate::lint::shares`]): rows keep the numbers that they
/// have in the user's files, and those of others are not there.
///
/// # Errors
/// Those of the workbook that is made, which has none.
pub fn annotate_shares(sheets: &[SheetFindings<'_>], language: Language) -> Result<Annotated, InputError> {
    fresh::annotate(sheets, Gaps::Hidden, language)
}

/// The fill of a cell whose gravest finding is of this severity, as RGB: light, so that black text stays readable, and
/// chosen so that nobody else is likely to use just these.
fn fill(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "FFC9C7",
        Severity::Warning => "FFE8B3",
        Severity::Info => "D4E7FA",
    }
}
