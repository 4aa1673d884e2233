//! Objects → the rows of grids.
//!
//! A project's own cells stand in its first row, as in a table whose cells are merged over a project's rows, and the
//! area of its name says which rows are its.

use std::borrow::Cow;
use std::collections::HashMap;

use super::super::error::{Wanted, WrongValue};
use super::super::{Grid, InputError, Large, Medium, Place};
use super::object::{Nested, Object, Project, Value};
use super::{OTHERS, column};

/// No file has records of more sheets.
const MOST_SHEETS: usize = 10_000;

/// The grids while objects are read.
#[derive(Default)]
pub(super) struct Rows {
    sheets: Vec<SheetRows>,
    known: HashMap<SheetKey, usize>,
    row: u32,
}

/// What the records of a sheet agree on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct SheetKey {
    file: Option<String>,
    /// None in a document: what its records call a sheet is a table of it.
    sheet: Option<String>,
    year: Option<String>,
    money_unit: Option<String>,
    structure: Option<String>,
}

struct SheetRows {
    key: SheetKey,
    grid: Grid,
    project: Option<Open>,
}

/// The project that the last row belongs to.
struct Open {
    rows: (u32, u32),
    name: Option<String>,
    number: Option<String>,
    line: Option<String>,
    /// Its own cells, each as it came first: their columns and texts.
    own: Vec<(u32, String)>,
}

/// The cells of a row, in the order of their columns.
type Cells<'a> = Vec<(u32, Cow<'a, str>)>;

impl Rows {
    /// Takes an object over as the next row. `line` is where it stands, where objects have lines.
    ///
    /// # Errors
    /// [`InputError`] where it is no record.
    pub fn object(
        &mut self,
        object: Nested<Object<'_>>,
        line: impl Fn() -> Option<u32>,
    ) -> Result<(), InputError> {
        self.row = self.row.saturating_add(1);
        let row = self.row;
        self.take(object).map_err(|refused| match refused {
            Refused::Value(key, wanted) => {
                InputError::WrongRecord(Box::new(WrongValue { object: row, line: line(), key, wanted }))
            }
            Refused::NoRecord => InputError::NoRecords,
            Refused::Sheets => InputError::TooLarge { what: Large::Sheets, limit: MOST_SHEETS as u64 },
        })
    }

    fn take(&mut self, object: Nested<Object<'_>>) -> Result<(), Refused> {
        let mut object = match object {
            Nested::Object(object) => object,
            Nested::Missing | Nested::Wrong => return Err(Refused::Value(String::new(), Wanted::Object)),
        };
        let speaks = |value: &Value<'_>| *value != Value::Missing;
        let is_record = !matches!(object.project, Nested::Missing)
            || [&object.name, &object.value, &object.group].into_iter().any(speaks);
        if !is_record {
            return Err(Refused::NoRecord);
        }
        if matches!(object.project, Nested::Missing) {
            object.project = Nested::Object(Project::default());
        }
        let sheet = self.sheet(&object)?;
        let row = self.row;
        let sheet = &mut self.sheets[sheet];
        let mut cells = sheet.own_cells(row, &object)?;
        if sheet.grid.is_empty() {
            let key = &sheet.key;
            let whole = [("year", &key.year), ("money-unit", &key.money_unit), ("structure", &key.structure)];
            cells.extend(
                whole.into_iter().filter_map(|(key, text)| Some((column(key), Cow::Owned(text.clone()?)))),
            );
        }
        indicator_cells(&object, &mut cells)?;
        cells.sort_by_key(|&(column, _)| column);
        for (column, text) in cells {
            sheet.grid.push(Place { row, column }, &text);
        }
        Ok(())
    }

    /// The index of the sheet that an object belongs to.
    fn sheet(&mut self, object: &Object<'_>) -> Result<usize, Refused> {
        let is_document = text(&object.medium, "medium")?.is_some_and(|medium| medium == "document");
        let sheet = text(&object.sheet, "sheet")?.filter(|_| !is_document);
        let key = SheetKey {
            file: text(&object.file, "file")?.map(str::to_owned),
            sheet: sheet.map(str::to_owned),
            year: whole_number(&object.year, "year")?.map(str::to_owned),
            money_unit: one_of(&object.money_unit, "money-unit", &["元", "万元"])?.map(str::to_owned),
            structure: one_of(&object.structure, "structure", &["2015", "2021"])?.map(str::to_owned),
        };
        if let Some(&index) = self.known.get(&key) {
            return Ok(index);
        }
        if self.sheets.len() == MOST_SHEETS {
            return Err(Refused::Sheets);
        }
        let grid = Grid::new(Medium::Records, None);
        self.sheets.push(SheetRows { key: key.clone(), grid, project: None });
        self.known.insert(key, self.sheets.len() - 1);
        Ok(self.sheets.len() - 1)
    }

    /// The grids, in the order in which their first objects came.
    pub fn end(self) -> Vec<Grid> {
        let files = self.sheets.iter().map(|sheet| &sheet.key.file);
        let has_files = files.clone().any(|file| Some(file) != files.clone().next());
        let ended = self.sheets.into_iter().map(|mut sheet| {
            end_project(&mut sheet.grid, sheet.project.take());
            sheet.grid.merges.sort_unstable();
            let SheetKey { file, sheet: name, .. } = sheet.key;
            sheet.grid.name = match (file.filter(|_| has_files), name) {
                (Some(file), Some(name)) => Some(format!("{file}[{name}]")),
                (file, name) => file.or(name),
            };
            sheet.grid
        });
        ended.filter(|grid| !grid.is_empty()).collect()
    }
}

impl SheetRows {
    /// The cells of the department and the project that an object has and the rows above it in the project have not.
    fn own_cells<'a>(&mut self, row: u32, object: &'a Object<'_>) -> Result<Cells<'a>, Refused> {
        let Nested::Object(project) = &object.project else {
            return Err(Refused::Value("project".to_owned(), Wanted::Object));
        };
        let name = text(&project.name, "project.name")?;
        let number = whole_number(&project.number, "project.number")?;
        let line = whole_number(&project.line, "project.line")?;
        let own = own(object, project)?;
        let same = self.project.as_ref().is_some_and(|open| open.goes_on(name, number, line, &own));
        if !same {
            end_project(&mut self.grid, self.project.take());
        }
        let open = self.project.get_or_insert_with(|| Open {
            rows: (row, row),
            name: name.map(str::to_owned),
            number: number.map(str::to_owned),
            line: line.map(str::to_owned),
            own: Vec::new(),
        });
        open.rows.1 = row;
        let mut cells = Cells::new();
        for (column, text) in own {
            match open.own_text(column) {
                Some(known) if known == text => continue,
                // It says something else than above.
                Some(_) => {}
                None => open.own.push((column, text.to_owned())),
            }
            cells.push((column, Cow::Borrowed(text)));
        }
        Ok(cells)
    }
}

impl Open {
    /// Whether an object is of the same project.
    fn goes_on(
        &self,
        name: Option<&str>,
        number: Option<&str>,
        line: Option<&str>,
        own: &[(u32, &str)],
    ) -> bool {
        let same_name = self.name.as_deref() == name;
        match (self.number.as_deref(), number) {
            (Some(known), Some(number)) => known == number && same_name,
            _ => {
                let agrees =
                    |&(column, text): &(u32, &str)| self.own_text(column).is_none_or(|known| known == text);
                same_name && self.line.as_deref() == line && own.iter().all(agrees)
            }
        }
    }

    fn own_text(&self, column: u32) -> Option<&str> {
        self.own.iter().find(|(known, _)| *known == column).map(|(_, text)| text.as_str())
    }
}

fn end_project(grid: &mut Grid, project: Option<Open>) {
    if let Some(Open { rows: (first, last), .. }) = project
        && first < last
    {
        let column = column("project/name");
        grid.merges.push((Place { row: first, column }, Place { row: last, column }));
    }
}

/// The texts of the department and the project, with their columns.
fn own<'a>(object: &'a Object<'_>, project: &'a Project<'_>) -> Result<Vec<(u32, &'a str)>, Refused> {
    let mut own = Vec::new();
    let mut take = |key: &str, value: &'a Value<'_>| {
        own.extend(text(value, &key.replace('/', "."))?.map(|text| (column(key), text)));
        Ok(())
    };
    match &object.department {
        Nested::Object(department) => {
            take("department/code", &department.code)?;
            take("department/name", &department.name)?;
            take("department/total", &department.total)?;
        }
        Nested::Missing => {}
        Nested::Wrong => return Err(Refused::Value("department".to_owned(), Wanted::Object)),
    }
    take("project/name", &project.name)?;
    take("project/goal", &project.goal)?;
    let written = match &project.written {
        Nested::Object(written) => written,
        Nested::Missing => {
            take("project/total", &project.total)?;
            take("project/fiscal", &project.fiscal)?;
            take("project/other", &project.other)?;
            return Ok(own);
        }
        Nested::Wrong => return Err(Refused::Value("project.written".to_owned(), Wanted::Object)),
    };
    take("project/written/total", &written.total)?;
    take("project/written/fiscal", &written.fiscal)?;
    match &written.other {
        Value::Missing => {}
        Value::List(list) => {
            for (column, value) in (OTHERS..).zip(list) {
                own.extend(text(value, "project.written.other")?.map(|text| (column, text)));
            }
        }
        _ => return Err(Refused::Value("project.written.other".to_owned(), Wanted::List)),
    }
    Ok(own)
}

fn indicator_cells<'a>(object: &'a Object<'_>, cells: &mut Cells<'a>) -> Result<(), Refused> {
    const GROUPS: &[&str] = &["output", "effect", "satisfaction"];
    const DIMENSIONS: &[&str] = &[
        "quantity",
        "quality",
        "time",
        "cost",
        "economic",
        "social",
        "ecological",
        "sustainability",
        "satisfaction",
    ];
    const DIRECTIONS: &[&str] = &["more", "less", "unknown"];
    let weight = match &object.weight {
        Value::Missing => None,
        Value::Number(number) => Some(number.as_str()),
        _ => return Err(Refused::Value("weight".to_owned(), Wanted::Number)),
    };
    let inferred = match &object.dimension_inferred {
        Value::Missing => false,
        Value::Flag(inferred) => *inferred,
        _ => return Err(Refused::Value("dimension-inferred".to_owned(), Wanted::Flag)),
    };
    let texts = [
        ("group", one_of(&object.group, "group", GROUPS)?),
        // What was inferred is no witness: it is inferred again.
        ("dimension", one_of(&object.dimension, "dimension", DIMENSIONS)?.filter(|_| !inferred)),
        ("name", text(&object.name, "name")?),
        ("value", text(&object.value, "value")?),
        ("weight", weight),
        ("direction", one_of(&object.direction, "direction", DIRECTIONS)?),
    ];
    let there = texts.into_iter().filter_map(|(key, text)| Some((column(key), Cow::Borrowed(text?))));
    cells.extend(there);
    Ok(())
}

/// Why an object was not taken.
enum Refused {
    Value(String, Wanted),
    NoRecord,
    Sheets,
}

fn text<'a>(value: &'a Value<'_>, key: &str) -> Result<Option<&'a str>, Refused> {
    match value {
        Value::Missing => Ok(None),
        Value::Text(text) => Ok(Some(text)),
        _ => Err(Refused::Value(key.to_owned(), Wanted::Text)),
    }
}

fn whole_number<'a>(value: &'a Value<'_>, key: &str) -> Result<Option<&'a str>, Refused> {
    match value {
        Value::Missing => Ok(None),
        Value::Number(number) if number.parse::<i64>().is_ok() => Ok(Some(number)),
        _ => Err(Refused::Value(key.to_owned(), Wanted::WholeNumber)),
    }
}

/// A text that stands for one of a kind. `choices` are all of them.
fn one_of<'a>(
    value: &'a Value<'_>,
    key: &str,
    choices: &'static [&'static str],
) -> Result<Option<&'a str>, Refused> {
    match value {
        Value::Missing => Ok(None),
        Value::Text(text) if choices.contains(&text.as_ref()) => Ok(Some(text)),
        _ => Err(Refused::Value(key.to_owned(), Wanted::OneOf(choices))),
    }
}
