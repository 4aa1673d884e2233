//! What each stage of a check costs, on the real district sheet: `cargo bench`.

#![allow(clippy::expect_used)]

#[path = "../tests/shared/multiply.rs"]
mod multiply;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use jichi::finding::Language;
use jichi::record::{ProjectReading, Sheet};
use jichi::rule::{Context, RuleSet};
use jichi::value::TargetValue;

const SHEET: &str = include_str!("../tests/data/jialing-2020.tsv");

fn main() {
    divan::main();
}

fn sheet(text: &str) -> Sheet {
    let grids = jichi::read::read("sheet.tsv", text.as_bytes().to_vec()).expect("the sheet is readable");
    let mut sheets = jichi::layout::sheets(jichi::layout::Layouts::builtin(), "sheet.tsv", grids)
        .expect("the sheet has a known layout");
    sheets.remove(0)
}

fn indicators(sheet: &Sheet) -> usize {
    sheet.projects.iter().map(|project| project.indicators.len()).sum()
}

/// Bytes to records: encoding, cells, header, shifted rows.
#[divan::bench]
fn reading(bencher: Bencher) {
    bencher.counter(BytesCount::of_str(SHEET)).bench(|| sheet(black_box(SHEET)));
}

/// The grammar of target values, on every value of the sheet.
#[divan::bench]
fn values(bencher: Bencher) {
    let sheet = sheet(SHEET);
    let cells: Vec<&str> = sheet
        .projects
        .iter()
        .flat_map(|project| &project.indicators)
        .filter_map(|indicator| Some(indicator.value.as_ref()?.raw.as_str()))
        .collect();
    bencher
        .counter(ItemsCount::new(cells.len()))
        .bench(|| cells.iter().map(|cell| TargetValue::parse(black_box(cell)).parts.len()).sum::<usize>());
}

/// Names, values, dimensions of every project.
#[divan::bench]
fn classification(bencher: Bencher) {
    let sheet = sheet(SHEET);
    bencher.counter(ItemsCount::new(indicators(&sheet))).bench(|| ProjectReading::all(&sheet).count());
}

/// All rules on records that are read already.
#[divan::bench]
fn rules(bencher: Bencher) {
    let sheet = sheet(SHEET);
    let set = RuleSet::builtin(Language::Zh);
    let readings: Vec<ProjectReading<'_>> = ProjectReading::all(&sheet).collect();
    let context = context(&sheet);
    bencher
        .counter(ItemsCount::new(indicators(&sheet)))
        .bench(|| readings.iter().map(|reading| set.check_project(&context, reading).len()).sum::<usize>());
}

/// Loading the rules that are part of the program: what every run begins with.
#[divan::bench]
fn loading_rules(bencher: Bencher) {
    bencher.bench(|| RuleSet::builtin(Language::Zh));
}

/// A whole check on one thread, from bytes to findings, of growing sheets.
#[divan::bench(args = [1, 2, 4])]
fn whole_check(bencher: Bencher, copies: usize) {
    let mut text = Vec::new();
    multiply::multiply(SHEET, copies, &mut text).expect("a vector takes everything");
    let text = String::from_utf8(text).expect("copies of UTF-8 are UTF-8");
    let set = RuleSet::builtin(Language::Zh);
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let sheet = sheet(black_box(&text));
        let context = context(&sheet);
        let of_projects: usize =
            ProjectReading::all(&sheet).map(|reading| set.check_project(&context, &reading).len()).sum();
        of_projects + set.check_rows(&context, &sheet.notes).len() + set.check_sheet(&context).len()
    });
}

fn context(sheet: &Sheet) -> Context<'_> {
    Context { sheet, sheet_index: 0, year: sheet.year, money_unit: sheet.money_unit, language: Language::Zh }
}
