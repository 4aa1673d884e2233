//! What is printed for programs is what the schemas in `docs/schema/` say.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use assert_cmd::Command;
use jichi::plugin::Plugins;
use jichi::rule::RuleSet;
use serde_json::Value;

fn violations(schema: &str, printed: &[u8], least: usize) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema").join(schema);
    let schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let printed: Value = serde_json::from_slice(printed).unwrap();
    let objects = printed.as_array().unwrap();
    assert!(objects.len() >= least, "only {} objects", objects.len());
    objects
        .iter()
        .flat_map(|object| validator.iter_errors(object))
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

fn printed(command: &str, sheet: &str) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_jichi"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args([command, sheet, "--format", "json"])
        .output()
        .unwrap();
    output.stdout
}

#[test]
fn findings_records_and_reviews_keep_to_their_schemas() {
    let folder = tempfile::tempdir().unwrap();
    let records = folder.path().join("records.json");
    std::fs::write(&records, printed("records", "tests/data/fresh-2021.tsv")).unwrap();
    for (sheet, least) in [
        ("tests/data/jialing-2020.tsv", 50),
        ("tests/data/fresh-2021.tsv", 50),
        ("tests/data/layout-flat.tsv", 0),
        ("tests/data/layout-form-88.tsv", 0),
        ("tests/data/formats/form-88-2019.docx", 0),
        (records.to_str().unwrap(), 50),
    ] {
        for (command, schema) in [
            ("check", "finding.schema.json"),
            ("records", "record.schema.json"),
            ("review", "review.schema.json"),
            ("stats", "stats.schema.json"),
        ] {
            // Of departments there are fewer.
            let least = if command == "stats" { least.min(15) } else { least };
            let violations = violations(schema, &printed(command, sheet), least);
            assert!(violations.is_empty(), "{command} {sheet}:\n{}", violations.join("\n"));
        }
    }
}

#[test]
fn lists_of_annotated_files_keep_to_their_schema() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_jichi"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["annotate", "tests/data/annotate", "--format", "json", "-o"])
        .arg(folder.path())
        .output()
        .unwrap();
    let violations = violations("annotated.schema.json", &output.stdout, 4);
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

#[test]
fn comparisons_keep_to_their_schema() {
    let folder = tempfile::tempdir().unwrap();
    let save = |sheet: &str, name: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, printed("check", sheet)).unwrap();
        path
    };
    let [old, new] = [("2019", "old.json"), ("2021", "new.json")]
        .map(|(year, name)| save(&format!("tests/data/fresh-{year}.tsv"), name));
    let output = Command::new(env!("CARGO_BIN_EXE_jichi"))
        .args(["diff".as_ref(), old.as_os_str(), new.as_os_str(), "--format".as_ref(), "json".as_ref()])
        .output()
        .unwrap();
    let violations = violations("diff.schema.json", &output.stdout, 20);
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

#[test]
fn the_schemas_refuse_what_is_none_of_them() {
    for schema in [
        "finding.schema.json",
        "record.schema.json",
        "review.schema.json",
        "stats.schema.json",
        "diff.schema.json",
    ] {
        let objects = vec![serde_json::json!({ "code": "JC301", "file": 1 }); 51];
        let printed = serde_json::to_vec(&objects).unwrap();
        assert!(!violations(schema, &printed, 1).is_empty());
    }
}

/// The mistakes that the schema finds in a rule file.
fn mistakes(schema: &jsonschema::Validator, rule: &str) -> Vec<String> {
    let rule: toml::Value = toml::from_str(rule).unwrap();
    let rule = serde_json::to_value(rule).unwrap();
    schema.iter_errors(&rule).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn rule_files_keep_to_their_schema() {
    let schema = jsonschema::validator_for(&jichi::rule::json_schema()).unwrap();
    for source in RuleSet::builtin_sources().into_iter().chain(Plugins::bundled().sources()) {
        let mistakes = mistakes(&schema, &source.text);
        assert!(mistakes.is_empty(), "{}:\n{}", source.name, mistakes.join("\n"));
    }
}

#[test]
fn the_schema_refuses_what_the_loader_refuses() {
    let schema = jsonschema::validator_for(&jichi::rule::json_schema()).unwrap();
    let rule = std::fs::read_to_string("rules/measurability/open-ended.toml").unwrap();
    assert!(mistakes(&schema, &rule).is_empty());
    for (there, wrong) in [
        ("severity", "severty"),
        ("[when]\n", "[when]\ncontains = [\"长期\"]\n"),
        ("\"indicator\"", "\"line\""),
        ("[[valid]]", "[[valids]]"),
        ("title ", "titel "),
        ("指标科学性", "指标的科学性"),
        ("JC303", "jc303"),
    ] {
        assert!(rule.contains(there), "{there}");
        assert!(!mistakes(&schema, &rule.replacen(there, wrong, 1)).is_empty(), "{wrong}");
    }
    for key in ["code", "zh", "en", "when"] {
        let mut table: toml::Table = toml::from_str(&rule).unwrap();
        table.remove(key);
        assert!(!mistakes(&schema, &toml::to_string(&table).unwrap()).is_empty(), "without {key}");
    }
}
