//! The library as another program uses it, held against the command line.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot run the program fails")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use jichi::{Error, Language, Linter, Severity};
use serde_json::Value;

const SHEET: &str = "tests/data/jialing-2020.tsv";

/// What `jichi check` prints of these paths.
fn printed(arguments: &[&str]) -> String {
    let mut command = Command::cargo_bin("jichi").unwrap();
    let run = command.args(["check", "--isolated"]).args(arguments).output().unwrap();
    String::from_utf8(run.stdout).unwrap()
}

#[test]
fn findings_serialise_into_what_the_program_prints() {
    for (language, lang) in [(Language::Zh, "zh"), (Language::En, "en")] {
        let linter = Linter::builder().language(language).build().unwrap();
        for path in [SHEET, "tests/data/formats", "tests/data/layouts"] {
            let report = linter.check(path).unwrap();
            let printed: Value =
                serde_json::from_str(&printed(&[path, "--lang", lang, "--format", "json"])).unwrap();
            assert!(!report.findings.is_empty(), "{path}");
            assert_eq!(serde_json::to_value(&report.findings).unwrap(), printed, "{path}");
            let read: Vec<jichi::Finding> = serde_json::from_value(printed).unwrap();
            assert_eq!(read, report.findings, "{path}");
        }
    }
}

#[test]
fn keys_stand_in_the_order_in_which_the_program_prints_them() {
    let report = Linter::builder().build().unwrap().check(SHEET).unwrap();
    let printed = printed(&[SHEET, "--format", "ndjson"]);
    let first = printed.lines().next().unwrap();
    assert_eq!(serde_json::to_string(&report.findings[0]).unwrap(), first);
}

#[test]
fn bytes_and_files_give_the_same() {
    let linter = Linter::builder().build().unwrap();
    let report = linter.check_bytes(SHEET, fs::read(SHEET).unwrap()).unwrap();
    let of_file = linter.check(SHEET).unwrap();
    assert_eq!(report.findings, of_file.findings);
    assert_eq!(report.sheets, of_file.sheets);
    let [sheet] = &report.sheets[..] else { panic!("one sheet") };
    assert_eq!(
        (sheet.layout.as_str(), sheet.year, sheet.projects, sheet.indicators),
        ("summary", Some(2020), 395, 4015)
    );
    assert_eq!(report.gravest(), Some(Severity::Error));
}

#[test]
fn one_linter_serves_several_threads() {
    let linter = Linter::builder().select(["JC308"]).build().unwrap();
    let counts: Vec<usize> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..2).map(|_| scope.spawn(|| linter.check(SHEET).unwrap().findings.len())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(counts, [10, 10]);
}

#[test]
fn rules_layouts_and_settings_of_ones_own() {
    let rule = "tests/cmd/rules/capped.toml";
    let text = fs::read_to_string(rule).unwrap();
    let code = text.lines().find_map(|line| line.strip_prefix("code")).unwrap();
    let code = code.trim_matches([' ', '=', '"']);
    let by_file = Linter::builder().rules(rule).select([code]).build().unwrap().check(SHEET).unwrap();
    let by_text = Linter::builder()
        .rule("own.toml", text.as_str())
        .select([code])
        .build()
        .unwrap()
        .check(SHEET)
        .unwrap();
    assert!(!by_file.findings.is_empty());
    assert_eq!(by_file.findings, by_text.findings);

    let strict = "select = [\"JC308\", \"JC503\"]\n";
    let configured = |config: &str| {
        let builder = Linter::builder().config("jichi.toml", config);
        builder.build().unwrap().check(SHEET).unwrap().findings.len()
    };
    assert_eq!(configured(strict), 40);
    // What is named here takes the place of what the configuration names.
    let linter = Linter::builder().config("jichi.toml", strict).select(["JC503"]).build().unwrap();
    assert_eq!(linter.check(SHEET).unwrap().findings.len(), 30);
}

#[test]
fn mistakes_are_told_with_their_place() {
    let error = Linter::builder()
        .language(Language::En)
        .config("审核/jichi.toml", "year = 2024\nselct = []\n")
        .build();
    let Err(Error::Mistakes(mistakes)) = error else { panic!("{error:?}") };
    assert_eq!(mistakes.len(), 1);
    assert_eq!((mistakes[0].line, mistakes[0].column), (Some(2), Some(1)));
    assert!(mistakes[0].to_string().starts_with("审核/jichi.toml:2:1: "), "{}", mistakes[0]);
    assert!(mistakes[0].help.as_deref().unwrap().contains("select"), "{mistakes:?}");

    let error = Linter::builder().rule("坏.toml", "code = 1").build().unwrap_err();
    assert_eq!(error.file(), Some("坏.toml"));
    let error = Linter::builder().layout("坏.toml", "id = 1").build().unwrap_err();
    assert!(matches!(error, Error::Mistakes(_)), "{error:?}");

    let error = Linter::builder().select(["capped-targt"]).build().unwrap_err();
    assert_eq!(error.to_string(), "没有这样的规则：capped-targt");
    assert!(error.help().unwrap().contains("capped-target"));
}

#[test]
fn what_cannot_be_read_is_an_error_with_a_way_out() {
    let linter = Linter::builder().build().unwrap();
    for error in [
        linter.check("没有/这个文件.xlsx").unwrap_err(),
        linter.check("-").unwrap_err(),
        linter.check_bytes("空.tsv", "").unwrap_err(),
        Linter::builder().rules("没有.toml").build().unwrap_err(),
    ] {
        let Error::File { file, message, help, .. } = &error else { panic!("{error:?}") };
        assert!(message.contains(file.as_str()) && help.is_some(), "{error:?}");
    }
}

#[test]
fn a_bad_file_does_not_hide_the_others() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(SHEET, folder.path().join("甲.tsv")).unwrap();
    fs::write(folder.path().join("乙.xlsx"), "PK").unwrap();
    fs::write(folder.path().join("丙.doc"), "").unwrap();
    let linter = Linter::builder().select(["JC308"]).build().unwrap();
    let report = linter.check(folder.path()).unwrap();
    assert_eq!(report.findings.len(), 10);
    assert_eq!(report.errors.len(), 1);
    assert!(report.errors[0].file().is_some_and(|file| Path::new(file).ends_with("乙.xlsx")));
    assert_eq!(report.passed_over.len(), 1);
    // Two paths are one run, the second path leading to the same file.
    let twice = linter.check_all([folder.path().to_owned(), folder.path().join("甲.tsv")]).unwrap();
    assert_eq!(twice.findings, report.findings);
}
