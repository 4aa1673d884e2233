//! .docx documents → one [`Grid`] of the document's tables and the paragraphs beside them.

mod assemble;
mod content;
mod symbol;
mod table;

use std::io::{Cursor, Read, Seek};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::{Grid, InputError, container, encoding};
pub(crate) use assemble::Begins;

/// Where Word puts the document.
const USUAL: &str = "word/document.xml";
/// The most that the lists of a package's parts are read of, in bytes.
const MOST_LISTED: u64 = 4 << 20;

/// Reads a document.
///
/// # Errors
/// [`InputError`] where the container or the document is damaged or too large, or where it has no table.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Grid>, InputError> {
    let (grid, _) = assemble::grid(content::read(&document(bytes)?.text)?);
    if grid.is_empty() { Err(InputError::NoTable { sheet: None }) } else { Ok(vec![grid]) }
}

/// The main part of a document.
pub(crate) struct Document {
    /// Its path in the container.
    pub path: String,
    /// Its XML.
    pub text: String,
}

/// Unpacks the main part of a document.
///
/// # Errors
/// [`InputError`] where the container is damaged or too large.
pub(crate) fn document(bytes: &[u8]) -> Result<Document, InputError> {
    container::check(bytes)?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken_zip(&error))?;
    let path = main_part(&mut archive).unwrap_or_else(|| USUAL.to_owned());
    let text = encoding::decode(part(&mut archive, &path, container::MOST_UNPACKED)?)?;
    Ok(Document { path, text })
}

impl Document {
    /// Where the cells of its grid begin in [`Document::text`].
    ///
    /// # Errors
    /// As reading the document.
    pub fn begins(&self) -> Result<Begins, InputError> {
        Ok(assemble::grid(content::read(&self.text)?).1)
    }
}

/// Whether a container holds a document.
pub(super) fn is_document(archive: &mut ZipArchive<Cursor<&[u8]>>) -> bool {
    archive.index_for_name(USUAL).is_some() || typed_part(archive).is_some()
}

/// The part that holds the document: the one that the package's relations name, else that of its type.
fn main_part(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Option<String> {
    let related = list(archive, "_rels/.rels", |element| {
        let of_document = attribute(element, "Type")?.ends_with("/officeDocument");
        attribute(element, "Target").filter(|_| of_document)
    });
    [related, typed_part(archive)]
        .into_iter()
        .flatten()
        .map(|name| name.trim_start_matches('/').to_owned())
        .find(|name| archive.index_for_name(name).is_some())
}

/// The part that has the type of a document.
fn typed_part(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Option<String> {
    list(archive, "[Content_Types].xml", |element| {
        let kind = attribute(element, "ContentType")?;
        let is_word = kind.contains("wordprocessingml") || kind.contains("ms-word");
        let is_main = kind.ends_with(".main+xml") || kind.ends_with(".main.xml");
        attribute(element, "PartName").filter(|_| is_word && is_main)
    })
}

/// What the first element of a part says that says something.
fn list(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
    wanted: impl Fn(&BytesStart<'_>) -> Option<String>,
) -> Option<String> {
    let text = encoding::decode(part(archive, name, MOST_LISTED).ok()?).ok()?;
    let mut reader = Reader::from_str(&text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element) => {
                if let Some(found) = wanted(&element) {
                    return Some(found);
                }
            }
            Event::DocType(_) | Event::Eof => return None,
            _ => {}
        }
    }
}

/// A part, unpacked.
fn part<R: Read + Seek>(archive: &mut ZipArchive<R>, name: &str, most: u64) -> Result<Vec<u8>, InputError> {
    let part = archive.by_name(name).map_err(|error| broken_zip(&error))?;
    let mut bytes = Vec::new();
    part.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| InputError::BrokenZip { detail: error.to_string() })?;
    if bytes.len() as u64 > most {
        return Err(InputError::TooLarge { what: super::Large::Unpacked, limit: most });
    }
    Ok(bytes)
}

/// The value of an attribute, whatever its prefix.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    // Looking for repeated attributes takes time that grows with the square of their number.
    let found = attributes
        .with_checks(false)
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

fn broken_zip(error: &zip::result::ZipError) -> InputError {
    InputError::BrokenZip { detail: error.to_string() }
}

fn broken(detail: impl Into<String>) -> InputError {
    InputError::BrokenDocument { detail: detail.into() }
}

#[cfg(test)]
mod tests;
