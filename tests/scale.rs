//! Twice the input takes twice the time: nothing looks from each row to each other one. A workbook is read in little
//! more than its library takes for the cells alone.

#![allow(clippy::unwrap_used)]

#[path = "shared/multiply.rs"]
mod multiply;

use std::io::Cursor;
use std::time::{Duration, Instant};

use calamine::{Reader, Xlsx};
use jichi::finding::Language;
use jichi::record::ProjectReading;
use jichi::rule::{Context, RuleSet};

/// The fastest of some runs: what the work takes when nothing else runs beside it.
fn fastest(text: &str, rules: &RuleSet) -> (Duration, usize) {
    let mut best = (Duration::MAX, 0);
    for _ in 0..4 {
        let start = Instant::now();
        let grids = jichi::read::read("sheet.tsv", text.as_bytes().to_vec()).unwrap();
        let sheet =
            jichi::layout::sheets(jichi::layout::Layouts::builtin(), "sheet.tsv", grids).unwrap().remove(0);
        let context = Context {
            sheet: &sheet,
            sheet_index: 0,
            year: sheet.year,
            money_unit: sheet.money_unit,
            language: Language::Zh,
        };
        let of_projects: usize =
            ProjectReading::all(&sheet).map(|reading| rules.check_project(&context, &reading).len()).sum();
        let of_rows = rules.check_rows(&context, &sheet.notes).len();
        let found = of_projects + of_rows + rules.check_sheet(&context).len();
        best = best.min((start.elapsed(), found));
    }
    best
}

fn copies(count: usize) -> String {
    let mut text = Vec::new();
    multiply::multiply(include_str!("data/jialing-2020.tsv"), count, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

#[test]
fn time_grows_with_the_input_and_no_faster() {
    let rules = RuleSet::builtin(Language::Zh);
    let (small, found) = fastest(&copies(4), &rules);
    let (large, found_in_large) = fastest(&copies(16), &rules);
    assert_eq!(found * 4, found_in_large, "each copy has the same findings");
    let ratio = large.as_secs_f64() / small.as_secs_f64();
    // Four times the input: work that looked from each row to each other one would take sixteen times as long.
    assert!(ratio < 7.0, "four times the input took {ratio:.1} times as long ({small:?}, {large:?})");
}

/// The text as a workbook.
fn workbook(text: &str) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, line) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split('\t')).filter(|(_, cell)| !cell.is_empty()) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, cell).unwrap(),
            };
        }
        if row > 0 && row % 8 == 0 {
            sheet.merge_range(row - 4, 20, row, 20, "", &rust_xlsxwriter::Format::new()).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_is_read_once() {
    let bytes = workbook(&copies(8));
    let time = |work: &dyn Fn() -> usize| {
        let run = || {
            let start = Instant::now();
            (work(), start.elapsed())
        };
        (0..5).map(|_| run()).min_by_key(|(_, time)| *time).unwrap()
    };
    let (cells, alone) = time(&|| {
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes.as_slice())).unwrap();
        workbook.worksheet_range("Sheet1").unwrap().used_cells().count()
    });
    let (read, here) = time(&|| {
        let grids = jichi::read::read("sheet.xlsx", bytes.clone()).unwrap();
        grids[0].rows().map(|(_, cells)| cells.len()).sum()
    });
    assert_eq!(cells, read);
    let ratio = here.as_secs_f64() / alone.as_secs_f64();
    // A second reading for merged areas or formulas would make it more than twice; what is ours is not optimised here.
    assert!(ratio < 2.0, "reading took {ratio:.1} times as long as its cells alone ({here:?}, {alone:?})");
}
