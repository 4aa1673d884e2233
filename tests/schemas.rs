//! What is printed for programs is what the schemas in `docs/schema/` say.

#![allow(clippy::unwrap_used)]

mod cmd;

use std::path::Path;

use assert_cmd::Command;
use jichi::config::{Absent, Config};
use jichi::finding::Language;
use jichi::lexicon::Lexicons;
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

/// The configurations that a page shows.
fn shown(page: &str) -> Vec<String> {
    let text = std::fs::read_to_string(page).unwrap();
    let blocks = text.split("```toml\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn configurations_keep_to_their_schema() {
    let schema = jsonschema::validator_for(&jichi::config::json_schema()).unwrap();
    let mut configurations = Vec::new();
    for page in ["docs/configuration.md", "docs/configuration.zh.md"] {
        let shown = shown(page);
        assert!(shown.len() >= 3, "{page}: {}", shown.len());
        configurations.extend(shown);
    }
    for language in [Language::Zh, Language::En] {
        let start = Config::start(language);
        configurations.extend([start.to_owned(), cmd::settings_made(start)]);
    }
    for text in configurations {
        let mistakes = mistakes(&schema, &text);
        assert!(mistakes.is_empty(), "{text}:\n{}", mistakes.join("\n"));
    }
}

#[test]
fn the_schema_refuses_the_configurations_that_are_refused() {
    let schema = jsonschema::validator_for(&jichi::config::json_schema()).unwrap();
    let digest = "0".repeat(64);
    let plugin = |line: &str| format!("[plugins.a]\npath = \"a.so\"\nsha256 = \"{digest}\"\n{line}\n");
    assert!(mistakes(&schema, &plugin("")).is_empty());
    let mut refused = vec![
        plugin("timout = 3"),
        plugin("timeout = 0"),
        plugin("timeout = 0.5"),
        plugin("memory = 8"),
        plugin("isolate = \"yes\""),
        plugin("").replace("sha256 = \"0", "sha256 = \"x"),
        plugin("").replace("a.so", ""),
        plugin("").replace("plugins.a", "plugins.A"),
    ];
    refused.extend(
        [
            "yaer = 2024",
            "year = 24",
            "year = 2024.5",
            "year = \"2024\"",
            "unit = \"千元\"",
            "unit = 1",
            "select = \"JC3\"",
            "select = []",
            "ignore = [1]",
            "lexicons = 1",
            "[lexicons]\nwishes = [\"尽量\"]",
            "[lexicons.wishes]\nadds = [\"尽量\"]",
            "[lexicons.wishes]\nadd = \"尽量\"",
            "[lexicons.wishes]\nadd = [1]",
            "rules.JC503 = 3",
            "[rules.rated]\nleast = 1",
            "[rules.JC503]\ntolerance = { a = 1 }",
            "review = []",
            "review.closed = []",
            "review.open = [\"指标科学度\"]",
            "[review.points]\n\"明确性\" = 10",
            "[review.points]\n\"指标科学性\" = -1",
            "[review.points]\n\"指标科学性\" = 1001",
            "[review.deductions]\nerrors = 1",
            "[review.deductions]\nerror = \"2\"",
            "[review.grades]\n\"差\" = 10",
            "[review.grades]\n\"优\" = 101",
            "extends = 1",
            "rule-files = \"rules\"",
            "layout-files = [1]",
            "severity = \"error\"",
            "[severity]\nJC402 = \"fatal\"",
            "[severity]\nvague-deadline = \"info\"",
            "overrides = 1",
            "[[overrides]]\nyear = 2020",
            "[[overrides]]\nfiles = []\nyear = 2020",
            "[[overrides]]\nfiles = [\"a\"]\nyear = 24",
            "[[overrides]]\nfiles = [\"a\"]\nselect = [\"JC3\"]",
            "[[overrides]]\nprojects = [\"a\"]\nseverity.JC402 = \"none\"",
            "plugins = \"libcounty.so\"",
            "[plugins.county]",
        ]
        .map(str::to_owned),
    );
    let (lexicons, none) = (Lexicons::builtin(), Absent::default());
    let (rules, _) = RuleSet::load(&RuleSet::builtin_sources(), &lexicons, Language::En);
    for text in refused {
        let by_parser = match Config::parse("jichi.toml", &text, Language::En) {
            Ok(config) => config.hold_against(&rules, &none).is_err(),
            Err(_) => true,
        };
        assert!(by_parser, "{text} is not refused");
        assert!(!mistakes(&schema, &text).is_empty(), "the schema takes {text}");
    }
}
