//! A project as the form that the user filled in, with marks on its cells.

use std::collections::HashMap;
use std::ops::Range;

use super::pieces::{Piece, pieces};
use super::severity_class;
use crate::finding::{Field, Finding, Language, Severity};
use crate::record::{Amount, Cell, Dimension, Group, Indicator, Place, Project, Sheet, Structure};
use crate::report::words;

/// A cell of a form that findings may stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Slot {
    Name,
    Total,
    Fiscal,
    Other(usize),
    Goal,
    /// The row that an indicator stands in.
    Row(usize),
    Indicator(usize),
    Operator(usize),
    Value(usize),
    Unit(usize),
    Weight(usize),
}

/// The cells of a project by their places.
pub(super) struct Slots {
    places: HashMap<Place, Slot>,
    /// The first indicator of each row.
    rows: HashMap<u32, usize>,
}

impl Slots {
    pub(super) fn of(project: &Project) -> Self {
        let mut slots = Self { places: HashMap::new(), rows: HashMap::new() };
        for (nth, indicator) in project.indicators.iter().enumerate() {
            slots.rows.entry(indicator.row).or_insert(nth);
            slots.add(Some(indicator.value_place), Slot::Value(nth));
            slots.add(Some(indicator.name_place), Slot::Indicator(nth));
            slots.add_cell(indicator.operator.as_deref(), Slot::Operator(nth));
            slots.add_cell(indicator.unit.as_deref(), Slot::Unit(nth));
            slots.add_cell(indicator.weight.as_ref().map(|amount| &amount.cell), Slot::Weight(nth));
        }
        slots.add_cell(project.name.as_ref(), Slot::Name);
        slots.add_cell(project.region.as_ref(), Slot::Name);
        slots.add(Some(project.goal_place), Slot::Goal);
        slots.add_cell(project.funding.total.as_ref().map(|amount| &amount.cell), Slot::Total);
        slots.add_cell(project.funding.fiscal.as_ref().map(|amount| &amount.cell), Slot::Fiscal);
        for (nth, amount) in project.funding.other.iter().enumerate() {
            slots.add_cell(Some(&amount.cell), Slot::Other(nth));
        }
        slots
    }

    fn add(&mut self, place: Option<Place>, slot: Slot) {
        self.places.extend(place.map(|place| (place, slot)));
    }

    fn add_cell(&mut self, cell: Option<&Cell>, slot: Slot) {
        self.add(cell.map(|cell| cell.place), slot);
    }

    /// The cell that a finding stands on. One on a whole row, or on a cell that no record holds, stands on the row of the
    /// indicator there, else on the project's name.
    pub(super) fn find(&self, finding: &Finding) -> Slot {
        let known = || self.places.get(&finding.place).copied();
        let row = || finding.indicator.or_else(|| self.rows.get(&finding.place.row).copied()).map(Slot::Row);
        match finding.field {
            Field::Row => row().or_else(known),
            _ => known().or_else(row),
        }
        .unwrap_or(Slot::Name)
    }
}

/// A finding's mark on a cell.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    /// The number of the finding in its list, from 1.
    pub(super) number: usize,
    pub(super) severity: Severity,
    pub(super) span: Option<Range<usize>>,
    /// What the link to the finding is called.
    pub(super) label: String,
}

/// A cell as the page shows it.
#[derive(Debug, Default)]
pub(super) struct CellView<'a> {
    /// The number of the first finding on it: the cell's own in its list. None where nothing is marked.
    pub(super) number: Option<usize>,
    /// The class of the gravest finding.
    pub(super) class: &'static str,
    pub(super) pieces: Vec<Piece<'a>>,
    pub(super) links: Vec<Link<'a>>,
}

/// The link from a cell to a finding.
#[derive(Debug)]
pub(super) struct Link<'a> {
    pub(super) number: usize,
    pub(super) class: &'static str,
    pub(super) label: &'a str,
}

impl<'a> CellView<'a> {
    pub(super) fn new(raw: &'a str, marks: &'a [Mark]) -> Self {
        let spans: Vec<_> =
            marks.iter().filter_map(|mark| Some((mark.span.clone()?, mark.severity))).collect();
        let link = |mark: &'a Mark| Link {
            number: mark.number,
            class: severity_class(mark.severity),
            label: &mark.label,
        };
        Self {
            number: marks.iter().map(|mark| mark.number).min(),
            class: marks.iter().map(|mark| mark.severity).max().map_or("", severity_class),
            pieces: pieces(raw, &spans),
            links: marks.iter().map(link).collect(),
        }
    }
}

/// The marks on a project's cells.
pub(super) type Marks = HashMap<Slot, Vec<Mark>>;

fn cell<'a>(raw: Option<&'a Cell>, slot: Slot, marks: &'a Marks) -> CellView<'a> {
    let raw = raw.map_or("", |cell| cell.raw.as_str());
    CellView::new(raw, marks.get(&slot).map_or(&[], Vec::as_slice))
}

/// The money of a project: what each sum is called, and its cell.
pub(super) fn funding<'a>(
    project: &'a Project,
    marks: &'a Marks,
    language: Language,
) -> Vec<(&'static str, CellView<'a>)> {
    let sum = |field, amount: &'a Amount, slot| {
        (words::field(field, language), cell(Some(&amount.cell), slot, marks))
    };
    let funding = &project.funding;
    let total = funding.total.iter().map(|amount| sum(Field::FundingTotal, amount, Slot::Total));
    let fiscal = funding.fiscal.iter().map(|amount| sum(Field::FundingFiscal, amount, Slot::Fiscal));
    let other = funding.other.iter().enumerate();
    let other = other.map(|(nth, amount)| sum(Field::FundingOther, amount, Slot::Other(nth)));
    total.chain(fiscal).chain(other).collect()
}

/// The cell of a project's name.
pub(super) fn name<'a>(project: &'a Project, marks: &'a Marks) -> CellView<'a> {
    cell(project.name.as_ref(), Slot::Name, marks)
}

/// The cell of a project's goal.
pub(super) fn goal<'a>(project: &'a Project, marks: &'a Marks) -> CellView<'a> {
    cell(project.goal.as_ref(), Slot::Goal, marks)
}

/// The table of a project's indicators.
pub(super) struct Table<'a> {
    /// Which of the columns that not every layout has there are.
    pub(super) has: Columns,
    pub(super) rows: Vec<Row<'a>>,
}

/// Columns that not every layout has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    pub(super) line: bool,
    pub(super) dimension: bool,
    pub(super) operator: bool,
    pub(super) unit: bool,
    pub(super) weight: bool,
}

/// A row of the table.
pub(super) struct Row<'a> {
    /// The 一级指标 and how many rows it spans, in its first row.
    pub(super) group: Option<Head>,
    /// The 二级指标.
    pub(super) dimension: Option<Head>,
    pub(super) line: Option<u32>,
    pub(super) row: CellView<'a>,
    pub(super) name: CellView<'a>,
    pub(super) operator: CellView<'a>,
    pub(super) value: CellView<'a>,
    pub(super) unit: CellView<'a>,
    pub(super) weight: CellView<'a>,
}

/// A cell over several rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub(super) name: &'static str,
    pub(super) rows: usize,
}

/// What an indicator stands under, as a form orders it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Under {
    group: Option<Group>,
    dimension: Option<Dimension>,
}

impl Under {
    fn new(indicator: &Indicator, structure: Structure) -> Self {
        let is_cost = structure == Structure::Of2021 && indicator.dimension == Some(Dimension::Cost);
        Self { group: (!is_cost).then_some(indicator.group), dimension: indicator.dimension }
    }

    fn group_name(self, language: Language) -> &'static str {
        match (self.group, language) {
            (None, Language::Zh) => "成本指标",
            (None, Language::En) => "cost",
            (Some(Group::Output), Language::Zh) => "产出指标",
            (Some(Group::Effect), Language::Zh) => "效益指标",
            (Some(Group::Satisfaction), Language::Zh) => "满意度指标",
            (Some(group), Language::En) => words::group(group, language),
        }
    }
}

/// The order in which a form shows a project's indicators.
pub(super) struct Order {
    unders: Vec<Under>,
    /// The indicators from above to below.
    indicators: Vec<usize>,
    /// The row of each indicator.
    rows: Vec<usize>,
}

impl Order {
    /// Indicators of one 一级指标 together, otherwise in the order of the sheet.
    pub(super) fn of(project: &Project, structure: Structure) -> Self {
        let unders: Vec<Under> =
            project.indicators.iter().map(|indicator| Under::new(indicator, structure)).collect();
        let first = |nth: &usize| unders.iter().position(|under| under.group == unders[*nth].group);
        let mut indicators: Vec<usize> = (0..unders.len()).collect();
        indicators.sort_by_key(first);
        let mut rows = vec![0; unders.len()];
        indicators.iter().enumerate().for_each(|(row, &indicator)| rows[indicator] = row);
        Self { unders, indicators, rows }
    }

    /// What cells are sorted by, from above to below and from left to right.
    pub(super) fn rank(&self, slot: Slot) -> (usize, usize) {
        let row = |indicator: usize| 3 + self.rows.get(indicator).copied().unwrap_or(0);
        match slot {
            Slot::Name => (0, 0),
            Slot::Total => (1, 0),
            Slot::Fiscal => (1, 1),
            Slot::Other(nth) => (1, 2 + nth),
            Slot::Goal => (2, 0),
            Slot::Row(nth) => (row(nth), 0),
            Slot::Indicator(nth) => (row(nth), 1),
            Slot::Operator(nth) => (row(nth), 2),
            Slot::Value(nth) => (row(nth), 3),
            Slot::Unit(nth) => (row(nth), 4),
            Slot::Weight(nth) => (row(nth), 5),
        }
    }
}

impl<'a> Table<'a> {
    /// A project's indicators in this order.
    pub(super) fn new(
        sheet: &Sheet,
        project: &'a Project,
        order: &Order,
        marks: &'a Marks,
        language: Language,
    ) -> Self {
        let indicators = &project.indicators;
        let Order { unders, indicators: order, .. } = order;
        let any = |has: fn(&Indicator) -> bool| indicators.iter().any(has);
        let has = Columns {
            line: indicators.iter().any(|indicator| sheet.grid.line(indicator.row).is_some()),
            dimension: any(|indicator| indicator.dimension.is_some()),
            operator: any(|indicator| indicator.operator.is_some()),
            unit: any(|indicator| indicator.unit.is_some()),
            weight: any(|indicator| indicator.weight.is_some()),
        };
        // From the nth row on: how many stand under the same. None where the row above does, too.
        let span = |nth: usize, same: &dyn Fn(Under, Under) -> bool| {
            let here = unders[order[nth]];
            let begins = nth == 0 || !same(unders[order[nth - 1]], here);
            begins.then(|| order[nth..].iter().take_while(|&&other| same(unders[other], here)).count())
        };
        let row = |(nth, &index): (usize, &usize)| {
            let indicator = &indicators[index];
            let group = span(nth, &|one, other| one.group == other.group);
            let dimension = span(nth, &|one, other| one == other);
            let dimension_name =
                indicator.dimension.map_or("", |dimension| words::dimension(dimension, language));
            Row {
                group: group.map(|rows| Head { name: unders[index].group_name(language), rows }),
                dimension: dimension.map(|rows| Head { name: dimension_name, rows }),
                line: sheet.grid.line(indicator.row),
                row: cell(None, Slot::Row(index), marks),
                name: cell(indicator.name.as_ref(), Slot::Indicator(index), marks),
                operator: cell(indicator.operator.as_deref(), Slot::Operator(index), marks),
                value: cell(indicator.value.as_ref(), Slot::Value(index), marks),
                unit: cell(indicator.unit.as_deref(), Slot::Unit(index), marks),
                weight: cell(
                    indicator.weight.as_deref().map(|amount| &amount.cell),
                    Slot::Weight(index),
                    marks,
                ),
            }
        };
        Self { has, rows: order.iter().enumerate().map(row).collect() }
    }
}
