//! Compound files (MS-CFB), the containers of Office before 2007 and of encrypted files of any age.

use std::io::{Cursor, Read};

use cfb::CompoundFile;

use super::InputError;
use super::guard::guarded;

/// What a compound file begins with.
pub(super) const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// What a compound file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// A workbook: .xls, .et
    Workbook,
    /// A text document: .doc, .wps
    Document,
    /// Another file, encrypted.
    Encrypted,
    /// Something else.
    Other,
}

/// What a compound file holds, by the names in its directory.
///
/// # Errors
/// [`InputError::BrokenWorkbook`] where it has no readable directory.
pub(super) fn content(bytes: &[u8]) -> Result<Content, InputError> {
    open(bytes, |file| {
        let has = |name: &str| file.is_stream(name);
        Ok(match () {
            () if has("EncryptedPackage") => Content::Encrypted,
            () if WORKBOOK_STREAMS.into_iter().any(has) => Content::Workbook,
            () if has("WordDocument") => Content::Document,
            () => Content::Other,
        })
    })
}

/// The stream of a workbook; the second name is that of Excel 5 and 95.
const WORKBOOK_STREAMS: [&str; 2] = ["Workbook", "Book"];

/// The stream with the workbook.
///
/// # Errors
/// [`InputError::BrokenWorkbook`] where there is none, or not all of it.
pub(super) fn workbook(bytes: &[u8]) -> Result<Vec<u8>, InputError> {
    open(bytes, |file| {
        let name = WORKBOOK_STREAMS.into_iter().find(|name| file.is_stream(name));
        let mut stream = file.open_stream(name.unwrap_or("Workbook"))?;
        let mut workbook = Vec::new();
        // Reserves no more than the chain of sectors can hold, whatever the directory says.
        stream.read_to_end(&mut workbook)?;
        Ok(workbook)
    })
}

/// A new compound file with nothing but this workbook.
///
/// # Errors
/// Those of the container's writer; writing to memory has none.
pub(super) fn with_workbook(name: &str, workbook: &[u8]) -> std::io::Result<Vec<u8>> {
    use std::io::Write;

    let mut file = CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new()))?;
    let mut stream = file.create_stream(name)?;
    stream.write_all(workbook)?;
    stream.flush()?;
    drop(stream);
    file.flush()?;
    Ok(file.into_inner().into_inner())
}

fn open<T>(
    bytes: &[u8],
    mut look: impl FnMut(&mut CompoundFile<Cursor<&[u8]>>) -> std::io::Result<T>,
) -> Result<T, InputError> {
    let broken = |detail: String| InputError::BrokenWorkbook { sheet: None, detail };
    if !has_sane_tables(bytes) {
        return Err(broken("sector table".to_owned()));
    }
    let mut looked = |bytes: &[u8]| match guarded(|| look(&mut CompoundFile::open(Cursor::new(bytes))?)) {
        Some(Ok(found)) => Ok(found),
        Some(Err(error)) => Err(broken(error.to_string())),
        None => Err(broken("unexpected structure".to_owned())),
    };
    looked(bytes).or_else(|error| {
        // Some programs mark what their last sector table has too many otherwise than as free: nothing is wrong
        // where the file has a sector for each entry.
        let padding = vec![0; if bytes.get(30) == Some(&9) { 512 * 128 } else { 4096 * 1024 }];
        looked(&[bytes, &padding].concat()).map_err(|_| error)
    })
}

/// Whether the list of the sectors with the sector table is no longer than the file needs. It may name the
/// same sector over and over, and each time 4 bytes of the file become a sector in memory.
fn has_sane_tables(bytes: &[u8]) -> bool {
    let u32_at = |at: usize| {
        let bytes = bytes.get(at..at.checked_add(4)?)?;
        Some(u32::from_le_bytes(bytes.try_into().ok()?))
    };
    let sector = match bytes.get(30) {
        Some(9) => 512,
        Some(12) => 4096,
        _ => return false,
    };
    let entries = sector / 4;
    let sectors = bytes.len() / sector;
    let most = sectors / entries / entries + 2;
    let mut next = u32_at(68);
    for _ in 0..=most {
        let Some(id @ ..0xFFFF_FFFA) = next else { return next.is_some() };
        // Sector 0 stands behind the header's; the last entry of a list names the next list.
        next = u32_at((id as usize).saturating_add(2).saturating_mul(sector).saturating_sub(4));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_written_is_a_workbook_read() {
        for size in [10, 5000, 100_000] {
            let file = with_workbook("Workbook", &vec![7; size]).unwrap();
            assert_eq!(content(&file), Ok(Content::Workbook));
            assert_eq!(workbook(&file), Ok(vec![7; size]));
        }
        let book = with_workbook("Book", &[7]).unwrap();
        assert_eq!(workbook(&book), Ok(vec![7]));
        let document = with_workbook("WordDocument", &[7]).unwrap();
        assert_eq!(content(&document), Ok(Content::Document));
        let encrypted = with_workbook("EncryptedPackage", &[7]).unwrap();
        assert_eq!(content(&encrypted), Ok(Content::Encrypted));
    }

    #[test]
    fn sectors_that_follow_each_other_in_a_circle_are_an_error() {
        let file = with_workbook("Workbook", &vec![7; 100_000]).unwrap();
        let table = u32::from_le_bytes(file[76..80].try_into().unwrap()) as usize;
        for (from, to) in [(100, 50), (100, 100), (0, 0), (100, 4), (5, 0)] {
            let mut file = file.clone();
            let entry = 512 * (table + 1) + 4 * from;
            file[entry..entry + 4].copy_from_slice(&(to as u32).to_le_bytes());
            // Sectors that no chain of interest runs through may point where they like.
            assert!(workbook(&file).map_or(true, |read| read.len() <= file.len()), "{from} to {to}");
        }
    }

    #[test]
    fn a_list_of_tables_that_goes_on_for_ever_is_an_error() {
        let mut file = with_workbook("Workbook", &vec![7; 100_000]).unwrap();
        // The header names sector 9 as the next list, whose last entry names sector 9.
        file[68..72].copy_from_slice(&9u32.to_le_bytes());
        let end = 512 * 11;
        file[end - 4..end].copy_from_slice(&9u32.to_le_bytes());
        assert!(matches!(workbook(&file), Err(InputError::BrokenWorkbook { .. })));
    }
}
