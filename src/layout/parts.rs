//! A sheet with several tables of different kinds, one below the other: where each begins.

use std::ops::Range;

use super::key::key;
use super::title::is_page_line;
use super::words::Words;
use crate::read::{Grid, GridCell};

/// Longer cells are no titles, in bytes.
const LONGEST_TITLE: usize = 150;
/// Rows above a title that belong to it: 附件2, a unit's name, the heading of a page.
const ABOVE: usize = 2;

/// The rows (ordinals) of each table that has a title of its own, or a page of one that repeats it.
pub(super) fn parts(words: &Words, grid: &Grid) -> Vec<Range<usize>> {
    let rows = grid.rows().len();
    let mut starts = vec![0];
    let mut last = None;
    for row in (0..rows).filter(|&row| is_title(grid, grid.nth_row(row).1)) {
        // A second line of the same title, and what stands above the first.
        let begins = last.replace(row).is_some_and(|last| last + 1 < row);
        if begins {
            let above =
                (1..=ABOVE).take_while(|&up| up < row && is_loose(words, grid, grid.nth_row(row - up).1));
            starts.push(row - above.last().unwrap_or(0));
        }
    }
    let ends = starts.iter().skip(1).copied().chain([rows]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// Whether a row is the title of a table.
fn is_title(grid: &Grid, cells: &[GridCell]) -> bool {
    let [first, rest @ ..] = cells else { return false };
    let text = grid.text(first);
    let is_one = || key(text).split('(').next().is_some_and(|name| name.ends_with('表'));
    rest.len() <= 1 && text.len() <= LONGEST_TITLE && text.contains("绩效") && is_one()
}

/// Whether a row above a title may belong to it.
fn is_loose(words: &Words, grid: &Grid, cells: &[GridCell]) -> bool {
    let [only] = cells else { return false };
    let text = grid.text(only);
    text.len() <= LONGEST_TITLE && !words.is_note(text) && !is_page_line(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Layouts;
    use crate::read::{Medium, Place};

    fn starts(lines: &[&str]) -> Vec<usize> {
        let mut grid = Grid::new(Medium::Lines, None);
        for (row, line) in (1..).zip(lines) {
            for (column, text) in (1..).zip(line.split('|')) {
                grid.push(Place { row, column }, text);
            }
        }
        parts(Layouts::builtin().common(), &grid).into_iter().map(|part| part.start).collect()
    }

    #[test]
    fn each_title_begins_a_table() {
        let whole = "部门整体支出绩效目标表（2021年度）";
        let project = "2021年项目支出绩效目标表";
        assert_eq!(starts(&[whole, "部门名称|某局", "附件3", project, "项目名称|造林"]), [0, 2]);
        assert_eq!(starts(&[whole, "部门名称|某局", "填表人：某", project, "项目名称|造林"]), [0, 3]);
        assert_eq!(starts(&["附件2", whole, "部门名称|某局", project, "项目名称|造林"]), [0, 3]);
        assert_eq!(starts(&[project, "（续）绩效目标表", "项目名称|造林", project, "项目名称|修路"]), [0, 3]);
        assert_eq!(starts(&["项目名称|造林", "年度目标|编制绩效目标表"]), [0]);
    }
}
