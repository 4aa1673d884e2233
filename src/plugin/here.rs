//! A plugin that runs in this process.

use std::ffi::c_void;
use std::sync::{PoisonError, RwLock};

use jichi_plugin::abi;

use super::descriptor::{Described, DescribedRule};
use super::sink::{Collected, Fault, collect};
use super::view::decimal;
use crate::rule::{RuleSet, Setting};

/// A run of a plugin.
#[derive(Debug)]
pub(super) struct Here<'a> {
    described: &'a Described,
    /// What the rules are called with. Whoever has it to read may call `check`, whoever has it to write anything.
    state: RwLock<State>,
}

#[derive(Debug)]
struct State(*mut c_void);

// SAFETY: the interface lets a state be used from any thread, by one call at a time unless the plugin says
// otherwise, which the lock sees to.
unsafe impl Send for State {}
// SAFETY: as above; two threads have the state at once only in `check` of a plugin that says it may be so.
unsafe impl Sync for State {}

impl<'a> Here<'a> {
    /// Begins a run with the options of the plugin's rules.
    ///
    /// # Errors
    /// The plugin did not begin.
    pub(super) fn open(described: &'a Described, settings: &Settings) -> Result<Self, Fault> {
        let mut state = std::ptr::null_mut();
        if let Some(open) = described.open {
            let views = settings.views();
            let run = abi::Run {
                size: size_of::<abi::Run>(),
                settings: views.settings.as_ptr(),
                setting_count: views.settings.len(),
                setting_size: size_of::<abi::Setting>(),
            };
            // SAFETY: the function is the plugin's own; run and place of the state are valid for the call.
            let status = unsafe { open(&run, &mut state) };
            if status != abi::STATUS_OK {
                return Err(Fault::Status(status));
            }
        }
        Ok(Self { described, state: RwLock::new(State(state)) })
    }

    /// The rules of the plugin.
    pub(super) fn rules(&self) -> &'a [DescribedRule] {
        &self.described.rules
    }

    /// Shows a project to a rule by itself.
    pub(super) fn check(&self, check: abi::Check, project: &abi::Project) -> Collected {
        if self.described.is_thread_safe {
            let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
            call(check, &state, project)
        } else {
            self.follow(check, project)
        }
    }

    /// Shows a project to a rule with nothing else under way.
    pub(super) fn follow(&self, follow: abi::Check, project: &abi::Project) -> Collected {
        let state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        call(follow, &state, project)
    }
}

fn call(rule: abi::Check, state: &State, project: &abi::Project) -> Collected {
    // SAFETY: the function is the plugin's own and called with the state that it opened; the lock around the
    // state keeps out what may not be under way. Project and sink are valid for the call.
    collect(|sink| unsafe { rule(state.0, project, sink) })
}

impl Drop for Here<'_> {
    fn drop(&mut self) {
        if let Some(close) = self.described.close {
            let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
            // SAFETY: the function is the plugin's own; the state is the one that it opened, no call is under way,
            // and it is not used again.
            unsafe { close(state.0) };
        }
    }
}

/// The options of a plugin's rules, with all that their views point to.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct Settings(Vec<(String, String, Value)>);

/// The value of an option.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) enum Value {
    Number(rust_decimal::Decimal),
    Text(String),
    Truth(bool),
    List(Vec<String>),
}

/// What a plugin sees of its options.
struct Views {
    settings: Vec<abi::Setting>,
    /// What the settings point to.
    _items: Vec<Vec<abi::Text>>,
}

impl Settings {
    /// The options of the rules of the plugin `id`.
    pub(super) fn of(id: &str, rules: &RuleSet) -> Self {
        let own = rules.rules().iter().filter(|rule| rule.plugin.as_deref() == Some(id));
        let each = own.flat_map(|rule| {
            rule.settings().map(|(name, setting)| {
                let value = match setting {
                    Setting::Number(number) => Value::Number(number),
                    Setting::Text(text) => Value::Text(text.to_owned()),
                    Setting::Bool(holds) => Value::Truth(holds),
                    Setting::List(list) => Value::List(list.to_vec()),
                };
                (rule.info.code.clone(), name.to_owned(), value)
            })
        });
        Self(each.collect())
    }

    fn views(&self) -> Views {
        let text = |text: &str| abi::Text { bytes: text.as_ptr(), length: text.len() };
        let mut views = Views { settings: Vec::with_capacity(self.0.len()), _items: Vec::new() };
        for (code, name, value) in &self.0 {
            let items: Vec<abi::Text> = match value {
                Value::Text(only) => vec![text(only)],
                Value::List(list) => list.iter().map(|item| text(item)).collect(),
                Value::Number(_) | Value::Truth(_) => Vec::new(),
            };
            views.settings.push(abi::Setting {
                code: text(code),
                name: text(name),
                kind: match value {
                    Value::Number(_) => abi::SETTING_NUMBER,
                    Value::Text(_) => abi::SETTING_TEXT,
                    Value::Truth(_) => abi::SETTING_TRUTH,
                    Value::List(_) => abi::SETTING_LIST,
                },
                truth: u32::from(*value == Value::Truth(true)),
                number: decimal(match value {
                    Value::Number(number) => Some(*number),
                    _ => None,
                }),
                items: items.as_ptr(),
                item_count: items.len(),
            });
            views._items.push(items);
        }
        views
    }
}
