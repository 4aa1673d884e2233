//! `jichi-exceptions.toml`: text → exceptions. Every mistake is a diagnostic with the caret at its place, and a file with a
//! mistake is not used at all.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{FEWEST_OF_REASON, is_reason, normal};
use crate::caret::CaretError;
use crate::config::reader::{Reader, Text, Value};
use crate::config::{Absent, known_code};
use crate::finding::Language;
use crate::rule::RuleSet;

/// The keys of an exception.
pub(super) const KEYS: [&str; 7] = ["code", "department", "project", "indicator", "reason", "until", "by"];
/// The one key of the file.
pub(super) const LIST: &str = "exceptions";

/// The exceptions of a file.
#[derive(Debug, Clone)]
pub struct Exceptions {
    /// In the order of the file.
    pub(super) entries: Vec<Exception>,
    /// The file, as the user reaches it.
    pub(super) name: String,
    pub(super) text: Arc<str>,
    language: Language,
}

/// One exception. Texts are normalised.
#[derive(Debug, Clone)]
pub(super) struct Exception {
    pub code: Text,
    /// Code or name.
    pub department: Option<String>,
    pub project: Option<String>,
    pub indicator: Option<String>,
    /// The last day on which it holds.
    pub until: Option<Spanned<Date>>,
}

impl Default for Exceptions {
    fn default() -> Self {
        Self::empty("", "", Language::default())
    }
}

impl Exceptions {
    fn empty(name: &str, text: &str, language: Language) -> Self {
        Self { entries: Vec::new(), name: name.to_owned(), text: text.into(), language }
    }

    /// Reads the text of a file; mistakes are told in `language`.
    ///
    /// # Errors
    /// All its mistakes, in the order of the text.
    pub fn parse(name: &str, text: &str, language: Language) -> Result<Self, Vec<CaretError>> {
        // Editors of Windows write a byte order mark.
        let text = text.trim_start_matches('\u{FEFF}');
        let mut read = Self::empty(name, text, language);
        let mut reader = Reader::new(language, 0);
        match DeTable::parse(text) {
            Ok(table) => {
                for (key, value) in table.get_ref() {
                    match key.get_ref().as_ref() {
                        LIST => read.entries = entries(value, &mut reader),
                        _ => reader.unknown_key(key, &[LIST]),
                    }
                }
            }
            Err(error) => reader.refuse_file(&error),
        }
        reader.settled(|_| Some((&read.name, &read.text)))?;
        Ok(read)
    }

    /// Holds the codes against the rules of a run.
    ///
    /// # Errors
    /// Codes that no rule has.
    pub fn hold_against(&self, rules: &RuleSet, absent: &Absent) -> Result<(), Vec<CaretError>> {
        let mut reader = Reader::new(self.language, 0);
        self.entries.iter().for_each(|entry| known_code(&entry.code, rules, absent, &mut reader));
        reader.settled(|_| Some((&self.name, &self.text)))
    }
}

fn entries(value: &Value<'_>, reader: &mut Reader) -> Vec<Exception> {
    let example = ["[[exceptions]]", "code = \"JC303\""];
    let mut seen = HashSet::new();
    let mut entries = Vec::new();
    for item in reader.tables(value, example).into_iter().flatten() {
        let Some(table) = reader.table(item, example) else { continue };
        let Some(entry) = entry(table, item.span(), reader) else { continue };
        let Exception { code, department, project, indicator, .. } = &entry;
        let key = (code.text.clone(), department.clone(), project.clone(), indicator.clone());
        if !seen.insert(key) {
            let message = reader.text("这条例外与前面的一条相同", "an exception that is there already");
            let label = reader.text("重复", "a duplicate");
            let help = reader.text("请删去其中一条。", "Take one of them out.");
            reader.refuse_at(&code.at, message, label, Some(help));
        }
        entries.push(entry);
    }
    entries
}

/// Reads an exception; None where it has a mistake, which is noted.
fn entry(table: &DeTable<'_>, at: Range<usize>, reader: &mut Reader) -> Option<Exception> {
    let before = reader.faults.len();
    let (mut code, mut reason, mut by, mut until) = (None, None, None, None);
    let [mut department, mut project, mut indicator] = [None, None, None];
    for (key, value) in table {
        match key.get_ref().as_ref() {
            "code" => code = text(value, reader).filter(|code| one_rule(code, reader)),
            "department" => department = text(value, reader).filter(|name| one_place(name, reader)),
            "project" => project = text(value, reader).filter(|name| one_place(name, reader)),
            "indicator" => indicator = text(value, reader).filter(|name| one_place(name, reader)),
            "reason" => reason = text(value, reader),
            "until" => until = date(value, reader),
            "by" => by = text(value, reader),
            _ => reader.unknown_key(key, &KEYS),
        }
    }
    let has = |key: &str| table.iter().any(|(known, _)| known.get_ref() == key);
    if !has("code") {
        let help =
            reader.text("请写明是哪条规则，例如 code = \"JC303\"。", "Name the rule: code = \"JC303\".");
        lacks("code", at.clone(), help, reader);
    }
    if !has("reason") {
        let help = reader.text(
            "请写明为什么可以这样，例如 reason = \"合同约定按季验收\"。",
            "Say why this may stay: reason = \"合同约定按季验收\".",
        );
        lacks("reason", at.clone(), help, reader);
    }
    if !has("department") && !has("project") {
        let message = reader.text("这条例外没有写明是哪里的", "the exception does not say where it holds");
        let label = reader.text("缺 project 或 department", "`project` or `department` is missing");
        let help = reader.text(
            "请写明项目（project）或部门（department）。整条规则都不查，用 jichi.toml 的 ignore。",
            "Name the `project` or the `department`. To leave out a rule as a whole, use `ignore` in jichi.toml.",
        );
        reader.refuse(at, message, label, Some(help));
    }
    if let Some(reason) = reason.filter(|reason| !is_reason(&reason.text)) {
        let message = reader.text("这不是理由", "this is no reason");
        let label = reader
            .text(format!("不足{FEWEST_OF_REASON}个字"), format!("fewer than {FEWEST_OF_REASON} characters"));
        let help = reader.text(
            "请写明为什么可以这样，让别人看得明白。",
            "Say why this may stay, so that others understand it.",
        );
        reader.refuse_at(&reason.at, message, label, Some(help));
    }
    // Who allowed it is for people only.
    drop(by);
    let part = |text: Option<Text>| text.map(|text| normal(&text.text));
    let (department, project, indicator) = (part(department), part(project), part(indicator));
    Some(Exception { code: code?, department, project, indicator, until })
        .filter(|_| reader.faults.len() == before)
}

fn lacks(key: &str, at: Range<usize>, help: String, reader: &mut Reader) {
    let message = reader.text(format!("这条例外没有写 {key}"), format!("the exception has no `{key}`"));
    let label = reader.text(format!("缺 {key}"), format!("`{key}` is missing"));
    reader.refuse(at, message, label, Some(help));
}

/// A text that says something.
fn text(value: &Value<'_>, reader: &mut Reader) -> Option<Text> {
    let Some(text) = value.get_ref().as_str() else {
        reader.wrong_type(value, "带引号的文字", "a text in quotes");
        return None;
    };
    if normal(text).is_empty() {
        let message = reader.text("这里没有内容", "the text is empty");
        let label = reader.text("空白", "blank");
        let help = reader.text("请写上内容，或删去这一行。", "Write something, or take the line out.");
        reader.refuse(value.span(), message, label, Some(help));
        return None;
    }
    Some(Text { text: text.trim().to_owned(), at: reader.spot(value.span()) })
}

/// Whether a code is that of a rule, and not of many: `JC3`, `ALL`, `JC*`.
fn one_rule(code: &Text, reader: &mut Reader) -> bool {
    let word = code.text.as_str();
    let digits = word.trim_start_matches(|ch: char| ch.is_ascii_alphabetic());
    let is_prefix = digits.len() < 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_name = word.bytes().any(|byte| byte.is_ascii_lowercase());
    let is_many = word.contains(['*', '?', '['])
        || word.eq_ignore_ascii_case("all")
        || is_prefix && (!is_name || !digits.is_empty());
    if is_many {
        let message = reader
            .text(format!("“{word}”不是一条规则的代码"), format!("“{word}” is not the code of one rule"));
        let label = reader.text("不止一条规则", "more than one rule");
        let help = reader.text(
            "例外只针对一条规则，请写完整的代码，例如 JC303；每条规则写一条例外。",
            "An exception is from one rule: write its whole code, such as JC303, and an exception for each.",
        );
        reader.refuse_at(&code.at, message, label, Some(help));
    }
    !is_many
}

/// Whether a name is one, and no pattern that stands for many.
fn one_place(name: &Text, reader: &mut Reader) -> bool {
    let text = name.text.as_str();
    let is_pattern = text.starts_with('*') || text.ends_with('*') || !text.chars().any(char::is_alphanumeric);
    if is_pattern {
        let message = reader.text(format!("“{text}”不是名称"), format!("“{text}” is no name"));
        let label = reader.text("要写全名", "a whole name is expected");
        let help = reader.text(
            "例外不用通配符，请照表上写全名。",
            "Exceptions know no patterns: write the name as it stands in the sheet.",
        );
        reader.refuse_at(&name.at, message, label, Some(help));
    }
    !is_pattern
}

/// A day: a date, or a text like one.
fn date(value: &Value<'_>, reader: &mut Reader) -> Option<Spanned<Date>> {
    let written = match value.get_ref() {
        DeValue::String(text) => text.trim().to_owned(),
        DeValue::Datetime(moment) if moment.time.is_none() && moment.offset.is_none() => moment.to_string(),
        _ => {
            reader.wrong_type(value, "日期，例如 2026-12-31", "a date such as 2026-12-31");
            return None;
        }
    };
    let date = Date::strptime("%Y-%m-%d", &written).ok();
    if date.is_none() {
        let message =
            reader.text(format!("没有“{written}”这一天"), format!("“{written}” is no day of the calendar"));
        let label = reader.text("不是日期", "no date");
        let help =
            reader.text("请写年-月-日，例如 2026-12-31。", "Write year-month-day, such as 2026-12-31.");
        reader.refuse(value.span(), message, label, Some(help));
    }
    Some(Spanned::new(value.span(), date?))
}
