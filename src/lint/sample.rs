//! A sheet and a check to test runs and reports with, built by hand.

use std::sync::Arc;

use super::{Check, Lint};
use crate::finding::{Field, Finding, Language, Related, RuleInfo, Severity};
use crate::read::{Grid, Medium, Place};
use crate::record::{
    Amount, Cell, Department, FieldWords, Funding, Group, Indicator, Project, ProjectReading, Sheet,
    Structure,
};
use crate::rule::Context;

pub(crate) fn place(row: u32, column: u32) -> Place {
    Place { row, column }
}

fn cell(grid: &mut Grid, row: u32, column: u32, raw: &str) -> Option<Cell> {
    grid.push(place(row, column), raw);
    (!raw.is_empty()).then(|| Cell { raw: raw.to_owned(), place: place(row, column) })
}

/// One department with `projects` projects from row 7 on, each with the given indicators (name, value).
pub(crate) fn sheet(name: Option<&str>, projects: u32, indicators: &[(&str, &str)]) -> Sheet {
    let mut grid =
        Grid::new(if name.is_some() { Medium::Cells } else { Medium::Lines }, name.map(str::to_owned));
    let department = cell(&mut grid, 6, 1, "318009-嘉陵区财政绩效评价中心").unwrap();
    let mut list = Vec::new();
    let mut row = 7;
    for number in 0..projects {
        let first = row;
        let title = cell(&mut grid, row, 1, &format!("第{number}个项目"));
        let total = cell(&mut grid, row, 2, "80").map(Amount::read);
        let goal = cell(
            &mut grid,
            row,
            5,
            "按照工作要点安排部署，监督“一府两院”日常工作，保障地方经济健康有序发展。",
        );
        let indicators = indicators
            .iter()
            .map(|(name, value)| {
                let indicator = Indicator {
                    row,
                    group: Group::Output,
                    dimension: None,
                    name: cell(&mut grid, row, 6, name),
                    name_place: place(row, 6),
                    value: cell(&mut grid, row, 7, value),
                    value_place: place(row, 7),
                    operator: None,
                    unit: None,
                    weight: None,
                    better: None,
                };
                cell(&mut grid, row, 8, "群众满意率");
                row += 1;
                indicator
            })
            .collect();
        list.push(Project {
            department: Some(0),
            name: title,
            row: first,
            funding: Funding { total, ..Funding::default() },
            goal,
            goal_place: place(first, 5),
            region: None,
            indicators,
        });
        row = row.max(first + 1);
    }
    Sheet {
        file: "目标表.tsv".into(),
        grid,
        layout: "summary".to_owned(),
        year: Some(2020),
        money_unit: None,
        structure: Structure::Of2015,
        departments: vec![Department {
            code: Some("318009".to_owned()),
            name: "嘉陵区财政绩效评价中心".to_owned(),
            cell: department,
            funding: Funding::default(),
        }],
        projects: list,
        notes: Vec::new(),
        used: Vec::new(),
    }
}

/// A run that looks for everything this check finds.
pub(crate) fn run_of(check: &dyn Check) -> Lint<'_> {
    Lint::new(vec![check], FieldWords::builtin(), Language::Zh)
}

/// What findings carry of a rule.
pub(crate) fn info(code: &str, slug: &str, title: &str) -> Arc<RuleInfo> {
    Arc::new(RuleInfo {
        code: code.to_owned(),
        slug: slug.to_owned(),
        title: title.to_owned(),
        why: "没有约束力。".to_owned(),
        severity: Severity::Error,
        basis: vec!["财预〔2015〕88号".to_owned()],
        review: None,
        leaves_open: false,
    })
}

/// A finding on the value of an indicator.
pub(crate) fn on_value(sheet: &Sheet, project: usize, indicator: usize, severity: Severity) -> Finding {
    let found = &sheet.projects[project].indicators[indicator];
    let value = found.value.as_ref().map_or("", |cell| &cell.raw);
    Finding {
        rule: info("JC308", "capped-target", "“≤100%”当作目标"),
        severity,
        message: format!("指标值“{value}”没有约束力"),
        examples: Vec::new(),
        case: None,
        help: Some("写明最低要求，例如“≥95%”".to_owned()),
        sheet: 0,
        department: sheet.projects[project].department,
        project: Some(project),
        indicator: Some(indicator),
        field: Field::Value,
        place: found.value_place,
        span: None,
        related: vec![Related {
            origin: None,
            place: place(sheet.projects[project].row, 2),
            message: "资金总额 80".to_owned(),
        }],
        fix: None,
        subject: value.to_owned(),
    }
}

/// Finds every indicator (an error; an info where there is no value), and each row whose number is a
/// multiple of five as a row.
pub(crate) struct Everything;

impl Check for Everything {
    fn project(&self, context: &Context<'_>, reading: &ProjectReading<'_>) -> Vec<Finding> {
        let sheet = context.sheet;
        let project =
            sheet.projects.iter().position(|project| std::ptr::eq(project, reading.project)).unwrap();
        let indicators = sheet.projects[project].indicators.iter().enumerate();
        let mut findings: Vec<Finding> = indicators
            .map(|(index, indicator)| {
                let severity = if indicator.value.is_some() { Severity::Error } else { Severity::Info };
                Finding { sheet: context.sheet_index, ..on_value(sheet, project, index, severity) }
            })
            .collect();
        // In the wrong order, which the run has to mend.
        findings.reverse();
        findings
    }

    fn sheet(&self, context: &Context<'_>) -> Vec<Finding> {
        let rows: Vec<u32> =
            context.sheet.grid.rows().map(|(row, _)| row).filter(|row| row.is_multiple_of(5)).collect();
        let finding = |row: &u32| Finding {
            rule: info("JC101", "unplaced-row", "行无法归属"),
            sheet: context.sheet_index,
            department: None,
            project: None,
            indicator: None,
            field: Field::Row,
            place: place(*row, 6),
            related: Vec::new(),
            ..on_value(context.sheet, 0, 0, Severity::Warning)
        };
        rows.iter().rev().map(finding).collect()
    }
}
