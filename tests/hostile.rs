//! Inputs that want to break the program, and what programs may rely on in its output: the same findings
//! from every encoding and format, keys and types of every finding, nothing that steers a terminal.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up its inputs fails")]

mod cmd;

use std::collections::HashSet;
use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use cmd::{SHEET, SMALL, check, findings, folder, jichi, run};
use encoding_rs::GB18030;
use serde_json::Value;

/// A workbook of one sheet with this XML, as damaged as the caller likes.
fn workbook(sheet: &str) -> Vec<u8> {
    const SPREADSHEET: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let parts = [
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/officeDocument\" \
                 Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{SPREADSHEET}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"表\" \
                 sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/worksheet\" \
                 Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{SPREADSHEET}\">{sheet}</worksheet>")),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Findings apart from the file's and the sheet's name.
fn nameless(path: &Path, arguments: &[&str]) -> Vec<Value> {
    let run = check(path, &[&["--format", "json"], arguments].concat());
    assert_eq!(run.err, "");
    let mut found = findings(&run.out);
    for finding in &mut found {
        finding["file"] = Value::Null;
        finding["location"]["sheet"] = Value::Null;
        let related = finding["related"].as_array_mut().unwrap();
        related.iter_mut().for_each(|related| related["location"]["sheet"] = Value::Null);
        if let Some(edits) = finding["fix"]["edits"].as_array_mut() {
            edits.iter_mut().for_each(|edit| edit["location"]["sheet"] = Value::Null);
        }
    }
    found
}

#[test]
fn damaged_workbooks_are_told_and_nothing_panics_aloud() {
    let cell = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>";
    let files: Vec<(String, Vec<u8>)> = [
        "<sheetData><row r=\"99999999999\"><c r=\"ZZZZZZZ99999999999\"><v>1</v></c></row></sheetData>"
            .to_owned(),
        format!(
            "{cell}<mergeCells><mergeCell ref=\"B5:A1\"/><mergeCell ref=\"A0:XFE9999999\"/></mergeCells>"
        ),
        "<sheetData><row r=\"0\"><c r=\"A0\"><v>1</v></c></row></sheetData>".to_owned(),
        "<sheetData><row><c t=\"s\"><v>77</v></c></row></sheetData>".to_owned(),
        "<sheetData><row r=\"1\"><c r=\"A1\"".to_owned(),
        String::new(),
    ]
    .iter()
    .enumerate()
    .map(|(number, sheet)| (format!("{number}.xlsx"), workbook(sheet)))
    .collect();
    let mut all: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    all.push(("good.tsv", SMALL.as_bytes()));
    let folder = folder(&all);
    let alone = check(&folder.path().join("good.tsv"), &["--format", "json"]);
    let run = run(jichi()
        .arg("check")
        .arg(folder.path())
        .args(["--format", "json", "--threads", "2"])
        .env("RUST_BACKTRACE", "1"));
    assert_eq!(run.code, 3);
    assert!(!run.err.contains("panicked") && !run.err.contains("backtrace"), "{}", run.err);
    for (name, _) in &files {
        assert!(run.err.contains(name.as_str()), "{name} {}", run.err);
    }
    assert_eq!(findings(&run.out), findings(&alone.out));
}

#[test]
fn one_file_is_checked_once_whatever_it_is_called() {
    let folder = folder(&[("a.tsv", SMALL.as_bytes()), ("b/.keep", b"")]);
    let a = folder.path().join("a.tsv");
    let once = findings(&check(&a, &["--format", "json"]).out);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("..", folder.path().join("b/loop")).unwrap();
        std::os::unix::fs::symlink("../a.tsv", folder.path().join("b/alias.tsv")).unwrap();
    }
    let roundabout = folder.path().join("b/../a.tsv");
    let run = run(jichi().arg("check").args([&a, &roundabout]).arg(folder.path()).args(["--format", "json"]));
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    assert_eq!(findings(&run.out), once);
}

#[test]
fn a_mistyped_rule_is_met_with_the_nearest_one() {
    for (word, near) in
        [("JC30l", "是否想写 JC30"), ("vague_valu", "是否想写 vague-value"), ("zzz", "用 jichi rules 列出")]
    {
        let run = check(Path::new(SHEET), &["--select", word]);
        assert_eq!((run.code, run.out.as_str()), (2, ""));
        assert!(run.err.contains(&format!("没有这样的规则：{word}")), "{}", run.err);
        assert!(run.err.contains(near), "{}", run.err);
    }
}

#[test]
fn the_real_sheet_says_the_same_in_every_encoding() {
    let text = fs::read_to_string(SHEET).unwrap();
    let expected = nameless(Path::new(SHEET), &[]);
    assert!(expected.len() > 1000);
    let utf16 = |mark: &str, big: bool| -> Vec<u8> {
        let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        format!("{mark}{text}").encode_utf16().flat_map(bytes).collect()
    };
    let quoted: String = text
        .lines()
        .map(|line| {
            let cells: Vec<_> =
                line.split('\t').map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            cells.join(",") + "\r\n"
        })
        .collect();
    let variants: [(&str, Vec<u8>); 10] = [
        ("gb18030.tsv", GB18030.encode(&text).0.into_owned()),
        ("utf16le.tsv", utf16("", false)),
        ("utf16be.tsv", utf16("", true)),
        ("utf16le-mark.txt", utf16("\u{FEFF}", false)),
        ("utf16be-mark.txt", utf16("\u{FEFF}", true)),
        ("utf8-mark.tsv", format!("\u{FEFF}{text}").into_bytes()),
        ("crlf.tsv", text.replace('\n', "\r\n").into_bytes()),
        ("cr.tsv", text.replace('\n', "\r").into_bytes()),
        ("quoted.csv", quoted.clone().into_bytes()),
        ("quoted-gb18030.csv", GB18030.encode(&quoted).0.into_owned()),
    ];
    for (name, bytes) in &variants {
        let folder = folder(&[(name, bytes)]);
        assert!(nameless(&folder.path().join(name), &[]) == expected, "{name}");
    }
}

#[test]
fn the_real_sheet_says_the_same_as_a_workbook() {
    let text = fs::read_to_string(SHEET).unwrap();
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let percent = rust_xlsxwriter::Format::new().set_num_format("0%");
    let hidden = workbook.add_worksheet().set_name("草稿").unwrap();
    hidden.write(0, 0, "不应读取").unwrap().set_hidden(true);
    let sheet = workbook.add_worksheet().set_name("2020年 '绩效'&<目标>").unwrap();
    for (row, line) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split('\t')).filter(|(_, cell)| !cell.is_empty()) {
            // As Excel stores what is typed: numbers and percentages as numbers.
            let share = cell.strip_suffix('%').and_then(|digits| digits.parse::<u32>().ok());
            if let Some(share) = share {
                sheet.write_with_format(row, column, f64::from(share) / 100.0, &percent).unwrap();
            } else if cell.bytes().all(|byte| byte.is_ascii_digit()) && !cell.starts_with('0') {
                sheet.write(row, column, cell.parse::<f64>().unwrap()).unwrap();
            } else {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
    }
    sheet.set_active(true).set_first_tab(true);
    let folder = folder(&[("表.xlsx", &workbook.save_to_buffer().unwrap())]);
    // That a hidden sheet was passed over is said of the workbook only.
    let rest = ["--ignore", "JC905"];
    assert!(nameless(&folder.path().join("表.xlsx"), &rest) == nameless(Path::new(SHEET), &rest));
}

/// Whether `value` is of the type: `s`tring, `n`umber, `b`oolean, `a`rray, `o`bject; `?` for null as well.
fn is(value: &Value, kind: &str) -> bool {
    match kind.as_bytes() {
        [kind, b'?'] => value.is_null() || is(value, &char::from(*kind).to_string()),
        b"s" => value.is_string(),
        b"n" => value.is_u64(),
        b"b" => value.is_boolean(),
        b"a" => value.is_array(),
        _ => value.is_object(),
    }
}

/// Exactly these keys, in this order, of these types.
fn assert_shape(object: &Value, shape: &[(&str, &str)]) {
    let object = object.as_object().unwrap();
    let mut keys: Vec<_> = object.keys().map(String::as_str).collect();
    let mut expected: Vec<_> = shape.iter().map(|(key, _)| *key).collect();
    keys.sort_unstable();
    expected.sort_unstable();
    assert_eq!(keys, expected);
    for (key, kind) in shape {
        assert!(is(&object[*key], kind), "{key}: {}", object[*key]);
    }
}

fn assert_location(location: &Value) {
    assert_shape(location, &[("sheet", "s?"), ("cell", "s"), ("line", "n?"), ("row", "n"), ("column", "n")]);
    assert!(location["cell"].as_str().unwrap().ends_with(&location["row"].to_string()));
}

#[test]
fn every_finding_keeps_the_contract() {
    let run = check(Path::new(SHEET), &["--format", "json"]);
    let found = findings(&run.out);
    let mut fingerprints = HashSet::new();
    for finding in &found {
        // Only findings that show examples have the key.
        let mut always = finding.clone();
        let examples = always.as_object_mut().unwrap().remove("examples");
        for example in examples.iter().flat_map(|examples| examples.as_array().unwrap()) {
            assert_shape(example, &[("name", "s"), ("value", "s")]);
        }
        assert_shape(
            &always,
            &[
                ("code", "s"),
                ("rule", "s"),
                ("severity", "s"),
                ("message", "s"),
                ("help", "s?"),
                ("basis", "a"),
                ("file", "s"),
                ("location", "o"),
                ("department", "o?"),
                ("project", "o?"),
                ("indicator", "o?"),
                ("field", "s"),
                ("related", "a"),
                ("fix", "o?"),
                ("fingerprint", "s"),
            ],
        );
        assert_location(&finding["location"]);
        if !finding["department"].is_null() {
            assert_shape(&finding["department"], &[("code", "s?"), ("name", "s")]);
        }
        if !finding["project"].is_null() {
            assert_shape(&finding["project"], &[("name", "s?"), ("line", "n")]);
        }
        if !finding["indicator"].is_null() {
            let keys = [("group", "s"), ("dimension", "s?"), ("name", "s?"), ("value", "s?")];
            assert_shape(&finding["indicator"], &keys);
        }
        for related in finding["related"].as_array().unwrap() {
            assert_shape(related, &[("message", "s"), ("location", "o")]);
            assert_location(&related["location"]);
        }
        if !finding["fix"].is_null() {
            assert_shape(&finding["fix"], &[("safety", "s"), ("edits", "a")]);
            for edit in finding["fix"]["edits"].as_array().unwrap() {
                assert_shape(edit, &[("location", "o"), ("old", "s"), ("new", "s")]);
                assert_location(&edit["location"]);
            }
        }
        let fingerprint = finding["fingerprint"].as_str().unwrap();
        assert!(fingerprint.len() == 16 && fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert!(fingerprints.insert(fingerprint), "{finding}");
    }
    let lines = check(Path::new(SHEET), &["--format", "ndjson"]).out;
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines == found);
}

#[test]
fn every_record_keeps_the_contract() {
    let run = run(jichi().args(["records", SHEET, "--format", "json"]));
    let records = findings(&run.out);
    let (mut departments, mut projects) = (HashSet::new(), HashSet::new());
    for record in &records {
        assert_shape(
            record,
            &[
                ("file", "s"),
                ("sheet", "s?"),
                ("medium", "s"),
                ("department", "o?"),
                ("project", "o"),
                ("year", "n?"),
                ("money-unit", "s?"),
                ("structure", "s"),
                ("group", "s?"),
                ("dimension", "s?"),
                ("dimension-inferred", "b"),
                ("direction", "s?"),
                ("name", "s?"),
                ("value", "s?"),
                ("weight", "s?"),
                ("line", "n?"),
                ("cell", "s?"),
                ("parsed", "o?"),
            ],
        );
        assert_shape(&record["department"], &[("code", "s?"), ("name", "s"), ("total", "s?")]);
        let mut project = record["project"].clone();
        // Only where the money cells hold something else than sums.
        if let Some(written) = project.as_object_mut().unwrap().remove("written") {
            assert_shape(&written, &[("total", "s?"), ("fiscal", "s?"), ("other", "a")]);
        }
        let money = [("total", "s?"), ("fiscal", "s?"), ("other", "s?")];
        let own = [("number", "n"), ("name", "s?"), ("line", "n"), ("goal", "s?")];
        assert_shape(&project, &[&own[..], &money].concat());
        for money in
            ["total", "fiscal", "other"].iter().filter_map(|column| record["project"][column].as_str())
        {
            assert!(money.strip_suffix('元').unwrap().parse::<f64>().is_ok(), "{money}");
        }
        departments.insert(record["department"]["code"].to_string());
        projects.insert(record["project"]["line"].as_u64());
    }
    assert_eq!((departments.len(), projects.len()), (59, 395));
}

#[test]
fn cells_of_every_kind_reach_the_terminal_as_plain_text() {
    let indicator = |name: &str, value: &str| format!("\t\t\t\t\t{name}\t{value}\t影响年限\t长期\n");
    let rows: String = [
        ("公考\u{1b}[31m合格率", "\u{1b}]0;x\u{7}≤100%"),
        ("e\u{301}\u{301}合格率", "≤100%"),
        ("👨\u{200D}👩\u{200D}👧合格率", "≤100%"),
        ("\u{202E}abc\u{2066}合格率", "≤100%"),
        ("\u{9b}2J合格率", "》95%"),
        ("\0合格\u{2028}率\u{7f}", "《100%"),
        (&"很长".repeat(5_000), "≤100%"),
        ("合格率", &"显著提高".repeat(2_500)),
    ]
    .map(|(name, value)| indicator(name, value))
    .concat();
    let folder = folder(&[("奇.tsv", format!("{SMALL}{rows}").as_bytes())]);
    let path = folder.path().join("奇.tsv");
    let plain = |text: &str| text.chars().all(|ch| ch == '\n' || jichi::text::is_harmless(ch));
    for format in ["text", "compact", "json", "ndjson"] {
        let run = check(&path, &["--format", format]);
        assert_eq!((run.code, run.err.as_str()), (1, ""));
        assert!(plain(&run.out), "{format}");
        if format == "text" {
            let widest = run.out.lines().map(unicode_width::UnicodeWidthStr::width).max();
            assert!(widest <= Some(100), "{widest:?}");
        }
        if format == "json" {
            let found = findings(&run.out);
            let names: HashSet<_> = found.iter().filter_map(|f| f["indicator"]["name"].as_str()).collect();
            assert!(names.contains("\u{9b}2J合格率") && names.contains("\u{202E}abc\u{2066}合格率"));
        }
    }
    for format in ["table", "json", "ndjson"] {
        let run = run(jichi().arg("records").arg(&path).args(["--format", format]));
        assert!(run.code == 0 && plain(&run.out), "{format}");
    }
}
