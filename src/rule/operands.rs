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
use super::names::{Constant, Names};
use super::schema::TermList;
use crate::caret::{Fault, nearest};
use crate::text::Normalized;

impl Compiler<'_> {
    /// The bit of a word of a closed set.
    pub fn words(&mut self, kind: Type, word: &str, at: Range<usize>) -> Option<u32> {
        let Type::Choice(choice) = kind else { return None };
        let bit = choice.bit(word);
        if bit.is_none() {
            let fault = Fault::new(at, format!("the field is never `{word}`"), "not one of its words");
            self.faults.push(match nearest(word, choice.names()) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => {
                    fault.help(format!("it is one of: {}", choice.names().collect::<Vec<_>>().join(", ")))
                }
            });
        }
        bit
    }

    /// The terms that a list means, normalised: its own, those of its lexicons, those of an option.
    pub fn terms(&mut self, list: &Spanned<TermList>, names: &Names) -> Option<Vec<String>> {
        let before = self.faults.len();
        let mut terms = Vec::new();
        if list.get_ref().0.is_empty() {
            return self.refuse(Fault::new(list.span(), "the list has no terms", "empty"));
        }
        for term in &list.get_ref().0 {
            let (at, term) = (at_or(term, list), term.get_ref().as_str());
            if let Some(name) = term.strip_prefix('@') {
                match self.lexicons.get(name) {
                    Some(listed) => terms.extend(listed.map(str::to_owned)),
                    None => {
                        let message = format!("there is no lexicon `{name}`");
                        let fault = Fault::new(at, message, "no such list in rules/lexicons");
                        self.faults.push(fault.did_you_mean(name, self.lexicons.names()));
                    }
                }
            } else if let Some(name) = term.strip_prefix('$') {
                match names.option(name) {
                    Some(Constant::List(listed)) => {
                        terms.extend(listed.iter().map(|term| Normalized::new(term).as_str().to_owned()));
                    }
                    Some(_) => self.faults.push(Fault::new(at, "this option is no list", "here")),
                    None => self.faults.push(unknown_option(name, at, names)),
                }
            } else {
                let normalised = Normalized::new(term).as_str().to_owned();
                if normalised.is_empty() {
                    self.faults.push(Fault::new(at, "an empty term is found in every text", "empty"));
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
                let fault =
                    Fault::new(pattern.span(), "the pattern matches the empty text", "matches nothing");
                self.refuse(
                    fault.help("a pattern must ask for at least one character; `empty = true` asks for none"),
                )
            }
            Ok(regex) => Some(regex),
            Err(error) => {
                let message = error.to_string();
                let reason = message.lines().last().unwrap_or_default();
                let reason = reason.strip_prefix("error: ").unwrap_or(reason).to_owned();
                self.refuse(Fault::new(
                    pattern.span(),
                    format!("the pattern cannot be read: {reason}"),
                    "here",
                ))
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
                Err(_) => self.refuse(Fault::new(at, "the number cannot be kept exactly", "here")),
            },
            Value::String(text) => {
                if let Some(source) = text.strip_prefix('=') {
                    let checked = expr::parse(source).and_then(|node| expr::check(&node, names));
                    return match checked {
                        Ok((expr, kind)) if kind.is_number() => Some(expr),
                        Ok((_, kind)) => {
                            let message = format!("a number expected, this is {}", kind.name());
                            self.refuse(Fault::new(at, message, "here"))
                        }
                        Err(mut fault) => {
                            fault.at = fault.at.start + 1..fault.at.end + 1;
                            let fault = self.fault_in(at, fault);
                            self.refuse(fault)
                        }
                    };
                }
                if let Some(name) = text.strip_prefix('$') {
                    return match names.option(name) {
                        Some(Constant::Number(number)) => Some(Expr::Number(*number)),
                        Some(_) => self.refuse(Fault::new(at, "this option is no number", "here")),
                        None => self.refuse(unknown_option(name, at, names)),
                    };
                }
                match expr::literal(text) {
                    Some((number, _)) => Some(Expr::Number(number)),
                    None => self.refuse(
                        Fault::new(at, "not a number", "here")
                            .help("write 100, \"95%\", \"12.5万元\", \"$option\" or \"=field\""),
                    ),
                }
            }
            _ => self.refuse(Fault::new(at, "not a number", "here")),
        }
    }
}

/// The place of a term; a lone lexicon has that of the whole list.
pub(super) fn at_or(term: &Spanned<String>, list: &Spanned<TermList>) -> Range<usize> {
    if term.span().is_empty() { list.span() } else { term.span() }
}

fn unknown_option(name: &str, at: Range<usize>, names: &Names) -> Fault {
    Fault::new(at, format!("the rule has no option `{name}`"), "unknown option")
        .did_you_mean(name, names.options.iter().map(|(known, _)| known.as_str()))
}
