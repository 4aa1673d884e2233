//! .xlsx workbooks → one [`Grid`] for each visible sheet. Cells are streamed: a sheet with one cell in its last
//! row and column costs no more than one with two cells.

use std::io::Cursor;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::cell_value::{place, show};
use super::filling::{self, Budget, Filling};
use super::guard::guarded;
use super::number_format::NumberFormat;
use super::{Grid, InputError, container};

/// Reads a workbook.
///
/// # Errors
/// [`InputError`] where the container or the workbook is damaged, encrypted or too large, or where no visible
/// sheet has a cell.
pub(super) fn read(bytes: Vec<u8>) -> Result<Vec<Grid>, InputError> {
    container::check(&bytes)?;
    guarded(|| sheets(&bytes)).unwrap_or_else(|| {
        Err(InputError::BrokenWorkbook { sheet: None, detail: "unexpected structure".to_owned() })
    })
}

fn sheets(bytes: &[u8]) -> Result<Vec<Grid>, InputError> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(None, &error))?;
    let worksheets = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible))
        .collect::<Vec<_>>();
    let mut budget = Budget::new();
    let mut sheets = Vec::with_capacity(worksheets.len());
    let mut has_formulas = None;
    for (name, is_visible) in worksheets {
        if !is_visible {
            sheets.push((first_text(&mut workbook, &name), true));
            continue;
        }
        let (mut filling, has_blanks) = sheet(&mut workbook, &name, &mut budget)?;
        // Blank cells are common, formulas are not, and telling the two apart takes a second reading.
        if has_blanks
            && !filling.is_empty()
            && *has_formulas.get_or_insert_with(|| container::has_formulas(bytes))
        {
            uncalculated(&mut workbook, &name, &mut filling)?;
        }
        let merges =
            workbook.merge_cells_by_sheet_name(&name).map_err(|error| broken(Some(&name), &error))?;
        merges.iter().for_each(|area| filling.merge(place(area.start), place(area.end)));
        sheets.push((filling, false));
    }
    filling::workbook(sheets)
}

type Workbook<'b> = Xlsx<Cursor<&'b [u8]>>;

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
