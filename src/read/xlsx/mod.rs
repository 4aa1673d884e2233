//! .xlsx workbooks → one [`Grid`] for each visible sheet. A part is unpacked once, read in one pass, and given
//! up before the next one: a sheet with one cell in its last row and column costs no more than one with two cells.

mod book;
mod cell;
mod markup;
mod sheet;
mod texts;

use crate::read::container::Parts;
use crate::read::filling::{self, Budget, Filling};
use crate::read::guard::guarded;
use crate::read::xml::broken;
use crate::read::{Grid, InputError};
use book::{Book, Sheet};
use sheet::SheetReader;

/// Reads a workbook.
///
/// # Errors
/// [`InputError`] where the container or the workbook is damaged, encrypted or too large, or where no visible
/// sheet has a cell.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Grid>, InputError> {
    guarded(|| workbook(bytes)).unwrap_or_else(|| Err(broken(&"unexpected structure")))
}

fn workbook(bytes: &[u8]) -> Result<Vec<Grid>, InputError> {
    let mut parts = Parts::open(bytes)?;
    let book = Book::new(&mut parts)?;
    let mut budget = Budget::new();
    let mut sheets = Vec::with_capacity(book.sheets.len());
    for sheet in &book.sheets {
        let filling = filling(sheet, &book, &mut parts, &mut budget).map_err(|error| match error {
            InputError::BrokenWorkbook { detail, .. } => {
                InputError::BrokenWorkbook { sheet: Some(sheet.name.clone()), detail }
            }
            error => error,
        })?;
        sheets.push((filling, !sheet.is_visible));
    }
    filling::workbook(sheets)
}

fn filling(
    sheet: &Sheet,
    book: &Book,
    parts: &mut Parts<'_>,
    budget: &mut Budget,
) -> Result<Filling, InputError> {
    let mut reader = SheetReader::new(&sheet.name, book, budget);
    let part = sheet.part.ok_or_else(|| broken(&"no such part")).and_then(|part| parts.text(part));
    let read = part.and_then(|part| reader.read(&part, !sheet.is_visible));
    match read {
        // What cannot be read of a sheet that is not shown, nobody is going to read.
        Err(error) if sheet.is_visible => Err(error),
        _ => Ok(reader.filling),
    }
}
