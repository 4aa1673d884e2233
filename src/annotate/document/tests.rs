use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::*;
use crate::lint::sample::{on_value, place, run_of, sheet};
use crate::lint::{Check, Checked, Ordinals};
use crate::read::{self, Grid};
use crate::record::{ProjectReading, Sheet};
use crate::rule::Context;

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const TYPES: &str = concat!(
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" "#,
    r#"ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#
);
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A document with this body, and further parts.
fn package(body: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let text = format!(r#"<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>"#);
    packed(&[&[("[Content_Types].xml", TYPES), ("word/document.xml", &text)], others].concat())
}

fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|number| {
            let mut part = zip.by_index(number).unwrap();
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            (part.name().unwrap().into_owned(), text)
        })
        .collect()
}

/// Finds what it is told to.
struct Told<'t>(&'t [(Place, Severity, &'t str)]);

impl Check for Told<'_> {
    fn project(&self, _: &Context<'_>, _: &ProjectReading<'_>) -> Vec<Finding> {
        Vec::new()
    }

    fn sheet(&self, _: &Context<'_>) -> Vec<Finding> {
        let sample = sheet(None, 1, &[("甲", "乙")]);
        let finding = |&(place, severity, message): &(Place, Severity, &str)| Finding {
            place,
            message: message.to_owned(),
            help: None,
            ..on_value(&sample, 0, 0, severity)
        };
        self.0.iter().map(finding).collect()
    }
}

fn found(sheet: &Sheet, told: &[(Place, Severity, &str)]) -> Vec<Checked> {
    let told = Told(told);
    let lint = run_of(&told);
    lint.all(0, sheet, &mut Ordinals::default())
}

fn grid(bytes: &[u8]) -> Grid {
    read::read("a.docx", bytes.to_vec()).unwrap().remove(0)
}

/// The copy of a document with these findings: its parts, and what came of it. What is read stays the same.
fn annotated(bytes: &[u8], told: &[(Place, Severity, &str)]) -> (BTreeMap<String, String>, Annotated) {
    let mut sheet = sheet(None, 1, &[]);
    sheet.grid = grid(bytes);
    let findings = found(&sheet, told);
    let copy =
        annotate(bytes, &[SheetFindings { sheet: &sheet, findings: &findings }], Language::Zh).unwrap();
    let shown = |grid: &Grid| {
        let cells = grid.rows().flat_map(|(row, cells)| {
            cells.iter().map(move |cell| (row, cell.column, grid.text(cell).to_owned())).collect::<Vec<_>>()
        });
        (cells.collect::<Vec<_>>(), grid.merges.clone(), grid.medium.clone())
    };
    assert_eq!(shown(&grid(&copy.bytes)), shown(&sheet.grid));
    (parts(&copy.bytes), copy)
}

fn document(body: &str, told: &[(Place, Severity, &str)]) -> String {
    let (parts, _) = annotated(&package(body, &[]), told);
    let text = &parts["word/document.xml"];
    let start = text.find("<w:body>").unwrap() + "<w:body>".len();
    text[start..text.find("</w:body>").unwrap()].to_owned()
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// The paragraph with the anchors of a comment.
fn commented(text: &str, number: u64) -> String {
    format!("<w:p>{}<w:r><w:t>{text}</w:t></w:r>{}</w:p>", begin(number), end(number))
}

fn begin(number: u64) -> String {
    format!(r#"<w:commentRangeStart w:id="{number}"/>"#)
}

fn end(number: u64) -> String {
    format!(r#"<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>"#)
}

fn shade(severity: Severity) -> String {
    format!(r#"<w:shd w:val="clear" w:color="auto" w:fill="{}"/>"#, fill(severity))
}

fn fill(severity: Severity) -> &'static str {
    super::super::fill(severity)
}

fn table(rows: &[String]) -> String {
    let rows: String = rows.iter().map(|row| format!("<w:tr>{row}</w:tr>")).collect();
    format!("<w:tbl><w:tblPr/><w:tblGrid/>{rows}</w:tbl>")
}

fn tc(properties: &str, content: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>")
}

use Severity::{Error, Info, Warning as Warn};

#[test]
fn fills_stand_where_the_schema_wants_them() {
    let shd = shade(Error);
    for (properties, filled) in [
        ("", shd.clone()),
        (r#"<w:tcW w:w="1"/><w:tcBorders><w:top/></w:tcBorders>"#, {
            format!(r#"<w:tcW w:w="1"/><w:tcBorders><w:top/></w:tcBorders>{shd}"#)
        }),
        (r#"<w:tcW w:w="1"/><w:vAlign w:val="center"/>"#, {
            format!(r#"<w:tcW w:w="1"/>{shd}<w:vAlign w:val="center"/>"#)
        }),
        (r#"<w:shd w:val="pct10" w:fill="00FF00"/><w:noWrap/>"#, format!("{shd}<w:noWrap/>")),
        (r#"<w:shd w:fill="00FF00"></w:shd><w:noWrap/>"#, format!("{shd}<w:noWrap/>")),
        // What a cell was before a recorded change stays.
        (r#"<w:tcPrChange w:id="1"><w:tcPr><w:shd w:fill="00FF00"/></w:tcPr></w:tcPrChange>"#, {
            format!(r#"{shd}<w:tcPrChange w:id="1"><w:tcPr><w:shd w:fill="00FF00"/></w:tcPr></w:tcPrChange>"#)
        }),
    ] {
        let body = table(&[tc(properties, &p("甲")) + &tc(properties, &p("乙"))]);
        let expected = table(&[tc(&filled, &commented("甲", 0)) + &tc(properties, &p("乙"))]);
        assert_eq!(document(&body, &[(place(1, 1), Error, "错")]), expected, "{properties}");
    }
    // Cells without properties, and with properties without content.
    let body = table(&[format!("<w:tc>{}</w:tc><w:tc><w:tcPr/>{}</w:tc>", p("甲"), p("乙"))]);
    let expected = table(&[tc(&shade(Info), &commented("甲", 0)) + &tc(&shade(Warn), &commented("乙", 1))]);
    assert_eq!(document(&body, &[(place(1, 1), Info, "错"), (place(1, 2), Warn, "错")]), expected);
}

#[test]
fn comments_go_around_all_paragraphs_of_a_cell() {
    let properties = r#"<w:pPr><w:jc w:val="center"/></w:pPr>"#;
    let run = "<w:r><w:t>甲</w:t></w:r>";
    let (begin, end) = (begin(0), end(0));
    for (content, expected) in [
        (format!("<w:p>{properties}{run}</w:p>"), format!("<w:p>{properties}{begin}{run}{end}</w:p>")),
        (
            format!("<w:p>{properties}{run}</w:p><w:p>{run}</w:p><w:p/>"),
            format!("<w:p>{properties}{begin}{run}</w:p><w:p>{run}</w:p><w:p>{end}</w:p>"),
        ),
        ("<w:p/>".to_owned(), format!("<w:p>{begin}{end}</w:p>")),
        ("<w:p w:x='1'><w:pPr/></w:p>".to_owned(), format!("<w:p w:x='1'><w:pPr/>{begin}{end}</w:p>")),
        // A text box is no paragraph of the cell; a content control's are.
        (
            format!(
                "<w:p><w:r><w:txbxContent><w:p>{run}</w:p></w:txbxContent></w:r></w:p><w:sdt><w:sdtContent><w:p>{run}\
                 </w:p></w:sdtContent></w:sdt>"
            ),
            format!(
                "<w:p>{begin}<w:r><w:txbxContent><w:p>{run}</w:p></w:txbxContent></w:r></w:p><w:sdt><w:sdtContent><w:p>{run}\
                 {end}</w:p></w:sdtContent></w:sdt>"
            ),
        ),
        // Recorded changes stay as they are.
        (
            "<w:p><w:del w:id=\"0\"><w:r><w:delText>丙</w:delText></w:r></w:del><w:ins w:id=\"1\"><w:r><w:t>甲</w:t></w:r></w:ins></w:p>".to_owned(),
            format!("<w:p>{begin}<w:del w:id=\"0\"><w:r><w:delText>丙</w:delText></w:r></w:del><w:ins w:id=\"1\"><w:r><w:t>甲</w:t></w:r></w:ins>{end}</w:p>"),
        ),
    ] {
        let rest = tc("", &p("末"));
        let body = table(&[tc("", &content), rest.clone()]);
        let expected = table(&[tc(&shade(Error), &expected), rest]);
        assert_eq!(document(&body, &[(place(1, 1), Error, "错")]), expected);
    }
}

/// Cells are found as the reader counts them.
#[test]
fn cells_are_those_that_were_read() {
    let restart = r#"<w:vMerge w:val="restart"/>"#;
    let inner = table(&[tc("", &p("里"))]);
    let deleted = "<w:trPr><w:del w:id=\"1\"/></w:trPr>";
    let rows = [
        tc(r#"<w:gridSpan w:val="2"/>"#, &p("宽")) + &tc("", &format!("{}{inner}{}", p("外"), p("续"))),
        format!("{deleted}{}", tc("", &p("删"))),
        tc(restart, &p("高")) + &tc("", &p("一")) + &tc("", "<w:p/>"),
        tc("<w:vMerge/>", "<w:p/>") + &tc("", &p("二")),
        format!(r#"<w:trPr><w:gridBefore w:val="1"/></w:trPr>{}"#, tc("", &p("三"))),
    ];
    let body = p("标题") + &table(&rows) + &p("注");
    let shd = shade(Error);
    // Rows of the grid: the title, four of the table, one of that inside, the note.
    for (at, changes) in [
        (place(1, 1), vec![(p("标题"), commented("标题", 0))]),
        (
            place(2, 1),
            vec![(
                rows[0].clone(),
                rows[0]
                    .replace(
                        "</w:tcPr><w:p><w:r><w:t>宽",
                        &format!("{shd}</w:tcPr><w:p>{}<w:r><w:t>宽", begin(0)),
                    )
                    .replacen("宽</w:t></w:r>", &format!("宽</w:t></w:r>{}", end(0)), 1),
            )],
        ),
        // Inside a merged area the first cell is meant, and all of them are filled.
        (
            place(4, 1),
            vec![
                (tc(restart, &p("高")), tc(&format!("{restart}{shd}"), &commented("高", 0))),
                (tc("<w:vMerge/>", "<w:p/>"), tc(&format!("<w:vMerge/>{shd}"), "<w:p/>")),
            ],
        ),
        (place(3, 3), vec![(tc("", "<w:p/>"), tc(&shd, &format!("<w:p>{}{}</w:p>", begin(0), end(0))))]),
        // A row that begins later, and one that is shorter.
        (place(5, 1), vec![(tc("", &p("三")), tc(&shd, &commented("三", 0)))]),
        (place(4, 9), vec![(tc("", &p("二")), tc(&shd, &commented("二", 0)))]),
        (place(6, 1), vec![(tc("", &p("里")), tc(&shd, &commented("里", 0)))]),
        (place(7, 1), vec![(p("注"), commented("注", 0))]),
        // No such row: the first cell of the last part.
        (place(99, 1), vec![(p("注"), commented("注", 0))]),
    ] {
        let expected = changes.iter().fold(body.clone(), |body, (from, to)| {
            assert_eq!(body.matches(from.as_str()).count(), 1, "{from}");
            body.replace(from, to)
        });
        assert_eq!(document(&body, &[(at, Error, "错")]), expected, "{at:?}");
    }
}

#[test]
fn one_cell_has_one_comment_and_the_gravest_fill() {
    let body = table(&[tc("", &p("甲")), tc("", &p("乙"))]);
    let told = [(place(1, 1), Info, "一"), (place(1, 1), Error, "二"), (place(1, 1), Warn, "三")];
    let expected = table(&[tc(&shade(Error), &commented("甲", 0)), tc("", &p("乙"))]);
    assert_eq!(document(&body, &told), expected);
    let (parts, _) = annotated(&package(&body, &[]), &told);
    let comments = &parts["word/comments.xml"];
    assert_eq!(comments.matches("<w:comment ").count(), 1);
    let at = |text: &str| comments.find(text).unwrap();
    assert!(at("问题：一") < at("问题：二") && at("问题：二") < at("问题：三"));
    assert!(comments.contains(r#"w:author="绩尺" w:initials="绩""#) && !comments.contains("w:date"));
    assert!(parts["[Content_Types].xml"].contains(r#"<Override PartName="/word/comments.xml""#));
    assert!(parts["word/_rels/document.xml.rels"].contains(&format!("{OFFICE}/comments")));
}

/// What XML forbids is made visible, and nothing leaves its text.
#[test]
fn findings_do_no_harm() {
    let hostile = "</w:t><x> & \"\u{1}\u{1b}[31m\u{FFFE}\u{FFFF}\u{202E}]]>\r\n=cmd";
    let (parts, _) = annotated(&package(&table(&[tc("", &p("甲"))]), &[]), &[(place(1, 1), Error, hostile)]);
    let comments = &parts["word/comments.xml"];
    let shown = "&lt;/w:t&gt;&lt;x&gt; &amp; &quot;␁␛[31m\u{FFFD}\u{FFFD}\u{FFFD}]]&gt;</w:t>";
    assert!(comments.contains(shown), "{comments}");
    let mut reader = quick_xml::Reader::from_str(comments);
    while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
}

/// Comments of others stay; ours go, unless somebody has answered.
#[test]
fn comments_of_earlier_runs_are_replaced() {
    let comment = |id: u32, author: &str, paragraph: &str| {
        format!(r#"<w:comment w:id="{id}" w:author="{author}"><w:p w14:paraId="{paragraph}"/></w:comment>"#)
    };
    let all =
        [comment(0, "王", "A0"), comment(3, "绩尺", "A3"), comment(7, "绩尺", "A7"), comment(8, "李", "A8")];
    let part =
        |comments: &str| format!(r#"<w:comments xmlns:w="{WORD}" xmlns:w14="w14">{comments}</w:comments>"#);
    let list = |items: &str| format!(r#"<w15:commentsEx xmlns:w15="w15">{items}</w15:commentsEx>"#);
    let (kept, gone) = (
        r#"<w15:commentEx w15:paraId="A7"/><w15:commentEx w15:paraId="A8" w15:paraIdParent="A7"/>"#,
        r#"<w15:commentEx w15:paraId="A3" w15:done="0"/>"#,
    );
    let relations = format!(
        r#"<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/comments" Target="remarks.xml"/><Relationship Id="rId2" Type="http://schemas.microsoft.com/office/2011/relationships/commentsExtended" Target="commentsExtended.xml"/><Relationship Id="rId3" Type="http://schemas.microsoft.com/office/2016/09/relationships/commentsIds" Target="commentsIds.xml"/></Relationships>"#
    );
    let ids = r#"<a:ids xmlns:a="a"><a:commentId a:paraId="A3" a:durableId="D3"/><a:commentId a:paraId="A8" a:durableId="D8"/></a:ids>"#;
    let anchored = |ids: &[u32]| {
        let begins: String = ids.iter().map(|id| begin((*id).into())).collect();
        let ends: String = ids.iter().map(|id| end((*id).into())).collect();
        format!("<w:p>{begins}<w:r><w:t>甲</w:t></w:r>{ends}</w:p>")
    };
    let row = |paragraph: &str| tc("", paragraph) + &tc(&shade(Warn), &p("乙"));
    let bytes = package(
        &table(&[row(&anchored(&[0, 3, 7, 8]))]),
        &[
            ("word/remarks.xml", &part(&all.concat())),
            ("word/commentsExtended.xml", &list(&(gone.to_owned() + kept))),
            ("word/commentsIds.xml", ids),
            ("word/_rels/document.xml.rels", &relations),
        ],
    );
    let (parts, _) = annotated(&bytes, &[(place(1, 2), Error, "错")]);
    let text = &parts["word/document.xml"];
    // The free id is taken, ours of the first cell is gone with its run, the fill is another.
    let expected = table(&[tc("", &anchored(&[0, 7, 8])) + &tc(&shade(Error), &commented("乙", 1))]);
    assert!(text.contains(&expected), "{text}\n{expected}");
    let comments = &parts["word/remarks.xml"];
    assert!(comments.contains(&[all[0].as_str(), &all[2], &all[3]].concat()) && !comments.contains("A3"));
    assert_eq!(comments.matches("<w:comment ").count(), 4);
    assert_eq!(parts["word/commentsExtended.xml"], list(kept));
    assert!(!parts["word/commentsIds.xml"].contains("D3") && parts["word/commentsIds.xml"].contains("D8"));
    assert_eq!(parts["word/_rels/document.xml.rels"], relations);
    assert!(!parts.contains_key("word/comments.xml"));
}

/// An anchor that stands in a run with text leaves the text.
#[test]
fn text_beside_earlier_anchors_stays() {
    let old = r#"<w:comments xmlns:w="x"><w:comment w:id="5" w:author="绩尺"/></w:comments>"#;
    let relations = format!(
        r#"<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/comments" Target="comments.xml"/></Relationships>"#
    );
    let run = |anchor: &str| format!("<w:p><w:r><w:rPr/><w:t>甲</w:t>{anchor}</w:r></w:p>");
    let body = table(&[tc(&shade(Info), &run(r#"<w:commentReference w:id="5"/>"#))]);
    let bytes = package(&body, &[("word/comments.xml", old), ("word/_rels/document.xml.rels", &relations)]);
    let (parts, _) = annotated(&bytes, &[]);
    assert!(parts["word/document.xml"].contains(&table(&[tc("", &run(""))])));
    assert_eq!(parts["word/comments.xml"], r#"<w:comments xmlns:w="x"></w:comments>"#);
}

#[test]
fn other_prefixes_and_editions() {
    let strict = "http://purl.oclc.org/ooxml/wordprocessingml/main";
    for (root, prefix) in
        [(format!(r#"document xmlns="{strict}""#), ""), (format!(r#"x:document xmlns:x="{strict}""#), "x:")]
    {
        let element = |name: &str| format!("{prefix}{name}");
        let inside = ["body", "tbl", "tr", "tc", "p", "r", "t"].map(element);
        let open: String = inside.iter().map(|name| format!("<{name}>")).collect();
        let close: String = inside.iter().rev().map(|name| format!("</{name}>")).collect();
        let text = format!("<{root}>{open}甲{close}</{}>", element("document"));
        let bytes = packed(&[("[Content_Types].xml", TYPES), ("word/document.xml", &text)]);
        let (parts, _) = annotated(&bytes, &[(place(1, 1), Error, "错")]);
        let text = &parts["word/document.xml"];
        // Every element and attribute that came in has the namespace of the document.
        let mut reader = quick_xml::NsReader::from_str(text);
        let mut came = 0;
        loop {
            let (namespace, event) = reader.read_resolved_event().unwrap();
            match event {
                quick_xml::events::Event::Empty(tag) | quick_xml::events::Event::Start(tag) => {
                    assert_eq!(
                        namespace,
                        quick_xml::name::ResolveResult::Bound(quick_xml::name::Namespace(strict))
                    );
                    for attribute in
                        tag.attributes().flatten().filter(|it| it.key.as_namespace_binding().is_none())
                    {
                        let (namespace, _) = reader.resolver().resolve_attribute(attribute.key);
                        assert_eq!(
                            namespace,
                            quick_xml::name::ResolveResult::Bound(quick_xml::name::Namespace(strict))
                        );
                        came += 1;
                    }
                }
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(came, 6, "{text}");
        assert!(parts["word/comments.xml"].contains(strict));
        assert!(
            parts["word/_rels/document.xml.rels"]
                .contains("http://purl.oclc.org/ooxml/officeDocument/relationships/comments")
        );
    }
}

#[test]
fn signatures_go_and_macros_stay() {
    let types = TYPES.replace(
        "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "vnd.ms-word.document.macroEnabled.main+xml",
    );
    let text = format!(
        r#"<w:document xmlns:w="{WORD}"><w:body>{}</w:body></w:document>"#,
        table(&[tc("", &p("甲"))])
    );
    let root = format!(
        r#"<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="{RELATIONS}/digital-signature/origin" Target="_xmlsignatures/origin.sigs"/></Relationships>"#
    );
    let bytes = packed(&[
        ("[Content_Types].xml", &types),
        ("_rels/.rels", &root),
        ("word/document.xml", &text),
        ("word/vbaProject.bin", "vba"),
        ("_xmlsignatures/origin.sigs", ""),
    ]);
    let (parts, copy) = annotated(&bytes, &[(place(1, 1), Error, "错")]);
    assert_eq!((copy.extension, copy.warnings.as_slice()), ("docm", &[Warning::SignatureRemoved][..]));
    assert!(parts["word/vbaProject.bin"] == "vba" && !parts.contains_key("_xmlsignatures/origin.sigs"));
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
    let told = [(place(depth as u32, 1), Error, "错")];
    let text = document(&body, &told);
    assert!(text.contains(&commented("最里", 0)));
}
