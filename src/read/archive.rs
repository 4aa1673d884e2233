//! Archives (.zip) of files → their members, in memory: nothing is ever written to where a member's name says.

use std::io::Cursor;

use encoding_rs::GB18030;
use zip::ZipArchive;
use zip::extra_fields::ExtraField;
use zip::read::ZipFileEntry;

use super::InputError;
use super::container::{broken, counted, open};
use crate::text::printable;

/// The most that a member may hold once unpacked, in bytes.
const MOST_MEMBER: u64 = 128 << 20;

/// A zip archive that somebody put together.
#[derive(Debug)]
pub struct Archive {
    bytes: Vec<u8>,
    members: Vec<Member>,
}

/// A file in an [`Archive`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its path in the archive, with `/` between the pieces, and nothing in it that leads out of the archive or
    /// steers a terminal.
    pub path: String,
    /// Its size once unpacked, as the archive declares it: it may hold less.
    pub size: u64,
    index: usize,
}

impl Archive {
    /// Opens an archive.
    ///
    /// # Errors
    /// [`InputError`] where it is damaged or has too many members.
    pub fn open(bytes: Vec<u8>) -> Result<Self, InputError> {
        let mut archive = open(&bytes)?;
        let mut members = Vec::new();
        for index in 0..archive.len() {
            let path = path(&name(&mut archive, index)?);
            let entry = archive.by_index_data(index).map_err(broken)?;
            if is_file(&entry) && !path.is_empty() && !is_hidden(&path) {
                members.push(Member { path, size: entry.size(), index });
            }
        }
        // As a folder's files are ordered.
        members.sort_by(|a, b| a.path.split('/').cmp(b.path.split('/')));
        Ok(Self { bytes, members })
    }

    /// The files, in the order of their paths, without those that systems and office programs leave behind.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// Unpacks a member.
    ///
    /// # Errors
    /// [`InputError`] where it is damaged, protected by a password, packed by another method, or too large.
    pub fn unpack(&self, member: &Member) -> Result<Vec<u8>, InputError> {
        let mut archive: ZipArchive<Cursor<&[u8]>> = open(&self.bytes)?;
        let part = archive.by_index(member.index).map_err(broken)?;
        let mut bytes = Vec::new();
        counted(part, MOST_MEMBER, |piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(bytes)
    }
}

/// How many bytes there are once what is packed in a file is unpacked; no more than that is.
pub fn unpacked_size(bytes: &[u8]) -> u64 {
    let parts = match bytes.starts_with(b"PK") {
        true => open(bytes).ok().and_then(|archive| archive.decompressed_size()),
        false => None,
    };
    parts.and_then(|size| u64::try_from(size).ok()).unwrap_or_default().max(bytes.len() as u64)
}

fn is_file(entry: &ZipFileEntry<'_>) -> bool {
    entry.is_file() && !entry.is_symlink() && !entry.name_raw().ends_with(b"\\")
}

/// What systems and office programs leave behind: __MACOSX, .DS_Store, ~$表.xlsx beside an open 表.xlsx.
fn is_hidden(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.starts_with("~$") || path.split('/').any(|piece| piece.starts_with('.') || piece == "__MACOSX")
}

/// A member's name as whoever packed it saw it. Chinese Windows writes GBK and says nothing of it.
fn name(archive: &mut ZipArchive<Cursor<&[u8]>>, index: usize) -> Result<String, InputError> {
    let entry = archive.by_index_data(index).map_err(broken)?;
    if let Ok(name) = std::str::from_utf8(entry.name_raw()) {
        return Ok(name.to_owned());
    }
    let raw = entry.name_raw().to_vec();
    // A member that cannot be unpacked is told when it is.
    let beside = archive.by_index_raw(index).ok().and_then(|part| {
        part.extra_data_fields().find_map(|field| match field {
            ExtraField::UnicodePath(path) => path.clone().unwrap_valid(&raw).ok(),
            _ => None,
        })
    });
    Ok(match beside.and_then(|name| String::from_utf8(name.into_vec()).ok()) {
        Some(name) => name,
        None => GB18030.decode_without_bom_handling(&raw).0.into_owned(),
    })
}

/// The path that a name stands for inside the archive.
fn path(name: &str) -> String {
    let is_drive = |piece: &str| piece.len() == 2 && piece.ends_with(':');
    let pieces =
        name.split(['/', '\\']).filter(|piece| !matches!(*piece, "" | "." | "..") && !is_drive(piece));
    printable(&pieces.collect::<Vec<_>>().join("/")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out() {
        for (name, shown) in [
            ("a/b.tsv", "a/b.tsv"),
            ("/etc/passwd.tsv", "etc/passwd.tsv"),
            ("../../a.tsv", "a.tsv"),
            ("C:\\表\\..\\a.tsv", "表/a.tsv"),
            ("a//./b.tsv", "a/b.tsv"),
            ("a\u{1b}[31m\u{202E}.tsv", "a␛[31m\u{FFFD}.tsv"),
            ("..", ""),
        ] {
            assert_eq!(path(name), shown, "{name}");
        }
    }

    #[test]
    fn what_is_left_behind_is_no_member() {
        for (path, hidden) in
            [("__MACOSX/a.tsv", true), ("a/.DS_Store", true), ("a/~$表.xlsx", true), ("a/表~$.xlsx", false)]
        {
            assert_eq!(is_hidden(path), hidden, "{path}");
        }
    }
}
