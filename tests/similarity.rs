//! Copied projects (JC604) across departments and files, by the plain command.

#![cfg(feature = "bundled-plugins")]
#![allow(clippy::unwrap_used, reason = "a test that cannot set up its inputs fails")]

use assert_cmd::Command;
use serde_json::Value;

/// A sheet of one department with these projects: name and goal.
fn sheet(department: &str, projects: &[(&str, &str)]) -> String {
    let head = "2020年部门预算项目绩效目标表\n单位：万元\n\
        项目单位 (项目名称)\t项目资金\t\t\t年度目标\t绩效指标\n\
        \t资金总额\t财政拨款\t其他资金\t\t项目完成指标\t\t效益指标\t\t满意度指标\n\
        \t\t\t\t\t三级指标\t指标值\t三级指标\t指标值\t三级指标\t指标值\n";
    let rows = projects.iter().enumerate().map(|(index, (name, goal))| {
        let number = index + 2;
        format!("{name}\t5\t5\t\t{goal}\t{name}次数\t{number}次\t{name}效果\t≥{number}%\t{name}满意度\t≥9{number}%\n")
    });
    format!("{head}{department}\t\t\n{}", rows.collect::<String>())
}

/// What is found: code, file, line, field and message.
fn found(files: &[(&str, String)], threads: &str) -> Vec<(String, String, u64, String, String)> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let output = Command::cargo_bin("jichi")
        .unwrap()
        .current_dir(folder.path())
        .env("RAYON_NUM_THREADS", threads)
        .args(["check", "--select", "JC104,JC604", "--format", "json"])
        .args(files.iter().map(|(name, _)| name))
        .output()
        .unwrap();
    let findings: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let each = |finding: &Value| {
        let line = finding["location"]["line"].as_u64().unwrap();
        let [code, file, field, message] =
            ["code", "file", "field", "message"].map(|key| text(&finding[key]));
        (code, file, line, field, message)
    };
    findings.iter().map(each).collect()
}

const GOAL: &str = "聘请保洁员6名，每周清理河面漂浮物2次，保持水面清洁。";
const COPY: &str = "聘请保洁员10名，每周清理河面漂浮物3次，保持水面清洁";

#[test]
fn the_nearest_twin_is_named_wherever_it_stands() {
    let water = sheet("101001-水务局", &[("河道保洁", GOAL), ("水库除险", "加固大坝120米，更换闸门2扇。")]);
    let housing =
        sheet("101002-住建局", &[("公园养护", COPY), ("路灯维修", "更换路灯灯具300盏，亮灯率达98%。")]);
    let found = found(&[("a.tsv", water), ("b.tsv", housing)], "2");
    let message = "年度目标与水务局的项目“河道保洁”（文件a.tsv第7行）雷同，相似度100%";
    assert_eq!(found, [("JC604".into(), "b.tsv".into(), 7, "goal".into(), message.into())]);
}

#[test]
fn a_project_that_stands_there_again_is_no_copy() {
    let water = sheet("101001-水务局", &[("河道保洁", GOAL)]);
    // Next year's sheet, or the same one in another format.
    assert_eq!(found(&[("a.tsv", water.clone()), ("b.tsv", water)], "2"), []);
    // Twice in a department it is JC104's.
    let twice = sheet("101001-水务局", &[("河道保洁", GOAL), ("河道 保洁", GOAL)]);
    let codes: Vec<_> = found(&[("a.tsv", twice)], "2").into_iter().map(|(code, ..)| code).collect();
    assert_eq!(codes, ["JC104"]);
}

#[test]
fn any_number_of_threads_finds_the_same() {
    let names: Vec<String> =
        (0..400).map(|number| format!("{}支出", char::from_u32(0x4e00 + number).unwrap())).collect();
    let projects: Vec<(&str, &str)> =
        names.iter().enumerate().map(|(index, name)| (name.as_str(), [GOAL, COPY, ""][index % 3])).collect();
    let files =
        [("a.tsv", sheet("101001-水务局", &projects)), ("b.tsv", sheet("101002-住建局", &projects[..90]))];
    let one = found(&files, "1");
    assert!(one.len() > 200, "{}", one.len());
    assert_eq!(found(&files, "2"), one);
}
