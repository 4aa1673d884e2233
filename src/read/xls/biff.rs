//! The records of a workbook's stream (MS-XLS), of Excel 97 to 2003 (BIFF8) and of Excel 5 and 95 (BIFF5).

use super::text::{MOST_PIECE, Piece, Texts};
use crate::read::{InputError, number_format::NumberFormats};

/// A record that goes on with the one before it.
const CONTINUE: u16 = 0x003C;
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;

/// A record: what kind, its bytes, and the stream behind it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'s> {
    pub id: u16,
    pub data: &'s [u8],
    rest: &'s [u8],
}

/// The first record of a stream; None at its end.
fn record(stream: &[u8]) -> Result<Option<Record<'_>>, InputError> {
    let Some((head, rest)) = stream.split_first_chunk::<4>() else {
        return if stream.is_empty() { Ok(None) } else { Err(broken("record")) };
    };
    let [id_low, id_high, length_low, length_high] = *head;
    let length = usize::from(u16::from_le_bytes([length_low, length_high]));
    let (data, rest) = rest.split_at_checked(length).ok_or_else(|| broken("record length"))?;
    Ok(Some(Record { id: u16::from_le_bytes([id_low, id_high]), data, rest }))
}

impl<'s> Record<'s> {
    /// The bytes of the records that go on with this one.
    pub fn continued(self) -> impl Iterator<Item = &'s [u8]> {
        let mut rest = self.rest;
        std::iter::from_fn(move || {
            let next = record(rest).ok().flatten().filter(|next| next.id == CONTINUE)?;
            rest = next.rest;
            Some(next.data)
        })
    }

    /// Two bytes at an offset; 0 behind the record's end.
    pub fn u16(&self, at: usize) -> u16 {
        u16::from_le_bytes(self.bytes(at).unwrap_or_default())
    }

    /// Four bytes at an offset; 0 behind the record's end.
    pub fn u32(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.bytes(at).unwrap_or_default())
    }

    /// One byte at an offset; 0 behind the record's end.
    pub fn u8(&self, at: usize) -> u8 {
        self.data.get(at).copied().unwrap_or_default()
    }

    /// So many bytes at an offset.
    pub fn bytes<const N: usize>(&self, at: usize) -> Option<[u8; N]> {
        self.data.get(at..)?.first_chunk().copied()
    }
}

/// The records from here to the end of the part that begins here, without those of parts inside it (charts).
pub(super) struct Records<'s> {
    stream: &'s [u8],
    depth: u32,
}

impl<'s> Records<'s> {
    /// The part that begins at an offset of the stream.
    ///
    /// # Errors
    /// [`InputError::BrokenWorkbook`] where no part begins there.
    pub fn at(stream: &'s [u8], offset: usize) -> Result<Self, InputError> {
        let records = Self { stream: stream.get(offset..).unwrap_or_default(), depth: 0 };
        match record(records.stream)? {
            Some(Record { id: BEGIN, .. }) => Ok(records),
            _ => Err(broken("beginning")),
        }
    }

    /// The next record.
    ///
    /// # Errors
    /// [`InputError::BrokenWorkbook`] where the stream ends inside it.
    pub fn next(&mut self) -> Result<Option<Record<'s>>, InputError> {
        while let Some(record) = record(self.stream)? {
            self.stream = record.rest;
            match record.id {
                BEGIN => self.depth += 1,
                END if self.depth <= 1 => return Ok(None),
                END => self.depth -= 1,
                CONTINUE => {}
                _ if self.depth == 1 => return Ok(Some(record)),
                _ => {}
            }
        }
        Ok(None)
    }

    /// How much of the stream is left.
    pub fn left(&self) -> usize {
        self.stream.len()
    }
}

/// A sheet as the workbook lists it.
pub(super) struct Sheet {
    pub name: String,
    /// Where it begins in the stream.
    pub offset: usize,
    pub is_visible: bool,
}

/// What all sheets of a workbook share.
pub(super) struct Globals<'s> {
    /// The worksheets, in order.
    pub sheets: Vec<Sheet>,
    pub formats: NumberFormats,
    /// Whether days are counted from 1904 on.
    pub is_1904: bool,
    /// The version has Unicode.
    pub has_unicode: bool,
    /// The code page of a version that has no Unicode.
    pub code_page: u16,
    /// The table of texts, in pieces.
    pub shared: Vec<&'s [u8]>,
}

impl<'s> Globals<'s> {
    /// Reads the beginning of a stream.
    ///
    /// # Errors
    /// [`InputError`] where the workbook is damaged or encrypted.
    pub fn read(stream: &'s [u8]) -> Result<Self, InputError> {
        let mut records = Records::at(stream, 0)?;
        let begin = record(stream)?.ok_or_else(|| broken("beginning"))?;
        let mut globals = Self {
            sheets: Vec::new(),
            formats: NumberFormats::default(),
            is_1904: false,
            has_unicode: begin.u16(0) != 0x0500,
            // Most old files without a code page come from where the program is used.
            code_page: 936,
            shared: Vec::new(),
        };
        let (mut names, mut codes) = (Vec::new(), Vec::new());
        while let Some(record) = records.next()? {
            match record.id {
                0x002F => return Err(InputError::Encrypted),
                0x0042 => globals.code_page = record.u16(0),
                0x0022 => globals.is_1904 = record.u16(0) == 1,
                // BIFF8 has two bytes for the length of a code, BIFF5 one.
                0x041E if globals.has_unicode => codes.push((record.u16(0), globals.pieces(&record, 2))),
                0x041E => codes.push((record.u16(0), globals.short_pieces(&record, 2))),
                0x00E0 => globals.formats.push(record.u16(2).into()),
                0x0085 if record.u8(5) == 0 => {
                    names.push(globals.short_pieces(&record, 6));
                    globals.sheets.push(Sheet {
                        name: String::new(),
                        offset: record.u32(0) as usize,
                        is_visible: record.u8(4) & 3 == 0,
                    });
                }
                0x00FC => {
                    globals.shared = std::iter::once(record.data)
                        .chain(record.continued())
                        .filter(|d| !d.is_empty())
                        .collect();
                }
                _ => {}
            }
        }
        let mut texts = Texts::default();
        names.iter().chain(codes.iter().map(|(_, code)| code)).for_each(|pieces| texts.want(pieces));
        let texts = texts.decode(&globals)?;
        for (sheet, name) in globals.sheets.iter_mut().zip(&names) {
            sheet.name = texts.text(name);
            sheet.name.retain(|ch| ch != '\0');
        }
        for (id, code) in codes {
            globals.formats.define(id.into(), &texts.text(&code));
        }
        globals.formats.complete();
        Ok(globals)
    }

    /// A text that begins at an offset of a record with two bytes for its length.
    pub fn pieces(&self, record: &Record<'s>, at: usize) -> Vec<Piece<'s>> {
        let length = usize::from(record.u16(at));
        self.pieces_behind(record, at + 2, length)
    }

    /// A text that begins at an offset of a record with one byte for its length.
    fn short_pieces(&self, record: &Record<'s>, at: usize) -> Vec<Piece<'s>> {
        let length = usize::from(record.u8(at));
        self.pieces_behind(record, at + 1, length)
    }

    /// The characters of a text: never more than the record and those that go on with it have.
    fn pieces_behind(&self, record: &Record<'s>, at: usize, mut length: usize) -> Vec<Piece<'s>> {
        let data = record.data.get(at..).unwrap_or_default();
        let mut pieces = Vec::new();
        for data in std::iter::once(data).chain(record.continued()) {
            let (is_wide, data) = match data.split_first() {
                Some((flags, data)) if self.has_unicode => (flags & 1 == 1, data),
                _ => (false, data),
            };
            let width = if is_wide { 2 } else { 1 };
            let taken = length.min(data.len() / width);
            let piece = |bytes| Piece::Own { is_wide, bytes };
            pieces.extend(data[..taken * width].chunks(MOST_PIECE).map(piece));
            length -= taken;
            if length == 0 {
                break;
            }
        }
        pieces
    }
}

pub(super) fn broken(detail: &str) -> InputError {
    InputError::BrokenWorkbook { sheet: None, detail: detail.to_owned() }
}
