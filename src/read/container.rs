//! Zip containers, checked before anything inside them is parsed.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Read, Seek, Write};

use encoding_rs::Encoding;
use memchr::memmem;
use zip::read::ZipFile;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::{InputError, Large};

/// The most one part of a container may hold once unpacked, in bytes.
pub(super) const MOST_UNPACKED: u64 = 256 << 20;
/// The most all parts that are parsed may hold together.
const MOST_TOGETHER: u64 = 320 << 20;
/// The most that may be read once more of parts that were read before: several sheets of a workbook can be one
/// part.
const MOST_AGAIN: u64 = 32 << 20;
/// The most parts of a container: more than any office program writes for ten thousand sheets.
const MOST_PARTS: usize = 100_000;
/// About how much of a part is held that is handed on in pieces, in bytes.
const PIECE: usize = 256 << 10;
/// The longest end tag that ends a piece, in bytes.
const LONGEST_END: usize = 64;
/// Parts beyond this size are also held to [`MOST_RATIO`].
const LARGE_PART: u64 = 32 << 20;
/// How much a large part may grow when unpacked. Tables of the same row over and over stay well below.
const MOST_RATIO: u64 = 500;

/// The parts of a container, unpacked one by one. Declared sizes are not believed: what is unpacked is counted.
pub(crate) struct Parts<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// The number of each part by its path in lower case.
    numbers: HashMap<String, usize>,
    /// How much all parts that are yet to be read may hold.
    left: u64,
    /// The parts that were read, and how much may be read of them once more.
    read: HashSet<usize>,
    left_again: u64,
}

impl<'b> Parts<'b> {
    /// Opens a container.
    ///
    /// # Errors
    /// [`InputError`] where it is damaged or has too many parts.
    pub fn open(bytes: &'b [u8]) -> Result<Self, InputError> {
        let archive = open(bytes)?;
        let mut numbers = HashMap::with_capacity(archive.len());
        for number in 0..archive.len() {
            if let Some(Ok(name)) = archive.name_for_index(number) {
                let path = name.replace('\\', "/").to_ascii_lowercase();
                numbers.entry(path.trim_start_matches('/').to_owned()).or_insert(number);
            }
        }
        Ok(Self { archive, numbers, left: MOST_TOGETHER, read: HashSet::new(), left_again: MOST_AGAIN })
    }

    /// The number of the part with this path, whose letters may be large or small.
    pub fn number(&self, path: &str) -> Option<usize> {
        self.numbers.get(&path.to_ascii_lowercase()).copied()
    }

    /// Unpacks a part that is text: UTF-8, or UTF-16 with its mark.
    ///
    /// # Errors
    /// [`InputError`] where the part is damaged, no text, too large, or read over and over.
    pub fn text(&mut self, number: usize) -> Result<String, InputError> {
        let mut bytes = Vec::new();
        self.unpack(number, |piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        })?;
        text(bytes)
    }

    /// Unpacks a part of XML that is text and hands it on in pieces, so that it is never held as a whole. Each
    /// ends behind the end of an element of this name, or at the end of the part, which `take` is told.
    ///
    /// # Errors
    /// As [`Parts::text`], and those of `take`.
    pub fn pieces(
        &mut self,
        number: usize,
        element: &str,
        mut take: impl FnMut(&str, bool) -> Result<(), InputError>,
    ) -> Result<(), InputError> {
        let mut held = Vec::new();
        // Where comments and the like stand, what looks like an end may be none.
        let mut is_whole = false;
        self.unpack(number, |piece| {
            let new = held.len().saturating_sub(LONGEST_END);
            held.extend_from_slice(piece);
            is_whole |= memmem::find(&held[new..], b"<!").is_some();
            if is_whole || held.len() < PIECE {
                return Ok(());
            }
            let Some(cut) = last_end(&held, new, element) else { return Ok(()) };
            take(std::str::from_utf8(&held[..cut]).map_err(|error| no_text(&error))?, false)?;
            held.drain(..cut);
            Ok(())
        })?;
        take(&text(held)?, true)
    }

    /// The name of a part as the container writes it.
    pub fn name(&self, number: usize) -> Option<String> {
        self.archive.name_for_index(number)?.ok().map(Cow::into_owned)
    }

    /// How many parts there are.
    pub fn len(&self) -> usize {
        self.archive.len()
    }

    /// Copies a part into another container, packed as it is.
    ///
    /// # Errors
    /// [`InputError`] where the part is damaged.
    pub fn copy<W: Write + Seek>(&mut self, number: usize, out: &mut ZipWriter<W>) -> Result<(), InputError> {
        let part = self.archive.by_index_raw(number).map_err(broken)?;
        out.raw_copy_file(part).map_err(broken)
    }

    /// Unpacks a part piece by piece.
    fn unpack(
        &mut self,
        number: usize,
        take: impl FnMut(&[u8]) -> Result<(), InputError>,
    ) -> Result<(), InputError> {
        let part = self.archive.by_index(number).map_err(broken)?;
        let is_again = !self.read.insert(number);
        let left = if is_again { &mut self.left_again } else { &mut self.left };
        let length = counted(part, (*left).min(MOST_UNPACKED), take).map_err(|error| match error {
            InputError::TooLarge { what: Large::Unpacked, .. } if is_again => {
                InputError::BrokenWorkbook { sheet: None, detail: "parts repeat".to_owned() }
            }
            InputError::TooLarge { what: Large::Unpacked, limit } if limit < MOST_UNPACKED => {
                InputError::TooLarge { what: Large::Archive, limit: MOST_TOGETHER }
            }
            error => error,
        })?;
        *left -= length;
        Ok(())
    }
}

/// Where the last element of this name ends whose end tag begins at `from` or behind it.
fn last_end(text: &[u8], from: usize, element: &str) -> Option<usize> {
    memchr::memrchr_iter(b'<', &text[from..]).find_map(|at| {
        let tag = &text[from + at..];
        let length = memchr::memchr(b'>', &tag[..tag.len().min(LONGEST_END)])?;
        let name = tag[..length].strip_prefix(b"</")?.trim_ascii_end();
        let is_it = name.rsplit(|byte| *byte == b':').next() == Some(element.as_bytes());
        is_it.then_some(from + at + length + 1)
    })
}

fn text(bytes: Vec<u8>) -> Result<String, InputError> {
    String::from_utf8(bytes).or_else(|error| {
        let bytes = error.as_bytes();
        Encoding::for_bom(bytes)
            .and_then(|(encoding, mark)| {
                encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..])
            })
            .map(Cow::into_owned)
            .ok_or_else(|| no_text(&error))
    })
}

fn no_text(error: &dyn std::fmt::Display) -> InputError {
    InputError::BrokenWorkbook { sheet: None, detail: error.to_string() }
}

/// Whether all parts of a container that are parsed stay within bounds.
///
/// # Errors
/// [`InputError`] where the container is damaged or a part too large.
pub(super) fn check(bytes: &[u8]) -> Result<(), InputError> {
    let mut archive = open(bytes)?;
    for index in 0..archive.len() {
        let part = archive.by_index_data(index).map_err(broken)?;
        let is_parsed = part.name().is_ok_and(|name| {
            let name = name.to_ascii_lowercase();
            [".xml", ".rels", ".bin"].iter().any(|extension| name.ends_with(extension))
        });
        if is_parsed {
            counted(archive.by_index(index).map_err(broken)?, MOST_UNPACKED, |_| Ok(()))?;
        }
    }
    Ok(())
}

/// Opens a container.
///
/// # Errors
/// [`InputError`] where it is damaged or has too many parts.
pub(super) fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, InputError> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    match archive.len() {
        0..=MOST_PARTS => Ok(archive),
        _ => Err(InputError::TooLarge { what: Large::Parts, limit: MOST_PARTS as u64 }),
    }
}

pub(crate) fn broken(error: ZipError) -> InputError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => InputError::Encrypted,
        error => InputError::BrokenZip { detail: error.to_string() },
    }
}

/// Reads a part to its end, piece by piece, as long as it stays within bounds, and says how long it is.
pub(super) fn counted<R: Read>(
    part: ZipFile<'_, R>,
    most: u64,
    mut take: impl FnMut(&[u8]) -> Result<(), InputError>,
) -> Result<u64, InputError> {
    let too_large = || InputError::TooLarge { what: Large::Unpacked, limit: most };
    if part.size() > most {
        return Err(too_large());
    }
    if !matches!(part.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
        return Err(InputError::Compression);
    }
    let packed = part.compressed_size().max(1);
    let mut unpacked = 0u64;
    let mut reader = part.take(most + 1);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(unpacked),
            Ok(length) => {
                unpacked += length as u64;
                if unpacked > most {
                    return Err(too_large());
                }
                if unpacked > LARGE_PART && unpacked / packed > MOST_RATIO {
                    return Err(InputError::TooLarge { what: Large::Ratio, limit: MOST_RATIO });
                }
                take(&buffer[..length])?;
            }
            Err(error) => return Err(InputError::BrokenZip { detail: error.to_string() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn zip_of(name: &str, content: &[u8]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
        writer.finish().unwrap().into_inner()
    }

    fn text(zip: &[u8]) -> Result<String, InputError> {
        Parts::open(zip)?.text(0)
    }

    #[test]
    fn a_part_that_explodes_is_refused() {
        let bomb = zip_of("xl/worksheets/sheet1.xml", &vec![b' '; 40 << 20]);
        let error = InputError::TooLarge { what: Large::Ratio, limit: MOST_RATIO };
        assert_eq!(check(&bomb), Err(error.clone()));
        assert_eq!(text(&bomb), Err(error));
        assert_eq!(check(&zip_of("xl/worksheets/sheet1.xml", &vec![b' '; 1 << 20])), Ok(()));
    }

    #[test]
    fn half_a_container() {
        let bytes = zip_of("a.xml", &[b' '; 1000]);
        assert!(matches!(check(&bytes[..bytes.len() / 2]), Err(InputError::BrokenZip { .. })));
    }

    #[test]
    fn parts_come_out_as_they_went_in() {
        assert_eq!(text(&zip_of("a.xml", "<a>文</a>".as_bytes())).unwrap(), "<a>文</a>");
        let utf16: Vec<u8> = "\u{FEFF}<a>文</a>".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(text(&zip_of("a.xml", &utf16)).unwrap(), "<a>文</a>");
        let gbk = text(&zip_of("a.xml", b"<a>\xCE\xC4</a>"));
        assert!(matches!(gbk, Err(InputError::BrokenWorkbook { .. })));
        let zip = zip_of("XL\\Workbook.xml", b"");
        assert_eq!(Parts::open(&zip).unwrap().number("xl/workbook.XML"), Some(0));
    }

    #[test]
    fn pieces_end_with_elements() {
        let rows = "<x:row r=\"1\">文</x:row><row/><row></arrow><row>".repeat(20_000);
        for (text, is_one) in [
            (format!("<a>{rows}</a>"), false),
            (format!("<a><!-- </row> -->{rows}</a>"), true),
            (format!("<a>{}</a>", "<row>".repeat(100_000)), true),
        ] {
            let zip = zip_of("a.xml", text.as_bytes());
            let (mut whole, mut pieces) = (String::new(), Vec::new());
            let mut parts = Parts::open(&zip).unwrap();
            parts
                .pieces(0, "row", |piece, is_last| {
                    assert!(is_last || piece.ends_with("</x:row>"));
                    whole.push_str(piece);
                    pieces.push(is_last);
                    Ok(())
                })
                .unwrap();
            assert!(
                whole == text
                    && pieces.iter().rposition(|is_last| !is_last).is_none_or(|at| at + 2 == pieces.len())
            );
            assert_eq!(pieces.len() == 1, is_one);
        }
    }

    #[test]
    fn a_part_is_not_read_without_end() {
        let zip = zip_of("a.xml", &vec![b' '; 15 << 20]);
        let mut parts = Parts::open(&zip).unwrap();
        let read: Vec<bool> = (0..4).map(|_| parts.text(0).is_ok()).collect();
        assert_eq!(read, [true, true, true, false]);
    }
}
