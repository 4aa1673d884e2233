//! Writes a sheet as a workbook, for measuring: `workbook SHEET.tsv OUT.xlsx`. Blank cells below a cell of the first
//! columns are merged into it, as exports have them: `workbook SHEET.tsv OUT.xlsx 4`.

use std::error::Error;

use rust_xlsxwriter::{Format, Workbook};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [sheet, out, rest @ ..] = arguments.as_slice() else {
        return Err("usage: workbook SHEET.tsv OUT.xlsx [COLUMNS]".into());
    };
    let merged: u16 = rest.first().map_or(Ok(0), |columns| columns.parse())?;
    let text = std::fs::read_to_string(sheet)?;
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    let mut workbook = Workbook::new();
    let worksheet = workbook.add_worksheet();
    let plain = Format::new();
    for (row, cells) in (0u32..).zip(&rows) {
        for (column, cell) in (0u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            match cell.parse::<f64>() {
                Ok(number) => worksheet.write(row, column, number)?,
                Err(_) => worksheet.write(row, column, *cell)?,
            };
        }
    }
    for column in 0..merged {
        let blank = |row: usize| rows[row].get(usize::from(column)).is_none_or(|cell| cell.is_empty());
        let mut first = 0;
        while first < rows.len() {
            let below = (first + 1..rows.len()).take_while(|&row| blank(row)).count();
            if below > 0 && !blank(first) {
                let cell = rows[first][usize::from(column)];
                let (top, bottom) = (first as u32, (first + below) as u32);
                worksheet.merge_range(top, column, bottom, column, cell, &plain)?;
            }
            first += below + 1;
        }
    }
    Ok(workbook.save(out)?)
}
