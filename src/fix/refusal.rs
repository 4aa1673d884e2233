//! Why a cell or a file is not changed.

use crate::read::{InputError, Place};
use crate::text::Language;

/// A change that was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// Its index.
    pub change: usize,
    /// The cell on account of which.
    pub place: Place,
    /// Why.
    pub reason: Reason,
}

/// Why a cell is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Another text stands there than the one that was to be changed.
    Changed,
    /// Another change writes the cell.
    Taken,
    /// It holds a formula.
    Formula,
    /// It is the head of a column that the workbook calls by its text.
    TableHeader,
    /// The new text has characters that the file's encoding has not.
    Encoding,
    /// The file has no such cell.
    NoCell,
}

impl Reason {
    /// Its name for programs.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Taken => "taken",
            Self::Formula => "formula",
            Self::TableHeader => "table-header",
            Self::Encoding => "encoding",
            Self::NoCell => "no-cell",
        }
    }

    /// For people.
    pub fn message(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            Self::Changed => {
                ("单元格的内容与改法所针对的不同", "the cell holds another text than the fix is for")
            }
            Self::Taken => ("另一处改法也要改这个单元格", "another fix writes this cell, too"),
            Self::Formula => ("单元格里是公式", "the cell holds a formula"),
            Self::TableHeader => {
                ("单元格是 Excel 表格的列标题", "the cell is the head of a column of an Excel table")
            }
            Self::Encoding => (
                "新内容中有文件编码写不了的字，请先把文件另存为 UTF-8",
                "the new text has characters that the file's encoding has not; save it as UTF-8 first",
            ),
            Self::NoCell => ("文件里没有这个单元格", "the file has no such cell"),
        };
        if language == Language::Zh { zh } else { en }
    }
}

/// Why a file is not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Language::Zh))]
pub enum NoFix {
    /// Its format is only read.
    Format,
    /// It is a file of an archive.
    Archive,
    /// It is standard input.
    StandardInput,
    /// It is signed, and no signature survives a change.
    Signed,
    /// Its cells, written anew, would be read as other cells.
    ReadsOtherwise,
    /// It is damaged.
    Input(InputError),
}

impl NoFix {
    /// What is the matter, and what to do.
    pub fn message(&self, language: Language) -> String {
        let (zh, en) = match self {
            Self::Format => (
                "这种格式只能检查；请另存为 .xlsx 再改正",
                "this format can be checked only; save it as .xlsx to have it fixed",
            ),
            Self::Archive => (
                "压缩包里的文件只能检查；请解压后再改正",
                "files in an archive can be checked only; unpack it to have them fixed",
            ),
            Self::StandardInput => (
                "标准输入只能检查；请存成文件再改正",
                "standard input can be checked only; save it as a file to have it fixed",
            ),
            Self::Signed => (
                "文件有数字签名，改动会使签名失效；请另存一份没有签名的再改正",
                "the file is signed, and a change would void its signature; save a copy without one to have it fixed",
            ),
            Self::ReadsOtherwise => (
                "改动后表格会被读成别的样子；请另存为 .xlsx 再改正",
                "the changed table would be read as another one; save it as .xlsx to have it fixed",
            ),
            Self::Input(error) => return error.message(language),
        };
        if language == Language::Zh { zh } else { en }.to_owned()
    }

    /// Its name for programs.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Archive => "archive",
            Self::StandardInput => "standard-input",
            Self::Signed => "signed",
            Self::ReadsOtherwise => "reads-otherwise",
            Self::Input(_) => "input",
        }
    }
}
