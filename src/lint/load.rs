//! Bytes → sheets, ready to be checked.

use std::sync::Arc;

use encoding_rs::Encoding;

use super::{Stage, Timings, in_parallel, in_parallel_owned, timed};
use crate::layout::{self, Layouts};
use crate::read::{self, Grid, InputError, Large, Member, unpacked_size};
use crate::record::Sheet;

/// Extensions that a folder or an archive is searched for. Records (.json, .ndjson) are read where they are named: in a
/// folder of sheets they are most often what this program made of those, or belong to something else.
pub const READABLE: [&str; 13] =
    ["csv", "docx", "et", "mht", "mhtml", "ods", "tsv", "txt", "xls", "xlsb", "xlsm", "xlsx", "zip"];

/// Extensions of tables and documents that have to be saved as another format first, and of archives that have
/// to be unpacked: a folder that holds such files holds sheets that nobody looks at.
pub const CONVERTIBLE: [&str; 7] = ["7z", "doc", "odt", "pdf", "rar", "rtf", "wps"];

/// Files of an archive that are unpacked at the same time are together no larger than this, unless one alone is.
const AT_ONCE: u64 = 32 << 20;
/// And with all that is packed in them no larger than this.
const AT_ONCE_UNPACKED: u64 = 256 << 20;
/// The most that all files of an archive may hold with all that is packed in them.
const MOST_UNPACKED: u64 = 2 << 30;

/// How files are read.
#[derive(Debug, Clone)]
pub struct Loader {
    /// The layouts that tables may have.
    pub layouts: Layouts,
    /// The encoding of text files, where the user knows better than the bytes.
    pub encoding: Option<&'static Encoding>,
    /// Whether what is read keeps the bytes of its file.
    pub keeps_bytes: bool,
    /// Where the time goes, where that is wanted.
    pub timings: Option<Arc<Timings>>,
}

/// What a file holds.
#[derive(Debug)]
pub enum Loaded {
    /// Goal sheets.
    Sheets(Source),
    /// Other files.
    Archive(Archive),
}

/// A file of goal sheets.
#[derive(Debug)]
pub struct Source {
    /// Its goal sheets: at least one.
    pub sheets: Vec<Sheet>,
    /// Its content, where the loader keeps it.
    pub bytes: Vec<u8>,
}

/// An archive whose files are yet to be read.
#[derive(Debug)]
pub struct Archive {
    name: String,
    archive: read::Archive,
    members: Vec<Member>,
    /// The files that would have to be converted or unpacked first.
    pub passed_over: Vec<String>,
}

impl Loader {
    /// Reads all goal sheets of a file, or opens an archive.
    ///
    /// # Errors
    /// [`InputError`] where the bytes are neither.
    pub fn load(&self, name: &str, bytes: Vec<u8>) -> Result<Loaded, InputError> {
        if read::is_archive(name, &bytes) {
            return Archive::open(name, bytes).map(Loaded::Archive);
        }
        self.sheets(name, bytes).map(Loaded::Sheets)
    }

    fn sheets(&self, name: &str, bytes: Vec<u8>) -> Result<Source, InputError> {
        let kept = if self.keeps_bytes { bytes.clone() } else { Vec::new() };
        let timings = self.timings.as_deref();
        let named = self.encoding.filter(|_| read::is_text(name, &bytes));
        let grids = timed(timings, Stage::Reading, || read::read_in(name, bytes, named))?;
        let misread = named.filter(|_| grids.iter().any(has_replacements));
        let sheets = timed(timings, Stage::Layout, || layout::sheets(&self.layouts, name, grids));
        match (sheets, misread) {
            (Ok(sheets), _) => Ok(Source { sheets, bytes: kept }),
            (Err(InputError::NoTable { .. }), Some(named)) => {
                Err(InputError::OtherEncoding { named: named.name() })
            }
            (Err(error), _) => Err(error),
        }
    }
}

/// Whether some bytes of a text stood for nothing.
fn has_replacements(grid: &Grid) -> bool {
    grid.rows()
        .any(|(_, cells)| cells.iter().any(|cell| grid.text(cell).contains(char::REPLACEMENT_CHARACTER)))
}

impl Archive {
    fn open(name: &str, bytes: Vec<u8>) -> Result<Self, InputError> {
        let archive = read::Archive::open(bytes)?;
        let (mut members, mut passed_over) = (Vec::new(), Vec::new());
        for member in archive.members() {
            let extension = read::extension(&member.path);
            let is = |known: &[&str]| known.contains(&extension.as_str());
            if extension == "zip" || is(&CONVERTIBLE) {
                passed_over.push(format!("{name}/{}", member.path));
            } else if is(&READABLE) {
                members.push(member.clone());
            }
        }
        match members.is_empty() && passed_over.is_empty() {
            true => Err(InputError::NothingInside),
            false => Ok(Self { name: name.to_owned(), archive, members, passed_over }),
        }
    }

    /// How many files there are to read.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is no file to read.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Reads the files and hands on the path and the content of each, in the order of their paths. Some are read
    /// side by side; what they unpack to together is bounded.
    ///
    /// # Errors
    /// The first error of `each` ends it.
    pub fn each<E>(
        &self,
        loader: &Loader,
        each: impl FnMut(String, Result<Source, InputError>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each_with(loader.timings.as_deref(), |name, bytes| loader.sheets(name, bytes), each)
    }

    /// As [`Archive::each`], with what `read` makes of the name and the bytes of a file.
    ///
    /// # Errors
    /// The first error of `each` ends it.
    pub fn each_with<T: Send, E>(
        &self,
        timings: Option<&Timings>,
        read: impl Fn(&str, Vec<u8>) -> Result<T, InputError> + Sync,
        mut each: impl FnMut(String, Result<T, InputError>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut left = MOST_UNPACKED;
        for members in groups(&self.members, AT_ONCE, |member| member.size) {
            let mut unpacked = in_parallel(members, |_, member| {
                let name = format!("{}/{}", self.name, member.path);
                let bytes = timed(timings, Stage::Reading, || self.archive.unpack(member));
                let size = bytes.as_ref().map_or(0, |bytes| unpacked_size(bytes));
                Unpacked { name, bytes, size }
            });
            for file in &mut unpacked {
                match left.checked_sub(file.size) {
                    Some(rest) => left = rest,
                    None => {
                        let limit = MOST_UNPACKED;
                        file.bytes = Err(InputError::TooLarge { what: Large::Archive, limit });
                    }
                }
            }
            let sizes: Vec<usize> =
                groups(&unpacked, AT_ONCE_UNPACKED, |file| file.size).map(<[_]>::len).collect();
            let mut unpacked = unpacked.into_iter();
            for size in sizes {
                let read = in_parallel_owned(unpacked.by_ref().take(size).collect(), |file: Unpacked| {
                    let sheets = file.bytes.and_then(|bytes| read(&file.name, bytes));
                    (file.name, sheets)
                });
                for (name, sheets) in read {
                    each(name, sheets)?;
                }
            }
        }
        Ok(())
    }
}

/// A file of an archive.
struct Unpacked {
    name: String,
    bytes: Result<Vec<u8>, InputError>,
    /// With all that is packed in it.
    size: u64,
}

/// Cuts items into groups that are together no larger than `most`, unless one alone is.
pub fn groups<T>(items: &[T], most: u64, size: impl Fn(&T) -> u64) -> impl Iterator<Item = &[T]> {
    let mut rest = items;
    std::iter::from_fn(move || {
        let (mut count, mut total) = (0, 0u64);
        for item in rest.iter().take(MOST_IN_GROUP) {
            total = total.saturating_add(size(item));
            if count > 0 && total > most {
                break;
            }
            count += 1;
        }
        let (group, later) = rest.split_at_checked(count)?;
        rest = later;
        (!group.is_empty()).then_some(group)
    })
}

/// The most items of a group.
const MOST_IN_GROUP: usize = 64;
