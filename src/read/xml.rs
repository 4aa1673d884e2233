//! XML in pieces, with what no table needs refused: document types (and with them entities that expand) and
//! nesting without end.

use std::borrow::Cow;
use std::io::BufRead;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesEnd, BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use super::InputError;

/// Elements inside one another; tables and their texts have some twenty.
const MOST_DEPTH: usize = 256;

/// A reader of XML.
pub(super) struct Xml<R> {
    reader: NsReader<R>,
    buffer: Vec<u8>,
    depth: usize,
}

/// A piece of XML. An element without content comes as its beginning and its end.
pub(super) enum Piece<'a> {
    /// An element begins: its namespace (empty where it has none) and its tag.
    Open(&'a str, BytesStart<'a>),
    /// An element ends.
    Close(BytesEnd<'a>),
    /// Text, character references resolved.
    Text(Cow<'a, str>),
    /// Comments, declarations, instructions.
    Other,
    /// The end.
    End,
}

impl<R: BufRead> Xml<R> {
    pub fn new(source: R) -> Self {
        let mut reader = NsReader::from_reader(source);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), depth: 0 }
    }

    /// The next piece.
    ///
    /// # Errors
    /// [`InputError::BrokenWorkbook`] where it is no XML, or none that is read.
    pub fn next(&mut self) -> Result<Piece<'_>, InputError> {
        self.buffer.clear();
        let (namespace, event) =
            self.reader.read_resolved_event_into(&mut self.buffer).map_err(|error| broken(&error))?;
        Ok(match event {
            Event::Start(tag) | Event::Empty(tag) => {
                self.depth += 1;
                if self.depth > MOST_DEPTH {
                    return Err(broken(&"elements are nested too deeply"));
                }
                let namespace = match namespace {
                    ResolveResult::Bound(namespace) => namespace.0,
                    ResolveResult::Unbound | ResolveResult::Unknown(_) => "",
                };
                Piece::Open(namespace, tag)
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                Piece::Close(tag)
            }
            Event::Text(text) => Piece::Text(text.xml10_content()),
            Event::CData(text) => Piece::Text(text.xml10_content()),
            Event::GeneralRef(reference) => Piece::Text(resolved(&reference)?),
            Event::DocType(_) => return Err(broken(&"a document type is not accepted")),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Piece::Other,
            Event::Eof if self.depth > 0 => return Err(broken(&"it ends in the middle")),
            Event::Eof => Piece::End,
        })
    }
}

/// What a reference stands for: a character, or one of the few entities that need no definition.
pub(crate) fn resolved(reference: &BytesRef<'_>) -> Result<Cow<'static, str>, InputError> {
    if let Some(ch) = reference.resolve_char_ref().map_err(|error| broken(&error))? {
        return Ok(Cow::Owned(ch.to_string()));
    }
    match resolve_predefined_entity(&reference.xml10_content()) {
        Some(text) => Ok(Cow::Borrowed(text)),
        None => Err(broken(&"an entity that nothing defines")),
    }
}

/// The attributes of a tag: names without their prefix, values. What is no attribute is left out.
pub(crate) fn attributes<'a>(tag: &'a BytesStart<'_>) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
    // Looking for duplicates compares each attribute with all before it.
    let mut attributes = tag.attributes();
    attributes.with_checks(false);
    attributes.flatten().filter_map(|attribute| {
        let name = attribute.key.local_name().into_inner();
        Some((name, attribute.normalized_value(XmlVersion::Explicit1_0).ok()?))
    })
}

pub(crate) fn broken(error: &dyn std::fmt::Display) -> InputError {
    InputError::BrokenWorkbook { sheet: None, detail: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        let mut xml = Xml::new(text.as_bytes());
        loop {
            match xml.next() {
                Ok(Piece::End) => return String::new(),
                Ok(_) => {}
                Err(error) => return format!("{error:?}"),
            }
        }
    }

    #[test]
    fn what_no_table_needs() {
        assert!(refused("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>").contains("document type"));
        assert!(refused("<a>&b;</a>").contains("entity"));
        assert!(refused(&"<a>".repeat(100_000)).contains("nested"));
        assert!(refused("<a><b>1</b>").contains("middle"));
        assert_eq!(refused("<?xml version=\"1.0\"?><a b='&lt;'>&amp;&#x4E00;<![CDATA[<]]></a>"), "");
    }
}
