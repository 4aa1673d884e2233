//! Files in, findings that are left out and diagnostics out.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::caret::CaretError;
use crate::config::Absent;
use crate::finding::{Finding, Language};
use crate::lint::sample::{Everything, run_of, sheet};
use crate::lint::{Checked, LeftOut, Lint, Ordinals, Selection};
use crate::record::{Aside, Place, Purpose, Sheet, Used};
use crate::rule::{RuleSet, RuleSource};

const RULE: &str = r#"
slug = "rated"
severity = "warning"
scope = "indicator"
zh = { title = "题", why = "因", message = "“{value}”" }
en = { title = "title", why = "why", message = "“{value}”" }
when = { field = "value", contains-any = ["争取"] }
[[invalid]]
rows = [{ name = "甲", value = "争取" }]
found = [{ row = 1, field = "value" }]
[[valid]]
rows = [{ name = "甲", value = "5次" }]
"#;

/// Two rules that have the codes of what [`Everything`] finds, and those on exceptions.
fn rules() -> RuleSet {
    let rule = |code: &str, slug: &str| RuleSource {
        name: "rule.toml".to_owned(),
        text: format!("code = \"{code}\"{}", RULE.replace("rated", slug)),
        plugin: None,
    };
    let mut sources = vec![rule("JC308", "capped"), rule("JC101", "unplaced")];
    let about = |source: &RuleSource| source.name.contains("-exception");
    sources.extend(RuleSet::builtin_sources().into_iter().filter(about));
    let (rules, errors) = RuleSet::load(&sources, &crate::lexicon::Lexicons::builtin(), Language::Zh);
    assert!(errors.is_empty(), "{errors:?}");
    rules
}

fn refusal(text: &str, language: Language) -> Vec<CaretError> {
    let read = Exceptions::parse("jichi-exceptions.toml", text, language);
    let held = read.and_then(|read| read.hold_against(&rules(), &Absent::default()));
    held.err().unwrap_or_default()
}

/// All mistakes of a file, as a terminal without colours shows them.
fn told(text: &str, language: Language) -> String {
    let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor());
    let handler = handler.with_width(100).with_links(false).with_context_lines(1);
    let mut page = String::new();
    for error in &refusal(text, language) {
        handler.render_report(&mut page, error).unwrap();
    }
    page.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// Every refusal, as a user sees it. A change of this snapshot is a change of the program's face.
#[test]
fn refusals() {
    let mut all = String::new();
    let fine = "project = \"甲\"\nreason = \"按合同办理\"";
    for text in [
        "exeptions = []",
        "[[exceptions]",
        "exceptions = 1",
        "[exceptions]\ncode = \"JC308\"",
        "exceptions = [\"JC308\"]",
        "[[exceptions]]",
        "[[exceptions]]\ncode = \"JC308\"\nreason = \"按合同办理\"\nuntill = 2026-01-01",
        "[[exceptions]]\ncode = \"JC308\"\nreason = \"按合同办理\"\nindicator = \"甲\"",
        &format!("[[exceptions]]\ncode = 308\n{fine}"),
        &format!("[[exceptions]]\ncode = \"JC3O8\"\n{fine}"),
        &format!("[[exceptions]]\ncode = \"capped\"\n{fine}"),
        &format!("[[exceptions]]\ncode = \"JC3\"\n{fine}"),
        &format!("[[exceptions]]\ncode = \"all\"\n{fine}"),
        &format!("[[exceptions]]\ncode = \"JC3*\"\n{fine}"),
        "[[exceptions]]\ncode = \"JC308\"\nproject = \"*\"\ndepartment = \"教育*\"\nindicator = \"——\"\nreason = \"按合同办理\"",
        "[[exceptions]]\ncode = \"JC308\"\nproject = \"\"\nreason = \" 　\"\nby = 3",
        "[[exceptions]]\ncode = \"JC308\"\nproject = \"甲\"\nreason = \"同上……\"",
        &format!("[[exceptions]]\ncode = \"JC308\"\nuntil = 2026-02-30\n{fine}"),
        &format!("[[exceptions]]\ncode = \"JC308\"\nuntil = \"2026-02-30\"\n{fine}"),
        &format!("[[exceptions]]\ncode = \"JC308\"\nuntil = 2026-02-03T00:00:00Z\n{fine}"),
        &format!(
            "[[exceptions]]\ncode = \"JC308\"\n{fine}\n[[exceptions]]\ncode = \"JC308\"\n{fine}\nindicator = \"乙\"\n\
                  [[exceptions]]\ncode = \"JC308\"\nproject = \"　甲\"\nreason = \"再说一遍\""
        ),
    ] {
        for language in [Language::Zh, Language::En] {
            let told = told(text, language);
            assert!(!told.is_empty(), "{text}");
            all.push_str(&format!("### {}\n{told}\n", text.lines().nth(1).unwrap_or(text)));
        }
    }
    insta::assert_snapshot!(all);
}

#[test]
fn the_rules_of_a_missing_plugin_are_not_called_unknown() {
    let text = "[[exceptions]]\ncode = \"XX101\"\nproject = \"甲\"\nreason = \"按合同办理\"";
    let read = Exceptions::parse("a.toml", text, Language::Zh).unwrap();
    let absent = |codes: Vec<String>, plugins| Absent { codes, plugins };
    assert!(read.hold_against(&rules(), &absent(Vec::new(), true)).is_ok());
    assert!(read.hold_against(&rules(), &absent(vec!["XX101".to_owned()], false)).is_ok());
    assert!(read.hold_against(&rules(), &Absent::default()).is_err());
}

const ROWS: [(&str, &str); 3] = [("监督次数", "20次"), ("合格率", "≤100%"), ("时 限", "")];

fn in_force(text: &str, selection: &Selection) -> InForce {
    let file = Exceptions::parse(FILE_NAME, text, Language::Zh).unwrap();
    let rules = rules();
    let absent = Absent::default();
    let today = date(2026, 7, 1);
    InForce::new(file, Run { rules: &rules, selection, absent: &absent, today, in_sheets: true })
}

/// What is left out of a sheet, and what is said of the exceptions: lines and texts.
fn checked(text: &str, sheet: &Sheet) -> (Vec<Finding>, Vec<(u32, String)>) {
    let in_force = in_force(text, &Selection::default());
    let all = run(&in_force, sheet);
    let out = all.into_iter().filter(|it| it.left_out == Some(LeftOut::Exception)).map(|it| *it.finding);
    let notes = in_force.remarks().map(|file| file.notes).unwrap_or_default();
    (out.collect(), notes.into_iter().map(|note| (note.cell.place.row, note.cell.raw)).collect())
}

fn run(in_force: &InForce, sheet: &Sheet) -> Vec<Checked> {
    let lint = Lint { exceptions: Some(in_force), ..run_of(&Everything) };
    lint.all(0, sheet, &mut Ordinals::default())
}

fn entry(code: &str, rest: &str) -> String {
    format!("[[exceptions]]\ncode = \"{code}\"\nreason = \"按合同办理\"\n{rest}\n")
}

#[test]
fn an_exception_holds_for_its_place_only() {
    let sheet = sheet(None, 2, &ROWS);
    let left_out = |rest: &str| {
        let (out, notes) = checked(&entry("JC308", rest), &sheet);
        assert_eq!(out.is_empty(), !notes.is_empty(), "{rest}");
        out.iter().map(|it| (it.project.unwrap(), it.indicator.unwrap())).collect::<Vec<_>>()
    };
    assert_eq!(left_out("project = \"第1个项目\""), [(1, 0), (1, 1), (1, 2)]);
    assert_eq!(left_out("project = \" 第１个 项目\"\nindicator = \"时限\""), [(1, 2)]);
    for department in ["318009", "嘉陵区财政绩效评价中心", "318009-嘉陵区财政绩效评价中心"]
    {
        let rest = format!("department = \"{department}\"\nindicator = \"合格率\"");
        assert_eq!(left_out(&rest), [(0, 1), (1, 1)], "{department}");
    }
    assert_eq!(left_out("department = \"318009\"\nproject = \"第0个项目\"\nindicator = \"覆盖率\""), []);
}

#[test]
fn unused_exceptions_are_told_where_their_place_was_read() {
    let sheet = sheet(None, 1, &ROWS);
    for (code, rest, is_told) in [
        ("JC101", "project = \"第0个项目\"", true),
        ("JC101", "department = \"318009\"", true),
        ("JC101", "project = \"第7个项目\"", false),
        ("JC101", "department = \"教育局\"", false),
        ("JC101", "department = \"教育局\"\nproject = \"第0个项目\"", false),
    ] {
        let (out, notes) = checked(&entry(code, rest), &sheet);
        assert!(out.is_empty());
        assert_eq!(notes.first().map(|(line, _)| *line), is_told.then_some(2), "{rest}");
    }
    // Rules that did not run say nothing.
    let selection = Selection::new(&["JC308".to_owned()], &[], [("JC308", "a"), ("JC101", "b")].into_iter());
    let in_force = in_force(&entry("JC101", "project = \"第0个项目\""), &selection);
    run(&in_force, &sheet);
    assert!(in_force.remarks().is_none());
    let (out, notes) = checked("", &sheet);
    assert!(out.is_empty() && notes.is_empty());
}

#[test]
fn an_exception_holds_until_its_last_day() {
    let sheet = sheet(None, 1, &ROWS);
    for (until, holds) in [("2026-07-01", true), ("2026-06-30", false), ("\"2027-01-01\"", true)] {
        let (out, notes) =
            checked(&entry("JC308", &format!("project = \"第0个项目\"\nuntil = {until}")), &sheet);
        assert_eq!((out.len(), notes.len()), if holds { (3, 0) } else { (0, 1) }, "{until}");
        if let Some(note) = notes.first() {
            assert_eq!(note, &(5, "JC308·第0个项目(2026-06-30)".to_owned()));
        }
    }
    // Also where nobody asked for what it is from.
    let far = checked(&entry("JC308", "project = \"第9个项目\"\nuntil = 2020-01-01"), &sheet);
    assert_eq!(far.1.len(), 1);
}

/// A sheet with remarks beside its rows, and comments on cells.
fn with_markers(projects: u32, remarks: &[(u32, &str)], comments: &[(Place, &str)]) -> Sheet {
    let mut sheet = sheet(None, projects, &ROWS);
    let mut grid = crate::record::Grid::new(crate::record::Medium::Lines, None);
    for (row, cells) in sheet.grid.rows() {
        for cell in cells {
            grid.push(Place { row, column: cell.column }, sheet.grid.text(cell));
        }
        for (_, text) in remarks.iter().filter(|(of, _)| *of == row) {
            let place = Place { row, column: 9 };
            grid.push(place, text);
            sheet.used.push(Used { place, purpose: Purpose::Aside(Aside::Column) });
        }
    }
    grid.comments = comments.iter().map(|(place, text)| (*place, (*text).to_owned())).collect();
    sheet.grid = grid;
    sheet
}

/// Project, indicator and code of a finding.
type Excepted = (usize, Option<usize>, String);

/// What is left out, and what is said of markers: row and code.
fn marked(sheet: &Sheet) -> (Vec<Excepted>, Vec<(u32, String)>) {
    let in_force = in_force("", &Selection::default());
    let rules = rules();
    let lint = Lint { exceptions: Some(&in_force), checks: vec![&Everything, &rules], ..run_of(&Everything) };
    let all = lint.all(0, sheet, &mut Ordinals::default());
    let out = all.iter().filter(|it| it.left_out.is_some()).map(|it| &it.finding);
    let out = out.map(|it| (it.project.unwrap(), it.indicator, it.rule.code.clone())).collect();
    let said = all.iter().map(|it| &it.finding).filter(|it| it.rule.code == "JC901");
    (out, said.map(|it| (it.place.row, it.message.clone())).collect())
}

#[test]
fn a_marker_holds_for_its_row_or_its_cell() {
    let at = |row, column| Place { row, column };
    // Rows 7 to 9 and 10 to 12 are indicators.
    let (out, said) = marked(&with_markers(2, &[(8, "绩尺：忽略JC308，按合同办理")], &[]));
    assert_eq!((out, said.len()), (vec![(0, Some(1), "JC308".to_owned())], 0));
    let comments = [
        (at(11, 7), "某人:\n绩尺: 忽略 JC308 按合同办理"),
        (at(12, 8), "绩尺: 忽略 JC308、JC101 按合同办理"),
    ];
    let (out, said) = marked(&with_markers(2, &[], &comments));
    assert_eq!(out, [(1, Some(1), "JC308".to_owned()), (1, Some(2), "JC308".to_owned())]);
    assert!(matches!(said.as_slice(), [(12, text)] if text.contains("JC101")), "{said:?}");
    // The project's own findings; there are none.
    let (out, said) = marked(&with_markers(1, &[], &[(at(7, 1), "绩尺: 忽略 JC308 按合同办理")]));
    assert!(out.is_empty() && said.len() == 1, "{out:?} {said:?}");
    for (text, says) in [
        ("绩尺: 忽略 JC308", "没有写理由"),
        ("绩尺: 忽略 JC308 略", "没有写理由"),
        ("绩尺: 忽略 JC309 按合同办理", "没有代码为“JC309”的规则"),
        ("绩尺: 忽略 JC308、JC3 按合同办理", "没有代码为“JC3”的规则"),
        ("绩尺: 忽略 按合同办理", "没有代码为“按合同办理”的规则"),
    ] {
        let (out, said) = marked(&with_markers(1, &[(8, text)], &[]));
        assert!(out.is_empty(), "{text}");
        assert!(matches!(said.as_slice(), [(8, message)] if message.contains(says)), "{text}: {said:?}");
    }
}

#[test]
fn nobody_excepts_in_a_sheet_unless_that_is_allowed() {
    let sheet = with_markers(1, &[(8, "绩尺: 忽略 JC308 按合同办理"), (9, "绩尺: 忽略 JC3")], &[]);
    let (rules, absent) = (rules(), Absent::default());
    let of = Run {
        rules: &rules,
        selection: &Selection::default(),
        absent: &absent,
        today: date(2026, 7, 1),
        in_sheets: false,
    };
    let in_force = InForce::new(Exceptions::default(), of);
    let lint = Lint { checks: vec![&Everything, &rules], exceptions: Some(&in_force), ..run_of(&Everything) };
    let all = lint.all(0, &sheet, &mut Ordinals::default());
    assert!(all.iter().all(|it| it.left_out.is_none() && it.finding.rule.code != "JC901"));
}

/// A sheet that goes out in many steps has every unused marker told once, in its row, and in the order of the sheet.
#[test]
fn markers_of_a_large_sheet_are_told_in_order() {
    let remarks: Vec<(u32, &str)> = (7..30_000)
        .step_by(1000)
        .map(|row| {
            (
                row,
                if row % 2 == 0 {
                    "绩尺: 忽略 JC308 按合同办理"
                } else {
                    "绩尺: 忽略 JC101 按合同办理"
                },
            )
        })
        .collect();
    let sheet = with_markers(10_000, &remarks, &[]);
    let in_force = in_force("", &Selection::default());
    let rules = rules();
    let lint = Lint { exceptions: Some(&in_force), checks: vec![&Everything, &rules], ..run_of(&Everything) };
    let all = lint.all(0, &sheet, &mut Ordinals::default());
    assert!(all.is_sorted_by_key(|it| (it.finding.place, it.finding.rule.code.clone())));
    let said: Vec<u32> =
        all.iter().filter(|it| it.finding.rule.code == "JC901").map(|it| it.finding.place.row).collect();
    let unused: Vec<u32> = remarks.iter().map(|(row, _)| *row).filter(|row| row % 2 == 1).collect();
    assert_eq!(said, unused);
    let out = all.iter().filter(|it| it.left_out.is_some()).count();
    assert_eq!(out, remarks.len() - unused.len());
}

proptest! {
    /// Whatever people write, it is read or refused, and a fingerprint does not depend on exceptions.
    #[test]
    fn any_text_is_read_or_refused(text in "(\\[\\[exceptions\\]\\]|\ncode|reason|until|project| = |\"JC308\"|\"[甲*]{0,3}\"|2026-0[0-9]-3[01]|\n|.){0,30}") {
        let _ = Exceptions::parse("a.toml", &text, Language::Zh);
    }

    #[test]
    fn any_remark_is_read(text in "(绩尺|[:：]|忽略|JC308|JC3|[、，, ]|按合同|\n|.){0,12}") {
        let (out, _) = marked(&with_markers(1, &[(8, &text)], &[(Place { row: 7, column: 6 }, &text)]));
        prop_assert!(out.len() <= 3);
    }

    #[test]
    fn exceptions_change_no_fingerprint(project in 0_u32..4, indicator in 0_usize..3) {
        let sheet = sheet(None, 3, &ROWS);
        let rest = format!("project = \"第{project}个项目\"\nindicator = \"{}\"", ROWS[indicator].0);
        let with = run(&in_force(&entry("JC308", &rest), &Selection::default()), &sheet);
        let without = run_of(&Everything).all(0, &sheet, &mut Ordinals::default());
        let names = |all: &[Checked]| all.iter().map(|it| it.fingerprint).collect::<Vec<_>>();
        prop_assert_eq!(names(&with), names(&without));
        let out = with.iter().filter(|it| it.left_out.is_some()).count();
        prop_assert_eq!(out, usize::from(project < 3));
    }
}
