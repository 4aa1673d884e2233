//! What a field reads, on what, and of which type it is. The names that rules call fields by: `field_names`.

use super::choice::Choice;

/// The type of a field or expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    Number,
    /// A number of 元; it prints with its unit.
    Money,
    Bool,
    /// One of a few words.
    Choice(Choice),
    /// Several short texts.
    List,
    /// Several things that a loop goes over.
    Items(Of),
}

impl Type {
    /// The type as a diagnostic names it in Chinese and in English.
    pub fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Text => ("文字", "a text"),
            Self::Number => ("数字", "a number"),
            Self::Money => ("金额", "an amount of money"),
            Self::Bool => ("真假判断", "true or false"),
            Self::Choice(_) => ("固定的词", "one of a few words"),
            Self::List => ("文字的列表", "a list of texts"),
            Self::Items(_) => ("集合", "a collection"),
        }
    }

    pub fn is_number(self) -> bool {
        matches!(self, Self::Number | Self::Money)
    }
}

/// What a name in a rule is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Sheet,
    Department,
    Project,
    /// Another project of the department, of which only the own row is looked at.
    Sibling,
    Indicator,
    Part,
    /// A clause that stands in several cells of a project.
    Clause,
    Cell,
    Note,
}

/// A text that stands in a cell of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    Name,
    Value,
    Unit,
    ProjectName,
    Goal,
    /// The cell that a rule of scope `cell` looks at.
    Cell,
    NameWords,
    ValueWords,
    GoalWords,
    CellWords,
    /// What a text speaks of.
    NameTopic,
    GoalTopic,
    ProjectTopic,
}

impl Kept {
    /// Whether it is the whole text of a cell.
    pub fn is_cell(self) -> bool {
        matches!(self, Self::Name | Self::Value | Self::Unit | Self::ProjectName | Self::Goal | Self::Cell)
    }
}

/// A cell that is read as a target value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Name,
    Value,
    Goal,
    Cell,
}

/// What is known of one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OfPart {
    Kind,
    Bound,
    WellFormed,
    Number,
    Upper,
    Unit,
    UnitDimension,
    Money,
    Per,
    Rate,
    Year,
    YearTo,
    Month,
    Day,
    Planned,
    OutsideYear,
    Exists,
    Text,
    Before,
    After,
    Computed,
    Stated,
    OddNumber,
    Clause,
    ClauseTopic,
    Sentence,
    SentenceTopic,
}

/// A money column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Total,
    Fiscal,
    Other,
}

/// A field of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Kept(Kept),
    Skeleton(Kept),
    Raw(Kept),
    /// As it is quoted in messages: raw, a target value with the comparison and unit beside it.
    Quoted(Kept),
    Group,
    Dimension,
    StatedDimension,
    Covers,
    AsksFor,
    Better,
    Weight,
    Cost,
    Kind(Source),
    Parts(Source),
    MoneyOf(Source),
    Canonical(Source),
    Single(Source, OfPart),
    Part(OfPart),
    Money(Column),
    MoneyText(Column),
    MoneyIsNumber(Column),
    Row,
    Indicators,
    DepartmentCode,
    DepartmentName,
    DepartmentProjects,
    Year,
    MoneyUnit,
    Structure,
    Layout,
    Departments,
    Projects,
    CellName,
    Writing,
    WritingText,
    WritingMended,
    ReadingKind,
    ReadingFrom,
    ReadingTo,
    ReadingMissing,
    NoteText,
    Clauses,
    ClauseText,
    ClauseWords,
    ClauseCount,
    ClauseCells,
}
