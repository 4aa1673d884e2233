//! The names by which rules call fields: which there are on what.

use super::choice::Choice;
use super::fields::{Column, Field, Kept, Of, OfPart, Source, Type};

type Entry = (&'static str, Field, Type);

const INDICATOR: &[Entry] = &[
    ("name", Field::Kept(Kept::Name), Type::Text),
    ("value", Field::Kept(Kept::Value), Type::Text),
    ("unit", Field::Kept(Kept::Unit), Type::Text),
    ("name.skeleton", Field::Skeleton(Kept::Name), Type::Text),
    ("value.skeleton", Field::Skeleton(Kept::Value), Type::Text),
    ("name.raw", Field::Raw(Kept::Name), Type::Text),
    ("value.raw", Field::Raw(Kept::Value), Type::Text),
    ("name.words", Field::Kept(Kept::NameWords), Type::Text),
    ("value.words", Field::Kept(Kept::ValueWords), Type::Text),
    ("group", Field::Group, Type::Choice(Choice::Group)),
    ("dimension", Field::Dimension, Type::Choice(Choice::Dimension)),
    ("dimension.stated", Field::StatedDimension, Type::Choice(Choice::Dimension)),
    ("covers", Field::Covers, Type::Choice(Choice::Dimension)),
    ("name.topic", Field::Kept(Kept::NameTopic), Type::Text),
    ("asks-for", Field::AsksFor, Type::Choice(Choice::AsksFor)),
    ("better", Field::Better, Type::Choice(Choice::Better)),
    ("weight", Field::Weight, Type::Number),
    ("cost", Field::Cost, Type::Money),
    ("row", Field::Row, Type::Number),
];

const PROJECT: &[Entry] = &[
    ("name", Field::Kept(Kept::ProjectName), Type::Text),
    ("name.skeleton", Field::Skeleton(Kept::ProjectName), Type::Text),
    ("name.raw", Field::Raw(Kept::ProjectName), Type::Text),
    ("row", Field::Row, Type::Number),
    ("goal", Field::Kept(Kept::Goal), Type::Text),
    ("goal.skeleton", Field::Skeleton(Kept::Goal), Type::Text),
    ("goal.raw", Field::Raw(Kept::Goal), Type::Text),
    ("goal.words", Field::Kept(Kept::GoalWords), Type::Text),
    ("goal.topic", Field::Kept(Kept::GoalTopic), Type::Text),
    ("name.topic", Field::Kept(Kept::ProjectTopic), Type::Text),
    ("funding.total", Field::Money(Column::Total), Type::Money),
    ("funding.fiscal", Field::Money(Column::Fiscal), Type::Money),
    ("funding.other", Field::Money(Column::Other), Type::Money),
    ("funding.total.text", Field::MoneyText(Column::Total), Type::Text),
    ("funding.fiscal.text", Field::MoneyText(Column::Fiscal), Type::Text),
    ("funding.other.text", Field::MoneyText(Column::Other), Type::Text),
    ("funding.total.is-number", Field::MoneyIsNumber(Column::Total), Type::Bool),
    ("funding.fiscal.is-number", Field::MoneyIsNumber(Column::Fiscal), Type::Bool),
    ("funding.other.is-number", Field::MoneyIsNumber(Column::Other), Type::Bool),
    ("indicators", Field::Indicators, Type::Items(Of::Indicator)),
    ("repeated-clauses", Field::Clauses, Type::Items(Of::Clause)),
];

const DEPARTMENT: &[Entry] = &[
    ("code", Field::DepartmentCode, Type::Text),
    ("name", Field::DepartmentName, Type::Text),
    ("total", Field::Money(Column::Total), Type::Money),
    ("fiscal", Field::Money(Column::Fiscal), Type::Money),
    ("other", Field::Money(Column::Other), Type::Money),
    ("total.text", Field::MoneyText(Column::Total), Type::Text),
    ("fiscal.text", Field::MoneyText(Column::Fiscal), Type::Text),
    ("other.text", Field::MoneyText(Column::Other), Type::Text),
    ("total.is-number", Field::MoneyIsNumber(Column::Total), Type::Bool),
    ("fiscal.is-number", Field::MoneyIsNumber(Column::Fiscal), Type::Bool),
    ("other.is-number", Field::MoneyIsNumber(Column::Other), Type::Bool),
    ("projects", Field::DepartmentProjects, Type::Items(Of::Project)),
];

const SHEET: &[Entry] = &[
    ("year", Field::Year, Type::Number),
    ("unit", Field::MoneyUnit, Type::Choice(Choice::MoneyUnit)),
    ("structure", Field::Structure, Type::Choice(Choice::Structure)),
    ("layout", Field::Layout, Type::Text),
    ("departments", Field::Departments, Type::Items(Of::Department)),
    ("projects", Field::Projects, Type::Items(Of::Project)),
];

const CELL: &[Entry] = &[
    ("text", Field::Kept(Kept::Cell), Type::Text),
    ("skeleton", Field::Skeleton(Kept::Cell), Type::Text),
    ("raw", Field::Raw(Kept::Cell), Type::Text),
    ("words", Field::Kept(Kept::CellWords), Type::Text),
    ("parts", Field::Parts(Source::Cell), Type::Items(Of::Part)),
    ("kind", Field::Kind(Source::Cell), Type::Choice(Choice::Kind)),
    ("cell", Field::CellName, Type::Choice(Choice::Cell)),
    ("writing", Field::Writing, Type::Choice(Choice::Writing)),
    ("writing.text", Field::WritingText, Type::Text),
    ("writing.mended", Field::WritingMended, Type::Text),
];

const CLAUSE: &[Entry] = &[
    ("text", Field::ClauseText, Type::Text),
    ("words", Field::ClauseWords, Type::Text),
    ("count", Field::ClauseCount, Type::Number),
    ("cells", Field::ClauseCells, Type::Items(Of::Cell)),
];

const NOTE: &[Entry] = &[
    ("kind", Field::ReadingKind, Type::Choice(Choice::Reading)),
    ("from", Field::ReadingFrom, Type::Text),
    ("to", Field::ReadingTo, Type::Text),
    ("missing", Field::ReadingMissing, Type::Text),
    ("text", Field::NoteText, Type::Text),
];

const PART: &[(&str, OfPart, Type)] = &[
    ("kind", OfPart::Kind, Type::Choice(Choice::Kind)),
    ("bound", OfPart::Bound, Type::Choice(Choice::Bound)),
    ("well-formed", OfPart::WellFormed, Type::Bool),
    ("number", OfPart::Number, Type::Number),
    ("upper", OfPart::Upper, Type::Number),
    ("unit", OfPart::Unit, Type::Text),
    ("unit.dimension", OfPart::UnitDimension, Type::Choice(Choice::UnitDimension)),
    ("money", OfPart::Money, Type::Money),
    ("per", OfPart::Per, Type::List),
    ("rate", OfPart::Rate, Type::Bool),
    ("year", OfPart::Year, Type::Number),
    ("year-to", OfPart::YearTo, Type::Number),
    ("month", OfPart::Month, Type::Number),
    ("day", OfPart::Day, Type::Number),
    ("planned", OfPart::Planned, Type::Bool),
    ("outside-year", OfPart::OutsideYear, Type::Bool),
    ("exists", OfPart::Exists, Type::Bool),
    ("text", OfPart::Text, Type::Text),
    ("before", OfPart::Before, Type::Text),
    ("after", OfPart::After, Type::Text),
    ("odd-number", OfPart::OddNumber, Type::Bool),
    ("computed", OfPart::Computed, Type::Number),
    ("stated", OfPart::Stated, Type::Number),
    ("clause", OfPart::Clause, Type::Text),
    ("clause.topic", OfPart::ClauseTopic, Type::Text),
    ("sentence", OfPart::Sentence, Type::Text),
    ("sentence.topic", OfPart::SentenceTopic, Type::Text),
];

/// What a whole cell offers of its single part: `value.bound`.
const SINGLE: &[(&str, OfPart)] = &[
    ("bound", OfPart::Bound),
    ("well-formed", OfPart::WellFormed),
    ("number", OfPart::Number),
    ("upper", OfPart::Upper),
    ("unit", OfPart::Unit),
    ("unit.dimension", OfPart::UnitDimension),
    ("per", OfPart::Per),
    ("rate", OfPart::Rate),
    ("date.year", OfPart::Year),
    ("date.month", OfPart::Month),
    ("date.day", OfPart::Day),
];

fn type_of_part(part: OfPart) -> Type {
    PART.iter().find(|entry| entry.1 == part).map_or(Type::Text, |entry| entry.2)
}

impl Of {
    fn table(self) -> &'static [Entry] {
        match self {
            Self::Sheet => SHEET,
            Self::Department => DEPARTMENT,
            Self::Project | Self::Sibling => PROJECT,
            Self::Indicator => INDICATOR,
            Self::Cell => CELL,
            Self::Clause => CLAUSE,
            Self::Note => NOTE,
            Self::Part => &[],
        }
    }

    /// The cells among its fields that are read as target values, by the name they go by.
    fn sources(self) -> &'static [(&'static str, Source)] {
        match self {
            Self::Indicator => &[("name", Source::Name), ("value", Source::Value)],
            Self::Project => &[("goal", Source::Goal)],
            _ => &[],
        }
    }

    /// The field of that name.
    pub fn field(self, name: &str) -> Option<(Field, Type)> {
        if self == Self::Part {
            let entry = PART.iter().find(|entry| entry.0 == name)?;
            return Some((Field::Part(entry.1), entry.2));
        }
        if self == Self::Sibling
            && matches!(name, "indicators" | "repeated-clauses" | "goal.words" | "goal.topic" | "name.topic")
        {
            return None;
        }
        if let Some(entry) = self.table().iter().find(|entry| entry.0 == name) {
            return Some((entry.1, entry.2));
        }
        let (source, rest) = self
            .sources()
            .iter()
            .find_map(|(prefix, source)| Some((*source, name.strip_prefix(prefix)?.strip_prefix('.')?)))?;
        Some(match rest {
            "kind" => (Field::Kind(source), Type::Choice(Choice::Kind)),
            "parts" => (Field::Parts(source), Type::Items(Of::Part)),
            "money" => (Field::MoneyOf(source), Type::Money),
            "canonical" => (Field::Canonical(source), Type::Text),
            _ => {
                let part = SINGLE.iter().find(|entry| entry.0 == rest)?.1;
                (Field::Single(source, part), type_of_part(part))
            }
        })
    }

    /// Whether the field may be named without saying of what: in an indicator's rule `name` is the
    /// indicator's and `goal` the project's, but the project's name is always `project.name`.
    pub fn implicit(self, name: &str) -> bool {
        match self {
            Self::Indicator | Self::Cell => true,
            Self::Project | Self::Sibling => {
                name.starts_with("goal")
                    || name.starts_with("funding.")
                    || matches!(name, "indicators" | "repeated-clauses")
            }
            Self::Sheet => matches!(name, "departments" | "projects"),
            Self::Note => name == "text",
            Self::Department | Self::Part | Self::Clause => false,
        }
    }

    /// All names of fields, for suggestions.
    pub fn names(self) -> Vec<String> {
        if self == Self::Part {
            return PART.iter().map(|entry| entry.0.to_owned()).collect();
        }
        let mut names: Vec<String> = self.table().iter().map(|entry| entry.0.to_owned()).collect();
        for (prefix, _) in self.sources() {
            names.extend(["kind", "parts", "money", "canonical"].map(|name| format!("{prefix}.{name}")));
            names.extend(SINGLE.iter().map(|entry| format!("{prefix}.{}", entry.0)));
        }
        names.retain(|name| self.field(name).is_some());
        names
    }

    /// The prefix that the thing goes by in rules, where it has a fixed one.
    pub fn prefix(self) -> Option<&'static str> {
        match self {
            Self::Sheet => Some("sheet"),
            Self::Department => Some("department"),
            Self::Project | Self::Sibling => Some("project"),
            Self::Part => Some("part"),
            Self::Clause => Some("clause"),
            Self::Note => Some("reading"),
            Self::Indicator | Self::Cell => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_name_is_a_field() {
        for of in [
            Of::Sheet,
            Of::Department,
            Of::Project,
            Of::Sibling,
            Of::Indicator,
            Of::Part,
            Of::Clause,
            Of::Cell,
            Of::Note,
        ] {
            for name in of.names() {
                assert!(of.field(&name).is_some(), "{of:?} {name}");
            }
        }
    }

    #[test]
    fn single_parts_are_typed_like_parts() {
        assert_eq!(Of::Indicator.field("value.bound").unwrap().1, Type::Choice(Choice::Bound));
        assert_eq!(Of::Project.field("goal.date.year").unwrap().1, Type::Number);
        assert!(Of::Sibling.field("goal.date.year").is_none());
        assert!(Of::Indicator.field("value.colour").is_none());
    }
}
