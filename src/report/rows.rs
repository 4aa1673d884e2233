//! Rows of a sheet as the source of a diagnostic: each row one line, its cells joined by ` │ `, with the
//! row numbers of the user's file, cut so that a line fits the terminal and every target cell is seen.

use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::fit::{GAP, fit};
use super::window::window;
use crate::finding::Language;
use crate::record::{Grid, Medium, Place, Sheet};
use crate::text::{printable, width};

const BETWEEN: &str = " │ ";
/// Cells that are no targets are context: so many columns of each suffice.
const CONTEXT: usize = 16;
/// A label is not cut below this: the cell's name has to stay.
const NARROWEST_LABEL: usize = 6;
/// Cells on each side of a target that are considered at all.
const NEIGHBOURS: usize = 12;

/// A cell to point at.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) place: Place,
    /// Bytes of the raw text; None for the whole cell.
    pub(super) span: Option<Range<usize>>,
    pub(super) label: String,
}

/// The rows that hold the targets.
#[derive(Debug)]
pub(super) struct Rows {
    name: String,
    /// What the rows are. Where they are no lines to jump to, the place belongs into the name.
    medium: Medium,
    language: Language,
    text: String,
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    row: u32,
    start: usize,
    /// Start in the text, and column, of each cell shown.
    cells: Vec<(usize, u32)>,
}

impl Rows {
    /// The rows of `targets` (those of one row together, in order of column), in lines of at most `columns` columns, and the bytes of
    /// each target with the columns left for its label. `empty` stands for a target without text.
    pub(super) fn new(
        sheet: &Sheet,
        name: String,
        targets: &[Target],
        empty: &str,
        columns: usize,
        language: Language,
    ) -> (Self, Vec<(Range<usize>, usize)>) {
        let medium = sheet.grid.medium.clone();
        let mut rows = Self { name, medium, language, text: String::new(), lines: Vec::new() };
        let mut spans = Vec::with_capacity(targets.len());
        for targets in targets.chunk_by(|a, b| a.place.row == b.place.row) {
            rows.push(&sheet.grid, targets, empty, columns, &mut spans);
        }
        (rows, spans)
    }

    fn push(
        &mut self,
        grid: &Grid,
        targets: &[Target],
        empty: &str,
        columns: usize,
        spans: &mut Vec<(Range<usize>, usize)>,
    ) {
        let Some(row) = targets.first().map(|target| target.place.row) else { return };
        let pieces = pieces(grid, row, targets, empty, columns);
        let mut line = Line { row, start: self.text.len(), cells: Vec::with_capacity(pieces.len()) };
        let mut gap = false;
        let rooms: Vec<usize> = label_starts(&pieces)
            .map(|(start, _)| columns.saturating_sub(start).max(NARROWEST_LABEL))
            .collect();
        let mut rooms = rooms.into_iter();
        for piece in pieces {
            if piece.left_out {
                if !gap {
                    self.between(line.start);
                    self.text.push(GAP);
                }
                gap = true;
                continue;
            }
            gap = false;
            self.between(line.start);
            let start = self.text.len();
            line.cells.push((start, piece.column));
            self.text.push_str(&piece.text);
            if let Some(span) = piece.target {
                let room = rooms.next().unwrap_or(NARROWEST_LABEL);
                spans.push((start + span.start..start + span.end, room));
            }
        }
        self.text.push('\n');
        self.lines.push(line);
    }

    fn between(&mut self, start: usize) {
        if self.text.len() > start {
            self.text.push_str(BETWEEN);
        }
    }

    fn line_at(&self, offset: usize) -> usize {
        self.lines.partition_point(|line| line.start <= offset).saturating_sub(1)
    }
}

impl SourceCode for Rows {
    /// Whole lines always: there is no context but the row itself.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let last_byte = span.offset() + span.len().saturating_sub(1);
        if last_byte >= self.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let (first, last) = (self.line_at(span.offset()), self.line_at(last_byte));
        let line = &self.lines[first];
        // Rows that do not follow each other in the sheet are shown apart.
        if (self.lines[last].row.wrapping_sub(line.row)) as usize != last - first {
            return Err(MietteError::OutOfBounds);
        }
        let end = self.lines.get(last + 1).map_or(self.text.len(), |next| next.start);
        let cell = line.cells.partition_point(|&(start, _)| start <= span.offset()).saturating_sub(1);
        let column = line.cells.get(cell).map_or(1, |&(_, column)| column);
        let address = self.medium.address(None, Place { row: line.row, column });
        let name = match self.medium {
            Medium::Lines => self.name.clone(),
            _ => format!("{}!{}", self.name, address.name(self.language)),
        };
        Ok(Box::new(MietteSpanContents::new_named(
            name,
            &self.text.as_bytes()[line.start..end],
            (line.start, end - line.start).into(),
            address.row.saturating_sub(1) as usize,
            column.saturating_sub(1) as usize,
            last + 1 - first,
        )))
    }
}

/// A cell on its way into a line.
struct Piece {
    column: u32,
    text: String,
    /// The bytes of `text` to point at.
    target: Option<Range<usize>>,
    label_width: usize,
    left_out: bool,
}

impl Piece {
    fn target(grid: &Grid, target: &Target, empty: &str, columns: usize) -> Self {
        let raw = grid.at(target.place);
        let text = raw.trim();
        let (text, span) = if text.is_empty() {
            (empty.to_owned(), 0..empty.len())
        } else {
            let lead = raw.len() - raw.trim_start().len();
            let shown = printable(text);
            let shown_span = target.span.as_ref().and_then(|span| {
                let start = span.start.saturating_sub(lead);
                let end = span.end.saturating_sub(lead).min(text.len());
                let (before, inside) = (text.get(..start)?, text.get(start..end)?);
                let start = printable(before).len();
                (!inside.is_empty()).then(|| start..start + printable(inside).len())
            });
            let span = shown_span.unwrap_or(0..shown.len());
            window(&shown, span, columns)
        };
        let label_width = width(&target.label);
        Self { column: target.place.column, text, target: Some(span), label_width, left_out: false }
    }
}

/// The cells of a row, those left out marked, so that the rest fits into `columns`.
fn pieces(grid: &Grid, row: u32, targets: &[Target], empty: &str, columns: usize) -> Vec<Piece> {
    let room = if targets.len() == 1 { columns * 2 / 3 } else { columns / targets.len() };
    let room = room.saturating_sub(width(BETWEEN)).max(8);
    let cells = grid.row(row);
    let mut wanted = targets.iter().peekable();
    let mut pieces: Vec<Piece> = Vec::new();
    for cell in cells {
        while let Some(target) = wanted.next_if(|target| target.place.column < cell.column) {
            pieces.push(Piece::target(grid, target, empty, room));
        }
        let mut is_target = false;
        while let Some(target) = wanted.next_if(|target| target.place.column == cell.column) {
            pieces.push(Piece::target(grid, target, empty, room));
            is_target = true;
        }
        if !is_target {
            pieces.push(Piece {
                column: cell.column,
                text: String::new(),
                target: None,
                label_width: 0,
                left_out: true,
            });
        }
    }
    pieces.extend(wanted.map(|target| Piece::target(grid, target, empty, room)));
    let at: Vec<usize> = (0..pieces.len()).filter(|&index| pieces[index].target.is_some()).collect();
    let distance = |index: usize| at.iter().map(|&target| target.abs_diff(index)).min().unwrap_or(0);
    let mut near: Vec<usize> = (0..pieces.len()).filter(|&index| pieces[index].target.is_none()).collect();
    near.retain(|&index| distance(index) <= NEIGHBOURS);
    for &index in &near {
        let place = Place { row, column: pieces[index].column };
        let text = fit(printable(grid.at(place).trim()).as_ref(), CONTEXT).into_owned();
        pieces[index].text = text;
        pieces[index].left_out = false;
    }
    // The farthest goes first; of equally far ones the one behind.
    near.sort_by_key(|&index| (distance(index), index));
    while total(&pieces) > columns
        && let Some(index) = near.pop()
    {
        pieces[index].left_out = true;
    }
    // A label hangs under its cell and runs to the right: move it left where it would not fit.
    near.sort_unstable_by(|a, b| b.cmp(a));
    while labels_end(&pieces) > columns
        && let Some(index) = near.pop()
        && at.first().is_some_and(|&first| index < first)
    {
        pieces[index].left_out = true;
    }
    pieces
}

/// The columns that the line takes.
fn total(pieces: &[Piece]) -> usize {
    placed(pieces).last().map_or(0, |(start, piece)| start + shown_width(piece))
}

/// The column where each target's label starts, under the middle of its mark, and the label's width.
fn label_starts(pieces: &[Piece]) -> impl Iterator<Item = (usize, usize)> {
    placed(pieces).filter_map(|(start, piece)| {
        let span = piece.target.clone()?;
        let before = width(piece.text.get(..span.start)?);
        // `╰── ` stands before the label.
        Some((start + before + width(piece.text.get(span)?) / 2 + 4, piece.label_width))
    })
}

/// The column where the farthest label ends.
fn labels_end(pieces: &[Piece]) -> usize {
    label_starts(pieces).map(|(start, width)| start + width).max().unwrap_or(0)
}

/// The pieces that take part in the line, each with the column where it starts.
fn placed(pieces: &[Piece]) -> impl Iterator<Item = (usize, &Piece)> {
    let mut at = 0;
    let mut gap = false;
    pieces.iter().filter_map(move |piece| {
        if piece.left_out && gap {
            return None;
        }
        gap = piece.left_out;
        let start = if at == 0 { 0 } else { at + BETWEEN.chars().count() };
        at = start + shown_width(piece);
        Some((start, piece))
    })
}

fn shown_width(piece: &Piece) -> usize {
    if piece.left_out { 1 } else { width(&piece.text) }
}
