//! The examples of rules, for people.

use std::fmt::Write as _;

use crate::finding::Language;
use crate::record::{Group, MoneyUnit, Structure};
use crate::rule::{Example, FixedRow, ProjectExample, RowExample};
use crate::text::printable;
use crate::{baseline, exceptions};

/// An example, one line a row: `✗` marks the rows that have a finding, `→` what a fix makes of them.
pub fn example_text(example: &Example, language: Language) -> String {
    Writer { language, page: String::new() }.write(example)
}

struct Writer {
    language: Language,
    page: String,
}

impl Writer {
    fn text<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    fn line(&mut self, is_found: bool, text: &str) {
        let mark = if is_found { "✗ " } else { "  " };
        let _ = writeln!(self.page, "{mark}{}", printable(text));
    }

    fn write(mut self, example: &Example) -> String {
        let beside = [(exceptions::FILE_NAME, &example.exceptions), (baseline::FILE_NAME, &example.baseline)];
        let beside = beside.into_iter().find_map(|(name, text)| Some((name, text.as_deref()?)));
        let is_found = |project: u32, row: u32| {
            beside.is_none() && example.found.iter().any(|found| found.project == project && found.row == row)
        };
        let frame = self.frame(example);
        if !frame.is_empty() {
            self.line(false, &frame);
        }
        for (nth, row) in (1..).zip(&example.grid) {
            self.line(is_found(1, nth), row.join(" │ ").trim_end_matches([' ', '│']));
        }
        if let Some(department) = &example.department {
            let head = format!("{} {}", department.code, department.name);
            let money = [&department.total, &department.fiscal, &department.other];
            let row = self.own_row(self.text("部门", "department"), head.trim(), money, "");
            self.line(is_found(1, 0), &row);
        }
        let projects = example.project.iter().chain(&example.projects);
        for (nth, project) in (1..).zip(projects) {
            let ProjectExample { name, total, fiscal, other, goal, rows } = project;
            let row = self.own_row(self.text("项目", "project"), name, [total, fiscal, other], goal);
            self.line(is_found(nth, 0) && example.department.is_none(), &row);
            for (nth_row, row) in (1..).zip(rows) {
                let row = self.row(row);
                self.line(is_found(nth, nth_row), &row);
            }
        }
        let is_nameless = example.project.is_none() && example.projects.is_empty();
        if is_nameless && example.department.is_none() && is_found(1, 0) {
            let project = self.text("项目", "project");
            self.line(true, project);
        }
        for (nth, row) in (1..).zip(&example.rows) {
            let row = self.row(row);
            self.line(is_found(1, nth), &row);
        }
        if let Some((name, text)) = beside {
            self.line(false, name);
            for (nth, line) in (1..).zip(text.lines()) {
                self.line(example.found.iter().any(|found| found.row == nth), &format!("  {line}"));
            }
        }
        for row in example.fixed.iter().flatten() {
            let row = self.fixed(row);
            let _ = writeln!(self.page, "→ {}", printable(&row));
        }
        self.page
    }

    /// What differs from the usual sheet.
    fn frame(&self, example: &Example) -> String {
        let mut frame = Vec::new();
        match example.year {
            2020 => {}
            0 => frame.push(self.text("预算年度未知", "budget year unknown").to_owned()),
            year => frame.push(format!("{} {year}", self.text("预算年度", "budget year"))),
        }
        match example.unit.known() {
            Some(MoneyUnit::TenThousandYuan) => {}
            Some(MoneyUnit::Yuan) => frame.push(self.text("金额单位 元", "money in 元").to_owned()),
            None => frame.push(self.text("金额单位未知", "unit of money unknown").to_owned()),
        }
        if example.exceptions.is_some() {
            let day = format!("{}-07-01", example.year);
            frame.push(format!("{} {day}", self.text("检查日期", "checked on")));
        }
        if example.structure == Structure::Of2021 {
            frame.push(self.text("2021年起的指标体系", "indicators as since 2021").to_owned());
        }
        frame.join(self.text("，", ", "))
    }

    fn own_row(&self, kind: &str, name: &str, money: [&String; 3], goal: &str) -> String {
        let names =
            [self.text("资金总额", "total"), self.text("财政拨款", "fiscal"), self.text("其他资金", "other")];
        let mut parts = vec![format!("{kind} {name}").trim_end().to_owned()];
        let told = names.iter().zip(money).filter(|(_, text)| !text.is_empty());
        parts.extend(told.map(|(name, text)| format!("{name} {text}")));
        if !goal.is_empty() {
            parts.push(format!("{} {goal}", self.text("年度目标", "goal")));
        }
        parts.join(" │ ")
    }

    fn row(&self, row: &RowExample) -> String {
        let group = match row.group {
            Group::Output => self.text("产出", "output"),
            Group::Effect => self.text("效益", "effect"),
            Group::Satisfaction => self.text("满意度", "satisfaction"),
        };
        let mut parts = vec![group, &row.name];
        parts.extend(Some(row.operator.as_str()).filter(|operator| !operator.is_empty()));
        parts.push(&row.value);
        parts.extend(Some(row.unit.as_str()).filter(|unit| !unit.is_empty()));
        let weight = format!("{}{}", self.text("权重", "weight "), row.weight);
        parts.extend(Some(weight.as_str()).filter(|_| !row.weight.is_empty()));
        parts.join(" │ ").trim_end().to_owned()
    }

    fn fixed(&self, row: &FixedRow) -> String {
        let own = [(self.text("项目", "project"), &row.project), (self.text("年度目标", "goal"), &row.goal)];
        let own: Vec<String> =
            own.iter().filter_map(|(name, text)| Some(format!("{name} {}", text.as_ref()?))).collect();
        match own.is_empty() {
            true => format!("{} │ {}", row.name, row.value),
            false => own.join(" │ "),
        }
    }
}
