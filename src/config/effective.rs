//! What is in effect: every setting with its value, where that comes from, and what it would be unless set.

use std::collections::BTreeMap;

use serde::Serialize;
use toml::Value;

use super::{Config, FilePattern, LEXICON_KEYS};
use crate::finding::Severity;
use crate::form::{Form, Points};
use crate::plugin::Limits;
use crate::record::MoneyUnit;
use crate::rule::RuleSet;

/// A setting in effect.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Effective {
    /// The names that lead to it: `review`, `points`, `指标科学性`.
    pub key: Vec<String>,
    /// Its value; None where the sheets tell.
    pub value: Option<Value>,
    /// What it is unless set; None where nothing is, or the sheets tell.
    pub default: Option<Value>,
    /// The file that sets it; None where the default holds.
    pub file: Option<String>,
    /// The line of that file.
    pub line: Option<usize>,
}

/// What can be said of a plugin that a configuration names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// It is what it is pinned to, and the user trusts it.
    Trusted,
    /// It is what it is pinned to, and nobody has looked at it.
    Untrusted,
    /// It is another file than it was.
    Changed,
    /// There is no such file.
    Missing,
    /// The file cannot be read.
    Unreadable,
}

impl Config {
    /// The settings in effect, those of a table one after the other. Word lists, options of rules and plugins are
    /// told where the configuration speaks of them; so are files of rules and layouts, severities and overrides. `rules` tells what options are unless set.
    pub fn effective(&self, rules: &RuleSet) -> Vec<Effective> {
        let all = || Value::from(vec!["ALL"]);
        let none = || Value::Array(Vec::new());
        let select = if self.select.is_empty() { all() } else { self.select().into() };
        let unit = self.money_unit.map(unit_name);
        let mut settings = vec![
            self.setting(&["year"], self.year.map(Value::from), None),
            self.setting(&["unit"], unit.map(Value::from), None),
            self.setting(&["select"], Some(select), Some(all())),
            self.setting(&["ignore"], Some(self.ignore().into()), Some(none())),
        ];
        for (key, patterns) in [("rule-files", &self.rule_files), ("layout-files", &self.layout_files)] {
            if !patterns.is_empty() {
                settings.push(self.setting(&[key], Some(files(patterns)), None));
            }
        }
        for (code, severity) in &self.severities {
            let own = rules.rule(&code.text).and_then(|rule| {
                let file: toml::Table = rule.source.parse().ok()?;
                file.get("severity").cloned()
            });
            let set = severity_name(*severity).into();
            settings.push(self.setting(&["severity", &code.text], Some(set), own));
        }
        for (name, changes) in self.lexicon_changes() {
            for (key, terms) in LEXICON_KEYS.into_iter().zip(changes) {
                if !terms.is_empty() {
                    settings.push(self.setting(&["lexicons", name, key], Some(terms.into()), None));
                }
            }
        }
        for option in self.options.iter().map(|set| &set.option) {
            let own = rules.rule(&option.code).and_then(|rule| {
                let file: toml::Table = rule.source.parse().ok()?;
                file.get("options")?.get(&option.name).cloned()
            });
            settings.push(self.setting(
                &["rules", &option.code, &option.name],
                Some(option.value.clone()),
                own,
            ));
        }
        self.effective_review(&mut settings);
        self.effective_plugins(&mut settings);
        for (key, value) in self.effective_overrides() {
            settings.push(self.set(key, Some(value), None));
        }
        settings
    }

    fn setting(&self, key: &[&str], value: Option<Value>, default: Option<Value>) -> Effective {
        self.set(key.iter().map(|&name| name.to_owned()).collect(), value, default)
    }

    fn set(&self, key: Vec<String>, value: Option<Value>, default: Option<Value>) -> Effective {
        let (file, line) = self.lines.get(&key).copied().unzip();
        let file = file.and_then(|file| self.sources.get(file)).map(|source| source.name.clone());
        Effective { key, value, default, file, line }
    }

    /// What is added to each word list and what is taken out of it, all files together.
    fn lexicon_changes(&self) -> BTreeMap<&str, [Vec<&str>; 2]> {
        let mut all: BTreeMap<&str, [Vec<&str>; 2]> = BTreeMap::new();
        for change in &self.lexicons {
            let [added, removed] = all.entry(&change.name.text).or_default();
            for term in &change.remove {
                match added.iter().position(|known| *known == term.text) {
                    Some(at) => drop(added.remove(at)),
                    None => removed.push(&term.text),
                }
            }
            for term in &change.add {
                match removed.iter().position(|known| *known == term.text) {
                    Some(at) => drop(removed.remove(at)),
                    None => added.push(&term.text),
                }
            }
        }
        all
    }

    fn effective_review(&self, settings: &mut Vec<Effective>) {
        let (form, own) = (&self.form, Form::builtin());
        let open = |form: &Form| -> Value {
            let open = form.items().filter(|item| item.open);
            Value::Array(open.map(|item| item.name.as_str().into()).collect())
        };
        settings.push(self.setting(&["review", "open"], Some(open(form)), Some(open(own))));
        let mut points = |table: &str, name: &str, points: Points, own: Option<Points>| {
            let key = ["review", table, name];
            settings.push(self.setting(&key, Some(number(points)), own.map(number)));
        };
        for (item, own) in form.items().zip(own.items()) {
            points("points", &item.name, item.points, Some(own.points));
        }
        let (deductions, own_deductions) = (&form.deductions, &own.deductions);
        points("deductions", "error", deductions.error, Some(own_deductions.error));
        points("deductions", "warning", deductions.warning, Some(own_deductions.warning));
        points("deductions", "info", deductions.info, Some(own_deductions.info));
        for (code, &off) in &deductions.codes {
            points("deductions", code, off, own_deductions.codes.get(code).copied());
        }
        // The last grade takes what is below the others.
        let limited = form.grades.len().saturating_sub(1);
        for (grade, own) in form.grades.iter().zip(&own.grades).take(limited) {
            points("grades", &grade.name, grade.from, Some(own.from));
        }
    }

    fn effective_plugins(&self, settings: &mut Vec<Effective>) {
        for plugin in &self.plugins {
            let mut told = |key: &str, value: Value, default: Option<Value>| {
                settings.push(self.setting(&["plugins", &plugin.id, key], Some(value), default));
            };
            let (limits, own) = (plugin.limits, Limits::default());
            told("path", plugin.path.to_string_lossy().as_ref().into(), None);
            told("sha256", plugin.sha256.to_string().into(), None);
            told("isolate", limits.isolate.into(), Some(own.isolate.into()));
            let seconds = |limits: Limits| whole(limits.timeout.as_secs());
            told("timeout", seconds(limits), Some(seconds(own)));
            let mebibytes = |limits: Limits| whole(limits.memory >> 20);
            told("memory", mebibytes(limits), Some(mebibytes(own)));
        }
    }
}

fn files(patterns: &[FilePattern]) -> Value {
    patterns
        .iter()
        .map(|pattern| Value::from(pattern.path.to_string_lossy().as_ref()))
        .collect::<Vec<_>>()
        .into()
}

/// A severity as it is written in a file.
pub(super) fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// A unit of money as it is written in a file.
pub(super) fn unit_name(unit: MoneyUnit) -> &'static str {
    match unit {
        MoneyUnit::Yuan => "元",
        MoneyUnit::TenThousandYuan => "万元",
    }
}

fn whole(number: u64) -> Value {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}

/// Points as they are written in a file.
fn number(points: Points) -> Value {
    let written = points.to_string();
    match written.parse::<i64>() {
        Ok(whole) => whole.into(),
        Err(_) => written.parse::<f64>().unwrap_or_default().into(),
    }
}
