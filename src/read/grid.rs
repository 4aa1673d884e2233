//! A table of cells as it stands in the file, every cell with its physical place.

use std::ops::Range;

/// A physical place in a table: row and column as they stand in the user's file, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Row (in text files: the line).
    pub row: u32,
    /// Column: 1 is A.
    pub column: u32,
}

impl Place {
    /// The name a spreadsheet gives the place: `G12`.
    pub fn a1(self) -> String {
        let mut letters = Vec::new();
        let mut left = self.column.max(1);
        while left > 0 {
            left -= 1;
            letters.push(b'A' + (left % 26) as u8);
            left /= 26;
        }
        let letters: String = letters.iter().rev().map(|&b| b as char).collect();
        format!("{letters}{}", self.row)
    }
}

/// A non-empty cell of a [`Grid`]: its column (from 1) and its text in the grid's buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GridCell {
    /// Column, from 1.
    pub column: u32,
    start: u32,
    end: u32,
}

/// One table: a sheet of a workbook, or a text file. Only non-empty cells are kept.
///
/// All text stands in one buffer, so that a grid costs little more than its file.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    /// The sheet's name; None in text files.
    pub name: Option<String>,
    text: String,
    cells: Vec<GridCell>,
    /// Physical row number and the end of its cells in `cells`, for each row that has any.
    rows: Vec<(u32, u32)>,
    /// Merged areas: first and last place.
    pub merges: Vec<(Place, Place)>,
}

impl Grid {
    /// An empty grid.
    pub fn new(name: Option<String>) -> Self {
        Self { name, ..Self::default() }
    }

    /// Appends a cell. Cells come row by row and, inside a row, column by column; blank text is left out.
    pub fn push(&mut self, place: Place, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        let start = self.text.len() as u32;
        self.text.push_str(text);
        self.cells.push(GridCell { column: place.column, start, end: self.text.len() as u32 });
        let end = self.cells.len() as u32;
        match self.rows.last_mut() {
            Some((row, last)) if *row == place.row => *last = end,
            _ => self.rows.push((place.row, end)),
        }
    }

    /// The rows that have text, in order: physical row number and cells.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = (u32, &[GridCell])> {
        (0..self.rows.len()).map(|index| (self.rows[index].0, &self.cells[self.cells_of(index)]))
    }

    /// The cells of a physical row; empty where the row has no text.
    pub fn row(&self, row: u32) -> &[GridCell] {
        match self.rows.binary_search_by_key(&row, |&(row, _)| row) {
            Ok(index) => &self.cells[self.cells_of(index)],
            Err(_) => &[],
        }
    }

    /// A cell's raw text.
    pub fn text(&self, cell: &GridCell) -> &str {
        &self.text[cell.start as usize..cell.end as usize]
    }

    /// The raw text at a place; empty where there is none.
    pub fn at(&self, place: Place) -> &str {
        let row = self.row(place.row);
        match row.binary_search_by_key(&place.column, |cell| cell.column) {
            Ok(index) => self.text(&row[index]),
            Err(_) => "",
        }
    }

    /// Whether no cell has text.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    fn cells_of(&self, index: usize) -> Range<usize> {
        let start = if index == 0 { 0 } else { self.rows[index - 1].1 as usize };
        start..self.rows[index].1 as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a1_names() {
        for (column, name) in [(1, "A3"), (26, "Z3"), (27, "AA3"), (702, "ZZ3"), (703, "AAA3")] {
            assert_eq!(Place { row: 3, column }.a1(), name);
        }
    }
}
