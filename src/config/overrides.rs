//! `[[overrides]]`: what is set for some files, sheets, departments or projects only.

use std::path::Path;

use glob::PatternError;
use toml::Value as Plain;
use toml::de::DeTable;

use super::extends::line_of;
use super::reader::{Reader, Spot, Text, Value};
use super::{Config, RuleOption, money_unit, severities, year};
use crate::caret::CaretError;
use crate::finding::Severity;
use crate::lint::{self, FileGlob, NamePattern, Overrides, Selection};
use crate::record::MoneyUnit;
use crate::rule::RuleSet;

/// What an override is for.
pub(super) const PATTERNS: [&str; 4] = ["files", "sheets", "departments", "projects"];
pub(super) const KEYS: [&str; 9] =
    ["files", "sheets", "departments", "projects", "year", "unit", "ignore", "severity", "rules"];
const EXAMPLE: [&str; 2] = ["[[overrides]]", "files = [\"补报/**\"]"];

/// One of `[[overrides]]`.
#[derive(Debug, Clone)]
pub(super) struct Override {
    /// Where it begins.
    at: Spot,
    files: Vec<(Text, FileGlob)>,
    /// Of tables, departments and projects.
    names: [Vec<(Text, NamePattern)>; 3],
    year: Option<i32>,
    money_unit: Option<MoneyUnit>,
    pub ignore: Vec<Text>,
    pub severities: Vec<(Text, Severity)>,
    pub codes: Vec<Text>,
    pub options: Vec<RuleOption>,
}

impl Config {
    pub(super) fn read_overrides(&mut self, value: &Value<'_>, folder: &Path, reader: &mut Reader) {
        let Some(items) = value.get_ref().as_array() else {
            reader.wrong_type(value, "一组或多组 [[overrides]]", "a list of tables [[overrides]]");
            return;
        };
        for item in items.iter() {
            let Some(table) = reader.table(item, EXAMPLE) else { continue };
            let set = self.read_override(item, table, folder, reader);
            self.note_override(table, &set);
            self.overrides.push(set);
        }
    }

    fn read_override(
        &mut self,
        item: &Value<'_>,
        table: &DeTable<'_>,
        folder: &Path,
        reader: &mut Reader,
    ) -> Override {
        let mut set = Override {
            at: reader.spot(item.span()),
            files: Vec::new(),
            names: Default::default(),
            year: None,
            money_unit: None,
            ignore: Vec::new(),
            severities: Vec::new(),
            codes: Vec::new(),
            options: Vec::new(),
        };
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            match name {
                "files" => set.files = globs(value, folder, reader),
                "sheets" => set.names[0] = names(value, reader),
                "departments" => set.names[1] = names(value, reader),
                "projects" => set.names[2] = names(value, reader),
                "year" => set.year = year(value, reader),
                "unit" => set.money_unit = money_unit(value, reader),
                "ignore" => set.ignore = reader.texts(value).unwrap_or_default(),
                "severity" => set.severities = severities(value, reader),
                "rules" => (set.codes, set.options) = super::options(value, reader),
                _ => reader.unknown_key(key, &KEYS),
            }
            let is_of_parts = table.contains_key("departments") || table.contains_key("projects");
            if is_of_parts && matches!(name, "year" | "unit") {
                let message = reader.text(
                    format!("{name} 按整张表设置，不能只对其中的部门或项目"),
                    format!("`{name}` is set for whole sheets, not for departments or projects in them"),
                );
                let label = reader.text("这里", "here");
                let help = reader.text(
                    "请另写一组 [[overrides]]，只用 files 或 sheets。",
                    "Write another [[overrides]] with `files` or `sheets` only.",
                );
                reader.refuse(key.span(), message, label, Some(help));
            }
        }
        let sets = |key: &str| table.contains_key(key);
        if !PATTERNS.iter().any(|key| sets(key)) {
            let message = reader.text("这一组没有写明对什么生效", "the override does not say what it is for");
            let label = reader.text("缺 files 等", "no `files` or the like");
            let help = reader.text(
                "请写 files、sheets、departments、projects 中的一项或几项；对全部生效的，写在文件开头。",
                "Write one or more of files, sheets, departments and projects; what holds for all stands at the top of the file.",
            );
            reader.refuse(item.span(), message, label, Some(help));
        } else if !KEYS[PATTERNS.len()..].iter().any(|key| sets(key)) && table.len() <= PATTERNS.len() {
            let message = reader.text("这一组没有设置任何一项", "the override sets nothing");
            let label = reader.text("没有设置", "nothing is set");
            let help = reader.text(
                "可写 year、unit、ignore、severity 和 rules。",
                "It may set year, unit, ignore, severity and rules.",
            );
            reader.refuse(item.span(), message, label, Some(help));
        }
        set
    }

    /// Notes where the settings of an override stand.
    fn note_override(&mut self, table: &DeTable<'_>, set: &Override) {
        let Some(text) = self.sources.get(set.at.file).map(|source| source.text.clone()) else { return };
        let number = (self.overrides.len() + 1).to_string();
        let mut note = |path: &[&str], at: usize| {
            let key = ["overrides", &number].iter().chain(path).map(|name| (*name).to_owned()).collect();
            self.lines.insert(key, (set.at.file, line_of(&text, at)));
        };
        for (key, _) in table {
            note(&[key.get_ref()], key.span().start);
        }
        for (code, _) in &set.severities {
            note(&["severity", &code.text], code.at.span.start);
        }
        for option in &set.options {
            note(&["rules", &option.option.code, &option.option.name], option.name_at.span.start);
        }
    }

    /// The overrides of a run with these rules, whose inputs are named from `folder`.
    pub fn overrides(&self, rules: &RuleSet, folder: &Path) -> Overrides {
        let each = self.overrides.iter().map(|set| {
            let all = rules.rules().iter().map(|rule| (rule.info.code.as_str(), rule.info.slug.as_str()));
            let ignore = super::texts_of(&set.ignore);
            let [sheets, departments, projects] =
                set.names.each_ref().map(|names| names.iter().map(|(_, pattern)| pattern.clone()).collect());
            lint::Override {
                files: set.files.iter().map(|(_, glob)| glob.clone()).collect(),
                sheets,
                departments,
                projects,
                year: set.year,
                money_unit: set.money_unit,
                selection: if ignore.is_empty() {
                    Selection::default()
                } else {
                    Selection::new(&[], &ignore, all)
                },
                severities: set.severities.iter().map(|(code, set)| (code.text.clone(), *set)).collect(),
                options: set.options.iter().map(|set| set.option.clone()).collect(),
            }
        });
        // What holds for all sheets is an override without patterns.
        let all =
            lint::Override { year: self.year, money_unit: self.money_unit, ..lint::Override::default() };
        Overrides { each: [all].into_iter().chain(each).collect(), folder: folder.to_owned() }
    }

    /// The globs of overrides that name none of the files of a run, as mistakes that they probably are.
    pub fn idle_globs<'f>(
        &self,
        overrides: &Overrides,
        files: impl Iterator<Item = &'f str> + Clone,
    ) -> Vec<CaretError> {
        let mut reader = Reader::new(self.language, 0);
        for (set, resolved) in self.overrides.iter().zip(overrides.each.iter().skip(1)) {
            let Some((first, last)) = set.files.first().zip(set.files.last()) else { continue };
            if overrides.names_any(resolved, files.clone()) {
                continue;
            }
            let at = Spot { file: first.0.at.file, span: first.0.at.span.start..last.0.at.span.end };
            let message = reader.text(
                "这组设置的 files 没有匹配到这次检查的任何文件",
                "the files of this override match none of the files that were checked",
            );
            let label = reader.text("没有匹配", "no match");
            let help = reader.text(
                "不含 / 的按文件名匹配，含 / 的从配置文件所在的文件夹算起；** 匹配任意层文件夹。",
                "Without a / a glob is matched with names of files; with one, with paths from the folder of the configuration; ** stands for any folders.",
            );
            reader.refuse_at(&at, message, label, Some(help));
        }
        self.settled(reader).err().unwrap_or_default()
    }

    /// What the overrides set, as `jichi config show` tells it: key, value, and whether it is a default.
    pub(super) fn effective_overrides(&self) -> Vec<(Vec<String>, Plain)> {
        let mut told = Vec::new();
        for (nth, set) in self.overrides.iter().enumerate() {
            let number = (nth + 1).to_string();
            let mut tell = |path: &[&str], value: Plain| {
                let head = ["overrides", &number];
                let key = head.iter().chain(path).map(|name| (*name).to_owned()).collect();
                told.push((key, value));
            };
            let texts =
                |texts: Vec<&Text>| Plain::from(texts.iter().map(|it| it.text.as_str()).collect::<Vec<_>>());
            let files: Vec<&Text> = set.files.iter().map(|(text, _)| text).collect();
            let named = set.names.iter().map(|names| names.iter().map(|(text, _)| text).collect::<Vec<_>>());
            for (key, patterns) in PATTERNS.into_iter().zip([files].into_iter().chain(named)) {
                if !patterns.is_empty() {
                    tell(&[key], texts(patterns));
                }
            }
            if let Some(year) = set.year {
                tell(&["year"], year.into());
            }
            if let Some(unit) = set.money_unit {
                tell(&["unit"], super::effective::unit_name(unit).into());
            }
            if !set.ignore.is_empty() {
                tell(&["ignore"], texts(set.ignore.iter().collect()));
            }
            for (code, severity) in &set.severities {
                tell(&["severity", &code.text], super::effective::severity_name(*severity).into());
            }
            for RuleOption { option, .. } in &set.options {
                tell(&["rules", &option.code, &option.name], option.value.clone());
            }
        }
        told
    }
}

fn globs(value: &Value<'_>, folder: &Path, reader: &mut Reader) -> Vec<(Text, FileGlob)> {
    let mut globs = Vec::new();
    for written in patterns(value, reader) {
        match FileGlob::new(&written.text, folder) {
            Ok(glob) => globs.push((written, glob)),
            Err(PatternError { msg, .. }) => {
                let message = reader.text("通配符写法有误", "a malformed glob");
                let help = reader.text(
                    "* 匹配一段名称，** 单独占一层、匹配任意层文件夹，? 匹配一个字符，[ ] 要成对。",
                    format!("* stands for a part of a name, ** as a whole part for any folders, ? for one character, [ ] for one of some: {msg}."),
                );
                let label = reader.text("这里", "here");
                reader.refuse_at(&written.at, message, label, Some(help));
            }
        }
    }
    globs
}

fn names(value: &Value<'_>, reader: &mut Reader) -> Vec<(Text, NamePattern)> {
    let mut names = Vec::new();
    for written in patterns(value, reader) {
        match NamePattern::new(&written.text) {
            Some(pattern) => names.push((written, pattern)),
            None => {
                let message = reader.text("这里要写名称", "a name is expected here");
                let label = reader.text("没有写名称", "no name");
                let help = reader.text(
                    "写名称或代码，* 代表任意文字，例如 \"*学校\"。",
                    "Write a name or code, in which * stands for any text: \"*学校\".",
                );
                reader.refuse_at(&written.at, message, label, Some(help));
            }
        }
    }
    names
}

/// A list of patterns; an empty one would look like none and be all.
fn patterns(value: &Value<'_>, reader: &mut Reader) -> Vec<Text> {
    let written = reader.texts(value);
    if written.as_ref().is_some_and(Vec::is_empty) {
        let message = reader.text("列表里没有写对什么生效", "the list names nothing");
        let label = reader.text("列表是空的", "an empty list");
        let help = reader.text("请写上名称，或删去这一行。", "Name something, or take the line out.");
        reader.refuse(value.span(), message, label, Some(help));
    }
    written.unwrap_or_default()
}
