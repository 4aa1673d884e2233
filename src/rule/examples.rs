//! The examples inside a rule file, as they are written.

use super::spanned::Spanned;
use serde::Deserialize;

use crate::finding::Severity;
use crate::record::{Better, Dimension, Group, MoneyUnit, Structure};

/// One `[[invalid]]` or `[[valid]]`: a small sheet, and what must be found in it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The budget year; 2020 unless told. 0 leaves it unknown.
    #[serde(default = "default_year")]
    pub year: i32,
    /// The unit of the money columns; 万元 unless told. Empty leaves it unknown.
    #[serde(default)]
    pub unit: ExampleUnit,
    /// The structure of indicators.
    #[serde(default)]
    pub structure: Structure,
    /// The department's row.
    #[serde(default)]
    pub department: Option<DepartmentExample>,
    /// The one project's own cells.
    #[serde(default)]
    pub project: Option<ProjectExample>,
    /// The one project's indicators.
    #[serde(default)]
    pub rows: Vec<RowExample>,
    /// Several projects of the department.
    #[serde(default)]
    pub projects: Vec<ProjectExample>,
    /// A whole sheet, to be read through the layouts.
    #[serde(default)]
    pub grid: Vec<Vec<String>>,
    /// A file `jichi-exceptions.toml` beside the sheet, which is checked on the first of July of its year. What is found
    /// stands on the lines of the file.
    #[serde(default)]
    pub exceptions: Option<String>,
    /// A file `jichi-baseline.json` beside the sheet. What is found stands on the lines of the file.
    #[serde(default)]
    pub baseline: Option<String>,
    /// The complete list of what the rule must find.
    #[serde(default)]
    pub found: Vec<Expected>,
    /// The rows after the fix.
    #[serde(default)]
    pub fixed: Option<Vec<FixedRow>>,
    /// Why the example does not come out yet.
    #[serde(default)]
    pub todo: Option<Spanned<String>>,
}

fn default_year() -> i32 {
    2020
}

/// The unit of an example's money columns.
#[cfg_attr(feature = "host", derive(schemars::JsonSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum ExampleUnit {
    /// 元
    #[serde(rename = "元")]
    Yuan,
    /// 万元
    #[default]
    #[serde(rename = "万元")]
    TenThousandYuan,
    /// The sheet declares none.
    #[serde(rename = "")]
    Unknown,
}

impl ExampleUnit {
    /// The unit, where there is one.
    pub fn known(self) -> Option<MoneyUnit> {
        match self {
            Self::Yuan => Some(MoneyUnit::Yuan),
            Self::TenThousandYuan => Some(MoneyUnit::TenThousandYuan),
            Self::Unknown => None,
        }
    }
}

/// The department's row, as text in cells.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct DepartmentExample {
    /// 单位编码
    pub code: String,
    /// 单位名称
    pub name: String,
    /// 资金总额
    pub total: String,
    /// 财政拨款
    pub fiscal: String,
    /// 其他资金
    pub other: String,
}

/// A project's own row, as text in cells.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ProjectExample {
    /// 项目名称
    pub name: String,
    /// 资金总额
    pub total: String,
    /// 财政拨款
    pub fiscal: String,
    /// 其他资金
    pub other: String,
    /// 年度目标
    pub goal: String,
    /// Its indicators, where the example has several projects.
    pub rows: Vec<RowExample>,
}

/// An indicator, as text in cells.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RowExample {
    /// 一级指标
    #[serde(default = "default_group")]
    pub group: Group,
    /// 二级指标, where it is given.
    #[serde(default)]
    pub dimension: Option<Dimension>,
    /// 三级指标
    #[serde(default)]
    pub name: String,
    /// 指标值
    #[serde(default)]
    pub value: String,
    /// 指标性质: the comparison, where it stands beside the value.
    #[serde(default)]
    pub operator: String,
    /// 度量单位
    #[serde(default)]
    pub unit: String,
    /// 权重
    #[serde(default)]
    pub weight: String,
    /// 指标方向性, where it is given.
    #[serde(default)]
    pub better: Option<Better>,
}

fn default_group() -> Group {
    Group::Output
}

/// One finding that must come.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// 1-based index of the example's row, the grid's or the line of the file beside the sheet; 0 is the project's or department's own row.
    pub row: u32,
    /// 1-based index of the project, where the example has several.
    #[serde(default = "first")]
    pub project: u32,
    /// The finding's field, as in JSON output.
    pub field: String,
    /// The severity, where it matters.
    #[serde(default)]
    pub severity: Option<Severity>,
}

fn first() -> u32 {
    1
}

/// A row after the fix; with `goal` or `project`, the project's own cells.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct FixedRow {
    /// 三级指标
    pub name: String,
    /// 指标值
    pub value: String,
    /// 年度目标
    pub goal: Option<String>,
    /// 项目名称
    pub project: Option<String>,
}
