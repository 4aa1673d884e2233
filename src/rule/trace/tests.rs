//! A trace says what a check does: of all rules, on all of their examples and on a real sheet.

use super::super::tester::ExampleSheet;
use super::*;
use crate::finding::Language;
use crate::record::Sheet;

/// Holds each rule against every record both ways.
struct BothWays<'a> {
    explained: &'a [(String, Explained)],
    seen: usize,
    every: usize,
}

impl<'a> Judge<'a> for BothWays<'a> {
    fn judge(&mut self, scene: &mut Scene<'a>, at: u8, owner: Owner) {
        self.seen += 1;
        if !self.seen.is_multiple_of(self.every) {
            return;
        }
        let rule = scene.rule;
        let (_, explained) = self.explained.iter().find(|(code, _)| *code == rule.info.code).unwrap();
        let real = scene.holds(&rule.program.when);
        let found = real.is_true().then(|| finding(scene, rule, at, owner)).flatten();
        let trace = traced(scene, rule, explained, (at, owner));
        let about = || format!("{} {:?}\n{:#?}", rule.info.code, trace.record, trace.when);
        assert_eq!((trace.verdict, trace.when.verdict), (real, real), "{}", about());
        let told = |finding: &Finding| (finding.place, finding.message.clone(), finding.severity);
        assert_eq!(trace.finding.as_ref().map(told), found.as_ref().map(told), "{}", about());
        if let Some(found) = &found {
            let first =
                |key: &str| trace.cases.iter().find(|case| case.key == key && case.step.verdict.is_true());
            assert_eq!(first("text-when").map(|case| case.number - 1), found.case, "{}", about());
            let severity = first("severity-when").map_or(rule.info.severity, |case| {
                serde_json::from_value(case.leads_to.clone().into()).unwrap()
            });
            assert_eq!(severity, found.severity, "{}", about());
        }
        let decided = trace.when.deciding();
        assert_eq!(decided.verdict, real, "{}", about());
    }
}

/// Asserts that traces say of a sheet what a check says.
pub(in crate::rule) fn agree(set: &RuleSet, sheet: &Sheet, year: Option<i32>) {
    both_ways(set, &explained(set), sheet, year, 1);
}

/// Holds all rules against a sheet both ways, one record of so many; how many records there are.
fn both_ways(
    set: &RuleSet,
    explained: &[(String, Explained)],
    sheet: &Sheet,
    year: Option<i32>,
    every: usize,
) -> usize {
    let money_unit = sheet.money_unit;
    let context = Context { sheet, sheet_index: 0, year, money_unit, language: Language::Zh };
    let mut seen = 0;
    for reading in ProjectReading::all_by(sheet, set.words()) {
        let desk = Desk::new(&reading, set);
        let mut both = BothWays { explained, seen, every };
        walk::project(set, &context, &desk, &mut both);
        seen = both.seen;
    }
    let readings = walk::readings(set, &context);
    let desks: Vec<Desk<'_>> = readings.iter().map(|reading| Desk::new(reading, set)).collect();
    let mut both = BothWays { explained, seen, every: 1 };
    walk::rows(set, &context, &sheet.notes, &mut both);
    walk::sheet(set, &context, &desks, &mut both);
    both.seen
}

fn explained(set: &RuleSet) -> Vec<(String, Explained)> {
    let explained =
        set.rules().iter().filter_map(|rule| Some((rule.info.code.clone(), set.explained(rule)?)));
    explained.collect()
}

#[test]
fn every_builtin_rule_can_be_explained() {
    let set = RuleSet::builtin(Language::Zh);
    let of_rules = set.rules().iter().filter(|rule| rule.plugin.is_none()).count();
    assert_eq!(explained(&set).len(), of_rules);
}

#[test]
fn a_trace_says_what_a_check_does_on_all_examples() {
    let set = RuleSet::builtin(Language::Zh);
    let explained = explained(&set);
    let mut seen = 0;
    for rule in set.rules() {
        for example in rule.invalid.iter().chain(&rule.valid) {
            let Some(sheet) = ExampleSheet::new(example) else { continue };
            let year = (example.year != 0).then_some(example.year);
            seen += both_ways(&set, &explained, &sheet.sheet, year, 1);
        }
    }
    assert!(seen > 10_000, "{seen}");
}

#[test]
fn a_trace_says_what_a_check_does_on_a_real_sheet() {
    let set = RuleSet::builtin(Language::Zh);
    let explained = explained(&set);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/jialing-2020.tsv");
    let grids = crate::read::read("a.tsv", std::fs::read(path).unwrap()).unwrap();
    let sheets = crate::layout::sheets(crate::layout::Layouts::builtin(), "a.tsv", grids).unwrap();
    let seen = both_ways(&set, &explained, &sheets[0], sheets[0].year, 37);
    assert!(seen > 50_000, "{seen}");
}
