//! The tags of cells, and cells as nearly all programs write them.

use std::borrow::Cow;

use quick_xml::escape::unescape;

use super::texts::meant;

/// What the tag of a cell says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct CellTag {
    /// Row and column, from 1; None where it is the next one.
    pub place: Option<(u32, u32)>,
    /// The number of its format.
    pub format: u32,
    pub kind: CellKind,
}

/// What the value of a cell is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum CellKind {
    #[default]
    Number,
    /// The number of a shared text.
    Shared,
    Truth,
    /// A date as ISO 8601 writes it.
    Date,
    /// The text of a formula's result.
    Text,
    /// Nothing: the text stands beside it.
    Inline,
    /// An error, or what later editions may bring: the value says it.
    Other,
}

impl CellTag {
    /// Takes an attribute; None where it is none that a cell can have.
    pub fn take(&mut self, name: &str, value: &str) -> Option<()> {
        match name {
            "r" => self.place = Some(place(value)?),
            "s" => self.format = value.parse().ok()?,
            "t" => {
                self.kind = match value {
                    "n" => CellKind::Number,
                    "s" => CellKind::Shared,
                    "b" => CellKind::Truth,
                    "d" => CellKind::Date,
                    "str" => CellKind::Text,
                    "inlineStr" => CellKind::Inline,
                    _ => CellKind::Other,
                }
            }
            _ => {}
        }
        Some(())
    }
}

/// The row and the column, from 1, that a name stands for: `B12`.
pub(crate) fn place(name: &str) -> Option<(u32, u32)> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic);
    let column = letters.clone().try_fold(0u32, |column, letter| {
        column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    })?;
    let row = row(name.get(letters.count()..)?)?;
    (column > 0).then_some((row, column))
}

/// The number of a row, from 1.
pub(crate) fn row(digits: &str) -> Option<u32> {
    let row = digits.bytes().try_fold(0u32, |row, digit| {
        row.checked_mul(10)?.checked_add(digit.is_ascii_digit().then(|| u32::from(digit - b'0'))?)
    })?;
    (row > 0).then_some(row)
}

/// What a cell holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Content<'a> {
    Nothing,
    Value(&'a str),
    Text(Cow<'a, str>),
}

/// The cell that a text begins with, and what follows it: `<c r="A1" s="2" t="s"><v>3</v></c>` without going
/// through its tags one by one. None for all that is written in another way.
pub(super) fn common(text: &str) -> Option<(CellTag, Content<'_>, &str)> {
    let mut tag = CellTag::default();
    let mut rest = text.trim_ascii_start().strip_prefix("<c")?;
    while let Some(attribute) = rest.strip_prefix(' ') {
        let length = attribute.bytes().position(|byte| !byte.is_ascii_alphanumeric())?;
        let (name, value) = attribute.split_at(length);
        let value = value.strip_prefix("=\"")?;
        let length = value.bytes().position(|byte| matches!(byte, b'"' | b'&' | b'<' | b'>'))?;
        tag.take(name, &value[..length])?;
        rest = value[length..].strip_prefix('"')?;
    }
    if let Some(rest) = rest.strip_prefix("/>") {
        return Some((tag, Content::Nothing, rest));
    }
    let rest = rest.strip_prefix('>')?;
    if let Some(value) = rest.strip_prefix("<v>") {
        let length = value.bytes().position(|byte| matches!(byte, b'<' | b'&' | b'\r'))?;
        let rest = value[length..].strip_prefix("</v></c>")?;
        return Some((tag, Content::Value(&value[..length]), rest));
    }
    let Some(text) = rest.strip_prefix("<is><t>") else {
        return Some((tag, Content::Nothing, rest.strip_prefix("</c>")?));
    };
    let length = memchr::memchr2(b'<', b'\r', text.as_bytes())?;
    let rest = text[length..].strip_prefix("</t></is></c>")?;
    let text = match unescape(&text[..length]).ok()? {
        Cow::Borrowed(text) => meant(text),
        Cow::Owned(text) => Cow::Owned(meant(&text).into_owned()),
    };
    Some((tag, Content::Text(text), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        for (name, at) in [
            ("A1", Some((1, 1))),
            ("xfd1048576", Some((1_048_576, 16_384))),
            ("A0", None),
            ("12", None),
            ("A", None),
            ("A1B", None),
            ("", None),
            ("A99999999999", None),
            ("ZZZZZZZZZZ1", None),
        ] {
            assert_eq!(place(name), at, "{name}");
        }
    }

    #[test]
    fn cells_as_they_are_mostly_written() {
        let tag = |format, kind| CellTag { place: Some((1, 2)), format, kind };
        for (cell, read) in [
            ("<c r=\"B1\" s=\"3\"/>", Some((tag(3, CellKind::Number), Content::Nothing))),
            ("\n <c r=\"B1\" s=\"3\" t=\"b\"></c>", Some((tag(3, CellKind::Truth), Content::Nothing))),
            ("<c r=\"B1\" t=\"s\"><v>12</v></c>", Some((tag(0, CellKind::Shared), Content::Value("12")))),
            (
                "<c r=\"B1\" t=\"inlineStr\"><is><t> &#20013;_x000A_&amp; </t></is></c>",
                Some((tag(0, CellKind::Inline), Content::Text("中\n&".into()))),
            ),
            ("<c><v>1</v></c>", Some((CellTag::default(), Content::Value("1")))),
            ("<c r='B1'><v>1</v></c>", None),
            ("<c r=\"B1\"><v>1</v><f/></c>", None),
            ("<c r=\"B1\" t=\"str\"><v>&lt;</v></c>", None),
            ("<c r=\"B1\"><v>1", None),
            ("<c r=\"B", None),
            ("<cols/>", None),
            ("</row>", None),
        ] {
            let read = read.map(|(tag, content)| (tag, content, "<c/>"));
            assert_eq!(common(&format!("{cell}<c/>")), read, "{cell}");
        }
    }
}
