//! .xlsb workbooks → one [`Grid`] for each visible sheet, streamed. calamine is not asked: it leaves out the cells
//! of short records and the errors of formulas, and trusts the lengths in a workbook with its memory.

mod parts;

use std::io::BufRead;

use calamine::DataRef;

use crate::read::cell_value::{compact, error, number, place, show};
use crate::read::filling::{self, Budget, Filling};
use crate::read::{Grid, InputError, Place, container};
use parts::{Book, Parts, Records, broken};

/// Reads a workbook.
///
/// # Errors
/// [`InputError`] where the container or the workbook is damaged or too large, or where no visible sheet has a
/// cell.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Grid>, InputError> {
    container::check(bytes)?;
    let mut parts = Parts::open(bytes)?;
    let book = parts.book()?;
    let mut budget = Budget::new();
    let mut sheets = Vec::with_capacity(book.sheets.len());
    for sheet in &book.sheets {
        let filling = self::sheet(parts.sheet(sheet)?, &book, &sheet.name, &mut budget)?;
        sheets.push((filling, !sheet.is_visible));
    }
    filling::workbook(sheets)
}

const ROW: u16 = 0x0000;
const MERGE: u16 = 0x00B0;
/// The beginning and the end of a sheet's cells.
const CELLS: [u16; 2] = [0x0091, 0x0092];

/// Where the records of a sheet have arrived.
#[derive(Default)]
struct Cursor {
    row: u32,
    column: u32,
}

impl Cursor {
    /// Where the cell in a record of this kind stands and what it shows, if it shows anything.
    fn cell(&mut self, id: u16, records: &Records<impl BufRead>, book: &Book) -> Option<(Place, String)> {
        // A short record is that of the next column: it names none.
        let (kind, at) = match id {
            ROW => {
                (self.row, self.column) = (records.u32(0), u32::MAX);
                return None;
            }
            0x0001..=0x000B => (id, 8),
            0x000C..=0x0012 => (id - 0x000B, 4),
            _ => return None,
        };
        self.column = if at == 8 { records.u32(0) } else { self.column.wrapping_add(1) };
        let code = records.bytes(at).map_or(0, |[code]| code);
        let format = book.formats.get(records.u32(at - 4) & 0xFF_FFFF);
        let value = match kind {
            0x0002 => number(compact(records.u32(at)), format, book.is_1904),
            0x0003 | 0x000B => error(code),
            0x0004 | 0x000A => DataRef::Bool(code != 0),
            0x0005 | 0x0009 => number(f64::from_le_bytes(records.bytes(at)?), format, book.is_1904),
            0x0006 | 0x0008 => DataRef::String(records.text(at)?.0),
            0x0007 => DataRef::SharedString(book.shared.get(records.u32(at) as usize)?),
            _ => return None,
        };
        Some((place((self.row, self.column)), show(&value, format)?.into_owned()))
    }
}

fn sheet(
    mut records: Records<impl BufRead>,
    book: &Book,
    name: &str,
    budget: &mut Budget,
) -> Result<Filling, InputError> {
    let mut filling = Filling::new(Some(name.to_owned()));
    let mut cursor = None;
    let mut has_cells = false;
    while let Some(id) = records.next()? {
        match (id, &mut cursor) {
            (id, _) if id == CELLS[0] => {
                cursor = Some(Cursor::default());
                has_cells = true;
            }
            (id, _) if id == CELLS[1] => cursor = None,
            (_, Some(cursor)) => {
                if let Some((place, text)) = cursor.cell(id, &records, book) {
                    budget.take(1, text.len(), 1)?;
                    filling.push(place, &text)?;
                }
            }
            (MERGE, None) => {
                let [row, last_row, column, last_column] = [0, 4, 8, 12].map(|at| records.u32(at));
                filling.merge(place((row, column)), place((last_row, last_column)));
            }
            _ => {}
        }
    }
    if !has_cells {
        return Err(broken("cells"));
    }
    Ok(filling)
}
