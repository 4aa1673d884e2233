//! `jichi review`: forms and opinions as a reviewer sees them, and as programs do.

#![allow(clippy::unwrap_used)]

mod cmd;

use cmd::{SMALL, findings, folder, jichi, run, small};
use serde_json::Value;

#[test]
fn a_form_is_printed_for_each_project() {
    let folder = small();
    let run = run(jichi().args(["review", "a.tsv"]).current_dir(folder.path()));
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    for shown in [
        "── 318009 某区财政绩效评价中心 ▸ 绩效评价\n",
        "    目标相关性    15              待人工审核，至多15分\n",
        "JC308 “≤100%”当作目标 2处，-6\n",
        "分全部不给时 ",
        "  经审核，“绩效评价”项目的绩效目标",
        "审核了 1 个文件、1 个项目；待审分数全部给出时：",
    ] {
        assert!(run.out.contains(shown), "{shown}\n{}", run.out);
    }
}

/// Without rules that look at a sub-item its points are not given away.
#[test]
fn what_no_rule_looks_at_is_open() {
    let folder = folder(&[("a.tsv", SMALL.as_bytes()), ("jichi.toml", b"select = [\"JC308\"]")]);
    let run = run(jichi().args(["review", "a.tsv", "--format", "json"]).current_dir(folder.path()));
    let project = &findings(&run.out)[0]["project"];
    let items = project["items"].as_array().unwrap().iter();
    let judged: Vec<_> = items.filter(|item| item["open"] == false).map(|item| &item["item"]).collect();
    assert_eq!(judged, ["绩效合理性"]);
    assert_eq!((&project["open"], &project["lowest"]["points"]), (&85.0.into(), &9.0.into()));
}

#[test]
fn labels_are_english_and_the_opinion_stays_chinese() {
    let folder = small();
    let run = run(jichi().args(["review", "a.tsv", "--lang", "en"]).current_dir(folder.path()));
    assert!(run.out.contains("at best;") && run.out.contains("open, 15 at most"), "{}", run.out);
    assert!(run.out.contains("“≤100%” used as a target"), "{}", run.out);
    assert!(run.out.contains("经审核，“绩效评价”项目的绩效目标"), "{}", run.out);
}

#[test]
fn points_add_up() {
    let run = run(jichi().args(["review", "tests/data/fresh-2021.tsv", "--format", "json"]));
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let reviews = findings(&run.out);
    let projects: Vec<&Value> =
        reviews.iter().map(|review| &review["project"]).filter(|project| !project.is_null()).collect();
    assert_eq!(projects.len(), 53);
    for project in projects {
        let items = project["items"].as_array().unwrap();
        let number = |value: &Value| value.as_f64().unwrap_or_default();
        let sum = |key: &str| items.iter().map(|item| number(&item[key])).sum::<f64>();
        assert_eq!(sum("points"), 100.0);
        assert_eq!(sum("deducted"), number(&project["deducted"]));
        let lowest = number(&project["lowest"]["points"]);
        assert_eq!(sum("left"), lowest);
        assert_eq!(lowest + number(&project["open"]), number(&project["highest"]["points"]));
        assert_eq!(number(&project["highest"]["points"]) + number(&project["deducted"]), 100.0);
        for item in items {
            assert_eq!(item["open"] == true, item["left"].is_null());
            let asked: f64 =
                item["findings"].as_array().unwrap().iter().map(|finding| number(&finding["points"])).sum();
            assert_eq!(asked.min(number(&item["points"])), number(&item["deducted"]));
        }
    }
}

/// Every finding of `check` stands in exactly one form or among what concerns no project.
#[test]
fn no_finding_gets_lost() {
    let fingerprints = |findings: &[Value]| -> Vec<String> {
        let mut all: Vec<String> =
            findings.iter().map(|finding| finding["fingerprint"].as_str().unwrap().to_owned()).collect();
        all.sort();
        all
    };
    for sheet in ["tests/data/jialing-2020.tsv", "tests/data/fresh-2021.tsv"] {
        let checked = findings(&run(jichi().args(["check", sheet, "--format", "json"])).out);
        let reviews = findings(&run(jichi().args(["review", sheet, "--format", "json"])).out);
        let mut reviewed: Vec<Value> = Vec::new();
        for review in &reviews {
            reviewed.extend(review["unrated"].as_array().unwrap().iter().cloned());
            for item in review["project"]["items"].as_array().into_iter().flatten() {
                reviewed.extend(item["findings"].as_array().unwrap().iter().cloned());
            }
        }
        assert_eq!(fingerprints(&reviewed), fingerprints(&checked), "{sheet}");
    }
}

#[test]
fn the_form_is_the_users() {
    let config = "ignore = [\"JC303\"]\n[review]\nopen = []\n[review.points]\n\"绩效合理性\" = 35\n\
                  [review.deductions]\nJC308 = 20\n[review.grades]\n\"优\" = 60\n\"良\" = 50\n\"中\" = 40\n";
    let folder = folder(&[("a.tsv", SMALL.as_bytes()), ("jichi.toml", config.as_bytes())]);
    let run = run(jichi().args(["review", "a.tsv"]).current_dir(folder.path()));
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(
        run.out.contains("  绩效合理性    35   -35     0  JC308 “≤100%”当作目标 2处，-40"),
        "{}",
        run.out
    );
    assert!(run.out.contains("%（优）；待人工审核的"), "{}", run.out);
    assert!(!run.out.contains("JC303"), "{}", run.out);
}

#[test]
fn it_fails_by_inputs_and_not_by_findings() {
    let folder = folder(&[("a.tsv", SMALL.as_bytes()), ("empty.tsv", b"")]);
    let at = |path: &str| run(jichi().arg("review").arg(folder.path().join(path)));
    assert_eq!(at("a.tsv").code, 0);
    assert_eq!(at("none.tsv").code, 2);
    assert_eq!(at("empty.tsv").code, 3);
    let both = at("");
    assert_eq!(both.code, 3);
    assert!(both.out.contains("绩效评价") && both.out.contains("另有 1 个输入未能审核"), "{}", both.out);
    let errors = folder.path().join("errors.json");
    let told = run(jichi()
        .args(["review", "--format", "json", "--errors-to", errors.to_str().unwrap()])
        .arg(folder.path()));
    assert_eq!((told.code, findings(&told.out).len()), (3, 1));
    assert!(std::fs::read_to_string(errors).unwrap().contains("empty.tsv"));
}

/// What steers a terminal never reaches it.
#[test]
fn cells_do_no_harm() {
    let folder = small();
    for format in ["text", "json"] {
        let run = run(jichi().args(["review", "--format", format]).arg(folder.path().join("a.tsv")));
        assert!(!run.out.contains('\u{1b}'), "{format}");
    }
}

/// Where the unit of money is not known, nothing about money was checked: its points are not given away. The
/// note itself is told, though it is only worth knowing.
#[test]
fn what_could_not_be_checked_is_open() {
    let sheet = SMALL.replace("万元", "");
    assert_ne!(sheet, SMALL);
    let folder = folder(&[("a.tsv", sheet.as_bytes())]);
    let run = run(jichi().args(["review", "a.tsv", "--format", "json"]).current_dir(folder.path()));
    let reviews = findings(&run.out);
    let told = reviews.iter().find(|review| review["project"].is_null()).unwrap();
    assert!(told["opinion"].as_str().unwrap().contains("没有写明金额单位"), "{told}");
    let project = reviews.iter().find(|review| !review["project"].is_null()).unwrap();
    let items = project["project"]["items"].as_array().unwrap();
    let money = items.iter().find(|item| item["item"] == "资金匹配性").unwrap();
    assert_eq!((&money["open"], &money["left"]), (&true.into(), &Value::Null));
}

/// The texts of a document's paragraphs.
fn texts(docx: &[u8]) -> Vec<String> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let xml = std::io::read_to_string(zip.by_name("word/document.xml").unwrap()).unwrap();
    let paragraphs = xml.split("</w:p>").map(|paragraph| {
        let runs = paragraph.split("<w:t xml:space=\"preserve\">").skip(1);
        runs.filter_map(|run| run.split_once("</w:t>")).map(|(text, _)| text).collect::<String>()
    });
    paragraphs.filter(|text| !text.is_empty()).collect()
}

#[test]
fn forms_go_to_word() {
    let folder = small();
    let review = |arguments: &[&str]| {
        run(jichi().args(["review", "--format", "docx", "."]).args(arguments).current_dir(folder.path()))
    };
    let written = review(&["-o", "新/审核表.docx"]);
    assert_eq!((written.code, written.err.as_str()), (0, "已写出 新/审核表.docx\n"));
    assert!(written.out.starts_with("审核了 1 个文件、1 个项目；"), "{}", written.out);
    let path = folder.path().join("新/审核表.docx");
    let file = std::fs::read(&path).unwrap();
    let texts = texts(&file);
    for text in [
        "预算绩效目标审核意见函",
        "318009 某区财政绩效评价中心：",
        "项目支出绩效目标审核表",
        "80万元（财政拨款80万元）",
        "经审核，“绩效评价”项目的绩效目标",
        "公考␛[31m合格率",
    ] {
        assert!(texts.iter().any(|found| found.contains(text)), "{text}\n{texts:#?}");
    }
    // What is there is not replaced unless told so.
    std::fs::remove_file(folder.path().join("a.tsv")).unwrap();
    std::fs::write(folder.path().join("b.tsv"), SMALL.replace("绩效评价", "另一项目")).unwrap();
    let again = run(jichi()
        .args(["review", "--format", "docx", "b.tsv", "-o", "新/审核表.docx"])
        .current_dir(folder.path()));
    assert_eq!((again.code, again.out.as_str()), (2, ""));
    assert!(again.err.contains("文件已经存在"), "{}", again.err);
    assert_eq!(std::fs::read(&path).unwrap(), file);
    let forced = run(jichi()
        .args(["review", "--format", "docx", "b.tsv", "-o", "新/审核表.docx", "--force"])
        .current_dir(folder.path()));
    assert_eq!(forced.code, 0);
    assert!(self::texts(&std::fs::read(&path).unwrap()).iter().any(|text| text.contains("另一项目")));
}

/// The forms go to a pipe as they go to a file; a file that is reviewed is not written over.
#[test]
fn forms_go_to_a_pipe() {
    let folder = small();
    let output =
        jichi().args(["review", "--format", "docx", "a.tsv"]).current_dir(folder.path()).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    assert!(texts(&output.stdout).contains(&"项目支出绩效目标审核表".to_owned()));
    let over = run(jichi().args(["review", "a.tsv", "-o", "a.tsv", "--force"]).current_dir(folder.path()));
    assert_eq!(over.code, 2);
    assert_eq!(std::fs::read_to_string(folder.path().join("a.tsv")).unwrap(), SMALL);
    // The other formats go to files, too.
    let text = run(jichi().args(["review", "a.tsv", "-o", "a.txt"]).current_dir(folder.path()));
    let written = std::fs::read_to_string(folder.path().join("a.txt")).unwrap();
    assert!(text.code == 0 && written.contains("JC308 “≤100%”当作目标 2处，-6\n"), "{written}");
}

/// Where nothing can be read there is nothing to sign.
#[test]
fn no_forms_of_nothing() {
    let folder = folder(&[("empty.tsv", b"")]);
    let run = run(jichi()
        .args(["review", "--format", "docx", "empty.tsv", "-o", "a.docx"])
        .current_dir(folder.path()));
    assert_eq!(run.code, 3);
    assert!(!folder.path().join("a.docx").exists());
}
