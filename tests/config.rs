//! `jichi.toml`: where it comes from, what it changes, what it may not say.

mod cmd;

use std::path::Path;

use assert_cmd::Command;
use cmd::{Run, SMALL, findings, folder, jichi, run};
use tempfile::TempDir;

const WORDS: &str = "[lexicons.open-ended]\nremove = [\"长期\"]\n";

/// A folder with the small sheet in `in/a.tsv`, a configuration beside `in`, and what else is named.
fn place(config: &str, others: &[(&str, &[u8])]) -> TempDir {
    let mut files = vec![("in/a.tsv", SMALL.as_bytes()), ("work/deep/.keep", b"")];
    if !config.is_empty() {
        files.push(("jichi.toml", config.as_bytes()));
    }
    files.extend_from_slice(others);
    folder(&files)
}

fn at(folder: &Path) -> Command {
    let mut command = jichi();
    command.current_dir(folder);
    command
}

fn codes(run: &Run) -> Vec<String> {
    assert_eq!(run.err, "");
    let findings = findings(&run.out);
    let codes = findings.iter().filter_map(|finding| finding["code"].as_str().map(str::to_owned));
    let mut codes: Vec<String> = codes.collect();
    codes.sort();
    codes.dedup();
    codes
}

fn check(folder: &Path, sheet: &Path, arguments: &[&str]) -> Run {
    run(at(folder).arg("check").arg(sheet).args(["--format", "json"]).args(arguments))
}

#[test]
fn it_is_found_from_the_working_folder_upwards() {
    let place = place("ignore = [\"JC3\"]", &[]);
    let sheet = place.path().join("in/a.tsv");
    let elsewhere = tempfile::tempdir().unwrap();
    let all = codes(&check(elsewhere.path(), &sheet, &[]));
    assert!(all.iter().any(|code| code.starts_with("JC3")), "{all:?}");
    for from in ["", "work/deep", "in"] {
        let configured = codes(&check(&place.path().join(from), &sheet, &[]));
        assert!(!configured.iter().any(|code| code.starts_with("JC3")), "{from}: {configured:?}");
    }
    assert_eq!(codes(&check(&place.path().join("work"), &sheet, &["--isolated"])), all);
    let file = place.path().join("jichi.toml");
    let named = check(elsewhere.path(), &sheet, &["--config", file.to_str().unwrap()]);
    assert!(!codes(&named).iter().any(|code| code.starts_with("JC3")));
}

#[test]
fn the_audited_do_not_write_it() {
    let place = place("", &[("in/jichi.toml", b"ignore = [\"ALL\"]")]);
    for path in ["in", "in/a.tsv"] {
        let run = check(&place.path().join("work"), &place.path().join(path), &[]);
        assert!(!codes(&run).is_empty(), "{path}");
    }
}

/// Whoever works in the folder under audit is told whose word is taken.
#[test]
fn files_in_the_folder_under_audit_are_named() {
    let place = place("ignore = [\"JC3\"]", &[]);
    let run_in =
        |arguments: &[&str]| run(at(place.path()).args(["check", "--format", "json"]).args(arguments));
    let told = run_in(&["."]);
    assert!(told.err.contains("⚠ jichi.toml 在被检查的文件夹里"), "{}", told.err);
    for arguments in [&["in"][..], &["in/a.tsv"], &[".", "--isolated"], &[".", "--config", "jichi.toml"]] {
        assert_eq!(run_in(arguments).err, "", "{arguments:?}");
    }
}

#[test]
fn the_nearest_one_stands_alone() {
    let place = place("ignore = [\"ALL\"]", &[("work/jichi.toml", b"year = 2021")]);
    let sheet = place.path().join("in/a.tsv");
    // The year is the configuration's: 2020年12月31日前 lies outside it.
    assert!(codes(&check(&place.path().join("work/deep"), &sheet, &[])).contains(&"JC401".to_owned()));
    let told = codes(&check(&place.path().join("work/deep"), &sheet, &["--year", "2020"]));
    assert!(!told.contains(&"JC401".to_owned()), "{told:?}");
}

#[test]
fn the_command_line_takes_the_place_of_what_is_set() {
    let place = place("select = [\"JC303\"]", &[]);
    let sheet = place.path().join("in/a.tsv");
    assert_eq!(codes(&check(place.path(), &sheet, &[])), ["JC303"]);
    assert_eq!(codes(&check(place.path(), &sheet, &["--select", "JC308"])), ["JC308"]);
}

#[test]
fn word_lists_are_extended_and_trimmed() {
    let place = place(WORDS, &[]);
    let sheet = place.path().join("in/a.tsv");
    let isolated = codes(&check(place.path(), &sheet, &["--isolated"]));
    assert!(isolated.contains(&"JC303".to_owned()));
    assert!(!codes(&check(place.path(), &sheet, &[])).contains(&"JC303".to_owned()));
}

/// The words by which indicators are read are lists like the others.
#[test]
fn words_that_tell_dimensions_are_lists_like_the_others() {
    let place = place("[lexicons.satisfaction-words]\nadd = [\"评价项目\"]\n", &[]);
    let kinds = |arguments: &[&str]| {
        let sheet = place.path().join("in/a.tsv");
        let rule = place.path().join("asks.toml");
        std::fs::write(&rule, ASKS).unwrap();
        let run = check(place.path(), &sheet, &[&["--rules", rule.to_str().unwrap()], arguments].concat());
        codes(&run).contains(&"XX101".to_owned())
    };
    assert!(kinds(&[]));
    assert!(!kinds(&["--isolated"]));
}

const ASKS: &str = r#"
code = "XX101"
slug = "asks"
severity = "info"
scope = "indicator"
zh = { title = "题", why = "因", message = "“{value}”" }
en = { title = "title", why = "why", message = "“{value}”" }
when = { all = [{ field = "group", is = "output" }, { field = "asks-for", is = "satisfaction" }] }
[[invalid]]
rows = [{ name = "群众满意度", value = "95%" }]
found = [{ row = 1, field = "value" }]
[[valid]]
rows = [{ name = "次数", value = "5次" }]
"#;

#[test]
fn options_of_rules_are_set_and_shown() {
    let place = place("[rules.JC503]\ntolerance = 0.25\n", &[]);
    let shown = run(at(place.path()).args(["explain", "JC503"]));
    assert!(shown.out.contains("tolerance = 0.25"), "{}", shown.out);
    let shown = run(at(place.path()).args(["explain", "JC503", "--isolated"]));
    assert!(shown.out.contains("tolerance = 0.01"), "{}", shown.out);
}

/// Examples are written for the rule as its file has it; the user's words they may well need.
#[test]
fn rule_tests_know_the_words_and_leave_options_alone() {
    let rule =
        ASKS.replace("field = \"group\", is = \"output\"", "field = \"name\", contains-any = \"@wishes\"");
    let rule = rule.replace("群众满意度", "力促满意度");
    let config = "[lexicons.wishes]\nadd = [\"力促\"]\n[rules.JC503]\ntolerance = 9\n";
    // A configuration beside the rules is none of them.
    let place = place(config, &[("mine/asks.toml", rule.as_bytes()), ("mine/jichi.toml", b"year = 2024")]);
    let test = run(at(place.path()).args(["rules", "test", "mine"]));
    assert_eq!((test.code, test.err.as_str()), (0, ""), "{}", test.out);
    assert_eq!(run(at(place.path()).args(["rules", "test", "mine", "--isolated"])).code, 1);
    assert_eq!(run(at(place.path()).args(["rules", "test"])).code, 0);
}

#[test]
fn a_mistake_stops_every_command_and_is_shown_at_its_place() {
    let place = place("yaer = 2024\n[lexicons.wishs]\nadd = [\"尽量\"]\n", &[]);
    let sheet = place.path().join("in/a.tsv");
    let sheet = sheet.to_str().unwrap();
    for arguments in [
        &["check", sheet][..],
        &["review", sheet],
        &["records", sheet],
        &["rules"],
        &["rules", "test"],
        &["explain", "JC308"],
    ] {
        let zh = run(at(place.path()).args(arguments));
        assert_eq!((zh.code, zh.out.as_str()), (2, ""), "{arguments:?}");
        assert_eq!(
            zh.err,
            "  × 配置有误：没有“yaer”这项设置\n   ╭─[jichi.toml:1:1]\n 1 │ yaer = 2024\n   · ──┬─\n   ·   ╰── 不认识\n \
             2 │ [lexicons.wishs]\n   ╰────\n\n  建议：是否想写“year”？\n"
        );
        let en = run(at(place.path()).args(arguments).args(["--lang", "en"]));
        assert!(en.err.contains("configuration refused: unknown key “yaer”"), "{}", en.err);
        assert!(en.err.contains("Did you mean “year”?"), "{}", en.err);
    }
}

#[test]
fn names_that_only_the_run_knows_are_held_against_it() {
    for (config, message) in [
        ("[lexicons.wishs]\nadd = [\"尽量\"]", "没有“wishs”这个词表"),
        ("[lexicons.wishes]\nremove = [\"无此词\"]", "词表“wishes”里没有“无此词”"),
        ("[rules.JC999]\nlimit = 1", "没有代码为“JC999”的规则"),
        ("[rules.JC503]\ntolerence = 1", "规则 JC503 没有选项“tolerence”"),
        ("[rules.JC503]\ntolerance = \"大\"", "规则 JC503 的选项“tolerance”是数字"),
        ("[rules.JC503]\ntolerance = -1", "规则 JC503 的选项“tolerance”不能小于0"),
        ("ignore = [\"JC777\"]", "没有“JC777”这样的规则"),
        ("[review.deductions]\nJC998 = 1", "没有代码为“JC998”的规则"),
        ("[review.deductions]\nXX101 = 1", "规则 XX101 不涉及审核表的任何一项"),
        ("[review.points]\n\"指标科学\" = 1", "审核表里没有“指标科学”这一项"),
    ] {
        let place = place(config, &[("asks.toml", ASKS.as_bytes())]);
        let run = check(place.path(), &place.path().join("in"), &["--rules", "asks.toml"]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{config}");
        assert!(run.err.contains(message) && run.err.contains("─[jichi.toml:"), "{}", run.err);
    }
}

#[test]
fn a_file_that_cannot_be_read_is_2() {
    let place = place("", &[("gbk.toml", &[0x23, 0xC4, 0xEA, 0x0A])]);
    for (file, reason) in [("none.toml", "不存在"), ("gbk.toml", "不是 UTF-8 编码"), ("in", "是文件夹")]
    {
        let run = check(place.path(), &place.path().join("in"), &["--config", file]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{file}");
        assert!(run.err.contains(file) && run.err.contains(reason), "{}", run.err);
    }
    let both = check(place.path(), &place.path().join("in"), &["--config", "x.toml", "--isolated"]);
    assert_eq!(both.code, 2);
}

#[test]
fn the_unit_of_money_is_set() {
    let place = place("unit = \"元\"\n", &[]);
    let records = run(at(place.path()).args(["records", "in/a.tsv", "--format", "json"]));
    assert_eq!(findings(&records.out)[0]["project"]["total"], "80元");
}
