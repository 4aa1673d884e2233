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
    /// Whether it is enough to know that there is text.
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
    fn new(sheet: &Sheet, book: &'b Book, budget: &'b mut Budget) -> Self {
        Self {
            book,
            budget,
            filling: Filling::new(Some(sheet.name.clone())),
            is_hidden: !sheet.is_visible,
            depth: 0,
            has_cells: false,
            place: Place { row: 0, column: 0 },
            value: String::new(),
            text: String::new(),
        }
    }

    /// Reads a sheet: all of it, or where it is hidden no further than its first row with text.
    ///
    /// # Errors
    /// [`InputError`] where it is damaged or too large.
    pub fn read(
        sheet: &Sheet,
        book: &'b Book,
        parts: &mut Parts<'_>,
        budget: &'b mut Budget,
    ) -> Result<Filling, InputError> {
        let mut reader = Self::new(sheet, book, budget);
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
        let mut formula = "=".to_owned();
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
                "f" => {
                    xml.text(&mut formula)?;
                    has_formula = true;
                }
                _ => xml.skip()?,
            }
        }
        let mut has_result = has_text;
        if has_text {
            self.push(place, &text)?;
        } else if has_value && read.kind != CellKind::Inline {
            has_result = self.value(place, read, &value)?;
        }
        match has_formula && !has_result {
            true if read.kind != CellKind::Truth && is_text(&formula) => self.push(place, &formula)?,
            true => self.filling.uncalculated(place),
            false => {}
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

/// Whether a formula without a result is a text that begins with `=` and that a program took for a formula, as
/// the target `=300天`: a number, and behind it what cannot go on a formula.
fn is_text(formula: &str) -> bool {
    let number = formula.trim_start_matches('=').trim_start();
    let rest = number.trim_start_matches(|ch: char| ch.is_ascii_digit() || ch == '.');
    let rest = rest.strip_prefix('%').unwrap_or(rest).trim_start();
    rest.len() < number.len()
        && !rest.starts_with(['+', '-', '*', '/', '^', '&', '=', '<', '>', ':', ',', '!'])
}

/// Whether a number is shown as it is written.
fn is_plain(number: &str) -> bool {
    let digits = number.as_bytes();
    digits.len() <= 15
        && digits.iter().all(u8::is_ascii_digit)
        && (digits.len() == 1 || digits.first().is_some_and(|first| *first != b'0'))
}

#[cfg(test)]
mod tests {
    use super::super::texts::SharedTexts;
    use super::*;
    use crate::read::Grid;
    use crate::read::number_format::NumberFormats;

    /// What is read of a sheet that comes in these pieces.
    fn read(pieces: &[&str], is_visible: bool) -> Result<Grid, InputError> {
        let mut formats = NumberFormats::default();
        [0, 9, 14].into_iter().for_each(|id| formats.push(id));
        formats.complete();
        let shared = SharedTexts::new("<sst><si><t>共</t></si><si/></sst>").unwrap();
        let book = Book { sheets: Vec::new(), is_1904: false, formats, shared };
        let sheet = Sheet { name: "表".to_owned(), is_visible, part: None };
        let mut budget = Budget::new();
        let mut reader = SheetReader::new(&sheet, &book, &mut budget);
        for (number, piece) in pieces.iter().enumerate() {
            reader.piece(piece, number + 1 == pieces.len())?;
        }
        Ok(reader.filling.finish())
    }

    fn rows(rows: &str) -> String {
        let grid = read(&["<w><sheetData>", rows, "</sheetData></w>"], true).unwrap();
        let cells = grid.rows().flat_map(|(row, cells)| cells.iter().map(move |cell| (row, cell)));
        let cells = cells.map(|(row, cell)| {
            let place = Place { row, column: cell.column };
            format!("{}={}", place.a1(), grid.text(cell))
        });
        let mut texts: Vec<String> = cells.collect();
        texts.extend(grid.uncalculated.iter().map(|place| format!("{}?", place.a1())));
        texts.join(" ")
    }

    #[test]
    fn values_as_they_are_shown() {
        for (cells, shown) in [
            (
                "<c><v>5</v></c><c s=\"1\"><v>0.95</v></c><c s=\"2\" t=\"n\"><v>43951</v></c>",
                "A1=5 B1=95% C1=2020/4/30",
            ),
            ("<c><v>007</v></c><c><v>1E2</v></c><c><v>五</v></c>", "A1=7 B1=100 C1=五"),
            ("<c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v/></c>", "A1=共"),
            ("<c t=\"b\"><v>1</v></c><c t='b'><v> false </v></c>", "A1=TRUE B1=FALSE"),
            ("<c t=\"e\"><v>#DIV/0!</v></c><c t=\"e\"><v>#SPILL!</v></c>", "A1=#DIV/0! B1=#SPILL!"),
            (
                "<c t=\"d\" s=\"2\"><v>2020-04-30T00:00:00Z</v></c><c t=\"d\"><v>9:00</v></c>",
                "A1=2020/4/30 B1=9:00",
            ),
            ("<c t=\"inlineStr\"><is><r><t>甲</t></r><r><t> 乙</t></r></is><v>5</v></c>", "A1=甲乙"),
            ("<c t=\"str\"><f>A1</f><v> 丙_x000A_ </v></c><c><v>6</v><f>1</f></c>", "A1= 丙\n  B1=6"),
        ] {
            assert_eq!(rows(&format!("<row r=\"1\">{cells}</row>")), shown, "{cells}");
        }
    }

    #[test]
    fn formulas_without_a_result() {
        let cells = "<c><f>B1</f></c><c><f>B1</f><v></v></c><c><f t=\"shared\" si=\"0\"/><v/></c><c t=\"b\"><f>1</f><v/></c>\
                     <c><f>B1</f><v>5</v></c><c t=\"str\"><f>B1</f><v></v></c><c s=\"1\"></c>";
        assert_eq!(rows(&format!("<row>{cells}</row>")), "E1=5 A1? B1? C1? D1?");
    }

    #[test]
    fn texts_that_were_taken_for_formulas() {
        for text in ["300天", "100.00(%)", "100%", "3600元/人·年", "6"] {
            assert_eq!(rows(&format!("<row><c><f>{text}</f><v/></c></row>")), format!("A1=={text}"));
        }
        for formula in ["5+3", "100%*2", "B2", "SUM(A1:A9)", "12:12", "3!A1", "'2023年'!A1"] {
            assert_eq!(rows(&format!("<row><c><f>{formula}</f><v/></c></row>")), "A1?", "{formula}");
        }
    }

    #[test]
    fn places_that_are_told_and_that_are_not() {
        let cell = "<c><v>1</v></c>";
        assert_eq!(
            rows(&format!(
                "<row/><row>{cell}<c r=\"D9\"/>{cell}</row><!-- --><row>\n{cell}<x/>{cell}</row><row r=\"7\"/><row>{cell}</row>"
            )),
            "A2=1 A3=1 B3=1 A8=1 E9=1"
        );
        for broken in
            ["<row r=\"0\"/>", "<row><c r=\"1\"/></row>", "<row>", "<row><c t=\"s\"><v>2</v></c></row>"]
        {
            assert!(read(&["<w><sheetData>", broken, "</sheetData></w>"], true).is_err(), "{broken}");
        }
        assert!(read(&["<w/>"], true).is_err());
    }

    #[test]
    fn merged_areas_and_hidden_sheets() {
        let cells = "<w><sheetData><row><c/><c t=\"str\"><v>x</v></c><c><v>1</v></c></row>";
        let areas =
            "</sheetData><mergeCells><mergeCell ref=\"B1:C2\"/><mergeCell ref=\"A1\"/></mergeCells></w>";
        let [first, last] = [(1, 2), (2, 3)].map(|(row, column)| Place { row, column });
        assert_eq!(read(&[cells, areas], true).unwrap().merges, [(first, last)]);
        let hidden = read(&[cells, "no XML <"], false).unwrap();
        assert_eq!(hidden.rows().map(|(_, cells)| cells.len()).collect::<Vec<_>>(), [2]);
    }
}
