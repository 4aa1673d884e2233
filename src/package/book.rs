//! The part that lists the sheets: which they are, and a further one at their end.

use std::ops::Range;

use super::cursor::{Cursor, Patch, Piece, Tag};
use super::{Package, WORKSHEET, attribute, free_id};
use crate::read::xlsx::book::{Relations, folder, resolve, workbook_path};
use crate::read::xml::broken;
use crate::read::{InputError, Place};

/// The name, known in our sheet alone, by which later runs know it.
const MARK: &str = "_jichi.findings";
/// What Excel calls the area that a sheet is filtered in, and the rows that are printed on every page.
const FILTER: &str = "_xlnm._FilterDatabase";
const TITLES: &str = "_xlnm.Print_Titles";

/// A workbook.
pub(crate) struct Book {
    /// The path of its part.
    pub path: String,
    /// In order, sheets of charts and the like among them.
    pub sheets: Vec<BookSheet>,
    /// The index of the sheet that an earlier run added.
    pub earlier: Option<usize>,
    relations: Relations,
    text: String,
    prefix: String,
    has_names: bool,
}

/// A sheet as the workbook lists it.
pub(crate) struct BookSheet {
    pub name: String,
    /// The path of its part; None where it is no worksheet or not there.
    pub path: Option<String>,
    pub is_visible: bool,
    number: u32,
}

impl Book {
    /// Reads the part.
    ///
    /// # Errors
    /// [`InputError`] where the workbook is damaged.
    pub fn new(package: &mut Package<'_>) -> Result<Self, InputError> {
        let path = workbook_path(package.parts())?;
        let text = package.text(&path)?.ok_or_else(|| broken(&"no workbook"))?;
        let relations = package.relations(&path)?;
        let mut cursor = Cursor::new(&text);
        let root = cursor.tag(0)?.ok_or_else(|| broken(&"no workbook"))?;
        let mut book = Self {
            path,
            sheets: Vec::new(),
            earlier: None,
            relations,
            text: String::new(),
            prefix: root.prefix().to_owned(),
            has_names: false,
        };
        package.is_strict =
            text.get(root.range.clone()).is_some_and(|tag| tag.contains("purl.oclc.org/ooxml"));
        while let Some(list) = cursor.tag(root.depth)? {
            book.has_names |= list.name() == "definedNames";
            while !list.is_empty
                && matches!(list.name(), "sheets" | "definedNames")
                && let Some(tag) = cursor.tag(list.depth)?
            {
                match tag.name() {
                    "sheet" => book.sheet(&tag, package),
                    "definedName" if tag.attribute("name").as_deref() == Some(MARK) => {
                        let index = tag.attribute("localSheetId").and_then(|index| index.trim().parse().ok());
                        book.earlier = book.earlier.or(index);
                    }
                    _ => {}
                }
            }
        }
        book.earlier =
            book.earlier.filter(|&index| book.sheets.get(index).is_some_and(|it| it.path.is_some()));
        book.text = text;
        Ok(book)
    }

    fn sheet(&mut self, tag: &Tag<'_>, package: &Package<'_>) {
        let relation = tag.attribute("id").and_then(|id| self.relations.by_id.get(&id));
        let path = relation
            .filter(|relation| relation.kind == WORKSHEET.relation)
            .map(|relation| resolve(folder(&self.path), &relation.target))
            .filter(|path| package.has(path));
        self.sheets.push(BookSheet {
            name: tag.attribute("name").unwrap_or_default(),
            path,
            is_visible: !matches!(tag.attribute("state").as_deref(), Some("hidden" | "veryHidden")),
            number: tag
                .attribute("sheetId")
                .and_then(|number| number.trim().parse().ok())
                .unwrap_or_default(),
        });
    }

    /// The path of the part that a relationship of this kind leads to.
    pub fn part(&self, kind: &str) -> Option<String> {
        self.relations.path(folder(&self.path), kind)
    }

    /// The name that the added sheet gets: this one, with a number where it is taken.
    pub fn free_name(&self, name: &str) -> String {
        let is_free = |name: &str| {
            let name = name.to_lowercase();
            !self.sheets.iter().any(|sheet| sheet.name.to_lowercase() == name)
        };
        let mut number = 1;
        let mut free = name.to_owned();
        while !is_free(&free) {
            number += 1;
            free = format!("{name} ({number})");
        }
        free
    }

    /// Adds a sheet at the end, with the names that its filter, its print and later runs need. Its table goes from the
    /// first place to the second.
    ///
    /// # Errors
    /// As [`Package::add`].
    pub fn add_sheet(
        &self,
        package: &mut Package<'_>,
        name: &str,
        sheet: String,
        table: (Place, Place),
    ) -> Result<(), InputError> {
        let id = free_id(&self.relations, "rIdJichi");
        let path = package.free_path(&resolve(folder(&self.path), "worksheets/sheet"), "xml");
        package.add(&self.path, &id, path, WORKSHEET, sheet)?;
        let number = self.sheets.iter().map(|sheet| sheet.number).max().unwrap_or_default().saturating_add(1);
        let entry = format!(
            "<{}sheet xmlns:r=\"{}\" name=\"{}\" sheetId=\"{number}\" r:id=\"{id}\"/>",
            self.prefix,
            package.relationships(),
            attribute(name)
        );
        let text = self.changed(&entry, &self.names(self.sheets.len(), name, table), None)?;
        package.set(&self.path, text);
        Ok(())
    }

    /// Puts a new sheet into the place of one that an earlier run added.
    ///
    /// # Errors
    /// [`InputError`] where the workbook is no XML.
    pub fn replace_sheet(
        &self,
        package: &mut Package<'_>,
        index: usize,
        sheet: String,
        table: (Place, Place),
    ) -> Result<(), InputError> {
        let Some(BookSheet { name, path: Some(path), .. }) = self.sheets.get(index) else { return Ok(()) };
        package.set(path, sheet);
        package.drop_relations(path);
        let text = self.changed("", &self.names(index, name, table), Some(index))?;
        package.set(&self.path, text);
        Ok(())
    }

    /// The names of an added sheet.
    fn names(&self, index: usize, sheet: &str, (first, last): (Place, Place)) -> String {
        let prefix = &self.prefix;
        let sheet = attribute(&quoted(sheet));
        let absolute = |place: Place| {
            let name = place.a1();
            let column = name.trim_end_matches(|ch: char| ch.is_ascii_digit());
            format!("${column}${}", place.row)
        };
        let name = |name: &str, attributes: &str, area: String| {
            format!(
                "<{prefix}definedName name=\"{name}\" localSheetId=\"{index}\"{attributes}>{sheet}!{area}</{prefix}definedName>"
            )
        };
        [
            name(FILTER, " hidden=\"1\"", format!("{}:{}", absolute(first), absolute(last))),
            name(TITLES, "", format!("${row}:${row}", row = first.row)),
            name(MARK, " hidden=\"1\"", "$A$1".to_owned()),
        ]
        .concat()
    }

    /// The part with something more at the end of its lists of sheets and of names, and without the names that belong to
    /// an added sheet with this index.
    fn changed(&self, sheet: &str, names: &str, without: Option<usize>) -> Result<String, InputError> {
        let mut cursor = Cursor::new(&self.text);
        let mut patch = Patch::new(&self.text);
        let root = cursor.tag(0)?.ok_or_else(|| broken(&"no workbook"))?;
        let prefix = &self.prefix;
        let list = match self.has_names {
            true => String::new(),
            false => format!("<{prefix}definedNames>{names}</{prefix}definedNames>"),
        };
        let mut is_named = self.has_names;
        let mut is_behind = false;
        loop {
            match cursor.next()? {
                Piece::Open(tag) if tag.depth == root.depth + 1 => match tag.name() {
                    "sheets" => {
                        let end = cursor.end_of(&tag)?;
                        patch.append(&tag, end, sheet);
                        is_behind = true;
                    }
                    "definedNames" => {
                        let end = without_names(&mut cursor, &mut patch, &tag, without)?;
                        patch.append(&tag, end, names);
                    }
                    name => {
                        // Names stand behind these, and before all others.
                        if is_behind && !is_named && !matches!(name, "functionGroups" | "externalReferences")
                        {
                            patch.insert(tag.range.start, &list);
                            is_named = true;
                        }
                        cursor.end_of(&tag)?;
                    }
                },
                Piece::Close(range) if cursor.depth() < root.depth => {
                    if !is_named {
                        patch.insert(range.start, &list);
                    }
                    return Ok(patch.finish());
                }
                Piece::End => return Ok(patch.finish()),
                Piece::Open(_) | Piece::Close(_) | Piece::Text(_) => {}
            }
        }
    }
}

/// Leaves out the names of an added sheet, and goes to the end of the list.
fn without_names(
    cursor: &mut Cursor<'_>,
    patch: &mut Patch<'_>,
    list: &Tag<'_>,
    index: Option<usize>,
) -> Result<Range<usize>, InputError> {
    if list.is_empty {
        return cursor.end_of(list);
    }
    loop {
        match cursor.next()? {
            Piece::Open(tag) => {
                let end = cursor.end_of(&tag)?;
                let own = [FILTER, TITLES, MARK];
                let is_own = tag.attribute("name").is_some_and(|name| own.contains(&name.as_str()));
                let of = tag.attribute("localSheetId").and_then(|index| index.trim().parse().ok());
                if is_own && index.is_some() && index == of {
                    patch.replace(tag.range.start..end.end, "");
                }
            }
            Piece::Close(range) if cursor.depth() < list.depth => return Ok(range),
            Piece::End => return Err(broken(&"it ends in the middle")),
            Piece::Close(_) | Piece::Text(_) => {}
        }
    }
}

/// A sheet's name as formulas write it.
pub(crate) fn quoted(name: &str) -> String {
    format!("'{}'", name.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(text: &str) -> Book {
        Book {
            path: "xl/workbook.xml".to_owned(),
            sheets: Vec::new(),
            earlier: None,
            relations: Relations::default(),
            text: text.to_owned(),
            prefix: String::new(),
            has_names: text.contains("definedNames"),
        }
    }

    #[test]
    fn names_stand_where_the_schema_has_them() {
        for (before, after) in [
            (
                "<sheets><sheet/></sheets><calcPr/>",
                "<sheets><sheet/>+</sheets><definedNames>*</definedNames><calcPr/>",
            ),
            (
                "<sheets/><externalReferences/><extLst/>",
                "<sheets>+</sheets><externalReferences/><definedNames>*</definedNames><extLst/>",
            ),
            (
                "<sheets></sheets><definedNames><definedName name=\"a\">1</definedName></definedNames>",
                "<sheets>+</sheets><definedNames><definedName name=\"a\">1</definedName>*</definedNames>",
            ),
            ("<bookViews/><sheets></sheets>", "<bookViews/><sheets>+</sheets><definedNames>*</definedNames>"),
        ] {
            let wrapped = |text: &str| format!("<workbook>{text}</workbook>");
            assert_eq!(book(&wrapped(before)).changed("+", "*", None).unwrap(), wrapped(after));
        }
    }

    #[test]
    fn names_of_an_earlier_run_go() {
        let table = (Place { row: 4, column: 1 }, Place { row: 9, column: 12 });
        let old = book("<workbook><sheets/></workbook>").names(1, "审 '核'", table);
        assert!(old.contains(">'审 ''核'''!$A$4:$L$9<") && old.contains(">'审 ''核'''!$4:$4<"), "{old}");
        let other = old.replace("localSheetId=\"1\"", "localSheetId=\"0\"");
        let text = format!("<workbook><sheets/><definedNames>{other}{old}</definedNames></workbook>");
        let text = book(&text).changed("", "*", Some(1)).unwrap();
        assert_eq!(text, format!("<workbook><sheets/><definedNames>{other}*</definedNames></workbook>"));
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let mut book = book("");
        let sheet = |name: &str| BookSheet { name: name.to_owned(), path: None, is_visible: true, number: 1 };
        assert_eq!(book.free_name("Findings"), "Findings");
        book.sheets = vec![sheet("FINDINGS"), sheet("findings (2)")];
        assert_eq!(book.free_name("Findings"), "Findings (3)");
    }
}
