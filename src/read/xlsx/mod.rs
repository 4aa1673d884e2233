//! .xlsx workbooks → one [`Grid`] for each visible sheet. Cells are streamed: a sheet with one cell in its last
//! row and column costs no more than one with two cells.

mod package;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use crate::read::cell_value::{place, show};
use crate::read::container::Unpacked;
use crate::read::filling::{self, Budget, Filling};
use crate::read::guard::guarded;
use crate::read::number_format::NumberFormat;
use crate::read::{Grid, InputError, Large};
use package::{Metered, may_be_uncalculated, package, without_cells};

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
    let mut budget = Budget::new();
    let mut sheets = Vec::with_capacity(worksheets.len());
    let mut may_be_uncalculated = None;
    for (name, is_visible) in &worksheets {
        if !is_visible {
            sheets.push((first_text(&mut workbook, name), true));
            continue;
        }
        let (mut filling, has_blanks) = sheet(&mut workbook, name, &mut budget)?;
        // Blank cells are common, formulas without a result are not, and telling the two apart takes a second
        // reading.
        if has_blanks
            && !filling.is_empty()
            && *may_be_uncalculated.get_or_insert_with(|| self::may_be_uncalculated(package))
        {
            uncalculated(&mut workbook, name, &mut filling)?;
        }
        sheets.push((filling, false));
    }
    drop(workbook);
    // Merged areas stand behind the cells, which are not read a second time.
    let package = without_cells(package)?;
    let mut workbook: Workbook<'_> =
        Xlsx::new(Metered::new(&package)).map_err(|error| broken(None, &error))?;
    for ((name, is_visible), (filling, _)) in worksheets.iter().zip(&mut sheets) {
        if *is_visible && !filling.is_empty() {
            let merges =
                workbook.merge_cells_by_sheet_name(name).map_err(|error| broken(Some(name), &error))?;
            merges.iter().for_each(|area| filling.merge(place(area.start), place(area.end)));
        }
    }
    filling::workbook(sheets)
}

type Workbook<'b> = Xlsx<Metered<'b>>;

/// The first text of a sheet that is not shown. What cannot be read has none: nobody is going to read it.
fn first_text(workbook: &mut Workbook<'_>, name: &str) -> Filling {
    let mut filling = Filling::new(Some(name.to_owned()));
    let Ok(mut reader) = workbook.worksheet_cells_reader(name) else { return filling };
    while let Ok(Some(cell)) = reader.next_cell() {
        let Some(text) = show(cell.get_value(), &NumberFormat::General) else { continue };
        if filling.push(place(cell.get_position()), &text).is_err() || !filling.is_empty() {
            break;
        }
    }
    filling
}

/// The formulas without a result.
fn uncalculated(workbook: &mut Workbook<'_>, name: &str, filling: &mut Filling) -> Result<(), InputError> {
    let failed = |error: XlsxError| broken(Some(name), &error);
    let mut reader = workbook.worksheet_cells_reader(name).map_err(failed)?;
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(failed)? {
        if cell.formula.is_some() && cell.value == DataRef::Empty {
            filling.uncalculated(place(cell.pos));
        }
    }
    Ok(())
}

/// The cells of a sheet, and whether any of those that it lists is blank.
fn sheet(
    workbook: &mut Workbook<'_>,
    name: &str,
    budget: &mut Budget,
) -> Result<(Filling, bool), InputError> {
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
    let mut filling = Filling::new(Some(name.to_owned()));
    let mut has_blanks = false;
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(failed)? {
        let format = formats.get(style).unwrap_or(&NumberFormat::General);
        let Some(text) = show(cell.get_value(), format) else {
            has_blanks = true;
            continue;
        };
        budget.take(1, text.len(), 1)?;
        filling.push(place(cell.get_position()), &text)?;
    }
    Ok((filling, has_blanks))
}

fn broken(sheet: Option<&str>, error: &XlsxError) -> InputError {
    match error {
        XlsxError::Password => InputError::Encrypted,
        XlsxError::Zip(error) => InputError::BrokenZip { detail: error.to_string() },
        error => InputError::BrokenWorkbook { sheet: sheet.map(str::to_owned), detail: error.to_string() },
    }
}
