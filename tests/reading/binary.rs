//! Binary workbooks (.xls, .xlsb) of several writers: what is read is what is read of the same table as .xlsx.

use super::*;

#[test]
fn dump() {
    for name in [
        "table.xlsx",
        "xlwt.xls",
        "xlwt-formulas.xls",
        "libreoffice.xls",
        "sheetjs.xls",
        "sheetjs-5.xls",
        "sheetjs.xlsb",
    ] {
        let bytes = std::fs::read(format!("tests/data/formats/{name}")).unwrap();
        println!("== {name}");
        match read::read(name, bytes) {
            Err(error) => println!("ERR {error:?}"),
            Ok(grids) => {
                for grid in &grids {
                    println!(
                        "-- {:?} {} merges {:?} unc {:?}",
                        grid.name,
                        grid.is_hidden,
                        grid.merges.len(),
                        grid.uncalculated
                    );
                    for (row, cells) in grid.rows() {
                        let texts: Vec<String> = cells
                            .iter()
                            .map(|c| {
                                format!("{}:{}", c.column, grid.text(c).chars().take(12).collect::<String>())
                            })
                            .collect();
                        println!("{row} {}", texts.join(" | "));
                    }
                }
            }
        }
    }
}
