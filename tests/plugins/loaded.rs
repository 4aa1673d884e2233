//! Libraries loaded into this process and into one of their own: what is refused, and what a run beside the
//! program's rules comes to.

use std::path::Path;
use std::time::Duration;

use jichi::finding::{Finding, Language};
use jichi::lint::{Lint, Ordinals};
use jichi::plugin::isolate;
use jichi::plugin::{Conflict, Failed, Fault, Limits, LoadFault, Mismatch, Plugin, Plugins, Unusable};
use jichi::record::Sheet;
use jichi::rule::Refusal;

use crate::built::{built, library, root};
use crate::{in_rust, sheets};

/// Where a plugin runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    Here,
    Apart,
}

pub const ANYWHERE: [Where; 2] = [Where::Here, Where::Apart];

/// What a plugin in its own process may use: time enough for those that come to an end on any machine, and memory that
/// is soon used up by the others.
const LIMITS: Limits = Limits { isolate: true, timeout: Duration::from_secs(60), memory: 256 << 20 };

/// Loads a plugin into a process of its own, with little time.
pub fn hasty(library: &Path) -> Plugins {
    let limits = Limits { timeout: Duration::from_secs(1), ..LIMITS };
    let bytes = std::fs::read(library).unwrap();
    let plugin = isolate::load_apart("hasty.so", &bytes, env!("CARGO_BIN_EXE_jichi").into(), limits);
    beside(plugin.unwrap())
}

/// The plugins of the program, and this one.
fn beside(plugin: Plugin) -> Plugins {
    let mut plugins = Plugins::bundled();
    plugins.add(plugin).unwrap();
    plugins
}

impl Where {
    pub fn load(self, name: &str, bytes: &[u8]) -> Result<Plugin, LoadFault> {
        match self {
            Self::Here => jichi::plugin::load(name, bytes),
            Self::Apart => isolate::load_apart(name, bytes, env!("CARGO_BIN_EXE_jichi").into(), LIMITS),
        }
    }

    fn built(self, name: &str) -> Result<Plugin, LoadFault> {
        self.library(&built(name))
    }

    fn library(self, library: &Path) -> Result<Plugin, LoadFault> {
        let name = library.file_name().unwrap().to_str().unwrap();
        self.load(name, &std::fs::read(library).unwrap())
    }

    /// The plugins of the program, and this one.
    pub fn beside(self, library: &Path) -> Plugins {
        beside(self.library(library).unwrap_or_else(|fault| panic!("{}: {fault:?}", library.display())))
    }
}

pub fn sheets(names: &[&str], projects: usize) -> Vec<Sheet> {
    let read = |name: &&str| {
        let grids = jichi::read::read(name, sheets::small(projects).into_bytes()).unwrap();
        jichi::layout::sheets(jichi::layout::Layouts::builtin(), name, grids).unwrap().remove(0)
    };
    names.iter().map(read).collect()
}

/// What comes out as users see it, and what failed.
pub fn checked(plugins: &Plugins, sheets: &[Sheet]) -> (Vec<Finding>, Vec<Failed>) {
    let rules = plugins.rules(Language::Zh).unwrap();
    let run = plugins.run(&rules);
    let lint = Lint::new(vec![&rules, &run], rules.words(), Language::Zh);
    let mut findings = Vec::new();
    for (number, sheet) in sheets.iter().enumerate() {
        let checked = lint.all(number, sheet, &mut Ordinals::default());
        findings.extend(checked.into_iter().map(|checked| *checked.finding));
    }
    (findings, run.failures())
}

pub fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

/// All that there is to findings.
pub fn shown(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|finding| format!("{finding:?}")).collect()
}

/// The findings of the plugin and those of others.
pub fn parted(findings: Vec<Finding>) -> (Vec<Finding>, Vec<Finding>) {
    findings.into_iter().partition(|finding| !finding.rule.code.starts_with("JC"))
}

#[test]
fn what_does_not_fit_the_interface_is_not_loaded() {
    let mismatches = [
        ("magic_wrong", Mismatch::Magic),
        ("major_wrong", Mismatch::Major(2)),
        ("descriptor_small", Mismatch::Size("size".into())),
        ("rules_endless", Mismatch::Size("rule_count".into())),
        ("rules_null", Mismatch::NoRule),
        ("rules_none", Mismatch::NoRule),
        ("rule_small", Mismatch::Size("rule_size".into())),
        ("rule_endless", Mismatch::Size("rule_size".into())),
        ("rule_odd", Mismatch::NoRule),
        ("rules_odd", Mismatch::NoRule),
        ("rule_idle", Mismatch::NoRule),
        ("source_null", Mismatch::Size("source".into())),
        ("source_endless", Mismatch::Size("source".into())),
        ("source_not_utf8", Mismatch::Text("source".into())),
        ("id_null", Mismatch::Size("id".into())),
        ("id_endless", Mismatch::Size("id".into())),
        ("id_not_utf8", Mismatch::Text("id".into())),
        ("id_wrong", Mismatch::Id("../../etc".to_owned())),
        ("version_not_utf8", Mismatch::Text("version".into())),
    ];
    for place in ANYWHERE {
        for (name, mismatch) in &mismatches {
            match place.built(name) {
                Err(LoadFault::Mismatch(found)) => assert_eq!(found, *mismatch, "{name}"),
                other => panic!("{name}, {place:?}: {other:?}"),
            }
        }
        assert!(matches!(place.built("symbol_missing"), Err(LoadFault::NoSymbol)));
    }
}

#[test]
fn what_is_no_library_is_not_loaded() {
    // Of a library that lacks its end the system may touch what is not there, and end the process.
    let whole = std::fs::read(built("behaves")).unwrap();
    for bytes in [&whole[..100], "这不是插件\n".as_bytes(), b""] {
        for place in ANYWHERE {
            assert!(matches!(place.load("a.so", bytes), Err(LoadFault::Library(_))), "{}", bytes.len());
        }
    }
}

#[test]
fn codes_of_others_are_not_taken() {
    for (name, taken) in [("code_reserved", "JC901"), ("code_shadows", "JC101")] {
        let plugin = Where::Here.built(name).unwrap();
        let conflict = Conflict::Letters { code: taken.to_owned(), owner: "jichi".to_owned() };
        assert_eq!(Plugins::bundled().add(plugin), Err(conflict));
    }
}

#[test]
fn rule_files_of_plugins_are_held_to_what_all_are() {
    for (name, word) in [("source_not_toml", "`=`"), ("code_twice", "CP101")] {
        let errors = Where::Here.beside(&built(name)).rules(Language::En).unwrap_err();
        let [error] = errors.as_slice() else { panic!("{name}: {errors:?}") };
        assert!(
            error.message.contains(word) || error.help.as_ref().is_some_and(|help| help.contains(word)),
            "{name}: {error:?}"
        );
        assert!(error.file().contains(name), "{name}: {error:?}");
    }
}

#[test]
fn a_rule_that_fails_costs_its_findings() {
    let refused = |name: &str, fault: &Fault| match fault {
        Fault::Refused(why) => {
            *why == match name {
                "value_not_utf8" => Unusable::NoUtf8,
                "value_null" | "value_endless" => Unusable::TextLength,
                "values_null" | "values_endless" | "values_small" | "related_values_null" => Unusable::Values,
                "value_no_decimal" => Unusable::NoNumber,
                "field_unknown" | "related_field_unknown" => Unusable::UnknownField,
                "span_unknown" => Unusable::UnknownMark,
                "span_backwards" => Unusable::EmptyMark,
                "related_null" | "related_endless" => Unusable::RelatedPlaces,
                "where_unknown" => Unusable::UnknownPlace,
                "sheet_unknown" => Unusable::UnreadSheet,
                "place_null" => Unusable::NoPlace,
                "place_unknown" => Unusable::BelowTheEnd,
                "finding_small" => Unusable::SmallFinding,
                "finding_null" => Unusable::NullFinding,
                "million" => Unusable::TooManyFindings,
                _ => return false,
            }
        }
        Fault::Unfit(Refusal::NoCell) => ["indicator_unknown", "column_unknown"].contains(&name),
        Fault::Unfit(Refusal::NoSpan) => {
            ["span_beyond", "span_inside_character", "span_without_reading"].contains(&name)
        }
        Fault::Unfit(Refusal::NoValue(value)) => name == "value_undeclared" && value == "amount",
        Fault::Unfit(Refusal::NoLabel(label)) => name == "label_unknown" && label == "twin",
        Fault::Status(status) => [("status_unknown", 77), ("fails_unsaid", 1)].contains(&(name, *status)),
        Fault::Said(said) => match name {
            "fails" => said == "the table of prices is out of date",
            // What it says is of no use.
            _ => ["fault_not_utf8", "fault_endless"].contains(&name),
        },
        _ => false,
    };
    let sheets = sheets(&["a.tsv"], 2);
    let (without, _) = checked(&Plugins::bundled(), &sheets);
    for (name, place) in FAILING.iter().flat_map(|name| ANYWHERE.map(|place| (*name, place))) {
        let (findings, failed) = checked(&place.beside(&built(name)), &sheets);
        assert_eq!(shown(&findings), shown(&without), "{name}, {place:?}");
        let [failed] = failed.as_slice() else { panic!("{name}, {place:?}: {failed:?}") };
        assert_eq!((failed.projects, failed.gave_up), (2, false), "{name}, {place:?}");
        let first = failed.first.as_ref().unwrap();
        assert_eq!((first.code.as_str(), first.project.as_str()), ("CP101", "绩效评价1"), "{name}");
        assert!(refused(name, &failed.fault), "{name}, {place:?}: {:?}", failed.fault);
    }
}

/// Plugins whose rule fails on each project, and leaves the process as it was.
pub const FAILING: [&str; 33] = [
    "value_not_utf8",
    "value_null",
    "value_endless",
    "values_null",
    "values_endless",
    "values_small",
    "value_undeclared",
    "value_no_decimal",
    "field_unknown",
    "indicator_unknown",
    "column_unknown",
    "span_unknown",
    "span_backwards",
    "span_beyond",
    "span_inside_character",
    "span_without_reading",
    "label_unknown",
    "related_null",
    "related_endless",
    "related_values_null",
    "where_unknown",
    "related_field_unknown",
    "sheet_unknown",
    "place_null",
    "place_unknown",
    "finding_small",
    "finding_null",
    "million",
    "status_unknown",
    "fails",
    "fails_unsaid",
    "fault_not_utf8",
    "fault_endless",
];

#[test]
fn a_run_that_does_not_begin_is_told() {
    let sheets = sheets(&["a.tsv"], 2);
    let (without, _) = checked(&Plugins::bundled(), &sheets);
    for library in [built("open_fails"), in_rust::panics_in_open()] {
        for place in ANYWHERE {
            let (findings, failed) = checked(&place.beside(&library), &sheets);
            assert_eq!(shown(&findings), shown(&without));
            let [failed] = failed.as_slice() else { panic!("{failed:?}") };
            assert_eq!((&failed.first, &failed.fault), (&None, &Fault::Status(1)));
        }
    }
}

#[test]
fn what_is_sound_finds_the_same() {
    let sheets = sheets(&["a.tsv"], 40);
    let (without, _) = checked(&Plugins::bundled(), &sheets);
    let (reference, _) = checked(&Where::Here.beside(&built("behaves")), &sheets);
    let (own, others) = parted(reference.clone());
    assert_eq!(shown(&others), shown(&without));
    assert_eq!(own.len(), 40);
    let last = own.last().unwrap();
    assert_eq!(last.message, "“绩效评价40”有7项指标（某区财政绩效评价中心）");
    assert_eq!(last.related[0].message, "39在这里");
    for (name, expected) in [
        ("behaves", &reference),
        ("minor_newer", &reference),
        ("one_at_a_time", &reference),
        ("says_nothing", &without),
    ] {
        for place in ANYWHERE {
            for threads in [1, 2] {
                let plugins = place.beside(&built(name));
                let (findings, failed) = with_threads(threads, || checked(&plugins, &sheets));
                let case = format!("{name}, {place:?}, {threads}");
                assert_eq!((shown(&findings), failed), (shown(expected), vec![]), "{case}");
            }
        }
    }
}

#[test]
fn what_follows_points_to_the_project_before() {
    let sheets = sheets(&["a.tsv", "b.tsv"], 20);
    let (findings, _) = checked(&Where::Here.beside(&built("follows")), &sheets);
    for place in ANYWHERE {
        for threads in [1, 2] {
            let plugins = place.beside(&built("follows"));
            let (again, failed) = with_threads(threads, || checked(&plugins, &sheets));
            assert_eq!((shown(&again), failed), (shown(&findings), vec![]), "{place:?}, {threads}");
        }
    }
    let (own, _) = parted(findings);
    assert_eq!(own.len(), 39);
    for (index, finding) in own.iter().enumerate() {
        let related = &finding.related[0];
        let elsewhere = related.origin.as_ref().map(|origin| &*origin.file);
        // The first project of the second sheet comes after the last of the first one.
        assert_eq!(elsewhere, (index == 19).then_some("a.tsv"), "{index}");
    }
}

#[test]
fn what_panics_fails() {
    for library in [in_rust::panics(), in_rust::of_the_next_minor()] {
        for place in ANYWHERE {
            let (findings, failed) = checked(&place.beside(&library), &sheets(&["a.tsv"], 3));
            let (own, _) = parted(findings);
            let codes: Vec<&str> = own.iter().map(|finding| finding.rule.code.as_str()).collect();
            assert_eq!(codes, ["PN103"; 3]);
            let [failed] = failed.as_slice() else { panic!("{failed:?}") };
            assert_eq!((failed.projects, failed.first.as_ref().unwrap().code.as_str()), (6, "PN101"));
            assert!(matches!(&failed.fault, Fault::Said(said) if said.contains("no check of project 0")));
        }
    }
}

#[test]
fn the_examples_in_the_rule_of_the_example_in_c_come_out() {
    let library = library(&root().join("plugins/c-example/c_example.c"));
    for place in ANYWHERE {
        let plugins = place.beside(&library);
        let rules = plugins.rules(Language::Zh).unwrap();
        let failures = rules.test(&|context| plugins.findings(&rules, context).0, Language::Zh);
        assert_eq!(failures, []);
        assert!(rules.rule("CX101").is_some());
    }
}
