//! The cells of a table that findings stand on: where the comment goes, and which cells are filled.

use std::collections::{BTreeMap, HashMap};

use super::SheetFindings;
use crate::finding::Severity;
use crate::lint::Checked;
use crate::read::Place;

/// Merged areas up to this many cells are filled cell by cell. Of larger ones the first cell is, whose format is the
/// one that is shown.
const MOST_FILLED: u64 = 4096;
/// Areas up to this many rows are found by their rows.
const LOW: u32 = 64;

/// The last row and column of a sheet of Excel.
pub(super) const LAST: Place = Place { row: 1_048_576, column: 16_384 };

/// Where in a workbook the places of a sheet that was read are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Home {
    /// The name of the sheet there.
    pub sheet: String,
    /// How many rows lower.
    pub shift: u32,
}

impl Home {
    /// A place there; None where no sheet reaches as far.
    pub fn place(&self, place: Place) -> Option<Place> {
        let row = place.row.checked_add(self.shift)?;
        let is_inside = (1..=LAST.row).contains(&row) && (1..=LAST.column).contains(&place.column);
        is_inside.then_some(Place { row, ..place })
    }
}

/// What is to be said of a cell.
#[derive(Debug)]
pub(super) struct Mark<'a> {
    /// The gravest of its findings.
    pub severity: Severity,
    /// In the order of the sheet.
    pub findings: Vec<&'a Checked>,
    /// The last cell of the merged area that begins here, or the cell itself.
    pub last: Place,
}

/// The marks of a table, by cell: of a merged area the first one.
pub(super) type Marks<'a> = BTreeMap<Place, Mark<'a>>;

/// Adds the marks of a sheet to those of the table that it is a part of.
pub(super) fn add<'a>(marks: &mut Marks<'a>, sheet: SheetFindings<'a>, home: &Home) {
    let areas = Areas::new(&sheet.sheet.grid.merges);
    for checked in sheet.findings {
        let (first, last) = areas.around(checked.finding.place);
        let (Some(first), Some(last)) = (home.place(first), home.place(last)) else { continue };
        let severity = checked.finding.severity;
        let mark = marks.entry(first).or_insert_with(|| Mark { severity, findings: Vec::new(), last });
        mark.severity = mark.severity.max(severity);
        mark.findings.push(checked);
    }
}

/// The cells that are filled, in the order of the sheet.
pub(super) fn filled(marks: &Marks<'_>) -> Vec<(Place, Severity)> {
    let mut cells = Vec::with_capacity(marks.len());
    for (&first, mark) in marks {
        let (rows, columns) = (first.row..=mark.last.row, first.column..=mark.last.column);
        let count = u64::from(mark.last.row.saturating_sub(first.row) + 1)
            * u64::from(mark.last.column.saturating_sub(first.column) + 1);
        if count > MOST_FILLED {
            cells.push((first, mark.severity));
            continue;
        }
        for row in rows {
            cells.extend(columns.clone().map(|column| (Place { row, column }, mark.severity)));
        }
    }
    cells.sort_by_key(|&(place, severity)| (place, std::cmp::Reverse(severity)));
    // Areas that overlap are damage.
    cells.dedup_by_key(|(place, _)| *place);
    cells
}

/// Merged areas, to be found by a place inside.
pub(super) struct Areas<'a> {
    areas: &'a [(Place, Place)],
    by_row: HashMap<u32, Vec<usize>>,
    high: Vec<usize>,
}

impl<'a> Areas<'a> {
    /// These areas.
    pub fn new(areas: &'a [(Place, Place)]) -> Self {
        let mut by_row: HashMap<u32, Vec<usize>> = HashMap::new();
        let mut high = Vec::new();
        for (index, (first, last)) in areas.iter().enumerate() {
            if last.row.saturating_sub(first.row) >= LOW {
                high.push(index);
                continue;
            }
            for row in first.row..=last.row {
                by_row.entry(row).or_default().push(index);
            }
        }
        Self { areas, by_row, high }
    }

    /// The first and the last cell of the area around a place; the place itself where there is none.
    pub fn around(&self, place: Place) -> (Place, Place) {
        let is_around = |&(first, last): &(Place, Place)| {
            (first.row..=last.row).contains(&place.row)
                && (first.column..=last.column).contains(&place.column)
        };
        let near = self.by_row.get(&place.row).into_iter().flatten().chain(&self.high);
        let mut areas = near.filter_map(|&index| self.areas.get(index));
        areas.find(|area| is_around(area)).copied().unwrap_or((place, place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_found_by_the_places_inside() {
        let at = |row, column| Place { row, column };
        let merges = [(at(2, 2), at(3, 4)), (at(10, 1), at(900, 1))];
        let areas = Areas::new(&merges);
        assert_eq!(areas.around(at(3, 3)), merges[0]);
        assert_eq!(areas.around(at(899, 1)), merges[1]);
        assert_eq!(areas.around(at(4, 3)), (at(4, 3), at(4, 3)));
    }

    #[test]
    fn whole_areas_are_filled_unless_they_are_huge() {
        let at = |row, column| Place { row, column };
        let mark = |severity, last| Mark { severity, findings: Vec::new(), last };
        let marks = Marks::from([
            (at(1, 1), mark(Severity::Error, at(2, 2))),
            (at(5, 1), mark(Severity::Info, at(1_048_576, 16_384))),
        ]);
        let cells: Vec<String> = filled(&marks).iter().map(|(place, _)| place.a1()).collect();
        assert_eq!(cells, ["A1", "B1", "A2", "B2", "A5"]);
    }
}
