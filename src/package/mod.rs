//! Files of office programs, changed in place: parts that change, parts that come in, and all others as they are packed.

pub(crate) mod book;
pub(crate) mod cursor;

use std::collections::{BTreeMap, HashSet};
use std::io::{Cursor as Bytes, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::read::InputError;
use crate::read::container::{Parts, broken};
use crate::read::xlsx::book::{Relations, relations_path, resolve};
use crate::read::xml;
use cursor::{Cursor, Patch, Tag, escaped, with_attribute};

/// A container that is being changed.
pub(crate) struct Package<'b> {
    parts: Parts<'b>,
    changed: BTreeMap<usize, String>,
    /// By path.
    added: BTreeMap<String, String>,
    dropped: HashSet<usize>,
    /// Elements for the list of content types.
    types: Vec<String>,
    /// The words of relationships' types that differ between the editions of the standard.
    pub is_strict: bool,
}

/// A kind of part that comes in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PartKind {
    /// The last piece of the type of relationships to it.
    pub relation: &'static str,
    /// Its content type.
    pub content: &'static str,
}

/// Comments on cells.
pub(crate) const COMMENTS: PartKind = PartKind {
    relation: "comments",
    content: "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
};
/// The boxes that comments are shown in.
pub(crate) const DRAWING: PartKind =
    PartKind { relation: "vmlDrawing", content: "application/vnd.openxmlformats-officedocument.vmlDrawing" };
/// A sheet.
pub(crate) const WORKSHEET: PartKind = PartKind {
    relation: "worksheet",
    content: "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
};
/// The formats of cells.
pub(crate) const STYLES: PartKind = PartKind {
    relation: "styles",
    content: "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
};

/// Where the content types of all parts are listed.
const TYPES: &str = "[Content_Types].xml";

impl<'b> Package<'b> {
    /// Opens a container.
    ///
    /// # Errors
    /// As [`Parts::open`].
    pub fn open(bytes: &'b [u8]) -> Result<Self, InputError> {
        Ok(Self {
            parts: Parts::open(bytes)?,
            changed: BTreeMap::new(),
            added: BTreeMap::new(),
            dropped: HashSet::new(),
            types: Vec::new(),
            is_strict: false,
        })
    }

    /// The parts as they were.
    pub fn parts(&mut self) -> &mut Parts<'b> {
        &mut self.parts
    }

    /// Whether there is a part with this path.
    pub fn has(&self, path: &str) -> bool {
        self.parts.number(path).is_some() || self.added.contains_key(path)
    }

    /// The text of a part as it is by now; None where there is none.
    ///
    /// # Errors
    /// As [`Parts::text`].
    pub fn text(&mut self, path: &str) -> Result<Option<String>, InputError> {
        let Some(number) = self.parts.number(path) else { return Ok(self.added.get(path).cloned()) };
        match self.changed.get(&number) {
            Some(text) => Ok(Some(text.clone())),
            None => self.parts.text(number).map(|text| Some(in_utf8(text))),
        }
    }

    /// Puts a text into the place of a part, or adds the part.
    pub fn set(&mut self, path: &str, text: String) {
        match self.parts.number(path) {
            Some(number) => drop(self.changed.insert(number, text)),
            None => drop(self.added.insert(path.to_owned(), text)),
        }
    }

    /// The relationships of a part; none where it has none.
    ///
    /// # Errors
    /// As [`Parts::text`].
    pub fn relations(&mut self, path: &str) -> Result<Relations, InputError> {
        match self.text(&relations_path(path))? {
            Some(text) => Relations::of(&text),
            None => Ok(Relations::default()),
        }
    }

    /// A path that no part has yet: the stem, a number, the extension.
    pub fn free_path(&self, stem: &str, extension: &str) -> String {
        let mut number = 1;
        loop {
            let path = format!("{stem}{number}.{extension}");
            if !self.has(&path) {
                return path;
            }
            number += 1;
        }
    }

    /// Adds a part, its content type, and the relationship `id` of another part to it.
    ///
    /// # Errors
    /// As [`Package::relate`].
    pub fn add(
        &mut self,
        owner: &str,
        id: &str,
        path: String,
        kind: PartKind,
        text: String,
    ) -> Result<(), InputError> {
        self.types.push(format!(
            "<Override PartName=\"/{}\" ContentType=\"{}\"/>",
            attribute(&path),
            kind.content
        ));
        self.relate(owner, id, &path, kind)?;
        self.set(&path, text);
        Ok(())
    }

    /// Adds a relationship.
    ///
    /// # Errors
    /// Where the part of the relationships is no XML.
    fn relate(&mut self, owner: &str, id: &str, path: &str, kind: PartKind) -> Result<(), InputError> {
        let types = self.relationships();
        let holder = relations_path(owner);
        let text = match self.text(&holder)? {
            Some(text) => text,
            None => format!("{DECLARATION}<Relationships xmlns=\"{RELATIONSHIPS}\"></Relationships>"),
        };
        let relation = kind.relation;
        let text = appended(&text, |prefix| {
            format!(
                "<{prefix}Relationship Id=\"{}\" Type=\"{types}/{relation}\" Target=\"/{}\"/>",
                attribute(id),
                attribute(path)
            )
        })?;
        self.set(&holder, text);
        Ok(())
    }

    /// The namespace of relationships in the text of parts, with which their types begin, too.
    pub fn relationships(&self) -> &'static str {
        match self.is_strict {
            true => "http://purl.oclc.org/ooxml/officeDocument/relationships",
            false => "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        }
    }

    /// The namespace of the parts of a workbook.
    pub fn namespace(&self) -> &'static str {
        match self.is_strict {
            true => "http://purl.oclc.org/ooxml/spreadsheetml/main",
            false => "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        }
    }

    /// Leaves out the relationships of a part that was replaced.
    pub fn drop_relations(&mut self, path: &str) {
        if let Some(number) = self.parts.number(&relations_path(path)) {
            self.dropped.insert(number);
        }
    }

    /// Leaves out the signatures of the package, which no longer fit what is in it, and says whether there were any.
    ///
    /// # Errors
    /// Where the lists of parts are no XML.
    pub fn unsign(&mut self) -> Result<bool, InputError> {
        const ROOT: &str = "_rels/.rels";
        let Some(text) = self.text(ROOT)? else { return Ok(false) };
        let (text, origins) = without(&text, |tag| {
            let is_signature = tag.attribute("Type").is_some_and(|kind| kind.contains("/digital-signature/"));
            is_signature.then(|| tag.attribute("Target").unwrap_or_default())
        })?;
        let Some(origin) = origins.first() else { return Ok(false) };
        self.set(ROOT, text);
        let origin = resolve("", origin).to_ascii_lowercase();
        let folder = origin.rsplit_once('/').map_or("_xmlsignatures", |(folder, _)| folder).to_owned();
        let is_signature = |path: &str| {
            let path = path.replace('\\', "/").to_ascii_lowercase();
            path.trim_start_matches('/').strip_prefix(&folder).is_some_and(|rest| rest.starts_with('/'))
        };
        for number in 0..self.parts.len() {
            if self.parts.name(number).is_some_and(|name| is_signature(&name)) {
                self.dropped.insert(number);
            }
        }
        if let Some(types) = self.text(TYPES)? {
            let (types, _) =
                without(&types, |tag| tag.attribute("PartName").filter(|path| is_signature(path)))?;
            self.set(TYPES, types);
        }
        Ok(true)
    }

    /// The content type of a part; nothing where none is listed for it alone.
    ///
    /// # Errors
    /// Where the list of content types is no XML.
    pub fn content_type(&mut self, path: &str) -> Result<String, InputError> {
        let types = self.text(TYPES)?.unwrap_or_default();
        let mut cursor = Cursor::new(&types);
        let mut found = String::new();
        while let Some(tag) = cursor.tag(0)? {
            let is_it = |named: String| resolve("", &named).eq_ignore_ascii_case(path);
            if tag.attribute("PartName").is_some_and(is_it) {
                found = tag.attribute("ContentType").unwrap_or_default();
            }
        }
        Ok(found)
    }

    /// Packs everything again.
    ///
    /// # Errors
    /// [`InputError`] where a part is damaged.
    pub fn finish(mut self) -> Result<Vec<u8>, InputError> {
        let types = std::mem::take(&mut self.types);
        if !types.is_empty() {
            let list = self.text(TYPES)?.ok_or_else(|| xml::broken(&"no content types"))?;
            let list = appended(&list, |prefix| {
                types.iter().map(|kind| kind.replacen('<', &format!("<{prefix}"), 1)).collect()
            })?;
            self.set(TYPES, list);
        }
        let failed = |error: std::io::Error| InputError::BrokenZip { detail: error.to_string() };
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        let mut out = ZipWriter::new(Bytes::new(Vec::new()));
        for number in 0..self.parts.len() {
            match self.changed.remove(&number) {
                _ if self.dropped.contains(&number) => {}
                Some(text) => {
                    let name = self.parts.name(number).unwrap_or_default();
                    out.start_file(name, options).map_err(broken)?;
                    out.write_all(text.as_bytes()).map_err(failed)?;
                }
                None => self.parts.copy(number, &mut out)?,
            }
        }
        for (path, text) in &self.added {
            out.start_file(path, options).map_err(broken)?;
            out.write_all(text.as_bytes()).map_err(failed)?;
        }
        Ok(out.finish().map_err(broken)?.into_inner())
    }
}

/// What stands before the root of every part.
pub(crate) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
/// The namespace of relationships between parts, in every edition of the standard.
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// A relationship's name that none of these has.
pub(crate) fn free_id(relations: &Relations, stem: &str) -> String {
    let mut number = 1;
    loop {
        let id = format!("{stem}{number}");
        if !relations.by_id.contains_key(&id) {
            return id;
        }
        number += 1;
    }
}

/// A text with something more at the end of its root, made for the root's prefix.
fn appended(text: &str, what: impl FnOnce(&str) -> String) -> Result<String, InputError> {
    let mut cursor = Cursor::new(text);
    let root = cursor.tag(0)?.ok_or_else(|| xml::broken(&"an empty part"))?;
    let end = cursor.end_of(&root)?;
    let mut patch = Patch::new(text);
    patch.append(&root, end, &what(root.prefix()));
    Ok(patch.finish())
}

/// A text without the elements that `take` has something of, and what it has of them.
pub(crate) fn without(
    text: &str,
    take: impl Fn(&Tag<'_>) -> Option<String>,
) -> Result<(String, Vec<String>), InputError> {
    let mut cursor = Cursor::new(text);
    let mut patch = Patch::new(text);
    let mut taken = Vec::new();
    while let Some(tag) = cursor.tag(0)? {
        if let Some(value) = take(&tag) {
            let end = cursor.end_of(&tag)?;
            patch.replace(tag.range.start..end.end, "");
            taken.push(value);
        }
    }
    Ok((patch.finish(), taken))
}

/// The value of an attribute as it is written.
pub(crate) fn attribute(value: &str) -> String {
    let mut written = String::with_capacity(value.len());
    escaped(value, &mut written);
    written
}

/// A part that goes out in UTF-8, whatever encoding it came in.
pub(crate) fn in_utf8(text: String) -> String {
    let start = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    let mark = text.len() - start.len();
    let Some(end) = start.strip_prefix("<?xml").and_then(|rest| rest.find("?>")) else { return text };
    let end = mark + "<?xml".len() + end;
    let Some(declaration) = text.get(mark..end) else { return text };
    let encoding = declaration.find("encoding").and_then(|at| {
        let value = declaration.get(at + "encoding".len()..)?;
        let value = value.trim_start().strip_prefix('=')?.trim_start();
        value.get(1..)?.split(['"', '\'']).next()
    });
    match encoding {
        Some(encoding) if !encoding.eq_ignore_ascii_case("utf-8") => {
            let declaration = with_attribute(&format!("{declaration}>"), "encoding", "UTF-8");
            let declaration = declaration.trim_end_matches('>');
            format!("{declaration}{}", text.get(end..).unwrap_or_default())
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_say_utf_8() {
        for (text, as_utf8) in [
            (
                "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a/>",
            ),
            (
                "\u{FEFF}<?xml version='1.0' encoding='us-ascii' standalone='yes'?><a/>",
                "<?xml version='1.0' encoding='UTF-8' standalone='yes'?><a/>",
            ),
            (
                "<?xml version=\"1.0\" encoding=\"utf-8\"?><a/>",
                "<?xml version=\"1.0\" encoding=\"utf-8\"?><a/>",
            ),
            ("<a encoding='x'/>", "<a encoding='x'/>"),
        ] {
            assert_eq!(in_utf8(text.to_owned()).trim_start_matches('\u{FEFF}'), as_utf8);
        }
    }

    #[test]
    fn roots_with_prefixes_and_without_content() {
        let add = |text| appended(text, |prefix| format!("<{prefix}b/>")).unwrap();
        assert_eq!(add("<a></a>\n"), "<a><b/></a>\n");
        assert_eq!(add("<p:a xmlns:p='x'/>"), "<p:a xmlns:p='x'><p:b/></p:a>");
    }
}
