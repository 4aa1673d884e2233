//! Tables and paragraphs → the document's [`Grid`].

use std::ops::Range;

use super::super::{Grid, Medium, Part, Place};
use super::content::Block;

/// No line has more labels.
const MOST_PIECES: usize = 16;

/// Puts the rows of all blocks one below the other. Each paragraph is a row, of one cell but for lines like
/// `填报单位：某局    单位：万元`.
pub(super) fn grid(blocks: Vec<Block>) -> Grid {
    let parts: Vec<Part> = parts(&blocks);
    let mut grid = Grid::new(Medium::Document(parts.into()), None);
    let mut before = 0u32;
    for block in blocks {
        match block {
            Block::Paragraph(text) => {
                before += 1;
                for (column, piece) in (1..).zip(pieces(&text)) {
                    grid.push(Place { row: before, column }, text[piece].trim());
                }
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

/// The pieces of a line that tabs or several spaces part, each but the first with a label of its own.
fn pieces(line: &str) -> Vec<Range<usize>> {
    let mut pieces = vec![0..line.len()];
    let mut at = 0;
    while let Some(length) = line[at..].find(char::is_whitespace) {
        let gap = at + length;
        let rest = line[gap..].trim_start();
        at = line.len() - rest.len();
        let is_wide = line[gap..at].contains('\t') || line[gap..at].chars().count() > 1;
        let next = rest.split(char::is_whitespace).next().unwrap_or_default();
        if is_wide && next.contains([':', '：']) && pieces.len() < MOST_PIECES {
            if let Some(last) = pieces.last_mut() {
                last.end = gap;
            }
            pieces.push(at..line.len());
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_part_a_line() {
        let parted = |line: &str| {
            pieces(line).into_iter().map(|piece| line[piece].trim().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(parted("填报单位：某局\t\t单位：万元"), ["填报单位：某局", "单位：万元"]);
        assert_eq!(
            parted("填报单位：某局　　2024年   金额单位：元"),
            ["填报单位：某局　　2024年", "金额单位：元"]
        );
        assert_eq!(parted("项  目  绩  效  目  标  表"), ["项  目  绩  效  目  标  表"]);
        assert_eq!(parted("填报单位： 某局"), ["填报单位： 某局"]);
    }
}
