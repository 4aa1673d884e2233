//! What the rows and columns of a grid are in the user's file, and how a place in it is named there.

use std::borrow::Cow;
use std::sync::Arc;

use super::Place;
use crate::text::Language;

/// What the rows and columns of a grid are in the user's file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Medium {
    /// Rows are the lines of a text file.
    #[default]
    Lines,
    /// Rows and columns are those that a spreadsheet program shows.
    Cells,
    /// Rows are those of a document's tables and the paragraphs around them, from the document's beginning to
    /// its end: the parts in order. (Shared: what speaks of a place keeps its medium.)
    Document(Arc<[Part]>),
    /// Rows are the objects of a JSON file, columns their keys.
    Records,
}

/// Rows of a document that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The first of them in the grid, from 1.
    pub first: u32,
    /// The number of the table in the document, from 1; None for paragraphs.
    pub table: Option<u32>,
    /// The columns of the grid that the table's columns stand in, where they are others: a table that goes on
    /// from the one above it is read by the columns of that one.
    pub columns: Option<Box<[u32]>>,
}

/// What the paragraphs between tables are called.
const BETWEEN: &str = "正文";

impl Part {
    /// What it is called.
    fn name(&self) -> Cow<'static, str> {
        self.table.map_or(Cow::Borrowed(BETWEEN), |table| Cow::Owned(format!("表{table}")))
    }

    /// The table's own column that stands in a column of the grid.
    fn column(&self, column: u32) -> u32 {
        self.columns.as_ref().map_or(column, |columns| {
            let known = columns.partition_point(|&first| first <= column) as u32;
            let behind = columns.last().map_or(0, |&last| column.saturating_sub(last));
            known.max(1) + behind
        })
    }
}

/// A place as it is found in the user's file: all numbers from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address<'a> {
    /// The sheet of a workbook, the table of a document (`表2`), the paragraphs between tables (`正文`).
    pub sheet: Option<Cow<'a, str>>,
    /// The cell's name: `G12`, in JSON the pointer to the value (`/11/value`).
    pub cell: String,
    /// Row in the sheet or table; line of a text; number of the paragraph or object.
    pub row: u32,
    /// Column in it.
    pub column: u32,
    /// The line of a text, the row elsewhere; None in JSON.
    pub line: Option<u32>,
    is_document: bool,
}

impl Medium {
    /// The line of a text that a row is, the row in its sheet or table elsewhere; None in JSON.
    pub fn line(&self, row: u32) -> Option<u32> {
        match self {
            Self::Lines | Self::Cells => Some(row),
            Self::Document(parts) => Some(row - part(parts, row).map_or(0, |part| part.first - 1)),
            Self::Records => None,
        }
    }

    /// Its name in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Lines => "lines",
            Self::Cells => "cells",
            Self::Document(_) => "document",
            Self::Records => "records",
        }
    }

    /// Whether a row is a paragraph beside the tables of a document.
    pub fn is_paragraph(&self, row: u32) -> bool {
        match self {
            Self::Document(parts) => part(parts, row).is_none_or(|part| part.table.is_none()),
            Self::Lines | Self::Cells | Self::Records => false,
        }
    }

    /// The first row of the table, or of the paragraphs beside tables, that a row of a document belongs to; the first of
    /// all elsewhere.
    pub(crate) fn first_of_part(&self, row: u32) -> u32 {
        match self {
            Self::Document(parts) => part(parts, row).map_or(1, |part| part.first),
            Self::Lines | Self::Cells | Self::Records => 1,
        }
    }

    /// The tables and texts of a document: the first row of each, and what it is called.
    pub(crate) fn parts(&self) -> Vec<(u32, String)> {
        match self {
            Self::Document(parts) => {
                parts.iter().map(|part| (part.first, part.name().into_owned())).collect()
            }
            Self::Lines | Self::Cells | Self::Records => Vec::new(),
        }
    }

    /// Where a place of a grid called `sheet` is found.
    pub fn address<'a>(&self, sheet: Option<&'a str>, place: Place) -> Address<'a> {
        let sheet = sheet.map(Cow::Borrowed);
        let Place { row, column } = place;
        match self {
            Self::Lines | Self::Cells => {
                Address { sheet, cell: place.a1(), row, column, line: Some(row), is_document: false }
            }
            Self::Document(parts) => {
                let part = part(parts, row);
                let row = row - part.map_or(0, |part| part.first - 1);
                let column = part.map_or(column, |part| part.column(column));
                let sheet = part.map_or(Cow::Borrowed(BETWEEN), Part::name);
                let cell = Place { row, column }.a1();
                Address { sheet: Some(sheet), cell, row, column, line: Some(row), is_document: true }
            }
            Self::Records => Address {
                sheet,
                cell: super::json::pointer(place),
                row,
                column,
                line: None,
                is_document: false,
            },
        }
    }
}

/// The part that a row belongs to.
fn part(parts: &[Part], row: u32) -> Option<&Part> {
    parts.get(parts.partition_point(|part| part.first <= row).checked_sub(1)?)
}

impl Address<'_> {
    /// The place for people, in its sheet: `G12`; in a document, whose columns have no letters, with words.
    pub fn name(&self, language: Language) -> Cow<'_, str> {
        if !self.is_document {
            return Cow::Borrowed(&self.cell);
        }
        let Self { sheet, row, column, .. } = self;
        let sheet = sheet.as_deref().unwrap_or_default();
        Cow::Owned(match language {
            Language::Zh => format!("{sheet}第{row}行第{column}列"),
            Language::En => format!("{sheet} row {row} column {column}"),
        })
    }

    /// The place for people, with its sheet: `绩效目标表!G12`.
    pub fn full_name(&self, language: Language) -> Cow<'_, str> {
        match &self.sheet {
            Some(sheet) if !self.is_document => Cow::Owned(format!("{sheet}!{}", self.cell)),
            _ => self.name(language),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_a_document_are_counted_in_their_table() {
        let part = |first, table| Part { first, table, columns: None };
        let medium = Medium::Document([part(1, None), part(4, Some(1)), part(9, Some(2))].into());
        let at = |row, column| medium.address(None, Place { row, column });
        assert_eq!(at(2, 1).name(Language::Zh), "正文第2行第1列");
        assert_eq!(at(4, 1).name(Language::Zh), "表1第1行第1列");
        assert_eq!(at(12, 7).name(Language::Zh), "表2第4行第7列");
        assert_eq!((at(12, 7).cell.as_str(), at(12, 7).line), ("G4", Some(4)));
        assert!(medium.is_paragraph(3) && !medium.is_paragraph(4) && !Medium::Cells.is_paragraph(3));
    }

    #[test]
    fn columns_of_a_table_that_goes_on_are_its_own() {
        let part = Part { first: 1, table: Some(2), columns: Some([1, 3, 6, 9].into()) };
        let medium = Medium::Document([part].into());
        let name = |column| medium.address(None, Place { row: 1, column }).cell;
        assert_eq!([1, 3, 6, 9, 10].map(name), ["A1", "B1", "C1", "D1", "E1"]);
    }

    #[test]
    fn places_of_a_sheet_are_its_cells() {
        let address = Medium::Cells.address(Some("汇总"), Place { row: 12, column: 7 });
        assert_eq!((address.name(Language::En).as_ref(), address.sheet.as_deref()), ("G12", Some("汇总")));
    }
}
