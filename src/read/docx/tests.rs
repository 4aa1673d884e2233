use std::io::Write;
use std::time::{Duration, Instant};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::{Large, Medium, Part, Place};
use super::*;

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn document(body: &str) -> Result<Grid, InputError> {
    let text = format!(r#"<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>"#);
    Ok(read(&package(&[(USUAL, &text)]))?.remove(0))
}

/// The rows of a document's grid: their cells as `column text`.
fn rows(body: &str) -> Vec<String> {
    let grid = document(body).unwrap();
    let cell = |cell: &super::super::GridCell| format!("{} {}", cell.column, grid.text(cell));
    grid.rows().map(|(_, cells)| cells.iter().map(cell).collect::<Vec<_>>().join("|")).collect()
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn tc(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text))
}

fn table(rows: &[String]) -> String {
    let rows: String = rows.iter().map(|row| format!("<w:tr>{row}</w:tr>")).collect();
    format!("<w:tbl><w:tblPr/><w:tblGrid/>{rows}</w:tbl>")
}

/// What the only cell of a table shows.
fn shown(content: &str) -> String {
    let grid = document(&table(&[format!("<w:tc>{content}</w:tc>")])).unwrap();
    grid.at(Place { row: 1, column: 1 }).to_owned()
}

#[test]
fn merged_cells_keep_their_text_in_the_first() {
    let restart = r#"<w:vMerge w:val="restart"/>"#;
    let body = table(&[
        format!("{}{}", tc(r#"<w:gridSpan w:val="3"/>"#, "标题"), tc("", "丁")),
        format!("{}{}{}{}", tc(restart, "甲"), tc("", "a"), tc("", "b"), tc(restart, "x")),
        format!(
            "{}{}{}",
            tc("<w:vMerge/>", ""),
            tc(r#"<w:gridSpan w:val="2"/>"#, "c"),
            tc("<w:vMerge/>", "")
        ),
        format!(
            r#"<w:trPr><w:gridBefore w:val="1"/></w:trPr>{}{}{}"#,
            tc("", "d"),
            tc("", ""),
            tc(r#"<w:vMerge w:val="continue"/>"#, "")
        ),
    ]);
    let grid = document(&body).unwrap();
    let at = |row, column| Place { row, column };
    assert_eq!(rows(&body), ["1 标题|4 丁", "1 甲|2 a|3 b|4 x", "2 c", "2 d"]);
    let merges = [(at(1, 1), at(1, 3)), (at(2, 1), at(3, 1)), (at(2, 4), at(4, 4)), (at(3, 2), at(3, 3))];
    assert_eq!(grid.merges, merges);
}

#[test]
fn rows_are_counted_in_their_table() {
    let body = format!(
        "{}{}{}{}{}",
        p("附件2"),
        p("单位：万元"),
        table(&[tc("", "甲"), tc("", ""), tc("", "乙")]),
        p("注：略。"),
        table(&[tc("", "丙")])
    );
    let grid = document(&body).unwrap();
    let part = |first, table| Part { first, table, columns: None };
    let parts = [part(1, None), part(3, Some(1)), part(6, None), part(7, Some(2))];
    assert_eq!(grid.medium, Medium::Document(parts.into()));
    let address = grid.address(Place { row: 5, column: 1 });
    assert_eq!((address.sheet.as_deref(), address.cell.as_str()), (Some("表1"), "A3"));
    assert_eq!(grid.at(Place { row: 7, column: 1 }), "丙");
}

#[test]
fn prose_between_tables_is_left_out() {
    let prose = "各部门应当于2030年前全面实施预算绩效管理，并对目标进行审核。";
    let body = format!(
        "{}{}{}{}{}{}",
        p("绩效管理办法"),
        p(prose).repeat(20),
        p("（2024年度）"),
        table(&[tc("", "甲")]),
        p(prose).repeat(20),
        table(&[tc("", "乙")])
    );
    assert_eq!(rows(&body), ["1 （2024年度）", "1 甲", "1 乙"]);
}

#[test]
fn what_the_reader_of_the_document_sees() {
    let run = |content: &str| format!("<w:p><w:r>{content}</w:r></w:p>");
    for (content, text) in [
        (p("甲") + &p("") + &p("乙"), "甲\n乙"),
        (run("<w:t>一</w:t><w:br/><w:t>二</w:t><w:tab/><w:t>三</w:t><w:cr/><w:t>四</w:t>"), "一\n二 三\n四"),
        (run("<w:t>2024</w:t><w:noBreakHyphen/><w:t>06</w:t><w:softHyphen/>"), "2024-06"),
        (run("<w:t>A&amp;B &#20803;&lt;5</w:t>"), "A&B 元<5"),
        (run("<w:t><![CDATA[≥95%]]></w:t>"), "≥95%"),
        (run(r#"<w:sym w:font="Wingdings" w:char="F0FE"/><w:t>是</w:t>"#), "☑是"),
        (run(r#"<w:fldChar w:fldCharType="begin"/><w:instrText> PAGE </w:instrText><w:t>1</w:t>"#), "1"),
        (run("<w:t>95%</w:t><w:footnoteReference w:id=\"2\"/>"), "95%"),
        (format!("{}<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r></w:p>", p("明")), "明"),
        (run(r#"<w:rPr><w:vanish w:val="0"/></w:rPr><w:t>明</w:t>"#), "明"),
        (run("<w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>明</w:t>"), "明"),
        (
            "<w:p><w:del><w:r><w:delText>80</w:delText><w:tab/></w:r></w:del><w:ins><w:r><w:t>90</w:t></w:r></w:ins></w:p>"
                .to_owned(),
            "90",
        ),
        (
            "<w:p><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>新</w:t></w:r></w:moveTo></w:p>"
                .to_owned(),
            "新",
        ),
        (
            "<w:sdt><w:sdtPr><w:rPr><w:vanish/></w:rPr></w:sdtPr><w:sdtContent><w:p><w:r><w:t>选</w:t></w:r></w:p></w:sdtContent></w:sdt>"
                .to_owned(),
            "选",
        ),
        (
            "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>单击此处输入</w:t></w:r></w:p></w:sdtContent></w:sdt>"
                .to_owned(),
            "",
        ),
        (
            "<w:p><w:ruby><w:rt><w:r><w:t>jì</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>绩</w:t></w:r></w:rubyBase></w:ruby></w:p>"
                .to_owned(),
            "绩",
        ),
        (
            "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>外</w:t></w:r></w:p>"
                .to_owned(),
            "框外",
        ),
    ] {
        // A second row keeps the table from being empty.
        let body = table(&[format!("<w:tc>{content}</w:tc>"), tc("", "末")]);
        assert_eq!(document(&body).unwrap().at(Place { row: 1, column: 1 }), text, "{content}");
    }
    assert_eq!(shown(&p(" 两边 ")), "两边");
}

#[test]
fn deleted_rows_and_cells_are_not_there() {
    let deleted = "<w:trPr><w:del w:id=\"1\"/></w:trPr>";
    let going_on = |text: &str| tc("<w:vMerge/>", "") + &tc("", text);
    let body = table(&[
        tc(r#"<w:vMerge w:val="restart"/>"#, "甲") + &tc("", "1"),
        format!("{deleted}{}", going_on("2")),
        going_on("3"),
        tc("<w:cellDel/>", "乙") + &tc("", "4"),
    ]);
    assert_eq!(rows(&body), ["1 甲|2 1", "2 3", "2 4"]);
    let at = |row| Place { row, column: 1 };
    assert_eq!(document(&body).unwrap().merges, [(at(1), at(2))]);
}

#[test]
fn tables_in_cells_follow_the_outer_table() {
    let inner = table(&[tc("", "里1"), tc("", "里2")]);
    let body =
        table(&[format!("<w:tc>{}{inner}{}</w:tc>{}", p("外1"), p("外1续"), tc("", "外2")), tc("", "外3")]);
    assert_eq!(rows(&body), ["1 外1\n外1续|2 外2", "1 外3", "1 里1", "1 里2"]);
    let grid = document(&body).unwrap();
    assert_eq!(grid.address(Place { row: 4, column: 1 }).sheet.as_deref(), Some("表2"));
}

#[test]
fn ten_thousand_tables_in_one_another() {
    let depth = 10_000;
    let body = format!(
        "{}{}{}",
        "<w:tbl><w:tr><w:tc>".repeat(depth),
        p("最里"),
        "</w:tc></w:tr></w:tbl>".repeat(depth)
    );
    let start = Instant::now();
    let grid = document(&body).unwrap();
    assert_eq!(grid.at(Place { row: depth as u32, column: 1 }), "最里");
    assert!(start.elapsed() < Duration::from_secs(1));
}

#[test]
fn other_names_prefixes_and_namespaces() {
    let strict = "http://purl.oclc.org/ooxml/wordprocessingml/main";
    let text = format!(
        r#"<document xmlns="{strict}"><body><tbl><tr><tc><p><r><t>甲</t></r></p></tc></tr></tbl></body></document>"#
    );
    let relations = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/word/document2.xml"/></Relationships>"#;
    let types = r#"<Types><Override PartName="/word/document2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
    for parts in [
        [("_rels/.rels", relations), ("word/document2.xml", &text)],
        [("[Content_Types].xml", types), ("word/document2.xml", &text)],
    ] {
        let bytes = package(&parts);
        let grid = read(&bytes).unwrap().remove(0);
        assert_eq!(grid.at(Place { row: 1, column: 1 }), "甲");
    }
    let typed = package(&[("[Content_Types].xml", types), ("word/document2.xml", &text)]);
    assert!(is_document(&mut ZipArchive::new(Cursor::new(typed.as_slice())).unwrap()));
}

#[test]
fn what_is_no_document() {
    let detail = |body: &str| match document(body) {
        Err(InputError::BrokenDocument { detail }) => detail,
        other => panic!("{other:?}"),
    };
    assert_eq!(document(&p("只有文字")).unwrap_err(), InputError::NoTable { sheet: None });
    assert_eq!(detail("<w:p><w:r><w:t>&evil;</w:t></w:r></w:p>"), "unknown entity");
    assert!(detail("<w:tbl>").contains("w:tbl"));
    let wide = table(&[tc(r#"<w:gridSpan w:val="4000000000"/>"#, "甲")]);
    assert!(matches!(document(&wide), Err(InputError::TooLarge { what: Large::Columns, .. })));
    let typed = format!(r#"<!DOCTYPE d [<!ENTITY a "b">]><w:document xmlns:w="{WORD}"/>"#);
    let refused = read(&package(&[(USUAL, &typed)]));
    assert_eq!(refused.unwrap_err(), InputError::BrokenDocument { detail: "DOCTYPE".to_owned() });
    let cut = read(&package(&[(USUAL, "<w:document><w:body>")]));
    assert!(matches!(cut, Err(InputError::BrokenDocument { .. })));
}
