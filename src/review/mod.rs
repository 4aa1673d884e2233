//! Findings → the review form (项目支出绩效目标审核表) of each project, with a drafted opinion.
//!
//! Rules take points off; they give none. What a sub-item has left is the project's only where rules can
//! judge the sub-item; of an open one it is for a person to give, so that a project has no grade but a range:
//! all open points given, none of them given.

mod opinion;
#[cfg(test)]
pub(crate) mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;

use rust_decimal::Decimal;

pub use opinion::{Opinion, Section};

use crate::finding::{RuleInfo, Severity};
use crate::form::{Form, Item};
use crate::lint::Checked;
use crate::record::{Department, Project, Sheet};

/// What the review of a sheet comes to.
#[derive(Debug, Clone)]
pub struct SheetReview<'a> {
    /// What is wrong beyond single projects: of each department, and of the sheet itself.
    pub beyond: Vec<Beyond<'a>>,
    /// One for each project, in the order of the sheet.
    pub projects: Vec<ProjectReview<'a>>,
}

/// Findings that concern no single project. They take nothing off any.
#[derive(Debug, Clone)]
pub struct Beyond<'a> {
    /// The department; None for the sheet.
    pub department: Option<&'a Department>,
    /// What is found.
    pub remarks: Vec<Remark<'a>>,
    /// What to tell the department, a sentence or two for each remark.
    pub sentences: Vec<String>,
}

/// The review form of one project.
#[derive(Debug, Clone)]
pub struct ProjectReview<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its department.
    pub department: Option<&'a Department>,
    /// One for each sub-item of the form, in its order.
    pub items: Vec<ItemReview<'a>>,
    /// Findings of rules that name no sub-item. They take nothing off.
    pub unrated: Vec<Remark<'a>>,
    /// All points that rules take off.
    pub deducted: Decimal,
    /// The points that wait for a person.
    pub open: Decimal,
    /// The points and the grade if all open points are given.
    pub highest: Score,
    /// The same if none is.
    pub lowest: Score,
    /// The opinion drafted from the findings.
    pub opinion: Opinion,
}

/// One sub-item of a project's form.
#[derive(Debug, Clone)]
pub struct ItemReview<'a> {
    /// The points that rules take off, never more than the sub-item has.
    pub deducted: Decimal,
    /// What is left.
    pub left: Decimal,
    /// Whether it is for a person to give what is left.
    pub open: bool,
    /// What is found, the most points first.
    pub remarks: Vec<Remark<'a>>,
}

/// The findings of one rule.
#[derive(Debug, Clone)]
pub struct Remark<'a> {
    /// The rule.
    pub rule: &'a RuleInfo,
    /// At least one, in the order of the sheet.
    pub findings: Vec<&'a Checked>,
    /// What each takes off, parallel to `findings`, before the sub-item's points run out.
    pub deductions: Vec<Decimal>,
}

/// Points and the grade that they make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    /// The points.
    pub points: Decimal,
    /// They in percent of the form's points.
    pub percent: Decimal,
    /// Index into [`Form::grades`].
    pub grade: usize,
}

impl<'a> SheetReview<'a> {
    /// Sorts the findings of a sheet into its projects' forms.
    pub fn new(form: &Form, sheet: &'a Sheet, findings: &'a [Checked]) -> Self {
        let mut form = Cow::Borrowed(form);
        let not_checked =
            findings.iter().filter(|it| it.finding.rule.leaves_open && it.finding.project.is_none());
        for item in not_checked.filter_map(|it| it.finding.rule.review.as_deref()) {
            if let Some(item) = form.to_mut().item_mut(item) {
                item.open = true;
            }
        }
        let form = &*form;
        let mut beyond: BTreeMap<Option<usize>, Vec<&'a Checked>> = BTreeMap::new();
        let mut of_projects: Vec<Vec<&'a Checked>> = vec![Vec::new(); sheet.projects.len()];
        for checked in findings {
            let finding = &checked.finding;
            match finding.project.and_then(|index| of_projects.get_mut(index)) {
                Some(of_project) => of_project.push(checked),
                None => beyond.entry(finding.department).or_default().push(checked),
            }
        }
        let beyond = beyond.into_iter().map(|(department, findings)| {
            let remarks = remarks(form, findings.into_iter());
            Beyond {
                department: department.and_then(|index| sheet.departments.get(index)),
                sentences: opinion::sentences(sheet, &remarks, Severity::Info),
                remarks,
            }
        });
        let projects = sheet.projects.iter().zip(of_projects);
        Self {
            beyond: beyond.collect(),
            projects: projects
                .map(|(project, findings)| ProjectReview::new(form, sheet, project, &findings))
                .collect(),
        }
    }
}

impl<'a> ProjectReview<'a> {
    fn new(form: &Form, sheet: &'a Sheet, project: &'a Project, findings: &[&'a Checked]) -> Self {
        let bears_on = |checked: &Checked, item: &Item| {
            checked.finding.rule.review.as_deref().is_some_and(|name| name == item.name)
        };
        let items: Vec<ItemReview<'a>> = form
            .items()
            .map(|item| {
                let own = findings.iter().copied().filter(|checked| bears_on(checked, item));
                let not_checked = findings.iter().any(|it| it.finding.rule.leaves_open && bears_on(it, item));
                ItemReview::new(item, item.open || not_checked, remarks(form, own))
            })
            .collect();
        let unrated =
            findings.iter().copied().filter(|checked| !form.items().any(|item| bears_on(checked, item)));
        let unrated = remarks(form, unrated);
        let score = |points| Score { points, percent: form.percent(points), grade: form.grade(points) };
        let left: Decimal = items.iter().map(|item| item.left).sum();
        let open: Decimal = items.iter().filter(|item| item.open).map(|item| item.left).sum();
        let highest = score(left);
        Self {
            opinion: Opinion::new(form, sheet, project, highest.grade, &items, &unrated),
            project,
            department: project.department.and_then(|index| sheet.departments.get(index)),
            deducted: items.iter().map(|item| item.deducted).sum(),
            items,
            unrated,
            open,
            highest,
            lowest: score(left - open),
        }
    }
}

impl<'a> ItemReview<'a> {
    fn new(item: &Item, open: bool, remarks: Vec<Remark<'a>>) -> Self {
        let asked: Decimal = remarks.iter().map(Remark::points).sum();
        let deducted = asked.min(item.points.0);
        Self { deducted, left: item.points.0 - deducted, open, remarks }
    }
}

impl Remark<'_> {
    /// What its findings take off together, before the sub-item's points run out.
    pub fn points(&self) -> Decimal {
        self.deductions.iter().sum()
    }

    /// The gravest severity among its findings.
    pub fn severity(&self) -> Severity {
        self.findings.iter().map(|checked| checked.finding.severity).max().unwrap_or(Severity::Info)
    }
}

/// The findings by rule: the most points first, then the gravest, then by code.
fn remarks<'a>(form: &Form, findings: impl Iterator<Item = &'a Checked>) -> Vec<Remark<'a>> {
    let mut by_code: BTreeMap<&'a str, Remark<'a>> = BTreeMap::new();
    for checked in findings {
        let rule = &*checked.finding.rule;
        let remark = by_code.entry(&rule.code).or_insert_with(|| Remark {
            rule,
            findings: Vec::new(),
            deductions: Vec::new(),
        });
        remark.findings.push(checked);
        remark.deductions.push(form.deductions.of(&checked.finding));
    }
    let mut remarks: Vec<Remark<'a>> = by_code.into_values().collect();
    remarks.sort_by_key(|remark| std::cmp::Reverse((remark.points(), remark.severity())));
    remarks
}
