//! Bytes → [`Grid`]: one file per format, encodings included.

mod container;
mod delimited;
mod encoding;
mod error;
mod grid;
mod guard;
mod number_format;
mod workbook;

pub use error::{InputError, Large};
pub use grid::{Grid, GridCell, Place};
pub use guard::is_guarded;

/// Files beyond this are refused: cells keep 32-bit offsets into one buffer.
pub const MOST_BYTES: u64 = 1 << 30;

/// Reads the tables of a file: one grid for a text, one for each visible sheet of a workbook.
///
/// What the file holds is decided by its content first and by the extension of `name` second.
///
/// # Errors
/// [`InputError`] where the bytes are no table.
pub fn read(name: &str, bytes: Vec<u8>) -> Result<Vec<Grid>, InputError> {
    if bytes.is_empty() {
        return Err(InputError::Empty);
    }
    if bytes.len() as u64 > MOST_BYTES {
        return Err(InputError::TooLarge { what: Large::File, limit: MOST_BYTES });
    }
    let extension = extension(name);
    match sniff(&bytes, &extension)? {
        Format::Workbook => workbook::read(bytes),
        Format::Text => Ok(vec![delimited::read(&extension, encoding::decode(bytes)?)?]),
    }
}

/// Whether a file of this content is text, so that its rows are physical lines.
pub fn is_text(name: &str, bytes: &[u8]) -> bool {
    matches!(sniff(bytes, &extension(name)), Ok(Format::Text))
}

enum Format {
    Workbook,
    Text,
}

fn extension(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
}

fn sniff(bytes: &[u8], extension: &str) -> Result<Format, InputError> {
    if bytes.starts_with(b"PK\x03\x04") {
        return match extension {
            "docx" => Err(InputError::LegacyFormat { format: "Word (.docx)", save_as: ".xlsx" }),
            "ods" => Err(InputError::LegacyFormat { format: "OpenDocument (.ods)", save_as: ".xlsx" }),
            "xlsb" => Err(InputError::LegacyFormat { format: "Excel (.xlsb)", save_as: ".xlsx" }),
            _ => Ok(Format::Workbook),
        };
    }
    if bytes.starts_with(b"PK\x05\x06") {
        return Err(InputError::Empty);
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Err(compound(bytes, extension));
    }
    if bytes.starts_with(b"%PDF-") {
        return Err(InputError::LegacyFormat { format: "PDF", save_as: ".xlsx" });
    }
    if bytes.starts_with(b"{\\rtf") {
        return Err(InputError::LegacyFormat { format: "RTF", save_as: ".xlsx" });
    }
    Ok(Format::Text)
}

/// The old container of Office and WPS also wraps workbooks with a password.
fn compound(bytes: &[u8], extension: &str) -> InputError {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(name.len()).any(|window| window == name) {
        return InputError::Encrypted;
    }
    let (format, save_as) = match extension {
        "doc" => ("Word 97-2003 (.doc)", ".xlsx"),
        "wps" => ("WPS 文字 (.wps)", ".xlsx"),
        "et" => ("WPS 表格 (.et)", ".xlsx"),
        "ppt" | "dps" => ("PowerPoint 97-2003 (.ppt)", ".xlsx"),
        _ => ("Excel 97-2003 (.xls)", ".xlsx"),
    };
    InputError::LegacyFormat { format, save_as }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_goes_before_the_extension() {
        let grids = read("表.xlsx", "a\tb\tc\n".into()).unwrap();
        assert_eq!(grids[0].at(Place { row: 1, column: 2 }), "b");
        assert_eq!(
            read("a.tsv", b"%PDF-1.7".to_vec()).unwrap_err(),
            InputError::LegacyFormat { format: "PDF", save_as: ".xlsx" }
        );
    }

    #[test]
    fn half_a_zip_and_nothing_at_all() {
        assert_eq!(read("a.xlsx", Vec::new()).unwrap_err(), InputError::Empty);
        assert_eq!(read("a.tsv", b" \n\t\n".to_vec()).unwrap_err(), InputError::Empty);
        assert!(matches!(read("a.xlsx", b"PK\x03\x04 half".to_vec()), Err(InputError::BrokenZip { .. })));
    }

    #[test]
    fn old_office_files_say_how_to_convert() {
        let bytes = [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &[0; 600]].concat();
        for (name, format) in [("a.doc", "Word 97-2003 (.doc)"), ("a.et", "WPS 表格 (.et)")] {
            let error = read(name, bytes.clone()).unwrap_err();
            assert_eq!(error, InputError::LegacyFormat { format, save_as: ".xlsx" });
        }
    }
}
