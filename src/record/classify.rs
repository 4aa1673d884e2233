//! What an indicator asks for: its dimension, the kind of answer, and which way is better.
//!
//! The layout of a district summary has no column for the 二级指标, so the dimension of an output
//! indicator is inferred from three witnesses: the words of its name, what its value measures, and its
//! neighbours: forms list 数量, 质量, 时效, 成本 in this order, so a project's output indicators are read as
//! the likeliest run through that order.

use std::sync::Arc;

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::vocabulary::{FieldWords, Trait, Traits};
use super::{Dimension, Group, Indicator, MoneyUnit, Project, Sheet};
use crate::value::{Kind, Quantity, TargetValue};

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
#[cfg_attr(feature = "host", derive(schemars::JsonSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
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
    /// The name, normalised, and read as a value: amounts and dates that stand in it.
    pub name: TargetValue,
    /// The target value.
    pub value: TargetValue,
    /// The dimension, given or inferred; None in groups other than output where it is not given.
    pub dimension: Option<Dimension>,
    /// The dimensions that it may speak for: the one that the sheet gives; else, of an output, the inferred one
    /// and all that its words or its value give a sign of. Of an output without any sign, all four.
    pub covers: Dimensions,
    /// What the name calls for.
    pub asks_for: AsksFor,
    /// Which way is better, inferred or given.
    pub better: Better,
    /// Whether money in it is what the work costs in all: no savings, no price per piece.
    pub is_total: bool,
}

/// A set of dimensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dimensions(u32);

impl Dimensions {
    /// Whether the dimension is among them.
    pub fn contains(self, dimension: Dimension) -> bool {
        self.0 & Self::from(dimension).0 != 0
    }

    /// One bit for each, at the dimension's place in the enum.
    pub fn bits(self) -> u32 {
        self.0
    }
}

impl From<Dimension> for Dimensions {
    fn from(dimension: Dimension) -> Self {
        Self(1 << dimension as u32)
    }
}

impl FromIterator<Dimension> for Dimensions {
    fn from_iter<I: IntoIterator<Item = Dimension>>(dimensions: I) -> Self {
        Self(dimensions.into_iter().fold(0, |bits, dimension| bits | Self::from(dimension).0))
    }
}

impl IndicatorReading {
    /// The money, in 元, that a cost indicator says its work costs; None where it is no cost, states none, or
    /// states only prices per piece. The value speaks first, then a bare number in it, then the name.
    ///
    /// A bare number is in the sheet's unit (`unit`). Departments also write 元 into sheets of 万元: a number
    /// of a thousand or more is taken as 元 where in the sheet's unit it would exceed the `funding` (in 元).
    pub fn cost(&self, unit: Option<MoneyUnit>, funding: Option<Decimal>) -> Option<Decimal> {
        if self.dimension != Some(Dimension::Cost) || !self.is_total {
            return None;
        }
        // Nobody knows what 05万 was to be.
        if self.value.parts.iter().any(|part| part.odd_number) {
            return None;
        }
        if let Some(money) = self.value.money() {
            // Sums in several sentences speak of several things (last year's, this year's).
            let sentences = self.value.text.as_str().trim_end_matches(['。', ';']).contains(['。', ';']);
            return (!sentences || self.value.single().is_some()).then_some(money);
        }
        match self.value.single().map(|part| &part.quantity) {
            Some(Quantity::Amount { number, unit: None, per, .. }) if per.is_empty() => {
                let stated = number.checked_mul(unit?.in_yuan())?;
                let is_yuan =
                    *number >= Decimal::ONE_THOUSAND && funding.is_some_and(|funding| stated > funding);
                Some(if is_yuan { *number } else { stated })
            }
            Some(Quantity::Money { .. }) => None,
            _ => self.name.money(),
        }
    }
}

/// A project's texts, read once for all rules. `indicators` is parallel to [`Project::indicators`].
#[derive(Debug, Clone)]
pub struct ProjectReading<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its index in the sheet.
    pub index: usize,
    /// The goal, read as a value: its amounts and dates.
    pub goal: Arc<TargetValue>,
    /// One for each indicator. (Shared, like the goal: whoever keeps a project keeps what was read of it.)
    pub indicators: Arc<[IndicatorReading]>,
}

impl<'a> ProjectReading<'a> {
    /// The readings of all projects of a sheet, in its order, by the program's own words.
    pub fn all(sheet: &'a Sheet) -> impl Iterator<Item = Self> {
        Self::all_by(sheet, FieldWords::builtin())
    }

    /// The readings of all projects of a sheet, in its order.
    pub fn all_by(sheet: &'a Sheet, words: &FieldWords) -> impl Iterator<Item = Self> {
        sheet.projects.iter().enumerate().map(|(index, project)| Self::new(index, project, words))
    }

    /// Reads all texts of `project`, which has `index` in its sheet.
    pub fn new(index: usize, project: &'a Project, words: &FieldWords) -> Self {
        let mut witnesses = Vec::with_capacity(project.indicators.len());
        let mut indicators: Vec<IndicatorReading> = project
            .indicators
            .iter()
            .map(|indicator| {
                let name = TargetValue::parse_by(
                    indicator.name.as_ref().map_or("", |cell| &cell.raw),
                    &words.values,
                );
                let target = indicator.target();
                let value = TargetValue::parse_within(&target.text, target.cell, &words.values);
                let traits = words.traits(name.text.as_str());
                witnesses.push(traits);
                let asks_for = asks_for(indicator, traits, &value);
                IndicatorReading {
                    name,
                    value,
                    dimension: indicator.dimension,
                    covers: indicator.dimension.into_iter().collect(),
                    asks_for,
                    better: Better::Unknown,
                    is_total: !traits.has(Trait::Savings) && !traits.has(Trait::UnitPrice),
                }
            })
            .collect();
        infer_dimensions(project, &mut indicators, &witnesses, words);
        for ((indicator, reading), traits) in project.indicators.iter().zip(&mut indicators).zip(witnesses) {
            reading.better = better(indicator, reading, traits);
        }
        let goal = TargetValue::parse_by(project.goal.as_ref().map_or("", |cell| &cell.raw), &words.values);
        Self { project, index, goal: Arc::new(goal), indicators: indicators.into() }
    }
}

fn asks_for(indicator: &Indicator, words: Traits, value: &TargetValue) -> AsksFor {
    if indicator.group == Group::Satisfaction || words.has(Trait::Satisfaction) {
        return AsksFor::Satisfaction;
    }
    // A longer ending is the more exact witness: 完成及时率 is a rate, 资金使用期限 a duration.
    match words.ending() {
        Some(Trait::RateEnding) => AsksFor::Rate,
        Some(Trait::MoneyEnding) => AsksFor::Money,
        Some(Trait::DateEnding) if value.parts.iter().any(|part| part.kind() == Kind::Duration) => {
            AsksFor::Duration
        }
        Some(Trait::DateEnding) => AsksFor::Date,
        Some(Trait::DurationEnding) => AsksFor::Duration,
        Some(Trait::CountEnding) => AsksFor::Count,
        _ => AsksFor::Unknown,
    }
}

/// Which way is better. 指标方向性 is often filled in by the comparison that was chosen, wrong ones included: it
/// tells where the words do not.
fn better(indicator: &Indicator, reading: &IndicatorReading, words: Traits) -> Better {
    let is_cost = indicator.dimension == Some(Dimension::Cost);
    if reading.asks_for == AsksFor::Duration && words.has(Trait::MoreOfTime) && !is_cost {
        return Better::More;
    }
    // 降低投诉率 is met by more of it only in words; its figure says how far the thing itself may go, or by how
    // much it falls: which of the two cannot be told.
    if words.has(Trait::Reduction) {
        return indicator.better.unwrap_or(Better::Unknown);
    }
    if words.has(Trait::LessIsBetter) {
        return Better::Less;
    }
    match (reading.asks_for, reading.dimension) {
        (AsksFor::Rate | AsksFor::Satisfaction, _) => Better::More,
        (AsksFor::Money, _) | (_, Some(Dimension::Cost)) => Better::Less,
        (_, Some(Dimension::Time)) | (AsksFor::Date, _) => Better::Less,
        (AsksFor::Count, _) | (_, Some(Dimension::Quantity | Dimension::Quality)) => Better::More,
        _ if indicator.group == Group::Effect => indicator.better.unwrap_or(Better::More),
        _ => indicator.better.unwrap_or(Better::Unknown),
    }
}

const ORDER: [Dimension; 4] = [Dimension::Quantity, Dimension::Quality, Dimension::Time, Dimension::Cost];

/// The weight of stepping back in [`ORDER`] between two rows: forms go through the order once; a project that
/// lists several tasks one after the other goes through it again.
const BACK: i32 = -5;
/// The weight of a dimension that the project covers at all: forms ask for all four.
const COVERED: i32 = 4;
/// The weight of parting two rows that say the same.
const PART_REPEATS: i32 = -50;

/// A run's state after a row: the row's dimension (index into [`ORDER`]) and the set of dimensions so far.
const STATES: usize = 4 * 16;

fn infer_dimensions(
    project: &Project,
    readings: &mut [IndicatorReading],
    witnesses: &[Traits],
    words: &FieldWords,
) {
    let outputs: Vec<usize> = (0..readings.len())
        .filter(|&index| {
            project.indicators[index].group == Group::Output && readings[index].dimension.is_none()
        })
        .collect();
    // The best run so far that ends in each state, and for each row where it came from.
    let mut best: [Option<i32>; STATES] = [None; STATES];
    let mut came_from: Vec<[u8; STATES]> = Vec::with_capacity(outputs.len());
    for (nth, &index) in outputs.iter().enumerate() {
        let repeats = nth > 0 && says_the_same(&readings[index], &readings[outputs[nth - 1]]);
        let signs = evidence(&readings[index], witnesses[index], words);
        readings[index].covers = may_cover(&readings[index], witnesses[index], signs);
        // A row that only repeats the one above it is no second witness.
        let evidence = if repeats { [0; 4] } else { signs };
        let mut next = [None; STATES];
        let mut from = [0; STATES];
        let mut step = |before: Option<(usize, i32)>, to: usize| {
            let (at, covered, weight) = match before {
                Some((state, weight)) => (state / 16, state % 16, weight),
                None => (to, 0, 0),
            };
            let order = match to.cmp(&at) {
                Ordering::Equal => 0,
                _ if repeats => PART_REPEATS,
                Ordering::Less => BACK,
                Ordering::Greater => 0,
            };
            let is_new = covered & (1 << to) == 0;
            let state = to * 16 + (covered | 1 << to);
            let weight = weight + order + i32::from(is_new) * COVERED + evidence[to];
            if next[state].is_none_or(|best| weight > best) {
                next[state] = Some(weight);
                from[state] = before.map_or(0, |(state, _)| state as u8);
            }
        };
        for to in 0..4 {
            if nth == 0 {
                step(None, to);
            }
            for (state, weight) in best.iter().enumerate() {
                if let Some(weight) = weight {
                    step(Some((state, *weight)), to);
                }
            }
        }
        best = next;
        came_from.push(from);
    }
    // Of equal runs the one that ends latest in the order.
    let mut state = (0..STATES).max_by_key(|&state| (best[state], state)).unwrap_or_default();
    for (&index, from) in outputs.iter().zip(&came_from).rev() {
        let dimension = ORDER[state / 16];
        let reading = &mut readings[index];
        reading.dimension = Some(dimension);
        // Deadlines and costs show in a word or a figure; of what shows nothing they are a guess.
        if matches!(dimension, Dimension::Quantity | Dimension::Quality) {
            reading.covers = Dimensions(reading.covers.0 | Dimensions::from(dimension).0);
        }
        state = usize::from(from[state]);
    }
}

fn says_the_same(one: &IndicatorReading, other: &IndicatorReading) -> bool {
    one.name.text == other.name.text && one.value.text == other.value.text
}

/// The weight of a dimension that the name itself begins with.
const LABELLED: i32 = 20;

/// The dimension that a name begins with, where the layout has no column for it: `数量指标1：巡逻次数`.
fn labelled(name: &str) -> Option<Dimension> {
    let words = ["数量", "质量", "时效", "成本"];
    let (rest, dimension) =
        words.iter().zip(ORDER).find_map(|(word, dimension)| Some((name.strip_prefix(word)?, dimension)))?;
    let rest = rest.strip_prefix("指标").unwrap_or(rest);
    let rest =
        rest.trim_start_matches(|ch: char| ch.is_ascii_digit() || "一二三四五六七八九十()".contains(ch));
    rest.starts_with([':', '、', '.', '-']).then_some(dimension)
}

/// How much a row speaks for each dimension, in the order of [`ORDER`].
fn evidence(reading: &IndicatorReading, words: Traits, field_words: &FieldWords) -> [i32; 4] {
    let mut weight = value_evidence(&reading.value, field_words);
    let [quantity, quality, time, cost] = &mut weight;
    match words.ending() {
        Some(Trait::CountEnding) => *quantity += 6,
        Some(Trait::RateEnding) => *quality += 5,
        Some(Trait::DateEnding) => *time += 8,
        Some(Trait::DurationEnding) => {
            *time += 4;
            *quantity += 2;
        }
        Some(Trait::MoneyEnding) => *cost += 5,
        Some(Trait::QualityEnding) => *quality += 6,
        _ => {}
    }
    match labelled(reading.name.text.as_str()) {
        Some(Dimension::Quantity) => *quantity += LABELLED,
        Some(Dimension::Quality) => *quality += LABELLED,
        Some(Dimension::Time) => *time += LABELLED,
        Some(Dimension::Cost) => *cost += LABELLED,
        _ => {}
    }
    *quantity += 2 * i32::from(words.has(Trait::QuantityWord));
    *quality += 2 * i32::from(words.has(Trait::QualityWord));
    *time += 3 * i32::from(words.has(Trait::TimeWord));
    *cost += 4 * i32::from(words.has(Trait::CostWord));
    weight
}

/// The dimensions that a row may speak for. What its name asks for by its ending is all that it may; else it is all
/// that the name or the value gives a sign of. Words alone (处置发现的舆情) say how much as well as how well, and so
/// does a row without any sign; a share of what is no rate by name (征兵任务 = 100%) may be meant as its amount, a
/// bare number as anything, and so may a row whose name says nothing (`30%`, as in rows that are out of place).
fn may_cover(reading: &IndicatorReading, words: Traits, signs: [i32; 4]) -> Dimensions {
    let named = parts_evidence(&reading.name);
    match words.ending() {
        _ if let Some(dimension) = labelled(reading.name.text.as_str()) => return dimension.into(),
        _ if reading.name.words().is_empty() && named[2] == 0 => return ORDER.into_iter().collect(),
        Some(Trait::DateEnding) if named == [0; 4] => return Dimension::Time.into(),
        // 网费 = 每月5日前缴费 speaks of time, too.
        Some(Trait::MoneyEnding) if named == [0; 4] && words.has(Trait::CostWord) => {
            let time = (signs[2] > 0).then_some(Dimension::Time);
            return [Dimension::Cost].into_iter().chain(time).collect();
        }
        _ => {}
    }
    let value = reading.value.kind();
    let only_words = matches!(value, Kind::Words | Kind::Empty);
    let is_share = reading.value.parts.iter().any(|part| part.kind() == Kind::Ratio);
    let is_bare = value == Kind::Number && words.ending().is_none();
    let tells_more = matches!(words.ending(), Some(ending) if ending != Trait::CountEnding);
    let says_nothing = signs == [0; 4] && named == [0; 4];
    let caps = reading.name.text.as_str().contains("控制") || words.has(Trait::Savings);
    let beside = [
        (only_words || is_share || says_nothing) && !tells_more,
        (only_words || says_nothing) && words.ending() != Some(Trait::CountEnding),
        is_bare,
        is_bare || caps,
    ];
    let mut covered: [bool; 4] =
        std::array::from_fn(|index| signs[index] > 0 || named[index] > 0 || beside[index]);
    // Money that is handed out (补助幼儿园 = 27所, 资金拨付及时率) is no cost of the work.
    let handed_out = match value {
        Kind::Count | Kind::Date | Kind::Period | Kind::Duration | Kind::Frequency => true,
        _ => words.has(Trait::TimeWord) && words.ending() == Some(Trait::RateEnding),
    };
    let [.., cost] = &mut covered;
    *cost &= !handed_out || named[3] > 0;
    ORDER.into_iter().zip(covered).filter(|(_, covered)| *covered).map(|(dimension, _)| dimension).collect()
}

fn value_evidence(value: &TargetValue, field_words: &FieldWords) -> [i32; 4] {
    let mut weight = parts_evidence(value);
    let [_, quality, time, cost] = &mut weight;
    let words = field_words.traits(value.text.as_str());
    *cost += 4 * i32::from(words.has(Trait::CostWord));
    *time += 3 * i32::from(words.has(Trait::TimeWord) || words.has(Trait::OpenEnded));
    *quality += i32::from(words.has(Trait::QualityWord));
    weight
}

fn parts_evidence(value: &TargetValue) -> [i32; 4] {
    let mut weight = [0; 4];
    let [quantity, quality, time, cost] = &mut weight;
    for part in &value.parts {
        match part.kind() {
            // 20万 alone may be people or money.
            Kind::Money if matches!(part.quantity, Quantity::Money { stated: false, .. }) => {
                *cost = (*cost).max(5);
                *quantity = (*quantity).max(1);
            }
            Kind::Money | Kind::Calculation => *cost = (*cost).max(8),
            Kind::Date => *time = (*time).max(7),
            Kind::Period => *time = (*time).max(5),
            Kind::Duration => *time = (*time).max(5),
            Kind::Frequency => {
                *time = (*time).max(4);
                *quantity = (*quantity).max(2);
            }
            Kind::Count => *quantity = (*quantity).max(5),
            Kind::Ratio => *quality = (*quality).max(2),
            Kind::Grade => *quality = (*quality).max(5),
            Kind::Number => *quantity = (*quantity).max(1),
            Kind::Empty | Kind::Words | Kind::List => {}
        }
        if let Quantity::Amount { per, .. } = &part.quantity
            && !per.is_empty()
        {
            *quantity = (*quantity).max(5);
        }
    }
    weight
}
