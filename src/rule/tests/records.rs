//! Fields and loops that put several cells or records beside each other.

use super::predicates::found;
use super::{File, sound};
use crate::finding::Language;

const GOAL: &str = r#"
project = { name = "全区禁毒宣传工作经费", total = "5", goal = "全年举办培训、宣传3场；6月底前召开协调会，落实责任" }
"#;

fn rows(when: &str, example: &str) -> Vec<u32> {
    let body = format!("[when]\n{when}");
    let set = sound(&[File { body: &body, message: "{name}", ..File::default() }]);
    found(&set, example).iter().map(|(row, _)| *row).collect()
}

#[test]
fn what_stands_around_a_part() {
    let example = format!("{GOAL}\nrows = [{{ name = \"开展宣传场次\", value = \"2场\" }}]");
    for holds in [
        r#"exists = { in = "goal.parts", where = { field = "part.clause", is = "全年举办培训、宣传3场" } }"#,
        r#"exists = { in = "goal.parts", where = { field = "part.before", is = "举办培训、宣传" } }"#,
        r#"exists = { in = "goal.parts", where = { field = "part.sentence.topic", contains-any = ["协调会责任"] } }"#,
        r#"expr = "exists(p for p in goal.parts if drawn-from(name.topic, p.clause.topic))""#,
        r#"expr = "name.topic == '宣传' and project.name.topic == '禁毒宣传'""#,
    ] {
        assert_eq!(rows(holds, &example), [1], "{holds}");
    }
    let other = r#"expr = "drawn-from('毒品', project.name.topic)""#;
    assert_eq!(rows(other, &example), Vec::<u32>::new());
}

#[test]
fn what_an_indicator_may_cover() {
    let example = r#"rows = [
        { name = "培训人数", value = "200人" },
        { name = "2020年底前培训", value = "200人" },
        { name = "完善制度", value = "好" },
        { dimension = "quality", name = "培训人数", value = "200人" },
        { group = "effect", name = "带动就业", value = "20人" },
    ]"#;
    let covers = |dimension: &str| rows(&format!("field = \"covers\"\nis = \"{dimension}\""), example);
    let cannot =
        |dimension: &str| rows(&format!("not = {{ field = \"covers\", is = \"{dimension}\" }}"), example);
    assert_eq!((covers("quantity"), cannot("quantity")), (vec![1], vec![4, 5]));
    assert_eq!((covers("quality"), cannot("quality")), (vec![4], vec![1, 2, 5]));
    assert_eq!((covers("time"), cannot("time")), (vec![], vec![1, 3, 4, 5]));
}

#[test]
fn pairs_of_projects() {
    let set = sound(&[File {
        scope: "project-pair",
        head: "block-by = [\"project.name\", \"funding.total\"]",
        message: "{first.name} {second.name}",
        body: "[when]\nfield = \"second.name\"\nempty = false\n\
               [[related]]\nof = \"first\"\nzh = \"此前\"\nen = \"before\"",
        examples: "[[invalid]]\nprojects = [{ name = \"甲\", total = \"5\" }, { name = \"甲\", total = \"5\" }]\n\
                   found = [{ project = 2, row = 0, field = \"project\" }]\n\
                   [[valid]]\nprojects = [{ name = \"甲\", total = \"5\" }, { name = \"甲\", total = \"6\" }]",
        ..File::default()
    }]);
    assert_eq!(set.test(&|_| Vec::new(), Language::Zh), []);
    let example = r#"projects = [
        { name = "党 建", total = "5", rows = [{ name = "甲", value = "1次" }] },
        { name = "党建", total = "5.0", rows = [{ name = "甲", value = "1次" }] },
    ]"#;
    let findings = found(&set, example);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].1.message, "党 建 党建");
    assert_eq!((findings[0].1.project, findings[0].1.related.len()), (Some(1), 1));
}

#[test]
fn clauses_that_repeat() {
    let set = sound(&[File {
        scope: "project",
        message: "{clause.text} {clause.count} {clause.words}",
        body: "[when]\nexists = { in = \"repeated-clauses\", where = { field = \"clause.count\", ge = 3 } }\n\
               [[related]]\neach = \"c for c in clause.cells\"\nzh = \"{c.cell}\"\nen = \"{c.cell}\"",
        examples: "[[invalid]]\nrows = [{ name = \"做好3件事\", value = \"好\" }, { name = \"事\", value = \"做好3件事\" },\n\
                   { name = \"物\", value = \"办,做好3件事\" }]\nfound = [{ row = 0, field = \"project\" }]\n\
                   [[valid]]\nrows = [{ name = \"做好3件事\", value = \"1\" }, { name = \"做好3件事\", value = \"2\" },\n\
                   { name = \"做好3件事\", value = \"3\" }]",
        ..File::default()
    }]);
    assert_eq!(set.test(&|_| Vec::new(), Language::Zh), []);
    let example = r#"rows = [
        { name = "做好3件事", value = "做好3件事" },
        { name = "事", value = "办,做好3件事。" },
    ]"#;
    let findings = found(&set, example);
    assert_eq!(findings[0].1.message, "做好3件事 3 做好事");
    let cells: Vec<&str> = findings[0].1.related.iter().map(|cell| cell.message.as_str()).collect();
    assert_eq!(cells, ["指标名称", "指标值", "指标值"]);
}
