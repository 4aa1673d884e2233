//! Cuts an expression into tokens.

use std::ops::Range;
use std::str::FromStr;

use rust_decimal::Decimal;

use crate::caret::{Fault, both};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Number(Decimal),
    /// In 元.
    Money(Decimal),
    Text(String),
    Name(String),
    Option(String),
    /// An operator, bracket or comma.
    Sign(&'static str),
    End,
}

/// Longer expressions are refused: their trees would be walked too deeply.
const MOST_TOKENS: usize = 1000;

/// Longest first.
const SIGNS: [&str; 15] = ["==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "(", ")", "[", "]", ","];

/// Money units by how many 元 they are, longest first.
const MONEY: [(&str, u64); 3] = [("万元", 10_000), ("亿元", 100_000_000), ("元", 1)];

pub(super) fn tokens(text: &str) -> Result<Vec<(Token, Range<usize>)>, Fault> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(ch) = text[at..].chars().next() {
        let rest = &text[at..];
        if ch.is_whitespace() {
            at += ch.len_utf8();
            continue;
        }
        let (token, length) = if ch.is_ascii_digit() {
            number(rest, at)?
        } else if ch == '\'' {
            let inside = &rest[1..];
            let Some(end) = inside.find('\'') else {
                return Err(Fault::here(
                    at..text.len(),
                    both("文字缺少后面的英文单引号 '", "the text is not closed: ' is missing"),
                ));
            };
            (Token::Text(inside[..end].to_owned()), end + 2)
        } else if ch == '$' {
            let length = name_length(&rest[1..]);
            if length == 0 {
                return Err(Fault::here(
                    at..at + 1,
                    both("$ 后面缺少选项的名称", "the name of an option is missing after $"),
                ));
            }
            (Token::Option(rest[1..=length].to_owned()), length + 1)
        } else if ch.is_ascii_alphabetic() || ch == '_' {
            let length = name_length(rest);
            (Token::Name(rest[..length].to_owned()), length)
        } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            (Token::Sign(sign), sign.len())
        } else {
            let message = both(format!("这里不能写 {ch}"), format!("`{ch}` has no meaning here"));
            let fault = Fault::here(at..at + ch.len_utf8(), message);
            return Err(match ch {
                '=' => fault.help(both("等于写作“==”。", "equality is written `==`")),
                '"' | '“' | '”' | '‘' | '’' => {
                    fault.help(both("文字写在英文单引号里：'…'。", "texts are written between '…'"))
                }
                '≥' => fault.help(both("请写“>=”。", "write `>=`")),
                '≤' => fault.help(both("请写“<=”。", "write `<=`")),
                '!' => fault.help(both("请写“not”或“!=”。", "write `not` or `!=`")),
                _ => fault,
            });
        };
        tokens.push((token, at..at + length));
        if tokens.len() > MOST_TOKENS {
            return Err(Fault::here(at..at + length, both("表达式太长", "the expression is too long")));
        }
        at += length;
    }
    tokens.push((Token::End, at..at));
    Ok(tokens)
}

/// Names are made of letters, digits, `_`, and `-` or `.` between two of those.
fn name_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let mut length = 0;
    while let Some(byte) = bytes.get(length) {
        let joins = matches!(byte, b'-' | b'.') && length > 0 && bytes.get(length + 1).is_some_and(plain);
        if !plain(byte) && !joins {
            break;
        }
        length += 1;
    }
    length
}

fn number(text: &str, at: usize) -> Result<(Token, usize), Fault> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut length = digits(text);
    if let Some(fraction) = text[length..].strip_prefix('.') {
        let places = digits(fraction);
        if places > 0 {
            length += 1 + places;
        }
    }
    let too_large = || {
        Fault::here(at..at + length, both("数字太大，或小数位太多", "the number is too large or too exact"))
    };
    let number = Decimal::from_str(&text[..length]).map_err(|_| too_large())?;
    let rest = &text[length..];
    if rest.starts_with('%') {
        let share = number.checked_div(Decimal::ONE_HUNDRED).ok_or_else(too_large)?;
        return Ok((Token::Number(share), length + 1));
    }
    for (unit, yuan) in MONEY {
        if rest.starts_with(unit) {
            let yuan = number.checked_mul(Decimal::from(yuan)).ok_or_else(too_large)?;
            return Ok((Token::Money(yuan), length + unit.len()));
        }
    }
    Ok((Token::Number(number), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_and_names() {
        let kinds = |text: &str| {
            let mut all: Vec<Token> = tokens(text).unwrap().into_iter().map(|(token, _)| token).collect();
            all.pop();
            all
        };
        assert_eq!(
            kinds("12.5万元-i.asks-for"),
            [Token::Money(Decimal::from(125_000)), Token::Sign("-"), Token::Name("i.asks-for".into())]
        );
        assert_eq!(kinds("95% '满 意'"), [Token::Number(Decimal::new(95, 2)), Token::Text("满 意".into())]);
        assert_eq!(
            kinds("a - b$c"),
            [Token::Name("a".into()), Token::Sign("-"), Token::Name("b".into()), Token::Option("c".into())]
        );
        let help = tokens("a = b").unwrap_err().help;
        assert_eq!(help, Some(both("等于写作“==”。", "equality is written `==`")));
    }
}
