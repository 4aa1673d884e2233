//! Tables and paragraphs → the document's [`Grid`].

use super::super::{Grid, Medium, Part, Place};
use super::content::Block;

/// Puts the rows of all blocks one below the other. Each paragraph is a row.
pub(super) fn grid(blocks: Vec<Block>) -> Grid {
    let parts: Vec<Part> = parts(&blocks);
    let mut grid = Grid::new(Medium::Document(parts.into()), None);
    let mut before = 0u32;
    for block in blocks {
        match block {
            Block::Paragraph(text) => {
                grid.push(Place { row: before + 1, column: 1 }, &text);
                before += 1;
            }
            Block::Table(table) => {
                for (row, column, text) in table.cells() {
                    grid.push(Place { row: before + row, column }, text);
                }
                grid.merges.extend(table.merges.iter().map(|area| {
                    let place = |row: u32, column: u32| Place { row: before + row, column };
                    (place(area.rows.0, area.columns.0), place(area.rows.1, area.columns.1))
                }));
                before += table.rows;
            }
        }
    }
    grid.merges.sort_unstable();
    grid
}

/// Which rows belong together: those of a table, and the paragraphs between two.
fn parts(blocks: &[Block]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut before = 0u32;
    for block in blocks {
        let (table, rows) = match block {
            Block::Paragraph(_) => (None, 1),
            Block::Table(table) => (Some(table.number), table.rows),
        };
        if rows > 0 && (table.is_some() || parts.last().is_none_or(|last| last.table.is_some())) {
            parts.push(Part { first: before + 1, table });
        }
        before += rows;
    }
    parts
}
