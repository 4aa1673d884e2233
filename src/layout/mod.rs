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
mod summary;
mod title;
mod words;

pub use catalogue::{Family, Layout, LayoutSource, Layouts};
pub use words::Words;

use crate::read::{Grid, InputError, Place};
use crate::record::{Cell, ReadingKind, ReadingNote, Sheet};

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
    let read = of(Family::Summary)
        .and_then(|layout| summary::read(layout, file, &grid))
        .or_else(|| doubt::other_form(common, file, &grid))
        .or_else(|| flat::read(of(Family::Table)?, file, &grid))
        .or_else(|| form::read(of(Family::Form)?, file, &grid))
        .or_else(|| doubt::unknown(common, file, &grid));
    match read {
        Some(sheet) => Ok(with_formulas(Sheet { grid, ..sheet })),
        None => Err(InputError::NoTable { sheet: grid.name }),
    }
}

/// Notes the formulas that nothing has calculated yet.
fn with_formulas(mut sheet: Sheet) -> Sheet {
    let formulas = sheet.grid.uncalculated.iter().map(|&place| ReadingNote {
        cell: Cell { raw: String::new(), place },
        project: None,
        kind: ReadingKind::FormulaWithoutValue,
    });
    sheet.notes.extend(formulas);
    sheet.notes.sort_by_key(|note| note.cell.place);
    sheet
}

/// Reads all tables of a file as records, in the order of the file. Tables that are no goal sheet (a cover, a
/// list) are left out where another one is; hidden sheets are noted in the first that was read.
///
/// # Errors
/// [`InputError::NoTable`] where none of the tables is recognised.
pub fn sheets(layouts: &Layouts, file: &str, grids: Vec<Grid>) -> Result<Vec<Sheet>, InputError> {
    let mut sheets = Vec::new();
    let mut hidden = Vec::new();
    let mut refused = InputError::NoTable { sheet: None };
    for grid in grids {
        if grid.is_hidden {
            hidden.extend(grid.name);
            continue;
        }
        match recognise(layouts, file, grid) {
            Ok(sheet) => sheets.push(sheet),
            Err(error) => refused = error,
        }
    }
    let Some(first) = sheets.first_mut() else { return Err(refused) };
    let corner =
        first.grid.rows().next().and_then(|(row, cells)| Some(Place { row, column: cells.first()?.column }));
    let place = corner.unwrap_or(Place { row: 1, column: 1 });
    let notes = hidden.into_iter().map(|raw| ReadingNote {
        cell: Cell { raw, place },
        project: None,
        kind: ReadingKind::HiddenSheet,
    });
    first.notes.splice(0..0, notes);
    Ok(sheets)
}
