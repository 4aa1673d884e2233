//! What the headers and field labels of goal sheets name.

use crate::text::Language;

/// What a header or a field's label names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Label {
    /// 主管部门, 单位名称: whose project it is.
    Department,
    /// The department's code in a column of its own.
    DepartmentCode,
    /// The unit that carries the project out; the department where no other is named.
    InCharge,
    /// 项目名称
    Project,
    /// 单位名称、项目名称: one column for both. A row of nothing else names a department.
    DepartmentOrProject,
    /// The budget year.
    Year,
    /// 资金总额 of the year.
    Total,
    /// The total of all years where an annual one stands beside it, else that of the year.
    TotalEither,
    /// The total of all years.
    TotalMultiyear,
    /// 财政拨款
    Fiscal,
    /// A part of 财政拨款 where that stands beside it, else one of the total.
    FiscalPart,
    /// 其他资金 and other parts of the total.
    Other,
    /// 年度目标
    Goal,
    /// 中期目标, 项目总目标
    GoalMultiyear,
    /// 一级指标
    Level1,
    /// 二级指标
    Level2,
    /// 三级指标
    Name,
    /// 指标值
    Value,
    /// 实施期指标值: the target value of several years beside that of the year.
    ValueMultiyear,
    /// 区域目标值: over one column of values for each region, which the row below names.
    RegionValue,
    /// 指标性质: ≥, =, 定性.
    Operator,
    /// 度量单位
    Unit,
    /// 指标方向: 正向, 反向.
    Direction,
    /// 权重, 分值
    Weight,
    /// 绩效指标: beside or over the indicators of the year.
    Indicators,
    /// 中期绩效指标: beside or over indicators of several years.
    IndicatorsMultiyear,
    /// Known, and nothing that a record holds.
    Aside,
}

impl Label {
    /// What people call it.
    pub fn title(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            Self::Department => ("部门", "department"),
            Self::DepartmentCode => ("部门代码", "department code"),
            Self::InCharge => ("实施单位", "unit in charge"),
            Self::Project => ("项目名称", "project"),
            Self::DepartmentOrProject => ("部门或项目", "department or project"),
            Self::Year => ("预算年度", "budget year"),
            Self::Total => ("资金总额", "total"),
            Self::TotalEither => ("资金总额", "total of all years, or of the year"),
            Self::TotalMultiyear => ("多年资金总额", "total of several years"),
            Self::Fiscal => ("财政拨款", "fiscal"),
            Self::FiscalPart => ("财政拨款（分项）", "part of fiscal"),
            Self::Other => ("其他资金", "other funding"),
            Self::Goal => ("年度目标", "annual goal"),
            Self::GoalMultiyear => ("多年目标", "goal of several years"),
            Self::Level1 => ("一级指标", "level 1"),
            Self::Level2 => ("二级指标", "level 2"),
            Self::Name => ("三级指标", "indicator"),
            Self::Value => ("指标值", "target value"),
            Self::ValueMultiyear => ("多年指标值", "target value of several years"),
            Self::RegionValue => ("区域目标值", "target value by region"),
            Self::Operator => ("指标性质", "comparison"),
            Self::Unit => ("度量单位", "unit"),
            Self::Direction => ("指标方向", "direction"),
            Self::Weight => ("权重", "weight"),
            Self::Indicators => ("绩效指标", "indicators"),
            Self::IndicatorsMultiyear => ("多年绩效指标", "indicators of several years"),
            Self::Aside => ("不检查的栏目", "not checked"),
        };
        match language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// Whether it stands over the indicators of a table, and not over a project's own cells.
    pub fn is_of_indicator(self) -> bool {
        matches!(
            self,
            Self::Level1
                | Self::Level2
                | Self::Name
                | Self::Value
                | Self::ValueMultiyear
                | Self::RegionValue
                | Self::Operator
                | Self::Unit
                | Self::Direction
                | Self::Weight
        )
    }

    /// Whether it names money.
    pub fn is_money(self) -> bool {
        self.is_total() || matches!(self, Self::Fiscal | Self::FiscalPart | Self::Other)
    }

    /// Whether it names a total.
    pub fn is_total(self) -> bool {
        matches!(self, Self::Total | Self::TotalEither | Self::TotalMultiyear)
    }
}
