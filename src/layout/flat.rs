//! The family `table`: projects in columns on the left, one indicator a row beside them.
//!
//! The left cells are merged over a project's rows, stand in its first row only, or are repeated in each. A row
//! of a department has its total and no project.

use crate::read::{Grid, GridCell, Place};
use crate::record::{Amount, Aside, Cell, Department, Funding, Label, Project, Purpose, ReadingKind, Sheet};

use super::body::{Body, Line};
use super::catalogue::Layout;
use super::columns::{Columns, Header, find};
use super::key::key;
use super::summary::split_code;
use super::title::{Title, is_page_line};
use super::words::Words;
use crate::text::is_han;

/// Longer cells above a table are no titles, in bytes.
const LONGEST_TITLE: usize = 300;
/// How many cells above a table are looked at.
const MOST_TITLES: usize = 64;

/// Reads a table whose header has the projects beside the indicators; None where there is none, or no row below
/// it.
pub(super) fn read(layout: &Layout, file: &str, grid: &Grid) -> Option<Sheet> {
    let mut reader = Reader::new(&layout.words, grid);
    let mut row = 0;
    while row < grid.rows().len() {
        row = match reader.header(row) {
            Some(next) => next,
            None => {
                let (number, cells) = grid.nth_row(row);
                reader.row(number, cells);
                row + 1
            }
        };
    }
    reader.body.end();
    let Body { mut notes, used, .. } = reader.body;
    if reader.projects.is_empty() && reader.departments.is_empty() {
        return None;
    }
    notes.sort_by_key(|note| note.cell.place);
    Some(Sheet {
        file: file.into(),
        layout: layout.id.clone(),
        year: reader.title.year(),
        money_unit: reader.title.unit().or(layout.money_unit),
        structure: reader.structure,
        departments: reader.departments,
        projects: reader.projects,
        notes,
        used,
        grid: Grid::default(),
    })
}

struct Reader<'a> {
    words: &'a Words,
    grid: &'a Grid,
    title: Title,
    titles: Vec<String>,
    /// The department that a line above the table names: 填报单位:某局.
    titled: Option<(String, Cell)>,
    columns: Option<Columns>,
    body: Body<'a>,
    structure: crate::record::Structure,
    departments: Vec<Department>,
    projects: Vec<Project>,
    /// Whether the last project is still open for rows below it.
    open: bool,
}

impl<'a> Reader<'a> {
    fn new(words: &'a Words, grid: &'a Grid) -> Self {
        Self {
            words,
            grid,
            title: Title::default(),
            titles: Vec::new(),
            titled: None,
            columns: None,
            body: Body::new(words, grid),
            structure: Default::default(),
            departments: Vec::new(),
            projects: Vec::new(),
            open: false,
        }
    }

    /// Reads the header that begins with `row`; the ordinal of the row below it.
    fn header(&mut self, row: usize) -> Option<usize> {
        Header::read(self.words, self.grid, self.grid.nth_row(row).1)?;
        // The line with 三级指标 and 指标值 may have lines above it that belong to it.
        let ends = (row..row + 3).find(|&end| {
            find(self.words, self.grid, end).is_some_and(|(header, first)| {
                first == row && header.names_project() && header.missing().is_empty()
            })
        })?;
        let (mut header, _) = find(self.words, self.grid, ends)?;
        let has_parts = header.read_parts(self.words, self.grid, self.grid.nth_row(ends + 1).1);
        let ends = ends + usize::from(has_parts);
        let columns = header.columns()?;
        for (number, cells) in (row..=ends).map(|row| self.grid.nth_row(row)) {
            cells.iter().for_each(|cell| self.title.read_header(self.grid.text(cell)));
            self.body.header(&columns, number, cells);
        }
        if self.columns.as_ref() != Some(&columns) {
            self.body.turn(&columns, self.grid.nth_row(ends).0..=u32::MAX);
            self.columns = Some(columns);
        }
        Some(ends + 1)
    }

    fn row(&mut self, row: u32, cells: &'a [GridCell]) {
        let Some(columns) = self.columns.take() else { return self.above(row, cells) };
        self.line(&columns, row, cells);
        self.columns = Some(columns);
    }

    /// A row above the table.
    fn above(&mut self, row: u32, cells: &[GridCell]) {
        for cell in cells {
            let text = self.grid.text(cell);
            self.body.take(row, cell, Purpose::Title);
            // 填报日期 is of another year.
            let is_title = text.len() <= LONGEST_TITLE && !self.words.is_note(text);
            if is_title && self.titles.len() < MOST_TITLES {
                self.title.read(text);
                self.titles.push(key(text));
                match self.words.inline(text) {
                    Some((Label::Department | Label::InCharge, name)) => {
                        let place = Place { row, column: cell.column };
                        self.titled.get_or_insert((name, Cell { raw: text.to_owned(), place }));
                    }
                    Some((Label::Year, year)) => self.title.read_year(&year),
                    _ => {}
                }
            }
        }
    }

    /// A paragraph between two tables of a document, or below the last one. It may name the department of the
    /// next table.
    fn between(&mut self, columns: &Columns, row: u32, cells: &[GridCell]) {
        for cell in cells {
            match self.words.inline(self.grid.text(cell)) {
                Some((Label::Department | Label::InCharge, name))
                    if columns.column(Label::Department).is_none() =>
                {
                    let cell = self.body.cell(row, cell);
                    let (code, name) = code_and_name(&name);
                    self.departments.push(Department { code, name, cell, funding: Funding::default() });
                    self.open = false;
                }
                _ => self.body.take(row, cell, Purpose::Aside(Aside::Remark)),
            }
        }
    }

    fn line(&mut self, columns: &Columns, row: u32, cells: &'a [GridCell]) {
        let Some(first) = cells.first() else { return };
        let text = self.grid.text(first);
        if self.grid.medium.is_paragraph(row) {
            return self.between(columns, row, cells);
        }
        let is_title = || text.len() <= LONGEST_TITLE && self.titles.contains(&key(text));
        if (cells.len() == 1 && (is_page_line(text) || is_title())) || self.words.is_note(text) {
            return cells.iter().for_each(|cell| self.body.take(row, cell, Purpose::Aside(Aside::Remark)));
        }
        if is_numbered(self.grid, cells) {
            return cells.iter().for_each(|cell| self.body.take(row, cell, Purpose::Header(Label::Aside)));
        }
        let line = Line::new(columns, row, cells);
        let is_alone = columns.names_departments && cells.len() == 1 && line.own(Label::Project).is_some();
        if is_alone && !self.words.is_sum(text) {
            self.department(&line, first);
            return;
        }
        let named = |label: Label| line.own(label).filter(|cell| !self.words.is_sum(self.grid.text(cell)));
        let sums = line.own.iter().any(|&(label, cell)| {
            matches!(label, Label::Department | Label::Project | Label::DepartmentCode)
                && self.words.is_sum(self.grid.text(cell))
        });
        // 合计 may also stand in a column of its own before the names.
        let sums = sums || self.words.is_sum(text);
        let (department, project) = (named(Label::Department), named(Label::Project));
        let turns = department.is_some_and(|cell| !self.is_open_department(cell));
        let has_money = line.own.iter().any(|(label, _)| label.is_money());
        let is_departments = department.is_some() && project.is_none() && (turns || has_money);
        if !line.has_indicators() && (sums || is_departments) {
            cells.iter().for_each(|cell| self.body.take(row, cell, Purpose::Aside(Aside::Sum)));
            return self.total(&line, department);
        }
        if let Some(cell) = department {
            self.department(&line, cell);
        }
        if project.is_some() && !self.repeats(&line) || (department.is_some() && !self.open) {
            self.begin(columns, &line, project);
        }
        let index = self.projects.len().checked_sub(1).filter(|_| self.open);
        let Some(index) = index else {
            return self.body.note(row, first, None, ReadingKind::Unplaced);
        };
        self.body.take_line(&line);
        self.own_cells(&line, index);
        let indicators = self.body.indicators(columns, &line, Some(index));
        self.structure = self.body.structure();
        self.projects[index].indicators.extend(indicators.into_iter().map(|(_, indicator)| indicator));
    }

    /// A row with the sum of a department, or of everything.
    fn total(&mut self, line: &Line<'_>, department: Option<&GridCell>) {
        self.open = false;
        if let Some(cell) = department {
            self.department(line, cell);
            self.open = false;
        }
        // 小计 below a department's projects is the department's; 合计 in the first column is nobody's.
        let below = line.own(Label::Project).is_some() && line.own(Label::Department).is_none();
        let mut funding = Funding::default();
        for &(label, cell) in &line.own {
            self.money(&mut funding, label, line.row, cell);
        }
        let own = self.departments.last_mut().filter(|_| department.is_some() || below);
        if let Some(department) = own.filter(|department| department.funding.total.is_none()) {
            department.funding = funding;
        }
        let kept = |label: Label| {
            label.is_money() || matches!(label, Label::Department | Label::DepartmentCode | Label::Project)
        };
        let stray = line.own.iter().find(|(label, _)| !kept(*label)).map(|&(_, cell)| cell);
        let weights = line.of_indicator().filter(|_| department.is_some());
        if let Some(cell) = stray.or(line.stray).or(weights) {
            self.body.note(line.row, cell, None, ReadingKind::Unplaced);
        }
    }

    fn is_open_department(&self, cell: &GridCell) -> bool {
        self.departments.last().is_some_and(|known| key(&known.cell.raw) == key(self.grid.text(cell)))
    }

    /// Turns to the department that a cell names, unless it is the one in force.
    fn department(&mut self, line: &Line<'_>, cell: &GridCell) {
        if self.is_open_department(cell) {
            return;
        }
        let cell = self.body.cell(line.row, cell);
        let (code, name) = code_and_name(&cell.raw);
        let code = code
            .or_else(|| line.own(Label::DepartmentCode).map(|cell| self.grid.text(cell).trim().to_owned()));
        self.departments.push(Department { code, name, cell, funding: Funding::default() });
        self.open = false;
    }

    /// Whether the row repeats the own cells of the open project: a merged block that was parted.
    fn repeats(&self, line: &Line<'_>) -> bool {
        let Some(project) = self.projects.last().filter(|_| self.open) else { return false };
        let same = |label: Label, known: Option<&Cell>| match line.own(label) {
            Some(cell) => known.is_some_and(|known| key(&known.raw) == key(self.grid.text(cell))),
            None => true,
        };
        same(Label::Project, project.name.as_ref())
            && same(Label::Total, project.funding.total.as_ref().map(|amount| &amount.cell))
            && same(Label::Goal, project.goal.as_ref())
    }

    fn begin(&mut self, columns: &Columns, line: &Line<'_>, name: Option<&GridCell>) {
        self.body.begin(columns);
        self.open = true;
        if self.departments.is_empty()
            && let Some((name, cell)) = self.titled.take()
        {
            let (code, name) = code_and_name(&name);
            self.departments.push(Department { code, name, cell, funding: Funding::default() });
        }
        let name = name.map(|cell| self.body.cell(line.row, cell));
        let goal = columns.column(Label::Goal).or(columns.column(Label::Project)).unwrap_or(1);
        self.projects.push(Project {
            department: self.departments.len().checked_sub(1),
            name,
            row: line.row,
            funding: Funding::default(),
            goal: None,
            goal_place: Place { row: line.row, column: goal },
            region: None,
            indicators: Vec::new(),
        });
    }

    /// Takes the project's own cells of a row over; in its later rows those that are new.
    fn own_cells(&mut self, line: &Line<'_>, index: usize) {
        let mut funding = std::mem::take(&mut self.projects[index].funding);
        let is_first = self.projects[index].row == line.row;
        for &(label, cell) in &line.own {
            let text = self.grid.text(cell);
            let taken = match label {
                Label::Goal if self.projects[index].goal.is_none() => {
                    let cell = self.body.cell(line.row, cell);
                    self.projects[index].goal_place = cell.place;
                    self.projects[index].goal = Some(cell);
                    true
                }
                Label::Goal => self.projects[index].goal.as_ref().is_some_and(|it| key(&it.raw) == key(text)),
                Label::Year => {
                    if is_first {
                        self.title.read_year(text);
                    }
                    true
                }
                label if label.is_money() => {
                    (!is_first && is_known(&funding, label, text))
                        || self.money(&mut funding, label, line.row, cell)
                }
                _ => true,
            };
            if !taken {
                self.body.note(line.row, cell, Some(index), ReadingKind::Unplaced);
            }
        }
        self.projects[index].funding = funding;
    }

    /// Takes a money cell over; false where its place is taken.
    fn money(&self, funding: &mut Funding, label: Label, row: u32, cell: &GridCell) -> bool {
        let place = match label {
            Label::Total => &mut funding.total,
            Label::Fiscal => &mut funding.fiscal,
            Label::Other => {
                funding.other.push(Amount::read(self.body.cell(row, cell)));
                return true;
            }
            _ => return false,
        };
        if place.is_some() {
            return false;
        }
        *place = Some(Amount::read(self.body.cell(row, cell)));
        true
    }
}

/// Whether a row numbers the columns: 1, 2, 3, …
fn is_numbered(grid: &Grid, cells: &[GridCell]) -> bool {
    cells.len() > 2 && (1u32..).zip(cells).all(|(number, cell)| grid.text(cell).trim() == number.to_string())
}

/// The code and the name of a department.
pub(super) fn code_and_name(raw: &str) -> (Option<String>, String) {
    let text = raw.trim();
    let (code, name) = match split_code(text).or_else(|| spaced_code(text)).or_else(|| closing_code(text)) {
        Some((code, name)) => (Some(code.to_owned()), name),
        None => (None, text),
    };
    (code, name.to_owned())
}

/// The code of three digits or more before the name, set off by a space: 015 某省农业农村厅.
fn spaced_code(text: &str) -> Option<(&str, &str)> {
    let (code, name) = text.split_once([' ', '　', '\u{a0}'])?;
    let is_code = code.len() >= 3 && code.bytes().all(|byte| byte.is_ascii_digit());
    let name = name.trim_start();
    (is_code && name.starts_with(is_han)).then_some((code, name))
}

/// The code behind the name: 某县教育局(205), 某县教育局[205001].
fn closing_code(text: &str) -> Option<(&str, &str)> {
    let is_code = |code: &str| code.len() >= 3 && code.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((name, code)) = text.rsplit_once(['/', '／']).filter(|(_, code)| is_code(code)) {
        return Some((code, name.trim()));
    }
    let (name, code) = text
        .strip_suffix([')', '）', ']', '］', '】', '〕'])?
        .rsplit_once(['(', '（', '[', '［', '【', '〔'])?;
    (is_code(code) && !name.trim().is_empty()).then_some((code, name.trim()))
}

/// Whether the funding holds the amount already: a merged block that was parted repeats it.
fn is_known(funding: &Funding, label: Label, text: &str) -> bool {
    let same = |amount: &Amount| key(&amount.cell.raw) == key(text);
    match label {
        Label::Total => funding.total.as_ref().is_some_and(same),
        Label::Fiscal => funding.fiscal.as_ref().is_some_and(same),
        _ => funding.other.iter().any(same),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn departments_with_codes() {
        for (raw, code, name) in [
            ("205001-某县第一中学", Some("205001"), "某县第一中学"),
            ("某县教育局（205）", Some("205"), "某县教育局"),
            (" 某县教育局[205001]", Some("205001"), "某县教育局"),
            ("某县教育局〔205〕", Some("205"), "某县教育局"),
            ("某县教育局/205", Some("205"), "某县教育局"),
            ("〔205〕某县教育局", Some("205"), "某县教育局"),
            ("015 某省农业农村厅", Some("015"), "某省农业农村厅"),
            ("某县文化馆(图书馆)", None, "某县文化馆(图书馆)"),
            ("某县教育局", None, "某县教育局"),
        ] {
            assert_eq!(code_and_name(raw), (code.map(str::to_owned), name.to_owned()));
        }
    }
}
