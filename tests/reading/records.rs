//! Records as JSON: what `jichi records` prints is read as what it was.

use jichi::finding::Language;
use jichi::lint::{Lint, Ordinals};
use jichi::plugin::Plugins;
use jichi::record::{FieldWords, ProjectReading};
use jichi::report::{project_records, write_json};

use super::mutations::mutations;
use super::*;

/// What the records of a sheet's projects say, without their places.
pub fn told_projects(sheet: &Sheet) -> Vec<String> {
    let project = |reading: ProjectReading<'_>| {
        let project = reading.project;
        let department = project.department.map(|index| sheet.departments[index].name.clone());
        let funding = &project.funding;
        let yuan = |amount: &Amount| amount.yuan(sheet.money_unit).map(|yuan| yuan.normalize().to_string());
        let own = format!(
            "{department:?} {:?} {:?} {:?} {:?} {:?}",
            project.name.as_ref().map(|cell| &cell.raw),
            funding.total.as_ref().map(yuan),
            funding.fiscal.as_ref().map(yuan),
            funding.other.iter().map(yuan).collect::<Vec<_>>(),
            project.goal.as_ref().map(|cell| &cell.raw),
        );
        let indicators = project.indicators.iter().map(|indicator| {
            let weight = indicator.weight.as_ref().and_then(|weight| weight.number);
            format!(
                "  {:?} {:?} {:?} {:?} {weight:?} {:?}",
                indicator.group,
                indicator.dimension,
                indicator.name.as_ref().map(|cell| &cell.raw),
                indicator.target().text,
                indicator.better,
            )
        });
        std::iter::once(own).chain(indicators).collect::<Vec<_>>()
    };
    ProjectReading::all(sheet).flat_map(project).collect()
}

/// [`told_projects`], and what the whole sheet has.
pub fn told(sheet: &Sheet) -> Vec<String> {
    let whole = format!("{:?} {:?} {:?}", sheet.year, sheet.money_unit, sheet.structure);
    let departments = sheet.departments.iter().map(|department| {
        let total = department.funding.total.as_ref().and_then(|total| total.yuan(sheet.money_unit));
        format!("{:?} {} {:?}", department.code, department.name, total.map(|total| total.normalize()))
    });
    std::iter::once(whole).chain(departments).chain(told_projects(sheet)).collect()
}

/// The records of sheets as `jichi records` prints them.
fn printed(sheets: &[Sheet], in_lines: bool) -> Vec<u8> {
    let mut objects: Vec<Vec<u8>> = Vec::new();
    for sheet in sheets {
        for index in 0..sheet.projects.len() {
            project_records(sheet, index, FieldWords::builtin(), |record| {
                let mut object = Vec::new();
                write_json(&mut object, record)?;
                objects.push(object);
                Ok::<(), serde_json::Error>(())
            })
            .unwrap();
        }
    }
    if in_lines {
        return objects.join(&b'\n');
    }
    [b"[".as_slice(), &objects.join(&b",\n"[..]), b"]"].concat()
}

/// The labelled and the clean sheets, in all their formats, and the documents.
fn files() -> Vec<(String, Vec<Sheet>)> {
    let folders = ["tests/data", "tests/data/clean", "tests/data/formats"];
    let mut paths: Vec<_> = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path().to_string_lossy().into_owned())
        .filter(|path| !path.contains("labels") && !path.contains("dimensions"))
        .filter(|path| [".tsv", ".xlsx", ".docx"].iter().any(|extension| path.ends_with(extension)))
        .collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), sheets(&path, std::fs::read(&path).unwrap()))).collect()
}

/// The findings on sheets, without their places and without rows named in messages.
fn findings(sheets: &[Sheet], plugins: &Plugins) -> Vec<String> {
    let rules = plugins.rules(Language::Zh).unwrap();
    let run = plugins.run(&rules);
    let lint = Lint::new(vec![&rules, &run], rules.words(), Language::Zh);
    let mut ordinals = Ordinals::default();
    let mut found = Vec::new();
    for (index, sheet) in sheets.iter().enumerate() {
        for checked in lint.all(index, sheet, &mut ordinals) {
            let finding = &checked.finding;
            let project = finding.project.map(|index| &sheet.projects[index]);
            let indicator = finding.indicator.and_then(|index| project?.indicators.get(index));
            found.push(format!(
                "{} {} {:?} {:?} {:?} {:?}",
                finding.rule.code,
                without_rows(&finding.message),
                finding.department.map(|index| &sheet.departments[index].name),
                project.and_then(|project| project.name.as_ref()).map(|cell| &cell.raw),
                indicator.and_then(|indicator| indicator.name.as_ref()).map(|cell| &cell.raw),
                indicator.map(|indicator| indicator.target().text),
            ));
        }
    }
    found.sort();
    found
}

/// `第12行` → `第行`: an object has another row than the project had in its table.
fn without_rows(message: &str) -> String {
    let mut text = String::new();
    for (nth, part) in message.split('第').enumerate() {
        let rest = part.trim_start_matches(|ch: char| ch.is_ascii_digit());
        if nth > 0 {
            text.push('第');
        }
        text.push_str(if rest.starts_with('行') { rest } else { part });
    }
    text
}

#[test]
fn records_that_were_printed_are_read_as_what_they_were() {
    let mut seen = 0;
    for (path, sheets) in files() {
        for in_lines in [false, true] {
            let again = super::sheets("records.json", printed(&sheets, in_lines));
            assert_eq!(again.len(), sheets.len(), "{path}");
            for (sheet, again) in sheets.iter().zip(&again) {
                // Departments without projects are in no record.
                assert_eq!(told_projects(again), told_projects(sheet), "{path}");
                assert_eq!((again.year, again.money_unit), (sheet.year, sheet.money_unit), "{path}");
                assert_eq!((again.structure, again.layout.as_str()), (sheet.structure, "records"));
                assert!(again.notes.is_empty(), "{path}: {:?}", again.notes);
                recorded(again);
                seen += again.projects.len();
            }
        }
    }
    assert!(seen > 1_500, "{seen}");
}

/// Only rules about the table's own cells find less in its records: rows that were moved or belong nowhere (JC101,
/// JC102), headers (JC105), two structures in one table (JC106), hidden sheets (JC905), formulas without a result (JC906).
#[test]
fn checks_find_in_records_what_they_find_in_the_table() {
    const OF_THE_TABLE: [&str; 6] = ["JC101", "JC102", "JC105", "JC106", "JC905", "JC906"];
    let plugins = Plugins::bundled();
    let mut compared = 0;
    for (path, sheets) in files() {
        let mut before = findings(&sheets, &plugins);
        before.retain(|finding| !OF_THE_TABLE.iter().any(|code| finding.starts_with(code)));
        let again = super::sheets("records.json", printed(&sheets, false));
        assert_eq!(findings(&again, &plugins), before, "{path}");
        compared += before.len();
    }
    assert!(compared > 3_500, "{compared}");
}

#[test]
fn records_of_other_programs() {
    let text = r#"[
        {"department": {"name": "某县教育局"}, "project": {"name": "教师培训", "total": "5万元"},
         "dimension": "quantity", "name": "培训人数", "value": "≥100人", "weight": 20},
        {"department": {"name": "某县教育局"}, "project": {"name": "教师培训"},
         "group": "satisfaction", "name": "教师满意度", "value": "≥95%", "direction": "more"},
        {"project": {"name": "教师培训"}, "name": "无级次", "value": "5"}
    ]"#;
    for bytes in [
        text.as_bytes().to_vec(),
        format!("\u{FEFF}{text}").into_bytes(),
        format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
    ] {
        let sheet = sheet("项目.txt", bytes);
        let [project] = sheet.projects.as_slice() else { panic!("{} projects", sheet.projects.len()) };
        assert_eq!((sheet.departments.len(), project.department), (1, Some(0)));
        assert_eq!(project.funding.total.as_ref().unwrap().yuan(None), Some(Decimal::from(50_000)));
        let groups: Vec<Group> = project.indicators.iter().map(|indicator| indicator.group).collect();
        assert_eq!(groups, [Output, Satisfaction]);
        let [note] = sheet.notes.as_slice() else { panic!("{:?}", sheet.notes) };
        assert_eq!((note.cell.raw.as_str(), &note.kind), ("无级次", &ReadingKind::Unplaced));
        let address = sheet.grid.address(project.indicators[1].value_place);
        assert_eq!((address.cell.as_str(), address.row, address.line), ("/1/value", 2, None));
        let goal = sheet.grid.address(project.goal_place);
        assert_eq!(goal.cell, "/0/project/goal");
    }
}

#[test]
fn a_project_that_contradicts_itself() {
    let goals = |count: usize| {
        let object = |n: usize| {
            format!(
                r#"{{"project": {{"number": 1, "name": "甲", "goal": "{n}"}}, "group": "output", "name": "一"}}"#
            )
        };
        (0..count).map(object).collect::<Vec<_>>().join("\n")
    };
    let once = sheet("a.ndjson", goals(2));
    let [note] = once.notes.as_slice() else { panic!("{:?}", once.notes) };
    assert_eq!((note.cell.raw.as_str(), &note.kind), ("1", &ReadingKind::Unplaced));
    assert_eq!(once.grid.address(note.cell.place).cell, "/1/project/goal");
    // As often as a file can have it, in a time that grows with the file.
    let often = sheet("a.ndjson", goals(100_000));
    assert_eq!((often.projects.len(), often.notes.len()), (1, 99_999));
}

#[test]
fn damaged_records_are_told_or_read() {
    let sheet = sheet("a.tsv", std::fs::read("tests/data/clean/form-shanghai-2026-1.tsv").unwrap());
    for in_lines in [false, true] {
        let text = String::from_utf8(printed(std::slice::from_ref(&sheet), in_lines)).unwrap();
        let pairs = [("{", "}"), ("\"", "\":"), (",", ","), ("\"", "\""), ("[", "]")];
        let mut outcomes = [0; 2];
        for damaged in mutations(&text, 1_000, &pairs) {
            let read = read::read("a.json", damaged)
                .and_then(|grids| layout::sheets(layout::Layouts::builtin(), "a.json", grids));
            outcomes[usize::from(read.is_ok())] += 1;
            read.iter().flatten().for_each(|sheet| _ = recorded(sheet));
        }
        assert!(outcomes.iter().all(|&count| count > 50), "{outcomes:?}");
    }
}
