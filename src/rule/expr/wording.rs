//! Functions on how a text is written: patterns, cut words, confused words.

use std::borrow::Cow;

use regex::Regex;

use super::super::mistakes::matches_empty;
use super::super::names::Names;
use super::{Node, NodeKind};
use crate::caret::{Fault, both, meant, nearest};
use crate::wording::{Spelling, Words};

/// A function of a text and something known when the rule is loaded.
#[derive(Debug, Clone)]
pub(crate) enum Wording {
    /// What a pattern finds first.
    Match(Regex),
    /// The first word that white space cuts apart.
    CutWord(Words),
    /// The text with such words joined.
    Joined(Words),
    /// The first word that is taken for another.
    WrongWord(Spelling),
    /// The text with the words that are meant.
    Righted(Spelling),
}

/// The names of these functions.
pub(super) const FUNCTIONS: [&str; 5] = ["match", "cut-word", "joined", "wrong-word", "righted"];

impl Wording {
    /// The function of that name with its second argument.
    pub fn new(name: &str, argument: &Node, names: &Names) -> Result<Self, Fault> {
        let NodeKind::Text(text) = &argument.kind else {
            return Err(Fault::here(
                argument.at.clone(),
                both("这里要写文字：'…'", "a literal text is expected here"),
            ));
        };
        if name == "match" {
            return match Regex::new(text) {
                Ok(regex) if regex.is_match("") => Err(Fault::here(argument.at.clone(), matches_empty())),
                Ok(regex) => Ok(Self::Match(regex)),
                Err(_) => {
                    Err(Fault::here(argument.at.clone(), both("正则写得不对", "the pattern cannot be read")))
                }
            };
        }
        let Some(list) = text.strip_prefix('@') else {
            return Err(Fault::here(argument.at.clone(), both("这里要写词表", "a list is expected here"))
                .help(both(
                    "请写词表的名称，例如 '@confusions'。",
                    "write the name of a lexicon: '@confusions'",
                )));
        };
        let Some(terms) = names.lexicons.meanings(list) else {
            let message = both(format!("没有词表“{list}”"), format!("there is no lexicon `{list}`"));
            let fault = Fault::here(argument.at.clone(), message);
            return Err(match nearest(list, names.lexicons.names()) {
                Some(near) => fault.help(meant(format_args!("@{near}"))),
                None => fault,
            });
        };
        let words =
            |terms: &mut dyn Iterator<Item = (&str, Option<&str>)>| Words::new(terms.map(|term| term.0));
        let mut terms = terms;
        Ok(match name {
            "cut-word" => Self::CutWord(words(&mut terms)),
            "joined" => Self::Joined(words(&mut terms)),
            "wrong-word" => Self::WrongWord(Spelling::new(terms)),
            _ => Self::Righted(Spelling::new(terms)),
        })
    }

    /// Its value for a text; None where there is no such word.
    pub fn of<'t>(&self, text: Cow<'t, str>) -> Option<Cow<'t, str>> {
        match self {
            Self::Match(regex) => part(text, |text| regex.find(text).map(|found| found.as_str())),
            Self::CutWord(words) => part(text, |text| words.first_cut(text)),
            Self::WrongWord(spelling) => part(text, |text| spelling.first_wrong(text)),
            Self::Joined(words) => match words.joined(&text) {
                Cow::Owned(joined) => Some(Cow::Owned(joined)),
                Cow::Borrowed(_) => Some(text),
            },
            Self::Righted(spelling) => Some(Cow::Owned(spelling.righted(&text))),
        }
    }
}

/// A part of a text, borrowed where the text is.
fn part<'t>(text: Cow<'t, str>, find: impl Fn(&str) -> Option<&str>) -> Option<Cow<'t, str>> {
    match text {
        Cow::Borrowed(text) => find(text).map(Cow::Borrowed),
        Cow::Owned(text) => find(&text).map(|found| Cow::Owned(found.to_owned())),
    }
}
