//! .xls workbooks (also those of WPS, .et) → one [`Grid`] for each visible sheet. The records are read here,
//! cell by cell; their texts are decoded by calamine.

mod biff;
mod text;

use calamine::DataRef;

use crate::read::cell_value::{compact, error, number, place, show};
use crate::read::filling::{self, Budget, Filling};
use crate::read::{Grid, InputError, Place, compound};
use biff::{Globals, Record, Records, Sheet, broken};
use text::{Piece, Texts};

/// Reads a workbook.
///
/// # Errors
/// [`InputError`] where the container or the workbook is damaged, encrypted or too large, or where no visible
/// sheet has a cell.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Grid>, InputError> {
    let stream = compound::workbook(bytes)?;
    let globals = Globals::read(&stream)?;
    let texts = wanted(&stream, &globals)?.decode(&globals)?;
    let mut budget = Budget::new();
    let mut sheets = Vec::with_capacity(globals.sheets.len());
    let mut has_results = false;
    for sheet in &globals.sheets {
        let (filling, has_results_here) = self::sheet(&stream, &globals, &texts, sheet, &mut budget)?;
        has_results |= has_results_here;
        sheets.push((filling, !sheet.is_visible));
    }
    let mut grids = filling::workbook(sheets)?;
    // Where any formula has a result, those without are ones that show nothing.
    if has_results {
        grids.iter_mut().for_each(|grid| grid.uncalculated.clear());
    }
    Ok(grids)
}

/// What the records of a sheet say.
enum Said<'s> {
    Cell(Cell<'s>),
    Merge(Place, Place),
}

/// A cell that is not blank.
struct Cell<'s> {
    position: (u32, u32),
    cell_format: u16,
    is_formula: bool,
    value: Value<'s>,
}

/// What a cell holds.
enum Value<'s> {
    Number(f64),
    Text(Vec<Piece<'s>>),
    Other(DataRef<'static>),
    /// The result of a formula that was not calculated, or shows nothing.
    NoResult,
}

/// Hears what the records of a sheet say, and how long they are.
fn look<'s>(
    stream: &'s [u8],
    globals: &Globals<'s>,
    sheet: &Sheet,
    mut hear: impl FnMut(Said<'s>) -> Result<(), InputError>,
) -> Result<usize, InputError> {
    let mut records = Records::at(stream, sheet.offset)?;
    let length = records.left();
    // The formula whose text comes in a record of its own.
    let mut formula = None;
    while let Some(record) = records.next()? {
        if record.data.len() < least_length(record.id) {
            return Err(broken("cell"));
        }
        match record.id {
            0x00BD => {
                let (numbers, _) = record.data.get(4..).unwrap_or_default().as_chunks::<6>();
                for (column, &[format_low, format_high, a, b, c, d]) in (record.u16(2).into()..).zip(numbers)
                {
                    hear(Said::Cell(Cell {
                        position: (record.u16(0).into(), column),
                        cell_format: u16::from_le_bytes([format_low, format_high]),
                        is_formula: false,
                        value: Value::Number(compact(u32::from_le_bytes([a, b, c, d]))),
                    }))?;
                }
            }
            0x00E5 => {
                let (areas, _) = record.data.get(2..).unwrap_or_default().as_chunks::<8>();
                for area in areas.iter().take(record.u16(0).into()) {
                    let [row, last_row, column, last_column] =
                        [0, 2, 4, 6].map(|at| u32::from(u16::from_le_bytes([area[at], area[at + 1]])));
                    hear(Said::Merge(place((row, column)), place((last_row, last_column))))?;
                }
            }
            0x0207 => {
                if let Some(formula) = formula.take() {
                    hear(Said::Cell(cell(&formula, Value::Text(globals.pieces(&record, 0)))))?;
                }
            }
            _ => match value(&record, globals) {
                Some(value) => hear(Said::Cell(cell(&record, value)))?,
                None if record.id == FORMULA => formula = Some(record),
                None => {}
            },
        }
    }
    Ok(length - records.left())
}

const FORMULA: u16 = 0x0006;

fn cell<'s>(record: &Record<'_>, value: Value<'s>) -> Cell<'s> {
    Cell {
        position: (record.u16(0).into(), record.u16(2).into()),
        cell_format: record.u16(4),
        is_formula: record.id == FORMULA,
        value,
    }
}

/// What the cell in a record holds; None where it is no cell, or a formula whose text comes in another record.
fn value<'s>(record: &Record<'s>, globals: &Globals<'s>) -> Option<Value<'s>> {
    let truth_or_error =
        |code, is_error| Value::Other(if is_error { error(code) } else { DataRef::Bool(code != 0) });
    Some(match record.id {
        0x0203 => Value::Number(f64::from_le_bytes(record.bytes(6)?)),
        0x027E => Value::Number(compact(record.u32(6))),
        0x00FD => Value::Text(vec![Piece::Shared(record.u32(6))]),
        0x0204 | 0x00D6 => Value::Text(globals.pieces(record, 6)),
        0x0205 => truth_or_error(record.u8(6), record.u8(7) == 1),
        FORMULA => match record.bytes::<8>(6)? {
            [0, .., 0xFF, 0xFF] => return None,
            [kind @ (1 | 2), _, code, .., 0xFF, 0xFF] => truth_or_error(code, kind == 2),
            [.., 0xFF, 0xFF] => Value::NoResult,
            number => Value::Number(f64::from_le_bytes(number)),
        },
        _ => return None,
    })
}

/// The least bytes that the record of a cell has.
fn least_length(id: u16) -> usize {
    match id {
        0x0203 | FORMULA => 14,
        0x027E | 0x00FD => 10,
        0x0204 | 0x00D6 | 0x0205 => 8,
        0x00BD => 6,
        _ => 0,
    }
}

/// The texts of all sheets. Sheets stand one behind the other: they are not longer than the stream.
fn wanted<'s>(stream: &'s [u8], globals: &Globals<'s>) -> Result<Texts<'s>, InputError> {
    let mut texts = Texts::default();
    let mut left = stream.len();
    for sheet in &globals.sheets {
        let length = look(stream, globals, sheet, |said| {
            if let Said::Cell(Cell { value: Value::Text(pieces), .. }) = said {
                texts.want(&pieces);
            }
            Ok(())
        })?;
        left = left.checked_sub(length).ok_or_else(|| broken("overlapping sheets"))?;
    }
    Ok(texts)
}

/// The cells of a sheet, and whether any of its formulas has a result.
fn sheet<'s>(
    stream: &'s [u8],
    globals: &Globals<'s>,
    texts: &Texts<'s>,
    sheet: &Sheet,
    budget: &mut Budget,
) -> Result<(Filling, bool), InputError> {
    let mut filling = Filling::new(Some(sheet.name.clone()));
    let mut has_results = false;
    look(stream, globals, sheet, |said| {
        let Cell { position, cell_format, is_formula, value } = match said {
            Said::Cell(cell) => cell,
            Said::Merge(first, last) => {
                filling.merge(first, last);
                return Ok(());
            }
        };
        let format = globals.formats.get(cell_format.into());
        let value = match value {
            Value::Number(value) => number(value, format, globals.is_1904),
            Value::Other(value) => value,
            Value::Text(pieces) => DataRef::String(texts.text(&pieces)),
            Value::NoResult => {
                filling.uncalculated(place(position));
                return Ok(());
            }
        };
        has_results |= is_formula;
        let Some(text) = show(&value, format) else { return Ok(()) };
        budget.take(1, text.len(), 1)?;
        filling.push(place(position), &text)
    })?;
    Ok((filling, has_results))
}
