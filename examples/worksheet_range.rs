//! What calamine alone needs for a workbook, to measure the program against: `worksheet_range BOOK.xlsx`.

use std::error::Error;

use calamine::{Reader, Xlsx, open_workbook};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: worksheet_range BOOK.xlsx")?;
    let mut workbook: Xlsx<_> = open_workbook(path)?;
    for sheet in workbook.sheet_names() {
        let range = workbook.worksheet_range(&sheet)?;
        println!("{sheet}: {} cells", range.used_cells().count());
    }
    Ok(())
}
