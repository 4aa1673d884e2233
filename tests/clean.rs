//! Sheets without defects stay without findings: goals of 32 projects in five layouts, written by somebody who did
//! not know how the rules are written (`tests/data/clean/README.md`).

#![allow(clippy::unwrap_used, reason = "a test whose sheets cannot be read fails")]

mod scoring;

use std::path::Path;

use jichi::record::Sheet;
use scoring::findings;

fn sheets() -> Vec<Sheet> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/clean");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let is_sheet = |path: &&std::path::PathBuf| {
        path.extension().is_some_and(|extension| extension == "tsv" || extension == "xlsx")
    };
    let read = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let grids = jichi::read::read(&name, std::fs::read(path).unwrap()).unwrap();
        jichi::layout::sheets(jichi::layout::Layouts::builtin(), &name, grids).unwrap()
    };
    paths.iter().filter(is_sheet).flat_map(read).collect()
}

#[test]
fn clean_sheets_stay_clean() {
    let mut projects = 0;
    let mut layouts = std::collections::BTreeSet::new();
    for sheet in &sheets() {
        projects += sheet.projects.len();
        layouts.insert(sheet.layout.clone());
        let told: Vec<String> = findings(sheet)
            .iter()
            .map(|finding| {
                format!("{} {} {} {}", sheet.file, finding.place.a1(), finding.rule.code, finding.message)
            })
            .collect();
        assert!(told.is_empty(), "{}", told.join("\n"));
    }
    // Every project of a form or system export stands there as text and as a workbook.
    assert_eq!(projects, 11 + 2 * (10 + 4 + 4 + 3));
    let layouts: Vec<&str> = layouts.iter().map(String::as_str).collect();
    assert_eq!(layouts, ["flat", "form-88", "form-gansu", "form-shanghai", "summary"]);
}
