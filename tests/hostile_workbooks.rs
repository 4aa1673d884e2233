//! .xlsx workbooks that want to break the program: each is read right, or refused with its reason, in bounded
//! memory.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up its inputs fails")]

mod cmd;

use std::fmt::Write as _;
use std::io::{Cursor, Write};
use std::process::Command;

use cmd::{Run, findings, folder};
use zip::CompressionMethod::{Deflated, Stored};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A table of the layout `flat` with one indicator, and what is to stand in further rows.
fn table(more: &str) -> String {
    let headers = "单位名称 项目名称 预算数 年度目标 一级指标 二级指标 三级指标 指标性质 指标值 度量单位 权重 指标方向性";
    let first = "某县 安保 10 守护校园 产出指标 数量指标 聘请人数 ≥ 12 人 20 正向指标";
    let mut rows = String::new();
    for (number, row) in [headers, first].iter().enumerate() {
        let cells: String =
            row.split(' ').map(|text| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>")).collect();
        write!(rows, "<row r=\"{}\">{cells}</row>", number + 1).unwrap();
    }
    format!("<sheetData>{rows}{more}</sheetData>")
}

/// The parts of a workbook of one sheet.
struct Book {
    sheet: String,
    sheets: String,
    sheet_parts: usize,
    others: Vec<(&'static str, String)>,
    method: CompressionMethod,
}

impl Book {
    fn new(sheet: impl Into<String>) -> Self {
        let sheets = "<sheet name=\"表\" sheetId=\"1\" r:id=\"r0\"/>".to_owned();
        Self { sheet: sheet.into(), sheets, sheet_parts: 1, others: Vec::new(), method: Deflated }
    }

    fn with(mut self, name: &'static str, part: String) -> Self {
        self.others.push((name, part));
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(self.method);
        let mut part = |name: &str, text: &str| {
            zip.start_file(name, options).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        };
        let target = "Target=\"xl/workbook.xml\"";
        part(
            "_rels/.rels",
            &format!(
                "<Relationships><Relationship Id=\"r\" Type=\"{OFFICE}/officeDocument\" {target}/></Relationships>"
            ),
        );
        part("xl/workbook.xml", &format!("<workbook><sheets>{}</sheets></workbook>", self.sheets));
        let mut relationships = String::new();
        for number in 0..self.sheet_parts {
            let target = format!("worksheets/sheet{number}.xml");
            part(&format!("xl/{target}"), &self.sheet);
            write!(
                relationships,
                "<Relationship Id=\"r{number}\" Type=\"{OFFICE}/worksheet\" Target=\"{target}\"/>"
            )
            .unwrap();
        }
        part("xl/_rels/workbook.xml.rels", &format!("<Relationships>{relationships}</Relationships>"));
        for (name, text) in &self.others {
            part(name, text);
        }
        zip.finish().unwrap().into_inner()
    }
}

/// `jichi records` of a workbook, with no more memory than this on systems that can be told.
fn records(bytes: &[u8]) -> Run {
    let folder = folder(&[("表.xlsx", bytes)]);
    let program = env!("CARGO_BIN_EXE_jichi");
    // Threads and the allocator reserve much more than they use.
    let limited = format!("ulimit -v 3000000; exec '{program}' records 表.xlsx --format json");
    let mut command = if cfg!(target_os = "linux") {
        let mut command = Command::new("sh");
        command.args(["-c", &limited]);
        command
    } else {
        let mut command = Command::new(program);
        command.args(["records", "表.xlsx", "--format", "json"]);
        command
    };
    let output = command.current_dir(folder.path()).env("RAYON_NUM_THREADS", "2").output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn refused(book: &Book, why: &str) {
    let run = records(&book.bytes());
    assert_eq!(run.code, 3, "{why} {}", run.err);
    assert!(run.err.contains(why), "{why} {}", run.err);
}

/// The indicators that were read.
fn names(bytes: &[u8]) -> Vec<String> {
    let run = records(bytes);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let records = findings(&run.out);
    records.iter().map(|record| record["name"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn what_no_workbook_has_is_refused() {
    let good = || Book::new(format!("<worksheet>{}</worksheet>", table("")));
    let rows = |more: &str| Book::new(format!("<worksheet>{}</worksheet>", table(more)));
    let mut stored = good().with("xl/sharedStrings.xml", format!("<sst>{}</sst>", "<si/>".repeat(4_100_000)));
    stored.method = Stored;
    refused(&stored, "不同的文字超过 4,000,000 条");
    refused(
        &good().with("xl/sharedStrings.xml", "<sst uniqueCount=\"99999999999\"/>".to_owned()),
        "不同的文字超过",
    );
    let formats = |count| {
        format!("<styleSheet><cellXfs>{}</cellXfs></styleSheet>", "<xf numFmtId=\"9\"/>".repeat(count))
    };
    refused(&good().with("xl/styles.xml", formats(200_000)), "单元格格式超过 131,072 种");
    let code = format!(
        "<styleSheet><numFmts><numFmt numFmtId=\"200\" formatCode=\"{}\"/></numFmts></styleSheet>",
        "0".repeat(5000)
    );
    refused(&good().with("xl/styles.xml", code), "单元格格式超过");
    let mut typed = good();
    typed.sheet.insert_str(0, "<?xml version=\"1.0\"?><!DOCTYPE worksheet [<!ENTITY a \"b\">]>");
    refused(&typed, "文档类型声明（DOCTYPE）");
    refused(
        &rows(&format!("<row><c t=\"str\"><v>{}</v></c></row>", "长".repeat(100_000))),
        "一个单元格的文字超过 256 KB",
    );
    let long = "<row><c t=\"s\"><v>0</v></c></row>".repeat(700);
    let text = format!("<sst><si><t>{}</t></si></sst>", "项目绩效".repeat(20_000));
    refused(&rows(&long).with("xl/sharedStrings.xml", text), "单元格的文字合计超过 128 MB");
    let mut many = good();
    many.sheets = (0..10_001).map(|number| format!("<sheet name=\"{number}\" r:id=\"r0\"/>")).collect();
    refused(&many, "文件里的表超过 10,000 张");
    // Sheets that are one part, over and over.
    let mut same = rows(&"<row/>".repeat(200_000));
    same.sheets = (0..500).map(|number| format!("<sheet name=\"{number}\" r:id=\"r0\"/>")).collect();
    refused(&same, "工作表“28”的内容已损坏");
}

#[test]
fn what_is_odd_is_read_right() {
    let book = |before: &str, more: &str, after: &str| {
        Book::new(format!("<worksheet>{before}{}{after}</worksheet>", table(more))).bytes()
    };
    let merges = |areas: &[&str]| {
        let areas: String = areas.iter().map(|area| format!("<mergeCell ref=\"{area}\"/>")).collect();
        format!("<mergeCells>{areas}</mergeCells>")
    };
    let one = ["聘请人数"];
    assert_eq!(names(&book("<dimension ref=\"A1:XFD1048576\"/>", "", "")), one);
    // A project's cells merged down to the end of the sheet.
    let million = merges(&["A2:A1048576", "B2:B1048576", "C2:C1048576"]);
    let last =
        "<row r=\"1048576\"><c r=\"G1048576\" t=\"str\"><v>末行</v></c><c r=\"I1048576\"><v>5</v></c></row>";
    assert_eq!(names(&book("", last, &million)), ["聘请人数", "末行"]);
    let areas: Vec<String> = (3..200_003).map(|row| format!("A{row}:B{row}")).collect();
    let areas: Vec<&str> = areas.iter().map(String::as_str).collect();
    assert_eq!(names(&book("", "", &merges(&areas))), one);
    // Rows with nothing but a look.
    let styled: String =
        (3..300_003).map(|row| format!("<row r=\"{row}\" s=\"1\" customFormat=\"1\"/>")).collect();
    assert_eq!(names(&book("", &styled, "")), one);
    // Rows in no order.
    let rows: String = [5, 3, 4]
        .map(|row| format!("<row r=\"{row}\"><c r=\"I{row}\"><v>5</v></c><c r=\"G{row}\" t=\"str\"><v>第{row}行</v></c></row>"))
        .concat();
    assert_eq!(names(&book("", &rows, "")), ["聘请人数", "第3行", "第4行", "第5行"]);
    // More parts than a program opens, none of them of use.
    let mut parts = Book::new(format!("<worksheet>{}</worksheet>", table("")));
    parts.sheet_parts = 20_000;
    assert_eq!(names(&parts.bytes()), one);
    // Fonts that would be copied for each format.
    let fonts = format!("<fonts><font><name val=\"{}\"/></font></fonts>", "长".repeat(1_000_000));
    let styles =
        format!("<styleSheet>{fonts}<cellXfs>{}</cellXfs></styleSheet>", "<xf fontId=\"0\"/>".repeat(60_000));
    let book = Book::new(format!("<worksheet>{}</worksheet>", table(""))).with("xl/styles.xml", styles);
    assert_eq!(names(&book.bytes()), one);
}

#[test]
fn containers_of_every_kind() {
    let good = Book::new(format!("<worksheet>{}</worksheet>", table(""))).bytes();
    let mut archive = zip::ZipArchive::new(Cursor::new(&good)).unwrap();
    let mut zip64 = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        zip64.start_file(name, SimpleFileOptions::default().large_file(true)).unwrap();
        std::io::copy(&mut part, &mut zip64).unwrap();
    }
    assert_eq!(names(&zip64.finish().unwrap().into_inner()), ["聘请人数"]);

    let sheet = good.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    let mut wrong = good.clone();
    wrong[sheet + 16] ^= 1;
    let run = records(&wrong);
    assert!(run.code == 3 && run.err.contains("文件打不开"), "{}", run.err);
}
