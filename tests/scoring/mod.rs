//! Judging the program against labels that people gave to sheets. Each test binary uses a part of it.
#![allow(dead_code)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test whose labels cannot be read fails")]

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use jichi::finding::{Finding, Language};
use jichi::lint::{Lint, Ordinals};
use jichi::plugin::Plugins;
use jichi::record::{Dimension, Group, ProjectReading, Sheet};

/// A sheet with labels, all in `tests/data`.
pub struct Labelled {
    pub sheet: &'static str,
    /// What tables of scores call it, in Chinese and English.
    pub names: [&'static str; 2],
    /// One defect a line: line, group (O, E, S; P for the project), type, `gold` or `ignore`, remark.
    /// `# lines 10-54,117-262` says which lines of the sheet are labelled, `# JC403 line 57` that a code
    /// without a type has a finding there.
    pub defects: &'static str,
    /// One output indicator a line: line, dimension (Q, U, T, C); None where the sheet gives them.
    pub dimensions: Option<&'static str>,
}

/// A published sheet of a district, ten of whose departments are labelled.
pub const REAL: Labelled = Labelled {
    sheet: "jialing-2020.tsv",
    names: ["嘉陵区2020年表中的十个部门", "Ten departments of the Jialing sheet, 2020"],
    defects: "labels.tsv",
    dimensions: Some("dimensions.tsv"),
};

/// Sheets of made-up places, each labelled as a whole by somebody who did not know how the rules are written.
pub const FRESH: [Labelled; 5] = [
    Labelled {
        sheet: "fresh-2018.tsv",
        names: ["虚构的县，2018年汇总表", "A made-up county, 2018, summary"],
        defects: "fresh-2018-labels.tsv",
        dimensions: Some("fresh-2018-dimensions.tsv"),
    },
    Labelled {
        sheet: "fresh-2019.tsv",
        names: ["虚构的县，2019年汇总表", "A made-up county, 2019, summary"],
        defects: "fresh-2019-labels.tsv",
        dimensions: Some("fresh-2019-dimensions.tsv"),
    },
    Labelled {
        sheet: "fresh-2021.tsv",
        names: ["虚构的县，2021年汇总表", "A made-up county, 2021, summary"],
        defects: "fresh-2021-labels.tsv",
        dimensions: Some("fresh-2021-dimensions.tsv"),
    },
    Labelled {
        sheet: "fresh-2022.tsv",
        names: ["虚构的城区，2022年汇总表", "A made-up city district, 2022, summary"],
        defects: "fresh-2022-labels.tsv",
        dimensions: Some("fresh-2022-dimensions.tsv"),
    },
    // An export of the 预算管理一体化系统, in which every dimension is given.
    Labelled {
        sheet: "fresh-2023.tsv",
        names: ["虚构的县，2023年一体化系统导出表", "A made-up county, 2023, export of the budget system"],
        defects: "fresh-2023-labels.tsv",
        dimensions: None,
    },
];

/// What the labels call a code's defect; several codes may share one.
const TYPES: [(&str, &str); 27] = [
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
    ("JC305", "echo"),
    ("JC306", "name"),
    ("JC307", "comparator"),
    ("JC308", "direction"),
    ("JC309", "direction"),
    ("JC310", "bound"),
    ("JC311", "type"),
    ("JC312", "misplaced"),
    ("JC401", "year"),
    ("JC402", "deadline"),
    ("JC503", "cost"),
    ("JC504", "cost"),
    ("JC505", "arith"),
    ("JC506", "goal-conflict"),
    ("JC601", "dup"),
    ("JC602", "boiler"),
    ("JC603", "goal-conflict"),
];

/// Types that are labelled on the project's row.
const OF_PROJECT: [&str; 6] = ["goal-missing", "no-effect", "no-sat", "cost", "goal-conflict", "boiler"];

/// Types with fewer labels say little by themselves and stay out of the mean.
const ENOUGH: usize = 5;

/// Line, group, type.
type Key = (u32, char, &'static str);

/// How far findings agree with labels.
pub struct Score {
    /// F1 over all types.
    pub f1: f64,
    /// The mean F1 of the types with enough labels.
    pub mean: f64,
    /// Labels of all types.
    pub labelled: usize,
    /// Each type, with what was missed and what was found beyond the labels.
    pub report: String,
}

/// How many dimensions of output indicators are told right.
pub struct Dimensions {
    pub labelled: usize,
    pub right: usize,
    /// What was told wrong.
    pub report: String,
}

impl Dimensions {
    pub fn share(&self) -> f64 {
        self.right as f64 / self.labelled as f64
    }
}

#[derive(Default)]
struct Counts {
    labelled: usize,
    found: usize,
    right: usize,
}

impl Counts {
    fn f1(&self) -> f64 {
        let together = self.labelled + self.found;
        if together == 0 { 1.0 } else { 2.0 * self.right as f64 / together as f64 }
    }
}

struct Labels {
    gold: BTreeSet<Key>,
    ignored: BTreeSet<Key>,
    spans: Vec<(u32, u32)>,
}

pub fn data(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)).unwrap()
}

/// All findings of the program, in the order of the sheet.
pub fn findings(sheet: &Sheet) -> Vec<Finding> {
    let plugins = Plugins::bundled();
    let rules = plugins.rules(Language::Zh).unwrap();
    let run = plugins.run(&rules);
    let lint = Lint::new(vec![&rules, &run], rules.words(), Language::Zh);
    let checked = lint.all(0, sheet, &mut Ordinals::default());
    assert_eq!(run.failures(), []);
    checked.into_iter().map(|checked| *checked.finding).collect()
}

impl Labelled {
    pub fn read(&self) -> Sheet {
        let grids = jichi::read::read(self.sheet, data(self.sheet).into_bytes()).unwrap();
        jichi::layout::sheets(jichi::layout::Layouts::builtin(), self.sheet, grids).unwrap().remove(0)
    }

    fn labels(&self) -> Labels {
        let mut labels = Labels { gold: BTreeSet::new(), ignored: BTreeSet::new(), spans: Vec::new() };
        for row in data(self.defects).lines() {
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

    /// Compares findings with labels, type by type.
    pub fn defects(&self) -> Score {
        let labels = self.labels();
        let sheet = self.read();
        let mut found: HashMap<Key, String> = HashMap::new();
        for finding in findings(&sheet) {
            if let Some(key) = key(&finding, &sheet)
                && labels.spans.iter().any(|(from, to)| (*from..=*to).contains(&key.0))
            {
                found.insert(key, format!("{} {}", finding.rule.code, finding.message));
            }
        }
        let mut report = format!("{}\n", self.sheet);
        let mut means = Vec::new();
        let mut total = Counts::default();
        for kind in TYPES.iter().map(|(_, kind)| *kind).collect::<BTreeSet<_>>() {
            let gold: BTreeSet<Key> = labels.gold.iter().filter(|key| key.2 == kind).copied().collect();
            let judged: BTreeSet<Key> =
                found.keys().filter(|key| key.2 == kind && !labels.ignored.contains(key)).copied().collect();
            let counts = Counts {
                labelled: gold.len(),
                found: judged.len(),
                right: gold.intersection(&judged).count(),
            };
            report += &format!(
                "{kind:13} {:4} labelled {:4} found {:4} right  F1 {:.3}\n",
                counts.labelled,
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
            if counts.labelled >= ENOUGH {
                means.push(counts.f1());
            }
            total.labelled += counts.labelled;
            total.found += counts.found;
            total.right += counts.right;
        }
        let (f1, mean) = (total.f1(), means.iter().sum::<f64>() / means.len() as f64);
        report += &format!(
            "{} labels; F1 {f1:.3}; mean F1 of {} types with {ENOUGH} or more labels {mean:.3}\n",
            total.labelled,
            means.len()
        );
        println!("{report}");
        Score { f1, mean, labelled: total.labelled, report }
    }

    /// The codes without a type that the labels speak of, with the lines where they have findings: as labelled,
    /// and as found.
    pub fn other_codes(&self) -> [BTreeSet<(String, u32)>; 2] {
        let mut labelled = BTreeSet::new();
        for row in data(self.defects).lines() {
            let Some((code, rest)) = row.strip_prefix("# JC").and_then(|rest| rest.split_once(" line "))
            else {
                continue;
            };
            // `# JC401 goal line 146` speaks of a goal, and the code has a type for indicators.
            let code = format!("JC{code}");
            if code.len() != 5 || TYPES.iter().any(|(typed, _)| *typed == code) {
                continue;
            }
            let digits = rest.split(|ch: char| !ch.is_ascii_digit()).next().unwrap();
            labelled.insert((code, digits.parse().unwrap()));
        }
        let codes: BTreeSet<String> = labelled.iter().map(|(code, _)| code.clone()).collect();
        let found = findings(&self.read())
            .iter()
            .map(|finding| (finding.rule.code.clone(), finding.place.row))
            .filter(|(code, _)| codes.contains(code))
            .collect();
        [labelled, found]
    }

    /// Compares the dimensions of output indicators with labels.
    pub fn dimensions(&self) -> Dimensions {
        let sheet = self.read();
        let mut read = HashMap::new();
        for reading in ProjectReading::all(&sheet) {
            for (indicator, reading) in reading.project.indicators.iter().zip(reading.indicators.iter()) {
                if indicator.group == Group::Output {
                    let text = format!("{} = {}", reading.name.text.as_str(), reading.value.text.as_str());
                    read.insert(indicator.row, (reading.dimension, text));
                }
            }
        }
        let labels = data(self.dimensions.unwrap());
        let labelled: Vec<(&str, &str)> = labels
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once('\t'))
            .collect();
        let mut right = 0;
        let mut misses = Vec::new();
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
        let mut dimensions = Dimensions { labelled: labelled.len(), right, report: String::new() };
        dimensions.report = format!(
            "{}: {right} of {} dimensions right, {:.3}\n{}",
            self.sheet,
            dimensions.labelled,
            dimensions.share(),
            misses.join("\n")
        );
        println!("{}", dimensions.report);
        dimensions
    }
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
