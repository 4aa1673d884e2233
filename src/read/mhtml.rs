//! Web pages with all their parts in one file (Excel's “single file web page”) → [`Grid`]s. A workbook of several
//! sheets is a page of frames that lists the pages of its sheets.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use encoding_rs::Encoding;
use mailparse::{MailHeaderMap, ParsedMail};
use quick_xml::escape::unescape;

use super::encoding::{self, decode_declared};
use super::filling::{self, Budget};
use super::guard::guarded;
use super::xml::broken;
use super::{Grid, InputError, Large, html};

/// More parts than any workbook has.
const MOST_PARTS: usize = 10_000;
/// The largest file: parts inside one another are searched again for each level.
const MOST_BYTES: usize = 128 << 20;

/// Reads a file of parts.
///
/// # Errors
/// [`InputError`] where a part cannot be read, or where none has text.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Grid>, InputError> {
    if bytes.len() > MOST_BYTES {
        return Err(InputError::TooLarge { what: Large::File, limit: MOST_BYTES as u64 });
    }
    // Each part begins with a line that begins so; comments of a page end so.
    let lines = bytes.split(|&byte| byte == b'\n');
    if lines.filter(|line| line.starts_with(b"--") && !line.starts_with(b"-->")).count() > MOST_PARTS {
        return Err(InputError::TooLarge { what: Large::Parts, limit: MOST_PARTS as u64 });
    }
    guarded(|| pages(bytes)).unwrap_or(Err(InputError::UnknownFormat))
}

fn pages(bytes: &[u8]) -> Result<Vec<Grid>, InputError> {
    let mail = mailparse::parse_mail(bytes).map_err(|_| InputError::UnknownFormat)?;
    let boundary = mail.ctype.params.get("boundary").ok_or(InputError::UnknownFormat)?;
    let end = format!("--{boundary}--").into_bytes();
    if !bytes.split(|&byte| byte == b'\n').any(|line| line.starts_with(&end)) {
        return Err(broken(&"it ends in the middle"));
    }
    let mut parts = mail.parts().filter(|part| part.ctype.mimetype == "text/html");
    let main = text(parts.next().ok_or(InputError::UnknownFormat)?)?;
    let by_file: HashMap<String, &ParsedMail<'_>> =
        parts.filter_map(|part| Some((location(part)?, part))).collect();
    let listed = listed(&main);
    let mut budget = Budget::new();
    let mut sheets = Vec::new();
    if listed.iter().any(|sheet| sheet.file.is_some()) {
        for Listed { name, file } in listed {
            let Some(part) = file.and_then(|file| by_file.get(&file)) else { continue };
            let page = text(part)?;
            let is_hidden = is_hidden(&page);
            sheets.push((html::page(&page, name, &mut budget)?, is_hidden));
        }
    } else {
        let name = match listed.as_slice() {
            [Listed { name, .. }] => name.clone(),
            _ => None,
        };
        sheets.push((html::page(&main, name, &mut budget)?, false));
    }
    filling::workbook(sheets)
}

/// The text of a part, in the encoding that it declares where its bytes agree.
fn text(part: &ParsedMail<'_>) -> Result<String, InputError> {
    let bytes = part.get_body_raw().map_err(|_| InputError::UnknownFormat)?;
    let declared = part.ctype.params.get("charset").and_then(|label| Encoding::for_label(label.as_bytes()));
    let declared = declared.or_else(|| encoding::declared(&bytes));
    decode_declared(bytes, declared)
}

/// The file that a part was, without its folder.
fn location(part: &ParsedMail<'_>) -> Option<String> {
    part.headers.get_first_value("Content-Location").map(|path| file_name(&path).to_owned())
}

fn file_name(path: &str) -> &str {
    path.trim().rsplit(['/', '\\']).next().unwrap_or_default()
}

/// A sheet as the main page lists it.
struct Listed {
    name: Option<String>,
    file: Option<String>,
}

/// The sheets that the main page lists in its settings.
fn listed(page: &str) -> Vec<Listed> {
    let mut sheets = Vec::new();
    let mut files = HashSet::new();
    for piece in page.split("<x:ExcelWorksheet>").skip(1).take(MOST_PARTS) {
        let entry = piece.split("</x:ExcelWorksheet>").next().unwrap_or_default();
        let name = between(entry, "<x:Name>", "</x:Name>").map(plain);
        let file = between(entry, "HRef=\"", "\"").map(|path| file_name(&plain(path)).to_owned());
        // Each sheet has a page of its own.
        if file.as_ref().is_none_or(|file| files.insert(file.clone())) {
            sheets.push(Listed { name, file });
        }
    }
    sheets
}

/// Whether a sheet's page says that it is hidden.
fn is_hidden(page: &str) -> bool {
    between(page, "<x:Visible>", "</x:Visible>").is_some_and(|state| state != "SheetVisible")
}

fn between<'t>(text: &'t str, open: &str, close: &str) -> Option<&'t str> {
    let start = text.find(open)? + open.len();
    let length = text[start..].find(close)?;
    Some(text[start..start + length].trim())
}

fn plain(text: &str) -> String {
    unescape(text).unwrap_or(Cow::Borrowed(text)).into_owned()
}
