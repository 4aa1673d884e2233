//! What is said of the whole workbook. Parts are found as the container says: by the relationships of other
//! parts, wherever they stand.

use std::collections::HashMap;

use super::markup::Markup;
use super::texts::SharedTexts;
use crate::read::container::Parts;
use crate::read::number_format::NumberFormats;
use crate::read::xml::{attributes, broken};
use crate::read::{InputError, Large};

/// The most sheets of a workbook.
const MOST_SHEETS: usize = 10_000;
/// The most formats of cells. Excel allows 65,490.
const MOST_FORMATS: usize = 1 << 17;
/// The longest code of a format, in bytes. Excel allows 255 characters.
const MOST_FORMAT_CODE: usize = 1024;

/// A workbook.
pub(super) struct Book {
    /// The worksheets, in order.
    pub sheets: Vec<Sheet>,
    /// Whether days are counted from 1904 on.
    pub is_1904: bool,
    pub formats: NumberFormats,
    pub shared: SharedTexts,
}

/// A worksheet as the workbook lists it.
pub(super) struct Sheet {
    pub name: String,
    pub is_visible: bool,
    /// The number of its part; None where the container has no such part.
    pub part: Option<usize>,
}

impl Book {
    /// Reads a workbook.
    ///
    /// # Errors
    /// [`InputError`] where it is damaged or too large.
    pub fn new(parts: &mut Parts<'_>) -> Result<Self, InputError> {
        let path = workbook_path(parts)?;
        let folder = folder(&path);
        let relations = parts.number(&relations_path(&path));
        let relations = Relations::new(parts, relations.ok_or_else(|| broken(&"no relationships"))?)?;
        let mut part = |kind: &str, usual: &str| -> Result<Option<String>, InputError> {
            let named = relations.path(folder, kind).and_then(|path| parts.number(&path));
            named.or_else(|| parts.number(&resolve(folder, usual))).map(|part| parts.text(part)).transpose()
        };
        let formats = match part("styles", "styles.xml")? {
            Some(styles) => formats(&styles)?,
            None => NumberFormats::default(),
        };
        let shared = match part("sharedStrings", "sharedStrings.xml")? {
            Some(texts) => SharedTexts::new(&texts)?,
            None => SharedTexts::default(),
        };
        let workbook = parts.number(&path).ok_or_else(|| broken(&"no workbook"))?;
        let workbook = parts.text(workbook)?;
        let mut book = Self { sheets: Vec::new(), is_1904: false, formats, shared };
        let mut xml = Markup::new(&workbook);
        while let Some(tag) = xml.child(0)? {
            match tag.local_name().as_ref() {
                // An extension has an element of the same name, without this attribute.
                "workbookPr" => {
                    let is_1904 = attributes(&tag).find(|(name, _)| *name == "date1904");
                    book.is_1904 = is_1904.map_or(book.is_1904, |(_, value)| matches!(&*value, "1" | "true"));
                }
                "sheet" => {
                    let mut sheet = Sheet { name: String::new(), is_visible: true, part: None };
                    let mut relation = None;
                    for (name, value) in attributes(&tag) {
                        match name {
                            "name" => sheet.name = value.into_owned(),
                            "state" => sheet.is_visible = !matches!(&*value, "hidden" | "veryHidden"),
                            "id" => relation = relations.by_id.get(value.as_ref()),
                            _ => {}
                        }
                    }
                    // Charts, dialogs and macros have no cells.
                    if relation.is_some_and(|relation| relation.kind != "worksheet") {
                        continue;
                    }
                    sheet.part =
                        relation.and_then(|relation| parts.number(&resolve(folder, &relation.target)));
                    book.sheets.push(sheet);
                    if book.sheets.len() > MOST_SHEETS {
                        return Err(InputError::TooLarge { what: Large::Sheets, limit: MOST_SHEETS as u64 });
                    }
                }
                _ => {}
            }
        }
        Ok(book)
    }
}

/// The path of the part that lists the sheets.
///
/// # Errors
/// [`InputError`] where there is none.
pub(crate) fn workbook_path(parts: &mut Parts<'_>) -> Result<String, InputError> {
    let path = match parts.number("_rels/.rels") {
        Some(package) => Relations::new(parts, package)?.path("", "officeDocument"),
        None => main_part(parts)?,
    };
    path.ok_or_else(|| broken(&"no workbook"))
}

/// The folder that a part stands in.
pub(crate) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The path of the part that holds the relationships of another one.
pub(crate) fn relations_path(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    resolve(folder, &format!("_rels/{name}.rels"))
}

/// The path of the workbook by its type, for containers that do not say what their parts are to each other.
fn main_part(parts: &mut Parts<'_>) -> Result<Option<String>, InputError> {
    let Some(types) = parts.number("[Content_Types].xml") else { return Ok(None) };
    let types = parts.text(types)?;
    let mut xml = Markup::new(&types);
    while let Some(tag) = xml.child(0)? {
        if attributes(&tag).any(|(name, value)| name == "ContentType" && value.ends_with(".main+xml")) {
            let path = attributes(&tag).find(|(name, _)| *name == "PartName");
            return Ok(path.map(|(_, path)| resolve("", &path)));
        }
    }
    Ok(None)
}

/// The relationships of a part.
#[derive(Default)]
pub(crate) struct Relations {
    /// By their names in that part.
    pub(crate) by_id: HashMap<String, Relation>,
}

pub(crate) struct Relation {
    /// The last piece of its type; what stands before differs between the editions of the standard.
    pub(crate) kind: String,
    pub(crate) target: String,
}

impl Relations {
    fn new(parts: &mut Parts<'_>, part: usize) -> Result<Self, InputError> {
        Self::of(&parts.text(part)?)
    }

    /// Reads the part that holds them.
    ///
    /// # Errors
    /// [`InputError`] where it is no XML.
    pub(crate) fn of(text: &str) -> Result<Self, InputError> {
        let mut by_id = HashMap::new();
        let mut xml = Markup::new(text);
        while let Some(tag) = xml.child(0)? {
            let (mut id, mut kind, mut target) = (None, None, None);
            for (name, value) in attributes(&tag) {
                match name {
                    "Id" => id = Some(value.into_owned()),
                    "Type" => kind = value.rsplit('/').next().map(str::to_owned),
                    "Target" => target = Some(value.into_owned()),
                    _ => {}
                }
            }
            if let (Some(id), Some(kind), Some(target)) = (id, kind, target) {
                by_id.insert(id, Relation { kind, target });
            }
        }
        Ok(Self { by_id })
    }

    /// The path of the part of this kind. Nobody has two of those that are asked for.
    pub(crate) fn path(&self, folder: &str, kind: &str) -> Option<String> {
        let relation = self.by_id.values().find(|relation| relation.kind == kind)?;
        Some(resolve(folder, &relation.target))
    }
}

/// The path that a target stands for, seen from a folder.
pub(crate) fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let folder = if target.starts_with('/') { "" } else { folder };
    let mut pieces = Vec::new();
    for piece in folder.split('/').chain(target.split('/')) {
        match piece {
            "" | "." => {}
            ".." => drop(pieces.pop()),
            piece => pieces.push(piece),
        }
    }
    pieces.join("/")
}

/// The number formats of the cells' formats. Fonts and the like, styles with names, and what is shown on a
/// condition have formats of their own, which are not those that cells name.
fn formats(styles: &str) -> Result<NumberFormats, InputError> {
    let too_many = || InputError::TooLarge { what: Large::Formats, limit: MOST_FORMATS as u64 };
    let mut formats = NumberFormats::default();
    let mut left = MOST_FORMATS;
    let mut xml = Markup::new(styles);
    while let Some(list) = xml.child(0)? {
        let name = list.local_name();
        let (name, depth) = (name.as_ref(), xml.depth());
        match name {
            "numFmts" | "cellXfs" => {}
            "styleSheet" => continue,
            _ => {
                xml.skip()?;
                continue;
            }
        }
        while let Some(tag) = xml.child(depth)? {
            let (mut id, mut code) = (0, None);
            for (name, value) in attributes(&tag) {
                match name {
                    "numFmtId" => id = value.trim().parse().unwrap_or_default(),
                    "formatCode" => code = Some(value),
                    _ => {}
                }
            }
            match (name, tag.local_name().as_ref(), code) {
                ("numFmts", "numFmt", Some(code)) if code.len() > MOST_FORMAT_CODE => return Err(too_many()),
                ("numFmts", "numFmt", Some(code)) => formats.define(id, &code),
                ("cellXfs", "xf", _) => {
                    left = left.checked_sub(1).ok_or_else(too_many)?;
                    formats.push(id);
                }
                _ => {}
            }
        }
    }
    formats.complete();
    Ok(formats)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets() {
        for (folder, target, path) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", ".\\..\\a//b.xml", "a/b.xml"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
            ("xl", "../../../a.xml", "a.xml"),
        ] {
            assert_eq!(resolve(folder, target), path);
        }
    }

    #[test]
    fn only_the_formats_that_cells_name_count() {
        let styles = "<s:styleSheet xmlns:s=\"x\"><s:numFmts><s:numFmt numFmtId=\"164\" formatCode=\"0.0&quot;人&quot;\"/>\
                      </s:numFmts><s:cellStyleXfs><s:xf numFmtId=\"9\"/></s:cellStyleXfs><s:cellXfs>\
                      <s:xf numFmtId=\"164\"><s:alignment/></s:xf><s:xf numFmtId=\"9\"/><s:xf/></s:cellXfs>\
                      <s:dxfs><s:dxf><s:numFmt numFmtId=\"164\" formatCode=\"0%\"/></s:dxf></s:dxfs></s:styleSheet>";
        let formats = formats(styles).unwrap();
        assert_eq!([0, 1, 2, 3].map(|format| formats.get(format).show(0.5)), ["0.5人", "50%", "0.5", "0.5"]);
    }

    #[test]
    fn more_formats_than_there_can_be() {
        let many =
            format!("<styleSheet><cellXfs>{}</cellXfs></styleSheet>", "<xf/>".repeat(MOST_FORMATS + 1));
        let code = "0".repeat(MOST_FORMAT_CODE + 1);
        let long = format!("<styleSheet><numFmts><numFmt formatCode=\"{code}\"/></numFmts></styleSheet>");
        for styles in [many, long] {
            assert!(formats(&styles).is_err());
        }
    }
}
