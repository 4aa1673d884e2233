//! Units of measure and their dimension.

/// What a unit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnitDimension {
    /// Things that are counted: 次, 人, 份, 套, 场, 户, 项 …
    Count,
    /// %, ‰, 成, 倍, 个百分点.
    Ratio,
    /// 天, 月, 年, 小时, 工作日.
    Time,
    /// 米, 公里.
    Length,
    /// 平方米, 亩, 公顷.
    Area,
    /// 吨, 公斤, 千克.
    Mass,
    /// 立方米, 升.
    Volume,
    /// 度, 千瓦时, M, 分贝, 分 (score) and whatever else is measured.
    Other,
}

/// A unit as it is written, with what it measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// As written, normalised: `次`, `%`, `平方米`, `人次`.
    pub name: String,
    /// What it measures.
    pub dimension: UnitDimension,
}
