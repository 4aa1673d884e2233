//! The variants of a layout: files of the same table, and the records that they hold.

use std::path::{Path, PathBuf};

use jichi::layout::{self, Layouts};
use jichi::read::{self, InputError};
use jichi::record::Sheet;
use serde_json::Value;

/// A table in several formats.
pub struct Variant {
    /// The layout that it is to be read as.
    pub layout: String,
    pub name: String,
    /// The projects, as the JSON beside the files has them.
    pub projects: Vec<Value>,
    pub files: Vec<File>,
}

/// One of its files.
pub struct File {
    /// `two-below.xlsx`
    pub name: String,
    ending: String,
    path: PathBuf,
}

impl Variant {
    /// All variants in a layout's folder: `NAME.json` with the records, and the files `NAME.*`.
    pub fn all(folder: &Path, layout: &str) -> Vec<Self> {
        let folder = &folder.join(layout);
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        let variants = names.iter().filter_map(|name| name.strip_suffix(".json"));
        variants.map(|name| Self::new(layout, folder, name, &names)).collect()
    }

    fn new(layout: &str, folder: &Path, name: &str, names: &[String]) -> Self {
        let json = std::fs::read(folder.join(format!("{name}.json"))).unwrap();
        let files = names.iter().filter_map(|file| {
            let ending = file.strip_prefix(name)?.strip_prefix('.').filter(|&ending| ending != "json")?;
            Some(File { name: file.clone(), ending: ending.to_owned(), path: folder.join(file) })
        });
        Self {
            layout: layout.to_owned(),
            name: name.to_owned(),
            projects: serde_json::from_slice(&json).unwrap(),
            files: files.collect(),
        }
    }
}

impl File {
    pub fn is(&self, ending: &str) -> bool {
        self.ending == ending
    }

    /// What is read from it.
    pub fn sheets(&self) -> Result<Vec<Sheet>, InputError> {
        let grids = read::read(&self.name, std::fs::read(&self.path).unwrap())?;
        layout::sheets(Layouts::builtin(), &self.name, grids)
    }
}
