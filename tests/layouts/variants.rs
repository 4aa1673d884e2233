//! The variants of a layout: files of the same table, and the records that they hold.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// A table in several formats.
pub struct Variant {
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
    /// All variants in a folder: `NAME.json` with the records, and the files `NAME.*`.
    pub fn all(folder: &Path) -> Vec<Self> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        let variants = names.iter().filter_map(|name| name.strip_suffix(".json"));
        variants.map(|name| Self::new(folder, name, &names)).collect()
    }

    fn new(folder: &Path, name: &str, names: &[String]) -> Self {
        let json = std::fs::read(folder.join(format!("{name}.json"))).unwrap();
        let files = names.iter().filter_map(|file| {
            let ending = file.strip_prefix(name)?.strip_prefix('.').filter(|&ending| ending != "json")?;
            Some(File { name: file.clone(), ending: ending.to_owned(), path: folder.join(file) })
        });
        Self {
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

    pub fn bytes(&self) -> Vec<u8> {
        std::fs::read(&self.path).unwrap()
    }
}
