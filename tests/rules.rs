//! Every rule file holds what it says of itself: its examples, its fixes; the word lists are in order.

use std::collections::BTreeSet;

use jichi::finding::Language;
use jichi::lexicon::{self, Lexicons};
use jichi::rule::RuleSet;

#[test]
fn every_rule_loads_and_its_examples_come_out() {
    let (rules, errors) = RuleSet::load(&RuleSet::builtin_sources(), &Lexicons::builtin(), Language::Zh);
    assert!(errors.is_empty(), "{}", errors.iter().map(|error| format!("{error:?}\n")).collect::<String>());
    let failures = rules.test();
    assert!(
        failures.is_empty(),
        "{}",
        failures.iter().map(|failure| format!("{failure}\n")).collect::<String>()
    );
    assert_eq!(rules.rules().len(), RuleSet::builtin_sources().len());
}

#[test]
fn word_lists_are_sorted_without_repeats_and_used() {
    let faults: Vec<String> = lexicon::builtin_texts()
        .flat_map(|(name, text)| lexicon::faults(name, text))
        .map(|fault| fault.to_string())
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let mut sources: String = RuleSet::builtin_sources().into_iter().map(|source| source.text).collect();
    sources += include_str!("../src/record/vocabulary.rs");
    let unused: BTreeSet<&str> = lexicon::builtin_texts()
        .map(|(name, _)| name)
        .filter(|name| !sources.contains(&format!("@{name}\"")) && !sources.contains(&format!("\"{name}\"")))
        .collect();
    assert!(unused.is_empty(), "word lists that nothing uses: {unused:?}");
}
