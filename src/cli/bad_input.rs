//! Why an input is left unchecked.

use std::io;

use super::error::Exit;
use super::reason::{advice, reason};
use crate::finding::Language;
use crate::read::InputError;
use crate::text::is_glob;

/// An input that is left unchecked.
#[derive(Debug)]
#[cfg_attr(test, derive(strum::VariantNames))]
pub(crate) enum BadInput {
    /// A path that does not exist, or a glob that matches nothing.
    NoMatch { path: String },
    /// A folder without any file that can be read.
    NothingReadable { path: String },
    /// A glob that is none.
    Glob { pattern: String, detail: String },
    /// A file or folder that the system does not let us read.
    Unreadable { file: String, source: io::Error },
    /// A file that holds no goal sheet, or is damaged.
    Refused { file: String, source: InputError },
}

impl BadInput {
    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::NoMatch { .. } | Self::NothingReadable { .. } | Self::Glob { .. } => Exit::Usage,
            Self::Unreadable { .. } | Self::Refused { .. } => Exit::Input,
        }
    }

    /// The name for programs.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::NoMatch { .. } => "no-match",
            Self::NothingReadable { .. } => "nothing-readable",
            Self::Glob { .. } => "bad-glob",
            Self::Unreadable { .. } => "unreadable",
            Self::Refused { .. } => "input",
        }
    }

    /// The file or path concerned, as the user named it.
    pub(super) fn file(&self) -> &str {
        match self {
            Self::NoMatch { path: file }
            | Self::NothingReadable { path: file }
            | Self::Glob { pattern: file, .. }
            | Self::Unreadable { file, .. }
            | Self::Refused { file, .. } => file,
        }
    }

    /// What happened.
    pub(super) fn message(&self, language: Language) -> String {
        let zh = language == Language::Zh;
        match self {
            Self::NoMatch { path } if is_glob(path) && zh => format!("没有与通配符相符的文件：{path}"),
            Self::NoMatch { path } if is_glob(path) => format!("no file matches: {path}"),
            Self::NoMatch { path } if zh => format!("没有这个文件或文件夹：{path}"),
            Self::NoMatch { path } => format!("no such file or folder: {path}"),
            Self::NothingReadable { path } if zh => format!("文件夹里没有可以检查的文件：{path}"),
            Self::NothingReadable { path } => format!("the folder holds no file that can be checked: {path}"),
            // What the reader of globs says is English; the advice tells how they are written.
            Self::Glob { pattern, .. } if zh => format!("通配符写法有误：{pattern}"),
            Self::Glob { pattern, detail } => format!("malformed glob: {pattern} ({detail})"),
            Self::Unreadable { file, source } if zh => {
                format!("{file}：无法读取（{}）", reason(source, language))
            }
            Self::Unreadable { file, source } => {
                format!("{file}: cannot be read ({})", reason(source, language))
            }
            Self::Refused { file, source } if zh => format!("{file}：{}", source.message(language)),
            Self::Refused { file, source } => format!("{file}: {}", source.message(language)),
        }
    }

    /// What to do about it.
    pub(super) fn help(&self, language: Language) -> String {
        let (zh, en) = match self {
            Self::NoMatch { path } if !is_glob(path) => ("请核对路径。", "Check the path."),
            Self::NoMatch { .. } => (
                "请核对路径；通配符请加引号，例如 \"2024/**/*.xlsx\"。",
                "Check the path; put globs in quotes, such as \"2024/**/*.xlsx\".",
            ),
            Self::NothingReadable { .. } => (
                "可读取 .xlsx、.xlsm、.xls、.xlsb、.ods、.docx、.csv、.tsv、.txt 和 .zip；其他格式请先另存为其中一种。",
                "Readable are .xlsx, .xlsm, .xls, .xlsb, .ods, .docx, .csv, .tsv, .txt and .zip; save other formats as one of them first.",
            ),
            Self::Glob { .. } => (
                "* 匹配一段名称；** 单独作一层，匹配任意层文件夹；? 匹配一个字符；[ ] 要成对，匹配其中一个字符。",
                "* stands for a part of a name, ** alone between slashes for any folders, ? for one character, [ ] for one of those between them.",
            ),
            Self::Unreadable { source, .. } => advice(source).unwrap_or((
                "请核对文件权限；文件若正被其他程序打开，请先关闭。",
                "Check the file's permissions; close other programs that hold it open.",
            )),
            Self::Refused { source, .. } => return source.help(language),
        };
        if language == Language::Zh { zh } else { en }.to_owned()
    }
}

#[cfg(test)]
impl BadInput {
    /// One of each, and of what their texts differ by.
    pub(super) fn specimens() -> Vec<Self> {
        use super::golden::{BLANK, of_each};
        use crate::read::{Large, Wanted, WrongValue};
        let blank = || BLANK.to_owned();
        let refused = of_each(vec![
            InputError::Empty,
            InputError::UnknownFormat,
            InputError::LegacyFormat { format: "PDF", save_as: BLANK },
            InputError::LegacyFormat { format: BLANK, save_as: BLANK },
            InputError::Archive { format: BLANK },
            InputError::NothingInside,
            InputError::Encrypted,
            InputError::BrokenZip { detail: blank() },
            InputError::BrokenWorkbook { sheet: None, detail: blank() },
            InputError::BrokenWorkbook { sheet: Some(blank()), detail: blank() },
            InputError::DocumentType,
            InputError::Compression,
            InputError::BrokenDocument { detail: blank() },
            InputError::BrokenJson { line: 1, column: 1, detail: blank() },
            InputError::NoRecords,
            InputError::WrongRecord(Box::new(WrongValue {
                object: 1,
                line: None,
                key: blank(),
                wanted: Wanted::OneOf(&[BLANK]),
            })),
            InputError::Encoding { offset: 1 },
            InputError::OtherEncoding { named: BLANK },
            InputError::NoTable { sheet: None },
            InputError::NoTable { sheet: Some(blank()) },
            InputError::TooLarge { what: Large::File, limit: 1 },
        ]);
        let large = of_each(vec![
            Large::File,
            Large::Unpacked,
            Large::Ratio,
            Large::Archive,
            Large::Parts,
            Large::Sheets,
            Large::Cells,
            Large::Rows,
            Large::CellText,
            Large::Text,
            Large::Strings,
            Large::Formats,
            Large::Columns,
        ]);
        let large = large.into_iter().map(|what| InputError::TooLarge { what, limit: 1 });
        let refused = refused.into_iter().chain(large).map(|source| Self::Refused { file: blank(), source });
        let mut all = vec![
            Self::NoMatch { path: blank() },
            Self::NoMatch { path: format!("{BLANK}*{BLANK}") },
            Self::NothingReadable { path: blank() },
            Self::Glob { pattern: blank(), detail: blank() },
            Self::Unreadable { file: blank(), source: io::ErrorKind::NotFound.into() },
            Self::Unreadable { file: blank(), source: io::ErrorKind::PermissionDenied.into() },
        ];
        all.extend(refused);
        of_each(all)
    }
}
