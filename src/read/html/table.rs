//! Where the cells of a table in a web page stand: rows and columns that cells span push others aside.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::read::Place;
use crate::read::filling::MOST_COLUMNS;
use crate::read::flow::Flow;

/// A table that is open.
pub(super) struct Table {
    /// The column of the grid where its rows begin.
    first_column: u32,
    is_hidden: bool,
    /// The rows that it has so far, and the number of the last of them in the grid.
    rows: u32,
    last_row: u32,
    /// The open row's number in the grid.
    pub row: Option<u32>,
    is_row_hidden: bool,
    /// The column after the last cell of the open row.
    column: u32,
    pub cell: Option<OpenCell>,
    taken: Columns,
    /// Cells that go on in further rows: the first row (of the table) without them, the index of their area.
    spans: BinaryHeap<Reverse<(u32, usize)>>,
    merges: Vec<(Place, Place)>,
}

/// A cell that is open.
pub(super) struct OpenCell {
    pub place: Place,
    pub flow: Flow,
    is_hidden: bool,
}

impl Table {
    pub fn new(first_column: u32, is_hidden: bool) -> Self {
        Self {
            first_column,
            is_hidden,
            rows: 0,
            last_row: 0,
            row: None,
            is_row_hidden: false,
            column: first_column,
            cell: None,
            taken: Columns::default(),
            spans: BinaryHeap::new(),
            merges: Vec::new(),
        }
    }

    /// Whether nobody sees what comes next.
    pub fn is_hidden(&self) -> bool {
        self.is_hidden || self.is_row_hidden || self.cell.as_ref().is_some_and(|cell| cell.is_hidden)
    }

    /// Begins a row; `count` counts the rows of the grid.
    pub fn open_row(&mut self, count: &mut u32, is_hidden: bool) {
        self.is_row_hidden = is_hidden;
        if !self.is_hidden() {
            self.end_spans(self.rows);
            self.rows = self.rows.saturating_add(1);
            *count = count.saturating_add(1);
            self.last_row = *count;
        }
        self.row = Some(*count);
        self.column = self.first_column;
    }

    /// Begins a cell of the open row.
    pub fn open_cell(&mut self, columns: u32, rows: u32, is_hidden: bool) {
        let mut place = Place { row: self.last_row, column: self.column };
        if !is_hidden && !self.is_hidden() {
            place.column = self.taken.next_free(self.column);
            let last = place.column.saturating_add(columns - 1);
            self.column = last.saturating_add(1);
            if columns > 1 || rows > 1 {
                self.merges.push((place, Place { row: place.row, column: last }));
            }
            if rows > 1 {
                self.taken.set(place.column, last, true);
                let end = self.rows.saturating_sub(1).saturating_add(rows);
                self.spans.push(Reverse((end, self.merges.len() - 1)));
            }
        }
        self.cell = Some(OpenCell { place, flow: Flow::default(), is_hidden });
    }

    /// Takes back that the open cell is merged with the cells that it spans.
    pub fn unmerge(&mut self) {
        if let (Some(cell), Some((first, last))) = (&self.cell, self.merges.last_mut())
            && *first == cell.place
        {
            last.column = first.column;
        }
    }

    /// The merged areas.
    pub fn merges(mut self) -> impl Iterator<Item = (Place, Place)> {
        self.end_spans(u32::MAX);
        self.merges.into_iter()
    }

    /// Ends the cells that do not go on in the row with this ordinal: their last row is the one before it.
    fn end_spans(&mut self, row: u32) {
        while let Some(&Reverse((end, merge))) = self.spans.peek()
            && end <= row
        {
            self.spans.pop();
            if let Some((first, last)) = self.merges.get_mut(merge) {
                last.row = self.last_row;
                self.taken.set(first.column, last.column, false);
            }
        }
    }
}

/// Columns that cells of earlier rows take.
#[derive(Default)]
struct Columns(Vec<u64>);

impl Columns {
    /// The first column from this one on that is free.
    fn next_free(&self, from: u32) -> u32 {
        let mut column = from;
        while let Some(&word) = self.0.get(column as usize / 64) {
            let free = (!word >> (column % 64)).trailing_zeros();
            if free < 64 - column % 64 {
                return column + free;
            }
            column = (column / 64 + 1) * 64;
        }
        column
    }

    /// Takes columns or frees them. Those beyond the last one of a spreadsheet are nobody's.
    fn set(&mut self, first: u32, last: u32, taken: bool) {
        let last = last.min(MOST_COLUMNS);
        if taken && self.0.len() <= last as usize / 64 {
            self.0.resize(last as usize / 64 + 1, 0);
        }
        for index in first / 64..=last / 64 {
            let Some(word) = self.0.get_mut(index as usize) else { break };
            let from = if index == first / 64 { u64::MAX << (first % 64) } else { u64::MAX };
            let to = if index == last / 64 { u64::MAX >> (63 - last % 64) } else { u64::MAX };
            if taken { *word |= from & to } else { *word &= !(from & to) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_taken_and_freed() {
        let mut columns = Columns::default();
        columns.set(1, 200, true);
        assert_eq!((columns.next_free(1), columns.next_free(0), columns.next_free(500)), (201, 0, 500));
        columns.set(64, 64, false);
        assert_eq!((columns.next_free(1), columns.next_free(65)), (64, 201));
        columns.set(16_000, u32::MAX, true);
        assert_eq!(columns.next_free(16_000), 16_385);
        columns.set(20_000, u32::MAX, true);
        assert_eq!(columns.next_free(201), 201);
    }
}
