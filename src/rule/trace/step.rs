//! Predicates held against a record, each with its verdict and the values it looked at.

use serde::Serialize;

use super::super::fields::{Of, Type};
use super::super::items::Items;
use super::super::place::At;
use super::super::predicate::Test;
use super::super::scene::{Element, Scene};
use super::super::template::shown;
use super::super::truth::{self, Truth};
use super::super::value::Datum;
use super::branch::{Branch, Explained, Found, Kind, Looked, Looping, Term, What};
use crate::finding::Field;
use crate::text::skeleton;

/// Items of a loop that are told one by one.
const ITEMS: usize = 20;

/// How a predicate fared.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// What it came to.
    pub verdict: Truth,
    /// Which kind of predicate it is.
    pub kind: StepKind,
    /// What it asks, in the words of the rule file; empty where its steps say it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub asks: String,
    /// What it looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Named>,
    /// The terms of its lists, or the text for its pattern, that were found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<FoundTerm>,
    /// The predicates that it is made of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// The items that a loop went over: those that held first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
    /// Items that are not told one by one.
    #[serde(skip_serializing_if = "is_zero")]
    pub more_items: usize,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// The kind of a predicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// All of its steps must hold.
    All,
    /// One of its steps must hold.
    Any,
    /// Its step must not hold.
    Not,
    /// An operator on a field.
    Test,
    /// An expression.
    Expr,
    /// A loop that wants an item.
    Exists,
    /// A loop that counts its items.
    Count,
    /// The condition of another rule.
    Rule,
}

/// A value by the name that rules call it by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The name, or the expression.
    pub name: String,
    /// What it is.
    pub value: Shown,
}

/// A value as it is shown. In JSON: null, a text, or a list of what it may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Shown {
    /// Could not be determined.
    Unknown,
    /// A text.
    Text(String),
    /// A number, an amount, yes or no.
    Plain(String),
    /// A word of a closed set, and what it means to people.
    Word(Word),
    /// One of several words of a closed set; of none, the thing is known to be nothing of the kind.
    OneOf(Vec<Word>),
}

/// A word of a closed set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As rules write it.
    pub word: &'static str,
    /// As people call it.
    pub label: &'static str,
}

impl Serialize for Word {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word)
    }
}

/// A term that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoundTerm {
    /// The term.
    pub term: String,
    /// The lexicon or option that it is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
}

/// An item of a loop.
#[derive(Debug, Clone, Serialize)]
pub struct Item {
    /// What people know it by: the text of a part, the name of an indicator.
    pub name: String,
    /// The row that it stands in, where that is its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// Whether it is meant.
    pub verdict: Truth,
    /// How it fared; None where every item is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
}

impl Step {
    fn new(kind: StepKind, verdict: Truth, asks: String) -> Self {
        let (values, found, steps, items) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { verdict, kind, asks, values, found, steps, items, more_items: 0 }
    }

    /// The predicate that decided: of those that alone would have led to the same verdict, the first in the order of
    /// the file; the whole where several together did.
    pub fn deciding(&self) -> &Self {
        let alike = || self.steps.iter().find(|step| step.verdict == self.verdict);
        let decided = match (self.kind, self.verdict) {
            (StepKind::All, Truth::False | Truth::Unknown)
            | (StepKind::Any, Truth::True | Truth::Unknown) => alike(),
            (StepKind::All | StepKind::Any, _) if self.steps.len() == 1 => self.steps.first(),
            _ => None,
        };
        decided.map_or(self, Self::deciding)
    }

    /// Calls `each` with the name of everything whose value is missing to those predicates that could not be judged.
    fn each_missing(&self, each: &mut impl FnMut(&str)) {
        if self.verdict != Truth::Unknown {
            return;
        }
        for value in &self.values {
            if matches!(&value.value, Shown::Unknown)
                || matches!(&value.value, Shown::OneOf(words) if words.len() > 1)
            {
                each(&value.name);
            }
        }
        self.steps.iter().for_each(|step| step.each_missing(each));
        self.items.iter().filter_map(|item| item.step.as_ref()).for_each(|step| step.each_missing(each));
    }
}

impl<'a> Scene<'a> {
    /// Holds a predicate against the scene's subject, and all that it is made of.
    pub(in crate::rule) fn step(&mut self, branch: &'a Branch) -> Step {
        let steps = |scene: &mut Self, branches: &'a [Branch]| -> Vec<Step> {
            branches.iter().map(|branch| scene.step(branch)).collect()
        };
        let empty = String::new;
        match &branch.kind {
            Kind::All(branches) => {
                let steps = steps(self, branches);
                let verdict = truth::all(steps.iter().map(|step| step.verdict));
                Step { steps, ..Step::new(StepKind::All, verdict, empty()) }
            }
            Kind::Any(branches) => {
                let steps = steps(self, branches);
                let verdict = truth::any(steps.iter().map(|step| step.verdict));
                Step { steps, ..Step::new(StepKind::Any, verdict, empty()) }
            }
            Kind::Not(inner) => {
                let inner = self.step(inner);
                let verdict = !inner.verdict;
                Step { steps: vec![inner], ..Step::new(StepKind::Not, verdict, empty()) }
            }
            Kind::Test { asks, is_expression, test, looks_at, terms, .. } => {
                let verdict = self.holds(test);
                let kind = if *is_expression { StepKind::Expr } else { StepKind::Test };
                let values = looks_at.iter().map(|looked| self.named(looked)).collect();
                let found = match (&**test, looks_at.first()) {
                    (Test::Matches(_, regex), Some(looked)) => self.text_of(looked).and_then(|text| {
                        Some(FoundTerm { term: regex.find(&text)?.as_str().to_owned(), list: None })
                    }),
                    _ => None,
                };
                let mut found: Vec<FoundTerm> = found.into_iter().collect();
                if let Some(text) = looks_at.first().filter(|_| !terms.is_empty()) {
                    found.extend(self.text_of(text).map_or_else(Vec::new, |text| found_in(&text, terms)));
                }
                Step { values, found, ..Step::new(kind, verdict, asks.clone()) }
            }
            Kind::Loop(looping) => self.looped(looping),
            Kind::Rule { code, index, slot, explained } => {
                let asks = format!("rule = \"{code}\"");
                let steps = match (explained, self.asked(*index, *slot)) {
                    (Some(explained), Some(mut scene)) => vec![scene.step(&explained.when)],
                    _ => Vec::new(),
                };
                let verdict = steps.first().map_or(Truth::Unknown, |step| step.verdict);
                Step { steps, ..Step::new(StepKind::Rule, verdict, asks) }
            }
        }
    }

    fn looped(&mut self, looping: &'a Looping) -> Step {
        let kind = if looping.bounds.is_some() { StepKind::Count } else { StepKind::Exists };
        let asks = looping.asks.clone();
        let Some(collection) = self.items(looping.items) else {
            return Step::new(kind, Truth::Unknown, asks);
        };
        let mut items: Vec<Item> = (0..collection.len())
            .map(|index| {
                let element = self.item(collection, index);
                self.put(looping.slot, element);
                let step = looping.filter.as_ref().map(|filter| self.step(filter));
                let (name, cell) = self.called(element, looping.of);
                Item { name, cell, verdict: step.as_ref().map_or(Truth::True, |step| step.verdict), step }
            })
            .collect();
        let count = |truth| items.iter().filter(|item| item.verdict == truth).count();
        let (sure, possible) = (count(Truth::True), count(Truth::Unknown));
        let verdict = match looping.bounds {
            None => truth::any(items.iter().map(|item| item.verdict)),
            Some((min, max)) if sure >= min && sure + possible <= max => Truth::True,
            Some((min, max)) if sure + possible < min || sure > max => Truth::False,
            Some(_) => Truth::Unknown,
        };
        let rank = |item: &Item| match item.verdict {
            Truth::True => 0,
            Truth::Unknown => 1,
            Truth::False => 2,
        };
        items.sort_by_key(rank);
        let more_items = items.len().saturating_sub(ITEMS);
        items.truncate(ITEMS);
        let values = match looping.bounds {
            Some(_) => vec![Named { name: "count".to_owned(), value: Shown::Plain(sure.to_string()) }],
            None => Vec::new(),
        };
        Step { values, items, more_items, ..Step::new(kind, verdict, asks) }
    }

    /// What people know an item of a loop by, and its cell where it has one of its own.
    fn called(&self, element: Element<'a>, of: Of) -> (String, Option<String>) {
        let sheet = self.context.sheet;
        match element {
            Element::Part(value, index, _) => {
                let span = value.parts.get(index).map(|part| part.span.clone()).unwrap_or_default();
                (value.text.as_str().get(span).unwrap_or_default().to_owned(), None)
            }
            Element::Clause(desk, index) => {
                (desk.clauses().get(index).map_or_else(String::new, |clause| clause.text.to_string()), None)
            }
            element => {
                let at = match of {
                    Of::Indicator => At { field: Field::Name },
                    of => At::default_of(of),
                };
                match at.locate(element, sheet) {
                    Some((place, raw)) => (raw.trim().to_owned(), Some(sheet.grid.address(place).cell)),
                    None => (String::new(), None),
                }
            }
        }
    }

    /// What a name stands for here.
    pub(in crate::rule) fn named(&mut self, looked: &'a Looked) -> Named {
        let value = match &looked.what {
            What::Value(expr, kind) => {
                let value = self.value(expr);
                self.shown(value, *kind)
            }
            What::Items(path) => match self.items(*path).map(Items::len) {
                Some(count) => Shown::Plain(count.to_string()),
                None => Shown::Unknown,
            },
            What::Option(value) => Shown::Plain(value.clone()),
        };
        Named { name: looked.name.clone(), value }
    }

    pub(in crate::rule) fn shown(&self, value: Datum<'_>, kind: Type) -> Shown {
        let language = self.context.language;
        match (value, kind) {
            (Datum::Unknown, _) => Shown::Unknown,
            (Datum::Text(text), _) => Shown::Text(text.into_owned()),
            (Datum::Choice(bits), Type::Choice(choice)) => {
                let word = |bit: u32| {
                    let word = choice.names().nth(bit as usize)?;
                    Some(Word { word, label: choice.label(1 << bit, language).unwrap_or(word) })
                };
                let mut words: Vec<Word> =
                    (0..u32::BITS).filter(|bit| bits & (1 << bit) != 0).filter_map(word).collect();
                match (words.len(), words.pop()) {
                    (1, Some(word)) => Shown::Word(word),
                    (_, last) => {
                        words.extend(last);
                        Shown::OneOf(words)
                    }
                }
            }
            (value, kind) => Shown::Plain(shown(value, kind, self.context.money_unit, language)),
        }
    }

    fn text_of(&mut self, looked: &'a Looked) -> Option<String> {
        match &looked.what {
            What::Value(expr, _) => match self.value(expr) {
                Datum::Text(text) => Some(text.into_owned()),
                _ => None,
            },
            _ => None,
        }
    }

    /// The names of all whose value is missing where a rule could not be judged; of a `let`, what it is made of.
    pub(in crate::rule) fn missing(&mut self, explained: &'a Explained) -> Vec<String> {
        let mut missing = Vec::new();
        self.step(&explained.when).each_missing(&mut |name| missing.push(name.to_owned()));
        // Each speaks only of those before it.
        for own in explained.lets.iter().rev() {
            let Some(at) = missing.iter().position(|name| *name == own.value.name) else { continue };
            let parts: Vec<Named> = own.parts.iter().map(|part| self.named(part)).collect();
            let parts: Vec<String> =
                parts.into_iter().filter(|it| it.value == Shown::Unknown).map(|it| it.name).collect();
            if !parts.is_empty() {
                missing.retain(|name| *name != own.value.name);
                missing.splice(at.min(missing.len())..at.min(missing.len()), parts);
            }
        }
        let mut seen = std::collections::HashSet::new();
        missing.retain(|name| seen.insert(name.clone()));
        missing
    }
}

/// The terms that stand in a text, the longest first; those inside a longer one are left out.
fn found_in(text: &str, terms: &[Term]) -> Vec<FoundTerm> {
    let bones = skeleton(text);
    let fits = |term: &&Term| match term.found {
        _ if text.is_empty() => false,
        Found::Inside => text.contains(&term.term),
        Found::AtStart => text.starts_with(&term.term),
        Found::AtEnd => text.ends_with(&term.term),
        Found::Whole => term.term == text || (!bones.is_empty() && skeleton(&term.term) == bones),
    };
    let mut found: Vec<&Term> = terms.iter().filter(|term| !term.term.is_empty()).filter(fits).collect();
    found.sort_by_key(|term| std::cmp::Reverse(term.term.len()));
    let mut told: Vec<FoundTerm> = Vec::new();
    for term in found {
        if !told.iter().any(|longer| longer.term.contains(&term.term)) {
            told.push(FoundTerm { term: term.term.clone(), list: term.list.clone() });
        }
    }
    told
}
