//! Loads rule files: the built-in ones and a user's go through here alike.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use super::assemble::compile;
use super::compile::{Codes, Compiler};
use super::schema::RuleFile;
use super::terms::VocabularyBuilder;
use super::{Rule, RuleChanges, RuleSet, RuleSource};
use crate::caret::{CaretError, Fault, both, from_toml};
use crate::finding::Language;
use crate::lexicon::Lexicons;
use crate::record::FieldWords;

/// A rule, and the other rules that it asks for, with the places where.
pub(super) type Compiled = (Rule, Vec<(usize, Range<usize>)>);

struct Parsed<'s> {
    source: &'s RuleSource,
    text: Arc<str>,
    file: RuleFile,
}

/// Loads all sources. What is broken is reported; the rest works.
pub(super) fn load(
    sources: &[RuleSource],
    lexicons: &Lexicons,
    language: Language,
    changes: &RuleChanges,
) -> (RuleSet, Vec<CaretError>) {
    let mut errors = Vec::new();
    let mut parsed: Vec<Parsed<'_>> = Vec::new();
    let mut taken: HashMap<String, &str> = HashMap::new();
    for source in sources {
        let text: Arc<str> = Arc::from(source.text.as_str());
        let file: RuleFile = match toml::from_str(&source.text) {
            Ok(file) => file,
            Err(error) => {
                errors.push(from_toml(&error, &source.text).into_error(&source.name, &text, language));
                continue;
            }
        };
        let code = file.code.get_ref().clone();
        if let Some(first) = taken.get(&code) {
            let fault = Fault::new(
                file.code.span(),
                both(format!("代码 {code} 已经用过"), format!("the code {code} is taken")),
                both("重复的代码", "the second of this code"),
            );
            let fault = fault.help(both(format!("{first} 用的就是它。"), format!("{first} has it already")));
            errors.push(fault.into_error(&source.name, &text, language));
            continue;
        }
        taken.insert(code, &source.name);
        parsed.push(Parsed { source, text, file });
    }
    parsed.sort_by(|left, right| left.file.code.get_ref().cmp(right.file.code.get_ref()));
    let codes: Codes = parsed
        .iter()
        .enumerate()
        // What a plugin's code finds cannot be asked for.
        .filter(|(_, rule)| rule.source.plugin.is_none())
        .map(|(index, rule)| (rule.file.code.get_ref().clone(), (index, *rule.file.scope.get_ref())))
        .collect();

    let lexicons = Rc::new(lexicons.clone());
    let mut vocabulary = VocabularyBuilder::default();
    let mut compiled: Vec<Option<Compiled>> = Vec::new();
    for rule in &parsed {
        let compiler = Compiler {
            text: &rule.source.text,
            lexicons: Rc::clone(&lexicons),
            vocabulary: &mut vocabulary,
            codes: &codes,
            faults: Vec::new(),
            references: Vec::new(),
        };
        match compile(compiler, &rule.file, rule.source.plugin.as_ref(), language, changes) {
            Ok(done) => compiled.push(Some(done)),
            Err(faults) => {
                let each = |fault: Fault| fault.into_error(&rule.source.name, &rule.text, language);
                errors.extend(faults.into_iter().map(each));
                compiled.push(None);
            }
        }
    }
    refuse_broken_references(&mut compiled, &parsed, language, &mut errors);
    let mut place = HashMap::new();
    for (old, rule) in compiled.iter().enumerate() {
        if rule.is_some() {
            place.insert(old, place.len());
        }
    }
    let mut rules: Vec<Rule> = compiled.into_iter().flatten().map(|(rule, _)| rule).collect();
    for rule in &mut rules {
        let mut move_along = |index: &mut usize| *index = place.get(index).copied().unwrap_or(usize::MAX);
        rule.program.when.visit_rules(&mut move_along);
        for (_, test) in &mut rule.program.severity_when {
            test.visit_rules(&mut move_along);
        }
        for (_, test) in &mut rule.program.at_when {
            test.visit_rules(&mut move_along);
        }
        for case in &mut rule.program.text_when {
            case.when.visit_rules(&mut move_along);
        }
    }
    let words = FieldWords::new(&lexicons);
    (RuleSet::new(rules, vocabulary.build(), words, Rc::unwrap_or_clone(lexicons)), errors)
}

/// Takes out rules that ask for a rule that is broken, or in a circle for themselves.
fn refuse_broken_references(
    compiled: &mut [Option<Compiled>],
    parsed: &[Parsed<'_>],
    language: Language,
    errors: &mut Vec<CaretError>,
) {
    loop {
        let mut refused = Vec::new();
        for (index, rule) in compiled.iter().enumerate() {
            let Some((_, references)) = rule else { continue };
            for (target, span) in references {
                let name = parsed[*target].file.code.get_ref();
                if compiled[*target].is_none() {
                    let message =
                        both(format!("规则 {name} 本身有误"), format!("the rule {name} is broken itself"));
                    refused.push((index, span.clone(), message));
                    break;
                }
                if leads_to(compiled, *target, index) {
                    let message = both(
                        format!("规则 {name} 又引用了本规则"),
                        format!("{name} asks for this rule in turn"),
                    );
                    refused.push((index, span.clone(), message));
                    break;
                }
            }
        }
        if refused.is_empty() {
            return;
        }
        for (index, span, message) in refused {
            let rule = &parsed[index];
            let fault = Fault::new(span, message, both("在这里引用", "asked here"));
            errors.push(fault.into_error(&rule.source.name, &rule.text, language));
            compiled[index] = None;
        }
    }
}

fn leads_to(compiled: &[Option<Compiled>], from: usize, to: usize) -> bool {
    let mut open = vec![from];
    let mut seen = HashSet::new();
    while let Some(index) = open.pop() {
        if index == to {
            return true;
        }
        if seen.insert(index)
            && let Some(Some((_, references))) = compiled.get(index)
        {
            open.extend(references.iter().map(|(target, _)| *target));
        }
    }
    false
}
