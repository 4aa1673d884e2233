//! One row an indicator, and one form a project: small sheets of each layout, every field decided by hand.

mod flat;
mod forms;
mod nothing_lost;
mod other_districts;

use jichi::record::Dimension::{self, Cost, Economic, Quality, Quantity, Social, Sustainability, Time};
use jichi::record::{Account, Aside, Better, Purpose, ReadingNote};
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook, Worksheet};

use super::*;

/// An indicator as one line: row, group, dimension, name, what is judged.
type Row<'a> = (u32, Group, Option<Dimension>, &'a str, &'a str);

fn data(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    std::fs::read_to_string(path).unwrap()
}

#[track_caller]
fn assert_indicators(project: &Project, expected: &[Row<'_>]) {
    let read: Vec<(u32, Group, Option<Dimension>, String, String)> = project
        .indicators
        .iter()
        .map(|it| (it.row, it.group, it.dimension, raw(&it.name).to_owned(), it.target().text.into_owned()))
        .collect();
    let read: Vec<Row<'_>> = read
        .iter()
        .map(|(row, group, of, name, text)| (*row, *group, *of, name.as_str(), text.as_str()))
        .collect();
    assert_eq!(read, expected);
}

fn money(funding: &Funding) -> (String, String, Vec<String>) {
    let raw = |amount: &Option<Amount>| amount.as_ref().map_or(String::new(), |it| it.cell.raw.clone());
    let other = funding.other.iter().map(|amount| amount.cell.raw.clone()).collect();
    (raw(&funding.total), raw(&funding.fiscal), other)
}

fn asides(sheet: &Sheet, wanted: Aside) -> Vec<&str> {
    let account = sheet.account().into_iter();
    let aside = account.filter(|(_, went)| *went == Account::Used(Purpose::Aside(wanted)));
    aside.map(|(place, _)| sheet.grid.at(place)).collect()
}

fn unplaced(sheet: &Sheet) -> Vec<&str> {
    let is_unplaced = |note: &&ReadingNote| note.kind == ReadingKind::Unplaced;
    sheet.notes.iter().filter(is_unplaced).map(|note| note.cell.raw.as_str()).collect()
}

const SATISFIED: Option<Dimension> = Some(Dimension::Satisfaction);

/// The rows of a text as a worksheet, with the blank cells of some columns merged into the cell above.
fn write_merged(sheet: &mut Worksheet, text: &str, merged: &[u16], from: u32) {
    let plain = Format::new();
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    for (row, cells) in (0u32..).zip(&rows) {
        for (column, cell) in (0u16..).zip(cells) {
            if !cell.is_empty() {
                sheet.write(row, column, *cell).unwrap();
            }
        }
    }
    for &column in merged {
        let text = |row: u32| rows[row as usize].get(usize::from(column)).copied().unwrap_or_default();
        let mut row = from;
        while (row as usize) < rows.len() {
            let mut last = row;
            while (last as usize + 1) < rows.len() && text(last + 1).is_empty() {
                last += 1;
            }
            if last > row && !text(row).is_empty() {
                sheet.merge_range(row, column, last, column, text(row), &plain).unwrap();
            }
            row = last + 1;
        }
    }
}
