//! Precision and recall of the rules, measured on labelled sheets.

mod scoring;

use std::collections::{BTreeMap, BTreeSet};

use scoring::{FRESH, REAL, Score, data, findings};

fn at_least(score: &Score, f1: f64, mean: f64) {
    assert!(score.f1 >= f1, "F1 {:.3} over all types\n{}", score.f1, score.report);
    assert!(score.mean >= mean, "mean F1 {:.3}\n{}", score.mean, score.report);
}

#[test]
fn labelled_departments_are_judged_as_by_hand() {
    at_least(&REAL.defects(), 0.93, 0.88);
}

#[test]
fn another_districts_sheet_is_judged_as_by_hand() {
    at_least(&FRESH.defects(), 0.95, 0.90);
}

/// Sums are labelled in comments: `# JC501 line 135: 260 ≠ 200 + 50`. The parts of a department's own total
/// (部门行) are not added up yet.
#[test]
fn wrong_sums_are_found_and_no_others() {
    let labels = data(FRESH.defects);
    let labelled: BTreeSet<(String, u32)> = labels
        .lines()
        .filter_map(|line| line.strip_prefix("# JC"))
        .filter(|rest| !rest.contains("部门行"))
        .map(|rest| {
            let (code, rest) = rest.split_once(" line ").unwrap();
            let digits = rest.split(|c: char| !c.is_ascii_digit()).next().unwrap();
            (format!("JC{code}"), digits.parse().unwrap())
        })
        .collect();
    assert!(!labelled.is_empty());
    let found: BTreeSet<(String, u32)> = findings(&FRESH.read())
        .iter()
        .filter(|finding| ["JC501", "JC502"].contains(&finding.rule.code.as_str()))
        .map(|finding| (finding.rule.code.clone(), finding.place.row))
        .collect();
    assert_eq!(found, labelled);
}

/// The counts of all findings, so that a change to a rule shows what it does.
#[test]
fn findings_per_code_over_the_whole_sheet() {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for finding in findings(&REAL.read()) {
        *counts.entry(format!("{} {}", finding.rule.code, finding.rule.slug)).or_default() += 1;
    }
    let listing: String = counts.iter().map(|(rule, count)| format!("{rule}: {count}\n")).collect();
    insta::assert_snapshot!("findings-per-code", listing);
}
