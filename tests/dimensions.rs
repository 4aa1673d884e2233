//! The dimension of output indicators, measured on the labelled departments.

use std::collections::HashMap;
use std::path::Path;

use jichi::record::{Dimension, Group, ProjectReading};

fn data(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn dimensions_of_output_indicators_are_told_apart() {
    let grids = jichi::read::read("jialing-2020.tsv", data("jialing-2020.tsv").into_bytes()).unwrap();
    let sheets = jichi::layout::sheets("jialing-2020.tsv", grids, true).unwrap();
    let mut read = HashMap::new();
    for reading in ProjectReading::all(&sheets[0]) {
        for (indicator, reading) in reading.project.indicators.iter().zip(&reading.indicators) {
            if indicator.group == Group::Output {
                let text = format!("{} = {}", reading.name.text.as_str(), reading.value.text.as_str());
                read.insert(indicator.row, (reading.dimension, text));
            }
        }
    }
    let labels = data("dimensions.tsv");
    let mut right = 0;
    let mut misses = Vec::new();
    let labelled: Vec<(&str, &str)> = labels
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .collect();
    for (line, letter) in &labelled {
        let expected = match *letter {
            "Q" => Dimension::Quantity,
            "U" => Dimension::Quality,
            "T" => Dimension::Time,
            "C" => Dimension::Cost,
            other => panic!("{other} is no dimension"),
        };
        match read.get(&line.parse::<u32>().unwrap()) {
            Some((Some(found), _)) if *found == expected => right += 1,
            Some((found, text)) => misses.push(format!("{line} {letter} read as {found:?}: {text}")),
            None => misses.push(format!("{line} {letter} not read")),
        }
    }
    let share = f64::from(right) / labelled.len() as f64;
    println!("dimensions {right}/{} = {share:.3}\n{}", labelled.len(), misses.join("\n"));
    assert!(share >= 0.97, "{right} of {} dimensions right\n{}", labelled.len(), misses.join("\n"));
}
