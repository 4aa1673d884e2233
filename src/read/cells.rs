//! The cells of a workbook's sheet → [`Grid`]: what all kinds of workbooks have in common.

use calamine::{CellErrorType, DataRef, ExcelDateTime, ExcelDateTimeType};

use super::grid::is_blank;
use super::number_format::NumberFormat;
use super::{Grid, InputError, Large, Medium, Place};

/// The most cells of a sheet, and of all sheets of a workbook.
const MOST_CELLS: usize = 8_000_000;
/// The most text of a sheet, and of all sheets of a workbook, in bytes: a long shared string can stand in every
/// cell.
const MOST_TEXT: usize = 128 << 20;
/// The most text of a cell, in bytes. Excel allows 32,767 characters.
const MOST_CELL_TEXT: usize = 256 << 10;

/// A sheet that is being read. Cells may come in any order; only damaged or odd files have them out of order.
pub(super) struct Cells {
    grid: Grid,
    last: Place,
    late: Vec<(Place, String)>,
    count: usize,
    length: usize,
}

impl Cells {
    /// No cells of the sheet with this name.
    pub fn new(name: String) -> Self {
        let grid = Grid::new(Medium::Cells, Some(name));
        Self { grid, last: Place { row: 0, column: 0 }, late: Vec::new(), count: 0, length: 0 }
    }

    /// Takes the text of the cell in this row and column, both counted from 0. Blank text is left out.
    ///
    /// # Errors
    /// [`InputError::TooLarge`] beyond the cells or the text that a sheet may have.
    pub fn push(&mut self, position: (u32, u32), text: &str) -> Result<(), InputError> {
        if is_blank(text) {
            return Ok(());
        }
        if text.len() > MOST_CELL_TEXT {
            return Err(InputError::TooLarge { what: Large::CellText, limit: MOST_CELL_TEXT as u64 });
        }
        (self.count, self.length) = (self.count + 1, self.length + text.len());
        bounded(self.count, self.length)?;
        let place = place(position);
        if place > self.last {
            self.grid.push(place, text);
            self.last = place;
        } else {
            self.late.push((place, text.to_owned()));
        }
        Ok(())
    }

    /// All cells, in order.
    pub fn into_grid(self) -> Grid {
        if self.late.is_empty() { self.grid } else { in_order(&self.grid, self.late) }
    }
}

/// What the sheets of a workbook take up together.
#[derive(Default)]
pub(super) struct Room {
    cells: usize,
    text: usize,
}

impl Room {
    /// Adds a sheet.
    ///
    /// # Errors
    /// [`InputError::TooLarge`] beyond the cells or the text that a workbook may have.
    pub fn take(&mut self, grid: &Grid) -> Result<(), InputError> {
        self.cells += grid.rows().map(|(_, cells)| cells.len()).sum::<usize>();
        self.text += grid.buffer().len();
        bounded(self.cells, self.text)
    }
}

fn bounded(cells: usize, text: usize) -> Result<(), InputError> {
    if cells > MOST_CELLS {
        return Err(InputError::TooLarge { what: Large::Cells, limit: MOST_CELLS as u64 });
    }
    if text > MOST_TEXT {
        return Err(InputError::TooLarge { what: Large::Text, limit: MOST_TEXT as u64 });
    }
    Ok(())
}

fn in_order(grid: &Grid, late: Vec<(Place, String)>) -> Grid {
    let mut cells = late;
    for (row, row_cells) in grid.rows() {
        cells.extend(
            row_cells.iter().map(|cell| (Place { row, column: cell.column }, grid.text(cell).to_owned())),
        );
    }
    cells.sort_by_key(|&(place, _)| place);
    cells.dedup_by_key(|&mut (place, _)| place);
    let mut sorted = Grid::new(grid.medium.clone(), grid.name.clone());
    cells.iter().for_each(|(place, text)| sorted.push(*place, text));
    sorted
}

/// What stands for a hidden sheet.
pub(super) fn hidden(name: String) -> Grid {
    let mut grid = Grid::new(Medium::Cells, Some(name));
    grid.is_hidden = true;
    grid
}

/// The place of a row and column that are counted from 0.
pub(super) fn place((row, column): (u32, u32)) -> Place {
    Place { row: row.saturating_add(1), column: column.saturating_add(1) }
}

/// What a cell that is no text shows; None where it shows nothing.
pub(super) fn show(value: &DataRef<'_>, format: &NumberFormat) -> Option<String> {
    Some(match value {
        DataRef::Empty | DataRef::String(_) | DataRef::SharedString(_) => return None,
        DataRef::Int(number) => format.show(*number as f64),
        DataRef::Float(number) => format.show(*number),
        DataRef::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(date) if date.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            format.show_date((year, month, day, hour, minute, second))
        }
        DataRef::DateTime(duration) => NumberFormat::General.show(duration.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    })
}

/// A number that is a date where its format says so.
pub(super) fn number(value: f64, format: &NumberFormat, is_1904: bool) -> DataRef<'static> {
    match format {
        NumberFormat::Date(_) => {
            DataRef::DateTime(ExcelDateTime::new(value, ExcelDateTimeType::DateTime, is_1904))
        }
        _ => DataRef::Float(value),
    }
}

/// A number in four bytes: the upper half of a float, or an integer; and whether it is to be divided by 100.
pub(super) fn compact(bits: u32) -> f64 {
    let number = if bits & 2 == 2 {
        f64::from(bits.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(bits & !3) << 32)
    };
    if bits & 1 == 1 { number / 100.0 } else { number }
}

/// The error with this code in the binary formats; empty for codes that no program writes.
pub(super) fn error(code: u8) -> DataRef<'static> {
    DataRef::Error(match code {
        0x00 => CellErrorType::Null,
        0x07 => CellErrorType::Div0,
        0x0F => CellErrorType::Value,
        0x17 => CellErrorType::Ref,
        0x1D => CellErrorType::Name,
        0x24 => CellErrorType::Num,
        0x2A => CellErrorType::NA,
        0x2B => CellErrorType::GettingData,
        _ => return DataRef::Empty,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_out_of_order_are_put_in_order() {
        let mut cells = Cells::new("表".to_owned());
        for (position, text) in [((3, 1), "丁"), ((0, 2), "乙"), ((0, 0), "甲"), ((5, 0), "  ")] {
            cells.push(position, text).unwrap();
        }
        let grid = cells.into_grid();
        let rows: Vec<_> = grid.rows().map(|(row, cells)| (row, cells.len())).collect();
        assert_eq!(rows, [(1, 2), (4, 1)]);
        assert_eq!(grid.at(Place { row: 1, column: 3 }), "乙");
    }
}
