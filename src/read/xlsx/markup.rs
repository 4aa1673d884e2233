//! XML that is in memory, in pieces that point into it. Elements are known by their names without prefix:
//! programs differ in prefixes and, since there are two editions of the standard, in namespaces too.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::read::InputError;
use crate::read::xml::{broken, resolved};

/// A reader of XML.
pub(super) struct Markup<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    depth: usize,
    is_last: bool,
}

/// A piece of XML. An element without content comes as its beginning and its end.
pub(super) enum Piece<'a> {
    /// An element begins.
    Open(BytesStart<'a>),
    /// An element ends.
    Close,
    /// Text, references resolved.
    Text(Cow<'a, str>),
    /// The end.
    End,
}

impl<'a> Markup<'a> {
    /// A reader of a whole text.
    pub fn new(text: &'a str) -> Self {
        Self::piece(text, 0, true)
    }

    /// A reader of a piece of a text in which so many elements are already open, and which may be the last.
    pub fn piece(text: &'a str, depth: usize, is_last: bool) -> Self {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().allow_unmatched_ends = depth > 0;
        Self { text, reader, depth, is_last }
    }

    /// How many elements are open.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// The next piece.
    ///
    /// # Errors
    /// [`InputError`] where it is no XML, or has a document type, whose entities could stand for anything.
    pub fn next(&mut self) -> Result<Piece<'a>, InputError> {
        loop {
            return Ok(match self.reader.read_event().map_err(|error| broken(&error))? {
                Event::Start(tag) | Event::Empty(tag) => {
                    self.depth += 1;
                    Piece::Open(tag)
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    Piece::Close
                }
                Event::Text(text) => Piece::Text(text.xml10_content()),
                Event::CData(text) => Piece::Text(text.xml10_content()),
                Event::GeneralRef(reference) => Piece::Text(resolved(&reference)?),
                Event::DocType(_) => return Err(InputError::DocumentType),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
                Event::Eof if self.depth > 0 && self.is_last => return Err(cut_off()),
                Event::Eof => Piece::End,
            });
        }
    }

    /// The next element that begins, however deep; None at the end of the one with this depth, with 0 at the end
    /// of the text.
    pub fn child(&mut self, depth: usize) -> Result<Option<BytesStart<'a>>, InputError> {
        loop {
            match self.next()? {
                Piece::Open(tag) => return Ok(Some(tag)),
                Piece::Close if self.depth < depth => return Ok(None),
                Piece::End if depth == 0 => return Ok(None),
                Piece::End => return Err(cut_off()),
                Piece::Close | Piece::Text(_) => {}
            }
        }
    }

    /// Goes to the end of the element that was opened last.
    pub fn skip(&mut self) -> Result<(), InputError> {
        let depth = self.depth;
        while self.child(depth)?.is_some() {}
        Ok(())
    }

    /// Appends the text of the element that was opened last, and goes to its end.
    pub fn text(&mut self, text: &mut String) -> Result<(), InputError> {
        let depth = self.depth;
        loop {
            match self.next()? {
                Piece::Text(piece) => text.push_str(&piece),
                Piece::Close if self.depth < depth => return Ok(()),
                Piece::End => return Err(cut_off()),
                Piece::Close | Piece::Open(_) => {}
            }
        }
    }

    /// What follows the tag that was read last.
    pub fn rest(&self) -> &'a str {
        let read = self.text.len().saturating_sub(self.reader.get_ref().len());
        self.text.get(read..).unwrap_or_default()
    }

    /// Goes on behind whole elements at the beginning of [`Markup::rest`] that were read by hand.
    pub fn go_on(&mut self, rest: &'a str) {
        *self.reader.get_mut() = rest.as_bytes();
    }
}

fn cut_off() -> InputError {
    broken(&"it ends in the middle")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, InputError> {
        let mut xml = Markup::new(text);
        let mut read = String::new();
        loop {
            match xml.next()? {
                Piece::Open(tag) => read.push_str(tag.local_name().as_ref()),
                Piece::Close => read.push('/'),
                Piece::Text(text) => read.push_str(&text),
                Piece::End => return Ok(read),
            }
        }
    }

    #[test]
    fn pieces() {
        let text = "\u{FEFF}<?xml version=\"1.0\"?><x:a><b/>1&lt;&#x4E00;<!-- 2 --><![CDATA[<]]>\r\n</x:a>";
        assert_eq!(read(text).unwrap(), "ab/1<一<\n/");
        for text in ["<a>", "<a></b>", "<a>&b;</a>", "<a b"] {
            assert!(matches!(read(text), Err(InputError::BrokenWorkbook { .. })), "{text}");
        }
    }

    #[test]
    fn document_types_are_refused_wherever_they_may_stand() {
        let prolog = "\u{FEFF}<?xml version=\"1.0\"?>\n<!-- <!DOCTYPE a> -->";
        for (text, has_one) in [
            (format!("{prolog}<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"), true),
            (format!("{prolog}<a><![CDATA[<!DOCTYPE a>]]></a>"), false),
            ("<!doctype a><a/>".to_owned(), true),
            ("a".to_owned(), false),
        ] {
            assert_eq!(read(&text) == Err(InputError::DocumentType), has_one, "{text}");
        }
    }

    #[test]
    fn elements_read_by_hand() {
        let mut xml = Markup::new("<a><b>1</b><c>2</c></a>");
        xml.next().unwrap();
        assert_eq!(xml.rest(), "<b>1</b><c>2</c></a>");
        xml.go_on(&xml.rest()[8..]);
        let tag = xml.child(xml.depth()).unwrap().unwrap();
        assert_eq!(tag.local_name().as_ref(), "c");
        let mut text = String::new();
        xml.text(&mut text).unwrap();
        assert_eq!((text.as_str(), xml.depth()), ("2", 1));
    }

    #[test]
    fn pieces_of_a_text() {
        let mut xml = Markup::piece("<a><b>", 0, false);
        while xml.child(0).unwrap().is_some() {}
        assert_eq!(xml.depth(), 2);
        assert!(xml.skip().is_err() && xml.text(&mut String::new()).is_err());
        let mut xml = Markup::piece("1</b></a>", 2, true);
        assert!(xml.child(0).unwrap().is_none());
        assert!(Markup::piece("1</b>", 2, true).child(0).is_err());
    }
}
