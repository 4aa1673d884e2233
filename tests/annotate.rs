//! `jichi annotate`: what a copy keeps, what comes in, and where it goes. `tests/data/annotate/check.py` holds the copies
//! against their originals by other programs.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set up its inputs fails")]

mod cmd;

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use cmd::{Run, SMALL, findings, folder, jichi, run};
use regex::Regex;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const BOOKS: [&str; 4] = ["openpyxl", "xlsxwriter", "prefixed", "libreoffice"];

fn book(name: &str) -> Vec<u8> {
    fs::read(format!("tests/data/annotate/{name}.xlsx")).unwrap()
}

/// The parts of a workbook, by name.
fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        parts.insert(part.name().unwrap().into_owned(), content);
    }
    parts
}

fn part(bytes: &[u8], name: &str) -> String {
    String::from_utf8(parts(bytes).remove(name).unwrap()).unwrap()
}

/// A workbook with one part changed.
fn with(bytes: &[u8], name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in parts(bytes) {
        out.start_file(&path, SimpleFileOptions::default()).unwrap();
        let content = match path == name {
            true => change(String::from_utf8(content).unwrap()).into_bytes(),
            false => content,
        };
        out.write_all(&content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn annotate(folder: &Path, arguments: &[&str]) -> Run {
    run(jichi().arg("annotate").args(arguments).current_dir(folder))
}

/// The copy of a workbook.
fn copy(bytes: &[u8], arguments: &[&str]) -> Vec<u8> {
    let folder = folder(&[("a.xlsx", bytes)]);
    let run = annotate(folder.path(), &[&["a.xlsx", "-o", "b.xlsx"], arguments].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    fs::read(folder.path().join("b.xlsx")).unwrap()
}

/// The records of a file, as they are printed, but for its name.
fn records(name: &str, bytes: &[u8]) -> serde_json::Value {
    let folder = folder(&[(name, bytes)]);
    let run = run(jichi().args(["records", name, "--format", "json"]).current_dir(folder.path()));
    assert!(run.code == 0 && run.out.len() > 100, "{}", run.err);
    let mut records: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    for record in records.as_array_mut().unwrap() {
        record.as_object_mut().unwrap().remove("file");
    }
    records
}

#[test]
fn what_needs_no_change_keeps_every_byte() {
    for name in BOOKS {
        let original = book(name);
        let copy = copy(&original, &[]);
        let (old, new) = (parts(&original), parts(&copy));
        let changed: Vec<&str> =
            old.iter().filter(|(name, part)| new.get(*name) != Some(part)).map(|(name, _)| &**name).collect();
        let comments = old.keys().find(|name| name.contains("omment") && name.ends_with("1.xml")).unwrap();
        let drawing = old.keys().find(|name| name.ends_with("1.vml")).unwrap();
        let mut wanted = vec![
            "[Content_Types].xml",
            "xl/_rels/workbook.xml.rels",
            comments,
            drawing,
            "xl/styles.xml",
            "xl/workbook.xml",
            "xl/worksheets/sheet1.xml",
        ];
        wanted.sort_unstable();
        assert_eq!(changed, wanted, "{name}");
        let added: Vec<_> = new.keys().filter(|name| !old.contains_key(*name)).collect();
        assert_eq!(added.len(), 1, "{name}: {added:?}");
        assert_eq!(records("a.xlsx", &original), records("a.xlsx", &copy), "{name}");
    }
}

/// Besides formats of cells, and cells of merged areas that were not there, nothing of a sheet changes.
#[test]
fn a_sheet_keeps_all_but_formats() {
    let without_formats = |sheet: String| -> String {
        let formats = Regex::new(" s=\"[0-9]+\"").unwrap();
        let blanks = Regex::new("<(x:)?c r=\"[A-Z]+[0-9]+\"/>").unwrap();
        blanks.replace_all(&formats.replace_all(&sheet, ""), "").into_owned()
    };
    for name in BOOKS {
        let original = book(name);
        let sheet = |bytes: &[u8]| without_formats(part(bytes, "xl/worksheets/sheet1.xml"));
        let (old, new) = (sheet(&original), sheet(&copy(&original, &[])));
        let same = old.bytes().zip(new.bytes()).take_while(|(old, new)| old == new).count();
        assert!(old == new, "{name}: {:?} {:?}", old.get(same..same + 200), new.get(same..same + 200));
    }
}

#[test]
fn a_copy_of_a_copy_says_everything_once() {
    for name in BOOKS {
        let first = copy(&book(name), &[]);
        let second = copy(&first, &[]);
        let (first, second) = (parts(&first), parts(&second));
        let drawing = |name: &str| name.ends_with(".vml");
        assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
        let changed: Vec<_> =
            first.keys().filter(|name| !drawing(name) && first[*name] != second[*name]).collect();
        // The file's name stands in the list, and its styles are those that were there.
        assert!(changed.is_empty(), "{name}: {changed:?}");
    }
}

/// When all is mended, nothing of an earlier run is left but the list, which says so.
#[test]
fn what_is_mended_is_clean_again() {
    for name in BOOKS {
        let original = book(name);
        let cleaned = copy(&copy(&original, &[]), &["--ignore", "ALL"]);
        for (name, part) in parts(&cleaned) {
            let text = String::from_utf8_lossy(&part);
            assert!(!text.contains("【绩尺审核意见】"), "{name}");
        }
        assert!(part(&cleaned, "xl/workbook.xml").contains("_jichi.findings"));
        let list = parts(&cleaned).into_iter().find(|(name, part)| {
            name.starts_with("xl/worksheets/") && String::from_utf8_lossy(part).contains("没有查出问题")
        });
        assert!(list.is_some());
        let boxes = |bytes: &[u8]| {
            let drawings: Vec<String> = parts(bytes)
                .into_iter()
                .filter(|(name, _)| name.ends_with("1.vml"))
                .map(|(_, part)| String::from_utf8(part).unwrap())
                .collect();
            drawings.concat().matches("ObjectType=\"Note\"").count()
        };
        assert_eq!(boxes(&original), boxes(&cleaned), "{name}");
    }
}

#[test]
fn comments_of_others_stay() {
    let copy = copy(&book("openpyxl"), &[]);
    let comments = part(&copy, "xl/comments/comment1.xml");
    let at = comments.find("ref=\"H5\"").unwrap();
    let comment = &comments[at..at + comments[at..].find("</comment>").unwrap()];
    let theirs = comment.find("请再核实&lt;&amp;&gt;").unwrap();
    let ours = comment.find("【绩尺审核意见】").unwrap();
    assert!(theirs < ours && comment.contains("JC308"), "{comment}");
    assert_eq!(comments.matches("与本表有关的说明").count(), 1);
}

/// Text that would do something stays text, wherever it is shown.
#[test]
fn nothing_becomes_a_formula() {
    let hostile =
        SMALL.replace("服务对象满意度\t≥95%", "=HYPERLINK(\"http://x\")\t@SUM(1)").replace("公考", "+公考");
    let folder = folder(&[("a.tsv", hostile.as_bytes())]);
    let run = annotate(folder.path(), &["a.tsv", "-o", "b.xlsx"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let copy = fs::read(folder.path().join("b.xlsx")).unwrap();
    for (name, part) in parts(&copy) {
        let text = String::from_utf8(part).unwrap();
        assert!(!text.contains("<f>") && !text.contains("<f "), "{name}");
        assert!(!text.contains('\u{1b}') && !text.contains("&#27;"), "{name}");
    }
    let sheet = part(&copy, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("=HYPERLINK(&quot;http://x&quot;)") && sheet.contains("+公考␛[31m"), "{sheet}");
}

/// Tables of other formats stand in the new workbook as they were read.
#[test]
fn other_formats_become_a_workbook() {
    for file in ["xlwt.xls", "sheetjs.xlsb", "markup/sheetjs.ods", "markup/php.xls", "markup/frames.mht"] {
        let bytes = fs::read(Path::new("tests/data/formats").join(file)).unwrap();
        let name = Path::new(file).file_name().unwrap().to_str().unwrap();
        let folder = folder(&[(name, &bytes)]);
        let run = annotate(folder.path(), &[name]);
        assert_eq!(run.code, 0, "{file}: {}", run.err);
        let stem = Path::new(name).file_stem().unwrap().to_str().unwrap();
        let copy = fs::read(folder.path().join(format!("{stem}-审核意见.xlsx"))).unwrap();
        let sheet = |records: serde_json::Value| -> Vec<serde_json::Value> {
            let records = records.as_array().unwrap().clone();
            records
                .into_iter()
                .map(|mut record| {
                    let record = record.as_object_mut().unwrap();
                    ["sheet", "location"].iter().for_each(|key| drop(record.remove(*key)));
                    serde_json::Value::Object(record.clone())
                })
                .collect()
        };
        assert_eq!(sheet(records(name, &bytes)), sheet(records("a.xlsx", &copy)), "{file}");
        assert!(part(&copy, "xl/comments1.xml").contains("【绩尺审核意见】"), "{file}");
    }
}

#[test]
fn records_get_a_header() {
    let records =
        fs::read("tests/data/annotate/openpyxl.xlsx").map(|bytes| records("a.xlsx", &bytes)).unwrap();
    let folder = folder(&[("a.json", records.to_string().as_bytes())]);
    let run = annotate(folder.path(), &["a.json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let copy = fs::read(folder.path().join("a-审核意见.xlsx")).unwrap();
    let sheet = part(&copy, "xl/worksheets/sheet1.xml");
    let first = &sheet[..sheet.find("<row r=\"2\"").unwrap()];
    assert!(first.contains(">project/name<"), "{first}");
    assert!(part(&copy, "xl/worksheets/sheet2.xml").contains("/1/value<"));
}

#[test]
fn a_copy_stands_beside_its_file_and_nothing_is_lost() {
    let folder = folder(&[("a.tsv", SMALL.as_bytes())]);
    let first = annotate(folder.path(), &["a.tsv"]);
    assert_eq!(
        (first.code, first.out.as_str()),
        (0, "a-审核意见.xlsx：错误 2，警告 2，提示 1\n"),
        "{}",
        first.err
    );
    let again = annotate(folder.path(), &["a.tsv"]);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("文件已经存在") && again.err.contains("--force"), "{}", again.err);
    assert_eq!(annotate(folder.path(), &["a.tsv", "--force"]).code, 0);
    let own = annotate(folder.path(), &["a.tsv", "-o", "a.tsv", "--force"]);
    assert!(own.code == 2 && own.err.contains("会盖掉被检查的文件"), "{}", own.err);
    assert_eq!(fs::read(folder.path().join("a.tsv")).unwrap(), SMALL.as_bytes());
    let english = annotate(folder.path(), &["a.tsv", "--lang", "en"]);
    assert_eq!((english.code, english.out.as_str()), (0, "a-annotated.xlsx: error 2, warning 2, info 1\n"));
}

#[test]
fn several_files_need_a_folder_and_keep_theirs() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["甲/表.tsv", "乙/../../表.tsv"] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(SMALL.as_bytes()).unwrap();
    }
    let zip = zip.finish().unwrap().into_inner();
    let folder = folder(&[
        ("in/a/表.tsv", SMALL.as_bytes()),
        ("in/a/表.csv", SMALL.replace('\t', ",").as_bytes()),
        ("in/b/表.tsv", SMALL.as_bytes()),
        ("in/c.zip", &zip),
    ]);
    for input in ["in", "in/c.zip"] {
        let run = annotate(folder.path(), &[input]);
        assert!(run.code == 2 && run.err.contains("-o 退回/"), "{}", run.err);
    }
    let files = |run: &Run| -> Vec<String> {
        findings(&run.out).iter().map(|file| file["output"].as_str().unwrap().replace('\\', "/")).collect()
    };
    let wanted = [
        "out/a/表-审核意见.xlsx",
        "out/a/表-tsv-审核意见.xlsx",
        "out/b/表-审核意见.xlsx",
        "out/c/乙/表-审核意见.xlsx",
        "out/c/甲/表-审核意见.xlsx",
    ];
    let run = annotate(folder.path(), &["in", "-o", "out", "--format", "json"]);
    assert_eq!((run.code, files(&run)), (0, wanted.map(str::to_owned).to_vec()), "{}", run.err);
    assert_eq!(findings(&run.out)[0]["errors"], 2);
    // Files that the user names one by one keep the folders in which they differ.
    let named = annotate(folder.path(), &["in/a/表.tsv", "in/b/表.tsv", "-o", "named", "--format", "json"]);
    assert_eq!(files(&named), ["named/a/表-审核意见.xlsx", "named/b/表-审核意见.xlsx"]);
    // A folder inside the one that is read: what an earlier run wrote there is not read.
    assert_eq!(annotate(folder.path(), &["in", "-o", "in/out"]).code, 0);
    let again = annotate(folder.path(), &["in", "-o", "in/out", "--force", "--format", "json"]);
    assert_eq!(files(&again).len(), 5, "{}", again.out);
    let file = annotate(folder.path(), &["in", "-o", "in/c.zip"]);
    assert!(file.code == 2 && file.err.contains("这是文件"), "{}", file.err);
    let archive = annotate(folder.path(), &["in/c.zip", "-o", "unpacked"]);
    assert_eq!(archive.code, 0, "{}", archive.err);
    assert!(folder.path().join("unpacked/c/甲/表-审核意见.xlsx").is_file());
}

#[test]
fn files_that_cannot_be_read_do_not_stop_the_others() {
    let folder = folder(&[("in/a.tsv", SMALL.as_bytes()), ("in/b.xlsx", b"PK\x03\x04 half")]);
    let run = annotate(folder.path(), &["in", "-o", "out"]);
    assert_eq!(run.code, 3);
    assert!(run.out.contains("a-审核意见.xlsx") && run.err.contains("b.xlsx"), "{}{}", run.out, run.err);
}

/// Sheets that were read keep their places though others come before them, and a name that is taken gets a number.
#[test]
fn the_list_is_the_last_sheet() {
    let text = part(&copy(&book("openpyxl"), &[]), "xl/workbook.xml");
    let sheets: Vec<&str> =
        text.split("<sheet ").skip(1).map(|sheet| sheet.split("name=\"").nth(1).unwrap()).collect();
    assert_eq!(sheets.len(), 4);
    assert!(sheets[2].starts_with("审核意见\"") && sheets[3].starts_with("审核意见 (2)\""), "{text}");
    assert!(text.contains("name=\"_jichi.findings\" localSheetId=\"3\""), "{text}");
    assert!(text.contains("activeTab=\"0\""), "{text}");
}

/// What somebody wrote beside the list of an earlier run is kept: the new list gets a sheet of its own.
#[test]
fn replies_beside_the_list_are_kept() {
    let first = copy(&book("libreoffice"), &[]);
    let list = parts(&first)
        .into_iter()
        .find(|(_, part)| String::from_utf8_lossy(part).contains("绩效目标审核意见</t>"))
        .map(|(name, _)| name)
        .unwrap();
    let reply = "<c r=\"M5\" t=\"inlineStr\"><is><t>已改</t></is></c></row><row r=\"6\"";
    let replied = with(&first, &list, |text| text.replacen("</row><row r=\"6\"", reply, 1));
    let second = copy(&replied, &[]);
    assert!(part(&second, &list).contains("已改"));
    let again =
        parts(&second).values().filter(|part| String::from_utf8_lossy(part).contains("审核意见</t>")).count();
    assert_eq!(again, 2);
}
