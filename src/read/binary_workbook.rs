//! .xlsb workbooks → one [`Grid`] for each visible sheet, streamed. calamine is not asked: it leaves out the cells
//! of short records and the errors of formulas, and trusts the lengths in a workbook with its memory.

use std::borrow::Cow;
use std::io::BufRead;

use calamine::DataRef;

use super::binary_parts::{Book, Parts, Records, Sheet, broken};
use super::cells::{Cells, compact, error, hidden, number, place, show};
use super::{Grid, InputError, container};

/// Reads a workbook.
///
/// # Errors
/// [`InputError`] where the container or the workbook is damaged or too large, or where no visible sheet has a
/// cell.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Grid>, InputError> {
    container::check(bytes)?;
    let mut parts = Parts::open(bytes)?;
    let book = parts.book()?;
    let shared = parts.shared()?;
    let mut grids = Vec::new();
    for sheet in &book.sheets {
        if !sheet.is_visible {
            if has_text(&mut parts, sheet) {
                grids.push(hidden(sheet.name.clone()));
            }
            continue;
        }
        let grid = self::sheet(parts.sheet(sheet)?, &book, &shared, &sheet.name)?;
        if !grid.is_empty() {
            grids.push(grid);
        }
    }
    if grids.is_empty() { Err(InputError::Empty) } else { Ok(grids) }
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

/// A cell that is not blank.
struct Cell<'s> {
    position: (u32, u32),
    cell_format: u32,
    value: Value<'s>,
}

enum Value<'s> {
    Number(f64),
    Text(Cow<'s, str>),
    Other(DataRef<'static>),
}

impl Cursor {
    /// The cell in a record of this kind, if it is one that is not blank.
    fn cell<'s>(
        &mut self,
        id: u16,
        records: &Records<impl BufRead>,
        shared: &'s [String],
    ) -> Option<Cell<'s>> {
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
        let value = match kind {
            0x0002 => Value::Number(compact(records.u32(at))),
            0x0003 | 0x000B => Value::Other(error(code)),
            0x0004 | 0x000A => Value::Other(DataRef::Bool(code != 0)),
            0x0005 | 0x0009 => Value::Number(f64::from_le_bytes(records.bytes(at)?)),
            0x0006 | 0x0008 => Value::Text(records.text(at)?.0.into()),
            0x0007 => Value::Text(shared.get(records.u32(at) as usize)?.into()),
            _ => return None,
        };
        let cell_format = records.u32(at - 4) & 0xFF_FFFF;
        Some(Cell { position: (self.row, self.column), cell_format, value })
    }
}

/// Whether a sheet has a cell with text. What cannot be read has none: nobody is going to read it.
fn has_text(parts: &mut Parts<'_>, sheet: &Sheet) -> bool {
    let Ok(mut records) = parts.sheet(sheet) else { return false };
    while let Ok(Some(id)) = records.next() {
        if matches!(id, 0x0002..=0x000B | 0x000D..=0x0012) {
            return true;
        }
    }
    false
}

fn sheet(
    mut records: Records<impl BufRead>,
    book: &Book,
    shared: &[String],
    name: &str,
) -> Result<Grid, InputError> {
    let mut cells = Cells::new(name.to_owned());
    let mut merges = Vec::new();
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
                let Some(Cell { position, cell_format, value }) = cursor.cell(id, &records, shared) else {
                    continue;
                };
                let format = book.formats.get(cell_format);
                let text = match value {
                    Value::Number(value) => show(&number(value, format, book.is_1904), format),
                    Value::Other(value) => show(&value, format),
                    Value::Text(text) => {
                        cells.push(position, &text)?;
                        None
                    }
                };
                text.map_or(Ok(()), |text| cells.push(position, &text))?;
            }
            (MERGE, None) => {
                let [row, last_row, column, last_column] = [0, 4, 8, 12].map(|at| records.u32(at));
                merges.push((place((row, column)), place((last_row, last_column))));
            }
            _ => {}
        }
    }
    if !has_cells {
        return Err(broken("cells"));
    }
    let mut grid = cells.into_grid();
    merges.sort_unstable();
    grid.merges = merges;
    Ok(grid)
}
