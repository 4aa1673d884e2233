//! Rules of jichi (绩尺) on the money of a project: whether its costs add up to its funding (JC504), whether its
//! calculations come out (JC505), whether its goal keeps to its funding (JC506).
//!
//! What the rules say, and the words that they go by, stand in the files of `rules/`.

mod breakdown;
mod calculation;
mod goal;
mod price;
mod rules;
mod text;
mod topic;

use jichi_plugin::abi::Descriptor;
use jichi_plugin::{Plugin, Run, descriptor};

use breakdown::Costs;
use calculation::Calculations;
use goal::GoalMoney;
use rules::{Arithmetic, CostBreakdown, GoalAmounts};

/// The options of the rules in a run.
#[derive(Debug)]
pub struct Funding {
    costs: Costs,
    calculations: Calculations,
    goal: GoalMoney,
}

impl Plugin for Funding {
    fn open(run: &Run<'_>) -> Self {
        Self {
            costs: Costs::new(run, "JC504"),
            calculations: Calculations::new(run, "JC505"),
            goal: GoalMoney::new(run, "JC506"),
        }
    }
}

/// The plugin.
pub const DESCRIPTOR: Descriptor = descriptor!(Funding, "funding", [CostBreakdown, Arithmetic, GoalAmounts]);
