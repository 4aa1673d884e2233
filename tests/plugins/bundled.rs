//! The program's own plugins, built as libraries: what they find is what those that are linked in find.
#![cfg(feature = "bundled-plugins")]

use std::fs;

use jichi::plugin::Plugins;
use jichi::record::Sheet;

use crate::built;
use crate::loaded::{ANYWHERE, Where, checked, shown};

const IDS: [&str; 2] = ["funding", "similarity"];
const SHEETS: [&str; 3] = ["jialing-2020.tsv", "fresh-2021.tsv", "fresh-2023.tsv"];

/// The plugins, each from its library.
fn from_libraries(place: Where) -> Plugins {
    let mut plugins = Plugins::bundled();
    for id in IDS {
        let manifest = built::root().join(format!("plugins/{id}/cdylib/Cargo.toml"));
        let library = built::rust("bundled", &manifest, &format!("jichi-{id}-plugin"), &["--locked"]);
        plugins.add(place.load(id, &fs::read(library).unwrap()).unwrap()).unwrap();
    }
    plugins
}

fn sheets() -> Vec<Sheet> {
    let read = |name: &str| {
        let bytes = fs::read(built::root().join("tests/data").join(name)).unwrap();
        let grids = jichi::read::read(name, bytes).unwrap();
        jichi::layout::sheets(jichi::layout::Layouts::builtin(), name, grids).unwrap()
    };
    SHEETS.into_iter().flat_map(read).collect()
}

#[test]
fn libraries_find_what_those_linked_in_find() {
    let linked = Plugins::bundled();
    assert!(linked.iter().map(|plugin| plugin.id()).eq(IDS), "all that are linked in are compared");
    let sheets = sheets();
    let (wanted, failed) = checked(&linked, &sheets);
    assert_eq!(failed, []);
    for code in ["JC504", "JC505", "JC506", "JC604"] {
        assert!(wanted.iter().any(|finding| finding.rule.code == code), "{code}");
    }
    for place in ANYWHERE {
        let plugins = from_libraries(place);
        assert!(plugins.iter().all(|plugin| plugin.file().is_some()), "each takes the place of its namesake");
        let (found, failed) = checked(&plugins, &sheets);
        assert_eq!(failed, []);
        assert_eq!(shown(&found), shown(&wanted), "{place:?}");
    }
}
