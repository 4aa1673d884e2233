//! Going over the collections that rules may loop over.

use super::access::source_of;
use super::clauses::RepeatedClause;
use super::fields::Field;
use super::names::Path;
use super::scene::{Desk, Element, PartOf, ProjectView, Scene};
use crate::value::TargetValue;

/// A collection, ready to go over.
#[derive(Debug, Clone, Copy)]
pub(super) enum Items<'a> {
    Parts(&'a TargetValue, PartOf),
    Indicators(&'a Desk<'a>),
    /// Projects `first..first + count` of the sheet.
    Projects {
        first: usize,
        count: usize,
    },
    Departments(usize),
    Clauses(&'a Desk<'a>),
    /// The cells of one of the clauses.
    CellsOf(&'a Desk<'a>, usize),
}

impl<'a> Items<'a> {
    pub fn len(self) -> usize {
        match self {
            Self::Parts(value, _) => value.parts.len(),
            Self::Indicators(desk) => desk.reading.indicators.len(),
            Self::Projects { count, .. } => count,
            Self::Departments(count) => count,
            Self::Clauses(desk) => desk.clauses().len(),
            Self::CellsOf(desk, clause) => desk.clauses().get(clause).map_or(0, RepeatedClause::count),
        }
    }
}

impl<'a> Scene<'a> {
    /// The collection that a path leads to; None where there is nothing to go over.
    pub fn items(&self, path: Path) -> Option<Items<'a>> {
        let sheet = self.context.sheet;
        match (path.field, self.element(path.slot)) {
            (Field::Parts(source), element) => {
                source_of(source, element).map(|(value, of)| Items::Parts(value, of))
            }
            (Field::Indicators, Element::Project(ProjectView { desk: Some(desk), .. })) => {
                Some(Items::Indicators(desk))
            }
            (Field::Clauses, Element::Project(ProjectView { desk: Some(desk), .. })) => {
                Some(Items::Clauses(desk))
            }
            (Field::ClauseCells, Element::Clause(desk, index)) => Some(Items::CellsOf(desk, index)),
            (Field::DepartmentProjects, Element::Department(index)) => {
                // A department's projects stand together.
                let own = |project: &crate::record::Project| project.department == Some(index);
                let first = sheet.projects.partition_point(|project| project.department < Some(index));
                let count = sheet.projects[first..].iter().take_while(|project| own(project)).count();
                Some(Items::Projects { first, count })
            }
            (Field::Projects, Element::Sheet) => {
                Some(Items::Projects { first: 0, count: sheet.projects.len() })
            }
            (Field::Departments, Element::Sheet) => Some(Items::Departments(sheet.departments.len())),
            _ => None,
        }
    }

    /// One item of a collection.
    pub fn item(&self, items: Items<'a>, index: usize) -> Element<'a> {
        match items {
            Items::Parts(value, of) => Element::Part(value, index, of),
            Items::Indicators(desk) => Element::Indicator(desk, index),
            Items::Projects { first, .. } => match self.context.sheet.projects.get(first + index) {
                Some(project) => {
                    Element::Project(ProjectView { project, desk: self.desks.get(first + index) })
                }
                None => Element::Nothing,
            },
            Items::Departments(_) => Element::Department(index),
            Items::Clauses(desk) => Element::Clause(desk, index),
            Items::CellsOf(desk, clause) => {
                let cell = desk.clauses().get(clause).and_then(|clause| clause.cell(desk, index));
                cell.map_or(Element::Nothing, Element::Cell)
            }
        }
    }
}
