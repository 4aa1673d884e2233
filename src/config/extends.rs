//! `extends`: a configuration over another one, and the text of a file → what it sets.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::de::DeTable;

use super::reader::{Reader, Value};
use super::{Config, Source, syntax};
use crate::caret::CaretError;
use crate::finding::Language;

/// Files that may stand one over the other: more are a circle.
const MOST_FILES: usize = 16;

/// A file of a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFile {
    /// Its path, as it is reached from where the program runs.
    pub name: String,
    /// Its folder, by its full path where that is known: relative paths of plugins and overrides start there.
    pub folder: PathBuf,
    /// Its text.
    pub text: String,
}

/// Reads a file that another one extends, by its path from where the program runs; else why it cannot be read, in the
/// language of the run.
pub(super) type Find<'f> = &'f mut dyn FnMut(&Path) -> Result<ConfigFile, String>;

impl Config {
    /// Reads the text of a configuration that extends no other; mistakes are told in `language`.
    ///
    /// # Errors
    /// All its mistakes, in the order of the text.
    pub fn parse(name: &str, text: &str, language: Language) -> Result<Self, Vec<CaretError>> {
        let file = ConfigFile { name: name.to_owned(), folder: PathBuf::new(), text: text.to_owned() };
        Self::load(file, language, &mut |_| {
            Err(match language {
                Language::Zh => "这里读不到其他文件".to_owned(),
                Language::En => "no other file can be read here".to_owned(),
            })
        })
    }

    /// Reads a configuration and those that it extends, which `find` reads; mistakes are told in `language`.
    ///
    /// # Errors
    /// All mistakes of all files, in the order of their texts.
    pub fn load(file: ConfigFile, language: Language, find: Find<'_>) -> Result<Self, Vec<CaretError>> {
        Self::over(file, language, find, &mut Vec::new())
    }

    fn over(
        file: ConfigFile,
        language: Language,
        find: Find<'_>,
        above: &mut Vec<String>,
    ) -> Result<Self, Vec<CaretError>> {
        // Editors of Windows write a byte order mark.
        let text: Arc<str> = file.text.trim_start_matches('\u{FEFF}').into();
        let table = DeTable::parse(&text);
        let mut errors = Vec::new();
        let mut config = Self::empty(language);
        let mut unfollowed = None;
        let extends = table.as_ref().ok().and_then(|table| table.get_ref().get("extends"));
        if let Some(base) = extends {
            above.push(file.name.clone());
            match found(base, &file.name, above, language, &mut *find) {
                Ok(base) => match Self::over(base, language, find, above) {
                    Ok(base) => config = base,
                    Err(of_base) => errors = of_base,
                },
                Err(reader) => unfollowed = Some(reader),
            }
        }
        let nth = config.sources.len();
        config.sources.push(Source { name: file.name, text: Arc::clone(&text) });
        let mut reader = Reader::new(language, nth);
        if let Some(unfollowed) = unfollowed {
            reader.faults.extend(unfollowed.faults.into_iter().map(|(_, fault)| (nth, fault)));
        }
        match &table {
            Ok(table) => {
                if let Some(plugins) = table.get_ref().get("plugins").and_then(|it| it.get_ref().as_table()) {
                    // A plugin that is set anew has nothing of what it was before.
                    let is_anew = |id: &String| plugins.contains_key(id.as_str());
                    config.lines.retain(|key, _| {
                        !(key.first().is_some_and(|first| first == "plugins")
                            && key.get(1).is_some_and(is_anew))
                    });
                }
                note_lines(table.get_ref(), nth, &text, &mut Vec::new(), &mut config.lines);
                config.read(table.get_ref(), &file.folder, &mut reader);
            }
            Err(error) => {
                let message = reader.text("不是正确的 TOML", "no correct TOML");
                let label = reader.text(syntax::in_chinese(error.message()), error.message());
                let help = reader.text(
                    "一行写一项：名称 = 值；文字加英文引号，列表写作 [\"甲\", \"乙\"]。",
                    "Write one setting a line, NAME = VALUE; texts stand in quotes, lists are [\"a\", \"b\"].",
                );
                reader.refuse(error.span().unwrap_or(0..0), message, label, Some(help));
            }
        }
        if let Err(own) = config.settled(reader) {
            errors.extend(own);
        }
        if errors.is_empty() { Ok(config) } else { Err(errors) }
    }
}

/// The file that another one extends; else why there is none.
fn found(
    value: &Value<'_>,
    name: &str,
    above: &[String],
    language: Language,
    find: Find<'_>,
) -> Result<ConfigFile, Reader> {
    let mut reader = Reader::new(language, 0);
    let Some(written) = value.get_ref().as_str().filter(|written| !written.trim().is_empty()) else {
        reader.wrong_type(
            value,
            "带引号的路径，例如 \"../jichi.toml\"",
            "a path in quotes such as \"../jichi.toml\"",
        );
        return Err(reader);
    };
    if above.len() >= MOST_FILES {
        let message = reader.text(
            format!("一层层沿用的配置文件超过{MOST_FILES}个"),
            format!("more than {MOST_FILES} configurations extend one another"),
        );
        let label = reader.text("这里", "here");
        let mut chain: Vec<&str> = above.iter().map(String::as_str).collect();
        chain.truncate(3);
        let chain = chain.join(" → ");
        let help = reader.text(
            format!("是否互相沿用：{chain} → …？请去掉其中一个 extends。"),
            format!("Do they extend each other: {chain} → …? Take out one `extends`."),
        );
        reader.refuse(value.span(), message, label, Some(help));
        return Err(reader);
    }
    let path = Path::new(name).parent().unwrap_or(Path::new("")).join(written);
    find(&path).map_err(|why| {
        let message = reader.text(
            format!("沿用的配置文件无法读取：{}（{why}）", path.display()),
            format!("the configuration to extend cannot be read: {} ({why})", path.display()),
        );
        let label = reader.text("这里", "here");
        let help = reader
            .text("相对路径从本文件所在的文件夹算起。", "Relative paths start from the folder of this file.");
        reader.refuse(value.span(), message, label, Some(help));
        reader
    })
}

/// Notes the line of each key, those of tables within tables included.
fn note_lines(
    table: &DeTable<'_>,
    file: usize,
    text: &str,
    within: &mut Vec<String>,
    lines: &mut BTreeMap<Vec<String>, (usize, usize)>,
) {
    for (key, value) in table {
        within.push(key.get_ref().to_string());
        lines.insert(within.clone(), (file, line_of(text, key.span().start)));
        if let Some(table) = value.get_ref().as_table() {
            note_lines(table, file, text, within, lines);
        }
        within.pop();
    }
}

/// The line, from 1, of a byte of a text.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    1 + before.iter().filter(|byte| **byte == b'\n').count()
}
