//! A rule file as it is written: the serialised layer. Every key that a mistake can stand at keeps its
//! span; unknown keys are refused.

use std::fmt;

use super::spanned::Spanned;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

use super::Status;
use super::examples::Example;
use super::suggestion::Suggests;
use crate::finding::{Safety, Severity};

/// A rule of jichi: what it finds, what it says in Chinese and in English, and examples that prove both.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema), schemars(
    title = "jichi rule",
    extend(
        "required" = ["code", "slug", "severity", "scope", "zh", "en", "invalid", "valid"],
        "oneOf" = [{ "required": ["when"] }, { "required": ["values"] }],
    )
))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RuleFile {
    /// Two or more capital letters and three or more digits: MY101. It never changes its meaning.
    #[cfg_attr(feature = "host", schemars(regex(pattern = r"^[A-Z]{2,}[0-9]{3,}$")))]
    pub code: Spanned<String>,
    /// Lower-case words with hyphens: vague-value.
    #[cfg_attr(feature = "host", schemars(regex(pattern = r"^[a-z0-9-]+$")))]
    pub slug: Spanned<String>,
    /// How grave a finding is.
    pub severity: Severity,
    /// What the rule looks at, one at a time.
    pub scope: Spanned<ScopeName>,
    /// The version that the rule came with.
    #[serde(default)]
    pub since: Option<String>,
    /// How far the rule has come.
    #[serde(default)]
    pub status: Status,
    /// The documents that the rule rests on, by number and title.
    #[serde(default)]
    pub basis: Vec<String>,
    /// The sub-item of the review form that the rule weighs on.
    #[serde(default)]
    #[cfg_attr(feature = "host", schemars(with = "super::json_schema::ReviewItem"))]
    pub review: Option<Spanned<String>>,
    /// Whether a finding says that something was not checked, so that the sub-item is for a person to judge: in all
    /// projects of the sheet where the finding is on the sheet.
    #[serde(default)]
    pub leaves_open: bool,
    /// The codes of rules that take precedence on the same cell or indicator.
    #[serde(default)]
    pub yields_to: Vec<Spanned<String>>,
    /// The cells that a rule of scope `cell` looks at.
    #[serde(default)]
    pub cells: Option<Spanned<Vec<CellName>>>,
    /// The fields in which the indicators of a pair agree, in a rule of scope `pair`.
    #[serde(default)]
    pub block_by: Option<Spanned<Vec<Spanned<String>>>>,
    /// The cell that a finding stands on: name, value, unit, goal, project, funding.total …
    #[serde(default)]
    pub at: Option<Spanned<String>>,
    /// Other cells for a finding, under conditions; the first that holds wins.
    #[serde(default)]
    pub at_when: Vec<AtWhenFile>,
    /// The field or `let` whose text is marked where it stands in the finding's cell.
    #[serde(default)]
    pub mark: Option<Spanned<String>>,
    /// What the rule says in Chinese.
    #[serde(default)]
    pub zh: Option<Spanned<ProseFile>>,
    /// What the rule says in English.
    #[serde(default)]
    pub en: Option<Spanned<ProseFile>>,
    /// Values that a user may configure; `$name` in the rule.
    #[serde(default)]
    #[cfg_attr(feature = "host", schemars(with = "super::json_schema::Options"))]
    pub options: Entries<toml::Value>,
    /// Expressions that are given a name, in order; each may use those before it.
    #[serde(default, rename = "let")]
    #[cfg_attr(feature = "host", schemars(with = "std::collections::BTreeMap<String, String>"))]
    pub lets: Entries<String>,
    /// When there is a finding.
    #[serde(default)]
    pub when: Option<Spanned<PredicateFile>>,
    /// In the rule of a plugin, whose code finds the cases: the values that the code gives, and what each is.
    #[serde(default)]
    #[cfg_attr(feature = "host", schemars(with = "Option<std::collections::BTreeMap<String, ValueKind>>"))]
    pub values: Option<Spanned<Entries<ValueKind>>>,
    /// Other severities, under conditions; the first that holds wins.
    #[serde(default)]
    pub severity_when: Vec<SeverityWhenFile>,
    /// Other messages and helps, under conditions; the first that holds wins.
    #[serde(default)]
    pub text_when: Vec<Spanned<TextWhenFile>>,
    /// Other cells that explain a finding.
    #[serde(default)]
    pub related: Vec<Spanned<RelatedFile>>,
    /// What only a person can mend: of what kind the examples are that findings show from the indicator library.
    #[serde(default)]
    pub suggests: Option<Spanned<Suggests>>,
    /// The change of cells that removes the finding's cause.
    #[serde(default)]
    pub fix: Option<Spanned<FixFile>>,
    /// Examples in which the rule must find exactly what is listed.
    #[serde(default)]
    pub invalid: Vec<Spanned<Example>>,
    /// Examples in which the rule must find nothing: cases that look alike and are none.
    #[serde(default)]
    pub valid: Vec<Spanned<Example>>,
}

/// What a value is that the code of a plugin gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ValueKind {
    /// A text.
    Text,
    /// A number.
    Number,
    /// Money in 元; it prints in the unit of the sheet.
    Money,
}

/// How many scopes there are.
pub(super) const SCOPES: usize = 9;

/// What a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema), schemars(rename = "Scope"))]
#[serde(rename_all = "kebab-case")]
pub(super) enum ScopeName {
    /// Each of the `cells` with text in it.
    Cell,
    /// Each indicator.
    Indicator,
    /// Indicators that agree in `block-by`: every later one against the first.
    Pair,
    /// Projects of one department that agree in `block-by`: every later one against the first.
    ProjectPair,
    /// Each project.
    Project,
    /// Each department.
    Department,
    /// The sheet.
    Sheet,
    /// Each note of the reader: rows that it moved or could not place.
    Row,
    /// Each project beside those before it, in all sheets of the run: only by a plugin.
    Corpus,
}

/// The cells that a rule of scope `cell` looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema), schemars(rename = "Cell"))]
#[serde(rename_all = "kebab-case")]
pub(super) enum CellName {
    /// 三级指标
    Name,
    /// 指标值
    Value,
    /// 年度目标
    Goal,
    /// 项目名称
    Project,
    /// 资金总额
    #[serde(rename = "funding.total")]
    FundingTotal,
    /// 财政拨款
    #[serde(rename = "funding.fiscal")]
    FundingFiscal,
    /// 其他资金
    #[serde(rename = "funding.other")]
    FundingOther,
}

/// What a rule says in one language. Message and help hold placeholders: {name}, {value}, {part.text}.
#[derive(Debug, Deserialize)]
#[cfg_attr(
    feature = "host",
    derive(schemars::JsonSchema),
    schemars(rename = "Prose", extend("required" = ["title", "why", "message"]))
)]
#[serde(deny_unknown_fields)]
pub(super) struct ProseFile {
    /// The name that people call the rule by.
    pub title: Option<String>,
    /// Why it matters.
    pub why: Option<String>,
    /// What is wrong, with the cell's own words.
    pub message: Option<Spanned<String>>,
    /// What to write instead.
    pub help: Option<Spanned<String>>,
}

/// One of `at-when`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema), schemars(rename = "AtWhen"))]
#[serde(deny_unknown_fields)]
pub(super) struct AtWhenFile {
    /// The cell.
    pub at: Spanned<String>,
    /// When the finding stands there.
    pub when: Spanned<PredicateFile>,
}

/// One of `severity-when`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema), schemars(rename = "SeverityWhen"))]
#[serde(deny_unknown_fields)]
pub(super) struct SeverityWhenFile {
    /// The severity.
    pub severity: Severity,
    /// When the finding has it.
    pub when: Spanned<PredicateFile>,
}

/// One of `text-when`: what takes the place of the rule's own message, or help, or both.
#[derive(Debug, Deserialize)]
#[cfg_attr(
    feature = "host",
    derive(schemars::JsonSchema),
    schemars(rename = "TextWhen", extend("required" = ["when", "zh", "en"]))
)]
#[serde(deny_unknown_fields)]
pub(super) struct TextWhenFile {
    /// When the finding says it.
    pub when: Spanned<PredicateFile>,
    /// In Chinese.
    #[serde(default)]
    pub zh: SaidFile,
    /// In English.
    #[serde(default)]
    pub en: SaidFile,
}

/// What a rule says of one case in one language.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema), schemars(rename = "Said"))]
#[serde(deny_unknown_fields)]
pub(super) struct SaidFile {
    /// What is wrong, with the cell's own words.
    pub message: Option<Spanned<String>>,
    /// What to write instead.
    pub help: Option<Spanned<String>>,
}

/// Another place that explains a finding; without `each`, `of` and `label` the record itself.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema), schemars(rename = "Related"))]
#[serde(deny_unknown_fields)]
pub(super) struct RelatedFile {
    /// A loop over several places: i for i in indicators if known(i.cost).
    pub each: Option<Spanned<String>>,
    /// One place: first, second, project, department.
    pub of: Option<Spanned<String>>,
    /// The cell.
    pub at: Option<Spanned<String>>,
    /// In the rule of a plugin, whose code says where: the name that it calls this text by.
    pub label: Option<Spanned<String>>,
    /// The message in Chinese.
    pub zh: Option<Spanned<String>>,
    /// The message in English.
    pub en: Option<Spanned<String>>,
}

/// New texts for cells, with placeholders; an empty text clears the cell.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema), schemars(rename = "Fix"))]
#[serde(deny_unknown_fields)]
pub(super) struct FixFile {
    /// Whether the change may be made without a person looking.
    pub safety: Safety,
    /// The indicator's name.
    pub name: Option<Spanned<String>>,
    /// The target value.
    pub value: Option<Spanned<String>>,
    /// The project's goal.
    pub goal: Option<Spanned<String>>,
    /// The project's name.
    pub project: Option<Spanned<String>>,
}

/// A predicate: operators on a field, or predicates put together. All that stands in it must hold.
// Which keys may stand together is checked when it is compiled.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema), schemars(rename = "Predicate"))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct PredicateFile {
    /// The field or `let` that the operators ask about: name, value, value.kind, part.number, goal …
    #[cfg_attr(feature = "host", schemars(with = "super::json_schema::FieldName"))]
    pub field: Option<Spanned<String>>,
    /// The text, number, word or yes/no is this.
    #[cfg_attr(feature = "host", schemars(with = "super::json_schema::Scalar"))]
    pub is: Option<Spanned<toml::Value>>,
    /// The whole text, punctuation and spaces ignored, is one of these; of a closed set, one of these words.
    #[serde(rename = "in")]
    pub within: Option<Spanned<TermList>>,
    /// It is none of these.
    pub not_in: Option<Spanned<TermList>>,
    /// One of these stands in the text.
    pub contains_any: Option<Spanned<TermList>>,
    /// None of these stands in the text.
    pub contains_none: Option<Spanned<TermList>>,
    /// The text begins with one of these.
    pub starts_with_any: Option<Spanned<TermList>>,
    /// The text ends with one of these.
    pub ends_with_any: Option<Spanned<TermList>>,
    /// The whole text, punctuation and spaces ignored, can be cut into these, repetition allowed.
    pub consists_of: Option<Spanned<TermList>>,
    /// The pattern is found in the text; ^ and $ anchor it.
    pub matches: Option<Spanned<String>>,
    /// Both fields are equal; two empty texts are not.
    pub equals_field: Option<Spanned<String>>,
    /// Whether the text, list or collection is empty.
    pub empty: Option<Spanned<bool>>,
    /// Whether the value is known.
    pub known: Option<Spanned<bool>>,
    /// How many characters the text has, white space not counted.
    pub len: Option<Spanned<LengthFile>>,
    /// Greater than: a number, "95%", "12.5万元", an option "$name", or an expression after "=".
    #[cfg_attr(feature = "host", schemars(with = "super::json_schema::Operand"))]
    pub gt: Option<Spanned<toml::Value>>,
    /// At least.
    #[cfg_attr(feature = "host", schemars(with = "super::json_schema::Operand"))]
    pub ge: Option<Spanned<toml::Value>>,
    /// Less than.
    #[cfg_attr(feature = "host", schemars(with = "super::json_schema::Operand"))]
    pub lt: Option<Spanned<toml::Value>>,
    /// At most.
    #[cfg_attr(feature = "host", schemars(with = "super::json_schema::Operand"))]
    pub le: Option<Spanned<toml::Value>>,
    /// Equal to.
    #[cfg_attr(feature = "host", schemars(with = "super::json_schema::Operand"))]
    pub eq: Option<Spanned<toml::Value>>,
    /// All of these hold.
    pub all: Option<Vec<Spanned<PredicateFile>>>,
    /// One of these holds.
    pub any: Option<Vec<Spanned<PredicateFile>>>,
    /// This does not hold.
    pub not: Option<Box<Spanned<PredicateFile>>>,
    /// The collection has an item for which `where` holds.
    pub exists: Option<Box<Spanned<LoopFile>>>,
    /// The collection has between `min` and `max` items for which `where` holds.
    pub count: Option<Box<Spanned<LoopFile>>>,
    /// The condition of the rule of this code holds for the same record.
    pub rule: Option<Spanned<String>>,
    /// The expression is true.
    pub expr: Option<Spanned<String>>,
}

/// A number of characters.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema), schemars(rename = "Length"))]
#[serde(deny_unknown_fields)]
pub(super) struct LengthFile {
    /// At least.
    pub min: Option<usize>,
    /// At most.
    pub max: Option<usize>,
}

/// A loop over a collection.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema), schemars(rename = "Loop"))]
#[serde(deny_unknown_fields)]
pub(super) struct LoopFile {
    /// The collection: value.parts, name.parts, indicators, department.projects …
    #[serde(rename = "in")]
    pub items: Spanned<String>,
    /// Which of its items are meant.
    #[serde(rename = "where")]
    pub filter: Option<Spanned<PredicateFile>>,
    /// At least so many, in `count`.
    pub min: Option<Spanned<usize>>,
    /// At most so many, in `count`.
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
                Ok(TermList(vec![Spanned::placeless(term.to_owned())]))
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
