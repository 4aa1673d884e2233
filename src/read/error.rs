//! Why an input could not be read: what happened, where, what to do.

use crate::text::{Language, grouped};

/// An input that could not be read. `Display` gives the Chinese text; see [`InputError::message`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Language::Zh))]
#[cfg_attr(test, derive(strum::VariantNames))]
pub enum InputError {
    /// No text at all.
    Empty,
    /// Not a format that can be read.
    UnknownFormat,
    /// An older or foreign format that has to be saved as another one first.
    LegacyFormat {
        /// The format's name for people: `Word 97-2003 (.doc)`.
        format: &'static str,
        /// What to save it as.
        save_as: &'static str,
    },
    /// An archive that is not unpacked, or inside another one.
    Archive {
        /// Its extension: `.rar`.
        format: &'static str,
    },
    /// An archive without any file that can be read.
    NothingInside,
    /// The file is protected by a password.
    Encrypted,
    /// The zip container is incomplete or damaged.
    BrokenZip {
        /// What the container's reader said.
        detail: String,
    },
    /// The workbook inside the container is damaged.
    BrokenWorkbook {
        /// The sheet, where it is known.
        sheet: Option<String>,
        /// What the workbook's reader said.
        detail: String,
    },
    /// An XML part with a document type, whose entities could stand for anything.
    DocumentType,
    /// A part packed by a method that is not read.
    Compression,
    /// The document inside the container is damaged.
    BrokenDocument {
        /// What is wrong with it.
        detail: String,
    },
    /// The JSON cannot be parsed.
    BrokenJson {
        /// The line, from 1.
        line: usize,
        /// The column in it.
        column: usize,
        /// What the parser said.
        detail: String,
    },
    /// The JSON holds something else than records.
    NoRecords,
    /// A value of a record has another type than it should have.
    WrongRecord(Box<WrongValue>),
    /// No encoding fits the text.
    Encoding {
        /// The byte (from 0) from which on the text cannot be read.
        offset: usize,
    },
    /// Bytes of the text stand for nothing in the encoding that the user names, and no table was recognised.
    OtherEncoding {
        /// The encoding's name: `UTF-8`.
        named: &'static str,
    },
    /// The file, or something in it, is larger than the program takes.
    TooLarge {
        /// What is too large.
        what: Large,
        /// The bound that it passed.
        limit: u64,
    },
    /// No table of performance goals was recognised.
    NoTable {
        /// The sheet, where the file has several.
        sheet: Option<String>,
    },
}

/// What was too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(strum::VariantNames))]
pub enum Large {
    /// The file, in bytes.
    File,
    /// One part of a zip container once unpacked, in bytes.
    Unpacked,
    /// How many times larger a part of a zip container is once unpacked.
    Ratio,
    /// The files of an archive once unpacked, with all that is packed in them, in bytes.
    Archive,
    /// Parts of a file.
    Parts,
    /// Sheets of a file.
    Sheets,
    /// Cells of a workbook.
    Cells,
    /// Rows of a sheet.
    Rows,
    /// The text of one cell, in bytes.
    CellText,
    /// The text of all cells, in bytes.
    Text,
    /// Different texts of a workbook.
    Strings,
    /// Formats of cells.
    Formats,
    /// Columns of a row.
    Columns,
}

impl Large {
    /// What passed this limit.
    fn passed(self, limit: u64, language: Language) -> String {
        let limit = match self {
            Self::File | Self::Unpacked | Self::Archive | Self::Text => limit >> 20,
            Self::CellText => limit >> 10,
            _ => limit,
        };
        let limit = grouped(usize::try_from(limit).unwrap_or(usize::MAX));
        match (self, language) {
            (Self::File, Language::Zh) => format!("文件超过 {limit} MB"),
            (Self::File, Language::En) => format!("the file is larger than {limit} MB"),
            (Self::Unpacked, Language::Zh) => format!("压缩包内的一个部分解开后超过 {limit} MB"),
            (Self::Unpacked, Language::En) => {
                format!("a part of the container unpacks to more than {limit} MB")
            }
            (Self::Ratio, Language::Zh) => {
                format!("压缩包内的一个部分解开后增大超过 {limit} 倍，像是恶意构造的文件")
            }
            (Self::Ratio, Language::En) => {
                format!("a part of the container grows more than {limit} times when unpacked")
            }
            (Self::Archive, Language::Zh) => format!("压缩包里的文件全部解开后超过 {limit} MB"),
            (Self::Archive, Language::En) => format!("the archive's files unpack to more than {limit} MB"),
            (Self::Parts, Language::Zh) => format!("文件分成的部分超过 {limit} 个"),
            (Self::Parts, Language::En) => format!("the file has more than {limit} parts"),
            (Self::Sheets, Language::Zh) => format!("文件里的表超过 {limit} 张"),
            (Self::Sheets, Language::En) => format!("the file has more than {limit} sheets"),
            (Self::Cells, Language::Zh) => format!("单元格超过 {limit} 个"),
            (Self::Cells, Language::En) => format!("there are more than {limit} cells"),
            (Self::Rows, Language::Zh) => format!("一张表超过 {limit} 行"),
            (Self::Rows, Language::En) => format!("a sheet has more than {limit} rows"),
            (Self::CellText, Language::Zh) => format!("一个单元格的文字超过 {limit} KB"),
            (Self::CellText, Language::En) => format!("a cell has more than {limit} KB of text"),
            (Self::Text, Language::Zh) => format!("单元格的文字合计超过 {limit} MB"),
            (Self::Text, Language::En) => format!("the cells have more than {limit} MB of text"),
            (Self::Strings, Language::Zh) => format!("工作簿中不同的文字超过 {limit} 条"),
            (Self::Strings, Language::En) => format!("the workbook has more than {limit} different texts"),
            (Self::Formats, Language::Zh) => format!("单元格格式超过 {limit} 种"),
            (Self::Formats, Language::En) => format!("the workbook has more than {limit} formats of cells"),
            (Self::Columns, Language::Zh) => format!("一行超过 {limit} 列"),
            (Self::Columns, Language::En) => format!("a row has more than {limit} columns"),
        }
    }
}

/// A value of a record that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongValue {
    /// The number of the object, from 1.
    pub object: u32,
    /// The line it begins in, where there is one object a line.
    pub line: Option<u32>,
    /// The key, with those above it (`project.goal`); empty where the object itself is meant.
    pub key: String,
    /// What it should be.
    pub wanted: Wanted,
}

/// See [`WrongValue`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Wanted {
    Text,
    Number,
    WholeNumber,
    Flag,
    List,
    Object,
    OneOf(&'static [&'static str]),
}

impl WrongValue {
    fn message(&self, language: Language) -> String {
        let (number, key) = (self.object, &self.key);
        let wanted = self.wanted.name(language);
        let line = match (self.line, language) {
            (Some(line), Language::Zh) => format!("（第 {line} 行）"),
            (Some(line), Language::En) => format!(" (line {line})"),
            (None, _) => String::new(),
        };
        match (language, key.is_empty()) {
            (Language::Zh, true) => format!("第 {number} 条记录{line}应为{wanted}"),
            (Language::Zh, false) => format!("第 {number} 条记录{line}的 {key} 应为{wanted}"),
            (Language::En, true) => format!("record {number}{line} should be {wanted}"),
            (Language::En, false) => format!("{key} of record {number}{line} should be {wanted}"),
        }
    }
}

impl Wanted {
    fn name(self, language: Language) -> String {
        let (zh, en) = match self {
            Self::Text => ("文字", "a text"),
            Self::Number => ("数字", "a number"),
            Self::WholeNumber => ("整数", "a whole number"),
            Self::Flag => (" true 或 false", "true or false"),
            Self::List => ("文字的数组", "an array of texts"),
            Self::Object => ("对象", "an object"),
            Self::OneOf(choices) => {
                return match language {
                    Language::Zh => format!("其中之一：{}", choices.join("、")),
                    Language::En => format!("one of {}", choices.join(", ")),
                };
            }
        };
        match language {
            Language::Zh => zh.to_owned(),
            Language::En => en.to_owned(),
        }
    }
}

impl InputError {
    /// What happened and where. What other readers say of a damaged file is English, and told in English only.
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Zh => self.message_zh(),
            Language::En => self.message_en(),
        }
    }

    /// What to do about it.
    pub fn help(&self, language: Language) -> String {
        let (zh, en) = match self {
            Self::Empty => ("请检查文件是否导出完整。", "Check that the file was exported completely."),
            Self::UnknownFormat => (
                "可读取 .xlsx、.xlsm、.xls、.xlsb、.ods、.docx、.csv、.tsv、.txt、.json 和 .zip；请另存为其中一种再检查。",
                "Readable are .xlsx, .xlsm, .xls, .xlsb, .ods, .docx, .csv, .tsv, .txt, .json and .zip; save the table as one of them.",
            ),
            Self::LegacyFormat { format: "PDF", .. } => (
                "请向报送单位索取原来的电子表格，或用 WPS 的 PDF 转换功能转成 .xlsx 或 .docx，核对后再检查。",
                "Ask the department for its own table, or convert the file to .xlsx or .docx (WPS does it), look it over and check that.",
            ),
            Self::LegacyFormat { save_as, .. } => {
                return match language {
                    Language::Zh => format!("请用 WPS 或 Office 打开，“另存为” {save_as} 后再检查。"),
                    Language::En => {
                        format!("Open it in WPS or Office, save it as {save_as} and check that file.")
                    }
                };
            }
            Self::Archive { .. } => (
                "请解压后检查解压出的文件夹，或重新压缩为 .zip。",
                "Unpack it and check the folder, or pack the files again as .zip.",
            ),
            Self::NothingInside => (
                "可读取 .xlsx、.xlsm、.xls、.xlsb、.ods、.docx、.csv、.tsv、.txt；其他格式请先另存为其中一种。",
                "Readable are .xlsx, .xlsm, .xls, .xlsb, .ods, .docx, .csv, .tsv and .txt; save other formats as one of them first.",
            ),
            Self::Encrypted => (
                "请在 WPS 或 Excel 中取消打开密码后再检查；有密码的压缩包，请解压后检查文件夹。",
                "Remove the password in WPS or Excel and try again; unpack an archive that has one and check the folder.",
            ),
            Self::Compression => (
                "工作簿和文档请用 WPS/Office 打开后另存一份；压缩包请解压后检查文件夹，或用默认方式（Deflate）重新压缩。",
                "Open a workbook or document in WPS or Office and save a copy; unpack an archive and check the folder, or pack it again with the usual method (Deflate).",
            ),
            Self::DocumentType => (
                "Office 和 WPS 不写这样的文件：请用 WPS/Excel 打开后另存一份再检查。",
                "Neither Office nor WPS writes such files: open it there and save a copy.",
            ),
            Self::BrokenZip { .. } | Self::BrokenWorkbook { .. } => (
                "文件可能没有传完或已损坏：请重新获取，或用 WPS/Excel 打开后另存一份。",
                "The file may be cut off or damaged: fetch it again, or open it in WPS or Excel and save a copy.",
            ),
            Self::BrokenDocument { .. } => (
                "文件可能没有传完或已损坏：请重新获取，或用 WPS/Word 打开后另存一份 .docx。",
                "The file may be cut off or damaged: fetch it again, or open it in WPS or Word and save a copy as .docx.",
            ),
            Self::BrokenJson { .. } | Self::NoRecords | Self::WrongRecord(_) => (
                "JSON 应为记录的数组，或每行一条记录，格式与 jichi records --format json 的输出相同：{\"project\": {\"name\": \"…\"}, \"group\": \"output\", \"name\": \"…\", \"value\": \"…\"}。",
                "The JSON should be an array of records, or one record a line, as jichi records --format json prints them: {\"project\": {\"name\": \"…\"}, \"group\": \"output\", \"name\": \"…\", \"value\": \"…\"}.",
            ),
            Self::Encoding { .. } => {
                ("请另存为 UTF-8 或 GB18030（GBK）编码的文本。", "Save the text as UTF-8 or GB18030 (GBK).")
            }
            Self::OtherEncoding { .. } => (
                "请去掉 --encoding，由程序判断编码；或写另一种编码，如 gb18030。",
                "Leave --encoding out, so that the encoding is recognised, or name another one, such as gb18030.",
            ),
            Self::TooLarge { what: Large::Ratio, .. } => (
                "请先弄清文件的来历；确是正常的文件，请用 WPS/Office 打开后另存一份再检查。",
                "Find out where the file comes from; if it is sound, open it in WPS or Office and save a copy.",
            ),
            Self::TooLarge { what: Large::CellText, .. } => (
                "绩效目标表的单元格没有这么长的文字：请核对表的内容后再检查。",
                "No cell of a goal sheet has that much text: look the table over and check it again.",
            ),
            Self::TooLarge { .. } => (
                "请拆分文件，或删去多余的行、列和图片后再检查。",
                "Split the file, or remove superfluous rows, columns and pictures.",
            ),
            Self::NoTable { sheet: None } => (
                "请确认表中有项目名称、年度目标、三级指标、指标值等表头；本地另有叫法的，写成版式文件用 --layouts 加载；文字显示为乱码的，请另存为 UTF-8 编码的文本。",
                "Check that the table has headers such as 项目名称, 年度目标, 三级指标 and 指标值; where your county calls them something else, load a layout of your own with --layouts; if the text looks garbled, save it as UTF-8.",
            ),
            Self::NoTable { sheet: Some(_) } => (
                "请确认表中有项目名称、年度目标、三级指标、指标值等表头；本地另有叫法的，写成版式文件用 --layouts 加载。",
                "Check that the table has headers such as 项目名称, 年度目标, 三级指标 and 指标值; where your county calls them something else, load a layout of your own with --layouts.",
            ),
        };
        match language {
            Language::Zh => zh.to_owned(),
            Language::En => en.to_owned(),
        }
    }

    fn message_zh(&self) -> String {
        match self {
            Self::Empty => "文件是空的，没有可检查的内容".to_owned(),
            Self::UnknownFormat => "文件不是可识别的表格或文本格式".to_owned(),
            Self::LegacyFormat { format, .. } => format!("不能直接读取 {format} 格式"),
            Self::Archive { format } => format!("不能直接读取 {format} 压缩包里的文件"),
            Self::NothingInside => "压缩包里没有可以检查的文件".to_owned(),
            Self::Encrypted => "文件设有密码，无法读取".to_owned(),
            Self::BrokenZip { .. } => "文件打不开：不是完整的工作簿、文档或压缩包".to_owned(),
            Self::BrokenWorkbook { sheet: Some(sheet), .. } => format!("工作表“{sheet}”的内容已损坏"),
            Self::BrokenWorkbook { sheet: None, .. } => "工作簿的内容已损坏".to_owned(),
            Self::DocumentType => "文件内的 XML 带有文档类型声明（DOCTYPE），已拒绝读取".to_owned(),
            Self::Compression => "压缩方式不受支持，无法解开".to_owned(),
            Self::BrokenDocument { .. } => "Word 文档的内容已损坏".to_owned(),
            Self::BrokenJson { line, column, .. } => {
                format!("JSON 在第 {line} 行第 {column} 个字节处有误")
            }
            Self::NoRecords => "JSON 里没有绩效目标的记录".to_owned(),
            Self::WrongRecord(wrong) => wrong.message(Language::Zh),
            Self::Encoding { offset } => format!("文本编码无法识别，从第 {} 个字节起不能解码", offset + 1),
            Self::OtherEncoding { named } => {
                format!("按 {named} 解码，有些字节读不出文字，也没有认出绩效目标表：多半不是 {named} 编码")
            }
            Self::TooLarge { what, limit } => what.passed(*limit, Language::Zh),
            Self::NoTable { sheet: Some(sheet) } => format!("工作表“{sheet}”中没有认出绩效目标表"),
            Self::NoTable { sheet: None } => "没有认出绩效目标表".to_owned(),
        }
    }

    fn message_en(&self) -> String {
        match self {
            Self::Empty => "the file is empty".to_owned(),
            Self::UnknownFormat => "the file is neither a known table format nor text".to_owned(),
            Self::LegacyFormat { format, .. } => format!("the format {format} cannot be read directly"),
            Self::Archive { format } => format!("files inside this {format} archive cannot be read"),
            Self::NothingInside => "the archive holds no file that can be checked".to_owned(),
            Self::Encrypted => "the file is protected by a password".to_owned(),
            Self::BrokenZip { detail } => format!("the zip container is incomplete or damaged ({detail})"),
            Self::BrokenWorkbook { sheet: Some(sheet), detail } => {
                format!("the sheet \u{201c}{sheet}\u{201d} cannot be read ({detail})")
            }
            Self::BrokenWorkbook { sheet: None, detail } => {
                format!("the workbook cannot be read ({detail})")
            }
            Self::DocumentType => {
                "XML inside the file declares a document type (DOCTYPE), which is refused".to_owned()
            }
            Self::Compression => "it is packed by a method that cannot be unpacked".to_owned(),
            Self::BrokenDocument { detail } => format!("the document cannot be read ({detail})"),
            Self::BrokenJson { line, column, detail } => {
                format!("the JSON is broken at byte {column} of line {line} ({detail})")
            }
            Self::NoRecords => "the JSON holds no records of performance goals".to_owned(),
            Self::WrongRecord(wrong) => wrong.message(Language::En),
            Self::Encoding { offset } => {
                format!("the text's encoding is unknown; it cannot be decoded from byte {} on", offset + 1)
            }
            Self::OtherEncoding { named } => format!(
                "some bytes are no text in {named}, and no table of performance goals was recognised: the encoding is probably not {named}"
            ),
            Self::TooLarge { what, limit } => what.passed(*limit, Language::En),
            Self::NoTable { sheet: Some(sheet) } => {
                format!("no table of performance goals was recognised in the sheet \u{201c}{sheet}\u{201d}")
            }
            Self::NoTable { sheet: None } => "no table of performance goals was recognised".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_says_what_happened_and_what_to_do() {
        let errors = [
            InputError::Empty,
            InputError::UnknownFormat,
            InputError::LegacyFormat { format: "Word 97-2003 (.doc)", save_as: ".docx" },
            InputError::Encrypted,
            InputError::BrokenZip { detail: "x".into() },
            InputError::BrokenWorkbook { sheet: Some("表1".into()), detail: "x".into() },
            InputError::Archive { format: ".rar" },
            InputError::NothingInside,
            InputError::TooLarge { what: Large::Archive, limit: 1 << 30 },
            InputError::DocumentType,
            InputError::Compression,
            InputError::BrokenDocument { detail: "x".into() },
            InputError::BrokenJson { line: 1, column: 1, detail: "x".into() },
            InputError::NoRecords,
            InputError::WrongRecord(Box::new(WrongValue {
                object: 2,
                line: Some(2),
                key: "group".into(),
                wanted: Wanted::OneOf(&["output"]),
            })),
            InputError::Encoding { offset: 0 },
            InputError::OtherEncoding { named: "UTF-8" },
            InputError::TooLarge { what: Large::File, limit: 1 << 30 },
            InputError::NoTable { sheet: None },
        ];
        for error in errors {
            for language in [Language::Zh, Language::En] {
                assert!(!error.message(language).is_empty());
                assert!(!error.help(language).is_empty());
            }
            assert_eq!(error.to_string(), error.message(Language::Zh));
        }
        assert_eq!(
            InputError::TooLarge { what: Large::File, limit: 1 << 30 }.to_string(),
            "文件超过 1,024 MB"
        );
    }
}
