//! 用 jichi 运行规则文件里的例子。 Has jichi run the examples of the rule files with the library as it was built.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::PathBuf;
use std::process::Command;

/// The library stands beside the test.
fn library() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.with_file_name(format!("{DLL_PREFIX}@LIBRARY@{DLL_SUFFIX}"))
}

#[test]
fn the_examples_come_out() {
    let jichi = std::env::var_os("JICHI").unwrap_or_else(|| "jichi".into());
    let run = Command::new(&jichi)
        .args(["rules", "test", "--isolated", "--plugin"])
        .arg(library())
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}", jichi.to_string_lossy()));
    let told = String::from_utf8_lossy(&run.stdout) + String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{told}");
}
