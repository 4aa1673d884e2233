//! The interface in plain C types, as `include/jichi_plugin.h` has it. Whoever writes Rust needs nothing of
//! this: [`Plugin`](crate::Plugin) and [`export!`](crate::export) stand in front of it.
//!
//! A library exports one symbol, [`SYMBOL`], whose type is [`Descriptor`]. The host reads magic, major, minor
//! and size before anything else, asks for a state ([`Descriptor::open`]), and calls the rules on one project
//! after the other. What the host hands over is borrowed for the call: the plugin keeps copies. What the plugin
//! hands over ([`Finding`], [`Fault`](Sink::fault)) is copied before the call returns: nobody frees the other's
//! memory. Numbers for kinds grow at their end; a plugin passes over a kind that it does not know.
//!
//! Structs grow at their end, with the minor number. Where several stand in a row, the steps from one to the
//! next are given beside them (`part_size`, `indicator_size`, `rule_size` …), so that an older plugin walks the
//! larger structs of a newer host, and a newer host the smaller ones of an older plugin.

mod numbers;

use std::ffi::c_void;

pub use numbers::*;

/// The exported symbol, with the NUL that loaders want.
pub const SYMBOL: &[u8] = b"jichi_plugin_v1\0";
/// The first bytes of a descriptor.
pub const MAGIC: [u8; 8] = *b"JICHIPLG";
/// Another major number is another interface.
pub const MAJOR: u32 = 1;
/// Grows when something is added at the end of a struct or of a list of numbers.
pub const MINOR: u32 = 0;

/// Text in UTF-8, not ended by NUL. `bytes` may be anything where `length` is 0.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct Text {
    pub bytes: *const u8,
    pub length: usize,
}

/// A decimal number, exact: `high:low` × 10^-`scale`, negative where `negative` is 1. `scale` is 28 at most.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Decimal {
    pub low: u64,
    pub high: u32,
    pub scale: u8,
    pub negative: u8,
    /// 0 where there is no number; the rest is 0 then.
    pub known: u8,
    pub reserved: u8,
}

/// Where a cell stands in the user's file, from 1.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Place {
    pub row: u32,
    pub column: u32,
}

/// A cell: its raw text and its place.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    /// As it stands in the file.
    pub raw: Text,
    /// Where it stands, or would stand: known also of an empty name, value or goal.
    pub place: Place,
    /// 1; or 0 where the cell is empty or the sheet has none.
    pub present: u32,
    #[allow(missing_docs)]
    pub reserved: u32,
}

/// A money cell, or a weight.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Amount {
    /// The cell.
    pub cell: Cell,
    /// Money in 元; unknown where the text is no number or the unit of the sheet is not known. Of a weight the
    /// number.
    pub number: Decimal,
}

/// A date of which parts may be unsaid (0).
#[repr(C)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Date {
    /// The year.
    pub year: i32,
    /// 1–12 as written; 13 is possible.
    pub month: u32,
    /// The day of the month as written; 月底 is the last.
    pub day: u32,
    /// 0 where the number names another's date: a document number, past data.
    pub planned: u32,
}

/// One measured thing in a text: `≥95%`, `5000元/次`, `12月底前`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// `KIND_…`
    pub kind: u32,
    /// `BOUND_…`
    pub bound: u32,
    /// Bytes of the reading's text that the part covers, comparison and unit included.
    pub start: u32,
    /// Their end.
    pub end: u32,
    /// The bytes of the raw cell that these came from; both 0 for what stands in a cell beside it.
    pub raw_start: u32,
    /// Their end.
    pub raw_end: u32,
    /// `DIMENSION_OF_UNIT_…` of `unit`.
    pub unit_dimension: u32,
    /// `PART_…`
    pub flags: u32,
    /// The number, 万 and 亿 multiplied out; of money in 元; of a range its lower end; of a frequency how many
    /// times; of a calculation what its terms come to.
    pub number: Decimal,
    /// The upper end of a range; of a calculation what the text says it comes to.
    pub upper: Decimal,
    /// The unit as written (次, %); of a frequency the period (月); of a grade the grade.
    pub unit: Text,
    /// What each is for: 年 of `2次/年`; 天, 人 of `680元/天/人`.
    pub per: *const Text,
    /// How many of these.
    pub per_count: usize,
    /// A date, or the first day of a period.
    pub from: Date,
    /// The last day of a period.
    pub to: Date,
}

/// A text with what was read in it.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    /// The text, normalised: half-width, without spaces that mean nothing.
    pub text: Text,
    /// What is measured in it, in its order.
    pub parts: *const Part,
    /// How many.
    pub part_count: usize,
    /// Bytes from one part to the next.
    pub part_size: usize,
}

/// An indicator (三级指标) with its target value.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Indicator {
    /// The row it stands in.
    pub row: u32,
    /// `GROUP_…`
    pub group: u32,
    /// `DIMENSION_…`, given by the sheet or inferred.
    pub dimension: u32,
    /// `ASKS_FOR_…`
    pub asks_for: u32,
    /// `BETTER_…`
    pub better: u32,
    /// `INDICATOR_…`
    pub flags: u32,
    /// 三级指标
    pub name: Cell,
    /// 指标值
    pub value: Cell,
    /// 指标性质: ≥, 定性
    pub operator: Cell,
    /// 度量单位
    pub unit: Cell,
    /// 权重, 分值
    pub weight: Amount,
    /// The name, read.
    pub name_reading: Reading,
    /// The target value, read: comparison, value and unit as one text where they stand in three cells.
    pub target: Reading,
    /// What a cost indicator says its work costs in all, in 元.
    pub cost: Decimal,
}

/// A project (项目) with all that its sheet says of it.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Project {
    /// Bytes of this struct as the host knows it.
    pub size: usize,
    /// The sheet's number in the run, from 0.
    pub sheet: u64,
    /// The project's number in its sheet, from 0.
    pub index: u64,
    /// The file, as the user named it.
    pub file: Text,
    /// The table's name in it; empty for text files.
    pub sheet_name: Text,
    /// The budget year; 0 where it is not known.
    pub year: i32,
    /// `MONEY_UNIT_…` of the sheet's money columns.
    pub money_unit: u32,
    /// The project's own row.
    pub row: u32,
    #[allow(missing_docs)]
    pub reserved: u32,
    /// `318009` of `318009-…`; empty where there is none.
    pub department_code: Text,
    /// The department's name, without the code.
    pub department_name: Text,
    /// The cell that names the department.
    pub department: Cell,
    /// The project's name.
    pub name: Cell,
    /// 资金总额
    pub total: Amount,
    /// 财政拨款
    pub fiscal: Amount,
    /// 其他资金 and whatever other parts the sheet has.
    pub other: *const Amount,
    /// How many.
    pub other_count: usize,
    /// Bytes from one to the next.
    pub other_size: usize,
    /// 年度目标
    pub goal: Cell,
    /// The goal, read.
    pub goal_reading: Reading,
    /// In the order of the sheet.
    pub indicators: *const Indicator,
    /// How many.
    pub indicator_count: usize,
    /// Bytes from one to the next.
    pub indicator_size: usize,
}

/// A value of an option of one of the plugin's rules, as configured or as in the rule.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// The rule.
    pub code: Text,
    /// The option.
    pub name: Text,
    /// `SETTING_…`
    pub kind: u32,
    /// Of a truth: 0 or 1.
    pub truth: u32,
    /// Of a number.
    pub number: Decimal,
    /// The text, or those of a list.
    pub items: *const Text,
    /// How many: 1 for a text.
    pub item_count: usize,
}

/// What a run is told before its first project.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// Bytes of this struct as the host knows it.
    pub size: usize,
    /// All options of the plugin's rules.
    pub settings: *const Setting,
    /// How many.
    pub setting_count: usize,
    /// Bytes from one to the next.
    pub setting_size: usize,
}

/// A value that a finding's texts speak of, declared in the rule's `values`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Value {
    /// Its name in the rule.
    pub name: Text,
    /// The text, where it is one.
    pub text: Text,
    /// The number, or money in 元, where it is one.
    pub number: Decimal,
}

/// A cell of the project, or of an earlier one, that a finding is about.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// `FIELD_…`
    pub field: u32,
    /// The indicator (of a name, value or unit) or the column (of other funding), from 0; else 0.
    pub index: u32,
}

/// Another place that explains a finding.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Related {
    /// The `label` of the rule's `[[related]]` that says what stands there.
    pub label: Text,
    /// `WHERE_HERE`: the cell is `target` of this project. `WHERE_ELSEWHERE`: it stands at `place` in the sheet
    /// of number `sheet`, this one or an earlier one.
    pub at: u32,
    #[allow(missing_docs)]
    pub reserved: u32,
    /// See `at`.
    pub target: Target,
    /// See `at`.
    pub sheet: u64,
    /// See `at`.
    pub place: Place,
    /// Values of its text beside the finding's, and before them.
    pub values: *const Value,
    /// How many.
    pub value_count: usize,
    /// Bytes from one to the next.
    pub value_size: usize,
}

/// What a rule found in the project that it was called on.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Finding {
    /// Bytes of this struct as the plugin knows it.
    pub size: usize,
    /// The cell it stands on.
    pub target: Target,
    /// `SPAN_…`: what `start` and `end` count.
    pub span: u32,
    /// The first byte that is marked.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
    #[allow(missing_docs)]
    pub reserved: u32,
    /// The values of the rule's texts and conditions.
    pub values: *const Value,
    /// How many.
    pub value_count: usize,
    /// Bytes from one to the next.
    pub value_size: usize,
    /// Other places, in any order.
    pub related: *const Related,
    /// How many.
    pub related_count: usize,
    /// Bytes from one to the next.
    pub related_size: usize,
}

/// Where a rule puts what it has to say.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Sink {
    /// Bytes of this struct as the host knows it.
    pub size: usize,
    /// The host's own.
    pub host: *mut c_void,
    /// Takes a finding. `STATUS_OK`, or `STATUS_REFUSED` where it was none the host can use: the rule failed on
    /// this project then and nothing it says of it is used.
    pub emit: unsafe extern "C" fn(host: *mut c_void, finding: *const Finding) -> u32,
    /// Says in words why the rule fails on this project; the rule returns `STATUS_FAILED` then.
    pub fault: unsafe extern "C" fn(host: *mut c_void, message: Text),
}

/// Looks at a project. `STATUS_OK`, or `STATUS_FAILED`.
pub type Check = unsafe extern "C" fn(state: *mut c_void, project: *const Project, sink: *const Sink) -> u32;

/// A rule: a rule file and what finds the cases.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The rule file, TOML: code, titles, texts, severity, examples.
    pub source: Text,
    /// Called for each project, in any order, and from several threads at once where the descriptor says so.
    pub check: Option<Check>,
    /// Called for each project, in the order of the run, with no other call on the state under way: for rules
    /// that look at one project beside the earlier ones.
    pub follow: Option<Check>,
}

/// What a plugin is. Static: the host keeps pointers into it.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Descriptor {
    /// [`MAGIC`]
    pub magic: [u8; 8],
    /// [`MAJOR`]
    pub major: u32,
    /// The minor number that the plugin was built with.
    pub minor: u32,
    /// Bytes of this struct as the plugin knows it.
    pub size: usize,
    /// Lower-case words with hyphens: `county-checks`.
    pub id: Text,
    /// The plugin's own version.
    pub version: Text,
    /// `PLUGIN_…`
    pub flags: u32,
    #[allow(missing_docs)]
    pub reserved: u32,
    /// Its rules.
    pub rules: *const Rule,
    /// How many.
    pub rule_count: usize,
    /// Bytes from one to the next.
    pub rule_size: usize,
    /// Begins a run and stores the state that the rules are called with; without it the state is null.
    /// `STATUS_OK`, or `STATUS_FAILED`.
    pub open: Option<unsafe extern "C" fn(run: *const Run, state: *mut *mut c_void) -> u32>,
    /// Ends the run of a state.
    pub close: Option<unsafe extern "C" fn(state: *mut c_void)>,
}

// SAFETY: a descriptor and its rules are constant data and pointers to constant data and code; nothing is ever
// written through them.
unsafe impl Sync for Descriptor {}
// SAFETY: as above.
unsafe impl Sync for Rule {}
