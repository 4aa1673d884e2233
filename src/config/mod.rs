//! The configuration, `jichi.toml`: text → settings. Finding the file is the command line's business.
//!
//! [`Config::parse`] sees to everything that the text alone can tell; names of word lists, rules and options
//! are known only in a run, and [`Config::lexicons`] and [`Config::hold_against`] see to those. Every mistake
//! is a diagnostic with the caret at its place, and a configuration with a mistake is not used at all: what a
//! half-understood one gives would look like a result.

mod effective;
mod extends;
mod json_schema;
mod names;
mod overrides;
mod plugins;
pub(crate) mod reader;
mod review;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use crate::caret::CaretError;
use crate::finding::{Language, Severity};
use crate::form::Form;
use crate::record::MoneyUnit;
use crate::rule::{OptionOverride, RuleChanges};
pub use effective::{Effective, Standing};
pub use extends::ConfigFile;
pub use json_schema::json_schema;
pub use names::Absent;
pub(crate) use names::known_code;
use overrides::Override;
pub use plugins::PluginSetting;
use reader::{Reader, Spot, Text, Value, integer, is_number, plain};

/// The name that a configuration is found by.
pub const FILE_NAME: &str = "jichi.toml";

/// Years that budgets are made for.
pub const YEARS: std::ops::RangeInclusive<i32> = 1949..=2999;

const KEYS: [&str; 14] = [
    "extends",
    "year",
    "unit",
    "select",
    "ignore",
    "sheet-exceptions",
    "severity",
    "lexicons",
    "rules",
    "rule-files",
    "layout-files",
    "review",
    "plugins",
    "overrides",
];
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
    select: Vec<Text>,
    ignore: Vec<Text>,
    severities: Vec<(Text, Severity)>,
    lexicons: Vec<LexiconChange>,
    options: Vec<RuleOption>,
    rule_files: Vec<FilePattern>,
    layout_files: Vec<FilePattern>,
    plugins: Vec<PluginSetting>,
    overrides: Vec<Override>,
    /// The codes in `[rules]`.
    codes: Vec<Text>,
    /// The codes in `[review.deductions]`.
    deductions: Vec<Text>,
    /// The file and line of each setting, by the names that lead to it.
    lines: BTreeMap<Vec<String>, (usize, usize)>,
    /// The files that it was read from: each extends the one before it.
    sources: Vec<Source>,
    language: Language,
}

/// How the tables are written, for whoever wrote none.
const LEXICON: [&str; 2] = ["[lexicons.wishes]", "add = [\"力促\"]"];
const OPTION: [&str; 2] = ["[rules.JC503]", "tolerance = 0.05"];

/// A file that mistakes are shown in.
#[derive(Debug, Clone)]
struct Source {
    name: String,
    text: Arc<str>,
}

/// Files or a folder that a configuration names.
#[derive(Debug, Clone)]
pub struct FilePattern {
    /// A path or a glob, as it is reached from where the program runs.
    pub path: PathBuf,
    /// As it is written.
    written: Text,
}

/// `[lexicons.NAME]`
#[derive(Debug, Clone)]
struct LexiconChange {
    name: Text,
    add: Vec<Text>,
    remove: Vec<Text>,
}

/// A line of `[rules.CODE]`.
#[derive(Debug, Clone)]
struct RuleOption {
    name_at: Spot,
    value_at: Spot,
    option: OptionOverride,
}

impl Default for Config {
    fn default() -> Self {
        Self::empty(Language::default())
    }
}

impl Config {
    fn empty(language: Language) -> Self {
        Self {
            year: None,
            money_unit: None,
            sheet_exceptions: false,
            form: Form::builtin().clone(),
            select: Vec::new(),
            ignore: Vec::new(),
            severities: Vec::new(),
            lexicons: Vec::new(),
            options: Vec::new(),
            rule_files: Vec::new(),
            layout_files: Vec::new(),
            plugins: Vec::new(),
            overrides: Vec::new(),
            codes: Vec::new(),
            deductions: Vec::new(),
            lines: BTreeMap::new(),
            sources: Vec::new(),
            language,
        }
    }

    /// Takes over what a file sets; its name and text are the last of the sources. What it sets takes the place of what was
    /// set before it; changes of word lists, files of rules and layouts, and overrides are added.
    fn read(&mut self, table: &DeTable<'_>, folder: &Path, reader: &mut Reader) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                // Has been followed.
                "extends" => {}
                "year" => self.year = year(value, reader),
                "unit" => self.money_unit = money_unit(value, reader),
                "select" => self.select = selected(value, reader),
                "ignore" => self.ignore = reader.texts(value).unwrap_or_default(),
                "sheet-exceptions" => self.sheet_exceptions = reader.flag(value).unwrap_or_default(),
                "severity" => self.read_severities(value, reader),
                "lexicons" => self.read_lexicons(value, reader),
                "rules" => self.read_rules(value, reader),
                "rule-files" => self.rule_files.extend(self.files(value, reader)),
                "layout-files" => self.layout_files.extend(self.files(value, reader)),
                "review" => self.deductions.extend(review::read(&mut self.form, value, reader)),
                "plugins" => self.read_plugins(value, folder, reader),
                "overrides" => self.read_overrides(value, folder, reader),
                _ => reader.unknown_key(key, &KEYS),
            }
        }
    }

    fn read_severities(&mut self, value: &Value<'_>, reader: &mut Reader) {
        for (code, severity) in severities(value, reader) {
            self.severities.retain(|(known, _)| known.text != code.text);
            self.severities.push((code, severity));
        }
    }

    /// Files and folders that are named from the folder of the file that is read.
    fn files(&self, value: &Value<'_>, reader: &mut Reader) -> Vec<FilePattern> {
        let own = self.sources.last().map(|source| Path::new(&source.name));
        let folder = own.and_then(Path::parent).unwrap_or(Path::new(""));
        let written = reader.texts(value).unwrap_or_default().into_iter();
        written.map(|written| FilePattern { path: folder.join(&written.text), written }).collect()
    }

    fn read_plugins(&mut self, value: &Value<'_>, folder: &Path, reader: &mut Reader) {
        for plugin in plugins::read(value, reader) {
            let plugin = plugin.within(folder);
            self.plugins.retain(|known| known.id != plugin.id);
            self.plugins.push(plugin);
        }
        self.plugins.sort_by(|one, other| one.id.cmp(&other.id));
    }

    fn read_lexicons(&mut self, value: &Value<'_>, reader: &mut Reader) {
        for (name, changes) in reader.table(value, LEXICON).into_iter().flatten() {
            let mut change = LexiconChange { name: reader.key(name), add: Vec::new(), remove: Vec::new() };
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
        let (codes, options) = options(value, reader);
        self.codes.extend(codes);
        for own in options {
            let is_same = |known: &RuleOption| {
                known.option.code == own.option.code && known.option.name == own.option.name
            };
            self.options.retain(|known| !is_same(known));
            self.options.push(own);
        }
    }

    /// The rules to look at, where the command line names none.
    pub fn select(&self) -> Vec<String> {
        texts_of(&self.select)
    }

    /// The rules not to look at, where the command line names none.
    pub fn ignore(&self) -> Vec<String> {
        texts_of(&self.ignore)
    }

    /// The options and severities of rules.
    pub fn changes(&self) -> RuleChanges {
        RuleChanges {
            options: self.options.iter().map(|set| set.option.clone()).collect(),
            severities: self.severities.iter().map(|(code, set)| (code.text.clone(), *set)).collect(),
        }
    }

    /// The rule files and folders that it names.
    pub fn rule_files(&self) -> &[FilePattern] {
        &self.rule_files
    }

    /// The layout files and folders that it names.
    pub fn layout_files(&self) -> &[FilePattern] {
        &self.layout_files
    }

    /// The file that it was read from; None where there is none.
    pub fn file(&self) -> Option<&str> {
        self.sources.last().map(|source| source.name.as_str())
    }

    /// The files that it extends, the nearest first.
    pub fn extended(&self) -> impl Iterator<Item = &str> {
        self.sources.iter().rev().skip(1).map(|source| source.name.as_str())
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

    /// Ok where there are no faults; else the diagnostics, in the order of the files and their texts.
    fn settled(&self, reader: Reader) -> Result<(), Vec<CaretError>> {
        reader.settled(|file| self.sources.get(file).map(|source| (source.name.as_str(), &source.text)))
    }
}

fn texts_of(texts: &[Text]) -> Vec<String> {
    texts.iter().map(|word| word.text.clone()).collect()
}

/// The rules to look at. An empty list would look like a choice of none and be one of all.
fn selected(value: &Value<'_>, reader: &mut Reader) -> Vec<Text> {
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

/// The codes of a table `[rules]`, and the options below them.
fn options(value: &Value<'_>, reader: &mut Reader) -> (Vec<Text>, Vec<RuleOption>) {
    let (mut codes, mut options) = (Vec::new(), Vec::new());
    for (code, settings) in reader.table(value, OPTION).into_iter().flatten() {
        codes.push(reader.key(code));
        for (name, value) in reader.table(settings, OPTION).into_iter().flatten() {
            match plain(value.get_ref()) {
                Some(plain) => {
                    let (name_at, value_at) = (reader.spot(name.span()), reader.spot(value.span()));
                    let (code, name) = (code.get_ref().to_string(), name.get_ref().to_string());
                    let option = OptionOverride { code, name, value: plain };
                    options.push(RuleOption { name_at, value_at, option });
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
    (codes, options)
}

/// Severities by the codes of rules.
fn severities(value: &Value<'_>, reader: &mut Reader) -> Vec<(Text, Severity)> {
    let mut severities = Vec::new();
    for (code, value) in reader.table(value, ["[severity]", "JC402 = \"info\""]).into_iter().flatten() {
        let severity = match value.get_ref().as_str() {
            Some("error") => Severity::Error,
            Some("warning") => Severity::Warning,
            Some("info") => Severity::Info,
            Some(other) => {
                let message =
                    reader.text(format!("没有“{other}”这一级别"), format!("unknown severity “{other}”"));
                let label = reader.text("不认识", "unknown");
                let help = reader.text(
                    "请写 \"error\"、\"warning\" 或 \"info\"；不查这条规则，写进 ignore。",
                    "Write \"error\", \"warning\" or \"info\"; name the rule in `ignore` to leave it out.",
                );
                reader.refuse(value.span(), message, label, Some(help));
                continue;
            }
            None => {
                let (zh, en) = (" \"error\"、\"warning\" 或 \"info\"", "\"error\", \"warning\" or \"info\"");
                reader.wrong_type(value, zh, en);
                continue;
            }
        };
        severities.push((reader.key(code), severity));
    }
    severities
}
