//! The indicator library: measurable examples for kinds of indicators (`rules/indicators/*.toml`).
//!
//! A rule whose finding only a person can mend names in `suggests` what kind of indicators would help, and the finding
//! gets two or three from here. They show the form of an indicator that can be measured; their figures are nobody's
//! standard, and nothing here is ever written into a cell.

mod choice;
mod load;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::{Arc, LazyLock};

use include_dir::{Dir, include_dir};

pub(crate) use choice::Topics;
pub use choice::Wanted;

use crate::caret::CaretError;
use crate::dictionary::Dictionary;
use crate::finding::Language;
use crate::record::{AsksFor, Better, Dimension};

static BUILTIN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/rules/indicators");

/// The name of a library file, and without its ending of a folder of such files.
const FILE: &str = "indicators.toml";
const FOLDER: &str = "indicators";

/// An indicator that can be measured: an example for one that cannot.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Measure {
    /// 三级指标
    pub name: String,
    /// 指标值
    pub value: String,
}

/// A library file, not yet understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibrarySource {
    /// The file's name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// A subject that projects are about: 教育培训, 设备采购.
#[derive(Debug, Clone)]
pub struct Subject {
    /// What people call it.
    pub title: String,
    /// The file that it was loaded from.
    pub file: Arc<str>,
    /// Whether it stands in where no other subject fits.
    pub fallback: bool,
    /// Whether it is the user's own.
    own: bool,
}

/// Examples for one kind of indicators of a subject.
#[derive(Debug, Clone)]
pub struct Kind {
    /// Index into [`Library::subjects`].
    pub subject: usize,
    /// The dimension, and so the group.
    pub dimension: Dimension,
    /// What the indicators ask for, where the examples are of one sort.
    pub asks_for: Option<AsksFor>,
    /// Which way their figures are better, where the examples agree.
    pub better: Option<Better>,
    /// Words of which one must stand in the indicator's name; empty for any name.
    pub words: Vec<String>,
    /// At least two.
    pub examples: Vec<Arc<Measure>>,
}

/// The examples of a run.
#[derive(Debug, Clone, Default)]
pub struct Library {
    subjects: Vec<Subject>,
    kinds: Vec<Kind>,
    /// For each dimension: the indexes of its kinds, in the order in which they were loaded.
    by_dimension: [Vec<usize>; DIMENSIONS],
    words: Dictionary,
    /// What the numbers of `words` stand for.
    meanings: Vec<Meaning>,
}

/// How many dimensions there are.
const DIMENSIONS: usize = Dimension::Satisfaction as usize + 1;

/// What a word in a text tells.
#[derive(Debug, Clone, Copy)]
enum Meaning {
    /// The subject.
    Subject(usize),
    /// The kind: only in an indicator's name.
    Kind(usize),
    /// The dimension of an indicator that does not state it: only in its name.
    Dimension(Dimension),
}

impl Library {
    /// The library of the program.
    pub fn builtin() -> Arc<Self> {
        static LIBRARY: LazyLock<Arc<Library>> =
            LazyLock::new(|| Arc::new(Library::load(&[], Language::Zh).0));
        Arc::clone(&LIBRARY)
    }

    /// The library of the program and before it what the sources add. What is broken is reported in the language; the
    /// rest works.
    pub fn load(sources: &[LibrarySource], language: Language) -> (Self, Vec<CaretError>) {
        let mut builtin: Vec<LibrarySource> = BUILTIN
            .files()
            .filter_map(|file| {
                let name = format!("rules/indicators/{}", file.path().to_str()?);
                Some(LibrarySource { name, text: file.contents_utf8()?.to_owned() })
            })
            .collect();
        builtin.sort_by(|left, right| left.name.cmp(&right.name));
        load::load(sources, &builtin, language)
    }

    /// The subjects, a user's first, in the order in which they were loaded.
    pub fn subjects(&self) -> &[Subject] {
        &self.subjects
    }

    /// The kinds of all subjects, in the order of these.
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }
}

/// Examples in one line, with what they are: `可参照：参训人员满意度 ≥95%；……（数值按实际填写）`. None where there are none.
pub fn listed(examples: &[Arc<Measure>], language: Language) -> Option<String> {
    let one = |example: &Arc<Measure>| format!("{} {}", example.name, example.value);
    let list: Vec<String> = examples.iter().map(one).collect();
    (!list.is_empty()).then(|| match language {
        Language::Zh => format!("可参照：{}（数值按实际填写）", list.join("；")),
        Language::En => format!("For example: {} (the figures are yours to set)", list.join("; ")),
    })
}

/// Whether a file below a folder of rules, named from there, belongs to the library.
pub fn is_library_file(path: &Path) -> bool {
    let is = |part: Option<&std::ffi::OsStr>, name: &str| part.is_some_and(|part| part == name);
    let is_toml = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
    is_toml && (is(path.file_name(), FILE) || is(path.parent().and_then(Path::file_name), FOLDER))
}
