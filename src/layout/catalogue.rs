//! The layouts of a run: those of the program and those of the user, loaded from TOML files by the same code.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, LazyLock};

use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::key::key;
use super::words::{self, Words};
use crate::caret::{CaretError, Fault, both, from_toml};
use crate::read::Grid;
use crate::record::{Label, MoneyUnit};
use crate::text::Language;

static BUILTIN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/rules/layouts");

/// The file of the common words, beside those of the layouts.
const WORDS: &str = "words.toml";
/// How many rows of a table are searched for the marks of a layout.
const MARKED_ROWS: usize = 200;
/// Longer cells are no marks, in bytes.
const LONGEST_MARK: usize = 120;

/// How the layouts of a family are built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// Many projects in one table, the indicators of each group in columns of their own.
    Summary,
    /// Projects in columns beside their indicators, one indicator a row.
    Table,
    /// One project, its fields around a table of indicators.
    Form,
}

/// One layout.
#[derive(Debug, Clone)]
pub struct Layout {
    /// `form-88`
    pub id: String,
    /// What it is, for people.
    pub title: Title,
    /// How it is built.
    pub family: Family,
    /// Cells (headers, labels) that must all be there.
    pub marks: Vec<String>,
    /// The unit of its money where the sheet does not declare one.
    pub money_unit: Option<MoneyUnit>,
    /// The file that it was loaded from.
    pub file: String,
    /// The common words and its own.
    pub words: Words,
    keys: Vec<String>,
}

/// A title in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    zh: String,
    en: Option<String>,
}

impl Title {
    /// The title; in Chinese where there is none in the language.
    pub fn text(&self, language: Language) -> &str {
        match (language, &self.en) {
            (Language::En, Some(en)) => en,
            _ => &self.zh,
        }
    }
}

/// A layout file, not yet understood.
#[derive(Debug, Clone)]
pub struct LayoutSource {
    /// The file's name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The layouts of a run.
#[derive(Debug, Clone)]
pub struct Layouts {
    /// In the order in which they were loaded.
    layouts: Vec<Layout>,
    common: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    id: Spanned<String>,
    title: Title,
    family: Spanned<Family>,
    marks: Vec<Spanned<String>>,
    money_unit: Option<MoneyUnit>,
    #[serde(default)]
    labels: BTreeMap<Label, Vec<Spanned<String>>>,
}

impl Layouts {
    /// The layouts of the program.
    pub fn builtin() -> &'static Self {
        static LAYOUTS: LazyLock<Layouts> = LazyLock::new(|| Layouts::load(&[], Language::Zh).0);
        &LAYOUTS
    }

    /// The layouts of the program and those of the sources. What is broken is reported in the language; the rest works.
    pub fn load(sources: &[LayoutSource], language: Language) -> (Self, Vec<CaretError>) {
        let builtin = BUILTIN.files().filter_map(|file| {
            let name = file.path().to_str()?.to_owned();
            Some(LayoutSource {
                name: format!("rules/layouts/{name}"),
                text: file.contents_utf8()?.to_owned(),
            })
        });
        let (words, builtin): (Vec<_>, Vec<_>) = builtin.partition(|source| source.name.ends_with(WORDS));
        // The built-in files are checked by a test, so that the empty words never stand in.
        let file = words.first().and_then(|source| toml::from_str::<words::File>(&source.text).ok());
        let mut layouts = Self { layouts: Vec::new(), common: file.map(Words::from).unwrap_or_default() };
        let mut errors = Vec::new();
        for source in builtin.iter().chain(sources) {
            let text: Arc<str> = Arc::from(source.text.as_str());
            if let Err(faults) = layouts.add(source) {
                let told = |fault: Fault| fault.into_error(&source.name, &text, language);
                errors.extend(faults.into_iter().map(told));
            }
        }
        (layouts, errors)
    }

    fn add(&mut self, source: &LayoutSource) -> Result<(), Vec<Fault>> {
        let file: File =
            toml::from_str(&source.text).map_err(|error| vec![from_toml(&error, &source.text)])?;
        let mut faults = Vec::new();
        let id = file.id.get_ref();
        let is_plain = |id: &str| {
            id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        };
        if id.is_empty() || !is_plain(id) {
            let message =
                both("版式的代号只能用 a-z、0-9 和“-”", "a layout's id is made of a-z, 0-9 and `-`");
            let fault = Fault::new(file.id.span(), message, both("这个代号", "this id"));
            faults.push(fault.help(both("例如“form-my-county”。", "such as `form-my-county`")));
        }
        if let Some(known) = self.layouts.iter().find(|layout| layout.id == *id) {
            let message = both(format!("代号“{id}”已经用过"), format!("the id `{id}` is taken"));
            let fault = Fault::new(file.id.span(), message, both("重复的代号", "the second of this id"));
            faults.push(fault.help(both(
                format!("{} 用的就是它。", known.file),
                format!("{} has it already", known.file),
            )));
        }
        let family = *file.family.get_ref();
        if file.marks.is_empty()
            && let Some(known) = self.layouts.iter().find(|it| it.family == family && it.marks.is_empty())
        {
            let id = &known.id;
            let message = both("版式没有标志", "the layout has no marks");
            let fault = Fault::new(file.family.span(), message, both("这一类", "of this family"));
            faults.push(fault.help(both(
                format!("请在“marks”里写上表头或栏目名称，以便与同样没有标志的“{id}”区分。"),
                format!(
                    "name in `marks` the headers or labels that tell it from `{id}`, which has none either"
                ),
            )));
        }
        let mut seen = HashSet::new();
        let texts = file.labels.values().flatten().chain(&file.marks);
        for text in texts.filter(|text| key(text.get_ref()).is_empty()) {
            let message = both("空白的文字不能作名称", "a blank text names nothing");
            faults.push(Fault::new(text.span(), message, both("这段文字", "this text")));
        }
        for text in file.labels.values().flatten().filter(|text| !seen.insert(key(text.get_ref()))) {
            let message = both("这段文字写了两次", "the text stands twice");
            faults.push(Fault::new(text.span(), message, both("第二次", "the second time")));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut words = self.common.clone();
        let labels = file.labels.iter();
        words.name(
            labels.flat_map(|(&label, texts)| texts.iter().map(move |it| (it.get_ref().as_str(), label))),
        );
        let marks: Vec<String> = file.marks.into_iter().map(Spanned::into_inner).collect();
        self.layouts.push(Layout {
            id: file.id.into_inner(),
            title: file.title,
            family,
            keys: marks.iter().map(|mark| key(mark)).collect(),
            marks,
            money_unit: file.money_unit,
            file: source.name.clone(),
            words,
        });
        Ok(())
    }

    /// The layouts, in the order in which they were loaded.
    pub fn iter(&self) -> impl Iterator<Item = &Layout> {
        self.layouts.iter()
    }

    /// The words that all layouts share.
    pub fn common(&self) -> &Words {
        &self.common
    }

    /// The layout of a family for a table: of those whose marks are all there the one with the most, of equal
    /// ones the last.
    pub(super) fn of(&self, family: Family, present: &Present) -> Option<&Layout> {
        let fits = |layout: &&Layout| {
            layout.family == family && layout.keys.iter().all(|mark| present.0.contains(mark))
        };
        self.layouts.iter().filter(fits).max_by_key(|layout| layout.keys.len())
    }
}

/// The short cells at the beginning of a table, as keys: what marks a layout is among them.
pub(super) struct Present(HashSet<String>);

impl Present {
    pub fn new(grid: &Grid) -> Self {
        let cells = grid.rows().take(MARKED_ROWS).flat_map(|(_, cells)| cells);
        let texts = cells.map(|cell| grid.text(cell)).filter(|text| text.len() <= LONGEST_MARK);
        // 年度资金总额:500 holds the label and its value.
        let heads = |text: &str| [key(text), key(text.split([':', '：']).next().unwrap_or_default())];
        Self(texts.flat_map(heads).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> (Layouts, Vec<CaretError>) {
        load_in(Language::Zh, text)
    }

    fn load_in(language: Language, text: &str) -> (Layouts, Vec<CaretError>) {
        let source = LayoutSource { name: "layouts/x.toml".to_owned(), text: text.to_owned() };
        Layouts::load(&[source], language)
    }

    #[test]
    fn the_built_in_files_load() {
        let (layouts, errors) = Layouts::load(&[], Language::Zh);
        assert!(errors.is_empty(), "{errors:?}");
        assert!(layouts.iter().count() >= 6);
        assert!(!layouts.common().labels().is_empty());
        for family in [Family::Summary, Family::Table, Family::Form] {
            let general = layouts.iter().filter(|layout| layout.family == family && layout.marks.is_empty());
            assert_eq!(general.count(), 1, "{family:?}");
        }
    }

    #[test]
    fn a_layout_of_the_user_has_words_of_its_own() {
        let (layouts, errors) = load(
            "id = \"form-x\"\nfamily = \"form\"\ntitle = { zh = \"某县表\" }\nmarks = [\"本级预算\"]\n\
             [labels]\ntotal = [\"本级预算\"]\n",
        );
        assert!(errors.is_empty(), "{errors:?}");
        let layout = layouts.iter().last().unwrap();
        assert_eq!(layout.words.label("本级 预算（万元）"), Some(Label::Total));
        assert_eq!(layouts.common().label("本级预算"), None);
        assert_eq!(layout.title.text(Language::En), "某县表");
    }

    #[test]
    fn mistakes_are_told_at_their_place() {
        let told = |error: &CaretError| {
            let [label] = &miette::Diagnostic::labels(error).unwrap().collect::<Vec<_>>()[..] else {
                panic!()
            };
            let label = label.label().unwrap_or_default();
            format!("{error} [{label}] {}", error.help.as_deref().unwrap_or("-"))
        };
        let head = "family = \"form\"\ntitle = { zh = \"某县表\" }\n";
        let mut lines = Vec::new();
        for text in [
            format!("id = \"form\"\nmarks = [\"甲\"]\n{head}"),
            format!("id = \"x\"\nmarks = []\n{head}"),
            format!("id = \"某县\"\nmarks = [\"甲\", \" \"]\n{head}"),
            format!("id = \"x\"\nmarks = [\"甲\"]\n{head}[labels]\nname = [\"乙\"]\nvalue = [\"乙\"]\n"),
            format!("id = \"x\"\nmarks = [\"甲\"]\n{head}[labels]\nnames = [\"乙\"]\n"),
            format!("id = \"x\"\nmarks = \"甲\"\n{head}"),
            format!("id = 1\nmarks = []\n{head}"),
            format!("marks = [\"甲\"]\n{head}"),
        ] {
            for language in [Language::Zh, Language::En] {
                let (layouts, errors) = load_in(language, &text);
                assert_eq!(layouts.iter().count(), Layouts::builtin().iter().count());
                lines.extend(errors.iter().map(told));
            }
        }
        insta::assert_snapshot!(lines.join("\n"));
    }
}
