//! .xlsx workbooks → one [`Grid`] for each visible sheet. Sheets are read in one pass while they are
//! unpacked, and never held as a whole: one with a cell in its last row and column costs no more than one with two
//! cells.

pub(crate) mod book;
pub(crate) mod cell;
mod comments;
mod markup;
mod sheet;
mod texts;

use crate::read::container::Parts;
use crate::read::filling::{self, Budget};
use crate::read::guard::guarded;
use crate::read::xml::broken;
use crate::read::{Grid, InputError};
use book::Book;
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
        let filling = SheetReader::read(sheet, &book, &mut parts, &mut budget);
        let filling = filling.map_err(|error| match error {
            InputError::BrokenWorkbook { detail, .. } => {
                InputError::BrokenWorkbook { sheet: Some(sheet.name.clone()), detail }
            }
            error => error,
        })?;
        sheets.push((filling, !sheet.is_visible));
    }
    // Last, and whatever is wrong with them: no comment is needed to read a sheet.
    for (sheet, (filling, _)) in book.sheets.iter().zip(&mut sheets).filter(|(sheet, _)| sheet.is_visible) {
        let _ = sheet.part.map(|part| comments::read(part, &mut parts, filling));
    }
    filling::workbook(sheets)
}
