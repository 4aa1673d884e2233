//! Reading, from bytes to records: the real district summary of tests/data, workbooks and encodings, sheets of
//! other districts, and arbitrary input.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;

use jichi::layout;
use jichi::read::{self, InputError, Large, Place};
use jichi::record::Group::{self, Effect, Output, Satisfaction};
use jichi::record::{Amount, Cell, Funding, MoneyUnit, Project, ReadingKind, Sheet, Structure};
use rust_decimal::Decimal;

#[path = "reading/binary.rs"]
mod binary;
#[path = "reading/damage.rs"]
mod damage;
#[path = "reading/districts.rs"]
mod districts;
#[path = "reading/formats.rs"]
mod formats;
#[path = "reading/jialing.rs"]
mod jialing;
#[path = "reading/layouts/mod.rs"]
mod layouts;
#[path = "reading/markup.rs"]
mod markup;
#[path = "reading/mutations.rs"]
mod mutations;
#[path = "reading/properties.rs"]
mod properties;
#[path = "reading/records.rs"]
mod records;
#[path = "reading/word.rs"]
mod word;

fn sheets(name: &str, bytes: Vec<u8>) -> Vec<Sheet> {
    layout::sheets(layout::Layouts::builtin(), name, read::read(name, bytes).unwrap()).unwrap()
}

fn sheet(name: &str, bytes: impl Into<Vec<u8>>) -> Sheet {
    let mut sheets = sheets(name, bytes.into());
    assert_eq!(sheets.len(), 1);
    sheets.remove(0)
}

fn raw(cell: &Option<Cell>) -> &str {
    cell.as_ref().map_or("", |cell| cell.raw.as_str())
}

fn number(amount: &Option<Amount>) -> Decimal {
    amount.as_ref().and_then(|amount| amount.number).unwrap_or_default()
}

/// A project's indicators in one row: group, name, value.
fn indicators(project: &Project, row: u32) -> Vec<(Group, &str, &str)> {
    let here = project.indicators.iter().filter(|indicator| indicator.row == row);
    here.map(|indicator| (indicator.group, raw(&indicator.name), raw(&indicator.value))).collect()
}

/// How often each place of the table stands in the records. Every recorded cell must be the table's cell.
fn recorded(sheet: &Sheet) -> BTreeMap<Place, usize> {
    fn funding(cells: &mut Vec<Cell>, funding: &Funding) {
        let amounts = funding.total.iter().chain(&funding.fiscal).chain(&funding.other);
        cells.extend(amounts.map(|amount| amount.cell.clone()));
    }
    let mut cells = Vec::new();
    for department in &sheet.departments {
        cells.push(department.cell.clone());
        funding(&mut cells, &department.funding);
    }
    for project in &sheet.projects {
        cells.extend(project.name.clone());
        cells.extend(project.goal.clone());
        funding(&mut cells, &project.funding);
        for indicator in &project.indicators {
            assert!(indicator.name.is_some() || indicator.value.is_some());
            for (cell, place) in
                [(&indicator.name, indicator.name_place), (&indicator.value, indicator.value_place)]
            {
                assert_eq!(place.row, indicator.row);
                assert!(cell.as_ref().is_none_or(|cell| cell.place == place));
                cells.extend(cell.clone());
            }
        }
    }
    let mut places = BTreeMap::new();
    for cell in cells {
        assert_eq!(cell.raw, sheet.grid.at(cell.place));
        *places.entry(cell.place).or_insert(0) += 1;
    }
    places
}

/// Checks that every cell below the first `head` rows is in the records exactly once, or in a header row, or
/// that its row is noted as unplaced.
fn assert_nothing_lost(sheet: &Sheet, head: u32, is_header: impl Fn(&str) -> bool) {
    let places = recorded(sheet);
    assert!(places.values().all(|&times| times == 1), "a cell is recorded twice");
    let unplaced = |row: u32| {
        sheet.notes.iter().any(|note| note.cell.place.row == row && note.kind == ReadingKind::Unplaced)
    };
    for (row, cells) in sheet.grid.rows().skip_while(|&(row, _)| row <= head) {
        if cells.iter().all(|cell| is_header(sheet.grid.text(cell))) || unplaced(row) {
            continue;
        }
        for cell in cells {
            let place = Place { row, column: cell.column };
            assert!(places.contains_key(&place), "{} lost: {}", place.a1(), sheet.grid.text(cell));
        }
    }
}
