//! What a file is: by its content first, by its extension where the content could be several things.

use std::io::{Cursor, Read, Seek};

use zip::ZipArchive;

use super::InputError;

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// .xlsx, .xlsm
    Workbook,
    /// .zip of other files
    Archive,
    /// Cells by delimiters: .csv, .tsv, .txt
    Text,
}

/// The extension of a file's name, in lower case.
pub(crate) fn extension(name: &str) -> String {
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
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Err(compound(bytes, &extension));
    }
    if bytes.starts_with(b"%PDF-") {
        return Err(InputError::LegacyFormat { format: "PDF", save_as: ".xlsx" });
    }
    if bytes.starts_with(b"{\\rtf") {
        return Err(InputError::LegacyFormat { format: "RTF", save_as: ".docx" });
    }
    if let Some((_, format)) = PACKED.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(InputError::Archive { format });
    }
    if bytes.get(257..262) == Some(b"ustar") {
        return Err(InputError::Archive { format: ".tar" });
    }
    Ok(Kind::Text)
}

/// How archives begin that are recognised only.
const PACKED: [(&[u8], &str); 6] = [
    (b"Rar!\x1A\x07", ".rar"),
    (b"7z\xBC\xAF\x27\x1C", ".7z"),
    (b"\x1F\x8B\x08", ".gz"),
    (b"\xFD7zXZ\0", ".xz"),
    (b"BZh9", ".bz2"),
    (b"\x28\xB5\x2F\xFD", ".zst"),
];

/// Zip files: Office, OpenDocument, or files that somebody put together.
fn container(bytes: &[u8]) -> Result<Kind, InputError> {
    let archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| InputError::BrokenZip { detail: error.to_string() })?;
    if archive.is_empty() {
        return Err(InputError::Empty);
    }
    let has = |part: &str| archive.index_for_name(part).is_some();
    let unread = |format| Err(InputError::LegacyFormat { format, save_as: ".xlsx" });
    match () {
        () if has("word/document.xml") => unread("Word (.docx)"),
        () if has("content.xml") => unread("OpenDocument (.ods)"),
        () if has("xl/workbook.bin") => unread("Excel (.xlsb)"),
        () if is_package(&archive) => Ok(Kind::Workbook),
        () => Ok(Kind::Archive),
    }
}

/// Whether it is a package of Office: it lists the types or the relationships of its parts.
fn is_package<R: Read + Seek>(archive: &ZipArchive<R>) -> bool {
    archive.file_names().flatten().any(|name| {
        let name = name.replace('\\', "/").to_ascii_lowercase();
        matches!(name.trim_start_matches('/'), "[content_types].xml" | "_rels/.rels")
    })
}

/// The old container of Office and WPS also wraps workbooks with a password.
fn compound(bytes: &[u8], extension: &str) -> InputError {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(name.len()).any(|window| window == name) {
        return InputError::Encrypted;
    }
    let (format, save_as) = match extension {
        "doc" => ("Word 97-2003 (.doc)", ".docx"),
        "wps" => ("WPS 文字 (.wps)", ".docx"),
        "et" => ("WPS 表格 (.et)", ".xlsx"),
        "ppt" | "dps" => ("PowerPoint 97-2003 (.ppt)", ".xlsx"),
        _ => ("Excel 97-2003 (.xls)", ".xlsx"),
    };
    InputError::LegacyFormat { format, save_as }
}
