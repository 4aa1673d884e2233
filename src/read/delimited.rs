//! Text with a delimiter (TSV, CSV, text copied from a PDF) → [`Grid`]. The text is cut in place.

use std::ops::Range;

use super::grid::Cut;
use super::{Grid, InputError, Large, Place};

/// More columns than any spreadsheet has.
const MOST_COLUMNS: u32 = 16_384;
/// How many lines are looked at to find the delimiter.
const SAMPLE_LINES: usize = 200;
/// How much text is looked at to find the delimiter.
const SAMPLE_BYTES: usize = 1 << 20;

/// Cuts a text into cells.
///
/// # Errors
/// [`InputError::Empty`] without any text, [`InputError::TooLarge`] for a row with more columns than a
/// spreadsheet can have.
pub(super) fn read(extension: &str, text: String) -> Result<Grid, InputError> {
    let delimiter = delimiter(extension, &text);
    let mut grid = Grid::over(text);
    let cut = cut(grid.buffer(), delimiter)?;
    grid.fill(cut);
    if grid.is_empty() { Err(InputError::Empty) } else { Ok(grid) }
}

/// The delimiter that most lines agree on. A tab wins where there are any, because prose has none; the file's
/// extension settles the rest.
pub(crate) fn delimiter(extension: &str, text: &str) -> u8 {
    let mut end = text.len().min(SAMPLE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let lines = || text[..end].lines().filter(|line| !line.trim().is_empty()).take(SAMPLE_LINES);
    let with = |delimiter: char| lines().filter(|line| line.matches(delimiter).nth(1).is_some()).count();
    let any_with = |delimiter: char| lines().filter(|line| line.contains(delimiter)).count();
    let tabs = with('\t').max(usize::from(extension == "tsv"));
    if tabs > 0 && tabs >= with(',').min(lines().count() / 4) {
        return b'\t';
    }
    let best = [',', ';', '|'].into_iter().rev().max_by_key(|&delimiter| with(delimiter));
    match best {
        Some(best) if with(best) > 0 => best as u8,
        _ if extension == "csv" || any_with('\t') == 0 => b',',
        _ => b'\t',
    }
}

fn cut(text: &str, delimiter: u8) -> Result<Cut, InputError> {
    let mut cut = Cut::sized_for(text, delimiter);
    each_cell(text, delimiter, |cell| {
        let content = cell.content.clone();
        match cell.unquoted(text) {
            Some(rewritten) => cut.push_rewritten(cell.place, text, content, rewritten),
            None => cut.push(cell.place, text, content),
        }
    })?;
    Ok(cut)
}

/// A cell as it stands in a text; blank ones are cells, too.
#[derive(Debug, Clone)]
pub(crate) struct TextCell {
    pub place: Place,
    /// All of it, with its quotes.
    pub range: Range<usize>,
    /// What is between them.
    pub content: Range<usize>,
    /// Whether doubled quotes are in it.
    doubled: bool,
}

impl TextCell {
    /// Its text, where that is another than what stands there.
    fn unquoted(&self, text: &str) -> Option<String> {
        self.doubled.then(|| text[self.content.clone()].replace("\"\"", "\""))
    }
}

/// Hands on the cells of a text, row by row.
///
/// # Errors
/// [`InputError::TooLarge`] for a row with more columns than a spreadsheet can have.
#[inline]
pub(crate) fn each_cell(text: &str, delimiter: u8, mut each: impl FnMut(TextCell)) -> Result<(), InputError> {
    let bytes = text.as_bytes();
    let lone_returns = has_lone_returns(text);
    let mut line = 1u32;
    let mut place = Place { row: 1, column: 1 };
    let mut at = 0;
    let mut quotes = Quotes { delimiter, patience: bytes.len().saturating_mul(4).max(1 << 16) };
    while at <= bytes.len() {
        // A record can span lines when a cell is quoted; its row is the line where it starts.
        let quoted = match bytes.get(at) {
            Some(b'"') => quotes.closing(bytes, at),
            _ => None,
        };
        let end = if let Some(Quoted { close, doubled }) = quoted {
            line = line.saturating_add(breaks(&bytes[at..close], lone_returns));
            each(TextCell { place, range: at..close + 1, content: at + 1..close, doubled });
            close + 1
        } else {
            let end = cell_end(bytes, at, delimiter, lone_returns);
            let range = trim_return(bytes, at..end);
            each(TextCell { place, content: range.clone(), range, doubled: false });
            end
        };
        // A quoted cell may be followed by the return of a line break.
        let end =
            if bytes.get(end) == Some(&b'\r') && bytes.get(end + 1) == Some(&b'\n') { end + 1 } else { end };
        at = end + 1;
        match bytes.get(end) {
            Some(&byte) if byte == delimiter => {
                place.column += 1;
                if place.column > MOST_COLUMNS {
                    return Err(InputError::TooLarge { what: Large::Columns, limit: MOST_COLUMNS.into() });
                }
            }
            Some(_) => {
                line = line.saturating_add(1);
                place = Place { row: line, column: 1 };
            }
            None => break,
        }
    }
    Ok(())
}

/// Whether lines end with a return alone, as on old computers.
fn has_lone_returns(text: &str) -> bool {
    !text.as_bytes().contains(&b'\n')
}

fn cell_end(bytes: &[u8], start: usize, delimiter: u8, lone_returns: bool) -> usize {
    let found = bytes[start..]
        .iter()
        .position(|&byte| byte == delimiter || byte == b'\n' || (lone_returns && byte == b'\r'));
    found.map_or(bytes.len(), |length| start + length)
}

fn trim_return(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    let end =
        if range.end > range.start && bytes[range.end - 1] == b'\r' { range.end - 1 } else { range.end };
    range.start..end
}

fn breaks(bytes: &[u8], lone_returns: bool) -> u32 {
    let newline = if lone_returns { b'\r' } else { b'\n' };
    bytes.iter().filter(|&&byte| byte == newline).count() as u32
}

/// A quoted cell: where its closing quote stands and whether it holds doubled quotes.
struct Quoted {
    close: usize,
    doubled: bool,
}

/// Finds closing quotes. A quote that is not closed before a delimiter or line end is a plain character:
/// tables copied from a PDF are full of them.
struct Quotes {
    delimiter: u8,
    /// Bytes that may still be spent on quotes that turn out not to be closed, so that a file of nothing but
    /// opening quotes is read in linear time.
    patience: usize,
}

impl Quotes {
    fn closing(&mut self, bytes: &[u8], open: usize) -> Option<Quoted> {
        let mut at = open + 1;
        let mut doubled = false;
        while let Some(length) =
            bytes[at.min(bytes.len())..].iter().take(self.patience).position(|&b| b == b'"')
        {
            let close = at + length;
            match bytes.get(close + 1) {
                Some(b'"') => {
                    doubled = true;
                    at = close + 2;
                }
                None | Some(b'\n' | b'\r') => return Some(Quoted { close, doubled }),
                Some(&byte) if byte == self.delimiter => return Some(Quoted { close, doubled }),
                Some(_) => {
                    self.patience = self.patience.saturating_sub(close - open);
                    return None;
                }
            }
        }
        self.patience = self.patience.saturating_sub(bytes.len() - open);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(extension: &str, text: &str) -> Vec<(u32, Vec<(u32, String)>)> {
        let grid = read(extension, text.to_owned()).unwrap();
        grid.rows()
            .map(|(row, cells)| {
                (row, cells.iter().map(|cell| (cell.column, grid.text(cell).to_owned())).collect())
            })
            .collect()
    }

    fn row(number: u32, cells: &[(u32, &str)]) -> (u32, Vec<(u32, String)>) {
        (number, cells.iter().map(|&(column, text)| (column, text.to_owned())).collect())
    }

    #[test]
    fn quoted_line_breaks_keep_the_physical_line() {
        let text = "名称,目标,值\r\n甲,\"一\r\n二 \"\"三\"\"\",\"5\"\r\n\r\n乙,,6";
        assert_eq!(
            rows("csv", text),
            [
                row(1, &[(1, "名称"), (2, "目标"), (3, "值")]),
                row(2, &[(1, "甲"), (2, "一\r\n二 \"三\""), (3, "5")]),
                row(5, &[(1, "乙"), (3, "6")]),
            ]
        );
    }

    #[test]
    fn a_quote_that_is_not_closed_is_a_character() {
        assert_eq!(
            rows("tsv", "\"3.6\"案\t\"a\t1\nx\ty\tz"),
            [row(1, &[(1, "\"3.6\"案"), (2, "\"a"), (3, "1")]), row(2, &[(1, "x"), (2, "y"), (3, "z")])]
        );
    }

    #[test]
    fn delimiters() {
        for (text, delimiter) in
            [("a\tb,c,d\te", b'\t'), ("a,b,c\nd,e,f", b','), ("a;b;c,d", b';'), ("a|b|c", b'|')]
        {
            assert_eq!(super::delimiter("txt", text), delimiter, "{text}");
        }
    }

    #[test]
    fn old_line_ends() {
        assert_eq!(rows("tsv", "a\tb\rc\td"), [row(1, &[(1, "a"), (2, "b")]), row(2, &[(1, "c"), (2, "d")])]);
    }

    #[test]
    fn cells_of_nothing_but_quotes_are_blank() {
        assert_eq!(
            rows("csv", "a,b,c\n\"\",\" \",\n,\"\"\"\",x"),
            [row(1, &[(1, "a"), (2, "b"), (3, "c")]), row(3, &[(2, "\""), (3, "x")]),]
        );
    }

    #[test]
    fn a_million_opening_quotes_are_read_in_linear_time() {
        let text = "\"x\t".repeat(1_000_000 / MOST_COLUMNS as usize).to_owned() + "\n";
        let grid = read("tsv", text.repeat(MOST_COLUMNS as usize / 2)).unwrap();
        assert_eq!(grid.rows().len(), MOST_COLUMNS as usize / 2);
    }

    #[test]
    fn too_many_columns() {
        let error = read("tsv", "\t".repeat(20_000)).unwrap_err();
        assert_eq!(error, InputError::TooLarge { what: Large::Columns, limit: 16_384 });
    }
}
