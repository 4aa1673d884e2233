//! What a file is: by its content first, by its extension where the content could be several things.

use std::io::{Cursor, Read, Seek};

use zip::ZipArchive;

use super::compound::{self, Content};
use super::{InputError, docx};

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// .xlsx, .xlsm
    Workbook,
    /// .zip of other files
    Archive,
    /// OpenDocument: .ods
    OpenDocument,
    /// A web page, under whatever name
    Page,
    /// Web pages in the parts of one file: .mht
    Pages,
    /// XML Spreadsheet 2003
    XmlSpreadsheet,
    /// .xls, .et
    OldWorkbook,
    /// .xlsb
    BinaryWorkbook,
    /// .docx
    Document,
    /// Cells by delimiters: .csv, .tsv, .txt
    Text,
}

/// How much of a text is looked at to find out what it is.
const HEAD_BYTES: usize = 64 * 1024;

/// Elements that pages begin with, also those that systems put together without a frame.
const PAGE_TAGS: [&[u8]; 12] = [
    b"html", b"head", b"body", b"table", b"meta", b"style", b"title", b"link", b"script", b"div", b"center",
    b"base",
];

/// The extension of a file's name, in lower case.
pub(crate) fn extension(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
}

/// What a file of this content and name is.
///
/// # Errors
/// [`InputError`] for what is recognised and cannot be read.
pub(crate) fn kind(bytes: &[u8], name: &str) -> Result<Kind, InputError> {
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
    if let Some((_, format)) = PACKED.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(InputError::Archive { format });
    }
    if bytes.get(257..262) == Some(b"ustar") {
        return Err(InputError::Archive { format: ".tar" });
    }
    markup(bytes)
}

/// Texts that are more than cells and delimiters, by how they begin.
fn markup(bytes: &[u8]) -> Result<Kind, InputError> {
    // In UTF-16 every other byte of a tag is zero.
    let bytes = &bytes[..bytes.len().min(HEAD_BYTES)];
    let head: Vec<u8> = bytes.iter().filter(|&&byte| byte != 0).map(u8::to_ascii_lowercase).collect();
    let contains = |text: &str| head.windows(text.len()).any(|window| window == text.as_bytes());
    let text = beginning(&head);
    if let Some(tag) = text.strip_prefix(b"<") {
        let length =
            tag.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"!:".contains(byte)).count();
        return match &tag[..length] {
            b"!doctype" if tag[length..].trim_ascii_start().starts_with(b"html") => Ok(Kind::Page),
            name if PAGE_TAGS.contains(&name) => Ok(Kind::Page),
            _ if contains("urn:schemas-microsoft-com:office:spreadsheet") => Ok(Kind::XmlSpreadsheet),
            b"w:worddocument" | b"pkg:package" => {
                Err(InputError::LegacyFormat { format: "Word XML", save_as: ".docx" })
            }
            _ => Ok(Kind::Text),
        };
    }
    let has_header = [b"mime-version:".as_slice(), b"content-type:", b"from:", b"subject:", b"date:"]
        .iter()
        .any(|header| text.starts_with(header));
    let is_pages = has_header && contains("mime-version:") && contains("multipart/");
    Ok(if is_pages { Kind::Pages } else { Kind::Text })
}

/// A text without byte-order mark, blanks, instructions and comments at its beginning.
fn beginning(mut text: &[u8]) -> &[u8] {
    for mark in [b"\xEF\xBB\xBF".as_slice(), b"\xFF\xFE", b"\xFE\xFF"] {
        text = text.strip_prefix(mark).unwrap_or(text);
    }
    loop {
        text = text.trim_ascii_start();
        let end: &[u8] = match text {
            [b'<', b'?', ..] => b"?>",
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            _ => return text,
        };
        match text.windows(end.len()).position(|window| window == end) {
            Some(found) => text = &text[found + end.len()..],
            None => return text,
        }
    }
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
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| InputError::BrokenZip { detail: error.to_string() })?;
    if archive.is_empty() {
        return Err(InputError::Empty);
    }
    if docx::is_document(&mut archive) {
        return Ok(Kind::Document);
    }
    let has = |part: &str| archive.index_for_name(part).is_some();
    match () {
        () if has("content.xml") => Ok(Kind::OpenDocument),
        // OpenDocument with a password, the whole of it in one part.
        () if has("encrypted-package") => Err(InputError::Encrypted),
        () if has("xl/workbook.bin") => Ok(Kind::BinaryWorkbook),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_known_by_how_they_begin() {
        let of = |text: &str| kind(text.as_bytes(), "a.xls").unwrap();
        for page in [
            "<html>",
            "\u{FEFF}\r\n <!DOCTYPE  HTML PUBLIC>",
            "<?xml version='1.0'?><!-- a > b --><html xmlns:x=\"urn:schemas-microsoft-com:office:excel\">",
            "<TABLE border=1>",
            "<meta charset=gbk><table>",
            "<style>td{}</style>",
        ] {
            assert_eq!(of(page), Kind::Page, "{page}");
        }
        let utf16: Vec<u8> = "\u{FEFF}<table>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(kind(&utf16, "a.xls").unwrap(), Kind::Page);
        for text in ["名称,<table>", "<5,甲\n", "<tablet>", "a<html>", "<!-- <html>", "<", "<三级指标>\t值"]
        {
            assert_eq!(of(text), Kind::Text, "{text}");
        }
        let namespace = "xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"";
        let instruction = "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>";
        assert_eq!(of(&format!("{instruction}<ss:Workbook {namespace}>")), Kind::XmlSpreadsheet);
        assert_eq!(of(&format!("{instruction}<!DOCTYPE a []><Workbook {namespace}>")), Kind::XmlSpreadsheet);
        assert!(kind(b"<?xml version='1.0'?><w:wordDocument>", "a.doc").is_err());
        assert_eq!(of("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x"), Kind::Pages);
        assert_eq!(of("Date: 1\tmultipart/related\n"), Kind::Text);
    }
}
