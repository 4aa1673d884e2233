//! A sheet, in one pass: cells as they are shown, formulas without a result, merged areas.

use quick_xml::events::BytesStart;

use super::book::{Book, Sheet};
use super::cell::{self, CellKind, CellTag, Content};
use super::markup::Markup;
use super::texts::{rich_text, unescaped};
use crate::read::cell_value::{iso_moment, number, show};
use crate::read::container::Parts;
use crate::read::filling::{Budget, Filling};
use crate::read::number_format::NumberFormat;
use crate::read::xml::{attributes, broken};
use crate::read::{InputError, Place};

/// A sheet that is being read.
pub(super) struct SheetReader<'b> {
    book: &'b Book,
    budget: &'b mut Budget,
    filling: Filling,
    /// Whether a text is all that is asked for.
    is_hidden: bool,
    /// How many elements are open.
    depth: usize,
    has_cells: bool,
    /// Where the last cell stands; of a row without cells the column is 0.
    place: Place,
    /// What a cell says, where it has to be put together.
    value: String,
    text: String,
}

impl<'b> SheetReader<'b> {
    /// Reads a sheet: all of it, or where it is hidden nothing but its first text.
    ///
    /// # Errors
    /// [`InputError`] where it is damaged or too large.
    pub fn read(
        sheet: &Sheet,
        book: &'b Book,
        parts: &mut Parts<'_>,
        budget: &'b mut Budget,
    ) -> Result<Filling, InputError> {
        let mut reader = Self {
            book,
            budget,
            filling: Filling::new(Some(sheet.name.clone())),
            is_hidden: !sheet.is_visible,
            depth: 0,
            has_cells: false,
            place: Place { row: 0, column: 0 },
            value: String::new(),
            text: String::new(),
        };
        let part = sheet.part.ok_or_else(|| broken(&"no such part"));
        match part.and_then(|part| parts.pieces(part, "row", |piece, is_last| reader.piece(piece, is_last))) {
            // What cannot be read of a sheet that is not shown, nobody is going to read.
            Err(error) if sheet.is_visible => Err(error),
            _ => Ok(reader.filling),
        }
    }

    fn piece(&mut self, piece: &str, is_last: bool) -> Result<(), InputError> {
        let mut xml = Markup::piece(piece, self.depth, is_last);
        while (!self.is_hidden || self.filling.is_empty())
            && let Some(tag) = xml.child(0)?
        {
            match tag.local_name().as_ref() {
                "sheetData" => self.has_cells = true,
                "row" => self.row(&tag, &mut xml)?,
                "mergeCell" => {
                    if let Some((_, area)) = attributes(&tag).find(|(name, _)| *name == "ref") {
                        self.merge(&area)?;
                    }
                }
                _ => {}
            }
        }
        self.depth = xml.depth();
        if is_last && !self.has_cells { Err(broken(&"no cells")) } else { Ok(()) }
    }

    fn merge(&mut self, area: &str) -> Result<(), InputError> {
        let place = |name: &str| {
            let (row, column) = cell::place(name).ok_or_else(|| broken(&format!("area {area:?}")))?;
            Ok(Place { row, column })
        };
        let (first, last) = area.split_once(':').unwrap_or((area, area));
        self.filling.merge(place(first)?, place(last)?);
        Ok(())
    }

    fn row(&mut self, tag: &BytesStart<'_>, xml: &mut Markup<'_>) -> Result<(), InputError> {
        let row = match attributes(tag).find(|(name, _)| *name == "r") {
            Some((_, number)) => cell::row(&number).ok_or_else(|| broken(&format!("row {number:?}")))?,
            None => self.place.row.saturating_add(1),
        };
        self.place = Place { row, column: 0 };
        let depth = xml.depth();
        loop {
            while let Some((tag, content, rest)) = cell::common(xml.rest()) {
                let place = self.go_to(tag);
                match content {
                    Content::Value(value) if tag.kind != CellKind::Inline => {
                        self.value(place, tag, value)?;
                    }
                    Content::Text(text) => self.push(place, &text)?,
                    Content::Value(_) | Content::Nothing => {}
                }
                xml.go_on(rest);
            }
            match xml.child(depth)? {
                Some(tag) if tag.local_name().as_ref() == "c" => self.cell(&tag, xml)?,
                Some(_) => xml.skip()?,
                None => break,
            }
        }
        // A cell may name another row than that in which it stands.
        self.place.row = row;
        Ok(())
    }

    /// A cell, tag by tag.
    fn cell(&mut self, tag: &BytesStart<'_>, xml: &mut Markup<'_>) -> Result<(), InputError> {
        let mut read = CellTag::default();
        for (name, value) in attributes(tag) {
            read.take(name, &value).ok_or_else(|| broken(&format!("cell {value:?}")))?;
        }
        let place = self.go_to(read);
        let (mut value, mut text) = (std::mem::take(&mut self.value), std::mem::take(&mut self.text));
        value.clear();
        text.clear();
        let (mut has_value, mut has_text, mut has_formula) = (false, false, false);
        let depth = xml.depth();
        while let Some(tag) = xml.child(depth)? {
            match tag.local_name().as_ref() {
                "v" => {
                    xml.text(&mut value)?;
                    has_value = true;
                }
                "is" => {
                    rich_text(xml, &mut text)?;
                    has_text = true;
                }
                name => {
                    has_formula |= name == "f";
                    xml.skip()?;
                }
            }
        }
        let mut has_result = has_text;
        if has_text {
            self.push(place, &text)?;
        } else if has_value && read.kind != CellKind::Inline {
            has_result = self.value(place, read, &value)?;
        }
        if has_formula && !has_result {
            self.filling.uncalculated(place);
        }
        (self.value, self.text) = (value, text);
        Ok(())
    }

    /// The place of a cell: the one that it names, or the next one.
    fn go_to(&mut self, tag: CellTag) -> Place {
        self.place = match tag.place {
            Some((row, column)) => Place { row, column },
            None => Place { column: self.place.column.saturating_add(1), ..self.place },
        };
        self.place
    }

    /// Shows a value, and says whether it is any.
    fn value(&mut self, place: Place, tag: CellTag, written: &str) -> Result<bool, InputError> {
        let book = self.book;
        let format = book.formats.get(tag.format);
        let value = written.trim();
        match tag.kind {
            CellKind::Text => {
                self.push(place, &unescaped(written))?;
                return Ok(true);
            }
            _ if value.is_empty() => return Ok(false),
            CellKind::Shared => {
                let text = value.parse().ok().and_then(|number| book.shared.get(number));
                self.push(place, text.ok_or_else(|| broken(&format!("shared text {value:?}")))?)?;
            }
            CellKind::Number if is_plain(value) && *format == NumberFormat::General => {
                self.push(place, value)?;
            }
            CellKind::Number => match value.parse() {
                Ok(value) => {
                    let value = number(value, format, book.is_1904);
                    self.push(place, &show(&value, format).unwrap_or_default())?;
                }
                Err(_) => self.push(place, value)?,
            },
            CellKind::Truth => self.push(
                place,
                match value {
                    "1" | "true" => "TRUE",
                    "0" | "false" => "FALSE",
                    value => value,
                },
            )?,
            CellKind::Date => match iso_moment(value.trim_end_matches('Z')) {
                Some(moment) => self.push(place, &format.show_date(moment))?,
                None => self.push(place, value)?,
            },
            CellKind::Other | CellKind::Inline => self.push(place, value)?,
        }
        Ok(true)
    }

    fn push(&mut self, place: Place, text: &str) -> Result<(), InputError> {
        self.budget.take(1, text.len(), 1)?;
        self.filling.push(place, text)
    }
}

/// Whether a number is shown as it is written.
fn is_plain(number: &str) -> bool {
    let digits = number.as_bytes();
    digits.len() <= 15
        && digits.iter().all(u8::is_ascii_digit)
        && (digits.len() == 1 || digits.first().is_some_and(|first| *first != b'0'))
}
