//! What a sheet says: departments, their projects, their indicators, every cell with its place.

mod account;
mod amount;
mod classify;
mod label;
mod target;
mod vocabulary;

use std::borrow::Cow;
use std::sync::Arc;

use rust_decimal::Decimal;

pub use crate::read::{Address, Grid, Medium, Place};
pub use account::{Account, Aside, Purpose, Used};
pub use amount::Amount;
pub(crate) use amount::plain_number;
pub use classify::{AsksFor, Better, Dimensions, IndicatorReading, ProjectReading};
pub use label::Label;
pub use target::Target;
pub(crate) use target::is_comparison;
pub use vocabulary::FieldWords;

/// A cell that a record took over: its raw text and where it stands in the user's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The text as it stands there.
    pub raw: String,
    /// Where it stands.
    pub place: Place,
}

/// One table of one file, understood.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The file as the user named it (`a.zip/b.xlsx` inside an archive).
    pub file: Arc<str>,
    /// The table as it was read, for showing rows around a finding.
    pub grid: Grid,
    /// The layout that matched (`summary`).
    pub layout: String,
    /// The budget year the sheet's title names, where it names exactly one.
    pub year: Option<i32>,
    /// The money unit the sheet declares or its layout implies.
    pub money_unit: Option<MoneyUnit>,
    /// The structure of indicators that the sheet follows.
    pub structure: Structure,
    /// In the order of the sheet.
    pub departments: Vec<Department>,
    /// In the order of the sheet; a department's projects stand together.
    pub projects: Vec<Project>,
    /// What reading had to do or could not do, in the order of the sheet.
    pub notes: Vec<ReadingNote>,
    /// The cells that are no part of a record and were understood all the same, in no order.
    pub used: Vec<Used>,
}

/// The unit of a sheet's money columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema))]
pub enum MoneyUnit {
    /// 元
    #[serde(rename = "元")]
    Yuan,
    /// 万元
    #[serde(rename = "万元")]
    TenThousandYuan,
}

impl MoneyUnit {
    /// How many 元 one of it is.
    #[doc(hidden)]
    pub fn in_yuan(self) -> Decimal {
        match self {
            Self::Yuan => Decimal::ONE,
            Self::TenThousandYuan => Decimal::from(10_000),
        }
    }
}

/// The structure of indicators (both eras are in use).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema))]
pub enum Structure {
    /// Up to 2020: 成本 is a 二级指标 under 产出 (财预〔2015〕88号).
    #[default]
    #[serde(rename = "2015")]
    Of2015,
    /// Since 2021: 成本 is a 一级指标 (财预〔2021〕101号).
    #[serde(rename = "2021")]
    Of2021,
}

/// A department (预算单位) with the totals its row states.
#[derive(Debug, Clone, PartialEq)]
pub struct Department {
    /// `318009` of `318009-嘉陵区财政绩效评价中心`.
    pub code: Option<String>,
    /// The name without the code.
    pub name: String,
    /// The cell that names it.
    pub cell: Cell,
    /// What its row states, if it states money.
    pub funding: Funding,
}

/// A project (项目) of a department.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// Index into [`Sheet::departments`].
    pub department: Option<usize>,
    /// The name's cell; None where the sheet has none.
    pub name: Option<Cell>,
    /// The region that it is of, where a sheet has a column of target values for each.
    pub region: Option<Cell>,
    /// The project's own row.
    pub row: u32,
    /// The money columns.
    pub funding: Funding,
    /// The annual goal (年度目标); None where the cell is empty.
    pub goal: Option<Cell>,
    /// The place of the goal's column in the project's row, also where the cell is empty.
    pub goal_place: Place,
    /// In the order of the sheet: row by row, in a row from left to right.
    pub indicators: Vec<Indicator>,
}

impl Project {
    /// The name, with the region where it has one: 农村公路养护补助（某县）.
    pub fn full_name(&self) -> Option<Cow<'_, str>> {
        let name = self.name.as_ref()?.raw.as_str();
        Some(match &self.region {
            Some(region) => Cow::Owned(format!("{}（{}）", name.trim(), region.raw.trim())),
            None => Cow::Borrowed(name),
        })
    }

    /// The first and the last row that its cells stand in.
    pub fn rows(&self) -> (u32, u32) {
        let Funding { total, fiscal, other } = &self.funding;
        let funding = total.iter().chain(fiscal).chain(other).map(|amount| amount.cell.place.row);
        let indicators = self.indicators.iter().map(|indicator| indicator.row);
        let cells = self.name.iter().map(|cell| cell.place.row).chain(funding).chain(indicators);
        cells
            .chain([self.goal_place.row])
            .fold((self.row, self.row), |(first, last), row| (first.min(row), last.max(row)))
    }
}

/// The money columns of a project or department. A blank cell is None.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Funding {
    /// 资金总额
    pub total: Option<Amount>,
    /// 财政拨款
    pub fiscal: Option<Amount>,
    /// 其他资金 and whatever other columns of the kind the layout has; they add up.
    pub other: Vec<Amount>,
}

/// The 一级指标 that an indicator stands under. 成本 as a 一级指标 is `Output` with dimension `Cost`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// 产出指标, 项目完成指标, 成本指标
    Output,
    /// 效益指标
    Effect,
    /// 满意度指标
    Satisfaction,
}

/// The 二级指标.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Dimension {
    /// 数量指标
    Quantity,
    /// 质量指标
    Quality,
    /// 时效指标
    Time,
    /// 成本指标
    Cost,
    /// 经济效益指标
    Economic,
    /// 社会效益指标
    Social,
    /// 生态效益指标
    Ecological,
    /// 可持续影响指标
    Sustainability,
    /// 满意度指标
    Satisfaction,
}

impl Dimension {
    /// The group that it belongs to.
    pub fn group(self) -> Group {
        match self {
            Self::Quantity | Self::Quality | Self::Time | Self::Cost => Group::Output,
            Self::Economic | Self::Social | Self::Ecological | Self::Sustainability => Group::Effect,
            Self::Satisfaction => Group::Satisfaction,
        }
    }
}

/// An indicator: the name of a 三级指标 and its target value. At least one of the two has text.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// The row it stands in.
    pub row: u32,
    /// The 一级指标.
    pub group: Group,
    /// The 二级指标, where the layout has a column for it.
    pub dimension: Option<Dimension>,
    /// 三级指标
    pub name: Option<Cell>,
    /// The place of the name's column in this row, also where the cell is empty.
    pub name_place: Place,
    /// 指标值
    pub value: Option<Cell>,
    /// The place of the value's column in this row, also where the cell is empty.
    pub value_place: Place,
    /// 指标性质, where the layout has a column for it: ≥, =, 定性. (Boxed, like unit and weight: most
    /// indicators have none of them.)
    pub operator: Option<Box<Cell>>,
    /// 度量单位, where the layout has a column for it.
    pub unit: Option<Box<Cell>>,
    /// 权重, 分值
    pub weight: Option<Box<Amount>>,
    /// 指标方向性, where the layout has a column for it: 正向 is [`Better::More`].
    pub better: Option<Better>,
}

/// What the reader did or could not do, for the rules on table structure and on the check itself.
#[derive(Debug, Clone)]
pub struct ReadingNote {
    /// The cell that it is about: of a row the first that was moved or could not be placed.
    pub cell: Cell,
    /// The project that the row was given to (index into [`Sheet::projects`]).
    pub project: Option<usize>,
    /// What was done.
    pub kind: ReadingKind,
}

impl Sheet {
    /// A file that people or programs write beside the sheets, a line a row, with what is to be said of its lines; None
    /// where nothing is.
    pub(crate) fn of_lines(file: &str, text: &str, mut notes: Vec<ReadingNote>) -> Option<Self> {
        if notes.is_empty() {
            return None;
        }
        notes.sort_by_key(|note| note.cell.place);
        let mut grid = Grid::new(Medium::Lines, None);
        for (row, line) in (1..).zip(text.lines()) {
            grid.push(Place { row, column: 1 }, line);
        }
        Some(Self {
            file: file.into(),
            grid,
            layout: "lines".to_owned(),
            year: None,
            money_unit: None,
            structure: Structure::default(),
            departments: Vec::new(),
            projects: Vec::new(),
            notes,
            used: Vec::new(),
        })
    }
}

impl ReadingKind {
    /// Whether nobody knows what its cell would say.
    pub fn hides_value(&self) -> bool {
        matches!(self, Self::FormulaWithoutValue | Self::FormulaError)
    }
}

/// See [`ReadingNote`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadingKind {
    /// The row, or the part of it that starts with the note's cell, belongs to no project or column and is
    /// not in the records.
    Unplaced,
    /// The row was read only after moving its cells by so many columns (`by` > 0: to the right), from
    /// the column where its first cell stood to the column it was read as (both from 1).
    Moved {
        /// Column of the first moved cell.
        from: u32,
        /// The column it was read as.
        to: u32,
    },
    /// A hidden sheet of the workbook that was not read; the cell holds its name and stands for the first
    /// cell of the sheet that the note belongs to.
    HiddenSheet,
    /// A sheet of the workbook that is no goal sheet (a cover, a list); the cell holds its name and stands for
    /// the first cell of the sheet that the note belongs to.
    NoGoalSheet,
    /// The table is a goal sheet of another kind, for a whole department (部门整体支出绩效目标表); the cell holds
    /// the sheet's name, or its title where it has none.
    OtherForm,
    /// A formula that no program has calculated yet: the cell shows nothing.
    FormulaWithoutValue,
    /// A formula whose result is an error; the cell shows `#DIV/0!`.
    FormulaError,
    /// The header misses what the table cannot be read without: these labels.
    MissingColumns(Vec<&'static str>),
    /// 成本 stands under 产出 here, and as a 一级指标 elsewhere in the sheet.
    MixedEras,
    /// An exception that left nothing out; like those below it is noted at the end of a run. The cell holds what the
    /// exception is for.
    UnusedException,
    /// A marker in a sheet that names no rule; the cell holds what it names.
    ExceptionOfUnknownRule,
    /// A marker in a sheet without a reason; the cell holds its codes.
    ExceptionWithoutReason,
    /// An exception that does not hold any more.
    ExpiredException,
    /// A finding of the baseline that is gone.
    StaleBaseline,
}
