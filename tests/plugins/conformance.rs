//! What each of the plugins in `c` costs: itself, and nothing else.

use std::path::Path;

use tempfile::TempDir;

use crate::built::{built, root};
use crate::cmd::{Run, SMALL, folder, jichi, run};

/// Plugins that are not loaded, and a word that tells why.
const NOT_LOADED: &[(&str, &str)] = &[
    ("magic_wrong", "magic"),
    ("major_wrong", "2"),
    ("descriptor_small", "size"),
    ("rules_endless", "rule_count"),
    ("rules_null", "rule"),
    ("rules_none", "rule"),
    ("rule_small", "rule_size"),
    ("rule_endless", "rule_size"),
    ("rule_odd", "rule"),
    ("rules_odd", "rule"),
    ("rule_idle", "rule"),
    ("source_null", "source"),
    ("source_endless", "source"),
    ("source_not_utf8", "source"),
    ("id_null", "id"),
    ("id_endless", "id"),
    ("id_not_utf8", "id"),
    ("id_wrong", "../../etc"),
    ("version_not_utf8", "version"),
    ("symbol_missing", "jichi_plugin_v1"),
];

/// Plugins with a rule file that is refused.
const RULE_REFUSED: &[(&str, &str)] = &[
    ("source_not_toml", ""),
    ("code_reserved", "JC901"),
    ("code_shadows", "JC101"),
    ("code_twice", "CP101"),
];

/// Plugins whose rule fails on each project, and leaves the process as it was.
const FAILING: &[&str] = &[
    "value_not_utf8",
    "value_null",
    "value_endless",
    "values_null",
    "values_endless",
    "value_undeclared",
    "value_no_decimal",
    "field_unknown",
    "indicator_unknown",
    "column_unknown",
    "span_unknown",
    "span_backwards",
    "span_beyond",
    "span_inside_character",
    "span_without_reading",
    "label_unknown",
    "related_null",
    "related_endless",
    "related_values_null",
    "where_unknown",
    "related_field_unknown",
    "sheet_unknown",
    "place_null",
    "place_unknown",
    "finding_small",
    "finding_null",
    "million",
    "status_unknown",
    "fails",
    "fails_unsaid",
    "fault_not_utf8",
    "fault_endless",
];

/// Plugins that end the process that they are in, or never give it back.
const DEADLY: &[&str] = &["aborts", "reads_null", "exits", "overflows", "hangs", "allocates"];

/// Plugins that do what they should.
const SOUND: &[&str] = &["behaves", "minor_newer", "one_at_a_time"];

/// A folder with `a.tsv`: the small sheet with its project so many times.
fn sheet(projects: usize) -> TempDir {
    let lines: Vec<&str> = SMALL.split_inclusive('\n').collect();
    let (head, project) = lines.split_at(6);
    let mut text = head.concat();
    for number in 1..=projects {
        text.push_str(&project.concat().replacen("绩效评价\t", &format!("绩效评价{number}\t"), 1));
    }
    folder(&[("a.tsv", text.as_bytes())])
}

fn check(folder: &Path, plugin: Option<&Path>, arguments: &[&str]) -> Run {
    let mut command = jichi();
    command.current_dir(folder).args(["check", "a.tsv", "--format", "ndjson"]).args(arguments);
    if let Some(plugin) = plugin {
        command.arg("--plugin").arg(plugin);
    }
    run(&mut command)
}

/// The diagnostics on standard error.
fn diagnostics(run: &Run) -> usize {
    run.err.lines().filter(|line| line.trim_start().starts_with('×')).count()
}

/// The lines with and without findings of the tests' plugins.
fn parted(run: &Run) -> (Vec<&str>, Vec<&str>) {
    run.out.lines().partition(|line| line.contains("\"CP101\""))
}

/// One diagnostic, with these words in it, and the output of a run without plugin.
fn costs_itself(name: &str, arguments: &[&str], code: i32, words: &[&str]) {
    let sheet = sheet(1);
    let without = check(sheet.path(), None, &[]);
    let with = check(sheet.path(), Some(&built(name)), arguments);
    assert_eq!(with.out, without.out, "{name} {arguments:?}: {}", with.err);
    assert_eq!(with.code, code, "{name} {arguments:?}: {}", with.err);
    assert_eq!(diagnostics(&with), 1, "{name} {arguments:?}: {}", with.err);
    for word in words {
        assert!(with.err.contains(word), "{name} {arguments:?}: {word} is not in {}", with.err);
    }
    assert!(!with.err.contains('\u{1b}'), "{name}: {}", with.err);
}

#[test]
fn what_does_not_fit_the_interface_is_not_loaded() {
    for (name, word) in NOT_LOADED {
        for isolation in ["on", "off"] {
            costs_itself(name, &["--lang", "en", "--plugin-isolation", isolation], 3, &[name, word]);
        }
    }
}

#[test]
fn rule_files_of_plugins_are_held_to_what_all_are() {
    let sheet = sheet(1);
    for (name, word) in RULE_REFUSED {
        for isolation in ["on", "off"] {
            let with = check(sheet.path(), Some(&built(name)), &["--plugin-isolation", isolation]);
            assert_eq!(with.code, 2, "{name}: {}", with.err);
            assert_eq!(diagnostics(&with), 1, "{name}: {}", with.err);
            assert!(with.err.contains(word), "{name}: {}", with.err);
        }
    }
}

#[test]
fn a_rule_that_fails_costs_its_findings() {
    for name in FAILING {
        let id = name.replace('_', "-");
        for isolation in ["on", "off"] {
            costs_itself(name, &["--plugin-isolation", isolation], 3, &[&id, "CP101", "绩效评价1"]);
        }
    }
}

#[test]
fn what_a_plugin_says_of_its_failure_is_told() {
    let words = ["the table of prices is out of date"];
    costs_itself("fails", &[], 3, &words);
    costs_itself("fails", &["--plugin-isolation", "off"], 3, &words);
}

#[test]
fn a_rule_that_fails_on_all_projects_fails_on_each() {
    let sheet = sheet(3);
    let with = check(sheet.path(), Some(&built("fails")), &[]);
    assert_eq!((with.code, diagnostics(&with)), (3, 3), "{}", with.err);
}

#[test]
fn what_kills_costs_itself() {
    for name in DEADLY {
        costs_itself(name, &[], 3, &[&name.replace('_', "-"), "CP101", "绩效评价1"]);
    }
}

#[test]
fn what_kills_before_its_first_project_costs_itself() {
    costs_itself("load_aborts", &[], 3, &["load_aborts"]);
    costs_itself("open_aborts", &[], 3, &["open-aborts"]);
    costs_itself("open_hangs", &[], 3, &["open-hangs"]);
    for isolation in ["on", "off"] {
        costs_itself("open_fails", &["--plugin-isolation", isolation], 3, &["open-fails"]);
    }
}

/// The process is started again: what comes after the project that killed it is looked at.
#[test]
fn what_kills_on_one_project_finds_on_the_others() {
    let sheet = sheet(4);
    let without = check(sheet.path(), None, &[]);
    let with = check(sheet.path(), Some(&built("aborts_on_second")), &[]);
    let (own, others) = parted(&with);
    assert_eq!(others, without.out.lines().collect::<Vec<_>>(), "{}", with.err);
    assert_eq!((with.code, diagnostics(&with)), (3, 1), "{}", with.err);
    assert!(with.err.contains("绩效评价2"), "{}", with.err);
    let on = |name: &str| own.iter().filter(|line| line.contains(name)).count();
    assert_eq!((own.len(), on("绩效评价1"), on("绩效评价3"), on("绩效评价4")), (3, 1, 1, 1));
}

#[test]
fn what_is_sound_finds_the_same_either_way_with_any_number_of_threads() {
    let sheet = sheet(40);
    let without = check(sheet.path(), None, &[]);
    let reference = check(sheet.path(), Some(&built("behaves")), &[]);
    let (own, others) = parted(&reference);
    assert_eq!(own.len(), 40, "{}", reference.err);
    assert_eq!(others, without.out.lines().collect::<Vec<_>>());
    for name in SOUND {
        for isolation in ["on", "off"] {
            for threads in ["1", "2"] {
                let arguments = ["--plugin-isolation", isolation, "--threads", threads];
                let with = check(sheet.path(), Some(&built(name)), &arguments);
                assert_eq!(with.out, reference.out, "{name} {arguments:?}: {}", with.err);
                assert_eq!((with.code, with.err.as_str()), (without.code, ""), "{name} {arguments:?}");
            }
        }
    }
}

#[test]
fn what_follows_does_so_in_the_order_of_the_run() {
    let sheet = sheet(40);
    let reference = check(sheet.path(), Some(&built("follows")), &[]);
    assert_eq!(parted(&reference).0.len(), 39, "{}", reference.err);
    for isolation in ["on", "off"] {
        for threads in ["1", "2"] {
            let arguments = ["--plugin-isolation", isolation, "--threads", threads];
            let with = check(sheet.path(), Some(&built("follows")), &arguments);
            assert_eq!(with.out, reference.out, "{arguments:?}: {}", with.err);
        }
    }
}

#[test]
fn what_finds_nothing_changes_nothing() {
    let sheet = sheet(3);
    let without = check(sheet.path(), None, &[]);
    for isolation in ["on", "off"] {
        let arguments = ["--plugin-isolation", isolation];
        let with = check(sheet.path(), Some(&built("says_nothing")), &arguments);
        assert_eq!((with.out, with.err, with.code), (without.out.clone(), String::new(), without.code));
    }
}

/// Standard output is the findings' and no plugin's.
#[test]
fn what_prints_is_not_heard() {
    let sheet = sheet(3);
    let reference = check(sheet.path(), Some(&built("behaves")), &[]);
    let with = check(sheet.path(), Some(&built("prints")), &[]);
    assert_eq!((with.out, with.code), (reference.out, reference.code), "{}", with.err);
}

#[test]
fn what_is_no_library_is_told() {
    let whole = std::fs::read(built("behaves")).unwrap();
    let files: [(&str, &[u8]); 4] = [
        ("half.so", &whole[..whole.len() / 2]),
        ("head.so", &whole[..100]),
        ("text.so", "这不是插件\n".as_bytes()),
        ("empty.so", b""),
    ];
    let sheet = sheet(1);
    let without = check(sheet.path(), None, &[]);
    let libraries = folder(&files);
    let missing = libraries.path().join("missing.so");
    let paths = files.iter().map(|(name, _)| libraries.path().join(name)).chain([missing]);
    for path in paths.chain([libraries.path().to_owned()]) {
        for isolation in ["on", "off"] {
            let with = check(sheet.path(), Some(&path), &["--plugin-isolation", isolation]);
            let told = path.file_name().unwrap().to_str().unwrap();
            assert!(with.err.contains(told), "{}", with.err);
            assert_eq!((with.code, diagnostics(&with)), (3, 1), "{}", with.err);
            assert_eq!(with.out, without.out, "{}", with.err);
        }
    }
}

/// The examples of the plugin's rules are tested as those of any rule.
#[test]
fn the_example_in_c_passes_the_tests_of_its_rule() {
    let example = crate::built::library(&root().join("plugins/c-example/c_example.c"));
    let mut command = jichi();
    let tested = run(command.args(["rules", "test", "--plugin"]).arg(&example));
    assert_eq!(tested.code, 0, "{}{}", tested.out, tested.err);
}
