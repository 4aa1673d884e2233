//! Twice the input takes twice the time: nothing looks from each row to each other one.

#![allow(clippy::unwrap_used)]

#[path = "shared/multiply.rs"]
mod multiply;

use std::time::{Duration, Instant};

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
