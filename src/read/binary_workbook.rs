//! .xlsb workbooks → one [`Grid`] for each visible sheet. calamine streams the values; the records are looked
//! at beside it for what it leaves out: how a number is shown, merged areas, and errors of formulas.

use std::io::{BufRead, Cursor};

use calamine::{DataRef, Reader, Xlsb, XlsbError};

use super::binary_parts::{Book, Parts, Records, Sheet, broken};
use super::cells::{self, Cells, hidden, number, place, show};
use super::guard::guarded;
use super::{Grid, InputError, container};

/// Reads a workbook.
///
/// # Errors
/// [`InputError`] where the container or the workbook is damaged or too large, or where no visible sheet has a
/// cell.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Grid>, InputError> {
    container::check(bytes)?;
    guarded(|| sheets(bytes)).unwrap_or_else(|| Err(broken("unexpected structure")))
}

fn sheets(bytes: &[u8]) -> Result<Vec<Grid>, InputError> {
    let mut parts = Parts::open(bytes)?;
    let book = parts.book()?;
    let clean = parts.clean(&book.sheets)?;
    let mut workbook: Workbook<'_> = Xlsb::new(Cursor::new(&clean)).map_err(|error| failed(None, &error))?;
    let mut grids = Vec::new();
    for (index, sheet) in book.sheets.iter().enumerate() {
        if !sheet.is_visible {
            if has_text(&mut parts, sheet) {
                grids.push(hidden(sheet.name.clone()));
            }
            continue;
        }
        let grid = self::sheet(parts.sheet(sheet)?, &mut workbook, &book, index)?;
        if !grid.is_empty() {
            grids.push(grid);
        }
    }
    if grids.is_empty() { Err(InputError::Empty) } else { Ok(grids) }
}

type Workbook<'b> = Xlsb<Cursor<&'b Vec<u8>>>;

/// The beginning of a sheet's cells.
const BEGIN_CELLS: u16 = 0x0091;

/// A cell in its row: where it stands, how it is shown, and its error if it is that of a formula.
struct Cell {
    position: (u32, u32),
    format: u32,
    error: Option<DataRef<'static>>,
}

/// The next cell that is not blank; None behind the last one.
fn next_cell(records: &mut Records<impl BufRead>, row: &mut u32) -> Result<Option<Cell>, InputError> {
    while let Some(id) = records.next()? {
        match id {
            0x0000 => {
                *row = records.u32(0);
                // calamine takes no row behind this one.
                if *row > 0x10_0000 {
                    return Err(broken("row number"));
                }
            }
            0x0002..=0x000B => {
                let error = (id == 0x000B)
                    .then(|| cells::error(records.data.get(8).copied().unwrap_or_default()))
                    .map(|error| error.unwrap_or(DataRef::Empty));
                let format = records.u32(4) & 0xFF_FFFF;
                return Ok(Some(Cell { position: (*row, records.u32(0)), format, error }));
            }
            0x0092 => break,
            _ => {}
        }
    }
    Ok(None)
}

/// Whether a sheet has a cell with text. What cannot be read has none: nobody is going to read it.
fn has_text(parts: &mut Parts<'_>, sheet: &Sheet) -> bool {
    let Ok(mut records) = parts.sheet(sheet) else { return false };
    records.find(BEGIN_CELLS).is_ok() && matches!(next_cell(&mut records, &mut 0), Ok(Some(_)))
}

fn sheet(
    mut records: Records<impl BufRead>,
    workbook: &mut Workbook<'_>,
    book: &Book,
    index: usize,
) -> Result<Grid, InputError> {
    let sheet = &book.sheets[index];
    let failed = |error: XlsbError| failed(Some(&sheet.name), &error);
    // Ahead of calamine, so that it is never asked for a record of any length.
    records.find(BEGIN_CELLS)?;
    let mut reader = workbook.worksheet_cells_reader(&index.to_string()).map_err(failed)?;
    let mut cells = Cells::new(sheet.name.clone());
    let mut row = 0;
    while let Some(Cell { position, format, error }) = next_cell(&mut records, &mut row)? {
        let format = book.formats.get(format);
        if let Some(error) = error {
            if let Some(text) = show(&error, format) {
                cells.push(position, &text)?;
            }
            continue;
        }
        let value = match reader.next_cell().map_err(failed)? {
            Some(cell) if cell.get_position() == position => cell,
            _ => return Err(broken("cells")),
        };
        let shown = match value.get_value() {
            DataRef::Int(value) => show(&number(*value as f64, format, book.is_1904), format),
            DataRef::Float(value) => show(&number(*value, format, book.is_1904), format),
            other => show(other, format),
        };
        let text = match (value.get_value(), &shown) {
            (DataRef::SharedString(text), _) => text,
            (DataRef::String(text), _) => text.as_str(),
            (_, Some(shown)) => shown.as_str(),
            (_, None) => continue,
        };
        cells.push(position, text)?;
    }
    let mut grid = cells.into_grid();
    while let Some(id) = records.next()? {
        if id == 0x00B0 {
            let [row, last_row, column, last_column] = [0, 4, 8, 12].map(|at| records.u32(at));
            grid.merges.push((place((row, column)), place((last_row, last_column))));
        }
    }
    grid.merges.sort_unstable();
    Ok(grid)
}

fn failed(sheet: Option<&str>, error: &XlsbError) -> InputError {
    InputError::BrokenWorkbook { sheet: sheet.map(str::to_owned), detail: error.to_string() }
}
