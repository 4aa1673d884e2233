//! WordprocessingML: paragraphs and tables, their parts in the order of the transitional schema.

use std::fmt::Write as _;

use quick_xml::escape::escape;

use crate::text::printable;

/// The width of all tables, in twips: that of the page between its margins.
pub(super) const WIDTH: u32 = 9298;
/// A row with more characters than this may go on on the next page.
const LONG_ROW: usize = 240;

/// The content of a document, being written. All texts go through [`Markup::text`].
#[derive(Debug, Clone, Default)]
pub(super) struct Markup(String);

/// A row of a table.
pub(super) struct Row<'a> {
    cells: Vec<Cell<'a>>,
    is_head: bool,
    /// The least height, in twips.
    height: Option<u32>,
}

/// A cell of a table.
pub(super) struct Cell<'a> {
    style: &'static str,
    paragraphs: Vec<&'a str>,
    span: u32,
    merge: Option<Merge>,
    /// The bookmark that the text leads to.
    link: Option<&'a str>,
}

/// A cell's part in an area of several rows.
#[derive(Debug, Clone, Copy)]
enum Merge {
    Begins,
    GoesOn,
}

impl<'a> Row<'a> {
    /// A row of these cells.
    pub fn new(cells: impl Into<Vec<Cell<'a>>>) -> Self {
        Self { cells: cells.into(), is_head: false, height: None }
    }

    /// A row that stands again at the top of each page that the table goes on on, unless it is too long for that. Only
    /// the first rows of a table can.
    pub fn head(mut self) -> Self {
        self.is_head = true;
        self
    }

    /// A row of at least this height, in twips.
    pub fn at_least(mut self, height: u32) -> Self {
        self.height = Some(height);
        self
    }

    fn is_long(&self) -> bool {
        let texts = self.cells.iter().flat_map(|cell| &cell.paragraphs);
        texts.map(|text| text.chars().count()).sum::<usize>() > LONG_ROW
    }
}

impl<'a> Cell<'a> {
    /// A cell with one paragraph in a style.
    pub fn new(style: &'static str, text: &'a str) -> Self {
        Self { style, paragraphs: vec![text], span: 1, merge: None, link: None }
    }

    /// A cell with these paragraphs; one that is empty where there are none, for a cell has to have one.
    pub fn lines(style: &'static str, lines: impl IntoIterator<Item = &'a str>) -> Self {
        let mut paragraphs: Vec<&str> = lines.into_iter().collect();
        if paragraphs.is_empty() {
            paragraphs.push("");
        }
        Self { paragraphs, ..Self::new(style, "") }
    }

    /// The cell over so many columns.
    pub fn over(mut self, columns: u32) -> Self {
        self.span = columns;
        self
    }

    /// The cell as one of an area of several rows, of which only the first shows its text.
    pub fn merged(mut self, is_first: bool) -> Self {
        self.merge = Some(if is_first { Merge::Begins } else { Merge::GoesOn });
        self
    }

    /// The cell with its text as a link to a bookmark.
    pub fn linked(mut self, bookmark: &'a str) -> Self {
        self.link = Some(bookmark);
        self
    }
}

impl Markup {
    /// A paragraph in a style.
    pub fn paragraph(&mut self, style: &str, text: &str) {
        self.begin_paragraph(style);
        self.run(text);
        self.0.push_str("</w:p>");
    }

    /// A paragraph that links lead to. `number` is the bookmark's own.
    pub fn target(&mut self, style: &str, text: &str, bookmark: &str, number: usize) {
        self.begin_paragraph(style);
        // Writing to a text cannot fail, here and below.
        let _ = write!(self.0, r#"<w:bookmarkStart w:id="{number}" w:name="{bookmark}"/>"#);
        self.run(text);
        let _ = write!(self.0, r#"<w:bookmarkEnd w:id="{number}"/></w:p>"#);
    }

    /// A table with columns of these widths, in twips.
    pub fn table<'a>(&mut self, columns: &[u32], rows: impl IntoIterator<Item = Row<'a>>) {
        let _ = write!(
            self.0,
            r#"<w:tbl><w:tblPr><w:tblStyle w:val="Form"/><w:tblW w:w="{WIDTH}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>"#
        );
        for width in columns {
            let _ = write!(self.0, r#"<w:gridCol w:w="{width}"/>"#);
        }
        self.0.push_str("</w:tblGrid>");
        // Rows at the top stand again only without a gap.
        let mut is_top = true;
        for row in rows {
            let is_long = row.is_long();
            is_top &= row.is_head && !is_long;
            self.row(columns, &row, is_long, is_top);
        }
        self.0.push_str("</w:tbl>");
    }

    fn row(&mut self, columns: &[u32], row: &Row<'_>, is_long: bool, is_head: bool) {
        self.0.push_str("<w:tr><w:trPr>");
        if !is_long {
            self.0.push_str("<w:cantSplit/>");
        }
        if let Some(height) = row.height {
            let _ = write!(self.0, r#"<w:trHeight w:val="{height}" w:hRule="atLeast"/>"#);
        }
        if is_head {
            self.0.push_str("<w:tblHeader/>");
        }
        self.0.push_str("</w:trPr>");
        let mut widths = columns.iter();
        for cell in &row.cells {
            let width: u32 = widths.by_ref().take(cell.span as usize).sum();
            self.cell(cell, width);
        }
        self.0.push_str("</w:tr>");
    }

    fn cell(&mut self, cell: &Cell<'_>, width: u32) {
        let _ = write!(self.0, r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>"#);
        if cell.span > 1 {
            let _ = write!(self.0, r#"<w:gridSpan w:val="{}"/>"#, cell.span);
        }
        self.0.push_str(match cell.merge {
            Some(Merge::Begins) => r#"<w:vMerge w:val="restart"/>"#,
            Some(Merge::GoesOn) => "<w:vMerge/>",
            None => "",
        });
        self.0.push_str(r#"<w:vAlign w:val="center"/></w:tcPr>"#);
        let is_shown = !matches!(cell.merge, Some(Merge::GoesOn));
        for text in &cell.paragraphs {
            self.begin_paragraph(cell.style);
            match cell.link {
                Some(bookmark) if is_shown => {
                    let _ = write!(self.0, r#"<w:hyperlink w:anchor="{bookmark}" w:history="1">"#);
                    self.run(text);
                    self.0.push_str("</w:hyperlink>");
                }
                _ if is_shown => self.run(text),
                _ => {}
            }
            self.0.push_str("</w:p>");
        }
        self.0.push_str("</w:tc>");
    }

    fn begin_paragraph(&mut self, style: &str) {
        let _ = write!(self.0, r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>"#);
    }

    fn run(&mut self, text: &str) {
        if !text.is_empty() {
            self.0.push_str(r#"<w:r><w:t xml:space="preserve">"#);
            self.text(text);
            self.0.push_str("</w:t></w:r>");
        }
    }

    /// A text as XML can hold it: what it forbids is made visible.
    fn text(&mut self, text: &str) {
        self.0.push_str(&escape(printable(text)));
    }

    /// Appends what was written elsewhere.
    pub fn append(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }

    /// Appends XML that holds no text of a user.
    pub fn raw(&mut self, xml: &str) {
        self.0.push_str(xml);
    }

    /// All of it.
    pub fn into_xml(self) -> String {
        self.0
    }
}
