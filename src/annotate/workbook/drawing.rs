//! The boxes that comments are shown in (VML). Office writes this part as no strict XML, so that it is changed as text.

use std::collections::BTreeSet;

use super::sheet::Measures;
use crate::annotate::comment::CommentText;
use crate::read::Place;
use crate::text::width;

/// The width of a box, in pixels.
const WIDTH: f64 = 320.0;
/// Columns of a terminal that fit into a line of it: a Chinese character of 9 points takes two.
const LINE: usize = 50;
/// The height of a line, in pixels.
const LINE_HEIGHT: f64 = 16.0;
/// What a box is not to be higher than.
const MOST_HEIGHT: f64 = 520.0;
/// The numbers of shapes come in blocks of so many.
const BLOCK: u64 = 1024;
/// Greater numbers are damage.
const MOST_NUMBERS: u64 = 1 << 40;
/// The last row and the last column, from 0.
const LAST_ROW: u32 = 1_048_575;
const LAST_COLUMN: u32 = 16_383;
/// Height and width, in pixels, of rows and columns of which nothing is said.
const USUAL_HEIGHT: f64 = 20.0;
const USUAL_WIDTH: f64 = 64.0;

const EMPTY: &str = "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
    xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"\"/>\
    </o:shapelayout><v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" \
    path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" \
    o:connecttype=\"rect\"/></v:shapetype></xml>";

/// A comment that needs a box: its cell, the last cell of the merged area there, and what it says.
pub(super) type Boxed<'a> = (Place, Place, &'a CommentText);

/// The part without the boxes of these cells, and with new ones. `block` is the first block of numbers that no other
/// part uses; it is moved on.
pub(super) fn redrawn(
    part: Option<String>,
    gone: &BTreeSet<Place>,
    new: &[Boxed<'_>],
    measures: &Measures,
    block: &mut u64,
) -> String {
    let mut text = without(part.unwrap_or_else(|| EMPTY.to_owned()), gone);
    if new.is_empty() {
        return text;
    }
    *block = (*block).max(greatest(&text) / BLOCK + 1);
    let first = *block * BLOCK + 1;
    let mut sizes = Sizes::new(measures);
    let shapes: String = (first..)
        .filter(|number| number % BLOCK != 0)
        .zip(new)
        .map(|(number, boxed)| shape(number, boxed, &mut sizes))
        .collect();
    let blocks = *block..=*block + new.len() as u64 / (BLOCK - 1);
    *block = blocks.end() + 1;
    let end = text.rfind("</xml>").or_else(|| text.rfind("</")).unwrap_or(text.len());
    text.insert_str(end, &shapes);
    claim(text, blocks)
}

/// The part without the boxes of some cells.
fn without(text: String, gone: &BTreeSet<Place>) -> String {
    if gone.is_empty() {
        return text;
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(start) = next_shape(rest) {
        let (before, shape) = rest.split_at(start);
        kept.push_str(before);
        const END: &str = "</v:shape>";
        let Some(length) = shape.find(END).map(|at| at + END.len()) else {
            rest = shape;
            break;
        };
        let (shape, behind) = shape.split_at(length);
        if !cell_of(shape).is_some_and(|place| gone.contains(&place)) {
            kept.push_str(shape);
        }
        rest = behind;
    }
    kept.push_str(rest);
    kept
}

/// Where the next shape begins, which is no type of shapes.
fn next_shape(text: &str) -> Option<usize> {
    let mut found = text.match_indices("<v:shape").map(|(at, name)| (at, at + name.len()));
    let is_it =
        |end: usize| text.get(end..).is_some_and(|rest| rest.starts_with([' ', '\t', '\r', '\n', '>']));
    found.find(|&(_, end)| is_it(end)).map(|(at, _)| at)
}

/// The cell whose comment a shape shows.
fn cell_of(shape: &str) -> Option<Place> {
    let number = |name: &str| -> Option<u32> {
        let start = shape.find(&format!("<x:{name}>"))? + name.len() + 4;
        shape.get(start..)?.split('<').next()?.trim().parse().ok()
    };
    let is_note = shape.contains("ObjectType=\"Note\"") || shape.contains("ObjectType='Note'");
    let (row, column) = (number("Row")?, number("Column")?);
    is_note.then_some(Place { row: row.checked_add(1)?, column: column.checked_add(1)? })
}

/// The greatest number of a shape in the part.
fn greatest(text: &str) -> u64 {
    const NAME: &str = "_x0000_s";
    let numbers = text.match_indices(NAME).filter_map(|(at, name)| {
        let digits = text.get(at + name.len()..)?.split(|ch: char| !ch.is_ascii_digit()).next()?;
        digits.parse::<u64>().ok().filter(|&number| number < MOST_NUMBERS)
    });
    numbers.max().unwrap_or_default()
}

/// Adds blocks of numbers to those that the part says it uses.
fn claim(text: String, blocks: std::ops::RangeInclusive<u64>) -> String {
    let Some(map) = text.find("<o:idmap") else { return text };
    let Some((open, data)) = text.get(map..).and_then(|rest| {
        let tag = rest.get(..rest.find('>')?)?;
        let open = tag.find("data=\"")? + "data=\"".len();
        Some((map + open, tag.get(open..)?.split('"').next()?.to_owned()))
    }) else {
        return text;
    };
    let used: Vec<String> = data.split(',').map(|block| block.trim().to_owned()).collect();
    let new = blocks.map(|block| block.to_string()).filter(|block| !used.contains(block));
    let all: Vec<String> = used.iter().filter(|block| !block.is_empty()).cloned().chain(new).collect();
    let mut text = text;
    text.replace_range(open..open + data.len(), &all.join(","));
    text
}

fn shape(number: u64, &(cell, last, text): &Boxed<'_>, sizes: &mut Sizes<'_>) -> String {
    let lines: usize = text.lines().map(|line| width(line).div_ceil(LINE).max(1)).sum();
    let height = (lines as f64 * LINE_HEIGHT + 12.0).min(MOST_HEIGHT);
    let anchor = sizes.anchor(cell, last, height);
    let (row, column) = (cell.row.saturating_sub(1), cell.column.saturating_sub(1));
    format!(
        "<v:shape xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
         xmlns:x=\"urn:schemas-microsoft-com:office:excel\" id=\"_x0000_s{number}\" type=\"#_x0000_t202\" \
         style=\"position:absolute;margin-left:60pt;margin-top:2pt;width:{w}pt;height:{h}pt;z-index:1;visibility:hidden\" \
         fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" \
         obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"><div \
         style=\"text-align:left\"></div></v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/>\
         <x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>\
         </x:ClientData></v:shape>",
        w = WIDTH * 0.75,
        h = height * 0.75,
    )
}

/// Rows and columns in pixels.
struct Sizes<'m> {
    measures: &'m Measures,
    /// The row that was looked for last in the list of heights: cells come in the order of the sheet.
    near: usize,
}

impl<'m> Sizes<'m> {
    fn new(measures: &'m Measures) -> Self {
        Self { measures, near: 0 }
    }

    /// Where a box of this height stands that belongs to a cell: column, pixels into it, row and pixels of its first and
    /// of its last corner.
    fn anchor(&mut self, cell: Place, last: Place, height: f64) -> String {
        // Right of the cell, unless the sheet ends there.
        let left = if last.column < LAST_COLUMN - 8 { last.column } else { cell.column.saturating_sub(10) };
        let top = cell.row.saturating_sub(2).min(LAST_ROW - 64);
        let rows = &self.measures.rows;
        while self.near > 0 && rows.get(self.near - 1).is_some_and(|(row, _)| *row > top) {
            self.near -= 1;
        }
        while rows.get(self.near).is_some_and(|(row, _)| *row <= top) {
            self.near += 1;
        }
        let (right, right_pixels) = walk(left, 15.0 + WIDTH, LAST_COLUMN, |column| self.column(column));
        let mut near = self.near;
        let (bottom, bottom_pixels) = walk(top, 4.0 + height, LAST_ROW, |row| {
            let usual = self.measures.height.map_or(USUAL_HEIGHT, |points| points * 4.0 / 3.0);
            match rows.get(near) {
                Some(&(known, points)) if known == row + 1 => {
                    near += 1;
                    points * 4.0 / 3.0
                }
                _ => usual,
            }
        });
        format!("{left}, 15, {top}, 4, {right}, {right_pixels}, {bottom}, {bottom_pixels}")
    }

    /// The width of a column, from 0.
    fn column(&self, column: u32) -> f64 {
        let is_it = |(first, last, _): &&(u32, u32, f64)| (*first..=*last).contains(&(column + 1));
        let characters = self.measures.columns.iter().find(is_it).map(|(.., width)| *width);
        characters.or(self.measures.width).map_or(USUAL_WIDTH, |characters| characters * 7.0)
    }
}

/// How far so many pixels reach from the beginning of a row or column, and how far into the last one.
fn walk(from: u32, pixels: f64, last: u32, mut size: impl FnMut(u32) -> f64) -> (u32, u32) {
    let mut left = pixels;
    // Rows that are hidden take no place: there may be many.
    for at in from..last.min(from + 10_000) {
        let size = size(at);
        if left < size {
            return (at, left.max(0.0) as u32);
        }
        left -= size.max(0.0);
    }
    (last.min(from + 10_000), 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxes(part: &str) -> Vec<String> {
        let mut rest = part;
        let mut cells = Vec::new();
        while let Some(start) = next_shape(rest) {
            let shape = &rest[start..];
            let end = shape.find("</v:shape>").unwrap();
            cells.push(cell_of(&shape[..end]).unwrap().a1());
            rest = &shape[end..];
        }
        cells
    }

    #[test]
    fn boxes_go_and_come_and_others_stay() {
        let text = CommentText { head: "甲", body: "乙".repeat(60) };
        let at = |row, column| Place { row, column };
        let measures = Measures::default();
        let mut block = 5;
        let first = redrawn(
            None,
            &BTreeSet::new(),
            &[(at(1, 1), at(1, 1), &text), (at(3, 2), at(4, 4), &text)],
            &measures,
            &mut block,
        );
        assert_eq!(boxes(&first), ["A1", "B3"]);
        assert!(first.contains("data=\"5\"") && first.contains("id=\"_x0000_s5121\""), "{first}");
        assert!(first.contains("<x:Anchor>1, 15, 0, 4, 6, 15, 4, 0</x:Anchor>"), "{first}");
        assert!(first.contains("<x:Anchor>4, 15, 1, 4,"), "{first}");
        assert_eq!(block, 6);
        // As Office writes it: no strict XML.
        let theirs = first.replace("<div style=\"text-align:left\"></div>", "<div><br></div>");
        let second = redrawn(
            Some(theirs),
            &BTreeSet::from([at(1, 1)]),
            &[(at(9, 9), at(9, 9), &text)],
            &measures,
            &mut block,
        );
        assert_eq!(boxes(&second), ["B3", "I9"]);
        assert!(second.contains("data=\"5,6\"") && second.contains("<br>"), "{second}");
    }

    #[test]
    fn numbers_skip_to_the_next_block() {
        let text = CommentText { head: "甲", body: String::new() };
        let cells: Vec<Boxed<'_>> =
            (1..=2500).map(|row| (Place { row, column: 1 }, Place { row, column: 1 }, &text)).collect();
        let mut block = 1;
        let part = redrawn(None, &BTreeSet::new(), &cells, &Measures::default(), &mut block);
        assert!(part.contains("data=\"1,2,3\"") && !part.contains("id=\"_x0000_s2048\""));
        assert!(part.contains("id=\"_x0000_s2047\"") && part.contains("id=\"_x0000_s2049\""));
        assert_eq!(block, 4);
    }

    #[test]
    fn boxes_are_as_large_whatever_the_rows_are() {
        let text = CommentText { head: "甲", body: "乙".to_owned() };
        let measures = Measures {
            rows: vec![(1, 150.0), (2, 0.0), (3, 15.0)],
            columns: vec![(2, 3, 10.0)],
            height: Some(30.0),
            width: None,
        };
        let mut sizes = Sizes::new(&measures);
        let at = |row, column| Place { row, column };
        assert_eq!(sizes.anchor(at(3, 1), at(3, 1), 100.0), "1, 15, 1, 4, 6, 3, 5, 4");
        let edge = sizes.anchor(at(1_048_576, 16_384), at(1_048_576, 16_384), 44.0);
        assert!(edge.starts_with("16374, 15, 1048511"), "{edge}");
        assert!(shape(1, &(at(1, 1), at(1, 1), &text), &mut sizes).contains("<x:Row>0</x:Row>"));
    }
}
