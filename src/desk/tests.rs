use std::collections::BTreeMap;

use super::*;
use crate::fix;
use crate::report::finding::Finding;

const SHEET: &str = "tests/data/fresh-form.tsv";
const BOOK: &str = "tests/data/formats/table.xlsx";
const DOCUMENT: &str = "tests/data/formats/form-88-2019.docx";

fn linter() -> Linter {
    Linter::builder().build().unwrap()
}

fn desk(linter: &Linter, path: &str) -> (Desk, View) {
    let mut desk = Desk::default();
    let mut opened = desk.open(linter, "1", path, std::fs::read(path).unwrap());
    assert!(opened.errors.is_empty(), "{:?}", opened.errors);
    (desk, opened.documents.remove(0))
}

fn wanted(edits: Vec<CellEdit>) -> Wanted {
    Wanted { id: "1".to_owned(), edits }
}

fn check(linter: &Linter, desk: &Desk, edits: Vec<CellEdit>) -> Outcome {
    Run::new(linter, None).check(desk, &wanted(edits))
}

/// The text of a cell as a page shows it.
fn text(view: &View, place: (usize, u32, u32)) -> &str {
    let table = view.tables.iter().find(|table| table.index == place.0).unwrap();
    let row = table.rows.iter().find(|(row, ..)| *row == place.1);
    let cell = row.and_then(|(_, _, cells)| cells.iter().find(|(column, ..)| *column == place.2));
    cell.map_or("", |(_, text, _)| text)
}

/// All fixes of an outcome that write no cell twice.
fn fixes(outcome: &Outcome) -> Vec<CellEdit> {
    let mut edits = BTreeMap::new();
    for mark in &outcome.marks {
        for (row, column, text) in &mark.edits {
            let edit = CellEdit { table: mark.table, row: *row, column: *column, text: text.clone() };
            edits.entry((mark.table, *row, *column)).or_insert(edit);
        }
    }
    edits.into_values().collect()
}

/// A target value that nobody can measure any more.
fn vague(view: &View) -> CellEdit {
    let table = &view.tables[0];
    let cells = table.rows.iter().flat_map(|(row, _, cells)| cells.iter().map(move |cell| (*row, cell)));
    let mut values = cells.filter(|(_, (_, text, role))| *role == Role::Record && text.contains('%'));
    let (row, (column, ..)) = values.next_back().unwrap();
    CellEdit { table: table.index, row, column: *column, text: "显著提高".to_owned() }
}

#[test]
fn findings_are_those_of_a_check_and_stand_on_cells_that_are_shown() {
    let linter = linter();
    for path in [SHEET, BOOK, DOCUMENT, "tests/data/jialing-2020.tsv", "tests/data/formats/summary-2020.docx"]
    {
        let (desk, view) = desk(&linter, path);
        let outcome = check(&linter, &desk, Vec::new());
        assert_eq!(outcome.error, None);
        assert_eq!(outcome.findings, linter.check(path).unwrap().findings);
        assert_eq!(outcome.findings.len(), outcome.marks.len());
        for (finding, mark) in outcome.findings.iter().zip(&outcome.marks) {
            let shown = text(&view, (mark.table, mark.row, mark.column));
            if let Some((start, end)) = mark.span {
                let units: Vec<u16> = shown.encode_utf16().collect();
                String::from_utf16(&units[start..end]).unwrap();
                assert!(start < end, "{finding:?}");
            }
            assert_eq!(mark.related.len(), finding.related.len());
            for (row, column, _) in &mark.edits {
                let edits = &finding.fix.as_ref().unwrap().edits;
                assert!(edits.iter().any(|edit| edit.old == text(&view, (mark.table, *row, *column))));
            }
            let project = mark.project.map(|index| outcome.projects[index].name.clone());
            let name = finding.project.as_ref().map(|project| project.name.clone());
            assert_eq!(project.flatten(), name.flatten().map(|name| name.trim().to_owned()));
        }
    }
}

#[test]
fn changed_cells_are_found_as_in_the_written_file() {
    let linter = linter();
    for path in [SHEET, BOOK, "tests/data/jialing-2020.tsv"] {
        let (desk, view) = desk(&linter, path);
        let before = check(&linter, &desk, Vec::new());
        let mut edits = fixes(&before);
        if edits.is_empty() {
            edits.push(vague(&view));
        }
        let after = check(&linter, &desk, edits.clone());
        assert_ne!(after.findings, before.findings, "{path}");
        let written =
            Run::new(&linter, None).write(&desk, Product::Corrected, &[wanted(edits.clone())]).unwrap();
        assert_eq!(written.warnings, Vec::<String>::new());
        assert_eq!(desk.verify(&wanted(edits), Language::Zh).unwrap().refused.len(), 0);
        assert_eq!(after.findings, linter.check_bytes(path, written.bytes).unwrap().findings);
    }
}

#[test]
fn documents_that_are_only_read_become_workbooks() {
    let linter = linter();
    let (desk, view) = desk(&linter, DOCUMENT);
    assert_eq!(view.writes, Writes::Copy);
    let edit = vague(&view);
    let written =
        Run::new(&linter, None).write(&desk, Product::Corrected, &[wanted(vec![edit.clone()])]).unwrap();
    assert_eq!(written.name, "form-88-2019-改正版.xlsx");
    let grids = read::read(&written.name, written.bytes).unwrap();
    let place = edit.place();
    assert!(grids.iter().any(|grid| grid.at(place) == "显著提高"));
    for product in [Product::Annotated, Product::Review] {
        let written = Run::new(&linter, None).write(&desk, product, &[wanted(vec![edit.clone()])]).unwrap();
        assert!(written.bytes.starts_with(b"PK"), "{}", written.name);
    }
}

#[test]
fn lists_are_those_of_the_outcome() {
    let linter = linter();
    let (desk, _) = desk(&linter, SHEET);
    let outcome = check(&linter, &desk, Vec::new());
    let written = Run::new(&linter, None).write(&desk, Product::Json, &[wanted(Vec::new())]).unwrap();
    let findings: Vec<Finding> = serde_json::from_slice(&written.bytes).unwrap();
    assert_eq!(findings, outcome.findings);
    let written = Run::new(&linter, None).write(&desk, Product::Csv, &[wanted(Vec::new())]).unwrap();
    let rows = csv::Reader::from_reader(written.bytes.as_slice()).into_records().count();
    assert_eq!(rows, outcome.findings.len());
    let written = Run::new(&linter, None).write(&desk, Product::Overview, &[wanted(Vec::new())]).unwrap();
    assert!(String::from_utf8(written.bytes).unwrap().contains("<html"));
}

#[test]
fn formulas_are_refused_and_told() {
    let linter = linter();
    let (desk, view) = desk(&linter, BOOK);
    let table = &view.tables[0];
    let beyond = CellEdit { table: table.index, row: 60_000, column: 1, text: "注".to_owned() };
    let refused = desk.verify(&wanted(vec![beyond.clone()]), Language::En).unwrap().refused;
    assert_eq!(
        refused.iter().map(|it| it.message.as_str()).collect::<Vec<_>>(),
        [fix::Reason::NoCell.message(Language::En)]
    );
    let written = Run::new(&linter, None).write(&desk, Product::Corrected, &[wanted(vec![beyond])]).unwrap();
    assert_eq!(written.warnings.len(), 1);
}

#[test]
fn archives_are_opened_file_by_file_and_written_as_one() {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in ["某局/表.tsv", "../另一局/表.tsv", "说明.pdf", "坏.xlsx"] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        let bytes =
            if name.ends_with("tsv") { std::fs::read(SHEET).unwrap() } else { b"PK\x03\x04".to_vec() };
        std::io::Write::write_all(&mut archive, &bytes).unwrap();
    }
    let linter = linter();
    let mut desk = Desk::default();
    let opened = desk.open(&linter, "7", "各单位.zip", archive.finish().unwrap().into_inner());
    let mut ids: Vec<&str> = opened.documents.iter().map(|view| view.id.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids.len(), 2);
    assert!(ids.contains(&"7/某局/表.tsv"), "{ids:?}");
    assert_eq!((opened.errors.len(), opened.passed_over.len()), (1, 1));
    let all: Vec<Wanted> = ids.iter().map(|id| Wanted { id: (*id).to_owned(), edits: Vec::new() }).collect();
    let mut run = Run::new(&linter, None);
    let findings: usize = all.iter().map(|wanted| run.check(&desk, wanted).findings.len()).sum();
    let standing = run.end();
    let told: usize = standing.of_all.departments.iter().map(|it| it.errors + it.warnings + it.info).sum();
    assert_eq!(told, findings);
    let written = Run::new(&linter, None).write(&desk, Product::Annotated, &all).unwrap();
    assert_eq!(written.name, "审核意见.zip");
    let mut written = zip::ZipArchive::new(std::io::Cursor::new(written.bytes)).unwrap();
    let names: Vec<String> =
        (0..written.len()).map(|it| written.by_index(it).unwrap().name().unwrap().into_owned()).collect();
    assert!(names.iter().all(|name| name.starts_with("各单位.zip/") && !name.contains("..")), "{names:?}");
    desk.close("7");
    let gone = Run::new(&linter, None).check(&desk, &Wanted { id: ids[0].to_owned(), edits: Vec::new() });
    assert!(gone.error.is_some_and(|trouble| trouble.message.contains(ids[0])));
}

#[test]
fn a_table_that_is_none_any_more_is_told() {
    let linter = linter();
    let (desk, view) = desk(&linter, SHEET);
    let table = &view.tables[0];
    let cells = table.rows.iter().flat_map(|(row, _, cells)| cells.iter().map(move |cell| (*row, cell.0)));
    let cleared =
        cells.map(|(row, column)| CellEdit { table: table.index, row, column, text: String::new() });
    let outcome = check(&linter, &desk, cleared.collect());
    assert!(outcome.error.is_some_and(|trouble| trouble.help.is_some()));
    assert!(outcome.findings.is_empty());
}

#[test]
fn what_is_remembered_is_what_is_found_anew() {
    let linter = linter();
    for path in [SHEET, DOCUMENT, "tests/data/layout-flat.tsv", "tests/data/layout-form-88.tsv"] {
        let (desk, view) = desk(&linter, path);
        let table = &view.tables[0];
        let cells = table.rows.iter().flat_map(|(row, _, cells)| cells.iter().map(move |cell| (*row, cell)));
        let cells: Vec<_> = cells.collect();
        let mut edits = Vec::new();
        // Titles, heads, departments and projects among them.
        for nth in (0..8).map(|nth| nth * nth * cells.len() / 64) {
            let (row, (column, text, _)) = cells[nth];
            for text in [format!("{text}1"), String::new(), "2022年底前≥95%".to_owned()] {
                edits.push(CellEdit { table: table.index, row, column: *column, text });
                if edits.len() > 3 {
                    edits.remove(0);
                }
                let remembered = check(&linter, &desk, edits.clone());
                let (fresh, _) = self::desk(&linter, path);
                let anew = check(&linter, &fresh, edits.clone());
                assert_eq!(remembered.findings, anew.findings, "{path} {edits:?}");
                assert_eq!(remembered.marks, anew.marks);
            }
        }
    }
}

#[test]
fn cells_that_no_table_has_are_refused() {
    let linter = linter();
    let (desk, view) = desk(&linter, SHEET);
    let table = view.tables[0].index;
    for (table, row, column) in
        [(table, 0, 1), (table, 1, 0), (table, 1, u32::MAX), (table, u32::MAX, 1), (9, 1, 1)]
    {
        let edit = CellEdit { table, row, column, text: "≥95%".to_owned() };
        let outcome = check(&linter, &desk, vec![edit.clone()]);
        assert!(outcome.error.is_some_and(|trouble| trouble.message.contains("没有这个单元格")));
        assert!(desk.verify(&wanted(vec![edit.clone()]), Language::En).is_err());
        assert!(Run::new(&linter, None).write(&desk, Product::Corrected, &[wanted(vec![edit])]).is_err());
    }
    let last = CellEdit { table, row: 1 << 20, column: 1 << 14, text: "注".to_owned() };
    assert_eq!(check(&linter, &desk, vec![last]).error, None);
}

#[test]
fn many_changes_that_cannot_be_written_take_no_time_of_each_other() {
    let linter = linter();
    let (desk, view) = desk(&linter, BOOK);
    let table = view.tables[0].index;
    let edit = |row: u32| CellEdit { table, row: 1000 + row, column: 1, text: "注".to_owned() };
    let edits: Vec<CellEdit> = (0..100_000).map(edit).collect();
    assert_eq!(desk.verify(&wanted(edits), Language::Zh).unwrap().refused.len(), 100_000);
}
