//! What the program prints, on pages that can be read: `tests/golden/*.md`, each with the files that it works on in
//! the folder of its name.
//!
//! `TRYCMD=overwrite cargo test --test golden` writes what is printed now into the pages. That every command and every
//! error has its place there is held by a test inside the program (`src/cli/golden`).
#![allow(clippy::unwrap_used, reason = "a test that cannot set up its folders fails")]

use std::time::Duration;

#[test]
fn pages() {
    // Of a user who has set nothing. What a machine has set for others must not matter.
    let home = tempfile::tempdir().unwrap();
    let home = home.path().canonicalize().unwrap();
    let home = home.to_str().unwrap();
    let pages = trycmd::TestCases::new();
    pages.register_bin("jichi", trycmd::cargo::cargo_bin!("jichi"));
    for variable in ["HOME", "XDG_CONFIG_HOME", "APPDATA"] {
        pages.env(variable, home);
    }
    for (variable, value) in [
        ("JICHI_LANG", "zh"),
        ("NO_COLOR", ""),
        ("RUST_BACKTRACE", "0"),
        ("RAYON_NUM_THREADS", "2"),
        // The width of help pages.
        ("COLUMNS", "100"),
        ("LINES", "50"),
    ] {
        pages.env(variable, value);
    }
    pages.insert_var("[HOME]", home.to_owned()).unwrap();
    pages.insert_var("[VERSION]", env!("CARGO_PKG_VERSION")).unwrap();
    pages.timeout(Duration::from_secs(60)).case("tests/golden/*.md").run();
}
