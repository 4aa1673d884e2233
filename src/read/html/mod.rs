//! Web pages → [`Grid`]: many systems export a page under the name of a workbook, and people open it in Excel.
//! Rows are counted as Excel counts them then: a row for each row of a table and for each block of text between
//! tables. A table inside a cell has its rows after the row of that cell.
//!
//! Tags are taken as they come, so that a page with ends missing is read as a browser reads it.

mod table;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use crate::read::filling::{Budget, Filling};
use crate::read::flow::Flow;
use crate::read::guard::guarded;
use crate::read::{Grid, InputError, Place};
use table::{OpenCell, Table};

/// Tables inside one another. What is nested deeper goes on as rows of the innermost of these.
const MOST_TABLES: usize = 64;

/// Reads a page.
///
/// # Errors
/// [`InputError`] where it has no text or too much.
pub(super) fn read(text: &str) -> Result<Vec<Grid>, InputError> {
    let grid = page(text, None, &mut Budget::new())?;
    if grid.is_empty() { Err(InputError::Empty) } else { Ok(vec![grid.finish()]) }
}

/// Reads a page that is one of several.
pub(super) fn page(text: &str, name: Option<String>, budget: &mut Budget) -> Result<Filling, InputError> {
    let mut page = Page {
        budget,
        filling: Filling::new(name),
        row: 0,
        has_frames: false,
        tables: Vec::new(),
        deeper: 0,
        loose: Flow::default(),
        muted: None,
        tag: Tag::default(),
    };
    let read = guarded(|| {
        let mut emitter =
            CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| page.event(&event).err());
        emitter.naively_switch_states(true);
        match Tokenizer::new_with_emitter(text, emitter).next() {
            Some(Ok(error)) => Err(error),
            None => Ok(()),
        }
    });
    read.unwrap_or(Err(InputError::UnknownFormat))?;
    page.end()
}

struct Page<'b> {
    budget: &'b mut Budget,
    filling: Filling,
    /// Rows so far.
    row: u32,
    /// Whether the page is made of others.
    has_frames: bool,
    /// The tables that are open, the innermost last.
    tables: Vec<Table>,
    /// How many tables are open beyond [`MOST_TABLES`].
    deeper: usize,
    /// Text outside of cells.
    loose: Flow,
    muted: Option<Muted>,
    tag: Tag,
}

/// A part of the page that shows nothing.
enum Muted {
    /// Up to the end of this element.
    Element(Vec<u8>),
    /// Up to the end of a condition: what it holds is for programs that have no cell comments.
    Condition,
    /// Up to the page's end: Excel lists the comments of all cells there.
    Comments,
}

/// A tag that begins an element, while its attributes are read.
#[derive(Default)]
struct Tag {
    name: Vec<u8>,
    attribute: Attribute,
    columns: u32,
    rows: u32,
    is_hidden: bool,
    /// Whether it spans columns that are not merged: Excel writes blank cells so.
    is_filler: bool,
    lists_comments: bool,
}

#[derive(Default)]
enum Attribute {
    Columns,
    Rows,
    Style,
    #[default]
    Other,
}

impl Page<'_> {
    fn event(&mut self, event: &CallbackEvent<'_>) -> Result<(), InputError> {
        match *event {
            CallbackEvent::OpenStartTag { name } => self.tag.begin(name),
            CallbackEvent::AttributeName { name } => {
                self.tag.is_hidden |= name == b"hidden";
                self.tag.attribute = match name {
                    b"colspan" => Attribute::Columns,
                    b"rowspan" => Attribute::Rows,
                    b"style" => Attribute::Style,
                    _ => Attribute::Other,
                }
            }
            CallbackEvent::AttributeValue { value } => self.tag.value(value),
            CallbackEvent::CloseStartTag { self_closing } if self.muted.is_none() => {
                return self.open(self_closing);
            }
            CallbackEvent::EndTag { name } => match &self.muted {
                Some(Muted::Element(muted)) if muted == name => self.muted = None,
                Some(_) => {}
                None => return self.close(name),
            },
            CallbackEvent::String { value } if self.muted.is_none() => return self.text(value),
            CallbackEvent::Comment { value } => match &self.muted {
                None if value.starts_with(b"[if !supportAnnotations]") => {
                    self.muted = Some(Muted::Condition);
                }
                Some(Muted::Condition) if value.starts_with(b"[endif]") => self.muted = None,
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &[u8]) -> Result<(), InputError> {
        let flow = match self.tables.last_mut() {
            Some(table) if table.is_hidden() => return Ok(()),
            Some(Table { cell: Some(cell), .. }) => &mut cell.flow,
            _ => &mut self.loose,
        };
        flow.text(&String::from_utf8_lossy(text));
        self.budget.has_room(flow.len())
    }

    fn open(&mut self, self_closing: bool) -> Result<(), InputError> {
        if self.tag.lists_comments {
            self.muted = Some(Muted::Comments);
            return Ok(());
        }
        match self.tag.name.as_slice() {
            b"table" => self.open_table(),
            b"tr" => self.open_row(),
            b"td" | b"th" => self.open_cell(),
            b"tbody" | b"thead" | b"tfoot" => self.close_row(),
            b"br" => self.new_line(),
            b"frameset" => {
                self.has_frames = true;
                Ok(())
            }
            // The browser shows the name of a page elsewhere; `comment` holds a comment of a cell; `xml` holds
            // settings.
            b"script" | b"style" | b"title" | b"template" | b"xml" | b"comment" if !self_closing => {
                self.muted = Some(Muted::Element(std::mem::take(&mut self.tag.name)));
                Ok(())
            }
            name if is_block(name) => self.new_block(),
            _ => Ok(()),
        }
    }

    fn close(&mut self, name: &[u8]) -> Result<(), InputError> {
        match name {
            b"table" if self.deeper > 0 => {
                self.deeper -= 1;
                Ok(())
            }
            b"table" => self.close_table(),
            b"tr" | b"tbody" | b"thead" | b"tfoot" => self.close_row(),
            b"td" | b"th" => self.close_cell(),
            name if is_block(name) => self.new_block(),
            _ => Ok(()),
        }
    }

    fn new_line(&mut self) -> Result<(), InputError> {
        match self.tables.last_mut().and_then(|table| table.cell.as_mut()) {
            Some(cell) => {
                cell.flow.new_line();
                self.budget.has_room(cell.flow.len())
            }
            None => self.end_block(),
        }
    }

    fn new_block(&mut self) -> Result<(), InputError> {
        match self.tables.last_mut().and_then(|table| table.cell.as_mut()) {
            Some(cell) => {
                cell.flow.new_block();
                Ok(())
            }
            None => self.end_block(),
        }
    }

    /// Text between tables is a row of its own.
    fn end_block(&mut self) -> Result<(), InputError> {
        let text = self.loose.finish();
        if !text.is_empty() {
            self.row = self.row.saturating_add(1);
            self.budget.take(1, text.len(), 1)?;
            self.filling.push(Place { row: self.row, column: 1 }, text)?;
        }
        self.loose.clear();
        Ok(())
    }

    fn open_table(&mut self) -> Result<(), InputError> {
        self.new_block()?;
        if self.tables.len() >= MOST_TABLES {
            self.deeper += 1;
            return Ok(());
        }
        // A table is inside another one only where it stands in a cell.
        if self.tables.last().is_some_and(|table| table.cell.is_none()) {
            self.close_table()?;
        }
        let outer = self.tables.last();
        let column = outer.and_then(|table| table.cell.as_ref()).map_or(1, |cell| cell.place.column);
        let is_hidden = self.tag.is_hidden || outer.is_some_and(Table::is_hidden);
        self.tables.push(Table::new(column, is_hidden));
        Ok(())
    }

    fn open_row(&mut self) -> Result<(), InputError> {
        if self.tables.is_empty() {
            self.tables.push(Table::new(1, false));
        }
        self.close_row()?;
        self.end_block()?;
        if let Some(table) = self.tables.last_mut() {
            table.open_row(&mut self.row, self.tag.is_hidden);
        }
        Ok(())
    }

    fn open_cell(&mut self) -> Result<(), InputError> {
        self.close_cell()?;
        if self.tables.last().is_none_or(|table| table.row.is_none()) {
            let is_hidden = std::mem::take(&mut self.tag.is_hidden);
            self.open_row()?;
            self.tag.is_hidden = is_hidden;
        }
        if let Some(table) = self.tables.last_mut() {
            let Tag { columns, rows, is_hidden, is_filler, .. } = self.tag;
            table.open_cell(columns, rows, is_hidden);
            if is_filler && rows == 1 {
                table.unmerge();
            }
        }
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), InputError> {
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        let is_hidden = table.is_hidden();
        match table.cell.take() {
            Some(OpenCell { place, flow, .. }) if !is_hidden => {
                let text = flow.finish();
                self.budget.take(usize::from(!text.is_empty()), text.len(), 1)?;
                self.filling.push(place, text)
            }
            _ => Ok(()),
        }
    }

    fn close_row(&mut self) -> Result<(), InputError> {
        self.close_cell()?;
        if let Some(table) = self.tables.last_mut() {
            table.row = None;
        }
        Ok(())
    }

    fn close_table(&mut self) -> Result<(), InputError> {
        self.close_row()?;
        self.end_block()?;
        if let Some(table) = self.tables.pop() {
            table.merges().for_each(|(first, last)| self.filling.merge(first, last));
        }
        Ok(())
    }

    fn end(mut self) -> Result<Filling, InputError> {
        while !self.tables.is_empty() {
            self.close_table()?;
        }
        self.end_block()?;
        if self.has_frames && self.filling.is_empty() {
            // Its tables stand in files beside it.
            return Err(InputError::LegacyFormat { format: "HTML (frameset)", save_as: ".xlsx" });
        }
        Ok(self.filling)
    }
}

impl Tag {
    fn begin(&mut self, name: &[u8]) {
        self.name.clear();
        self.name.extend_from_slice(name);
        (self.columns, self.rows) = (1, 1);
        (self.is_hidden, self.is_filler, self.lists_comments) = (false, false, false);
    }

    fn value(&mut self, value: &[u8]) {
        match self.attribute {
            Attribute::Columns => self.columns = span(value).max(1),
            // Rows down to the table's end are written as none.
            Attribute::Rows => self.rows = if span(value) == 0 { u32::MAX } else { span(value) },
            Attribute::Style => {
                let style = value.to_ascii_lowercase();
                let style: String =
                    String::from_utf8_lossy(&style).split_ascii_whitespace().collect::<Vec<_>>().concat();
                self.is_hidden |= style.split(';').any(|declaration| declaration.starts_with("display:none"));
                self.is_filler = style.contains("mso-ignore:colspan");
                self.lists_comments = style.contains("mso-element:comment-list");
            }
            Attribute::Other => {}
        }
    }
}

/// The digits that a number begins with; 1 without any.
fn span(value: &[u8]) -> u32 {
    let digits = value.trim_ascii_start().iter().take_while(|byte| byte.is_ascii_digit());
    let number = |digits: Option<u32>, byte: &u8| {
        let digit = u32::from(byte - b'0');
        Some(digits.unwrap_or(0).saturating_mul(10).saturating_add(digit))
    };
    digits.fold(None, number).unwrap_or(1)
}

/// Whether an element begins a line of its own.
fn is_block(name: &[u8]) -> bool {
    matches!(
        name,
        b"address"
            | b"article"
            | b"blockquote"
            | b"body"
            | b"caption"
            | b"center"
            | b"dd"
            | b"div"
            | b"dl"
            | b"dt"
            | b"fieldset"
            | b"footer"
            | b"form"
            | b"h1"
            | b"h2"
            | b"h3"
            | b"h4"
            | b"h5"
            | b"h6"
            | b"header"
            | b"hr"
            | b"html"
            | b"li"
            | b"main"
            | b"ol"
            | b"p"
            | b"pre"
            | b"section"
            | b"ul"
    )
}
