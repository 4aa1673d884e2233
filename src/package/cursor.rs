//! XML with the places of its tags, so that a change of one leaves every other byte as it is.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::read::InputError;
use crate::read::xml::{attributes, broken, resolved};

/// A reader of XML that is in memory.
pub(crate) struct Cursor<'a> {
    reader: Reader<&'a [u8]>,
    /// What stands before the part that is read: a byte-order mark.
    skipped: usize,
    depth: usize,
    is_last: bool,
}

/// A piece of XML and where it stands.
pub(crate) enum Piece<'a> {
    /// An element begins.
    Open(Tag<'a>),
    /// An element ends: its end tag.
    Close(Range<usize>),
    /// Text, references resolved.
    Text(String),
    /// The end.
    End,
}

/// A start tag.
pub(crate) struct Tag<'a> {
    start: BytesStart<'a>,
    /// Where it stands.
    pub range: Range<usize>,
    /// Whether it is the whole element: `<c/>`. No end follows then.
    pub is_empty: bool,
    /// How many elements are open, with its own.
    pub depth: usize,
}

impl<'a> Cursor<'a> {
    /// A reader of a whole text.
    pub fn new(text: &'a str) -> Self {
        Self::piece(text, 0, true)
    }

    /// A reader of a piece of a text in which so many elements are already open, and which may be the last.
    pub fn piece(text: &'a str, depth: usize, is_last: bool) -> Self {
        let rest = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let mut reader = Reader::from_str(rest);
        reader.config_mut().allow_unmatched_ends = depth > 0;
        Self { reader, skipped: text.len() - rest.len(), depth, is_last }
    }

    /// How many elements are open.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// The next piece.
    ///
    /// # Errors
    /// [`InputError`] where it is no XML, or has a document type.
    pub fn next(&mut self) -> Result<Piece<'a>, InputError> {
        loop {
            let from = self.at();
            let event = self.reader.read_event().map_err(|error| broken(&error))?;
            let range = from..self.at();
            return Ok(match event {
                Event::Start(start) => {
                    self.depth += 1;
                    Piece::Open(Tag { start, range, is_empty: false, depth: self.depth })
                }
                Event::Empty(start) => {
                    Piece::Open(Tag { start, range, is_empty: true, depth: self.depth + 1 })
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    Piece::Close(range)
                }
                Event::Text(text) => Piece::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Piece::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => Piece::Text(resolved(&reference)?.into_owned()),
                Event::DocType(_) => return Err(InputError::DocumentType),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
                Event::Eof if self.depth > 0 && self.is_last => {
                    return Err(broken(&"it ends in the middle"));
                }
                Event::Eof => Piece::End,
            });
        }
    }

    /// The next start tag; None at the end of the element with this depth, with 0 at the end of the text.
    ///
    /// # Errors
    /// As [`Cursor::next`].
    pub fn tag(&mut self, depth: usize) -> Result<Option<Tag<'a>>, InputError> {
        loop {
            match self.next()? {
                Piece::Open(tag) => return Ok(Some(tag)),
                Piece::Close(_) if self.depth < depth => return Ok(None),
                Piece::End => return Ok(None),
                Piece::Close(_) | Piece::Text(_) => {}
            }
        }
    }

    /// Goes to the end of an element and says where its end tag stands: for an element without content, behind it.
    ///
    /// # Errors
    /// As [`Cursor::next`].
    pub fn end_of(&mut self, tag: &Tag<'_>) -> Result<Range<usize>, InputError> {
        if tag.is_empty {
            return Ok(tag.range.end..tag.range.end);
        }
        loop {
            match self.next()? {
                Piece::Close(range) if self.depth < tag.depth => return Ok(range),
                Piece::End => return Err(broken(&"it ends in the middle")),
                Piece::Open(_) | Piece::Close(_) | Piece::Text(_) => {}
            }
        }
    }

    fn at(&self) -> usize {
        self.skipped + usize::try_from(self.reader.buffer_position()).unwrap_or_default()
    }
}

impl Tag<'_> {
    /// The name without its prefix.
    pub fn name(&self) -> &str {
        self.start.local_name().into_inner()
    }

    /// The prefix with its colon: `x:`, or nothing.
    pub fn prefix(&self) -> &str {
        let name = self.start.name().into_inner();
        name.find(':').and_then(|at| name.get(..=at)).unwrap_or_default()
    }

    /// The value of an attribute, whose name is given without prefix.
    pub fn attribute(&self, name: &str) -> Option<String> {
        attributes(&self.start).find(|(known, _)| *known == name).map(|(_, value)| value.into_owned())
    }
}

/// A text with changes, which come in its order.
pub(crate) struct Patch<'a> {
    text: &'a str,
    done: usize,
    out: String,
}

impl<'a> Patch<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, done: 0, out: String::with_capacity(text.len() + text.len() / 16) }
    }

    /// Puts something in the place of a range.
    pub fn replace(&mut self, range: Range<usize>, with: &str) {
        self.out.push_str(self.text.get(self.done..range.start).unwrap_or_default());
        self.out.push_str(with);
        self.done = range.end.max(self.done);
    }

    /// Puts something in before a place.
    pub fn insert(&mut self, at: usize, what: &str) {
        self.replace(at..at, what);
    }

    /// Puts something into an element as its last child; `end` is what [`Cursor::end_of`] says of it.
    pub fn append(&mut self, tag: &Tag<'_>, end: Range<usize>, what: &str) {
        if what.is_empty() {
            return;
        }
        if !tag.is_empty {
            return self.insert(end.start, what);
        }
        let raw = self.text.get(tag.range.clone()).unwrap_or_default();
        self.replace(tag.range.clone(), &opened(raw, tag, what));
    }

    /// The text with its changes.
    pub fn finish(mut self) -> String {
        self.out.push_str(self.text.get(self.done..).unwrap_or_default());
        self.out
    }
}

/// An element without content, given some.
pub(crate) fn opened(raw: &str, tag: &Tag<'_>, content: &str) -> String {
    let open = raw.trim_end_matches('>').trim_end_matches('/').trim_end();
    format!("{open}>{content}</{}{}>", tag.prefix(), tag.name())
}

/// A start tag with an attribute set to a value that needs no escaping; other bytes stay as they are.
pub(crate) fn with_attribute(tag: &str, name: &str, value: &str) -> String {
    match value_of(tag, name) {
        Some(range) => {
            let (before, after) = (tag.get(..range.start), tag.get(range.end..));
            format!("{}{value}{}", before.unwrap_or_default(), after.unwrap_or_default())
        }
        None => {
            let open = tag.trim_end_matches('>').trim_end_matches('/').trim_end();
            let end = if tag.ends_with("/>") { "/>" } else { ">" };
            format!("{open} {name}=\"{value}\"{end}")
        }
    }
}

/// A start tag without an attribute; other bytes stay as they are.
pub(crate) fn without_attribute(tag: &str, name: &str) -> String {
    let Some(value) = value_of(tag, name) else { return tag.to_owned() };
    let before = tag.get(..value.start).and_then(|before| before.rfind(name)).unwrap_or(value.start);
    let before = tag.get(..before).unwrap_or_default().trim_end();
    format!("{before}{}", tag.get(value.end + 1..).unwrap_or_default())
}

/// Where the value of an attribute without prefix stands in a start tag, between its quotes.
fn value_of(tag: &str, name: &str) -> Option<Range<usize>> {
    let mut at = tag.find(|ch: char| ch.is_ascii_whitespace())?;
    loop {
        let rest = tag.get(at..)?;
        let start = at + rest.len() - rest.trim_start().len();
        let equals = start + tag.get(start..)?.find('=')?;
        let behind = tag.get(equals + 1..)?;
        let open = equals + 1 + behind.len() - behind.trim_start().len();
        let quote = tag.get(open..)?.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let close = open + 1 + tag.get(open + 1..)?.find(quote)?;
        if tag.get(start..equals)?.trim_end() == name {
            return Some(open + 1..close);
        }
        at = close + 1;
    }
}

/// Text as it stands between tags.
pub(crate) fn escaped(text: &str, out: &mut String) {
    for ch in text.chars() {
        match ch {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            ch => out.push(ch),
        }
    }
}

/// Text of a workbook's cell or comment as it stands between tags: characters that XML cannot hold are written as
/// `_x000D_`, and what only looks like that is told apart.
pub(crate) fn cell_text(text: &str, out: &mut String) {
    for (at, ch) in text.char_indices() {
        match ch {
            '_' if is_escape(text.as_bytes().get(at..).unwrap_or_default()) => out.push_str("_x005F_"),
            '\t' | '\n' | ' '..='\u{FFFD}' | '\u{10000}'.. => escaped(ch.encode_utf8(&mut [0; 4]), out),
            ch => out.push_str(&format!("_x{:04X}_", u32::from(ch))),
        }
    }
}

/// Whether a text begins like the escape of a character.
fn is_escape(text: &[u8]) -> bool {
    matches!(text, [b'_', b'x', digits @ ..] if digits.get(4) == Some(&b'_')
        && digits.iter().take(4).all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_know_where_they_stand() {
        let text = "\u{FEFF}<?xml version='1.0'?><x:a b=\"1\">甲<c/><d e='2'></d></x:a>";
        let mut cursor = Cursor::new(text);
        let mut seen = Vec::new();
        loop {
            match cursor.next().unwrap() {
                Piece::Open(tag) => seen.push(text[tag.range.clone()].to_owned()),
                Piece::Close(range) => seen.push(text[range].to_owned()),
                Piece::Text(_) => {}
                Piece::End => break,
            }
        }
        assert_eq!(seen, ["<x:a b=\"1\">", "<c/>", "<d e='2'>", "</d>", "</x:a>"]);
        assert!(Cursor::new("<!DOCTYPE a><a/>").tag(0).is_err());
        assert!(Cursor::new("<a><b>").end_of(&Cursor::new("<a>").tag(0).unwrap().unwrap()).is_err());
    }

    #[test]
    fn attributes_are_set_and_nothing_else_changes() {
        for (tag, with) in [
            ("<c r=\"A1\" s=\"3\" t=\"s\">", "<c r=\"A1\" s=\"7\" t=\"s\">"),
            ("<x:c  s = '3'\n/>", "<x:c  s = '7'\n/>"),
            ("<c r=\"A1\"/>", "<c r=\"A1\" s=\"7\"/>"),
            ("<c>", "<c s=\"7\">"),
            ("<c xs=\"1\" r='s=\"2\"'>", "<c xs=\"1\" r='s=\"2\"' s=\"7\">"),
        ] {
            assert_eq!(with_attribute(tag, "s", "7"), with);
            assert_eq!(with_attribute(&without_attribute(with, "s"), "s", "7").matches("s=\"7\"").count(), 1);
        }
    }

    #[test]
    fn attributes_are_taken_out() {
        for (tag, without) in [
            ("<c r=\"A1\" t=\"s\" s=\"3\">", "<c r=\"A1\" s=\"3\">"),
            ("<x:c t = 's'/>", "<x:c/>"),
            ("<c r='t=\"1\"'>", "<c r='t=\"1\"'>"),
        ] {
            assert_eq!(without_attribute(tag, "t"), without);
        }
    }

    #[test]
    fn cells_hold_what_xml_cannot() {
        let mut out = String::new();
        cell_text("a\r\n<_x000D_ _x文\u{1}\u{FFFF}😀", &mut out);
        assert_eq!(out, "a_x000D_\n&lt;_x005F_x000D_ _x文_x0001__xFFFF_😀");
    }

    #[test]
    fn patches_append_to_elements_of_any_form() {
        for (text, patched) in
            [("<a><b>1</b></a>", "<a><b>1+</b></a>"), ("<a><x:b y='1' /></a>", "<a><x:b y='1'>+</x:b></a>")]
        {
            let mut cursor = Cursor::new(text);
            cursor.tag(0).unwrap();
            let tag = cursor.tag(1).unwrap().unwrap();
            let end = cursor.end_of(&tag).unwrap();
            let mut patch = Patch::new(text);
            patch.append(&tag, end, "+");
            assert_eq!(patch.finish(), patched);
        }
    }
}
