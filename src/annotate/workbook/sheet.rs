//! A sheet, changed while it is unpacked: formats of cells, cells and rows that were not there, and the reference to
//! the boxes of comments. All else stays as it is written.

use super::cursor::{Cursor, Patch, Piece, Tag, opened, with_attribute};
use super::package::attribute;
use super::styles::Styles;
use crate::finding::Severity;
use crate::read::xlsx::cell;
use crate::read::xml::broken;
use crate::read::{InputError, Place};

/// The children of a worksheet that stand behind the reference to the boxes of comments.
const BEHIND_DRAWING: [&str; 8] = [
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
];

/// A sheet that is being changed.
pub(super) struct SheetEditor<'s> {
    styles: &'s mut Styles,
    /// The cells to fill, in the order of the sheet.
    cells: &'s [(Place, Severity)],
    /// The reference to write where there is none: the namespace of relationships and the relationship's name.
    drawing: Option<(&'static str, &'s str)>,
    /// Whether the reference is there.
    is_referenced: bool,
    restores: bool,
    depth: usize,
    /// The prefix of the elements of the sheet.
    prefix: String,
    /// Where the last cell stands; of a row without cells the column is 0.
    place: Place,
    in_cells: bool,
    in_row: bool,
    /// The format of cells that are not there: of the row, if it has one, and of columns.
    row_format: Option<u32>,
    column_formats: Vec<(u32, u32, u32)>,
    /// What the sheet says about itself.
    pub measures: Measures,
    /// The relationship that the sheet names for the boxes of comments.
    pub named_drawing: Option<String>,
}

/// How large rows and columns are.
#[derive(Debug, Default)]
pub(super) struct Measures {
    /// Height in points, of rows that say it.
    pub rows: Vec<(u32, f64)>,
    /// First and last column and width in characters, of columns that say it.
    pub columns: Vec<(u32, u32, f64)>,
    /// Of all others.
    pub height: Option<f64>,
    /// Of all others.
    pub width: Option<f64>,
}

impl<'s> SheetEditor<'s> {
    /// Begins a sheet. `cells` are those that are filled.
    pub fn new(
        styles: &'s mut Styles,
        cells: &'s [(Place, Severity)],
        drawing: Option<(&'static str, &'s str)>,
    ) -> Self {
        let restores = styles.has_earlier();
        Self {
            styles,
            cells,
            drawing,
            is_referenced: false,
            restores,
            depth: 0,
            prefix: String::new(),
            place: Place { row: 0, column: 0 },
            in_cells: false,
            in_row: false,
            row_format: None,
            column_formats: Vec::new(),
            measures: Measures::default(),
            named_drawing: None,
        }
    }

    /// Changes the next piece of the sheet.
    ///
    /// # Errors
    /// [`InputError`] where it is no XML, or a cell's place none.
    pub fn piece(&mut self, piece: &str, is_last: bool) -> Result<String, InputError> {
        let mut cursor = Cursor::piece(piece, self.depth, is_last);
        let mut patch = Patch::new(piece);
        loop {
            match cursor.next()? {
                Piece::Open(tag) => self.open(&tag, piece, &mut cursor, &mut patch)?,
                Piece::Close(range) => self.close(cursor.depth() + 1, range.start, &mut patch),
                Piece::Text(_) => {}
                Piece::End => break,
            }
        }
        self.depth = cursor.depth();
        Ok(patch.finish())
    }

    fn open(
        &mut self,
        tag: &Tag<'_>,
        piece: &str,
        cursor: &mut Cursor<'_>,
        patch: &mut Patch<'_>,
    ) -> Result<(), InputError> {
        let raw = piece.get(tag.range.clone()).unwrap_or_default();
        match (tag.depth, tag.name()) {
            (1, _) => tag.prefix().clone_into(&mut self.prefix),
            (2, "sheetFormatPr") => {
                let number = |name| tag.attribute(name).and_then(|value| value.trim().parse().ok());
                self.measures.height = number("defaultRowHeight");
                self.measures.width = number("defaultColWidth");
            }
            (3, "col") => self.column(tag),
            (2, "sheetData") if tag.is_empty => {
                let rows = self.rows_before(u32::MAX);
                if !rows.is_empty() {
                    patch.replace(tag.range.clone(), &opened(raw, tag, &rows));
                }
            }
            (2, "sheetData") => self.in_cells = true,
            (3, "row") if self.in_cells => self.row(tag, raw, patch)?,
            (4, "c") if self.in_row => self.cell(tag, raw, patch)?,
            (2, name) => self.child(name, tag, piece, cursor, patch),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, depth: usize, at: usize, patch: &mut Patch<'_>) {
        match depth {
            3 if self.in_row => {
                patch.insert(at, &self.cells_before(u32::MAX));
                self.in_row = false;
            }
            2 if self.in_cells => {
                patch.insert(at, &self.rows_before(u32::MAX));
                self.in_cells = false;
            }
            1 => {
                let reference = self.reference();
                patch.insert(at, &reference);
            }
            _ => {}
        }
    }

    fn column(&mut self, tag: &Tag<'_>) {
        let number = |name| tag.attribute(name).and_then(|value| value.trim().parse().ok());
        let (Some(first), Some(last)) = (number("min"), number("max")) else { return };
        if let Some(format) = number("style") {
            self.column_formats.push((first, last, format));
        }
        let is_hidden = matches!(tag.attribute("hidden").as_deref(), Some("1" | "true"));
        let width = tag.attribute("width").and_then(|value| value.trim().parse().ok());
        if let Some(width) = width.map(|width| if is_hidden { 0.0 } else { width }) {
            self.measures.columns.push((first, last, width));
        }
    }

    fn row(&mut self, tag: &Tag<'_>, raw: &str, patch: &mut Patch<'_>) -> Result<(), InputError> {
        let row = match tag.attribute("r") {
            Some(number) => cell::row(&number).ok_or_else(|| broken(&format!("row {number:?}")))?,
            None => self.place.row.saturating_add(1),
        };
        patch.insert(tag.range.start, &self.rows_before(row));
        self.place = Place { row, column: 0 };
        self.row_format = tag.attribute("s").and_then(|format| format.parse().ok());
        let is_hidden = matches!(tag.attribute("hidden").as_deref(), Some("1" | "true"));
        let height = if is_hidden {
            Some(0.0)
        } else {
            tag.attribute("ht").and_then(|value| value.trim().parse().ok())
        };
        self.measures.rows.extend(height.map(|height| (row, height)));
        self.in_row = !tag.is_empty;
        // Cells may come in outside of what the row says it spans.
        let columns =
            self.cells.iter().take_while(|(place, _)| place.row == row).map(|(place, _)| place.column);
        let spans = tag.attribute("spans").and_then(|spans| wider(&spans, columns));
        let open = spans.map(|spans| with_attribute(raw, "spans", &spans));
        if tag.is_empty {
            let cells = self.cells_before(u32::MAX);
            if !cells.is_empty() {
                patch.replace(tag.range.clone(), &opened(open.as_deref().unwrap_or(raw), tag, &cells));
            }
        } else if let Some(open) = open {
            patch.replace(tag.range.clone(), &open);
        }
        Ok(())
    }

    fn cell(&mut self, tag: &Tag<'_>, raw: &str, patch: &mut Patch<'_>) -> Result<(), InputError> {
        // Most rows need no change, and then it is all the same where their cells stand.
        let is_wanted = self.cells.first().is_some_and(|(place, _)| place.row == self.place.row);
        if !is_wanted && !self.restores {
            return Ok(());
        }
        let column = match tag.attribute("r") {
            Some(name) => cell::place(&name).ok_or_else(|| broken(&format!("cell {name:?}")))?.1,
            None => self.place.column.saturating_add(1),
        };
        patch.insert(tag.range.start, &self.cells_before(column));
        self.place.column = column;
        let next = self.cells.first().filter(|(place, _)| *place == self.place);
        let severity = next.map(|(_, severity)| *severity);
        if severity.is_none() && !self.restores {
            return Ok(());
        }
        let format = tag.attribute("s").and_then(|format| format.trim().parse().ok()).unwrap_or_default();
        let format = match severity {
            Some(severity) => {
                self.cells = self.cells.get(1..).unwrap_or_default();
                self.styles.filled(format, severity)
            }
            None => self.styles.restored(format),
        };
        if let Some(format) = format {
            patch.replace(tag.range.clone(), &with_attribute(raw, "s", &format.to_string()));
        }
        Ok(())
    }

    /// The cells of this row that are to be filled, are not there and stand before a column.
    fn cells_before(&mut self, column: u32) -> String {
        let mut cells = String::new();
        while let Some(&(place, severity)) = self.cells.first()
            && place.row == self.place.row
            && place.column < column
        {
            self.cells = self.cells.get(1..).unwrap_or_default();
            let of_column = || {
                let is_here = |(first, last, _): &&(u32, u32, u32)| (*first..=*last).contains(&place.column);
                self.column_formats.iter().find(is_here).map(|(.., format)| *format)
            };
            let format = self.row_format.or_else(of_column).unwrap_or_default();
            if let Some(format) = self.styles.filled(format, severity) {
                cells.push_str(&format!("<{}c r=\"{}\" s=\"{format}\"/>", self.prefix, place.a1()));
            }
        }
        cells
    }

    /// The rows before this one that are to be filled and are not there.
    fn rows_before(&mut self, row: u32) -> String {
        let mut rows = String::new();
        while let Some(&(place, _)) = self.cells.first()
            && place.row < row
        {
            self.place = Place { row: place.row, column: 0 };
            self.row_format = None;
            let cells = self.cells_before(u32::MAX);
            let prefix = &self.prefix;
            rows.push_str(&format!("<{prefix}row r=\"{}\">{cells}</{prefix}row>", place.row));
        }
        rows
    }

    /// What stands beside the cells.
    fn child(
        &mut self,
        name: &str,
        tag: &Tag<'_>,
        piece: &str,
        cursor: &mut Cursor<'_>,
        patch: &mut Patch<'_>,
    ) {
        if name == "legacyDrawing" {
            self.is_referenced = true;
            self.named_drawing = tag.attribute("id");
        } else if BEHIND_DRAWING.contains(&name)
            || name == "AlternateContent" && is_behind(tag, piece, cursor.depth())
        {
            let reference = self.reference();
            patch.insert(tag.range.start, &reference);
        }
    }

    /// The reference to the boxes of comments, unless it is there or not wanted.
    fn reference(&mut self) -> String {
        match self.drawing {
            Some((namespace, id)) if !self.is_referenced => {
                self.is_referenced = true;
                self.named_drawing = Some(id.to_owned());
                let prefix = &self.prefix;
                format!("<{prefix}legacyDrawing xmlns:r=\"{namespace}\" r:id=\"{}\"/>", attribute(id))
            }
            _ => String::new(),
        }
    }
}

/// Whether a choice of contents is one of those that stand behind the reference.
fn is_behind(tag: &Tag<'_>, piece: &str, depth: usize) -> bool {
    let mut inside = Cursor::piece(piece.get(tag.range.end..).unwrap_or_default(), depth, false);
    while let Ok(Some(tag)) = inside.tag(depth) {
        if !matches!(tag.name(), "Choice" | "Fallback") {
            return BEHIND_DRAWING.contains(&tag.name());
        }
    }
    false
}

/// `2:5` made to hold these columns; None where it does.
fn wider(spans: &str, columns: impl Iterator<Item = u32>) -> Option<String> {
    let (first, last) = spans.split_once(':')?;
    let (first, last): (u32, u32) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    let (from, to) = columns.fold((first, last), |(from, to), column| (from.min(column), to.max(column)));
    ((from, to) != (first, last)).then(|| format!("{from}:{to}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLES: &str = "<styleSheet><fills><fill/></fills><cellXfs><xf fillId=\"0\"/><xf fillId=\"0\" b=\"1\"/>\
                          <xf fillId=\"0\" c=\"1\"/></cellXfs></styleSheet>";

    /// A sheet with these cells marked as errors, cut into pieces at `|`. Formats 3, 4, … are filled ones, in the order in
    /// which they are first asked for.
    fn edited(sheet: &str, cells: &[&str]) -> String {
        let mut styles = Styles::new(STYLES.to_owned(), true).unwrap();
        let place = |name: &&str| cell::place(name).map(|(row, column)| Place { row, column }).unwrap();
        let cells: Vec<_> = cells.iter().map(|name| (place(name), Severity::Error)).collect();
        let mut editor = SheetEditor::new(&mut styles, &cells, Some(("R", "rId9")));
        let pieces: Vec<&str> = sheet.split('|').collect();
        let edit = |(index, piece): (usize, &&str)| editor.piece(piece, index + 1 == pieces.len()).unwrap();
        pieces.iter().enumerate().map(edit).collect()
    }

    #[test]
    fn cells_that_are_there_and_cells_that_are_not() {
        let drawing = "<legacyDrawing xmlns:r=\"R\" r:id=\"rId9\"/>";
        for (rows, cells, edited_rows) in [
            (
                "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>5</v></c>|</row>",
                &["A1"][..],
                "<row r=\"1\"><c r=\"A1\" s=\"3\"><v>5</v></c></row>",
            ),
            ("<row><c/><c t='s'><v>0</v></c></row>", &["B1"], "<row><c/><c t='s' s=\"3\"><v>0</v></c></row>"),
            (
                "<row r='2' spans=\"2:2\" s=\"2\"><c r='B2'/></row>",
                &["A2", "C2"],
                "<row r='2' spans=\"1:3\" s=\"2\"><c r=\"A2\" s=\"3\"/><c r='B2'/><c r=\"C2\" s=\"3\"/></row>",
            ),
            (
                "<row r=\"3\"/>|<row r=\"5\"/>",
                &["B2", "A3", "A4", "B9"],
                "<row r=\"2\"><c r=\"B2\" s=\"3\"/></row><row r=\"3\"><c r=\"A3\" s=\"4\"/></row><row r=\"4\"><c r=\"A4\" s=\"4\"/></row><row r=\"5\"/><row r=\"9\"><c r=\"B9\" s=\"3\"/></row>",
            ),
            (
                "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>&lt;c r=\"A1\"/></t></is></c></row>",
                &[],
                "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>&lt;c r=\"A1\"/></t></is></c></row>",
            ),
        ] {
            let cols = "<cols><col min=\"2\" max=\"2\" style=\"1\"/></cols>";
            let (head, tail) = (format!("<worksheet>{cols}<sheetData>"), "</sheetData><mergeCells/>");
            assert_eq!(
                edited(&format!("{head}{rows}{tail}</worksheet>"), cells),
                format!("{head}{edited_rows}{tail}{drawing}</worksheet>")
            );
        }
    }

    #[test]
    fn prefixes_are_kept() {
        assert_eq!(
            edited("<x:worksheet><x:sheetData/><x:extLst/></x:worksheet>", &["A1"]),
            "<x:worksheet><x:sheetData><x:row r=\"1\"><x:c r=\"A1\" s=\"3\"/></x:row></x:sheetData><x:legacyDrawing \
             xmlns:r=\"R\" r:id=\"rId9\"/><x:extLst/></x:worksheet>"
        );
    }

    #[test]
    fn the_boxes_of_comments_stand_where_the_schema_has_them() {
        let drawing = "<legacyDrawing xmlns:r=\"R\" r:id=\"rId9\"/>";
        for (before, behind) in [
            ("<drawing/>", "<tableParts/>"),
            ("<drawing/>", "<mc:AlternateContent><mc:Choice><controls/></mc:Choice></mc:AlternateContent>"),
            (
                "<mc:AlternateContent><mc:Choice><drawing/></mc:Choice></mc:AlternateContent>",
                "<legacyDrawingHF/>",
            ),
            ("<ignoredErrors/>", ""),
        ] {
            let sheet = format!("<worksheet><sheetData/>{before}{behind}</worksheet>");
            assert_eq!(
                edited(&sheet, &[]),
                format!("<worksheet><sheetData/>{before}{drawing}{behind}</worksheet>")
            );
        }
        let has_one = "<worksheet><sheetData/><legacyDrawing r:id=\"rId1\"/><extLst/></worksheet>";
        assert_eq!(edited(has_one, &[]), has_one);
    }

    #[test]
    fn damage_is_told() {
        let mut styles = Styles::new(STYLES.to_owned(), true).unwrap();
        for sheet in [
            "<w><sheetData><row r='0'/></sheetData></w>",
            "<w><sheetData><row><c r='1'/></row></sheetData></w>",
            "<w>",
        ] {
            let cells = [(Place { row: 1, column: 2 }, Severity::Info)];
            assert!(SheetEditor::new(&mut styles, &cells, None).piece(sheet, true).is_err(), "{sheet}");
        }
    }
}
