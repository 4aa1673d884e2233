//! The tests inside rule files: examples in which a rule must find exactly what they list.

mod beside;
mod missing;
mod sheet;

use std::collections::BTreeSet;

pub use missing::{Hint, Missing, left_out};
pub(crate) use sheet::ExampleSheet;

use super::examples::{Example, Expected, FixedRow};
use super::{Context, Rule, RuleSet};
use crate::finding::{Edit, Finding, Language, Severity};
use crate::record::ProjectReading;

/// An example that does not come out.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Failure {
    /// The rule.
    pub code: String,
    /// `valid` or `invalid`.
    pub list: &'static str,
    /// Index of the example in its list, from 1.
    pub example: usize,
    /// What is wrong.
    pub problem: Problem,
    /// What was expected, one line for each thing.
    pub expected: Vec<String>,
    /// What came.
    pub actual: Vec<String>,
}

/// What is wrong with an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Problem {
    /// The rule finds something else than what is listed.
    Findings,
    /// The rows after the fix are not those listed.
    Fix,
    /// The fix leaves its own finding standing.
    FixKeepsFinding,
    /// The fix causes a finding that was not there before.
    FixCausesFinding,
    /// Applied again, the fix changes the rows again.
    FixNotIdempotent,
    /// The example is marked as a known gap, and comes out.
    TodoPasses,
    /// The example's grid is not recognised as a sheet.
    UnreadableGrid,
    /// The file beside the example's sheet has mistakes.
    UnreadableFile,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let problem = match self.problem {
            Problem::Findings => "finds something else",
            Problem::Fix => "the rows after the fix differ",
            Problem::FixKeepsFinding => "the fix leaves its finding standing",
            Problem::FixCausesFinding => "the fix causes a finding",
            Problem::FixNotIdempotent => "the fix changes the rows a second time",
            Problem::TodoPasses => "the known gap is closed: take `todo` out",
            Problem::UnreadableGrid => "the grid is not recognised as a sheet",
            Problem::UnreadableFile => "the file beside the sheet has mistakes",
        };
        write!(out, "{} [[{}]] {}: {problem}", self.code, self.list, self.example)?;
        for (title, lines) in [("expected", &self.expected), ("actual", &self.actual)] {
            for line in lines {
                write!(out, "\n    {title}: {line}")?;
            }
        }
        Ok(())
    }
}

impl Rule {
    /// The known gaps among its examples: `valid` or `invalid`, index from 1, why.
    pub fn known_gaps(&self) -> impl Iterator<Item = (&'static str, usize, &str)> {
        self.examples().filter_map(|(list, index, example)| {
            example.todo.as_ref().map(|reason| (list, index, reason.get_ref().as_str()))
        })
    }

    fn examples(&self) -> impl Iterator<Item = (&'static str, usize, &Example)> {
        let invalid = self.invalid.iter().enumerate().map(|(index, it)| ("invalid", index + 1, it));
        let valid = self.valid.iter().enumerate().map(|(index, it)| ("valid", index + 1, it));
        invalid.chain(valid)
    }
}

/// What plugins find in a sheet: what their rules say, before precedence is looked at.
pub type Others<'a> = &'a dyn Fn(&Context<'_>) -> Vec<Finding>;

/// Tests rules, and what stands beside them.
struct Tester<'a> {
    rules: &'a RuleSet,
    others: Others<'a>,
    language: Language,
}

impl RuleSet {
    /// Tests all examples of all rules; an empty list is a pass.
    pub fn test(&self, others: Others<'_>, language: Language) -> Vec<Failure> {
        self.rules().iter().flat_map(|rule| self.test_rule(rule, others, language)).collect()
    }

    /// Tests all examples of one rule of this set.
    pub fn test_rule(&self, rule: &Rule, others: Others<'_>, language: Language) -> Vec<Failure> {
        let tester = Tester { rules: self, others, language };
        let mut failures = Vec::new();
        for (list, index, example) in rule.examples() {
            let found = tester.test_example(rule, example);
            let failed = |(problem, expected, actual)| Failure {
                code: rule.info.code.clone(),
                list,
                example: index,
                problem,
                expected,
                actual,
            };
            match (&example.todo, found) {
                (None, Err(fault)) => failures.push(failed(fault)),
                (Some(_), Ok(())) => failures.push(failed((Problem::TodoPasses, Vec::new(), Vec::new()))),
                (None, Ok(())) | (Some(_), Err(_)) => {}
            }
        }
        failures
    }
}

impl Tester<'_> {
    fn test_example(&self, rule: &Rule, example: &Example) -> Result<(), Fault> {
        let Some(sheet) = ExampleSheet::new(example) else {
            return Err((Problem::UnreadableGrid, Vec::new(), Vec::new()));
        };
        let (sheet, all) = match self.beside(&sheet, example) {
            Some(beside) => beside?,
            None => {
                let all = self.findings(&sheet, example);
                (sheet, all)
            }
        };
        let own: Vec<&Finding> = all.iter().filter(|finding| finding.rule.code == rule.info.code).collect();
        self.compare(&sheet, &example.found, &own)?;
        if let Some(fixed) = &example.fixed {
            self.test_fix(rule, example, &sheet, &all, fixed)?;
        }
        Ok(())
    }

    fn test_fix(
        &self,
        rule: &Rule,
        example: &Example,
        sheet: &ExampleSheet,
        before: &[Finding],
        wanted: &[FixedRow],
    ) -> Result<(), Fault> {
        let mended = sheet.mended(&edits(rule, before));
        let show = |rows: &[FixedRow]| rows.iter().map(shown_row).collect::<Vec<_>>();
        let actual = mended.rows(
            wanted.iter().any(|row| row.project.is_some()),
            wanted.iter().any(|row| row.goal.is_some()),
        );
        if actual != filled(wanted) {
            return Err((Problem::Fix, show(&filled(wanted)), show(&actual)));
        }
        let after = self.findings(&mended, example);
        let own: Vec<&Finding> = after.iter().filter(|finding| finding.rule.code == rule.info.code).collect();
        let again = mended.mended(&edits(rule, &after)).rows(true, true);
        if !own.is_empty() && again != mended.rows(true, true) {
            return Err((Problem::FixNotIdempotent, show(&mended.rows(true, true)), show(&again)));
        }
        if !own.is_empty() {
            return Err((Problem::FixKeepsFinding, Vec::new(), self.lines(&mended, &own)));
        }
        let key = |sheet: &ExampleSheet, finding: &Finding| {
            (finding.rule.code.clone(), sheet.row_of(finding), finding.field)
        };
        let known: BTreeSet<_> = before.iter().map(|finding| key(sheet, finding)).collect();
        let new: Vec<&Finding> = after.iter().filter(|it| !known.contains(&key(&mended, it))).collect();
        if !new.is_empty() {
            return Err((Problem::FixCausesFinding, Vec::new(), self.lines(&mended, &new)));
        }
        Ok(())
    }

    /// All findings of all rules on an example.
    fn findings(&self, example: &ExampleSheet, settings: &Example) -> Vec<Finding> {
        let context = self.context(&example.sheet, settings);
        let mut others = (self.others)(&context);
        let mut findings = Vec::new();
        for reading in ProjectReading::all_by(&example.sheet, self.rules.words()) {
            let mut of_project = self.rules.judge_project(&context, &reading);
            of_project.extend(others.extract_if(.., |finding| finding.project == Some(reading.index)));
            self.rules.settle(&mut of_project);
            findings.extend(of_project);
        }
        findings.extend(self.rules.check_rows(&context, &example.sheet.notes));
        findings.extend(self.rules.check_sheet(&context));
        let of_markers = self.of_markers(&context, settings, &findings);
        findings.extend(of_markers);
        findings
    }

    /// Whether the findings are those listed, in any order.
    fn compare(&self, sheet: &ExampleSheet, expected: &[Expected], found: &[&Finding]) -> Result<(), Fault> {
        let mut left: Vec<&&Finding> = found.iter().collect();
        let mut missing = false;
        for wanted in expected {
            let fits = |finding: &&&Finding| {
                sheet.row_of(finding) == (wanted.project, wanted.row)
                    && field_name(finding) == wanted.field
                    && wanted.severity.is_none_or(|severity| severity == finding.severity)
            };
            match left.iter().position(fits) {
                Some(index) => {
                    left.remove(index);
                }
                None => missing = true,
            }
        }
        if !missing && left.is_empty() {
            return Ok(());
        }
        Err((
            Problem::Findings,
            expected.iter().map(|it| self.shown_expected(it)).collect(),
            self.lines(sheet, found),
        ))
    }

    fn lines(&self, sheet: &ExampleSheet, findings: &[&Finding]) -> Vec<String> {
        let line = |finding: &&Finding| {
            let (project, row) = sheet.row_of(finding);
            let place = self.place_name(project, row, &field_name(finding), Some(finding.severity));
            let (code, message) = (&finding.rule.code, &finding.message);
            match self.language {
                Language::Zh => format!("{code} 在{place}：{message}"),
                Language::En => format!("{code} on {place}: {message}"),
            }
        };
        findings.iter().map(line).collect()
    }

    fn shown_expected(&self, expected: &Expected) -> String {
        self.place_name(expected.project, expected.row, &expected.field, expected.severity)
    }

    /// A place as examples name it, with the severity where it matters.
    fn place_name(&self, project: u32, row: u32, field: &str, severity: Option<Severity>) -> String {
        let severity = severity.map(severity_name);
        match self.language {
            Language::Zh => {
                let project = if project == 1 { String::new() } else { format!("第{project}个项目") };
                let severity = severity.map_or(String::new(), |it| format!("（{it}）"));
                format!("{project}第{row}行“{field}”{severity}")
            }
            Language::En => {
                let project = if project == 1 { String::new() } else { format!("project {project}, ") };
                let severity = severity.map_or(String::new(), |it| format!(" ({it})"));
                format!("{project}row {row}, {field}{severity}")
            }
        }
    }
}

type Fault = (Problem, Vec<String>, Vec<String>);

fn edits(rule: &Rule, findings: &[Finding]) -> Vec<Edit> {
    let own = findings.iter().filter(|finding| finding.rule.code == rule.info.code);
    own.filter_map(|finding| finding.fix.as_ref()).flat_map(|fix| fix.edits.clone()).collect()
}

/// Rows that a fix has cleared are gone.
fn filled(rows: &[FixedRow]) -> Vec<FixedRow> {
    let empty = |row: &FixedRow| {
        let own = row.goal.is_some() || row.project.is_some();
        row.name.is_empty() && row.value.is_empty() && !own
    };
    rows.iter().filter(|row| !empty(row)).cloned().collect()
}

fn field_name(finding: &Finding) -> String {
    match serde_json::to_value(finding.field) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

fn shown_row(row: &FixedRow) -> String {
    match (&row.project, &row.goal) {
        (None, None) => format!("name = {:?}, value = {:?}", row.name, row.value),
        (Some(project), None) => format!("project = {project:?}"),
        (None, Some(goal)) => format!("goal = {goal:?}"),
        (Some(project), Some(goal)) => format!("project = {project:?}, goal = {goal:?}"),
    }
}

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
