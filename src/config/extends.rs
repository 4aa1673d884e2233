//! `extends`: a configuration over another one, and the text of a file → what it sets.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use toml::de::DeTable;

use super::reader::{Reader, Value};
use super::{Config, Source};
use crate::caret::CaretError;
use crate::finding::Language;

/// Files that may stand one over the other.
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
        above: &mut Vec<Above>,
    ) -> Result<Self, Vec<CaretError>> {
        // Editors of Windows write a byte order mark.
        let text: Arc<str> = file.text.trim_start_matches('\u{FEFF}').into();
        let table = DeTable::parse(&text);
        let mut errors = Vec::new();
        let mut config = Self::empty(language);
        let mut unfollowed = None;
        let extends = table.as_ref().ok().and_then(|table| table.get_ref().get("extends"));
        if let Some(base) = extends {
            above.push(Above::new(&file));
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
            Err(error) => reader.refuse_file(error),
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
    above: &[Above],
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
        let chain = chain(above.iter().take(3).map(|above| above.name.as_str()));
        let help = reader.text(
            format!("请去掉其中一些 extends：{chain} → …"),
            format!("Take out some `extends`: {chain} → …"),
        );
        reader.refuse(value.span(), message, label, Some(help));
        return Err(reader);
    }
    let path = Path::new(name).parent().unwrap_or(Path::new("")).join(written);
    let base = match find(&path) {
        Ok(base) => base,
        Err(why) => {
            let message = reader.text(
                format!("沿用的配置文件无法读取：{}（{why}）", path.display()),
                format!("the configuration to extend cannot be read: {} ({why})", path.display()),
            );
            let label = reader.text("这里", "here");
            let help = reader.text(
                "相对路径从本文件所在的文件夹算起。",
                "Relative paths start from the folder of this file.",
            );
            reader.refuse(value.span(), message, label, Some(help));
            return Err(reader);
        }
    };
    let place = Above::new(&base).place;
    let Some(first) = above.iter().position(|above| above.place == place) else { return Ok(base) };
    let circle = chain(above.iter().skip(first).map(|above| above.name.as_str()).chain([base.name.as_str()]));
    let message = reader.text("配置文件沿用成了一圈", "the configurations extend one another in a circle");
    let label = reader.text("回到前面的文件", "back to a file above");
    let help = reader
        .text(format!("请去掉其中一个 extends：{circle}。"), format!("Take out one `extends`: {circle}."));
    reader.refuse(value.span(), message, label, Some(help));
    Err(reader)
}

/// A file that extends what is being read.
pub(super) struct Above {
    name: String,
    /// Where it is, by whichever path it was reached.
    place: PathBuf,
}

impl Above {
    fn new(file: &ConfigFile) -> Self {
        let name = Path::new(&file.name).file_name().unwrap_or_default();
        let mut place = PathBuf::new();
        for part in file.folder.join(name).components() {
            match part {
                Component::ParentDir if place.file_name().is_some() => {
                    place.pop();
                }
                part => place.push(part),
            }
        }
        Self { name: file.name.clone(), place }
    }
}

fn chain<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.collect::<Vec<_>>().join(" → ")
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
