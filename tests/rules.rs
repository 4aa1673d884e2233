//! Every rule file holds what it says of itself: its examples, its fixes, its texts; the word lists are in order.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jichi::finding::Language;
use jichi::form::Form;
use jichi::lexicon;
use jichi::plugin::Plugins;
use jichi::rule::{Prose, RuleSet, RuleSource, Status};

/// The first digit of the codes in each chapter.
const CHAPTERS: [(&str, char); 8] = [
    ("structure", '1'),
    ("completeness", '2'),
    ("measurability", '3'),
    ("time", '4'),
    ("money", '5'),
    ("consistency", '6'),
    ("wording", '7'),
    ("about", '9'),
];

/// The documents that a rule may rest on.
const BASIS: [&str; 4] = [
    "中发〔2018〕34号《中共中央 国务院关于全面实施预算绩效管理的意见》",
    "财预〔2015〕88号《中央部门预算绩效目标管理办法》",
    "财预〔2020〕10号《项目支出绩效评价管理办法》",
    "财预〔2021〕101号《中央部门项目支出核心绩效目标和指标设置及取值指引（试行）》",
];

/// Examples of either kind that a rule in force has at least.
const EXAMPLES: usize = 3;

/// The rule files of the program and of the plugins that are linked into it.
fn sources() -> Vec<RuleSource> {
    RuleSet::builtin_sources().into_iter().chain(Plugins::bundled().sources()).collect()
}

#[test]
fn every_rule_loads_and_its_examples_come_out() {
    let plugins = Plugins::bundled();
    let rules = plugins.rules(Language::Zh).unwrap();
    let failures = rules.test(&|context| plugins.findings(&rules, context).0, Language::Zh);
    assert!(
        failures.is_empty(),
        "{}",
        failures.iter().map(|failure| format!("{failure}\n")).collect::<String>()
    );
    assert_eq!(rules.rules().len(), sources().len());
}

#[test]
fn every_rule_is_complete() {
    let files: BTreeMap<String, String> =
        sources().into_iter().map(|source| (source.text, source.name)).collect();
    let rules = Plugins::bundled().rules(Language::Zh).unwrap();
    let mut wants = Vec::new();
    for rule in rules.rules() {
        let info = &rule.info;
        let file = files.get(&*rule.source).map_or("", String::as_str);
        let mut want = |holds: bool, what: &str| {
            if !holds {
                wants.push(format!("{file}: {what}"));
            }
        };
        let chapter = CHAPTERS.iter().find(|chapter| file.starts_with(&format!("rules/{}/", chapter.0)));
        // The rules of a plugin stand together, of whatever chapters they are.
        let digit =
            chapter.map(|chapter| chapter.1).or(info.code.chars().nth(2).filter(|_| rule.plugin.is_some()));
        want(
            info.code.strip_prefix("JC").is_some_and(|code| code.chars().next() == digit),
            "code of its chapter",
        );
        want(file.ends_with(&format!("/{}.toml", info.slug)), "a file named like its slug");
        want(Path::new(env!("CARGO_MANIFEST_DIR")).join(file).is_file(), "a file in its place");
        want(!info.basis.is_empty(), "a basis");
        want(info.basis.iter().all(|title| BASIS.contains(&title.as_str())), "a basis that is known");
        // What becomes of exceptions and baselines is no matter of a sheet's review.
        let is_of_sheets = !["JC901", "JC902", "JC903"].contains(&info.code.as_str());
        let item = info.review.as_deref();
        want(
            item.map_or(!is_of_sheets, |item| Form::builtin().names().any(|name| name == item)),
            "a sub-item of the review form",
        );
        want(rule.since.is_some(), "the version it came with");
        if rule.status == Status::Stable {
            want(rule.invalid.len() >= EXAMPLES, "three invalid examples");
            want(rule.valid.len() >= EXAMPLES, "three valid examples");
        }
        for (language, prose) in [("zh", &rule.zh), ("en", &rule.en)] {
            for text in texts(prose) {
                want(!text.trim().is_empty(), &format!("title, why, message and help in {language}"));
            }
            // What could not be checked has no words to show.
            let has_words = prose.message.contains('{') || digit == Some('9');
            want(has_words, &format!("a message with the cell's own words in {language}"));
        }
        want(
            texts(&rule.zh).iter().all(|text| text.chars().any(jichi::text::is_han)),
            "Chinese texts in [zh]",
        );
        let known = |code: &String| rules.rule(code).is_some_and(|other| other.info.code == *code);
        want(rule.yields_to.iter().all(known), "precedence of rules that exist");
    }
    assert!(wants.is_empty(), "what rules want:\n{}", wants.join("\n"));
}

fn texts(prose: &Prose) -> [&str; 4] {
    [&prose.title, &prose.why, &prose.message, prose.help.as_deref().unwrap_or_default()]
}

#[test]
fn no_rule_yields_in_a_circle() {
    let rules = Plugins::bundled().rules(Language::Zh).unwrap();
    for rule in rules.rules() {
        let mut open: Vec<&str> = rule.yields_to.iter().map(String::as_str).collect();
        let mut seen = BTreeSet::new();
        while let Some(code) = open.pop() {
            assert_ne!(code, rule.info.code, "a circle of precedence");
            if seen.insert(code) {
                open.extend(
                    rules.rule(code).into_iter().flat_map(|other| &other.yields_to).map(String::as_str),
                );
            }
        }
    }
}

#[test]
fn word_lists_are_sorted_without_repeats_and_used() {
    let faults: Vec<String> = lexicon::builtin_texts()
        .flat_map(|(name, text)| lexicon::faults(name, text))
        .map(|fault| fault.to_string())
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let mut sources: String = sources().into_iter().map(|source| source.text).collect();
    sources += concat!(include_str!("../src/record/vocabulary.rs"), include_str!("../src/value/words.rs"));
    let unused: BTreeSet<&str> = lexicon::builtin_texts()
        .map(|(name, _)| name)
        .filter(|name| !["\"", "'"].iter().any(|quote| sources.contains(&format!("@{name}{quote}"))))
        .filter(|name| !sources.contains(&format!("\"{name}\"")))
        .collect();
    assert!(unused.is_empty(), "word lists that nothing uses: {unused:?}");
}
