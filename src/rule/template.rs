//! Messages with placeholders, and how values print in them.

use std::borrow::Cow;
use std::fmt::Write;
use std::ops::Range;

use rust_decimal::Decimal;

use super::expr::Expr;
use super::fields::{Field, Type};
use super::names::{Constant, Meaning, Names, Path};
use super::scene::Scene;
use super::value::Datum;
use crate::caret::{Fault, both, meant, nearest};
use crate::finding::Language;
use crate::record::MoneyUnit;
use crate::text::printable;

/// How many characters of a cell a message quotes.
const QUOTED: usize = 40;

/// A message whose placeholders are bound.
#[derive(Debug, Clone)]
pub(super) struct Template {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    Value(Expr, Type),
}

impl Template {
    /// Binds the placeholders of `text` to the names; else tells what is wrong, and where in the text.
    pub fn new(text: &str, names: &Names) -> Result<Self, Fault> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut at = 0;
        while let Some(ch) = text[at..].chars().next() {
            let rest = &text[at..];
            if rest.starts_with("{{") || rest.starts_with("}}") {
                plain.push(ch);
                at += 2;
            } else if ch == '}' {
                let message = both(
                    "“}”没有对应的“{”；花括号本身写作“}}”",
                    "`}` closes nothing; a brace itself is written `}}`",
                );
                return Err(Fault::here(at..at + 1, message));
            } else if ch == '{' {
                let Some(end) = rest.find('}') else {
                    let message = both(
                        "占位符缺少“}”；花括号本身写作“{{”",
                        "the placeholder is not closed; a brace itself is written `{{`",
                    );
                    return Err(Fault::here(at..text.len(), message));
                };
                let name = &rest[1..end];
                let (expr, kind) = bind(name.trim(), names, at..at + end + 1)?;
                if !plain.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                }
                pieces.push(Piece::Value(expr, kind));
                at += end + 1;
            } else {
                plain.push(ch);
                at += ch.len_utf8();
            }
        }
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Ok(Self { pieces })
    }

    /// The message for a reader.
    pub fn message<'a>(&'a self, scene: &mut Scene<'a>, language: Language) -> String {
        let mut message = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => message.push_str(text),
                Piece::Value(expr, kind) => {
                    let value = match quoted(expr) {
                        Some(raw) => scene.datum(raw),
                        None => scene.value(expr),
                    };
                    push_shown(&mut message, value, *kind, scene.context.money_unit, language);
                }
            }
        }
        message
    }

    /// The new text of a cell; None where a placeholder's value is unknown.
    pub fn replacement<'a>(&'a self, scene: &mut Scene<'a>) -> Option<String> {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(plain) => text.push_str(plain),
                Piece::Value(expr, kind) => match scene.value(expr) {
                    Datum::Text(value) => text.push_str(&value),
                    value if value.is_known() => {
                        let unit = scene.context.money_unit;
                        push_shown(&mut text, value, *kind, unit, Language::Zh);
                    }
                    _ => return None,
                },
            }
        }
        Some(text)
    }
}

/// A cell is quoted as it stands there, not as it was normalised; a target value with what stands beside it.
fn quoted(expr: &Expr) -> Option<Path> {
    match expr {
        Expr::Field(Path { slot, field: Field::Kept(kept) }) if kept.is_cell() => {
            Some(Path { slot: *slot, field: Field::Quoted(*kept) })
        }
        _ => None,
    }
}

fn bind(name: &str, names: &Names, at: Range<usize>) -> Result<(Expr, Type), Fault> {
    let unbound = |near: Option<String>| {
        let message = both(
            format!("占位符“{{{name}}}”没有着落"),
            format!("nothing is bound to the placeholder `{{{name}}}`"),
        );
        let help = near.map(|near| meant(format_args!("{{{near}}}")));
        Fault { help, ..Fault::here(at.clone(), message) }
    };
    if let Some(option) = name.strip_prefix('$') {
        return match names.option(option) {
            Some(Constant::Number(number)) => Ok((Expr::Number(*number), Type::Number)),
            Some(Constant::Text(text)) => Ok((Expr::Text(text.as_str().into()), Type::Text)),
            Some(Constant::Bool(holds)) => Ok((Expr::Bool(*holds), Type::Bool)),
            Some(Constant::List(list)) => Ok((Expr::Text(list.join("、").into()), Type::Text)),
            None => {
                let near = nearest(option, names.options.iter().map(|(known, _)| known.as_str()));
                Err(unbound(near.map(|near| format!("${near}"))))
            }
        };
    }
    match names.resolve(name) {
        Some(Meaning::Field(_, Type::Items(_))) | Some(Meaning::Whole(..)) => {
            let message = both(
                format!("“{{{name}}}”是集合，不能打印"),
                format!("`{{{name}}}` is a collection and cannot be printed"),
            );
            Err(Fault::here(at.clone(), message))
        }
        Some(Meaning::Field(path, kind)) => Ok((Expr::Field(path), kind)),
        Some(Meaning::Let(index, kind)) => Ok((Expr::Let(index), kind)),
        None => Err(unbound(names.nearest(name))),
    }
}

/// A value as messages show it.
pub(super) fn shown(value: Datum<'_>, kind: Type, unit: Option<MoneyUnit>, language: Language) -> String {
    let mut text = String::new();
    push_shown(&mut text, value, kind, unit, language);
    text
}

fn push_shown(out: &mut String, value: Datum<'_>, kind: Type, unit: Option<MoneyUnit>, language: Language) {
    let zh = language == Language::Zh;
    match value {
        Datum::Text(text) => out.push_str(&shortened(&printable(text.trim()))),
        Datum::Number(number) if kind == Type::Money => out.push_str(&money(number, unit)),
        Datum::Number(number) => {
            let _ = write!(out, "{}", number.normalize());
        }
        Datum::Bool(holds) => out.push_str(match (holds, zh) {
            (true, true) => "是",
            (false, true) => "否",
            (true, false) => "yes",
            (false, false) => "no",
        }),
        Datum::List(list) => {
            for (index, member) in list.iter().enumerate() {
                if index > 0 {
                    out.push_str(if zh { "、" } else { ", " });
                }
                out.push_str(&member.name);
            }
        }
        Datum::Choice(bits) => match kind {
            Type::Choice(choice) if bits.count_ones() == 1 => {
                out.push_str(choice.label(bits, language).unwrap_or_default());
            }
            _ => out.push_str(if zh { "未知" } else { "unknown" }),
        },
        Datum::Unknown => out.push_str(if zh { "未知" } else { "unknown" }),
    }
}

fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) if text.chars().count() > QUOTED => Cow::Owned(format!("{}…", &text[..end])),
        _ => Cow::Borrowed(text),
    }
}

/// An amount in the sheet's unit: 万元 where the sheet uses it and the amount is plain in it, else 元.
fn money(yuan: Decimal, unit: Option<MoneyUnit>) -> String {
    let exact = yuan.normalize();
    if unit == Some(MoneyUnit::Yuan) {
        return format!("{exact}元");
    }
    match exact.checked_div(MoneyUnit::TenThousandYuan.in_yuan()).map(|number| number.normalize()) {
        // At most two decimals and six digits read well; 71.3575万元 does not.
        Some(wan) if wan.scale() <= 2 && wan.mantissa().unsigned_abs() < 1_000_000 => format!("{wan}万元"),
        _ => format!("{exact}元"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::schema::ScopeName;
    use super::*;

    #[test]
    fn money_prints_in_the_unit_of_the_sheet() {
        let wan = Some(MoneyUnit::TenThousandYuan);
        assert_eq!(money(Decimal::from(50_000), wan), "5万元");
        assert_eq!(money(Decimal::from(713_575), wan), "713575元");
        assert_eq!(money(Decimal::from(0), wan), "0万元");
        assert_eq!(money(Decimal::from(123_456_700), wan), "123456700元");
        assert_eq!(money(Decimal::new(5_000_000, 2), Some(MoneyUnit::Yuan)), "50000元");
    }

    #[test]
    fn long_cells_are_shortened() {
        assert_eq!(shortened(&"长".repeat(40)), "长".repeat(40));
        assert_eq!(shortened(&"长".repeat(41)), format!("{}…", "长".repeat(40)));
    }

    #[test]
    fn placeholders_are_bound_when_loaded() {
        let names = Names::of_scope(ScopeName::Indicator);
        assert!(Template::new("“{name}”{{}}{value.number}", &names).is_ok());
        let fault = Template::new("写{vlaue}", &names).unwrap_err();
        assert_eq!((fault.span, fault.help), (3..10, Some(meant("{value}"))));
        assert!(Template::new("{name", &names).is_err());
        assert!(Template::new("name}", &names).is_err());
        assert!(Template::new("{indicators}", &names).is_err());
    }
}
