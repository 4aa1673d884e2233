//! The document's XML → tables and the paragraphs beside them, in their order.
//!
//! Elements are known by their local names: documents come with other prefixes, and with the namespaces of the
//! strict standard. What is open is kept in lists, not in calls, so that no nesting exhausts the stack.

use std::collections::VecDeque;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use super::super::InputError;
use super::symbol::symbol;
use super::table::{OpenTable, Table, Vertical};
use super::{attribute, broken};

/// How many paragraphs above a table are looked at: its title, the year, the unit of its money.
const NEAR_ABOVE: usize = 8;
/// How many paragraphs below a table are looked at: its notes.
const NEAR_BELOW: usize = 4;
/// Sentences beyond this many characters are prose.
const LONGEST_SENTENCE: usize = 20;
/// Everything beyond this many characters is.
const LONGEST_HEADING: usize = 60;

/// A piece of the document.
#[derive(Debug)]
pub(super) enum Block {
    /// The text of a paragraph near a table, and where the paragraph begins in the XML.
    Paragraph(String, usize),
    /// A table. Those inside its cells follow it.
    Table(Table),
}

/// Reads the document. The prose between tables is left out: its years and sums are not the table's.
///
/// # Errors
/// [`InputError`] where the XML is damaged, or a table too large.
pub(super) fn read(text: &str) -> Result<Vec<Block>, InputError> {
    let mut content = Content::default();
    let mut reader = Reader::from_str(text);
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or_default();
        match reader.read_event().map_err(|error| broken(error.to_string()))? {
            Event::Start(element) => content.start(&element, at)?,
            Event::Empty(element) => {
                content.start(&element, at)?;
                content.end(element.local_name().as_ref())?;
            }
            Event::End(element) => content.end(element.local_name().as_ref())?,
            Event::Text(text) if content.in_text() => content.write(&text.xml10_content()),
            Event::CData(text) if content.in_text() => content.write(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let known = reference.resolve_char_ref().map_err(|error| broken(error.to_string()))?;
                let mut buffer = [0; 4];
                let resolved = match known {
                    Some(ch) => Some(&*ch.encode_utf8(&mut buffer)),
                    None => resolve_predefined_entity(&reference.into_inner()),
                };
                let Some(resolved) = resolved else { return Err(broken("unknown entity")) };
                if content.in_text() {
                    content.write(resolved);
                }
            }
            Event::DocType(_) => return Err(broken("DOCTYPE")),
            Event::Eof => break,
            _ => {}
        }
    }
    if content.open > 0 {
        return Err(broken("unexpected end"));
    }
    Ok(content.blocks)
}

#[derive(Default)]
struct Content {
    blocks: Vec<Block>,
    /// The last paragraphs since the last table, kept only if a table follows; None for prose.
    above: VecDeque<Option<Block>>,
    /// How many of the next paragraphs are near the last table.
    below: usize,
    /// How many tables have begun.
    tables: u32,
    /// The tables that are open, the innermost last.
    nested: Vec<OpenTable>,
    /// Those that have ended inside the outermost.
    ended: Vec<Table>,
    /// The text of the paragraph outside of tables.
    outside: Flow,
    /// The text of each open cell, the innermost last.
    cells: Vec<Flow>,
    /// For each open run whether it is hidden.
    runs: Vec<bool>,
    hidden: usize,
    /// For each open `AlternateContent` whether one of its alternatives was taken.
    alternatives: Vec<bool>,
    /// For each open content control whether it shows what is to be filled in.
    controls: Vec<bool>,
    properties: Option<Properties>,
    text_elements: usize,
    /// How many elements are open.
    open: usize,
    /// How many elements are open around the one that is skipped.
    skipped: Option<usize>,
}

/// The text of a cell, or of a paragraph outside of tables.
#[derive(Default)]
struct Flow {
    text: String,
    /// How many paragraphs are open in it: those of text boxes stand inside another.
    paragraphs: usize,
    /// Where the outermost of them begins.
    begins: usize,
}

/// Whose properties are being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Properties {
    Row,
    Cell,
    Run,
    Control,
}

impl Properties {
    fn of(element: &str) -> Option<Self> {
        Some(match element {
            "trPr" => Self::Row,
            "tcPr" => Self::Cell,
            "rPr" => Self::Run,
            "sdtPr" => Self::Control,
            _ => return None,
        })
    }
}

impl Content {
    fn in_text(&self) -> bool {
        self.text_elements > 0 && self.skipped.is_none()
    }

    fn write(&mut self, text: &str) {
        if self.hidden == 0 {
            self.flow().text.push_str(text);
        }
    }

    fn flow(&mut self) -> &mut Flow {
        self.cells.last_mut().unwrap_or(&mut self.outside)
    }

    /// Takes the tag that stands `at` this place in the XML.
    fn start(&mut self, element: &BytesStart<'_>, at: usize) -> Result<(), InputError> {
        self.open += 1;
        if self.skipped.is_some() {
            return Ok(());
        }
        let name = element.local_name();
        let name = name.as_ref();
        if let Some(properties) = self.properties {
            return self.property(properties, name, element);
        }
        match name {
            "p" => self.begin_paragraph(at),
            "r" => self.runs.push(false),
            "t" => self.text_elements += 1,
            "br" | "cr" if !self.runs.is_empty() => self.write("\n"),
            // Outside of tables tabs part what stands in one line.
            "tab" | "ptab" if !self.runs.is_empty() => {
                self.write(if self.cells.is_empty() { "\t" } else { " " });
            }
            "noBreakHyphen" => self.write("-"),
            "sym" => {
                let font = attribute(element, "font").unwrap_or_default();
                let number = attribute(element, "char").unwrap_or_default();
                if let Some(ch) = symbol(&font, &number) {
                    self.write(ch.encode_utf8(&mut [0; 4]));
                }
            }
            "tbl" => {
                self.tables = self.tables.saturating_add(1);
                self.nested.push(OpenTable::new(self.tables));
            }
            "gridCol" => {
                let width = attribute(element, "w").and_then(|width| width.trim().parse().ok());
                self.table(|table| table.add_column(width.unwrap_or(0)));
            }
            "tr" => self.table(OpenTable::begin_row),
            "tc" => {
                self.table(|table| table.begin_cell(at));
                self.cells.push(Flow::default());
            }
            "sdt" => self.controls.push(false),
            "sdtContent" if self.controls.last() == Some(&true) => self.skip(),
            "AlternateContent" => self.alternatives.push(false),
            "Choice" | "Fallback" => match self.alternatives.last_mut() {
                Some(taken) if !*taken => *taken = true,
                Some(_) => self.skip(),
                None => {}
            },
            // What was deleted or moved away; what lies over the text (拼音); how paragraphs look.
            "del" | "moveFrom" | "rt" | "pPr" | "tblPr" | "tblPrEx" | "tblGridChange" | "sectPr" => {
                self.skip()
            }
            _ => self.properties = Properties::of(name),
        }
        Ok(())
    }

    fn property(
        &mut self,
        properties: Properties,
        name: &str,
        element: &BytesStart<'_>,
    ) -> Result<(), InputError> {
        match (properties, name) {
            // What they were before a change, and the properties of a control's text.
            (_, "rPrChange" | "trPrChange" | "tcPrChange") | (Properties::Control, "rPr") => self.skip(),
            (Properties::Run, "vanish") if is_on(element) => {
                if let Some(run) = self.runs.last_mut().filter(|run| !**run) {
                    *run = true;
                    self.hidden += 1;
                }
            }
            (Properties::Control, "showingPlcHdr") if is_on(element) => {
                if let Some(control) = self.controls.last_mut() {
                    *control = true;
                }
            }
            (Properties::Row, "del") => self.table(OpenTable::delete_row),
            (Properties::Row, "hidden") if is_on(element) => self.table(OpenTable::delete_row),
            (Properties::Row, "gridBefore") => {
                if let Some(table) = self.nested.last_mut() {
                    table.skip(number(element).unwrap_or(0))?;
                }
            }
            (Properties::Cell, "cellDel") => self.table(OpenTable::delete_cell),
            (Properties::Cell, "gridSpan") => {
                let columns = number(element).unwrap_or(1);
                self.table(|table| table.span(columns));
            }
            (Properties::Cell, "vMerge") => {
                let begins = attribute(element, "val").is_some_and(|value| value == "restart");
                self.table(|table| table.vertical(if begins { Vertical::Begins } else { Vertical::GoesOn }));
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), InputError> {
        self.open = self.open.saturating_sub(1);
        if let Some(level) = self.skipped {
            if self.open == level {
                self.skipped = None;
            }
            return Ok(());
        }
        if self.properties.is_some() {
            if Properties::of(name) == self.properties {
                self.properties = None;
            }
            return Ok(());
        }
        match name {
            "p" => self.end_paragraph(),
            "r" => self.hidden -= usize::from(self.runs.pop() == Some(true)),
            "t" => self.text_elements = self.text_elements.saturating_sub(1),
            "tc" => {
                let flow = self.cells.pop().unwrap_or_default();
                if let Some(table) = self.nested.last_mut() {
                    table.end_cell(&flow.text)?;
                }
            }
            "tr" => self.table(OpenTable::end_row),
            "tbl" => self.end_table(),
            "sdt" => _ = self.controls.pop(),
            "AlternateContent" => _ = self.alternatives.pop(),
            _ => {}
        }
        Ok(())
    }

    /// Skips the element that has just begun.
    fn skip(&mut self) {
        self.skipped = Some(self.open - 1);
    }

    fn table(&mut self, change: impl FnOnce(&mut OpenTable)) {
        if let Some(table) = self.nested.last_mut() {
            change(table);
        }
    }

    fn begin_paragraph(&mut self, at: usize) {
        let flow = self.flow();
        if flow.paragraphs == 0 {
            flow.begins = at;
        }
        flow.paragraphs += 1;
        if !flow.text.is_empty() && !flow.text.ends_with('\n') {
            flow.text.push('\n');
        }
    }

    fn end_paragraph(&mut self) {
        let is_outside = self.cells.is_empty();
        let flow = self.flow();
        flow.paragraphs = flow.paragraphs.saturating_sub(1);
        if !is_outside || flow.paragraphs > 0 {
            return;
        }
        let (text, at) = (std::mem::take(&mut flow.text), flow.begins);
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let kept = (!is_prose(text)).then(|| Block::Paragraph(text.to_owned(), at));
        if self.below > 0 {
            self.below -= 1;
            self.blocks.extend(kept);
            return;
        }
        if self.above.len() == NEAR_ABOVE {
            self.above.pop_front();
        }
        self.above.push_back(kept);
    }

    fn end_table(&mut self) {
        let Some(table) = self.nested.pop() else { return };
        self.ended.push(table.end());
        if self.nested.is_empty() {
            self.blocks.extend(self.above.drain(..).flatten());
            self.below = NEAR_BELOW;
            self.ended.sort_unstable_by_key(|table| table.number);
            self.blocks.extend(self.ended.drain(..).map(Block::Table));
        }
    }
}

/// Whether a paragraph is no heading, title or note of a table.
fn is_prose(text: &str) -> bool {
    const NOTES: [&str; 6] = ["注", "备注", "说明", "填表", "填报", "附"];
    let length = text.chars().take(LONGEST_HEADING + 1).count();
    let is_sentence = length > LONGEST_SENTENCE && text.contains(['。', '；']);
    (is_sentence || length > LONGEST_HEADING) && !NOTES.iter().any(|note| text.starts_with(note))
}

/// Whether a property is in force: `<w:vanish/>`, not `<w:vanish w:val="0"/>`.
fn is_on(element: &BytesStart<'_>) -> bool {
    !matches!(attribute(element, "val").as_deref(), Some("0" | "false" | "off"))
}

fn number(element: &BytesStart<'_>) -> Option<u32> {
    attribute(element, "val")?.trim().parse().ok()
}
