//! `jichi stats`, `jichi diff` and `--split-by department`: what a reviewer tells each department.

mod cmd;

use std::fs;
use std::path::Path;

use cmd::{findings, jichi, run};
use serde_json::{Value, json};

const SHEET: &str = "tests/data/fresh-2021.tsv";

#[test]
fn statistics_are_those_of_the_check() {
    let all = findings(&run(jichi().args(["check", SHEET, "--format", "json"])).out);
    let run = run(jichi().args(["stats", SHEET, "--format", "json"]));
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let departments: Vec<Value> = serde_json::from_str(&run.out).unwrap();
    assert_eq!(departments.len(), 15);
    let scores: Vec<f64> = departments.iter().filter_map(|own| own["score"].as_f64()).collect();
    assert!(scores.len() == 15 && scores.is_sorted() && scores[0] < scores[14], "{scores:?}");
    for own in &departments {
        let of_own = || all.iter().filter(|finding| finding["department"]["code"] == own["code"]);
        for (key, severity) in [("errors", "error"), ("warnings", "warning"), ("info", "info")] {
            assert_eq!(own[key], of_own().filter(|finding| finding["severity"] == severity).count(), "{own}");
        }
        for (code, count) in own["codes"].as_object().unwrap() {
            assert_eq!(count, of_own().filter(|finding| finding["code"] == *code).count(), "{own}");
        }
        // The formula, from what is printed.
        let number = |key: &str| own[key].as_f64().unwrap();
        let sum = number("parts") - number("wrong") - number("doubtful") / 2.0;
        assert!((number("score") - 100.0 * sum / number("parts")).abs() < 0.006, "{own}");
        assert_eq!(number("parts"), 1.0 + number("projects") + number("indicators"));
    }
}

#[test]
fn the_formula_stands_below_the_table() {
    let run = run(jichi().args(["stats", SHEET, "--lang", "en"]));
    assert!(run.out.contains("score = sum over parts ÷ number of parts × 100"), "{}", run.out);
}

#[test]
fn each_department_gets_its_own_and_all_together_everything() {
    let folder = tempfile::tempdir().unwrap();
    let output = format!("json={}", folder.path().join("结果.json").display());
    let split = run(jichi().args([
        "check",
        SHEET,
        "--format",
        "json",
        "--output",
        &output,
        "--split-by",
        "department",
    ]));
    assert_eq!(split.code, 1);
    assert_eq!(split.err, format!("已写出 15 个文件，在文件夹 {}\n", folder.path().display()));
    let all = findings(&split.out);
    let mut together = 0;
    let mut folders: Vec<String> = Vec::new();
    for entry in fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        let own = findings(&fs::read_to_string(entry.path().join("结果.json")).unwrap());
        let name = entry.file_name().into_string().unwrap();
        for finding in &own {
            let department = &finding["department"];
            let expected =
                format!("{}-{}", department["code"].as_str().unwrap(), department["name"].as_str().unwrap());
            assert_eq!(name, expected);
            assert!(all.contains(finding), "{finding}");
        }
        together += own.len();
        folders.push(name);
    }
    folders.sort();
    assert_eq!((folders.len(), folders[0].as_str()), (15, "105001-云泽县教育局"));
    assert_eq!(together, all.len());
}

#[test]
fn what_became_of_each_finding() {
    let folder = tempfile::tempdir().unwrap();
    let sheet = fs::read_to_string(SHEET).unwrap();
    // One cell mended, one changed and wrong all the same; a row more above them all, and another name.
    let mended = sheet.replacen("\t显著改善", "\t明显改善", 1).replacen("\t若干", "\t60人", 1);
    let mended = format!("\n{mended}");
    fs::write(folder.path().join("改.tsv"), mended).unwrap();
    let save = |sheet: &str, name: &str, format: &str| {
        let out = run(jichi().args(["check", sheet, "--format", format])).out;
        fs::write(folder.path().join(name), out).unwrap();
    };
    save(SHEET, "old.json", "json");
    save(folder.path().join("改.tsv").to_str().unwrap(), "new.json", "ndjson");
    let compared = |from: &str, to: &str| {
        let run = run(jichi().args(["diff", from, to, "--format", "json"]).current_dir(folder.path()));
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        findings(&run.out)
    };
    let told = |departments: &[Value]| -> Vec<(String, String)> {
        let all = departments.iter().flat_map(|own| own["findings"].as_array().unwrap());
        let moved = all.filter(|finding| finding["became"] != "open");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        moved.map(|finding| (text(&finding["became"]), text(&finding["code"]))).collect()
    };
    let there = compared("old.json", "new.json");
    assert_eq!(
        told(&there),
        [("changed".to_owned(), "JC301".to_owned()), ("fixed".to_owned(), "JC302".to_owned())]
    );
    let back = compared("new.json", "old.json");
    assert_eq!(
        told(&back),
        [("new".to_owned(), "JC302".to_owned()), ("changed".to_owned(), "JC301".to_owned())]
    );
    assert!(told(&compared("old.json", "old.json")).is_empty());
    let counts = |own: &Value| (own["fixed"].as_u64(), own["new"].as_u64());
    assert!(there.iter().all(|own| counts(own).1 == Some(0)));

    let text = run(jichi().args(["diff", "old.json", "new.json"]).current_dir(folder.path())).out;
    assert!(text.contains("改后仍有  JC301") && text.contains("已改  JC302 1"), "{text}");
}

#[test]
fn what_holds_no_findings_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.json"), "[{\"code\": 3}]").unwrap();
    fs::write(folder.path().join("b.json"), "[]").unwrap();
    let refused = run(jichi().args(["diff", "a.json", "b.json"]).current_dir(folder.path()));
    assert_eq!((refused.code, refused.out.as_str()), (3, ""));
    assert!(refused.err.contains("a.json：不是 jichi 的检查结果（读到第1行第11列）"), "{}", refused.err);
    // As PowerShell redirects.
    let utf16: Vec<u8> = "\u{FEFF}[]\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(folder.path().join("c.json"), utf16).unwrap();
    let empty =
        run(jichi().args(["diff", "b.json", "c.json", "--format", "json"]).current_dir(folder.path()));
    assert_eq!((empty.code, empty.err.as_str()), (0, ""));
    assert_eq!(serde_json::from_str::<Value>(&empty.out).unwrap(), json!([]));
}

#[test]
fn each_department_gets_its_own_letter_and_forms() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("审核.docx");
    let review = |more: &[&str]| {
        let file = file.to_str().unwrap();
        let arguments = ["review", SHEET, "--format", "docx", "-o", file, "--split-by", "department"];
        run(jichi().args(arguments).args(more))
    };
    let first = review(&[]);
    assert_eq!(first.code, 0);
    assert_eq!(first.err, format!("已写出 15 个文件，在文件夹 {}\n", folder.path().display()));
    assert!(first.out.starts_with("审核了 1 个文件、53 个项目；"), "{}", first.out);
    assert!(!file.exists());
    let folders: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(folders.len(), 15);
    for own in &folders {
        let bytes = fs::read(own.join("审核.docx")).unwrap();
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let xml = std::io::read_to_string(archive.by_name("word/document.xml").unwrap()).unwrap();
        let name = own.file_name().unwrap().to_str().unwrap().split_once('-').unwrap().1;
        assert!(xml.contains(name), "{name}");
        let others = folders.iter().filter(|other| *other != own);
        for other in others {
            let other = other.file_name().unwrap().to_str().unwrap().split_once('-').unwrap().1;
            assert!(!xml.contains(other), "{other} in that of {name}");
        }
    }
    // Nothing that is there is replaced unasked.
    let again = review(&[]);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("文件已经存在") && again.err.contains("--force"), "{}", again.err);
    assert_eq!(review(&["--force"]).code, 0);
}

#[test]
fn each_department_gets_an_annotated_workbook_of_its_own_rows() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("批注.xlsx");
    let annotate = |more: &[&str]| {
        let arguments = ["annotate", SHEET, "-o", file.to_str().unwrap(), "--split-by", "department"];
        run(jichi().args(arguments).args(more))
    };
    let first = annotate(&["--format", "json"]);
    assert_eq!((first.code, first.err.as_str()), (0, ""));
    let written = findings(&first.out);
    assert_eq!(written.len(), 15);
    let all = findings(&run(jichi().args(["check", SHEET, "--format", "json"])).out);
    let errors: u64 = written.iter().map(|own| own["errors"].as_u64().unwrap()).sum();
    assert_eq!(errors as usize, all.iter().filter(|finding| finding["severity"] == "error").count());
    // The rows stand where they stood, and nobody else's are there.
    for own in &written {
        let output = own["output"].as_str().unwrap();
        let read = findings(&run(jichi().args(["records", output, "--format", "json"])).out);
        assert!(!read.is_empty(), "{own}");
        let name = Path::new(output).parent().unwrap().file_name().unwrap().to_str().unwrap();
        for record in &read {
            let department = &record["department"];
            let whose =
                format!("{}-{}", department["code"].as_str().unwrap(), department["name"].as_str().unwrap());
            assert_eq!(whose, name);
        }
    }
    // One that is there stops all.
    let kept = written[14]["output"].as_str().unwrap();
    for own in &written[..14] {
        fs::remove_file(own["output"].as_str().unwrap()).unwrap();
    }
    let again = annotate(&[]);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("文件已经存在"), "{}", again.err);
    assert!(
        Path::new(kept).exists()
            && written[..14].iter().all(|own| !Path::new(own["output"].as_str().unwrap()).exists())
    );
}
