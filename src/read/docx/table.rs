//! One table while it is read, and once it is.

use std::collections::HashMap;
use std::ops::Range;

use super::super::{InputError, Large};

/// More columns than any spreadsheet has.
const MOST_COLUMNS: u32 = 16_384;

/// A table: its cells that have text, and its merged areas. Rows and columns count from 1.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Its number in the order in which the document's tables begin, from 1.
    pub number: u32,
    /// How many rows it has, blank ones included.
    pub rows: u32,
    /// Where its columns begin and the last one ends, in twips, as far as it says.
    pub edges: Vec<u32>,
    text: String,
    cells: Vec<Cell>,
    /// Merged areas.
    pub merges: Vec<Merge>,
    /// All its cells, row by row: row, column, and where the cell begins in the XML.
    pub places: Vec<(u32, u32, usize)>,
}

#[derive(Debug)]
struct Cell {
    row: u32,
    column: u32,
    text: Range<usize>,
}

/// A merged area: first and last row, first and last column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Merge {
    pub rows: (u32, u32),
    pub columns: (u32, u32),
}

impl Merge {
    /// Whether it is more than one cell.
    fn is_merged(self) -> bool {
        self.rows.0 < self.rows.1 || self.columns.0 < self.columns.1
    }
}

impl Table {
    /// The cells, row by row.
    pub fn cells(&self) -> impl Iterator<Item = (u32, u32, &str)> {
        self.cells.iter().map(|cell| (cell.row, cell.column, &self.text[cell.text.clone()]))
    }
}

/// A table that has not ended.
#[derive(Debug, Default)]
pub(super) struct OpenTable {
    table: Table,
    row: Option<OpenRow>,
    cell: Option<OpenCell>,
    /// The merged areas that may go on in the next row, by their first column: the area, and where its first cell
    /// stands in the text.
    merging: HashMap<u32, Merge>,
}

#[derive(Debug)]
struct OpenRow {
    /// The column that the next cell begins in.
    column: u32,
    /// Where the table stood before it.
    cells: usize,
    text: usize,
    places: usize,
    /// The merged areas that go on below, in place of [`OpenTable::merging`] once the row ends.
    merging: HashMap<u32, Merge>,
    is_deleted: bool,
}

/// How a cell goes on below the one above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vertical {
    /// It does not.
    Alone,
    /// The area begins here.
    Begins,
    /// It is a part of the area above.
    GoesOn,
}

#[derive(Debug)]
struct OpenCell {
    /// Where it begins in the XML.
    at: usize,
    span: u32,
    vertical: Vertical,
    is_deleted: bool,
}

impl OpenTable {
    /// Begins a table.
    pub fn new(number: u32) -> Self {
        Self { table: Table { number, ..Table::default() }, ..Self::default() }
    }

    /// Adds a column of this width.
    pub fn add_column(&mut self, width: u32) {
        let edges = &mut self.table.edges;
        if edges.len() <= MOST_COLUMNS as usize {
            let last = edges.last().copied();
            edges.extend(last.is_none().then_some(0));
            edges.push(last.unwrap_or(0).saturating_add(width));
        }
    }

    /// Begins a row.
    pub fn begin_row(&mut self) {
        self.row = Some(OpenRow {
            column: 1,
            cells: self.table.cells.len(),
            text: self.table.text.len(),
            places: self.table.places.len(),
            merging: HashMap::new(),
            is_deleted: false,
        });
    }

    /// Leaves columns out before the row's first cell.
    pub fn skip(&mut self, columns: u32) -> Result<(), InputError> {
        match &mut self.row {
            Some(row) => advance(row, columns).map(|_| ()),
            None => Ok(()),
        }
    }

    /// The row was deleted, or nobody sees it.
    pub fn delete_row(&mut self) {
        if let Some(row) = &mut self.row {
            row.is_deleted = true;
        }
    }

    /// Begins the cell that stands `at` this place in the XML.
    pub fn begin_cell(&mut self, at: usize) {
        self.cell = Some(OpenCell { at, span: 1, vertical: Vertical::Alone, is_deleted: false });
    }

    /// How many columns the cell takes.
    pub fn span(&mut self, columns: u32) {
        if let Some(cell) = &mut self.cell {
            cell.span = columns.max(1);
        }
    }

    /// How the cell goes on.
    pub fn vertical(&mut self, vertical: Vertical) {
        if let Some(cell) = &mut self.cell {
            cell.vertical = vertical;
        }
    }

    /// The cell's deletion was recorded.
    pub fn delete_cell(&mut self) {
        if let Some(cell) = &mut self.cell {
            cell.is_deleted = true;
        }
    }

    /// Ends the cell.
    ///
    /// # Errors
    /// [`InputError::TooLarge`] for a row with more columns than a spreadsheet can have.
    pub fn end_cell(&mut self, text: &str) -> Result<(), InputError> {
        let (Some(cell), Some(row)) = (self.cell.take(), &mut self.row) else { return Ok(()) };
        let column = advance(row, cell.span)?;
        let number = self.table.rows + 1;
        self.table.places.push((number, column, cell.at));
        let columns = (column, column + cell.span - 1);
        if cell.vertical == Vertical::GoesOn
            && let Some(mut area) = self.merging.remove(&column).filter(|area| area.columns == columns)
        {
            // What stands in it is not shown.
            area.rows.1 = number;
            row.merging.insert(column, area);
            return Ok(());
        }
        let area = Merge { rows: (number, number), columns };
        match cell.vertical {
            Vertical::Begins | Vertical::GoesOn => _ = row.merging.insert(column, area),
            Vertical::Alone if area.is_merged() => self.table.merges.push(area),
            Vertical::Alone => {}
        }
        let text = text.trim();
        if !text.is_empty() && !cell.is_deleted {
            let start = self.table.text.len();
            self.table.text.push_str(text);
            let text = start..self.table.text.len();
            self.table.cells.push(Cell { row: number, column, text });
        }
        Ok(())
    }

    /// Ends the row.
    pub fn end_row(&mut self) {
        let Some(row) = self.row.take() else { return };
        if row.is_deleted {
            let number = self.table.rows + 1;
            self.table.cells.truncate(row.cells);
            self.table.text.truncate(row.text);
            self.table.places.truncate(row.places);
            self.table.merges.retain(|area| area.rows.0 != number);
            // Areas that went on in this row go on in the next.
            let going_on = row.merging.into_iter().filter(|(_, area)| area.rows.0 < number);
            self.merging.extend(going_on.map(|(column, mut area)| {
                area.rows.1 = number - 1;
                (column, area)
            }));
            return;
        }
        self.table.rows += 1;
        self.end_merges(row.merging);
    }

    /// Ends the merged areas that go on no further.
    fn end_merges(&mut self, going_on: HashMap<u32, Merge>) {
        let ended = std::mem::replace(&mut self.merging, going_on);
        self.table.merges.extend(ended.into_values().filter(|area| area.is_merged()));
    }

    /// Ends the table.
    pub fn end(mut self) -> Table {
        self.end_merges(HashMap::new());
        self.table
    }
}

/// Takes columns of a row; the first of them.
fn advance(row: &mut OpenRow, columns: u32) -> Result<u32, InputError> {
    let first = row.column;
    row.column = first.saturating_add(columns);
    if row.column > MOST_COLUMNS + 1 {
        return Err(InputError::TooLarge { what: Large::Columns, limit: MOST_COLUMNS.into() });
    }
    Ok(first)
}
