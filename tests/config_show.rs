//! `jichi config show` and `jichi init`: what is in effect, and a configuration to start from.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set up its inputs fails")]

mod cmd;

use std::path::Path;

use assert_cmd::Command;
use cmd::{Run, folder, jichi, run};
use serde_json::{Value, json};

const CONFIG: &str = "\
year   = 2020
ignore = [\"JC102\"]

[lexicons.wishes]
add    = [\"力促\"]
remove = [\"不断\"]

[rules.JC503]
tolerance = 0.05

[review.points]
\"指标科学性\" = 20

[review]
deductions = { warning = 0.5, JC503 = 10, JC302 = 2 }
grades.\"优\" = 92.5

[plugins.county-checks]
path   = \"plugins/libcounty.so\"
sha256 = \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"
";

fn at(folder: &Path) -> Command {
    let mut command = jichi();
    command.current_dir(folder).env("XDG_CONFIG_HOME", folder.join(".user"));
    command
}

fn show(folder: &Path, arguments: &[&str]) -> Run {
    run(at(folder).args(["config", "show"]).args(arguments))
}

fn settings(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap()
}

/// The setting that a key leads to.
fn setting<'v>(shown: &'v Value, key: &[&str]) -> &'v Value {
    let settings = shown["settings"].as_array().unwrap();
    settings.iter().find(|setting| setting["key"] == json!(key)).unwrap_or_else(|| panic!("{key:?}"))
}

#[test]
fn every_setting_tells_its_value_its_default_and_its_line() {
    let place = folder(&[("jichi.toml", CONFIG.as_bytes()), ("work/.keep", b"")]);
    let shown = show(place.path(), &["--format", "json"]);
    // The plugin is not there, which is reported as in every run.
    assert_eq!(shown.code, 3, "{}", shown.err);
    let shown = settings(&shown);
    assert_eq!(shown["file"], "jichi.toml");
    for (key, value, default, line) in [
        (&["year"][..], json!(2020), json!(null), json!(1)),
        (&["unit"], json!(null), json!(null), json!(null)),
        (&["select"], json!(["ALL"]), json!(["ALL"]), json!(null)),
        (&["ignore"], json!(["JC102"]), json!([]), json!(2)),
        (&["lexicons", "wishes", "add"], json!(["力促"]), json!(null), json!(5)),
        (&["lexicons", "wishes", "remove"], json!(["不断"]), json!(null), json!(6)),
        (&["rules", "JC503", "tolerance"], json!(0.05), json!(0.01), json!(9)),
        (&["review", "points", "指标科学性"], json!(20), json!(15), json!(12)),
        (&["review", "points", "明确清晰性"], json!(10), json!(10), json!(null)),
        (&["review", "deductions", "warning"], json!(0.5), json!(1), json!(15)),
        (&["review", "deductions", "error"], json!(3), json!(3), json!(null)),
        (&["review", "deductions", "JC503"], json!(10), json!(5), json!(15)),
        (&["review", "deductions", "JC302"], json!(2), json!(null), json!(15)),
        (&["review", "grades", "优"], json!(92.5), json!(90), json!(16)),
        (&["plugins", "county-checks", "timeout"], json!(10), json!(10), json!(null)),
    ] {
        let file = if line.is_null() { Value::Null } else { json!("jichi.toml") };
        let expected = json!({ "key": key, "value": value, "default": default, "file": file, "line": line });
        assert_eq!(*setting(&shown, key), expected);
    }
    let path = setting(&shown, &["plugins", "county-checks", "path"])["value"].as_str().unwrap();
    assert!(Path::new(path).is_absolute() && path.ends_with("libcounty.so"), "{path}");
    assert_eq!(shown["plugins"], json!([{ "id": "county-checks", "state": "missing" }]));
    // From below, the file is named as it is reached.
    let below = settings(&show(&place.path().join("work"), &["--format", "json"]));
    assert!(below["file"].as_str().unwrap().ends_with("jichi.toml"));
    let line = |shown: &Value| setting(shown, &["year"])["line"].clone();
    assert_eq!(line(&below), line(&shown));
}

/// What is shown is a configuration itself, and one that changes nothing.
#[test]
fn the_text_is_a_configuration_that_sets_the_same() {
    let config = CONFIG.split("[plugins").next().unwrap();
    let place = folder(&[("jichi.toml", config.as_bytes())]);
    for language in ["zh", "en"] {
        let text = show(place.path(), &["--lang", language]);
        assert_eq!((text.code, text.err.as_str()), (0, ""), "{}", text.out);
        std::fs::write(place.path().join("again.toml"), &text.out).unwrap();
        let again = show(place.path(), &["--config", "again.toml", "--format", "json"]);
        assert_eq!((again.code, again.err.as_str()), (0, ""), "{}", text.out);
        let values = |run: &Run| -> Vec<(Value, Value, Value)> {
            let shown = settings(run);
            let settings = shown["settings"].as_array().unwrap().iter();
            settings.map(|it| (it["key"].clone(), it["value"].clone(), it["default"].clone())).collect()
        };
        assert_eq!(values(&again), values(&show(place.path(), &["--format", "json"])));
    }
    let text = show(place.path(), &["--lang", "en"]).out;
    let line = |start: &str| {
        text.lines()
            .find(|line| line.starts_with(start))
            .unwrap_or_else(|| panic!("{start}: {text}"))
            .to_owned()
    };
    assert!(line("year ").ends_with("# jichi.toml:1"));
    assert!(line("tolerance ").ends_with("# jichi.toml:9, the rule's own: 0.01"));
    assert!(line("\"指标科学性\" = 20").ends_with("# jichi.toml:12, default: 15"));
    assert!(line("\"明确清晰性\" = 10").ends_with("# default"));
}

#[test]
fn plugins_are_shown_with_their_state_and_not_run() {
    let place = folder(&[("jichi.toml", CONFIG.as_bytes()), ("plugins/libcounty.so", b"")]);
    let zh = show(place.path(), &[]);
    assert_eq!(zh.code, 3);
    let path = zh.out.lines().find(|line| line.starts_with("path ")).unwrap();
    assert!(path.ends_with("，未信任"), "{path}");
    std::fs::write(place.path().join("plugins/libcounty.so"), "other").unwrap();
    let path = show(place.path(), &["--lang", "en"]);
    assert!(path.out.contains(", changed\n"), "{}", path.out);
}

#[test]
fn without_a_configuration_the_defaults_are_shown() {
    let place = folder(&[
        ("work/.keep", b""),
        ("elsewhere.toml", b"year = 2021\n"),
        ("jichi.toml", b"year = 2020\n"),
    ]);
    let isolated = show(place.path(), &["--isolated"]);
    assert_eq!((isolated.code, isolated.err.as_str()), (0, ""));
    assert!(isolated.out.starts_with("# 按 --isolated 不用配置文件"), "{}", isolated.out);
    assert!(isolated.out.contains("\n# year"));
    let json = settings(&show(place.path(), &["--isolated", "--format", "json"]));
    assert_eq!(json["file"], Value::Null);
    assert!(json["settings"].as_array().unwrap().iter().all(|setting| setting["line"].is_null()));
    let named = show(place.path(), &["--config", "elsewhere.toml"]).out;
    assert!(named.contains("year   = 2021") && named.contains("elsewhere.toml:1"), "{named}");
    let bare = tempfile::tempdir().unwrap();
    let none = show(bare.path(), &["--lang", "en"]);
    assert!(none.out.starts_with("# No configuration jichi.toml is found"), "{}", none.out);
}

#[test]
fn a_mistake_is_shown_at_its_place() {
    for (config, told) in [
        ("yaer = 2020\n", "jichi.toml:1:1"),
        ("[rules.JC999]\na = 1\n", "jichi.toml:1:8"),
        ("[lexicons.wishs]\nadd = [\"a\"]\n", "jichi.toml:1:11"),
    ] {
        let place = folder(&[("jichi.toml", config.as_bytes())]);
        let run = show(place.path(), &[]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{config}");
        assert!(run.err.contains(told), "{}", run.err);
    }
}

/// Names and terms are the user's, and a terminal is none of theirs.
#[test]
fn what_is_shown_is_harmless() {
    let config = "ignore = []\n[lexicons.wishes]\nadd = [\"a\\u001b[31m\\\"b\\nc\\u202e\"]\n";
    let place = folder(&[("jichi.toml", config.as_bytes())]);
    let run = show(place.path(), &[]);
    assert_eq!(run.err, "");
    assert!(!run.out.contains(['\u{1b}', '\u{202e}']), "{}", run.out);
    assert!(run.out.contains(r#"add = ["a\u001b[31m\"b\nc\u202E"]"#), "{}", run.out);
}

fn init(folder: &Path, arguments: &[&str]) -> Run {
    run(at(folder).arg("init").args(arguments))
}

#[test]
fn a_start_loads_and_changes_nothing() {
    let place = tempfile::tempdir().unwrap();
    for (language, word) in [("zh", "预算年度"), ("en", "budget year")] {
        let made = init(place.path(), &["--lang", language, "--force"]);
        assert_eq!((made.code, made.err.as_str()), (0, ""));
        assert!(made.out.contains("jichi.toml"), "{}", made.out);
        let text = std::fs::read_to_string(place.path().join("jichi.toml")).unwrap();
        assert!(text.contains(word));
        let shown = show(place.path(), &["--format", "json"]);
        assert_eq!((shown.code, shown.err.as_str()), (0, ""));
        let (shown, defaults) =
            (settings(&shown), settings(&show(place.path(), &["--isolated", "--format", "json"])));
        assert_eq!(shown["file"], "jichi.toml");
        assert_eq!(shown["settings"], defaults["settings"]);
    }
}

/// All examples of a start at once, against the rules and word lists of the program; those that have a
/// default show it.
#[test]
fn the_examples_of_a_start_hold() {
    let rule = std::fs::read("rules/about/budget-year-unknown.toml").unwrap();
    let rule = String::from_utf8(rule).unwrap().replace("JC907", "MY907").into_bytes();
    let layout =
        std::fs::read_to_string("rules/layouts/form-88.toml").unwrap().replace("form-88", "form-own");
    let files: Vec<(&str, &[u8])> = vec![
        ("jichi.toml", b"year = 2020\n"),
        ("county/rules/own.toml", &rule),
        ("county/规则/own.toml", &rule),
        ("county/layouts/own.toml", layout.as_bytes()),
        ("county/版式/own.toml", layout.as_bytes()),
    ];
    let root = folder(&files);
    let place = root.path().join("county");
    for language in ["zh", "en"] {
        init(&place, &["--lang", language, "--force"]);
        let file = place.join("jichi.toml");
        std::fs::write(&file, cmd::settings_made(&std::fs::read_to_string(&file).unwrap())).unwrap();
        let shown = show(&place, &["--format", "json", "--lang", "en"]);
        // Nothing is wrong but that there is no such plugin.
        assert_eq!(shown.code, 3, "{}", shown.err);
        assert!(!shown.err.contains("configuration refused"), "{}", shown.err);
        // A missing plugin excuses unknown rules: those of the start have to be there without it.
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text.split("[plugins").next().unwrap()).unwrap();
        assert_eq!(show(&place, &[]).err, "");
        for setting in settings(&shown)["settings"].as_array().unwrap() {
            let has_default = setting["key"][0] == "review" || setting["key"][0] == "plugins";
            if has_default && !setting["default"].is_null() {
                assert_eq!(setting["value"], setting["default"], "{setting}");
            }
        }
    }
}

#[test]
fn a_file_that_is_there_is_kept_unless_forced() {
    let place = folder(&[("jichi.toml", b"year = 2020\n"), ("county/.keep", b"")]);
    let file = place.path().join("jichi.toml");
    let refused = init(place.path(), &[]);
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    assert!(refused.err.contains("jichi.toml") && refused.err.contains("--force"), "{}", refused.err);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "year = 2020\n");
    assert_eq!(init(place.path(), &["--force"]).code, 0);
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("# "));
    for (path, made) in [("county", "county/jichi.toml"), ("new/city.toml", "new/city.toml")] {
        assert_eq!(init(place.path(), &["--path", path]).code, 0);
        assert!(place.path().join(made).is_file());
        assert_eq!(init(place.path(), &["--path", path]).code, 2);
    }
}
