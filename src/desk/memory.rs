//! What the rules said of projects when a document was last checked. Most cells that a user changes stand in one project:
//! the rules need not look at the others again, and a large sheet is checked anew while the user types.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::finding::{Finding, Language};
use crate::lint::Check;
use crate::record::{
    Department, IndicatorReading, MoneyUnit, Project, ProjectReading, ReadingNote, Structure,
};
use crate::rule::{Context, RuleSet};
use crate::value::TargetValue;

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

/// A project, what was read of its texts, and what the rules found on it.
#[derive(Debug)]
struct Judged {
    project: Project,
    goal: Arc<TargetValue>,
    indicators: Arc<[IndicatorReading]>,
    around: Around,
    findings: Vec<Finding>,
}

/// All that rules on a project may see beyond it.
#[derive(Debug)]
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
        Self {
            department: department(context, project).cloned(),
            year: context.year,
            money_unit: context.money_unit,
            structure: context.sheet.structure,
            layout: context.sheet.layout.clone(),
            language: context.language,
        }
    }

    fn is(&self, context: &Context<'_>, project: &Project) -> bool {
        let Self { department: own, year, money_unit, structure, layout, language } = self;
        own.as_ref() == department(context, project)
            && (*year, *money_unit, *language) == (context.year, context.money_unit, context.language)
            && (*structure, layout) == (context.sheet.structure, &context.sheet.layout)
    }
}

fn department<'a>(context: &Context<'a>, project: &Project) -> Option<&'a Department> {
    context.sheet.departments.get(project.department?)
}

impl Memory {
    /// The rules, asked only about projects that are not as they were; `nth` is the number of the sheet in the document.
    pub(super) fn over<'a>(
        &'a self,
        rules: &Arc<RuleSet>,
        check: &'a dyn Check,
        nth: usize,
    ) -> Remembering<'a> {
        let mut remembered = self.remembered();
        let is_same = remembered.rules.as_ref().is_some_and(|own| Arc::ptr_eq(own, rules));
        if !is_same {
            *remembered = Remembered { rules: Some(Arc::clone(rules)), projects: HashMap::new() };
        }
        Remembering { memory: self, check, nth }
    }

    fn remembered(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Rules with a memory of one sheet.
pub(super) struct Remembering<'a> {
    memory: &'a Memory,
    check: &'a dyn Check,
    nth: usize,
}

impl Check for Remembering<'_> {
    fn reading<'p>(&self, index: usize, project: &'p Project) -> Option<ProjectReading<'p>> {
        let remembered = self.memory.remembered();
        let judged =
            remembered.projects.get(&(self.nth, index)).filter(|judged| judged.project == *project)?;
        let (goal, indicators) = (Arc::clone(&judged.goal), Arc::clone(&judged.indicators));
        Some(ProjectReading { project, index, goal, indicators })
    }

    fn project(&self, context: &Context<'_>, reading: &ProjectReading<'_>) -> Vec<Finding> {
        let key = (self.nth, reading.index);
        if let Some(judged) = self.memory.remembered().projects.get(&key)
            // Of a project that is as it was, what was read is the same thing.
            && Arc::ptr_eq(&judged.indicators, &reading.indicators)
            && judged.around.is(context, reading.project)
        {
            let findings = judged.findings.iter().cloned();
            return findings.map(|finding| Finding { sheet: context.sheet_index, ..finding }).collect();
        }
        let findings = self.check.project(context, reading);
        let judged = Judged {
            project: reading.project.clone(),
            goal: Arc::clone(&reading.goal),
            indicators: Arc::clone(&reading.indicators),
            around: Around::new(context, reading.project),
            findings: findings.clone(),
        };
        self.memory.remembered().projects.insert(key, judged);
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
