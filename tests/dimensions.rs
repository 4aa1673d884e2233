//! The dimension of output indicators, measured on labelled sheets.

mod scoring;

use scoring::{FRESH, REAL};

#[test]
fn dimensions_are_told_apart_in_the_labelled_departments() {
    let dimensions = REAL.dimensions();
    assert!(dimensions.share() >= 0.97, "{}", dimensions.report);
}

#[test]
fn dimensions_are_told_apart_in_sheets_of_other_places() {
    for sheet in FRESH.iter().filter(|sheet| sheet.dimensions.is_some()) {
        let dimensions = sheet.dimensions();
        assert!(dimensions.share() >= 0.93, "{}", dimensions.report);
    }
}
