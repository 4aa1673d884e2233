//! Bytes → sheets, ready to be checked.

use encoding_rs::Encoding;

use crate::layout::{self, Layouts};
use crate::read::{self, InputError};
use crate::record::Sheet;

/// Extensions that a folder is searched for.
pub const READABLE: [&str; 5] = ["csv", "tsv", "txt", "xlsm", "xlsx"];

/// Extensions of tables and documents that have to be saved as another format first: a folder that holds
/// such files holds sheets that nobody looks at.
pub const CONVERTIBLE: [&str; 10] = ["doc", "docx", "et", "ods", "pdf", "rtf", "wps", "xls", "xlsb", "zip"];

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
