//! A new workbook that shows tables as they were read, for files that are no workbook of .xlsx: every cell at its place,
//! as text. It is then annotated like any other.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::shown::{MOST_IN_CELL, cut, shown, units};
use super::workbook::{self, NO_STYLES, attribute, cell};
use super::{Annotated, SheetFindings};
use crate::finding::Language;
use crate::read::container::broken;
use crate::read::{InputError, Place};
use crate::record::Sheet;
use crate::text::width;

/// The last row and column of a sheet.
const LAST: Place = Place { row: 1_048_576, column: 16_384 };
/// The longest name of a sheet, in units of UTF-16.
const LONGEST_NAME: usize = 31;
/// Widths of columns, in characters.
const NARROWEST: usize = 6;
const WIDEST: usize = 40;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// Annotates sheets of any file.
///
/// # Errors
/// None that happens.
pub(super) fn annotate(sheets: &[SheetFindings<'_>], language: Language) -> Result<Annotated, InputError> {
    todo!()
}
