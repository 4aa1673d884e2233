use super::super::{Large, Wanted, WrongValue};
use super::*;

fn grids(text: &str) -> Vec<Grid> {
    read(text).unwrap()
}

/// The cells of a grid as `row key text`.
fn cells(grid: &Grid) -> Vec<String> {
    grid.rows()
        .flat_map(|(row, cells)| {
            cells.iter().map(move |cell| {
                let place = Place { row, column: cell.column };
                format!("{} {}", pointer(place), grid.text(cell))
            })
        })
        .collect()
}

#[test]
fn brackets_may_begin_a_table_too() {
    for (extension, text, json) in [
        ("json", "[1, 2]", true),
        ("tsv", "[{\"name\": 1}]", true),
        ("txt", "\n { \"name\": 1}", true),
        ("tsv", "[附件2]\t项目名称", false),
        ("csv", "{项目},{目标}", false),
        ("json", "项目名称\t指标值", false),
        ("", "[]", true),
    ] {
        assert_eq!(is_json(extension, text), json, "{text}");
    }
}

#[test]
fn a_projects_own_cells_stand_in_its_first_row() {
    let grids = grids(
        r#"[
        {"project": {"name": "甲", "goal": "目标", "total": "5元"}, "group": "output", "name": "一", "value": "1次"},
        {"project": {"name": "甲", "goal": "目标", "total": "5元"}, "group": "effect", "name": "二", "value": null},
        {"project": {"name": "乙", "goal": null}, "group": null},
        {"project": {"name": "乙", "goal": "又"}, "unknown": [1, {"a": [2]}], "weight": 12.5}
    ]"#,
    );
    let [grid] = grids.as_slice() else { panic!("{} grids", grids.len()) };
    assert_eq!(
        cells(grid),
        [
            "/0/project/name 甲",
            "/0/project/total 5元",
            "/0/project/goal 目标",
            "/0/group output",
            "/0/name 一",
            "/0/value 1次",
            "/1/group effect",
            "/1/name 二",
            "/2/project/name 乙",
            "/3/project/goal 又",
            "/3/weight 12.5",
        ]
    );
    let column = column("project/name");
    let area = |first, last| (Place { row: first, column }, Place { row: last, column });
    assert_eq!(grid.merges, [area(1, 2), area(3, 4)]);
}

#[test]
fn projects_are_told_apart_by_number_or_line() {
    let rows = |first: &str, second: &str| {
        let object = |own: &str| format!(r#"{{"project": {{"name": "甲", {own}}}, "name": "一"}}"#);
        grids(&format!("{}\n{}", object(first), object(second)))[0].merges.len()
    };
    assert_eq!(rows(r#""number": 1"#, r#""number": 1"#), 1);
    assert_eq!(rows(r#""number": 1"#, r#""number": 2"#), 0);
    assert_eq!(rows(r#""line": 7"#, r#""line": 9"#), 0);
    assert_eq!(rows(r#""goal": "丙""#, r#""goal": "丁""#), 0);
    assert_eq!(rows(r#""goal": "丙""#, r#""goal": null"#), 1);
}

#[test]
fn sheets_are_told_apart_and_tables_of_a_document_are_not() {
    let object = |file: &str, sheet: &str, medium: &str| {
        format!(r#"{{"file": "{file}", "sheet": "{sheet}", "medium": "{medium}", "name": "一"}}"#)
    };
    let names = |objects: &[String]| -> Vec<Option<String>> {
        grids(&format!("[{}]", objects.join(","))).into_iter().map(|grid| grid.name).collect()
    };
    let [one, two] = [object("a.xlsx", "一", "cells"), object("a.xlsx", "二", "cells")];
    assert_eq!(names(&[one.clone(), two, one.clone()]), [Some("一".to_owned()), Some("二".to_owned())]);
    let document = [object("a.docx", "表1", "document"), object("a.docx", "表2", "document")];
    assert_eq!(names(&document), [None]);
    let of_two = [one, object("b.tsv", "", "lines").replace(r#""sheet": "", "#, "")];
    assert_eq!(names(&of_two), [Some("a.xlsx[一]".to_owned()), Some("b.tsv".to_owned())]);
}

#[test]
fn wrong_types_are_told_by_object_and_key() {
    let refused = |text: &str| match read(text) {
        Err(InputError::WrongRecord(wrong)) => *wrong,
        other => panic!("{other:?}"),
    };
    let wrong = |object, line, key: &str, wanted| WrongValue { object, line, key: key.to_owned(), wanted };
    for (record, key, wanted) in [
        (r#"{"project": {"name": 5}}"#, "project.name", Wanted::Text),
        (r#"{"project": {"total": 2100000}}"#, "project.total", Wanted::Text),
        (r#"{"project": {"written": {"other": "5"}}}"#, "project.written.other", Wanted::List),
        (r#"{"project": {"written": {"other": [[]]}}}"#, "project.written.other", Wanted::Text),
        (r#"{"project": "甲"}"#, "project", Wanted::Object),
        (r#"{"name": {"zh": "甲"}}"#, "name", Wanted::Text),
        (r#"{"name": "甲", "weight": "20"}"#, "weight", Wanted::Number),
        (r#"{"name": "甲", "year": "2024"}"#, "year", Wanted::WholeNumber),
        (r#"{"name": "甲", "year": 2024.5}"#, "year", Wanted::WholeNumber),
        (r#"{"name": "甲", "dimension-inferred": 1}"#, "dimension-inferred", Wanted::Flag),
        (r#"{"name": "甲", "department": []}"#, "department", Wanted::Object),
        ("5", "", Wanted::Object),
    ] {
        assert_eq!(refused(&format!("[{{\"name\": \"一\"}}, {record}]")), wrong(2, None, key, wanted));
    }
    let lines = "{\"name\": \"一\"}\n\n{\"name\": true}\n";
    assert_eq!(refused(lines), wrong(2, Some(3), "name", Wanted::Text));
    let error = read("[{\"group\": \"产出\"}]").unwrap_err();
    assert_eq!(error.to_string(), "第 1 条记录的 group 应为其中之一：output、effect、satisfaction");
}

#[test]
fn what_is_no_list_of_records() {
    for text in [r#"{"code": "JC301", "message": "x"}"#, r#"[{"a": 1}]"#, r#"{"records": []}"#] {
        assert_eq!(read(text).unwrap_err(), InputError::NoRecords, "{text}");
    }
    assert_eq!(read("[]").unwrap_err(), InputError::Empty);
    let broken = |text: &str| match read(text) {
        Err(InputError::BrokenJson { line, detail, .. }) => (line, detail),
        other => panic!("{other:?}"),
    };
    assert_eq!(broken("{\"name\": \"一\"}\n{\"name\": \n").0, 3);
    assert_eq!(broken("[{\"name\": \"一\"},\n{\"name\": \"二\"}").0, 2);
    assert_eq!(broken("[{\"name\": \"一\"}] x").1, "trailing characters");
    let nested = format!("[{{\"name\": {}", "[".repeat(100_000));
    assert_eq!(broken(&nested).1, "recursion limit exceeded");
}

#[test]
fn what_is_made_to_cost_much_costs_little() {
    let other = format!(r#"[{{"project": {{"written": {{"other": [{}""]}}}}}}]"#, "\"5\",".repeat(100_000));
    assert!(matches!(read(&other), Err(InputError::WrongRecord(_))));
    let sheets: String = (0..20_000).map(|n| format!("{{\"name\": \"一\", \"sheet\": \"{n}\"}}\n")).collect();
    assert!(matches!(read(&sheets), Err(InputError::TooLarge { what: Large::Sheets, .. })));
}
