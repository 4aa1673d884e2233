//! Files that fixes could not be written into.

use super::error::Exit;
use crate::finding::Language;

/// Why nothing was fixed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(strum::VariantNames))]
pub(crate) enum NotFixed {
    /// The file may not be written.
    ReadOnly { file: String },
    /// Somebody else wrote it since it was read.
    Changed { file: String },
    /// The list of fixes has no such format.
    Format,
}

impl NotFixed {
    /// The exit code.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::ReadOnly { .. } | Self::Changed { .. } => Exit::Input,
            Self::Format => Exit::Usage,
        }
    }

    /// The name for programs.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::ReadOnly { .. } => "read-only",
            Self::Changed { .. } => "changed",
            Self::Format => "diff-format",
        }
    }

    /// The file, as the user named it.
    pub(crate) fn file(&self) -> Option<&str> {
        match self {
            Self::ReadOnly { file } | Self::Changed { file } => Some(file),
            Self::Format => None,
        }
    }

    /// What happened.
    pub(crate) fn message(&self, language: Language) -> String {
        let zh = language == Language::Zh;
        match self {
            Self::ReadOnly { file } if zh => format!("{file}：文件是只读的，没有改动"),
            Self::ReadOnly { file } => format!("{file}: the file is read-only and was not changed"),
            Self::Changed { file } if zh => format!("{file}：检查期间文件被别的程序改过，没有改动"),
            Self::Changed { file } => {
                format!("{file}: another program wrote the file meanwhile; it was not changed")
            }
            Self::Format if zh => "--diff 只有 text 和 json 两种格式".to_owned(),
            Self::Format => "--diff has the formats text and json only".to_owned(),
        }
    }

    /// What to do about it.
    pub(crate) fn help(&self, language: Language) -> String {
        let (zh, en) = match self {
            Self::ReadOnly { .. } => (
                "请去掉只读属性，或复制一份再改正；文件若正被其他程序打开，请先关闭。",
                "Make it writable, or fix a copy; close other programs that hold it open.",
            ),
            Self::Changed { .. } => ("请再运行一次。", "Run it once more."),
            Self::Format => ("请用 --format json，或不写 --format。", "Use --format json, or none."),
        };
        if language == Language::Zh { zh } else { en }.to_owned()
    }
}

#[cfg(test)]
impl NotFixed {
    /// One of each.
    pub(super) fn specimens() -> Vec<Self> {
        use super::golden::{BLANK, of_each};
        let blank = || BLANK.to_owned();
        of_each(vec![Self::ReadOnly { file: blank() }, Self::Changed { file: blank() }, Self::Format])
    }
}
