//! The comments of a sheet: what earlier runs wrote goes, what others wrote stays, and ours comes in, below theirs where
//! they have one on the same cell.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::cursor::{Cursor, Patch, Piece, Tag, cell_text, escaped};
use super::package::{DECLARATION, in_utf8};
use crate::annotate::comment::{AUTHOR, CommentText, earlier};
use crate::read::xlsx::cell;
use crate::read::xml::broken;
use crate::read::{InputError, Place};

/// How the authors of conversations are called, whose comments only stand in for them.
const CONVERSATION: &str = "tc=";

/// The comments of a sheet after a run.
pub(super) struct Comments {
    /// The part.
    pub text: String,
    /// The comments that are new: they need a box.
    pub new: Vec<Place>,
    /// Where ours were and none is any more, or a new one: their boxes go.
    pub gone: BTreeSet<Place>,
    /// The cells that hold a conversation.
    pub conversations: usize,
    /// Whether the part is other than it was.
    pub is_changed: bool,
}

/// A comment of the part.
struct Comment<'a> {
    /// Where it stands.
    range: Range<usize>,
    place: Option<Place>,
    author: usize,
    texts: Vec<Text>,
    /// The element that holds the text, and where its end stands.
    holder: Option<(Tag<'a>, Range<usize>)>,
}

/// A piece of a comment's text.
struct Text {
    /// Where it stands.
    range: Range<usize>,
    /// The run that holds it and nothing else.
    run: Option<Range<usize>>,
    text: String,
}

impl Comments {
    /// Puts comments into a part; `None` for one that is yet to be made, in this namespace.
    ///
    /// # Errors
    /// [`InputError`] where the part is no XML.
    pub fn new(
        part: Option<String>,
        namespace: &str,
        wanted: &BTreeMap<Place, CommentText>,
    ) -> Result<Self, InputError> {
        let text = part.map(in_utf8).unwrap_or_else(|| {
            format!("{DECLARATION}<comments xmlns=\"{namespace}\"><authors/><commentList/></comments>")
        });
        let mut comments = Self {
            text: String::new(),
            new: Vec::new(),
            gone: BTreeSet::new(),
            conversations: 0,
            is_changed: !wanted.is_empty(),
        };
        let mut left = wanted.clone();
        let mut cursor = Cursor::new(&text);
        let mut patch = Patch::new(&text);
        let root = cursor.tag(0)?.ok_or_else(|| broken(&"an empty part"))?;
        let prefix = root.prefix().to_owned();
        let mut authors = Vec::new();
        let mut is_listed = false;
        while let Some(tag) = cursor.tag(root.depth)? {
            match tag.name() {
                "authors" => {
                    let end = read_authors(&mut cursor, &tag, &mut authors)?;
                    if !wanted.is_empty() && !authors.iter().any(|author| author == AUTHOR) {
                        patch.append(&tag, end, &format!("<{prefix}author>{AUTHOR}</{prefix}author>"));
                        authors.push(AUTHOR.to_owned());
                    }
                }
                "commentList" => {
                    is_listed = true;
                    let end = loop {
                        if tag.is_empty {
                            break tag.range.end..tag.range.end;
                        }
                        match cursor.next()? {
                            Piece::Open(open) => {
                                let comment = read_comment(&mut cursor, &open)?;
                                comments.one(&text, comment, &authors, &mut left, &mut patch, &prefix);
                            }
                            Piece::Close(range) if cursor.depth() < tag.depth => break range,
                            Piece::End => return Err(broken(&"it ends in the middle")),
                            Piece::Close(_) | Piece::Text(_) => {}
                        }
                    };
                    let author = authors.iter().position(|author| author == AUTHOR).unwrap_or_default();
                    let added: String =
                        left.iter().map(|(place, text)| element(&prefix, *place, author, text)).collect();
                    comments.new = left.keys().copied().collect();
                    patch.append(&tag, end, &added);
                }
                _ => {
                    cursor.end_of(&tag)?;
                }
            }
        }
        match is_listed {
            true => comments.text = patch.finish(),
            false => return Err(broken(&"comments without a list")),
        }
        Ok(comments)
    }

    /// Keeps a comment, changes it or leaves it out.
    fn one(
        &mut self,
        part: &str,
        comment: Comment<'_>,
        authors: &[String],
        left: &mut BTreeMap<Place, CommentText>,
        patch: &mut Patch<'_>,
        prefix: &str,
    ) {
        let Some(place) = comment.place else { return };
        if authors.get(comment.author).is_some_and(|author| author.starts_with(CONVERSATION)) {
            self.conversations += usize::from(left.remove(&place).is_some());
            return;
        }
        let written: String = comment.texts.iter().map(|text| text.text.as_str()).collect();
        let ours = earlier(&written);
        let is_all = ours.as_ref().is_some_and(|ours| {
            let (before, behind) = (written.get(..ours.start), written.get(ours.end..));
            [before, behind].into_iter().flatten().all(|text| text.trim().is_empty())
        });
        if is_all {
            patch.replace(with_space(part, comment.range), "");
            self.gone.insert(place);
            self.is_changed = true;
            return;
        }
        if let Some(ours) = ours {
            cut_out(&written, ours, &comment.texts, patch);
            self.is_changed = true;
        }
        if let Some((holder, end)) = comment.holder
            && let Some(text) = left.remove(&place)
        {
            patch.append(&holder, end, &runs(prefix, &text, "\n"));
        }
    }
}

/// Takes a range out of a text that stands in pieces, and the line breaks before it.
fn cut_out(written: &str, ours: Range<usize>, texts: &[Text], patch: &mut Patch<'_>) {
    let start = written.get(..ours.start).map_or(ours.start, |before| before.trim_end().len());
    let mut at = 0;
    for Text { range, run, text } in texts {
        let (from, to) = (start.clamp(at, at + text.len()) - at, ours.end.clamp(at, at + text.len()) - at);
        at += text.len();
        if from == to {
            continue;
        }
        let kept: String = [text.get(..from), text.get(to..)].into_iter().flatten().collect();
        match run {
            Some(run) if kept.is_empty() => patch.replace(run.clone(), ""),
            _ => {
                let mut content = String::new();
                escaped(&kept, &mut content);
                patch.replace(range.clone(), &content);
            }
        }
    }
}

/// A range with the blanks behind it.
fn with_space(text: &str, range: Range<usize>) -> Range<usize> {
    let behind = text.get(range.end..).unwrap_or_default();
    range.start..range.end + behind.len() - behind.trim_start().len()
}

fn read_authors(
    cursor: &mut Cursor<'_>,
    tag: &Tag<'_>,
    authors: &mut Vec<String>,
) -> Result<Range<usize>, InputError> {
    if tag.is_empty {
        return Ok(tag.range.end..tag.range.end);
    }
    loop {
        match cursor.next()? {
            Piece::Open(_) => authors.push(String::new()),
            Piece::Text(text) if cursor.depth() > tag.depth => {
                if let Some(author) = authors.last_mut() {
                    author.push_str(&text);
                }
            }
            Piece::Close(range) if cursor.depth() < tag.depth => return Ok(range),
            Piece::End => return Err(broken(&"it ends in the middle")),
            Piece::Close(_) | Piece::Text(_) => {}
        }
    }
}

fn read_comment<'a>(cursor: &mut Cursor<'a>, tag: &Tag<'a>) -> Result<Comment<'a>, InputError> {
    let place = tag.attribute("ref").and_then(|name| cell::place(name.split(':').next()?));
    let mut comment = Comment {
        range: tag.range.clone(),
        place: place.map(|(row, column)| Place { row, column }),
        author: tag.attribute("authorId").and_then(|author| author.trim().parse().ok()).unwrap_or_default(),
        texts: Vec::new(),
        holder: None,
    };
    let mut holder = None;
    // Where the text of the open `t` begins, and how deep it is.
    let mut open: Option<(usize, usize)> = None;
    let mut pronounced = None;
    // Where the open run begins, how deep it is, and the first text in it.
    let mut run: Option<(usize, usize, usize)> = None;
    if tag.is_empty {
        return Ok(comment);
    }
    loop {
        match cursor.next()? {
            Piece::Open(inner) => match inner.name() {
                "text" if inner.depth == tag.depth + 1 => {
                    if inner.is_empty {
                        let behind = inner.range.end..inner.range.end;
                        comment.holder = Some((inner, behind));
                    } else {
                        holder = Some(inner);
                    }
                }
                "r" if !inner.is_empty => run = Some((inner.range.start, inner.depth, comment.texts.len())),
                "rPh" if !inner.is_empty => pronounced = Some(inner.depth),
                "t" if !inner.is_empty && pronounced.is_none() => {
                    let range = inner.range.end..inner.range.end;
                    comment.texts.push(Text { range, run: None, text: String::new() });
                    open = Some((inner.range.end, inner.depth));
                }
                _ => {}
            },
            Piece::Text(piece) => {
                if let (Some(_), Some(text)) = (open, comment.texts.last_mut()) {
                    text.text.push_str(&piece);
                }
            }
            Piece::Close(range) => {
                if let Some((start, depth)) = open
                    && cursor.depth() < depth
                {
                    open = None;
                    if let Some(text) = comment.texts.last_mut() {
                        text.range = start..range.start;
                    }
                }
                if let Some((start, depth, first)) = run
                    && cursor.depth() < depth
                {
                    run = None;
                    if let Some([text]) = comment.texts.get_mut(first..) {
                        text.run = Some(start..range.end);
                    }
                }
                if pronounced.is_some_and(|depth| cursor.depth() < depth) {
                    pronounced = None;
                }
                if holder.as_ref().is_some_and(|text| cursor.depth() < text.depth) {
                    comment.holder = holder.take().map(|text| (text, range.clone()));
                }
                if cursor.depth() < tag.depth {
                    comment.range.end = range.end;
                    break;
                }
            }
            Piece::End => return Err(broken(&"it ends in the middle")),
        }
    }
    Ok(comment)
}

/// A comment of ours.
fn element(prefix: &str, place: Place, author: usize, text: &CommentText) -> String {
    let runs = runs(prefix, text, "");
    format!(
        "<{prefix}comment ref=\"{}\" authorId=\"{author}\" shapeId=\"0\"><{prefix}text>{runs}</{prefix}text></{prefix}comment>",
        place.a1()
    )
}

/// Our text, its first line in bold; `before` stands before it.
fn runs(prefix: &str, text: &CommentText, before: &str) -> String {
    let run = |weight: &str, text: &str| {
        let mut content = String::new();
        cell_text(text, &mut content);
        format!(
            "<{prefix}r><{prefix}rPr>{weight}<{prefix}sz val=\"9\"/><{prefix}color indexed=\"81\"/><{prefix}rFont \
             val=\"宋体\"/><{prefix}charset val=\"134\"/></{prefix}rPr><{prefix}t xml:space=\"preserve\">{content}\
             </{prefix}t></{prefix}r>"
        )
    };
    let head = run(&format!("<{prefix}b/>"), &format!("{before}{}\n", text.head));
    format!("{head}{}", run("", &text.body))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(body: &str) -> CommentText {
        CommentText { head: "【绩尺审核意见】", body: format!("{body}\n—— 绩尺 ——") }
    }

    fn wanted(comments: &[(u32, &str)]) -> BTreeMap<Place, CommentText> {
        comments.iter().map(|&(row, body)| (Place { row, column: 1 }, text(body))).collect()
    }

    /// References, authors and texts of a part.
    fn read(part: &str) -> Vec<String> {
        let mut cursor = Cursor::new(part);
        let mut authors = Vec::new();
        let mut read = Vec::new();
        while let Some(tag) = cursor.tag(0).unwrap() {
            match tag.name() {
                "authors" => drop(read_authors(&mut cursor, &tag, &mut authors).unwrap()),
                "comment" => {
                    let comment = read_comment(&mut cursor, &tag).unwrap();
                    let text: String = comment.texts.iter().map(|text| text.text.as_str()).collect();
                    read.push(format!("{}|{}|{text}", comment.place.unwrap().a1(), authors[comment.author]));
                }
                _ => {}
            }
        }
        read
    }

    #[test]
    fn comments_of_others_stay_and_ours_come_below() {
        let part = "<comments xmlns=\"x\"><authors><author>王</author></authors><commentList>\
                    <comment ref=\"A1\" authorId=\"0\"><text><r><t>核</t></r><r><t>实&amp;</t></r></text></comment>\
                    <comment ref=\"B7\" authorId=\"0\"><text><t>别的</t></text></comment></commentList><extLst/></comments>";
        let made =
            Comments::new(Some(part.to_owned()), "x", &wanted(&[(1, "<甲>"), (2, "乙_x000A_")])).unwrap();
        assert_eq!(
            read(&made.text),
            [
                "A1|王|核实&\n【绩尺审核意见】\n<甲>\n—— 绩尺 ——",
                "B7|王|别的",
                "A2|绩尺|【绩尺审核意见】\n乙_x005F_x000A_\n—— 绩尺 ——",
            ]
        );
        assert!(made.text.ends_with("</commentList><extLst/></comments>"));
        assert_eq!((made.new.len(), made.gone.len()), (1, 0));

        // A later run with another finding: nothing piles up.
        let again = Comments::new(Some(made.text), "x", &wanted(&[(2, "丙")])).unwrap();
        assert_eq!(
            read(&again.text),
            ["A1|王|核实&", "B7|王|别的", "A2|绩尺|【绩尺审核意见】\n丙\n—— 绩尺 ——"]
        );
        assert_eq!((again.new.len(), again.gone.len()), (1, 1));
        let none = Comments::new(Some(again.text), "x", &wanted(&[])).unwrap();
        assert_eq!(read(&none.text), ["A1|王|核实&", "B7|王|别的"]);
        assert_eq!(none.gone, BTreeSet::from([Place { row: 2, column: 1 }]));
    }

    #[test]
    fn what_was_written_below_ours_is_kept() {
        let first = Comments::new(None, "x", &wanted(&[(1, "甲")])).unwrap();
        let replied = first.text.replace("—— 绩尺 ——", "—— 绩尺 ——\n已改，请复核");
        let again = Comments::new(Some(replied), "x", &wanted(&[(1, "乙")])).unwrap();
        assert_eq!(read(&again.text), ["A1|绩尺|\n已改，请复核\n【绩尺审核意见】\n乙\n—— 绩尺 ——"]);
        assert!(again.new.is_empty() && again.gone.is_empty());
    }

    #[test]
    fn conversations_are_left_alone() {
        let part = "<x:comments><x:authors><x:author>tc={1}</x:author></x:authors><x:commentList><x:comment ref=\"A1\" \
                    authorId=\"0\"><x:text><x:t>[Threaded comment]</x:t></x:text></x:comment></x:commentList></x:comments>";
        let made = Comments::new(Some(part.to_owned()), "x", &wanted(&[(1, "甲"), (3, "乙")])).unwrap();
        assert_eq!(
            read(&made.text),
            ["A1|tc={1}|[Threaded comment]", "A3|绩尺|【绩尺审核意见】\n乙\n—— 绩尺 ——"]
        );
        assert_eq!((made.conversations, made.new.len()), (1, 1));
    }
}
