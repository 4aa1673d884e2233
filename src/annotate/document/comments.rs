//! The part that holds the comments of a document.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::ops::Range;

use super::super::comment::AUTHOR;
use super::super::cursor::{Cursor, Patch, Piece, escaped};
use super::super::package::{DECLARATION, without};
use super::body::Names;
use crate::read::InputError;
use crate::read::xml::broken;

/// Comments as they were, and what changes.
pub(super) struct Comments {
    text: String,
    names: Names,
    /// The ids of earlier comments of ours.
    pub gone: HashSet<String>,
    /// Where they stand.
    ranges: Vec<Range<usize>>,
    /// The ids of their paragraphs, by which other parts know them.
    paragraphs: HashSet<String>,
    /// The ids that are not free.
    used: HashSet<u64>,
    next: u64,
    new: String,
}

impl Comments {
    /// Reads the part; a new one in this namespace where there is none. Of what earlier runs have written, comments that
    /// somebody has answered stay.
    ///
    /// # Errors
    /// [`InputError`] where it is no XML.
    pub fn new(
        part: Option<String>,
        namespace: &str,
        answered: &HashSet<String>,
    ) -> Result<Self, InputError> {
        let text =
            part.unwrap_or_else(|| format!("{DECLARATION}<w:comments xmlns:w=\"{namespace}\"></w:comments>"));
        let mut cursor = Cursor::new(&text);
        let root = cursor.tag(0)?;
        let names =
            root.as_ref().map_or_else(|| Names::declared(namespace), |root| Names::new(root, namespace));
        let mut comments = Self {
            names,
            gone: HashSet::new(),
            ranges: Vec::new(),
            paragraphs: HashSet::new(),
            used: HashSet::new(),
            next: 0,
            new: String::new(),
            text: String::new(),
        };
        while let Some(comment) = cursor.tag(1)? {
            let id = comment.attribute("id").unwrap_or_default();
            let is_ours =
                comment.name() == "comment" && comment.attribute("author").as_deref() == Some(AUTHOR);
            let (paragraphs, end) = match comment.is_empty {
                true => (Vec::new(), comment.range.end),
                false => content(&mut cursor, comment.depth)?,
            };
            if is_ours && !paragraphs.iter().any(|id| answered.contains(id)) {
                comments.ranges.push(comment.range.start..end);
                comments.paragraphs.extend(paragraphs);
                comments.gone.insert(id);
            } else {
                comments.used.extend(id.trim().parse::<u64>());
            }
        }
        drop(cursor);
        comments.text = text;
        Ok(comments)
    }

    /// Takes ids that the document knows for used, but for those of comments that are gone.
    pub fn keep_free(&mut self, ids: HashSet<String>) {
        let known = ids.difference(&self.gone).filter_map(|id| id.trim().parse::<u64>().ok());
        self.used.extend(known);
    }

    /// Adds a comment of these lines. The number that it gets.
    pub fn add(&mut self, lines: Vec<String>) -> u64 {
        while self.used.contains(&self.next) {
            self.next += 1;
        }
        let number = self.next;
        self.next += 1;
        let Names { prefix: w, declaration } = &self.names;
        // Writing to a text cannot fail, here and below.
        let _ = write!(
            self.new,
            "<{w}comment{declaration} {w}id=\"{number}\" {w}author=\"{AUTHOR}\" {w}initials=\"绩\">"
        );
        for (index, line) in lines.iter().enumerate() {
            let _ = write!(self.new, "<{w}p>");
            if index == 0 {
                let _ = write!(self.new, "<{w}r><{w}annotationRef/></{w}r>");
            }
            let _ = write!(
                self.new,
                "<{w}r><{w}rPr><{w}sz {w}val=\"18\"/></{w}rPr><{w}t xml:space=\"preserve\">"
            );
            escaped(line, &mut self.new);
            let _ = write!(self.new, "</{w}t></{w}r></{w}p>");
        }
        let _ = write!(self.new, "</{w}comment>");
        number
    }

    /// Whether the part is another than before.
    pub fn is_changed(&self) -> bool {
        !self.new.is_empty() || !self.gone.is_empty()
    }

    /// A list of what else is known of comments without those that are gone; None where it has none of them.
    ///
    /// # Errors
    /// [`InputError`] where it is no XML.
    pub fn without_gone(&mut self, list: &str) -> Result<Option<String>, InputError> {
        let (text, taken) = without(list, |tag| {
            let id = tag.attribute("paraId").or_else(|| tag.attribute("durableId"))?;
            // The one list has what the next calls them.
            let other = tag.attribute("durableId").unwrap_or_default();
            self.paragraphs.contains(&id).then_some(other)
        })?;
        let is_changed = !taken.is_empty();
        self.paragraphs.extend(taken.into_iter().filter(|id| !id.is_empty()));
        Ok(is_changed.then_some(text))
    }

    /// The text of the part.
    ///
    /// # Errors
    /// [`InputError`] where it is no XML.
    pub fn finish(self) -> Result<String, InputError> {
        let mut patch = Patch::new(&self.text);
        for range in self.ranges {
            patch.replace(range, "");
        }
        let mut cursor = Cursor::new(&self.text);
        if let Some(root) = cursor.tag(0)? {
            let end = cursor.end_of(&root)?;
            patch.append(&root, end, &self.new);
        }
        Ok(patch.finish())
    }
}

/// The ids of the paragraphs of a comment that is open, and where it ends.
fn content(cursor: &mut Cursor<'_>, depth: usize) -> Result<(Vec<String>, usize), InputError> {
    let mut paragraphs = Vec::new();
    loop {
        match cursor.next()? {
            Piece::Open(tag) if tag.name() == "p" => paragraphs.extend(tag.attribute("paraId")),
            Piece::Close(range) if cursor.depth() < depth => return Ok((paragraphs, range.end)),
            Piece::End => return Err(broken(&"it ends in the middle")),
            Piece::Open(_) | Piece::Close(_) | Piece::Text(_) => {}
        }
    }
}

/// The paragraphs whose comments somebody has answered.
///
/// # Errors
/// [`InputError`] where the list is no XML.
pub(super) fn answered(list: &str) -> Result<HashSet<String>, InputError> {
    let mut cursor = Cursor::new(list);
    let mut parents = HashSet::new();
    while let Some(tag) = cursor.tag(0)? {
        parents.extend(tag.attribute("paraIdParent"));
    }
    Ok(parents)
}
