//! Results in files: several formats at once, what is refused, and that no file is left half-written. And the ready-made
//! examples for CI run as they stand.

#![allow(clippy::unwrap_used)]

mod cmd;

use std::fs;
use std::path::Path;

use cmd::{SMALL, folder, jichi, run, small};
use serde_json::Value;

const FORMATS: [&str; 13] = [
    "text",
    "compact",
    "summary",
    "json",
    "ndjson",
    "csv",
    "markdown",
    "html",
    "sarif",
    "junit",
    "checkstyle",
    "github",
    "gitlab",
];

/// The names in a folder, in order.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn all_formats_at_once_are_what_each_is_by_itself() {
    let folder = small();
    let mut command = jichi();
    command.current_dir(folder.path()).args(["check", "a.tsv"]);
    for format in FORMATS {
        command.args(["--output", &format!("{format}=out/{format}")]);
    }
    let all = run(&mut command);
    assert_eq!(all.code, 1, "{}", all.err);
    assert!(all.out.starts_with("检查了 1 个文件"), "{}", all.out);
    let mut sorted = FORMATS.map(str::to_owned).to_vec();
    sorted.sort();
    assert_eq!(names(&folder.path().join("out")), sorted);
    for format in FORMATS {
        let alone = run(jichi().current_dir(folder.path()).args(["check", "a.tsv", "--format", format]));
        assert_eq!(alone.code, 1, "{format}");
        let file = fs::read_to_string(folder.path().join("out").join(format)).unwrap();
        assert_eq!(file, alone.out, "{format}");
        assert!(!file.is_empty(), "{format}");
    }
}

#[test]
fn the_exit_code_does_not_depend_on_the_format() {
    let folder = folder(&[("a.tsv", SMALL.as_bytes()), ("empty.xlsx", b"PK\x03\x04")]);
    for format in FORMATS {
        for (arguments, code) in [
            (&["a.tsv"][..], 1),
            (&["a.tsv", "--fail-on", "never"], 0),
            (&["a.tsv", "none.tsv"], 2),
            (&["a.tsv", "empty.xlsx"], 3),
        ] {
            let run = run(jichi()
                .current_dir(folder.path())
                .arg("check")
                .args(arguments)
                .args(["--format", format]));
            assert_eq!(run.code, code, "{format} {arguments:?} {}", run.err);
        }
    }
}

#[test]
fn bad_outputs_are_refused_before_anything_is_written() {
    let folder = small();
    for (outputs, words) in [
        (&["sarf=x.sarif"][..], "是否想写 --output sarif=文件？"),
        (&["junit"], "写成 格式=文件"),
        (&["csv="], "写成 格式=文件"),
        (&["json=x.json", "csv=./x.json"], "两份结果要写到同一个文件：./x.json"),
        (&["json=x.json", "csv=a.tsv"], "结果会盖掉被检查的文件：a.tsv"),
    ] {
        let mut command = jichi();
        command.current_dir(folder.path()).args(["check", "a.tsv"]);
        outputs.iter().for_each(|output| {
            command.args(["--output", output]);
        });
        let run = run(&mut command);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{outputs:?}");
        assert!(run.err.contains(words), "{}", run.err);
        assert_eq!(names(folder.path()), ["a.tsv"], "{outputs:?}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("a.tsv")).unwrap(), SMALL);
}

#[test]
fn what_was_there_stays_where_the_command_is_wrong() {
    let folder = folder(&[("a.tsv", SMALL.as_bytes()), ("old.json", b"old")]);
    let wrong = run(jichi().current_dir(folder.path()).args([
        "check",
        "a.tsv",
        "--select",
        "no-such-rule",
        "--output",
        "json=old.json",
    ]));
    assert_eq!(wrong.code, 2);
    assert_eq!(fs::read_to_string(folder.path().join("old.json")).unwrap(), "old");
    assert_eq!(names(folder.path()), ["a.tsv", "old.json"]);
}

#[test]
fn results_are_whole_where_an_input_is_wrong() {
    let folder = folder(&[("a.tsv", SMALL.as_bytes()), ("broken.xlsx", b"PK\x03\x04 half")]);
    let run = run(jichi().current_dir(folder.path()).args([
        "check",
        "none.tsv",
        "broken.xlsx",
        "a.tsv",
        "--output",
        "sarif=x.sarif",
        "--output",
        "gitlab=x.json",
    ]));
    assert_eq!(run.code, 3, "{}", run.err);
    assert_eq!(names(folder.path()), ["a.tsv", "broken.xlsx", "x.json", "x.sarif"]);
    let read = |name: &str| -> Value {
        serde_json::from_str(&fs::read_to_string(folder.path().join(name)).unwrap()).unwrap()
    };
    let run = &read("x.sarif")["runs"][0];
    assert!(!run["results"].as_array().unwrap().is_empty());
    let notes = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap().clone();
    let uris: Vec<_> = notes
        .iter()
        .map(|note| note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap())
        .collect();
    assert_eq!(uris, ["none.tsv", "broken.xlsx"]);
    let issues = read("x.json");
    let blockers = issues.as_array().unwrap().iter().filter(|issue| issue["severity"] == "blocker");
    assert_eq!(blockers.count(), 2);
}

/// The commands of an example: lines of YAML from `jichi check` on.
fn commands(example: &str) -> Vec<Vec<&str>> {
    let lines = example.lines().filter_map(|line| Some(&line[line.find("jichi check ")?..]));
    lines.map(|line| line.split_whitespace().skip(1).collect()).collect()
}

#[test]
fn the_examples_for_ci_work_as_they_stand() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let pages = ["ci.md", "ci.zh.md"].map(|page| fs::read_to_string(root.join(page)).unwrap());
    for name in names(&root.join("examples")) {
        let example = fs::read_to_string(root.join("examples").join(&name)).unwrap();
        assert!(pages.iter().all(|page| page.contains(&format!("```yaml\n{example}```"))), "{name}");
        let folder = folder(&[("申报/a.tsv", SMALL.as_bytes())]);
        let commands = commands(&example);
        assert_eq!(commands.len(), 1, "{name}");
        for mut arguments in commands {
            // pre-commit adds the files.
            if !arguments.contains(&"申报/") {
                arguments.push("申报/a.tsv");
            }
            let run = run(jichi().current_dir(folder.path()).args(&arguments));
            assert_eq!(run.code, 1, "{arguments:?} {}", run.err);
            let outputs = arguments.iter().filter_map(|argument| Some(argument.split_once('=')?.1));
            for file in outputs {
                assert!(folder.path().join(file).is_file(), "{file}");
                assert!(example.matches(file).count() > 1, "{name} makes nothing of {file}");
            }
        }
    }
}
