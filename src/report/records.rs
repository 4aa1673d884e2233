//! What was read, as JSON: one object an indicator, and one for a project without any.

use std::borrow::Cow;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

use crate::record::{
    Amount, Better, Cell, Dimension, FieldWords, Funding, Group, IndicatorReading, MoneyUnit, Place, Project,
    ProjectReading, Sheet, Structure,
};
use crate::value::TargetValue;

/// One indicator, or a project without indicators (`group` is null then).
#[derive(Serialize)]
pub struct RecordObject<'a> {
    file: &'a str,
    sheet: Option<Cow<'a, str>>,
    medium: &'static str,
    department: Option<DepartmentObject<'a>>,
    project: ProjectObject<'a>,
    year: Option<i32>,
    #[serde(rename = "money-unit")]
    money_unit: Option<MoneyUnit>,
    structure: Structure,
    group: Option<Group>,
    dimension: Option<Dimension>,
    #[serde(rename = "dimension-inferred")]
    dimension_inferred: bool,
    direction: Option<Better>,
    name: Option<&'a str>,
    value: Option<Cow<'a, str>>,
    weight: Option<f64>,
    line: Option<u32>,
    cell: Option<String>,
    parsed: Option<&'a TargetValue>,
}

#[derive(Serialize)]
struct DepartmentObject<'a> {
    code: Option<&'a str>,
    name: &'a str,
    total: Option<String>,
}

#[derive(Serialize)]
struct ProjectObject<'a> {
    /// Its number in the sheet, from 1.
    number: usize,
    name: Option<Cow<'a, str>>,
    line: Option<u32>,
    total: Option<String>,
    fiscal: Option<String>,
    other: Option<String>,
    goal: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    written: Option<WrittenObject<'a>>,
}

/// The cells of the funding, where the sums in 元 do not say what they hold.
#[derive(Serialize)]
struct WrittenObject<'a> {
    total: Option<&'a str>,
    fiscal: Option<&'a str>,
    other: Vec<&'a str>,
}

/// Writes the records of the project that has `index` in the sheet, read by `words`, each by `write`, in the order of the sheet.
///
/// # Errors
/// The first error of `write`.
pub fn project_records<E>(
    sheet: &Sheet,
    index: usize,
    words: &FieldWords,
    mut write: impl FnMut(&RecordObject<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let Some(project) = sheet.projects.get(index) else { return Ok(()) };
    let reading = ProjectReading::new(index, project, words);
    let number = index + 1;
    if project.indicators.is_empty() {
        return write(&object(sheet, (number, project), None));
    }
    reading
        .indicators
        .iter()
        .enumerate()
        .try_for_each(|(index, reading)| write(&object(sheet, (number, project), Some((index, reading)))))
}

fn object<'a>(
    sheet: &'a Sheet,
    (number, project): (usize, &'a Project),
    indicator: Option<(usize, &'a IndicatorReading)>,
) -> RecordObject<'a> {
    let department = project.department.and_then(|index| sheet.departments.get(index));
    let reading = indicator.map(|(_, reading)| reading);
    let indicator = indicator.and_then(|(index, _)| project.indicators.get(index));
    let value = indicator.and_then(|indicator| indicator.value.as_ref());
    let own = Place { row: project.row, column: 1 };
    let address = sheet.grid.address(indicator.map_or(own, |indicator| indicator.value_place));
    RecordObject {
        file: &sheet.file,
        sheet: address.sheet.clone(),
        medium: sheet.grid.medium.name(),
        department: department.map(|department| DepartmentObject {
            code: department.code.as_deref(),
            name: &department.name,
            total: yuan(department.funding.total.as_ref(), sheet.money_unit),
        }),
        project: ProjectObject {
            number,
            name: project.full_name(),
            line: sheet.grid.line(project.row),
            total: yuan(project.funding.total.as_ref(), sheet.money_unit),
            fiscal: yuan(project.funding.fiscal.as_ref(), sheet.money_unit),
            other: other(&project.funding, sheet.money_unit),
            goal: raw(project.goal.as_ref()),
            written: written(&project.funding, sheet.money_unit),
        },
        year: sheet.year,
        money_unit: sheet.money_unit,
        structure: sheet.structure,
        group: indicator.map(|indicator| indicator.group),
        dimension: reading.and_then(|reading| reading.dimension),
        dimension_inferred: indicator.is_some_and(|indicator| indicator.dimension.is_none())
            && reading.is_some_and(|reading| reading.dimension.is_some()),
        direction: indicator.and_then(|indicator| indicator.better),
        name: indicator.and_then(|indicator| raw(indicator.name.as_ref())),
        value: value.and(indicator).map(|indicator| indicator.target().text),
        weight: indicator.and_then(|indicator| indicator.weight.as_ref()?.number?.to_f64()),
        line: address.line,
        cell: indicator.is_some().then_some(address.cell),
        parsed: value.and(reading).map(|reading| &reading.value),
    }
}

fn raw(cell: Option<&Cell>) -> Option<&str> {
    cell.map(|cell| cell.raw.as_str())
}

fn yuan(amount: Option<&Amount>, unit: Option<MoneyUnit>) -> Option<String> {
    exact(amount?.yuan(unit)?)
}

/// The sum of the other columns; None where one of them is no number.
fn other(funding: &Funding, unit: Option<MoneyUnit>) -> Option<String> {
    let mut numbers = funding.other.iter().map(|amount| amount.yuan(unit));
    let first = numbers.next()??;
    exact(numbers.try_fold(first, |sum, number| sum.checked_add(number?))?)
}

/// The cells as they stand there, where one of them holds no sum that can be told in 元, or several add up.
fn written(funding: &Funding, unit: Option<MoneyUnit>) -> Option<WrittenObject<'_>> {
    let mut cells = funding.total.iter().chain(&funding.fiscal).chain(&funding.other);
    let is_told = cells.all(|amount| amount.yuan(unit).is_some()) && funding.other.len() <= 1;
    (!is_told).then(|| WrittenObject {
        total: funding.total.as_ref().map(|it| it.cell.raw.as_str()),
        fiscal: funding.fiscal.as_ref().map(|it| it.cell.raw.as_str()),
        other: funding.other.iter().map(|it| it.cell.raw.as_str()).collect(),
    })
}

/// `2100000元`
fn exact(yuan: Decimal) -> Option<String> {
    Some(format!("{}元", yuan.normalize()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::sample::{place, sheet};

    fn json(sheet: &Sheet) -> Vec<serde_json::Value> {
        let mut all = Vec::new();
        for index in 0..sheet.projects.len() {
            project_records(sheet, index, FieldWords::builtin(), |record| {
                all.push(serde_json::to_value(record)?);
                Ok::<(), serde_json::Error>(())
            })
            .unwrap();
        }
        all
    }

    fn amount(text: &str) -> Amount {
        Amount::read(Cell { raw: text.to_owned(), place: place(7, 4) })
    }

    #[test]
    fn money_is_exact_and_in_yuan() {
        let mut sheet = sheet(None, 1, &[("监督次数", "20次"), ("时限", "")]);
        sheet.money_unit = Some(MoneyUnit::TenThousandYuan);
        sheet.projects[0].funding.total = Some(amount("210"));
        sheet.projects[0].funding.fiscal = Some(amount("209.99990"));
        sheet.projects[0].funding.other = vec![amount("0.00005"), amount("0.00005")];
        let record = &json(&sheet)[0];
        assert_eq!(record["project"]["total"], "2100000元");
        assert_eq!(record["project"]["fiscal"], "2099999元");
        assert_eq!(record["project"]["other"], "1元");
        assert_eq!(record["department"]["total"], serde_json::Value::Null);
        sheet.projects[0].funding.other.push(amount("见附件"));
        assert!(json(&sheet)[0]["project"]["other"].is_null());
        sheet.money_unit = None;
        assert!(json(&sheet)[0]["project"]["total"].is_null());
    }

    #[test]
    fn one_object_an_indicator() {
        let sheet = sheet(Some("目标表"), 1, &[("监督次数", "20次"), ("时限", "")]);
        let records = json(&sheet);
        assert_eq!(records.len(), 2);
        assert_eq!(records[0]["group"], "output");
        assert_eq!(records[0]["cell"], "G7");
        assert_eq!((&records[1]["line"], &records[1]["value"]), (&8.into(), &serde_json::Value::Null));
        assert!(records[1]["parsed"].is_null() && records[0]["parsed"].is_object());
    }

    #[test]
    fn a_project_without_indicators_is_told_too() {
        let records = json(&sheet(None, 1, &[]));
        assert_eq!(records.len(), 1);
        assert!(records[0]["group"].is_null() && records[0]["cell"].is_null());
        assert_eq!(records[0]["line"], 7);
    }
}
