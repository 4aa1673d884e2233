//! What a page asks and is told, as JSON. Rows and columns are counted from 1, tables from 0.

use serde::{Deserialize, Serialize};

use crate::finding::Language;
use crate::linter::Error;
use crate::read::Place;
use crate::report::finding::Finding;

/// What is to be done with which documents.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Request {
    /// The documents, in their order.
    pub documents: Vec<Wanted>,
    /// How they are checked.
    pub settings: Settings,
    /// What is to be written of them, where something is.
    pub kind: Option<Product>,
}

/// How documents are checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The language of messages.
    pub language: Speech,
    /// The budget year, where the user names it.
    pub year: Option<i32>,
    /// The text of a configuration.
    pub config: Option<String>,
}

/// A language as pages name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Speech {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl From<Speech> for Language {
    fn from(speech: Speech) -> Self {
        match speech {
            Speech::Zh => Self::Zh,
            Speech::En => Self::En,
        }
    }
}

/// A document, as the user has changed it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// Its id.
    pub id: String,
    /// All cells that are not as they are in the file.
    #[serde(default)]
    pub edits: Vec<CellEdit>,
}

/// A cell with another text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellEdit {
    /// The table.
    pub table: usize,
    /// The row in it.
    pub row: u32,
    /// The column in it.
    pub column: u32,
    /// Its text; empty clears the cell.
    pub text: String,
}

impl CellEdit {
    pub(super) fn place(&self) -> Place {
        Place { row: self.row, column: self.column }
    }

    /// That no table has such a cell.
    pub(super) fn outside(&self, file: &str, language: Language) -> Trouble {
        let Self { table, row, column, .. } = self;
        let message = match language {
            Language::Zh => format!("没有这个单元格：第 {table} 张表（从 0 数起）第 {row} 行第 {column} 列"),
            Language::En => format!("no such cell: table {table} (from 0), row {row}, column {column}"),
        };
        Trouble { file: Some(file.to_owned()), message, help: None }
    }
}

/// What can be written of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Product {
    /// The files with the changed cells.
    Corrected,
    /// The same with comments on the cells that findings stand on.
    Annotated,
    /// Letters and review forms to be signed (.docx).
    Review,
    /// The findings as a table.
    Csv,
    /// The findings for programs.
    Json,
    /// The overview page.
    Overview,
}

impl Product {
    /// The language that it is in: reviews go to Chinese departments.
    pub fn language(self, asked: Language) -> Language {
        if self == Self::Review { Language::Zh } else { asked }
    }
}

/// Something that went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// The file, as it was named.
    pub file: Option<String>,
    /// What happened.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl From<&Error> for Trouble {
    fn from(error: &Error) -> Self {
        Self {
            file: error.file().map(str::to_owned),
            message: error.to_string(),
            help: error.help().map(str::to_owned),
        }
    }
}

/// The documents of a file.
#[derive(Debug, Default, Serialize)]
pub struct Opened {
    /// One, or those of an archive in the order of their paths.
    pub documents: Vec<View>,
    /// What could not be read.
    pub errors: Vec<Trouble>,
    /// Files of an archive that have to be saved in another format first.
    pub passed_over: Vec<String>,
}

/// A document as it stands.
#[derive(Debug, Serialize)]
pub struct View {
    /// `3`, in an archive `3/某局/表.xlsx`.
    pub id: String,
    /// As findings name it.
    pub name: String,
    /// Its extension.
    pub format: String,
    /// Whether its cells can be changed in the file itself (`own`) or only in a new workbook (`copy`).
    pub writes: Writes,
    /// Its goal sheets.
    pub tables: Vec<TableView>,
}

/// What becomes of a file whose cells are changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Writes {
    /// It keeps its format and all other cells as they are.
    Own,
    /// A new workbook is made of its tables.
    Copy,
}

/// A table of a document.
#[derive(Debug, Serialize)]
pub struct TableView {
    /// What edits and marks know it by.
    pub index: usize,
    /// Its name, where the document has several.
    pub name: Option<String>,
    /// `lines`, `cells`, `document`, `records`.
    pub medium: &'static str,
    /// How many columns it has.
    pub columns: u32,
    /// Row, the number that people see, and the cells with text: column, text, role.
    pub rows: Vec<RowView>,
    /// First row and column, last row and column.
    pub merges: Vec<[u32; 4]>,
    /// Where the tables and texts of a document begin, and what they are called.
    pub parts: Vec<(u32, String)>,
}

/// See [`TableView::rows`].
pub type RowView = (u32, Option<u32>, Vec<(u32, String, Role)>);

/// What a cell was understood as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Role {
    /// A line above or beside the table.
    #[serde(rename = "t")]
    Title,
    /// The header of a column or the label of a field.
    #[serde(rename = "h")]
    Header,
    /// Part of a record.
    #[serde(rename = "r")]
    Record,
    /// Understood, but nothing that rules ask about.
    #[serde(rename = "a")]
    Aside,
    /// In no record, which is a finding.
    #[serde(rename = "u")]
    Unplaced,
}

/// What a check of a document came to.
#[derive(Debug, Default, Serialize)]
pub struct Outcome {
    /// The document.
    pub id: String,
    /// Why there is nothing else.
    pub error: Option<Trouble>,
    /// The budget year.
    pub year: Option<i32>,
    /// The money unit, where the sheet tells it.
    pub unit: Option<crate::record::MoneyUnit>,
    /// The layout of its first table.
    pub layout: String,
    /// The departments of all tables.
    pub departments: Vec<DepartmentView>,
    /// The projects of all tables.
    pub projects: Vec<ProjectView>,
    /// How many indicators they have.
    pub indicators: usize,
    /// As `jichi check --format json` prints them.
    pub findings: Vec<Finding>,
    /// Of each finding, what a page needs besides.
    pub marks: Vec<Mark>,
}

/// A department of a document.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct DepartmentView {
    /// What it is known by in a [`super::Standing`].
    pub key: String,
    /// Its code.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// Where it is named.
    pub table: usize,
    /// The row of that.
    pub row: u32,
}

/// A project of a document.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct ProjectView {
    /// Its name; None where the sheet has none.
    pub name: Option<String>,
    /// Index into [`Outcome::departments`].
    pub department: Option<usize>,
    /// The table.
    pub table: usize,
    /// The first row of its cells.
    pub row: u32,
    /// The last one.
    pub last: u32,
}

/// What a page needs of a finding besides the finding.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// The table that it stands in.
    pub table: usize,
    /// The row in it.
    pub row: u32,
    /// The column in it.
    pub column: u32,
    /// The part of the cell's text that it speaks of, in units of UTF-16; None for the whole cell.
    pub span: Option<(usize, usize)>,
    /// Index into [`Outcome::projects`].
    pub project: Option<usize>,
    /// Index into [`Outcome::departments`].
    pub department: Option<usize>,
    /// The rule's title.
    pub title: String,
    /// The chapter of the rule: `JC3`.
    pub chapter: String,
    /// Its fix: row, column and new text of cells of the same table.
    pub edits: Vec<(u32, u32, String)>,
    /// Of each related place: table, row and column; None in other files.
    pub related: Vec<Option<(usize, u32, u32)>>,
}

/// Changes that cannot be written into a file.
#[derive(Debug, Default, Serialize)]
pub struct Verified {
    /// Each with the reason.
    pub refused: Vec<RefusedEdit>,
}

/// A change that cannot be written.
#[derive(Debug, Serialize)]
pub struct RefusedEdit {
    /// The table.
    pub table: usize,
    /// The row.
    pub row: u32,
    /// The column.
    pub column: u32,
    /// Why, and what to do.
    pub message: String,
}

/// A file that was written.
#[derive(Debug, Default, Serialize)]
pub struct Written {
    /// What it is to be called.
    pub name: String,
    /// What could not be kept or done.
    pub warnings: Vec<String>,
    /// Its content, which goes beside the JSON.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}
