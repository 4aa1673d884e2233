//! Step 3: which project a line belongs to.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::layout::header::Role;
use crate::read::Grid;
use crate::record::Group;
use crate::record::plain_number;

use super::align::{bit, place_orphan};
use super::evidence::{Cost, cost};
use super::lines::{Kind, Line, Table};

/// A project and its lines, which follow one another in the table; its head is among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// Index of the line that names it.
    pub head: usize,
    /// All its lines.
    pub lines: Range<usize>,
    /// Index into [`Blocks::departments`].
    pub department: Option<usize>,
}

/// Who owns which line (indices into [`Table::lines`]).
#[derive(Debug, Default)]
pub(super) struct Blocks {
    /// The lines that name a department.
    pub departments: Vec<usize>,
    pub projects: Vec<Block>,
    /// Lines that belong to no project.
    pub unplaced: Vec<usize>,
}

/// How sure the evidence must be before rows are taken from the project above and given to the one below.
const SURE: i32 = 4;

/// Gives every line its owner. A line belongs to the project above it, unless there is none in its department
/// or the lines themselves show that the next project has begun before its name.
pub(super) fn build(grid: &Grid, table: &Table) -> Blocks {
    let mut blocks = Blocks::default();
    let mut department = None;
    // Lines since the last department or sum that no project has claimed.
    let mut orphaned = 0..0;
    // Whether the last project may claim the lines that follow.
    let mut open = false;
    for (index, line) in table.lines.iter().enumerate() {
        match line.kind {
            Kind::Department | Kind::Sum => {
                blocks.unplaced.extend(orphaned);
                if line.kind == Kind::Department {
                    department = Some(blocks.departments.len());
                    blocks.departments.push(index);
                }
                orphaned = index + 1..index + 1;
                open = false;
            }
            Kind::Head => {
                let start = match blocks.projects.last_mut() {
                    Some(above) if open => {
                        let start = next_begins(grid, table, above.head, index);
                        above.lines.end = start;
                        start
                    }
                    _ => orphaned.start,
                };
                blocks.projects.push(Block { head: index, lines: start..index + 1, department });
                orphaned = index + 1..index + 1;
                open = true;
            }
            _ => match blocks.projects.last_mut() {
                Some(above) if open => above.lines.end = index + 1,
                _ => orphaned.end = index + 1,
            },
        }
    }
    blocks.unplaced.extend(orphaned);
    blocks
}

/// The line from which on the lines between two heads belong to the lower one.
///
/// Where a page ends inside a project, its name can stand on the next page, below its first rows. Then the
/// project above is complete (its costs are listed and add up to its funding), and the rows start over: what
/// is counted comes after costs, satisfaction indicators come back after rows without any. The satisfaction
/// indicators of a project stand in its first rows.
fn next_begins(grid: &Grid, table: &Table, above: usize, head: usize) -> usize {
    let lines = &table.lines;
    let satisfied = |index: usize| lines[index].groups & bit(Group::Satisfaction) != 0;
    let page_ends = head > above + 1 && lines[head - 1].sheet_page != lines[head].sheet_page;
    let starts_over =
        |index: usize| satisfied(index) && !satisfied(index - 1) && (above..index - 1).any(satisfied);
    if !page_ends && !(above + 1..head).any(starts_over) {
        return head;
    }
    let unit = table.title.unit();
    let cost_of = |index: usize| cost(grid, table.columns(&lines[index]), &lines[index], unit);
    let funding = unit.and_then(|unit| total(grid, table, &lines[above])?.checked_mul(unit.in_yuan()));
    let mut best = (SURE - 1, head);
    let mut spent = Some(Decimal::ZERO);
    let mut after_cost = false;
    for index in above..head {
        let cost = cost_of(index);
        let counts = lines[index].groups & bit(Group::Output) != 0 && cost == Cost::No;
        if index > above && lines[index].kind == Kind::Further {
            let mut score = 0;
            if starts_over(index) {
                score += 3;
            } else if satisfied(index) && !satisfied(index - 1) {
                score += 2;
            }
            if after_cost && counts {
                score += 2;
                score += if spent.is_some() && spent == funding { 2 } else { 0 };
            }
            if page_ends && lines[index].sheet_page == lines[head - 1].sheet_page {
                score += 1;
            }
            // In the new block, too, satisfaction indicators stand in the first rows.
            let without = (index..=head).find(|&index| !satisfied(index));
            if without.is_some_and(|without| (without..=head).any(satisfied)) {
                score -= 3;
            }
            if score > best.0 {
                best = (score, index);
            }
        }
        // Costs stand together at the end of a project.
        if !after_cost {
            spent = Some(Decimal::ZERO);
        }
        after_cost = cost != Cost::No;
        if let Cost::Of(yuan) = cost {
            spent = spent.and_then(|spent| spent.checked_add(yuan));
        }
    }
    best.1
}

/// The total that a project's or department's line states.
fn total(grid: &Grid, table: &Table, line: &Line) -> Option<Decimal> {
    let columns = table.columns(line);
    let (_, cells) = table.cells(grid, line);
    let cell = cells
        .iter()
        .skip(1)
        .find(|cell| columns.role(i64::from(cell.column) + i64::from(line.lead)) == Role::Total)?;
    plain_number(grid.text(cell))
}

/// Decides the lines of which only a name and numbers are known: departments without a code, and names with one
/// number that are either a project or the last row of the project above. The departments' totals decide.
pub(super) fn settle_bare_lines(grid: &Grid, table: &mut Table) {
    if !table.lines.iter().any(|line| line.kind == Kind::Department) {
        find_departments(grid, table);
    }
    let mut start = 0;
    while start < table.lines.len() {
        let next = (start + 1..table.lines.len()).find(|&index| table.lines[index].kind == Kind::Department);
        let end = next.unwrap_or(table.lines.len());
        settle_department(grid, table, start..end);
        start = end;
    }
}

fn settle_department(grid: &Grid, table: &mut Table, lines: Range<usize>) {
    let bare: Vec<usize> = lines.clone().filter(|&index| table.lines[index].kind == Kind::Bare).collect();
    if bare.is_empty() {
        return;
    }
    let sum = |indices: &[usize]| {
        let amounts =
            indices.iter().map(|&index| total(grid, table, &table.lines[index]).unwrap_or_default());
        amounts.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add)
    };
    let stated = match table.lines[lines.start].kind {
        Kind::Department => total(grid, table, &table.lines[lines.start]),
        _ => None,
    };
    let sure: Vec<usize> = lines.clone().filter(|&index| table.lines[index].kind == Kind::Head).collect();
    // Which of them are projects, as bits: by the department's total, else by how the rows around look.
    let missing = stated.zip(sum(&sure)).and_then(|(stated, sure)| stated.checked_sub(sure));
    let by_total = missing.filter(|_| bare.len() <= 10).and_then(|missing| {
        (0..1u32 << bare.len()).find(|choice| {
            let chosen: Vec<usize> =
                (0..bare.len()).filter(|bit| choice & (1 << bit) != 0).map(|bit| bare[bit]).collect();
            sum(&chosen) == Some(missing)
        })
    });
    for (bit, &index) in bare.iter().enumerate() {
        let project = match by_total {
            Some(choice) => choice & (1 << bit) != 0,
            None => looks_like_project(table, index),
        };
        if project {
            table.lines[index].kind = Kind::Head;
        } else {
            let above = index.checked_sub(1).map(|above| table.lines[above]);
            let columns = table.columns(&table.lines[index]).clone();
            place_orphan(grid, &columns, above.as_ref(), &mut table.lines[index]);
        }
    }
}

/// A name with one number: a project where rows of its own follow or nothing stands above that it could go on.
fn looks_like_project(table: &Table, index: usize) -> bool {
    let line = &table.lines[index];
    let followed = table
        .lines
        .get(index + 1)
        .is_some_and(|next| next.kind == Kind::Further && next.sheet_page == line.sheet_page);
    let above = index.checked_sub(1).map(|above| &table.lines[above]);
    let goes_on = above.is_some_and(|above| {
        matches!(above.kind, Kind::Further | Kind::Orphan | Kind::Head)
            && above.groups & bit(Group::Output) != 0
    });
    followed || !goes_on
}

/// Departments without a code: rows of a name and money alone, whose total is the sum of the projects below.
fn find_departments(grid: &Grid, table: &mut Table) {
    let lines = &table.lines;
    let alone = |index: usize| {
        let next = lines.get(index + 1).map(|line| line.kind);
        matches!(lines[index].kind, Kind::Head | Kind::Bare)
            && lines[index].groups == 0
            && !has_goal(grid, table, &lines[index])
            && matches!(next, Some(Kind::Head | Kind::Bare))
    };
    let candidates: Vec<usize> = (0..lines.len()).filter(|&index| alone(index)).collect();
    let adds_up = |at: usize| {
        let end = candidates.get(at + 1).copied().unwrap_or(lines.len());
        let below = (candidates[at] + 1..end).filter(|&index| lines[index].kind == Kind::Head);
        let sum = below
            .clone()
            .try_fold(Decimal::ZERO, |sum, index| sum.checked_add(total(grid, table, &lines[index])?));
        below.count() > 0 && sum.is_some() && sum == total(grid, table, &lines[candidates[at]])
    };
    let adding = (0..candidates.len()).filter(|&at| adds_up(at)).count();
    if adding == 0 || adding * 2 < candidates.len() {
        return;
    }
    for index in candidates {
        table.lines[index].kind = Kind::Department;
    }
}

fn has_goal(grid: &Grid, table: &Table, line: &Line) -> bool {
    let columns = table.columns(line);
    let (_, cells) = table.cells(grid, line);
    cells.iter().any(|cell| columns.role(i64::from(cell.column) + i64::from(line.shift)) == Role::Goal)
}
