//! [`Grid`] → [`Sheet`]: which layout a table has, and what its cells say.
//!
//! A layout is recognised by its headers, not by the file's type. What headers a layout knows is data
//! (`rules/layouts/*.toml`).

mod body;
mod catalogue;
mod columns;
mod doubt;
mod fields;
mod flat;
mod form;
mod header;
mod key;
mod looks;
mod parts;
mod records;
mod summary;
mod title;
mod words;

pub use catalogue::{Family, Layout, LayoutSource, Layouts};
use title::Title;
pub use words::Words;

use std::ops::Range;

use crate::read::{Grid, InputError, Place};
use crate::record::{Cell, ReadingKind, ReadingNote, Sheet};
use crate::text::formula_error;

/// Reads a table as records.
///
/// `file` is the file as the user named it.
///
/// # Errors
/// [`InputError::NoTable`] where no layout is recognised.
pub fn recognise(layouts: &Layouts, file: &str, grid: Grid) -> Result<Sheet, InputError> {
    let present = catalogue::Present::new(&grid);
    let of = |family| layouts.of(family, &present);
    let common = layouts.common();
    let read = records::read(file, &grid)
        .or_else(|| summary::read(of(Family::Summary)?, file, &grid))
        .or_else(|| doubt::other_form(common, file, &grid))
        .or_else(|| flat::read(of(Family::Table)?, file, &grid))
        .or_else(|| form::read(of(Family::Form)?, file, &grid))
        .or_else(|| doubt::unknown(common, file, &grid));
    match read {
        Some(sheet) => Ok(with_formulas(Sheet { grid, ..sheet })),
        None => Err(InputError::NoTable { sheet: grid.name }),
    }
}

/// Reads the tables of a sheet that stand one below the other. What is no table by itself belongs to the one
/// above it; tables of one layout that go on are one.
fn tables(layouts: &Layouts, file: &str, grid: Grid) -> Result<Vec<Sheet>, InputError> {
    let parts = parts::parts(layouts.common(), &grid);
    if parts.len() == 1 {
        return Ok(vec![recognise(layouts, file, grid)?]);
    }
    let read = |rows: &Range<usize>| recognise(layouts, file, grid.part(rows.clone())).ok();
    // Each part by itself, and which of them are one table.
    let mut tables: Vec<(Vec<Range<usize>>, Vec<Sheet>)> = Vec::new();
    for rows in parts {
        let sheet = read(&rows);
        match tables.last_mut() {
            Some((of, sheets)) if joins(sheets.last(), sheet.as_ref()) => {
                of.push(rows);
                sheets.extend(sheet);
            }
            _ => tables.push((vec![rows], sheet.into_iter().collect())),
        }
    }
    let whole = |(of, sheets): (Vec<Range<usize>>, Vec<Sheet>)| match of.as_slice() {
        [first, .., last] => read(&(first.start..last.end)).map_or(sheets, |sheet| vec![sheet]),
        _ => sheets,
    };
    let sheets: Vec<Sheet> = tables.into_iter().flat_map(whole).collect();
    if sheets.is_empty() { Err(InputError::NoTable { sheet: grid.name }) } else { Ok(sheets) }
}

/// Whether a part is read together with that above it.
fn joins(above: Option<&Sheet>, below: Option<&Sheet>) -> bool {
    match (above, below) {
        // Forms of one kind may be of several years, and their money in several units.
        (Some(above), Some(below)) => {
            above.layout == below.layout
                && !above.projects.is_empty()
                && below.year.is_none_or(|year| above.year == Some(year))
                && below.money_unit.is_none_or(|unit| above.money_unit == Some(unit))
        }
        _ => true,
    }
}

/// Notes the formulas that nothing has calculated yet, and those whose result is an error.
fn with_formulas(mut sheet: Sheet) -> Sheet {
    let formulas = sheet.grid.uncalculated.iter().map(|&place| ReadingNote {
        cell: Cell { raw: String::new(), place },
        project: None,
        kind: ReadingKind::FormulaWithoutValue,
    });
    let cells = sheet.grid.rows().flat_map(|(row, cells)| cells.iter().map(move |cell| (row, cell)));
    let is_error = |text: &str| formula_error(text).is_some_and(|error| error == text.trim());
    let errors = cells.filter(|(_, cell)| is_error(sheet.grid.text(cell))).map(|(row, cell)| {
        let cell = Cell { raw: sheet.grid.text(cell).to_owned(), place: Place { row, column: cell.column } };
        ReadingNote { cell, project: None, kind: ReadingKind::FormulaError }
    });
    let formulas: Vec<ReadingNote> = formulas.chain(errors).collect();
    sheet.notes.extend(formulas);
    sheet.notes.sort_by_key(|note| note.cell.place);
    sheet
}

/// Reads all tables of a file as records, in the order of the file. Tables that are no goal sheet (a cover, a
/// list) are left out where another one is; they and hidden sheets are noted in the first that was read.
///
/// # Errors
/// [`InputError::NoTable`] where none of the tables is recognised.
pub fn sheets(layouts: &Layouts, file: &str, grids: Vec<Grid>) -> Result<Vec<Sheet>, InputError> {
    let sheets = numbered_sheets(layouts, file, grids)?;
    Ok(sheets.into_iter().map(|(_, sheet)| sheet).collect())
}

/// As [`sheets`], each with the index of the table that it stands in.
///
/// # Errors
/// As [`sheets`].
pub fn numbered_sheets(
    layouts: &Layouts,
    file: &str,
    grids: Vec<Grid>,
) -> Result<Vec<(usize, Sheet)>, InputError> {
    let mut sheets: Vec<(usize, Sheet)> = Vec::new();
    let mut passed_over = Vec::new();
    let mut cover_year = None;
    let mut refused = InputError::NoTable { sheet: None };
    for (index, grid) in grids.into_iter().enumerate() {
        if grid.is_hidden {
            passed_over.extend(grid.name.map(|name| (name, ReadingKind::HiddenSheet)));
            continue;
        }
        let name = grid.name.clone();
        let cover = Title::of(&grid);
        match tables(layouts, file, grid) {
            Ok(tables) => sheets.extend(tables.into_iter().map(|sheet| (index, sheet))),
            Err(error) => {
                refused = error;
                cover_year = cover_year.or(cover.budget_year());
                passed_over.extend(name.map(|name| (name, ReadingKind::NoGoalSheet)));
            }
        }
    }
    // The year may stand on the cover alone.
    for (_, sheet) in &mut sheets {
        sheet.year = sheet.year.or(cover_year);
    }
    let Some((_, first)) = sheets.first_mut() else { return Err(refused) };
    let corner =
        first.grid.rows().next().and_then(|(row, cells)| Some(Place { row, column: cells.first()?.column }));
    let place = corner.unwrap_or(Place { row: 1, column: 1 });
    let notes = passed_over.into_iter().map(|(raw, kind)| ReadingNote {
        cell: Cell { raw, place },
        project: None,
        kind,
    });
    first.notes.splice(0..0, notes);
    Ok(sheets)
}
