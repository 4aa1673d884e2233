//! Layout `summary`: many departments in one table, with the indicators of the three groups side by side.
//!
//! Tables of this layout are published as PDF, and what people work with is text copied out of it. Rows come
//! shifted because a blank cell was lost, the last row of a merged block starts in the first column, rows
//! stand before the name of their project. So a table is read in steps, each of which looks at the content of
//! cells and at their neighbours, never at one row alone:
//!
//! 1. [`lines`]: what each row is (header, department, project, further row of a project, …);
//! 2. [`align`]: which columns its cells stand in, decided for a project and its rows together;
//! 3. [`blocks`]: which project a row belongs to;
//! 4. [`records`]: the records, with a note for every row that was moved or could not be placed.

mod align;
mod blocks;
mod evidence;
mod lines;
mod records;

use crate::read::Grid;
use crate::record::{Sheet, Structure};

use super::catalogue::Layout;

pub(super) use lines::split_code;

/// Reads a table of this layout; None where it is none.
pub(super) fn read(layout: &Layout, file: &str, grid: &Grid) -> Option<Sheet> {
    let words = &layout.words;
    let mut table = lines::sort(words, grid);
    if table.pages.is_empty() {
        return None;
    }
    align::settle(words, grid, &mut table);
    blocks::settle_bare_lines(grid, &mut table);
    let blocks = blocks::build(grid, &table);
    let records = records::write(grid, &mut table, &blocks);
    let cost_group = table.pages.iter().any(|columns| columns.pairs.iter().any(|pair| pair.cost));
    Some(Sheet {
        file: file.into(),
        layout: layout.id.clone(),
        year: table.title.year(),
        money_unit: table.title.unit().or(layout.money_unit),
        structure: if cost_group { Structure::Of2021 } else { Structure::Of2015 },
        departments: records.departments,
        projects: records.projects,
        notes: records.notes,
        used: table.used,
        grid: Grid::default(),
    })
}
