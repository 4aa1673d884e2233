//! What a record was read as, by the names that rules have for it.

use super::super::fields::{Field, Of, Source, Type};
use super::super::names::{Path, slot};
use super::super::scene::Scene;
use super::super::schema::ScopeName;
use super::step::{Named, Shown};

/// What is told of an indicator where it is known.
const OF_INDICATOR: &[&str] = &[
    "name",
    "value",
    "value.kind",
    "value.bound",
    "value.number",
    "value.upper",
    "value.unit",
    "value.money",
    "value.date.year",
    "value.date.month",
    "value.date.day",
    "value.rate",
    "group",
    "dimension",
    "dimension.stated",
    "covers",
    "asks-for",
    "better",
    "weight",
    "cost",
];
const OF_PROJECT: &[&str] =
    &["name", "funding.total", "funding.fiscal", "funding.other", "goal", "indicators", "repeated-clauses"];
const OF_SIBLING: &[&str] = &["name", "funding.total", "funding.fiscal", "funding.other", "goal"];
const OF_DEPARTMENT: &[&str] = &["code", "name", "total", "fiscal", "other", "projects"];
const OF_SHEET: &[&str] = &["year", "unit", "structure", "layout", "departments", "projects"];
const OF_CELL: &[&str] = &["cell", "raw", "text", "kind", "parts", "writing"];
const OF_NOTE: &[&str] = &["kind", "from", "to", "missing", "text"];
/// What is told also where it is unknown: by what a record was taken for, rules choose.
const ALWAYS: &[&str] = &["value", "value.kind", "group", "dimension", "asks-for", "better", "funding.total"];

impl Scene<'_> {
    /// What the subject of a rule of this scope was read as.
    pub(super) fn facts(&self, scope: ScopeName) -> Vec<Named> {
        let mut facts = Vec::new();
        let mut tell = |prefix: &str, of: Of, at: u8, names: &[&str]| {
            facts.extend(names.iter().filter_map(|name| self.fact(prefix, of, at, name)));
        };
        match scope {
            ScopeName::Indicator => tell("", Of::Indicator, slot::INDICATOR, OF_INDICATOR),
            ScopeName::Cell => {
                tell("", Of::Cell, slot::OTHER, OF_CELL);
                tell("", Of::Indicator, slot::INDICATOR, &["group", "dimension", "asks-for", "better"]);
            }
            ScopeName::Pair => {
                let both = ["name", "value", "value.kind", "group", "dimension"];
                tell("first.", Of::Indicator, slot::INDICATOR, &both);
                tell("second.", Of::Indicator, slot::OTHER, &both);
            }
            ScopeName::ProjectPair => {
                tell("first.", Of::Sibling, slot::PROJECT, OF_SIBLING);
                tell("second.", Of::Sibling, slot::OTHER, OF_SIBLING);
            }
            ScopeName::Project => tell("project.", Of::Project, slot::PROJECT, OF_PROJECT),
            ScopeName::Department => tell("department.", Of::Department, slot::DEPARTMENT, OF_DEPARTMENT),
            ScopeName::Sheet => tell("sheet.", Of::Sheet, slot::SHEET, OF_SHEET),
            ScopeName::Row => tell("reading.", Of::Note, slot::OTHER, OF_NOTE),
            ScopeName::Corpus => {}
        }
        facts
    }

    fn fact(&self, prefix: &str, of: Of, at: u8, name: &str) -> Option<Named> {
        let (field, kind) = of.field(name)?;
        let path = Path { slot: at, field };
        let value = match kind {
            Type::Items(Of::Part) => self.parts(path)?,
            Type::Items(_) => Shown::Plain(self.items(path)?.len().to_string()),
            kind => self.shown(self.datum(path), kind),
        };
        let is_told = match &value {
            Shown::Unknown => ALWAYS.contains(&name),
            Shown::OneOf(words) => !words.is_empty() && ALWAYS.contains(&name),
            _ => true,
        };
        // What is the project's by every name needs no prefix.
        let prefix = if of == Of::Project && of.implicit(name) { "" } else { prefix };
        is_told.then(|| Named { name: format!("{prefix}{name}"), value })
    }

    /// The parts of a cell in one line.
    fn parts(&self, path: Path) -> Option<Shown> {
        let Field::Parts(Source::Cell) = path.field else { return None };
        let value = super::super::access::source_of(Source::Cell, self.element(path.slot))?.0;
        let text = |part: &crate::value::Part| value.text.as_str().get(part.span.clone()).map(str::to_owned);
        let parts: Vec<String> = value.parts.iter().filter_map(text).collect();
        (!parts.is_empty()).then(|| Shown::Plain(parts.join("、")))
    }
}
