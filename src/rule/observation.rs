//! What the code of a plugin observed in a project: values and places, without a word. Its rule has the words.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::scene::{CellView, Desk, Element, ProjectView};
use super::schema::{CellName, ValueKind};
use super::value::Datum;
use crate::finding::{Field, Origin};
use crate::record::{Place, ProjectReading};
use crate::value::TargetValue;

/// A case that the code of a plugin's rule found in a project.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Observation {
    /// The cell that the finding stands on.
    pub at: ObservedField,
    /// What is marked in it; None for the whole cell.
    pub span: Option<Span>,
    /// The values that the rule's texts speak of, by their names.
    pub values: Vec<(String, Observed)>,
    /// Other places that explain it.
    pub related: Vec<RelatedPlace>,
}

/// A cell of the project: a field and, of several of the kind, which (from 0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ObservedField {
    /// The field.
    pub field: Field,
    /// The indicator, or the column of other funding.
    pub index: usize,
}

/// What is marked in a cell.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Span {
    /// Bytes of the raw cell.
    Raw(Range<usize>),
    /// Bytes of the text that the cell was read as.
    Reading(Range<usize>),
}

/// A value.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Observed {
    /// A text.
    Text(String),
    /// A number; of money in 元.
    Number(Decimal),
}

/// Another place, and what is said of it.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct RelatedPlace {
    /// The label of the rule's text for it.
    pub label: String,
    /// Where.
    pub at: ObservedPlace,
    /// Values of its text, before the finding's own.
    pub values: Vec<(String, Observed)>,
}

/// Where another place is.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum ObservedPlace {
    /// A cell of the same project.
    Here(ObservedField),
    /// A cell of the same sheet (None) or of another one.
    Elsewhere(Place, #[serde(skip)] Option<Arc<Origin>>),
}

/// Why nothing can be said of an observation.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Refusal {
    /// There is no such rule.
    NoRule,
    /// The project has no such cell.
    NoCell,
    /// The bytes do not lie in the cell, or cut a character.
    NoSpan,
    /// The rule declares no value of this name.
    NoValue(String),
    /// The rule declares a value of this name and another kind.
    OtherKind(String),
    /// The rule has no text with this label.
    NoLabel(String),
}

impl ObservedField {
    /// The indicator that the cell belongs to.
    pub(super) fn indicator(self) -> Option<usize> {
        matches!(self.field, Field::Name | Field::Value | Field::Unit).then_some(self.index)
    }

    /// What the finding is about, and the field that it names.
    pub(super) fn element<'a>(self, desk: &'a Desk<'a>) -> Result<(Element<'a>, Field), Refusal> {
        let project = desk.reading.project;
        let element = match self.field {
            Field::Name | Field::Value | Field::Unit if self.index < project.indicators.len() => {
                Element::Indicator(desk, self.index)
            }
            Field::Project | Field::Goal => Element::Project(ProjectView { project, desk: Some(desk) }),
            Field::FundingTotal if project.funding.total.is_some() => money(desk, CellName::FundingTotal, 0),
            Field::FundingFiscal if project.funding.fiscal.is_some() => {
                money(desk, CellName::FundingFiscal, 0)
            }
            Field::FundingOther if self.index < project.funding.other.len() => {
                money(desk, CellName::FundingOther, self.index)
            }
            _ => return Err(Refusal::NoCell),
        };
        Ok((element, self.field))
    }

    /// What the cell was read as.
    fn reading<'a>(self, reading: &'a ProjectReading<'_>) -> Option<&'a TargetValue> {
        match self.field {
            Field::Goal => Some(&reading.goal),
            Field::Name => reading.indicators.get(self.index).map(|indicator| &indicator.name),
            Field::Value => reading.indicators.get(self.index).map(|indicator| &indicator.value),
            _ => None,
        }
    }
}

fn money<'a>(desk: &'a Desk<'a>, cell: CellName, index: usize) -> Element<'a> {
    Element::Cell(CellView { desk, cell, index })
}

impl Span {
    /// The bytes of the raw cell; None of it where what is meant stands in cells beside it.
    pub(super) fn of_cell(
        self,
        at: &ObservedField,
        reading: &ProjectReading<'_>,
        raw: &str,
    ) -> Result<Range<usize>, Refusal> {
        let range = match self {
            Self::Raw(range) => range,
            Self::Reading(range) => {
                let read = at.reading(reading).ok_or(Refusal::NoSpan)?;
                read.text.as_str().get(range.clone()).ok_or(Refusal::NoSpan)?;
                read.cell_range(range)
            }
        };
        raw.get(range.clone()).map(|_| range).ok_or(Refusal::NoSpan)
    }
}

/// Values as the rule declares them: the place of each, and what it is.
pub(super) fn bound<'a>(
    given: &'a [(String, Observed)],
    declared: &[(String, ValueKind)],
) -> Result<Vec<(usize, Datum<'a>)>, Refusal> {
    let each = given.iter().map(|(name, value)| {
        let known = declared.iter().enumerate().find(|(_, (known, _))| known == name);
        let (index, (_, kind)) = known.ok_or_else(|| Refusal::NoValue(name.clone()))?;
        match (kind, value) {
            (ValueKind::Text, Observed::Text(text)) => Ok((index, Datum::Text(Cow::Borrowed(text)))),
            // A number that the code does not know.
            (_, Observed::Text(text)) if text.is_empty() => Ok((index, Datum::Unknown)),
            (ValueKind::Number | ValueKind::Money, Observed::Number(number)) => {
                Ok((index, Datum::Number(*number)))
            }
            _ => Err(Refusal::OtherKind(name.clone())),
        }
    });
    each.collect()
}
