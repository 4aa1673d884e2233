//! What a file is: by its content first, by its extension where the content could be several things.

use std::io::Cursor;

use super::InputError;
use super::compound::{self, Content};

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// .xlsx, .xlsm
    Workbook,
    /// .xls, .et
    OldWorkbook,
    /// .xlsb
    BinaryWorkbook,
    /// Cells by delimiters: .csv, .tsv, .txt
    Text,
}

/// The extension of a file's name, in lower case.
pub(super) fn extension(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
}

/// What a file of this content and name is.
///
/// # Errors
/// [`InputError`] for what is recognised and cannot be read.
pub(super) fn kind(bytes: &[u8], name: &str) -> Result<Kind, InputError> {
    let extension = extension(name);
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return container(bytes);
    }
    if bytes.starts_with(compound::MAGIC) {
        return compound(bytes, &extension);
    }
    if bytes.starts_with(b"%PDF-") {
        return Err(InputError::LegacyFormat { format: "PDF", save_as: ".xlsx" });
    }
    if bytes.starts_with(b"{\\rtf") {
        return Err(InputError::LegacyFormat { format: "RTF", save_as: ".docx" });
    }
    Ok(Kind::Text)
}

/// Zip files: Office, OpenDocument, or files that somebody put together.
fn container(bytes: &[u8]) -> Result<Kind, InputError> {
    let archive = zip::ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| InputError::BrokenZip { detail: error.to_string() })?;
    if archive.is_empty() {
        return Err(InputError::Empty);
    }
    let has = |part: &str| archive.index_for_name(part).is_some();
    let unread = |format| Err(InputError::LegacyFormat { format, save_as: ".xlsx" });
    match () {
        () if has("word/document.xml") => unread("Word (.docx)"),
        () if has("content.xml") => unread("OpenDocument (.ods)"),
        () if has("xl/workbook.bin") => Ok(Kind::BinaryWorkbook),
        () => Ok(Kind::Workbook),
    }
}

/// Files of Office before 2007 and of WPS, and encrypted ones of any age.
fn compound(bytes: &[u8], extension: &str) -> Result<Kind, InputError> {
    let by_extension = match extension {
        "doc" => Some(("Word 97-2003 (.doc)", ".docx")),
        "wps" => Some(("WPS 文字 (.wps)", ".docx")),
        "ppt" | "dps" => Some(("PowerPoint 97-2003 (.ppt)", ".xlsx")),
        _ => None,
    };
    let (format, save_as) = match (compound::content(bytes), by_extension) {
        (Ok(Content::Workbook), _) => return Ok(Kind::OldWorkbook),
        (Ok(Content::Encrypted), _) => return Err(InputError::Encrypted),
        (_, Some(known)) => known,
        (Ok(Content::Document), None) => ("Word 97-2003 (.doc)", ".docx"),
        (Ok(Content::Other), None) => return Err(InputError::UnknownFormat),
        (Err(error), None) => return Err(error),
    };
    Err(InputError::LegacyFormat { format, save_as })
}
