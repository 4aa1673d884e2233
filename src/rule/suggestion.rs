//! What kind of indicators a rule suggests, and the examples for it.

use std::sync::Arc;

use serde::Deserialize;

use super::names::slot;
use super::scene::{Element, Scene};
use super::schema::ScopeName;
use crate::caret::{Both, both};
use crate::library::{Measure, Wanted};
use crate::record::{AsksFor, Dimension, Group};

/// Of what kind the examples are that a finding shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) enum Suggests {
    /// Like the indicator that the finding is on.
    Indicator,
    /// Output indicators of several dimensions.
    Output,
    /// Effect indicators of several dimensions.
    Effect,
    /// Satisfaction indicators.
    Satisfaction,
    /// Output indicators of quantity.
    Quantity,
    /// Output indicators of quality.
    Quality,
    /// Output indicators of time.
    Time,
    /// Output indicators of cost.
    Cost,
    /// Economic effect indicators.
    Economic,
    /// Social effect indicators.
    Social,
    /// Ecological effect indicators.
    Ecological,
    /// Effect indicators of sustainability.
    Sustainability,
}

impl Suggests {
    /// Whether findings of such rules have what the kind is told by; else why not.
    pub fn fits(self, scope: ScopeName) -> Result<(), Both> {
        let of_indicator = matches!(scope, ScopeName::Cell | ScopeName::Indicator | ScopeName::Pair);
        match self {
            _ if of_indicator => Ok(()),
            Self::Indicator => Err(both("这个范围的规则不看指标", "the rule's scope has no indicator")),
            _ if scope == ScopeName::Project => Ok(()),
            _ => Err(both(
                "这个范围的规则不看单个项目，无从举例",
                "the rule's scope has no project to suggest indicators for",
            )),
        }
    }

    /// The group and the dimension, where the rule itself says so.
    fn stated(self) -> Option<(Group, Option<Dimension>)> {
        let dimension = match self {
            Self::Indicator => return None,
            Self::Output => return Some((Group::Output, None)),
            Self::Effect => return Some((Group::Effect, None)),
            Self::Satisfaction => Dimension::Satisfaction,
            Self::Quantity => Dimension::Quantity,
            Self::Quality => Dimension::Quality,
            Self::Time => Dimension::Time,
            Self::Cost => Dimension::Cost,
            Self::Economic => Dimension::Economic,
            Self::Social => Dimension::Social,
            Self::Ecological => Dimension::Ecological,
            Self::Sustainability => Dimension::Sustainability,
        };
        Some((dimension.group(), Some(dimension)))
    }
}

/// Examples for a finding on the scene's project, and on its indicator of this index where it is on one.
pub(super) fn examples(scene: &Scene<'_>, suggests: Suggests, indicator: Option<usize>) -> Vec<Arc<Measure>> {
    let Element::Project(view) = scene.element(slot::PROJECT) else { return Vec::new() };
    let Some(desk) = view.desk else { return Vec::new() };
    let on = indicator
        .and_then(|index| Some((view.project.indicators.get(index)?, desk.reading.indicators.get(index)?)));
    let name = on.map_or("", |(_, reading)| reading.name.text.as_str());
    let wanted = match (suggests.stated(), on) {
        (Some((group, dimension)), _) => Wanted { name, ..Wanted::any(group, dimension) },
        (None, Some((_, reading))) if reading.asks_for == AsksFor::Satisfaction => {
            Wanted { name, ..Wanted::any(Group::Satisfaction, Some(Dimension::Satisfaction)) }
        }
        (None, Some((indicator, reading))) => {
            let asked = match (indicator.group, reading.asks_for) {
                (Group::Output, AsksFor::Count) => Some(Dimension::Quantity),
                (Group::Output, AsksFor::Date) => Some(Dimension::Time),
                (Group::Output, AsksFor::Money) => Some(Dimension::Cost),
                // 影响年限
                (Group::Effect, AsksFor::Duration) => Some(Dimension::Sustainability),
                _ => None,
            };
            Wanted {
                group: indicator.group,
                dimension: indicator.dimension.or(asked).or(reading.dimension),
                asks_for: reading.asks_for,
                better: reading.better,
                name,
            }
        }
        (None, None) => return Vec::new(),
    };
    scene.library.examples(wanted, desk.topics(scene.library))
}
