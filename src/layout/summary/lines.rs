//! Step 1: what each row is.

use crate::layout::header::{Columns, HeaderBlock, Role, header_row};
use crate::layout::key::key;
use crate::layout::looks::is_number;
use crate::layout::title::{Title, is_page_line};
use crate::layout::words::{Heading, Words};
use crate::read::{Grid, GridCell, Place};
use crate::record::{Aside, Label, Purpose, Used};
use crate::text::is_han;

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A department with its totals.
    Department,
    /// The row that names a project.
    Head,
    /// A further row of a project: blank on the left.
    Further,
    /// A further row that starts in the first column, because the blank cells before it were lost.
    Orphan,
    /// A name and one number, so far: a project without anything else, or an orphan.
    Bare,
    /// A row that starts in the first column and is not decided yet.
    Leading,
    /// Adds up others.
    Sum,
    /// One cell that says nothing about where it belongs.
    Loose,
}

/// A row of the table that is neither header nor page furniture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// Ordinal among the grid's rows.
    pub row: u32,
    /// Index into [`Table::pages`].
    pub page: u32,
    /// Number of the header blocks before it: rows with the same number stand on one page.
    pub sheet_page: u32,
    /// What it is.
    pub kind: Kind,
    /// How many columns the name and money cells were moved (> 0: to the right) to be read.
    pub lead: i8,
    /// How many columns the other cells were moved.
    pub shift: i8,
    /// The groups that have a cell in it: bit 0 output, 1 effect, 2 satisfaction.
    pub groups: u8,
}

/// Longer cells above a table are no titles, in bytes.
const LONGEST_TITLE: usize = 300;
/// How many cells above a table are looked at.
const MOST_TITLES: usize = 64;
/// How many rows of the first header block may declare the money unit.
const HEADER_ROWS: usize = 4;
/// No real table has more different header blocks.
const MOST_PAGES: usize = 256;

/// A table, sorted into lines.
#[derive(Debug)]
pub(super) struct Table {
    pub title: Title,
    /// The different header blocks, as columns.
    pub pages: Vec<Columns>,
    pub lines: Vec<Line>,
    /// Cells of no line, and of lines what no record holds.
    pub used: Vec<Used>,
}

impl Table {
    /// A line's physical row number and its cells. See [`body`].
    pub fn cells<'a>(&self, grid: &'a Grid, line: &Line) -> (u32, &'a [GridCell]) {
        body(grid, self.columns(line), line.row)
    }

    /// The columns of a line's page.
    pub fn columns(&self, line: &Line) -> &Columns {
        &self.pages[line.page as usize]
    }
}

/// A row's number and its cells, without the serial number (序号) that may stand before the name.
pub(super) fn body<'a>(grid: &'a Grid, columns: &Columns, row: u32) -> (u32, &'a [GridCell]) {
    let (number, cells) = grid.nth_row(row as usize);
    let serial =
        cells.iter().take_while(|cell| cell.column < columns.name && is_number(grid.text(cell))).count();
    let followed = cells.get(serial).is_some_and(|cell| cell.column <= columns.name);
    (number, if followed { &cells[serial..] } else { cells })
}

/// Sorts the rows of a grid.
pub(super) fn sort(words: &Words, grid: &Grid) -> Table {
    let lines = Vec::with_capacity(grid.rows().len());
    let mut table = Table { title: Title::default(), pages: Vec::new(), lines, used: Vec::new() };
    let mut sorting = Sorting { words, grid, titles: Vec::new(), page: 0, sheet_page: 0 };
    let mut block = HeaderBlock::default();
    let mut block_start = 0;
    for (row, (number, cells)) in grid.rows().enumerate() {
        let open = !block.is_empty();
        if header_row(words, grid, cells, open, &mut block) {
            block_start = if open { block_start } else { row };
            let used = cells.iter().map(|cell| {
                let label = words.heading(grid.text(cell)).map_or(Label::Aside, Heading::label);
                Used { place: Place { row: number, column: cell.column }, purpose: Purpose::Header(label) }
            });
            table.used.extend(used);
        } else {
            if open {
                sorting.turn(&mut table, &std::mem::take(&mut block), block_start);
            }
            sorting.line(&mut table, row, cells);
        }
    }
    sorting.turn(&mut table, &block, block_start);
    table
}

struct Sorting<'a> {
    words: &'a Words,
    grid: &'a Grid,
    /// The cells above the table, as keys.
    titles: Vec<String>,
    page: u32,
    sheet_page: u32,
}

impl Sorting<'_> {
    /// Begins the page that a header block describes. `start` is the block's first row.
    fn turn(&mut self, table: &mut Table, block: &HeaderBlock, start: usize) {
        let first = table.pages.is_empty();
        if let Some(columns) = block.columns() {
            let known = table.pages.iter().position(|known| *known == columns);
            if known.is_none() && table.pages.len() < MOST_PAGES {
                table.pages.push(columns);
            }
            self.page = known.unwrap_or(table.pages.len() - 1) as u32;
        }
        if first && !table.pages.is_empty() {
            self.above(table, start);
            let rows = (start..).map(|row| self.grid.nth_row(row).1).take_while(|cells| !cells.is_empty());
            let texts = rows.take(HEADER_ROWS).flatten().map(|cell| self.grid.text(cell));
            let headings = texts.filter(|text| self.words.heading(text).is_some());
            headings.for_each(|text| table.title.read_header(text));
        }
        self.sheet_page += 1;
    }

    /// What stands above the first header block: titles, and, where a page was cut off, rows of the table.
    fn above(&mut self, table: &mut Table, end: usize) {
        let columns = &table.pages[self.page as usize];
        let begins = |row: &usize| {
            let (_, cells) = body(self.grid, columns, *row as u32);
            // A department, or a project with two amounts of money: no title looks like that.
            matches!(kind(self.words, self.grid, cells, columns).0, Kind::Head | Kind::Department)
                && cells.len() > 2
        };
        let titles = (0..end).find(begins).unwrap_or(end);
        let cells = (0..titles).map(|row| self.grid.nth_row(row));
        for (row, cell) in cells.flat_map(|(row, cells)| cells.iter().map(move |cell| (row, cell))) {
            let place = Place { row, column: cell.column };
            table.used.push(Used { place, purpose: Purpose::Title });
            let text = self.grid.text(cell);
            if text.len() <= LONGEST_TITLE && self.titles.len() < MOST_TITLES {
                table.title.read(text);
                self.titles.push(key(text));
            }
        }
        for row in titles..end {
            self.line(table, row, self.grid.nth_row(row).1);
        }
    }

    /// Sorts a row of the table; rows above the first header block wait for it.
    fn line(&self, table: &mut Table, row: usize, cells: &[GridCell]) {
        let Some(columns) = table.pages.get(self.page as usize) else { return };
        let number = self.grid.nth_row(row).0;
        let is_furniture = match cells {
            [only] => is_furniture(self.words, self.grid.text(only), &self.titles),
            _ => false,
        };
        if is_furniture || self.grid.medium.is_paragraph(number) {
            let place = |cell: &GridCell| Place { row: number, column: cell.column };
            let purpose = Purpose::Aside(Aside::Remark);
            let used = cells.iter().map(|cell| Used { place: place(cell), purpose });
            return table.used.extend(used);
        }
        let (_, cells) = body(self.grid, columns, row as u32);
        let (kind, lead) = kind(self.words, self.grid, cells, columns);
        let (page, sheet_page) = (self.page, self.sheet_page);
        table.lines.push(Line { row: row as u32, page, sheet_page, kind, lead, shift: lead, groups: 0 });
    }
}

fn is_furniture(words: &Words, text: &str, titles: &[String]) -> bool {
    is_page_line(text)
        || words.is_note(text)
        || (text.len() <= LONGEST_TITLE && !titles.is_empty() && titles.contains(&key(text)))
}

fn kind(words: &Words, grid: &Grid, cells: &[GridCell], columns: &Columns) -> (Kind, i8) {
    let [first, rest @ ..] = cells else { return (Kind::Loose, 0) };
    let text = grid.text(first);
    let lead = i64::from(columns.name) - i64::from(first.column);
    // A row whose name stands beside its column, followed by its money: the whole row was moved.
    let moved = lead != 0
        && lead.abs() <= 3
        && !is_number(text)
        && !matches!(columns.role(first.column.into()), Role::PairName(_) | Role::PairValue(_))
        && rest.iter().take(2).all(|cell| is_number(grid.text(cell)) && is_money(columns, cell, lead))
        && rest.len() >= 2;
    if lead != 0 && !moved {
        return (Kind::Further, 0);
    }
    let lead = lead as i8;
    if words.is_sum(text) {
        return (Kind::Sum, lead);
    }
    let numbers =
        rest.iter().filter(|cell| is_money(columns, cell, lead.into()) && is_number(grid.text(cell))).count();
    if numbers == rest.len() && is_coded_department(text) {
        return (Kind::Department, lead);
    }
    match (numbers, rest) {
        (_, []) => (Kind::Loose, lead),
        (1, [only]) if columns.role(i64::from(only.column) + i64::from(lead)) == Role::Total => {
            (Kind::Bare, lead)
        }
        (1, [_]) => (Kind::Head, lead),
        (2.., [second, third, ..]) if is_number(grid.text(second)) && is_number(grid.text(third)) => {
            (Kind::Head, lead)
        }
        _ => (Kind::Leading, lead),
    }
}

fn is_money(columns: &Columns, cell: &GridCell, lead: i64) -> bool {
    columns.role(i64::from(cell.column) + lead).is_money()
}

/// `318009-嘉陵区财政绩效评价中心`: a code, a hyphen or enough digits, a name.
pub(super) fn is_coded_department(text: &str) -> bool {
    split_code(text).is_some()
}

/// The code and the name of a department.
pub(in crate::layout) fn split_code(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start().trim_start_matches(['[', '［', '(', '（', '【', '〔']);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits < 3 {
        return None;
    }
    let (code, rest) = text.split_at(digits);
    let name = rest.trim_start_matches([
        ']', '］', ')', '）', '】', '〕', '-', '－', '—', '–', '_', ' ', '　', '\n', '\r',
    ]);
    let separated = name.len() < rest.len() && !rest.starts_with([' ', '　', '\n', '\r']);
    let named = name.chars().next().is_some_and(is_han)
        && !name.starts_with(['年', '月', '万', '元', '个', '人', '名']);
    (named && (separated || digits >= 6)).then_some((code, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coded_departments() {
        for text in [
            "318009-某区评价中心",
            "434009－某区信 访局",
            "[101002]某区人大办",
            "101002某区人大办",
            "333—某局",
        ] {
            assert!(is_coded_department(text), "{text}");
        }
        for text in [
            "2020年党报党刊发行经费",
            "1%人口抽样调查经费",
            "12345热线",
            "2019-2023年规划",
            "110报警",
            "9.18专案经费",
        ] {
            assert!(!is_coded_department(text), "{text}");
        }
        assert_eq!(split_code("318009-某区评价中心"), Some(("318009", "某区评价中心")));
    }
}
