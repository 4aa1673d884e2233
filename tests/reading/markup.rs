//! One table as a workbook and in the formats of markup that programs write: OpenDocument, web pages, single-file
//! web pages, XML Spreadsheet 2003. And what was made to harm: repeats, spans, nesting, entities, damage.

use std::io::{Cursor, Read, Write};
use std::time::{Duration, Instant};

use jichi::read::Grid;
use jichi::record::Indicator;

use super::*;

const FOLDER: &str = "tests/data/formats/markup";

fn bytes(file: &str) -> Vec<u8> {
    std::fs::read(format!("{FOLDER}/{file}")).unwrap()
}

fn is_page(file: &str) -> bool {
    [".html", ".mht", "php.xls"].iter().any(|end| file.ends_with(end))
}

/// What the records of the one table in a file say, with the places of the cells. Two things differ by format:
/// digits are grouped where the format has the shown text (`3,309,840元`) and not where it has the number, and
/// pages cannot hold several spaces one after another.
fn records(file: &str, sheet: &Sheet) -> Vec<String> {
    let plain = |cell: &Cell| {
        let text = cell.raw.replace(',', "");
        let text = if is_page(file) { text.replace('\u{a0}', " ").replace("  ", " ") } else { text };
        format!("{} {text:?}", cell.place.a1())
    };
    let cell = |cell: &Option<Cell>| cell.as_ref().map_or(String::new(), plain);
    let mut lines = vec![format!("{:?} {:?}", sheet.year, sheet.money_unit)];
    for project in &sheet.projects {
        let money = number(&project.funding.total).normalize();
        lines.push(format!("{} {} {money} {}", project.row, cell(&project.name), cell(&project.goal)));
        for indicator in &project.indicators {
            let Indicator { row, group, name, value, .. } = indicator;
            lines.push(format!("{row} {group:?} {} {}", cell(name), cell(value)));
        }
    }
    assert!(sheet.projects.len() == 2, "{file}: {}", sheet.projects.len());
    lines
}

#[test]
fn the_same_table_in_every_format_gives_the_same_records() {
    let expected = sheet("table.xlsx", bytes("table.xlsx"));
    let [wanted, on_pages] = ["table.xlsx", "table.html"].map(|file| records(file, &expected));
    assert_eq!(wanted.len(), 1 + 2 + 9);
    assert!(wanted[3].contains("95%") || wanted[4].contains("95%"), "{wanted:#?}");
    for file in [
        "libreoffice.ods",
        "odfpy.ods",
        "sheetjs.ods",
        "libreoffice.html",
        "sheetjs.html",
        "php.xls",
        "frames.mht",
        "sheetjs.xml",
        "excel-2003.xml",
    ] {
        let read = sheet(file, bytes(file));
        assert_eq!(records(file, &read), *if is_page(file) { &on_pages } else { &wanted }, "{file}");
        assert_eq!(read.grid.medium, jichi::read::Medium::Cells);
        assert_eq!(read.grid.merges, expected.grid.merges, "{file}");
        // A page is no sheet, and SheetJS writes no hidden ones into .ods.
        let has_sheets = !is_page(file) || file == "frames.mht";
        if has_sheets {
            assert_eq!(read.grid.name, expected.grid.name, "{file}");
        }
        let hidden = read.notes.iter().filter(|note| note.kind == ReadingKind::HiddenSheet).count();
        assert_eq!(hidden, usize::from(has_sheets && file != "sheetjs.ods"), "{file}");
    }
}

/// How long anything of this size may take, also where the machine is busy and nothing is optimised.
const SECONDS: Duration = Duration::from_secs(20);

fn read_quickly(name: &str, bytes: Vec<u8>) -> Result<Vec<Grid>, InputError> {
    let start = Instant::now();
    let grids = read::read(name, bytes);
    assert!(start.elapsed() < SECONDS, "{name}: {:?}", start.elapsed());
    grids
}

fn assert_too_large(name: &str, bytes: Vec<u8>, what: Large) {
    match read_quickly(name, bytes) {
        Err(InputError::TooLarge { what: found, .. }) if found == what => {}
        other => panic!("{name}: {:?}", other.map(|grids| grids.len())),
    }
}

/// A page or grid as rows: number, then columns and texts.
fn shown(grid: &Grid) -> Vec<String> {
    let row = |(row, cells): (u32, &[read::GridCell])| {
        let cells = cells.iter().map(|cell| format!(" {}={}", cell.column, grid.text(cell)));
        format!("{row}:{}", cells.collect::<String>())
    };
    grid.rows().map(row).collect()
}

fn page(text: &str) -> Grid {
    read_quickly("a.xls", text.into()).unwrap().remove(0)
}

fn merges(grid: &Grid) -> Vec<String> {
    grid.merges.iter().map(|(first, last)| format!("{}:{}", first.a1(), last.a1())).collect()
}

fn ods_with(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A spreadsheet with these elements in its body.
fn ods(body: &str) -> Vec<u8> {
    let content = format!(
        "<o:document-content xmlns:o=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><o:body><o:spreadsheet>{body}\
         </o:spreadsheet></o:body></o:document-content>"
    );
    ods_with(&[("content.xml", content.as_bytes())])
}

fn ods_table(rows: &str) -> Vec<u8> {
    ods(&format!("<table:table table:name=\"表\">{rows}</table:table>"))
}

/// Comments that speak of this program are kept, whatever else stands on their cells; no cell shows them.
#[test]
fn comments_of_opendocument_are_kept_beside_their_cells() {
    let comment = |text: &str| {
        format!("<o:annotation><dc>某人</dc><text:p>{text}</text:p><text:p>第二段</text:p></o:annotation>")
    };
    let rows = format!(
        "<table:table-row><table:table-cell table:number-columns-repeated=\"2\"/><table:table-cell>{}\
         <text:p>一</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated=\"3\"/>\
         <table:table-row><table:table-cell>{}</table:table-cell><table:table-cell>{}<text:p>二</text:p>\
         </table:table-cell></table:table-row>",
        comment("绩尺: 忽略 JC303 理由"),
        comment("绩尺"),
        comment("核实"),
    );
    let grids = read::read("a.ods", ods_table(&rows)).unwrap();
    let [grid] = grids.as_slice() else { panic!() };
    let at = |row, column| Place { row, column };
    assert_eq!((grid.at(at(1, 3)), grid.at(at(5, 1)), grid.at(at(5, 2))), ("一", "", "二"));
    let places: Vec<Place> = grid.comments.iter().map(|(place, _)| *place).collect();
    assert_eq!(places, [at(1, 3), at(5, 1)]);
    let lines: Vec<&str> = grid.comments[0].1.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines, ["某人", "绩尺: 忽略 JC303 理由", "第二段"]);
}

#[test]
fn what_cannot_be_read_of_opendocument_says_why() {
    assert_eq!(read::read("a.ods", bytes("encrypted.ods")).unwrap_err(), InputError::Encrypted);
    let letter = read::read("a.odt", bytes("letter.odt")).unwrap_err();
    assert_eq!(letter, InputError::LegacyFormat { format: "OpenDocument 文本 (.odt)", save_as: ".docx" });
    let whole = ods_with(&[("mimetype", b""), ("encrypted-package", &[7; 99])]);
    assert_eq!(read::read("a.ods", whole).unwrap_err(), InputError::Encrypted);
    assert_eq!(read::read("a.ods", ods_table("")).unwrap_err(), InputError::Empty);
}

#[test]
fn cells_of_opendocument_show_their_text() {
    let cell = |attributes: &str, content: &str| {
        format!("<table:table-cell {attributes}>{content}</table:table-cell>")
    };
    let cells = [
        cell(
            "o:value-type=\"string\"",
            "<text:p>一<text:s text:c=\"3\"/><text:a>二</text:a><text:tab/></text:p><text:p/><text:p>三&amp;&#x56DB;</text:p>",
        ),
        cell("o:value-type=\"float\" o:value=\"1234567.891\"", "<text:p>1,234,568</text:p>"),
        cell("o:value-type=\"float\" o:value=\"-0.1\"", "<text:p>-0.1个</text:p>"),
        cell("o:value-type=\"percentage\" o:value=\"0.955\"", ""),
        cell("o:value-type=\"date\" o:date-value=\"2023-06-30\"", "<text:p>06/30/23</text:p>"),
        cell("o:value-type=\"date\" o:date-value=\"2023-06-30T08:00:00\"", "<text:p>6月30日</text:p>"),
        cell("o:value-type=\"boolean\" o:boolean-value=\"true\"", ""),
        cell("table:formula=\"of:=1/0\" o:value-type=\"string\"", "<text:p>#DIV/0!</text:p>"),
        cell("table:formula=\"of:=1\"", ""),
        cell(
            "",
            "<o:annotation><text:p>批注</text:p></o:annotation><text:p>甲<text:ruby><text:ruby-base>乙</text:ruby-base><text:ruby-text>yǐ</text:ruby-text></text:ruby></text:p>",
        ),
        cell("table:number-columns-repeated=\"2\"", "<text:p>同</text:p>"),
    ];
    let row =
        |attributes: &str, cells: &str| format!("<table:table-row {attributes}>{cells}</table:table-row>");
    let bytes = ods_table(
        &[
            row("table:number-rows-repeated=\"3\"", &cell("table:number-columns-repeated=\"16384\"", "")),
            format!("<table:table-header-rows>{}</table:table-header-rows>", row("", &cells.concat())),
            row(
                "table:number-rows-repeated=\"2\"",
                &cell("table:number-columns-spanned=\"2\"", "<text:p>并</text:p>"),
            ),
            row("table:number-rows-repeated=\"4294967295\"", "<table:table-cell/>"),
        ]
        .concat(),
    );
    let grid = read::read("a.ods", bytes).unwrap().remove(0);
    assert_eq!(
        shown(&grid),
        [
            "4: 1=一   二\t\n\n三&四 2=1234567.891 3=-0.1个 4=95.5% 5=2023/6/30 6=6月30日 7=TRUE 8=#DIV/0! 10=甲乙 11=同 12=同",
            "5: 1=并",
            "6: 1=并",
        ]
    );
    assert_eq!(grid.uncalculated, [Place { row: 4, column: 9 }]);
    assert_eq!(merges(&grid), ["A5:B5", "A6:B6"]);
}

#[test]
fn xml_spreadsheets_keep_their_places_and_formats() {
    let grid = page(
        "<ss:Workbook xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><ss:Styles>\
         <ss:Style ss:ID=\"p\"><ss:NumberFormat ss:Format=\"Percent\"/></ss:Style>\
         <ss:Style ss:ID=\"q\" ss:Parent=\"p\"/>\
         <ss:Style ss:ID=\"d\"><ss:NumberFormat ss:Format=\"Short Date\"/></ss:Style>\
         <ss:Style ss:ID=\"f\"><ss:NumberFormat ss:Format=\"Fixed\"/></ss:Style></ss:Styles>\
         <ss:Worksheet ss:Name=\"表\"><ss:Table><ss:Row ss:Span=\"2\"/>\
         <ss:Row><ss:Cell ss:MergeAcross=\"1\" ss:MergeDown=\"2\"><ss:Data ss:Type=\"String\"> 甲&#10;乙</ss:Data></ss:Cell>\
         <ss:Cell ss:StyleID=\"q\"><ss:Data ss:Type=\"Number\">0.955</ss:Data></ss:Cell>\
         <ss:Cell ss:StyleID=\"d\"><ss:Data ss:Type=\"Number\">45107</ss:Data></ss:Cell>\
         <ss:Cell ss:StyleID=\"f\"><ss:Data ss:Type=\"Number\">12.3456</ss:Data></ss:Cell></ss:Row>\
         <ss:Row ss:Index=\"9\" ss:StyleID=\"d\"><ss:Cell ss:Index=\"2\"><ss:Data ss:Type=\"DateTime\">2023-06-30T00:00:00.000</ss:Data></ss:Cell>\
         <ss:Cell ss:Formula=\"=1\"/><ss:Cell><ss:Data ss:Type=\"Error\">#N/A</ss:Data></ss:Cell>\
         <ss:Cell><ss:Data ss:Type=\"Boolean\">1</ss:Data></ss:Cell></ss:Row></ss:Table></ss:Worksheet></ss:Workbook>",
    );
    assert_eq!(shown(&grid), ["4: 1= 甲\n乙 3=95.50% 4=2023/6/30 5=12.3456", "9: 2=2023/6/30 4=#N/A 5=TRUE"]);
    assert_eq!(merges(&grid), ["A4:B6"]);
    assert_eq!(grid.uncalculated, [Place { row: 9, column: 3 }]);
    let far = "<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet><Table>\
               <Row ss:Index=\"4294967295\"><Cell ss:Index=\"4294967295\" ss:MergeDown=\"4294967295\">\
               <Data>x</Data></Cell></Row></Table></Worksheet></Workbook>";
    assert_too_large("far.xls", far.into(), Large::Columns);
}

#[test]
fn repeats_in_opendocument_are_counted_before_they_are_made() {
    let row = |rows: u32, columns: u32, text: &str| {
        format!(
            "<table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell \
             table:number-columns-repeated=\"{columns}\"><text:p>{text}</text:p></table:table-cell></table:table-row>"
        )
    };
    let bomb = |rows: u32, columns: u32, text: &str| ods_table(&row(rows, columns, text));
    assert_too_large("cells.ods", bomb(1_048_576, 16_384, "x"), Large::Cells);
    assert_too_large("columns.ods", bomb(1, 16_385, "x"), Large::Columns);
    assert_too_large("columns.ods", bomb(1, u32::MAX, "x"), Large::Columns);
    assert_too_large("rows.ods", bomb(1_048_577, 1, "x"), Large::Rows);
    assert_too_large("text.ods", bomb(1, 16_384, &"长".repeat(100_000)), Large::Text);
    let sheet = format!("<table:table>{}</table:table>", row(1_000_000, 2, "x"));
    assert_too_large("sheets.ods", ods(&sheet.repeat(11)), Large::Cells);
    let spaces = "<text:s text:c=\"4294967295\"/>".repeat(600_000);
    assert_too_large("spaces.ods", bomb(1, 1, &spaces), Large::Text);
    // Blank cells cost nothing.
    let blanks = row(u32::MAX, u32::MAX, " ").repeat(2_000);
    assert_eq!(read_quickly("blank.ods", ods_table(&blanks)).unwrap_err(), InputError::Empty);
    let covered = "<table:covered-table-cell table:number-columns-repeated=\"16384\"><text:p>x</text:p>\
                   </table:covered-table-cell>";
    let covered = format!("<table:table-row>{covered}</table:table-row>").repeat(2_000);
    assert_eq!(read_quickly("covered.ods", ods_table(&covered)).unwrap_err(), InputError::Empty);
}

/// A thousand million entities in a few lines.
const LAUGHS: &str = "<!DOCTYPE lolz [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">\
                      <!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]>";

#[test]
fn document_types_and_endless_nesting_are_refused() {
    let content = format!("{LAUGHS}<a>&c;</a>");
    let nested = "<table:table-cell>".repeat(500_000);
    let workbook = "<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">";
    for bytes in [
        ods_with(&[("content.xml", content.as_bytes())]),
        ods_table(&nested),
        format!("<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>{LAUGHS}{workbook}").into(),
        format!("{workbook}{}", "<Worksheet>".repeat(500_000)).into(),
        format!("{workbook}<Worksheet><Table><Row><Cell><Data>&c;</Data></Cell>").into(),
    ] {
        let error = read_quickly("a.xls", bytes).unwrap_err();
        assert!(matches!(error, InputError::BrokenWorkbook { .. }), "{error:?}");
    }
}

#[test]
fn pages_are_read_as_excel_counts_their_rows() {
    let grid = page(
        "<!DOCTYPE html><html><head><title>t</title><script>if (a<b) document.write('<table>')</script></head>\
         <body>通知 <b>一</b><p>单位：<br>万元</p><hr>\n<table><caption>表一</caption><thead><tr><th>甲\n 乙<th>丙\
         <tbody><tr style='display:none'><td>藏<tr><td rowspan=3>A<td style='color:red;DISPLAY : none'>藏<td>B<tr>\
         <td hidden>藏</td><td>C&nbsp;&lt;&#8805;5<tr><td><div>D</div><div>E<br>F</div></table>完<table><td>尾</table>",
    );
    assert_eq!(
        shown(&grid),
        [
            "1: 1=通知 一",
            "2: 1=单位：",
            "3: 1=万元",
            "4: 1=表一",
            "5: 1=甲 乙 2=丙",
            "6: 1=A 2=B",
            "7: 2=C\u{a0}<≥5",
            "8: 2=D\nE\nF",
            "9: 1=完",
            "10: 1=尾",
        ]
    );
    assert_eq!(merges(&grid), ["A6:A8"]);
}

#[test]
fn a_table_in_a_cell_follows_the_row_of_the_cell() {
    let grid = page(
        "<table><tr><td>外1<td>前<table><tr><td rowspan=9>内1<td>内2<tr><td>内3</table>后<td>外2\
         <tr><td rowspan=2>外3<td colspan=2>外4<tr><td>外5<td>外6</table>",
    );
    let rows = ["1: 1=外1 2=前\n后 3=外2", "2: 2=内1 3=内2", "3: 3=内3", "4: 1=外3 2=外4", "5: 2=外5 3=外6"];
    assert_eq!(shown(&grid), rows);
    assert_eq!(merges(&grid), ["B2:B3", "A4:A5", "B4:C4"]);
}

#[test]
fn nesting_and_spans_cost_nothing() {
    let nested = format!("{}核心", "<table><tr><td>外".repeat(10_000));
    let grid = page(&nested);
    assert_eq!(grid.rows().len(), 10_000);
    assert!(shown(&grid).concat().contains("核心"));
    let closed = format!("{}核心{}", "<table><tr><td>".repeat(200_000), "</td></tr></table>".repeat(200_000));
    assert_eq!(page(&closed).rows().len(), 1);
    let span = "<table><tr><td rowspan=1000000000>A<td colspan=1000000000 rowspan=99999999999999>B<tr><tr>";
    let grid = page(&format!("{span}</table>{span}"));
    assert_eq!(merges(&grid), ["A1:A3", "B1:XFD3", "A4:A6", "B4:XFD6"]);
    let right = "<table><tr><td colspan=16384>A<td>B".into();
    assert_too_large("columns.xls", right, Large::Columns);
    let row = format!("<tr>{}", "<td rowspan=100000>".repeat(16_000));
    let grid = page(&format!("<table>{row}{}", "<tr><td>x".repeat(100_000)));
    assert_eq!(grid.rows().len(), 100_000);
    assert_eq!(grid.at(Place { row: 2, column: 16_001 }), "x");
    let rows = "<tr><td>x".repeat(1_048_577);
    assert_too_large("rows.xls", format!("<table>{rows}").into(), Large::Rows);
    assert_eq!(read_quickly("a.xls", "<table>".repeat(1_000_000).into()).unwrap_err(), InputError::Empty);
    let frames = read_quickly("a.xls", "<html><frameset><frame src=a.files/sheet001.htm></frameset>".into());
    assert!(matches!(frames, Err(InputError::LegacyFormat { .. })));
}

#[test]
fn parts_inside_parts_are_bounded() {
    let head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b0\n\n";
    let many = format!("{head}{}", "--b0\n\n".repeat(1_000_000));
    assert_too_large("parts.mht", many.into(), Large::Parts);
    let deep: String = (0..5_000)
        .map(|level| format!("--b{level}\nContent-Type: multipart/related; boundary=b{}\n\n", level + 1))
        .collect();
    assert!(read_quickly("deep.mht", format!("{head}{deep}").into()).is_err());
    let long =
        format!("MIME-Version: 1.0\nContent-Type: multipart/related; {}\n\n", "a=b; ".repeat(1_000_000));
    assert!(read_quickly("long.mht", long.into()).is_err());
}

#[test]
fn half_a_file_is_refused() {
    for file in ["excel-2003.xml", "sheetjs.xml", "frames.mht", "libreoffice.ods"] {
        let whole = bytes(file);
        let half = whole[..whole.len() * 3 / 4].to_vec();
        let error = read::read(file, half).unwrap_err();
        let is_broken = matches!(error, InputError::BrokenWorkbook { .. } | InputError::BrokenZip { .. });
        assert!(is_broken || matches!(error, InputError::Encoding { .. }), "{file}: {error:?}");
    }
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

fn damage(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len());
        let length = dice.below(40).min(bytes.len() - at);
        match dice.below(5) {
            0 => bytes[at] = dice.below(256) as u8,
            1 => drop(bytes.drain(at..at + length)),
            2 => {
                let piece = bytes[at..at + length].to_vec();
                let to = dice.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            3 => bytes[at] = b"<>&\"'/=;0-"[dice.below(10)],
            _ => {
                // A number becomes a large one.
                let digit = bytes[at..].iter().position(u8::is_ascii_digit).map_or(at, |digit| at + digit);
                bytes.splice(digit..digit, b"99999".iter().copied());
            }
        }
        if bytes.is_empty() {
            bytes.push(b'<');
        }
    }
}

#[test]
fn damaged_files_are_read_or_refused() {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let content = {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes("odfpy.ods"))).unwrap();
        let mut text = Vec::new();
        zip.by_name("content.xml").unwrap().read_to_end(&mut text).unwrap();
        text
    };
    let start = Instant::now();
    for file in ["odfpy.ods", "content.xml", "php.xls", "frames.mht", "excel-2003.xml"] {
        let whole = if file == "content.xml" { content.clone() } else { bytes(file) };
        for _ in 0..2_000 {
            let mut damaged = whole.clone();
            damage(&mut damaged, &mut dice);
            if file == "content.xml" {
                damaged = ods_with(&[("content.xml", &damaged)]);
            }
            if let Ok(grids) = read::read(file, damaged) {
                let _ = layout::sheets(layout::Layouts::builtin(), file, grids);
            }
        }
        println!("{file} {:?}", start.elapsed());
    }
    assert!(start.elapsed() < 6 * SECONDS, "{:?}", start.elapsed());
}
