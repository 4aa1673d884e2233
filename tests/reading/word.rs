//! Word documents made by python-docx and LibreOffice (tests/data/formats/word.py), compared with the same tables as
//! text.

use std::io::{Cursor, Write};

use jichi::record::{Aside, Purpose};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::mutations::mutations;
use super::records::{told, told_projects};
use super::*;

fn document(name: &str) -> Sheet {
    let bytes = std::fs::read(format!("tests/data/formats/{name}")).unwrap();
    sheet(name, bytes)
}

fn text(name: &str) -> Sheet {
    sheet(name, std::fs::read(format!("tests/data/clean/{name}")).unwrap())
}

fn texts(names: &[&str]) -> Vec<String> {
    names.iter().flat_map(|name| told_projects(&text(name))).collect()
}

#[test]
fn a_document_of_forms_one_of_which_is_parted() {
    let document = document("form-88-2019.docx");
    let names = [1, 2, 3, 4].map(|number| format!("form-88-2019-{number}.tsv"));
    assert_eq!(told_projects(&document), texts(&names.each_ref().map(String::as_str)));
    assert_eq!((document.year, document.money_unit), (Some(2019), Some(MoneyUnit::TenThousandYuan)));
    assert_eq!(document.layout, "form-88");
    // The second form's indicators stand in the document's third table.
    let indicator = &document.projects[1].indicators[0];
    let address = document.grid.address(indicator.value_place);
    assert_eq!(address.name(jichi::finding::Language::Zh), "表3第2行第8列");
}

#[test]
fn forms_that_libreoffice_saved() {
    let document = document("form-gansu-2023.docx");
    let names = [1, 2, 3, 4].map(|number| format!("form-gansu-2023-{number}.tsv"));
    assert_eq!(told_projects(&document), texts(&names.each_ref().map(String::as_str)));
    assert_eq!(document.year, Some(2023));
}

#[test]
fn a_system_export_over_two_tables_with_changes_recorded() {
    let document = document("flat-2023.docx");
    assert_eq!(told(&document), told(&text("flat-2023.tsv")));
    let last = document.projects.last().unwrap();
    let address = document.grid.address(last.indicators[0].value_place);
    assert_eq!(address.sheet.as_deref(), Some("表2"));
    assert_eq!(remarks(&document), ["注：本表一式两份。"]);
}

#[test]
fn a_summary_that_libreoffice_saved() {
    let document = document("summary-2020.docx");
    assert_eq!(told(&document), told(&text("summary-2020.tsv")));
    assert!(!document.grid.merges.is_empty());
    // The header is repeated in the middle.
    let header: Vec<&str> =
        (3..=5).flat_map(|row| document.grid.row(row)).map(|cell| document.grid.text(cell)).collect();
    assert_nothing_lost(&document, 5, |text| header.contains(&text));
}

/// Paragraphs between the tables of a document are rows of its grid, and no rows of a table.
#[test]
fn paragraphs_between_tables_are_no_rows_of_them() {
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let row =
        |cells: &[&str]| format!("<w:tr>{}</w:tr>", cells.iter().copied().map(cell).collect::<String>());
    let header = row(&["项目名称", "预算数", "年度目标", "一级指标", "二级指标", "三级指标", "指标值"]);
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let table = |name: &str| {
        let rows = row(&[name, "5", "培训100人", "产出指标", "数量指标", "培训人数", "100人"]);
        format!("<w:tbl>{header}{rows}</w:tbl>")
    };
    let body = [
        paragraph("2024年度项目绩效目标表"),
        "<w:p><w:r><w:t>填报单位：某县教育局</w:t><w:tab/><w:t>单位：万元</w:t></w:r></w:p>".to_owned(),
        table("教师培训"),
        paragraph("二、其他项目"),
        paragraph("填报单位：某县图书馆"),
        table("读者培训"),
    ];
    let document = format!("<w:document><w:body>{}</w:body></w:document>", body.concat());
    let sheet = sheet("a.docx", container(document.as_bytes()));
    let names: Vec<&str> = sheet.projects.iter().map(|project| raw(&project.name)).collect();
    assert_eq!(names, ["教师培训", "读者培训"]);
    assert_eq!((sheet.year, sheet.money_unit), (Some(2024), Some(MoneyUnit::TenThousandYuan)));
    let of = |project: usize| &sheet.departments[sheet.projects[project].department.unwrap()].name;
    assert_eq!((of(0).as_str(), of(1).as_str()), ("某县教育局", "某县图书馆"));
}

/// Word counts the columns of each part of a parted table anew.
#[test]
fn a_form_that_was_parted_among_its_indicators() {
    let cell = |span: u32, text: &str| {
        format!(
            r#"<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"#
        )
    };
    let row = |cells: &[(u32, &str)]| {
        format!("<w:tr>{}</w:tr>", cells.iter().map(|&(span, text)| cell(span, text)).collect::<String>())
    };
    let table = |widths: &[u32], rows: &[String]| {
        let grid: String = widths.iter().map(|width| format!(r#"<w:gridCol w:w="{width}"/>"#)).collect();
        format!("<w:tbl><w:tblGrid>{grid}</w:tblGrid>{}</w:tbl>", rows.concat())
    };
    let above = [
        row(&[(1, "项目名称"), (5, "教师培训")]),
        row(&[(1, "年度资金总额（万元）"), (2, "5"), (1, "年度目标"), (2, "培训教师100人")]),
        row(&[(1, "一级指标"), (2, "二级指标"), (2, "三级指标"), (1, "指标值")]),
        row(&[(1, "产出指标"), (2, "数量指标"), (2, "培训人数"), (1, "≥100人")]),
    ];
    let below = [
        row(&[(1, ""), (1, "质量指标"), (1, "培训合格率"), (1, "≥95%")]),
        row(&[(1, "满意度指标"), (1, "服务对象满意度指标"), (1, "教师满意度"), (1, "≥95%")]),
    ];
    let parts = [
        table(&[1500, 700, 800, 1000, 1200, 2000], &above),
        "<w:p/>".to_owned(),
        table(&[1490, 1505, 2205, 2000], &below),
    ];
    let document = format!("<w:document><w:body>{}</w:body></w:document>", parts.concat());
    let sheet = sheet("a.docx", container(document.as_bytes()));
    let [project] = sheet.projects.as_slice() else { panic!("{} projects", sheet.projects.len()) };
    let names: Vec<_> =
        project.indicators.iter().map(|it| (it.group, raw(&it.name), raw(&it.value))).collect();
    let expected = [
        (Output, "培训人数", "≥100人"),
        (Output, "培训合格率", "≥95%"),
        (Satisfaction, "教师满意度", "≥95%"),
    ];
    assert_eq!(names, expected);
    let address = sheet.grid.address(project.indicators[1].value_place);
    assert_eq!((address.sheet.as_deref(), address.cell.as_str()), (Some("表2"), "D1"));
}

#[test]
fn each_form_has_the_paragraphs_above_it() {
    let row = |cells: &[&str]| {
        let cell = |text: &&str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
        format!("<w:tr>{}</w:tr>", cells.iter().map(cell).collect::<String>())
    };
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let form = |department: &str, name: &str| {
        let rows = [
            row(&["项目名称", name, "年度目标", "培训100人"]),
            row(&["年度资金总额", "5", "其中：财政拨款", "5"]),
            row(&["一级指标", "二级指标", "三级指标", "指标值"]),
            row(&["产出指标", "数量指标", "培训人数", "≥100人"]),
        ];
        let title = paragraph("项目支出绩效目标表") + &paragraph(&format!("填报单位：{department}"));
        format!("{title}<w:tbl>{}</w:tbl>{}", rows.concat(), paragraph("注：本表一式两份。"))
    };
    let forms = form("某县教育局", "教师培训") + &form("某县图书馆", "读者培训");
    let document = format!("<w:document><w:body>{forms}</w:body></w:document>");
    let sheet = sheet("a.docx", container(document.as_bytes()));
    let of = |project: &Project| sheet.departments[project.department.unwrap()].name.clone();
    let departments: Vec<String> = sheet.projects.iter().map(of).collect();
    assert_eq!(departments, ["某县教育局", "某县图书馆"]);
    assert_eq!(remarks(&sheet), ["注：本表一式两份。"; 2]);
    assert!(sheet.notes.is_empty(), "{:?}", sheet.notes);
}

/// The notes outside of tables that were set aside.
fn remarks(sheet: &Sheet) -> Vec<&str> {
    let remarks = sheet.used.iter().filter(|used| used.purpose == Purpose::Aside(Aside::Remark));
    remarks.map(|used| sheet.grid.at(used.place)).filter(|text| text.starts_with('注')).collect()
}

/// A container with this document.
fn container(document: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    zip.write_all(document).unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn damaged_documents_are_told_or_read() {
    let cell = |properties: &str, text: &str| {
        format!("<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
    };
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let texts = |texts: [&str; 5]| row(&texts.map(|text| cell("", text)));
    let (begins, goes_on) = (r#"<w:vMerge w:val="restart"/>"#, "<w:vMerge/>");
    let wide = r#"<w:gridSpan w:val="4"/>"#;
    let table = [
        row(&[cell("", "项目名称"), cell(wide, "教师培训")]),
        row(&[
            cell("", "年度资金总额"),
            cell("", "5"),
            cell("", "年度目标"),
            cell(r#"<w:gridSpan w:val="2"/>"#, "培训"),
        ]),
        texts(["一级指标", "二级指标", "三级指标", "指标值", "备注"]),
        row(&[
            cell(begins, "产出指标"),
            cell(begins, "数量指标"),
            cell("", "人数"),
            cell("", "&#8805;100人"),
            cell("", ""),
        ]),
        row(&[cell(goes_on, ""), cell(goes_on, ""), cell("", "次数"), cell("", "2次"), cell("", "")]),
        texts(["满意度指标", "服务对象满意度指标", "满意度", "&#8805;95%", ""]),
    ];
    let table = format!("<w:tbl>{}</w:tbl>", table.concat());
    let nested = format!("<w:tbl><w:tr><w:tc>{table}</w:tc></w:tr></w:tbl>");
    let title = "<w:p><w:r><w:t>2024年度项目绩效目标表（万元）</w:t></w:r></w:p>";
    let text = format!("<w:document><w:body>{title}{table}{nested}</w:body></w:document>");
    let whole = layout::sheets(
        layout::Layouts::builtin(),
        "a.docx",
        read::read("a.docx", container(text.as_bytes())).unwrap(),
    )
    .unwrap();
    assert_eq!(whole[0].projects.len(), 2);
    let pairs = [
        ("<w:tc>", "</w:tc>"),
        ("<w:tr>", "</w:tr>"),
        ("<w:p>", "</w:p>"),
        ("<w:tbl>", "</w:tbl>"),
        ("<", ">"),
    ];
    let mut outcomes = [0; 2];
    for damaged in mutations(&text, 2_000, &pairs) {
        let read = read::read("a.docx", container(&damaged));
        let read = read.and_then(|grids| layout::sheets(layout::Layouts::builtin(), "a.docx", grids));
        outcomes[usize::from(read.is_ok())] += 1;
        for sheet in read.iter().flatten() {
            told(sheet);
            sheet.notes.iter().for_each(|note| _ = sheet.grid.address(note.cell.place));
        }
    }
    assert!(outcomes.iter().all(|&count| count > 200), "{outcomes:?}");
}
