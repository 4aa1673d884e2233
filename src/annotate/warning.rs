//! What an annotated copy could not keep, or does not show.

use crate::finding::Language;
use crate::text::counted;

/// Something about a copy that its reader should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// The file was signed; what is changed is signed no longer.
    SignatureRemoved,
    /// Cells that hold a conversation, which no comment can stand beside.
    Conversations {
        /// How many.
        cells: usize,
    },
    /// Cells without a fill, since the workbook has as many formats as it can have.
    TooManyFormats {
        /// How many.
        cells: usize,
    },
    /// Findings that the list has no room for.
    Unlisted {
        /// How many.
        findings: usize,
    },
}

impl Warning {
    /// The name for programs.
    pub fn kind(self) -> &'static str {
        match self {
            Self::SignatureRemoved => "signature-removed",
            Self::Conversations { .. } => "conversations",
            Self::TooManyFormats { .. } => "too-many-formats",
            Self::Unlisted { .. } => "unlisted",
        }
    }

    /// What it says.
    pub fn message(self, language: Language) -> String {
        let zh = language == Language::Zh;
        match self {
            Self::SignatureRemoved if zh => "原文件有数字签名，副本内容已改，签名未保留".to_owned(),
            Self::SignatureRemoved => {
                "the file was signed; the copy differs, so its signature was left out".to_owned()
            }
            Self::Conversations { cells } if zh => {
                format!("有 {cells} 个单元格已有会话批注，未再加批注，问题见“审核意见”表")
            }
            Self::Conversations { cells } => {
                format!(
                    "no comment on {}, where a conversation stands; see the list of findings",
                    counted(cells, "cell")
                )
            }
            Self::TooManyFormats { cells } if zh => {
                format!("工作簿的单元格格式已达上限，有 {cells} 个单元格没有填色")
            }
            Self::TooManyFormats { cells } => {
                format!(
                    "the workbook has as many formats as it can have: no fill for {}",
                    counted(cells, "cell")
                )
            }
            Self::Unlisted { findings } if zh => format!("一张表放不下全部问题，有 {findings} 处没有列出"),
            Self::Unlisted { findings } => {
                format!("one sheet cannot list all findings; {findings} are left out")
            }
        }
    }
}
