//! The baseline: what is known is put aside, so that a gate fails on new findings only.

#![allow(clippy::unwrap_used)]

mod cmd;

use std::fs;
use std::path::Path;

use cmd::{Run, SMALL, findings, folder, jichi, run};

fn at(folder: &Path, arguments: &[&str]) -> Run {
    run(jichi().args(arguments).current_dir(folder))
}

#[test]
fn a_gate_fails_on_new_findings_only() {
    let folder = folder(&[("a.tsv", SMALL.as_bytes())]);
    let folder = folder.path();
    let all = findings(&at(folder, &["check", "a.tsv", "--format", "json"]).out);
    assert!(all.len() > 3);
    let created = at(folder, &["baseline", "create", "a.tsv"]);
    assert_eq!((created.code, created.err.as_str()), (0, ""));
    assert_eq!(created.out, format!("jichi-baseline.json：记下 {} 处问题\n", all.len()));

    let known = at(folder, &["check", "a.tsv"]);
    assert_eq!(known.code, 0, "{}", known.out);
    assert!(known.out.contains("没有发现问题"), "{}", known.out);
    assert!(known.out.contains(&format!("另有 {} 处在基线中，没有列出", all.len())), "{}", known.out);
    assert_eq!(findings(&at(folder, &["check", "a.tsv", "--format", "json"]).out).len(), 0);
    for without in ["--no-baseline", "--isolated"] {
        let listed = at(folder, &["check", "a.tsv", "--format", "json", without]);
        assert_eq!((listed.code, findings(&listed.out)), (1, all.clone()), "{without}");
    }

    // Rows moved, the file renamed, one cell spoilt.
    let spoilt = format!("\n\n{}", SMALL.replacen("\t20个\t", "\t若干\t", 1));
    fs::remove_file(folder.join("a.tsv")).unwrap();
    fs::write(folder.join("b.tsv"), spoilt).unwrap();
    let new = at(folder, &["check", "b.tsv", "--format", "json"]);
    let codes: Vec<_> = findings(&new.out).into_iter().map(|finding| finding["code"].clone()).collect();
    assert_eq!((new.code, codes), (1, vec!["JC302".into()]));
    let checked = at(folder, &["baseline", "check", "b.tsv"]);
    assert_eq!((checked.code, checked.out.as_str()), (1, "新问题 1 处；基线里已经不在的 0 处\n"));
}

#[test]
fn what_was_mended_is_told_and_cleared_away() {
    let folder = folder(&[("a.tsv", SMALL.as_bytes()), ("jichi.toml", b"")]);
    fs::create_dir(folder.path().join("below")).unwrap();
    let below = &folder.path().join("below");
    assert_eq!(at(below, &["baseline", "create", "../a.tsv"]).code, 0);
    // It stands beside the configuration.
    let baseline = folder.path().join("jichi-baseline.json");
    let before = fs::read_to_string(&baseline).unwrap();
    fs::write(
        folder.path().join("a.tsv"),
        SMALL.replacen("\t≤100%\n", "\t≥95%\n", 1).replacen("\t长期\t", "\t3年\t", 1),
    )
    .unwrap();
    let told = at(below, &["check", "../a.tsv", "--fail-on", "never"]);
    assert!(told.out.contains("基线中有 1 处已经不在，用 jichi baseline prune 清理"), "{}", told.out);
    // Where only some rules ran, nobody knows.
    let some = at(below, &["check", "../a.tsv", "--select", "JC308"]);
    assert!(!some.out.contains("已经不在"), "{}", some.out);
    assert_eq!(at(below, &["baseline", "check", "../a.tsv"]).code, 1);
    assert_eq!(fs::read_to_string(&baseline).unwrap(), before);

    let pruned = at(below, &["baseline", "prune", "../a.tsv", "--lang", "en"]);
    assert_eq!(pruned.code, 0);
    assert!(pruned.out.contains("1 finding taken out"), "{}", pruned.out);
    let after = fs::read_to_string(&baseline).unwrap();
    assert_eq!(after.lines().count() + 1, before.lines().count());
    assert!(before.contains("JC303") && !after.contains("JC303"), "{after}");
    assert_eq!(at(below, &["baseline", "check", "../a.tsv"]).code, 0);
}

#[test]
fn what_is_no_baseline_is_refused() {
    let folder = folder(&[("a.tsv", SMALL.as_bytes())]);
    let folder = folder.path();
    let missing = at(folder, &["baseline", "prune", "a.tsv"]);
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("没有基线文件：jichi-baseline.json"), "{}", missing.err);

    fs::write(folder.join("jichi-baseline.json"), "{\"version\":1,\n\"findings\":[{}]}").unwrap();
    for arguments in [&["check", "a.tsv"][..], &["baseline", "check", "a.tsv"]] {
        let refused = at(folder, arguments);
        assert_eq!((refused.code, refused.out.as_str()), (2, ""));
        assert!(refused.err.contains("jichi-baseline.json：不是基线文件（读到第2行"), "{}", refused.err);
    }
    let exists = at(folder, &["baseline", "create", "a.tsv"]);
    assert_eq!(exists.code, 2);
    assert!(exists.err.contains("文件已经存在") && exists.err.contains("--force"), "{}", exists.err);
    assert_eq!(at(folder, &["baseline", "create", "a.tsv", "--force"]).code, 0);
    assert_eq!(at(folder, &["check", "a.tsv"]).code, 0);
}

/// Every summary says what was put aside; the score and other commands know no baseline.
#[test]
fn what_is_put_aside_is_counted_everywhere() {
    let folder = folder(&[("a.tsv", SMALL.as_bytes())]);
    let folder = folder.path();
    let stats = at(folder, &["stats", "a.tsv", "--format", "json"]).out;
    assert_eq!(at(folder, &["baseline", "create", "a.tsv"]).code, 0);
    assert_eq!(at(folder, &["stats", "a.tsv", "--format", "json"]).out, stats);
    let written = at(
        folder,
        &[
            "check",
            "a.tsv",
            "--output",
            "markdown=a.md",
            "--output",
            "html=a.html",
            "--output",
            "compact=out/a.txt",
            "--split-by",
            "department",
        ],
    );
    assert_eq!(written.code, 0);
    let own = folder.join("318009-某区财政绩效评价中心");
    for file in [own.join("a.md"), own.join("a.html"), folder.join("out/318009-某区财政绩效评价中心/a.txt")]
    {
        assert!(fs::read_to_string(&file).unwrap().contains("处在基线中，没有列出"), "{}", file.display());
    }
}
