//! Clauses that stand in more than one cell of a project.

use std::collections::{HashMap, HashSet};

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
    let mut rows = HashSet::new();
    let mut objects = HashSet::new();
    let mut cells: Vec<(&TargetValue, (CellName, usize))> = vec![(&reading.goal, (CellName::Goal, 0))];
    for (index, (indicator, record)) in reading.indicators.iter().zip(&reading.project.indicators).enumerate()
    {
        let (name, value) = (indicator.name.text.as_str(), indicator.value.text.as_str());
        if !rows.insert((record.group as u32, name, value)) {
            continue;
        }
        if record.group != Group::Output || objects.insert(name) {
            cells.push((&indicator.name, (CellName::Name, index)));
        }
        cells.push((&indicator.value, (CellName::Value, index)));
    }
    let mut places: HashMap<&str, Vec<(CellName, usize)>> = HashMap::new();
    let mut firsts = Vec::new();
    for (value, cell) in cells {
        for range in value.clauses() {
            let Some(clause) = value.text.as_str().get(range.clone()) else { continue };
            let cells = places.entry(clause).or_default();
            if cells.is_empty() {
                firsts.push((clause, value, range));
            }
            if cells.last() != Some(&cell) {
                cells.push(cell);
            }
        }
    }
    let several = firsts.into_iter().filter_map(|(clause, value, range)| {
        let cells = places.remove(clause).filter(|cells| cells.len() > 1)?;
        Some(RepeatedClause { text: clause.into(), words: value.words_in(range).into(), cells })
    });
    several.collect()
}
