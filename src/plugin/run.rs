//! A run of all plugins beside the rules.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use super::here::Here;
use super::sink::{Collected, Fault, Reported};
use super::view::Packed;
use super::{Engine, Plugin, Plugins};
use crate::finding::{Finding, Origin};
use crate::lint::Check;
use crate::record::ProjectReading;
use crate::rule::{Context, ObservedPlace, RuleSet};

/// A run of plugins: a check beside the rules.
#[derive(Debug)]
pub struct PluginRun<'a> {
    rules: &'a RuleSet,
    running: Vec<Running<'a>>,
    /// The sheets of the run so far, by their numbers.
    sheets: Mutex<Vec<Arc<Origin>>>,
    /// Projects that have been shown to some rules and wait for others, by their index in the sheet.
    waiting: Mutex<BTreeMap<usize, Packed>>,
    failed: Mutex<BTreeMap<usize, Failed>>,
}

/// A plugin in a run.
#[derive(Debug)]
struct Running<'a> {
    plugin: &'a Plugin,
    /// The codes of its rules; None where the rule's file is broken and nothing can be said of what it finds.
    codes: Vec<Option<String>>,
    here: Option<Here<'a>>,
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
        let mut running = Vec::new();
        for (index, plugin) in plugins.plugins.iter().enumerate() {
            let known =
                |code: &String| rules.rule(code).is_some_and(|rule| rule.plugin.as_ref() == Some(&plugin.id));
            let codes = plugin.rules.iter().map(|source| super::code(source).filter(known)).collect();
            let Engine::Here(described) = &plugin.engine;
            let here = match Here::open(described, rules) {
                Ok(here) => Some(here),
                Err(fault) => {
                    let plugin = plugin.name().to_owned();
                    failed.insert(index, Failed { plugin, first: None, fault, projects: 0 });
                    None
                }
            };
            running.push(Running { plugin, codes, here });
        }
        Self {
            rules,
            running,
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
            let Some(number) = number.and_then(|number| usize::try_from(number).ok()) else { continue };
            if number == context.sheet_index {
                continue;
            }
            let origin = lock(&self.sheets).get(number).cloned();
            let origin = origin.ok_or(Fault::Refused("a place in a sheet that has not been read"))?;
            if let ObservedPlace::Elsewhere(_, elsewhere) = &mut place.at {
                *elsewhere = Some(origin);
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
        let Some(running) = self.running.get(index) else { return };
        let mut failed = lock(&self.failed);
        let known = failed.entry(index).or_insert_with(|| Failed {
            plugin: running.plugin.name().to_owned(),
            first: None,
            fault: fault.clone(),
            projects: 0,
        });
        known.projects += 1;
        if known.first.as_ref().is_none_or(|first| at < *first) {
            (known.first, known.fault) = (Some(at), fault);
        }
    }

    fn anybody_follows(&self) -> bool {
        self.running.iter().any(|running| running.calls().any(|(_, _, follow)| follow.is_some()))
    }
}

impl<'a> Running<'a> {
    /// The rules that can be called: their codes, `check` and `follow`.
    fn calls(&self) -> impl Iterator<Item = (&str, Option<Call<'_>>, Option<Call<'_>>)> {
        let here = self.here.as_ref();
        let rules = here.map_or(&[][..], |here| here.rules());
        self.codes.iter().zip(rules).filter_map(move |(code, rule)| {
            let call = |function| Some(Call { here: here?, function });
            Some((code.as_deref()?, rule.check.and_then(call), rule.follow.and_then(call)))
        })
    }
}

/// A function of a rule, with the run that it belongs to.
struct Call<'r> {
    here: &'r Here<'r>,
    function: jichi_plugin::abi::Check,
}

impl Check for PluginRun<'_> {
    fn project(&self, context: &Context<'_>, reading: &ProjectReading<'_>) -> Vec<Finding> {
        if self.running.iter().all(|running| running.here.is_none()) {
            return Vec::new();
        }
        let mut packed = Packed::new(context, reading);
        let project = packed.link();
        let mut findings = Vec::new();
        for (index, running) in self.running.iter().enumerate() {
            for (code, check, _) in running.calls() {
                if let Some(check) = check {
                    let collected = check.here.check(check.function, project);
                    findings.extend(self.told(context, reading, (index, code), collected));
                }
            }
        }
        if self.anybody_follows() {
            lock(&self.waiting).insert(reading.index, packed);
        }
        findings
    }

    fn projects(&self, context: &Context<'_>, projects: Range<usize>) -> Vec<Finding> {
        let mut findings = Vec::new();
        for index in projects {
            let packed = lock(&self.waiting).remove(&index);
            let (Some(packed), Some(project)) = (packed, context.sheet.projects.get(index)) else { continue };
            for (plugin, running) in self.running.iter().enumerate() {
                for (code, _, follow) in running.calls() {
                    let Some(follow) = follow else { continue };
                    let collected = follow.here.follow(follow.function, &packed.project);
                    if collected.findings.is_empty() && collected.fault.is_none() {
                        continue;
                    }
                    // Few projects have a finding: reading them again costs less than keeping all readings.
                    let reading = ProjectReading::new(index, project, self.rules.words());
                    findings.extend(self.told(context, &reading, (plugin, code), collected));
                }
            }
        }
        findings
    }

    fn sheet(&self, context: &Context<'_>) -> Vec<Finding> {
        let sheet = context.sheet;
        let origin =
            Origin { file: Arc::clone(&sheet.file), sheet: sheet.grid.name.clone(), is_text: sheet.is_text };
        let mut sheets = lock(&self.sheets);
        // Sheets come in the order of their numbers.
        if sheets.len() == context.sheet_index {
            sheets.push(Arc::new(origin));
        }
        Vec::new()
    }
}

/// What is kept under the lock is whole at any time, also where a thread ended while it had it.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
