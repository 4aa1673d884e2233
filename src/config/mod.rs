//! The configuration, `jichi.toml`: text → settings. Finding the file is the command line's business.
//!
//! [`Config::parse`] sees to everything that the text alone can tell; names of word lists, rules and options
//! are known only in a run, and [`Config::lexicons`] and [`Config::hold_against`] see to those. Every mistake
//! is a diagnostic with the caret at its place, and a configuration with a mistake is not used at all: what a
//! half-understood one gives would look like a result.

mod effective;
mod json_schema;
mod names;
mod plugins;
pub(crate) mod reader;
mod review;
mod syntax;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::caret::{CaretError, Fault};
use crate::finding::Language;
use crate::form::Form;
use crate::record::MoneyUnit;
use crate::rule::OptionOverride;
pub use effective::{Effective, Standing};
pub use json_schema::json_schema;
pub use names::Absent;
pub(crate) use names::known_code;
pub use plugins::PluginSetting;
use reader::{Key, Reader, Value, integer, is_number, plain};

/// The name that a configuration is found by.
pub const FILE_NAME: &str = "jichi.toml";

/// Years that budgets are made for.
pub const YEARS: std::ops::RangeInclusive<i32> = 1949..=2999;

const KEYS: [&str; 9] =
    ["year", "unit", "select", "ignore", "sheet-exceptions", "lexicons", "rules", "review", "plugins"];
const LEXICON_KEYS: [&str; 2] = ["add", "remove"];

/// What a user has set.
#[derive(Debug, Clone)]
pub struct Config {
    /// The budget year, where the sheets do not tell the right one.
    pub year: Option<i32>,
    /// The unit of money columns.
    pub money_unit: Option<MoneyUnit>,
    /// Whether the sheets themselves may name exceptions, in their remarks and comments.
    pub sheet_exceptions: bool,
    /// The review form with the user's points, deductions and grades.
    pub form: Form,
    select: Vec<Spanned<String>>,
    ignore: Vec<Spanned<String>>,
    lexicons: Vec<LexiconChange>,
    options: Vec<RuleOption>,
    plugins: Vec<PluginSetting>,
    /// The codes in `[rules]`.
    codes: Vec<Spanned<String>>,
    /// The codes in `[review.deductions]`.
    deductions: Vec<Spanned<String>>,
    /// The line of each setting, by the names that lead to it.
    lines: BTreeMap<Vec<String>, usize>,
    source: Source,
}

/// How the tables are written, for whoever wrote none.
const LEXICON: [&str; 2] = ["[lexicons.wishes]", "add = [\"力促\"]"];
const OPTION: [&str; 2] = ["[rules.JC503]", "tolerance = 0.05"];

/// The file that mistakes are shown in.
#[derive(Debug, Clone)]
struct Source {
    name: String,
    text: Arc<str>,
    language: Language,
}

/// `[lexicons.NAME]`
#[derive(Debug, Clone)]
struct LexiconChange {
    name: Spanned<String>,
    add: Vec<Spanned<String>>,
    remove: Vec<Spanned<String>>,
}

/// A line of `[rules.CODE]`.
#[derive(Debug, Clone)]
struct RuleOption {
    name_at: Range<usize>,
    value_at: Range<usize>,
    option: OptionOverride,
}

impl Default for Config {
    fn default() -> Self {
        Self::empty("", "", Language::default())
    }
}

impl Config {
    fn empty(name: &str, text: &str, language: Language) -> Self {
        Self {
            year: None,
            money_unit: None,
            sheet_exceptions: false,
            form: Form::builtin().clone(),
            select: Vec::new(),
            ignore: Vec::new(),
            lexicons: Vec::new(),
            options: Vec::new(),
            plugins: Vec::new(),
            codes: Vec::new(),
            deductions: Vec::new(),
            lines: BTreeMap::new(),
            source: Source { name: name.to_owned(), text: text.into(), language },
        }
    }

    /// Reads the text of a configuration; mistakes are told in `language`.
    ///
    /// # Errors
    /// All its mistakes, in the order of the text.
    pub fn parse(name: &str, text: &str, language: Language) -> Result<Self, Vec<CaretError>> {
        // Editors of Windows write a byte order mark.
        let text = text.trim_start_matches('\u{FEFF}');
        let mut config = Self::empty(name, text, language);
        let mut reader = Reader::new(language);
        if let Some(table) = reader.file(text) {
            note_lines(table.get_ref(), text, &mut Vec::new(), &mut config.lines);
            config.read(table.get_ref(), &mut reader);
        }
        config.settled(reader.faults)?;
        Ok(config)
    }

    fn read(&mut self, table: &DeTable<'_>, reader: &mut Reader) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "year" => self.year = year(value, reader),
                "unit" => self.money_unit = money_unit(value, reader),
                "select" => self.select = selected(value, reader),
                "ignore" => self.ignore = reader.texts(value).unwrap_or_default(),
                "sheet-exceptions" => self.sheet_exceptions = reader.flag(value).unwrap_or_default(),
                "lexicons" => self.read_lexicons(value, reader),
                "rules" => self.read_rules(value, reader),
                "review" => self.deductions = review::read(&mut self.form, value, reader),
                "plugins" => self.plugins = plugins::read(value, reader),
                _ => reader.unknown_key(key, &KEYS),
            }
        }
    }

    /// The configuration as one that stands in `folder`: paths in it start from there.
    #[must_use]
    pub fn within(mut self, folder: &Path) -> Self {
        self.plugins = self.plugins.into_iter().map(|plugin| plugin.within(folder)).collect();
        self
    }

    fn read_lexicons(&mut self, value: &Value<'_>, reader: &mut Reader) {
        for (name, changes) in reader.table(value, LEXICON).into_iter().flatten() {
            let mut change = LexiconChange { name: owned(name), add: Vec::new(), remove: Vec::new() };
            for (key, terms) in reader.table(changes, LEXICON).into_iter().flatten() {
                match key.get_ref().as_ref() {
                    "add" => change.add = reader.texts(terms).unwrap_or_default(),
                    "remove" => change.remove = reader.texts(terms).unwrap_or_default(),
                    _ => reader.unknown_key(key, &LEXICON_KEYS),
                }
            }
            self.lexicons.push(change);
        }
    }

    fn read_rules(&mut self, value: &Value<'_>, reader: &mut Reader) {
        for (code, options) in reader.table(value, OPTION).into_iter().flatten() {
            self.codes.push(owned(code));
            for (name, value) in reader.table(options, OPTION).into_iter().flatten() {
                match plain(value.get_ref()) {
                    Some(plain) => {
                        let name_at = name.span();
                        let (code, name) = (code.get_ref().to_string(), name.get_ref().to_string());
                        let option = OptionOverride { code, name, value: plain };
                        self.options.push(RuleOption { name_at, value_at: value.span(), option });
                    }
                    None if is_number(value.get_ref()) => {
                        let message = reader.text("这个数字太大", "the number is too large");
                        let label = reader.text("超出范围", "out of range");
                        let help = reader.text("请核对数字，例如 0.05、90。", "Check the number: 0.05, 90.");
                        reader.refuse(value.span(), message, label, Some(help));
                    }
                    None => {
                        reader.wrong_type(
                            value,
                            "数字、文字、true/false 或文字的列表",
                            "a number, a text, true/false or a list of texts",
                        );
                    }
                }
            }
        }
    }

    /// The rules to look at, where the command line names none.
    pub fn select(&self) -> Vec<String> {
        self.select.iter().map(|word| word.get_ref().clone()).collect()
    }

    /// The rules not to look at, where the command line names none.
    pub fn ignore(&self) -> Vec<String> {
        self.ignore.iter().map(|word| word.get_ref().clone()).collect()
    }

    /// The options of rules.
    pub fn options(&self) -> Vec<OptionOverride> {
        self.options.iter().map(|set| set.option.clone()).collect()
    }

    /// The file that it was read from; None where there is none.
    pub fn file(&self) -> Option<&str> {
        Some(self.source.name.as_str()).filter(|name| !name.is_empty())
    }

    /// A configuration to start from: every setting with an explanation, all of them commented out. A line that
    /// holds a setting begins with `#` and no space.
    pub fn start(language: Language) -> &'static str {
        match language {
            Language::Zh => include_str!("start.zh.toml"),
            Language::En => include_str!("start.en.toml"),
        }
    }

    /// The plugins that it names, in the order of their ids.
    pub fn plugins(&self) -> &[PluginSetting] {
        &self.plugins
    }

    /// Ok where there are no faults; else the diagnostics, in the order of the text.
    fn settled(&self, faults: Vec<Fault>) -> Result<(), Vec<CaretError>> {
        reader::settled(faults, &self.source.name, &self.source.text)
    }
}

/// Notes the line of each key, those of tables within tables included.
fn note_lines(
    table: &DeTable<'_>,
    text: &str,
    within: &mut Vec<String>,
    lines: &mut BTreeMap<Vec<String>, usize>,
) {
    for (key, value) in table {
        within.push(key.get_ref().to_string());
        let before = text.as_bytes().get(..key.span().start).unwrap_or_default();
        lines.insert(within.clone(), 1 + before.iter().filter(|byte| **byte == b'\n').count());
        if let Some(table) = value.get_ref().as_table() {
            note_lines(table, text, within, lines);
        }
        within.pop();
    }
}

fn owned(key: &Key<'_>) -> Spanned<String> {
    Spanned::new(key.span(), key.get_ref().to_string())
}

/// The rules to look at. An empty list would look like a choice of none and be one of all.
fn selected(value: &Value<'_>, reader: &mut Reader) -> Vec<Spanned<String>> {
    let words = reader.texts(value);
    if words.as_ref().is_some_and(Vec::is_empty) {
        let message = reader.text("select 里没有写规则", "`select` names no rule");
        let label = reader.text("列表是空的", "an empty list");
        let help = reader.text(
            "请写上要查的规则；要查全部规则，删去这一行。",
            "Name the rules to look at; take the line out to look at all.",
        );
        reader.refuse(value.span(), message, label, Some(help));
    }
    words.unwrap_or_default()
}

fn year(value: &Value<'_>, reader: &mut Reader) -> Option<i32> {
    let DeValue::Integer(number) = value.get_ref() else {
        reader.wrong_type(value, "年份，例如 2024", "a year such as 2024");
        return None;
    };
    let year = integer(number).and_then(|year| i32::try_from(year).ok()).filter(|year| YEARS.contains(year));
    if year.is_none() {
        let (first, last) = (YEARS.start(), YEARS.end());
        let message = reader.text(
            format!("预算年度应在 {first} 至 {last} 之间"),
            format!("a budget year from {first} to {last} is expected"),
        );
        let label = reader.text("不是预算年度", "no budget year");
        reader.refuse(value.span(), message, label, None);
    }
    year
}

fn money_unit(value: &Value<'_>, reader: &mut Reader) -> Option<MoneyUnit> {
    match value.get_ref().as_str() {
        Some("元") => Some(MoneyUnit::Yuan),
        Some("万元") => Some(MoneyUnit::TenThousandYuan),
        Some(other) => {
            let message =
                reader.text(format!("没有“{other}”这种金额单位"), format!("unknown unit of money “{other}”"));
            let label = reader.text("不认识", "unknown");
            let help = reader.text("请写 \"元\" 或 \"万元\"。", "Write \"元\" or \"万元\".");
            reader.refuse(value.span(), message, label, Some(help));
            None
        }
        None => {
            reader.wrong_type(value, " \"元\" 或 \"万元\"", "\"元\" or \"万元\"");
            None
        }
    }
}
