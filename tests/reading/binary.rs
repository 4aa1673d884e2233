//! Binary workbooks (.xls, .xlsb) of several writers: what is read is what is read of the same table as .xlsx.
//! The files are made by tests/data/formats/make_xls.py.

use std::io::{Cursor, Read, Write};
use std::time::{Duration, Instant};

use jichi::read::Grid;

use super::*;

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/data/formats/{name}")).unwrap()
}

fn grids(name: &str) -> Vec<Grid> {
    read::read(name, file(name)).unwrap()
}

fn cells(grid: &Grid) -> Vec<(Place, &str)> {
    let row = |(row, cells): (u32, &'_ [read::GridCell])| {
        cells
            .iter()
            .map(move |cell| (Place { row, column: cell.column }, grid.text(cell)))
            .collect::<Vec<_>>()
    };
    grid.rows().flat_map(row).collect()
}

/// Whether two sheets have the same cells, of which no text is longer than so many characters or bytes.
fn assert_same(grid: &Grid, expected: &Grid, most: usize) {
    let (cells, expected) = (cells(grid), cells(expected));
    assert_eq!(cells.len(), expected.len());
    for ((place, text), (expected_place, expected)) in cells.into_iter().zip(expected) {
        assert_eq!(place, expected_place);
        if expected.chars().count() <= 64 {
            assert_eq!(text, expected);
        } else {
            // In a code page, the last character that fits may be half a one.
            assert!(expected.starts_with(text.trim_end_matches('\u{FFFD}')), "{}", place.a1());
            assert!(text == expected || text.chars().count() * 2 >= most, "{}", place.a1());
        }
    }
}

/// The projects of the one goal sheet.
fn projects(name: &str) -> String {
    let sheets = sheets(name, file(name));
    let [sheet] = sheets.iter().filter(|sheet| !sheet.projects.is_empty()).collect::<Vec<_>>()[..] else {
        panic!("{name}: not one goal sheet");
    };
    format!("{:#?}", sheet.projects)
}

/// SheetJS writes no longer texts.
const SHEETJS_TEXT: usize = 255;

#[test]
fn what_several_writers_wrote_is_what_the_xlsx_says() {
    let expected = grids("table.xlsx");
    let names = ["申报表", "说明", "旧表"];
    assert_eq!(expected.iter().filter_map(|grid| grid.name.as_deref()).collect::<Vec<_>>(), names);
    for (name, most) in [
        ("xlwt.xls", usize::MAX),
        ("libreoffice.xls", usize::MAX),
        ("sheetjs.xls", SHEETJS_TEXT),
        ("sheetjs.xlsb", usize::MAX),
    ] {
        let grids = grids(name);
        assert_eq!(grids.len(), expected.len());
        for (grid, expected) in grids.iter().zip(&expected) {
            assert_same(grid, expected, most);
            assert_eq!((&grid.name, grid.is_hidden), (&expected.name, expected.is_hidden), "{name}");
            assert_eq!((&grid.merges, &grid.medium), (&expected.merges, &expected.medium), "{name}");
            assert_eq!(grid.uncalculated, [], "{name}");
        }
        assert!(projects(name) == projects("table.xlsx"), "{name}");
    }
}

#[test]
fn excel_5_has_code_pages_no_merged_areas_and_fewer_rows() {
    let (expected, grids) = (grids("table.xlsx"), grids("sheetjs-5.xls"));
    assert_same(&grids[0], &expected[0], SHEETJS_TEXT);
    let mut shorter = Grid::new(read::Medium::Cells, None);
    cells(&expected[1])
        .into_iter()
        .filter(|(place, _)| place.row <= 16_384)
        .for_each(|(place, text)| shorter.push(place, text));
    assert_same(&grids[1], &shorter, SHEETJS_TEXT);
    assert_eq!((grids[2].name.as_deref(), grids[2].is_hidden), (Some("旧表"), true));
    assert!(projects("sheetjs-5.xls") == projects("table.xlsx"));
}

#[test]
fn formulas_that_were_never_calculated_are_told() {
    let expected = grids("table.xlsx");
    let grids = grids("xlwt-formulas.xls");
    let places = ["K5", "I8", "K8"];
    assert_eq!(grids[0].uncalculated.iter().map(|place| place.a1()).collect::<Vec<_>>(), places);
    let calculated: Vec<_> =
        cells(&expected[0]).into_iter().filter(|(place, _)| !places.contains(&place.a1().as_str())).collect();
    assert_eq!(cells(&grids[0]), calculated);
}

#[test]
fn the_content_says_what_a_file_is() {
    let expected = grids("table.xlsx");
    for (file_name, name) in [("a.et", "xlwt.xls"), ("a.xlsx", "sheetjs.xls"), ("a.csv", "sheetjs.xlsb")] {
        let grids = read::read(file_name, file(name)).unwrap();
        assert_eq!(cells(&grids[0]), cells(&expected[0]));
    }
}

/// A compound file with one stream.
fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).unwrap();
    file.create_stream(name).unwrap().write_all(stream).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// The stream of a workbook.
fn stream(file: &[u8]) -> Vec<u8> {
    let mut stream = Vec::new();
    let mut file = cfb::CompoundFile::open(Cursor::new(file)).unwrap();
    file.open_stream("Workbook").unwrap().read_to_end(&mut stream).unwrap();
    stream
}

fn record(id: u16, data: &[u8]) -> Vec<u8> {
    [&id.to_le_bytes(), &(data.len() as u16).to_le_bytes(), data].concat()
}

/// A workbook with these records before its sheets and in each of them.
fn workbook(globals: &[Vec<u8>], sheets: usize, cells: &[Vec<u8>]) -> Vec<u8> {
    let begin = |part: u8| record(0x0809, &[&[0, 6, part, 0][..], &[0; 12]].concat());
    let mut start = [begin(5), globals.concat()].concat();
    let sheet = [begin(0x10), cells.concat(), record(0x000A, &[])].concat();
    // Every name has three digits, so that all records are of one length.
    let listed = 4 + 6 + 2 + 3;
    let first = start.len() + listed * sheets + 4;
    for index in 0..sheets {
        let offset = ((first + index * sheet.len()) as u32).to_le_bytes();
        let name = format!("{index:03}");
        start.extend(record(0x0085, &[&offset[..], &[0, 0, 3, 0], name.as_bytes()].concat()));
    }
    start.extend(record(0x000A, &[]));
    start.extend(sheet.repeat(sheets));
    compound("Workbook", &start)
}

fn place(row: u16, column: u16) -> Vec<u8> {
    [row, column, 0].map(u16::to_le_bytes).concat()
}

fn number(row: u16, column: u16, number: f64) -> Vec<u8> {
    record(0x0203, &[place(row, column), number.to_le_bytes().to_vec()].concat())
}

fn label(row: u16, column: u16, length: u16, text: &[u8]) -> Vec<u8> {
    record(0x0204, &[place(row, column), length.to_le_bytes().to_vec(), vec![0], text.to_vec()].concat())
}

fn shared(row: u16, column: u16, number: u32) -> Vec<u8> {
    record(0x00FD, &[place(row, column), number.to_le_bytes().to_vec()].concat())
}

/// Reads in seconds, whatever comes out.
fn read_quickly(name: &str, bytes: Vec<u8>) -> Result<Vec<Grid>, InputError> {
    let start = Instant::now();
    let read = read::read(name, bytes);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    read
}

#[test]
fn what_is_encrypted_or_no_workbook_is_told() {
    let protected = workbook(&[record(0x002F, &[1, 0, 0, 0])], 1, &[number(0, 0, 1.0)]);
    assert_eq!(read::read("a.xls", protected).unwrap_err(), InputError::Encrypted);
    assert_eq!(read::read("a.xlsx", compound("EncryptedPackage", &[1])).unwrap_err(), InputError::Encrypted);
    let word = InputError::LegacyFormat { format: "Word 97-2003 (.doc)", save_as: ".docx" };
    assert_eq!(read::read("a.xls", compound("WordDocument", &[1])).unwrap_err(), word);
    assert_eq!(read::read("a.et", compound("Other", &[1])).unwrap_err(), InputError::UnknownFormat);
    let half = file("xlwt.xls")[..3000].to_vec();
    assert!(matches!(read::read("a.xls", half).unwrap_err(), InputError::BrokenWorkbook { .. }));
}

#[test]
fn cells_in_the_corners_of_many_sheets_cost_nothing() {
    let corners = [number(0, 0, 1.5), label(65_535, 255, 2, b"ab")];
    let grids = read_quickly("a.xls", workbook(&[], 50, &corners)).unwrap();
    assert_eq!(grids.len(), 50);
    assert_eq!(
        cells(&grids[49]),
        [(Place { row: 1, column: 1 }, "1.5"), (Place { row: 65_536, column: 256 }, "ab")]
    );
}

#[test]
fn lengths_and_counts_that_promise_too_much_are_not_believed() {
    let table = [&[0xFF; 8], &[2, 0, 0, b'o', b'k'][..]].concat();
    // A rectangle of all rows and more, texts longer than their records, numbers of texts that are not there.
    let sheet = [
        record(0x0200, &[0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF, 0, 0]),
        shared(0, 0, 0),
        shared(0, 1, u32::MAX),
        label(1, 0, u16::MAX, b"short"),
        label(2, 0, u16::MAX, b""),
        record(0x00E5, &[0xFF, 0xFF, 0, 0, 1, 0, 0, 0, 0, 0]),
    ];
    let grids = read_quickly("a.xls", workbook(&[record(0x00FC, &table)], 1, &sheet)).unwrap();
    assert_eq!(cells(&grids[0])[0], (Place { row: 1, column: 1 }, "ok"));
    assert_eq!(grids[0].at(Place { row: 2, column: 1 }), "short");
    assert_eq!(grids[0].merges, [(Place { row: 1, column: 1 }, Place { row: 2, column: 1 })]);
    let short = read_quickly("a.xls", workbook(&[], 1, &[number(0, 0, 1.0), record(0x0203, &[1, 0])]));
    assert!(matches!(short, Err(InputError::BrokenWorkbook { .. })));
    // One long text in every cell, many empty ones, a table in a million pieces.
    let long = [vec![0xFF; 8], 60_000u16.to_le_bytes().to_vec(), vec![0; 1], vec![b'x'; 60_000]].concat();
    let all: Vec<_> = (0..20_000).map(|row| shared(row, 0, 0)).collect();
    let refused = read_quickly("a.xls", workbook(&[record(0x00FC, &long)], 1, &all)).unwrap_err();
    assert!(matches!(refused, InputError::TooLarge { .. }));
    let empty: Vec<_> = (0..600).map(|_| record(0x003C, &vec![0; 60_000])).collect();
    let refused = workbook(&[record(0x00FC, &[0; 8]), empty.concat()], 1, &[shared(0, 0, 0)]);
    assert!(matches!(read_quickly("a.xls", refused), Err(InputError::TooLarge { what: Large::Text, .. })));
    let pieces = [record(0x00FC, &[0; 8]), record(0x003C, &[0]).repeat(1_000_000)];
    let broken = read_quickly("a.xls", workbook(&pieces, 1, &[shared(0, 0, 0)]));
    assert!(matches!(broken, Err(InputError::BrokenWorkbook { .. })));
}

#[test]
fn sheets_that_stand_inside_each_other_are_an_error() {
    let begin = record(0x0809, &[&[0, 6, 0x10, 0][..], &[0; 12]].concat());
    let mut start = record(0x0809, &[&[0, 6, 5, 0][..], &[0; 12]].concat());
    let first = start.len() + 20_000 * 13 + 4;
    for index in 0..20_000 {
        let offset = ((first + index * begin.len()) as u32).to_le_bytes();
        start.extend(record(0x0085, &[&offset[..], &[0, 0, 1, 0, b'x']].concat()));
    }
    start.extend(record(0x000A, &[]));
    start.extend(begin.repeat(20_000));
    let read = read_quickly("a.xls", compound("Workbook", &start));
    assert!(matches!(read, Err(InputError::BrokenWorkbook { .. })));
}

/// A row of numbers that is the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    /// A few bytes anywhere become other ones, often ones that are edges of numbers.
    fn damage(&mut self, bytes: &mut [u8]) {
        for _ in 0..=self.below(3) {
            let at = self.below(bytes.len());
            let edges = [0, 1, 0x7F, 0x80, 0xFE, 0xFF, bytes[at] ^ 0x10, bytes[at].wrapping_add(1)];
            bytes[at] = edges[self.below(edges.len())];
        }
    }
}

#[test]
fn damaged_xls_files_are_read_or_refused_quickly() {
    let mut random = Random(1);
    for name in ["xlwt.xls", "libreoffice.xls"] {
        let file = file(name);
        let stream = stream(&file);
        for at in (0..file.len()).step_by(211) {
            let mut damaged = file.clone();
            damaged[at] ^= 0xFF;
            let _ = read_quickly(name, damaged);
            let _ = read_quickly(name, file[..at].to_vec());
        }
        for _ in 0..500 {
            let mut damaged = file.clone();
            random.damage(&mut damaged);
            let _ = read_quickly(name, damaged);
            // A sound container with a damaged workbook.
            let mut damaged = stream.clone();
            random.damage(&mut damaged);
            let _ = read_quickly(name, compound("Workbook", &damaged));
        }
    }
}

#[test]
fn damaged_xlsb_files_are_read_or_refused_quickly() {
    let file = file("sheetjs.xlsb");
    let mut archive = zip::ZipArchive::new(Cursor::new(&file)).unwrap();
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        parts.push((part.name().unwrap().into_owned(), content));
    }
    let zipped = |parts: &[(String, Vec<u8>)]| {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    };
    assert_eq!(read::read("a.xlsb", zipped(&parts)).unwrap().len(), 3);
    let mut random = Random(2);
    for _ in 0..1000 {
        let mut damaged = file.clone();
        random.damage(&mut damaged);
        let _ = read_quickly("a.xlsb", damaged);
        // A sound container with a damaged part.
        let mut damaged = parts.clone();
        let at = random.below(damaged.len());
        if !damaged[at].1.is_empty() {
            random.damage(&mut damaged[at].1);
        }
        let _ = read_quickly("a.xlsb", zipped(&damaged));
    }
}
