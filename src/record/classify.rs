//! What an indicator asks for: its dimension, the kind of answer, and which way is better.

use super::{Dimension, Project};
use crate::text::Normalized;
use crate::value::TargetValue;

/// The kind of answer that an indicator's name calls for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AsksFor {
    /// 数量, 次数, 人数
    Count,
    /// …率, 比例, 占比
    Rate,
    /// 完成时间, 时限
    Date,
    /// 期限, 年限, 天数
    Duration,
    /// 成本, 经费, 补助
    Money,
    /// 满意度
    Satisfaction,
    /// Nothing that the words tell.
    Unknown,
}

/// Which way an indicator's figure is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Better {
    /// 合格率, 参加人数
    More,
    /// 投诉率, 成本, 时限
    Less,
    /// Cannot be told.
    Unknown,
}

/// An indicator's texts, read once for all rules.
#[derive(Debug, Clone)]
pub struct IndicatorReading {
    /// The name, normalised; empty where there is none.
    pub name: Normalized,
    /// The name read as a value: amounts and dates that stand in it.
    pub name_value: TargetValue,
    /// The target value.
    pub value: TargetValue,
    /// The dimension, given or inferred; None in groups other than output where it is not given.
    pub dimension: Option<Dimension>,
    /// What the name calls for.
    pub asks_for: AsksFor,
    /// Which way is better.
    pub better: Better,
}

/// A project's texts, read once for all rules. `indicators` is parallel to [`Project::indicators`].
#[derive(Debug, Clone)]
pub struct ProjectReading<'a> {
    /// The project.
    pub project: &'a Project,
    /// The goal, read as a value: its amounts and dates.
    pub goal: TargetValue,
    /// One for each indicator.
    pub indicators: Vec<IndicatorReading>,
}

impl<'a> ProjectReading<'a> {
    /// Reads all texts of `project`.
    pub fn new(project: &'a Project) -> Self {
        let indicators = project
            .indicators
            .iter()
            .map(|indicator| {
                let name = indicator.name.as_ref().map_or("", |cell| &cell.raw);
                let value = indicator.value.as_ref().map_or("", |cell| &cell.raw);
                IndicatorReading {
                    name: Normalized::new(name),
                    name_value: TargetValue::parse(name),
                    value: TargetValue::parse(value),
                    dimension: indicator.dimension,
                    asks_for: AsksFor::Unknown,
                    better: Better::Unknown,
                }
            })
            .collect();
        let goal = TargetValue::parse(project.goal.as_ref().map_or("", |cell| &cell.raw));
        Self { project, goal, indicators }
    }
}
