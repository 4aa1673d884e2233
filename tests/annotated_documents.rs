//! Annotated copies of documents that other programs have written: comments stand on the cells that they speak of, and
//! nothing else changes.

#![allow(clippy::unwrap_used, reason = "a test whose documents cannot be read fails")]

mod cmd;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jichi::annotate::{SheetFindings, annotate};
use jichi::finding::{Field, Finding, Language, RuleInfo, Severity};
use jichi::lint::{Check, Checked, Lint, Ordinals};
use jichi::record::{FieldWords, Grid, Place, ProjectReading, Sheet};
use jichi::rule::Context;
use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

/// Finds something on every cell with text: the text itself.
struct Everything;

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

impl Check for Everything {
    fn project(&self, _: &Context<'_>, _: &ProjectReading<'_>) -> Vec<Finding> {
        Vec::new()
    }

    fn sheet(&self, context: &Context<'_>) -> Vec<Finding> {
        let grid = &context.sheet.grid;
        let cells = grid.rows().flat_map(|(row, cells)| cells.iter().map(move |cell| (row, cell)));
        cells
            .enumerate()
            .map(|(nth, (row, cell))| {
                finding(Place { row, column: cell.column }, SEVERITIES[nth % 3], grid.text(cell))
            })
            .collect()
    }
}

fn finding(place: Place, severity: Severity, message: &str) -> Finding {
    let rule = RuleInfo {
        code: "XX101".to_owned(),
        slug: "found".to_owned(),
        title: "查出".to_owned(),
        severity,
        why: String::new(),
        basis: Vec::new(),
        review: None,
        leaves_open: false,
    };
    Finding {
        rule: Arc::new(rule),
        severity,
        message: message.to_owned(),
        help: None,
        examples: Vec::new(),
        case: None,
        sheet: 0,
        department: None,
        project: None,
        indicator: None,
        field: Field::Row,
        place,
        span: None,
        related: Vec::new(),
        fix: None,
        subject: String::new(),
    }
}

fn checked(sheet: &Sheet) -> Vec<Checked> {
    let lint = Lint::new(vec![&Everything], FieldWords::builtin(), Language::Zh);
    lint.all(0, sheet, &mut Ordinals::default())
}

fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let layouts = std::fs::read_dir(root.join("layouts")).unwrap().map(|entry| entry.unwrap().path());
    let folders = layouts.filter(|path| path.is_dir()).chain([root.join("formats")]);
    let files =
        folders.flat_map(|folder| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    let mut documents: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|extension| extension == "docx")).collect();
    documents.sort();
    documents
}

fn sheets(name: &str, bytes: &[u8]) -> Vec<Sheet> {
    let grids = jichi::read::read(name, bytes.to_vec()).unwrap();
    jichi::layout::sheets(jichi::layout::Layouts::builtin(), name, grids).unwrap()
}

/// The parts of a container.
fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|number| {
            let mut part = zip.by_index(number).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn part(parts: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(parts[name].clone()).unwrap()
}

/// What is between the anchors of each comment, without spaces; for comments themselves, what they say.
fn texts(xml: &str) -> BTreeMap<String, String> {
    let (mut open, mut ended): (BTreeMap<String, String>, BTreeMap<String, String>) = Default::default();
    let mut reader = Reader::from_str(xml);
    let mut is_text = false;
    loop {
        let event = reader.read_event().unwrap();
        let id = |tag: &quick_xml::events::BytesStart<'_>| {
            let id = tag.try_get_attribute("w:id").unwrap().unwrap();
            id.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap().into_owned()
        };
        match &event {
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "w:commentRangeStart" | "w:comment" => _ = open.insert(id(tag), String::new()),
                "w:commentRangeEnd" => {
                    let id = id(tag);
                    ended.insert(id.clone(), open.remove(&id).unwrap());
                }
                "w:t" => is_text = true,
                _ => {}
            },
            Event::End(tag) if tag.name().as_ref() == "w:comment" => ended.append(&mut open),
            Event::End(_) => is_text = false,
            Event::Text(text) if is_text => {
                let text: String = text.xml10_content().split_whitespace().collect();
                open.values_mut().for_each(|open| open.push_str(&text));
            }
            Event::GeneralRef(reference) if is_text => {
                let name = reference.clone().into_inner();
                let text = quick_xml::escape::resolve_predefined_entity(&name).unwrap();
                open.values_mut().for_each(|open| open.push_str(text));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    ended
}

fn shown(grid: &Grid) -> String {
    format!(
        "{:?} {:?} {:?}",
        grid.rows()
            .map(|(row, cells)| (row, cells.iter().map(|cell| grid.text(cell)).collect::<Vec<_>>()))
            .collect::<Vec<_>>(),
        grid.merges,
        grid.medium
    )
}

#[test]
fn comments_stand_on_the_cells_that_they_speak_of() {
    let documents = documents();
    assert!(documents.len() > 25);
    for path in documents {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).unwrap();
        let sheets = sheets(&name, &bytes);
        let findings: Vec<Vec<Checked>> = sheets.iter().map(checked).collect();
        let given: Vec<SheetFindings<'_>> =
            sheets.iter().zip(&findings).map(|(sheet, findings)| SheetFindings { sheet, findings }).collect();
        let copy = annotate(&name, &bytes, &given, Language::Zh).unwrap();
        assert_eq!((copy.extension, copy.warnings.len()), ("docx", 0), "{name}");
        let (before, after) = (parts(&bytes), parts(&copy.bytes));
        let (said, anchored) =
            (texts(&part(&after, "word/comments.xml")), texts(&part(&after, "word/document.xml")));
        let count: usize = findings.iter().map(Vec::len).sum();
        assert!(count > 20 && said.len() == anchored.len(), "{name}: {count} {}", said.len());
        let mut spoken_of = 0;
        for (id, said) in &said {
            // A paragraph may be several cells.
            let cells = said.replace("【警告】", "【错误】").replace("【提示】", "【错误】");
            let cells: Vec<&str> = cells.split("【错误】XX101查出问题：").skip(1).collect();
            spoken_of += cells.len();
            assert_eq!(cells.concat(), anchored[id], "{name} {id}");
        }
        assert_eq!(spoken_of, count, "{name}");
        // Nothing else changes: not the other parts, not what is read.
        let changed =
            ["word/document.xml", "word/comments.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"];
        for (part, bytes) in before.iter().filter(|(part, _)| !changed.contains(&part.as_str())) {
            assert_eq!(&after[part], bytes, "{name} {part}");
        }
        assert!(after.keys().all(|part| before.contains_key(part) || part == "word/comments.xml"));
        let again = self::sheets(&name, &copy.bytes);
        assert_eq!(
            sheets.iter().map(|sheet| shown(&sheet.grid)).collect::<Vec<_>>(),
            again.iter().map(|sheet| shown(&sheet.grid)).collect::<Vec<_>>(),
            "{name}"
        );
        // Once more: the same. And without findings: as it was.
        let twice = annotate(&name, &copy.bytes, &given, Language::Zh).unwrap();
        assert!(parts(&twice.bytes) == after, "{name}");
        let clean: Vec<SheetFindings<'_>> =
            sheets.iter().map(|sheet| SheetFindings { sheet, findings: &[] }).collect();
        let clean = parts(&annotate(&name, &copy.bytes, &clean, Language::Zh).unwrap().bytes);
        let empty = |text: String| text.replace("<w:p></w:p>", "<w:p/>");
        assert_eq!(
            empty(part(&clean, "word/document.xml")),
            empty(part(&before, "word/document.xml")),
            "{name}"
        );
        assert!(texts(&part(&clean, "word/comments.xml")).is_empty());
        if let Some(folder) = option_env!("CARGO_TARGET_TMPDIR") {
            let parent = path.parent().unwrap().file_name().unwrap().to_string_lossy();
            std::fs::write(Path::new(folder).join(format!("{parent}-{name}")), &copy.bytes).unwrap();
        }
    }
}

/// The command's copy of a document is a document, beside which the document stays as it was.
#[test]
fn the_command_writes_documents() {
    let bytes = std::fs::read("tests/data/layouts/flat/export.docx").unwrap();
    let folder = cmd::folder(&[("一表.docx", &bytes)]);
    let run = cmd::run(
        cmd::jichi().args(["annotate", "一表.docx", "-o", "退回/一表.docx"]).current_dir(folder.path()),
    );
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let copy = std::fs::read(folder.path().join("退回/一表.docx")).unwrap();
    let checked =
        cmd::run(cmd::jichi().args(["check", "一表.docx", "--format", "json"]).current_dir(folder.path()));
    let cells: std::collections::BTreeSet<String> =
        cmd::findings(&checked.out).iter().map(|finding| finding["location"].to_string()).collect();
    assert!(!cells.is_empty());
    assert_eq!(texts(&part(&parts(&copy), "word/comments.xml")).len(), cells.len());
    assert_eq!(std::fs::read(folder.path().join("一表.docx")).unwrap(), bytes);
}
