//! `jichi.toml` over another one, and what it sets for some records only.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set up its inputs fails")]

mod cmd;

use std::collections::BTreeSet;
use std::path::Path;

use cmd::{Run, SMALL, findings, folder, jichi, run};

/// Two departments, two projects, as another district writes them.
const FLAT: &str = "2021年某市项目支出绩效目标表,,,,,,,
单位：万元,,,,,,,
部门名称,项目名称,预算数,年度目标,一级指标,二级指标,三级指标,指标值
某市教育局,教师培训,20,培训教师300名,产出指标,数量指标,培训人数,300人
,,,,产出指标,时效指标,培训及时性,及时
,,,,满意度指标,服务对象满意度指标,教师满意度,长期
某市水务局,河道整治,20,整治河道3公里,产出指标,数量指标,整治长度,3公里
,,,,产出指标,时效指标,完成及时性,及时
,,,,满意度指标,服务对象满意度指标,居民满意度,长期
";

fn at(folder: &Path, arguments: &[&str]) -> Run {
    run(jichi().current_dir(folder).args(arguments))
}

/// Department, code and severity of what is found.
fn found(folder: &Path, arguments: &[&str]) -> BTreeSet<(String, String, String)> {
    let run = at(folder, &[&["check", "--format", "json"], arguments].concat());
    assert_eq!(run.err, "");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let all = findings(&run.out);
    all.iter().map(|it| (text(&it["department"]["name"]), text(&it["code"]), text(&it["severity"]))).collect()
}

fn severities(found: &BTreeSet<(String, String, String)>, code: &str) -> Vec<(String, String)> {
    found.iter().filter(|it| it.1 == code).map(|it| (it.0.clone(), it.2.clone())).collect()
}

#[test]
fn what_a_file_says_takes_the_place_of_what_it_extends() {
    let place = folder(&[
        ("in/a.tsv", SMALL.as_bytes()),
        (
            "city/jichi.toml",
            b"year = 2021\nignore = [\"JC3\"]\n[severity]\nJC401 = \"info\"\nJC204 = \"info\"\n\
              [rules.JC503]\ntolerance = 0.25\n[lexicons.wishes]\nadd = [\"X\"]\n"
                .as_slice(),
        ),
        (
            "jichi.toml",
            b"extends = \"city/jichi.toml\"\nignore = [\"JC308\"]\n[severity]\nJC204 = \"error\"\n",
        ),
    ]);
    let all = found(place.path(), &["in"]);
    // The year and the severity are the city's, what is ignored the county's own.
    assert_eq!(severities(&all, "JC401").first().map(|it| it.1.as_str()), Some("info"));
    assert!(!severities(&all, "JC303").is_empty() && severities(&all, "JC308").is_empty(), "{all:?}");
    let shown = at(place.path(), &["config", "show"]).out;
    assert!(shown.starts_with("# 配置文件：jichi.toml，沿用city/jichi.toml\n"), "{shown}");
    for line in [
        "year = 2021 city/jichi.toml:1",
        "JC401 = \"info\" city/jichi.toml:4",
        "JC204 = \"error\" jichi.toml:4",
    ] {
        let (setting, origin) = line.rsplit_once(' ').unwrap();
        let line = shown
            .lines()
            .find(|line| line.split_whitespace().collect::<Vec<_>>().join(" ").starts_with(setting));
        assert!(line.is_some_and(|line| line.contains(origin)), "{setting}: {shown}");
    }
    // A mistake in the city's file is shown there.
    std::fs::write(place.path().join("city/jichi.toml"), "yaer = 2021\n").unwrap();
    let refused = at(place.path(), &["check", "in"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("─[city/jichi.toml:1:1]"), "{}", refused.err);
}

#[test]
fn files_that_extend_each_other_are_told() {
    let place = folder(&[
        ("a.toml", b"extends = \"b.toml\"\n"),
        ("b.toml", b"extends = \"a.toml\"\n"),
        ("c.toml", b"extends = \"none.toml\"\n"),
        ("d.toml", b"extends = \"city/d.toml\"\n"),
        ("city/d.toml", b"extends = \"../city/../d.toml\"\n"),
    ]);
    let circle = at(place.path(), &["config", "show", "--config", "a.toml"]);
    assert_eq!(circle.code, 2);
    assert!(circle.err.contains("：a.toml → b.toml → a.toml。"), "{}", circle.err);
    assert!(circle.err.contains("─[b.toml:1:11]"), "{}", circle.err);
    // By whichever path a file is reached.
    let circle = at(place.path(), &["config", "show", "--config", "d.toml"]);
    assert!(
        circle.err.contains("沿用成了一圈") && circle.err.contains("─[city/d.toml:1:11]"),
        "{}",
        circle.err
    );
    let none = at(place.path(), &["config", "show", "--config", "c.toml"]);
    assert_eq!(none.code, 2);
    assert!(none.err.contains("none.toml（不存在）") && none.err.contains("c.toml:1:11"), "{}", none.err);
}

#[test]
fn severities_hold_for_all_that_a_rule_says() {
    let place = folder(&[
        ("in.csv", FLAT.as_bytes()),
        ("jichi.toml", b"[severity]\nJC303 = \"info\"\nJC402 = \"error\"\n"),
    ]);
    let isolated = found(place.path(), &["in.csv", "--isolated"]);
    assert_eq!(severities(&isolated, "JC402")[0].1, "warning");
    let all = found(place.path(), &["in.csv"]);
    for (code, severity) in [("JC402", "error"), ("JC303", "info")] {
        let told = severities(&all, code);
        assert!(!told.is_empty() && told.iter().all(|it| it.1 == severity), "{code}: {all:?}");
    }
    let rules = at(place.path(), &["rules", "--format", "json"]).out;
    let rules: Vec<serde_json::Value> = serde_json::from_str(&rules).unwrap();
    assert_eq!(rules.iter().find(|rule| rule["code"] == "JC402").unwrap()["severity"], "error");
    // Examples are written for the rule as its file has it.
    assert_eq!(at(place.path(), &["rules", "test"]).code, 0);
}

#[test]
fn overrides_hold_for_what_their_patterns_name() {
    let check = |config: &str, arguments: &[&str]| {
        let place = folder(&[("in/一.csv", FLAT.as_bytes()), ("jichi.toml", config.as_bytes())]);
        found(place.path(), &[&["in"], arguments].concat())
    };
    let none = check("", &[]);
    assert_eq!(severities(&none, "JC402").len(), 2);
    let education = |all: &BTreeSet<_>| severities(all, "JC402").iter().any(|it| it.0 == "某市教育局");
    for config in [
        "[[overrides]]\ndepartments = [\"*教育局\"]\nignore = [\"JC4\"]",
        "[[overrides]]\nprojects = [\"教师 培训\"]\nignore = [\"vague-deadline\"]",
        "[[overrides]]\nfiles = [\"in/*.csv\"]\ndepartments = [\"某市教育局\"]\nignore = [\"ALL\"]",
    ] {
        let all = check(config, &[]);
        assert_eq!(severities(&all, "JC402").len(), 1, "{config}: {all:?}");
        assert!(!education(&all), "{config}");
    }
    // A file that is not this one, a department that is another.
    for config in [
        "[[overrides]]\ndepartments = [\"某市\"]\nignore = [\"ALL\"]",
        "[[overrides]]\nsheets = [\"附表*\"]\nignore = [\"ALL\"]",
    ] {
        assert_eq!(check(config, &[]), none, "{config}");
    }
    // The later one counts, and the command line's year before both.
    let years =
        "[[overrides]]\nfiles = [\"*.csv\"]\nyear = 2019\n[[overrides]]\nfiles = [\"in/**\"]\nyear = 2021\n";
    assert_eq!(check(years, &[]), none);
    let severity = "[[overrides]]\ndepartments = [\"某市水务局\"]\nseverity = { JC402 = \"error\" }\n";
    let all = check(severity, &[]);
    let told = severities(&all, "JC402");
    assert_eq!(told.iter().map(|it| it.1.as_str()).collect::<Vec<_>>(), ["warning", "error"], "{told:?}");
}

/// The rules are compiled once more with the options that are set for some of the projects.
#[test]
fn options_are_set_for_some_projects_only() {
    let rule = "code = \"XX101\"\nslug = \"few\"\nseverity = \"info\"\nscope = \"project\"\nat = \"project\"\n\
        zh = { title = \"题\", why = \"因\", message = \"少于{$least}个\" }\n\
        en = { title = \"title\", why = \"why\", message = \"fewer than {$least}\" }\noptions = { least = 4 }\n\
        when = { expr = \"count(i for i in indicators) < $least\" }\n\
        [[invalid]]\nrows = [{ name = \"甲\", value = \"1次\" }]\nfound = [{ row = 0, field = \"project\" }]\n\
        [[valid]]\nrows = [{ name = \"甲\", value = \"1次\" }, { name = \"乙\", value = \"1次\" }, { name = \"丙\", value = \"1次\" }, { name = \"丁\", value = \"1次\" }]\n";
    let config = "rule-files = [\"own/*.toml\"]\n[[overrides]]\ndepartments = [\"某市水务局\"]\nrules.XX101.least = 2\n";
    let place = folder(&[
        ("in.csv", FLAT.as_bytes()),
        ("own/few.toml", rule.as_bytes()),
        ("jichi.toml", config.as_bytes()),
        ("deep/.keep", b""),
    ]);
    let of = |folder: &Path, arguments: &[&str]| severities(&found(folder, arguments), "XX101");
    assert_eq!(of(place.path(), &["in.csv"]), [("某市教育局".to_owned(), "info".to_owned())]);
    // Files are named from the folder of the configuration.
    assert_eq!(of(&place.path().join("deep"), &["../in.csv"]).len(), 1);
    std::fs::write(place.path().join("jichi.toml"), "rule-files = [\"own\"]").unwrap();
    assert_eq!(of(place.path(), &["in.csv"]).len(), 2);
    // Options of plugins' rules are told to the plugin once for all.
    std::fs::write(
        place.path().join("jichi.toml"),
        "[[overrides]]\nfiles = [\"*\"]\nrules.JC504.tolerance = 1",
    )
    .unwrap();
    let refused = at(place.path(), &["check", "in.csv"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("插件规则 JC504 的选项只能对全部记录设置"), "{}", refused.err);
}

#[test]
fn files_that_are_not_there_are_told_at_their_place() {
    for (config, told) in [
        ("rule-files = [\"own/*.toml\"]", "jichi.toml:1:15"),
        ("layout-files = [\"own\"]", "jichi.toml:1:17"),
    ] {
        let place = folder(&[("in.csv", FLAT.as_bytes()), ("jichi.toml", config.as_bytes())]);
        let refused = at(place.path(), &["check", "in.csv"]);
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{config}");
        assert!(refused.err.contains(told) && refused.err.contains("没有匹配"), "{}", refused.err);
    }
    // Layouts of the configuration are listed and used.
    let layout =
        std::fs::read_to_string("rules/layouts/form-88.toml").unwrap().replace("form-88", "form-own");
    let place = folder(&[("own/a.toml", layout.as_bytes()), ("jichi.toml", b"layout-files = [\"own\"]")]);
    assert!(at(place.path(), &["layouts"]).out.contains("form-own"));
    assert!(!at(place.path(), &["layouts", "--isolated"]).out.contains("form-own"));
}

/// A glob that matches nothing changes nothing: probably a mistake, and perhaps files of another time.
#[test]
fn a_glob_that_matches_no_input_is_doubted() {
    let config = "[[overrides]]\nfiles = [\"*.xlsx\", \"报/**\"]\nignore = [\"ALL\"]\n";
    let place = folder(&[("in.csv", FLAT.as_bytes()), ("jichi.toml", config.as_bytes())]);
    let run = at(place.path(), &["check", "in.csv", "--format", "json", "--fail-on", "never"]);
    assert_eq!(run.code, 0);
    assert!(run.err.contains("⚠ 配置可能有误：这组设置的 files 没有匹配到这次检查的任何文件"), "{}", run.err);
    assert!(run.err.contains("jichi.toml:2:10"), "{}", run.err);
    assert!(!findings(&run.out).is_empty());
    let matching = config.replace("*.xlsx", "*.csv");
    std::fs::write(place.path().join("jichi.toml"), matching).unwrap();
    assert_eq!(at(place.path(), &["check", "in.csv", "--format", "json"]).err, "");
}
