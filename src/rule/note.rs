//! Reading the fields of a note of the reader.

use std::borrow::Cow;

use super::fields::Field;
use super::scene::normalised;
use super::value::Datum;
use crate::record::{Place, ReadingKind, ReadingNote};

/// The value of a field of a note.
pub(super) fn note_datum<'a>(field: Field, note: &'a ReadingNote) -> Datum<'a> {
    match (field, &note.kind) {
        (Field::ReadingKind, kind) => Datum::Choice(1 << reading_word(kind)),
        (Field::ReadingMissing, ReadingKind::MissingColumns(missing)) => {
            Datum::Text(Cow::Owned(missing.join("、")))
        }
        (Field::ReadingFrom, &ReadingKind::Moved { from, .. }) => column_name(from),
        (Field::ReadingTo, &ReadingKind::Moved { to, .. }) => column_name(to),
        (Field::NoteText, _) => Datum::Text(normalised(&note.cell.raw)),
        _ => Datum::Unknown,
    }
}

/// The index of the note's word in [`Choice::Reading`].
fn reading_word(kind: &ReadingKind) -> u32 {
    match kind {
        ReadingKind::Unplaced => 0,
        ReadingKind::Moved { .. } => 1,
        ReadingKind::HiddenSheet => 2,
        ReadingKind::OtherForm => 3,
        ReadingKind::FormulaWithoutValue => 4,
        ReadingKind::MissingColumns(_) => 5,
        ReadingKind::MixedEras => 6,
        ReadingKind::NoGoalSheet => 7,
        ReadingKind::FormulaError => 8,
        ReadingKind::UnusedException => 9,
        ReadingKind::ExceptionOfUnknownRule => 10,
        ReadingKind::ExceptionWithoutReason => 11,
        ReadingKind::ExpiredException => 12,
        ReadingKind::StaleBaseline => 13,
    }
}

fn column_name<'a>(column: u32) -> Datum<'a> {
    let name = Place { row: 1, column }.a1();
    Datum::Text(Cow::Owned(name.trim_end_matches('1').to_owned()))
}

#[cfg(test)]
mod tests {
    use super::super::choice::Choice;
    use super::*;

    #[test]
    fn columns_have_letters() {
        let Datum::Text(name) = column_name(28) else { panic!() };
        assert_eq!(name, "AB");
    }

    #[test]
    fn words_follow_the_kinds() {
        let word = |kind: &ReadingKind, name: &str| {
            assert_eq!(Choice::Reading.bit(name), Some(1 << reading_word(kind)), "{name}");
        };
        word(&ReadingKind::Unplaced, "unplaced");
        word(&ReadingKind::Moved { from: 1, to: 2 }, "moved");
        word(&ReadingKind::HiddenSheet, "hidden-sheet");
        word(&ReadingKind::FormulaWithoutValue, "formula-without-value");
        word(&ReadingKind::MissingColumns(Vec::new()), "missing-columns");
        word(&ReadingKind::MixedEras, "mixed-eras");
        word(&ReadingKind::NoGoalSheet, "no-goal-sheet");
        word(&ReadingKind::FormulaError, "formula-error");
        word(&ReadingKind::UnusedException, "unused-exception");
        word(&ReadingKind::ExceptionOfUnknownRule, "exception-of-unknown-rule");
        word(&ReadingKind::ExceptionWithoutReason, "exception-without-reason");
        word(&ReadingKind::ExpiredException, "expired-exception");
        word(&ReadingKind::StaleBaseline, "stale-baseline");
    }
}
