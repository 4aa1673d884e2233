//! The program as a user meets it: exit codes, inputs, help, and what bad inputs do beside good ones.

mod cmd;

use std::fs;

use assert_cmd::Command;
use cmd::{SHEET, SMALL, check, findings, folder, jichi, run, small};

#[test]
fn a_path_that_matches_nothing_is_2() {
    let folder = small();
    let empty = tempfile::tempdir().unwrap();
    for path in [folder.path().join("none.tsv"), folder.path().join("*.xlsx"), empty.path().to_owned()] {
        let run = check(&path, &[]);
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(run.err.contains(path.to_str().unwrap()), "{}", run.err);
        assert!(run.err.contains("建议："), "{}", run.err);
    }
}

#[test]
fn the_command_line_is_explained_in_chinese() {
    for (arguments, words) in [
        (&["check"][..], "缺少参数：<路径>..."),
        (&["check", "a.tsv", "--formt", "json"], "是否想写：--format"),
        (
            &["check", "a.tsv", "--format", "yaml"],
            "可取的值：text、compact、summary、json、ndjson、csv、markdown、html、sarif、junit、checkstyle、github、gitlab",
        ),
        (&["check", "a.tsv", "--year", "abc"], "--year <年> 不能是“abc”"),
        (&["chek"], "没有这个命令：chek"),
        (&["check", SHEET, "--select", "no-such-rule"], "没有这样的规则：no-such-rule"),
        (&["explain", "JC000"], "没有这样的规则：JC000"),
        (&["check", SHEET, "--encoding", "klingon"], "不认识的编码：klingon"),
    ] {
        let run = run(jichi().args(arguments));
        assert_eq!(run.code, 2, "{arguments:?}");
        assert!(run.err.contains(words), "{}", run.err);
        assert!(run.out.is_empty(), "{}", run.out);
    }
}

#[test]
fn help_and_version_go_to_standard_output() {
    let help = run(jichi().args(["check", "--help"]));
    assert_eq!((help.code, help.err.as_str()), (0, ""));
    assert!(help.out.contains("用法：jichi check"), "{}", help.out);
    let help = run(jichi().args(["check", "--help", "--lang", "en"]));
    assert!(help.out.contains("Usage: jichi check"), "{}", help.out);
    let version = run(jichi().arg("--version"));
    assert_eq!(
        (version.code, version.out),
        (0, concat!("jichi ", env!("CARGO_PKG_VERSION"), "\n").to_owned())
    );
}

#[test]
fn bad_inputs_stand_beside_good_ones() {
    let folder = folder(&[
        ("b.xlsx", b"PK\x03\x04 half a workbook"),
        ("c.tsv", SMALL.as_bytes()),
        ("d.csv", b""),
        ("e.doc", b"PK\x03\x04"),
    ]);
    let errors = folder.path().join("errors.json");
    let good = check(&folder.path().join("c.tsv"), &["--format", "json"]);
    let run = check(folder.path(), &["--format", "json", "--errors-to", errors.to_str().unwrap()]);
    assert_eq!(run.code, 3);
    assert_eq!(findings(&run.out), findings(&good.out));
    assert!(
        run.err.contains("b.xlsx") && run.err.contains("d.csv") && run.err.contains("e.doc"),
        "{}",
        run.err
    );
    let errors: Vec<serde_json::Value> = serde_json::from_str(&fs::read_to_string(errors).unwrap()).unwrap();
    let files: Vec<_> = errors.iter().map(|error| error["file"].as_str().unwrap()).collect();
    assert_eq!(files.len(), 2);
    assert!(files[0].ends_with("b.xlsx") && files[1].ends_with("d.csv"));
    assert!(errors.iter().all(|error| error["exit"] == 3 && error["help"].is_string()));
}

#[test]
fn three_beats_two_and_two_beats_one() {
    let folder = folder(&[("a.tsv", SMALL.as_bytes()), ("empty.tsv", b"")]);
    let a = folder.path().join("a.tsv");
    let both =
        |other: &str| run(jichi().arg("check").arg(&a).arg(folder.path().join(other)).arg("--fail-on=info"));
    assert_eq!(both("none.tsv").code, 2);
    assert_eq!(both("empty.tsv").code, 3);
    let all = run(jichi().arg("check").args([
        &a,
        &folder.path().join("none.tsv"),
        &folder.path().join("empty.tsv"),
    ]));
    assert_eq!(all.code, 3);
}

#[test]
fn standard_input_and_encodings() {
    let (bytes, _, _) = encoding_rs::GB18030.encode(SMALL);
    let folder = folder(&[("gbk.tsv", &bytes), ("utf8.tsv", SMALL.as_bytes())]);
    let records = |command: &mut Command| {
        let run = run(command.args(["--format", "ndjson"]));
        assert_eq!(run.code, 0, "{}", run.err);
        let strip = |line: &str| {
            let mut record: serde_json::Value = serde_json::from_str(line).unwrap();
            record.as_object_mut().unwrap().remove("file");
            record
        };
        run.out.lines().map(strip).collect::<Vec<_>>()
    };
    let expected = records(jichi().arg("records").arg(folder.path().join("utf8.tsv")));
    assert_eq!(expected.len(), 7);
    let gbk = folder.path().join("gbk.tsv");
    assert_eq!(records(jichi().arg("records").arg(&gbk)), expected);
    assert_eq!(records(jichi().arg("records").arg(&gbk).args(["--encoding", "gbk"])), expected);
    let piped = records(jichi().args(["records", "-", "--stdin-name", "管道.tsv"]).write_stdin(SMALL));
    assert_eq!(piped, expected);
}

#[test]
fn records_keep_money_exact_and_every_row() {
    let run = run(jichi().args(["records", SHEET, "--format", "json"]));
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let records = findings(&run.out);
    assert!(records.len() > 4000);
    let first = &records[0];
    assert_eq!(first["project"]["total"], "800000元");
    assert_eq!(first["department"]["code"], "101002");
    assert_eq!(
        (&first["group"], &first["line"], &first["value"]),
        (&"output".into(), &11.into(), &"20次".into())
    );
    assert_eq!(first["parsed"]["kind"], "count");
    assert!(first["sheet"].is_null());
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("jichi"))
        .args(["records", SHEET])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn an_unwritable_errors_file_is_told() {
    let folder = small();
    // Folders are made, but not out of a file.
    let errors = folder.path().join("a.tsv/errors.json");
    let run = check(&folder.path().join("a.tsv"), &["--errors-to", errors.to_str().unwrap()]);
    assert_eq!(run.code, 3);
    assert!(run.err.contains("a.tsv/errors.json"), "{}", run.err);
}

#[test]
fn the_language_is_not_taken_from_the_locale() {
    let folder = small();
    let a = folder.path().join("a.tsv");
    let chinese = run(jichi().arg("check").arg(&a).env("LANG", "en_US.UTF-8").env("LC_ALL", "C"));
    assert!(chinese.out.contains("检查了 1 个文件"), "{}", chinese.out);
    let english = run(jichi().arg("check").arg(&a).env("JICHI_LANG", "en"));
    assert!(english.out.contains("Checked 1 file"), "{}", english.out);
    assert_eq!(english.out, run(jichi().arg("check").arg(&a).args(["--lang", "en"])).out);
}
