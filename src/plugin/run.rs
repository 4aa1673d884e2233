//! A run of all plugins beside the rules.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use jichi_plugin::abi::Check as Call;

use super::here::{Here, Settings};
#[cfg(feature = "host")]
use super::isolate::{self, Answer, Apart};
use super::sink::{Collected, Fault, Reported, Unusable};
use super::view::Packed;
use super::{Engine, Plugin, Plugins};
use crate::finding::{Finding, Origin};
use crate::lint::Check;
use crate::record::{ProjectReading, Sheet};
use crate::rule::{Context, ObservedPlace, RuleSet};

/// A run of plugins: a check beside the rules.
#[derive(Debug)]
pub struct PluginRun<'a> {
    rules: &'a RuleSet,
    members: Vec<Member<'a>>,
    /// The sheets of the run so far, by their numbers, and the last row of each.
    sheets: Mutex<Vec<(Arc<Origin>, u32)>>,
    /// Projects that have been shown to some rules and wait for others, by their index in the sheet.
    waiting: Mutex<BTreeMap<usize, Box<Packed>>>,
    failed: Mutex<BTreeMap<usize, Failed>>,
}

/// A plugin in a run.
#[derive(Debug)]
struct Member<'a> {
    plugin: &'a Plugin,
    /// The codes of its rules; None where the rule's file is broken and nothing can be said of what it finds.
    codes: Vec<Option<String>>,
    engine: Running<'a>,
}

/// How it runs.
#[derive(Debug)]
enum Running<'a> {
    Here(Here<'a>),
    #[cfg(feature = "host")]
    Apart(Apart),
    /// It did not begin.
    Not,
}

/// What went wrong with a plugin in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// How people know the plugin: its file, else its id.
    pub plugin: String,
    /// Where it failed first, in the order of the run; None where it did not begin.
    pub first: Option<FailedAt>,
    /// Why it failed there.
    pub fault: Fault,
    /// On how many projects it failed.
    pub projects: usize,
    /// Whether it was not asked any more after that.
    pub gave_up: bool,
}

/// Where a plugin failed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FailedAt {
    /// The sheet and the project in the run.
    order: (usize, usize),
    /// The rule.
    pub code: String,
    /// The file.
    pub file: String,
    /// The project's own row.
    pub row: u32,
    /// Its name; empty where it has none.
    pub project: String,
}

impl<'a> PluginRun<'a> {
    pub(super) fn new(plugins: &'a Plugins, rules: &'a RuleSet) -> Self {
        let mut failed = BTreeMap::new();
        let mut members = Vec::new();
        for (index, plugin) in plugins.plugins.iter().enumerate() {
            let is_own =
                |code: &String| rules.rule(code).is_some_and(|rule| rule.plugin.as_ref() == Some(&plugin.id));
            let codes: Vec<_> =
                plugin.rules.iter().map(|rule| super::code(&rule.source).filter(is_own)).collect();
            let settings = Settings::of(&plugin.id, rules);
            let begun = match &plugin.engine {
                Engine::Here(described) => Here::open(described, &settings).map(Running::Here),
                #[cfg(feature = "host")]
                Engine::Apart(launch) => {
                    let is_known = |rule: usize| codes.get(rule).is_some_and(Option::is_some);
                    Apart::open(launch, settings, is_known).map(Running::Apart)
                }
            };
            let engine = begun.unwrap_or_else(|fault| {
                let plugin = plugin.name().to_owned();
                failed.insert(index, Failed { plugin, first: None, fault, projects: 0, gave_up: true });
                Running::Not
            });
            members.push(Member { plugin, codes, engine });
        }
        Self {
            rules,
            members,
            sheets: Mutex::default(),
            waiting: Mutex::default(),
            failed: Mutex::new(failed),
        }
    }

    /// What went wrong: one entry for each plugin that failed, in the order of the plugins.
    pub fn failures(&self) -> Vec<Failed> {
        lock(&self.failed).values().cloned().collect()
    }

    /// The findings on what a rule reported in a project, or its failure.
    fn told(
        &self,
        context: &Context<'_>,
        reading: &ProjectReading<'_>,
        (index, code): (usize, &str),
        collected: Collected,
    ) -> Vec<Finding> {
        let Collected { findings, fault } = collected;
        let told = match fault {
            Some(fault) => Err(fault),
            None => {
                findings.into_iter().map(|reported| self.finding(context, reading, code, reported)).collect()
            }
        };
        told.unwrap_or_else(|fault| {
            self.fail(index, code, context, reading.index, fault);
            Vec::new()
        })
    }

    fn finding(
        &self,
        context: &Context<'_>,
        reading: &ProjectReading<'_>,
        code: &str,
        reported: Reported,
    ) -> Result<Finding, Fault> {
        let Reported { mut observation, sheets } = reported;
        for (place, number) in observation.related.iter_mut().zip(sheets) {
            let (ObservedPlace::Elsewhere(at, elsewhere), Some(number)) = (&mut place.at, number) else {
                continue;
            };
            let last = if number == context.sheet_index as u64 {
                last_row(context.sheet)
            } else {
                let known =
                    usize::try_from(number).ok().and_then(|number| lock(&self.sheets).get(number).cloned());
                let (origin, last) = known.ok_or(Fault::Refused(Unusable::UnreadSheet))?;
                *elsewhere = Some(origin);
                last
            };
            if at.row > last {
                return Err(Fault::Refused(Unusable::BelowTheEnd));
            }
        }
        self.rules.tell(context, reading, code, &observation).map_err(Fault::Unfit)
    }

    fn fail(&self, index: usize, code: &str, context: &Context<'_>, project: usize, fault: Fault) {
        let at = FailedAt {
            order: (context.sheet_index, project),
            code: code.to_owned(),
            file: context.sheet.file.to_string(),
            row: context.sheet.projects.get(project).map_or(0, |project| project.row),
            project: context
                .sheet
                .projects
                .get(project)
                .and_then(|project| project.name.as_ref())
                .map_or_else(String::new, |name| name.raw.clone()),
        };
        let Some(member) = self.members.get(index) else { return };
        let mut failed = lock(&self.failed);
        let known = failed.entry(index).or_insert_with(|| Failed {
            plugin: member.plugin.name().to_owned(),
            first: None,
            fault: fault.clone(),
            projects: 0,
            gave_up: false,
        });
        known.projects += 1;
        if known.first.as_ref().is_none_or(|first| at < *first) {
            (known.first, known.fault) = (Some(at), fault);
        }
    }

    /// Shows a project to the plugins in processes of their own.
    #[cfg(feature = "host")]
    fn show(&self, project: usize, packed: &Packed) {
        let mut frame = None;
        for member in &self.members {
            if let Running::Apart(apart) = &member.engine {
                let frame = frame.get_or_insert_with(|| Arc::new(isolate::show(packed)));
                apart.show(project, Arc::clone(frame));
            }
        }
    }

    /// What came of a project that has been read and is not any more: few have a finding, and reading those again
    /// costs less than keeping all readings.
    fn told_later(
        &self,
        context: &Context<'_>,
        project: usize,
        rule: (usize, &str),
        collected: Collected,
    ) -> Vec<Finding> {
        let read = context.sheet.projects.get(project);
        let Some(read) = read.filter(|_| !collected.is_empty()) else { return Vec::new() };
        self.told(context, &ProjectReading::new(project, read, self.rules.words()), rule, collected)
    }
}

impl Member<'_> {
    /// The rules of a plugin in this process that can be called: code, `check`, `follow`.
    fn calls<'h>(
        &'h self,
        here: &'h Here<'_>,
    ) -> impl Iterator<Item = (&'h str, Option<Call>, Option<Call>)> {
        let rules = self.codes.iter().zip(here.rules());
        rules.filter_map(|(code, rule)| Some((code.as_deref()?, rule.check, rule.follow)))
    }

    /// The code of a rule by its number.
    #[cfg(feature = "host")]
    fn code(&self, rule: usize) -> &str {
        self.codes.get(rule).and_then(Option::as_deref).unwrap_or_default()
    }
}

impl Check for PluginRun<'_> {
    fn project(&self, context: &Context<'_>, reading: &ProjectReading<'_>) -> Vec<Finding> {
        if self.members.iter().all(|member| matches!(member.engine, Running::Not)) {
            return Vec::new();
        }
        let mut packed = Packed::new(context, reading);
        #[cfg(feature = "host")]
        self.show(reading.index, &packed);
        let project = packed.link();
        let mut findings = Vec::new();
        let mut is_followed = false;
        for (index, member) in self.members.iter().enumerate() {
            let Running::Here(here) = &member.engine else { continue };
            for (code, check, follow) in member.calls(here) {
                is_followed |= follow.is_some();
                if let Some(check) = check {
                    let collected = here.check(check, project);
                    findings.extend(self.told(context, reading, (index, code), collected));
                }
            }
        }
        if is_followed {
            lock(&self.waiting).insert(reading.index, Box::new(packed));
        }
        findings
    }

    fn projects(&self, context: &Context<'_>, projects: Range<usize>) -> Vec<Finding> {
        let mut findings = Vec::new();
        for project in projects.clone() {
            let Some(packed) = lock(&self.waiting).remove(&project) else { continue };
            for (index, member) in self.members.iter().enumerate() {
                let Running::Here(here) = &member.engine else { continue };
                for (code, _, follow) in member.calls(here) {
                    let Some(follow) = follow else { continue };
                    let collected = here.follow(follow, &packed.project);
                    findings.extend(self.told_later(context, project, (index, code), collected));
                }
            }
        }
        #[cfg(feature = "host")]
        for (index, member) in self.members.iter().enumerate() {
            let Running::Apart(apart) = &member.engine else { continue };
            for Answer { project, rule, collected, is_last } in apart.answers(projects.clone()) {
                let rule = (index, member.code(rule));
                findings.extend(self.told_later(context, project, rule, collected));
                if is_last && let Some(failed) = lock(&self.failed).get_mut(&index) {
                    failed.gave_up = true;
                }
            }
        }
        findings
    }

    fn sheet(&self, context: &Context<'_>) -> Vec<Finding> {
        let sheet = context.sheet;
        let origin = Origin {
            file: Arc::clone(&sheet.file),
            sheet: sheet.grid.name.clone(),
            medium: sheet.grid.medium.clone(),
        };
        #[cfg(feature = "host")]
        for member in &self.members {
            if let Running::Apart(apart) = &member.engine {
                apart.sheet();
            }
        }
        let mut sheets = lock(&self.sheets);
        // Sheets come in the order of their numbers.
        if sheets.len() == context.sheet_index {
            sheets.push((Arc::new(origin), last_row(sheet)));
        }
        Vec::new()
    }
}

/// The last row of the table, or of the projects of a sheet that was made of examples and has no table.
fn last_row(sheet: &Sheet) -> u32 {
    let of_table = sheet.grid.nth_row(sheet.grid.rows().len().saturating_sub(1)).0;
    let project = sheet.projects.last();
    let of_projects = project.map(|project| project.indicators.last().map_or(project.row, |last| last.row));
    of_table.max(of_projects.unwrap_or(0))
}

/// What is kept under the lock is whole at any time, also where a thread ended while it had it.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
