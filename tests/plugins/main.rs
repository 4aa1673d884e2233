//! Plugins that keep to the interface, and plugins that break each of its rules.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set up its inputs fails")]

mod built;
mod bundled;
#[path = "../cmd/mod.rs"]
mod cmd;
mod command;
mod deadly;
mod in_rust;
mod loaded;
mod sheets;

use std::fs;

/// What the header has is enough for all of them, and none of it makes a compiler complain.
#[test]
fn every_one_compiles_without_warnings() {
    let mut count = 0;
    for entry in fs::read_dir(built::sources()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "c") {
            assert!(built::built(path.file_stem().unwrap().to_str().unwrap()).is_file());
            count += 1;
        }
    }
    assert!(count > 60, "{count}");
}

#[test]
fn the_example_in_c_compiles_without_warnings() {
    let example = built::root().join("plugins/c-example/c_example.c");
    assert!(built::library(&example).is_file());
}
