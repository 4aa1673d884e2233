//! `jichi rules new CODE`: a rule file that tells how to make it one's own, and passes its examples as it is.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::plugin::quoted_path;
use super::replacement::Replacement;
use super::session::{Output, Session};
use crate::finding::Language;
use crate::plugin::{RESERVED, letters};
use crate::rule::{is_code, is_rule_file};
use crate::text::printable;

/// The file, with marks for what each rule has of its own.
const CHINESE: &str = include_str!("rule.zh.toml");
const ENGLISH: &str = include_str!("rule.en.toml");

/// Options of `rules new`.
#[derive(Debug, Args)]
#[command(
    override_usage = "jichi rules new <代码> [--path <文件>]",
    after_help = "例：jichi rules new MY101\n    jichi rules new MY102 --path my-rules/no-subject.toml"
)]
pub(super) struct Arguments {
    /// 规则的代码：两个以上大写字母，三位以上数字，如 MY101
    #[arg(id = "new_code", value_name = "代码")]
    code: String,
    /// 建哪个文件；不写则在当前文件夹下，以小写的代码命名，如 my101.toml
    #[arg(id = "new_file", long = "path", value_name = "文件")]
    file: Option<PathBuf>,
}

/// Makes a rule file.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    let code = &arguments.code;
    let slug = code.to_lowercase();
    let file = arguments.file.clone().unwrap_or_else(|| format!("{slug}.toml").into());
    if let Some(refused) = refusal(code, &file) {
        return session.fail(refused.into());
    }
    // It stands in a comment and in what is printed.
    let word = quoted_path(&file);
    let shown = printable(&word);
    let template = session.text(CHINESE, ENGLISH);
    let text = template.replace("@CODE@", code).replace("@SLUG@", &slug).replace("@FILE@", &shown);
    if let Err(failure) = Replacement::write(&file, text.as_bytes()) {
        return session.fail(failure);
    }
    let page = match session.language {
        Language::Zh => format!(
            "新建了规则 {code}：{shown}\n\n接下来：\n  按文件里的说明改写，改一步，运行一次\n  jichi rules test {shown}\n"
        ),
        Language::En => format!(
            "Made the rule {code}: {shown}\n\nNext:\n  make it yours as the file tells, and after each step run\n  \
             jichi rules test {shown}\n"
        ),
    };
    let mut out = Output::new();
    let result = out.write_all(page.as_bytes()).and_then(|()| out.flush());
    session.written(result);
}

fn refusal(code: &str, file: &Path) -> Option<NoNewRule> {
    let path = || file.to_string_lossy().into_owned();
    if !is_code(code) {
        let capital = code.to_uppercase();
        return Some(NoNewRule::Code { near: is_code(&capital).then_some(capital), code: code.to_owned() });
    }
    if letters(code) == RESERVED {
        return Some(NoNewRule::Reserved { code: code.to_owned() });
    }
    if !file.file_name().is_some_and(|name| is_rule_file(Path::new(name))) {
        return Some(NoNewRule::Extension { file: path() });
    }
    // A link that leads nowhere is there, too.
    fs::symlink_metadata(file).is_ok().then(|| NoNewRule::Exists { file: path() })
}

/// Why no rule file is made.
#[derive(Debug)]
#[cfg_attr(test, derive(strum::VariantNames))]
pub(crate) enum NoNewRule {
    /// No rule can have the code.
    Code { code: String, near: Option<String> },
    /// The letters are those of the program's own rules.
    Reserved { code: String },
    /// A file that would not be read as a rule where its folder is.
    Extension { file: String },
    /// Something is there already.
    Exists { file: String },
}

impl NoNewRule {
    /// The name for programs.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Code { .. } => "rule-code",
            Self::Reserved { .. } => "rule-code-reserved",
            Self::Extension { .. } => "rule-extension",
            Self::Exists { .. } => "output-exists",
        }
    }

    /// The file concerned, as the user named it.
    pub(crate) fn file(&self) -> Option<&str> {
        match self {
            Self::Code { .. } | Self::Reserved { .. } => None,
            Self::Extension { file } | Self::Exists { file } => Some(file),
        }
    }

    /// What happened.
    pub(crate) fn message(&self, language: Language) -> String {
        let zh = language == Language::Zh;
        match self {
            Self::Code { code, .. } if zh => format!("“{code}”不能作规则代码"),
            Self::Code { code, .. } => format!("“{code}” cannot be the code of a rule"),
            Self::Reserved { code } if zh => format!("{code} 用了自带规则的字母 {RESERVED}"),
            Self::Reserved { code } => format!("{code} has the letters of the built-in rules, {RESERVED}"),
            Self::Extension { file } if zh => format!("这个文件不会当作规则读取：{file}"),
            Self::Extension { file } => format!("the file would not be read as a rule: {file}"),
            Self::Exists { file } if zh => format!("文件已经存在：{file}"),
            Self::Exists { file } => format!("the file is there already: {file}"),
        }
    }

    /// What to do about it.
    pub(crate) fn help(&self, language: Language) -> String {
        let (zh, en) = match self {
            Self::Code { near: Some(near), .. } => {
                return match language {
                    Language::Zh => format!("是否想写 {near}？"),
                    Language::En => format!("Did you mean {near}?"),
                };
            }
            Self::Code { near: None, .. } => (
                "代码由两个以上大写字母和三位以上数字组成，如 MY101。",
                "A code is two or more capital letters and three or more digits, such as MY101.",
            ),
            Self::Reserved { .. } => (
                "请给自己的规则换别的字母，如 MY101；自带的规则可以在 jichi.toml 里调整。",
                "Take other letters for rules of your own, such as MY101; jichi.toml changes what built-in rules do.",
            ),
            Self::Extension { .. } => (
                "请用扩展名为 .toml 的文件名，review-form.toml 除外。",
                "Choose a name that ends in .toml, other than review-form.toml.",
            ),
            Self::Exists { .. } => {
                ("请用 --path 指定另一个文件名。", "Name another file by --path; nothing is replaced.")
            }
        };
        if language == Language::Zh { zh } else { en }.to_owned()
    }
}

#[cfg(test)]
impl NoNewRule {
    /// One of each, and of what their texts differ by.
    pub(super) fn specimens() -> Vec<Self> {
        use super::golden::{BLANK, of_each};
        let blank = || BLANK.to_owned();
        of_each(vec![
            Self::Code { code: blank(), near: Some(blank()) },
            Self::Code { code: blank(), near: None },
            Self::Reserved { code: blank() },
            Self::Extension { file: blank() },
            Self::Exists { file: blank() },
        ])
    }
}
