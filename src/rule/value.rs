//! Values of fields and expressions while a rule is evaluated.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::truth::Truth;
use crate::value::Unit;

/// A value, or nothing that could be determined.
#[derive(Debug, Clone)]
pub(super) enum Datum<'a> {
    Unknown,
    Text(Cow<'a, str>),
    Number(Decimal),
    Bool(bool),
    /// The words that it may be, as bits: one where it is known.
    Choice(u32),
    List(&'a [Unit]),
}

impl<'a> Datum<'a> {
    pub fn text(text: Option<&'a str>) -> Self {
        text.map_or(Self::Unknown, |text| Self::Text(Cow::Borrowed(text)))
    }

    pub fn number(number: Option<Decimal>) -> Self {
        number.map_or(Self::Unknown, Self::Number)
    }

    pub fn integer(number: Option<i64>) -> Self {
        Self::number(number.map(Decimal::from))
    }

    pub fn bool(holds: Option<bool>) -> Self {
        holds.map_or(Self::Unknown, Self::Bool)
    }

    pub fn is_known(&self) -> bool {
        match self {
            Self::Unknown => false,
            Self::Choice(bits) => bits.count_ones() == 1,
            _ => true,
        }
    }

    pub fn as_number(&self) -> Option<Decimal> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub fn truth(&self) -> Truth {
        match self {
            Self::Bool(holds) => Truth::from(*holds),
            _ => Truth::Unknown,
        }
    }
}

impl From<Truth> for Datum<'_> {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::True => Self::Bool(true),
            Truth::False => Self::Bool(false),
            Truth::Unknown => Self::Unknown,
        }
    }
}
