//! Cells → [`Grid`] within the limits of a file: readers that get their cells one by one, mostly in order, fill
//! a grid here.

use super::grid::is_blank;
use super::{Grid, InputError, Large, Medium, Place};

/// The most cells of a file.
const MOST_CELLS: usize = 8_000_000;
/// The most text of all cells of a file, in bytes: a long text can stand in every cell.
const MOST_TEXT: usize = 128 << 20;
/// The most text of a cell, in bytes. Excel allows 32,767 characters.
const MOST_CELL_TEXT: usize = 256 << 10;
/// The most comments of a sheet that are kept.
const MOST_COMMENTS: usize = 100_000;
/// As many rows as a spreadsheet has.
pub(super) const MOST_ROWS: u32 = 1_048_576;
/// As many columns as a spreadsheet has.
pub(super) const MOST_COLUMNS: u32 = 16_384;

/// What may still be read of a file. A few bytes can stand for any number of cells, so that the file's size
/// bounds nothing.
#[derive(Debug)]
pub(super) struct Budget {
    cells: usize,
    text: usize,
}

impl Budget {
    pub fn new() -> Self {
        Self { cells: MOST_CELLS, text: MOST_TEXT }
    }

    /// Takes `times` rows of so many cells with so much text out of the budget.
    pub fn take(&mut self, cells: usize, text: usize, times: usize) -> Result<(), InputError> {
        let left = |budget: usize, wanted: usize| budget.checked_sub(wanted.checked_mul(times)?);
        self.cells = left(self.cells, cells)
            .ok_or(InputError::TooLarge { what: Large::Cells, limit: MOST_CELLS as u64 })?;
        self.text = left(self.text, text).ok_or_else(too_much_text)?;
        Ok(())
    }

    /// Whether a text that is still being put together can be taken later.
    pub fn has_room(&self, text: usize) -> Result<(), InputError> {
        if text > self.text { Err(too_much_text()) } else { Ok(()) }
    }
}

fn too_much_text() -> InputError {
    InputError::TooLarge { what: Large::Text, limit: MOST_TEXT as u64 }
}

/// A grid that is being filled.
#[derive(Debug)]
pub(super) struct Filling {
    grid: Grid,
    last: Place,
    /// Cells that came after their turn.
    late: Vec<(Place, String)>,
}

impl Filling {
    pub fn new(name: Option<String>) -> Self {
        let grid = Grid::new(Medium::Cells, name);
        Self { grid, last: Place { row: 0, column: 0 }, late: Vec::new() }
    }

    /// Adds a cell; what it costs was taken out of the budget. Blank text is left out.
    pub fn push(&mut self, place: Place, text: &str) -> Result<(), InputError> {
        if is_blank(text) {
            return Ok(());
        }
        if text.len() > MOST_CELL_TEXT {
            return Err(InputError::TooLarge { what: Large::CellText, limit: MOST_CELL_TEXT as u64 });
        }
        if place.column > MOST_COLUMNS {
            return Err(InputError::TooLarge { what: Large::Columns, limit: MOST_COLUMNS.into() });
        }
        if place.row > MOST_ROWS {
            return Err(InputError::TooLarge { what: Large::Rows, limit: MOST_ROWS.into() });
        }
        if place > self.last {
            self.grid.push(place, text);
            self.last = place;
        } else {
            self.late.push((place, text.to_owned()));
        }
        Ok(())
    }

    /// Adds a merged area. What lies beyond the last row or column is cut off; a single cell is no area.
    pub fn merge(&mut self, first: Place, last: Place) {
        let last = Place { row: last.row.min(MOST_ROWS), column: last.column.min(MOST_COLUMNS) };
        if first.row <= last.row && first.column <= last.column && first != last {
            self.grid.merges.push((first, last));
        }
    }

    /// Adds a formula without a result.
    pub fn uncalculated(&mut self, place: Place) {
        self.grid.uncalculated.push(place);
    }

    /// Adds the comment on a cell. Nobody asks for those that do not speak of this program.
    pub fn comment(&mut self, place: Place, text: &str) {
        if text.contains("绩尺") && text.len() <= MOST_CELL_TEXT && self.grid.comments.len() < MOST_COMMENTS
        {
            self.grid.comments.push((place, text.to_owned()));
        }
    }

    /// Whether no cell has text.
    pub fn is_empty(&self) -> bool {
        self.grid.is_empty() && self.late.is_empty()
    }

    /// The grid, everything in the order of its places.
    pub fn finish(self) -> Grid {
        let Self { mut grid, mut late, .. } = self;
        grid.merges.sort_unstable();
        grid.uncalculated.sort_unstable();
        if late.is_empty() {
            return grid;
        }
        // The first text of a place stays.
        late.sort_by_key(|&(place, _)| place);
        late.dedup_by_key(|&mut (place, _)| place);
        let mut sorted = Grid::new(grid.medium.clone(), grid.name.take());
        let mut late = late.into_iter().peekable();
        for (row, cells) in grid.rows() {
            for cell in cells {
                let place = Place { row, column: cell.column };
                while let Some((earlier, text)) = late.next_if(|(late, _)| *late < place) {
                    sorted.push(earlier, &text);
                }
                late.next_if(|(late, _)| *late == place);
                sorted.push(place, grid.text(cell));
            }
        }
        late.for_each(|(place, text)| sorted.push(place, &text));
        sorted.merges = grid.merges;
        sorted.comments = grid.comments;
        sorted.uncalculated = grid.uncalculated;
        sorted
    }
}

/// The grids of a workbook's sheets: visible ones with text as they are, hidden ones with text by their name.
///
/// # Errors
/// [`InputError::Empty`] where no sheet has text.
pub(super) fn workbook(sheets: impl IntoIterator<Item = (Filling, bool)>) -> Result<Vec<Grid>, InputError> {
    let mut grids = Vec::new();
    for (filling, is_hidden) in sheets {
        if filling.is_empty() {
            continue;
        }
        let mut grid = if is_hidden { Grid::new(Medium::Cells, filling.grid.name) } else { filling.finish() };
        grid.is_hidden = is_hidden;
        grids.push(grid);
    }
    if grids.is_empty() { Err(InputError::Empty) } else { Ok(grids) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(row: u32, column: u32) -> Place {
        Place { row, column }
    }

    #[test]
    fn cells_come_in_any_order() {
        let mut filling = Filling::new(None);
        for (place, text) in [
            (at(2, 2), "d"),
            (at(1, 1), "a"),
            (at(4, 1), "f"),
            (at(2, 1), "c"),
            (at(1, 9), "b"),
            (at(2, 2), "again"),
            (at(3, 1), "e"),
        ] {
            filling.push(place, text).unwrap();
        }
        let grid = filling.finish();
        let texts: String =
            grid.rows().flat_map(|(_, cells)| cells.iter().map(|cell| grid.text(cell))).collect();
        assert_eq!(texts, "abcdef");
        assert_eq!(grid.at(at(1, 9)), "b");
    }

    #[test]
    fn what_is_too_much_is_refused_before_it_is_made() {
        let mut budget = Budget::new();
        let cells = |error| matches!(error, Err(InputError::TooLarge { what: Large::Cells, .. }));
        assert!(cells(budget.take(16_384, 1, 1_048_576)));
        assert!(cells(budget.take(usize::MAX, 1, usize::MAX)));
        assert_eq!(budget.take(MOST_CELLS / 1_000_000, 10, 1_000_000), Ok(()));
        assert!(cells(budget.take(1, 0, 1)));
        let far = Filling::new(None).push(at(1, 16_385), "x");
        assert_eq!(far, Err(InputError::TooLarge { what: Large::Columns, limit: 16_384 }));
    }
}
