//! The review form (项目支出绩效目标审核表) as data: its sub-items and their points, the grades, and what
//! findings take off.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::{Deserializer, Visitor};

use crate::finding::{Finding, Severity};

/// The form, as it is in `rules/review-form.toml` or as a configuration has changed it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The dimensions with their sub-items, in the form's order.
    pub dimensions: Vec<Dimension>,
    /// The grades, best first; the last takes what is below the others.
    pub grades: Vec<Grade>,
    /// What findings take off.
    pub deductions: Deductions,
}

/// A dimension of the form, such as 完整性审核.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dimension {
    /// Its name.
    pub name: String,
    /// What it is called in English.
    pub en: String,
    /// Its sub-items.
    pub items: Vec<Item>,
}

/// A sub-item of the form, such as 指标科学性.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The name by which rules name it.
    pub name: String,
    /// What it is called in English.
    pub en: String,
    /// The points it has.
    pub points: Points,
    /// Whether a person gives what rules do not take off: no rule can tell that the points are deserved.
    #[serde(default)]
    pub open: bool,
}

/// A grade, such as 良.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// Its name.
    pub name: String,
    /// What it is called in English.
    pub en: String,
    /// The least share of the points, in percent.
    pub from: Points,
    /// How the review opinion asks the department, in Chinese.
    pub request: String,
}

/// An exact number of points, or of percent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Points(pub Decimal);

/// What findings take off: by code where one is named, else by severity.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Deductions {
    /// An error.
    pub error: Points,
    /// A warning.
    pub warning: Points,
    /// An info.
    pub info: Points,
    /// Findings of these rules, whatever their severity.
    #[serde(flatten)]
    pub codes: BTreeMap<String, Points>,
}

impl Form {
    /// The form that is part of the program.
    pub fn builtin() -> &'static Self {
        // A test sees to it that the file can be read.
        static FORM: LazyLock<Form> =
            LazyLock::new(|| toml::from_str(include_str!("../rules/review-form.toml")).unwrap_or_default());
        &FORM
    }

    /// The sub-items in the form's order.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.dimensions.iter().flat_map(|dimension| &dimension.items)
    }

    /// The sub-item of a name.
    pub fn item_mut(&mut self, name: &str) -> Option<&mut Item> {
        self.dimensions.iter_mut().flat_map(|dimension| &mut dimension.items).find(|item| item.name == name)
    }

    /// The names of the sub-items.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.items().map(|item| item.name.as_str())
    }

    /// The form for a run in which only these sub-items are judged by some rule: the others are for a person.
    pub fn judged_by(&self, judged: &HashSet<&str>) -> Self {
        let mut form = self.clone();
        for item in form.dimensions.iter_mut().flat_map(|dimension| &mut dimension.items) {
            item.open |= !judged.contains(item.name.as_str());
        }
        form
    }

    /// All points of the form.
    pub fn points(&self) -> Decimal {
        self.items().map(|item| item.points.0).sum()
    }

    /// The share of all points, in percent.
    pub fn percent(&self, points: Decimal) -> Decimal {
        let all = self.points();
        let share = points.checked_mul(Decimal::ONE_HUNDRED).and_then(|points| points.checked_div(all));
        share.unwrap_or_default()
    }

    /// The index of the grade that so many points make.
    pub fn grade(&self, points: Decimal) -> usize {
        let percent = self.percent(points);
        let last = self.grades.len().saturating_sub(1);
        self.grades.iter().position(|grade| percent >= grade.from.0).unwrap_or(last)
    }
}

impl Deductions {
    /// The points that a finding takes off.
    pub fn of(&self, finding: &Finding) -> Decimal {
        let by_severity = match finding.severity {
            Severity::Error => self.error,
            Severity::Warning => self.warning,
            Severity::Info => self.info,
        };
        self.codes.get(&finding.rule.code).copied().unwrap_or(by_severity).0
    }
}

impl Points {
    /// The number as it is written in a file.
    pub fn parse(written: &str) -> Option<Self> {
        Decimal::from_str(written).ok().map(|number| Self(number.normalize()))
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.normalize(), f)
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PointsVisitor)
    }
}

struct PointsVisitor;

impl Visitor<'_> for PointsVisitor {
    type Value = Points;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number of points")
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Points, E> {
        Ok(Points(number.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Points, E> {
        Points::parse(&number.to_string()).ok_or_else(|| E::custom("no number of points"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Language;
    use crate::plugin::Plugins;

    #[test]
    fn the_built_in_form_is_sound() {
        let form: Form = toml::from_str(include_str!("../rules/review-form.toml")).unwrap();
        assert_eq!(form.points(), Decimal::ONE_HUNDRED);
        assert_eq!((form.dimensions.len(), form.items().count()), (4, 8));
        assert!(form.grades.is_sorted_by(|better, worse| better.from > worse.from));
        assert_eq!(form.grades.last().unwrap().from, Points::default());
        let rules = Plugins::bundled().rules(Language::Zh).unwrap();
        for code in form.deductions.codes.keys() {
            assert!(rules.rule(code).is_some_and(|rule| rule.info.review.is_some()), "{code}");
        }
    }

    #[test]
    fn grades_begin_at_their_limits() {
        let form = Form::builtin();
        let grade = |points: &str| form.grades[form.grade(points.parse().unwrap())].name.as_str();
        let points = ["100", "90", "89.99", "80", "79.5", "60", "59.9", "0"];
        assert_eq!(points.map(grade), ["优", "优", "良", "良", "中", "中", "差", "差"]);
    }
}
