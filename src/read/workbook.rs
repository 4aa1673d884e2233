//! .xlsx workbooks → one [`Grid`] for each visible sheet. Cells are streamed: a sheet with one cell in its last
//! row and column costs no more than one with two cells.

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::cells::{Cells, Room, hidden, place, show};
use super::container::Unpacked;
use super::guard::guarded;
use super::number_format::NumberFormat;
use super::package::{Metered, may_be_uncalculated, package, without_cells};
use super::{Grid, InputError, Large, Place};

/// The most sheets of a workbook.
const MOST_SHEETS: usize = 10_000;

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
    let mut room = Room::default();
    let mut any_blanks = false;
    for (name, is_visible) in worksheets {
        if !is_visible {
            if has_text(&mut workbook, &name) {
                grids.push(hidden(name));
            }
            continue;
        }
        let (grid, has_blanks) = sheet(&mut workbook, &name)?;
        if !grid.is_empty() {
            room.take(&grid)?;
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

/// Notes the merged areas of visible sheets. They stand behind the cells, which are not read a second time.
fn merge(package: &Unpacked, grids: &mut [Grid]) -> Result<(), InputError> {
    let package = without_cells(package)?;
    let mut workbook: Workbook<'_> =
        Xlsx::new(Metered::new(&package)).map_err(|error| broken(None, &error))?;
    for grid in grids.iter_mut().filter(|grid| !grid.is_hidden) {
        let name = grid.name.as_deref().unwrap_or_default();
        let merges = workbook.merge_cells_by_sheet_name(name).map_err(|error| broken(Some(name), &error))?;
        grid.merges = merges.into_iter().map(|area| (place(area.start), place(area.end))).collect();
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
            places.push(place(cell.pos));
        }
    }
    Ok(places)
}

/// The cells of a sheet, and whether any of those that it lists is blank.
fn sheet(workbook: &mut Workbook<'_>, name: &str) -> Result<(Grid, bool), InputError> {
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
    let mut cells = Cells::new(name.to_owned());
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
        cells.push(cell.get_position(), text)?;
    }
    Ok((cells.into_grid(), has_blanks))
}

fn broken(sheet: Option<&str>, error: &XlsxError) -> InputError {
    match error {
        XlsxError::Password => InputError::Encrypted,
        XlsxError::Zip(error) => InputError::BrokenZip { detail: error.to_string() },
        error => InputError::BrokenWorkbook { sheet: sheet.map(str::to_owned), detail: error.to_string() },
    }
}
