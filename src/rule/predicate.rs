//! Compiled predicates and how they are evaluated.

use std::borrow::Cow;

use regex::Regex;

use super::expr::{Expr, Operator, compare_numbers, one_of_words};
use super::fields::{Of, Type};
use super::names::{Path, slot};
use super::scene::{Element, ProjectView, Scene};
use super::terms::{Edges, ListBit, Trie};
use super::truth::{self, Truth};
use super::value::Datum;

/// What a predicate speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    Field(Path),
    Let(usize),
}

/// A compiled predicate. The tests of an `all` or `any` stand in order of cost.
#[derive(Debug, Clone)]
pub(super) enum Test {
    All(Box<[Test]>),
    Any(Box<[Test]>),
    Not(Box<Test>),
    /// One of a few words, as bits.
    Words(Subject, u32),
    IsText(Subject, Box<str>),
    IsBool(Subject, bool),
    Compare(Subject, Operator, Expr),
    HasTerm(Subject, ListBit),
    HasNoTerm(Subject, ListBit),
    Starts(Subject, Edges),
    Ends(Subject, Edges),
    /// A list field that has one of the texts.
    ListHas(Subject, Box<[String]>),
    IsTerm(Subject, Trie),
    IsNoTerm(Subject, Trie),
    ConsistsOf(Subject, Trie),
    Matches(Subject, Regex),
    EqualsField(Subject, Subject),
    Empty(Subject, Type, bool),
    Known(Subject, bool),
    Length(Subject, usize, usize),
    Exists(Box<Loop>),
    Count(Box<Loop>, usize, usize),
    /// The `when` of another rule for the thing in a slot; None for the same subject.
    Rule(usize, Option<u8>),
    Expr(Expr),
}

/// A loop over a collection.
#[derive(Debug, Clone)]
pub(super) struct Loop {
    pub items: Path,
    pub of: Of,
    pub slot: u8,
    pub filter: Option<Test>,
}

impl Test {
    /// Calls `visit` with every reference to another rule.
    pub fn visit_rules(&mut self, visit: &mut impl FnMut(&mut usize)) {
        match self {
            Self::Rule(index, _) => visit(index),
            Self::All(tests) | Self::Any(tests) => tests.iter_mut().for_each(|test| test.visit_rules(visit)),
            Self::Not(inner) => inner.visit_rules(visit),
            Self::Exists(items) | Self::Count(items, ..) => {
                if let Some(filter) = &mut items.filter {
                    filter.visit_rules(visit);
                }
            }
            _ => {}
        }
    }

    /// What can have made it true: some part of a cell, some repeated clause.
    pub fn witness_of(&self) -> Option<Of> {
        match self {
            Self::All(tests) | Self::Any(tests) => tests.iter().find_map(Self::witness_of),
            Self::Exists(items) => Some(items.of).filter(|of| matches!(of, Of::Part | Of::Clause)),
            _ => None,
        }
    }
}

impl<'a> Scene<'a> {
    /// Whether a predicate holds.
    pub fn holds(&mut self, test: &'a Test) -> Truth {
        match test {
            Test::All(tests) => truth::all(tests.iter().map(|test| self.holds(test))),
            Test::Any(tests) => truth::any(tests.iter().map(|test| self.holds(test))),
            Test::Not(inner) => !self.holds(inner),
            Test::Words(subject, words) => match self.subject(*subject) {
                Datum::Choice(possible) => one_of_words(possible, *words),
                _ => Truth::Unknown,
            },
            Test::IsText(subject, text) => self.with_text(*subject, |found| found == &**text),
            Test::IsBool(subject, wanted) => match self.subject(*subject) {
                Datum::Bool(holds) => Truth::from(holds == *wanted),
                _ => Truth::Unknown,
            },
            Test::Compare(subject, operator, operand) => {
                let left = self.subject(*subject).as_number();
                let right = left.and_then(|_| self.value(operand).as_number());
                left.zip(right).map(|(left, right)| compare_numbers(*operator, left, right)).into()
            }
            Test::HasTerm(subject, list) => self.has_term(*subject, *list),
            Test::HasNoTerm(subject, list) => !self.has_term(*subject, *list),
            Test::Starts(subject, edges) => self.with_text(*subject, |text| edges.meet(text.chars())),
            Test::Ends(subject, edges) => self.with_text(*subject, |text| edges.meet(text.chars().rev())),
            Test::ListHas(subject, texts) => match self.subject(*subject) {
                Datum::List(list) => Truth::from(list.iter().any(|member| texts.contains(&member.name))),
                _ => Truth::Unknown,
            },
            Test::IsTerm(subject, trie) => self.in_trie(*subject, trie, Trie::is_term),
            Test::IsNoTerm(subject, trie) => !self.in_trie(*subject, trie, Trie::is_term),
            Test::ConsistsOf(subject, trie) => self.in_trie(*subject, trie, Trie::covers),
            Test::Matches(subject, regex) => self.with_text(*subject, |text| regex.is_match(text)),
            Test::EqualsField(left, right) => match (self.subject(*left), self.subject(*right)) {
                (Datum::Text(left), Datum::Text(right)) => Truth::from(!left.is_empty() && left == right),
                (Datum::Number(left), Datum::Number(right)) => Truth::from(left == right),
                (Datum::Bool(left), Datum::Bool(right)) => Truth::from(left == right),
                (Datum::Choice(left), Datum::Choice(right)) if right.count_ones() == 1 => {
                    one_of_words(left, right)
                }
                (Datum::Choice(left), Datum::Choice(right)) if left & right == 0 => Truth::False,
                _ => Truth::Unknown,
            },
            Test::Empty(subject, kind, wanted) => Truth::from(self.is_empty(*subject, *kind) == *wanted),
            Test::Known(subject, wanted) => Truth::from(self.subject(*subject).is_known() == *wanted),
            Test::Length(subject, min, max) => self.with_text(*subject, |text| {
                let length = text.chars().filter(|ch| !ch.is_whitespace()).count();
                (*min..=*max).contains(&length)
            }),
            Test::Exists(items) => self.exists(items),
            Test::Count(items, min, max) => self.count(items, *min, *max),
            Test::Rule(index, slot) => self.other_rule(*index, *slot),
            Test::Expr(expr) => self.value(expr).truth(),
        }
    }

    fn subject(&mut self, subject: Subject) -> Datum<'a> {
        match subject {
            Subject::Field(path) => self.datum(path),
            Subject::Let(index) => self.value_of_let(index),
        }
    }

    /// A test of a text: false on the empty text, unknown where there is none.
    fn with_text(&mut self, subject: Subject, test: impl FnOnce(&str) -> bool) -> Truth {
        match self.subject(subject) {
            Datum::Text(text) => Truth::from(!text.is_empty() && test(&text)),
            _ => Truth::Unknown,
        }
    }

    /// A test of a text and its skeleton against a trie.
    fn in_trie(&mut self, subject: Subject, trie: &Trie, test: fn(&Trie, &str, &str) -> bool) -> Truth {
        if let Subject::Field(path) = subject
            && let Some((desk, slot)) = self.noted(path)
        {
            let text = desk.text(slot);
            let passes = || trie.may_start(text) && test(trie, text, desk.skeleton(slot));
            return Truth::from(!text.is_empty() && passes());
        }
        self.with_text(subject, |text| trie.may_start(text) && test(trie, text, &crate::text::skeleton(text)))
    }

    fn has_term(&mut self, subject: Subject, list: ListBit) -> Truth {
        if let Subject::Field(path) = subject
            && let Some((desk, slot)) = self.noted(path)
        {
            let filled = !desk.text(slot).is_empty();
            return Truth::from(filled && desk.has_term(slot, list, self.vocabulary));
        }
        let vocabulary = self.vocabulary;
        self.with_text(subject, |text| vocabulary.contains(text, list))
    }

    fn is_empty(&mut self, subject: Subject, kind: Type) -> bool {
        if let (Type::Items(_), Subject::Field(path)) = (kind, subject) {
            return self.items(path).is_none_or(|items| items.len() == 0);
        }
        match self.subject(subject) {
            Datum::Text(text) => text.is_empty(),
            Datum::List(list) => list.is_empty(),
            _ => true,
        }
    }

    fn exists(&mut self, items: &'a Loop) -> Truth {
        let Some(collection) = self.items(items.items) else { return Truth::Unknown };
        let mut result = Truth::False;
        for index in 0..collection.len() {
            let element = self.item(collection, index);
            self.put(items.slot, element);
            match items.filter.as_ref().map_or(Truth::True, |filter| self.holds(filter)) {
                Truth::True => return Truth::True,
                Truth::Unknown => result = Truth::Unknown,
                Truth::False => {}
            }
        }
        result
    }

    fn count(&mut self, items: &'a Loop, min: usize, max: usize) -> Truth {
        let Some(collection) = self.items(items.items) else { return Truth::Unknown };
        let (mut sure, mut possible) = (0, 0);
        for index in 0..collection.len() {
            let element = self.item(collection, index);
            self.put(items.slot, element);
            match items.filter.as_ref().map_or(Truth::True, |filter| self.holds(filter)) {
                Truth::True => sure += 1,
                Truth::Unknown => possible += 1,
                Truth::False => {}
            }
        }
        if sure >= min && sure + possible <= max {
            Truth::True
        } else if sure + possible < min || sure > max {
            Truth::False
        } else {
            Truth::Unknown
        }
    }

    fn other_rule(&mut self, index: usize, at: Option<u8>) -> Truth {
        self.asked(index, at).map_or(Truth::Unknown, |mut scene| scene.holds(&scene.rule.program.when))
    }

    /// The scene in which another rule is asked; None where it cannot be.
    pub fn asked(&self, index: usize, at: Option<u8>) -> Option<Self> {
        let rule = self.rules.get(index)?;
        let mut slots = [Element::Nothing; slot::COUNT];
        slots[usize::from(slot::SHEET)] = self.element(slot::SHEET);
        match at.map(|at| self.element(at)) {
            None => {
                let subject = ..usize::from(slot::WITNESS);
                slots[subject].copy_from_slice(&self.slots[subject]);
            }
            Some(subject @ Element::Indicator(desk, _)) => {
                let view = ProjectView { project: desk.reading.project, desk: Some(desk) };
                slots[usize::from(slot::PROJECT)] = Element::Project(view);
                slots[usize::from(slot::DEPARTMENT)] = department_of(view);
                slots[usize::from(slot::INDICATOR)] = subject;
            }
            Some(subject @ Element::Project(view)) => {
                slots[usize::from(slot::PROJECT)] = subject;
                slots[usize::from(slot::DEPARTMENT)] = department_of(view);
            }
            Some(_) => return None,
        }
        Some(self.beside(rule, slots))
    }

    /// What made the predicate true: the first item of the first `exists` over parts or clauses that holds.
    pub fn witness(&mut self, test: &'a Test) -> Option<Element<'a>> {
        match test {
            Test::All(tests) => tests.iter().find_map(|test| self.witness(test)),
            Test::Any(tests) => tests.iter().find_map(|test| {
                (test.witness_of().is_some() && self.holds(test).is_true())
                    .then(|| self.witness(test))
                    .flatten()
            }),
            Test::Exists(items) if matches!(items.of, Of::Part | Of::Clause) => {
                let collection = self.items(items.items)?;
                (0..collection.len()).find_map(|index| {
                    let element = self.item(collection, index);
                    self.put(items.slot, element);
                    let holds = items.filter.as_ref().map_or(Truth::True, |filter| self.holds(filter));
                    holds.is_true().then_some(element)
                })
            }
            _ => None,
        }
    }

    /// The text of a subject, for keys of blocks.
    pub fn key_text(&mut self, subject: Subject) -> Option<Cow<'a, str>> {
        match self.subject(subject) {
            Datum::Text(text) => Some(text),
            Datum::Choice(bits) => Some(Cow::Owned(bits.to_string())),
            Datum::Number(number) => Some(Cow::Owned(number.normalize().to_string())),
            Datum::Bool(holds) => Some(Cow::Borrowed(if holds { "1" } else { "0" })),
            _ => None,
        }
    }
}

/// The department of a project, to be put into its slot.
pub(super) fn department_of<'a>(view: ProjectView<'a>) -> Element<'a> {
    view.project.department.map_or(Element::Nothing, Element::Department)
}
