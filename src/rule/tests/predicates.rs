//! Every operator, on rows where it holds and where it does not.

use super::super::examples::Example;
use super::super::{Context, RuleSet};
use super::{File, sound};
use crate::finding::{Finding, Language};
use crate::record::ProjectReading;
use crate::rule::tester::ExampleSheet;
use crate::rule::trace::tests::agree;

/// The rows (from 1) of an example in which a predicate on indicators makes a finding.
fn rows(when: &str, example: &str) -> Vec<u32> {
    let body = format!("[when]\n{when}");
    let set = sound(&[File { body: &body, message: "{name}", ..File::default() }]);
    found(&set, example).iter().map(|(row, _)| *row).collect()
}

pub(super) fn found(set: &RuleSet, example: &str) -> Vec<(u32, Finding)> {
    let example: Example = toml::from_str(example).unwrap();
    let sheet = ExampleSheet::new(&example).unwrap();
    let context = Context {
        sheet: &sheet.sheet,
        sheet_index: 0,
        year: Some(example.year),
        money_unit: example.unit.known(),
        language: Language::Zh,
    };
    // Whatever a test asks is traced as well.
    agree(set, &sheet.sheet, context.year);
    let mut findings = Vec::new();
    for reading in ProjectReading::all(&sheet.sheet) {
        findings.extend(set.check_project(&context, &reading));
    }
    findings.extend(set.check_rows(&context, &sheet.sheet.notes));
    findings.extend(set.check_sheet(&context));
    findings.into_iter().map(|finding| (sheet.row_of(&finding).1, finding)).collect()
}

const TEXTS: &str = r#"rows = [
    { name = "满意度", value = "显著 提高" },
    { name = "覆盖率", value = "“无”" },
    { name = "次数", value = "培训2次,界别活动12次" },
    { name = "—", value = "" },
]"#;

#[test]
fn texts() {
    for (when, expected) in [
        (
            r#"field = "value"
is = "显著提高""#,
            vec![1],
        ),
        (
            r#"field = "value"
in = "@empty-words""#,
            vec![2],
        ),
        (
            r#"field = "name"
in = ["—", "次 数"]"#,
            vec![3, 4],
        ),
        (
            r#"field = "value"
not-in = ["无"]"#,
            vec![1, 3, 4],
        ),
        (
            r#"field = "value"
contains-any = ["@degree", "界别"]"#,
            vec![1, 3],
        ),
        (
            r#"field = "value"
contains-none = "@degree""#,
            vec![2, 3, 4],
        ),
        (
            r#"field = "value"
starts-with-any = ["提高", "培训"]"#,
            vec![3],
        ),
        (
            r#"field = "value"
ends-with-any = ["提高", "培训"]"#,
            vec![1],
        ),
        (
            r#"field = "value"
consists-of = ["@degree"]"#,
            vec![1],
        ),
        (
            r#"field = "value"
consists-of = ["@empty-words", "显著提", "高"]"#,
            vec![1, 2],
        ),
        (
            r#"field = "name"
matches = "^.{1}$""#,
            vec![4],
        ),
        (
            r#"field = "value"
empty = true"#,
            vec![4],
        ),
        (
            r#"field = "value"
len = { min = 3, max = 4 }"#,
            vec![1, 2],
        ),
        (
            r#"field = "value"
equals-field = "name""#,
            vec![],
        ),
        (
            r#"field = "value"
contains-any = ["次"]
len = { max = 4 }"#,
            vec![],
        ),
    ] {
        assert_eq!(rows(when, TEXTS), expected, "{when}");
    }
}

const VALUES: &str = r#"rows = [
    { name = "合格率", value = "≥95%" },
    { name = "培训次数", value = "20次" },
    { name = "成本", value = "≤5万元", dimension = "cost" },
    { name = "说明", value = "良好", group = "effect" },
]"#;

#[test]
fn values_and_words() {
    for (when, expected) in [
        ("field = \"value.kind\"\nis = \"ratio\"", vec![1]),
        ("field = \"value.kind\"\nin = [\"money\", \"count\"]", vec![2, 3]),
        ("field = \"value.kind\"\nnot-in = [\"money\", \"count\"]", vec![1, 4]),
        ("field = \"value.bound\"\nis = \"at-least\"", vec![1]),
        // 20次 has no comparison: it is known not to be ≥. 良好 has no part at all: unknown.
        ("not = { field = \"value.bound\", is = \"at-least\" }", vec![2, 3]),
        ("field = \"value.bound\"\nknown = false", vec![2, 4]),
        ("field = \"value.number\"\nge = 95", vec![1, 3]),
        ("field = \"value.number\"\ngt = 19.5\nlt = 20.5", vec![2]),
        ("field = \"value.money\"\neq = \"5万元\"", vec![3]),
        ("field = \"value.money\"\nle = \"=5万元 * 100%\"", vec![3]),
        // The dimension of an effect is not given, yet it is known to be no quantity.
        (
            "all = [{ field = \"group\", is = \"effect\" }, { not = { field = \"dimension\", is = \"quantity\" } }]",
            vec![4],
        ),
        (
            "any = [{ field = \"value.unit\", is = \"次\" }, { field = \"dimension\", is = \"cost\" }]",
            vec![2, 3],
        ),
        ("exists = { in = \"value.parts\", where = { field = \"part.kind\", is = \"count\" } }", vec![2]),
        ("count = { in = \"value.parts\", max = 0 }", vec![4]),
        ("expr = \"value.number * 2 == 40 or contains(value, '良')\"", vec![2, 4]),
        ("expr = \"value.kind in ['ratio', 'money'] and not known(value.upper)\"", vec![1, 3]),
    ] {
        assert_eq!(rows(when, VALUES), expected, "{when}");
    }
}

#[test]
fn a_text_test_of_what_is_unknown_is_neither_true_nor_false() {
    assert_eq!(rows("field = \"value.unit\"\nis = \"次\"", VALUES), [2]);
    assert_eq!(rows("not = { field = \"value.unit\", is = \"次\" }", VALUES), [1]);
}

#[test]
fn options_and_lets_are_used_and_printed() {
    let file = File {
        head: "at = \"name\"",
        message: "{double}，{$limit}，{value.money}，{value.bound}，{dimension}",
        body: "[options]\nlimit = \"4万元\"\n[let]\nlarge = \"value.money\"\ndouble = \"large * 2\"\n\
               [when]\nfield = \"large\"\ngt = \"$limit\"",
        ..File::default()
    };
    let set = sound(&[file]);
    let findings = found(&set, VALUES);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].0, 3);
    assert_eq!(findings[0].1.message, "10万元，40000，5万元，≤，成本");
}

#[test]
fn a_part_that_made_the_rule_true_is_marked_and_named() {
    let file = File {
        message: "{part.text}",
        body: "[when]\nexists = { in = \"value.parts\", where = { field = \"part.number\", gt = 10 } }",
        ..File::default()
    };
    let findings = found(&sound(&[file]), "rows = [{ name = \"次数\", value = \"培训 ２次， 活动 12 次\" }]");
    let finding = &findings[0].1;
    assert_eq!(finding.message, "12次");
    assert_eq!(&"培训 ２次， 活动 12 次"[finding.span.clone().unwrap()], "12 次");
}

#[test]
fn pairs_are_held_against_the_first_of_their_block() {
    let file = File {
        scope: "pair",
        head: "block-by = [\"group\", \"name.skeleton\"]",
        message: "{second.value}与{first.value}",
        body: "[when]\nfield = \"first.value\"\nempty = false\n[[related]]\nof = \"first\"\nzh = \"前一处\"\nen = \"first\"",
        ..File::default()
    };
    let findings = found(
        &sound(&[file]),
        "rows = [{ name = \"甲\", value = \"1\" }, { name = \"乙\", value = \"2\" }, { name = \"甲 \", value = \"3\" },
                 { name = \"甲\", value = \"4\" }, { name = \"甲\", value = \"5\", group = \"effect\" }]",
    );
    let told: Vec<(u32, &str)> = findings.iter().map(|(row, it)| (*row, it.message.as_str())).collect();
    assert_eq!(told, [(3, "3与1"), (4, "4与1")]);
    assert_eq!(findings[0].1.related[0].place.row, findings[0].1.place.row - 2);
}

#[test]
fn projects_departments_and_cells() {
    let project = File {
        scope: "project",
        head: "at = \"funding.total\"",
        message: "{stated}超过{funding.total}",
        body: "[let]\nstated = \"sum(i.value.money for i in indicators if known(i.value.money))\"\n\
               [when]\nexpr = \"stated > funding.total * (1 + 1%)\"",
        ..File::default()
    };
    let department = File {
        code: "XX002",
        scope: "department",
        message: "{department.name}",
        body: "[when]\nexpr = \"department.total != sum(p.funding.total for p in department.projects)\"\n\
               [[related]]\neach = \"p for p in department.projects\"\nat = \"funding.total\"\n\
               zh = \"{p.name}{p.funding.total}\"\nen = \"x\"",
        ..File::default()
    };
    let cell = File {
        code: "XX003",
        scope: "cell",
        head: "cells = [\"goal\", \"value\", \"funding.other\"]",
        message: "{cell}{text}",
        body: "[when]\nfield = \"text\"\ncontains-any = [\"待定\"]",
        ..File::default()
    };
    let findings = found(
        &sound(&[project, department, cell]),
        "department = { name = \"某局\", total = \"9\" }
         projects = [{ name = \"甲\", total = \"5\", goal = \"待定\", rows = [{ name = \"成本\", value = \"6万元\" }] },
                     { name = \"乙\", total = \"3\", other = \"待定\", rows = [{ name = \"x\", value = \"待定\" }] }]",
    );
    let told: Vec<&str> = findings.iter().map(|(_, it)| it.message.as_str()).collect();
    assert_eq!(told, ["6万元超过5万元", "年度目标待定", "其他资金待定", "指标值待定", "某局"]);
    let related: Vec<&str> = findings[4].1.related.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(related, ["甲5万元", "乙3万元"]);
}

#[test]
fn another_rule_can_be_asked_and_takes_precedence() {
    let placeholder = File { code: "XX001", ..File::default() };
    let vague = File {
        code: "XX002",
        head: "yields-to = [\"XX001\"]",
        body: "[when]\nfield = \"value.kind\"\nis = \"words\"",
        ..File::default()
    };
    let none = File {
        code: "XX003",
        scope: "project",
        message: "{project.name}",
        body: "[when]\nnot = { exists = { in = \"indicators\", where = { not = { rule = \"XX001\" } } } }",
        ..File::default()
    };
    let set = sound(&[placeholder, vague, none]);
    let codes = |example: &str| -> Vec<String> {
        found(&set, example).iter().map(|(row, it)| format!("{row}{}", it.rule.code)).collect()
    };
    let both = "rows = [{ name = \"甲\", value = \"无\" }, { name = \"乙\", value = \"良好\" }]";
    assert_eq!(codes(both), ["1XX001", "2XX002"]);
    assert_eq!(codes("rows = [{ name = \"甲\", value = \"无\" }]"), ["0XX003", "1XX001"]);
}

#[test]
fn severity_and_place_follow_their_conditions() {
    let file = File {
        head: "severity-when = [{ severity = \"error\", when = { field = \"group\", is = \"output\" } }]\n\
               at-when = [{ at = \"name\", when = { field = \"group\", is = \"effect\" } }]",
        ..File::default()
    };
    let findings = found(
        &sound(&[file]),
        "rows = [{ name = \"甲\", value = \"无\" }, { name = \"乙\", value = \"无\", group = \"effect\" }]",
    );
    let told: Vec<_> = findings.iter().map(|(_, it)| (it.severity, it.field)).collect();
    use crate::finding::{Field, Severity};
    assert_eq!(told, [(Severity::Error, Field::Value), (Severity::Warning, Field::Name)]);
}

#[test]
fn texts_follow_their_conditions_and_may_name_the_witness() {
    let file = File {
        message: "own",
        head: "text-when = [\n\
               { when = { field = \"part.number\", gt = 9 }, zh.message = \"{part.text}\", en.message = \"{part.text}\" },\n\
               { when = { field = \"group\", is = \"effect\" }, zh.help = \"help {name}\", en.help = \"help\" },\n]",
        body: "[when]\nexists = { in = \"value.parts\", where = { field = \"part.number\", gt = 0 } }",
        ..File::default()
    };
    let rows = "rows = [{ name = \"甲\", value = \"20次\", group = \"effect\" },\
                { name = \"乙\", value = \"2次\", group = \"effect\" }, { name = \"丙\", value = \"2次\" }]";
    let findings = found(
        &sound(&[File {
            examples: "[[invalid]]\nrows = [{ name = \"甲\", value = \"2次\" }]\n\
        found = [{ row = 1, field = \"value\" }]\n[[valid]]\nrows = [{ name = \"甲\", value = \"无\" }]",
            ..file
        }]),
        rows,
    );
    let told: Vec<_> =
        findings.iter().map(|(_, it)| (it.message.as_str(), it.help.as_deref(), it.case)).collect();
    assert_eq!(told, [("20次", None, Some(0)), ("own", Some("help 乙"), Some(1)), ("own", None, None)]);
}
