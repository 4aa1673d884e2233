//! Bytes → [`Grid`]: one file per format, encodings included.

mod archive;
mod cell_value;
mod compound;
pub(crate) mod container;
pub(crate) mod delimited;
pub(crate) mod docx;
pub(crate) mod encoding;
mod error;
mod filling;
mod flow;
mod grid;
pub(crate) mod guard;
mod html;
mod json;
mod kind;
mod medium;
mod mhtml;
mod number_format;
mod ods;
mod xls;
mod xlsb;
pub(crate) mod xlsx;
pub(crate) mod xml;
mod xml_spreadsheet;

use encoding_rs::Encoding;

pub use archive::{Archive, Member, unpacked_size};
pub use error::{InputError, Large, Wanted, WrongValue};
pub(crate) use grid::is_blank;
pub use grid::{Grid, GridCell, Place};
pub use guard::is_guarded;
pub(crate) use json::{OTHERS, column as record_column, is_json};
pub(crate) use kind::{Kind, extension, kind};
pub use medium::{Address, Medium, Part};

/// Files beyond this are refused: cells keep 32-bit offsets into one buffer.
pub const MOST_BYTES: u64 = 1 << 30;

/// Reads the tables of a file: one grid for a text or a document, one for each visible sheet of a workbook.
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
    match kind(&bytes, name)? {
        Kind::Workbook => xlsx::read(&bytes),
        Kind::Archive => Err(InputError::Archive { format: ".zip" }),
        Kind::OpenDocument => ods::read(&bytes),
        Kind::Page => html::read(&markup(bytes)?),
        Kind::Pages => mhtml::read(&bytes),
        Kind::XmlSpreadsheet => xml_spreadsheet::read(&markup(bytes)?),
        Kind::OldWorkbook => xls::read(&bytes),
        Kind::BinaryWorkbook => xlsb::read(&bytes),
        Kind::Document => docx::read(&bytes),
        Kind::Text => {
            let (extension, text) = (extension(name), encoding::decode(bytes)?);
            match json::is_json(&extension, &text) {
                true => json::read(&text),
                false => Ok(vec![delimited::read(&extension, text)?]),
            }
        }
    }
}

/// As [`read`], of a text that the user knows the encoding of. Bytes that stand for nothing in it become `\u{FFFD}`.
///
/// # Errors
/// As [`read`].
pub fn read_in(
    name: &str,
    bytes: Vec<u8>,
    encoding: Option<&'static Encoding>,
) -> Result<Vec<Grid>, InputError> {
    match encoding {
        Some(encoding) if is_text(name, &bytes) => {
            let (text, _, _) = encoding.decode(&bytes);
            read(name, text.into_owned().into_bytes())
        }
        _ => read(name, bytes),
    }
}

/// Whether a file of this content is an archive of other files, to be opened by [`Archive::open`].
pub fn is_archive(name: &str, bytes: &[u8]) -> bool {
    matches!(kind(bytes, name), Ok(Kind::Archive))
}

/// The text of a file that may declare its encoding.
fn markup(bytes: Vec<u8>) -> Result<String, InputError> {
    let declared = encoding::declared(&bytes);
    encoding::decode_declared(bytes, declared)
}

/// Whether a file of this content is text of which the user may know the encoding.
pub(crate) fn is_text(name: &str, bytes: &[u8]) -> bool {
    matches!(kind(bytes, name), Ok(Kind::Text | Kind::Page | Kind::XmlSpreadsheet))
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
        for (name, format) in [("a.doc", "Word 97-2003 (.doc)"), ("a.wps", "WPS 文字 (.wps)")] {
            let error = read(name, bytes.clone()).unwrap_err();
            assert_eq!(error, InputError::LegacyFormat { format, save_as: ".docx" });
        }
    }
}
