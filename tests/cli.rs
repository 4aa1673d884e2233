//! The program as a user meets it: exit codes, formats, and what bad inputs do beside good ones.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

const SHEET: &str = "tests/data/jialing-2020.tsv";

/// A sheet with a capped target, an open-ended value, a missing value, and terminal escapes in its cells.
const SMALL: &str = "2020年某区部门预算项目绩效目标情况表\t\t\t\t\t\t\t\t\t\t\n\
单位：万元\t\t\t\t\t\t\t\t\t\t\n\
项目单位 (项目名称)\t项目资金\t\t\t年度目标\t绩效指标\t\t\t\t\t\n\
\t资金总额\t财政拨款\t其他资金\t\t项目完成指标\t\t效益指标\t\t满意度指标\t\n\
\t\t\t\t\t三级指标\t指标值\t三级指标\t指标值\t三级指标\t指标值\n\
318009-某区财政绩效评价中心\t80\t80\t\t\t\t\t\t\t\t\n\
绩效评价\t80\t80\t\t完成年度绩效评价工作，评价项目20个。\t评价项目个数\t20个\t评价结果应用率\t≤100%\t服务对象满意度\t≥95%\n\
\t\t\t\t\t公考\u{1b}[31m合格率\t≤100%\t影响年限\t长期\t\t\n\
\t\t\t\t\t完成时限\t2020年12月31日前\t\t\t\t\n\
\t\t\t\t\t评价成本\t80万元\t\t\t\t\n";

fn jichi() -> Command {
    let mut command = Command::cargo_bin("jichi").unwrap();
    for variable in ["NO_COLOR", "JICHI_LANG", "RAYON_NUM_THREADS", "LANG", "LC_ALL", "FORCE_COLOR"] {
        command.env_remove(variable);
    }
    command
}

struct Run {
    code: i32,
    out: String,
    err: String,
}

fn run(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn small() -> TempDir {
    folder(&[("a.tsv", SMALL.as_bytes())])
}

fn check(path: &Path, arguments: &[&str]) -> Run {
    run(jichi().arg("check").arg(path).args(arguments))
}

fn findings(out: &str) -> Vec<serde_json::Value> {
    serde_json::from_str(out).unwrap()
}

#[test]
fn a_path_that_matches_nothing_is_2() {
    let folder = small();
    let empty = tempfile::tempdir().unwrap();
    for path in [folder.path().join("none.tsv"), folder.path().join("*.xlsx"), empty.path().to_owned()] {
        let run = check(&path, &[]);
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(run.err.contains(path.to_str().unwrap()), "{}", run.err);
        assert!(run.err.contains("建议："), "{}", run.err);
    }
}

#[test]
fn the_command_line_is_explained_in_chinese() {
    for (arguments, words) in [
        (&["check"][..], "缺少参数：<路径>..."),
        (&["check", "a.tsv", "--formt", "json"], "是否想写：--format"),
        (&["check", "a.tsv", "--format", "yaml"], "可取的值：text、compact、json、ndjson"),
        (&["check", "a.tsv", "--year", "abc"], "--year <年> 不能是“abc”"),
        (&["chek"], "没有这个命令：chek"),
        (&["check", SHEET, "--select", "no-such-rule"], "没有这样的规则：no-such-rule"),
        (&["explain", "JC000"], "没有这样的规则：JC000"),
        (&["check", SHEET, "--encoding", "klingon"], "不认识的编码：klingon"),
    ] {
        let run = run(jichi().args(arguments));
        assert_eq!(run.code, 2, "{arguments:?}");
        assert!(run.err.contains(words), "{}", run.err);
        assert!(run.out.is_empty(), "{}", run.out);
    }
}

#[test]
fn help_and_version_go_to_standard_output() {
    let help = run(jichi().args(["check", "--help"]));
    assert_eq!((help.code, help.err.as_str()), (0, ""));
    assert!(help.out.contains("用法：jichi check"), "{}", help.out);
    let help = run(jichi().args(["check", "--help", "--lang", "en"]));
    assert!(help.out.contains("Usage: jichi check"), "{}", help.out);
    let version = run(jichi().arg("--version"));
    assert_eq!(
        (version.code, version.out),
        (0, concat!("jichi ", env!("CARGO_PKG_VERSION"), "\n").to_owned())
    );
}

#[test]
fn bad_inputs_stand_beside_good_ones() {
    let folder = folder(&[
        ("b.xlsx", b"PK\x03\x04 half a workbook"),
        ("c.tsv", SMALL.as_bytes()),
        ("d.csv", b""),
        ("e.docx", b"PK\x03\x04"),
    ]);
    let errors = folder.path().join("errors.json");
    let good = check(&folder.path().join("c.tsv"), &["--format", "json"]);
    let run = check(folder.path(), &["--format", "json", "--errors-to", errors.to_str().unwrap()]);
    assert_eq!(run.code, 3);
    assert_eq!(findings(&run.out), findings(&good.out));
    assert!(
        run.err.contains("b.xlsx") && run.err.contains("d.csv") && run.err.contains("e.docx"),
        "{}",
        run.err
    );
    let errors: Vec<serde_json::Value> = serde_json::from_str(&fs::read_to_string(errors).unwrap()).unwrap();
    let files: Vec<_> = errors.iter().map(|error| error["file"].as_str().unwrap()).collect();
    assert_eq!(files.len(), 2);
    assert!(files[0].ends_with("b.xlsx") && files[1].ends_with("d.csv"));
    assert!(errors.iter().all(|error| error["exit"] == 3 && error["help"].is_string()));
}

#[test]
fn three_beats_two_and_two_beats_one() {
    let folder = folder(&[("a.tsv", SMALL.as_bytes()), ("empty.tsv", b"")]);
    let a = folder.path().join("a.tsv");
    let both =
        |other: &str| run(jichi().arg("check").arg(&a).arg(folder.path().join(other)).arg("--fail-on=info"));
    assert_eq!(both("none.tsv").code, 2);
    assert_eq!(both("empty.tsv").code, 3);
    let all = run(jichi().arg("check").args([
        &a,
        &folder.path().join("none.tsv"),
        &folder.path().join("empty.tsv"),
    ]));
    assert_eq!(all.code, 3);
}

#[test]
fn standard_input_and_encodings() {
    let (bytes, _, _) = encoding_rs::GB18030.encode(SMALL);
    let folder = folder(&[("gbk.tsv", &bytes), ("utf8.tsv", SMALL.as_bytes())]);
    let records = |command: &mut Command| {
        let run = run(command.args(["--format", "ndjson"]));
        assert_eq!(run.code, 0, "{}", run.err);
        let strip = |line: &str| {
            let mut record: serde_json::Value = serde_json::from_str(line).unwrap();
            record.as_object_mut().unwrap().remove("file");
            record
        };
        run.out.lines().map(strip).collect::<Vec<_>>()
    };
    let expected = records(jichi().arg("records").arg(folder.path().join("utf8.tsv")));
    assert_eq!(expected.len(), 7);
    let gbk = folder.path().join("gbk.tsv");
    assert_eq!(records(jichi().arg("records").arg(&gbk)), expected);
    assert_eq!(records(jichi().arg("records").arg(&gbk).args(["--encoding", "gbk"])), expected);
    let piped = records(jichi().args(["records", "-", "--stdin-name", "管道.tsv"]).write_stdin(SMALL));
    assert_eq!(piped, expected);
}

#[test]
fn records_keep_money_exact_and_every_row() {
    let run = run(jichi().args(["records", SHEET, "--format", "json"]));
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let records = findings(&run.out);
    assert!(records.len() > 4000);
    let first = &records[0];
    assert_eq!(first["project"]["total"], "800000元");
    assert_eq!(first["department"]["code"], "101002");
    assert_eq!(
        (&first["group"], &first["line"], &first["value"]),
        (&"output".into(), &11.into(), &"20次".into())
    );
    assert_eq!(first["parsed"]["kind"], "count");
    assert!(first["sheet"].is_null());
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("jichi"))
        .args(["records", SHEET])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn an_unwritable_errors_file_is_told() {
    let folder = small();
    let run = check(&folder.path().join("a.tsv"), &["--errors-to", "/no/such/folder/errors.json"]);
    assert_eq!(run.code, 3);
    assert!(run.err.contains("/no/such/folder/errors.json"), "{}", run.err);
}

#[test]
fn the_language_is_not_taken_from_the_locale() {
    let folder = small();
    let a = folder.path().join("a.tsv");
    let chinese = run(jichi().arg("check").arg(&a).env("LANG", "en_US.UTF-8").env("LC_ALL", "C"));
    assert!(chinese.out.contains("检查了 1 个文件"), "{}", chinese.out);
    let english = run(jichi().arg("check").arg(&a).env("JICHI_LANG", "en"));
    assert!(english.out.contains("Checked 1 file"), "{}", english.out);
    assert_eq!(english.out, run(jichi().arg("check").arg(&a).args(["--lang", "en"])).out);
}

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

#[test]
fn rules_are_listed_explained_and_tested() {
    let list = run(jichi().args(["rules", "--rules", RULES, "--format", "json"]));
    let rules = findings(&list.out);
    let capped = rules.iter().find(|rule| rule["code"] == "TS101").unwrap();
    assert_eq!(capped["titles"]["en"], "“≤100%” used as a target");
    assert_eq!((&capped["slug"], &capped["severity"]), (&"test-capped".into(), &"error".into()));
    assert_eq!(capped["status"], "stable");
    let table = run(jichi().args(["rules", "--rules", RULES]));
    assert!(table.out.contains("TS102  警告"), "{}", table.out);
    let page = run(jichi().args(["explain", "ts101", "--rules", RULES]));
    assert_eq!(page.code, 0);
    assert!(
        page.out.contains("任何完成结果都不会超过100%。") && page.out.contains("合格率  ≥95%"),
        "{}",
        page.out
    );

    let passed = run(jichi().args(["rules", "test", RULES]));
    assert_eq!((passed.code, passed.out.as_str()), (0, "测试了 2 条规则的 4 个例子：全部通过\n"));
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
