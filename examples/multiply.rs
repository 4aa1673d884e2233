//! Multiplies a summary sheet to any size, for measuring: `multiply SHEET.tsv COPIES > big.tsv`.

#[path = "../tests/shared/multiply.rs"]
mod multiply;

use std::error::Error;
use std::io::Write;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(path), Some(copies)) = (arguments.next(), arguments.next()) else {
        return Err("usage: multiply SHEET.tsv COPIES > big.tsv".into());
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    multiply::multiply(&std::fs::read_to_string(path)?, copies.parse()?, &mut out)?;
    Ok(out.flush()?)
}
