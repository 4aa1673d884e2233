//! Exceptions with a reason: what they leave out, where they are looked for, and what is said of those that are of no use.

#![allow(clippy::unwrap_used)]

mod cmd;

use std::fs;
use std::io::Write;
use std::path::Path;

use cmd::{Run, SMALL, findings, folder, jichi, run};
use rust_xlsxwriter::{Note, Workbook};

const OPEN_ENDED: &str = "[[exceptions]]\ncode = \"JC303\"\nproject = \"绩效评价\"\nindicator = \"影响年限\"\n\
                          reason = \"平台长期运行\"\n";
const UNUSED: &str = "[[exceptions]]\ncode = \"JC308\"\nproject = \"绩效评价\"\nindicator = \"评价成本\"\n\
                      reason = \"按上级文件执行\"\nby = \"预算科\"\n";
const EXPIRED: &str = "[[exceptions]]\ncode = \"JC308\"\ndepartment = \"318009\"\nreason = \"按上级文件执行\"\n\
                       until = 2020-12-31\n";

fn at(folder: &Path, arguments: &[&str]) -> Run {
    run(jichi().args(arguments).current_dir(folder))
}

fn codes(out: &str) -> Vec<String> {
    findings(out).iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

fn exceptions(text: &str) -> tempfile::TempDir {
    folder(&[("a.tsv", SMALL.as_bytes()), ("jichi-exceptions.toml", text.as_bytes())])
}

#[test]
fn what_is_excepted_is_counted_and_not_listed() {
    let folder = exceptions(OPEN_ENDED);
    let folder = folder.path();
    let without = at(folder, &["check", "a.tsv", "--format", "json", "--isolated"]);
    let all = findings(&without.out);
    let with = at(folder, &["check", "a.tsv", "--format", "json"]);
    let left = findings(&with.out);
    assert_eq!((with.code, left.len()), (1, all.len() - 1), "{}", with.err);
    // What is left is as it was, fingerprints and all.
    let kept: Vec<_> = all.into_iter().filter(|finding| finding["code"] != "JC303").collect();
    assert_eq!(left, kept);
    for (format, told) in [
        ("text", "另有 1 处按例外处理，没有列出"),
        ("summary", "另有 1 处按例外处理，没有列出"),
        ("compact", "另有 1 处按例外处理，没有列出"),
        ("markdown", "另有 1 处按例外处理，没有列出"),
        ("html", "另有 1 处按例外处理，没有列出。"),
    ] {
        let out = at(folder, &["check", "a.tsv", "--format", format]).out;
        assert!(out.contains(told), "{format}: {out}");
    }
    let english = at(folder, &["check", "a.tsv", "--format", "summary", "--lang", "en"]).out;
    assert!(english.contains("1 more is excepted and not listed"), "{english}");
    // A gate passes when all that is left is excepted.
    let only = at(folder, &["check", "a.tsv", "--select", "JC303", "--fail-on", "info"]);
    assert_eq!(only.code, 0, "{}", only.out);
    // Stats, reviews and copies hold nothing of it.
    let stats = at(folder, &["stats", "a.tsv", "--format", "json"]).out;
    assert!(!stats.contains("JC303") && stats.contains("JC308"), "{stats}");
    let review = at(folder, &["review", "a.tsv"]).out;
    assert!(!review.contains("JC303") && review.contains("另有 1 处问题按例外处理"), "{review}");
    let copy = at(folder, &["annotate", "a.tsv"]).out;
    assert!(copy.contains("另有 1 处问题按例外处理，没有批注"), "{copy}");
}

#[test]
fn those_of_no_use_and_those_that_expired_are_findings() {
    let folder = exceptions(&format!("{OPEN_ENDED}\n{UNUSED}\n{EXPIRED}"));
    let folder = folder.path();
    let found = at(folder, &["check", "a.tsv", "--format", "json"]);
    let about: Vec<_> = findings(&found.out)
        .into_iter()
        .filter(|finding| finding["file"] == "jichi-exceptions.toml")
        .map(|finding| {
            (finding["code"].as_str().unwrap().to_owned(), finding["location"]["line"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(about, [("JC901".to_owned(), 8), ("JC902".to_owned(), 18)]);
    let text = at(folder, &["check", "a.tsv"]).out;
    assert!(
        text.contains("例外“JC308·绩效评价·评价成本”没有用上") && text.contains("8 │ code = \"JC308\""),
        "{text}"
    );
    assert!(
        text.contains("“JC308·318009(2020-12-31)”已经到期") && text.contains("18 │ until = 2020-12-31"),
        "{text}"
    );
    // An expired one leaves nothing out.
    assert!(codes(&found.out).contains(&"JC308".to_owned()));
    for format in
        ["csv", "ndjson", "sarif", "junit", "checkstyle", "github", "gitlab", "markdown", "html", "compact"]
    {
        let out = at(folder, &["check", "a.tsv", "--format", format]).out;
        assert!(
            out.contains("JC901") && out.contains("JC902") && out.contains("jichi-exceptions.toml"),
            "{format}: {out}"
        );
    }
    // They are chosen as other rules are, and a rule that did not run says nothing of its exceptions.
    let of = |arguments: &[&str]| {
        codes(&at(folder, &[&["check", "a.tsv", "--format", "json"], arguments].concat()).out)
    };
    assert_eq!(of(&["--select", "JC9"]), ["JC902"]);
    assert_eq!(of(&["--select", "JC901,JC308"]).iter().filter(|code| *code == "JC901").count(), 1);
    assert!(!of(&["--ignore", "JC901,expired-exception"]).iter().any(|code| code.starts_with("JC90")));
    assert!(!of(&["--ignore", "JC308"]).contains(&"JC901".to_owned()));
    assert_eq!(at(folder, &["check", "a.tsv", "--select", "JC902", "--fail-on", "warning"]).code, 1);
    // Nor does one that is left out for that project only.
    let config = "[[overrides]]\nprojects = [\"绩效评价\"]\nignore = [\"JC308\"]\n";
    fs::write(folder.join("jichi.toml"), config).unwrap();
    assert_eq!(of(&["--select", "JC308,JC901,JC902"]), ["JC902"]);
    fs::remove_file(folder.join("jichi.toml")).unwrap();
    // Neither a baseline nor a review has anything to do with that file.
    assert_eq!(at(folder, &["baseline", "create", "a.tsv"]).code, 0);
    let baseline = fs::read_to_string(folder.join("jichi-baseline.json")).unwrap();
    assert!(!baseline.contains("JC90") && !baseline.contains("JC303"), "{baseline}");
    assert_eq!(at(folder, &["baseline", "check", "a.tsv"]).code, 0);
    assert_eq!(of(&[]), ["JC901", "JC902"]);
    for command in ["review", "stats"] {
        let out = at(folder, &[command, "a.tsv", "--format", "json"]).out;
        assert!(!out.contains("JC90"), "{command}: {out}");
    }
}

#[test]
fn parts_of_the_sheets_call_no_other_exception_unused() {
    let other = "[[exceptions]]\ncode = \"JC308\"\nproject = \"道路养护\"\nreason = \"按上级文件执行\"\n\
                 [[exceptions]]\ncode = \"JC308\"\ndepartment = \"某区公路局\"\nreason = \"按上级文件执行\"\n";
    let folder = exceptions(&format!("{OPEN_ENDED}{other}"));
    let folder = folder.path();
    assert!(!codes(&at(folder, &["check", "a.tsv", "--format", "json"]).out).contains(&"JC901".to_owned()));
    let second = SMALL
        .replace("318009-某区财政绩效评价中心", "318010-某区公路局")
        .replace("\n绩效评价\t", "\n道路养护\t")
        .replace("≤100%", "≥95%");
    fs::write(folder.join("b.tsv"), second).unwrap();
    let both = at(folder, &["check", "a.tsv", "b.tsv", "--format", "json"]).out;
    assert_eq!(codes(&both).iter().filter(|code| *code == "JC901").count(), 2, "{both}");
    // The same bytes with any number of threads.
    for threads in ["1", "2", "8"] {
        let again = at(folder, &["check", "a.tsv", "b.tsv", "--format", "json", "--threads", threads]);
        assert_eq!(again.out, both, "{threads}");
    }
    // What concerns no department is in none's folder.
    let split = ["check", "a.tsv", "b.tsv", "--output", "compact=out/a.txt", "--split-by", "department"];
    let told = at(folder, &split);
    assert!(told.out.contains("JC901"), "{}", told.out);
    let own = fs::read_to_string(folder.join("out/318009-某区财政绩效评价中心/a.txt")).unwrap();
    assert!(own.contains("另有 1 处按例外处理，没有列出") && !own.contains("JC901"), "{own}");
    assert_eq!(fs::read_dir(folder.join("out")).unwrap().count(), 2);
}

#[test]
fn the_file_stands_beside_the_configuration() {
    let folder = exceptions(OPEN_ENDED);
    let folder = folder.path();
    let below = folder.join("below");
    fs::create_dir(&below).unwrap();
    let listed = |folder: &Path, arguments: &[&str]| {
        let all = [&["check", "--format", "json", "--select", "JC303"], arguments].concat();
        let out = at(folder, &all);
        assert_eq!(out.err, "");
        findings(&out.out).len()
    };
    // From below there is none, until a configuration above is found.
    assert_eq!((listed(folder, &["a.tsv"]), listed(&below, &["../a.tsv"])), (0, 1));
    fs::write(folder.join("jichi.toml"), "").unwrap();
    assert_eq!(listed(&below, &["../a.tsv"]), 0);
    assert_eq!(listed(folder, &["a.tsv", "--isolated"]), 1);
    // Never from beside the sheets.
    let office = tempfile::tempdir().unwrap();
    let sheet = folder.join("a.tsv");
    assert_eq!(listed(office.path(), &[sheet.to_str().unwrap()]), 1);
    fs::write(office.path().join("own.toml"), "").unwrap();
    fs::write(office.path().join("jichi-exceptions.toml"), OPEN_ENDED).unwrap();
    let own = office.path().join("own.toml");
    assert_eq!(listed(&below, &["../a.tsv", "--config", own.to_str().unwrap()]), 0);
}

#[test]
fn a_file_with_a_mistake_is_not_used() {
    let folder =
        exceptions("[[exceptions]]\ncode = \"JC330\"\nproject = \"绩效评价\"\nreason = \"平台长期运行\"\n");
    for arguments in
        [&["check", "a.tsv"][..], &["stats", "a.tsv"], &["review", "a.tsv"], &["baseline", "create", "a.tsv"]]
    {
        let refused = at(folder.path(), arguments);
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{arguments:?}");
        assert!(
            refused.err.contains("没有代码为“JC330”的规则")
                && refused.err.contains("jichi-exceptions.toml:2:8"),
            "{}",
            refused.err
        );
    }
    assert_eq!(at(folder.path(), &["rules"]).code, 0);
}

#[test]
fn entries_of_the_baseline_that_are_gone_are_findings() {
    let folder = folder(&[("a.tsv", SMALL.as_bytes())]);
    let folder = folder.path();
    assert_eq!(at(folder, &["baseline", "create", "a.tsv"]).code, 0);
    fs::write(folder.join("a.tsv"), SMALL.replacen("\t长期\t", "\t3年\t", 1)).unwrap();
    let found = findings(&at(folder, &["check", "a.tsv", "--format", "json"]).out);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((&found[0]["code"], &found[0]["file"]), (&"JC903".into(), &"jichi-baseline.json".into()));
    let line = found[0]["location"]["line"].as_u64().unwrap() as usize;
    let baseline = fs::read_to_string(folder.join("jichi-baseline.json")).unwrap();
    assert!(baseline.lines().nth(line - 1).unwrap().contains("JC303"), "{baseline}");
    for without in
        [&["--no-baseline"][..], &["--ignore", "JC303"], &["--select", "JC9"], &["--ignore", "JC903"]]
    {
        let out = at(folder, &[&["check", "a.tsv", "--format", "json"], without].concat()).out;
        assert!(!codes(&out).contains(&"JC903".to_owned()), "{without:?}");
    }
    // An exception takes the place of an entry.
    fs::write(folder.join("a.tsv"), SMALL).unwrap();
    fs::write(folder.join("jichi-exceptions.toml"), OPEN_ENDED).unwrap();
    assert_eq!(codes(&at(folder, &["check", "a.tsv", "--format", "json"]).out), ["JC903"]);
    assert_eq!(at(folder, &["baseline", "prune", "a.tsv"]).code, 0);
    assert_eq!(codes(&at(folder, &["check", "a.tsv", "--format", "json"]).out), Vec::<String>::new());
}

const HEADER: [&str; 9] =
    ["单位名称", "项目名称", "预算数", "年度目标", "一级指标", "二级指标", "三级指标", "指标值", "备注"];
const ROWS: [[&str; 9]; 3] = [
    [
        "205001-某县第一中学",
        "图书购置",
        "200000",
        "购置图书8000册",
        "产出指标",
        "数量指标",
        "购置图书册数",
        "若干",
        "绩尺：忽略 JC302 采购后确定",
    ],
    ["", "", "", "", "效益指标", "社会效益指标", "生均图书", "≥25册", "绩尺: 忽略 JC303"],
    ["", "", "", "", "满意度指标", "服务对象满意度指标", "学生满意度", "≤100%", "见附件"],
];

/// A workbook with markers in remarks, and one in a comment.
fn workbook(path: &Path) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "2023年度部门预算项目绩效目标申报表").unwrap();
    sheet.write(1, 0, "金额单位：元").unwrap();
    for (row, cells) in (2..).zip([HEADER].iter().chain(&ROWS)) {
        for (column, text) in (0..).zip(cells) {
            sheet.write(row, column, *text).unwrap();
        }
    }
    let note = Note::new("绩尺: 忽略 JC308 上级统一口径").set_author("某人");
    sheet.insert_note(5, 7, &note).unwrap();
    book.save(path).unwrap();
}

#[test]
fn sheets_except_only_where_the_configuration_allows_it() {
    let folder = folder(&[]);
    let folder = folder.path();
    workbook(&folder.join("a.xlsx"));
    let codes_of =
        |file: &str| codes(&at(folder, &["check", file, "--format", "json", "--select", "JC30,JC901"]).out);
    assert_eq!(codes_of("a.xlsx"), ["JC302", "JC308"]);
    fs::write(folder.join("jichi.toml"), "sheet-exceptions = true\n").unwrap();
    let allowed = at(folder, &["check", "a.xlsx", "--format", "json", "--select", "JC30,JC901"]);
    let found = findings(&allowed.out);
    assert_eq!(found.len(), 1, "{}", allowed.out);
    assert_eq!((&found[0]["code"], &found[0]["location"]["cell"]), (&"JC901".into(), &"I5".into()));
    assert_eq!(found[0]["project"]["name"], "图书购置");
    let told = at(folder, &["check", "a.xlsx"]).out;
    assert!(told.contains("另有 2 处按例外处理") && told.contains("没有写理由"), "{told}");
    // Text has no comments.
    let lines = [HEADER].iter().chain(&ROWS).map(|row| row.join("\t")).collect::<Vec<_>>().join("\n");
    fs::write(folder.join("b.tsv"), format!("2023年度部门预算项目绩效目标申报表\n金额单位：元\n{lines}\n"))
        .unwrap();
    assert_eq!(codes_of("b.tsv"), ["JC901", "JC308"]);
}

/// Whatever is wrong with the comments of a workbook, its cells are read.
#[test]
fn a_workbook_is_read_without_its_comments() {
    let folder = folder(&[("jichi.toml", b"sheet-exceptions = true")]);
    let folder = folder.path();
    workbook(&folder.join("a.xlsx"));
    let mut whole = zip::ZipArchive::new(fs::File::open(folder.join("a.xlsx")).unwrap()).unwrap();
    for (nth, broken) in
        ["<comments><comment ref=\"H6\"", "", "<comments><comment ref=\"?\"><t>绩尺</t></comment></comments>"]
            .iter()
            .enumerate()
    {
        let name = format!("{nth}.xlsx");
        let mut copy = zip::ZipWriter::new(fs::File::create(folder.join(&name)).unwrap());
        for index in 0..whole.len() {
            let part = whole.by_index_raw(index).unwrap();
            let path = part.name().unwrap().into_owned();
            if path.contains("comments") && !path.contains("rels") {
                copy.start_file(path, zip::write::SimpleFileOptions::default()).unwrap();
                copy.write_all(broken.as_bytes()).unwrap();
            } else {
                copy.raw_copy_file(part).unwrap();
            }
        }
        copy.finish().unwrap();
        let checked = at(folder, &["check", &name, "--format", "json", "--select", "JC30,JC901"]);
        assert_eq!(
            (codes(&checked.out).join(" "), checked.err.as_str()),
            ("JC901 JC308".to_owned(), ""),
            "{broken}"
        );
    }
}
