//! What a rule looks at: safe views of what the host hands over.

use std::marker::PhantomData;
use std::ops::Range;

use crate::abi;
use crate::decimal::Decimal;
use crate::kinds::{AsksFor, Better, Bound, Dimension, Group, Kind, MoneyUnit, UnitDimension};
use crate::report::SheetNumber;

pub(crate) const fn text(text: &str) -> abi::Text {
    abi::Text { bytes: text.as_ptr(), length: text.len() }
}

fn read<'a>(text: abi::Text) -> &'a str {
    if text.length == 0 {
        return "";
    }
    // SAFETY: the host hands over texts in UTF-8 that are valid for the call, to which all views are bound.
    unsafe { std::str::from_utf8_unchecked(std::slice::from_raw_parts(text.bytes, text.length)) }
}

/// Structs in a row, which may be larger than this version knows them.
#[derive(Debug)]
struct Row<'a, T> {
    first: *const T,
    count: usize,
    step: usize,
    of: PhantomData<&'a T>,
}

impl<T> Clone for Row<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Row<'_, T> {}

impl<'a, T> Row<'a, T> {
    fn new(first: *const T, count: usize, step: usize) -> Self {
        // A host of this major number never hands over smaller structs than its first version did.
        let count = if step < size_of::<T>() { 0 } else { count };
        Self { first, count, step, of: PhantomData }
    }

    fn get(self, index: usize) -> Option<&'a T> {
        // SAFETY: the host hands over `count` structs, `step` bytes from one to the next, each at least as large
        // as `T` and aligned for it, and valid for the call, to which all views are bound.
        (index < self.count).then(|| unsafe { &*self.first.byte_add(index * self.step) })
    }

    fn iter(self) -> impl ExactSizeIterator<Item = &'a T> + DoubleEndedIterator {
        // SAFETY: as in `get`; the index is below the count.
        (0..self.count).map(move |index| unsafe { &*self.first.byte_add(index * self.step) })
    }
}

/// Where a cell stands in the user's file, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub struct Place {
    pub row: u32,
    pub column: u32,
}

impl From<abi::Place> for Place {
    fn from(place: abi::Place) -> Self {
        Self { row: place.row, column: place.column }
    }
}

/// A cell that has something in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'a> {
    /// The text as it stands there.
    pub raw: &'a str,
    /// Where.
    pub place: Place,
}

fn cell<'a>(cell: &abi::Cell) -> Option<Cell<'a>> {
    (cell.present == 1).then(|| Cell { raw: read(cell.raw), place: cell.place.into() })
}

/// A money cell, or a weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount<'a> {
    /// The cell.
    pub cell: Cell<'a>,
    /// Money in 元; None where the text is no number or the unit of the sheet is not known. Of a weight the
    /// number.
    pub number: Option<Decimal>,
}

fn amount<'a>(amount: &abi::Amount) -> Option<Amount<'a>> {
    Some(Amount { cell: cell(&amount.cell)?, number: Decimal::read(&amount.number) })
}

/// A date of which parts may be unsaid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// The year, where the text names it.
    pub year: Option<i32>,
    /// 1–12 as written; 13 is possible.
    pub month: Option<u32>,
    /// The day of the month as written; 月底 is the last.
    pub day: Option<u32>,
    /// False where it is another's date: a document number, past data.
    pub planned: bool,
}

impl From<abi::Date> for Date {
    fn from(date: abi::Date) -> Self {
        let said = |number: u32| (number != 0).then_some(number);
        let year = (date.year != 0).then_some(date.year);
        Self { year, month: said(date.month), day: said(date.day), planned: date.planned == 1 }
    }
}

/// One measured thing in a text: `≥95%`, `5000元/次`, `12月底前`.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a>(&'a abi::Part);

impl<'a> Part<'a> {
    /// What it measures; None for a kind that came after this version.
    pub fn kind(self) -> Option<Kind> {
        Kind::of(self.0.kind)
    }

    /// Which side the target is bounded on, where a comparison is written.
    pub fn bound(self) -> Option<Bound> {
        Bound::of(self.0.bound)
    }

    /// The bytes of the reading's text that it covers, comparison and unit included.
    pub fn range(self) -> Range<usize> {
        self.0.start as usize..self.0.end as usize
    }

    /// The bytes of the raw cell that these came from; empty for what stands in a cell beside it.
    pub fn raw_range(self) -> Range<usize> {
        self.0.raw_start as usize..self.0.raw_end as usize
    }

    /// The number, 万 and 亿 multiplied out; of money in 元; of a range its lower end; of a frequency how many
    /// times; of a calculation what its terms come to.
    pub fn number(self) -> Option<Decimal> {
        Decimal::read(&self.0.number)
    }

    /// The upper end of a range; of a calculation what the text says it comes to.
    pub fn upper(self) -> Option<Decimal> {
        Decimal::read(&self.0.upper)
    }

    /// The unit as written (次, %), empty where there is none; of a frequency the period (月); of a grade the
    /// grade.
    pub fn unit(self) -> &'a str {
        read(self.0.unit)
    }

    /// What the unit measures.
    pub fn unit_dimension(self) -> Option<UnitDimension> {
        UnitDimension::of(self.0.unit_dimension)
    }

    /// What each is for: 年 of `2次/年`; 天, 人 of `680元/天/人`.
    pub fn per(self) -> impl ExactSizeIterator<Item = &'a str> + DoubleEndedIterator {
        Row::new(self.0.per, self.0.per_count, size_of::<abi::Text>()).iter().map(|&per| read(per))
    }

    /// A date, or the first day of a period.
    pub fn from(self) -> Date {
        self.0.from.into()
    }

    /// The last day of a period.
    pub fn to(self) -> Date {
        self.0.to.into()
    }

    /// Whether the number is malformed though it can be read: 05万, 12月日.
    pub fn is_odd_number(self) -> bool {
        self.0.flags & abi::PART_ODD_NUMBER != 0
    }

    /// Whether 元 is written: not of 15万.
    pub fn is_money_stated(self) -> bool {
        self.0.flags & abi::PART_MONEY_STATED != 0
    }
}

/// A text with what was read in it.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a>(&'a abi::Reading);

impl<'a> Reading<'a> {
    /// The text, normalised: half-width, without spaces that mean nothing.
    pub fn text(self) -> &'a str {
        read(self.0.text)
    }

    /// What is measured in it, in its order.
    pub fn parts(self) -> impl ExactSizeIterator<Item = Part<'a>> + DoubleEndedIterator {
        Row::new(self.0.parts, self.0.part_count, self.0.part_size).iter().map(Part)
    }

    /// The one part, where there is exactly one.
    pub fn single(self) -> Option<Part<'a>> {
        let mut parts = self.parts();
        parts.next().filter(|_| parts.len() == 0)
    }
}

/// An indicator (三级指标) with its target value.
#[derive(Debug, Clone, Copy)]
pub struct Indicator<'a>(&'a abi::Indicator);

impl<'a> Indicator<'a> {
    /// The row it stands in.
    pub fn row(self) -> u32 {
        self.0.row
    }

    /// The 一级指标.
    pub fn group(self) -> Option<Group> {
        Group::of(self.0.group)
    }

    /// The 二级指标, given by the sheet or inferred.
    pub fn dimension(self) -> Option<Dimension> {
        Dimension::of(self.0.dimension)
    }

    /// What the name calls for, as far as its words tell.
    pub fn asks_for(self) -> Option<AsksFor> {
        AsksFor::of(self.0.asks_for)
    }

    /// Which way is better, as far as can be told.
    pub fn better(self) -> Option<Better> {
        Better::of(self.0.better)
    }

    /// Whether money in it is what the work costs in all: no savings, no price per piece.
    pub fn is_total(self) -> bool {
        self.0.flags & abi::INDICATOR_TOTAL != 0
    }

    /// 三级指标
    pub fn name(self) -> Option<Cell<'a>> {
        cell(&self.0.name)
    }

    /// Where the name stands, or would stand.
    pub fn name_place(self) -> Place {
        self.0.name.place.into()
    }

    /// 指标值
    pub fn value(self) -> Option<Cell<'a>> {
        cell(&self.0.value)
    }

    /// Where the value stands, or would stand.
    pub fn value_place(self) -> Place {
        self.0.value.place.into()
    }

    /// 指标性质: ≥, 定性
    pub fn operator(self) -> Option<Cell<'a>> {
        cell(&self.0.operator)
    }

    /// 度量单位
    pub fn unit(self) -> Option<Cell<'a>> {
        cell(&self.0.unit)
    }

    /// 权重, 分值
    pub fn weight(self) -> Option<Amount<'a>> {
        amount(&self.0.weight)
    }

    /// The name, read.
    pub fn name_reading(self) -> Reading<'a> {
        Reading(&self.0.name_reading)
    }

    /// The target value, read: comparison, value and unit as one text where they stand in three cells.
    pub fn target(self) -> Reading<'a> {
        Reading(&self.0.target)
    }

    /// What a cost indicator says its work costs in all, in 元.
    pub fn cost(self) -> Option<Decimal> {
        Decimal::read(&self.0.cost)
    }
}

/// A project (项目) with all that its sheet says of it.
#[derive(Debug, Clone, Copy)]
pub struct Project<'a>(&'a abi::Project);

impl<'a> Project<'a> {
    pub(crate) fn new(project: &'a abi::Project) -> Self {
        Self(project)
    }

    /// The sheet's number in the run.
    pub fn sheet(self) -> SheetNumber {
        SheetNumber(self.0.sheet)
    }

    /// The project's number in its sheet, from 0.
    pub fn index(self) -> usize {
        usize::try_from(self.0.index).unwrap_or(usize::MAX)
    }

    /// The file, as the user named it.
    pub fn file(self) -> &'a str {
        read(self.0.file)
    }

    /// The table's name in the file; empty for text files.
    pub fn sheet_name(self) -> &'a str {
        read(self.0.sheet_name)
    }

    /// The budget year, where it is known.
    pub fn year(self) -> Option<i32> {
        (self.0.year != 0).then_some(self.0.year)
    }

    /// The unit of the sheet's money columns, where it is known.
    pub fn money_unit(self) -> Option<MoneyUnit> {
        MoneyUnit::of(self.0.money_unit)
    }

    /// The project's own row.
    pub fn row(self) -> u32 {
        self.0.row
    }

    /// `318009` of `318009-…`; empty where there is none.
    pub fn department_code(self) -> &'a str {
        read(self.0.department_code)
    }

    /// The department's name without the code; empty where there is none.
    pub fn department_name(self) -> &'a str {
        read(self.0.department_name)
    }

    /// The cell that names the department.
    pub fn department(self) -> Option<Cell<'a>> {
        cell(&self.0.department)
    }

    /// The project's name.
    pub fn name(self) -> Option<Cell<'a>> {
        cell(&self.0.name)
    }

    /// 资金总额
    pub fn total(self) -> Option<Amount<'a>> {
        amount(&self.0.total)
    }

    /// 财政拨款
    pub fn fiscal(self) -> Option<Amount<'a>> {
        amount(&self.0.fiscal)
    }

    /// 其他资金 and whatever other parts the sheet has; they add up.
    pub fn other(self) -> impl ExactSizeIterator<Item = Amount<'a>> {
        let empty = Amount { cell: Cell { raw: "", place: Place { row: 0, column: 0 } }, number: None };
        let columns = Row::new(self.0.other, self.0.other_count, self.0.other_size);
        columns.iter().map(move |column| amount(column).unwrap_or(empty))
    }

    /// 年度目标
    pub fn goal(self) -> Option<Cell<'a>> {
        cell(&self.0.goal)
    }

    /// Where the goal stands, or would stand.
    pub fn goal_place(self) -> Place {
        self.0.goal.place.into()
    }

    /// The goal, read.
    pub fn goal_reading(self) -> Reading<'a> {
        Reading(&self.0.goal_reading)
    }

    /// The indicators, in the order of the sheet.
    pub fn indicators(self) -> impl ExactSizeIterator<Item = Indicator<'a>> + DoubleEndedIterator {
        self.row_of_indicators().iter().map(Indicator)
    }

    /// An indicator by its number, from 0.
    pub fn indicator(self, index: usize) -> Option<Indicator<'a>> {
        self.row_of_indicators().get(index).map(Indicator)
    }

    fn row_of_indicators(self) -> Row<'a, abi::Indicator> {
        Row::new(self.0.indicators, self.0.indicator_count, self.0.indicator_size)
    }
}

/// What a run is told before its first project.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a>(&'a abi::Run);

impl<'a> Run<'a> {
    pub(crate) fn new(run: &'a abi::Run) -> Self {
        Self(run)
    }

    fn setting(self, code: &str, name: &str) -> Option<&'a abi::Setting> {
        Row::new(self.0.settings, self.0.setting_count, self.0.setting_size)
            .iter()
            .find(|setting| read(setting.code) == code && read(setting.name) == name)
    }

    /// An option that is a number.
    pub fn number(self, code: &str, name: &str) -> Option<Decimal> {
        self.setting(code, name).and_then(|setting| Decimal::read(&setting.number))
    }

    /// An option that is a text.
    pub fn text(self, code: &str, name: &str) -> Option<&'a str> {
        self.setting(code, name).filter(|setting| setting.kind == abi::SETTING_TEXT)?;
        self.list(code, name).next()
    }

    /// An option that is true or false.
    pub fn truth(self, code: &str, name: &str) -> Option<bool> {
        let setting = self.setting(code, name).filter(|setting| setting.kind == abi::SETTING_TRUTH);
        setting.map(|setting| setting.truth == 1)
    }

    /// An option that is a list of texts; empty where there is none.
    pub fn list(self, code: &str, name: &str) -> impl ExactSizeIterator<Item = &'a str> {
        let (items, count) = self
            .setting(code, name)
            .map_or((std::ptr::null(), 0), |setting| (setting.items, setting.item_count));
        Row::new(items, count, size_of::<abi::Text>()).iter().map(|&item| read(item))
    }
}
