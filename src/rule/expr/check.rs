//! Binds the names of an expression and checks its types.

use std::sync::Arc;

use super::super::choice::Choice;
use super::super::fields::{Of, Type};
use super::super::mistakes::{expected, never_equal, no_list, no_option, nothing_named};
use super::super::names::{Constant, Meaning, Names, Path};
use super::wording::{self, Wording};
use super::{Expr, Fold, Loop, Node, NodeKind, Operator};
use crate::caret::{Both, Fault, both, listed, meant, nearest};

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

type Checked = Result<(Expr, Type), Fault>;

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
            Some(Constant::List(_)) => Err(Fault::here(node.at.clone(), only_after_in())),
            None => Err(unknown_option(node, name, names)),
        },
        NodeKind::Negate(inner) => {
            let (expr, kind) = number(inner, names)?;
            Ok((Expr::Negate(Box::new(expr)), kind))
        }
        NodeKind::Not(inner) => Ok((Expr::Not(Box::new(bool(inner, names)?)), Type::Bool)),
        NodeKind::Binary(operator, left, right) => binary(node, *operator, left, right, names),
        NodeKind::In(item, list) => within(item, list, names),
        NodeKind::List(_) => Err(Fault::here(node.at.clone(), only_after_in())),
        NodeKind::Call(name, arguments) => call(node, name, arguments, names),
        NodeKind::Fold(name, each) => fold(node, name, each, names),
    }
}

/// Checks the loop of a `[[related]]`: its items themselves are meant.
pub(crate) fn check_items(items: &Loop, names: &Names) -> Result<Comprehension, Fault> {
    let checked = comprehension(items, names)?;
    if checked.each.is_some() {
        let variable = &items.variable;
        let message = both(
            format!("这里的循环要给出整条记录：写作“{variable} for {variable} in …”"),
            format!("the loop must yield its items: write `{variable} for {variable} in …`"),
        );
        return Err(Fault::here(items.each.at.clone(), message));
    }
    Ok(checked)
}

fn named(node: &Node, name: &str, names: &Names) -> Checked {
    match names.resolve(name) {
        Some(Meaning::Field(path, kind)) => Ok((Expr::Field(path), kind)),
        Some(Meaning::Let(index, kind)) => Ok((Expr::Let(index), kind)),
        Some(Meaning::Whole(..)) => Err(Fault::here(
            node.at.clone(),
            both(
                format!("“{name}”是整条记录，请写它的一个字段"),
                format!("`{name}` is a whole record; name one of its fields"),
            ),
        )),
        None => {
            let fault = Fault::here(node.at.clone(), nothing_named(name));
            Err(match names.nearest(name) {
                Some(near) => fault.help(meant(near)),
                None => fault,
            })
        }
    }
}

fn only_after_in() -> Both {
    both("列表只能写在“in”后面", "a list may only stand after `in`")
}

fn unknown_option(node: &Node, name: &str, names: &Names) -> Fault {
    let fault = Fault::here(node.at.clone(), no_option(name));
    match nearest(name, names.options.iter().map(|(known, _)| known.as_str())) {
        Some(near) => fault.help(meant(format_args!("${near}"))),
        None => fault,
    }
}

fn wants(node: &Node, what: (&str, &str), kind: Type) -> Fault {
    Fault::here(node.at.clone(), expected(what, kind))
}

fn number(node: &Node, names: &Names) -> Checked {
    let (expr, kind) = check(node, names)?;
    if kind.is_number() { Ok((expr, kind)) } else { Err(wants(node, Type::Number.name(), kind)) }
}

fn bool(node: &Node, names: &Names) -> Result<Expr, Fault> {
    match check(node, names)? {
        (expr, Type::Bool) => Ok(expr),
        (_, kind) => Err(wants(node, Type::Bool.name(), kind)),
    }
}

fn text(node: &Node, names: &Names) -> Result<Expr, Fault> {
    match check(node, names)? {
        (expr, Type::Text) => Ok(expr),
        (_, kind) => Err(wants(node, Type::Text.name(), kind)),
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
                    return Err(Fault::here(
                        node.at.clone(),
                        both("金额不能乘以金额", "money times money has no meaning"),
                    ));
                }
                _ if money(of_left) || money(of_right) => Type::Money,
                _ => Type::Number,
            };
            Ok((build(left, right), result))
        }
    }
}

fn equal(node: &Node, left: &Node, right: &Node, names: &Names) -> Result<(Expr, Expr), Fault> {
    let ((one, of_one), (other, of_other)) = (check(left, names)?, check(right, names)?);
    match (of_one, of_other) {
        (Type::Choice(choice), Type::Text) => Ok((one, Expr::Choice(word(choice, right)?))),
        (Type::Text, Type::Choice(choice)) => Ok((Expr::Choice(word(choice, left)?), other)),
        (Type::Choice(a), Type::Choice(b)) if a == b => Ok((one, other)),
        (Type::Text, Type::Text) | (Type::Bool, Type::Bool) => Ok((one, other)),
        (a, b) if a.is_number() && b.is_number() => Ok((one, other)),
        (a, b) => Err(Fault::here(node.at.clone(), never_equal(a, b))),
    }
}

/// The bit of a word that is written as a text.
fn word(choice: Choice, node: &Node) -> Result<u32, Fault> {
    let NodeKind::Text(name) = &node.kind else {
        return Err(Fault::here(
            node.at.clone(),
            both("这里要写固定的词：'…'", "a literal word is expected here"),
        ));
    };
    choice.bit(name).ok_or_else(|| {
        let message = both(format!("没有“{name}”这个值"), format!("it is never '{name}'"));
        let fault = Fault::here(node.at.clone(), message);
        match nearest(name, choice.names()) {
            Some(near) => fault.help(both(format!("是否想写 '{near}'？"), format!("did you mean '{near}'?"))),
            None => fault.help(listed("it is one of", choice.names())),
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
            Some(_) => return Err(Fault::here(list.at.clone(), no_list())),
            None => return Err(unknown_option(list, name, names)),
        },
        _ => {
            return match (check(list, names)?, kind) {
                ((of, Type::List), Type::Text) => {
                    Ok((Expr::InList(Box::new(expr), Box::new(of)), Type::Bool))
                }
                ((_, other), _) => Err(wants(list, ("列表", "a list"), other)),
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
            (_, kind @ Type::Items(_)) => Err(wants(inner, ("字段", "a field"), kind)),
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
            let count = arguments.len();
            let message = both(
                format!("“{name}”的括号里不能写 {count} 项"),
                format!("`{name}` does not take {count} argument(s)"),
            );
            Err(Fault::here(node.at.clone(), message))
        }
        _ if FOLDS.iter().any(|fold| fold.0 == name) => {
            let message = both(format!("“{name}”用于集合"), format!("`{name}` goes over a collection"));
            Err(Fault::here(node.at.clone(), message).help(both(
                format!("写作“{name}(… for i in indicators if …)”。"),
                format!("write `{name}(… for i in indicators if …)`"),
            )))
        }
        _ => {
            let at = node.at.start..node.at.start + name.len();
            let fault =
                Fault::here(at, both(format!("没有函数“{name}”"), format!("there is no function `{name}`")));
            let folds = FOLDS.iter().map(|fold| fold.0);
            let known = FUNCTIONS.into_iter().chain(wording::FUNCTIONS).chain(folds);
            Err(fault.did_you_mean(name, known))
        }
    }
}

fn fold(node: &Node, name: &str, items: &Loop, names: &Names) -> Checked {
    let Some(&(_, fold)) = FOLDS.iter().find(|fold| fold.0 == name) else {
        return call(node, name, std::slice::from_ref(&items.each), names).and_then(|_| {
            let message =
                both(format!("“{name}”不能用于集合"), format!("`{name}` does not go over collections"));
            Err(Fault::here(node.at.clone(), message))
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
        (Fold::Any | Fold::All, Some(kind)) => return Err(wants(each, Type::Bool.name(), kind)),
        (Fold::Sum | Fold::Min | Fold::Max, Some(kind)) if kind.is_number() => kind,
        (_, Some(kind)) => return Err(wants(each, Type::Number.name(), kind)),
        (_, None) => {
            let variable = &items.variable;
            let message =
                both(format!("请写“{variable}”的一个字段"), format!("name a field of `{variable}`"));
            return Err(Fault::here(each.at.clone(), message));
        }
    };
    Ok((Expr::Fold(fold, Box::new(checked)), result))
}

fn enter(items: &Loop, names: &Names) -> Result<(Names, Path, Of), Fault> {
    let collection = Node { at: items.items_at.clone(), kind: NodeKind::Name(items.items.clone()) };
    let (path, of) = match named(&collection, &items.items, names)? {
        (Expr::Field(path), Type::Items(of)) => (path, of),
        (_, kind) => return Err(wants(&collection, ("集合", "a collection"), kind)),
    };
    let reserved = ["sheet", "department", "project", "reading", "first", "second"];
    if items.variable.contains(['.', '-']) || reserved.contains(&items.variable.as_str()) {
        let variable = &items.variable;
        let message = both(
            format!("“{variable}”不能作循环变量的名称"),
            format!("`{variable}` cannot name a loop's variable"),
        );
        return Err(Fault::here(items.variable_at.clone(), message));
    }
    let Some((inner, _)) = names.enter_variable(&items.variable, of) else {
        return Err(Fault::here(items.items_at.clone(), both("循环套得太深", "loops are nested too deeply")));
    };
    Ok((inner, path, of))
}

fn comprehension(items: &Loop, names: &Names) -> Result<Comprehension, Fault> {
    let (inner, path, of) = enter(items, names)?;
    let Some(Meaning::Whole(slot, _)) = inner.resolve(&items.variable) else {
        let variable = &items.variable;
        let message = both(
            format!("“{variable}”已经是一个“let”的名称"),
            format!("`{variable}` is already the name of a `let`"),
        );
        return Err(Fault::here(items.variable_at.clone(), message));
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
