//! A new workbook that shows tables as they were read, for files that are no workbook of .xlsx: every cell at its place,
//! as text. It is then annotated like any other.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::marks::{Home, LAST};
use super::shown::{MOST_IN_CELL, cut, height, is_formula_like, shown, units};
use super::workbook::{self, DECLARATION, NO_STYLES, attribute, cell};
use super::{Annotated, SheetFindings};
use crate::finding::Language;
use crate::read::container::broken;
use crate::read::{GridCell, InputError, Medium, Place};
use crate::record::Sheet;
use crate::text::width;

/// The longest name of a sheet, in units of UTF-16.
const LONGEST_NAME: usize = 31;
/// Widths of columns, in characters.
const NARROWEST: usize = 6;
const WIDEST: usize = 40;
/// Tables of up to this many columns are ruled throughout.
const MOST_RULED: u32 = 40;
/// The most cells of merged areas: all beyond are shown as single cells.
const MOST_MERGED: usize = 1 << 20;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const TYPES: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// The formats of cells: text, and text that must not become a formula when somebody edits it.
const TEXT: u32 = 1;
const QUOTED: u32 = 2;

/// What becomes of rows without any cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gaps {
    /// They are blank in the file.
    Blank,
    /// They are not there: the sheets are shares of larger ones, whose numbers of rows they keep.
    Hidden,
}

/// Annotates sheets of any file.
///
/// # Errors
/// Those of the workbook that is made, which has none.
pub(super) fn annotate(
    sheets: &[SheetFindings<'_>],
    gaps: Gaps,
    language: Language,
) -> Result<Annotated, InputError> {
    let (tables, homes) = tables(sheets, language);
    let bytes = pack(&tables, gaps)?;
    workbook::annotate(&bytes, sheets, &homes, language)
}

/// A sheet of the new workbook.
struct Table<'a> {
    name: String,
    /// By row and column.
    cells: BTreeMap<Place, &'a str>,
    merges: Vec<(Place, Place)>,
    /// The names of the columns, where the file has them elsewhere.
    header: Vec<String>,
}

/// The sheets of the new workbook, and where in it each sheet that was read has its place. What was parted of one table
/// stands together again.
fn tables<'a>(sheets: &[SheetFindings<'a>], language: Language) -> (Vec<Table<'a>>, Vec<Option<Home>>) {
    let mut tables: Vec<(Option<&str>, HashSet<u32>, Table<'a>)> = Vec::new();
    let mut homes = Vec::new();
    let mut names = HashSet::new();
    for SheetFindings { sheet, .. } in sheets {
        let grid = &sheet.grid;
        let rows: Vec<u32> = grid.rows().map(|(row, _)| row).collect();
        let known = tables.iter().position(|(name, taken, _)| {
            *name == grid.name.as_deref() && !rows.iter().any(|row| taken.contains(row))
        });
        let index = known.unwrap_or_else(|| {
            let name = free_name(grid.name.as_deref(), language, &mut names);
            let table = Table { name, cells: BTreeMap::new(), merges: Vec::new(), header: header(sheet) };
            tables.push((grid.name.as_deref(), HashSet::new(), table));
            tables.len() - 1
        });
        let Some((_, taken, table)) = tables.get_mut(index) else { continue };
        taken.extend(rows);
        let shift = u32::from(!table.header.is_empty());
        let lower = |place: Place| Place { row: place.row.saturating_add(shift), ..place };
        for (row, cells) in grid.rows() {
            for cell in cells {
                let GridCell { column, .. } = *cell;
                table.cells.insert(lower(Place { row, column }), grid.text(cell));
            }
        }
        table.merges.extend(grid.merges.iter().map(|&(first, last)| (lower(first), lower(last))));
        homes.push(Some(Home { sheet: table.name.clone(), shift }));
    }
    (tables.into_iter().map(|(.., table)| table).collect(), homes)
}

/// The keys of records, which stand in no row of their own.
fn header(sheet: &Sheet) -> Vec<String> {
    if sheet.grid.medium != Medium::Records {
        return Vec::new();
    }
    let columns = sheet.grid.rows().flat_map(|(_, cells)| cells).map(|cell| cell.column).max();
    let key = |column| sheet.grid.address(Place { row: 1, column }).cell.trim_start_matches("/0/").to_owned();
    (1..=columns.unwrap_or_default()).map(key).collect()
}

/// A name that a sheet can have and no other one has.
fn free_name(name: Option<&str>, language: Language, taken: &mut HashSet<String>) -> String {
    let usual = if language == Language::Zh { "目标表" } else { "Sheet" };
    let clean: String = shown(name.unwrap_or(usual))
        .chars()
        .map(|ch| if matches!(ch, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\n') { '_' } else { ch })
        .collect();
    let clean = clean.trim_matches(|ch: char| ch == '\'' || ch.is_whitespace());
    let clean = if clean.is_empty() || clean.eq_ignore_ascii_case("history") { usual } else { clean };
    let mut number = 1;
    loop {
        let end = if number == 1 { String::new() } else { format!(" ({number})") };
        let free = format!("{}{end}", cut(clean.into(), LONGEST_NAME - units(&end)));
        if taken.insert(free.to_lowercase()) {
            return free;
        }
        number += 1;
    }
}

fn pack(tables: &[Table<'_>], gaps: Gaps) -> Result<Vec<u8>, InputError> {
    let numbered = || (1..).zip(tables);
    let sheets: String = numbered()
        .map(|(number, table)| {
            format!("<sheet name=\"{}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>", attribute(&table.name))
        })
        .collect();
    let relations: String = numbered()
        .map(|(number, _)| {
            format!("<Relationship Id=\"rId{number}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>")
        })
        .collect();
    let types: String = numbered()
        .map(|(number, _)| {
            format!("<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"{TYPES}.worksheet+xml\"/>")
        })
        .collect();
    let styles = NO_STYLES
        .replace(
            "</borders>",
            "<border><left style=\"thin\"><color rgb=\"FFBFBFBF\"/></left><right style=\"thin\"><color rgb=\"FFBFBFBF\"/>\
             </right><top style=\"thin\"><color rgb=\"FFBFBFBF\"/></top><bottom style=\"thin\"><color rgb=\"FFBFBFBF\"/>\
             </bottom><diagonal/></border></borders>",
        )
        .replace("<borders count=\"1\">", "<borders count=\"2\">")
        .replace("<cellXfs count=\"1\">", "<cellXfs count=\"3\">")
        .replace("</cellXfs>", &format!("{}{}</cellXfs>", format(""), format(" quotePrefix=\"1\"")));
    let mut parts = vec![
        (
            "[Content_Types].xml".to_owned(),
            format!(
                "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
                 ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
                 ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{TYPES}.sheet.main+xml\"/>\
                 <Override PartName=\"/xl/styles.xml\" ContentType=\"{TYPES}.styles+xml\"/>{types}</Types>"
            ),
        ),
        (
            "_rels/.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" \
                 Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{sheets}</sheets></workbook>"),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{PACKAGE}/relationships\">{relations}<Relationship Id=\"rIdStyles\" \
                 Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        ("xl/styles.xml".to_owned(), format!("<styleSheet xmlns=\"{MAIN}\">{styles}</styleSheet>")),
    ];
    parts.extend(
        numbered().map(|(number, table)| (format!("xl/worksheets/sheet{number}.xml"), part(table, gaps))),
    );
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, text) in parts {
        out.start_file(path, SimpleFileOptions::default()).map_err(broken)?;
        let written = write!(out, "{DECLARATION}{text}");
        written.map_err(|error| InputError::BrokenZip { detail: error.to_string() })?;
    }
    Ok(out.finish().map_err(broken)?.into_inner())
}

fn format(more: &str) -> String {
    format!(
        "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"1\" xfId=\"0\" applyBorder=\"1\" applyAlignment=\"1\"{more}>\
         <alignment vertical=\"center\" wrapText=\"1\"/></xf>"
    )
}

fn part(table: &Table<'_>, gaps: Gaps) -> String {
    let (merges, merged) = merges(table);
    // The cells of merged areas have to be there for their borders.
    let mut cells: BTreeMap<Place, &str> = merged.iter().map(|&place| (place, "")).collect();
    cells.extend(
        table.cells.iter().filter(|(place, _)| is_inside(**place)).map(|(&place, &text)| (place, text)),
    );
    cells.extend((1..).zip(&table.header).map(|(column, name)| (Place { row: 1, column }, name.as_str())));
    let last = cells.keys().fold(Place { row: 1, column: 1 }, |last, place| Place {
        row: last.row.max(place.row),
        column: last.column.max(place.column),
    });
    if last.column <= MOST_RULED {
        // An empty cell of a table looks like one.
        let rows: BTreeSet<u32> = cells.keys().map(|place| place.row).collect();
        let places =
            rows.into_iter().flat_map(|row| (1..=last.column).map(move |column| Place { row, column }));
        places.for_each(|place| {
            cells.entry(place).or_default();
        });
    }
    let mut out = format!(
        "<worksheet xmlns=\"{MAIN}\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr><dimension \
         ref=\"A1:{}\"/><sheetFormatPr defaultRowHeight=\"15\"{}/>",
        last.a1(),
        if gaps == Gaps::Hidden { " zeroHeight=\"1\"" } else { "" }
    );
    let widths = widths(&cells, &merges);
    if !widths.is_empty() {
        out.push_str("<cols>");
        for (column, width) in &widths {
            // Writing to a text cannot fail.
            let _ =
                write!(out, "<col min=\"{column}\" max=\"{column}\" width=\"{width}\" customWidth=\"1\"/>");
        }
        out.push_str("</cols>");
    }
    out.push_str("<sheetData>");
    let mut row = 0;
    for (&place, &text) in &cells {
        if place.row != row {
            out.push_str(if row > 0 { "</row>" } else { "" });
            row = place.row;
            let of_row = cells.range(place..Place { row: row + 1, column: 0 });
            // Text in merged areas has more room than its column and its row.
            let single = of_row.filter(|(place, _)| !merged.contains(place));
            let sized =
                single.map(|(place, text)| (*text, widths.get(&place.column).copied().unwrap_or(NARROWEST)));
            let _ = write!(out, "<row r=\"{row}\" ht=\"{}\">", height(sized));
        }
        let text = cut(shown(text), MOST_IN_CELL);
        cell(&mut out, place, if is_formula_like(&text) { QUOTED } else { TEXT }, &text);
    }
    out.push_str(if row > 0 { "</row></sheetData>" } else { "</sheetData>" });
    if !merges.is_empty() {
        let _ = write!(out, "<mergeCells count=\"{}\">", merges.len());
        for (first, last) in merges {
            let _ = write!(out, "<mergeCell ref=\"{}:{}\"/>", first.a1(), last.a1());
        }
        out.push_str("</mergeCells>");
    }
    let _ = write!(
        out,
        "<pageMargins left=\"0.4\" right=\"0.4\" top=\"0.5\" bottom=\"0.5\" header=\"0.3\" footer=\"0.3\"/><pageSetup \
         paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/><ignoredErrors><ignoredError sqref=\"A1:{}\" \
         numberStoredAsText=\"1\"/></ignoredErrors></worksheet>",
        last.a1()
    );
    out
}

fn is_inside(place: Place) -> bool {
    (1..=LAST.row).contains(&place.row) && (1..=LAST.column).contains(&place.column)
}

/// The merged areas that Excel takes, and all their cells: inside the sheet, and none over another.
fn merges(table: &Table<'_>) -> (Vec<(Place, Place)>, HashSet<Place>) {
    let mut merged = HashSet::new();
    let mut kept = Vec::new();
    for &(first, last) in &table.merges {
        let (rows, columns) = (first.row..=last.row, first.column..=last.column);
        let count = rows.clone().count().saturating_mul(columns.clone().count());
        if !is_inside(first)
            || !is_inside(last)
            || count < 2
            || merged.len().saturating_add(count) > MOST_MERGED
        {
            continue;
        }
        let places = rows.flat_map(|row| columns.clone().map(move |column| Place { row, column }));
        let places: Vec<Place> = places.collect();
        if !places.iter().any(|place| merged.contains(place)) {
            merged.extend(places);
            kept.push((first, last));
        }
    }
    (kept, merged)
}

/// How wide columns have to be for their longest lines. Cells that are merged over columns have room.
fn widths(cells: &BTreeMap<Place, &str>, merges: &[(Place, Place)]) -> BTreeMap<u32, usize> {
    let wide: HashSet<Place> =
        merges.iter().filter(|(first, last)| last.column > first.column).map(|(first, _)| *first).collect();
    let mut widths = BTreeMap::new();
    for (place, text) in cells.iter().filter(|(place, _)| !wide.contains(place)) {
        let longest = text.lines().map(width).max().unwrap_or_default() + 2;
        let widest = widths.entry(place.column).or_insert(NARROWEST);
        *widest = longest.clamp(*widest, WIDEST);
    }
    widths
}
