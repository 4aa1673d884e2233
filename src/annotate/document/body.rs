//! The document's XML with anchors of comments and fills put in, and those of earlier runs taken out.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use super::super::cursor::{Cursor, Patch, Piece, Tag, opened};
use super::super::fill;
use super::Target;
use crate::finding::Severity;
use crate::read::InputError;

/// What stands before a cell's fill among its properties.
const BEFORE_FILL: [&str; 6] = ["cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders"];

/// How elements of the document's namespace are written at a place.
#[derive(Debug, Clone)]
pub(super) struct Names {
    /// With its colon: `w:`.
    pub prefix: String,
    /// What declares it, where nothing around does.
    pub declaration: String,
}

impl Names {
    /// As the root of a part writes them. Attributes have the namespace by their prefix only, so that where it is the
    /// one of elements without, a prefix is declared.
    pub fn new(root: &Tag<'_>, usual: &str) -> Self {
        match root.prefix() {
            "" => Self::declared(&root.attribute("xmlns").unwrap_or_else(|| usual.to_owned())),
            prefix => Self { prefix: prefix.to_owned(), declaration: String::new() },
        }
    }

    /// With a prefix of their own.
    pub fn declared(namespace: &str) -> Self {
        let mut declaration = " xmlns:w=\"".to_owned();
        super::super::cursor::escaped(namespace, &mut declaration);
        declaration.push('"');
        Self { prefix: "w:".to_owned(), declaration }
    }
}

/// The usual namespace of documents.
const TRANSITIONAL: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// The namespace of the document.
///
/// # Errors
/// [`InputError`] where it is no XML.
pub(super) fn namespace(text: &str) -> Result<String, InputError> {
    let root = Cursor::new(text).tag(0)?;
    let declared = root.and_then(|root| match root.prefix().trim_end_matches(':') {
        "" => root.attribute("xmlns"),
        prefix => root.attribute(prefix),
    });
    Ok(declared.unwrap_or_else(|| TRANSITIONAL.to_owned()))
}

/// The ids that anchors of comments have.
///
/// # Errors
/// [`InputError`] where the document is no XML.
pub(super) fn ids(text: &str) -> Result<HashSet<String>, InputError> {
    let mut cursor = Cursor::new(text);
    let mut ids = HashSet::new();
    while let Some(tag) = cursor.tag(0)? {
        if tag.name().starts_with("comment") {
            ids.extend(tag.attribute("id"));
        }
    }
    Ok(ids)
}

/// Changes a document. `numbers` are those of the comments of the targets that have one, `gone` the ids of earlier ones.
///
/// # Errors
/// [`InputError`] where it is no XML.
pub(super) fn edited(
    text: &str,
    targets: &BTreeMap<usize, Target<'_>>,
    numbers: &[u64],
    gone: &HashSet<String>,
) -> Result<String, InputError> {
    let mut numbers = numbers.iter().copied();
    let todo = targets.iter().map(|(&at, target)| {
        let comment = (!target.findings.is_empty()).then(|| numbers.next()).flatten();
        (at, Todo { comment, fill: target.fill })
    });
    let mut editor = Editor {
        text,
        todo: todo.collect(),
        gone,
        names: Names::declared(TRANSITIONAL),
        open: Vec::new(),
        flows: Vec::new(),
        edits: Vec::new(),
    };
    let mut cursor = Cursor::new(text);
    let mut is_first = true;
    loop {
        match cursor.next()? {
            Piece::Open(tag) => {
                if std::mem::take(&mut is_first) {
                    editor.names = Names::new(&tag, TRANSITIONAL);
                }
                editor.begin(&tag);
                if tag.is_empty {
                    editor.end(tag.range.end..tag.range.end);
                }
            }
            Piece::Close(range) => editor.end(range),
            Piece::Text(_) => {}
            Piece::End => break,
        }
    }
    let mut edits = editor.edits;
    // What is put in at a place stands before what is taken out behind it.
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut patch = Patch::new(text);
    for (range, with) in edits {
        patch.replace(range, &with);
    }
    Ok(patch.finish())
}

/// What is to be done with an element.
#[derive(Debug, Clone, Copy, Default)]
struct Todo {
    comment: Option<u64>,
    fill: Option<Severity>,
}

/// Goes through the document and notes what is to be changed.
struct Editor<'e> {
    text: &'e str,
    todo: BTreeMap<usize, Todo>,
    gone: &'e HashSet<String>,
    names: Names,
    /// The elements that are open, the innermost last.
    open: Vec<Open>,
    /// The cells and text boxes among them.
    flows: Vec<Flow>,
    edits: Vec<(Range<usize>, String)>,
}

/// An open element.
struct Open {
    kind: Kind,
    /// Its start tag; an element that ends with it has another form.
    tag: Range<usize>,
    is_empty: bool,
}

enum Kind {
    Cell,
    /// The text of a box, which stands inside a paragraph.
    Box,
    /// The properties of a cell; whether the fill is in its place.
    CellProperties {
        is_filled: bool,
    },
    /// The fill of a cell that goes, and what comes into its place.
    Fill {
        with: String,
    },
    Paragraph(Spot),
    ParagraphProperties,
    Run(Run),
    /// The anchor of a comment that is gone.
    Gone,
    Other,
}

/// A paragraph as far as comments are concerned.
#[derive(Debug, Clone, Default)]
struct Spot {
    /// Where its content begins and ends.
    content: Range<usize>,
    /// The whole element, where it has no content.
    empty: Option<Range<usize>>,
    /// The comment on the paragraph itself.
    comment: Option<u64>,
}

/// A run with anchors of comments that are gone.
#[derive(Default)]
struct Run {
    gone: Vec<Range<usize>>,
    has_other: bool,
}

/// A cell, or the text of a box.
#[derive(Default)]
struct Flow {
    todo: Todo,
    has_properties: bool,
    first: Option<Spot>,
    last: Option<Spot>,
}

impl Editor<'_> {
    fn begin(&mut self, tag: &Tag<'_>) {
        let todo = self.todo.get(&tag.range.start).copied().unwrap_or_default();
        let mut kind = match tag.name() {
            "tc" => {
                self.flows.push(Flow { todo, ..Flow::default() });
                Kind::Cell
            }
            "txbxContent" => {
                self.flows.push(Flow::default());
                Kind::Box
            }
            "p" => Kind::Paragraph(Spot {
                content: tag.range.end..tag.range.end,
                empty: tag.is_empty.then(|| tag.range.clone()),
                comment: todo.comment,
            }),
            "r" => Kind::Run(Run::default()),
            "commentRangeStart" | "commentRangeEnd" | "commentReference" if self.is_gone(tag) => Kind::Gone,
            _ => Kind::Other,
        };
        let fill = self.flows.last().and_then(|flow| flow.todo.fill).map(|severity| self.fill(severity));
        match self.open.last_mut().map(|open| &mut open.kind) {
            Some(Kind::Cell) if tag.name() == "tcPr" => {
                kind = Kind::CellProperties { is_filled: false };
                if let Some(flow) = self.flows.last_mut() {
                    flow.has_properties = true;
                }
            }
            Some(Kind::CellProperties { is_filled }) if tag.name() == "shd" => {
                let is_ours = tag.attribute("fill").is_some_and(|colour| {
                    let ours = [Severity::Error, Severity::Warning, Severity::Info].map(super::super::fill);
                    ours.contains(&colour.to_ascii_uppercase().as_str())
                });
                let with = if *is_filled { None } else { fill };
                *is_filled |= with.is_some();
                if with.is_some() || is_ours {
                    kind = Kind::Fill { with: with.unwrap_or_default() };
                }
            }
            Some(Kind::CellProperties { is_filled }) => {
                if let Some(fill) = fill.filter(|_| !*is_filled && !BEFORE_FILL.contains(&tag.name())) {
                    *is_filled = true;
                    self.edits.push((tag.range.start..tag.range.start, fill));
                }
            }
            Some(Kind::Paragraph(spot)) if tag.name() == "pPr" && spot.content.start == tag.range.start => {
                kind = Kind::ParagraphProperties;
            }
            Some(Kind::Run(run)) if !matches!(kind, Kind::Gone) && tag.name() != "rPr" => {
                run.has_other = true
            }
            _ => {}
        }
        self.open.push(Open { kind, tag: tag.range.clone(), is_empty: tag.is_empty });
    }

    /// Ends the innermost element, whose end tag stands in this range.
    fn end(&mut self, end: Range<usize>) {
        let Some(Open { kind, tag, is_empty }) = self.open.pop() else { return };
        match kind {
            Kind::Cell => self.end_cell(tag, is_empty, end),
            Kind::Box => drop(self.flows.pop()),
            Kind::CellProperties { is_filled: false } => {
                let fill =
                    self.flows.last().and_then(|flow| flow.todo.fill).map(|severity| self.fill(severity));
                if let Some(fill) = fill {
                    self.append(tag, is_empty, end.start, &fill);
                }
            }
            Kind::CellProperties { is_filled: true } | Kind::Other => {}
            Kind::Fill { with } => self.edits.push((tag.start..end.end, with)),
            Kind::ParagraphProperties => {
                if let Some(Kind::Paragraph(spot)) = self.open.last_mut().map(|open| &mut open.kind) {
                    spot.content.start = end.end;
                }
            }
            Kind::Paragraph(mut spot) => {
                spot.content.end = end.start;
                if let Some(number) = spot.comment {
                    self.comment(number, &spot, &spot);
                }
                if let Some(flow) = self.flows.last_mut() {
                    flow.first.get_or_insert_with(|| spot.clone());
                    flow.last = Some(spot);
                }
            }
            Kind::Run(run) if run.has_other => {
                self.edits.extend(run.gone.into_iter().map(|range| (range, String::new())));
            }
            Kind::Run(run) if !run.gone.is_empty() => {
                self.edits.push((tag.start..end.end, String::new()));
            }
            Kind::Run(_) => {}
            Kind::Gone => match self.open.last_mut().map(|open| &mut open.kind) {
                Some(Kind::Run(run)) => run.gone.push(tag.start..end.end),
                _ => self.edits.push((tag.start..end.end, String::new())),
            },
        }
    }

    fn end_cell(&mut self, tag: Range<usize>, is_empty: bool, end: Range<usize>) {
        let Some(flow) = self.flows.pop() else { return };
        let Names { prefix: w, declaration } = self.names.clone();
        let mut properties = String::new();
        if let Some(severity) = flow.todo.fill.filter(|_| !flow.has_properties) {
            let fill = self.fill(severity);
            properties = format!("<{w}tcPr{declaration}>{fill}</{w}tcPr>");
        }
        let mut content = String::new();
        match (flow.todo.comment, flow.first, flow.last) {
            (Some(number), Some(first), Some(last)) => self.comment(number, &first, &last),
            (Some(number), ..) => {
                let [begin, end] = self.anchors(number);
                content = format!("<{w}p{declaration}>{begin}{end}</{w}p>");
            }
            (None, ..) => {}
        }
        if is_empty {
            return self.append(tag, true, end.start, &(properties + &content));
        }
        if !properties.is_empty() {
            self.edits.push((tag.end..tag.end, properties));
        }
        self.append(tag, false, end.start, &content);
    }

    /// Puts something into an element as its last child.
    fn append(&mut self, tag: Range<usize>, is_empty: bool, end: usize, what: &str) {
        if what.is_empty() {
            return;
        }
        if !is_empty {
            return self.edits.push((end..end, what.to_owned()));
        }
        let raw = self.text.get(tag.clone()).unwrap_or_default();
        if let Some(with) = filled(raw, what) {
            self.edits.push((tag, with));
        }
    }

    /// Puts the anchors of a comment around paragraphs.
    fn comment(&mut self, number: u64, first: &Spot, last: &Spot) {
        let [begin, end] = self.anchors(number);
        match (&first.empty, &last.empty) {
            (Some(one), Some(other)) if one == other => {
                self.append(one.clone(), true, 0, &(begin + &end));
            }
            (one, other) => {
                match one {
                    Some(range) => self.append(range.clone(), true, 0, &begin),
                    None => self.edits.push((first.content.start..first.content.start, begin)),
                }
                match other {
                    Some(range) => self.append(range.clone(), true, 0, &end),
                    None => self.edits.push((last.content.end..last.content.end, end)),
                }
            }
        }
    }

    /// What begins and what ends the range of a comment.
    fn anchors(&self, number: u64) -> [String; 2] {
        let Names { prefix: w, declaration } = &self.names;
        [
            format!("<{w}commentRangeStart{declaration} {w}id=\"{number}\"/>"),
            format!(
                "<{w}commentRangeEnd{declaration} {w}id=\"{number}\"/><{w}r{declaration}><{w}commentReference \
                 {w}id=\"{number}\"/></{w}r>"
            ),
        ]
    }

    fn fill(&self, severity: Severity) -> String {
        let Names { prefix: w, declaration } = &self.names;
        let colour = fill(severity);
        format!("<{w}shd{declaration} {w}val=\"clear\" {w}color=\"auto\" {w}fill=\"{colour}\"/>")
    }

    fn is_gone(&self, tag: &Tag<'_>) -> bool {
        tag.attribute("id").is_some_and(|id| self.gone.contains(&id))
    }
}

/// An element without content, given some.
fn filled(raw: &str, content: &str) -> Option<String> {
    let tag = Cursor::new(raw).tag(0).ok()??;
    Some(opened(raw, &tag, content))
}
