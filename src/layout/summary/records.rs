//! Step 4: lines and their owners → records.

use crate::layout::header::{Columns, Role};
use crate::read::{Grid, GridCell, Place};
use crate::record::{
    Amount, Aside, Cell, Department, Dimension, Funding, Indicator, Project, Purpose, ReadingKind,
    ReadingNote, Used,
};

use super::align::tail;
use super::blocks::{Block, Blocks};
use super::lines::{Kind, Line, Table, split_code};

/// The records of a table.
#[derive(Debug, Default)]
pub(super) struct Records {
    pub departments: Vec<Department>,
    pub projects: Vec<Project>,
    pub notes: Vec<ReadingNote>,
}

/// Writes the records.
pub(super) fn write(grid: &Grid, table: &mut Table, blocks: &Blocks) -> Records {
    let mut used = std::mem::take(&mut table.used);
    let mut records = Records {
        departments: Vec::with_capacity(blocks.departments.len()),
        projects: Vec::with_capacity(blocks.projects.len()),
        notes: Vec::new(),
    };
    let mut writer = Writer { grid, table, notes: &mut records.notes, used: &mut used };
    for &index in &blocks.departments {
        records.departments.extend(writer.department(&table.lines[index]));
    }
    for (index, block) in blocks.projects.iter().enumerate() {
        records.projects.push(writer.project(index, block));
    }
    for &index in &blocks.unplaced {
        writer.unplaced(&table.lines[index], None);
    }
    for line in table.lines.iter() {
        writer.aside(line);
    }
    records.notes.sort_by_key(|note| note.cell.place);
    table.used = used;
    records
}

struct Writer<'a> {
    grid: &'a Grid,
    table: &'a Table,
    notes: &'a mut Vec<ReadingNote>,
    used: &'a mut Vec<Used>,
}

impl<'a> Writer<'a> {
    fn row(&self, line: &Line) -> (u32, &'a [GridCell]) {
        self.table.cells(self.grid, line)
    }

    fn cell(&self, row: u32, cell: &GridCell) -> Cell {
        Cell { raw: self.grid.text(cell).to_owned(), place: Place { row, column: cell.column } }
    }

    fn note(&mut self, row: u32, cell: Option<&GridCell>, project: Option<usize>, kind: ReadingKind) {
        if let Some(cell) = cell {
            let cell = self.cell(row, cell);
            self.notes.push(ReadingNote { cell, project, kind });
        }
    }

    /// Accounts for the cells of a line that no record holds: sums, serial numbers, columns that no rule asks about.
    fn aside(&mut self, line: &Line) {
        let columns = self.table.columns(line);
        let (row, cells) = self.grid.nth_row(line.row as usize);
        let body = self.row(line).1.len();
        for (nth, cell) in cells.iter().enumerate() {
            let moved = |by: i8| columns.role(i64::from(cell.column) + i64::from(by)) == Role::Unused;
            let aside = match () {
                () if line.kind == Kind::Sum => Aside::Sum,
                () if nth < cells.len() - body || moved(line.shift) || moved(line.lead) => Aside::Column,
                () => continue,
            };
            let place = Place { row, column: cell.column };
            self.used.push(Used { place, purpose: Purpose::Aside(aside) });
        }
    }

    fn unplaced(&mut self, line: &Line, project: Option<usize>) {
        let (row, cells) = self.row(line);
        self.note(row, cells.first(), project, ReadingKind::Unplaced);
    }

    fn department(&mut self, line: &Line) -> Option<Department> {
        let (row, cells) = self.row(line);
        let (first, rest) = cells.split_first()?;
        let text = self.grid.text(first).trim();
        let (code, name) = match split_code(text) {
            Some((code, name)) => (Some(code.to_owned()), name.to_owned()),
            None => (None, text.to_owned()),
        };
        let mut funding = Funding::default();
        let mut stray = None;
        for cell in rest {
            if !self.money(&mut funding, self.table.columns(line), row, cell, line.lead) {
                stray.get_or_insert(cell);
            }
        }
        self.note(row, stray, None, ReadingKind::Unplaced);
        self.moved(row, Some(first), line.lead, None);
        Some(Department { code, name, cell: self.cell(row, first), funding })
    }

    fn project(&mut self, index: usize, block: &Block) -> Project {
        let head = &self.table.lines[block.head];
        let columns = self.table.columns(head);
        let (row, _) = self.row(head);
        let goal_column = i64::from(columns.goal.unwrap_or(columns.name)) - i64::from(head.shift);
        // Nearly always exact: one indicator for each group that a line has.
        let lines = &self.table.lines[block.lines.clone()];
        let expected = lines.iter().map(|line| line.groups.count_ones() as usize).sum();
        let mut project = Project {
            department: block.department,
            name: None,
            row,
            funding: Funding::default(),
            goal: None,
            goal_place: Place { row, column: column(goal_column) },
            region: None,
            indicators: Vec::with_capacity(expected),
        };
        for at in block.lines.clone() {
            let line = &self.table.lines[at];
            match line.kind {
                Kind::Head if at == block.head => self.head(&mut project, index, line),
                Kind::Further if self.is_overflow(at) => self.unplaced(line, Some(index)),
                Kind::Further | Kind::Orphan => {
                    let (row, cells) = self.row(line);
                    self.moved(row, cells.first(), line.shift, Some(index));
                    self.further(&mut project, index, line, cells);
                }
                _ => self.unplaced(line, Some(index)),
            }
        }
        project
    }

    /// Whether a line is one cell that goes on with the cell above it: it closes a bracket that was opened there,
    /// or starts with what no text starts with.
    fn is_overflow(&self, at: usize) -> bool {
        let line = &self.table.lines[at];
        let Some(above) = at.checked_sub(1).map(|above| &self.table.lines[above]) else { return false };
        let [only] = self.row(line).1 else { return false };
        let column = i64::from(only.column) + i64::from(line.shift);
        let (_, cells_above) = self.row(above);
        let cell_above =
            cells_above.iter().find(|cell| i64::from(cell.column) + i64::from(above.shift) == column);
        cell_above.is_some_and(|cell| goes_on(self.grid.text(cell), self.grid.text(only)))
    }

    fn head(&mut self, project: &mut Project, index: usize, line: &Line) {
        let (row, cells) = self.row(line);
        let columns = self.table.columns(line);
        let Some((first, _)) = cells.split_first() else { return };
        project.name = Some(self.cell(row, first));
        let tail = tail(self.grid, columns, cells, line.lead, line.shift);
        let mut stray = None;
        for cell in &cells[1..tail] {
            if !self.money(&mut project.funding, columns, row, cell, line.lead) {
                stray.get_or_insert(cell);
            }
        }
        self.note(row, stray, Some(index), ReadingKind::Unplaced);
        if line.lead != 0 {
            self.moved(row, Some(first), line.lead, Some(index));
        } else {
            self.moved(row, cells.get(tail), line.shift, Some(index));
        }
        self.further(project, index, line, &cells[tail..]);
    }

    /// Takes a money cell over; false where its column holds no money.
    fn money(&self, funding: &mut Funding, columns: &Columns, row: u32, cell: &GridCell, lead: i8) -> bool {
        let role = columns.role(i64::from(cell.column) + i64::from(lead));
        let amount = || Amount::read(self.cell(row, cell));
        match role {
            Role::Total if funding.total.is_none() => funding.total = Some(amount()),
            Role::Fiscal if funding.fiscal.is_none() => funding.fiscal = Some(amount()),
            Role::Other => funding.other.push(amount()),
            Role::Unused => {}
            _ => return false,
        }
        true
    }

    /// Takes over the goal and the indicators of a line.
    fn further(&mut self, project: &mut Project, index: usize, line: &Line, cells: &[GridCell]) {
        let columns = self.table.columns(line);
        let (row, _) = self.row(line);
        let role = |cell: &GridCell| columns.role(i64::from(cell.column) + i64::from(line.shift));
        let mut stray = None;
        let mut rest = cells;
        while let [cell, after @ ..] = rest {
            rest = after;
            let (pair, name, value) = match role(cell) {
                Role::PairName(pair) => {
                    let value = after.first().filter(|next| role(next) == Role::PairValue(pair));
                    if value.is_some() {
                        rest = &after[1..];
                    }
                    (pair, Some(cell), value)
                }
                Role::PairValue(pair) => (pair, None, Some(cell)),
                Role::Goal if project.goal.is_none() && (line.kind == Kind::Head || cells.len() == 1) => {
                    project.goal = Some(self.cell(row, cell));
                    project.goal_place = Place { row, column: cell.column };
                    continue;
                }
                Role::Unused => continue,
                // Money behind the goal.
                role if role.is_money()
                    && line.kind == Kind::Head
                    && self.money(&mut project.funding, columns, row, cell, line.shift) =>
                {
                    continue;
                }
                _ => {
                    stray.get_or_insert(cell);
                    continue;
                }
            };
            let Some(pair) = columns.pairs.get(usize::from(pair)) else { continue };
            let place = |from: u32| Place { row, column: column(i64::from(from) - i64::from(line.shift)) };
            project.indicators.push(Indicator {
                row,
                group: pair.group,
                dimension: pair.cost.then_some(Dimension::Cost),
                name: name.map(|cell| self.cell(row, cell)),
                name_place: place(pair.name),
                value: value.map(|cell| self.cell(row, cell)),
                value_place: place(pair.value),
                operator: None,
                unit: None,
                weight: None,
                better: None,
            });
        }
        self.note(row, stray, Some(index), ReadingKind::Unplaced);
    }

    fn moved(&mut self, row: u32, first: Option<&GridCell>, shift: i8, project: Option<usize>) {
        if let Some(cell) = first.filter(|_| shift != 0) {
            let to = column(i64::from(cell.column) + i64::from(shift));
            self.note(row, Some(cell), project, ReadingKind::Moved { from: cell.column, to });
        }
    }
}

fn column(column: i64) -> u32 {
    u32::try_from(column).unwrap_or(1).max(1)
}

/// Whether `below` can only be the rest of the text that `above` begins.
fn goes_on(above: &str, below: &str) -> bool {
    const PAIRS: [(char, char); 5] = [('（', '）'), ('(', ')'), ('“', '”'), ('《', '》'), ('【', '】')];
    let open = |text: &str, (open, close): (char, char)| {
        text.matches(open).count() as i64 - text.matches(close).count() as i64
    };
    // The last character of a name that wrapped.
    matches!(below.trim(), "率" | "度" | "数" | "量" | "额" | "比" | "性")
        || below.trim_start().starts_with(['，', ',', '。', '、', '；', ';', '）', ')', '”', '》', '】'])
        || PAIRS.into_iter().any(|pair| open(above, pair) > 0 && open(below, pair) < 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_a_cell() {
        assert!(goes_on("组织培训（含网络", "培训）"));
        assert!(goes_on("组织培训", "，提高技能") && goes_on("养护质量合格", "率"));
        assert!(!goes_on("组织培训（含网络培训）", "完成率"));
        assert!(!goes_on("组织培训（含网络", "完成率"));
    }
}
