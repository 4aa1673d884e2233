//! Where findings and related places stand.

use super::fields::Of;
use super::scene::Element;
use super::schema::{CellName, ScopeName};
use crate::finding::Field;
use crate::record::{Amount, Funding, Place, Project, Sheet};

/// The cell of a record that a finding stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At {
    pub field: Field,
}

const INDICATOR: [(&str, Field); 3] = [("name", Field::Name), ("value", Field::Value), ("unit", Field::Unit)];

const PROJECT: [(&str, Field); 5] = [
    ("goal", Field::Goal),
    ("funding.total", Field::FundingTotal),
    ("funding.fiscal", Field::FundingFiscal),
    ("funding.other", Field::FundingOther),
    ("project", Field::Project),
];

const DEPARTMENT: [(&str, Field); 4] = [
    ("department", Field::Department),
    ("total", Field::FundingTotal),
    ("fiscal", Field::FundingFiscal),
    ("other", Field::FundingOther),
];

impl At {
    /// The place of that name in a rule's `at`.
    pub fn named(name: &str, scope: ScopeName) -> Option<Self> {
        let name = match scope {
            ScopeName::Department => {
                name.strip_prefix("department.").or(name.strip_prefix("funding.")).unwrap_or(name)
            }
            _ => name,
        };
        let found = tables(scope).flat_map(|table| table.iter()).find(|entry| entry.0 == name)?;
        Some(Self { field: found.1 })
    }

    /// The names that `at` may have.
    pub fn names(scope: ScopeName) -> Vec<&'static str> {
        tables(scope).flat_map(|table| table.iter()).map(|entry| entry.0).collect()
    }

    /// Where a finding stands unless the rule says otherwise.
    pub fn of_scope(scope: ScopeName) -> Self {
        let field = match scope {
            ScopeName::Cell | ScopeName::Indicator | ScopeName::Pair => Field::Value,
            ScopeName::Project | ScopeName::ProjectPair => Field::Project,
            ScopeName::Department => Field::Department,
            ScopeName::Sheet | ScopeName::Row | ScopeName::Corpus => Field::Row,
        };
        Self { field }
    }

    /// The place of that name in a `[[related]]`.
    pub fn of(name: &str, of: Of) -> Option<Self> {
        let tables: [&[(&str, Field)]; 2] = match of {
            Of::Indicator => [&INDICATOR, &PROJECT],
            Of::Project | Of::Sibling => [&PROJECT, &[]],
            Of::Department => [&DEPARTMENT, &[]],
            _ => [&[], &[]],
        };
        let mut entries = tables.into_iter().flatten();
        entries.find(|entry| entry.0 == name).map(|entry| Self { field: entry.1 })
    }

    /// Where a related place stands unless the rule says otherwise.
    pub fn default_of(of: Of) -> Self {
        let field = match of {
            Of::Indicator | Of::Part => Field::Value,
            Of::Project | Of::Sibling => Field::Project,
            Of::Department => Field::Department,
            Of::Sheet | Of::Cell | Of::Clause | Of::Note => Field::Row,
        };
        Self { field }
    }

    /// The cell's place and raw text; None where the record has no such cell.
    pub fn locate<'a>(self, element: Element<'a>, sheet: &'a Sheet) -> Option<(Place, &'a str)> {
        match element {
            Element::Nothing => None,
            Element::Sheet => {
                let (row, cells) = sheet.grid.rows().next()?;
                let cell = cells.first()?;
                Some((Place { row, column: cell.column }, sheet.grid.text(cell)))
            }
            Element::Department(index) => {
                let department = sheet.departments.get(index)?;
                let amount = self.amount(&department.funding);
                let cell = amount.map_or(&department.cell, |amount| &amount.cell);
                Some((cell.place, &cell.raw))
            }
            Element::Project(view) => Some(self.in_project(view.project)),
            Element::Indicator(desk, index) => {
                let project = desk.reading.project;
                let indicator = project.indicators.get(index)?;
                let (cell, empty) = match self.field {
                    Field::Name => (indicator.name.as_ref(), indicator.name_place),
                    Field::Value => (indicator.value.as_ref(), indicator.value_place),
                    Field::Unit => (indicator.unit.as_deref(), indicator.value_place),
                    _ => return Some(self.in_project(project)),
                };
                Some(cell.map_or((empty, ""), |cell| (cell.place, cell.raw.as_str())))
            }
            Element::Part(..) | Element::Clause(..) => None,
            Element::Cell(cell) => cell.written().map(|cell| (cell.place, cell.raw.as_str())),
            Element::Note(note) => Some((note.cell.place, &note.cell.raw)),
        }
    }

    fn in_project(self, project: &Project) -> (Place, &str) {
        let goal = || project.goal.as_ref().map_or((project.goal_place, ""), |cell| (cell.place, &cell.raw));
        if self.field == Field::Goal {
            return goal();
        }
        let amount = self.amount(&project.funding).map(|amount| &amount.cell);
        // Without its own cell, a project is shown by its name, and without a name by its goal's place.
        match amount.or(project.name.as_ref()) {
            Some(cell) => (cell.place, &cell.raw),
            None => goal(),
        }
    }

    fn amount(self, funding: &Funding) -> Option<&Amount> {
        match self.field {
            Field::FundingTotal => funding.total.as_ref(),
            Field::FundingFiscal => funding.fiscal.as_ref(),
            // Of several columns the one that is no number is meant.
            Field::FundingOther => {
                funding.other.iter().find(|amount| amount.number.is_none()).or(funding.other.first())
            }
            _ => None,
        }
    }
}

fn tables(scope: ScopeName) -> impl Iterator<Item = &'static [(&'static str, Field)]> {
    let tables: [&'static [(&str, Field)]; 2] = match scope {
        ScopeName::Indicator | ScopeName::Pair => [&INDICATOR, &PROJECT],
        ScopeName::Project | ScopeName::ProjectPair => [&PROJECT, &[]],
        ScopeName::Department => [&DEPARTMENT, &[]],
        ScopeName::Cell | ScopeName::Sheet | ScopeName::Row | ScopeName::Corpus => [&[], &[]],
    };
    tables.into_iter()
}

/// The field that a finding on a cell of scope `cell` names.
pub(super) fn field_of(cell: CellName) -> Field {
    match cell {
        CellName::Name => Field::Name,
        CellName::Value => Field::Value,
        CellName::Goal => Field::Goal,
        CellName::Project => Field::Project,
        CellName::FundingTotal => Field::FundingTotal,
        CellName::FundingFiscal => Field::FundingFiscal,
        CellName::FundingOther => Field::FundingOther,
    }
}
