//! What predicates compare with: words, terms, patterns, numbers.

use std::ops::Range;
use std::str::FromStr;

use regex::Regex;
use rust_decimal::Decimal;
use toml::Value;

use super::spanned::Spanned;

use super::compile::Compiler;
use super::expr::{self, Expr};
use super::fields::Type;
use super::mistakes::{expected, matches_empty, no_list, no_option, pattern_in_chinese};
use super::names::{Constant, Names};
use super::schema::TermList;
use crate::caret::{Both, Fault, both};
use crate::text::Normalized;

impl Compiler<'_> {
    /// The bit of a word of a closed set.
    pub fn words(&mut self, kind: Type, word: &str, at: Range<usize>) -> Option<u32> {
        let Type::Choice(choice) = kind else { return None };
        let bit = choice.bit(word);
        if bit.is_none() {
            let message = both(format!("这个字段没有“{word}”这个值"), format!("the field is never `{word}`"));
            let fault = Fault::new(at, message, both("不在可写的词里", "not one of its words"));
            self.faults.push(fault.did_you_mean_of(word, "it is one of", choice.names()));
        }
        bit
    }

    /// The terms that a list means, normalised: its own, those of its lexicons, those of an option.
    pub fn terms(&mut self, list: &Spanned<TermList>, names: &Names) -> Option<Vec<String>> {
        let before = self.faults.len();
        let mut terms = Vec::new();
        if list.get_ref().0.is_empty() {
            let message = both("列表里没有词", "the list has no terms");
            return self.refuse(Fault::new(list.span(), message, both("空的", "empty")));
        }
        for term in &list.get_ref().0 {
            let (at, term) = (at_or(term, list), term.get_ref().as_str());
            if let Some(name) = term.strip_prefix('@') {
                match self.lexicons.get(name) {
                    Some(listed) => terms.extend(listed.map(str::to_owned)),
                    None => {
                        let message =
                            both(format!("没有词表“{name}”"), format!("there is no lexicon `{name}`"));
                        let label = both("rules/lexicons 里没有", "no such list in rules/lexicons");
                        let fault = Fault::new(at, message, label);
                        self.faults.push(fault.did_you_mean(name, self.lexicons.names()));
                    }
                }
            } else if let Some(name) = term.strip_prefix('$') {
                match names.option(name) {
                    Some(Constant::List(listed)) => {
                        terms.extend(listed.iter().map(|term| Normalized::new(term).as_str().to_owned()));
                    }
                    Some(_) => self.faults.push(Fault::here(at, no_list())),
                    None => self.faults.push(unknown_option(name, at, names)),
                }
            } else {
                let normalised = Normalized::new(term).as_str().to_owned();
                if normalised.is_empty() {
                    let message = both("空的词在任何文字里都有", "an empty term is found in every text");
                    self.faults.push(Fault::new(at, message, both("空的", "empty")));
                }
                terms.push(normalised);
            }
        }
        (self.faults.len() == before).then_some(terms)
    }

    /// A pattern that asks for at least one character.
    pub fn regex(&mut self, pattern: &Spanned<String>) -> Option<Regex> {
        match Regex::new(pattern.get_ref()) {
            Ok(regex) if regex.is_match("") => {
                let label = both("什么也没有也能匹配", "matches nothing");
                self.refuse(Fault::new(pattern.span(), matches_empty(), label).help(both(
                    "正则至少要有一个字；查空白用 empty = true。",
                    "a pattern must ask for at least one character; `empty = true` asks for none",
                )))
            }
            Ok(regex) => Some(regex),
            Err(error) => {
                let said = error.to_string();
                let reason = said.lines().last().unwrap_or_default();
                let reason = reason.strip_prefix("error: ").unwrap_or(reason);
                let message = both(
                    format!("正则写得不对：{}", pattern_in_chinese(reason)),
                    format!("the pattern cannot be read: {reason}"),
                );
                self.refuse(Fault::here(pattern.span(), message))
            }
        }
    }

    /// A number to compare with: itself, a literal with a unit, an option, or an expression after `=`.
    pub fn number(&mut self, operand: &Spanned<Value>, names: &Names) -> Option<Expr> {
        let at = operand.span();
        match operand.get_ref() {
            Value::Integer(number) => Some(Expr::Number(Decimal::from(*number))),
            // The number as it is written: a float would not be exact.
            Value::Float(_) => match Decimal::from_str(self.text.get(at.clone()).unwrap_or_default()) {
                Ok(number) => Some(Expr::Number(number)),
                Err(_) => {
                    let message = both("这个数无法精确保存", "the number cannot be kept exactly");
                    self.refuse(Fault::here(at, message))
                }
            },
            Value::String(text) => {
                if let Some(source) = text.strip_prefix('=') {
                    let checked = expr::parse(source).and_then(|node| expr::check(&node, names));
                    return match checked {
                        Ok((expr, kind)) if kind.is_number() => Some(expr),
                        Ok((_, kind)) => self.refuse(Fault::here(at, expected(Type::Number.name(), kind))),
                        Err(mut fault) => {
                            fault.span = fault.span.start + 1..fault.span.end + 1;
                            let fault = self.fault_in(at, fault);
                            self.refuse(fault)
                        }
                    };
                }
                if let Some(name) = text.strip_prefix('$') {
                    return match names.option(name) {
                        Some(Constant::Number(number)) => Some(Expr::Number(*number)),
                        Some(_) => {
                            let message = both("这个选项不是数字", "this option is no number");
                            self.refuse(Fault::here(at, message))
                        }
                        None => self.refuse(unknown_option(name, at, names)),
                    };
                }
                match expr::literal(text) {
                    Some((number, _)) => Some(Expr::Number(number)),
                    None => self.refuse(Fault::here(at, no_number()).help(both(
                        "请写 100、\"95%\"、\"12.5万元\"、\"$选项\" 或 \"=字段\"。",
                        "write 100, \"95%\", \"12.5万元\", \"$option\" or \"=field\"",
                    ))),
                }
            }
            _ => self.refuse(Fault::here(at, no_number())),
        }
    }
}

/// The place of a term; a lone lexicon has that of the whole list.
pub(super) fn at_or(term: &Spanned<String>, list: &Spanned<TermList>) -> Range<usize> {
    if term.span().is_empty() { list.span() } else { term.span() }
}

fn no_number() -> Both {
    both("不是数字", "not a number")
}

fn unknown_option(name: &str, at: Range<usize>, names: &Names) -> Fault {
    Fault::new(at, no_option(name), both("没有这个选项", "unknown option"))
        .did_you_mean(name, names.options.iter().map(|(known, _)| known.as_str()))
}
