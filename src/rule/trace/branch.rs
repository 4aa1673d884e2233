//! A rule as it is written, each of its predicates compiled by itself: in the order and the words of the file,
//! where the compiled rule has them in order of cost.

use std::ops::Range;
use std::rc::Rc;

use super::super::compile::{Codes, Compiler, operators};
use super::super::expr::{self, Expr, Node, NodeKind};
use super::super::fields::{Of, Type};
use super::super::names::{Constant, Names, Path};
use super::super::options;
use super::super::predicate::{Subject, Test};
use super::super::schema::{LoopFile, PredicateFile, RuleFile, TermList};
use super::super::spanned::Spanned;
use super::super::{Rule, RuleSet};
use crate::finding::Severity;

/// The conditions of a rule as they are written.
#[derive(Debug)]
pub(in crate::rule) struct Explained {
    pub lets: Vec<NamedLet>,
    pub when: Branch,
    pub at_when: Vec<(String, Branch)>,
    pub severity_when: Vec<(Severity, Branch)>,
    pub text_when: Vec<Branch>,
}

/// A `let`, and what its expression looks at.
#[derive(Debug)]
pub(in crate::rule) struct NamedLet {
    pub value: Looked,
    pub source: String,
    pub parts: Vec<Looked>,
}

/// A predicate.
#[derive(Debug)]
pub(in crate::rule) struct Branch {
    /// Its bytes in the rule file.
    pub at: Range<usize>,
    pub kind: Kind,
}

#[derive(Debug)]
pub(in crate::rule) enum Kind {
    All(Vec<Branch>),
    Any(Vec<Branch>),
    Not(Box<Branch>),
    /// An operator on a field, or an expression.
    Test {
        asks: String,
        is_expression: bool,
        /// Whether it says what must not be.
        is_exception: bool,
        test: Box<Test>,
        looks_at: Vec<Looked>,
        terms: Vec<Term>,
    },
    Loop(Box<Looping>),
    /// The `when` of another rule.
    Rule {
        code: String,
        index: usize,
        slot: Option<u8>,
        explained: Option<Box<Explained>>,
    },
}

/// An `exists` or a `count`.
#[derive(Debug)]
pub(in crate::rule) struct Looping {
    pub asks: String,
    pub items: Path,
    pub of: Of,
    pub slot: u8,
    pub filter: Option<Branch>,
    /// The bounds of a `count`.
    pub bounds: Option<(usize, usize)>,
}

/// Something with a value that a predicate looks at, as it is written.
#[derive(Debug)]
pub(in crate::rule) struct Looked {
    pub name: String,
    pub what: What,
}

#[derive(Debug)]
pub(in crate::rule) enum What {
    Value(Expr, Type),
    /// A collection.
    Items(Path),
    /// An option of the rule.
    Option(String),
}

/// A term that a predicate looks for, and where it comes from: `@degree`, `$words`, or the rule itself.
#[derive(Debug)]
pub(in crate::rule) struct Term {
    pub term: String,
    pub list: Option<String>,
    pub found: Found,
}

/// How a term is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rule) enum Found {
    Inside,
    AtStart,
    AtEnd,
    Whole,
}

impl RuleSet {
    /// The rule as it is written; None of a plugin's rule, which has no conditions.
    pub(in crate::rule) fn explained(&self, rule: &Rule) -> Option<Explained> {
        if rule.plugin.is_some() {
            return None;
        }
        let file: RuleFile = toml::from_str(&rule.source).ok()?;
        let codes: Codes = self
            .rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| rule.plugin.is_none())
            .map(|(index, rule)| (rule.info.code.clone(), (index, rule.program.scope)))
            .collect();
        let mut vocabulary = self.vocabulary.builder();
        let lexicons = Rc::new(self.lexicons.clone());
        let mut names = Names::of_scope(rule.program.scope);
        names.lexicons = Rc::clone(&lexicons);
        let constants = rule.program.constants.iter().cloned();
        names.options = rule.options.iter().map(|(name, _)| name.clone()).zip(constants).collect();
        let mut reader = Reader {
            set: self,
            compiler: Compiler {
                text: &rule.source,
                lexicons,
                vocabulary: &mut vocabulary,
                codes: &codes,
                faults: Vec::new(),
                references: Vec::new(),
            },
        };
        reader.rule(&file, names)
    }
}

/// Reads predicates once more, one by one. The rule has been compiled before, so that nothing is refused.
struct Reader<'r, 'c> {
    set: &'r RuleSet,
    compiler: Compiler<'c>,
}

impl Reader<'_, '_> {
    fn rule(&mut self, file: &RuleFile, mut names: Names) -> Option<Explained> {
        let mut lets = Vec::new();
        for (name, source) in &file.lets.0 {
            let (_, kind) = self.compiler.expr(source, &names)?;
            let parts = looked_at(source.get_ref(), &names);
            let value = What::Value(Expr::Let(names.lets.len()), kind);
            names.lets.push((name.get_ref().clone(), kind));
            let value = Looked { name: name.get_ref().clone(), what: value };
            lets.push(NamedLet { value, source: source.get_ref().clone(), parts });
        }
        let when = self.branch(file.when.as_ref()?, &names)?;
        let witness = |names: &Names| match witness_of(&when) {
            Some(of) => names.with_witness(of),
            None => names.clone(),
        };
        let spoken = witness(&names);
        let mut explained =
            Explained { lets, when, at_when: Vec::new(), severity_when: Vec::new(), text_when: Vec::new() };
        for case in &file.at_when {
            explained.at_when.push((case.at.get_ref().clone(), self.branch(&case.when, &names)?));
        }
        for case in &file.severity_when {
            explained.severity_when.push((case.severity, self.branch(&case.when, &names)?));
        }
        for case in &file.text_when {
            explained.text_when.push(self.branch(&case.get_ref().when, &spoken)?);
        }
        Some(explained)
    }

    fn branch(&mut self, file: &Spanned<PredicateFile>, names: &Names) -> Option<Branch> {
        let predicate = file.get_ref();
        let mut parts = Vec::new();
        for (list, all) in [(&predicate.all, true), (&predicate.any, false)] {
            if let Some(list) = list {
                let branches =
                    list.iter().map(|item| self.branch(item, names)).collect::<Option<Vec<_>>>()?;
                let at = list.first()?.span().start..list.last()?.span().end;
                let kind = if all { Kind::All(branches) } else { Kind::Any(branches) };
                parts.push(Branch { at, kind });
            }
        }
        if let Some(inner) = &predicate.not {
            let kind = Kind::Not(Box::new(self.branch(inner, names)?));
            parts.push(Branch { at: inner.span(), kind });
        }
        for (name, items) in [("exists", &predicate.exists), ("count", &predicate.count)] {
            if let Some(items) = items {
                let kind = Kind::Loop(Box::new(self.looping(name, items.get_ref(), names)?));
                parts.push(Branch { at: items.span(), kind });
            }
        }
        if let Some(code) = &predicate.rule {
            let &(index, _) = self.compiler.codes.get(code.get_ref())?;
            let Some(Test::Rule(_, slot)) = self.compiler.rule(code, names) else { return None };
            // A rule asks for itself on no way round, so that this comes to an end.
            let explained = self.set.rules.get(index).and_then(|rule| self.set.explained(rule)).map(Box::new);
            let kind = Kind::Rule { code: code.get_ref().clone(), index, slot, explained };
            parts.push(Branch { at: code.span(), kind });
        }
        if let Some(source) = &predicate.expr {
            let (expr, _) = self.compiler.expr(source, names)?;
            let kind = Kind::Test {
                asks: source.get_ref().trim().to_owned(),
                is_expression: true,
                is_exception: false,
                test: Box::new(Test::Expr(expr)),
                looks_at: looked_at(source.get_ref(), names),
                terms: Vec::new(),
            };
            parts.push(Branch { at: source.span(), kind });
        }
        if let Some(field) = &predicate.field {
            self.operators_of(predicate, field, names, &mut parts)?;
        }
        parts.sort_by_key(|part| part.at.start);
        match parts.len() {
            1 => parts.pop(),
            _ => Some(Branch { at: file.span(), kind: Kind::All(parts) }),
        }
    }

    fn operators_of(
        &mut self,
        predicate: &PredicateFile,
        field: &Spanned<String>,
        names: &Names,
        parts: &mut Vec<Branch>,
    ) -> Option<()> {
        let (subject, kind) = self.compiler.subject(field, names)?;
        let tests = self.compiler.operators(predicate, subject, kind, field, names);
        let asked: Vec<_> = operators(predicate).collect();
        // One test an operator, in the same order.
        if tests.len() != asked.len() {
            return None;
        }
        for ((operator, at), test) in asked.into_iter().zip(tests) {
            let written = self.written(at.clone());
            let mut looks_at = vec![looked(field.get_ref(), subject, kind)];
            looks_at.extend(self.beside(predicate, operator, names));
            let terms = terms_of(predicate, operator).map_or_else(Vec::new, |(list, found)| {
                list.get_ref().0.iter().flat_map(|term| self.terms(term, found, names)).collect()
            });
            let kind = Kind::Test {
                asks: format!("{} {operator} = {written}", field.get_ref()),
                is_expression: false,
                is_exception: matches!(operator, "not-in" | "contains-none"),
                test: Box::new(test),
                looks_at,
                terms,
            };
            parts.push(Branch { at, kind });
        }
        Some(())
    }

    /// What an operator compares its field with, where that is no plain value.
    fn beside(&mut self, predicate: &PredicateFile, operator: &str, names: &Names) -> Vec<Looked> {
        let operand = match operator {
            "is" => &predicate.is,
            "gt" => &predicate.gt,
            "ge" => &predicate.ge,
            "lt" => &predicate.lt,
            "le" => &predicate.le,
            "eq" => &predicate.eq,
            "equals-field" => {
                let other = predicate.equals_field.as_ref();
                let subject = other.and_then(|other| Some((other, self.compiler.subject(other, names)?)));
                return subject
                    .map(|(other, (subject, kind))| looked(other.get_ref(), subject, kind))
                    .into_iter()
                    .collect();
            }
            _ => return Vec::new(),
        };
        let Some(text) = operand.as_ref().and_then(|operand| operand.get_ref().as_str()) else {
            return Vec::new();
        };
        match (text.strip_prefix('='), text.strip_prefix('$')) {
            (Some(source), _) => looked_at(source, names),
            (_, Some(name)) => option(name, names).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    fn terms(&mut self, term: &Spanned<String>, found: Found, names: &Names) -> Vec<Term> {
        let written = term.get_ref();
        let list = written.starts_with(['@', '$']).then(|| written.clone());
        let alone = Spanned::placeless(TermList(vec![term.clone()]));
        let terms = self.compiler.terms(&alone, names).unwrap_or_default();
        terms.into_iter().map(|term| Term { term, list: list.clone(), found }).collect()
    }

    fn looping(&mut self, name: &str, items: &LoopFile, names: &Names) -> Option<Looping> {
        let (Subject::Field(path), Type::Items(of)) = self.compiler.subject(&items.items, names)? else {
            return None;
        };
        let (inner, slot) = names.enter_loop(of)?;
        let filter = match &items.filter {
            Some(filter) => Some(self.branch(filter, &inner)?),
            None => None,
        };
        let bound = |bound: &Option<Spanned<usize>>| bound.as_ref().map(|bound| *bound.get_ref());
        let (min, max) = (bound(&items.min), bound(&items.max));
        let mut asks = format!("{name} in = \"{}\"", items.items);
        for (key, value) in [("min", min), ("max", max)] {
            if let Some(value) = value {
                asks += &format!(", {key} = {value}");
            }
        }
        let bounds = (name == "count").then(|| (min.unwrap_or(0), max.unwrap_or(usize::MAX)));
        Some(Looping { asks, items: path, of, slot, filter, bounds })
    }

    /// What is written there, in one line.
    fn written(&self, at: Range<usize>) -> String {
        let text = self.compiler.text.get(at).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn looked(name: &str, subject: Subject, kind: Type) -> Looked {
    let what = match (subject, kind) {
        (Subject::Field(path), Type::Items(_)) => What::Items(path),
        (Subject::Field(path), kind) => What::Value(Expr::Field(path), kind),
        (Subject::Let(index), kind) => What::Value(Expr::Let(index), kind),
    };
    Looked { name: name.to_owned(), what }
}

fn option(name: &str, names: &Names) -> Option<Looked> {
    let value = names.option(name)?;
    let shown = match value {
        Constant::List(list) => list.join("、"),
        value => options::shown(value),
    };
    Some(Looked { name: format!("${name}"), what: What::Option(shown) })
}

/// The lists that an operator looks for terms of.
fn terms_of<'f>(predicate: &'f PredicateFile, operator: &str) -> Option<(&'f Spanned<TermList>, Found)> {
    let (list, found) = match operator {
        "contains-any" => (&predicate.contains_any, Found::Inside),
        "contains-none" => (&predicate.contains_none, Found::Inside),
        "starts-with-any" => (&predicate.starts_with_any, Found::AtStart),
        "ends-with-any" => (&predicate.ends_with_any, Found::AtEnd),
        "in" => (&predicate.within, Found::Whole),
        "not-in" => (&predicate.not_in, Found::Whole),
        _ => return None,
    };
    Some((list.as_ref()?, found))
}

/// What the text of an expression looks at: names, options, and what is worked out over records.
fn looked_at(source: &str, names: &Names) -> Vec<Looked> {
    let mut looked = Vec::new();
    if let Ok(node) = expr::parse(source) {
        visit(&node, source, names, &mut looked);
    }
    let mut seen: Vec<String> = Vec::new();
    looked.retain(|it: &Looked| !seen.contains(&it.name) && (seen.push(it.name.clone()), true).1);
    looked
}

fn visit(node: &Node, source: &str, names: &Names, out: &mut Vec<Looked>) {
    let mut value = |node: &Node| {
        if let Ok((expr, kind)) = expr::check(node, names) {
            let name = source.get(node.at.clone()).unwrap_or_default();
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            out.push(Looked { name, what: What::Value(expr, kind) });
        }
    };
    match &node.kind {
        NodeKind::Name(_) | NodeKind::Fold(..) => value(node),
        NodeKind::Option(name) => out.extend(option(name, names)),
        NodeKind::Negate(inner) | NodeKind::Not(inner) => visit(inner, source, names, out),
        NodeKind::Binary(_, left, right) | NodeKind::In(left, right) => {
            visit(left, source, names, out);
            visit(right, source, names, out);
        }
        NodeKind::List(members) => members.iter().for_each(|member| visit(member, source, names, out)),
        NodeKind::Call(_, arguments) => {
            value(node);
            arguments.iter().for_each(|argument| visit(argument, source, names, out));
        }
        NodeKind::Number(_) | NodeKind::Money(_) | NodeKind::Text(_) | NodeKind::Bool(_) => {}
    }
}

/// What can have made it true, as `Test::witness_of` says it of the compiled rule.
fn witness_of(branch: &Branch) -> Option<Of> {
    match &branch.kind {
        Kind::All(branches) | Kind::Any(branches) => branches.iter().find_map(witness_of),
        Kind::Loop(looping) if looping.bounds.is_none() => {
            Some(looping.of).filter(|of| matches!(of, Of::Part | Of::Clause))
        }
        _ => None,
    }
}
