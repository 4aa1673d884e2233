//! What the rules said of projects when a document was last checked. Most cells that a user changes stand in one project:
//! the rules need not look at the others again, and a large sheet is checked anew while the user types.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use crate::finding::{Finding, Language};
use crate::lint::Check;
use crate::record::{Department, MoneyUnit, Project, ProjectReading, ReadingNote, Structure};
use crate::rule::{Context, RuleSet};

/// What is remembered of a document.
#[derive(Debug, Default)]
pub(super) struct Memory(Mutex<Remembered>);

#[derive(Debug, Default)]
struct Remembered {
    /// The rules that said it.
    rules: Option<Arc<RuleSet>>,
    /// By the number of the sheet in the document and that of the project in the sheet.
    projects: HashMap<(usize, usize), Judged>,
}

/// A project and what the rules found on it.
#[derive(Debug)]
struct Judged {
    project: Project,
    around: Around,
    findings: Vec<Finding>,
}

/// All that rules on a project may see beyond it.
#[derive(Debug, PartialEq)]
struct Around {
    department: Option<Department>,
    year: Option<i32>,
    money_unit: Option<MoneyUnit>,
    structure: Structure,
    layout: String,
    language: Language,
}

impl Around {
    fn new(context: &Context<'_>, project: &Project) -> Self {
        let sheet = context.sheet;
        Self {
            department: project.department.and_then(|index| sheet.departments.get(index)).cloned(),
            year: context.year,
            money_unit: context.money_unit,
            structure: sheet.structure,
            layout: sheet.layout.clone(),
            language: context.language,
        }
    }
}

impl Memory {
    /// The rules, asked only about projects that are not as they were.
    pub(super) fn over<'a>(
        &'a self,
        rules: &Arc<RuleSet>,
        check: &'a dyn Check,
        nth: usize,
    ) -> Remembering<'a> {
        let mut remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same = remembered.rules.as_ref().is_some_and(|own| Arc::ptr_eq(own, rules));
        if !is_same {
            *remembered = Remembered { rules: Some(Arc::clone(rules)), projects: HashMap::new() };
        }
        drop(remembered);
        Remembering { memory: self, check, nth }
    }
}

/// Rules with a memory of one sheet.
pub(super) struct Remembering<'a> {
    memory: &'a Memory,
    check: &'a dyn Check,
    /// The number of the sheet in the document.
    nth: usize,
}

impl Check for Remembering<'_> {
    fn project(&self, context: &Context<'_>, reading: &ProjectReading<'_>) -> Vec<Finding> {
        let key = (self.nth, reading.index);
        let around = Around::new(context, reading.project);
        let remembered = self.memory.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(judged) = remembered.projects.get(&key)
            && judged.around == around
            && judged.project == *reading.project
        {
            let findings = judged.findings.iter().cloned();
            return findings.map(|finding| Finding { sheet: context.sheet_index, ..finding }).collect();
        }
        drop(remembered);
        let findings = self.check.project(context, reading);
        let judged = Judged { project: reading.project.clone(), around, findings: findings.clone() };
        let mut remembered = self.memory.0.lock().unwrap_or_else(PoisonError::into_inner);
        remembered.projects.insert(key, judged);
        findings
    }

    fn projects(&self, context: &Context<'_>, projects: Range<usize>) -> Vec<Finding> {
        self.check.projects(context, projects)
    }

    fn settle(&self, findings: &mut Vec<Finding>) {
        self.check.settle(findings);
    }

    fn rows(&self, context: &Context<'_>, notes: &[ReadingNote]) -> Vec<Finding> {
        self.check.rows(context, notes)
    }

    fn sheet(&self, context: &Context<'_>) -> Vec<Finding> {
        self.check.sheet(context)
    }
}
