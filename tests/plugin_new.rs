//! `jichi plugin new`: what it makes builds, passes its own test and finds something, as it is and without a
//! network.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up its inputs fails")]

mod cmd;

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::Path;
use std::process::Command as Process;

use cmd::{findings, folder, jichi, run};

/// A sheet with the case that the rule of a new plugin finds.
const ALIKE: &str = "2020年某区部门预算项目绩效目标情况表\t\t\t\t\t\t\t\t\t\t\n\
单位：万元\t\t\t\t\t\t\t\t\t\t\n\
项目单位 (项目名称)\t项目资金\t\t\t年度目标\t绩效指标\t\t\t\t\t\n\
\t资金总额\t财政拨款\t其他资金\t\t项目完成指标\t\t效益指标\t\t满意度指标\t\n\
\t\t\t\t\t三级指标\t指标值\t三级指标\t指标值\t三级指标\t指标值\n\
318009-某区教育局\t80\t80\t\t\t\t\t\t\t\t\n\
校舍维修\t80\t80\t\t完成校舍维修12处。\t维修完成率\t≥95%\t校舍使用率\t≥95%\t师生满意度\t≥95%\n\
\t\t\t\t\t验收合格率\t≥95%\t\t\t\t\n";

fn cargo(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Process::new(env!("CARGO"));
    command.current_dir(folder).args(arguments).args(["--offline", "--target-dir", "target"]);
    // The file of the new folder says which jichi it is.
    for variable in ["JICHI", "JICHI_LANG", "RUSTFLAGS", "CARGO_BUILD_TARGET"] {
        command.env_remove(variable);
    }
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    told.into_owned()
}

#[test]
fn a_new_plugin_builds_passes_and_finds() {
    let place = folder(&[("a.tsv", ALIKE.as_bytes())]);
    let made = run(jichi().current_dir(place.path()).args(["plugin", "new", "county-checks"]));
    assert_eq!((made.code, made.err.as_str()), (0, ""));
    assert!(made.out.contains("CC101") && made.out.contains("cd county-checks"), "{}", made.out);
    let folder = place.path().join("county-checks");
    let told = cargo(&folder, &["test"]);
    assert!(told.contains("the_examples_come_out ... ok"), "{told}");
    assert!(!told.contains("warning"), "{told}");
    cargo(&folder, &["build"]);
    let library = format!("county-checks/target/debug/{DLL_PREFIX}jichi_county_checks{DLL_SUFFIX}");
    let check = ["check", "a.tsv", "--plugin", &library, "--select", "CC", "--format", "json"];
    let checked = run(jichi().current_dir(place.path()).args(check));
    assert_eq!((checked.code, checked.err.as_str()), (0, ""));
    let found = findings(&checked.out);
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0]["code"], &found[0]["location"]["cell"]), (&"CC101".into(), &"G7".into()));
    assert_eq!(found[0]["related"].as_array().unwrap().len(), 3);
    assert_eq!(found[0]["message"], "“校舍维修”有4项指标的值都写“≥95%”");

    // An example that does not come out fails the test of the plugin.
    let rule = folder.join("rules/repeated-percentage.toml");
    let text = fs::read_to_string(&rule).unwrap();
    fs::write(&rule, text.replace("row = 1, field", "row = 2, field")).unwrap();
    let mut command = Process::new(env!("CARGO"));
    command.current_dir(&folder).args(["test", "--offline", "--target-dir", "target"]).env_remove("JICHI");
    let failed = command.output().unwrap();
    assert!(!failed.status.success());
    assert!(String::from_utf8_lossy(&failed.stdout).contains("CC101"), "{failed:?}");
}

#[test]
fn nothing_is_written_over_and_nothing_half_written() {
    let place = folder(&[("full/a.txt", b"mine"), ("file", b"mine")]);
    fs::create_dir(place.path().join("empty")).unwrap();
    let new =
        |arguments: &[&str]| run(jichi().current_dir(place.path()).args(["plugin", "new"]).args(arguments));
    for (arguments, code, words) in [
        (&["full"][..], 2, "已经存在，而且不是空文件夹"),
        (&["county", "--path", "full"], 2, "已经存在，而且不是空文件夹"),
        (&["file"], 2, "已经存在，而且不是空文件夹"),
        (&["County"], 2, "不能作插件名"),
        (&["../county"], 2, "不能作插件名"),
        (&["plugin"], 2, "不能作插件名"),
        (&["county", "--path", "file/county"], 3, "无法写入"),
    ] {
        let told = new(arguments);
        assert_eq!((told.code, told.out.as_str()), (code, ""), "{arguments:?}");
        assert!(told.err.contains(words), "{arguments:?}: {}", told.err);
    }
    let names = || {
        let mut names: Vec<String> = fs::read_dir(place.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names(), ["empty", "file", "full"]);
    assert_eq!(fs::read_to_string(place.path().join("full/a.txt")).unwrap(), "mine");
    for (name, path) in [("county", "empty"), ("county", "deep/below")] {
        let told = new(&[name, "--path", path]);
        assert_eq!((told.code, told.err.as_str()), (0, ""));
        assert!(place.path().join(path).join("jichi-plugin/include/jichi_plugin.h").is_file());
    }
    assert_eq!(names(), ["deep", "empty", "file", "full"]);
}
