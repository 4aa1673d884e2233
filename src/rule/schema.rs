//! A rule file as it is written: the serialised layer. Every key that a mistake can stand at keeps its
//! span; unknown keys are refused.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use toml::Spanned;

use super::Status;
use super::examples::Example;
use crate::finding::{Safety, Severity};

/// One rule file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RuleFile {
    pub code: Spanned<String>,
    pub slug: Spanned<String>,
    pub severity: Severity,
    pub scope: Spanned<ScopeName>,
    #[serde(default)]
    pub since: Option<String>,
    #[serde(default)]
    pub status: Status,
    #[serde(default)]
    pub basis: Vec<String>,
    #[serde(default)]
    pub review: Option<String>,
    #[serde(default)]
    pub yields_to: Vec<Spanned<String>>,
    #[serde(default)]
    pub cells: Option<Spanned<Vec<CellName>>>,
    #[serde(default)]
    pub block_by: Option<Spanned<Vec<Spanned<String>>>>,
    #[serde(default)]
    pub at: Option<Spanned<String>>,
    #[serde(default)]
    pub at_when: Vec<AtWhenFile>,
    #[serde(default)]
    pub mark: Option<Spanned<String>>,
    #[serde(default)]
    pub zh: Option<Spanned<ProseFile>>,
    #[serde(default)]
    pub en: Option<Spanned<ProseFile>>,
    #[serde(default)]
    pub options: Entries<toml::Value>,
    #[serde(default, rename = "let")]
    pub lets: Entries<String>,
    pub when: Spanned<PredicateFile>,
    #[serde(default)]
    pub severity_when: Vec<SeverityWhenFile>,
    #[serde(default)]
    pub related: Vec<Spanned<RelatedFile>>,
    #[serde(default)]
    pub fix: Option<Spanned<FixFile>>,
    #[serde(default)]
    pub invalid: Vec<Spanned<Example>>,
    #[serde(default)]
    pub valid: Vec<Spanned<Example>>,
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ScopeName {
    Cell,
    Indicator,
    Pair,
    Project,
    Department,
    Sheet,
    Row,
    Corpus,
}

/// The cells that a rule of scope `cell` looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum CellName {
    Name,
    Value,
    Goal,
    Project,
    #[serde(rename = "funding.total")]
    FundingTotal,
    #[serde(rename = "funding.fiscal")]
    FundingFiscal,
    #[serde(rename = "funding.other")]
    FundingOther,
}

/// `[zh]` or `[en]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProseFile {
    pub title: Option<String>,
    pub why: Option<String>,
    pub message: Option<Spanned<String>>,
    pub help: Option<Spanned<String>>,
}

/// One of `at-when`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AtWhenFile {
    pub at: Spanned<String>,
    pub when: Spanned<PredicateFile>,
}

/// One of `severity-when`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeverityWhenFile {
    pub severity: Severity,
    pub when: Spanned<PredicateFile>,
}

/// One of `[[related]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RelatedFile {
    pub each: Option<Spanned<String>>,
    pub of: Option<Spanned<String>>,
    pub at: Option<Spanned<String>>,
    pub zh: Option<Spanned<String>>,
    pub en: Option<Spanned<String>>,
}

/// `[fix]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FixFile {
    pub safety: Safety,
    pub name: Option<Spanned<String>>,
    pub value: Option<Spanned<String>>,
    pub goal: Option<Spanned<String>>,
    pub project: Option<Spanned<String>>,
}

/// A predicate; which keys may stand together is checked when it is compiled.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct PredicateFile {
    pub field: Option<Spanned<String>>,
    pub is: Option<Spanned<toml::Value>>,
    #[serde(rename = "in")]
    pub within: Option<Spanned<TermList>>,
    pub not_in: Option<Spanned<TermList>>,
    pub contains_any: Option<Spanned<TermList>>,
    pub contains_none: Option<Spanned<TermList>>,
    pub starts_with_any: Option<Spanned<TermList>>,
    pub ends_with_any: Option<Spanned<TermList>>,
    pub consists_of: Option<Spanned<TermList>>,
    pub matches: Option<Spanned<String>>,
    pub equals_field: Option<Spanned<String>>,
    pub empty: Option<Spanned<bool>>,
    pub known: Option<Spanned<bool>>,
    pub len: Option<Spanned<LengthFile>>,
    pub gt: Option<Spanned<toml::Value>>,
    pub ge: Option<Spanned<toml::Value>>,
    pub lt: Option<Spanned<toml::Value>>,
    pub le: Option<Spanned<toml::Value>>,
    pub eq: Option<Spanned<toml::Value>>,
    pub all: Option<Vec<Spanned<PredicateFile>>>,
    pub any: Option<Vec<Spanned<PredicateFile>>>,
    pub not: Option<Box<Spanned<PredicateFile>>>,
    pub exists: Option<Box<Spanned<LoopFile>>>,
    pub count: Option<Box<Spanned<LoopFile>>>,
    pub rule: Option<Spanned<String>>,
    pub expr: Option<Spanned<String>>,
}

/// `len = { min, max }`, in characters without white space.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LengthFile {
    pub min: Option<usize>,
    pub max: Option<usize>,
}

/// `exists` and `count`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LoopFile {
    #[serde(rename = "in")]
    pub items: Spanned<String>,
    #[serde(rename = "where")]
    pub filter: Option<Spanned<PredicateFile>>,
    pub min: Option<Spanned<usize>>,
    pub max: Option<Spanned<usize>>,
}

/// `"@lexicon"`, or a list of terms and lexicons. The span of a lone lexicon is that of the whole list.
#[derive(Debug)]
pub(super) struct TermList(pub Vec<Spanned<String>>);

impl<'de> Deserialize<'de> for TermList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Terms;
        impl<'de> Visitor<'de> for Terms {
            type Value = TermList;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a list of terms or \"@lexicon\"")
            }

            fn visit_str<E: serde::de::Error>(self, term: &str) -> Result<TermList, E> {
                Ok(TermList(vec![Spanned::new(0..0, term.to_owned())]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<TermList, A::Error> {
                let mut terms = Vec::new();
                while let Some(term) = items.next_element()? {
                    terms.push(term);
                }
                Ok(TermList(terms))
            }
        }
        deserializer.deserialize_any(Terms)
    }
}

/// A table whose entries keep the order in which they are written.
#[derive(Debug)]
pub(super) struct Entries<T>(pub Vec<(Spanned<String>, Spanned<T>)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for InOrder<T> {
            type Value = Entries<T>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a table")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<T>, A::Error> {
                let mut entries: Vec<(Spanned<String>, Spanned<T>)> = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                // The reader hands a table's keys over sorted; a `let` may use the ones before it.
                entries.sort_by_key(|(key, _)| key.span().start);
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(InOrder(std::marker::PhantomData))
    }
}
