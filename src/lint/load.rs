//! Bytes → sheets, ready to be checked.

use encoding_rs::Encoding;

use crate::layout::{self, Layouts};
use crate::read::{self, InputError};
use crate::record::Sheet;

/// Extensions that a folder is searched for. Records (.json, .ndjson) are read where they are named: in a folder of
/// sheets they are most often what this program made of those, or belong to something else.
pub const READABLE: [&str; 12] =
    ["csv", "docx", "et", "mht", "mhtml", "ods", "tsv", "txt", "xls", "xlsb", "xlsm", "xlsx"];

/// Extensions of tables and documents that have to be saved as another format first: a folder that holds
/// such files holds sheets that nobody looks at.
pub const CONVERTIBLE: [&str; 6] = ["doc", "odt", "pdf", "rtf", "wps", "zip"];

/// Reads all goal sheets of a file. `encoding` is that of text files, where the user knows better than
/// the bytes.
///
/// # Errors
/// [`InputError`] where the bytes are no goal sheet.
pub fn load(
    layouts: &Layouts,
    name: &str,
    mut bytes: Vec<u8>,
    encoding: Option<&'static Encoding>,
) -> Result<Vec<Sheet>, InputError> {
    let is_text = read::is_text(name, &bytes);
    if is_text && let Some(encoding) = encoding {
        let (text, _, _) = encoding.decode(&bytes);
        bytes = text.into_owned().into_bytes();
    }
    layout::sheets(layouts, name, read::read(name, bytes)?)
}
