//! Multiplies a summary sheet: each copy has its own department codes and project names, so that no two
//! records are the same. The title and the first header stand once, as in a real sheet; the header blocks
//! inside are repeated as they are.

use std::collections::HashMap;
use std::error::Error;
use std::io::Write;

/// Writes `copies` copies of the sheet in `text` to `out`.
pub fn multiply(text: &str, copies: usize, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let grids = jichi::read::read("sheet.tsv", text.as_bytes().to_vec())?;
    let sheets = jichi::layout::sheets(jichi::layout::Layouts::builtin(), "sheet.tsv", grids)?;

    // The lines that name a department (with its code) or a project.
    let mut named: HashMap<u32, Option<String>> = HashMap::new();
    for sheet in &sheets {
        for department in &sheet.departments {
            named.insert(department.cell.place.row, department.code.clone());
        }
        for name in sheet.projects.iter().filter_map(|project| project.name.as_ref()) {
            named.insert(name.place.row, None);
        }
    }
    let first = named.keys().min().copied().unwrap_or_default();

    for copy in 0..copies {
        for (line, row) in (1..).zip(text.lines()) {
            if copy > 0 && line < first {
                continue;
            }
            match named.get(&line) {
                // A code of six digits is counted on, so that it stays one.
                Some(Some(code)) => {
                    let number = (code.parse::<usize>().unwrap_or_default() + copy * 1009) % 1_000_000;
                    writeln!(out, "{number:06}{}", row.strip_prefix(code.as_str()).unwrap_or(row))?;
                }
                Some(None) => {
                    let (name, rest) = row.split_once('\t').unwrap_or((row, ""));
                    writeln!(out, "{name}之{copy}\t{rest}")?;
                }
                None => writeln!(out, "{row}")?,
            }
        }
    }
    Ok(())
}
