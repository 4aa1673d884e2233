//! `jichi check` with each of the plugins: it costs itself and nothing else. What differs where a plugin runs in the
//! program's own process is looked at in `loaded`.

use std::path::Path;
use std::sync::LazyLock;

use jichi::plugin::Digest;
use tempfile::TempDir;

use crate::built::{built, library, root};
use crate::cmd::{Run, folder, jichi, run};
use crate::loaded::FAILING;
use crate::{in_rust, sheets};

/// A folder with the small sheet, `a.tsv`, with its project so many times.
fn sheet(projects: usize) -> TempDir {
    folder(&[("a.tsv", sheets::small(projects).as_bytes())])
}

/// A run in the folder of the sheet; one finding is one line.
fn check(folder: &Path, plugin: Option<&Path>, arguments: &[&str]) -> Run {
    let mut command = jichi();
    command.current_dir(folder).args(["check", "a.tsv", "--format", "ndjson"]).args(arguments);
    if let Some(plugin) = plugin {
        command.arg("--plugin").arg(plugin);
    }
    run(&mut command)
}

/// How many things standard error tells.
fn diagnostics(run: &Run) -> usize {
    run.err.lines().filter(|line| line.trim_start().starts_with('×')).count()
}

/// The lines with findings of the tests' plugins, and the others.
fn parted(run: &Run) -> (Vec<&str>, Vec<&str>) {
    run.out.lines().partition(|line| line.contains("\"CP101\""))
}

/// What standard error tells, without what is there to fit the width of the page.
fn told(run: &Run) -> String {
    run.err.split_whitespace().filter(|word| *word != "│").collect()
}

/// One diagnostic, in English, with these words in it, and the output of a run without the plugin.
fn costs_itself(library: &Path, arguments: &[&str], words: &[&str]) {
    static WITHOUT: LazyLock<Run> = LazyLock::new(|| check(sheet(1).path(), None, &["--lang", "en"]));
    let sheet = sheet(1);
    let with = check(sheet.path(), Some(library), &[&["--lang", "en"], arguments].concat());
    let case = format!("{} {arguments:?}: {}", library.display(), with.err);
    assert_eq!(with.out, WITHOUT.out, "{case}");
    assert_eq!((with.code, diagnostics(&with)), (3, 1), "{case}");
    assert!(with.err.chars().all(|ch| ch == '\n' || !ch.is_control()), "{case}");
    let told = told(&with);
    let file = library.file_name().unwrap().to_str().unwrap();
    for word in [file].iter().chain(words) {
        assert!(told.contains(&word.replace(' ', "")), "{word} is not in {case}");
    }
}

#[test]
fn what_does_not_fit_the_interface_is_told() {
    for (name, word) in [
        ("magic_wrong", "no plugin"),
        ("major_wrong", "version 2"),
        ("descriptor_small", "size"),
        ("rules_endless", "rule_count"),
        ("rules_null", "no rule"),
        ("rules_none", "no rule"),
        ("rule_small", "rule_size"),
        ("rule_endless", "rule_size"),
        ("rule_odd", "no rule"),
        ("rules_odd", "no rule"),
        ("rule_idle", "without a function"),
        ("source_null", "source"),
        ("source_endless", "source"),
        ("source_not_utf8", "source"),
        ("id_null", "id"),
        ("id_endless", "id"),
        ("id_not_utf8", "id"),
        ("id_wrong", "../../etc"),
        ("version_not_utf8", "version"),
        ("symbol_missing", "jichi_plugin_v1"),
        ("code_reserved", "JC901"),
        ("code_shadows", "JC101"),
    ] {
        costs_itself(&built(name), &[], &[word]);
    }
}

#[test]
fn what_is_no_library_is_told() {
    let files =
        folder(&[("text.so", "这不是插件\n".as_bytes()), ("empty.so", b""), ("folder.so/.keep", b"")]);
    for name in ["text.so", "empty.so", "folder.so", "missing.so"] {
        for isolation in ["on", "off"] {
            costs_itself(&files.path().join(name), &["--plugin-isolation", isolation], &[]);
        }
    }
}

#[test]
fn rule_files_of_plugins_are_held_to_what_all_are() {
    let sheet = sheet(1);
    let without = check(sheet.path(), None, &[]);
    for name in ["source_not_toml", "code_twice"] {
        for isolation in ["on", "off"] {
            let with = check(sheet.path(), Some(&built(name)), &["--plugin-isolation", isolation]);
            assert_eq!((with.code, diagnostics(&with)), (2, 1), "{name}: {}", with.err);
            assert!(told(&with).contains(name), "{name}: {}", with.err);
            // Of two rules with one code the first is in force.
            assert_eq!(parted(&with).1, parted(&without).1, "{name}: {}", with.err);
        }
    }
}

#[test]
fn a_rule_that_fails_costs_its_findings() {
    for name in FAILING {
        costs_itself(&built(name), &[], &["CP101", "绩效评价1"]);
    }
    for isolation in ["on", "off"] {
        let words = ["the table of prices is out of date"];
        costs_itself(&built("fails"), &["--plugin-isolation", isolation], &words);
    }
}

#[test]
fn what_kills_is_told() {
    for name in ["aborts", "reads_null", "exits", "overflows", "allocates"] {
        costs_itself(&built(name), &[], &["CP101", "绩效评价1"]);
    }
    for name in ["load_aborts", "open_aborts"] {
        costs_itself(&built(name), &[], &[]);
    }
}

/// What a configuration says of a plugin holds where the command line names it.
#[test]
fn what_comes_to_no_end_is_told() {
    let library = built("hangs");
    let digest = Digest::of(&std::fs::read(&library).unwrap());
    let path = library.to_str().unwrap();
    let config = format!("[plugins.hangs]\npath = '{path}'\nsha256 = \"{digest}\"\ntimeout = 1\n");
    let folder = folder(&[("jichi.toml", config.as_bytes())]);
    let config = folder.path().join("jichi.toml");
    let arguments = ["--config", config.to_str().unwrap()];
    costs_itself(&library, &arguments, &["CP101", "绩效评价1"]);
}

/// Standard output is the findings' and no plugin's; standard input is the sheet's.
#[test]
fn what_prints_is_not_heard() {
    let sheet = sheet(3);
    let reference = check(sheet.path(), Some(&built("behaves")), &[]);
    let mut command = jichi();
    command.args(["check", "-", "--stdin-name", "a.tsv", "--format", "ndjson", "--plugin"]);
    command.arg(built("prints")).write_stdin(sheets::small(3));
    assert_eq!(run(&mut command).out, reference.out);
}

#[test]
fn a_run_that_does_not_begin_is_told() {
    for isolation in ["on", "off"] {
        costs_itself(&built("open_fails"), &["--plugin-isolation", isolation], &[]);
        costs_itself(&in_rust::panics_in_open(), &["--plugin-isolation", isolation], &[]);
    }
}

#[test]
fn a_rule_that_fails_on_all_projects_is_told_once() {
    let sheet = sheet(3);
    let with = check(sheet.path(), Some(&built("fails")), &[]);
    assert_eq!((with.code, diagnostics(&with)), (3, 1), "{}", with.err);
    assert!(told(&with).contains("共有3个项目"), "{}", with.err);
}

#[test]
fn what_is_sound_finds_the_same_anywhere_with_any_number_of_threads() {
    let sheet = sheet(40);
    let without = check(sheet.path(), None, &[]);
    let reference = check(sheet.path(), Some(&built("behaves")), &[]);
    let (own, others) = parted(&reference);
    assert_eq!(own.len(), 40, "{}", reference.err);
    assert_eq!(others, parted(&without).1);
    for name in ["behaves", "minor_newer", "one_at_a_time", "says_nothing", "follows"] {
        let expected = match name {
            "says_nothing" => without.out.clone(),
            "follows" => check(sheet.path(), Some(&built(name)), &["--threads", "1"]).out,
            _ => reference.out.clone(),
        };
        for isolation in ["on", "off"] {
            for threads in ["1", "2"] {
                let mut command = jichi();
                command.current_dir(sheet.path()).env("RAYON_NUM_THREADS", threads);
                command.args(["check", "a.tsv", "--format", "ndjson", "--plugin-isolation", isolation]);
                let with = run(command.arg("--plugin").arg(built(name)));
                let case = format!("{name}, {isolation}, {threads}");
                assert_eq!((with.out, with.err), (expected.clone(), String::new()), "{case}");
                assert_eq!(with.code, without.code, "{case}");
            }
        }
    }
}

/// Examples that do not come out because the code fails: once more, it is told why.
#[test]
fn examples_on_which_a_plugin_fails_say_so() {
    let mut command = jichi();
    let folder = sheet(1);
    command.current_dir(folder.path()).args(["rules", "test", "--lang", "en", "--plugin"]);
    let run = run(command.arg(built("value_undeclared")));
    assert_eq!((run.code, diagnostics(&run)), (3, 1), "{}", run.err);
    let told = told(&run);
    for word in ["CP101", "declares no value `amount`"] {
        assert!(told.contains(&word.replace(' ', "")), "{}", run.err);
    }
}

#[test]
fn the_example_in_c_passes_the_tests_of_its_rule() {
    let mut command = jichi();
    let example = library(&root().join("plugins/c-example/c_example.c"));
    let tested = run(command.args(["rules", "test", "--plugin"]).arg(example));
    assert_eq!(tested.code, 0, "{}{}", tested.out, tested.err);
}

/// What a configuration names is loaded where it is what the user trusted, and not what has taken its place.
#[test]
#[cfg(unix)]
fn what_takes_the_place_of_a_trusted_file_is_not_loaded() {
    let sheet = sheet(1);
    let home = sheet.path().join("home");
    let link = sheet.path().join("plugin.so");
    let point_to = |name: &str| {
        let _ = std::fs::remove_file(&link);
        std::os::unix::fs::symlink(built(name), &link).unwrap();
    };
    let here = |arguments: &[&str]| {
        let mut command = jichi();
        command.current_dir(sheet.path()).env("XDG_CONFIG_HOME", &home).env("HOME", &home);
        run(command.args(arguments))
    };
    let checked = || here(&["check", "a.tsv", "--format", "ndjson"]);
    let pinned = |digest: &str| {
        let config = format!("[plugins.behaves]\npath = \"plugin.so\"\nsha256 = \"{digest}\"\n");
        std::fs::write(sheet.path().join("jichi.toml"), config).unwrap();
    };
    let without = checked();

    point_to("behaves");
    let trust = here(&["plugin", "trust", "plugin.so"]);
    let is_digest = |word: &&str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let digest = trust.out.split(|ch: char| !ch.is_ascii_alphanumeric()).find(is_digest);
    let digest = digest.unwrap_or_else(|| panic!("{}{}", trust.out, trust.err));
    pinned(digest);
    let with = checked();
    assert_eq!((parted(&with).0.len(), with.code), (1, without.code), "{}", with.err);

    point_to("says_nothing");
    let swapped = checked();
    assert_eq!((swapped.out.as_str(), swapped.code), (without.out.as_str(), 3), "{}", swapped.err);
    assert_eq!(diagnostics(&swapped), 1, "{}", swapped.err);

    point_to("behaves");
    pinned(&digest.chars().rev().collect::<String>());
    let other = checked();
    assert_eq!((other.out.as_str(), other.code), (without.out.as_str(), 3), "{}", other.err);
    assert_eq!(diagnostics(&other), 1, "{}", other.err);
}
