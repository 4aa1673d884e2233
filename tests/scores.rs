//! Precision and recall of the rules, measured on the labelled departments.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use jichi::finding::{Finding, Language};
use jichi::record::{Group, ProjectReading, Sheet};
use jichi::rule::{Context, RuleSet};

/// What the labels call a code's defect; several codes may share one.
const TYPES: [(&str, &str); 19] = [
    ("JC201", "goal-missing"),
    ("JC202", "empty"),
    ("JC203", "empty"),
    ("JC204", "placeholder"),
    ("JC205", "no-effect"),
    ("JC206", "no-sat"),
    ("JC301", "vague"),
    ("JC302", "vague"),
    ("JC303", "longterm"),
    ("JC304", "unit"),
    ("JC307", "comparator"),
    ("JC308", "direction"),
    ("JC309", "direction"),
    ("JC310", "bound"),
    ("JC401", "year"),
    ("JC402", "deadline"),
    ("JC503", "cost"),
    ("JC504", "cost"),
    ("JC601", "dup"),
];

/// Types that are labelled on the project's row.
const OF_PROJECT: [&str; 4] = ["goal-missing", "no-effect", "no-sat", "cost"];

type Key = (u32, char, &'static str);

struct Labels {
    gold: BTreeSet<Key>,
    ignored: BTreeSet<Key>,
    spans: Vec<(u32, u32)>,
}

fn data(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)).unwrap()
}

fn labels() -> Labels {
    let mut labels = Labels { gold: BTreeSet::new(), ignored: BTreeSet::new(), spans: Vec::new() };
    for row in data("labels.tsv").lines() {
        if let Some(spans) = row.strip_prefix("# lines ") {
            labels.spans = spans
                .split(',')
                .map(|span| span.split_once('-').unwrap())
                .map(|(from, to)| (from.parse().unwrap(), to.parse().unwrap()))
                .collect();
            continue;
        }
        let cells: Vec<&str> = row.split('\t').collect();
        let [line, group, kind, status, ..] = cells[..] else { continue };
        let Some(&(_, kind)) = TYPES.iter().find(|(_, name)| *name == kind) else { continue };
        let key = (line.parse().unwrap(), group.chars().next().unwrap(), kind);
        if status == "ignore" { &mut labels.ignored } else { &mut labels.gold }.insert(key);
    }
    labels
}

fn sheet() -> Sheet {
    let bytes = data("jialing-2020.tsv").into_bytes();
    let grids = jichi::read::read("jialing-2020.tsv", bytes).unwrap();
    jichi::layout::sheets("jialing-2020.tsv", grids, true).unwrap().remove(0)
}

fn findings(sheet: &Sheet) -> Vec<Finding> {
    let rules = RuleSet::builtin(Language::Zh);
    let context = Context {
        sheet,
        sheet_index: 0,
        year: sheet.year,
        money_unit: sheet.money_unit,
        language: Language::Zh,
    };
    let of_projects = ProjectReading::all(sheet).flat_map(|reading| rules.check_project(&context, &reading));
    of_projects.chain(rules.check_sheet(&context)).collect()
}

fn key(finding: &Finding, sheet: &Sheet) -> Option<Key> {
    let (_, kind) = *TYPES.iter().find(|(code, _)| *code == finding.rule.code)?;
    let project = &sheet.projects[finding.project?];
    if OF_PROJECT.contains(&kind) {
        return Some((project.row, 'P', kind));
    }
    let group = match project.indicators[finding.indicator?].group {
        Group::Output => 'O',
        Group::Effect => 'E',
        Group::Satisfaction => 'S',
    };
    Some((finding.place.row, group, kind))
}

#[test]
fn labelled_departments_are_judged_as_by_hand() {
    let labels = labels();
    let sheet = sheet();
    let mut found: HashMap<Key, String> = HashMap::new();
    for finding in findings(&sheet) {
        if let Some(key) = key(&finding, &sheet)
            && labels.spans.iter().any(|(from, to)| (*from..=*to).contains(&key.0))
        {
            found.insert(key, format!("{} {}", finding.rule.code, finding.message));
        }
    }
    let mut report = String::new();
    let mut means = Vec::new();
    let mut total = Counts::default();
    for kind in TYPES.iter().map(|(_, kind)| *kind).collect::<BTreeSet<_>>() {
        let gold: BTreeSet<Key> = labels.gold.iter().filter(|key| key.2 == kind).copied().collect();
        let judged: BTreeSet<Key> =
            found.keys().filter(|key| key.2 == kind && !labels.ignored.contains(key)).copied().collect();
        let counts =
            Counts { gold: gold.len(), found: judged.len(), right: gold.intersection(&judged).count() };
        report += &format!(
            "{kind:13} {:4} labelled {:4} found {:4} right  F1 {:.3}\n",
            counts.gold,
            counts.found,
            counts.right,
            counts.f1()
        );
        for key in gold.difference(&judged) {
            report += &format!("    missed  {} {}\n", key.0, key.1);
        }
        for key in judged.difference(&gold) {
            report += &format!("    surplus {} {} {}\n", key.0, key.1, found[key]);
        }
        if counts.gold >= 5 {
            means.push(counts.f1());
        }
        total.gold += counts.gold;
        total.found += counts.found;
        total.right += counts.right;
    }
    let mean = means.iter().sum::<f64>() / means.len() as f64;
    report += &format!(
        "all types F1 {:.3}; mean of {} types with five or more labels {mean:.3}\n",
        total.f1(),
        means.len()
    );
    println!("{report}");
    assert!(total.f1() >= 0.93, "F1 {:.3} over all types\n{report}", total.f1());
    assert!(mean >= 0.88, "mean F1 {mean:.3}\n{report}");
}

#[derive(Default)]
struct Counts {
    gold: usize,
    found: usize,
    right: usize,
}

impl Counts {
    fn f1(&self) -> f64 {
        let together = self.gold + self.found;
        if together == 0 { 1.0 } else { 2.0 * self.right as f64 / together as f64 }
    }
}

/// The counts of all findings, so that a change to a rule shows what it does.
#[test]
fn findings_per_code_over_the_whole_sheet() {
    let sheet = sheet();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for finding in findings(&sheet) {
        *counts.entry(format!("{} {}", finding.rule.code, finding.rule.slug)).or_default() += 1;
    }
    let listing: String = counts.iter().map(|(rule, count)| format!("{rule}: {count}\n")).collect();
    insta::assert_snapshot!("findings-per-code", listing);
}
