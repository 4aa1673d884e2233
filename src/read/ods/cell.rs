//! What a cell of an OpenDocument spreadsheet shows.

use std::borrow::Cow;

use quick_xml::events::BytesStart;
use rust_decimal::Decimal;

use crate::read::flow::Flow;
use crate::read::number_format::NumberFormat;
use crate::read::xml::attributes;

const TEXT: &str = "urn:oasis:names:tc:opendocument:xmlns:text:1.0";

/// The most spaces that one element stands for.
const MOST_SPACES: usize = 1024;

/// A cell whose text is being read.
pub(super) struct CellText {
    pub attributes: CellAttributes,
    pub flow: Flow,
    /// Whether it has a paragraph, which can be blank.
    pub has_paragraph: bool,
    /// How many elements are open in it: its paragraph and what is inside.
    pub depth: usize,
}

#[derive(Default)]
pub(super) struct CellAttributes {
    pub repeats: u32,
    pub span: (u32, u32),
    pub kind: String,
    value: String,
    pub has_formula: bool,
}

impl CellText {
    pub fn new(tag: &BytesStart<'_>) -> Self {
        let attributes = CellAttributes::new(tag);
        Self { attributes, flow: Flow::default(), has_paragraph: false, depth: 0 }
    }

    /// An element begins in the cell. Returns whether its content belongs to the cell's text.
    pub fn open(&mut self, namespace: &str, name: &str, tag: &BytesStart<'_>) -> bool {
        if namespace != TEXT {
            return false;
        }
        match (self.depth, name) {
            (0, "p" | "h") => {
                if self.has_paragraph {
                    self.flow.new_line();
                }
                self.has_paragraph = true;
            }
            // Notes, ruby, and whatever stands in a cell beside its paragraphs.
            (0, _) | (_, "ruby-text" | "note") => return false,
            (_, "s") => {
                let spaces = attributes(tag).find(|(name, _)| *name == "c");
                let spaces = spaces.map_or(1, |(_, count)| count.parse().unwrap_or(1));
                self.flow.verbatim(&" ".repeat(spaces.min(MOST_SPACES)));
            }
            (_, "tab") => self.flow.verbatim("\t"),
            (_, "line-break") => self.flow.new_line(),
            _ => {}
        }
        self.depth += 1;
        true
    }

    /// Adds text of a paragraph. Spaces count as they stand, for LibreOffice writes several of them so, though
    /// the format has an element for them; line ends come from programs that indent what they write.
    pub fn text(&mut self, text: &str) {
        if text.contains('\n') { self.flow.text(text) } else { self.flow.verbatim(text) }
    }

    /// What the cell shows. Two kinds of cells say more with their value than with their text: numbers that
    /// are rounded, since money has to stay exact, and dates that can be taken for others.
    pub fn shown(&self) -> Cow<'_, str> {
        let text = self.flow.finish();
        let CellAttributes { kind, value, .. } = &self.attributes;
        let number = || value.parse().ok().filter(|number: &f64| number.is_finite());
        let shown = match kind.as_str() {
            "float" | "currency" if is_bare(text) => {
                let exact = number().map(|number| NumberFormat::General.show(number));
                exact.filter(|exact| !says(text, exact))
            }
            "percentage" if text.is_empty() => {
                number().map(|number| NumberFormat::General.show(number * 100.0) + "%")
            }
            "date" => date(value).filter(|date| !is_clear(text, date)).map(|date| {
                let (year, month, day) = date;
                format!("{year}/{month}/{day}")
            }),
            "boolean" if text.is_empty() => Some(value.to_uppercase()),
            _ => None,
        };
        match shown {
            Some(shown) => Cow::Owned(shown),
            None if text.is_empty() && !self.has_paragraph => Cow::Borrowed(value),
            None => Cow::Borrowed(text),
        }
    }
}

impl CellAttributes {
    pub fn new(tag: &BytesStart<'_>) -> Self {
        let mut read = Self { repeats: 1, ..Self::default() };
        for (name, value) in attributes(tag) {
            match name {
                "number-columns-repeated" => read.repeats = count(&value),
                "number-columns-spanned" => read.span.0 = count(&value) - 1,
                "number-rows-spanned" => read.span.1 = count(&value) - 1,
                "formula" => read.has_formula = true,
                // `calcext:value-type` follows `office:value-type` and knows of errors, which show a text.
                "value-type" if read.kind.is_empty() => read.kind = value.into_owned(),
                "value" | "date-value" | "time-value" | "boolean-value" | "string-value" => {
                    read.value = value.into_owned();
                }
                _ => {}
            }
        }
        read
    }
}

/// A number of repeats, at least one.
pub(super) fn count(text: &str) -> u32 {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().unwrap_or(u32::MAX).max(1) } else { 1 }
}

/// Whether a number shows nothing but digits, or nothing.
fn is_bare(text: &str) -> bool {
    text.chars().all(|ch| ch.is_ascii_digit() || matches!(ch, '.' | ',' | '-' | '+' | 'E' | ' ' | '\u{a0}'))
}

/// Whether a number is shown whole: 1,200.00 says 1200.
fn says(text: &str, exact: &str) -> bool {
    let plain: String = text.chars().filter(|ch| !matches!(ch, ',' | ' ' | '\u{a0}')).collect();
    let number = |text: &str| Decimal::from_str_exact(text).ok();
    number(&plain).is_some_and(|shown| Some(shown) == number(exact))
}

/// The year, month and day of `2020-04-03T09:05:07`.
fn date(value: &str) -> Option<(u32, u32, u32)> {
    let mut fields = value.get(..10)?.split('-').map(|field| field.parse().ok());
    Some((fields.next()??, fields.next()??, fields.next()??))
}

/// Whether the text of a date says what is its year, its month and its day.
fn is_clear(text: &str, (year, ..): &(u32, u32, u32)) -> bool {
    let is_time = text.contains(':') && !text.contains(['/', '-', '.']);
    let has_names = text.contains(['月', '日']) && !text.contains('年');
    is_time || has_names || text.starts_with(&year.to_string())
}
