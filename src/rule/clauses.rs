//! Clauses that stand in more than one cell of a project.

use std::ops::Range;

use super::scene::{CellView, Desk};
use super::schema::CellName;
use crate::record::Group;
use crate::value::TargetValue;

/// A clause that stands in several cells of a project.
#[derive(Debug)]
pub(super) struct RepeatedClause {
    /// The clause, normalised.
    pub text: Box<str>,
    /// Its words beside figures.
    pub words: Box<str>,
    /// The cells, each with the index of its indicator, in the order of the sheet.
    cells: Vec<(CellName, usize)>,
}

impl RepeatedClause {
    /// How many cells it stands in.
    pub fn count(&self) -> usize {
        self.cells.len()
    }

    /// One of the cells.
    pub fn cell<'a>(&self, desk: &'a Desk<'a>, index: usize) -> Option<CellView<'a>> {
        self.cells.get(index).map(|&(cell, index)| CellView { desk, cell, index })
    }
}

/// All of them, in the order in which they first stand. The goal, the names and the values are looked at. A row
/// that repeats another counts once, and so does the name that stands over several output rows: it names the
/// object of which quantity, deadline and cost are told.
pub(super) fn repeated(desk: &Desk<'_>) -> Vec<RepeatedClause> {
    let reading = desk.reading;
    let mut cells: Vec<(&TargetValue, (CellName, usize))> = vec![(&reading.goal, (CellName::Goal, 0))];
    let row = |index: usize| {
        let (group, indicator) = (reading.project.indicators[index].group, &reading.indicators[index]);
        (group as u32, indicator.name.text.as_str(), indicator.value.text.as_str())
    };
    let mut rows: Vec<usize> = (0..reading.indicators.len().min(reading.project.indicators.len())).collect();
    rows.sort_unstable_by(|&one, &other| row(one).cmp(&row(other)).then(one.cmp(&other)));
    for same_name in rows.chunk_by(|&one, &other| (row(one).0, row(one).1) == (row(other).0, row(other).1)) {
        let first = same_name.iter().min();
        for same in same_name.chunk_by(|&one, &other| row(one) == row(other)) {
            let Some(&index) = same.first() else { continue };
            let indicator = &reading.indicators[index];
            if reading.project.indicators[index].group != Group::Output || Some(&index) == first {
                cells.push((&indicator.name, (CellName::Name, index)));
            }
            cells.push((&indicator.value, (CellName::Value, index)));
        }
    }
    cells[1..].sort_unstable_by_key(|&(_, (cell, index))| (index, cell == CellName::Value));
    // By text, and of one text in the order of the sheet: sorting these few is cheaper than a table of them.
    let mut clauses: Vec<(&str, usize, Range<usize>)> = Vec::new();
    for (place, (value, _)) in cells.iter().enumerate() {
        let text = value.text.as_str();
        clauses.extend(value.clauses().filter_map(|range| Some((text.get(range.clone())?, place, range))));
    }
    clauses.sort_unstable_by(|(one, one_place, one_range), (other, place, range)| {
        let of_text = one.len().cmp(&other.len()).then_with(|| one.cmp(other));
        of_text.then_with(|| (one_place, one_range.start).cmp(&(place, range.start)))
    });
    let mut several: Vec<(usize, usize, RepeatedClause)> = Vec::new();
    for same in clauses.chunk_by(|one, other| one.0 == other.0) {
        let [(text, place, range), .., (_, last, _)] = same else { continue };
        if place == last {
            continue;
        }
        let mut places: Vec<usize> = same.iter().map(|&(_, place, _)| place).collect();
        places.dedup();
        let clause = RepeatedClause {
            text: (*text).into(),
            words: cells[*place].0.words_in(range.clone()).into(),
            cells: places.into_iter().map(|place| cells[place].1).collect(),
        };
        several.push((*place, range.start, clause));
    }
    several.sort_unstable_by_key(|&(place, start, _)| (place, start));
    several.into_iter().map(|(.., clause)| clause).collect()
}
