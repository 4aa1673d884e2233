//! The exceptions of a run: which findings they leave out, and which of them were of no use.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;

use super::file::{Exception, Exceptions};
use super::marker::Markers;
use super::{normal, title};
use crate::config::Absent;
use crate::finding::Finding;
use crate::lint::Selection;
use crate::record::{Cell, Department, Place, Project, ReadingKind, ReadingNote, Sheet};
use crate::rule::RuleSet;

/// What exceptions have to know of a run.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// Its rules.
    pub rules: &'a RuleSet,
    /// Those of them that are wanted.
    pub selection: &'a Selection,
    /// Rules that were meant to be there.
    pub absent: &'a Absent,
    /// The day on which it is made.
    pub today: Date,
    /// Whether sheets may name exceptions themselves.
    pub in_sheets: bool,
}

/// Whether findings of a rule are wanted in a department, or in a project of it.
pub type Wanted<'w> = &'w dyn Fn(&str, Option<&Department>, Option<&Project>) -> bool;

/// The exceptions of a run, held against its findings.
#[derive(Debug)]
pub struct InForce {
    file: Exceptions,
    /// The codes of the rules that are there, and whether each ran.
    codes: HashMap<String, bool>,
    absent: Absent,
    today: Date,
    in_sheets: bool,
    /// The exceptions that hold today, by code.
    by_code: HashMap<String, Vec<usize>>,
    /// Those that hold for a project, by its name.
    by_project: HashMap<String, Vec<usize>>,
    /// What became of each.
    fates: Mutex<Vec<Fate>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Fate {
    /// Whether it left a finding out.
    is_used: bool,
    /// Whether the place where it holds was among what was read.
    is_seen: bool,
}

impl InForce {
    /// The exceptions of a file in a run.
    pub fn new(file: Exceptions, run: Run<'_>) -> Self {
        let codes = run.rules.rules().iter().map(|rule| rule.info.code.clone());
        let codes = codes.map(|code| (code.clone(), run.selection.contains(&code))).collect();
        let mut by_code: HashMap<String, Vec<usize>> = HashMap::new();
        let mut by_project: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, entry) in file.entries.iter().enumerate().filter(|(_, it)| it.holds_on(run.today)) {
            by_code.entry(entry.code.text.clone()).or_default().push(index);
            if let Some(project) = &entry.project {
                by_project.entry(project.clone()).or_default().push(index);
            }
        }
        let fates = Mutex::new(vec![Fate::default(); file.entries.len()]);
        let (absent, today, in_sheets) = (run.absent.clone(), run.today, run.in_sheets);
        Self { file, codes, absent, today, in_sheets, by_code, by_project, fates }
    }

    /// The markers of a sheet, where sheets may have any.
    pub fn markers(&self, sheet: &Sheet) -> Markers {
        let is_rule = |code: &str| self.codes.contains_key(code) || self.absent.may_have(code);
        if self.in_sheets { Markers::find(sheet, is_rule) } else { Markers::default() }
    }

    /// Marks the findings that are excepted. They are those on the sheet above the row `before`, or all that are left.
    /// Returns what is to be said of the markers there.
    pub fn leave_out<'f>(
        &self,
        sheet: &Sheet,
        markers: &mut Markers,
        before: Option<u32>,
        findings: impl Iterator<Item = (&'f Finding, &'f mut bool)>,
        is_wanted: Wanted<'_>,
    ) -> Vec<ReadingNote> {
        let mut fates = self.fates();
        for (finding, is_excepted) in findings {
            let by_file = self.except(sheet, finding, &mut fates);
            *is_excepted = markers.except(finding) || by_file;
        }
        markers.notes(before, |code, project| {
            let project = project.and_then(|index| sheet.projects.get(index));
            let department = project.and_then(|project| sheet.departments.get(project.department?));
            self.ran(code) && is_wanted(code, department, project)
        })
    }

    /// Whether an exception of the file holds for a finding.
    fn except(&self, sheet: &Sheet, finding: &Finding, fates: &mut [Fate]) -> bool {
        let Some(entries) = self.by_code.get(&finding.rule.code) else { return false };
        let project = finding.project.and_then(|index| sheet.projects.get(index));
        let department = finding.department.or_else(|| project?.department);
        let department = department.and_then(|index| sheet.departments.get(index));
        let indicator = project.and_then(|project| project.indicators.get(finding.indicator?));
        let indicator = indicator.and_then(|it| Some(normal(&it.name.as_ref()?.raw)));
        let (departments, projects) = (department.map(names), project.map(titles));
        let mut is_excepted = false;
        for &index in entries {
            let (Some(entry), Some(fate)) = (self.file.entries.get(index), fates.get_mut(index)) else {
                continue;
            };
            let holds = is_in(&entry.department, departments.as_deref())
                && is_in(&entry.project, projects.as_deref())
                && is_in(&entry.indicator, indicator.as_ref().map(std::slice::from_ref));
            fate.is_used |= holds;
            is_excepted |= holds;
        }
        is_excepted
    }

    /// Takes a sheet of which all findings were held against the exceptions.
    pub fn sheet(&self, sheet: &Sheet, is_wanted: Wanted<'_>) {
        if self.by_code.is_empty() {
            return;
        }
        let mut fates = self.fates();
        let departments: Vec<Vec<String>> = sheet.departments.iter().map(names).collect();
        let of_departments = self.file.entries.iter().enumerate().filter(|(_, it)| it.project.is_none());
        for (index, entry) in of_departments {
            if let Some(fate) = fates.get_mut(index) {
                let mut own = sheet.departments.iter().zip(&departments);
                fate.is_seen |= own.any(|(own, names)| {
                    is_in(&entry.department, Some(names)) && is_wanted(&entry.code.text, Some(own), None)
                });
            }
        }
        for project in &sheet.projects {
            let own = project.department.and_then(|index| departments.get(index));
            let department = project.department.and_then(|index| sheet.departments.get(index));
            let titles = titles(project);
            for &index in titles.iter().filter_map(|title| self.by_project.get(title)).flatten() {
                if let (Some(entry), Some(fate)) = (self.file.entries.get(index), fates.get_mut(index)) {
                    fate.is_seen |= is_in(&entry.department, own.map(Vec::as_slice))
                        && is_wanted(&entry.code.text, department, Some(project));
                }
            }
        }
    }

    /// The file, with what is to be said of its exceptions; None where nothing is.
    pub fn remarks(&self) -> Option<Sheet> {
        let fates = self.fates();
        let mut notes = Vec::new();
        for (entry, fate) in self.file.entries.iter().zip(fates.iter()) {
            let expired = entry.until.as_ref().filter(|_| !entry.holds_on(self.today));
            let (at, raw, kind) = match expired {
                Some(until) => {
                    let raw = format!("{}({})", entry.title(), until.get_ref());
                    (until.span().start, raw, ReadingKind::ExpiredException)
                }
                None if !fate.is_used && fate.is_seen && self.ran(&entry.code.text) => {
                    (entry.code.at.span.start, entry.title(), ReadingKind::UnusedException)
                }
                None => continue,
            };
            let before = self.file.text.as_bytes().get(..at).unwrap_or_default();
            let row = 1 + before.iter().filter(|byte| **byte == b'\n').count() as u32;
            notes.push(ReadingNote {
                cell: Cell { raw, place: Place { row, column: 1 } },
                project: None,
                kind,
            });
        }
        Sheet::of_lines(&self.file.name, &self.file.text, notes)
    }

    fn ran(&self, code: &str) -> bool {
        self.codes.get(code).copied().unwrap_or_default()
    }

    fn fates(&self) -> MutexGuard<'_, Vec<Fate>> {
        self.fates.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Exception {
    fn holds_on(&self, day: Date) -> bool {
        self.until.as_ref().is_none_or(|until| *until.get_ref() >= day)
    }

    /// What it is called: the code and where it holds.
    fn title(&self) -> String {
        title(&self.code.text, [&self.department, &self.project, &self.indicator])
    }
}

/// Whether a name is among those of a place; any is where none is asked for.
fn is_in(name: &Option<String>, names: Option<&[String]>) -> bool {
    name.as_ref().is_none_or(|name| names.is_some_and(|names| names.contains(name)))
}

/// What a department may be called: its code, its name, and both as they stand in the cell.
fn names(department: &Department) -> Vec<String> {
    let code = department.code.iter().map(String::as_str);
    code.chain([department.name.as_str(), department.cell.raw.as_str()]).map(normal).collect()
}

/// What a project may be called: with its region, and without.
fn titles(project: &Project) -> Vec<String> {
    let mut titles: Vec<String> = project.full_name().map(|name| normal(&name)).into_iter().collect();
    if project.region.is_some() {
        titles.extend(project.name.as_ref().map(|name| normal(&name.raw)));
    }
    titles
}
