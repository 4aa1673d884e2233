//! Compiles predicates: binds names, checks types, puts cheap tests first.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use toml::Value;

use super::spanned::Spanned;

use super::expr::{self, Expr, Operator};
use super::fields::Type;
use super::mistakes::{never_equal, unknown_field};
use super::names::{Meaning, Names};
use super::operands::at_or;
use super::predicate::{Loop, Subject, Test};
use super::schema::{LoopFile, PredicateFile, ScopeName, TermList};
use super::terms::{Edges, Trie, VocabularyBuilder};
use crate::caret::{Both, Fault, both};
use crate::lexicon::Lexicons;
use crate::text::Normalized;

/// Where the rules of the set stand, by code.
pub(super) type Codes = HashMap<String, (usize, ScopeName)>;

/// Compiles what one rule file says.
pub(super) struct Compiler<'l> {
    /// The rule file.
    pub text: &'l str,
    pub lexicons: Rc<Lexicons>,
    pub vocabulary: &'l mut VocabularyBuilder,
    pub codes: &'l Codes,
    pub faults: Vec<Fault>,
    /// Other rules whose `when` is asked for, and where.
    pub references: Vec<(usize, Range<usize>)>,
}

impl Compiler<'_> {
    /// Notes a mistake; the place it stands at compiles to nothing.
    pub fn refuse<T>(&mut self, fault: Fault) -> Option<T> {
        self.faults.push(fault);
        None
    }

    /// Ties a mistake inside an expression to the rule file.
    pub fn fault_in(&self, string: Range<usize>, fault: Fault) -> Fault {
        Fault { span: inside(self.text, string, fault.span.clone()), ..fault }
    }

    /// Compiles an expression.
    pub fn expr(&mut self, source: &Spanned<String>, names: &Names) -> Option<(Expr, Type)> {
        let parsed = expr::parse(source.get_ref());
        match parsed.and_then(|node| expr::check(&node, names)) {
            Ok(checked) => Some(checked),
            Err(fault) => {
                let fault = self.fault_in(source.span(), fault);
                self.refuse(fault)
            }
        }
    }

    /// Compiles a predicate. None where it is refused; all its mistakes are noted.
    pub fn test(&mut self, file: &Spanned<PredicateFile>, names: &Names) -> Option<Test> {
        let span = file.span();
        let predicate = file.get_ref();
        let mut tests = Vec::new();
        let mut sound = true;
        if [&predicate.all, &predicate.any].into_iter().flatten().any(Vec::is_empty) {
            let message = both("条件的列表是空的", "a list of predicates is empty");
            return self.refuse(Fault::here(span, message));
        }
        let mut add = |test: Option<Test>| match test {
            Some(test) => tests.push(test),
            None => sound = false,
        };
        if let Some(list) = &predicate.all {
            for item in list {
                add(self.test(item, names));
            }
        }
        if let Some(list) = &predicate.any {
            let before = self.faults.len();
            let compiled: Vec<Test> = list.iter().filter_map(|item| self.test(item, names)).collect();
            add((self.faults.len() == before).then(|| Test::Any(in_order(compiled))));
        }
        if let Some(inner) = &predicate.not {
            add(self.test(inner, names).map(|test| Test::Not(Box::new(test))));
        }
        if let Some(items) = &predicate.exists {
            add(self.exists(items, names));
        }
        if let Some(items) = &predicate.count {
            add(self.count(items, names));
        }
        if let Some(code) = &predicate.rule {
            add(self.rule(code, names));
        }
        if let Some(source) = &predicate.expr {
            add(match self.expr(source, names) {
                Some((expr, Type::Bool)) => Some(Test::Expr(expr)),
                Some((_, kind)) => {
                    let (zh, en) = kind.name();
                    let message = both(
                        format!("条件要能判断真假，这是{zh}"),
                        format!("a predicate must be true or false, this is {en}"),
                    );
                    self.refuse(Fault::here(source.span(), message))
                }
                None => None,
            });
        }
        let has_operator = operators(predicate).next().is_some();
        match &predicate.field {
            Some(field) if !has_operator => {
                let message =
                    both("只写了字段，没有写要它怎样", "a field without anything that is asked of it");
                return self.refuse(Fault::here(field.span(), message).help(both(
                    "请加上一个运算：is、in、contains-any、matches、empty、gt ……。",
                    "add an operator: is, in, contains-any, matches, empty, gt …",
                )));
            }
            Some(field) => {
                let before = self.faults.len();
                if let Some((subject, kind)) = self.subject(field, names) {
                    tests.extend(self.operators(predicate, subject, kind, field, names));
                }
                sound &= self.faults.len() == before;
            }
            None => {
                if let Some((name, at)) = operators(predicate).next() {
                    let message = both(
                        format!("“{name}”没有写明是哪个字段"),
                        format!("`{name}` does not say of which field"),
                    );
                    let help = both("请加上 field = \"…\"。", "add `field = \"…\"`");
                    return self.refuse(Fault::here(at, message).help(help));
                }
            }
        }
        if !sound {
            return None;
        }
        if tests.is_empty() {
            let message = both("条件里什么也没有写", "the predicate says nothing");
            return self.refuse(Fault::new(span, message, both("空的", "empty")));
        }
        Some(match tests.pop() {
            Some(only) if tests.is_empty() => only,
            last => {
                tests.extend(last);
                Test::All(in_order(tests))
            }
        })
    }

    /// The field or `let` that a predicate speaks of.
    pub fn subject(&mut self, field: &Spanned<String>, names: &Names) -> Option<(Subject, Type)> {
        match names.resolve(field.get_ref()) {
            Some(Meaning::Field(path, kind)) => Some((Subject::Field(path), kind)),
            Some(Meaning::Let(index, kind)) => Some((Subject::Let(index), kind)),
            _ => {
                let fault = unknown_field(field, names);
                self.refuse(fault)
            }
        }
    }

    /// One test for each operator that a field is asked by, in the order of [`operators`].
    pub fn operators(
        &mut self,
        predicate: &PredicateFile,
        subject: Subject,
        kind: Type,
        field: &Spanned<String>,
        names: &Names,
    ) -> Vec<Test> {
        let mut tests = Vec::new();
        if let Some(value) = &predicate.is {
            tests.extend(self.is(value, subject, kind, names));
        }
        let lists = [
            ("in", &predicate.within),
            ("not-in", &predicate.not_in),
            ("contains-any", &predicate.contains_any),
            ("contains-none", &predicate.contains_none),
            ("starts-with-any", &predicate.starts_with_any),
            ("ends-with-any", &predicate.ends_with_any),
            ("consists-of", &predicate.consists_of),
        ];
        for (name, list) in lists {
            if let Some(list) = list {
                tests.extend(self.terms_test(name, list, subject, kind, names));
            }
        }
        if let Some(pattern) = &predicate.matches
            && self.wants(kind == Type::Text, "matches", Type::Text.name(), kind, pattern.span())
        {
            tests.extend(self.regex(pattern).map(|regex| Test::Matches(subject, regex)));
        }
        if let Some(other) = &predicate.equals_field
            && let Some((right, of_right)) = self.subject(other, names)
        {
            let comparable = of_right == kind || (of_right.is_number() && kind.is_number());
            if comparable && !matches!(kind, Type::Items(_) | Type::List) {
                tests.push(Test::EqualsField(subject, right));
            } else {
                self.faults.push(Fault::here(other.span(), never_equal(kind, of_right)));
            }
        }
        if let Some(empty) = &predicate.empty {
            let fits = matches!(kind, Type::Text | Type::List | Type::Items(_));
            let what = ("文字、列表或集合", "a text, list or collection");
            if self.wants(fits, "empty", what, kind, empty.span()) {
                tests.push(Test::Empty(subject, kind, *empty.get_ref()));
            }
        }
        if let Some(known) = &predicate.known {
            let fits = !matches!(kind, Type::Items(_));
            if self.wants(fits, "known", ("字段", "a field"), kind, known.span()) {
                tests.push(Test::Known(subject, *known.get_ref()));
            }
        }
        if let Some(length) = &predicate.len
            && self.wants(kind == Type::Text, "len", Type::Text.name(), kind, length.span())
        {
            let bounds = length.get_ref();
            if bounds.min.is_none() && bounds.max.is_none() {
                self.faults.push(Fault::here(length.span(), needs_bounds("len")));
            }
            tests.push(Test::Length(subject, bounds.min.unwrap_or(0), bounds.max.unwrap_or(usize::MAX)));
        }
        let comparisons = [
            ("gt", Operator::Greater, &predicate.gt),
            ("ge", Operator::AtLeast, &predicate.ge),
            ("lt", Operator::Less, &predicate.lt),
            ("le", Operator::AtMost, &predicate.le),
            ("eq", Operator::Equal, &predicate.eq),
        ];
        for (name, operator, operand) in comparisons {
            if let Some(operand) = operand
                && self.wants(kind.is_number(), name, Type::Number.name(), kind, field.span())
            {
                tests.extend(
                    self.number(operand, names).map(|operand| Test::Compare(subject, operator, operand)),
                );
            }
        }
        tests
    }

    fn wants(
        &mut self,
        fits: bool,
        operator: &str,
        (what_zh, what_en): (&str, &str),
        kind: Type,
        at: Range<usize>,
    ) -> bool {
        if !fits {
            let (zh, en) = kind.name();
            let message = both(
                format!("“{operator}”用于{what_zh}，这个字段是{zh}"),
                format!("`{operator}` is asked of {what_en}; the field is {en}"),
            );
            self.faults.push(Fault::new(at, message, both("与字段不符", "does not fit the field")));
        }
        fits
    }

    fn is(&mut self, value: &Spanned<Value>, subject: Subject, kind: Type, names: &Names) -> Option<Test> {
        match (kind, value.get_ref()) {
            (Type::Choice(_), Value::String(word)) => {
                let bits = self.words(kind, word, value.span())?;
                Some(Test::Words(subject, bits))
            }
            (Type::Text, Value::String(text)) => {
                Some(Test::IsText(subject, Normalized::new(text).as_str().into()))
            }
            (Type::Bool, Value::Boolean(holds)) => Some(Test::IsBool(subject, *holds)),
            (Type::Number | Type::Money, _) => {
                self.number(value, names).map(|number| Test::Compare(subject, Operator::Equal, number))
            }
            (kind, _) => {
                let (zh, en) = kind.name();
                let message = both(format!("这个字段是{zh}"), format!("the field is {en}"));
                self.refuse(Fault::new(value.span(), message, both("不会等于它", "never equal to this")))
            }
        }
    }

    fn terms_test(
        &mut self,
        operator: &str,
        list: &Spanned<TermList>,
        subject: Subject,
        kind: Type,
        names: &Names,
    ) -> Option<Test> {
        if let (Type::Choice(_), "in" | "not-in") = (kind, operator) {
            let mut bits = 0;
            for term in &list.get_ref().0 {
                bits |= self.words(kind, term.get_ref(), at_or(term, list))?;
            }
            let test = Test::Words(subject, bits);
            return Some(if operator == "in" { test } else { Test::Not(Box::new(test)) });
        }
        let fits = kind == Type::Text || (kind == Type::List && operator.starts_with("contains"));
        if !self.wants(fits, operator, Type::Text.name(), kind, list.span()) {
            return None;
        }
        let terms = self.terms(list, names)?;
        Some(match (operator, kind) {
            ("contains-any", Type::List) => Test::ListHas(subject, terms.into()),
            ("contains-none", Type::List) => Test::Not(Box::new(Test::ListHas(subject, terms.into()))),
            ("contains-any", _) => Test::HasTerm(subject, self.vocabulary.list(terms)),
            ("contains-none", _) => Test::HasNoTerm(subject, self.vocabulary.list(terms)),
            ("starts-with-any", _) => Test::Starts(subject, Edges::starts(&terms)),
            ("ends-with-any", _) => Test::Ends(subject, Edges::ends(&terms)),
            ("in", _) => Test::IsTerm(subject, Trie::new(&terms)),
            ("not-in", _) => Test::IsNoTerm(subject, Trie::new(&terms)),
            _ => Test::ConsistsOf(subject, Trie::new(&terms)),
        })
    }

    fn collection(&mut self, items: &LoopFile, names: &Names) -> Option<Loop> {
        let (path, of) = match self.subject(&items.items, names)? {
            (Subject::Field(path), Type::Items(of)) => (path, of),
            (_, kind) => {
                let (zh, en) = kind.name();
                let message =
                    both(format!("这里要写集合，这是{zh}"), format!("a collection expected, this is {en}"));
                return self.refuse(Fault::here(items.items.span(), message));
            }
        };
        let Some((inner, slot)) = names.enter_loop(of) else {
            let message = both("循环套得太深", "loops are nested too deeply");
            return self.refuse(Fault::here(items.items.span(), message));
        };
        let filter = match &items.filter {
            Some(filter) => Some(self.test(filter, &inner)?),
            None => None,
        };
        Some(Loop { items: path, of, slot, filter })
    }

    fn exists(&mut self, file: &Spanned<LoopFile>, names: &Names) -> Option<Test> {
        let items = file.get_ref();
        for bound in [&items.min, &items.max].into_iter().flatten() {
            let message = both("“exists”不写“min”和“max”", "`exists` takes no bounds");
            let help = both("要数个数请用“count”。", "use `count` for them");
            self.faults.push(Fault::here(bound.span(), message).help(help));
        }
        self.collection(items, names).map(|items| Test::Exists(Box::new(items)))
    }

    fn count(&mut self, file: &Spanned<LoopFile>, names: &Names) -> Option<Test> {
        let items = file.get_ref();
        if items.min.is_none() && items.max.is_none() {
            self.faults.push(Fault::here(file.span(), needs_bounds("count")));
        }
        let min = items.min.as_ref().map_or(0, |min| *min.get_ref());
        let max = items.max.as_ref().map_or(usize::MAX, |max| *max.get_ref());
        self.collection(items, names).map(|items| Test::Count(Box::new(items), min, max))
    }

    /// Compiles a question to another rule.
    pub fn rule(&mut self, code: &Spanned<String>, names: &Names) -> Option<Test> {
        let at = code.span();
        let Some(&(index, scope)) = self.codes.get(code.get_ref()) else {
            let message = both(format!("没有规则 {code}"), format!("there is no rule {code}"));
            let fault = Fault::new(at, message, both("没有这个代码", "no such code"));
            let fault = fault.did_you_mean(code.get_ref(), self.codes.keys().map(String::as_str));
            return self.refuse(fault);
        };
        let subject = match scope {
            ScopeName::Indicator => names.indicator().map(Some),
            ScopeName::Project => names.project().map(Some),
            scope => (scope == names.scope).then_some(None),
        };
        let Some(subject) = subject else {
            let message = both(format!("规则 {code} 的范围不同"), format!("{code} speaks of another scope"));
            let label = both("看的不是这里的记录", "not of what is looked at here");
            return self.refuse(Fault::new(at, message, label).help(both(
                "只能引用看同一种记录的规则。",
                "only a rule on the same kind of record can be asked",
            )));
        };
        // The other rule may look at anything.
        names.reads_projects.set(true);
        self.references.push((index, code.span()));
        Some(Test::Rule(index, subject))
    }
}

/// The operators of a field that a predicate has, with their places.
pub(super) fn operators(file: &PredicateFile) -> impl Iterator<Item = (&'static str, Range<usize>)> {
    fn at<T>(value: &Option<Spanned<T>>) -> Option<Range<usize>> {
        value.as_ref().map(|value| value.span())
    }
    [
        ("is", at(&file.is)),
        ("in", at(&file.within)),
        ("not-in", at(&file.not_in)),
        ("contains-any", at(&file.contains_any)),
        ("contains-none", at(&file.contains_none)),
        ("starts-with-any", at(&file.starts_with_any)),
        ("ends-with-any", at(&file.ends_with_any)),
        ("consists-of", at(&file.consists_of)),
        ("matches", at(&file.matches)),
        ("equals-field", at(&file.equals_field)),
        ("empty", at(&file.empty)),
        ("known", at(&file.known)),
        ("len", at(&file.len)),
        ("gt", at(&file.gt)),
        ("ge", at(&file.ge)),
        ("lt", at(&file.lt)),
        ("le", at(&file.le)),
        ("eq", at(&file.eq)),
    ]
    .into_iter()
    .filter_map(|(name, at)| Some((name, at?)))
}

fn needs_bounds(key: &str) -> Both {
    both(format!("“{key}”要写“min”或“max”"), format!("`{key}` needs `min` or `max`"))
}

fn in_order(mut tests: Vec<Test>) -> Box<[Test]> {
    tests.sort_by_key(Test::cost);
    tests.into()
}

/// Bytes of the rule file for bytes of a string in it; the whole string where escapes shift them.
pub(super) fn inside(text: &str, string: Range<usize>, at: Range<usize>) -> Range<usize> {
    let Some(written) = text.get(string.clone()) else { return string };
    let quote = if written.starts_with("\"\"\"") || written.starts_with("'''") { 3 } else { 1 };
    let body = &written[quote.min(written.len())..];
    let newline = match quote {
        3 if body.starts_with("\r\n") => 2,
        3 if body.starts_with('\n') => 1,
        _ => 0,
    };
    if written.starts_with('"') && written.contains('\\') {
        return string;
    }
    let start = string.start + quote + newline;
    let end = (start + at.end).min(string.end);
    (start + at.start).min(end)..end
}
