//! The texts of a workbook: those that its cells share, and how a text is written down.

use std::borrow::Cow;

use quick_xml::events::BytesStart;

use super::markup::Markup;
use crate::read::xml::attributes;
use crate::read::{InputError, Large};

/// The most different texts of a workbook: each costs some memory even when it is empty.
const MOST_TEXTS: usize = 4_000_000;

/// Texts that cells name by their number.
#[derive(Debug, Default)]
pub(super) struct SharedTexts {
    text: String,
    /// Where each text ends.
    ends: Vec<u32>,
}

impl SharedTexts {
    /// Reads the part of the shared texts.
    ///
    /// # Errors
    /// [`InputError`] where it is damaged, or has more texts than a workbook can have or says so.
    pub fn new(part: &str) -> Result<Self, InputError> {
        let too_many = || InputError::TooLarge { what: Large::Strings, limit: MOST_TEXTS as u64 };
        let mut shared = Self::default();
        let mut xml = Markup::new(part);
        while let Some(tag) = xml.child(0)? {
            match tag.local_name().as_ref() {
                "si" if shared.ends.len() < MOST_TEXTS => {
                    rich_text(&mut xml, &mut shared.text)?;
                    // A part is smaller than 4 GB, and no text longer than what is written down.
                    shared.ends.push(shared.text.len() as u32);
                }
                "si" => return Err(too_many()),
                "sst" => {
                    let declared = attributes(&tag).find(|(name, _)| *name == "uniqueCount");
                    let is_fine =
                        |count: &str| !count.trim().parse().is_ok_and(|count: f64| count > MOST_TEXTS as f64);
                    if !declared.is_none_or(|(_, count)| is_fine(&count)) {
                        return Err(too_many());
                    }
                }
                _ => {}
            }
        }
        shared.ends.shrink_to_fit();
        Ok(shared)
    }

    /// The text with this number.
    pub fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)?;
        let start =
            number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        self.text.get(start as usize..end as usize)
    }
}

/// Appends the text of the element that was opened last (`si`, `is`): all its runs, without how they are
/// pronounced.
pub(super) fn rich_text(xml: &mut Markup<'_>, text: &mut String) -> Result<(), InputError> {
    let depth = xml.depth();
    while let Some(tag) = xml.child(depth)? {
        match tag.local_name().as_ref() {
            "t" => run(xml, &tag, text)?,
            "rPh" => xml.skip()?,
            _ => {}
        }
    }
    Ok(())
}

fn run(xml: &mut Markup<'_>, tag: &BytesStart<'_>, text: &mut String) -> Result<(), InputError> {
    let keeps_space = attributes(tag).any(|(name, value)| name == "space" && value == "preserve");
    let start = text.len();
    xml.text(text)?;
    let written = text.get(start..).unwrap_or_default();
    let meant = if keeps_space { unescaped(written) } else { meant(written) };
    if meant.len() != written.len() {
        let meant = meant.into_owned();
        text.truncate(start);
        text.push_str(&meant);
    }
    Ok(())
}

/// What is meant by a text as it is written down: blanks around it are those of the XML.
pub(super) fn meant(written: &str) -> Cow<'_, str> {
    unescaped(written.trim_matches([' ', '\t', '\r', '\n']))
}

/// Characters that XML cannot hold are written as `_x000D_`: four digits for each unit of UTF-16.
pub(super) fn unescaped(written: &str) -> Cow<'_, str> {
    if !written.contains("_x") {
        return Cow::Borrowed(written);
    }
    let mut text = String::with_capacity(written.len());
    let mut rest = written;
    while let Some((at, mut unit)) = escape(rest) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        // Two may stand for one character.
        let mut units = Vec::new();
        loop {
            units.push(unit);
            rest = &rest[ESCAPE..];
            match escape(rest) {
                Some((0, next)) => unit = next,
                _ => break,
            }
        }
        text.push_str(&String::from_utf16_lossy(&units));
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// The length of `_x000D_`.
const ESCAPE: usize = 7;

/// The first escape: where it stands and its unit.
fn escape(text: &str) -> Option<(usize, u16)> {
    text.match_indices("_x").find_map(|(at, _)| {
        let digits = text.get(at + 2..at + ESCAPE)?.strip_suffix('_')?;
        let is_number = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        Some((at, u16::from_str_radix(digits, 16).ok().filter(|_| is_number)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_texts() {
        let part = "<x:sst uniqueCount=\"5\"><x:si><x:t> a&amp;b\n</x:t></x:si><x:si/>\
                    <x:si><x:r><x:rPr/><x:t>c</x:t></x:r><x:r><x:t xml:space='preserve'> d </x:t></x:r>\
                    <x:rPh sb=\"0\" eb=\"1\"><x:t>e</x:t></x:rPh></x:si><x:si><x:t>1_x000D_2</x:t></x:si></x:sst>";
        let shared = SharedTexts::new(part).unwrap();
        let texts: Vec<_> = (0..5).map(|number| shared.get(number)).collect();
        assert_eq!(texts, [Some("a&b"), Some(""), Some("c d "), Some("1\r2"), None]);
    }

    #[test]
    fn escapes() {
        for (written, text) in [
            ("_x000d_", "\r"),
            ("a_x005F_x000D_", "a_x000D_"),
            ("_xD83D__xDE00_", "😀"),
            ("_xD83D_", "\u{FFFD}"),
            ("_x00_x000A_", "_x00\n"),
            ("_x+00D_", "_x+00D_"),
            ("_x文", "_x文"),
            ("_x_x0041_", "_xA"),
        ] {
            assert_eq!(unescaped(written), text, "{written}");
        }
    }

    #[test]
    fn more_texts_than_there_can_be() {
        for (part, is_fine) in [
            ("<sst uniqueCount=\"12\"><si/></sst>".to_owned(), true),
            ("<sst uniqueCount = '99999999'/>".to_owned(), false),
            ("<sst uniqueCount = '99999999999999999999999'/>".to_owned(), false),
            (format!("<sst>{}</sst>", "<si/>".repeat(MOST_TEXTS + 1)), false),
        ] {
            assert_eq!(SharedTexts::new(&part).is_ok(), is_fine);
        }
    }
}
