//! Layout `records`: the objects of a JSON file, each in a row.

use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::value::{Error, StrDeserializer};

use crate::read::{Grid, GridCell, Medium, OTHERS, Place, record_column};
use crate::record::{
    Amount, Aside, Cell, Department, Dimension, Funding, Group, Indicator, Label, Project, Purpose,
    ReadingKind, ReadingNote, Sheet, Structure, Used,
};

/// Reads a grid of records; None where it is of another medium.
pub(super) fn read(file: &str, grid: &Grid) -> Option<Sheet> {
    if grid.medium != Medium::Records {
        return None;
    }
    let mut sheet = Sheet {
        file: file.into(),
        layout: "records".to_owned(),
        year: None,
        money_unit: None,
        structure: Structure::default(),
        departments: Vec::new(),
        projects: Vec::new(),
        notes: Vec::new(),
        used: Vec::new(),
        grid: Grid::default(),
    };
    let keys = Keys::new();
    // The areas of projects with several rows, in the order of the rows.
    let mut areas = grid.merges.iter().peekable();
    let mut last = 0;
    for (number, cells) in grid.rows() {
        let row = Row { grid, number, cells };
        let used = cells
            .iter()
            .map(|cell| Used { place: row.place(cell.column), purpose: keys.purpose(cell.column) });
        sheet.used.extend(used);
        if last == 0 {
            sheet.year = row.text(keys.year).and_then(|year| year.parse().ok());
            sheet.money_unit = row.kind(keys.money_unit);
            sheet.structure = row.kind(keys.structure).unwrap_or_default();
        }
        if number > last {
            // The first rows of a project may have no cell at all.
            while areas.next_if(|(_, end)| end.row < number).is_some() {}
            last = areas.peek().filter(|(start, _)| start.row <= number).map_or(number, |(_, end)| end.row);
            begin(&mut sheet, &keys, &row);
        }
        if let Some(project) = sheet.projects.len().checked_sub(1) {
            project_cells(&mut sheet, &keys, &row, project);
            indicator(&mut sheet, &keys, &row, project);
        }
    }
    Some(sheet)
}

/// The columns.
struct Keys {
    code: u32,
    department: u32,
    department_total: u32,
    project: u32,
    totals: [u32; 2],
    fiscals: [u32; 2],
    other: u32,
    goal: u32,
    group: u32,
    dimension: u32,
    name: u32,
    value: u32,
    weight: u32,
    direction: u32,
    year: u32,
    money_unit: u32,
    structure: u32,
}

impl Keys {
    fn new() -> Self {
        let of = record_column;
        Self {
            code: of("department/code"),
            department: of("department/name"),
            department_total: of("department/total"),
            project: of("project/name"),
            totals: [of("project/total"), of("project/written/total")],
            fiscals: [of("project/fiscal"), of("project/written/fiscal")],
            other: of("project/other"),
            goal: of("project/goal"),
            group: of("group"),
            dimension: of("dimension"),
            name: of("name"),
            value: of("value"),
            weight: of("weight"),
            direction: of("direction"),
            year: of("year"),
            money_unit: of("money-unit"),
            structure: of("structure"),
        }
    }
}

impl Keys {
    /// What a column is where no record holds its cells, which are repeated in each of a project's rows.
    fn purpose(&self, column: u32) -> Purpose {
        let labels = [
            (self.code, Label::DepartmentCode),
            (self.department, Label::Department),
            (self.department_total, Label::Total),
            (self.project, Label::Project),
            (self.totals[0], Label::Total),
            (self.totals[1], Label::Total),
            (self.fiscals[0], Label::Fiscal),
            (self.fiscals[1], Label::Fiscal),
            (self.other, Label::Other),
            (self.goal, Label::Goal),
            (self.group, Label::Level1),
            (self.dimension, Label::Level2),
            (self.direction, Label::Direction),
            (self.year, Label::Year),
        ];
        let label = labels.into_iter().find(|&(of, _)| of == column);
        label.map_or(Purpose::Aside(Aside::Field), |(_, label)| Purpose::Value(label))
    }
}

/// A row and its cells.
struct Row<'a> {
    grid: &'a Grid,
    number: u32,
    cells: &'a [GridCell],
}

impl Row<'_> {
    fn text(&self, column: u32) -> Option<&str> {
        let index = self.cells.binary_search_by_key(&column, |cell| cell.column).ok()?;
        Some(self.grid.text(&self.cells[index]))
    }

    fn place(&self, column: u32) -> Place {
        Place { row: self.number, column }
    }

    fn cell(&self, column: u32) -> Option<Cell> {
        Some(Cell { raw: self.text(column)?.to_owned(), place: self.place(column) })
    }

    /// A text that stands for one of a kind; the reader has seen to it that it does.
    fn kind<'t, T: Deserialize<'t>>(&'t self, column: u32) -> Option<T> {
        T::deserialize(StrDeserializer::<Error>::new(self.text(column)?)).ok()
    }
}

/// Begins the project of a row.
fn begin(sheet: &mut Sheet, keys: &Keys, row: &Row<'_>) {
    let code = row.text(keys.code);
    let named = row.cell(keys.department).or_else(|| row.cell(keys.code));
    let department = named.map(|cell| {
        let known = sheet.departments.last();
        if known.is_none_or(|known| known.name != cell.raw || known.code.as_deref() != code) {
            let total = row.cell(keys.department_total).map(Amount::read);
            let funding = Funding { total, ..Funding::default() };
            let (code, name) = (code.map(str::to_owned), cell.raw.clone());
            sheet.departments.push(Department { code, name, cell, funding });
        }
        sheet.departments.len() - 1
    });
    sheet.projects.push(Project {
        department,
        name: row.cell(keys.project),
        row: row.number,
        funding: Funding::default(),
        goal: None,
        goal_place: row.place(keys.goal),
        region: None,
        indicators: Vec::new(),
    });
}

/// Takes the project's own cells of a row over. In a later row of a project they say something else than above.
fn project_cells(sheet: &mut Sheet, keys: &Keys, row: &Row<'_>, index: usize) {
    let Some(project) = sheet.projects.get_mut(index) else { return };
    let is_first = project.row == row.number;
    for cell in row.cells {
        let column = cell.column;
        let Some(cell) = row.cell(column) else { continue };
        let taken = match column {
            _ if keys.totals.contains(&column) => put(&mut project.funding.total, cell),
            _ if keys.fiscals.contains(&column) => put(&mut project.funding.fiscal, cell),
            _ if column == keys.other || column >= OTHERS => {
                project.funding.other.push(Amount::read(cell));
                None
            }
            _ if column == keys.goal && project.goal.is_none() => {
                project.goal_place = cell.place;
                project.goal = Some(cell);
                None
            }
            _ if column == keys.goal => Some(cell),
            _ if [keys.code, keys.department, keys.department_total, keys.project].contains(&column) => {
                (!is_first).then_some(cell)
            }
            _ => None,
        };
        if let Some(cell) = taken {
            sheet.notes.push(ReadingNote { cell, project: Some(index), kind: ReadingKind::Unplaced });
        }
    }
}

/// Takes an amount over; gives the cell back where there is one already.
fn put(place: &mut Option<Amount>, cell: Cell) -> Option<Cell> {
    if place.is_some() {
        return Some(cell);
    }
    *place = Some(Amount::read(cell));
    None
}

fn indicator(sheet: &mut Sheet, keys: &Keys, row: &Row<'_>, index: usize) {
    let (name, value) = (row.cell(keys.name), row.cell(keys.value));
    let Some(first) = name.clone().or_else(|| value.clone()) else { return };
    let dimension: Option<Dimension> = row.kind(keys.dimension);
    let group: Option<Group> = row.kind(keys.group);
    let Some(group) = group.or(dimension.map(Dimension::group)) else {
        let kind = ReadingKind::Unplaced;
        return sheet.notes.push(ReadingNote { cell: first, project: Some(index), kind });
    };
    let weight = row.cell(keys.weight).map(|cell| {
        let number = cell.raw.parse::<Decimal>().ok();
        Box::new(Amount { cell, number, unit: None })
    });
    let Some(project) = sheet.projects.get_mut(index) else { return };
    project.indicators.push(Indicator {
        row: row.number,
        group,
        dimension,
        name,
        name_place: row.place(keys.name),
        value,
        value_place: row.place(keys.value),
        operator: None,
        unit: None,
        weight,
        better: row.kind(keys.direction),
    });
}
