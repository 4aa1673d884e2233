//! The place that a trace is asked for: a line, a cell, or however the program names places.

use std::fmt::Write as _;

use crate::caret::nearest;
use crate::finding::Language;
use crate::record::{Medium, Place, Sheet};
use crate::rule::Spot;
use crate::text::{Normalized, printable};

/// Columns of a document's table in which a place is looked for.
const COLUMNS: u32 = 64;

/// Why no place was found.
#[derive(Debug)]
#[cfg_attr(test, derive(strum::VariantNames))]
pub(crate) enum NoPlace {
    /// It cannot be read as a place.
    Unreadable { written: String },
    /// The file has no sheet of that name.
    NoSheet { name: String, near: Option<String>, known: Vec<String> },
    /// The file has several sheets, and none is named.
    WhichSheet { example: String },
    /// There are several files.
    WhichFile { files: Vec<String> },
}

/// The sheet among those of a file, and the place in it.
pub(super) fn find(written: &str, sheets: &[Sheet]) -> Result<(usize, Spot), NoPlace> {
    let normalised = Normalized::new(written);
    let written = normalised.as_str().trim();
    if let Some(found) = printed(written, sheets) {
        return Ok(found);
    }
    let (name, rest) = match written.rsplit_once('!') {
        Some((name, rest)) => (Some(name.trim_matches('\'').replace("''", "'")), rest),
        None => (None, written),
    };
    let spot = row(rest).or_else(|| cell(rest));
    let spot = spot.ok_or_else(|| NoPlace::Unreadable { written: printable(written).into_owned() })?;
    let own = |sheet: &Sheet| sheet.grid.name.clone().unwrap_or_default();
    if let Some(name) = name {
        let normal = |name: &str| Normalized::new(name).as_str().trim().to_owned();
        return match sheets.iter().position(|sheet| normal(&own(sheet)) == normal(&name)) {
            Some(index) => Ok((index, spot)),
            None => {
                let names: Vec<String> = sheets.iter().map(own).filter(|name| !name.is_empty()).collect();
                let near = nearest(&name, names.iter().map(String::as_str)).map(str::to_owned);
                Err(NoPlace::NoSheet { name, near, known: names })
            }
        };
    }
    match sheets {
        [_] => Ok((0, spot)),
        [first, ..] => Err(NoPlace::WhichSheet { example: format!("{}!{rest}", own(first)) }),
        [] => Err(NoPlace::Unreadable { written: written.to_owned() }),
    }
}

/// `12`, `第12行`
fn row(written: &str) -> Option<Spot> {
    let digits = written.strip_prefix('第').and_then(|rest| rest.strip_suffix('行')).unwrap_or(written);
    let row = digits.parse().ok().filter(|&row| row > 0)?;
    Some(Spot { row, column: None })
}

/// `C12`, `$C$12`
fn cell(written: &str) -> Option<Spot> {
    let written = written.replace('$', "").to_ascii_uppercase();
    let letters = written.find(|ch: char| !ch.is_ascii_uppercase())?;
    let (letters, digits) = written.split_at(letters);
    let digit = |column: u32, letter: u8| column.checked_mul(26)?.checked_add(u32::from(letter - b'A') + 1);
    let column = letters.bytes().try_fold(0u32, digit).filter(|&column| column > 0)?;
    let Spot { row, .. } = row(digits)?;
    Some(Spot { row, column: Some(column) })
}

/// A place as the program prints it: 表2第5行第7列, /11/value. In a document also without the column.
fn printed(written: &str, sheets: &[Sheet]) -> Option<(usize, Spot)> {
    for (index, sheet) in sheets.iter().enumerate() {
        let columns = match sheet.grid.medium {
            Medium::Lines | Medium::Cells => continue,
            Medium::Document(_) => COLUMNS,
            Medium::Records => 0,
        };
        for (row, cells) in sheet.grid.rows() {
            let last = cells.last().map_or(0, |cell| cell.column).max(columns);
            for column in 1..=last {
                let place = Place { row, column };
                let address = sheet.grid.address(place);
                let names = [Language::Zh, Language::En].map(|language| address.name(language));
                if names.iter().any(|name| name == written) || address.cell == written && columns == 0 {
                    return Some((index, Spot { row, column: Some(column) }));
                }
                let of_row = |name: &str, end: &str| name.split_once(end).map(|(row, _)| row.to_owned());
                let rows = [of_row(&names[0], "第1列"), of_row(&names[1], " column 1")];
                if column == 1 && rows.iter().flatten().any(|row| row == written) {
                    return Some((index, Spot { row, column: None }));
                }
            }
        }
    }
    None
}

impl NoPlace {
    /// The name for programs.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "no-place",
            Self::NoSheet { .. } => "no-sheet",
            Self::WhichSheet { .. } => "which-sheet",
            Self::WhichFile { .. } => "which-file",
        }
    }

    /// What is wrong.
    pub(crate) fn message(&self, language: Language) -> String {
        let zh = language == Language::Zh;
        match self {
            Self::Unreadable { written } if zh => format!("看不懂 --at 的位置：{written}"),
            Self::Unreadable { written } => format!("--at names no place: {written}"),
            Self::NoSheet { name, .. } if zh => format!("文件里没有这张绩效目标表：{}", printable(name)),
            Self::NoSheet { name, .. } => {
                format!("the file has no goal sheet of this name: {}", printable(name))
            }
            Self::WhichSheet { .. } if zh => "文件里有几张表，--at 没有说是哪一张".to_owned(),
            Self::WhichSheet { .. } => "the file has several sheets, and --at does not say which".to_owned(),
            Self::WhichFile { files } if zh => format!("一次只看一个文件，这里有 {} 个", files.len()),
            Self::WhichFile { files } => format!("a trace looks at one file, here are {}", files.len()),
        }
    }

    /// What to do about it.
    pub(crate) fn help(&self, language: Language) -> Option<String> {
        let zh = language == Language::Zh;
        Some(match self {
            Self::Unreadable { .. } if zh => {
                "写行号，如 12；或单元格，如 C12、绩效目标表!C12；Word 文件写 表2第5行第7列。".to_owned()
            }
            Self::Unreadable { .. } => {
                "Write a row, such as 12, or a cell, such as C12 or Sheet1!C12; in a document 表2第5行第7列."
                    .to_owned()
            }
            Self::NoSheet { near: Some(near), .. } if zh => format!("是否想写“{near}”？"),
            Self::NoSheet { near: Some(near), .. } => format!("Did you mean “{near}”?"),
            Self::NoSheet { known, .. } if zh => format!("文件里有：{}。", known.join("、")),
            Self::NoSheet { known, .. } => format!("The file has: {}.", known.join(", ")),
            Self::WhichSheet { example } if zh => format!("写上表名，如 --at {example}。"),
            Self::WhichSheet { example } => format!("Name it, as in --at {example}."),
            Self::WhichFile { files } => {
                let mut text = if zh { "请写明其中一个：" } else { "Name one of them: " }.to_owned();
                for (index, file) in files.iter().take(5).enumerate() {
                    let _ = write!(text, "{}{}", if index > 0 { "  " } else { "" }, printable(file));
                }
                if files.len() > 5 {
                    text.push_str(" …");
                }
                text
            }
        })
    }
}

#[cfg(test)]
impl NoPlace {
    /// One of each, and of what their texts differ by.
    pub(crate) fn specimens() -> Vec<Self> {
        use super::super::golden::{BLANK, of_each};
        let blank = || BLANK.to_owned();
        of_each(vec![
            Self::Unreadable { written: blank() },
            Self::NoSheet { name: blank(), near: Some(blank()), known: vec![blank()] },
            Self::NoSheet { name: blank(), near: None, known: vec![blank()] },
            Self::WhichSheet { example: blank() },
            Self::WhichFile { files: vec![blank(), blank()] },
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::sample::sheet;

    #[test]
    fn places_are_read_as_people_write_them() {
        let sheets = [sheet(None, 1, &[("监督次数", "20次")])];
        let at = |written: &str| find(written, &sheets).map(|(_, spot)| (spot.row, spot.column)).ok();
        assert_eq!(at("12"), Some((12, None)));
        assert_eq!(at("第１２行"), Some((12, None)));
        assert_eq!(at("c12"), Some((12, Some(3))));
        assert_eq!(at("$AA$7"), Some((7, Some(27))));
        for wrong in ["", "0", "C0", "C", "!", "12C", "第行", "ZZZZZZZZ9", "C99999999999"] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn sheets_are_named_where_there_are_several() {
        let sheets =
            [sheet(Some("甲表"), 1, &[("次数", "2次")]), sheet(Some("乙'表"), 1, &[("次数", "2次")])];
        assert!(matches!(find("F7", &sheets), Err(NoPlace::WhichSheet { example }) if example == "甲表!F7"));
        assert_eq!(find("'乙''表'!F7", &sheets).unwrap().0, 1);
        assert!(
            matches!(find("甲!F7", &sheets), Err(NoPlace::NoSheet { near: Some(near), .. }) if near == "甲表")
        );
    }
}
