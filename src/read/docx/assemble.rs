//! Tables and paragraphs → the document's [`Grid`].

use std::collections::BTreeMap;

use super::super::{Grid, Medium, Part, Place};
use super::content::Block;
use super::table::Table;

/// No line has more labels.
const MOST_PIECES: usize = 16;
/// Edges of columns so near to each other, in twips, are the same: a millimetre.
const SAME_EDGE: u32 = 57;

/// No form has so many columns.
const MOST_EDGES: usize = 256;

/// The cells of a grid and where each begins in the document's XML: the table's cell, or the paragraph.
pub(crate) type Begins = BTreeMap<Place, usize>;

/// Puts the rows of all blocks one below the other. Each paragraph is a row, of one cell but for lines like
/// `填报单位：某局    单位：万元`.
pub(super) fn grid(blocks: Vec<Block>) -> (Grid, Begins) {
    let mut grid = Grid::default();
    let mut begins = Begins::new();
    let mut parts: Vec<Part> = Vec::new();
    let mut edges: Vec<u32> = Vec::new();
    let mut before = 0u32;
    for block in blocks {
        let follows_paragraph = parts.last().is_some_and(|last| last.table.is_none());
        match block {
            Block::Paragraph(text, at) => {
                if !follows_paragraph {
                    parts.push(Part { first: before + 1, table: None, columns: None });
                }
                before += 1;
                for (column, piece) in (1..).zip(pieces(&text)) {
                    let place = Place { row: before, column };
                    grid.push(place, piece);
                    begins.insert(place, at);
                }
            }
            Block::Table(table) if table.rows > 0 => {
                let columns = aligned(&edges, &table.edges);
                if columns.is_none() {
                    edges.clone_from(&table.edges);
                }
                push(&mut grid, &mut begins, &table, before, columns.as_deref());
                let columns = columns.map(Into::into);
                parts.push(Part { first: before + 1, table: Some(table.number), columns });
                before += table.rows;
            }
            Block::Table(_) => {}
        }
    }
    grid.merges.sort_unstable();
    grid.medium = Medium::Document(parts.into());
    (grid, begins)
}

/// Puts a table below the row `before`, its columns at those of `columns`.
fn push(grid: &mut Grid, begins: &mut Begins, table: &Table, before: u32, columns: Option<&[u32]>) {
    let at = |column: u32| match columns.and_then(|columns| Some((columns, *columns.last()?))) {
        // Beyond the columns that the table says it has.
        Some((columns, behind)) => {
            let known = columns.get(column as usize - 1);
            known.copied().unwrap_or_else(|| behind + column - columns.len() as u32)
        }
        None => column,
    };
    for (row, column, text) in table.cells() {
        grid.push(Place { row: before + row, column: at(column) }, text);
    }
    begins.extend(
        table
            .places
            .iter()
            .map(|&(row, column, at_byte)| (Place { row: before + row, column: at(column) }, at_byte)),
    );
    grid.merges.extend(table.merges.iter().map(|area| {
        let first = Place { row: before + area.rows.0, column: at(area.columns.0) };
        // It ends where the column behind it begins.
        let last = Place { row: before + area.rows.1, column: at(area.columns.1 + 1).saturating_sub(1) };
        (first, last)
    }));
}

/// The columns of the table above that the columns of a table stand under, where it is a coarser grid of the same
/// edges. A form that was parted goes on in a table of its own, whose columns are counted anew: a column that was
/// parted further above is one now. The last number is the column behind.
fn aligned(above: &[u32], edges: &[u32]) -> Option<Vec<u32>> {
    if edges.len() < 3 || edges.len() >= above.len() || above.len() > MOST_EDGES {
        return None;
    }
    let mut columns = Vec::with_capacity(edges.len());
    let mut from = 0;
    for &edge in edges {
        let found = from + above[from..].iter().position(|&known| known.abs_diff(edge) <= SAME_EDGE)?;
        columns.push(found as u32 + 1);
        from = found + 1;
    }
    Some(columns)
}

/// The pieces of a line that tabs or several spaces part, each but the first with a label of its own.
fn pieces(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(length) = line[at..].find(char::is_whitespace) {
        let gap = at + length;
        let rest = line[gap..].trim_start();
        at = line.len() - rest.len();
        let is_wide = line[gap..at].contains('\t') || line[gap..at].chars().count() > 1;
        let next = rest.split(char::is_whitespace).next().unwrap_or_default();
        if is_wide && next.contains([':', '：']) && pieces.len() + 1 < MOST_PIECES {
            pieces.push(&line[start..gap]);
            start = at;
        }
    }
    pieces.push(&line[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_part_a_line() {
        for (line, parted) in [
            ("填报单位：某局\t\t单位：万元", &["填报单位：某局", "单位：万元"][..]),
            ("填报单位：某局　　2024年   金额单位：元", &["填报单位：某局　　2024年", "金额单位：元"]),
            ("项  目  绩  效  目  标  表", &["项  目  绩  效  目  标  表"]),
            ("填报单位： 某局", &["填报单位： 某局"]),
        ] {
            assert_eq!(pieces(line), parted);
        }
    }

    #[test]
    fn columns_stand_under_those_above() {
        let above = [0, 1000, 2000, 3000, 5000];
        assert_eq!(aligned(&above, &[0, 1010, 2990, 5000]), Some(vec![1, 2, 4, 5]));
        assert_eq!(aligned(&above, &[0, 1500, 5000]), None);
        assert_eq!(aligned(&above, &above), None);
        assert_eq!(aligned(&[], &[0, 1000, 2000]), None);
    }
}
