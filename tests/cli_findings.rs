//! What the program prints about findings: formats, order, colours, marks. The rules stand in
//! `tests/cmd/rules`, so that the program's own can change.

mod cmd;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use cmd::{SHEET, SMALL, findings, folder, jichi, run, small};

const RULES: &str = "tests/cmd/rules";

/// Checks with the test rules alone.
fn test_rules(path: &Path, arguments: &[&str]) -> Command {
    let mut command = jichi();
    command.arg("check").arg(path).args(["--rules", RULES, "--select", "TS"]).args(arguments);
    command
}

#[test]
fn findings_at_or_above_fail_on_are_1() {
    let folder = small();
    let a = folder.path().join("a.tsv");
    for (arguments, code) in [
        (&[][..], 1),
        (&["--fail-on", "never"], 0),
        (&["--ignore", "TS101"], 0),
        (&["--ignore", "test-capped", "--fail-on", "warning"], 1),
        (&["--ignore", "TS", "--fail-on", "info"], 0),
        // What is not listed counts all the same.
        (&["--select", "TS102", "--ignore", "TS101", "--severity", "error", "--fail-on", "warning"], 1),
        (&["--format", "json"], 1),
        (&["--format", "ndjson"], 1),
        (&["--format", "compact"], 1),
    ] {
        let run = run(&mut test_rules(&a, arguments));
        assert_eq!(run.code, code, "{arguments:?} {}", run.err);
    }
}

#[test]
fn a_finding_as_programs_read_it() {
    let folder = small();
    let run = run(&mut test_rules(&folder.path().join("a.tsv"), &["--format", "json"]));
    let findings = findings(&run.out);
    let cells: Vec<_> =
        findings.iter().map(|finding| finding["location"]["cell"].as_str().unwrap()).collect();
    assert_eq!(cells, ["I7", "G8", "I8"]);
    let keys: Vec<_> = findings[0].as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected = [
        "code",
        "rule",
        "severity",
        "message",
        "help",
        "basis",
        "file",
        "location",
        "department",
        "project",
        "indicator",
        "field",
        "related",
        "fix",
        "fingerprint",
    ];
    expected.sort_unstable();
    let mut keys = keys;
    keys.sort_unstable();
    assert_eq!(keys, expected);
    assert_eq!(findings[0]["indicator"]["group"], "effect");
    assert_eq!(findings[0]["project"], serde_json::json!({"name": "绩效评价", "line": 7}));
    assert_eq!(findings[2]["severity"], "warning");
    assert_eq!(findings[0]["fingerprint"].as_str().unwrap().len(), 16);
}

#[test]
fn fingerprints_do_not_depend_on_name_row_or_language() {
    let moved = SMALL.replace("\n\t\t\t\t\t公考", "\n\n\n\t\t\t\t\t公考");
    let folder = folder(&[("a.tsv", SMALL.as_bytes()), ("b.tsv", moved.as_bytes())]);
    let of = |name: &str, arguments: &[&str]| {
        let run = run(test_rules(&folder.path().join(name), arguments).args(["--format", "json"]));
        findings(&run.out).iter().map(|finding| finding["fingerprint"].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(of("a.tsv", &[]).len(), 3);
    assert_eq!(of("a.tsv", &[]), of("b.tsv", &[]));
    assert_eq!(of("a.tsv", &[]), of("a.tsv", &["--lang", "en"]));
}

#[test]
fn the_same_bytes_with_any_number_of_threads() {
    for format in ["text", "compact", "json", "ndjson"] {
        let arguments = ["--format", format];
        let one = run(test_rules(Path::new(SHEET), &arguments).env("RAYON_NUM_THREADS", "1"));
        assert!(one.out.len() > 10_000);
        for threads in ["1", "2", "7"] {
            let many = run(test_rules(Path::new(SHEET), &arguments).args(["--threads", threads]));
            assert_eq!(many.out, one.out, "{format} with {threads}");
        }
    }
}

#[test]
fn files_keep_their_order() {
    let folder = folder(&[
        ("b.tsv", SMALL.as_bytes()),
        ("a/2.tsv", SMALL.as_bytes()),
        ("a/1.tsv", SMALL.as_bytes()),
        ("c.tsv", SMALL.as_bytes()),
    ]);
    let run = run(test_rules(&folder.path().join("c.tsv"), &["--format=json"]).arg(folder.path()));
    let files: Vec<String> =
        findings(&run.out).iter().map(|f| f["file"].as_str().unwrap().to_owned()).collect();
    let mut order = files.clone();
    order.dedup();
    let expected =
        ["c.tsv", "a/1.tsv", "a/2.tsv", "b.tsv"].map(|name| folder.path().join(name).display().to_string());
    assert_eq!(order, expected);
}

#[test]
fn colour_only_where_it_is_wanted() {
    let folder = small();
    let a = folder.path().join("a.tsv");
    let escapes = |command: &mut Command| run(command).out.contains('\u{1b}');
    for format in ["text", "compact"] {
        assert!(!escapes(&mut test_rules(&a, &["--format", format])));
        assert!(escapes(&mut test_rules(&a, &["--format", format, "--color", "always"])));
        assert!(!escapes(test_rules(&a, &["--format", format]).env("NO_COLOR", "1")));
        assert!(!escapes(&mut test_rules(&a, &["--format", format, "--color", "never"])));
    }
    // Asked for by name, colour comes; the cell's own escape stays harmless even then.
    let page = run(&mut test_rules(&a, &["--color", "always"])).out;
    assert!(page.contains("公考␛[31m合格率"), "{page}");
    let table = run(jichi().arg("records").arg(&a));
    assert!(!table.out.contains('\u{1b}') && table.out.contains("公考␛[31m合格率"), "{}", table.out);
}

#[test]
fn messages_in_english_keep_their_keys() {
    let folder = small();
    let a = folder.path().join("a.tsv");
    let page = run(&mut test_rules(&a, &["--lang", "en"]));
    assert!(page.out.contains("TS101 error “≤100%” used as a target"), "{}", page.out);
    assert!(page.out.contains("Suggestion: write the least"), "{}", page.out);
    assert!(!page.out.contains("help:") && !page.out.contains("建议"), "{}", page.out);
    let compact = run(&mut test_rules(&a, &["--lang", "en", "--format", "compact"]));
    assert!(compact.out.contains("a.tsv:7:9[I7] error TS101 the target “≤100%”"), "{}", compact.out);
}

#[test]
fn a_broken_rule_does_not_disable_the_others() {
    let rules = folder(&[
        ("broken.toml", b"code = \"TS900\"\nslugg = 1\n"),
        ("capped.toml", &fs::read("tests/cmd/rules/capped.toml").unwrap()),
    ]);
    let sheet = small();
    let run = run(jichi()
        .arg("check")
        .arg(sheet.path().join("a.tsv"))
        .arg("--rules")
        .arg(rules.path())
        .args(["--select", "TS", "--format", "json"]));
    assert_eq!(run.code, 2);
    assert!(run.err.contains("broken.toml:2:1") && run.err.contains("slugg"), "{}", run.err);
    assert_eq!(findings(&run.out).len(), 2);
}

/// A user's examples take the place of the program's; those of a broken file do without it, and the run says so.
#[test]
fn examples_come_from_the_library_and_the_users_own() {
    let sheet = small();
    let a = sheet.path().join("a.tsv");
    let own = "[[subject]]\ntitle = \"评价\"\nwords = [\"绩效评价\"]\n[[subject.kind]]\ndimension = \"sustainability\"\n\
               examples = [{ name = \"评价指标库更新数\", value = \"≥20项\" }, { name = \"评价专家留任率\", value = \"≥80%\" }]\n";
    let broken = own.replace("sustainability", "sustainable");
    let shown = |library: Option<&str>| {
        let mut command = jichi();
        command.arg("check").arg(&a).args(["--select", "JC303", "--format", "json"]);
        let rules = folder(&[("my/indicators.toml", library.unwrap_or_default().as_bytes())]);
        if library.is_some() {
            command.arg("--rules").arg(rules.path());
        }
        let run = run(&mut command);
        let found = findings(&run.out);
        let names: Vec<String> = found[0]["examples"]
            .as_array()
            .unwrap()
            .iter()
            .map(|example| example["name"].as_str().unwrap().to_owned())
            .collect();
        assert!(found[0]["fix"].is_null());
        (run.code, names, run.err)
    };
    let (code, builtin, _) = shown(None);
    assert_eq!((code, builtin.len()), (0, 2), "{builtin:?}");
    let (code, names, _) = shown(Some(own));
    assert_eq!((code, names), (0, vec!["评价指标库更新数".to_owned(), "评价专家留任率".to_owned()]));
    let (code, names, errors) = shown(Some(&broken));
    assert_eq!((code, names), (2, builtin));
    assert!(errors.contains("指标库未能载入") && errors.contains("indicators.toml:5:13"), "{errors}");
    let page = run(jichi().arg("check").arg(&a).args(["--select", "JC303"]));
    assert!(page.out.contains("可参照：") && page.out.contains("（数值按实际填写）"), "{}", page.out);
    assert!(
        run(jichi().args(["explain", "JC303"]))
            .out
            .contains("举例：按这项指标和项目的内容，从指标库中选两三个")
    );
}

#[test]
fn rules_are_listed_explained_and_tested() {
    let list = run(jichi().args(["rules", "--rules", RULES, "--format", "json"]));
    let rules = findings(&list.out);
    let capped = rules.iter().find(|rule| rule["code"] == "TS101").unwrap();
    assert_eq!(capped["en"]["title"], "“≤100%” used as a target");
    assert_eq!((&capped["slug"], &capped["severity"]), (&"test-capped".into(), &"error".into()));
    assert_eq!(capped["status"], "stable");
    let table = run(jichi().args(["rules", "--rules", RULES]));
    assert!(table.out.contains("TS102  警告"), "{}", table.out);
    let listed = |words: &[&str]| -> Vec<String> {
        let list = run(jichi().args(["rules", "--rules", RULES, "--format", "json"]).args(words));
        findings(&list.out).iter().map(|rule| rule["code"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(listed(&["ts1", "错误"]), ["TS101"]);
    assert_eq!(listed(&["TS", "warning"]), ["TS102"]);
    assert_eq!(listed(&["test-capped", "正式"]), ["TS101"]);
    assert_eq!(listed(&["test-capped", "preview"]), [""; 0]);
    assert!(listed(&["任何完成结果"]).contains(&"TS101".to_owned()));
    let schema = run(jichi().args(["rules", "schema"]));
    assert!(schema.code == 0 && schema.out.contains("\"contains-any\""));
    let page = run(jichi().args(["explain", "ts101", "--rules", RULES]));
    assert_eq!(page.code, 0);
    assert!(
        page.out.contains("任何完成结果都不会超过100%。") && page.out.contains("合格率 │ ≥95%"),
        "{}",
        page.out
    );

    let passed = run(jichi().args(["rules", "test", RULES]));
    assert_eq!((passed.code, passed.out.lines().next()), (0, Some("测试了 2 条规则的 4 个例子：全部通过")));
    let text = fs::read_to_string("tests/cmd/rules/capped.toml").unwrap().replace("≥95%\" }]", "≤100%\" }]");
    let wrong = folder(&[("wrong.toml", text.as_bytes())]);
    let failed = run(jichi().args(["rules", "test"]).arg(wrong.path()));
    assert_eq!(failed.code, 1);
    assert!(failed.out.contains("TS101 [[valid]] 1  查出的问题与所列不符"), "{}", failed.out);
    assert_eq!(run(jichi().args(["rules", "test", "/no/such/rule.toml"])).code, 2);
}

#[test]
fn the_mark_stands_under_the_cell_in_the_real_output() {
    let page = run(&mut test_rules(Path::new(SHEET), &["--select", "TS102", "--ignore", "TS101"])).out;
    let lines: Vec<&str> = page.lines().collect();
    let columns = |text: &str| unicode_width::UnicodeWidthStr::width(text);
    let mut marks = 0;
    for pair in lines.windows(2) {
        let Some(at) = pair[1].find("──┬─").filter(|_| pair[1].trim_start().starts_with('·')) else {
            continue;
        };
        let before = columns(&pair[1][..at]);
        let cell = pair[0].char_indices().find(|&(byte, _)| columns(&pair[0][..byte]) == before).unwrap().0;
        assert!(pair[0][cell..].starts_with("长期"), "{}\n{}", pair[0], pair[1]);
        marks += 1;
    }
    assert!(marks > 50, "{marks}");
}

#[test]
fn a_target_that_stands_in_three_cells() {
    let text = "单位：元\n单位名称\t项目名称\t预算数\t年度目标\t一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位\n\
                101001-某局\t培训\t5000\t办好培训\t产出指标\t质量指标\t合格率\t≤\t100\t%\n";
    let folder = folder(&[("a.tsv", text.as_bytes())]);
    let path = folder.path().join("a.tsv");
    let run_with = |arguments: &[&str]| {
        let own = ["--select", "JC308"];
        run(jichi().arg("check").arg(&path).args(own).args(arguments))
    };
    let found = findings(&run_with(&["--format", "json"]).out);
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    // It speaks of all three, stands on the cell of the value, and mends that cell alone.
    assert!(finding["message"].as_str().unwrap().contains("“≤100%”"));
    assert_eq!(finding["indicator"]["value"], "≤100%");
    assert_eq!(finding["location"]["cell"], "I3");
    let edit = &finding["fix"]["edits"][0];
    assert_eq!((&edit["old"], &edit["new"]), (&"100".into(), &"=100".into()));
    let shown = run_with(&[]).out;
    let mark = shown.lines().find(|line| line.contains('┬')).unwrap();
    assert!(mark.ends_with("─┬─"), "{shown}");
}
