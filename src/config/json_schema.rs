//! The JSON schema of `jichi.toml`, with which editors complete and check it.

use serde_json::{Map, Value, json};

use super::overrides::PATTERNS;
use super::plugins::{MEMORY, TIMEOUT};
use super::review::SEVERITIES;
use super::{LEXICON_KEYS, YEARS};
use crate::form::Form;
use crate::plugin::Limits;

/// The JSON schema of a configuration. It tells what the text alone can: which word lists, rules and options
/// there are is known only in a run.
pub fn json_schema() -> Value {
    let rules = json!({
        "description": "Rules: codes (JC301), beginnings of codes (JC3), names, or ALL.",
        "type": "array",
        "items": { "type": "string" },
    });
    let mut select = rules.clone();
    let mut ignore = rules;
    select["minItems"] = json!(1);
    describe(
        &mut select,
        "The only rules to look at: codes (JC301), beginnings of codes (JC3), names, or ALL.",
    );
    describe(&mut ignore, "Rules not to look at: codes (JC301), beginnings of codes (JC3), names, or ALL.");
    // Draft 7 is what the checkers of TOML files understand.
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "jichi.toml",
        "description": "The configuration of jichi.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "extends": {
                "description": "The configuration that this one is over; relative to its folder.",
                "type": "string", "minLength": 1,
            },
            "year": year(),
            "unit": unit(),
            "select": select,
            "ignore": ignore.clone(),
            "sheet-exceptions": {
                "description": "Whether the sheets may name exceptions in their own remarks and comments.",
                "type": "boolean", "default": false,
            },
            "lexicons": {
                "description": "Changes of word lists, by their names.",
                "type": "object",
                "additionalProperties": table("Changes of a word list.", properties(LEXICON_KEYS, |key| json!({
                    "description": if key == "add" { "Terms to add." } else { "Terms to take out." },
                    "type": "array",
                    "items": { "type": "string", "minLength": 1 },
                }))),
            },
            "severity": severity(),
            "rules": options(),
            "rule-files": files("More rule files, or folders of them: paths or globs, from the folder of the configuration."),
            "layout-files": files("More layout files, or folders of them: paths or globs, from the folder of the configuration."),
            "review": review(),
            "plugins": {
                "description": "Plugins, by their ids.",
                "type": "object",
                "additionalProperties": false,
                "patternProperties": { "^[a-z][a-z0-9-]{0,63}$": plugin() },
            },
            "overrides": {
                "description": "What is set for some records only; of two that meet, the later one counts.",
                "type": "array",
                "items": overriding(&ignore),
            },
        },
    })
}

fn year() -> Value {
    json!({
        "description": "The budget year, where the titles of the sheets do not tell the right one.",
        "type": "integer", "minimum": YEARS.start(), "maximum": YEARS.end(),
    })
}

fn unit() -> Value {
    json!({
        "description": "The unit of money columns, instead of what the sheets say.",
        "type": "string", "enum": ["元", "万元"],
    })
}

fn severity() -> Value {
    json!({
        "description": "Severities of rules, by their codes.",
        "type": "object",
        "additionalProperties": false,
        "patternProperties": { CODE: {
            "description": "The severity of all findings of the rule.",
            "type": "string", "enum": SEVERITIES,
        } },
    })
}

fn options() -> Value {
    json!({
        "description": "Options of rules, by their codes. `jichi explain CODE` lists them.",
        "type": "object",
        "additionalProperties": false,
        "patternProperties": { CODE: {
            "description": "Options of a rule.",
            "type": "object",
            "additionalProperties": {
                "anyOf": [
                    { "type": ["number", "string", "boolean"] },
                    { "type": "array", "items": { "type": "string" } },
                ],
            },
        } },
    })
}

fn files(description: &str) -> Value {
    json!({ "description": description, "type": "array", "items": { "type": "string", "minLength": 1 } })
}

fn overriding(ignore: &Value) -> Value {
    let patterns = |description: &str| {
        json!({
            "description": description, "type": "array", "minItems": 1, "items": { "type": "string", "minLength": 1 },
        })
    };
    json!({
        "description": "What is set for the records that all patterns name.",
        "type": "object",
        "additionalProperties": false,
        "anyOf": PATTERNS.map(|key| json!({ "required": [key] })),
        "properties": {
            "files": patterns("Globs of files: of names, or with a / of paths from the folder of the configuration."),
            "sheets": patterns("Names of tables in a file; * stands for any text."),
            "departments": patterns("Names or codes of departments; * stands for any text."),
            "projects": patterns("Names of projects; * stands for any text."),
            "year": year(),
            "unit": unit(),
            "ignore": ignore,
            "severity": severity(),
            "rules": options(),
        },
    })
}

const CODE: &str = "^[A-Z]{2,}[0-9]{3,}$";

fn review() -> Value {
    let form = Form::builtin();
    let limited = form.grades.len().saturating_sub(1);
    let amount = |description: &str| json!({ "description": description, "type": "number", "minimum": 0, "maximum": 1000 });
    let points =
        properties(form.items().map(|item| item.name.as_str()), |_| amount("The points of the sub-item."));
    let mut deductions = table(
        "What a finding takes off: by its severity, or by the code of its rule.",
        properties(SEVERITIES, |severity| {
            amount(&format!("What a finding of severity {severity} takes off."))
        }),
    );
    deductions["patternProperties"] = json!({ CODE: amount("What a finding of the rule takes off.") });
    let grades = properties(
        form.grades.iter().take(limited).map(|grade| grade.name.as_str()),
        |_| json!({ "description": "Percent.", "type": "number", "exclusiveMinimum": 0, "maximum": 100 }),
    );
    json!({
        "description": "The review form.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "points": table("The points of sub-items.", points),
            "open": {
                "description": "The sub-items that a person judges.",
                "type": "array",
                "items": { "type": "string", "enum": form.names().collect::<Vec<_>>() },
            },
            "deductions": deductions,
            "grades": table("From which share of all points on a grade is given, in percent.", grades),
        },
    })
}

fn plugin() -> Value {
    let limits = Limits::default();
    json!({
        "description": "A plugin. It is loaded only if `jichi plugin trust` has been told of its file.",
        "type": "object",
        "additionalProperties": false,
        "required": ["path", "sha256"],
        "properties": {
            "path": {
                "description": "The library; relative to the folder of the configuration.",
                "type": "string", "minLength": 1,
            },
            "sha256": {
                "description": "What the file is told by, as `jichi plugin trust` prints it.",
                "type": "string", "pattern": "^[0-9a-fA-F]{64}$",
            },
            "isolate": {
                "description": "Whether it runs in a process of its own.",
                "type": "boolean", "default": limits.isolate,
            },
            "timeout": {
                "description": "Seconds that a rule may take over one project.",
                "type": "integer", "minimum": TIMEOUT.start(), "maximum": TIMEOUT.end(),
                "default": limits.timeout.as_secs(),
            },
            "memory": {
                "description": "MiB that its process may have.",
                "type": "integer", "minimum": MEMORY.start(), "maximum": MEMORY.end(),
                "default": limits.memory >> 20,
            },
        },
    })
}

/// A table that has these keys and no others.
fn table(description: &str, properties: Value) -> Value {
    json!({
        "description": description,
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    })
}

fn properties<'k>(keys: impl IntoIterator<Item = &'k str>, schema: impl Fn(&str) -> Value) -> Value {
    keys.into_iter().map(|key| (key.to_owned(), schema(key))).collect::<Map<_, _>>().into()
}

fn describe(schema: &mut Value, description: &str) {
    schema["description"] = description.into();
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::{Config, ConfigFile, KEYS, overrides, plugins, review};
    use super::*;
    use crate::finding::Language;

    fn keys<'v>(schema: &'v Value, at: &str) -> BTreeSet<&'v str> {
        schema.pointer(at).unwrap().as_object().unwrap().keys().map(String::as_str).collect()
    }

    #[test]
    fn it_has_the_keys_that_are_read() {
        let schema = json_schema();
        for (at, known) in [
            ("/properties", &KEYS[..]),
            ("/properties/lexicons/additionalProperties/properties", &LEXICON_KEYS),
            ("/properties/review/properties", &review::KEYS),
            ("/properties/review/properties/deductions/properties", &SEVERITIES),
            ("/properties/overrides/items/properties", &overrides::KEYS),
            ("/properties/plugins/patternProperties/^[a-z][a-z0-9-]{0,63}$/properties", &plugins::KEYS),
        ] {
            assert_eq!(keys(&schema, at), known.iter().copied().collect(), "{at}");
        }
    }

    /// The settings of a start, as they are once somebody makes them.
    fn uncommented(start: &str) -> String {
        let is_setting = |line: &&str| line.starts_with('#') && !line.starts_with("# ") && line.len() > 1;
        start.lines().filter(is_setting).map(|line| format!("{}\n", &line[1..])).collect()
    }

    #[test]
    fn the_start_has_every_key_and_sets_nothing() {
        for language in [Language::Zh, Language::En] {
            let start = Config::start(language);
            let untouched = Config::parse("jichi.toml", start, language).unwrap();
            assert!(untouched.lines.is_empty(), "{:?}", untouched.lines);
            let file = |name: &str, text| ConfigFile { name: name.to_owned(), folder: "/".into(), text };
            let base = &mut |_: &std::path::Path| Ok(file("base.toml", String::new()));
            let config = Config::load(file("jichi.toml", uncommented(start)), language, base).unwrap();
            let set = |path: &[&str]| {
                config.lines.keys().any(|key| {
                    key.len() == path.len()
                        && key.iter().zip(path).all(|(key, part)| *part == "*" || key == part)
                })
            };
            let within = |table: &'static [&'static str], keys: &[&'static str]| {
                for key in keys {
                    assert!(set(&[table, &[key]].concat()), "{language:?}: nothing of {table:?} {key}");
                }
            };
            within(&[], &KEYS);
            within(&["lexicons", "*"], &LEXICON_KEYS);
            within(&["review"], &review::KEYS);
            within(&["review", "deductions"], &SEVERITIES);
            within(&["plugins", "*"], &plugins::KEYS);
            for key in overrides::KEYS
                .into_iter()
                .filter(|key| !matches!(*key, "severity" | "rules" | "sheets" | "unit"))
            {
                assert!(set(&["overrides", "*", key]), "{language:?}: nothing of overrides {key}");
            }
            let form = Form::builtin();
            for name in form.names() {
                assert!(set(&["review", "points", name]), "{name}");
            }
        }
    }
}
