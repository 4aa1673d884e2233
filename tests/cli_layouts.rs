//! Layouts as a user meets them: listed, added, mistaken; and how a sheet was read.

#![allow(clippy::unwrap_used, clippy::panic)]

mod cmd;

use cmd::{folder, jichi, run};
use serde_json::Value;

const SHEET: &str = "\
某县项目绩效申报表（2025年度）\n\
项目,农村公路养护,牵头单位,某县交通运输局\n\
本年安排（万元）,120\n\
今年要达到,养护农村公路300公里。\n\
类别,分类,考核内容,考核标准,说明\n\
产出,数量,养护里程,≥300公里,县道\n\
满意度,满意度,沿线群众满意度,≥90%,\n\
合计,,,,\n";

const LAYOUT: &str = r#"
id     = "form-our-county"
family = "form"
title  = { zh = "某县项目绩效申报表" }
marks  = ["本年安排", "考核标准"]
[labels]
department = ["牵头单位"]
project    = ["项目"]
total      = ["本年安排"]
goal       = ["今年要达到"]
level1     = ["类别"]
level2     = ["分类"]
name       = ["考核内容"]
value      = ["考核标准"]
"#;

fn json(arguments: &[&str]) -> Value {
    let run = run(jichi().args(arguments));
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    serde_json::from_str(&run.out).unwrap()
}

#[test]
fn layouts_are_listed_with_what_they_are_known_by() {
    let all = json(&["layouts", "--format", "json"]);
    let of = |id: &str| all.as_array().unwrap().iter().find(|layout| layout["id"] == id).unwrap();
    assert_eq!(of("form-88")["marks"][0], "中期资金总额");
    assert_eq!((&of("summary")["family"], &of("flat")["family"]), (&"summary".into(), &"table".into()));
    let one = json(&["layouts", "form-88", "--format", "json"]);
    let values: Vec<&str> =
        one["labels"]["value"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(values.contains(&"指标值") && values.contains(&"年度(/项目)指标值"));
    let none = run(jichi().args(["layouts", "no-such-form"]));
    assert_eq!(none.code, 2);
    assert!(none.err.contains("没有这样的版式：no-such-form"), "{}", none.err);
}

#[test]
fn a_layout_of_the_user_reads_what_no_other_does() {
    let folder = folder(&[("draft.csv", SHEET.as_bytes()), ("layouts/county.toml", LAYOUT.as_bytes())]);
    let (sheet, layouts) = (folder.path().join("draft.csv"), folder.path().join("layouts"));
    let sheet = sheet.to_str().unwrap();
    assert_eq!(run(jichi().args(["records", sheet])).code, 3);
    for layouts in [layouts.clone(), layouts.join("county.toml")] {
        let layouts = layouts.to_str().unwrap();
        let records = json(&["records", sheet, "--layouts", layouts, "--format", "json"]);
        assert_eq!(records.as_array().unwrap().len(), 2);
        assert_eq!(records[0]["department"]["name"], "某县交通运输局");
        assert_eq!(
            (&records[0]["project"]["total"], &records[0]["value"]),
            (&"1200000元".into(), &"≥300公里".into())
        );
        assert_eq!(run(jichi().args(["check", sheet, "--layouts", layouts, "--fail-on", "never"])).code, 0);
    }
}

#[test]
fn why_accounts_for_every_cell() {
    let folder = folder(&[("draft.csv", SHEET.as_bytes()), ("county.toml", LAYOUT.as_bytes())]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let why = json(&[
        "records",
        &path("draft.csv"),
        "--why",
        "--layouts",
        &path("county.toml"),
        "--format",
        "json",
    ]);
    let [why] = why.as_array().unwrap().as_slice() else { panic!("{why}") };
    assert_eq!((&why["layout"], &why["year"]), (&"form-our-county".into(), &2025.into()));
    let headers = why["headers"].as_array().unwrap();
    assert!(
        headers.iter().any(|it| it["cell"] == "D5" && it["text"] == "考核标准" && it["label"] == "value")
    );
    let aside: Vec<(&str, &str)> = why["aside"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["cell"].as_str().unwrap(), it["reason"].as_str().unwrap()))
        .collect();
    assert_eq!(aside, [("A1", "title"), ("E6", "column"), ("A8", "sum")]);
    let read: u64 = why["read"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
    let cells = SHEET.split([',', '\n']).filter(|cell| !cell.is_empty()).count();
    assert_eq!(read as usize + headers.len() + aside.len(), cells);
    assert!(why["unplaced"].as_array().unwrap().is_empty());
}

#[test]
fn mistakes_in_a_layout_are_shown_at_their_place_and_the_others_stay() {
    let wrong = LAYOUT.replace("goal ", "goals ");
    let folder = folder(&[
        ("draft.csv", SHEET.as_bytes()),
        ("layouts/a.toml", wrong.as_bytes()),
        ("empty/x.txt", b""),
    ]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let run_with = |layouts: &str| run(jichi().args(["layouts", "--layouts", layouts]));
    let mistaken = run_with(&path("layouts"));
    assert_eq!(mistaken.code, 2);
    assert!(mistaken.err.contains("版式未能载入") && mistaken.err.contains("a.toml:10"), "{}", mistaken.err);
    assert!(mistaken.out.contains("form-88"));
    for (layouts, words) in [("empty", "文件夹里没有版式文件"), ("none.toml", "无法读取")] {
        let run = run_with(&path(layouts));
        assert_eq!(run.code, 2);
        assert!(run.err.contains(words), "{}", run.err);
    }
}
