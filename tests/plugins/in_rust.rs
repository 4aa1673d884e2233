//! Plugins in Rust: what cannot be built, and what can.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::built;

const PACKAGE: &str = "jichi-panics-plugin";

fn manifest() -> PathBuf {
    built::root().join("tests/plugins/panics/Cargo.toml")
}

/// The plugin whose rules panic.
pub fn panics() -> PathBuf {
    built::rust("panics", &manifest(), PACKAGE, &["--locked"])
}

/// The same, which panics where a run begins.
pub fn panics_in_open() -> PathBuf {
    built::rust("panics-in-open", &manifest(), PACKAGE, &["--locked", "--features", "open"])
}

/// The same, built with the next minor version of the interface.
pub fn of_the_next_minor() -> PathBuf {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(make_next_minor).clone()
}

fn make_next_minor() -> PathBuf {
    let folder = built::target().join("next-minor");
    // What an earlier run left may have other files.
    for part in ["sdk", "plugin"] {
        let _ = fs::remove_dir_all(folder.join(part));
    }
    copy(&built::root().join("plugins/sdk/src"), &folder.join("sdk/src"), &|source| {
        source.replace("pub const MINOR: u32 = 0;", "pub const MINOR: u32 = 1;")
    });
    copy(&built::root().join("tests/plugins/panics"), &folder.join("plugin"), &|source| {
        source.replace("../../../plugins/sdk", "../sdk")
    });
    let sdk = "[package]\nname = \"jichi-plugin\"\nversion = \"0.1.1\"\nedition = \"2024\"\n";
    fs::write(folder.join("sdk/Cargo.toml"), sdk).unwrap();
    fs::write(folder.join("Cargo.toml"), "[workspace]\nresolver = \"3\"\nmembers = [\"plugin\", \"sdk\"]\n")
        .unwrap();
    assert!(fs::read_to_string(folder.join("sdk/src/abi/mod.rs")).unwrap().contains("MINOR: u32 = 1;"));
    built::rust("next-minor/target", &folder.join("plugin/Cargo.toml"), PACKAGE, &[])
}

/// Copies the text files of a folder, with changes.
fn copy(from: &Path, to: &Path, change: &dyn Fn(&str) -> String) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to, change);
        } else {
            fs::write(&to, change(&fs::read_to_string(&from).unwrap())).unwrap();
        }
    }
}

/// Where panics abort, no plugin can contain them.
#[test]
fn a_plugin_whose_panics_abort_is_not_built() {
    let profile = ["--locked", "--config", "profile.dev.panic = 'abort'"];
    let output = built::cargo("aborting", &manifest(), &profile);
    assert!(!output.status.success());
    let said = built::said(&output);
    assert!(said.contains("cannot be built with panic = \"abort\""), "{said}");
}

#[test]
fn others_are_built() {
    for library in [panics(), panics_in_open(), of_the_next_minor()] {
        assert!(library.is_file(), "{}", library.display());
    }
}
