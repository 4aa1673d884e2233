//! The dimension of output indicators, measured on labelled sheets.

mod scoring;

use scoring::{FRESH, REAL};

#[test]
fn dimensions_are_told_apart_in_the_labelled_departments() {
    let dimensions = REAL.dimensions();
    assert!(dimensions.share() >= 0.97, "{}", dimensions.report);
}

#[test]
fn dimensions_are_told_apart_in_another_districts_sheet() {
    let dimensions = FRESH.dimensions();
    assert!(dimensions.share() >= 0.92, "{}", dimensions.report);
}
