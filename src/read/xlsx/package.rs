//! The parts of an .xlsx package, looked through before they are parsed: what would cost memory is counted
//! first, and what is of no use to the reader of cells is left out.

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::sync::LazyLock;

use memchr::memmem;
use regex::bytes::Regex;

use crate::read::container::{Keep, Unpacked, unpack};
use crate::read::{InputError, Large};

/// Beginnings of the names of folders and parts that hold nothing of a sheet's cells; some are large.
const UNREAD: [&str; 13] = [
    "calcchain",
    "charts",
    "chartsheets",
    "comments",
    "customxml",
    "docprops",
    "drawings",
    "externallinks",
    "media",
    "persons",
    "pivotcache",
    "pivottables",
    "theme",
];
/// The most different texts of a workbook: each costs some memory even when it is empty.
const MOST_STRINGS: usize = 4_000_000;
/// The most formats of cells. Excel allows 65,490.
const MOST_FORMATS: usize = 1 << 17;
/// The longest format code as XML writes it, in bytes. Excel allows 255 characters.
const MOST_FORMAT_CODE: usize = 2048;
/// How often all parts together may be read: for cells, for formulas without a result, and to spare.
const READINGS: usize = 3;

/// Unpacks what is read of a workbook.
///
/// # Errors
/// [`InputError`] where the container is damaged or something in it too large.
pub(super) fn package(bytes: &[u8]) -> Result<Unpacked, InputError> {
    let unpacked = unpack(bytes, |name| {
        let name = name.to_ascii_lowercase();
        let is_read = |piece: &str| !UNREAD.iter().any(|unread| piece.starts_with(unread));
        match () {
            () if !(name.ends_with(".xml") || name.ends_with(".rels")) => Keep::Not,
            () if !name.split(['/', '\\']).all(is_read) => Keep::Not,
            () if name.ends_with("styles.xml") => Keep::Edited(number_formats),
            () => Keep::Whole,
        }
    })?;
    for (name, part) in unpacked.parts() {
        if is_strings(name) {
            bounded_strings(part)?;
        }
    }
    Ok(unpacked)
}

/// The workbook with nothing in its sheets but the merged areas.
///
/// # Errors
/// None but those of writing a container.
pub(super) fn without_cells(package: &Unpacked) -> Result<Unpacked, InputError> {
    package.map(|name, part| match merged_areas(part) {
        _ if is_strings(name) || name.ends_with("styles.xml") => None,
        Some(areas) => Some(areas),
        None => Some(part),
    })
}

/// Whether any sheet may have a formula without a result: nothing, or nothing but an empty value, follows it
/// in its cell.
pub(super) fn may_be_uncalculated(package: &Unpacked) -> bool {
    package.parts().any(|(_, part)| NO_RESULT.as_ref().is_none_or(|pattern| pattern.is_match(part)))
}

static NO_RESULT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let empty = r"<(?:\w+:)?v\s*(?:/>|>\s*</(?:\w+:)?v\s*>)";
    Regex::new(&format!(r"(?-u)[<:/]f(?:\s[^>]*)?>\s*(?:{empty})?\s*</(?:\w+:)?c\s*>")).ok()
});

fn is_strings(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with("sharedstrings.xml")
}

/// The merged areas of a sheet, which stand behind its cells; None for other parts.
fn merged_areas(part: &[u8]) -> Option<&[u8]> {
    memmem::find(part, b"sheetData")?;
    let behind = memmem::rfind(part, b"sheetData>").map_or(part, |at| &part[at..]);
    let start = memmem::find(behind, b"mergeCells").and_then(|at| memchr::memrchr(b'<', &behind[..at]));
    let end = memmem::rfind(behind, b"mergeCells>").map(|at| at + b"mergeCells>".len());
    Some(match (start, end) {
        (Some(start), Some(end)) if start < end => &behind[start..end],
        _ => &[],
    })
}

/// Refuses more texts than a workbook can have; readers also make room for as many as it says it has.
fn bounded_strings(part: &[u8]) -> Result<(), InputError> {
    static STRING: LazyLock<Option<Regex>> = LazyLock::new(|| element("si"));
    static DECLARED: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"(?-u)uniqueCount\s*=\s*["'][^"'<>]{8}"#).ok());
    // An element takes five bytes at least.
    let are_many = part.len() / 5 > MOST_STRINGS && count(&STRING, part) > MOST_STRINGS;
    if are_many || count(&DECLARED, part) > 0 {
        return Err(InputError::TooLarge { what: Large::Strings, limit: MOST_STRINGS as u64 });
    }
    Ok(())
}

/// The styles that say how numbers are shown. Fonts, fills and borders are left out: readers copy them for
/// each format that uses them, however long they are.
fn number_formats(styles: &[u8]) -> Result<Vec<u8>, InputError> {
    static UNUSED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let names =
            ["fonts", "fills", "borders", "cellStyleXfs", "cellStyles", "dxfs", "tableStyles", "extLst"];
        let section = |name| format!(r"<(?:\w+:)?{name}[\s>](?s:.)*?</(?:\w+:)?{name}\s*>");
        Regex::new(&format!("(?-u){}", names.map(section).join("|"))).ok()
    });
    static LONG_CODE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(&format!(r#"(?-u)formatCode\s*=\s*["'][^"'<>]{{{MOST_FORMAT_CODE}}}"#)).ok()
    });
    static FORMAT: LazyLock<Option<Regex>> = LazyLock::new(|| element("xf"));
    let used = match &*UNUSED {
        Some(unused) => unused.replace_all(styles, b"".as_slice()).into_owned(),
        None => styles.to_vec(),
    };
    if count(&FORMAT, &used) > MOST_FORMATS || count(&LONG_CODE, &used) > 0 {
        return Err(InputError::TooLarge { what: Large::Formats, limit: MOST_FORMATS as u64 });
    }
    Ok(used)
}

/// The beginning of an element.
fn element(name: &str) -> Option<Regex> {
    Regex::new(&format!(r"(?-u)<(?:\w+:)?{name}[\s/>]")).ok()
}

fn count(pattern: &LazyLock<Option<Regex>>, part: &[u8]) -> usize {
    pattern.as_ref().map_or(0, |pattern| pattern.find_iter(part).count())
}

/// A package under a reader that may read each part more than once, since several sheets of a workbook can be
/// one part, but not without end.
pub(super) struct Metered<'b> {
    package: Cursor<&'b [u8]>,
    left: usize,
}

impl<'b> Metered<'b> {
    pub(super) fn new(package: &'b Unpacked) -> Self {
        let container = package.container();
        // Small parts are read in pieces that are larger than they are.
        let left = container.len().saturating_mul(READINGS).saturating_add(16 << 20);
        Self { package: Cursor::new(container), left }
    }
}

impl Read for Metered<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.package.read(buffer)?;
        self.left = self.left.checked_sub(length).ok_or_else(|| io::Error::other("parts repeat"))?;
        Ok(length)
    }
}

impl Seek for Metered<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.package.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merged_areas_are_found_behind_the_cells() {
        for (part, areas) in [
            (
                "<a><sheetData>mergeCells></sheetData><mergeCells><b/></mergeCells> </a>",
                Some("<mergeCells><b/></mergeCells>"),
            ),
            (
                "<x:a><x:sheetData/><x:mergeCells count=\"1\"><x:b/></x:mergeCells>",
                Some("<x:mergeCells count=\"1\"><x:b/></x:mergeCells>"),
            ),
            ("<a><sheetData></sheetData><b/></a>", Some("")),
            ("<sheets/>", None),
        ] {
            assert_eq!(merged_areas(part.as_bytes()), areas.map(str::as_bytes), "{part}");
        }
    }

    #[test]
    fn only_what_says_how_numbers_are_shown_is_left_of_styles() {
        let styles = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"0.0\"/></numFmts><fonts x=\"1\">\
                      <font/></fonts><fills/><cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/></cellXfs></styleSheet>";
        let left = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"0.0\"/></numFmts><fills/><cellXfs>\
                    <xf/></cellXfs></styleSheet>";
        assert_eq!(String::from_utf8(number_formats(styles.as_bytes()).unwrap()).unwrap(), left);
        let many = format!("<cellXfs>{}</cellXfs>", "<xf/>".repeat(MOST_FORMATS + 1));
        let long = format!("<numFmt formatCode=\"{}\"/>", "0".repeat(MOST_FORMAT_CODE));
        for styles in [many, long] {
            assert!(number_formats(styles.as_bytes()).is_err());
        }
    }

    #[test]
    fn more_texts_than_there_can_be() {
        for (part, is_fine) in [
            (r#"<sst uniqueCount="12"><si/></sst>"#.to_owned(), true),
            (r#"<sst uniqueCount = '99999999'>"#.to_owned(), false),
            ("<si/>".repeat(MOST_STRINGS + 1), false),
            ("<x:si></x:si>".repeat(MOST_STRINGS / 2), true),
        ] {
            assert_eq!(bounded_strings(part.as_bytes()).is_ok(), is_fine);
        }
    }

    #[test]
    fn formulas_without_a_result() {
        static PATTERN: &LazyLock<Option<Regex>> = &NO_RESULT;
        for (cell, has_none) in [
            ("<c r=\"A1\"><f>B1</f></c>", true),
            ("<c><f>B1</f><v></v></c>", true),
            ("<x:c><x:f t=\"shared\" si=\"0\"/><x:v/></x:c>", true),
            ("<c><f>B1</f><v>5</v></c>", false),
            ("<c><f t=\"shared\" si=\"0\"/><v>5</v></c>", false),
            ("<c s=\"4\"></c>", false),
        ] {
            assert_eq!(count(PATTERN, cell.as_bytes()) > 0, has_none, "{cell}");
        }
    }
}
