//! .xlsx workbooks → one [`Grid`] for each visible sheet. Cells are streamed: a sheet with one cell in its last
//! row and column costs no more than one with two cells.

use calamine::{DataRef, Dimensions, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::container::Unpacked;
use super::guard::guarded;
use super::number_format::NumberFormat;
use super::package::{Metered, may_be_uncalculated, package, without_cells};
use super::{Grid, InputError, Large, Medium, Place};

/// The most sheets of a workbook.
const MOST_SHEETS: usize = 10_000;
/// The most cells of a workbook that have something to show.
const MOST_CELLS: usize = 8_000_000;
/// The most text of a workbook, in bytes: a long shared string can stand in every cell.
const MOST_TEXT: usize = 128 << 20;
/// The most text of a cell, in bytes. Excel allows 32,767 characters.
const MOST_CELL_TEXT: usize = 256 << 10;
/// The rows and columns of a sheet.
const MOST_PLACE: Place = Place { row: 1 << 20, column: 1 << 14 };

/// Reads a workbook.
///
/// # Errors
/// [`InputError`] where the container or the workbook is damaged, encrypted or too large, or where no visible
/// sheet has a cell.
pub(super) fn read(bytes: Vec<u8>) -> Result<Vec<Grid>, InputError> {
    let package = package(&bytes)?;
    drop(bytes);
    guarded(|| sheets(&package)).unwrap_or_else(|| {
        Err(InputError::BrokenWorkbook { sheet: None, detail: "unexpected structure".to_owned() })
    })
}

fn sheets(package: &Unpacked) -> Result<Vec<Grid>, InputError> {
    let mut workbook = Xlsx::new(Metered::new(package)).map_err(|error| broken(None, &error))?;
    let worksheets = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible))
        .collect::<Vec<_>>();
    if worksheets.len() > MOST_SHEETS {
        return Err(InputError::TooLarge { what: Large::Sheets, limit: MOST_SHEETS as u64 });
    }
    let mut grids = Vec::with_capacity(worksheets.len());
    let mut left = Left { cells: MOST_CELLS, text: MOST_TEXT };
    let mut any_blanks = false;
    for (name, is_visible) in worksheets {
        if !is_visible {
            if has_text(&mut workbook, &name) {
                let mut grid = Grid::new(Medium::Cells, Some(name));
                grid.is_hidden = true;
                grids.push(grid);
            }
            continue;
        }
        let (grid, has_blanks) = sheet(&mut workbook, &name, &mut left)?;
        if !grid.is_empty() {
            any_blanks |= has_blanks;
            grids.push(grid);
        }
    }
    // Blank cells are common, formulas without a result are not, and telling the two apart takes a second
    // reading.
    if any_blanks && may_be_uncalculated(package) {
        for grid in grids.iter_mut().filter(|grid| !grid.is_hidden) {
            grid.uncalculated = uncalculated(&mut workbook, grid.name.as_deref().unwrap_or_default())?;
        }
    }
    drop(workbook);
    merge(package, &mut grids)?;
    if grids.is_empty() { Err(InputError::Empty) } else { Ok(grids) }
}

type Workbook<'b> = Xlsx<Metered<'b>>;

/// What a workbook may still hold.
struct Left {
    cells: usize,
    text: usize,
}

impl Left {
    /// Takes a cell off.
    fn take(&mut self, text: &str) -> Result<(), InputError> {
        let too_large = |what, limit: usize| InputError::TooLarge { what, limit: limit as u64 };
        if text.len() > MOST_CELL_TEXT {
            return Err(too_large(Large::CellText, MOST_CELL_TEXT));
        }
        self.cells = self.cells.checked_sub(1).ok_or_else(|| too_large(Large::Cells, MOST_CELLS))?;
        self.text = self.text.checked_sub(text.len()).ok_or_else(|| too_large(Large::Text, MOST_TEXT))?;
        Ok(())
    }
}

/// Notes the merged areas of visible sheets. They stand behind the cells, which are not read a second time.
fn merge(package: &Unpacked, grids: &mut [Grid]) -> Result<(), InputError> {
    let package = without_cells(package)?;
    let mut workbook: Workbook<'_> =
        Xlsx::new(Metered::new(&package)).map_err(|error| broken(None, &error))?;
    for grid in grids.iter_mut().filter(|grid| !grid.is_hidden) {
        let name = grid.name.as_deref().unwrap_or_default();
        let merges = workbook.merge_cells_by_sheet_name(name).map_err(|error| broken(Some(name), &error))?;
        grid.merges = merges.into_iter().map(area).collect();
        grid.merges.sort_unstable();
    }
    Ok(())
}

/// Whether a sheet has a cell with text. What cannot be read has none: nobody is going to read it.
fn has_text(workbook: &mut Workbook<'_>, name: &str) -> bool {
    let Ok(mut reader) = workbook.worksheet_cells_reader(name) else { return false };
    while let Ok(Some(cell)) = reader.next_cell() {
        if !matches!(cell.get_value(), DataRef::Empty) {
            return true;
        }
    }
    false
}

/// The formulas without a result.
fn uncalculated(workbook: &mut Workbook<'_>, name: &str) -> Result<Vec<Place>, InputError> {
    let failed = |error: XlsxError| broken(Some(name), &error);
    let mut reader = workbook.worksheet_cells_reader(name).map_err(failed)?;
    let mut places = Vec::new();
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(failed)? {
        if cell.formula.is_some() && cell.value == DataRef::Empty {
            places.push(place(cell.pos)?);
        }
    }
    Ok(places)
}

/// The cells of a sheet, and whether any of those that it lists is blank.
fn sheet(workbook: &mut Workbook<'_>, name: &str, left: &mut Left) -> Result<(Grid, bool), InputError> {
    let failed = |error: XlsxError| broken(Some(name), &error);
    let mut reader = workbook.worksheet_cells_reader(name).map_err(failed)?;
    let formats: Vec<NumberFormat> = reader
        .styles()
        .iter()
        .map(|style| match &style.number_format {
            Some(format) => NumberFormat::new(format.format_id, &format.format_code),
            None => NumberFormat::General,
        })
        .collect();
    let mut grid = Grid::new(Medium::Cells, Some(name.to_owned()));
    // Cells out of order, which only damaged or odd files have.
    let mut late: Vec<(Place, String)> = Vec::new();
    let mut last = Place { row: 0, column: 0 };
    let mut has_blanks = false;
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(failed)? {
        let format = formats.get(style).unwrap_or(&NumberFormat::General);
        let shown = show(cell.get_value(), format);
        let text = match (cell.get_value(), &shown) {
            (DataRef::SharedString(text), _) => text,
            (DataRef::String(text), _) => text.as_str(),
            (_, Some(shown)) => shown.as_str(),
            (_, None) => {
                has_blanks = true;
                continue;
            }
        };
        if text.trim().is_empty() {
            continue;
        }
        left.take(text)?;
        let place = place(cell.get_position())?;
        if place > last {
            grid.push(place, text);
            last = place;
        } else {
            late.push((place, text.to_owned()));
        }
    }
    if !late.is_empty() {
        grid = in_order(&grid, late);
    }
    Ok((grid, has_blanks))
}

/// The place of a cell that calamine counts from 0.
fn place((row, column): (u32, u32)) -> Result<Place, InputError> {
    let Place { row: most_rows, column: most_columns } = MOST_PLACE;
    match (row, column) {
        (row, _) if row >= most_rows => {
            Err(InputError::TooLarge { what: Large::Rows, limit: most_rows.into() })
        }
        (_, column) if column >= most_columns => {
            Err(InputError::TooLarge { what: Large::Columns, limit: most_columns.into() })
        }
        (row, column) => Ok(Place { row: row + 1, column: column + 1 }),
    }
}

/// What a cell that is no text shows; None where it shows nothing.
fn show(value: &DataRef<'_>, format: &NumberFormat) -> Option<String> {
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

fn area(area: Dimensions) -> (Place, Place) {
    let place =
        |(row, column): (u32, u32)| Place { row: row.saturating_add(1), column: column.saturating_add(1) };
    (place(area.start), place(area.end))
}

fn broken(sheet: Option<&str>, error: &XlsxError) -> InputError {
    match error {
        XlsxError::Password => InputError::Encrypted,
        XlsxError::Zip(error) => InputError::BrokenZip { detail: error.to_string() },
        error => InputError::BrokenWorkbook { sheet: sheet.map(str::to_owned), detail: error.to_string() },
    }
}
