//! XML Spreadsheet 2003 → one [`Grid`] for each visible sheet. Systems write it under the names .xls and .xml.

use std::collections::HashMap;

use calamine::{ExcelDateTime, ExcelDateTimeType};
use quick_xml::events::BytesStart;

use super::cell_value::iso_moment;
use super::filling::{self, Budget, Filling};
use super::guard::guarded;
use super::number_format::{Moment, NumberFormat};
use super::xml::{Piece, Xml, attributes, broken};
use super::{Grid, InputError, Place};

/// Reads a workbook.
///
/// # Errors
/// [`InputError`] where it is damaged or too large, or where no visible sheet has a cell.
pub(super) fn read(text: &str) -> Result<Vec<Grid>, InputError> {
    guarded(|| Workbook::new().read(text)).unwrap_or_else(|| Err(broken(&"unexpected structure")))
}

/// A workbook that is being read.
struct Workbook {
    budget: Budget,
    styles: HashMap<String, NumberFormat>,
    /// The style that is being described, and its format.
    style: Option<(String, NumberFormat)>,
    sheets: Vec<(Filling, bool)>,
    place: Place,
    row_style: Option<String>,
    /// How many rows the open row stands for beyond itself.
    row_span: u32,
    cell: Option<Cell>,
    /// Whether text is the visibility of a sheet.
    in_visible: bool,
    /// How many elements are open of a part that has nothing to say.
    skipped: usize,
}

/// A cell that is being read.
#[derive(Default)]
struct Cell {
    style: Option<String>,
    has_formula: bool,
    /// Columns and rows that it covers beyond itself.
    span: (u32, u32),
    kind: Option<String>,
    text: String,
    /// How many elements are open in it: its data and what is inside.
    depth: usize,
}

impl Workbook {
    fn new() -> Self {
        Self {
            budget: Budget::new(),
            styles: HashMap::new(),
            style: None,
            sheets: Vec::new(),
            place: Place { row: 0, column: 0 },
            row_style: None,
            row_span: 0,
            cell: None,
            in_visible: false,
            skipped: 0,
        }
    }

    fn read(mut self, text: &str) -> Result<Vec<Grid>, InputError> {
        let mut xml = Xml::new(text.as_bytes());
        loop {
            match xml.next()? {
                Piece::Open(..) if self.skipped > 0 => self.skipped += 1,
                Piece::Close(_) if self.skipped > 0 => self.skipped -= 1,
                _ if self.skipped > 0 => {}
                Piece::Open(_, tag) => self.open(&tag),
                Piece::Close(tag) => self.close(tag.local_name().as_ref())?,
                Piece::Text(text) => match &mut self.cell {
                    Some(cell) if cell.depth > 0 => {
                        cell.text.push_str(&text);
                        self.budget.has_room(cell.text.len())?;
                    }
                    _ if self.in_visible => {
                        if let Some((_, is_hidden)) = self.sheets.last_mut() {
                            *is_hidden |= matches!(text.trim(), "SheetHidden" | "SheetVeryHidden");
                        }
                    }
                    _ => {}
                },
                Piece::Other => {}
                Piece::End => break,
            }
        }
        filling::workbook(self.sheets)
    }

    fn open(&mut self, tag: &BytesStart<'_>) {
        let name = tag.local_name();
        if let Some(cell) = &mut self.cell {
            match (cell.depth, name.as_ref()) {
                (0, "Data") => {
                    let kind = attributes(tag).find(|(name, _)| *name == "Type");
                    cell.kind = Some(kind.map(|(_, kind)| kind.into_owned()).unwrap_or_default());
                    cell.depth = 1;
                }
                // Comments, names, phonetics.
                (0, _) => self.skipped = 1,
                // Parts of a text that look different.
                _ => cell.depth += 1,
            }
            return;
        }
        let attribute = |wanted: &str| {
            attributes(tag).find(|(name, _)| *name == wanted).map(|(_, value)| value.into_owned())
        };
        let number = |wanted: &str| attribute(wanted).and_then(|value| value.parse::<u32>().ok());
        match name.as_ref() {
            "Style" => {
                let parent = attribute("Parent").and_then(|parent| self.styles.get(&parent));
                let format = parent.cloned().unwrap_or(NumberFormat::General);
                self.style = attribute("ID").map(|id| (id, format));
            }
            "NumberFormat" => {
                if let (Some((_, format)), Some(code)) = (&mut self.style, attribute("Format")) {
                    *format = number_format(&code);
                }
            }
            "Worksheet" => {
                self.sheets.push((Filling::new(attribute("Name")), false));
                self.place = Place { row: 0, column: 0 };
                self.row_span = 0;
            }
            "Row" => {
                let next = self.place.row.saturating_add(1).saturating_add(self.row_span);
                self.place = Place { row: number("Index").unwrap_or(next).max(1), column: 0 };
                self.row_span = number("Span").unwrap_or(0);
                self.row_style = attribute("StyleID");
            }
            "Cell" => {
                let next = self.place.column.saturating_add(1);
                self.place.column = number("Index").unwrap_or(next).max(1);
                self.cell = Some(Cell {
                    style: attribute("StyleID"),
                    has_formula: attribute("Formula").is_some(),
                    span: (number("MergeAcross").unwrap_or(0), number("MergeDown").unwrap_or(0)),
                    ..Cell::default()
                });
            }
            "Visible" => self.in_visible = true,
            _ => {}
        }
    }

    fn close(&mut self, name: &str) -> Result<(), InputError> {
        if let Some(cell) = &mut self.cell {
            if cell.depth > 0 {
                cell.depth -= 1;
                return Ok(());
            }
            return match self.cell.take() {
                Some(cell) => self.take(&cell),
                None => Ok(()),
            };
        }
        match name {
            "Style" => self.styles.extend(self.style.take()),
            "Visible" => self.in_visible = false,
            _ => {}
        }
        Ok(())
    }

    fn take(&mut self, cell: &Cell) -> Result<(), InputError> {
        let first = self.place;
        let (columns, rows) = cell.span;
        let last =
            Place { row: first.row.saturating_add(rows), column: first.column.saturating_add(columns) };
        self.place.column = last.column;
        let Some((filling, _)) = self.sheets.last_mut() else { return Ok(()) };
        let style = cell.style.as_deref().or(self.row_style.as_deref()).unwrap_or("Default");
        let text = cell.shown(self.styles.get(style).unwrap_or(&NumberFormat::General));
        self.budget.take(1, text.len(), 1)?;
        filling.merge(first, last);
        if cell.has_formula && cell.kind.is_none() {
            filling.uncalculated(first);
        }
        filling.push(first, &text)
    }
}

impl Cell {
    /// What the cell shows.
    fn shown(&self, format: &NumberFormat) -> String {
        let text = self.text.trim();
        let shown = match self.kind.as_deref() {
            Some("Number") => text.parse().ok().filter(|number: &f64| number.is_finite()).map(|number| {
                match format {
                    // A day can be written as its number, too.
                    NumberFormat::Date(_) => format.show_date(moment(number)),
                    _ => format.show(number),
                }
            }),
            Some("DateTime") => iso_moment(text).map(|moment| format.show_date(moment)),
            Some("Boolean") => match text {
                "1" => Some("TRUE".to_owned()),
                "0" => Some("FALSE".to_owned()),
                _ => None,
            },
            _ => None,
        };
        shown.unwrap_or_else(|| self.text.clone())
    }
}

/// A format by its code or by one of the names that the format has for it.
fn number_format(code: &str) -> NumberFormat {
    let (id, code) = match code {
        "Percent" => (None, "0.00%"),
        "Short Date" => (Some(14), ""),
        "General Date" => (Some(22), ""),
        "Long Date" => (Some(31), ""),
        "Medium Date" => (None, "d-mmm-yy"),
        "Short Time" => (None, "h:mm"),
        "Medium Time" | "Long Time" => (None, "h:mm:ss"),
        "Fixed" => (None, "0.00"),
        // Money is shown without its sign.
        "Standard" | "Currency" | "Euro Currency" => (None, "#,##0.00"),
        "General Number" | "Scientific" | "Yes/No" | "True/False" | "On/Off" => (None, "General"),
        code => (None, code),
    };
    NumberFormat::new(id, code)
}

fn moment(number: f64) -> Moment {
    let date = ExcelDateTime::new(number, ExcelDateTimeType::DateTime, false);
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    (year, month, day, hour, minute, second)
}
