//! Expressions: sums, counts and comparisons between records, in strings of a rule file.
//!
//! Text → [`lexer`] tokens → [`parser`] tree → [`check`] typed and bound → [`evaluate`]. Expressions are
//! total: no recursion, no loops but over a sheet's own records, exact decimals, overflow is unknown.

mod check;
mod evaluate;
mod lexer;
mod parser;
mod wording;

use std::ops::Range;
use std::sync::Arc;

pub(super) use check::{Comprehension, check, check_items};
pub(super) use evaluate::{compare_numbers, one_of_words};
pub(super) use parser::{parse, parse_items};
use rust_decimal::Decimal;

use super::names::Path;
use wording::Wording;

/// A literal number as it may stand in a predicate: `100`, `95%`, `12.5万元`. Whether it is money, too.
pub(super) fn literal(text: &str) -> Option<(Decimal, bool)> {
    match parse(text).ok()?.kind {
        NodeKind::Number(number) => Some((number, false)),
        NodeKind::Money(yuan) => Some((yuan, true)),
        _ => None,
    }
}

/// A parsed expression, its names not yet bound.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    /// Bytes of the expression's text.
    pub at: Range<usize>,
    pub kind: NodeKind,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum NodeKind {
    Number(Decimal),
    /// In 元.
    Money(Decimal),
    Text(String),
    Bool(bool),
    Name(String),
    /// `$name`
    Option(String),
    Negate(Box<Node>),
    Not(Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    In(Box<Node>, Box<Node>),
    List(Vec<Node>),
    Call(String, Vec<Node>),
    Fold(String, Box<Loop>),
}

/// `each for variable in items if filter`
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Loop {
    pub each: Node,
    pub variable: String,
    pub variable_at: Range<usize>,
    pub items: String,
    pub items_at: Range<usize>,
    pub filter: Option<Node>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    And,
    Or,
}

/// A checked expression.
#[derive(Debug, Clone)]
pub(super) enum Expr {
    Number(Decimal),
    Text(Box<str>),
    Bool(bool),
    /// Words of a closed set.
    Choice(u32),
    Field(Path),
    Let(usize),
    Negate(Box<Expr>),
    Not(Box<Expr>),
    Binary(Operator, Box<Expr>, Box<Expr>),
    /// Whether a text or number is one of several.
    OneOf(Box<Expr>, Vec<Expr>),
    /// Whether one of the words may be meant.
    OneOfWords(Box<Expr>, u32),
    /// Whether the text is in the list field.
    InList(Box<Expr>, Box<Expr>),
    Fold(Fold, Box<Comprehension>),
    Least(Vec<Expr>),
    Greatest(Vec<Expr>),
    Abs(Box<Expr>),
    Similarity(Box<Expr>, Box<Expr>),
    Known(Box<Expr>),
    /// How many characters a text has, white space not counted.
    Length(Box<Expr>),
    Contains(Box<Expr>, Box<Expr>),
    /// Whether every character of the first text stands in the second.
    DrawnFrom(Box<Expr>, Box<Expr>),
    /// What is said of how a text is written.
    Wording(Box<Expr>, Arc<Wording>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fold {
    Sum,
    Count,
    Min,
    Max,
    Any,
    All,
}
