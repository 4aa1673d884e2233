//! One table as a workbook and in the formats of markup that programs write: OpenDocument, web pages, single-file
//! web pages, XML Spreadsheet 2003. And what was made to harm: repeats, spans, nesting, entities, damage.

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
