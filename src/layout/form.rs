//! The family `form`: one project, its fields by label, and a table of its indicators. A sheet may hold several.

use crate::read::{Grid, GridCell};
use crate::record::{
    Aside, Cell, Department, Funding, Indicator, Project, ReadingKind, ReadingNote, Sheet, Structure,
};

use super::body::{Body, Line};
use super::columns::{Columns, Header, find};
use super::fields::Fields;
use super::flat::code_and_name;
use super::title::{Title, is_page_line};
use super::vocabulary::key;
use super::words::{Family, Label, Words};

/// The rows of one form, as ordinals.
#[derive(Debug, Clone, Copy)]
struct Extent {
    start: usize,
    /// The first row of the header of indicators.
    header: usize,
    /// The row below that header.
    body: usize,
    end: usize,
}

/// Reads the forms of a sheet; None where there is none that says anything.
pub(super) fn read(words: &Words, file: &str, grid: &Grid) -> Option<Sheet> {
    let extents = extents(words, grid);
    let mut reader = Reader {
        words,
        grid,
        title: Title::default(),
        labels: Vec::new(),
        structure: Structure::default(),
        departments: Vec::new(),
        projects: Vec::new(),
        notes: Vec::new(),
    };
    for extent in extents {
        reader.form(extent);
    }
    if reader.projects.is_empty() {
        return None;
    }
    reader.notes.sort_by_key(|note| note.cell.place);
    Some(Sheet {
        file: file.into(),
        layout: words.layout(Family::Form, &reader.labels).to_owned(),
        year: reader.title.year(),
        money_unit: reader.title.unit(),
        structure: reader.structure,
        departments: reader.departments,
        projects: reader.projects,
        notes: reader.notes,
        grid: Grid::default(),
    })
}

/// Finds the forms: each has a header of indicators, and before it the label of the project's name.
fn extents(words: &Words, grid: &Grid) -> Vec<Extent> {
    let mut extents: Vec<Extent> = Vec::new();
    // Where the form begins that the last 项目名称 names, as long as its header has not come.
    let mut named = None;
    for row in 0..grid.rows().len() {
        let cells = grid.nth_row(row).1;
        let is_name = cells.iter().any(|cell| {
            let text = grid.text(cell);
            words.label(text).or(words.inline(text).map(|(label, _)| label)) == Some(Label::Project)
        });
        if is_name && named.is_none() {
            named = Some(match extents.last() {
                // What stands between two forms is the title of the second.
                Some(last) => {
                    let titles = (last.body..row).rev().take_while(|&row| is_title(words, grid, row));
                    titles.last().unwrap_or(row)
                }
                None => 0,
            });
        }
        if let Some(start) = named
            && let Some((header, first)) = find(words, grid, row)
            && !header.has(Label::Project)
            && header.columns().is_some()
        {
            if let Some(last) = extents.last_mut() {
                last.end = start;
            }
            extents.push(Extent { start, header: first, body: row + 1, end: grid.rows().len() });
            named = None;
        }
    }
    extents
}

/// Whether a row can only be a line of a title: one cell, or a few short ones that speak of no indicator; in a
/// document a paragraph that is no note.
fn is_title(words: &Words, grid: &Grid, row: usize) -> bool {
    let (number, cells) = grid.nth_row(row);
    if grid.medium.is_paragraph(number) {
        return !cells.first().is_some_and(|cell| words.is_note(grid.text(cell)));
    }
    let says_so = |cell: &GridCell| {
        let text = key(grid.text(cell));
        text.contains("绩效目标") || text.contains("年度)") || text.starts_with("附") || is_page_line(&text)
    };
    cells.len() <= 3 && cells.iter().any(says_so)
}

struct Reader<'a> {
    words: &'a Words,
    grid: &'a Grid,
    title: Title,
    /// The labels of all forms, as keys.
    labels: Vec<String>,
    structure: Structure,
    departments: Vec<Department>,
    projects: Vec<Project>,
    notes: Vec<ReadingNote>,
}

impl Reader<'_> {
    fn form(&mut self, extent: Extent) {
        let fields = Fields::read(self.words, self.grid, extent.start..extent.header, &mut self.title);
        self.labels.extend(fields.labels());
        if let Some(year) = fields.value(Label::Year) {
            self.title.read_year(fields.text(year));
        }
        let Some((header, _)) = find(self.words, self.grid, extent.body - 1) else { return };
        let Some(columns) = header.columns() else { return };
        let index = self.projects.len();
        let mut body = Body::new(self.words, self.grid);
        let (row, cells) = self.grid.nth_row(extent.body - 1);
        body.header(&columns, row, cells);
        body.turn(&columns);
        let found = self.rows(&mut body, columns, extent, index);
        let indicators = yearly(&fields, found, &mut body, index);
        body.end();
        if body.structure() == Structure::Of2021 {
            self.structure = Structure::Of2021;
        }
        let (funding, notes) = fields.funding(index);
        let goal = fields.goal();
        let name = fields.value(Label::Project);
        let has_money = funding.total.is_some() || funding.fiscal.is_some() || !funding.other.is_empty();
        if name.is_none() && indicators.is_empty() && goal.1.is_none() && !has_money {
            // An empty form: what stands in it all the same belongs to no project.
            let notes = body.notes.into_iter().chain(notes).chain(fields.all_aside());
            self.notes.extend(notes.map(|note| ReadingNote { project: None, ..note }));
            return;
        }
        let department = fields.value(Label::Department).or(fields.value(Label::InCharge));
        let department = department.and_then(|cell| self.department(cell, &fields));
        let row = fields.row_of(Label::Project);
        self.notes.extend(body.notes);
        self.notes.extend(notes);
        self.notes.extend(fields.aside(index));
        self.projects.push(Project {
            department,
            name: name.cloned(),
            row,
            funding,
            goal: goal.1.cloned(),
            goal_place: goal.0,
            indicators,
        });
    }

    fn rows(
        &mut self,
        body: &mut Body<'_>,
        mut columns: Columns,
        extent: Extent,
        index: usize,
    ) -> Vec<(usize, Indicator)> {
        let mut found = Vec::new();
        // Rows that are none of the table: fields below it, unless indicators follow.
        let mut beside: Vec<usize> = Vec::new();
        for row in extent.body..extent.end {
            let (number, cells) = self.grid.nth_row(row);
            // A header on the next page.
            if let Some(again) = Header::read(self.words, self.grid, cells)
                && again.is_of_indicators()
                && let Some(again) = again.columns()
            {
                body.header(&again, number, cells);
                columns = again;
                continue;
            }
            let Some(first) = cells.first() else { continue };
            let text = self.grid.text(first);
            let line = Line::new(&columns, number, cells);
            let is_beside = self.grid.medium.is_paragraph(number);
            if is_beside || self.words.is_note(text) || (cells.len() == 1 && is_page_line(text)) {
                let kind = ReadingKind::SetAside(Aside::Remark);
                cells.iter().for_each(|cell| body.note(number, cell, Some(index), kind.clone()));
            } else if !line.has_indicators() && !body.is_level_row(&line) {
                beside.push(row);
            } else {
                for (number, cells) in beside.drain(..).map(|row| self.grid.nth_row(row)) {
                    if let Some(first) = cells.first() {
                        body.note(number, first, Some(index), ReadingKind::Unplaced);
                    }
                }
                // Money or goals of an indicator's own.
                for (_, cell) in &line.own {
                    body.note(number, cell, Some(index), ReadingKind::SetAside(Aside::Field));
                }
                found.extend(body.indicators(&columns, &line, Some(index)));
            }
        }
        for (number, cells) in beside.into_iter().map(|row| self.grid.nth_row(row)) {
            let kind = ReadingKind::SetAside(Aside::Field);
            cells.iter().for_each(|cell| body.note(number, cell, Some(index), kind.clone()));
        }
        found
    }

    fn department(&mut self, cell: &Cell, fields: &Fields<'_>) -> Option<usize> {
        let raw = fields.text(cell);
        let (code, name) = code_and_name(raw);
        if self.departments.last().is_none_or(|known| known.name != name || known.code != code) {
            let cell = cell.clone();
            self.departments.push(Department { code, name, cell, funding: Funding::default() });
        }
        self.departments.len().checked_sub(1)
    }
}

/// The indicators of the year. Where two blocks stand under goals of several years and of the year, the left
/// one is set aside, unless the right one was left empty.
fn yearly(
    fields: &Fields<'_>,
    found: Vec<(usize, Indicator)>,
    body: &mut Body<'_>,
    project: usize,
) -> Vec<Indicator> {
    let has_both = found.iter().any(|(block, _)| *block == 0) && found.iter().any(|(block, _)| *block == 1);
    let sets_aside = has_both && fields.has_multiyear_goal_on_the_left();
    let mut indicators = Vec::with_capacity(found.len());
    for (block, indicator) in found {
        if sets_aside && block == 0 {
            let unit = indicator.unit.map(|cell| *cell);
            let weight = indicator.weight.map(|amount| amount.cell);
            let operator = indicator.operator.map(|cell| *cell);
            let cells = [indicator.name, indicator.value, unit, weight, operator];
            let kind = ReadingKind::SetAside(Aside::Multiyear);
            body.notes.extend(cells.into_iter().flatten().map(|cell| ReadingNote {
                cell,
                project: Some(project),
                kind: kind.clone(),
            }));
        } else {
            indicators.push(indicator);
        }
    }
    indicators
}
