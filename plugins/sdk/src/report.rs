//! What a rule has to say.

use std::ops::Range;

use crate::abi;
use crate::decimal::Decimal;
use crate::project::{Place, text};

/// A cell of the project that a finding is about. Indicators and columns count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The project's name.
    Project,
    /// 年度目标
    Goal,
    /// 资金总额
    Total,
    /// 财政拨款
    Fiscal,
    /// A column of 其他资金.
    Other(usize),
    /// An indicator's name.
    Name(usize),
    /// An indicator's target value.
    Value(usize),
    /// An indicator's unit, where it has a cell of its own.
    Unit(usize),
}

impl Field {
    fn target(self) -> abi::Target {
        let (field, index) = match self {
            Self::Project => (abi::FIELD_PROJECT, 0),
            Self::Goal => (abi::FIELD_GOAL, 0),
            Self::Total => (abi::FIELD_TOTAL, 0),
            Self::Fiscal => (abi::FIELD_FISCAL, 0),
            Self::Other(index) => (abi::FIELD_OTHER, index),
            Self::Name(index) => (abi::FIELD_NAME, index),
            Self::Value(index) => (abi::FIELD_VALUE, index),
            Self::Unit(index) => (abi::FIELD_UNIT, index),
        };
        // What has no such number of its own is no indicator: the host refuses it.
        abi::Target { field, index: u32::try_from(index).unwrap_or(u32::MAX) }
    }
}

/// The number of a sheet in the run: see [`Project::sheet`](crate::Project::sheet).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SheetNumber(pub(crate) u64);

/// Where a rule reports what it finds in a project.
pub struct Report<'s> {
    sink: &'s abi::Sink,
}

impl<'s> Report<'s> {
    pub(crate) fn new(sink: &'s abi::Sink) -> Self {
        Self { sink }
    }

    /// A finding on a cell. It is reported by [`FindingBuilder::emit`].
    pub fn finding(&mut self, field: Field) -> FindingBuilder<'_, 's> {
        FindingBuilder {
            report: self,
            target: field.target(),
            span: (abi::SPAN_CELL, 0..0),
            values: Vec::new(),
            related: Vec::new(),
        }
    }
}

/// A number that a text speaks of.
pub trait Number {
    /// The number; None where it is not known.
    fn decimal(self) -> Option<Decimal>;
}

impl<N: Into<Decimal>> Number for N {
    fn decimal(self) -> Option<Decimal> {
        Some(self.into())
    }
}

/// A value, by its name.
struct Value {
    name: &'static str,
    text: String,
    number: abi::Decimal,
}

impl Value {
    fn text(name: &'static str, text: String) -> Self {
        Self { name, text, number: abi::Decimal::default() }
    }

    fn number(name: &'static str, number: impl Number) -> Self {
        let number = number.decimal().map_or_else(abi::Decimal::default, Decimal::write);
        Self { name, text: String::new(), number }
    }

    fn views(values: &[Self]) -> Vec<abi::Value> {
        let view = |value: &Self| abi::Value {
            name: text(value.name),
            text: text(&value.text),
            number: value.number,
        };
        values.iter().map(view).collect()
    }
}

/// A finding under way.
#[must_use = "a finding is reported by `emit`"]
pub struct FindingBuilder<'r, 's> {
    report: &'r mut Report<'s>,
    target: abi::Target,
    span: (u32, Range<usize>),
    values: Vec<Value>,
    related: Vec<RelatedBuilder>,
}

impl FindingBuilder<'_, '_> {
    /// Gives a value of kind `text` that the rule declares.
    pub fn text(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.values.push(Value::text(name, text.into()));
        self
    }

    /// Gives a value of kind `number`, or one of kind `money` in 元.
    pub fn number(mut self, name: &'static str, number: impl Number) -> Self {
        self.values.push(Value::number(name, number));
        self
    }

    /// Marks these bytes of the raw cell instead of the whole cell.
    pub fn mark(mut self, bytes: Range<usize>) -> Self {
        self.span = (abi::SPAN_RAW, bytes);
        self
    }

    /// Marks what these bytes of the cell's reading (of a goal, a name or a target value) came from.
    pub fn mark_reading(mut self, bytes: Range<usize>) -> Self {
        self.span = (abi::SPAN_READING, bytes);
        self
    }

    /// Adds another place that explains it.
    pub fn related(mut self, related: RelatedBuilder) -> Self {
        self.related.push(related);
        self
    }

    /// Reports the finding.
    pub fn emit(self) {
        let values = Value::views(&self.values);
        let theirs: Vec<Vec<abi::Value>> =
            self.related.iter().map(|related| Value::views(&related.values)).collect();
        let related: Vec<abi::Related> =
            self.related.iter().zip(&theirs).map(|(related, values)| related.view(values)).collect();
        let bound = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let finding = abi::Finding {
            size: size_of::<abi::Finding>(),
            target: self.target,
            span: self.span.0,
            start: bound(self.span.1.start),
            end: bound(self.span.1.end),
            reserved: 0,
            values: values.as_ptr(),
            value_count: values.len(),
            value_size: size_of::<abi::Value>(),
            related: related.as_ptr(),
            related_count: related.len(),
            related_size: size_of::<abi::Related>(),
        };
        let sink = self.report.sink;
        // SAFETY: the sink is the host's and valid for the call that this report belongs to; the finding and all
        // that it points to live until the host has copied it. A finding that is refused is the host's to tell.
        let _ = unsafe { (sink.emit)(sink.host, &finding) };
    }
}

/// Another place that explains a finding.
pub struct RelatedBuilder {
    label: &'static str,
    at: u32,
    target: abi::Target,
    sheet: u64,
    place: abi::Place,
    values: Vec<Value>,
}

impl RelatedBuilder {
    /// A cell of the same project. `label` is that of the rule's `[[related]]` whose text is said of it.
    pub fn here(label: &'static str, field: Field) -> Self {
        Self {
            label,
            at: abi::WHERE_HERE,
            target: field.target(),
            sheet: 0,
            place: abi::Place::default(),
            values: Vec::new(),
        }
    }

    /// A cell of the same sheet or of an earlier one.
    pub fn elsewhere(label: &'static str, sheet: SheetNumber, place: Place) -> Self {
        let place = abi::Place { row: place.row, column: place.column };
        let target = abi::Target { field: 0, index: 0 };
        Self { label, at: abi::WHERE_ELSEWHERE, target, sheet: sheet.0, place, values: Vec::new() }
    }

    /// Gives a value of kind `text`; of this place, where the finding has one of the same name.
    pub fn text(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.values.push(Value::text(name, text.into()));
        self
    }

    /// Gives a value of kind `number`, or one of kind `money` in 元; of this place, where the finding has one of
    /// the same name.
    pub fn number(mut self, name: &'static str, number: impl Number) -> Self {
        self.values.push(Value::number(name, number));
        self
    }

    fn view(&self, values: &[abi::Value]) -> abi::Related {
        abi::Related {
            label: text(self.label),
            at: self.at,
            reserved: 0,
            target: self.target,
            sheet: self.sheet,
            place: self.place,
            values: values.as_ptr(),
            value_count: values.len(),
            value_size: size_of::<abi::Value>(),
        }
    }
}
