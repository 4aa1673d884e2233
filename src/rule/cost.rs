//! How dear tests are, so that the cheap ones of an `all` or `any` are asked first.

use super::expr::{Comprehension, Expr};
use super::fields::{Field, Of, OfPart};
use super::names::Path;
use super::predicate::{Loop, Subject, Test};

/// A `let` may be anything.
const LET: u64 = 200;

impl Test {
    /// How dear the test is, roughly in nanoseconds as measured on real sheets: cheap ones go first.
    pub fn cost(&self) -> u64 {
        match self {
            Self::Words(subject, _) | Self::IsBool(subject, _) => 5 + of(*subject),
            Self::Empty(subject, ..) | Self::Known(subject, _) => 6 + of(*subject),
            Self::Compare(subject, _, operand) => 10 + of(*subject) + operand.cost(),
            Self::IsText(subject, _) => 10 + of(*subject),
            Self::Starts(subject, _) | Self::Ends(subject, _) => 15 + of(*subject),
            // What a text of a record holds is found once for all rules.
            Self::HasTerm(subject, _) | Self::HasNoTerm(subject, _) if is_of_part(*subject) => {
                250 + of(*subject)
            }
            Self::HasTerm(subject, _) | Self::HasNoTerm(subject, _) | Self::ListHas(subject, _) => {
                30 + of(*subject)
            }
            Self::Length(subject, ..) => 40 + of(*subject),
            Self::IsTerm(subject, _) | Self::IsNoTerm(subject, _) => 40 + of(*subject),
            Self::EqualsField(left, right) => 40 + of(*left) + of(*right),
            Self::ConsistsOf(subject, _) => 80 + of(*subject),
            Self::Matches(subject, _) => 300 + of(*subject),
            Self::Expr(expr) => 50 + expr.cost(),
            Self::Not(inner) => inner.cost(),
            // The first test mostly decides.
            Self::All(tests) | Self::Any(tests) => {
                let (first, rest) =
                    tests.split_first().map_or((0, &[][..]), |(first, rest)| (first.cost(), rest));
                first + rest.iter().map(Self::cost).sum::<u64>() / 4
            }
            Self::Rule(..) => 400,
            Self::Exists(items) | Self::Count(items, ..) => items.cost(),
        }
    }
}

impl Loop {
    fn cost(&self) -> u64 {
        over(self.of, self.filter.as_ref().map_or(1, Test::cost))
    }
}

impl Expr {
    fn cost(&self) -> u64 {
        match self {
            Self::Number(_) | Self::Text(_) | Self::Bool(_) | Self::Choice(_) => 1,
            Self::Field(path) => 5 + path.field.cost(),
            Self::Let(_) => LET,
            Self::Negate(inner) | Self::Not(inner) | Self::Abs(inner) | Self::Known(inner) => {
                5 + inner.cost()
            }
            Self::OneOfWords(inner, _) => 5 + inner.cost(),
            Self::Binary(_, left, right) | Self::InList(left, right) => 15 + left.cost() + right.cost(),
            Self::OneOf(inner, members) => 10 + inner.cost() + members.iter().map(Self::cost).sum::<u64>(),
            Self::Least(members) | Self::Greatest(members) => {
                10 + members.iter().map(Self::cost).sum::<u64>()
            }
            Self::Length(inner) => 40 + inner.cost(),
            Self::Contains(left, right) => 80 + left.cost() + right.cost(),
            Self::DrawnFrom(left, right) => 150 + left.cost() + right.cost(),
            Self::Similarity(left, right) => 500 + left.cost() + right.cost(),
            Self::Wording(inner, _) => 200 + inner.cost(),
            Self::Fold(_, items) => items.cost(),
        }
    }
}

impl Comprehension {
    fn cost(&self) -> u64 {
        over(self.of, self.filter.iter().chain(&self.each).map(Expr::cost).sum::<u64>().max(1))
    }
}

impl Field {
    /// What is to be done before the value can be looked at.
    fn cost(self) -> u64 {
        match self {
            Self::Part(part) | Self::Single(_, part) => match part {
                OfPart::Before | OfPart::After => 30,
                OfPart::Clause | OfPart::Sentence => 300,
                OfPart::ClauseTopic | OfPart::SentenceTopic => 600,
                _ => 0,
            },
            Self::Writing | Self::WritingText => 50,
            Self::Canonical(_) | Self::WritingMended => 100,
            _ => 0,
        }
    }
}

fn of(subject: Subject) -> u64 {
    match subject {
        Subject::Let(_) => LET,
        Subject::Field(path) => path.field.cost(),
    }
}

fn is_of_part(subject: Subject) -> bool {
    matches!(subject, Subject::Field(Path { field: Field::Part(_), .. }))
}

/// What a loop costs whose items cost `each`.
fn over(of: Of, each: u64) -> u64 {
    // Few cells have more than one part, few projects a clause that repeats.
    let many = if matches!(of, Of::Part | Of::Clause) { 1 } else { 20 };
    // Loops are nested a few deep: nothing can overflow.
    each * many + 10
}
