//! Zip containers, checked before anything inside them is parsed.

use std::io::{Cursor, Read};

use super::{InputError, Large};

/// The most one part of a container may hold once unpacked, in bytes.
pub(super) const MOST_UNPACKED: u64 = 256 << 20;
/// No deflate stream grows more than this when unpacked.
const DEFLATE_LIMIT: u64 = 1032;
/// Parts beyond this size are also held to [`MOST_RATIO`].
const LARGE_PART: u64 = 32 << 20;
/// How much a large part may grow when unpacked. Tables of the same row over and over stay well below.
const MOST_RATIO: u64 = 500;

/// Whether the parts of a container that are parsed stay within bounds. Declared sizes are not believed: a
/// part that could pass the bound is unpacked and counted.
pub(super) fn check(bytes: &[u8]) -> Result<(), InputError> {
    let broken = |error: zip::result::ZipError| InputError::BrokenZip { detail: error.to_string() };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(broken)?;
        let is_parsed = part.name().is_ok_and(|name| {
            let name = name.to_ascii_lowercase();
            name.ends_with(".xml") || name.ends_with(".rels") || name.ends_with(".bin")
        });
        let packed = part.compressed_size();
        if !is_parsed || packed.saturating_mul(DEFLATE_LIMIT) <= LARGE_PART {
            continue;
        }
        if part.size() > MOST_UNPACKED {
            return Err(InputError::TooLarge { what: Large::Unpacked, limit: MOST_UNPACKED });
        }
        let mut unpacked = 0u64;
        let mut reader = part.take(MOST_UNPACKED + 1);
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match reader.read(&mut buffer) {
                Ok(0) => break,
                Ok(length) => unpacked += length as u64,
                Err(error) => return Err(InputError::BrokenZip { detail: error.to_string() }),
            }
            if unpacked > MOST_UNPACKED {
                return Err(InputError::TooLarge { what: Large::Unpacked, limit: MOST_UNPACKED });
            }
            if unpacked > LARGE_PART && unpacked / packed.max(1) > MOST_RATIO {
                return Err(InputError::TooLarge { what: Large::Ratio, limit: MOST_RATIO });
            }
        }
    }
    Ok(())
}

/// Whether any sheet of the workbook holds a formula.
pub(super) fn has_formulas(bytes: &[u8]) -> bool {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return false };
    (0..archive.len()).any(|index| {
        let Ok(part) = archive.by_index(index) else { return false };
        let is_sheet =
            part.name().is_ok_and(|name| name.starts_with("xl/worksheets/") && name.ends_with(".xml"));
        is_sheet && has_formula(part.take(MOST_UNPACKED))
    })
}

fn has_formula(mut part: impl Read) -> bool {
    let mut buffer = vec![0; 64 * 1024];
    let mut kept = 0;
    while let Ok(length @ 1..) = part.read(&mut buffer[kept..]) {
        let end = kept + length;
        if buffer[..end].windows(3).any(|bytes| matches!(bytes, b"<f>" | b"<f " | b"<f/" | b":f>" | b":f ")) {
            return true;
        }
        // What begins at the end of one piece goes on in the next.
        kept = end.min(2);
        buffer.copy_within(end - kept..end, 0);
    }
    false
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn zip_of(name: &str, size: usize) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(&vec![b' '; size]).unwrap();
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn a_part_that_explodes_is_refused() {
        let error = check(&zip_of("xl/worksheets/sheet1.xml", 40 << 20)).unwrap_err();
        assert_eq!(error, InputError::TooLarge { what: Large::Ratio, limit: MOST_RATIO });
        assert_eq!(check(&zip_of("xl/worksheets/sheet1.xml", 1 << 20)), Ok(()));
    }

    #[test]
    fn half_a_container() {
        let bytes = zip_of("a.xml", 1000);
        assert!(matches!(check(&bytes[..bytes.len() / 2]), Err(InputError::BrokenZip { .. })));
    }
}
