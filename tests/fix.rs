//! `check --fix` and `--diff`: what is written into the user's files, and what is not. `tests/data/annotate/check_fix.py`
//! holds workbooks that were fixed against their originals by another program.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set up its inputs fails")]

mod cmd;

use std::fs;
use std::path::Path;

use cmd::{Run, SMALL, findings, folder, jichi, run};
use encoding_rs::GB18030;
use serde_json::Value;

/// A sheet with a space in a word and a sign the wrong way round, which are fixed safely, and with a capped target, which is
/// not.
fn spoilt() -> String {
    SMALL.replacen("评价项目个数", "评价项 目个数", 1).replacen("≥95%", "95%≥", 1)
}

/// The same after the safe fixes.
fn mended() -> String {
    spoilt().replacen("评价项 目个数", "评价项目个数", 1).replacen("95%≥", "≥95%", 1)
}

fn check(folder: &Path, arguments: &[&str]) -> Run {
    run(jichi().arg("check").args(arguments).current_dir(folder))
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

/// What `--diff` lists: cell, code, old and new.
fn listed(out: &str) -> Vec<[String; 4]> {
    let text = |it: &Value| it.as_str().unwrap().to_owned();
    let line =
        |it: &Value| [text(&it["location"]["cell"]), text(&it["code"]), text(&it["old"]), text(&it["new"])];
    findings(out).iter().map(line).collect()
}

#[test]
fn safe_fixes_are_written_and_the_rest_is_listed() {
    let folder = folder(&[("a.tsv", spoilt().as_bytes())]);
    let folder = folder.path();
    let before = check(folder, &["a.tsv", "--format", "summary"]);
    assert!(
        before.out.contains("其中 2 处可用 --fix 改正；另有 2 处可加 --unsafe-fixes 改正，改后请核对"),
        "{}",
        before.out
    );

    let shown = check(folder, &["a.tsv", "--diff", "--format", "json"]);
    let wanted = [["F7", "JC701", "评价项 目个数", "评价项目个数"], ["K7", "JC307", "95%≥", "≥95%"]];
    assert_eq!((shown.code, listed(&shown.out)), (1, wanted.map(|line| line.map(str::to_owned)).to_vec()));
    assert_eq!(read(folder, "a.tsv"), spoilt());

    let fixed = check(folder, &["a.tsv", "--fix"]);
    assert_eq!((fixed.code, fixed.err.as_str()), (1, ""));
    assert!(
        fixed.out.contains("已改正 2 处，改动 1 个文件；另有 2 处可加 --unsafe-fixes 改正，改后请核对"),
        "{}",
        fixed.out
    );
    assert!(fixed.out.contains("JC308") && !fixed.out.contains("JC701"), "{}", fixed.out);
    assert_eq!(read(folder, "a.tsv"), mended());

    // A second time there is nothing to do.
    let again = check(folder, &["a.tsv", "--fix", "--format", "json"]);
    assert!(again.err.contains("已改正 0 处"), "{}", again.err);
    assert_eq!(read(folder, "a.tsv"), mended());
    let none = check(folder, &["a.tsv", "--diff"]);
    assert_eq!(
        (none.code, none.out.as_str()),
        (0, "没有可以改正的；另有 2 处可加 --unsafe-fixes 改正，改后请核对\n")
    );

    let all = check(folder, &["a.tsv", "--fix", "--unsafe-fixes", "--format", "json"]);
    assert!(all.err.contains("已改正 2 处，改动 1 个文件\n"), "{}", all.err);
    assert!(findings(&all.out).iter().all(|finding| finding["fix"].is_null()));
    assert_eq!(read(folder, "a.tsv"), mended().replace("≤100%", "=100%"));
}

#[test]
fn encodings_line_ends_and_quotes_are_kept() {
    let table = spoilt().replace('\n', "\r\n").replace("评价项 目个数", "\"评价项 目个数\"") + "\r\n \r\n";
    let fixed = table.replace("评价项 目个数", "评价项目个数").replace("95%≥", "≥95%");
    let utf16 = |text: &str| -> Vec<u8> {
        [b"\xFF\xFE".to_vec(), text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat()
    };
    let marked = |text: &str| [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    let commas = |text: &str| text.replace("，", "、").replace('\t', ",").into_bytes();
    let gb18030 = |text: &str| GB18030.encode(text).0.into_owned();
    type Way<'a> = &'a dyn Fn(&str) -> Vec<u8>;
    let ways: [(&str, Way<'_>); 4] =
        [("a.txt", &utf16), ("b.tsv", &marked), ("c.csv", &commas), ("d.tsv", &gb18030)];
    let files: Vec<_> = ways.iter().map(|(name, way)| (*name, way(&table))).collect();
    let files: Vec<_> = files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    let folder = folder(&files);
    let run = check(folder.path(), &[".", "--fix", "--format", "summary"]);
    assert!(run.out.contains("已改正 8 处，改动 4 个文件"), "{}{}", run.out, run.err);
    for (name, way) in ways {
        assert!(fs::read(folder.path().join(name)).unwrap() == way(&fixed), "{name}");
    }
}

#[test]
fn what_is_not_listed_is_not_fixed() {
    let folder = folder(&[("a.tsv", spoilt().as_bytes())]);
    let folder = folder.path();
    for arguments in [&["--severity", "warning"][..], &["--select", "JC307"], &["--ignore", "JC701"]] {
        let shown = check(folder, &[&["a.tsv", "--diff", "--format", "json"], arguments].concat());
        assert_eq!(listed(&shown.out).len(), 1, "{arguments:?}");
    }
    let created = run(jichi().args(["baseline", "create", "a.tsv", "--select", "JC7"]).current_dir(folder));
    assert_eq!(created.code, 0, "{}", created.err);
    let fixed = check(folder, &["a.tsv", "--fix", "--format", "summary"]);
    assert!(fixed.out.contains("已改正 1 处") && fixed.out.contains("另有 3 处在基线中"), "{}", fixed.out);
    assert!(read(folder, "a.tsv").contains("评价项 目个数"));
    let all = check(folder, &["a.tsv", "--fix", "--no-baseline"]);
    assert!(all.out.contains("已改正 1 处"), "{}", all.out);
    assert_eq!(read(folder, "a.tsv"), mended());
}

#[test]
fn results_in_files_are_those_after_the_fixes() {
    let folder = folder(&[("a.tsv", spoilt().as_bytes())]);
    let folder = folder.path();
    check(folder, &["a.tsv", "--fix", "--output", "json=out/a.json", "--split-by", "department"]);
    let own = fs::read_dir(folder.join("out")).unwrap().next().unwrap().unwrap().path();
    let written = read(&own, "a.json");
    assert!(written.contains("JC308") && !written.contains("JC701"), "{written}");
    assert_eq!(read(folder, "a.tsv"), mended());
}

#[test]
fn formats_that_are_only_read_are_named() {
    let zip = {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file("a.tsv", zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, spoilt().as_bytes()).unwrap();
        zip.finish().unwrap().into_inner()
    };
    let html: String = spoilt()
        .lines()
        .map(|line| format!("<tr><td>{}</td></tr>", line.replace('\t', "</td><td>")))
        .collect();
    let html = format!("<html><table>{html}</table></html>").replace('\u{1b}', "");
    let folder = folder(&[("a.zip", &zip), ("b.xls", html.as_bytes())]);
    let folder = folder.path();
    let run = check(folder, &["a.zip", "b.xls", "--fix", "--format", "json"]);
    assert_eq!(run.code, 1);
    for told in [
        "a.zip/a.tsv：2 处改法未用。压缩包里的文件只能检查；请解压后再改正",
        "b.xls：2 处改法未用。这种格式只能检查；请另存为 .xlsx 再改正",
        "已改正 0 处",
    ] {
        assert!(run.err.contains(told), "{}", run.err);
    }
    assert!(fs::read(folder.join("a.zip")).unwrap() == zip && read(folder, "b.xls") == html);

    let piped = jichi()
        .args(["check", "-", "--stdin-name", "a.tsv", "--fix", "--lang", "en"])
        .write_stdin(spoilt())
        .output()
        .unwrap();
    let err = String::from_utf8(piped.stderr).unwrap();
    assert!(err.contains("a.tsv: 2 fix(es) not applied; standard input can be checked only"), "{err}");
}

#[test]
fn the_list_on_a_terminal() {
    let folder = folder(&[("a.tsv", spoilt().as_bytes())]);
    let run = check(folder.path(), &["a.tsv", "--diff", "--unsafe-fixes"]);
    assert_eq!(
        (run.code, run.out.as_str()),
        (
            1,
            "══ a.tsv\n  F7  JC701  评价项 目个数 → 评价项目个数\n  I7  JC308  ≤100%         → =100%\n  K7  JC307  95%≥          → ≥95%\n  \
             G8  JC308  ≤100%         → =100%\n\n可改正 4 处，涉及 1 个文件，尚未改动\n"
        )
    );
    for (arguments, code) in
        [(&["--unsafe-fixes"][..], 2), (&["--diff", "--format", "csv"], 2), (&["--diff", "--fix"], 2)]
    {
        let run = check(folder.path(), &[&["a.tsv"], arguments].concat());
        assert_eq!(run.code, code, "{arguments:?}: {}", run.err);
    }
    assert_eq!(read(folder.path(), "a.tsv"), spoilt());
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::Command;

    use super::*;

    #[test]
    fn permissions_and_links_stay_and_read_only_files_are_refused() {
        let folder = folder(&[("a.tsv", spoilt().as_bytes()), ("b.tsv", spoilt().as_bytes())]);
        let folder = folder.path();
        let mode = |name: &str, mode: u32| {
            fs::set_permissions(folder.join(name), PermissionsExt::from_mode(mode)).unwrap()
        };
        mode("a.tsv", 0o640);
        mode("b.tsv", 0o444);
        symlink("a.tsv", folder.join("c.tsv")).unwrap();
        let run = check(folder, &["c.tsv", "b.tsv", "--fix", "--format", "summary"]);
        assert!(run.err.contains("b.tsv：文件是只读的，没有改动"), "{}", run.err);
        assert!(run.code == 3 && run.out.contains("已改正 2 处，改动 1 个文件"), "{}", run.out);
        assert_eq!((read(folder, "a.tsv"), read(folder, "b.tsv")), (mended(), spoilt()));
        assert!(folder.join("c.tsv").symlink_metadata().unwrap().is_symlink());
        assert_eq!(fs::metadata(folder.join("a.tsv")).unwrap().permissions().mode() & 0o777, 0o640);
    }

    /// A run that the system stops in the middle of writing, and one whose writing fails.
    #[test]
    fn an_interrupted_run_leaves_the_old_file_whole() {
        let large = spoilt() + &"\t\t\t\t\t完成率\t≥9 5%\t\t\t\t\n".repeat(2_000);
        let folder = folder(&[("a.tsv", large.as_bytes())]);
        let folder = folder.path();
        let limited = |trap: &str| {
            let program = assert_cmd::cargo::cargo_bin("jichi");
            let command = format!(
                "{trap} ulimit -f 8; exec '{}' check a.tsv --fix --format summary",
                program.display()
            );
            let output = Command::new("sh").args(["-c", &command]).current_dir(folder).output().unwrap();
            (output.status.code(), String::from_utf8(output.stderr).unwrap())
        };
        let (code, _) = limited("");
        assert_eq!((code, read(folder, "a.tsv") == large), (None, true));
        let (code, err) = limited("trap '' XFSZ;");
        assert!(code == Some(3) && err.contains("a.tsv：无法写入"), "{err}");
        assert!(read(folder, "a.tsv") == large);
        // What was half written is gone, but for that of the run that was stopped.
        assert_eq!(fs::read_dir(folder).unwrap().count(), 2);
    }
}
