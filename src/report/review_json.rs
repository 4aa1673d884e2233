//! `jichi review --format json`: one object a project, and one for what is wrong beyond projects.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::borrow::Cow;
use std::sync::Arc;

use serde::Serialize;

use super::json::{DepartmentObject, Location};
use crate::finding::{Field, Severity};
use crate::form::Form;
use crate::library::Measure;
use crate::lint::Fingerprint;
use crate::record::Sheet;
use crate::review::{Beyond, ProjectReview, Remark, Score};

/// The review of a project; where `project` is null, what is wrong with a department or the whole sheet.
#[derive(Serialize)]
pub struct ReviewObject<'a> {
    file: &'a str,
    sheet: Option<&'a str>,
    department: Option<DepartmentObject<'a>>,
    project: Option<ReviewedProject<'a>>,
    /// Findings that take nothing off.
    unrated: Vec<ReviewedFinding<'a>>,
    opinion: String,
}

#[derive(Serialize)]
struct ReviewedProject<'a> {
    name: Option<Cow<'a, str>>,
    line: Option<u32>,
    points: f64,
    deducted: f64,
    open: f64,
    highest: ScoreObject<'a>,
    lowest: ScoreObject<'a>,
    items: Vec<ItemObject<'a>>,
}

#[derive(Serialize)]
struct ScoreObject<'a> {
    points: f64,
    percent: f64,
    grade: &'a str,
}

#[derive(Serialize)]
struct ItemObject<'a> {
    dimension: &'a str,
    item: &'a str,
    points: f64,
    deducted: f64,
    /// Null where a person gives the points that are left.
    left: Option<f64>,
    open: bool,
    findings: Vec<ReviewedFinding<'a>>,
}

#[derive(Serialize)]
struct ReviewedFinding<'a> {
    code: &'a str,
    severity: Severity,
    points: f64,
    message: &'a str,
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    examples: Vec<&'a Measure>,
    location: Location<'a>,
    field: Field,
    fingerprint: Fingerprint,
}

impl<'a> ReviewObject<'a> {
    /// The object of a project.
    pub fn of_project(form: &'a Form, sheet: &'a Sheet, review: &'a ProjectReview<'a>) -> Self {
        let heads = form
            .dimensions
            .iter()
            .flat_map(|dimension| dimension.items.iter().map(move |item| (dimension.name.as_str(), item)));
        let items = heads.zip(&review.items).map(|((dimension, item), judged)| ItemObject {
            dimension,
            item: &item.name,
            points: float(item.points.0),
            deducted: float(judged.deducted),
            left: (!judged.open).then(|| float(judged.left)),
            open: judged.open,
            findings: findings(sheet, &judged.remarks, true),
        });
        let score = |score: Score| ScoreObject {
            points: float(score.points),
            percent: float(score.percent.round_dp(2)),
            grade: form.grades.get(score.grade).map_or("", |grade| &grade.name),
        };
        let project = ReviewedProject {
            name: review.project.full_name(),
            line: sheet.grid.line(review.project.row),
            points: float(form.points()),
            deducted: float(review.deducted),
            open: float(review.open),
            highest: score(review.highest),
            lowest: score(review.lowest),
            items: items.collect(),
        };
        Self {
            file: &sheet.file,
            sheet: sheet.grid.name.as_deref(),
            department: review.department.map(DepartmentObject::new),
            project: Some(project),
            unrated: findings(sheet, &review.unrated, false),
            opinion: review.opinion.text(),
        }
    }

    /// The object of what is wrong beyond projects.
    pub fn beyond(sheet: &'a Sheet, beyond: &'a Beyond<'a>) -> Self {
        Self {
            file: &sheet.file,
            sheet: sheet.grid.name.as_deref(),
            department: beyond.department.map(DepartmentObject::new),
            project: None,
            unrated: findings(sheet, &beyond.remarks, false),
            opinion: beyond.sentences.join("\n"),
        }
    }
}

fn findings<'a>(sheet: &'a Sheet, remarks: &'a [Remark<'a>], rated: bool) -> Vec<ReviewedFinding<'a>> {
    let each = remarks.iter().flat_map(|remark| remark.findings.iter().zip(&remark.deductions));
    each.map(|(checked, deduction)| ReviewedFinding {
        code: &checked.finding.rule.code,
        severity: checked.finding.severity,
        points: if rated { float(*deduction) } else { 0.0 },
        message: &checked.finding.message,
        help: checked.finding.help.as_deref(),
        examples: checked.finding.examples.iter().map(Arc::as_ref).collect(),
        location: Location::new(sheet, checked.finding.place),
        field: checked.finding.field,
        fingerprint: checked.fingerprint,
    })
    .collect()
}

fn float(points: Decimal) -> f64 {
    points.to_f64().unwrap_or_default()
}
