//! OpenDocument spreadsheets (.ods) → one [`Grid`] for each visible sheet.
//!
//! `content.xml` holds the text of every cell as it is shown, so there is nothing to format. It is read as a
//! stream: what is repeated is counted before it is made, and blank repeats cost nothing.

mod cell;

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Cursor, Read, Seek};
use std::ops::Range;

use quick_xml::events::BytesStart;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::read::filling::{self, Budget, Filling, MOST_COLUMNS, MOST_ROWS};
use crate::read::guard::guarded;
use crate::read::xml::{Piece, Xml, attributes, broken};
use crate::read::{Grid, InputError, Large, Place, container};
use cell::{CellAttributes, CellText, count};

const OFFICE: &str = "urn:oasis:names:tc:opendocument:xmlns:office:1.0";
const STYLE: &str = "urn:oasis:names:tc:opendocument:xmlns:style:1.0";
const TABLE: &str = "urn:oasis:names:tc:opendocument:xmlns:table:1.0";

/// The longest comment, in bytes, as far as it is read.
const MOST_COMMENT: usize = 64 << 10;

/// Reads a spreadsheet.
///
/// # Errors
/// [`InputError`] where the container or the content is damaged, encrypted or too large, where it is another
/// kind of document, or where no visible sheet has a cell.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Grid>, InputError> {
    container::check(bytes)?;
    guarded(|| spreadsheet(bytes)).unwrap_or_else(|| Err(broken(&"unexpected structure")))
}

fn spreadsheet(bytes: &[u8]) -> Result<Vec<Grid>, InputError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken_zip)?;
    if is_encrypted(&mut archive) {
        return Err(InputError::Encrypted);
    }
    let content = archive.by_name("content.xml").map_err(broken_zip)?;
    Spreadsheet::new().read(Xml::new(BufReader::new(content)))
}

fn broken_zip(error: ZipError) -> InputError {
    InputError::BrokenZip { detail: error.to_string() }
}

/// Whether the list of the container's parts says that any of them is encrypted.
fn is_encrypted(archive: &mut ZipArchive<impl Read + Seek>) -> bool {
    let Ok(manifest) = archive.by_name("META-INF/manifest.xml") else { return false };
    let mut xml = Xml::new(BufReader::new(manifest));
    loop {
        match xml.next() {
            Ok(Piece::Open(_, tag)) if tag.local_name().as_ref() == "encryption-data" => return true,
            Ok(Piece::End) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

/// A spreadsheet that is being read.
struct Spreadsheet {
    budget: Budget,
    sheets: Vec<Sheet>,
    /// The style of sheets whose description is being read.
    style: Option<String>,
    /// The styles of sheets that are not displayed.
    hidden: HashSet<String>,
    /// Whether a sheet is being read: the last of `sheets`.
    in_sheet: bool,
    cell: Option<CellText>,
    /// How many elements are open of a part that has nothing to say.
    skipped: usize,
    /// The comment on the cell, while it is among what is skipped and behind that: its lines.
    comment: Option<String>,
}

struct Sheet {
    filling: Filling,
    is_hidden: bool,
    row: Row,
}

/// A row that is being read.
#[derive(Default)]
struct Row {
    /// Its number, from 1.
    number: u32,
    /// How many rows it stands for.
    repeats: u32,
    /// Columns that its cells have taken so far.
    columns: u32,
    cells: Vec<RowCell>,
    text: String,
}

/// A cell that has something to say.
struct RowCell {
    column: u32,
    text: Range<usize>,
    /// Columns and rows that it covers beyond itself.
    span: (u32, u32),
    is_uncalculated: bool,
}

impl Spreadsheet {
    fn new() -> Self {
        Self {
            budget: Budget::new(),
            sheets: Vec::new(),
            style: None,
            hidden: HashSet::new(),
            in_sheet: false,
            cell: None,
            skipped: 0,
            comment: None,
        }
    }

    fn read(mut self, mut xml: Xml<impl BufRead>) -> Result<Vec<Grid>, InputError> {
        loop {
            match xml.next()? {
                Piece::Open(..) if self.skipped > 0 => self.skipped += 1,
                Piece::Close(_) if self.skipped > 0 => {
                    self.skipped -= 1;
                    self.comment.iter_mut().for_each(|comment| comment.push('\n'));
                }
                Piece::Text(text) if self.skipped > 0 => {
                    if let Some(comment) = self.comment.as_mut().filter(|it| it.len() <= MOST_COMMENT) {
                        comment.push_str(&text);
                    }
                }
                _ if self.skipped > 0 => {}
                Piece::Open(namespace, tag) => self.open(namespace, &tag)?,
                Piece::Close(tag) => self.close(tag.local_name().as_ref())?,
                Piece::Text(text) => {
                    if let Some(cell) = self.cell.as_mut().filter(|cell| cell.depth > 0) {
                        cell.text(&text);
                        self.budget.has_room(cell.flow.len())?;
                    }
                }
                Piece::Other => {}
                Piece::End => break,
            }
        }
        filling::workbook(self.sheets.into_iter().map(|sheet| (sheet.filling, sheet.is_hidden)))
    }

    fn open(&mut self, namespace: &str, tag: &BytesStart<'_>) -> Result<(), InputError> {
        let name = tag.local_name();
        let name = name.as_ref();
        if let Some(cell) = &mut self.cell {
            if !cell.open(namespace, name, tag) {
                self.skipped = 1;
                if (namespace, name) == (OFFICE, "annotation") {
                    self.comment = Some(String::new());
                }
            }
            return self.budget.has_room(cell.flow.len());
        }
        match (namespace, name) {
            (TABLE, "table-row") if self.in_sheet => {
                if let Some(sheet) = self.sheets.last_mut() {
                    sheet.row.begin(tag);
                }
            }
            (TABLE, "table-cell") if self.in_sheet => self.cell = Some(CellText::new(tag)),
            // Nobody sees what stands under a merged area.
            (TABLE, "covered-table-cell") if self.in_sheet => {
                let repeats = CellAttributes::new(tag).repeats;
                if let Some(sheet) = self.sheets.last_mut() {
                    sheet.row.columns = sheet.row.columns.saturating_add(repeats);
                }
                self.skipped = 1;
            }
            (TABLE, "table-row-group" | "table-header-rows" | "table-rows") if self.in_sheet => {}
            // Pictures, forms, names.
            _ if self.in_sheet => self.skipped = 1,
            (TABLE, "table") => self.begin_sheet(tag),
            // These hold tables that are not sheets.
            (TABLE, "tracked-changes" | "dde-links") => self.skipped = 1,
            (STYLE, "style") => {
                self.style = attributes(tag).find(|(name, _)| *name == "name").map(|(_, name)| name.into());
            }
            (STYLE, "table-properties") => {
                let is_hidden = attributes(tag).any(|(name, value)| name == "display" && value == "false");
                self.hidden.extend(self.style.take().filter(|_| is_hidden));
            }
            (OFFICE, "text") => {
                return Err(InputError::LegacyFormat {
                    format: "OpenDocument 文本 (.odt)",
                    save_as: ".docx",
                });
            }
            (OFFICE, "presentation" | "drawing" | "chart" | "image" | "database") => {
                return Err(InputError::LegacyFormat { format: "OpenDocument", save_as: ".xlsx" });
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), InputError> {
        if let Some(cell) = &mut self.cell {
            if cell.depth > 0 {
                cell.depth -= 1;
                return Ok(());
            }
            let comment = self.comment.take();
            if let (Some(cell), Some(sheet)) = (self.cell.take(), self.sheets.last_mut()) {
                if let Some(comment) = comment {
                    let place = Place { row: sheet.row.number, column: sheet.row.columns.saturating_add(1) };
                    sheet.filling.comment(place, &comment);
                }
                sheet.row.take(&cell)?;
            }
            return Ok(());
        }
        match name {
            "table-row" if self.in_sheet => match self.sheets.last_mut() {
                Some(sheet) => sheet.end_row(&mut self.budget),
                None => Ok(()),
            },
            "table" => {
                self.in_sheet = false;
                Ok(())
            }
            "style" => {
                self.style = None;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn begin_sheet(&mut self, tag: &BytesStart<'_>) {
        let (mut title, mut is_hidden) = (None, false);
        for (name, value) in attributes(tag) {
            match name {
                "name" => title = Some(value.into_owned()),
                "style-name" => is_hidden = self.hidden.contains(value.as_ref()),
                _ => {}
            }
        }
        self.sheets.push(Sheet { filling: Filling::new(title), is_hidden, row: Row::default() });
        self.in_sheet = true;
    }
}

impl Sheet {
    /// Writes the row as often as it is repeated.
    fn end_row(&mut self, budget: &mut Budget) -> Result<(), InputError> {
        let Self { filling, is_hidden, row } = self;
        // A hidden sheet is known by name once it has any text.
        let repeats = match (row.cells.is_empty(), *is_hidden) {
            (true, _) => 0,
            (false, true) => u32::from(filling.is_empty()),
            (false, false) => row.repeats,
        };
        if repeats > 0 && row.number.saturating_add(repeats - 1) > MOST_ROWS {
            return Err(InputError::TooLarge { what: Large::Rows, limit: MOST_ROWS.into() });
        }
        let text = row.cells.iter().map(|cell| cell.text.len()).sum();
        budget.take(row.cells.len(), text, repeats as usize)?;
        for number in row.number..row.number + repeats {
            for cell in &row.cells {
                let place = Place { row: number, column: cell.column };
                filling.push(place, &row.text[cell.text.clone()])?;
                if cell.is_uncalculated {
                    filling.uncalculated(place);
                }
                let (columns, rows) = cell.span;
                let last =
                    Place { row: number.saturating_add(rows), column: cell.column.saturating_add(columns) };
                filling.merge(place, last);
            }
        }
        Ok(())
    }
}

impl Row {
    fn begin(&mut self, tag: &BytesStart<'_>) {
        self.number = match self.number {
            0 => 1,
            number => number.saturating_add(self.repeats),
        };
        self.repeats = attributes(tag)
            .find(|(name, _)| *name == "number-rows-repeated")
            .map_or(1, |(_, repeats)| count(&repeats));
        self.columns = 0;
        self.cells.clear();
        self.text.clear();
    }

    /// Adds a cell as often as it is repeated.
    fn take(&mut self, cell: &CellText) -> Result<(), InputError> {
        let CellAttributes { repeats, span, has_formula, .. } = &cell.attributes;
        let first = self.columns.saturating_add(1);
        self.columns = self.columns.saturating_add(*repeats);
        let shown = cell.shown();
        let is_uncalculated = *has_formula && !cell.has_paragraph && cell.attributes.kind.is_empty();
        if shown.trim().is_empty() && !is_uncalculated && *span == (0, 0) {
            return Ok(());
        }
        if self.columns > MOST_COLUMNS {
            return Err(InputError::TooLarge { what: Large::Columns, limit: MOST_COLUMNS.into() });
        }
        let start = self.text.len();
        self.text.push_str(&shown);
        let text = start..self.text.len();
        self.cells.extend((first..=self.columns).map(|column| RowCell {
            column,
            text: text.clone(),
            span: *span,
            is_uncalculated,
        }));
        Ok(())
    }
}
