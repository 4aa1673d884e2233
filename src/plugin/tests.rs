use jichi_plugin::{Calls, Field, Plugin as State, Project, RelatedBuilder, Report, Rule, Run};

use super::*;
use crate::finding::{Field as Stands, Severity};
use crate::lint::sample::sheet;
use crate::lint::{Lint, Ordinals};
use crate::record::Sheet;

/// Remembers the sheets and rows of projects with the same number of indicators.
struct Memory {
    limit: i64,
    seen: Vec<(usize, jichi_plugin::SheetNumber, jichi_plugin::Place)>,
}

impl State for Memory {
    fn open(run: &Run<'_>) -> Self {
        let limit = run.number("TP101", "limit").map_or(0, |limit| limit.mantissa() as i64);
        Self { limit, seen: Vec::new() }
    }
}

struct Many;

impl Rule<Memory> for Many {
    const SOURCE: &'static str = r#"
code = "TP101"
slug = "many"
severity = "warning"
severity-when = [{ severity = "error", when = { expr = "count > 2" } }]
scope = "project"
values = { count = "number", spent = "money", word = "text" }
[options]
limit = 1
[zh]
title = "多"
why = "多了"
message = "“{name}”等{count}项，超过{$limit}项，计{spent}，{word}"
[en]
title = "many"
why = "Many."
message = "{count} indicators"
[[related]]
label = "first"
zh = "第一项{word}，共{count}项"
en = "first"
[[invalid]]
rows = [{ name = "甲", value = "1" }, { name = "乙", value = "≥2项" }]
found = [{ row = 2, field = "value", severity = "warning" }]
[[valid]]
rows = [{ name = "甲", value = "1" }]
"#;

    fn check(state: &Memory, project: &Project<'_>, report: &mut Report<'_>) {
        let count = project.indicators().len();
        if project.name().is_some_and(|name| name.raw.contains("恐慌")) {
            panic!("怕了");
        }
        if count as i64 > state.limit {
            report
                .finding(Field::Value(1))
                .number("count", count)
                .number("spent", 50_000)
                .mark_reading(0..3)
                .related(RelatedBuilder::here("first", Field::Name(0)).text("word", "在此"))
                .emit();
        }
    }
}

struct Alike;

impl Rule<Memory> for Alike {
    const CALLS: Calls = Calls::Follow;
    const SOURCE: &'static str = r#"
code = "TP102"
slug = "alike"
severity = "info"
scope = "corpus"
values = {}
[zh]
title = "同"
why = "同样多"
message = "与前面的项目一样多"
[en]
title = "alike"
why = "Alike."
message = "as many as before"
[[related]]
label = "twin"
zh = "在这里"
en = "here"
[[invalid]]
projects = [{ name = "一", rows = [{ name = "甲", value = "1" }] }, { name = "二", rows = [{ name = "乙", value = "2" }] }]
found = [{ project = 2, row = 0, field = "project" }]
[[valid]]
rows = [{ name = "甲", value = "1" }]
"#;

    fn follow(state: &mut Memory, project: &Project<'_>, report: &mut Report<'_>) {
        let count = project.indicators().len();
        if let Some((_, sheet, place)) = state.seen.iter().find(|(other, ..)| *other == count) {
            report.finding(Field::Project).related(RelatedBuilder::elsewhere("twin", *sheet, *place)).emit();
        } else if let Some(name) = project.name() {
            state.seen.push((count, project.sheet(), name.place));
        }
    }
}

const DESCRIPTOR: abi::Descriptor = jichi_plugin::descriptor!(Memory, "test-plugin", [Many, Alike]);

fn plugins() -> Plugins {
    let mut plugins = Plugins::default();
    // SAFETY: the descriptor is a constant made by the SDK.
    let described = unsafe { Described::check(&DESCRIPTOR) }.unwrap();
    plugins.add(Plugin::here(Some("test.so".into()), described)).unwrap();
    plugins
}

fn rules(plugins: &Plugins) -> RuleSet {
    let (rules, errors) = RuleSet::load(&plugins.sources(), &Lexicons::builtin(), Language::Zh);
    assert!(errors.is_empty(), "{errors:?}");
    rules
}

fn findings(sheets: &[Sheet]) -> (Vec<Finding>, Vec<Failed>) {
    let plugins = plugins();
    let rules = rules(&plugins);
    let run = plugins.run(&rules);
    let lint = Lint::new(vec![&rules, &run], rules.words(), Language::Zh);
    let mut all = Vec::new();
    for (index, sheet) in sheets.iter().enumerate() {
        let checked = lint.all(index, sheet, &mut Ordinals::default());
        all.extend(checked.into_iter().map(|checked| *checked.finding));
    }
    (all, run.failures())
}

#[test]
fn the_examples_of_plugin_rules_come_out() {
    let plugins = plugins();
    let rules = rules(&plugins);
    assert_eq!(rules.test(&|context| plugins.findings(&rules, context).0, Language::Zh), []);
}

#[test]
fn what_a_plugin_reports_is_told_in_the_words_of_its_rule() {
    let sheet = sheet(None, 1, &[("监督次数", "≥20次"), ("合格率", "≥95%"), ("时限", "12月")]);
    let (all, failed) = findings(&[sheet]);
    assert_eq!(failed, []);
    let [finding] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(finding.message, "“合格率”等3项，超过1项，计5万元，未知");
    assert_eq!((finding.severity, finding.field), (Severity::Error, Stands::Value));
    // ≥ of the reading is ≥ of the cell.
    assert_eq!(finding.span, Some(0..3));
    assert_eq!(finding.related[0].message, "第一项在此，共3项");
    assert!(finding.related[0].origin.is_none());
}

#[test]
fn projects_are_followed_through_all_sheets() {
    let one = sheet(None, 2, &[("监督次数", "20次")]);
    let mut two = one.clone();
    two.file = "二.tsv".into();
    let (all, failed) = findings(&[one.clone(), two]);
    assert_eq!(failed, []);
    let origins: Vec<Option<&str>> =
        all.iter().map(|finding| finding.related[0].origin.as_ref().map(|origin| &*origin.file)).collect();
    assert_eq!(origins, [None, Some(&*one.file), Some(&*one.file)]);
}

#[test]
fn a_panic_costs_its_rule_the_project_and_nothing_else() {
    let rows = [("监督次数", "20次"), ("合格率", "95%")];
    let mut sheet = sheet(None, 3, &rows);
    for index in [1, 2] {
        sheet.projects[index].name.as_mut().unwrap().raw = format!("恐慌{index}");
    }
    let (all, failed) = findings(std::slice::from_ref(&sheet));
    let codes: Vec<(&str, Option<usize>)> =
        all.iter().map(|finding| (finding.rule.code.as_str(), finding.project)).collect();
    assert_eq!(codes, [("TP101", Some(0)), ("TP102", Some(1)), ("TP102", Some(2))]);
    let [failed] = failed.as_slice() else { panic!("{failed:?}") };
    assert_eq!(failed.projects, 2);
    let message = failed.message(Language::Zh);
    for words in ["test.so", "TP101", "恐慌1", "怕了", "2 个项目"] {
        assert!(message.contains(words), "{message}");
    }
}

#[test]
fn letters_have_one_owner() {
    let mut plugins = plugins();
    // SAFETY: the descriptor is a constant made by the SDK.
    let mut described = unsafe { Described::check(&DESCRIPTOR) }.unwrap();
    assert_eq!(plugins.add(Plugin::here(Some("b.so".into()), described.clone())), Err(Conflict::Id));
    described.id = "other".into();
    let refused = plugins.add(Plugin::here(Some("b.so".into()), described.clone()));
    assert_eq!(refused, Err(Conflict::Letters { code: "TP101".into(), owner: "test.so".into() }));
    described.rules.truncate(1);
    described.rules[0].source = Many::SOURCE.replace("TP101", "TQ101").replace("\"project\"", "\"corpus\"");
    let refused = plugins.add(Plugin::here(Some("b.so".into()), described.clone()));
    assert_eq!(refused, Err(Conflict::Scope { code: "TQ101".into(), follows: false }));
    described.rules[0].source = Many::SOURCE.replace("TP101", "JC999");
    let refused = plugins.add(Plugin::here(Some("b.so".into()), described));
    assert_eq!(refused, Err(Conflict::Letters { code: "JC999".into(), owner: "jichi".into() }));
}
