//! Files of every layout in every format, written by other programs than this one (`tests/data/layouts`): what is
//! read from them is, record by record, what stands beside them as JSON.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

#[path = "layouts/account.rs"]
mod account;
#[path = "layouts/compare.rs"]
mod compare;
#[path = "layouts/variants.rs"]
mod variants;

use variants::Variant;

const LAYOUTS: [&str; 10] = [
    "summary",
    "flat",
    "form-88",
    "form-shanghai",
    "form-gansu",
    "form-wuhai",
    "form-hunan",
    "form-fengjie",
    "form-transfer",
    "self-eval",
];
/// The endings that each variant comes with.
const FORMATS: [&str; 8] = ["xlsx", "xls", "xlsb", "ods", "docx", "csv", "tsv", "html.xls"];

/// Where the files are: in the repository, or where `.ci/run` made them anew.
fn folder() -> PathBuf {
    let own = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/layouts");
    std::env::var_os("JICHI_LAYOUT_FILES").map_or_else(own, PathBuf::from)
}

#[track_caller]
fn assert_layout(layout: &str) {
    let mut differences = Vec::new();
    for variant in &Variant::all(&folder(), layout) {
        for file in &variant.files {
            let found = compare::differences(variant, file);
            differences.extend(found.into_iter().map(|found| format!("{layout}/{}: {found}", file.name)));
        }
    }
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn two_variants_a_layout_in_all_formats() {
    for layout in LAYOUTS {
        let variants = Variant::all(&folder(), layout);
        assert!(variants.len() >= 2, "{layout}: fewer than two variants");
        for variant in variants {
            let has = |format: &&str| variant.files.iter().any(|file| file.is(format));
            let missing: Vec<&str> = FORMATS.into_iter().filter(|format| !has(format)).collect();
            assert!(missing.is_empty(), "{layout}/{}: no {missing:?}", variant.name);
        }
    }
}

#[test]
fn no_cell_is_lost() {
    let mut lost = Vec::new();
    for layout in LAYOUTS {
        for file in Variant::all(&folder(), layout).iter().flat_map(|variant| &variant.files) {
            let found = account::lost(file);
            lost.extend(found.into_iter().map(|found| format!("{layout}/{}: {found}", file.name)));
        }
    }
    assert!(lost.is_empty(), "{} cells:\n{}", lost.len(), lost.join("\n"));
}

#[test]
fn summary() {
    assert_layout("summary");
}

#[test]
fn flat() {
    assert_layout("flat");
}

#[test]
fn form_88() {
    assert_layout("form-88");
}

#[test]
fn form_shanghai() {
    assert_layout("form-shanghai");
}

#[test]
fn form_gansu() {
    assert_layout("form-gansu");
}

#[test]
fn form_wuhai() {
    assert_layout("form-wuhai");
}

#[test]
fn form_hunan() {
    assert_layout("form-hunan");
}

#[test]
fn form_fengjie() {
    assert_layout("form-fengjie");
}

#[test]
fn form_transfer() {
    assert_layout("form-transfer");
}

#[test]
fn self_eval() {
    assert_layout("self-eval");
}
