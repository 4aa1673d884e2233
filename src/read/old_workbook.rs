//! .xls workbooks (also those of WPS, .et) → one [`Grid`] for each visible sheet. The records are read here,
//! cell by cell; their texts are decoded by calamine.

use calamine::DataRef;

use super::biff::{Globals, Record, Records, Sheet, broken};
use super::biff_text::{Piece, Texts};
use super::cells::{Cells, compact, error, hidden, number, place, show};
use super::{Grid, InputError, Place, compound};

/// Reads a workbook.
///
/// # Errors
/// [`InputError`] where the container or the workbook is damaged, encrypted or too large, or where no visible
/// sheet has a cell.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Grid>, InputError> {
    let stream = compound::workbook(bytes)?;
    let globals = Globals::read(&stream)?;
    let texts = wanted(&stream, &globals)?.decode(&globals)?;
    let mut grids = Vec::with_capacity(globals.sheets.len());
    let mut has_results = false;
    for sheet in &globals.sheets {
        if !sheet.is_visible {
            if has_text(&stream, &globals, sheet)? {
                grids.push(hidden(sheet.name.clone()));
            }
            continue;
        }
        let (grid, has_results_here) = self::sheet(&stream, &globals, &texts, sheet)?;
        has_results |= has_results_here;
        if !grid.is_empty() {
            grids.push(grid);
        }
    }
    // Where any formula has a result, those without are ones that show nothing.
    if has_results {
        grids.iter_mut().for_each(|grid| grid.uncalculated.clear());
    }
    if grids.is_empty() { Err(InputError::Empty) } else { Ok(grids) }
}

/// What a record says of the sheet.
enum Said<'s> {
    Cell((u32, u32), u16, Value<'s>),
    Merge(Place, Place),
}

/// What a cell holds.
enum Value<'s> {
    Number(f64),
    Text(Vec<Piece<'s>>),
    Other(DataRef<'static>),
    /// The result of a formula that was not calculated, or shows nothing.
    NoResult,
    /// The result of a formula, to be read from another record.
    TextResult,
}

/// Looks at each record of a sheet, cell by cell.
fn look<'s>(
    stream: &'s [u8],
    globals: &Globals<'s>,
    sheet: &Sheet,
    mut hear: impl FnMut(Said<'s>, bool) -> Result<(), InputError>,
) -> Result<usize, InputError> {
    let mut records = Records::at(stream, sheet.offset)?;
    let before = records.left();
    let mut formula = None;
    while let Some(record) = records.next()? {
        if record.data.len() < least_length(record.id) {
            return Err(broken("cell"));
        }
        let position = (record.u16(0).into(), record.u16(2).into());
        let mut cell = |value| hear(Said::Cell(position, record.u16(4), value), record.id == 0x0006);
        match record.id {
            0x0203 => cell(Value::Number(f64::from_le_bytes(record.bytes(6).unwrap_or_default())))?,
            0x027E => cell(Value::Number(compact(record.u32(6))))?,
            0x00BD => {
                let (row, first) = position;
                let (numbers, _) = record.data.get(4..).unwrap_or_default().as_chunks::<6>();
                for (column, &[format_low, format_high, a, b, c, d]) in (first..).zip(numbers) {
                    let number = Value::Number(compact(u32::from_le_bytes([a, b, c, d])));
                    let format = u16::from_le_bytes([format_low, format_high]);
                    hear(Said::Cell((row, column), format, number), false)?;
                }
            }
            0x00FD => cell(Value::Text(vec![Piece::Shared(record.u32(6))]))?,
            0x0204 | 0x00D6 => cell(Value::Text(globals.pieces(&record, 6)))?,
            0x0205 => cell(Value::Other(truth_or_error(record.u8(6), record.u8(7) == 1)))?,
            0x0006 => {
                formula = Some(record);
                match result(&record) {
                    Value::TextResult => {}
                    value => cell(value)?,
                }
            }
            0x0207 => {
                if let Some(formula) = formula.take() {
                    let position = (formula.u16(0).into(), formula.u16(2).into());
                    let text = Value::Text(globals.pieces(&record, 0));
                    hear(Said::Cell(position, formula.u16(4), text), true)?;
                }
            }
            0x00E5 => {
                let (areas, _) = record.data.get(2..).unwrap_or_default().as_chunks::<8>();
                for area in areas.iter().take(record.u16(0).into()) {
                    let [rows, last_row, columns, last_column] =
                        [0, 2, 4, 6].map(|at| u32::from(u16::from_le_bytes([area[at], area[at + 1]])));
                    hear(Said::Merge(place((rows, columns)), place((last_row, last_column))), false)?;
                }
            }
            _ => {}
        }
    }
    Ok(before - records.left())
}

/// The least bytes that a record of this kind has.
fn least_length(id: u16) -> usize {
    match id {
        0x0203 | 0x0006 => 14,
        0x027E | 0x00FD => 10,
        0x0204 | 0x00D6 | 0x0205 => 8,
        0x00BD => 6,
        _ => 0,
    }
}

/// The value in a formula's record.
fn result<'s>(record: &Record<'_>) -> Value<'s> {
    let value: [u8; 8] = record.bytes(6).unwrap_or_default();
    match value {
        [0, .., 0xFF, 0xFF] => Value::TextResult,
        [1, _, truth, .., 0xFF, 0xFF] => Value::Other(truth_or_error(truth, false)),
        [2, _, code, .., 0xFF, 0xFF] => Value::Other(truth_or_error(code, true)),
        [.., 0xFF, 0xFF] => Value::NoResult,
        _ => Value::Number(f64::from_le_bytes(value)),
    }
}

fn truth_or_error(code: u8, is_error: bool) -> DataRef<'static> {
    if is_error { error(code) } else { DataRef::Bool(code != 0) }
}

/// The texts of the visible sheets. Sheets stand one behind the other: they are not longer than the stream.
fn wanted<'s>(stream: &'s [u8], globals: &Globals<'s>) -> Result<Texts<'s>, InputError> {
    let mut texts = Texts::default();
    let mut left = stream.len();
    for sheet in &globals.sheets {
        let length = look(stream, globals, sheet, |said, _| {
            if let Said::Cell(_, _, Value::Text(pieces)) = said
                && sheet.is_visible
            {
                texts.want(&pieces);
            }
            Ok(())
        })?;
        left = left.checked_sub(length).ok_or_else(|| broken("overlapping sheets"))?;
    }
    Ok(texts)
}

/// Whether a sheet has a cell with text.
fn has_text(stream: &[u8], globals: &Globals<'_>, sheet: &Sheet) -> Result<bool, InputError> {
    let mut has_text = false;
    look(stream, globals, sheet, |said, _| {
        has_text |= matches!(said, Said::Cell(_, _, Value::Number(_) | Value::Text(_) | Value::Other(_)));
        Ok(())
    })?;
    Ok(has_text)
}

/// The cells of a sheet, and whether any of its formulas has a result.
fn sheet<'s>(
    stream: &'s [u8],
    globals: &Globals<'s>,
    texts: &Texts<'s>,
    sheet: &Sheet,
) -> Result<(Grid, bool), InputError> {
    let mut cells = Cells::new(sheet.name.clone());
    let (mut merges, mut uncalculated) = (Vec::new(), Vec::new());
    let mut has_results = false;
    look(stream, globals, sheet, |said, is_formula| {
        let (position, format, value) = match said {
            Said::Merge(first, last) => {
                merges.push((first, last));
                return Ok(());
            }
            Said::Cell(position, format, value) => (position, format, value),
        };
        let format = globals.formats.get(format.into());
        has_results |= is_formula && !matches!(value, Value::NoResult);
        let text = match value {
            Value::Number(value) => show(&number(value, format, globals.is_1904), format),
            Value::Other(value) => show(&value, format),
            Value::Text(pieces) => Some(texts.text(&pieces)),
            Value::NoResult => {
                uncalculated.push(place(position));
                None
            }
            Value::TextResult => None,
        };
        text.map_or(Ok(()), |text| cells.push(position, &text))
    })?;
    let mut grid = cells.into_grid();
    merges.sort_unstable();
    (grid.merges, grid.uncalculated) = (merges, uncalculated);
    Ok((grid, has_results))
}
