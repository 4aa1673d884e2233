//! What the tests of the command line share. Each test binary uses a part of it.
#![allow(dead_code)]
#![allow(clippy::unwrap_used, reason = "a test that cannot set up its inputs fails")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

pub const SHEET: &str = "tests/data/jialing-2020.tsv";

/// A sheet with a capped target, an open-ended value, a missing value, and terminal escapes in its cells.
pub const SMALL: &str = "2020年某区部门预算项目绩效目标情况表\t\t\t\t\t\t\t\t\t\t\n\
单位：万元\t\t\t\t\t\t\t\t\t\t\n\
项目单位 (项目名称)\t项目资金\t\t\t年度目标\t绩效指标\t\t\t\t\t\n\
\t资金总额\t财政拨款\t其他资金\t\t项目完成指标\t\t效益指标\t\t满意度指标\t\n\
\t\t\t\t\t三级指标\t指标值\t三级指标\t指标值\t三级指标\t指标值\n\
318009-某区财政绩效评价中心\t80\t80\t\t\t\t\t\t\t\t\n\
绩效评价\t80\t80\t\t完成年度绩效评价工作，评价项目20个。\t评价项目个数\t20个\t评价结果应用率\t≤100%\t服务对象满意度\t≥95%\n\
\t\t\t\t\t公考\u{1b}[31m合格率\t≤100%\t影响年限\t长期\t\t\n\
\t\t\t\t\t完成时限\t2020年12月31日前\t\t\t\t\n\
\t\t\t\t\t评价成本\t80万元\t\t\t\t\n";

pub fn jichi() -> Command {
    let mut command = Command::cargo_bin("jichi").unwrap();
    for variable in ["NO_COLOR", "JICHI_LANG", "RAYON_NUM_THREADS", "LANG", "LC_ALL", "FORCE_COLOR"] {
        command.env_remove(variable);
    }
    command
}

pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

pub fn run(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

pub fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

pub fn small() -> TempDir {
    folder(&[("a.tsv", SMALL.as_bytes())])
}

pub fn check(path: &Path, arguments: &[&str]) -> Run {
    run(jichi().arg("check").arg(path).args(arguments))
}

pub fn findings(out: &str) -> Vec<serde_json::Value> {
    serde_json::from_str(out).unwrap()
}

/// A configuration that `jichi init` made, with all its examples as settings: their lines begin with `#` and no space.
pub fn settings_made(start: &str) -> String {
    let lines = start.lines().filter(|line| !line.starts_with("# "));
    lines.map(|line| format!("{}\n", line.strip_prefix('#').unwrap_or(line))).collect()
}
