//! Reading the fields of what a rule looks at.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::choice::Choice;
use super::fields::{Column, Field, Kept, OfPart, Source};
use super::names::Path;
use super::note::note_datum;
use super::scene::{Desk, Element, PartOf, ProjectView, Scene, normalised};
use super::schema::CellName;
use super::value::Datum;
use crate::record::{Amount, Dimension, Funding, Group, MoneyUnit, Project, Structure, Target};
use crate::value::{CalendarDate, Part, Quantity, TargetValue};
use crate::wording::{Flaw, FlawKind};

impl<'a> Scene<'a> {
    /// The value of a field.
    pub fn datum(&self, path: Path) -> Datum<'a> {
        let element = self.element(path.slot);
        match (path.field, element) {
            // What is not there is none of the words: the goal's cell belongs to no group.
            (
                Field::Group
                | Field::Dimension
                | Field::StatedDimension
                | Field::Covers
                | Field::AsksFor
                | Field::Better,
                Element::Nothing,
            ) => Datum::Choice(0),
            (_, Element::Nothing) => Datum::Unknown,
            (Field::Kept(kept), _) => self.kept(kept, element),
            (Field::Skeleton(kept), _) => match place_of(kept, element) {
                Some((desk, slot)) => Datum::Text(Cow::Borrowed(desk.skeleton(slot))),
                None => match self.kept(kept, element) {
                    Datum::Text(text) => Datum::Text(Cow::Owned(crate::text::skeleton(&text).into_owned())),
                    other => other,
                },
            },
            (Field::Raw(kept), _) => Datum::text(raw(kept, element)),
            (Field::Quoted(kept), _) => match target_of(element) {
                Some(target) if matches!(kept, Kept::Value | Kept::Cell) => Datum::Text(target.text),
                _ => Datum::text(raw(kept, element)),
            },
            (Field::Kind(source), _) => match source_of(source, element) {
                Some((value, _)) => Datum::Choice(1 << value.kind() as u32),
                None => Datum::Unknown,
            },
            (Field::MoneyOf(source), _) => {
                Datum::number(source_of(source, element).and_then(|(value, _)| value.money()))
            }
            (Field::Canonical(source), _) => {
                match source_of(source, element).and_then(|(value, _)| value.canonical()) {
                    Some(text) => Datum::Text(Cow::Owned(text)),
                    None => Datum::Unknown,
                }
            }
            (Field::Single(source, of_part), _) => match source_of(source, element) {
                Some((value, _)) => match value.single() {
                    Some(part) => self.part(value, 0, part, of_part),
                    None => unknown_part(of_part),
                },
                None => Datum::Unknown,
            },
            (Field::Part(of_part), Element::Part(value, index, _)) => match value.parts.get(index) {
                Some(part) => self.part(value, index, part, of_part),
                None => Datum::Unknown,
            },
            (Field::Cost, Element::Indicator(desk, index)) => Datum::number(self.cost(desk, index)),
            (_, Element::Indicator(desk, index)) => indicator(path.field, desk, index),
            (_, Element::Department(index)) => match self.context.sheet.departments.get(index) {
                Some(department) => match path.field {
                    Field::DepartmentCode => Datum::text(department.code.as_deref()),
                    Field::DepartmentName => Datum::text(Some(&department.name)),
                    field => self.funding(field, &department.funding),
                },
                None => Datum::Unknown,
            },
            (Field::Row, Element::Project(view)) => Datum::integer(Some(view.project.row.into())),
            (field, Element::Project(view)) => self.funding(field, &view.project.funding),
            (field, Element::Sheet) => self.sheet(field),
            (Field::CellName, Element::Cell(cell)) => Datum::Choice(1 << cell.cell as u32),
            (field, Element::Clause(desk, index)) => match (field, desk.clauses().get(index)) {
                (Field::ClauseText, Some(clause)) => Datum::text(Some(&clause.text)),
                (Field::ClauseWords, Some(clause)) => Datum::text(Some(&clause.words)),
                (Field::ClauseCount, Some(clause)) => Datum::Number(clause.count().into()),
                _ => Datum::Unknown,
            },
            (Field::Writing | Field::WritingText | Field::WritingMended, Element::Cell(cell)) => {
                writing(path.field, cell.raw())
            }
            (field, Element::Note(note)) => note_datum(field, note),
            _ => Datum::Unknown,
        }
    }

    /// The text that a desk keeps notes on, where the path leads to one.
    pub fn noted(&self, path: Path) -> Option<(&'a Desk<'a>, usize)> {
        match path.field {
            Field::Kept(kept) => place_of(kept, self.element(path.slot)),
            _ => None,
        }
    }

    fn kept(&self, kept: Kept, element: Element<'a>) -> Datum<'a> {
        if let Some((desk, slot)) = place_of(kept, element) {
            return Datum::Text(Cow::Borrowed(desk.text(slot)));
        }
        match (kept, element) {
            (Kept::Cell, Element::Cell(cell)) => Datum::Text(normalised(cell.raw())),
            (Kept::ProjectName, Element::Project(view)) => {
                Datum::Text(normalised(view.project.name.as_ref().map_or("", |cell| &cell.raw)))
            }
            (Kept::Goal, Element::Project(view)) => {
                Datum::Text(normalised(view.project.goal.as_ref().map_or("", |cell| &cell.raw)))
            }
            _ => Datum::Unknown,
        }
    }

    fn sheet(&self, field: Field) -> Datum<'a> {
        match field {
            Field::Year => Datum::integer(self.context.year.map(Into::into)),
            Field::MoneyUnit => Datum::Choice(match self.context.money_unit {
                Some(MoneyUnit::Yuan) => 1,
                Some(MoneyUnit::TenThousandYuan) => 2,
                None => Choice::MoneyUnit.any(),
            }),
            Field::Structure => Datum::Choice(match self.context.sheet.structure {
                Structure::Of2015 => 1,
                Structure::Of2021 => 2,
            }),
            Field::Layout => Datum::text(Some(&self.context.sheet.layout)),
            _ => Datum::Unknown,
        }
    }

    fn funding(&self, field: Field, funding: &'a Funding) -> Datum<'a> {
        let single = |column| match column {
            Column::Total => funding.total.as_ref(),
            Column::Fiscal => funding.fiscal.as_ref(),
            Column::Other => funding.other.first(),
        };
        match field {
            Field::Money(column) => Datum::number(self.money(column, funding)),
            Field::MoneyText(Column::Other) => {
                // Of several columns the one that is no number speaks first.
                let odd = funding.other.iter().find(|amount| amount.number.is_none());
                Datum::text(Some(odd.or(funding.other.first()).map_or("", |amount| &amount.cell.raw)))
            }
            Field::MoneyText(column) => {
                Datum::text(Some(single(column).map_or("", |amount| amount.cell.raw.as_str())))
            }
            Field::MoneyIsNumber(Column::Other) if !funding.other.is_empty() => {
                Datum::Bool(funding.other.iter().all(|amount| amount.number.is_some()))
            }
            Field::MoneyIsNumber(column) => Datum::bool(single(column).map(|amount| amount.number.is_some())),
            _ => Datum::Unknown,
        }
    }

    /// A money column in 元. A blank part is nothing (0) where another part is stated; where none is, the
    /// table may not have such columns, and the parts are unknown.
    fn money(&self, column: Column, funding: &Funding) -> Option<Decimal> {
        let yuan = |amount: &Amount| amount.yuan(self.context.money_unit);
        match column {
            Column::Total => yuan(funding.total.as_ref()?),
            Column::Fiscal => match &funding.fiscal {
                Some(amount) => yuan(amount),
                None => (!funding.other.is_empty()).then_some(Decimal::ZERO),
            },
            Column::Other if funding.other.is_empty() => funding.fiscal.as_ref().map(|_| Decimal::ZERO),
            Column::Other => {
                funding.other.iter().try_fold(Decimal::ZERO, |sum, amount| sum.checked_add(yuan(amount)?))
            }
        }
    }

    fn cost(&self, desk: &Desk<'_>, index: usize) -> Option<Decimal> {
        let funding = self.money(Column::Total, &desk.reading.project.funding);
        desk.reading.indicators.get(index)?.cost(self.context.money_unit, funding)
    }

    fn part(&self, value: &'a TargetValue, index: usize, part: &'a Part, field: OfPart) -> Datum<'a> {
        let date = || match &part.quantity {
            Quantity::Date(date) => Some(*date),
            Quantity::Period { from, .. } => Some(*from),
            _ => None,
        };
        match field {
            OfPart::Kind => Datum::Choice(1 << part.kind() as u32),
            OfPart::Bound => match &part.comparison {
                Some(comparison) => Datum::Choice(1 << comparison.bound as u32),
                // A figure without a comparison is bounded on no side; that is known.
                None => Datum::Choice(0),
            },
            OfPart::WellFormed => Datum::Bool(part.comparison.as_ref().is_none_or(|it| it.well_formed)),
            OfPart::Number => Datum::number(match &part.quantity {
                Quantity::Amount { number, .. } | Quantity::Duration { number, .. } => Some(*number),
                Quantity::Frequency { times, .. } => Some(*times),
                Quantity::Money { yuan, .. } => Some(*yuan),
                _ => None,
            }),
            OfPart::Upper => Datum::number(match &part.quantity {
                Quantity::Amount { upper, .. }
                | Quantity::Duration { upper, .. }
                | Quantity::Money { upper, .. } => *upper,
                _ => None,
            }),
            OfPart::Unit => Datum::text(unit(part).map(|unit| unit.name.as_str())),
            OfPart::UnitDimension => match unit(part) {
                Some(unit) => Datum::Choice(1 << unit.dimension as u32),
                None => Datum::Unknown,
            },
            OfPart::Money => Datum::number(match &part.quantity {
                Quantity::Money { yuan, .. } => Some(*yuan),
                _ => None,
            }),
            OfPart::Per => Datum::List(per(part)),
            OfPart::Rate => Datum::Bool(!per(part).is_empty()),
            OfPart::Year => Datum::integer(date().and_then(|date| date.year).map(Into::into)),
            OfPart::YearTo => match &part.quantity {
                Quantity::Period { to, .. } => Datum::integer(to.year.map(Into::into)),
                _ => Datum::Unknown,
            },
            OfPart::Month => Datum::integer(date().and_then(|date| date.month).map(Into::into)),
            OfPart::Day => Datum::integer(date().and_then(|date| date.day).map(Into::into)),
            OfPart::Planned => Datum::bool(date().map(|date| date.planned)),
            OfPart::OutsideYear => Datum::bool(self.outside_year(part)),
            OfPart::Exists => Datum::bool(match &part.quantity {
                Quantity::Date(date) => Some(date.exists()),
                Quantity::Period { from, to } => Some(from.exists() && to.exists()),
                _ => None,
            }),
            OfPart::OddNumber => Datum::Bool(part.odd_number),
            OfPart::Clause => Datum::text(Some(value.clause(index))),
            OfPart::Sentence => Datum::text(Some(value.sentence(index))),
            OfPart::ClauseTopic => Datum::Text(Cow::Owned(self.words.topic(&value.clause_words(index)))),
            OfPart::SentenceTopic => Datum::Text(Cow::Owned(self.words.topic(&value.sentence_words(index)))),
            OfPart::Text => Datum::text(value.text.as_str().get(part.span.clone())),
            OfPart::Before => Datum::text(Some(value.before(part))),
            OfPart::After => Datum::text(Some(value.after(part))),
            OfPart::Computed | OfPart::Stated => match &part.quantity {
                Quantity::Calculation { computed, stated } => {
                    Datum::number(if field == OfPart::Computed { *computed } else { *stated })
                }
                _ => Datum::Unknown,
            },
        }
    }

    fn outside_year(&self, part: &Part) -> Option<bool> {
        let (from, to) = match &part.quantity {
            Quantity::Date(date) => (*date, *date),
            Quantity::Period { from, to } => (*from, *to),
            _ => return Some(false),
        };
        let budget = self.context.year;
        let outside = |date: CalendarDate| match date.year {
            Some(year) if date.planned => budget.map(|budget| budget != year),
            _ => Some(false),
        };
        Some(outside(from)? || outside(to)?)
    }
}

/// What the fields of a single part are where there is none, or several.
fn unknown_part<'a>(field: OfPart) -> Datum<'a> {
    match field {
        OfPart::Per => Datum::List(&[]),
        _ => Datum::Unknown,
    }
}

fn unit(part: &Part) -> Option<&crate::value::Unit> {
    match &part.quantity {
        Quantity::Amount { unit, .. } => unit.as_ref(),
        Quantity::Duration { unit, .. } => Some(unit),
        Quantity::Frequency { every, .. } => Some(every),
        _ => None,
    }
}

fn per(part: &Part) -> &[crate::value::Unit] {
    match &part.quantity {
        Quantity::Amount { per, .. } | Quantity::Money { per, .. } => per,
        _ => &[],
    }
}

fn writing(field: Field, raw: &str) -> Datum<'_> {
    if field == Field::WritingMended {
        return Flaw::mended(raw).map_or(Datum::Unknown, |mended| Datum::Text(Cow::Owned(mended)));
    }
    match (field, Flaw::first_of(raw)) {
        (Field::WritingText, flaw) => Datum::text(flaw.and_then(|flaw| raw.get(flaw.span))),
        (_, None) => Datum::Choice(1),
        (_, Some(Flaw { kind: FlawKind::MixedWidth, .. })) => Datum::Choice(2),
        (_, Some(Flaw { kind: FlawKind::Unpaired, .. })) => Datum::Choice(4),
    }
}

fn place_of<'a>(kept: Kept, element: Element<'a>) -> Option<(&'a Desk<'a>, usize)> {
    match element {
        Element::Indicator(desk, index) => Some((desk, Desk::indicator_slot(kept, index)?)),
        Element::Project(ProjectView { desk: Some(desk), .. }) => Some((desk, Desk::own_slot(kept)?)),
        Element::Cell(cell) => Some((cell.desk, cell.slot(kept == Kept::CellWords)?)),
        _ => None,
    }
}

fn raw<'a>(kept: Kept, element: Element<'a>) -> Option<&'a str> {
    let of_project = |project: &'a Project| match kept {
        Kept::ProjectName => project.name.as_ref(),
        Kept::Goal => project.goal.as_ref(),
        _ => None,
    };
    let cell = match element {
        Element::Cell(cell) => return Some(cell.raw()),
        Element::Indicator(desk, index) => {
            let indicator = desk.reading.project.indicators.get(index)?;
            match kept {
                Kept::Name => indicator.name.as_ref(),
                Kept::Value => indicator.value.as_ref(),
                Kept::Unit => indicator.unit.as_deref(),
                _ => None,
            }
        }
        Element::Project(view) => of_project(view.project),
        _ => return None,
    };
    Some(cell.map_or("", |cell| &cell.raw))
}

/// The target value that an indicator, or the cell of its value, states.
pub(super) fn target_of<'a>(element: Element<'a>) -> Option<Target<'a>> {
    let (desk, index) = match element {
        Element::Indicator(desk, index) => (desk, index),
        Element::Cell(cell) if cell.cell == CellName::Value => (cell.desk, cell.index),
        _ => return None,
    };
    Some(desk.reading.project.indicators.get(index)?.target())
}

/// The cell that is read as a target value, and which it is.
pub(super) fn source_of<'a>(source: Source, element: Element<'a>) -> Option<(&'a TargetValue, PartOf)> {
    match (source, element) {
        (Source::Name, Element::Indicator(desk, index)) => {
            let of = PartOf { cell: CellName::Name, indicator: Some(index) };
            Some((&desk.reading.indicators.get(index)?.name, of))
        }
        (Source::Value, Element::Indicator(desk, index)) => {
            let of = PartOf { cell: CellName::Value, indicator: Some(index) };
            Some((&desk.reading.indicators.get(index)?.value, of))
        }
        (Source::Goal, Element::Project(ProjectView { desk: Some(desk), .. })) => {
            Some((&desk.reading.goal, PartOf { cell: CellName::Goal, indicator: None }))
        }
        (Source::Cell, Element::Cell(cell)) => {
            Some((cell.value()?, PartOf { cell: cell.cell, indicator: cell.indicator() }))
        }
        _ => None,
    }
}

fn indicator<'a>(field: Field, desk: &'a Desk<'a>, index: usize) -> Datum<'a> {
    let (Some(reading), Some(record)) =
        (desk.reading.indicators.get(index), desk.reading.project.indicators.get(index))
    else {
        return Datum::Unknown;
    };
    match field {
        Field::Group => Datum::Choice(1 << record.group as u32),
        Field::Dimension => Datum::Choice(match reading.dimension {
            Some(dimension) => 1 << dimension as u32,
            None => dimensions_of(record.group),
        }),
        // A layout without a column for the 二级指标 is known to state none.
        Field::StatedDimension => {
            Datum::Choice(record.dimension.map_or(0, |dimension| 1 << dimension as u32))
        }
        Field::Covers => Datum::Choice(match reading.covers.bits() {
            0 => dimensions_of(record.group),
            bits => bits,
        }),
        Field::AsksFor => Datum::Choice(1 << reading.asks_for as u32),
        Field::Better => Datum::Choice(1 << reading.better as u32),
        Field::Weight => Datum::number(record.weight.as_ref().and_then(|weight| weight.number)),
        Field::Row => Datum::integer(Some(record.row.into())),
        _ => Datum::Unknown,
    }
}

/// The dimensions that an indicator of the group can have: an effect whose dimension is not given is
/// known to be no quantity.
fn dimensions_of(group: Group) -> u32 {
    let bits = |dimensions: &[Dimension]| dimensions.iter().fold(0, |bits, &it| bits | 1 << it as u32);
    match group {
        Group::Output => bits(&[Dimension::Quantity, Dimension::Quality, Dimension::Time, Dimension::Cost]),
        Group::Effect => {
            bits(&[Dimension::Economic, Dimension::Social, Dimension::Ecological, Dimension::Sustainability])
        }
        Group::Satisfaction => bits(&[Dimension::Satisfaction]),
    }
}
