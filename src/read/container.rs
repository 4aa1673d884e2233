//! Zip containers, checked before anything inside them is parsed.

use std::io::{Cursor, Read, Write};
use std::ops::Range;

use zip::read::ZipFile;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::{InputError, Large};

/// The most one part of a container may hold once unpacked, in bytes.
pub(super) const MOST_UNPACKED: u64 = 256 << 20;
/// The most all parts that are parsed may hold together.
const MOST_TOGETHER: u64 = 320 << 20;
/// The most parts of a container: more than any office program writes for ten thousand sheets.
const MOST_PARTS: usize = 100_000;
/// No deflate stream grows more than this when unpacked.
const DEFLATE_LIMIT: u64 = 1032;
/// Parts beyond this size are also held to [`MOST_RATIO`].
const LARGE_PART: u64 = 32 << 20;
/// How much a large part may grow when unpacked. Tables of the same row over and over stay well below.
const MOST_RATIO: u64 = 500;

/// Parts of a container, unpacked and within bounds: once more a container, for readers that open containers
/// themselves. What they read of it costs no unpacking, and is no more than was counted.
#[derive(Debug)]
pub(super) struct Unpacked {
    container: Vec<u8>,
    /// Where each part stands in `container`.
    parts: Vec<(String, Range<usize>)>,
}

impl Unpacked {
    /// The container.
    pub(super) fn container(&self) -> &[u8] {
        &self.container
    }

    /// The parts: names and contents.
    pub(super) fn parts(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.parts
            .iter()
            .map(|(name, range)| (name.as_str(), self.container.get(range.clone()).unwrap_or_default()))
    }

    /// The container with other parts: what `change` makes of each, without those that it makes nothing of.
    pub(super) fn map<'p>(
        &'p self,
        change: impl Fn(&str, &'p [u8]) -> Option<&'p [u8]>,
    ) -> Result<Self, InputError> {
        let mut writer = Writer::sized(0);
        for (name, part) in self.parts() {
            let Some(part) = change(name, part) else { continue };
            writer.begin(name)?;
            writer.write(part)?;
        }
        writer.finish()
    }
}

/// How a part is kept.
pub(super) enum Keep {
    /// Not at all.
    Not,
    /// As it is.
    Whole,
    /// As this makes it.
    Edited(fn(&[u8]) -> Result<Vec<u8>, InputError>),
}

/// Unpacks the parts that are wanted. Declared sizes are not believed: what is unpacked is counted.
///
/// # Errors
/// [`InputError`] where the container is damaged, or a part too large or with a document type: entities that
/// stand for other entities have no place in a table.
pub(super) fn unpack(bytes: &[u8], wants: impl Fn(&str) -> Keep) -> Result<Unpacked, InputError> {
    let mut archive = open(bytes)?;
    let mut wanted = Vec::new();
    let (mut declared, mut possible) = (0u64, 0u64);
    for index in 0..archive.len() {
        let part = archive.by_index_data(index).map_err(broken)?;
        let Ok(name) = part.name() else { continue };
        let how = wants(&name);
        if !matches!(how, Keep::Not) {
            wanted.push((index, name.into_owned(), how));
            declared = declared.saturating_add(part.size());
            possible = possible.saturating_add(part.compressed_size().saturating_mul(DEFLATE_LIMIT));
        }
    }
    let mut writer = Writer::sized(declared.min(possible).min(MOST_TOGETHER));
    let mut left = MOST_TOGETHER;
    for (index, name, how) in wanted {
        writer.begin(&name)?;
        let part = archive.by_index(index).map_err(broken)?;
        let mut begins = true;
        let mut whole = Vec::new();
        left -= counted(part, left.min(MOST_UNPACKED), |piece| {
            if std::mem::take(&mut begins) && has_document_type(piece) {
                return Err(InputError::DocumentType);
            }
            match how {
                Keep::Edited(_) => whole.extend_from_slice(piece),
                _ => writer.write(piece)?,
            }
            Ok(())
        })
        .map_err(|error| match error {
            InputError::TooLarge { what: Large::Unpacked, limit } if limit < MOST_UNPACKED => {
                InputError::TooLarge { what: Large::Archive, limit: MOST_TOGETHER }
            }
            error => error,
        })?;
        if let Keep::Edited(edit) = how {
            writer.write(&edit(&whole)?)?;
        }
    }
    writer.finish()
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

pub(super) fn broken(error: ZipError) -> InputError {
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

/// Whether a part that begins like this declares a document type before its first element.
fn has_document_type(beginning: &[u8]) -> bool {
    let mut rest = beginning;
    while let Some(at) = memchr::memchr(b'<', rest) {
        rest = &rest[at + 1..];
        let end: &[u8] = match rest {
            [b'?', ..] => b"?>",
            [b'!', b'-', b'-', ..] => b"-->",
            [b'!', ..] => return true,
            _ => return false,
        };
        match memchr::memmem::find(rest, end) {
            Some(at) => rest = &rest[at + end.len()..],
            None => return false,
        }
    }
    false
}

/// Writes a container without packing.
struct Writer(ZipWriter<Cursor<Vec<u8>>>);

impl Writer {
    fn sized(size: u64) -> Self {
        // Room for the parts' names as well.
        let size = usize::try_from(size).unwrap_or_default().saturating_add(1 << 16);
        Self(ZipWriter::new(Cursor::new(Vec::with_capacity(size))))
    }

    fn begin(&mut self, name: &str) -> Result<(), InputError> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        self.0.start_file(name, options).map_err(broken)
    }

    fn write(&mut self, piece: &[u8]) -> Result<(), InputError> {
        self.0.write_all(piece).map_err(|error| InputError::BrokenZip { detail: error.to_string() })
    }

    fn finish(self) -> Result<Unpacked, InputError> {
        let container = self.0.finish().map_err(broken)?.into_inner();
        let mut archive = open(&container)?;
        let mut parts = Vec::with_capacity(archive.len());
        for index in 0..archive.len() {
            let part = archive.by_index(index).map_err(broken)?;
            let name = part.name().map_err(broken)?.into_owned();
            let start = part.data_start().unwrap_or_default() as usize;
            parts.push((name, start..start + part.size() as usize));
        }
        Ok(Unpacked { container, parts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zip_of(name: &str, content: &[u8]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn a_part_that_explodes_is_refused() {
        let bomb = zip_of("xl/worksheets/sheet1.xml", &vec![b' '; 40 << 20]);
        let error = InputError::TooLarge { what: Large::Ratio, limit: MOST_RATIO };
        assert_eq!(check(&bomb), Err(error.clone()));
        assert_eq!(unpack(&bomb, |_| Keep::Whole).unwrap_err(), error);
        assert!(unpack(&bomb, |_| Keep::Not).unwrap().parts().next().is_none());
        assert_eq!(check(&zip_of("xl/worksheets/sheet1.xml", &vec![b' '; 1 << 20])), Ok(()));
    }

    #[test]
    fn half_a_container() {
        let bytes = zip_of("a.xml", &[b' '; 1000]);
        assert!(matches!(check(&bytes[..bytes.len() / 2]), Err(InputError::BrokenZip { .. })));
    }

    #[test]
    fn parts_come_out_as_they_went_in() {
        let unpacked = unpack(&zip_of("a.xml", b"<a>text</a>"), |_| Keep::Whole).unwrap();
        assert_eq!(unpacked.parts().collect::<Vec<_>>(), [("a.xml", b"<a>text</a>".as_slice())]);
        let shorter = unpacked.map(|_, part| Some(&part[..3])).unwrap();
        assert_eq!(shorter.parts().collect::<Vec<_>>(), [("a.xml", b"<a>".as_slice())]);
    }

    #[test]
    fn document_types_are_refused_wherever_they_may_stand() {
        let prolog = "\u{FEFF}<?xml version=\"1.0\"?>\n<!-- <!DOCTYPE a> -->";
        for (text, has_one) in [
            (format!("{prolog}<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"), true),
            (format!("{prolog}<a><![CDATA[<!DOCTYPE a>]]></a>"), false),
            ("<!doctype a><a/>".to_owned(), true),
            ("a".to_owned(), false),
        ] {
            let zip = zip_of("a.xml", text.as_bytes());
            assert_eq!(unpack(&zip, |_| Keep::Whole).is_err(), has_one, "{text}");
        }
    }
}
