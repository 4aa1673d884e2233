//! The texts of an old workbook, decoded by calamine. It is handed a workbook that is written here, with each
//! text once and nothing else: calamine trusts the lengths, the rectangles and the repetitions in a workbook
//! with its memory, and those of this one are right.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::Cursor;

use calamine::{Data, Reader, Xls, XlsOptions};

use super::biff::{Globals, broken};
use crate::read::guard::guarded;
use crate::read::{InputError, Large, compound};

/// The most bytes of the table of texts, and of the texts that stand elsewhere.
const MOST_TEXT: usize = 32 << 20;
/// What a text costs besides its bytes.
const COST: usize = 32;
/// Fewer bytes for each piece of the table than any program writes.
const LEAST_PIECE: usize = 2048;
/// The most bytes of a piece: with its place it has to fit into a record.
pub(super) const MOST_PIECE: usize = 32_000;
/// Texts in a row of the workbook that calamine is handed.
const COLUMNS: usize = 256;

/// A piece of a text as the file has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Piece<'s> {
    /// A text of the table that all sheets share, by its number.
    Shared(u32),
    /// Characters of two bytes, or of one (in versions without Unicode: of the code page).
    Own { is_wide: bool, bytes: &'s [u8] },
}

/// The pieces that are wanted, each once.
#[derive(Debug, Default)]
pub(super) struct Texts<'s> {
    wanted: Vec<Piece<'s>>,
    /// Their numbers in `wanted`.
    numbers: HashMap<Piece<'s>, usize>,
    decoded: Vec<String>,
}

impl<'s> Texts<'s> {
    /// Asks for a text.
    pub fn want(&mut self, pieces: &[Piece<'s>]) {
        for piece in pieces {
            if let Entry::Vacant(entry) = self.numbers.entry(*piece) {
                entry.insert(self.wanted.len());
                self.wanted.push(*piece);
            }
        }
    }

    /// Decodes what was asked for.
    ///
    /// # Errors
    /// [`InputError::TooLarge`] for more text than a workbook has, [`InputError::BrokenWorkbook`] where the
    /// texts cannot be read.
    pub fn decode(mut self, globals: &Globals<'_>) -> Result<Self, InputError> {
        if self.wanted.is_empty() {
            return Ok(self);
        }
        let shared: usize = globals.shared.iter().map(|piece| piece.len()).sum();
        let own = self.wanted.iter().map(|piece| match piece {
            Piece::Shared(_) => COST,
            Piece::Own { bytes, .. } => COST + bytes.len(),
        });
        if shared.max(own.sum()) > MOST_TEXT {
            return Err(InputError::TooLarge { what: Large::Text, limit: MOST_TEXT as u64 });
        }
        if globals.shared.len() > 64 + shared / LEAST_PIECE {
            return Err(broken("text table"));
        }
        let stream = self.workbook(globals);
        let name = if globals.has_unicode { "Workbook" } else { "Book" };
        let file = compound::with_workbook(name, &stream).map_err(|error| broken(&error.to_string()))?;
        drop(stream);
        self.decoded = guarded(|| decoded(file, self.wanted.len()))
            .unwrap_or_else(|| Err(broken("unexpected structure")))?;
        Ok(self)
    }

    /// A text that was asked for.
    pub fn text(&self, pieces: &[Piece<'s>]) -> String {
        let text = |piece| self.decoded.get(*self.numbers.get(piece)?);
        pieces.iter().filter_map(text).map(String::as_str).collect()
    }

    /// Each wanted text in a cell of one sheet.
    fn workbook(&self, globals: &Globals<'_>) -> Vec<u8> {
        let mut stream = Vec::new();
        let version: [u8; 2] = if globals.has_unicode { [0, 6] } else { [0, 5] };
        let begin = |stream: &mut Vec<u8>, part: u8| {
            write(stream, 0x0809, &[&version, &[part, 0], &[0; 12]]);
        };
        begin(&mut stream, 5);
        let offset_at = stream.len() + 8 + usize::from(!globals.has_unicode) * 6 - 4;
        if globals.has_unicode {
            write(&mut stream, 0x0085, &[&[0; 6], &[1, 0, b'T']]);
        } else {
            write(&mut stream, 0x0042, &[&globals.code_page.to_le_bytes()]);
            write(&mut stream, 0x0085, &[&[0; 6], &[1, b'T']]);
        }
        let has_shared = self.wanted.iter().any(|piece| matches!(piece, Piece::Shared(_)));
        for (index, piece) in globals.shared.iter().filter(|_| has_shared).enumerate() {
            write(&mut stream, if index == 0 { 0x00FC } else { 0x003C }, &[piece]);
        }
        write(&mut stream, 0x000A, &[]);
        let offset = (stream.len() as u32).to_le_bytes();
        stream[offset_at..offset_at + 4].copy_from_slice(&offset);
        begin(&mut stream, 0x10);
        for (index, piece) in self.wanted.iter().enumerate() {
            let place = [index / COLUMNS, index % COLUMNS, 0].map(|number| (number as u16).to_le_bytes());
            let place = place.as_flattened();
            match piece {
                Piece::Shared(number) => write(&mut stream, 0x00FD, &[place, &number.to_le_bytes()]),
                Piece::Own { is_wide, bytes } => {
                    let length = (bytes.len() / if *is_wide { 2 } else { 1 }) as u16;
                    let flags: &[u8] = if globals.has_unicode { &[u8::from(*is_wide)] } else { &[] };
                    write(&mut stream, 0x0204, &[place, &length.to_le_bytes(), flags, bytes]);
                }
            }
        }
        write(&mut stream, 0x000A, &[]);
        // Smaller streams are stored in another way.
        stream.resize(stream.len().max(4096), 0);
        stream
    }
}

/// Writes a record. Its parts are pieces of records, and never longer than a record can be.
fn write(stream: &mut Vec<u8>, id: u16, parts: &[&[u8]]) {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    stream.extend(id.to_le_bytes());
    stream.extend((length as u16).to_le_bytes());
    parts.iter().for_each(|part| stream.extend_from_slice(part));
}

fn decoded(file: Vec<u8>, count: usize) -> Result<Vec<String>, InputError> {
    let mut workbook = Xls::new_with_options(Cursor::new(file), XlsOptions::default())
        .map_err(|error| broken(&error.to_string()))?;
    let range = workbook.worksheet_range("T").map_err(|error| broken(&error.to_string()))?;
    drop(workbook);
    let text = |index: usize| match range.get_value(((index / COLUMNS) as u32, (index % COLUMNS) as u32)) {
        Some(Data::String(text)) => text.clone(),
        _ => String::new(),
    };
    Ok((0..count).map(text).collect())
}
