use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::*;
use crate::finding::Severity;
use crate::lint::sample::sheet;
use crate::report::samples;
use crate::review::tests::{Case, ROWS, checked};

/// What is wrong with a project, and beyond it.
const CASES: [Case; 8] = [
    (Some((0, 0)), "XX101", Severity::Error, Some("指标科学性")),
    (Some((0, 1)), "XX101", Severity::Warning, Some("指标科学性")),
    (Some((0, 2)), "XX102", Severity::Info, Some("指标科学性")),
    (Some((0, 3)), "XX103", Severity::Error, Some("目标相关性")),
    (Some((0, 4)), "XX104", Severity::Warning, None),
    (Some((1, 5)), "XX101", Severity::Error, Some("资金匹配性")),
    (None, "XX105", Severity::Error, Some("资金匹配性")),
    (None, "XX106", Severity::Warning, None),
];

/// The document of these sheets, each with the same findings.
fn document<'f>(form: &'f Form, sheets: &[Sheet]) -> ReviewDocument<'f> {
    let mut document = ReviewDocument::new(form, None);
    for sheet in sheets {
        let findings = checked(sheet, &CASES);
        document.sheet(sheet, &SheetReview::new(form, sheet, &findings));
    }
    document
}

fn xml(sheets: &[Sheet]) -> String {
    let document = document(Form::builtin(), sheets);
    document.xml()
}

/// The texts of a document's paragraphs, and whatever else is told by elements, as a reader of XML has them.
fn paragraphs(xml: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let (mut paragraphs, mut text) = (Vec::new(), String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Text(piece) => text.push_str(&piece.xml10_content()),
            Event::GeneralRef(reference) => {
                let name = reference.into_inner();
                text.push_str(quick_xml::escape::resolve_predefined_entity(&name).unwrap());
            }
            Event::End(end) if end.name().as_ref() == "w:p" => paragraphs.push(std::mem::take(&mut text)),
            Event::Eof => return paragraphs,
            _ => {}
        }
    }
}

fn parts(file: &[u8]) -> Vec<(String, String)> {
    let mut zip = ZipArchive::new(Cursor::new(file)).unwrap();
    let parts = 0..zip.len();
    parts
        .map(|number| {
            let mut part = zip.by_index(number).unwrap();
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            (part.name().unwrap().into_owned(), text)
        })
        .collect()
}

/// A change of these snapshots is a change of what is printed and signed.
#[test]
fn letters_and_forms() {
    let lines = |xml: String| {
        ["<w:p>", "<w:tbl>", "<w:tr>", "<w:tc>", "<w:sectPr>"]
            .iter()
            .fold(xml, |xml, element| xml.replace(element, &format!("\n{element}")))
    };
    insta::assert_snapshot!("one-department", lines(xml(&[sheet(Some("表"), 2, &ROWS)])));
    let mut document = ReviewDocument::new(Form::builtin(), None);
    for (sheet, findings) in &samples::checked() {
        document.sheet(sheet, &SheetReview::new(Form::builtin(), sheet, findings));
    }
    let xml = document.xml();
    assert!(xml.chars().all(is_allowed));
    insta::assert_snapshot!("samples", paragraphs(&xml).join("\n"));
}

/// Whether XML 1.0 may hold it.
fn is_allowed(ch: char) -> bool {
    matches!(ch, '\n' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

#[test]
fn departments_of_several_files_are_put_together() {
    let named = |file: &str, code: Option<&str>, name: &str| {
        let mut sheet = sheet(Some("表"), 1, &ROWS);
        sheet.file = file.into();
        sheet.departments[0].code = code.map(str::to_owned);
        name.clone_into(&mut sheet.departments[0].name);
        sheet
    };
    let mut nobody = named("无.xlsx", None, "");
    nobody.projects[0].department = None;
    let sheets = [
        named("一.xlsx", Some("101"), "甲局"),
        named("二.xlsx", None, "乙 局"),
        named("三.xlsx", Some("101"), "甲局（本级）"),
        named("四.xlsx", None, "乙局"),
        nobody,
    ];
    let form = Form::builtin();
    let document = document(form, &sheets);
    let names: Vec<&str> = document.departments().iter().map(|department| department.name.as_str()).collect();
    assert_eq!(names, ["甲局", "乙 局", ""]);
    let first = document.departments()[0].section(form).into_xml();
    for shown in ["一.xlsx[表]", "三.xlsx[表]", "审核表（2份）", "共审核2个项目"] {
        assert!(first.contains(shown), "{shown}");
    }
    // All in one file, with pages counted for each.
    assert_eq!(document.xml().matches("<w:sectPr>").count(), 3);
}

/// What concerns a sheet of several departments is told each of them, and is nobody's own.
#[test]
fn what_concerns_a_whole_sheet_is_told_all_departments() {
    let mut sheet = sheet(None, 2, &ROWS);
    let mut other = sheet.departments[0].clone();
    (other.code, other.name) = (Some("2".to_owned()), "乙局".to_owned());
    sheet.departments.push(other);
    sheet.projects[1].department = Some(1);
    let mut findings = checked(&sheet, &CASES);
    for checked in findings.iter_mut().filter(|checked| checked.finding.rule.code == "XX106") {
        checked.finding.department = None;
    }
    let mut document = ReviewDocument::new(Form::builtin(), Some(2031));
    document.sheet(&sheet, &SheetReview::new(Form::builtin(), &sheet, &findings));
    let [first, second] = document.departments() else { panic!() };
    assert_eq!((first.findings, second.findings), ([3, 2, 1], [1, 0, 0]));
    assert_eq!((first.beyond.len(), second.beyond.len()), (1, 0));
    assert!(first.shared.len() == 1 && first.shared == second.shared);
    assert!(document.xml().contains("预算年度：2031"));
}

#[test]
fn open_points_are_left_blank() {
    let xml = xml(&[sheet(None, 1, &ROWS)]);
    let texts = paragraphs(&xml);
    let at = |text: &str| texts.iter().position(|found| found == text).unwrap();
    let item = |name: &str| texts[at(name) + 1..at(name) + 5].to_vec();
    assert_eq!(item("规范完整性"), ["10", "", "10", ""]);
    assert_eq!(item("目标相关性"), ["15", "-3", "", "待人工审核，至多12分。"]);
    assert_eq!(item("实现可能性"), ["10", "", "", "待人工审核，至多10分。"]);
    assert_eq!(item("合计")[..3], ["100", "-7", ""]);
    assert_eq!(item("合计")[3], "最高 93 分（优）；待人工审核的 32 分全部不给时 61 分（中）。");
}

/// Whatever stands in cells, the XML can be read and shows it.
#[test]
fn cells_do_no_harm() {
    let hostile = "</w:t><w:p> & \"'\u{1}\u{1b}[31m\u{FFFE}\u{FFFF}\u{202E}]]>&#x0;\r\n=cmd|'/c calc'!A1";
    let shown = "</w:t><w:p> & \"'␁␛[31m\u{FFFD}\u{FFFD}\u{FFFD}]]>&#x0;  =cmd|'/c calc'!A1";
    let mut sheet =
        sheet(Some(hostile), 1, &[(hostile, hostile), ("甲", ""), ("乙", ""), ("丙", ""), ("丁", "")]);
    sheet.file = hostile.into();
    hostile.clone_into(&mut sheet.departments[0].name);
    sheet.departments[0].code = Some(hostile.to_owned());
    let project = &mut sheet.projects[0];
    hostile.clone_into(&mut project.name.as_mut().unwrap().raw);
    hostile.clone_into(&mut project.funding.total.as_mut().unwrap().cell.raw);
    project.funding.total.as_mut().unwrap().number = None;
    let findings = checked(&sheet, &CASES[..5]);
    let mut document = ReviewDocument::new(Form::builtin(), None);
    document.sheet(&sheet, &SheetReview::new(Form::builtin(), &sheet, &findings));
    let xml = document.xml();
    assert!(xml.chars().all(is_allowed));
    let texts = paragraphs(&xml);
    for text in [
        shown.to_owned(),
        format!("{shown} {shown}："),
        format!("{shown}[{shown}]"),
        format!("经审核，“{shown}”项目的绩效目标有以下内容需要进一步完善："),
    ] {
        assert!(texts.contains(&text), "{text}\n{texts:#?}");
    }
}

/// Rows of ordinary length stay on one page, very long ones go on on the next; heads stand on each page.
#[test]
fn rows_break_only_where_they_are_long() {
    let rows = |xml: &str| -> Vec<String> { xml.split("<w:tr>").skip(1).map(str::to_owned).collect() };
    let mut sheet = sheet(None, 1, &ROWS);
    let heads = |xml: &str| rows(xml).iter().filter(|row| row.contains("<w:tblHeader/>")).count();
    let xml = xml(std::slice::from_ref(&sheet));
    assert!(rows(&xml).iter().all(|row| row.contains("<w:cantSplit/>")));
    // Of three tables in the letter one row each, of the form the five on its top.
    assert_eq!(heads(&xml), 8);
    "长".repeat(1000).clone_into(&mut sheet.projects[0].name.as_mut().unwrap().raw);
    let xml = self::xml(&[sheet]);
    let broken = rows(&xml).iter().filter(|row| !row.contains("<w:cantSplit/>")).count();
    // In the list, at the form's top and in the opinion.
    assert_eq!((broken, heads(&xml)), (3, 3));
}

#[test]
fn the_container_is_the_same_each_time_and_complete() {
    let sheets = [sheet(None, 1, &ROWS)];
    let document = document(Form::builtin(), &sheets);
    let file = document.finish().unwrap();
    assert_eq!(file, document.finish().unwrap());
    let parts = parts(&file);
    assert_eq!(parts[0].0, "[Content_Types].xml");
    for (name, text) in &parts {
        let mut reader = Reader::from_str(text);
        while !matches!(reader.read_event().unwrap(), Event::Eof) {}
        // Every part has a type, every style that is used exists.
        let types = &parts[0].1;
        let is_typed = name.ends_with(".rels") || name == "[Content_Types].xml";
        assert!(is_typed || types.contains(&format!("PartName=\"/{name}\"")), "{name}");
    }
    let part = |name: &str| &parts.iter().find(|(known, _)| known == name).unwrap().1;
    let styles = part("word/styles.xml");
    for used in part("word/document.xml").split("Style w:val=\"").skip(1) {
        let (style, _) = used.split_once('"').unwrap();
        assert!(styles.contains(&format!("w:styleId=\"{style}\"")), "{style}");
    }
}
