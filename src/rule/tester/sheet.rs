//! An example as a sheet.

use super::super::examples::{DepartmentExample, Example, FixedRow, ProjectExample};
use crate::finding::{Edit, Finding};
use crate::layout::{self, Layouts};
use crate::record::{Amount, Cell, Department, Funding, Grid, Indicator, Medium, Place, Project, Sheet};

/// The columns of an example's table.
mod column {
    pub const TITLE: u32 = 1;
    pub const TOTAL: u32 = 2;
    pub const FISCAL: u32 = 3;
    pub const OTHER: u32 = 4;
    pub const GOAL: u32 = 5;
    pub const NAME: u32 = 6;
    pub const VALUE: u32 = 7;
    pub const UNIT: u32 = 8;
    pub const WEIGHT: u32 = 9;
    pub const OPERATOR: u32 = 10;
}

/// An example, read as a sheet would be.
#[derive(Debug, Clone)]
pub(crate) struct ExampleSheet {
    pub sheet: Sheet,
    /// Whether rows are those of a grid, and not of a list of indicators.
    pub(super) is_grid: bool,
}

impl ExampleSheet {
    /// None where the example is a grid that no layout recognises.
    pub fn new(example: &Example) -> Option<Self> {
        if example.grid.is_empty() {
            return Some(Self { sheet: written(example), is_grid: false });
        }
        let mut grid = Grid::new(Medium::Lines, None);
        for (row, cells) in (1u32..).zip(&example.grid) {
            for (column, text) in (1u32..).zip(cells) {
                let place = Place { row, column };
                if is_formula(text) {
                    grid.uncalculated.push(place);
                } else {
                    grid.push(place, text);
                }
            }
        }
        Some(Self { sheet: layout::recognise(Layouts::builtin(), "example", grid).ok()?, is_grid: true })
    }

    /// The project (from 1) and the row of the example that a finding stands on; row 0 is the own row of
    /// the project or department.
    pub fn row_of(&self, finding: &Finding) -> (u32, u32) {
        if self.is_grid {
            return (1, finding.place.row);
        }
        let before = |project: &&Project| project.row <= finding.place.row;
        match self.sheet.projects.iter().rfind(before) {
            Some(project) => {
                let index = self.sheet.projects.iter().position(|it| it.row == project.row).unwrap_or(0);
                (index as u32 + 1, finding.place.row - project.row)
            }
            None => (1, 0),
        }
    }

    /// The sheet after a fix.
    pub fn mended(&self, edits: &[Edit]) -> Self {
        let mut mended = self.clone();
        for edit in edits {
            for project in &mut mended.sheet.projects {
                let mend = |cell: &mut Option<Cell>, place: Place| {
                    if place == edit.place {
                        let text = Some(edit.new.clone()).filter(|text| !text.is_empty());
                        *cell = text.map(|raw| Cell { raw, place });
                    }
                };
                if let Some(place) = project.name.as_ref().map(|name| name.place) {
                    mend(&mut project.name, place);
                }
                mend(&mut project.goal, project.goal_place);
                for indicator in &mut project.indicators {
                    mend(&mut indicator.name, indicator.name_place);
                    mend(&mut indicator.value, indicator.value_place);
                }
            }
        }
        for project in &mut mended.sheet.projects {
            project.indicators.retain(|it| it.name.is_some() || it.value.is_some());
        }
        mended
    }

    /// The rows as an example lists them after a fix; with the projects' names and goals, where those are
    /// asked for.
    pub fn rows(&self, names: bool, goals: bool) -> Vec<FixedRow> {
        let text = |cell: &Option<Cell>| cell.as_ref().map_or(String::new(), |cell| cell.raw.clone());
        let mut rows = Vec::new();
        for project in &self.sheet.projects {
            if names || goals {
                rows.push(FixedRow {
                    project: names.then(|| text(&project.name)),
                    goal: goals.then(|| text(&project.goal)),
                    ..FixedRow::default()
                });
            }
            rows.extend(project.indicators.iter().map(|indicator| FixedRow {
                name: text(&indicator.name),
                value: text(&indicator.value),
                ..FixedRow::default()
            }));
        }
        rows
    }
}

/// `=SUM(B2:B9)`: a formula that nothing has calculated; `=95%` is a target value.
fn is_formula(text: &str) -> bool {
    matches!(text.as_bytes(), [b'=', b'A'..=b'Z', ..])
}

fn written(example: &Example) -> Sheet {
    let row = 1;
    let department =
        example.department.clone().unwrap_or_else(|| DepartmentExample {
            name: "示例单位".to_owned(),
            ..DepartmentExample::default()
        });
    let departments = vec![Department {
        code: Some(department.code.clone()).filter(|code| !code.is_empty()),
        name: department.name.clone(),
        cell: Cell { raw: department.name.clone(), place: Place { row, column: column::TITLE } },
        funding: funding(row, [&department.total, &department.fiscal, &department.other]),
    }];
    let mut own: Vec<ProjectExample> = example.projects.clone();
    if own.is_empty() {
        let mut project = example.project.clone().unwrap_or_default();
        project.rows.extend(example.rows.iter().cloned());
        own.push(project);
    }
    let mut projects = Vec::new();
    let mut next_row = row + 1;
    for project in own {
        let first = next_row;
        let last = first + project.rows.len() as u32;
        next_row = last + 1;
        let indicators = (first + 1..=last).zip(&project.rows).map(|(row, indicator)| {
            let place = |column| Place { row, column };
            Indicator {
                row,
                group: indicator.group,
                dimension: indicator.dimension,
                name: cell(&indicator.name, place(column::NAME)),
                name_place: place(column::NAME),
                value: cell(&indicator.value, place(column::VALUE)),
                value_place: place(column::VALUE),
                operator: cell(&indicator.operator, place(column::OPERATOR)).map(Box::new),
                unit: cell(&indicator.unit, place(column::UNIT)).map(Box::new),
                weight: amount(&indicator.weight, place(column::WEIGHT)).map(Box::new),
                better: indicator.better,
            }
        });
        let indicators = indicators.collect();
        let goal_place = Place { row: first, column: column::GOAL };
        projects.push(Project {
            department: Some(0),
            name: cell(&project.name, Place { row: first, column: column::TITLE }),
            row: first,
            funding: funding(first, [&project.total, &project.fiscal, &project.other]),
            goal: cell(&project.goal, goal_place),
            goal_place,
            region: None,
            indicators,
        });
    }
    let mut grid = Grid::new(Medium::Lines, None);
    grid.push(Place { row: 1, column: column::TITLE }, &department.name);
    Sheet {
        file: "example".into(),
        grid,
        layout: "example".to_owned(),
        year: (example.year != 0).then_some(example.year),
        money_unit: example.unit.known(),
        structure: example.structure,
        departments,
        projects,
        notes: Vec::new(),
        used: Vec::new(),
    }
}

fn cell(text: &str, place: Place) -> Option<Cell> {
    (!text.is_empty()).then(|| Cell { raw: text.to_owned(), place })
}

fn amount(text: &str, place: Place) -> Option<Amount> {
    cell(text, place).map(Amount::read)
}

fn funding(row: u32, [total, fiscal, other]: [&String; 3]) -> Funding {
    let place = |column| Place { row, column };
    Funding {
        total: amount(total, place(column::TOTAL)),
        fiscal: amount(fiscal, place(column::FISCAL)),
        other: amount(other, place(column::OTHER)).into_iter().collect(),
    }
}
