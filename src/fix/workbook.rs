//! Workbooks: of the parts of a file just the sheets change whose cells are written, and of these just the cells.

use super::{Cells, NoFix, Reason, Tables, Unwritable};
use crate::package::book::Book;
use crate::package::cursor::{Cursor, Patch, Piece, Tag, cell_text, with_attribute, without_attribute};
use crate::package::{Package, in_utf8};
use crate::read::guard::guarded;
use crate::read::xlsx::book::{folder, resolve};
use crate::read::xlsx::cell;
use crate::read::xml::broken;
use crate::read::{InputError, Place};

/// Areas of a sheet: the first and the last place.
type Areas = Vec<(Place, Place)>;

/// Writes cells of a workbook.
///
/// # Errors
/// [`NoFix`] where it is damaged or signed; inside, the cells that cannot be written.
pub(super) fn write(bytes: &[u8], tables: &Tables<'_>) -> Result<Result<Vec<u8>, Unwritable>, NoFix> {
    guarded(|| written(bytes, tables)).unwrap_or_else(|| Err(broken(&"unexpected structure").into()))
}

fn written(bytes: &[u8], tables: &Tables<'_>) -> Result<Result<Vec<u8>, Unwritable>, NoFix> {
    let mut package = Package::open(bytes)?;
    if package.unsign()? {
        return Err(NoFix::Signed);
    }
    let book = Book::new(&mut package)?;
    let mut unwritable = Unwritable::new();
    for (&sheet, cells) in tables {
        let mut own = book.sheets.iter().filter(|own| own.is_visible && Some(own.name.as_str()) == sheet);
        let path = own.find_map(|own| own.path.clone());
        let part = path.and_then(|path| package.parts().number(&path).map(|number| (path, number)));
        let Some((path, number)) = part else {
            unwritable.extend(cells.keys().map(|&place| (sheet.map(str::to_owned), place, Reason::NoCell)));
            continue;
        };
        let mut writer = CellWriter::new(cells, table_heads(&mut package, &path)?);
        let mut text = String::new();
        package.parts().pieces(number, "row", |piece, is_last| {
            text.push_str(&writer.piece(piece, is_last)?);
            Ok(())
        })?;
        unwritable.extend(
            writer.unwritable().into_iter().map(|(place, reason)| (sheet.map(str::to_owned), place, reason)),
        );
        package.set(&path, in_utf8(text));
    }
    if unwritable.is_empty() { Ok(Ok(package.finish()?)) } else { Ok(Err(unwritable)) }
}

/// The heads of the tables of a sheet: they stand in the parts of the tables, too, and have to be the same there.
fn table_heads(package: &mut Package<'_>, path: &str) -> Result<Areas, InputError> {
    let relations = package.relations(path)?;
    let mut heads = Areas::new();
    for relation in relations.by_id.values().filter(|relation| relation.kind == "table") {
        let Some(text) = package.text(&resolve(folder(path), &relation.target))? else { continue };
        let Some(table) = Cursor::new(&text).tag(0)? else { continue };
        let rows = table.attribute("headerRowCount").and_then(|rows| rows.trim().parse().ok()).unwrap_or(1);
        if let Some((first, last)) = table.attribute("ref").and_then(|area| self::area(&area)) {
            let last = Place { row: last.row.min(first.row.saturating_add(rows).saturating_sub(1)), ..last };
            heads.push((first, last));
        }
    }
    Ok(heads)
}

/// `A1:C9`
fn area(area: &str) -> Option<(Place, Place)> {
    let place = |name: &str| cell::place(name).map(|(row, column)| Place { row, column });
    let (first, last) = area.split_once(':').unwrap_or((area, area));
    Some((place(first)?, place(last)?))
}

/// A sheet whose cells are being written, while it is unpacked.
struct CellWriter<'c> {
    /// The cells that are yet to come.
    left: Cells<'c>,
    heads: Areas,
    /// The areas of formulas that have many results.
    arrays: Areas,
    unwritable: Vec<(Place, Reason)>,
    depth: usize,
    /// The prefix of the elements of the sheet.
    prefix: String,
    in_cells: bool,
    in_row: bool,
    /// Where the last cell stands; of a row without cells the column is 0.
    place: Place,
}

impl<'c> CellWriter<'c> {
    fn new(cells: &Cells<'c>, heads: Areas) -> Self {
        Self {
            left: cells.clone(),
            heads,
            arrays: Areas::new(),
            unwritable: Vec::new(),
            depth: 0,
            prefix: String::new(),
            in_cells: false,
            in_row: false,
            place: Place { row: 0, column: 0 },
        }
    }

    /// The cells that could not be written.
    fn unwritable(self) -> Vec<(Place, Reason)> {
        let missing = self.left.into_keys().map(|place| (place, Reason::NoCell));
        self.unwritable.into_iter().chain(missing).collect()
    }

    /// Writes the next piece of the sheet.
    ///
    /// # Errors
    /// [`InputError`] where it is no XML, or a cell's place none.
    fn piece(&mut self, piece: &str, is_last: bool) -> Result<String, InputError> {
        let mut cursor = Cursor::piece(piece, self.depth, is_last);
        let mut patch = Patch::new(piece);
        loop {
            match cursor.next()? {
                Piece::Open(tag) => match (tag.depth, tag.name()) {
                    (1, _) => tag.prefix().clone_into(&mut self.prefix),
                    (2, "sheetData") => self.in_cells = !tag.is_empty,
                    (3, "row") if self.in_cells => self.row(&tag)?,
                    (4, "c") if self.in_row => self.cell(&tag, piece, &mut cursor, &mut patch)?,
                    _ => {}
                },
                Piece::Close(range) => match cursor.depth() {
                    2 if self.in_row => {
                        self.cells_before(u32::MAX, range.start, &mut patch);
                        self.in_row = false;
                    }
                    1 => self.in_cells = false,
                    _ => {}
                },
                Piece::Text(_) => {}
                Piece::End => break,
            }
        }
        self.depth = cursor.depth();
        Ok(patch.finish())
    }

    fn row(&mut self, tag: &Tag<'_>) -> Result<(), InputError> {
        let row = match tag.attribute("r") {
            Some(number) => cell::row(&number).ok_or_else(|| broken(&format!("row {number:?}")))?,
            None => self.place.row.saturating_add(1),
        };
        self.place = Place { row, column: 0 };
        self.in_row = !tag.is_empty;
        Ok(())
    }

    fn cell(
        &mut self,
        tag: &Tag<'_>,
        piece: &str,
        cursor: &mut Cursor<'_>,
        patch: &mut Patch<'_>,
    ) -> Result<(), InputError> {
        let place = match tag.attribute("r") {
            Some(name) => {
                let (row, column) = cell::place(&name).ok_or_else(|| broken(&format!("cell {name:?}")))?;
                Place { row, column }
            }
            None => Place { column: self.place.column.saturating_add(1), ..self.place },
        };
        self.cells_before(place.column, tag.range.start, patch);
        self.place.column = place.column;
        let content = content(tag, cursor)?;
        self.arrays.extend(content.array);
        let Some(new) = self.left.remove(&place) else { return Ok(()) };
        let is_in = |areas: &Areas| {
            areas.iter().any(|(first, last)| {
                (first.row..=last.row).contains(&place.row)
                    && (first.column..=last.column).contains(&place.column)
            })
        };
        if content.has_formula || is_in(&self.arrays) {
            self.unwritable.push((place, Reason::Formula));
        } else if is_in(&self.heads) {
            self.unwritable.push((place, Reason::TableHeader));
        } else {
            let raw = piece.get(tag.range.clone()).unwrap_or_default();
            patch.replace(tag.range.start..content.end, &with_text(raw, &self.prefix, new));
        }
        Ok(())
    }

    /// Writes the cells of this row that are not there and stand before a column.
    fn cells_before(&mut self, column: u32, at: usize, patch: &mut Patch<'_>) {
        let row = self.place.row;
        let wanted = Place { row, column: self.place.column.saturating_add(1) }..Place { row, column };
        if wanted.is_empty() {
            return;
        }
        let missing: Vec<Place> = self.left.range(wanted).map(|(&place, _)| place).collect();
        for place in missing {
            let new = self.left.remove(&place).unwrap_or_default();
            let prefix = &self.prefix;
            patch.insert(at, &with_text(&format!("<{prefix}c r=\"{}\">", place.a1()), prefix, new));
        }
    }
}

/// What is inside of a cell.
struct Content {
    /// Where it ends.
    end: usize,
    has_formula: bool,
    /// The area of its formula, where that has many results.
    array: Option<(Place, Place)>,
}

fn content(tag: &Tag<'_>, cursor: &mut Cursor<'_>) -> Result<Content, InputError> {
    let mut content = Content { end: tag.range.end, has_formula: false, array: None };
    if tag.is_empty {
        return Ok(content);
    }
    loop {
        match cursor.next()? {
            Piece::Open(inner) if inner.depth == tag.depth + 1 && inner.name() == "f" => {
                content.has_formula = true;
                let is_many = matches!(inner.attribute("t").as_deref(), Some("array" | "dataTable"));
                content.array = inner.attribute("ref").filter(|_| is_many).and_then(|area| self::area(&area));
            }
            Piece::Close(range) if cursor.depth() < tag.depth => {
                content.end = range.end;
                return Ok(content);
            }
            Piece::End => return Err(broken(&"it ends in the middle")),
            Piece::Open(_) | Piece::Close(_) | Piece::Text(_) => {}
        }
    }
}

/// The cell of this start tag with a text of its own, and everything else that the tag says. Text stands in the cell, since
/// other cells may share what it had.
fn with_text(tag: &str, prefix: &str, text: &str) -> String {
    // What the value was linked to went with it.
    let tag = ["vm", "cm"].into_iter().fold(tag.to_owned(), |tag, name| without_attribute(&tag, name));
    let open = tag.trim_end_matches('>').trim_end_matches('/').trim_end();
    if text.is_empty() {
        return without_attribute(&format!("{open}/>"), "t");
    }
    let mut cell = with_attribute(&format!("{open}>"), "t", "inlineStr");
    cell.push_str(&format!("<{prefix}is><{prefix}t xml:space=\"preserve\">"));
    cell_text(text, &mut cell);
    cell.push_str(&format!("</{prefix}t></{prefix}is></{prefix}c>"));
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sheet with cells written, cut into pieces at `|`, and what could not be written.
    fn written(rows: &str, cells: &[(&str, &str)]) -> (String, Vec<(String, Reason)>) {
        let place = |name: &str| cell::place(name).map(|(row, column)| Place { row, column }).unwrap();
        let cells: Cells<'_> = cells.iter().map(|&(name, new)| (place(name), new)).collect();
        let mut writer = CellWriter::new(&cells, vec![(place("A9"), place("B9"))]);
        let sheet = format!("<w><sheetData>{rows}</sheetData><mergeCells/></w>");
        let pieces: Vec<&str> = sheet.split('|').collect();
        let write = |(index, piece): (usize, &&str)| writer.piece(piece, index + 1 == pieces.len()).unwrap();
        let sheet: String = pieces.iter().enumerate().map(write).collect();
        let rows = sheet
            .strip_prefix("<w><sheetData>")
            .and_then(|it| it.strip_suffix("</sheetData><mergeCells/></w>"));
        let unwritable =
            writer.unwritable().into_iter().map(|(place, reason)| (place.a1(), reason)).collect();
        (rows.unwrap().to_owned(), unwritable)
    }

    #[test]
    fn cells_keep_all_but_their_text() {
        let text = "<is><t xml:space=\"preserve\">新 &lt;</t></is>";
        for (rows, name, new) in [
            (
                "<row r=\"1\"><c r=\"A1\" s=\"1\" t=\"s\"><v>5</v></c>|</row>",
                "A1",
                format!("<row r=\"1\"><c r=\"A1\" s=\"1\" t=\"inlineStr\">{text}</c></row>"),
            ),
            (
                "<row><c/><c s='2' vm=\"1\"><v>0.5</v><extLst/></c><c><v>1</v></c></row>",
                "B1",
                format!("<row><c/><c s='2' t=\"inlineStr\">{text}</c><c><v>1</v></c></row>"),
            ),
            (
                "<row><c t=\"inlineStr\"><is><r><t>旧</t></r></is></c></row>|<row><c s=\"3\"/></row>",
                "A2",
                format!(
                    "<row><c t=\"inlineStr\"><is><r><t>旧</t></r></is></c></row><row><c s=\"3\" t=\"inlineStr\">{text}</c></row>"
                ),
            ),
            (
                "<row r=\"3\"><c r=\"B3\"/></row>",
                "A3",
                format!("<row r=\"3\"><c r=\"A3\" t=\"inlineStr\">{text}</c><c r=\"B3\"/></row>"),
            ),
            (
                "<row r=\"3\"><c r=\"B3\"/></row><row r=\"4\"/>",
                "D3",
                format!(
                    "<row r=\"3\"><c r=\"B3\"/><c r=\"D3\" t=\"inlineStr\">{text}</c></row><row r=\"4\"/>"
                ),
            ),
        ] {
            assert_eq!(written(rows, &[(name, "新 <")]), (new, Vec::new()));
        }
        let cleared = written("<row><c s=\"1\" t=\"s\"><v>5</v></c></row>", &[("A1", "")]);
        assert_eq!(cleared, ("<row><c s=\"1\"/></row>".to_owned(), Vec::new()));
    }

    #[test]
    fn formulas_and_heads_of_tables_are_left_alone() {
        let rows = "<row r=\"1\"><c r=\"A1\"><f>B1</f><v>1</v></c><c r=\"B1\"><f t=\"array\" ref=\"B1:B3\">C1</f><v>1</v></c></row>\
                    <row r=\"2\"><c r=\"B2\"><v>1</v></c><c r=\"C2\"><v>f</v></c></row><row r=\"9\"><c r=\"B9\"/></row>";
        let (same, unwritable) = written(rows, &[("A1", "1"), ("B2", "2"), ("B9", "3"), ("B12", "4")]);
        assert_eq!(same, rows);
        let reasons = [
            ("A1", Reason::Formula),
            ("B2", Reason::Formula),
            ("B9", Reason::TableHeader),
            ("B12", Reason::NoCell),
        ];
        assert_eq!(unwritable, reasons.map(|(name, reason)| (name.to_owned(), reason)));
    }

    #[test]
    fn prefixes_are_kept() {
        let mut writer = CellWriter::new(&[(Place { row: 1, column: 1 }, "a")].into(), Vec::new());
        let sheet = "<x:w><x:sheetData><x:row><x:c/></x:row></x:sheetData></x:w>";
        let new = "<x:c t=\"inlineStr\"><x:is><x:t xml:space=\"preserve\">a</x:t></x:is></x:c>";
        assert_eq!(writer.piece(sheet, true).unwrap(), sheet.replace("<x:c/>", new));
    }
}
