//! The core of jichi as a WebAssembly module: bytes of a file in, findings as JSON out. The page and its worker are written
//! in JavaScript beside it; nothing here knows them.
//!
//! Texts and files pass through the module's memory: the caller asks for room with [`room`], writes into it, and hands it
//! over; what comes back is a length and an address in one number, to be given back with [`release`].

use std::cell::RefCell;

use jichi::{Finding, Language, Linter};
use serde::{Deserialize, Serialize};

/// What the caller wants besides the file.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Wishes {
    /// `zh` or `en`.
    language: Speech,
    /// The budget year, where the user names it.
    year: Option<i32>,
    /// The text of a configuration.
    config: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Speech {
    #[default]
    Zh,
    En,
}

/// What a check came to.
#[derive(Debug, Default, Serialize)]
struct Outcome {
    sheets: Vec<SheetOutcome>,
    /// As `jichi check --format json` prints them.
    findings: Vec<Finding>,
    /// What could not be checked, and why.
    errors: Vec<String>,
}

#[derive(Debug, Serialize)]
struct SheetOutcome {
    file: String,
    name: Option<String>,
    layout: String,
    year: Option<i32>,
    departments: usize,
    projects: usize,
    indicators: usize,
}

thread_local! {
    /// The linter of the last wishes: rules are compiled once for many files.
    static LINTER: RefCell<Option<(Vec<u8>, Linter)>> = const { RefCell::new(None) };
}

/// Room for `size` bytes, to be written by the caller.
#[unsafe(no_mangle)]
pub extern "C" fn room(size: usize) -> *mut u8 {
    let room = vec![0_u8; size].into_boxed_slice();
    Box::into_raw(room).cast()
}

/// Gives back room, or what [`check`] returned.
///
/// # Safety
/// `at` and `size` are those of a room that was not given back yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn release(at: *mut u8, size: usize) {
    // SAFETY: the caller says that it is such a room, which is a box of so many bytes.
    drop(unsafe { taken(at, size) });
}

/// Checks a file. Takes three rooms: its name, its content, and what is wished as JSON. Returns the outcome as JSON: its
/// length in the upper half, its address in the lower.
///
/// # Safety
/// All three are rooms that were not given back yet; they are used up.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn check(
    name: *mut u8,
    name_size: usize,
    file: *mut u8,
    file_size: usize,
    wishes: *mut u8,
    wishes_size: usize,
) -> u64 {
    // SAFETY: the caller says that they are such rooms.
    let (name, file, wishes) =
        unsafe { (taken(name, name_size), taken(file, file_size), taken(wishes, wishes_size)) };
    let outcome = outcome(&String::from_utf8_lossy(&name), file.into_vec(), &wishes);
    let json = serde_json::to_vec(&outcome).unwrap_or_default().into_boxed_slice();
    let size = json.len() as u64;
    let at = Box::into_raw(json).cast::<u8>() as usize as u64;
    size << 32 | at
}

/// The bytes of a room.
///
/// # Safety
/// `at` and `size` are those of a room that was not taken yet.
unsafe fn taken(at: *mut u8, size: usize) -> Box<[u8]> {
    // SAFETY: rooms are boxes of so many bytes.
    unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(at, size)) }
}

fn outcome(name: &str, file: Vec<u8>, wishes: &[u8]) -> Outcome {
    LINTER.with_borrow_mut(|kept| {
        if kept.as_ref().is_none_or(|(of, _)| of != wishes) {
            match linter(wishes) {
                Ok(linter) => *kept = Some((wishes.to_vec(), linter)),
                Err(error) => return Outcome { errors: vec![error], ..Outcome::default() },
            }
        }
        let Some((_, linter)) = kept else { return Outcome::default() };
        match linter.check_bytes(name, file) {
            Err(error) => Outcome { errors: vec![error.to_string()], ..Outcome::default() },
            Ok(report) => Outcome {
                sheets: report.sheets.into_iter().map(SheetOutcome::from).collect(),
                findings: report.findings,
                errors: report.errors.iter().map(ToString::to_string).collect(),
            },
        }
    })
}

fn linter(wishes: &[u8]) -> Result<Linter, String> {
    let Wishes { language, year, config } = match wishes {
        [] => Wishes::default(),
        _ => serde_json::from_slice(wishes).map_err(|error| error.to_string())?,
    };
    let language = if language == Speech::Zh { Language::Zh } else { Language::En };
    let mut builder = Linter::builder().language(language);
    if let Some(year) = year {
        builder = builder.year(year);
    }
    if let Some(text) = config {
        builder = builder.config("jichi.toml", text);
    }
    builder.build().map_err(|error| error.to_string())
}

impl From<jichi::Sheet> for SheetOutcome {
    fn from(sheet: jichi::Sheet) -> Self {
        let jichi::Sheet { file, name, layout, year, departments, projects, indicators, .. } = sheet;
        Self { file, name, layout, year, departments, projects, indicators }
    }
}
