//! `jichi trace`, `check --statistics` and `--timings`, and what `rules test` says is missing.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up its inputs fails")]

mod cmd;

use std::fs;
use std::io::Write as _;

use cmd::{Run, check, folder, jichi, run, small};
use serde_json::Value;

/// A rule that asks for weights, which the sheet has none of.
const WEIGHT: &str = r#"
code     = "MY201"
slug     = "heavy"
severity = "warning"
scope    = "indicator"
[options]
most = 30
[let]
half = "weight / 2"
[zh]
title   = "权重过大"
why     = "一条指标不应占太多。"
message = "“{name}”的权重是{weight}"
[en]
title   = "heavy"
why     = "One indicator should not weigh too much."
message = "“{name}” weighs {weight}"
[when]
any = [
  { expr = "half > 10" },
  { all = [{ field = "weight", gt = "$most" }, { not = { field = "name", contains-any = ["成本", "@empty-words"] } }] },
]
[[text-when]]
when = { field = "group", is = "effect" }
zh.help = "请拆分"
en.help = "split it"
[[invalid]]
rows  = [{ name = "甲", value = "20次", weight = "40" }]
found = [{ row = 1, field = "value" }]
[[valid]]
rows = [{ name = "甲", value = "20次", weight = "10" }]
"#;

/// A rule on pairs of projects, of which the sheet has none.
const TWINS: &str = r#"
code     = "MY202"
slug     = "twins"
severity = "warning"
scope    = "project-pair"
block-by = ["project.name"]
basis    = ["某县绩效办法"]
review   = "规范完整性"
[zh]
title   = "同名项目"
why     = "两个项目同名。"
message = "“{second.name}”有两个"
help    = "请改名"
[en]
title   = "twins"
why     = "Two projects have one name."
message = "two are called “{second.name}”"
help    = "rename one"
[when]
expr = "known(first.name) or true"
[[invalid]]
projects = [{ name = "甲", rows = [{ name = "次数", value = "2次" }] }, { name = "甲", rows = [{ name = "次数", value = "2次" }] }]
found    = [{ project = 2, row = 0, field = "project" }]
[[valid]]
projects = [{ name = "甲", rows = [{ name = "次数", value = "2次" }] }, { name = "乙", rows = [{ name = "次数", value = "2次" }] }]
"#;

fn trace(arguments: &[&str]) -> Run {
    let place = small();
    fs::write(place.path().join("weight.toml"), WEIGHT).unwrap();
    fs::write(place.path().join("twins.toml"), TWINS).unwrap();
    run(jichi().current_dir(place.path()).arg("trace").args(arguments))
}

fn json(arguments: &[&str]) -> Value {
    let told = trace(&[arguments, &["--format", "json"]].concat());
    assert_eq!(told.code, 0, "{}", told.err);
    serde_json::from_str(&told.out).unwrap()
}

#[test]
fn every_predicate_of_a_finding_is_told() {
    let told = trace(&["a.tsv", "--at", "G8", "JC308"]);
    assert_eq!((told.code, told.err.as_str()), (0, ""));
    for words in
        ["JC308", "a.tsv", "── G8", "value.bound", "at-most（≤）", "结果：已报告（错误）。", "✓ 成立"]
    {
        assert!(told.out.contains(words), "{words}: {}", told.out);
    }
    // The colour of the terminal escapes in the cell is nobody's business.
    assert!(!told.out.contains('\u{1b}'), "{}", told.out);
    let told = json(&["a.tsv", "--at", "G8", "JC308"]);
    let record = &told["records"][0];
    assert_eq!((&record["verdict"], &record["fate"]), (&"true".into(), &"reported".into()));
    assert_eq!((&record["cell"], &record["severity"]), (&"G8".into(), &"error".into()));
    assert_eq!(told["records"].as_array().unwrap().len(), 1);
}

#[test]
fn a_line_stands_for_all_its_records() {
    let told = json(&["a.tsv", "--at", "7", "JC308"]);
    let cells: Vec<&str> =
        told["records"].as_array().unwrap().iter().map(|record| record["cell"].as_str().unwrap()).collect();
    assert_eq!(cells, ["G7", "I7", "K7"]);
    let verdicts: Vec<&Value> =
        told["records"].as_array().unwrap().iter().map(|record| &record["verdict"]).collect();
    assert_eq!(verdicts[2], "false");
    // What stands after the predicate that decided is judged, too.
    fn each(step: &Value, count: &mut usize) {
        assert!(["true", "false", "unknown"].contains(&step["verdict"].as_str().unwrap()));
        *count += 1;
        for step in step["steps"].as_array().into_iter().flatten() {
            each(step, count);
        }
    }
    let mut counts = Vec::new();
    for record in told["records"].as_array().unwrap() {
        let mut count = 0;
        each(&record["when"], &mut count);
        counts.push(count);
    }
    assert_eq!(counts[0], counts[2]);
    assert!(counts[0] > 4, "{counts:?}");
}

#[test]
fn what_could_not_be_read_is_named() {
    let arguments = ["a.tsv", "--at", "G7", "my201", "--rules", "weight.toml"];
    let told = trace(&arguments);
    for words in ["? half > 10", "half = 未知", "weight gt = \"$most\"", "读不出 weight", "text-when 1"]
    {
        assert!(told.out.contains(words), "{words}: {}", told.out);
    }
    let told = json(&arguments);
    assert_eq!(told["records"][0]["missing"], serde_json::json!(["weight"]));
    let told = trace(&["a.tsv", "--at", "F10", "heavy", "--rules", "weight.toml", "--lang", "en"]);
    assert!(told.out.contains("found “成本”"), "{}", told.out);
    assert!(told.out.contains("could not be read"), "{}", told.out);
}

#[test]
fn what_became_of_a_finding_is_told() {
    let told = trace(&["a.tsv", "--at", "G8", "JC308", "--ignore", "JC308"]);
    assert!(told.out.contains("没有选用这条规则"), "{}", told.out);
    let place = small();
    let jichi = |arguments: &[&str]| run(jichi().current_dir(place.path()).args(arguments));
    assert_eq!(jichi(&["baseline", "create", "a.tsv"]).code, 0);
    let told = jichi(&["trace", "a.tsv", "--at", "G8", "JC308"]);
    assert!(told.out.contains("已在基线里"), "{}", told.out);
    let exception = "[[exceptions]]\ncode = \"JC303\"\nproject = \"绩效评价\"\nindicator = \"影响年限\"\nreason = \"长期运行\"\n";
    fs::write(place.path().join("jichi-exceptions.toml"), exception).unwrap();
    let told = jichi(&["trace", "a.tsv", "--at", "I8", "JC303"]);
    assert!(told.out.contains("已作为例外放过"), "{}", told.out);
    let told = jichi(&["trace", "a.tsv", "--at", "G8", "JC308", "--isolated"]);
    assert!(told.out.contains("已报告"), "{}", told.out);
}

#[test]
fn a_place_without_a_record_is_explained() {
    let told = trace(&["a.tsv", "--at", "4", "JC308"]);
    assert_eq!((told.code, told.err.as_str()), (0, ""));
    for words in ["没有记录可看", "它看指标", "表头（", "附近有记录的行", "  7   绩效评价"]
    {
        assert!(told.out.contains(words), "{words}: {}", told.out);
    }
    let told = trace(&["a.tsv", "--at", "999", "JC308", "--lang", "en"]);
    assert!(told.out.contains("Nothing stands here"), "{}", told.out);
    let told = json(&["a.tsv", "--at", "999", "JC308"]);
    assert!(told["nothing"]["nearby"].as_array().is_some_and(|rows| !rows.is_empty()));
    let told = trace(&["a.tsv", "--at", "7", "MY202", "--rules", "twins.toml"]);
    assert!(told.out.contains("没有可比的另一个"), "{}", told.out);
}

#[test]
fn rules_of_every_scope_can_be_traced() {
    let rules = run(jichi().args(["rules", "--format", "json"]));
    let rules: Value = serde_json::from_str(&rules.out).unwrap();
    let mut scopes = std::collections::BTreeSet::new();
    for rule in rules.as_array().unwrap() {
        let scope = rule["scope"].as_str().unwrap();
        if scopes.insert(scope.to_owned()) {
            let code = rule["code"].as_str().unwrap();
            let told = trace(&["a.tsv", "--at", "7", code]);
            assert_eq!((told.code, told.err.as_str()), (0, ""), "{code}");
            assert!(
                told.out.contains("结果：") || told.out.contains("没有记录可看") || told.out.contains("插件"),
                "{}",
                told.out
            );
        }
    }
    assert!(scopes.len() > 6, "{scopes:?}");
    let told = trace(&["a.tsv", "--at", "7", "JC504"]);
    assert!(told.out.contains("由代码判断"), "{}", told.out);
}

#[test]
fn mistakes_are_told() {
    for (arguments, words) in [
        (&["a.tsv", "--at", "G8", "JC309x"][..], "没有这样的规则"),
        (&["a.tsv", "--at", "G8", "capped-targt"], "capped-target"),
        (&["a.tsv", "--at", "somewhere", "JC308"], "看不懂 --at 的位置"),
        (&["a.tsv", "--at", "甲表!G8", "JC308"], "没有这张绩效目标表"),
        (&["a.tsv", "b.tsv", "--at", "G8", "JC308"], "多余的参数"),
        (&["none.tsv", "--at", "G8", "JC308"], "没有这个文件"),
        (&["a.tsv", "JC308"], "--at"),
    ] {
        let told = trace(arguments);
        assert_eq!((told.code, told.out.as_str()), (2, ""), "{arguments:?}: {}", told.err);
        assert!(told.err.contains(words), "{arguments:?}: {}", told.err);
    }
}

#[test]
fn files_of_archives_are_named_by_both_paths() {
    let place = folder(&[]);
    let file = fs::File::create(place.path().join("各单位.zip")).unwrap();
    let mut zip = zip::ZipWriter::new(file);
    for name in ["甲局/a.tsv", "乙局/a.tsv"] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(cmd::SMALL.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    let jichi = |arguments: &[&str]| run(jichi().current_dir(place.path()).arg("trace").args(arguments));
    let told = jichi(&["各单位.zip/甲局/a.tsv", "--at", "G8", "JC308"]);
    assert_eq!((told.code, told.err.as_str()), (0, ""));
    assert!(told.out.contains("各单位.zip/甲局/a.tsv") && told.out.contains("已报告"), "{}", told.out);
    let told = jichi(&["各单位.zip", "--at", "G8", "JC308"]);
    assert_eq!(told.code, 2);
    assert!(
        told.err.contains("一次只看一个文件") && told.err.contains("各单位.zip/乙局/a.tsv"),
        "{}",
        told.err
    );
    let told = jichi(&["各单位.zip/丙局/a.tsv", "--at", "G8", "JC308"]);
    assert_eq!(told.code, 2, "{}", told.err);
}

#[test]
fn statistics_leave_the_findings_as_they_are() {
    let place = small();
    let file = place.path().join("a.tsv");
    let plain = check(&file, &["--format", "json"]);
    let statistics = place.path().join("statistics.json");
    let counted = check(
        &file,
        &["--format", "json", "--statistics", "--timings", "--statistics-to", statistics.to_str().unwrap()],
    );
    assert_eq!((counted.code, &counted.out), (plain.code, &plain.out));
    assert_eq!(plain.err, "");
    for words in ["规则", "看过", "无法判断", "JC308", "用时", "读文件", "实际经过"] {
        assert!(counted.err.contains(words), "{words}: {}", counted.err);
    }
    let findings: Value = serde_json::from_str(&plain.out).unwrap();
    let told: Value = serde_json::from_str(&fs::read_to_string(&statistics).unwrap()).unwrap();
    for rule in told.as_array().unwrap() {
        let code = &rule["code"];
        let reported = findings.as_array().unwrap().iter().filter(|it| it["code"] == *code).count();
        assert_eq!(rule["reported"], reported, "{rule}");
        let count = |key: &str| rule[key].as_u64().unwrap();
        assert_eq!(count("found"), count("yielded") + count("left-out") + count("reported"), "{rule}");
        if let Some(looked_at) = rule["looked-at"].as_u64() {
            assert!(looked_at >= count("unjudged") + count("found"), "{rule}");
        }
    }
    let of = |code: &str| told.as_array().unwrap().iter().find(|rule| rule["code"] == code).unwrap();
    assert_eq!(of("JC308")["looked-at"], 7);
    assert_eq!(of("JC308")["reported"], 2);
}

#[test]
fn added_rules_that_are_of_no_use_are_named() {
    let place = small();
    fs::write(place.path().join("weight.toml"), WEIGHT).unwrap();
    fs::write(place.path().join("twins.toml"), TWINS).unwrap();
    let jichi = |arguments: &[&str]| run(jichi().current_dir(place.path()).arg("check").args(arguments));
    let told = jichi(&["a.tsv", "--rules", "weight.toml", "--rules", "twins.toml"]);
    assert!(told.err.contains("MY201 没有用上：看过的 7 条记录都无法判断，读不出 weight"), "{}", told.err);
    assert!(told.err.contains("MY202 没有用上：表里没有它要看的记录"), "{}", told.err);
    assert!(!told.err.contains("JC"), "{}", told.err);
    let told = jichi(&["a.tsv", "--rules", "weight.toml", "--ignore", "MY201"]);
    assert_eq!(told.err, "");
}

#[test]
fn what_a_rule_file_leaves_out_is_told() {
    let place = folder(&[("weight.toml", WEIGHT.as_bytes()), ("twins.toml", TWINS.as_bytes())]);
    let jichi =
        |arguments: &[&str]| run(jichi().current_dir(place.path()).args(["rules", "test"]).args(arguments));
    let told = jichi(&["weight.toml"]);
    assert_eq!((told.code, told.err.as_str()), (0, ""), "{}", told.out);
    for words in ["没有 basis", "没有 review", "没有例子因这个例外而放过", "没有反例是这种情形", "全部通过"]
    {
        assert!(told.out.contains(words), "{words}: {}", told.out);
    }
    assert!(!told.out.contains("没有 help"), "{}", told.out);
    assert_eq!(jichi(&["weight.toml", "--strict"]).code, 1);
    let told = jichi(&["weight.toml", "--format", "json"]);
    let told: Value = serde_json::from_str(&told.out).unwrap();
    let kinds: Vec<&str> =
        told["hints"].as_array().unwrap().iter().map(|hint| hint["missing"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"exception") && kinds.contains(&"case"), "{kinds:?}");
    let told = jichi(&["twins.toml", "--strict"]);
    assert_eq!((told.code, told.out.lines().count()), (0, 1), "{}", told.out);
    // Of the program's own, nothing unless it is asked for.
    assert!(!jichi(&[]).out.contains("建议"));
    // A file that is refused still hears what else it lacks.
    fs::write(place.path().join("weight.toml"), WEIGHT.replace("[[valid]]", "[[invalid]]")).unwrap();
    let told = jichi(&["weight.toml"]);
    assert_eq!(told.code, 2);
    assert!(told.out.contains("没有 basis"), "{}", told.out);
}

#[test]
fn places_of_documents_are_named_as_they_are_printed() {
    let document = "tests/data/formats/form-88-2019.docx";
    let told = |at: &str| run(jichi().args(["trace", document, "--at", at, "JC301"]));
    for (at, words) in [
        ("表1第12行第8列", "── 表1第12行第8列"),
        ("表1第12行", "── 表1第12行第8列"),
        ("表1 row 12 column 8", "── 表1第12行第8列"),
        ("表1第2行第1列", "表1第2行第1列  表头（"),
    ] {
        let told = told(at);
        assert_eq!((told.code, told.err.as_str()), (0, ""), "{at}");
        assert!(told.out.contains(words), "{at}: {}", told.out);
    }
    assert_eq!(told("表9第12行").code, 2);
}
