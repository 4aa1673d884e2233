//! Tables of text: of the bytes of a file just those change that stand for the cells written.

use std::ops::Range;

use encoding_rs::{DecoderResult, Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

use super::{NoFix, Reason, Tables, Unwritable};
use crate::read::delimited::{TextCell, each_cell};
use crate::read::encoding::Written;
use crate::read::{InputError, Place};

/// Something to be put into the place of a piece of a text.
struct Piece {
    place: Place,
    range: Range<usize>,
    with: String,
}

/// Writes cells of a text that is the file's only table.
///
/// # Errors
/// [`NoFix`] where the text is no table; inside, the cells that cannot be written.
pub(super) fn write(
    bytes: &[u8],
    written: &Written,
    delimiter: u8,
    tables: &Tables<'_>,
) -> Result<Result<Vec<u8>, Unwritable>, NoFix> {
    let Written { text, encoding, mark } = written;
    // What it says depends on what stands before it, so that nothing can be put between.
    if *encoding == ISO_2022_JP {
        return Err(NoFix::Format);
    }
    let (pieces, mut unwritable) = pieces(text, delimiter, tables)?;
    let mut new = Vec::with_capacity(pieces.len());
    for piece in &pieces {
        match encoded(&piece.with, encoding) {
            Some(bytes) => new.push(bytes),
            None => unwritable.push((None, piece.place, Reason::Encoding)),
        }
    }
    if !unwritable.is_empty() {
        return Ok(Err(unwritable));
    }
    let ends = pieces.iter().flat_map(|piece| [piece.range.start, piece.range.end]);
    let ends =
        offsets(bytes.get(*mark..).unwrap_or_default(), encoding, ends).ok_or(NoFix::ReadsOtherwise)?;
    let mut out = Vec::with_capacity(bytes.len() + 64);
    let mut done = 0;
    for (range, with) in ends.chunks_exact(2).zip(&new) {
        let [start, end] = [range[0] + mark, range[1] + mark];
        out.extend_from_slice(bytes.get(done..start).unwrap_or_default());
        out.extend_from_slice(with);
        done = end;
    }
    out.extend_from_slice(bytes.get(done..).unwrap_or_default());
    Ok(Ok(out))
}

/// What is to be put where, in the order of the text, and the cells that are not there.
fn pieces(text: &str, delimiter: u8, tables: &Tables<'_>) -> Result<(Vec<Piece>, Unwritable), InputError> {
    let cells = tables.get(&None).into_iter().flatten();
    let mut left = cells.map(|(&place, &new)| (place, new)).peekable();
    let mut pieces = Vec::new();
    let mut unwritable = Vec::new();
    let mut last: Option<TextCell> = None;
    let mut before = |cell: Option<&TextCell>, last: Option<&TextCell>, pieces: &mut Vec<Piece>| {
        let is_before = |place: Place| cell.is_none_or(|cell| place < cell.place);
        let mut column = last.map_or(0, |last| last.place.column);
        while let Some((place, new)) = left.next_if(|(place, _)| is_before(*place)) {
            // Cells behind the last one of a row come with the delimiters between.
            match last.filter(|last| last.place.row == place.row) {
                Some(last) => {
                    let between = char::from(delimiter).to_string().repeat((place.column - column) as usize);
                    let with = between + &quoted(new, delimiter, false);
                    pieces.push(Piece { place, range: last.range.end..last.range.end, with });
                    column = place.column;
                }
                None => unwritable.push((None, place, Reason::NoCell)),
            }
        }
        cell.and_then(|cell| left.next_if(|(place, _)| *place == cell.place)).map(|(_, new)| new)
    };
    each_cell(text, delimiter, |cell| {
        if let Some(new) = before(Some(&cell), last.as_ref(), &mut pieces) {
            let with = quoted(new, delimiter, cell.range != cell.content);
            pieces.push(Piece { place: cell.place, range: cell.range.clone(), with });
        }
        last = Some(cell);
    })?;
    before(None, last.as_ref(), &mut pieces);
    Ok((pieces, unwritable))
}

/// A text as a cell has it: in quotes where it was or where it needs them.
fn quoted(text: &str, delimiter: u8, is_quoted: bool) -> String {
    let needs =
        text.starts_with('"') || text.bytes().any(|byte| byte == delimiter || matches!(byte, b'\n' | b'\r'));
    match is_quoted || needs {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

/// A text in an encoding; None where that lacks one of its characters.
fn encoded(text: &str, encoding: &'static Encoding) -> Option<Vec<u8>> {
    if encoding == UTF_16LE {
        return Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    }
    if encoding == UTF_16BE {
        return Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
    }
    let (bytes, _, has_missing) = encoding.encode(text);
    (!has_missing).then(|| bytes.into_owned())
}

/// Where the bytes begin that stand for what is at these places of the decoded text, which come in order.
fn offsets(
    bytes: &[u8],
    encoding: &'static Encoding,
    places: impl Iterator<Item = usize>,
) -> Option<Vec<usize>> {
    if encoding == UTF_8 {
        return Some(places.collect());
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut buffer = [0; 16];
    let (mut decoded, mut read) = (0, 0);
    let mut offsets = Vec::new();
    for place in places {
        // Byte by byte, a character comes out with its last one.
        while decoded < place {
            let byte = bytes.get(read..=read)?;
            match decoder.decode_to_utf8_without_replacement(byte, &mut buffer, false) {
                (DecoderResult::InputEmpty, 1, length) => decoded += length,
                _ => return None,
            }
            read += 1;
        }
        // A place inside of what one character of the file stands for is none.
        (decoded == place).then(|| offsets.push(read))?;
    }
    Some(offsets)
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, GB18030};

    use super::*;

    #[test]
    fn places_of_bytes() {
        let text = "a≥𠮷\t中€b";
        for encoding in [GB18030, BIG5, UTF_16LE, UTF_16BE, UTF_8] {
            let Some(bytes) = encoded(text, encoding) else { continue };
            let places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            let found = offsets(&bytes, encoding, places).unwrap();
            let lengths = text.char_indices().map(|(at, _)| encoded(&text[..at], encoding).unwrap().len());
            assert_eq!(found, lengths.chain([bytes.len()]).collect::<Vec<_>>(), "{encoding:?}");
        }
        assert!(encoded("≥", encoding_rs::WINDOWS_1252).is_none());
    }
}
