//! Options of rules: their defaults in the rule file, their values in a run.

use std::str::FromStr;

use rust_decimal::Decimal;
use toml::Value;

use super::compile::Compiler;
use super::expr;
use super::names::{Constant, Names};
use super::schema::Entries;
use super::{OptionOverride, RuleSet};
use crate::caret::{Fault, both};

/// What an option is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionKind {
    /// `3`, `0.01`, or a text that reads as a number: `"5%"`, `"3万元"`
    Number,
    /// A text.
    Text,
    /// `true` or `false`
    Bool,
    /// A list of texts.
    List,
}

/// The value of an option in a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Setting<'a> {
    /// A number; percentages as fractions, money in 元.
    Number(Decimal),
    /// A text.
    Text(&'a str),
    /// `true` or `false`
    Bool(bool),
    /// A list of texts.
    List(&'a [String]),
}

impl<'a> From<&'a Constant> for Setting<'a> {
    fn from(constant: &'a Constant) -> Self {
        match constant {
            Constant::Number(number) => Self::Number(*number),
            Constant::Text(text) => Self::Text(text),
            Constant::Bool(holds) => Self::Bool(*holds),
            Constant::List(list) => Self::List(list),
        }
    }
}

/// Why a rule does not take an option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OptionFault {
    /// There is no such rule.
    NoRule,
    /// The rule has no such option, but these.
    NoOption(Vec<String>),
    /// The rule's option is of this kind.
    OtherKind(OptionKind),
    /// The number is below zero, which the rule's own is not: a tolerance or a total never is.
    Negative,
}

impl RuleSet {
    /// Whether a rule of the set takes the option.
    ///
    /// # Errors
    /// Why not.
    pub fn takes(&self, option: &OptionOverride) -> Result<(), OptionFault> {
        let rule = self.rules.iter().find(|rule| rule.info.code == option.code).ok_or(OptionFault::NoRule)?;
        let place = rule.options.iter().position(|(name, _)| *name == option.name);
        let (Some((_, own)), Some(kind)) = (
            place.and_then(|index| rule.options.get(index)),
            place.and_then(|index| rule.program.constants.get(index)).map(kind_of),
        ) else {
            return Err(OptionFault::NoOption(rule.options.iter().map(|(name, _)| name.clone()).collect()));
        };
        match constant(&option.value, &option.value.to_string()) {
            Some(value) if kind_of(&value) != kind => Err(OptionFault::OtherKind(kind)),
            Some(value) if is_below(&value, own.starts_with('-')) => Err(OptionFault::Negative),
            Some(_) => Ok(()),
            None => Err(OptionFault::OtherKind(kind)),
        }
    }
}

/// Binds the options of a rule to their values: what the run sets where it fits ([`RuleSet::takes`] tells
/// why it does not), else the default.
pub(super) fn bind(
    compiler: &mut Compiler<'_>,
    options: &Entries<Value>,
    code: &str,
    overrides: &[OptionOverride],
    names: &mut Names,
) {
    for (name, value) in &options.0 {
        let written = compiler.text.get(value.span()).unwrap_or_default();
        let Some(default) = constant(value.get_ref(), written) else {
            let message = both(
                "选项是数字、文字、true 或 false，或文字的列表",
                "an option is a number, a text, true or false, or a list of texts",
            );
            let label = both("都不是", "none of these");
            compiler.faults.push(Fault::new(value.span(), message, label));
            continue;
        };
        let set = overrides
            .iter()
            .filter(|change| change.code == code && change.name == *name.get_ref())
            .filter_map(|change| constant(&change.value, &change.value.to_string()))
            .rfind(|value| kind_of(value) == kind_of(&default) && !is_below(value, is_negative(&default)));
        names.options.push((name.get_ref().clone(), set.unwrap_or(default)));
    }
}

fn is_negative(value: &Constant) -> bool {
    matches!(value, Constant::Number(number) if number.is_sign_negative() && !number.is_zero())
}

/// Whether a value is below zero where the rule's own, as a tolerance or a total, is not.
fn is_below(value: &Constant, own_is_negative: bool) -> bool {
    is_negative(value) && !own_is_negative
}

fn constant(value: &Value, written: &str) -> Option<Constant> {
    Some(match value {
        Value::Integer(number) => Constant::Number(Decimal::from(*number)),
        Value::Float(_) => Constant::Number(Decimal::from_str(written.trim()).ok()?),
        Value::Boolean(holds) => Constant::Bool(*holds),
        Value::String(text) => match expr::literal(text) {
            Some((number, _)) => Constant::Number(number),
            None => Constant::Text(text.clone()),
        },
        Value::Array(items) => {
            Constant::List(items.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

/// What a constant is.
fn kind_of(constant: &Constant) -> OptionKind {
    match constant {
        Constant::Number(_) => OptionKind::Number,
        Constant::Text(_) => OptionKind::Text,
        Constant::Bool(_) => OptionKind::Bool,
        Constant::List(_) => OptionKind::List,
    }
}

/// A constant as people read it.
pub(super) fn shown(value: &Constant) -> String {
    match value {
        Constant::Number(number) => number.normalize().to_string(),
        Constant::Text(text) => text.clone(),
        Constant::Bool(holds) => holds.to_string(),
        Constant::List(list) => list.join(", "),
    }
}
