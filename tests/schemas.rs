//! What is printed for programs is what the schemas in `docs/schema/` say.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use assert_cmd::Command;
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
fn findings_and_records_keep_to_their_schemas() {
    for (sheet, least) in [
        ("tests/data/jialing-2020.tsv", 100),
        ("tests/data/fresh-2021.tsv", 100),
        ("tests/data/layout-flat.tsv", 0),
        ("tests/data/layout-form-88.tsv", 0),
    ] {
        for (command, schema) in [("check", "finding.schema.json"), ("records", "record.schema.json")] {
            let violations = violations(schema, &printed(command, sheet), least);
            assert!(violations.is_empty(), "{command} {sheet}:\n{}", violations.join("\n"));
        }
    }
}

#[test]
fn the_schemas_refuse_what_is_no_finding_or_record() {
    for schema in ["finding.schema.json", "record.schema.json"] {
        let objects = vec![serde_json::json!({ "code": "JC301", "file": 1 }); 101];
        let printed = serde_json::to_vec(&objects).unwrap();
        assert!(!violations(schema, &printed, 1).is_empty());
    }
}
