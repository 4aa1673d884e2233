//! Records → what a plugin sees of them.
//!
//! A project is packed into a few buffers: texts into one of bytes, structs into one of each kind. While it is
//! packed, pointers are offsets into those buffers; [`Packed::link`] turns them into addresses. So a packed
//! project can also be sent to another process as it is (`wire`), and linked there.

use std::ptr::without_provenance;

use jichi_plugin::abi;
use rust_decimal::Decimal;

use crate::record::{
    Amount, AsksFor, Better, Cell, Dimension, Group, Indicator, IndicatorReading, MoneyUnit, Place,
    ProjectReading,
};
use crate::rule::Context;
use crate::value::{Bound, CalendarDate, Part, Quantity, TargetValue, Unit, UnitDimension};

/// A project as a plugin sees it, with all that it points to.
#[derive(Debug, Clone)]
pub(super) struct Packed {
    pub(super) text: Vec<u8>,
    pub(super) per: Vec<abi::Text>,
    pub(super) parts: Vec<abi::Part>,
    pub(super) other: Vec<abi::Amount>,
    pub(super) indicators: Vec<abi::Indicator>,
    pub(super) project: abi::Project,
}

// SAFETY: the pointers in the structs are offsets, or point into the buffers that stand beside them; whoever
// holds the whole may read it from any thread, and nothing is written through them.
unsafe impl Send for Packed {}
// SAFETY: as above.
unsafe impl Sync for Packed {}

const NO_TEXT: abi::Text = abi::Text { bytes: std::ptr::null(), length: 0 };

impl Packed {
    /// Packs a project; its pointers are offsets.
    pub(super) fn new(context: &Context<'_>, reading: &ProjectReading<'_>) -> Self {
        let project = reading.project;
        let sheet = context.sheet;
        let department = project.department.and_then(|index| sheet.departments.get(index));
        let count = reading.indicators.len();
        let mut buffers = Buffers {
            text: Vec::with_capacity(256 + 96 * count),
            per: Vec::new(),
            parts: Vec::with_capacity(2 * count),
            money_unit: context.money_unit,
        };
        let funding = project.funding.total.as_ref().and_then(|amount| amount.yuan(context.money_unit));
        let indicators: Vec<abi::Indicator> = project
            .indicators
            .iter()
            .zip(reading.indicators.iter())
            .map(|(indicator, read)| buffers.indicator(indicator, read, funding))
            .collect();
        let other: Vec<abi::Amount> =
            project.funding.other.iter().map(|amount| buffers.amount(Some(amount))).collect();
        let nowhere = Place { row: 0, column: 0 };
        let packed = abi::Project {
            size: size_of::<abi::Project>(),
            sheet: context.sheet_index as u64,
            index: reading.index as u64,
            file: buffers.text(&sheet.file),
            sheet_name: buffers.text(sheet.grid.name.as_deref().unwrap_or_default()),
            year: context.year.unwrap_or_default(),
            money_unit: match context.money_unit {
                None => abi::MONEY_UNIT_UNKNOWN,
                Some(MoneyUnit::Yuan) => abi::MONEY_UNIT_YUAN,
                Some(MoneyUnit::TenThousandYuan) => abi::MONEY_UNIT_TEN_THOUSAND_YUAN,
            },
            row: project.row,
            reserved: 0,
            department_code: buffers.text(department.and_then(|it| it.code.as_deref()).unwrap_or_default()),
            department_name: buffers.text(department.map_or("", |it| it.name.as_str())),
            department: buffers.cell(department.map(|it| &it.cell), nowhere),
            name: buffers.cell(project.name.as_ref(), nowhere),
            total: buffers.amount(project.funding.total.as_ref()),
            fiscal: buffers.amount(project.funding.fiscal.as_ref()),
            other: std::ptr::null(),
            other_count: other.len(),
            other_size: size_of::<abi::Amount>(),
            goal: buffers.cell(project.goal.as_ref(), project.goal_place),
            goal_reading: buffers.reading(&reading.goal),
            indicators: std::ptr::null(),
            indicator_count: indicators.len(),
            indicator_size: size_of::<abi::Indicator>(),
        };
        let Buffers { text, per, parts, .. } = buffers;
        Self { text, per, parts, other, indicators, project: packed }
    }

    /// Turns offsets into addresses: the project, for as long as the buffers stand.
    pub(super) fn link(&mut self) -> &abi::Project {
        let text = Base::of(&self.text);
        let per = Base::of(&self.per);
        let parts = Base::of(&self.parts);
        for each in &mut self.per {
            text.link_text(each);
        }
        for part in &mut self.parts {
            text.link_text(&mut part.unit);
            part.per = per.at(part.per, part.per_count);
        }
        let reading = |reading: &mut abi::Reading| {
            text.link_text(&mut reading.text);
            reading.parts = parts.at(reading.parts, reading.part_count);
        };
        for indicator in &mut self.indicators {
            let cells =
                [&mut indicator.name, &mut indicator.value, &mut indicator.operator, &mut indicator.unit];
            for cell in cells {
                text.link_text(&mut cell.raw);
            }
            text.link_text(&mut indicator.weight.cell.raw);
            reading(&mut indicator.name_reading);
            reading(&mut indicator.target);
        }
        for amount in &mut self.other {
            text.link_text(&mut amount.cell.raw);
        }
        let project = &mut self.project;
        let texts = [
            &mut project.file,
            &mut project.sheet_name,
            &mut project.department_code,
            &mut project.department_name,
            &mut project.department.raw,
            &mut project.name.raw,
            &mut project.total.cell.raw,
            &mut project.fiscal.cell.raw,
            &mut project.goal.raw,
        ];
        for each in texts {
            text.link_text(each);
        }
        reading(&mut project.goal_reading);
        project.other = self.other.as_ptr();
        project.indicators = self.indicators.as_ptr();
        project
    }
}

/// Where a buffer stands, to which offsets are added.
struct Base<T> {
    first: *const T,
    count: usize,
}

impl<T> Base<T> {
    fn of(buffer: &[T]) -> Self {
        Self { first: buffer.as_ptr(), count: buffer.len() }
    }

    /// The address of `count` items at an offset; the buffer's own where they do not lie in it.
    fn at(&self, offset: *const T, count: usize) -> *const T {
        let offset = offset.addr();
        let lies_within = offset.checked_add(count).is_some_and(|end| end <= self.count);
        self.first.wrapping_add(if lies_within { offset } else { 0 })
    }
}

impl Base<u8> {
    fn link_text(&self, text: &mut abi::Text) {
        text.bytes = self.at(text.bytes, text.length);
    }
}

/// The buffers under way.
struct Buffers {
    text: Vec<u8>,
    per: Vec<abi::Text>,
    parts: Vec<abi::Part>,
    money_unit: Option<MoneyUnit>,
}

impl Buffers {
    fn text(&mut self, text: &str) -> abi::Text {
        if text.is_empty() {
            return NO_TEXT;
        }
        let at = self.text.len();
        self.text.extend_from_slice(text.as_bytes());
        abi::Text { bytes: without_provenance(at), length: text.len() }
    }

    fn cell(&mut self, cell: Option<&Cell>, empty: Place) -> abi::Cell {
        let place = cell.map_or(empty, |cell| cell.place);
        abi::Cell {
            raw: self.text(cell.map_or("", |cell| &cell.raw)),
            place: abi::Place { row: place.row, column: place.column },
            present: u32::from(cell.is_some()),
            reserved: 0,
        }
    }

    fn amount(&mut self, amount: Option<&Amount>) -> abi::Amount {
        let unit = self.money_unit;
        abi::Amount {
            cell: self.cell(amount.map(|amount| &amount.cell), Place { row: 0, column: 0 }),
            number: decimal(amount.and_then(|amount| amount.yuan(unit))),
        }
    }

    fn indicator(
        &mut self,
        indicator: &Indicator,
        read: &IndicatorReading,
        funding: Option<Decimal>,
    ) -> abi::Indicator {
        let weight = indicator.weight.as_deref();
        abi::Indicator {
            row: indicator.row,
            group: match indicator.group {
                Group::Output => abi::GROUP_OUTPUT,
                Group::Effect => abi::GROUP_EFFECT,
                Group::Satisfaction => abi::GROUP_SATISFACTION,
            },
            dimension: read.dimension.map_or(abi::DIMENSION_UNKNOWN, dimension),
            asks_for: asks_for(read.asks_for),
            better: match read.better {
                Better::Unknown => abi::BETTER_UNKNOWN,
                Better::More => abi::BETTER_MORE,
                Better::Less => abi::BETTER_LESS,
            },
            flags: if read.is_total { abi::INDICATOR_TOTAL } else { 0 },
            name: self.cell(indicator.name.as_ref(), indicator.name_place),
            value: self.cell(indicator.value.as_ref(), indicator.value_place),
            operator: self.cell(indicator.operator.as_deref(), Place { row: 0, column: 0 }),
            unit: self.cell(indicator.unit.as_deref(), Place { row: 0, column: 0 }),
            weight: abi::Amount {
                cell: self.cell(weight.map(|weight| &weight.cell), Place { row: 0, column: 0 }),
                number: decimal(weight.and_then(|weight| weight.number)),
            },
            name_reading: self.reading(&read.name),
            target: self.reading(&read.value),
            cost: decimal(read.cost(self.money_unit, funding)),
        }
    }

    fn reading(&mut self, value: &TargetValue) -> abi::Reading {
        let first = self.parts.len();
        for part in &value.parts {
            let part = self.part(value, part);
            self.parts.push(part);
        }
        abi::Reading {
            text: self.text(value.text.as_str()),
            parts: without_provenance(first),
            part_count: value.parts.len(),
            part_size: size_of::<abi::Part>(),
        }
    }

    fn part(&mut self, value: &TargetValue, part: &Part) -> abi::Part {
        let raw = value.cell_range(part.span.clone());
        let mut seen = abi::Part {
            kind: 0,
            bound: part.comparison.as_ref().map_or(abi::BOUND_NONE, |comparison| bound(comparison.bound)),
            start: offset(part.span.start),
            end: offset(part.span.end),
            raw_start: offset(raw.start),
            raw_end: offset(raw.end),
            unit_dimension: abi::DIMENSION_OF_UNIT_NONE,
            flags: if part.odd_number { abi::PART_ODD_NUMBER } else { 0 },
            number: decimal(None),
            upper: decimal(None),
            unit: NO_TEXT,
            per: std::ptr::null(),
            per_count: 0,
            from: abi::Date::default(),
            to: abi::Date::default(),
        };
        match &part.quantity {
            Quantity::Amount { number, upper, unit, per } => {
                seen.kind = abi::KIND_AMOUNT;
                (seen.number, seen.upper) = (decimal(Some(*number)), decimal(*upper));
                if let Some(unit) = unit {
                    self.measured_in(&mut seen, unit);
                }
                self.for_each(&mut seen, per);
            }
            Quantity::Money { yuan, upper, per, stated } => {
                seen.kind = abi::KIND_MONEY;
                (seen.number, seen.upper) = (decimal(Some(*yuan)), decimal(*upper));
                seen.flags |= if *stated { abi::PART_MONEY_STATED } else { 0 };
                self.for_each(&mut seen, per);
            }
            Quantity::Date(day) => {
                seen.kind = abi::KIND_DATE;
                seen.from = date(*day);
            }
            Quantity::Period { from, to } => {
                seen.kind = abi::KIND_PERIOD;
                (seen.from, seen.to) = (date(*from), date(*to));
            }
            Quantity::Duration { number, upper, unit } => {
                seen.kind = abi::KIND_DURATION;
                (seen.number, seen.upper) = (decimal(Some(*number)), decimal(*upper));
                self.measured_in(&mut seen, unit);
            }
            Quantity::Frequency { times, every } => {
                seen.kind = abi::KIND_FREQUENCY;
                seen.number = decimal(Some(*times));
                self.measured_in(&mut seen, every);
            }
            Quantity::Grade(grade) => {
                seen.kind = abi::KIND_GRADE;
                seen.unit = self.text(grade);
            }
            Quantity::Calculation { computed, stated } => {
                seen.kind = abi::KIND_CALCULATION;
                (seen.number, seen.upper) = (decimal(*computed), decimal(*stated));
            }
        }
        seen
    }

    fn measured_in(&mut self, part: &mut abi::Part, unit: &Unit) {
        part.unit = self.text(&unit.name);
        part.unit_dimension = match unit.dimension {
            UnitDimension::Count => abi::DIMENSION_OF_UNIT_COUNT,
            UnitDimension::Ratio => abi::DIMENSION_OF_UNIT_RATIO,
            UnitDimension::Time => abi::DIMENSION_OF_UNIT_TIME,
            UnitDimension::Length => abi::DIMENSION_OF_UNIT_LENGTH,
            UnitDimension::Area => abi::DIMENSION_OF_UNIT_AREA,
            UnitDimension::Mass => abi::DIMENSION_OF_UNIT_MASS,
            UnitDimension::Volume => abi::DIMENSION_OF_UNIT_VOLUME,
            UnitDimension::Other => abi::DIMENSION_OF_UNIT_OTHER,
        };
    }

    fn for_each(&mut self, part: &mut abi::Part, per: &[Unit]) {
        part.per = without_provenance(self.per.len());
        part.per_count = per.len();
        for unit in per {
            let name = self.text(&unit.name);
            self.per.push(name);
        }
    }
}

fn bound(bound: Bound) -> u32 {
    match bound {
        Bound::AtLeast => abi::BOUND_AT_LEAST,
        Bound::AtMost => abi::BOUND_AT_MOST,
        Bound::MoreThan => abi::BOUND_MORE_THAN,
        Bound::LessThan => abi::BOUND_LESS_THAN,
        Bound::Exactly => abi::BOUND_EXACTLY,
        Bound::About => abi::BOUND_ABOUT,
    }
}

fn dimension(dimension: Dimension) -> u32 {
    match dimension {
        Dimension::Quantity => abi::DIMENSION_QUANTITY,
        Dimension::Quality => abi::DIMENSION_QUALITY,
        Dimension::Time => abi::DIMENSION_TIME,
        Dimension::Cost => abi::DIMENSION_COST,
        Dimension::Economic => abi::DIMENSION_ECONOMIC,
        Dimension::Social => abi::DIMENSION_SOCIAL,
        Dimension::Ecological => abi::DIMENSION_ECOLOGICAL,
        Dimension::Sustainability => abi::DIMENSION_SUSTAINABILITY,
        Dimension::Satisfaction => abi::DIMENSION_SATISFACTION,
    }
}

fn asks_for(asks_for: AsksFor) -> u32 {
    match asks_for {
        AsksFor::Unknown => abi::ASKS_FOR_UNKNOWN,
        AsksFor::Count => abi::ASKS_FOR_COUNT,
        AsksFor::Rate => abi::ASKS_FOR_RATE,
        AsksFor::Date => abi::ASKS_FOR_DATE,
        AsksFor::Duration => abi::ASKS_FOR_DURATION,
        AsksFor::Money => abi::ASKS_FOR_MONEY,
        AsksFor::Satisfaction => abi::ASKS_FOR_SATISFACTION,
    }
}

fn date(date: CalendarDate) -> abi::Date {
    abi::Date {
        year: date.year.unwrap_or_default(),
        month: date.month.unwrap_or_default(),
        day: date.day.unwrap_or_default(),
        planned: u32::from(date.planned),
    }
}

/// A byte of a cell; no cell is larger than a file, and those are bounded.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// A number in the plugin's form.
pub(super) fn decimal(number: Option<Decimal>) -> abi::Decimal {
    let Some(number) = number else { return abi::Decimal::default() };
    let digits = number.mantissa().unsigned_abs();
    abi::Decimal {
        low: digits as u64,
        high: (digits >> 64) as u32,
        scale: number.scale() as u8,
        negative: u8::from(number.is_sign_negative() && digits != 0),
        known: 1,
        reserved: 0,
    }
}
