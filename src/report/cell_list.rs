//! `check --diff`: what fixes would write, cell by cell.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::finding::Location;
use super::fit::{GAP, fit};
use super::words::column;
use super::wrap::wrap;
use super::{Paint, write_json};
use crate::finding::{Edit, Language, Safety};
use crate::fix::AppliedFix;
use crate::text::{counted, grouped, printable, width};

/// The narrowest terminal that lines are still laid out for.
const NARROWEST: usize = 60;
/// How many characters of a long cell are shown on either side of what changes.
const AROUND: usize = 6;
/// What stands between old and new.
const ARROW: &str = " → ";

/// A file and what would be changed in it.
#[derive(Debug, Clone, Default)]
pub struct FileFixes {
    /// The file, as the user named it.
    pub file: String,
    /// In the order in which they are applied.
    pub fixes: Vec<AppliedFix>,
}

/// The cells of some files on their way out.
#[derive(Debug, Clone, Copy)]
pub struct CellList<'a> {
    /// The files.
    pub files: &'a [FileFixes],
    /// Fixes that would be applied with `--unsafe-fixes` only.
    pub waiting: usize,
    /// The language of fixed words.
    pub language: Language,
}

/// A cell as it is listed.
struct Line<'a> {
    fix: &'a AppliedFix,
    cell: String,
    old: String,
    new: String,
}

impl CellList<'_> {
    /// For people, on a terminal of so many columns.
    pub fn text(&self, paint: Paint, columns: usize) -> String {
        let columns = columns.max(NARROWEST);
        let mut page = String::new();
        for own in self.files.iter().filter(|own| !own.fixes.is_empty()) {
            let edits = edits(own);
            for sheet in edits.chunk_by(|(a, _), (b, _)| a.sheet == b.sheet) {
                let name = sheet.first().and_then(|(fix, _)| fix.sheet.as_deref());
                let name = name.map(|name| format!("[{}]", printable(name))).unwrap_or_default();
                let head = format!("══ {}{name}", printable(&own.file));
                let _ = writeln!(page, "{}", paint.bold(&fit(&head, columns)));
                self.sheet(sheet, paint, columns, &mut page);
                page.push('\n');
            }
        }
        for line in wrap(&self.total(), columns) {
            let _ = writeln!(page, "{line}");
        }
        page
    }

    fn sheet(&self, edits: &[(&AppliedFix, &Edit)], paint: Paint, columns: usize, page: &mut String) {
        let cell = |fix: &AppliedFix, edit: &Edit| {
            fix.medium.address(fix.sheet.as_deref(), edit.place).name(self.language).into_owned()
        };
        let of_cell = edits.iter().map(|(fix, edit)| width(&cell(fix, edit))).max().unwrap_or(0);
        let of_code = edits.iter().map(|(fix, _)| width(&fix.code)).max().unwrap_or(0);
        let room = columns.saturating_sub(of_cell + of_code + 6 + width(ARROW));
        let lines: Vec<Line<'_>> = edits
            .iter()
            .map(|(fix, edit)| {
                let (old, new) = changed(&printable(&edit.old), &printable(&edit.new), room / 2);
                let empty = if self.language == Language::Zh { "(空)" } else { "(empty)" };
                let or_empty = |text: String| if text.is_empty() { empty.to_owned() } else { text };
                Line { fix, cell: cell(fix, edit), old: or_empty(old), new: or_empty(new) }
            })
            .collect();
        let of_old = lines.iter().map(|line| width(&line.old)).max().unwrap_or(0);
        for line in lines {
            let _ = writeln!(
                page,
                "  {}  {}  {}{}{}",
                column(&line.cell, of_cell),
                paint.dim(&column(&line.fix.code, of_code)),
                column(&line.old, of_old),
                paint.dim(ARROW),
                line.new
            );
        }
    }

    /// How much would be changed.
    fn total(&self) -> String {
        let fixes = self.files.iter().map(|own| own.fixes.len()).sum::<usize>();
        let of = self.files.iter().filter(|own| !own.fixes.is_empty()).count();
        let (fixes, files, waiting) = (grouped(fixes), grouped(of), grouped(self.waiting));
        let told = match self.language {
            Language::Zh if fixes == "0" => "没有可以改正的".to_owned(),
            Language::Zh => format!("可改正 {fixes} 处，涉及 {files} 个文件，尚未改动"),
            Language::En if fixes == "0" => "nothing can be fixed".to_owned(),
            Language::En => {
                format!("{fixes} can be fixed in {}, nothing is changed yet", counted(of, "file"))
            }
        };
        let more = match self.language {
            _ if self.waiting == 0 => String::new(),
            Language::Zh => format!("；另有 {waiting} 处可加 --unsafe-fixes 改正，改后请核对"),
            Language::En => format!("; {waiting} more with --unsafe-fixes, to be looked at afterwards"),
        };
        told + &more
    }

    /// For programs: an array with an object for each cell.
    pub fn json(&self) -> Vec<u8> {
        #[derive(Serialize)]
        struct Object<'a> {
            file: &'a str,
            location: Location,
            code: &'a str,
            safety: Safety,
            old: &'a str,
            new: &'a str,
        }
        let mut out = b"[".to_vec();
        for own in self.files {
            for (fix, edit) in edits(own) {
                out.extend_from_slice(if out.len() > 1 { b",\n" } else { b"\n" });
                let location = fix.medium.address(fix.sheet.as_deref(), edit.place).into();
                let object = Object {
                    file: &own.file,
                    location,
                    code: &fix.code,
                    safety: fix.safety,
                    old: &edit.old,
                    new: &edit.new,
                };
                // Keys are text: nothing here can fail.
                let _ = write_json(&mut out, &object);
            }
        }
        out.extend_from_slice(if out.len() > 1 { b"\n]\n" } else { b"]\n" });
        out
    }
}

/// The cells of a file in its order; what is changed twice comes twice.
fn edits(own: &FileFixes) -> Vec<(&AppliedFix, &Edit)> {
    let mut sheets: HashMap<Option<&str>, usize> = HashMap::new();
    let mut edits: Vec<_> = own
        .fixes
        .iter()
        .flat_map(|fix| {
            let next = sheets.len();
            let sheet = *sheets.entry(fix.sheet.as_deref()).or_insert(next);
            fix.edits.iter().map(move |edit| (sheet, fix, edit))
        })
        .collect();
    edits.sort_by_key(|(sheet, _, edit)| (*sheet, edit.place));
    edits.into_iter().map(|(_, fix, edit)| (fix, edit)).collect()
}

/// Two texts in no more than so many columns each: where they are long, what changes and a little around it.
fn changed(old: &str, new: &str, columns: usize) -> (String, String) {
    if width(old) <= columns && width(new) <= columns {
        return (old.to_owned(), new.to_owned());
    }
    let [old, new]: [Vec<char>; 2] = [old, new].map(|text| text.chars().collect());
    let before = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let most = old.len().min(new.len()) - before;
    let behind = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count().min(most);
    let (from, until) = (before.saturating_sub(AROUND), behind.saturating_sub(AROUND));
    let cut = |text: &[char]| {
        let end = text.len() - until;
        let kept: String = text.get(from..end).unwrap_or_default().iter().collect();
        let gap = |is_cut: bool| if is_cut { Cow::Owned(GAP.to_string()) } else { Cow::Borrowed("") };
        fit(&format!("{}{kept}{}", gap(from > 0), gap(until > 0)), columns).into_owned()
    };
    (cut(&old), cut(&new))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Medium, Place};

    fn fix(code: &str, sheet: Option<&str>, row: u32, old: &str, new: &str) -> AppliedFix {
        AppliedFix {
            code: code.to_owned(),
            safety: Safety::Safe,
            sheet: sheet.map(str::to_owned),
            medium: Medium::Cells,
            edits: vec![Edit { place: Place { row, column: 7 }, old: old.to_owned(), new: new.to_owned() }],
        }
    }

    #[test]
    fn cells_stand_below_each_other() {
        let long = |space| format!("{}群众安{space}全出行{}", "保障".repeat(30), "，提高满意度".repeat(9));
        let fixes = vec![
            fix("JC701", Some("绩效"), 120, "教师培 训人数", "教师培训人数"),
            fix("JC307", Some("绩效"), 8, "<80%以上>", "≥80%"),
            fix("JC701", Some("绩效"), 9, &long(" "), &long("")),
            fix("JC601", Some("附表\u{1b}"), 3, "重复", ""),
        ];
        let files = [FileFixes { file: "2024.xlsx".to_owned(), fixes }, FileFixes::default()];
        let list = CellList { files: &files, waiting: 2, language: Language::Zh };
        assert_eq!(
            list.text(Paint::default(), 80),
            "══ 2024.xlsx[绩效]\n\
             \x20 G8    JC307  <80%以上>                   → ≥80%\n\
             \x20 G9    JC701  …障保障群众安 全出行，提高… → …障保障群众安全出行，提高…\n\
             \x20 G120  JC701  教师培 训人数               → 教师培训人数\n\
             \n══ 2024.xlsx[附表␛]\n\
             \x20 G3  JC601  重复 → (空)\n\
             \n可改正 4 处，涉及 1 个文件，尚未改动；另有 2 处可加 --unsafe-fixes 改正，改后请\n核对\n"
        );
        let none = CellList { files: &[], waiting: 0, language: Language::En };
        assert_eq!(none.text(Paint::default(), 80), "nothing can be fixed\n");
        assert_eq!(none.json(), b"[]\n");
    }
}
