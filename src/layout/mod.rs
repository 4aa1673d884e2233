//! [`Grid`] → [`Sheet`]: which layout a table has, and what its cells say.
//!
//! A layout is recognised by its headers, not by the file's type. What headers a layout knows is data
//! (`rules/layouts/*.toml`).

mod header;
mod looks;
mod summary;
mod title;
mod vocabulary;

use crate::read::{Grid, InputError};
use crate::record::Sheet;

/// Reads a table as records.
///
/// `file` is the file as the user named it, `is_text` says whether the rows of `grid` are physical lines.
///
/// # Errors
/// [`InputError::NoTable`] where no layout is recognised.
pub fn recognise(file: &str, grid: Grid, is_text: bool) -> Result<Sheet, InputError> {
    summary::read(file, grid, is_text)
}

/// Reads all tables of a file as records, in the order of the file. Tables that are no goal sheet (a cover, a
/// list) are left out where another one is.
///
/// # Errors
/// [`InputError::NoTable`] where none of the tables is recognised.
pub fn sheets(file: &str, grids: Vec<Grid>, is_text: bool) -> Result<Vec<Sheet>, InputError> {
    let mut sheets = Vec::new();
    let mut refused = InputError::NoTable { sheet: None };
    for grid in grids {
        match recognise(file, grid, is_text) {
            Ok(sheet) => sheets.push(sheet),
            Err(error) => refused = error,
        }
    }
    if sheets.is_empty() { Err(refused) } else { Ok(sheets) }
}
