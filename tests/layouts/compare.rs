//! What a file is read as, against the records it holds.

use jichi::record::{FieldWords, Sheet};
use jichi::report;
use serde_json::{Value, json};

use super::variants::{File, Variant};

/// Where the records of a file are not those of its variant: project, field, what is right and what was read.
pub fn differences(variant: &Variant, file: &File) -> Vec<String> {
    let sheets = match file.sheets() {
        Ok(sheets) => sheets,
        Err(error) => return vec![format!("not read: {error:?}")],
    };
    let read: Vec<Value> = sheets.iter().flat_map(projects).collect();
    let mut differences = Vec::new();
    for sheet in sheets.iter().filter(|sheet| !sheet.projects.is_empty() && sheet.layout != variant.layout) {
        differences.push(format!("layout: expected {}, read {}", variant.layout, sheet.layout));
    }
    if read.len() != variant.projects.len() {
        let names = |projects: &[Value]| {
            let names: Vec<String> = projects.iter().map(|project| project["project"].to_string()).collect();
            format!("{} [{}]", projects.len(), names.join(", "))
        };
        let (expected, read) = (names(&variant.projects), names(&read));
        differences.push(format!("projects: expected {expected}, read {read}"));
    }
    for (nth, (expected, read)) in variant.projects.iter().zip(&read).enumerate() {
        let project = format!("project {} {}", nth + 1, expected["project"]);
        compare(&project, expected, read, &mut differences);
    }
    differences
}

/// Compares all fields that `expected` has.
fn compare(place: &str, expected: &Value, read: &Value, differences: &mut Vec<String>) {
    for (field, expected) in expected.as_object().unwrap() {
        let read = &read[field];
        if field != "indicators" {
            if expected != read {
                differences.push(format!("{place}: {field}: expected {expected}, read {read}"));
            }
            continue;
        }
        let (expected, read) = (expected.as_array().unwrap(), read.as_array().unwrap());
        if expected.len() != read.len() {
            let (expected, read) = (names(expected), names(read));
            differences.push(format!("{place}: indicators: expected {expected}, read {read}"));
            continue;
        }
        for (nth, (expected, read)) in expected.iter().zip(read).enumerate() {
            let place = format!("{place}: indicator {} {}", nth + 1, expected["name"]);
            compare(&place, expected, read, differences);
        }
    }
}

fn names(indicators: &[Value]) -> String {
    let names = indicators.iter().map(|indicator| format!("{}={}", indicator["name"], indicator["value"]));
    format!("{} [{}]", indicators.len(), names.collect::<Vec<_>>().join(", "))
}

/// The projects of a sheet in the shape of the JSON beside the files.
fn projects(sheet: &Sheet) -> impl Iterator<Item = Value> {
    (0..sheet.projects.len()).map(|index| {
        let mut records = Vec::new();
        report::project_records(sheet, index, FieldWords::builtin(), |record| {
            records.push(serde_json::to_value(record)?);
            Ok::<(), serde_json::Error>(())
        })
        .unwrap();
        let (first, own) = (&records[0], &records[0]["project"]);
        json!({
            "department": first["department"]["name"],
            "code": first["department"]["code"],
            "project": own["name"],
            "year": first["year"],
            "structure": first["structure"],
            "total": own["total"],
            "fiscal": own["fiscal"],
            "other": own["other"],
            "goal": own["goal"],
            // A project without indicators has one record all the same.
            "indicators": records.iter().filter(|record| !record["group"].is_null()).collect::<Vec<_>>(),
        })
    })
}
