//! What can be wrong with the place where results should go.

use std::path::Path;

use crate::finding::Language;

/// A place for results that cannot be used.
#[derive(Debug)]
#[cfg_attr(test, derive(strum::VariantNames))]
pub(crate) enum BadDestination {
    /// An `--output` that is not `format=file`.
    Format { written: String, near: Option<String>, known: Vec<String> },
    /// One file for two results.
    Twice { file: String },
    /// A file that is read in the same run.
    IsInput { file: String },
    /// A file that is there already, where none was to be replaced.
    Exists { file: String },
    /// A format that no terminal shows.
    Terminal { format: &'static str, example: &'static str },
    /// A folder where the name of a file is needed.
    IsFolder { path: String },
    /// A file where several results need a folder.
    NotAFolder { path: String },
    /// No folder where several results need one.
    NoFolder { example: &'static str },
}

impl BadDestination {
    /// What stands where a file is to be made.
    pub(crate) fn taken(path: &Path) -> Self {
        let file = path.display().to_string();
        if path.is_dir() { Self::IsFolder { path: file } } else { Self::Exists { file } }
    }

    /// The name for programs.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Format { .. } => "output-format",
            Self::Twice { .. } => "output-twice",
            Self::IsInput { .. } => "output-is-input",
            Self::Exists { .. } => "output-exists",
            Self::Terminal { .. } => "output-terminal",
            Self::IsFolder { .. } => "output-is-folder",
            Self::NotAFolder { .. } | Self::NoFolder { .. } => "output-no-folder",
        }
    }

    /// The file concerned, as the user named it.
    pub(crate) fn file(&self) -> Option<&str> {
        match self {
            Self::Format { .. } | Self::Terminal { .. } | Self::NoFolder { .. } => None,
            Self::Twice { file }
            | Self::IsInput { file }
            | Self::Exists { file }
            | Self::IsFolder { path: file }
            | Self::NotAFolder { path: file } => Some(file),
        }
    }

    /// What happened.
    pub(crate) fn message(&self, language: Language) -> String {
        let zh = language == Language::Zh;
        match self {
            Self::Format { written, .. } if zh => format!("--output 的写法不对：{written}"),
            Self::Format { written, .. } => format!("--output is not understood: {written}"),
            Self::Twice { file } if zh => format!("两份结果要写到同一个文件：{file}"),
            Self::Twice { file } => format!("two results are to be written to one file: {file}"),
            Self::IsInput { file } if zh => format!("结果会盖掉被检查的文件：{file}"),
            Self::IsInput { file } => format!("the result would replace a file that is checked: {file}"),
            Self::Exists { file } if zh => format!("文件已经存在：{file}"),
            Self::Exists { file } => format!("the file is there already: {file}"),
            Self::Terminal { format, .. } if zh => format!("{format} 格式不能在终端里显示"),
            Self::Terminal { format, .. } => format!("a terminal cannot show {format}"),
            Self::NoFolder { .. } if zh => "结果有多份，要写明放进哪个文件夹".to_owned(),
            Self::NoFolder { .. } => "there are several results, and no folder is named for them".to_owned(),
            Self::IsFolder { path } if zh => format!("这是文件夹，这里要写文件名：{path}"),
            Self::IsFolder { path } => format!("this is a folder, and the name of a file is needed: {path}"),
            Self::NotAFolder { path } if zh => format!("结果有多份，要放进文件夹，而这是文件名：{path}"),
            Self::NotAFolder { path } => {
                format!("several results need a folder, and this is the name of a file: {path}")
            }
        }
    }

    /// What to do about it.
    pub(crate) fn help(&self, language: Language) -> String {
        let (zh, en) = match self {
            Self::Format { near: Some(near), .. } => {
                return match language {
                    Language::Zh => format!("是否想写 --output {near}=文件？"),
                    Language::En => format!("Did you mean --output {near}=FILE?"),
                };
            }
            Self::Format { near: None, known, .. } => {
                return match language {
                    Language::Zh => {
                        let known = known.join("、");
                        format!("写成 格式=文件，如 --output json=问题.json。格式有：{known}。")
                    }
                    Language::En => {
                        let known = known.join(", ");
                        format!("Write FORMAT=FILE, such as --output json=findings.json. Formats: {known}.")
                    }
                };
            }
            Self::NoFolder { example } => {
                return match language {
                    Language::Zh => format!("用 -o 写明文件夹，如 {example}；没有的文件夹会新建。"),
                    Language::En => {
                        format!("Name a folder by -o, such as {example}; it is made if it is not there.")
                    }
                };
            }
            Self::Terminal { example, .. } => {
                return match language {
                    Language::Zh => format!("请写到文件：{example}。"),
                    Language::En => format!("Write it to a file: {example}."),
                };
            }
            Self::Twice { .. } => ("请给每份结果各起一个文件名。", "Give each result a file of its own."),
            Self::IsInput { .. } => ("请换一个文件名或文件夹。", "Choose another name or folder."),
            Self::Exists { .. } => {
                ("请换一个文件名；要覆盖它，加 --force。", "Choose another name, or replace it by --force.")
            }
            Self::IsFolder { .. } => (
                "请写 文件夹/文件名；按部门拆分时，各部门的一份在 文件夹/部门/文件名。",
                "Write FOLDER/NAME; split by department, each one's is FOLDER/DEPARTMENT/NAME.",
            ),
            Self::NotAFolder { .. } => {
                ("请写一个文件夹；没有的会新建。", "Name a folder; it is made if it is not there.")
            }
        };
        if language == Language::Zh { zh } else { en }.to_owned()
    }
}

#[cfg(test)]
impl BadDestination {
    /// One of each, and of what their texts differ by.
    pub(super) fn specimens() -> Vec<Self> {
        use super::golden::{BLANK, of_each};
        let blank = || BLANK.to_owned();
        of_each(vec![
            Self::Format { written: blank(), near: Some(blank()), known: vec![blank()] },
            Self::Format { written: blank(), near: None, known: vec![blank()] },
            Self::Twice { file: blank() },
            Self::IsInput { file: blank() },
            Self::Exists { file: blank() },
            Self::Terminal { format: BLANK, example: BLANK },
            Self::IsFolder { path: blank() },
            Self::NotAFolder { path: blank() },
            Self::NoFolder { example: BLANK },
        ])
    }
}
