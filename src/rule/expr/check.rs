//! Binds the names of an expression and checks its types.

use std::sync::Arc;

use super::super::choice::Choice;
use super::super::fields::{Of, Type};
use super::super::names::{Constant, Meaning, Names, Path};
use super::wording::{self, Wording};
use super::{Expr, ExprFault, Fold, Loop, Node, NodeKind, Operator};
use crate::caret::nearest;

/// A checked loop.
#[derive(Debug, Clone)]
pub(crate) struct Comprehension {
    pub items: Path,
    pub slot: u8,
    pub of: Of,
    pub filter: Option<Expr>,
    /// None where the items themselves are meant.
    pub each: Option<Expr>,
}

const FOLDS: [(&str, Fold); 7] = [
    ("sum", Fold::Sum),
    ("count", Fold::Count),
    ("min", Fold::Min),
    ("max", Fold::Max),
    ("any", Fold::Any),
    ("exists", Fold::Any),
    ("all", Fold::All),
];

const FUNCTIONS: [&str; 8] = ["min", "max", "abs", "similarity", "known", "contains", "drawn-from", "len"];

type Checked = Result<(Expr, Type), ExprFault>;

/// Checks an expression against the names bound where it stands.
pub(crate) fn check(node: &Node, names: &Names) -> Checked {
    match &node.kind {
        NodeKind::Number(number) => Ok((Expr::Number(*number), Type::Number)),
        NodeKind::Money(yuan) => Ok((Expr::Number(*yuan), Type::Money)),
        NodeKind::Text(text) => Ok((Expr::Text(text.as_str().into()), Type::Text)),
        NodeKind::Bool(holds) => Ok((Expr::Bool(*holds), Type::Bool)),
        NodeKind::Name(name) => named(node, name, names),
        NodeKind::Option(name) => match names.option(name) {
            Some(Constant::Number(number)) => Ok((Expr::Number(*number), Type::Number)),
            Some(Constant::Text(text)) => Ok((Expr::Text(text.as_str().into()), Type::Text)),
            Some(Constant::Bool(holds)) => Ok((Expr::Bool(*holds), Type::Bool)),
            Some(Constant::List(_)) => {
                Err(ExprFault::new(node.at.clone(), "a list may only stand after `in`"))
            }
            None => Err(unknown_option(node, name, names)),
        },
        NodeKind::Negate(inner) => {
            let (expr, kind) = number(inner, names)?;
            Ok((Expr::Negate(Box::new(expr)), kind))
        }
        NodeKind::Not(inner) => Ok((Expr::Not(Box::new(bool(inner, names)?)), Type::Bool)),
        NodeKind::Binary(operator, left, right) => binary(node, *operator, left, right, names),
        NodeKind::In(item, list) => within(item, list, names),
        NodeKind::List(_) => Err(ExprFault::new(node.at.clone(), "a list may only stand after `in`")),
        NodeKind::Call(name, arguments) => call(node, name, arguments, names),
        NodeKind::Fold(name, each) => fold(node, name, each, names),
    }
}

/// Checks the loop of a `[[related]]`: its items themselves are meant.
pub(crate) fn check_items(items: &Loop, names: &Names) -> Result<Comprehension, ExprFault> {
    let checked = comprehension(items, names)?;
    if checked.each.is_some() {
        let message = format!("the loop must yield its items: write `{0} for {0} in …`", items.variable);
        return Err(ExprFault::new(items.each.at.clone(), message));
    }
    Ok(checked)
}

fn named(node: &Node, name: &str, names: &Names) -> Checked {
    match names.resolve(name) {
        Some(Meaning::Field(path, kind)) => Ok((Expr::Field(path), kind)),
        Some(Meaning::Let(index, kind)) => Ok((Expr::Let(index), kind)),
        Some(Meaning::Whole(..)) => Err(ExprFault::new(
            node.at.clone(),
            format!("`{name}` is a whole record; name one of its fields"),
        )),
        None => {
            let fault = ExprFault::new(node.at.clone(), format!("nothing is named `{name}` here"));
            Err(match names.nearest(name) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault,
            })
        }
    }
}

fn unknown_option(node: &Node, name: &str, names: &Names) -> ExprFault {
    let fault = ExprFault::new(node.at.clone(), format!("the rule has no option `{name}`"));
    match nearest(name, names.options.iter().map(|(known, _)| known.as_str())) {
        Some(near) => fault.help(format!("did you mean `${near}`?")),
        None => fault,
    }
}

fn wants(node: &Node, what: &str, kind: Type) -> ExprFault {
    ExprFault::new(node.at.clone(), format!("{what} expected, this is {}", kind.name()))
}

fn number(node: &Node, names: &Names) -> Checked {
    let (expr, kind) = check(node, names)?;
    if kind.is_number() { Ok((expr, kind)) } else { Err(wants(node, "a number", kind)) }
}

fn bool(node: &Node, names: &Names) -> Result<Expr, ExprFault> {
    match check(node, names)? {
        (expr, Type::Bool) => Ok(expr),
        (_, kind) => Err(wants(node, "true or false", kind)),
    }
}

fn text(node: &Node, names: &Names) -> Result<Expr, ExprFault> {
    match check(node, names)? {
        (expr, Type::Text) => Ok(expr),
        (_, kind) => Err(wants(node, "a text", kind)),
    }
}

fn binary(node: &Node, operator: Operator, left: &Node, right: &Node, names: &Names) -> Checked {
    let build = |left, right| Expr::Binary(operator, Box::new(left), Box::new(right));
    match operator {
        Operator::And | Operator::Or => Ok((build(bool(left, names)?, bool(right, names)?), Type::Bool)),
        Operator::Equal | Operator::Unequal => {
            let (left, right) = equal(node, left, right, names)?;
            Ok((build(left, right), Type::Bool))
        }
        _ => {
            let ((left, of_left), (right, of_right)) = (number(left, names)?, number(right, names)?);
            let money = |kind| kind == Type::Money;
            let result = match operator {
                Operator::Less | Operator::AtMost | Operator::Greater | Operator::AtLeast => Type::Bool,
                Operator::Divide if money(of_left) && !money(of_right) => Type::Money,
                Operator::Divide => Type::Number,
                Operator::Multiply if money(of_left) && money(of_right) => {
                    return Err(ExprFault::new(node.at.clone(), "money times money has no meaning"));
                }
                _ if money(of_left) || money(of_right) => Type::Money,
                _ => Type::Number,
            };
            Ok((build(left, right), result))
        }
    }
}

fn equal(node: &Node, left: &Node, right: &Node, names: &Names) -> Result<(Expr, Expr), ExprFault> {
    let ((one, of_one), (other, of_other)) = (check(left, names)?, check(right, names)?);
    match (of_one, of_other) {
        (Type::Choice(choice), Type::Text) => Ok((one, Expr::Choice(word(choice, right)?))),
        (Type::Text, Type::Choice(choice)) => Ok((Expr::Choice(word(choice, left)?), other)),
        (Type::Choice(a), Type::Choice(b)) if a == b => Ok((one, other)),
        (Type::Text, Type::Text) | (Type::Bool, Type::Bool) => Ok((one, other)),
        (a, b) if a.is_number() && b.is_number() => Ok((one, other)),
        (a, b) => {
            let message = format!("{} and {} cannot be equal", a.name(), b.name());
            Err(ExprFault::new(node.at.clone(), message))
        }
    }
}

/// The bit of a word that is written as a text.
fn word(choice: Choice, node: &Node) -> Result<u32, ExprFault> {
    let NodeKind::Text(name) = &node.kind else {
        return Err(ExprFault::new(node.at.clone(), "a literal word is expected here"));
    };
    choice.bit(name).ok_or_else(|| {
        let fault = ExprFault::new(node.at.clone(), format!("it is never '{name}'"));
        match nearest(name, choice.names()) {
            Some(near) => fault.help(format!("did you mean '{near}'?")),
            None => fault.help(format!("it is one of: {}", choice.names().collect::<Vec<_>>().join(", "))),
        }
    })
}

fn within(item: &Node, list: &Node, names: &Names) -> Checked {
    let (expr, kind) = check(item, names)?;
    let members: Vec<Node> = match &list.kind {
        NodeKind::List(members) => members.clone(),
        NodeKind::Option(name) => match names.option(name) {
            Some(Constant::List(members)) => members
                .iter()
                .map(|member| Node { at: list.at.clone(), kind: NodeKind::Text(member.clone()) })
                .collect(),
            Some(_) => return Err(ExprFault::new(list.at.clone(), "this option is no list")),
            None => return Err(unknown_option(list, name, names)),
        },
        _ => {
            return match (check(list, names)?, kind) {
                ((of, Type::List), Type::Text) => {
                    Ok((Expr::InList(Box::new(expr), Box::new(of)), Type::Bool))
                }
                ((_, other), _) => Err(wants(list, "a list", other)),
            };
        }
    };
    if let Type::Choice(choice) = kind {
        let mut bits = 0;
        for member in &members {
            bits |= word(choice, member)?;
        }
        return Ok((Expr::OneOfWords(Box::new(expr), bits), Type::Bool));
    }
    let mut checked = Vec::new();
    for member in &members {
        let (one, of_one) = check(member, names)?;
        let same = of_one == kind || (of_one.is_number() && kind.is_number());
        if !same || matches!(kind, Type::Items(_) | Type::List) {
            return Err(wants(member, kind.name(), of_one));
        }
        checked.push(one);
    }
    Ok((Expr::OneOf(Box::new(expr), checked), Type::Bool))
}

fn call(node: &Node, name: &str, arguments: &[Node], names: &Names) -> Checked {
    match (name, arguments) {
        ("abs", [inner]) => {
            let (expr, kind) = number(inner, names)?;
            Ok((Expr::Abs(Box::new(expr)), kind))
        }
        ("similarity", [left, right]) => {
            let (left, right) = (text(left, names)?, text(right, names)?);
            Ok((Expr::Similarity(Box::new(left), Box::new(right)), Type::Number))
        }
        ("len", [inner]) => Ok((Expr::Length(Box::new(text(inner, names)?)), Type::Number)),
        ("contains", [whole, inner]) => {
            let (whole, inner) = (text(whole, names)?, text(inner, names)?);
            Ok((Expr::Contains(Box::new(whole), Box::new(inner)), Type::Bool))
        }
        ("drawn-from", [inner, whole]) => {
            let (inner, whole) = (text(inner, names)?, text(whole, names)?);
            Ok((Expr::DrawnFrom(Box::new(inner), Box::new(whole)), Type::Bool))
        }
        ("known", [inner]) => match check(inner, names)? {
            (_, kind @ Type::Items(_)) => Err(wants(inner, "a field", kind)),
            (expr, _) => Ok((Expr::Known(Box::new(expr)), Type::Bool)),
        },
        ("min" | "max", [_, _, ..]) => {
            let mut kind = Type::Number;
            let mut checked = Vec::new();
            for argument in arguments {
                let (expr, of_argument) = number(argument, names)?;
                if of_argument == Type::Money {
                    kind = Type::Money;
                }
                checked.push(expr);
            }
            Ok((if name == "min" { Expr::Least(checked) } else { Expr::Greatest(checked) }, kind))
        }
        (_, [inner, argument]) if wording::FUNCTIONS.contains(&name) => {
            let inner = text(inner, names)?;
            let wording = Wording::new(name, argument, names)?;
            Ok((Expr::Wording(Box::new(inner), Arc::new(wording)), Type::Text))
        }
        _ if FUNCTIONS.contains(&name) || wording::FUNCTIONS.contains(&name) => {
            let message = format!("`{name}` does not take {} argument(s)", arguments.len());
            Err(ExprFault::new(node.at.clone(), message))
        }
        _ if FOLDS.iter().any(|fold| fold.0 == name) => {
            let message = format!("`{name}` goes over a collection");
            Err(ExprFault::new(node.at.clone(), message)
                .help(format!("write `{name}(… for i in indicators if …)`")))
        }
        _ => {
            let at = node.at.start..node.at.start + name.len();
            let fault = ExprFault::new(at, format!("there is no function `{name}`"));
            let folds = FOLDS.iter().map(|fold| fold.0);
            let known = FUNCTIONS.into_iter().chain(wording::FUNCTIONS).chain(folds);
            Err(match nearest(name, known) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault,
            })
        }
    }
}

fn fold(node: &Node, name: &str, items: &Loop, names: &Names) -> Checked {
    let Some(&(_, fold)) = FOLDS.iter().find(|fold| fold.0 == name) else {
        return call(node, name, std::slice::from_ref(&items.each), names).and_then(|_| {
            Err(ExprFault::new(node.at.clone(), format!("`{name}` does not go over collections")))
        });
    };
    let (inner, _, _) = enter(items, names)?;
    let checked = comprehension(items, names)?;
    let kind = match &checked.each {
        None => None,
        Some(_) => Some(check(&items.each, &inner)?.1),
    };
    let each = &items.each;
    let result = match (fold, kind) {
        (Fold::Count, _) => Type::Number,
        (Fold::Any, None) => Type::Bool,
        (Fold::Any | Fold::All, Some(Type::Bool)) => Type::Bool,
        (Fold::Any | Fold::All, Some(kind)) => return Err(wants(each, "true or false", kind)),
        (Fold::Sum | Fold::Min | Fold::Max, Some(kind)) if kind.is_number() => kind,
        (_, Some(kind)) => return Err(wants(each, "a number", kind)),
        (_, None) => {
            return Err(ExprFault::new(each.at.clone(), format!("name a field of `{}`", items.variable)));
        }
    };
    Ok((Expr::Fold(fold, Box::new(checked)), result))
}

fn enter(items: &Loop, names: &Names) -> Result<(Names, Path, Of), ExprFault> {
    let collection = Node { at: items.items_at.clone(), kind: NodeKind::Name(items.items.clone()) };
    let (path, of) = match named(&collection, &items.items, names)? {
        (Expr::Field(path), Type::Items(of)) => (path, of),
        (_, kind) => return Err(wants(&collection, "a collection", kind)),
    };
    let reserved = ["sheet", "department", "project", "reading", "first", "second"];
    if items.variable.contains(['.', '-']) || reserved.contains(&items.variable.as_str()) {
        let message = format!("`{}` cannot name a loop's variable", items.variable);
        return Err(ExprFault::new(items.variable_at.clone(), message));
    }
    let Some((inner, _)) = names.enter_variable(&items.variable, of) else {
        return Err(ExprFault::new(items.items_at.clone(), "loops are nested too deeply"));
    };
    Ok((inner, path, of))
}

fn comprehension(items: &Loop, names: &Names) -> Result<Comprehension, ExprFault> {
    let (inner, path, of) = enter(items, names)?;
    let Some(Meaning::Whole(slot, _)) = inner.resolve(&items.variable) else {
        let message = format!("`{}` is already the name of a `let`", items.variable);
        return Err(ExprFault::new(items.variable_at.clone(), message));
    };
    let filter = match &items.filter {
        Some(filter) => Some(bool(filter, &inner)?),
        None => None,
    };
    let each = match &items.each.kind {
        NodeKind::Name(name) if *name == items.variable => None,
        _ => Some(check(&items.each, &inner)?.0),
    };
    Ok(Comprehension { items: path, slot, of, filter, each })
}
