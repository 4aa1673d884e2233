//! The dimension of output indicators, measured on labelled sheets.

mod scoring;

use scoring::{FRESH, REAL};

#[test]
fn dimensions_are_told_apart_in_the_labelled_departments() {
    let (share, report) = REAL.dimensions();
    assert!(share >= 0.97, "{report}");
}

#[test]
fn dimensions_are_told_apart_in_another_districts_sheet() {
    let (share, report) = FRESH.dimensions();
    assert!(share >= 0.92, "{report}");
}
