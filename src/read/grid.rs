//! A table of cells as it stands in the file, every cell with its physical place.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use super::{Address, Medium};

/// A physical place in a table: row and column as they stand in the user's file, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Place {
    /// Row (in text files: the line).
    pub row: u32,
    /// Column: 1 is A.
    pub column: u32,
}

impl Place {
    /// The name a spreadsheet gives the place: `G12`.
    pub fn a1(self) -> String {
        // The longest column has seven letters, the longest row ten digits.
        let mut name = String::with_capacity(17);
        let mut left = self.column.max(1);
        while left > 0 {
            left -= 1;
            name.insert(0, char::from(b'A' + (left % 26) as u8));
            left /= 26;
        }
        // Writing to a text cannot fail.
        let _ = write!(name, "{}", self.row);
        name
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
    /// The sheet's name; None where the file has but one table.
    pub name: Option<String>,
    /// What rows and columns are in the user's file.
    pub medium: Medium,
    text: String,
    cells: Vec<GridCell>,
    /// Physical row number and the end of its cells in `cells`, for each row that has any.
    rows: Vec<(u32, u32)>,
    /// Merged areas: first and last place.
    pub merges: Vec<(Place, Place)>,
    /// Cells with a formula and no result.
    pub uncalculated: Vec<Place>,
    /// Comments on cells that say something of 绩尺, where the format's reader knows of comments: place and text, in no
    /// order.
    pub comments: Vec<(Place, String)>,
    /// Whether it is a hidden sheet of a workbook, of which nothing but the name was read.
    pub is_hidden: bool,
}

impl Grid {
    /// An empty grid.
    pub fn new(medium: Medium, name: Option<String>) -> Self {
        Self { name, medium, ..Self::default() }
    }

    /// The line of a text that a row is, the row in its sheet or table elsewhere; None in JSON.
    pub fn line(&self, row: u32) -> Option<u32> {
        self.medium.line(row)
    }

    /// Where a place is found in the user's file.
    pub fn address(&self, place: Place) -> Address<'_> {
        self.medium.address(self.name.as_deref(), place)
    }

    /// A grid over the lines of a text that is already in memory: the text is taken over, not copied. Cells are
    /// given by [`Grid::fill`].
    pub(super) fn over(text: String) -> Self {
        Self { text, ..Self::default() }
    }

    /// The whole buffer, for the reader that cuts it into cells.
    pub(super) fn buffer(&self) -> &str {
        &self.text
    }

    /// Appends the cells that a reader cut out of [`Grid::buffer`]: the cells and, for each row that has any,
    /// its physical number and the end of its cells. `rewritten` holds the cells whose text is not a piece
    /// of the buffer as it stands (doubled quotes), in order of their index.
    pub(super) fn fill(&mut self, cut: Cut) {
        self.cells = cut.cells;
        self.rows = cut.rows;
        for (index, text) in cut.rewritten {
            let start = self.text.len() as u32;
            self.text.push_str(&text);
            self.cells[index].start = start;
            self.cells[index].end = self.text.len() as u32;
        }
        self.cells.shrink_to_fit();
        self.rows.shrink_to_fit();
    }

    /// Appends a cell. Cells come row by row and, inside a row, column by column; blank text is left out.
    pub fn push(&mut self, place: Place, text: &str) {
        if is_blank(text) {
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

    /// The row with the given ordinal among the rows that have text: physical row number and cells.
    pub fn nth_row(&self, ordinal: usize) -> (u32, &[GridCell]) {
        match self.rows.get(ordinal) {
            Some(&(row, _)) => (row, &self.cells[self.cells_of(ordinal)]),
            None => (0, &[]),
        }
    }

    /// The cells of a physical row; empty where the row has no text.
    pub fn row(&self, row: u32) -> &[GridCell] {
        match self.rows.binary_search_by_key(&row, |&(row, _)| row) {
            Ok(index) => &self.cells[self.cells_of(index)],
            Err(_) => &[],
        }
    }

    /// The rows with these ordinals as a grid of their own, every cell at its place.
    pub fn part(&self, rows: Range<usize>) -> Self {
        let (first, last) = (self.nth_row(rows.start).0, self.nth_row(rows.end.saturating_sub(1)).0);
        self.only(|row| (first..=last).contains(&row))
    }

    /// The rows that are wanted as a grid of their own, every cell at its place.
    pub fn only(&self, wanted: impl Fn(u32) -> bool) -> Self {
        let mut only = Self::new(self.medium.clone(), self.name.clone());
        for (row, cells) in self.rows().filter(|&(row, _)| wanted(row)) {
            cells.iter().for_each(|cell| only.push(Place { row, column: cell.column }, self.text(cell)));
        }
        only.merges = self.merges.iter().filter(|(from, _)| wanted(from.row)).copied().collect();
        only.comments = self.comments.iter().filter(|(place, _)| wanted(place.row)).cloned().collect();
        only.uncalculated = self.uncalculated.iter().filter(|place| wanted(place.row)).copied().collect();
        only
    }

    /// The same table with other texts in these cells; an empty one clears its cell.
    pub fn with(&self, texts: &BTreeMap<Place, &str>) -> Self {
        let own = self.rows().flat_map(|(row, cells)| {
            cells.iter().map(move |cell| (Place { row, column: cell.column }, self.text(cell)))
        });
        let mut own = own.filter(|(place, _)| !texts.contains_key(place)).peekable();
        let mut with = Self::new(self.medium.clone(), self.name.clone());
        for (&place, text) in texts {
            while let Some((before, text)) = own.next_if(|(other, _)| *other < place) {
                with.push(before, text);
            }
            with.push(place, text);
        }
        own.for_each(|(place, text)| with.push(place, text));
        with.merges.clone_from(&self.merges);
        with.uncalculated.clone_from(&self.uncalculated);
        with.comments.clone_from(&self.comments);
        with.is_hidden = self.is_hidden;
        with
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

/// What a reader cut out of a buffer. See [`Grid::fill`].
#[derive(Debug, Default)]
pub(super) struct Cut {
    cells: Vec<GridCell>,
    rows: Vec<(u32, u32)>,
    rewritten: Vec<(usize, String)>,
}

impl Cut {
    /// Room for about as many cells as a text has, judged by its beginning.
    pub(super) fn sized_for(text: &str, delimiter: u8) -> Self {
        let sample = &text.as_bytes()[..text.len().min(1 << 16)];
        let count = |keep: fn(u8, u8) -> bool| {
            let found = sample.windows(2).filter(|pair| keep(pair[0], pair[1])).count();
            (found + 1) * (text.len() / sample.len().max(1))
        };
        // A cell or row that has text ends with a byte that is neither a delimiter nor a line end.
        let cells = count(|byte, next| byte > b' ' && next <= b' ').max(match delimiter {
            b'\t' => 0,
            _ => count(|byte, next| byte != b',' && next == b','),
        });
        let rows = count(|byte, next| byte != b'\n' && next == b'\n');
        Self {
            cells: Vec::with_capacity(cells + cells / 16),
            rows: Vec::with_capacity(rows + rows / 16),
            ..Self::default()
        }
    }

    /// Takes a cell of the buffer over, unless it is blank. Cells come in the order of the table.
    pub(super) fn push(&mut self, place: Place, buffer: &str, range: Range<usize>) {
        if is_blank(&buffer[range.clone()]) {
            return;
        }
        self.cells.push(GridCell { column: place.column, start: range.start as u32, end: range.end as u32 });
        let end = self.cells.len() as u32;
        match self.rows.last_mut() {
            Some((row, last)) if *row == place.row => *last = end,
            _ => self.rows.push((place.row, end)),
        }
    }

    /// Takes a cell over whose text differs from the buffer's.
    pub(super) fn push_rewritten(&mut self, place: Place, buffer: &str, range: Range<usize>, text: String) {
        let before = self.cells.len();
        self.push(place, buffer, range);
        if self.cells.len() > before && is_blank(&text) {
            // Nothing but quotes: the cell is blank after all.
            self.cells.pop();
            if !self.rows_have(before) {
                self.rows.pop();
            } else if let Some((_, end)) = self.rows.last_mut() {
                *end = before as u32;
            }
        } else if self.cells.len() > before {
            self.rewritten.push((before, text));
        }
    }

    /// Whether the last row keeps a cell when its cells end at `end`.
    fn rows_have(&self, end: usize) -> bool {
        let start = self.rows.len().checked_sub(2).map_or(0, |index| self.rows[index].1);
        end as u32 > start
    }
}

/// Whether a text shows nothing.
pub(crate) fn is_blank(text: &str) -> bool {
    match text.as_bytes().first() {
        None => true,
        // The first byte settles it for nearly every cell.
        Some(byte) if byte.is_ascii_graphic() => false,
        _ => text.trim().is_empty(),
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
