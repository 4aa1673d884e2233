//! Builds the tree of an expression.

use std::ops::Range;

use super::lexer::{Token, tokens};
use super::{Loop, Node, NodeKind, Operator};
use crate::caret::{Fault, both};

/// How deep expressions may nest; deeper ones are refused, not overflown upon.
const DEPTH: usize = 40;

/// Parses an expression.
pub(crate) fn parse(text: &str) -> Result<Node, Fault> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0 };
    let node = parser.either()?;
    parser.end()?;
    Ok(node)
}

/// Parses `each for variable in items if filter`.
pub(crate) fn parse_items(text: &str) -> Result<Loop, Fault> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0 };
    let each = parser.either()?;
    if !parser.take_name("for") {
        return Err(parser.expected("“for”", "`for`"));
    }
    let items = parser.after_for(each)?;
    parser.end()?;
    Ok(items)
}

struct Parser {
    tokens: Vec<(Token, Range<usize>)>,
    at: usize,
    depth: usize,
}

type Parsed = Result<Node, Fault>;

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.at).map_or(&Token::End, |(token, _)| token)
    }

    fn span(&self) -> Range<usize> {
        self.tokens.get(self.at).or(self.tokens.last()).map_or(0..0, |(_, span)| span.clone())
    }

    fn advance(&mut self) {
        self.at += 1;
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Token::Sign(found) if *found == sign);
        if found {
            self.advance();
        }
        found
    }

    fn take_name(&mut self, name: &str) -> bool {
        let found = matches!(self.peek(), Token::Name(found) if found == name);
        if found {
            self.advance();
        }
        found
    }

    /// What is missing, as Chinese and English call it.
    fn expected(&self, zh: &str, en: &str) -> Fault {
        let message = match self.peek() {
            Token::End => both(
                format!("表达式到此为止，还缺{zh}"),
                format!("{en} expected, but the expression ends here"),
            ),
            _ => both(format!("这里要写{zh}"), format!("{en} expected")),
        };
        Fault::here(self.span(), message)
    }

    fn end(&self) -> Result<(), Fault> {
        match self.peek() {
            Token::End => Ok(()),
            _ => Err(self.expected("运算符，或者到此为止", "an operator or the end")),
        }
    }

    fn either(&mut self) -> Parsed {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Fault::here(
                self.span(),
                both("表达式套得太深", "the expression is nested too deeply"),
            ));
        }
        let mut left = self.both()?;
        while self.take_name("or") {
            let right = self.both()?;
            left = binary(Operator::Or, left, right);
        }
        self.depth -= 1;
        Ok(left)
    }

    fn both(&mut self) -> Parsed {
        let mut left = self.negation()?;
        while self.take_name("and") {
            let right = self.negation()?;
            left = binary(Operator::And, left, right);
        }
        Ok(left)
    }

    fn negation(&mut self) -> Parsed {
        let start = self.span().start;
        let mut times = 0usize;
        while self.take_name("not") {
            times += 1;
        }
        let inner = self.comparison()?;
        if times == 0 {
            return Ok(inner);
        }
        let at = start..inner.at.end;
        let once = Node { at: at.clone(), kind: NodeKind::Not(Box::new(inner)) };
        Ok(if times % 2 == 1 { once } else { Node { at, kind: NodeKind::Not(Box::new(once)) } })
    }

    fn comparison(&mut self) -> Parsed {
        let left = self.sum()?;
        let negated = matches!(self.peek(), Token::Name(name) if name == "not")
            && matches!(self.tokens.get(self.at + 1), Some((Token::Name(name), _)) if name == "in");
        if negated {
            self.advance();
        }
        if self.take_name("in") {
            let right = self.primary()?;
            let at = left.at.start..right.at.end;
            let node = Node { at: at.clone(), kind: NodeKind::In(Box::new(left), Box::new(right)) };
            return Ok(if negated { Node { at, kind: NodeKind::Not(Box::new(node)) } } else { node });
        }
        let operators = [
            ("==", Operator::Equal),
            ("!=", Operator::Unequal),
            ("<=", Operator::AtMost),
            (">=", Operator::AtLeast),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        for (sign, operator) in operators {
            if self.take_sign(sign) {
                let right = self.sum()?;
                return Ok(binary(operator, left, right));
            }
        }
        Ok(left)
    }

    fn sum(&mut self) -> Parsed {
        let mut left = self.product()?;
        loop {
            let operator = if self.take_sign("+") {
                Operator::Add
            } else if self.take_sign("-") {
                Operator::Subtract
            } else {
                return Ok(left);
            };
            let right = self.product()?;
            left = binary(operator, left, right);
        }
    }

    fn product(&mut self) -> Parsed {
        let mut left = self.signed()?;
        loop {
            let operator = if self.take_sign("*") {
                Operator::Multiply
            } else if self.take_sign("/") {
                Operator::Divide
            } else {
                return Ok(left);
            };
            let right = self.signed()?;
            left = binary(operator, left, right);
        }
    }

    fn signed(&mut self) -> Parsed {
        let start = self.span().start;
        let mut minus = false;
        while self.take_sign("-") {
            minus = !minus;
        }
        let inner = self.primary()?;
        if !minus {
            return Ok(inner);
        }
        Ok(Node { at: start..inner.at.end, kind: NodeKind::Negate(Box::new(inner)) })
    }

    fn primary(&mut self) -> Parsed {
        let at = self.span();
        let token = self.peek().clone();
        let kind = match token {
            Token::Number(number) => NodeKind::Number(number),
            Token::Money(yuan) => NodeKind::Money(yuan),
            Token::Text(text) => NodeKind::Text(text),
            Token::Option(name) => NodeKind::Option(name),
            Token::Name(name) if matches!(name.as_str(), "and" | "or" | "not" | "in" | "for" | "if") => {
                return Err(self.expected("一个值", "a value"));
            }
            Token::Name(name) => {
                self.advance();
                if self.take_sign("(") {
                    return self.call(name, at.start);
                }
                let kind = match name.as_str() {
                    "true" => NodeKind::Bool(true),
                    "false" => NodeKind::Bool(false),
                    _ => NodeKind::Name(name),
                };
                return Ok(Node { at, kind });
            }
            Token::Sign("(") => {
                self.advance();
                let inner = self.either()?;
                if !self.take_sign(")") {
                    return Err(self.expected("“)”", "`)`"));
                }
                return Ok(inner);
            }
            Token::Sign("[") => {
                self.advance();
                return self.list(at.start);
            }
            Token::Sign(_) | Token::End => return Err(self.expected("一个值", "a value")),
        };
        self.advance();
        Ok(Node { at, kind })
    }

    fn list(&mut self, start: usize) -> Parsed {
        let mut items = Vec::new();
        loop {
            items.push(self.either()?);
            if !self.take_sign(",") {
                break;
            }
        }
        let end = self.span().end;
        if !self.take_sign("]") {
            return Err(self.expected("“]”", "`]`"));
        }
        Ok(Node { at: start..end, kind: NodeKind::List(items) })
    }

    fn call(&mut self, name: String, start: usize) -> Parsed {
        let first = self.either()?;
        let kind = if self.take_name("for") {
            NodeKind::Fold(name, Box::new(self.after_for(first)?))
        } else {
            let mut arguments = vec![first];
            while self.take_sign(",") {
                arguments.push(self.either()?);
            }
            NodeKind::Call(name, arguments)
        };
        let end = self.span().end;
        if !self.take_sign(")") {
            return Err(self.expected("“)”", "`)`"));
        }
        Ok(Node { at: start..end, kind })
    }

    fn after_for(&mut self, each: Node) -> Result<Loop, Fault> {
        let variable_at = self.span();
        let Token::Name(variable) = self.peek().clone() else {
            return Err(self.expected("循环变量的名称", "the name of the loop's variable"));
        };
        self.advance();
        if !self.take_name("in") {
            return Err(self.expected("“in”", "`in`"));
        }
        let items_at = self.span();
        let Token::Name(items) = self.peek().clone() else {
            return Err(self.expected("集合", "a collection"));
        };
        self.advance();
        let filter = if self.take_name("if") { Some(self.either()?) } else { None };
        Ok(Loop { each, variable, variable_at, items, items_at, filter })
    }
}

fn binary(operator: Operator, left: Node, right: Node) -> Node {
    let at = left.at.start..right.at.end;
    Node { at, kind: NodeKind::Binary(operator, Box::new(left), Box::new(right)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn precedence() {
        let node = parse("a + b * 2 > 1 and not c or d").unwrap();
        let NodeKind::Binary(Operator::Or, left, _) = node.kind else { panic!() };
        let NodeKind::Binary(Operator::And, left, _) = left.kind else { panic!() };
        let NodeKind::Binary(Operator::Greater, left, _) = left.kind else { panic!() };
        assert!(matches!(left.kind, NodeKind::Binary(Operator::Add, ..)));
    }

    #[test]
    fn mistakes_have_a_place() {
        assert_eq!(&*parse("a +").unwrap_err().message.en, "a value expected, but the expression ends here");
        assert_eq!(&*parse("(a").unwrap_err().message.en, "`)` expected, but the expression ends here");
        let fault = parse("sum(a for in b)").unwrap_err();
        assert_eq!((fault.span, &*fault.message.en), (13..14, "`in` expected"));
        assert!(parse(&"(".repeat(5000)).is_err());
        assert!(parse(&format!("{}1", "-".repeat(900))).is_ok());
        assert!(parse(&vec!["1"; 20].join(" + ")).is_ok());
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,60}") {
            let _ = parse(&text);
            let _ = parse_items(&text);
        }

        #[test]
        fn never_panics_on_near_misses(words in prop::collection::vec(
            prop::sample::select(vec![
                "sum", "(", ")", "for", "in", "if", "not", "and", "i", "indicators", "'x'", "95%", "1万元",
                "+", "-", "*", "/", "==", "<", "[", "]", ",", "$a", ".", "元", "'",
            ]), 0..24)) {
            let _ = parse(&words.join(" "));
            let _ = parse(&words.concat());
        }
    }
}
