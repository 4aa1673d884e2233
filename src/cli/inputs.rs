//! What the user names → the files to read, in a fixed order.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::bad_input::BadInput;
use crate::lint::{CONVERTIBLE, Loaded, Loader, READABLE, Stage, timed};
use crate::read::MOST_BYTES;
use crate::text::is_glob;

/// One file, or standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Input {
    /// As the user names it, or as it was found below what the user names.
    pub(crate) name: String,
    /// None for standard input.
    path: Option<PathBuf>,
    /// The folder that the user named, or that holds the file that the user named; None for standard input.
    root: Option<PathBuf>,
}

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    /// In the order of the command line; a folder's files in the order of their paths.
    pub(crate) found: Vec<Input>,
    /// Files in folders that would have to be converted first.
    pub(crate) passed_over: Vec<PathBuf>,
    /// Paths that lead nowhere.
    pub(crate) failures: Vec<BadInput>,
    seen: HashSet<PathBuf>,
}

impl Inputs {
    /// Finds the files that `paths` name. `-` is standard input, called `stdin_name`.
    pub(crate) fn find(paths: &[PathBuf], stdin_name: &str) -> Self {
        let mut inputs = Self::default();
        for path in paths {
            if path.as_os_str() == "-" {
                let input = Input { name: stdin_name.to_owned(), path: None, root: None };
                if !inputs.found.contains(&input) {
                    inputs.found.push(input);
                }
            } else if fs::symlink_metadata(path).is_ok() {
                inputs.path(path);
            } else {
                inputs.glob(path);
            }
        }
        inputs
    }

    fn path(&mut self, path: &Path) {
        if path.is_dir() {
            self.folder(path);
        } else {
            self.file(path, path.parent().unwrap_or(Path::new("")));
        }
    }

    fn file(&mut self, path: &Path, root: &Path) {
        // One file can have many names: ./a.tsv, links, other spellings of its folder.
        let identity = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if self.seen.insert(identity) {
            self.found.push(Input {
                name: path.to_string_lossy().into_owned(),
                path: Some(path.to_owned()),
                root: Some(root.to_owned()),
            });
        }
    }

    /// A pattern that the shell did not expand.
    fn glob(&mut self, pattern: &Path) {
        let text = pattern.to_string_lossy().into_owned();
        if !is_glob(&text) {
            return self.failures.push(BadInput::NoMatch { path: text });
        }
        // As the system itself takes names: `*.xlsx` is also `表.XLSX` on Windows.
        let options = glob::MatchOptions { case_sensitive: !cfg!(windows), ..Default::default() };
        let paths = match glob::glob_with(&text, options) {
            Ok(paths) => paths,
            Err(error) => {
                let failure = BadInput::Glob { pattern: text, detail: error.msg.to_owned() };
                return self.failures.push(failure);
            }
        };
        let mut any = false;
        for path in paths {
            any = true;
            match path {
                Ok(path) => self.path(&path),
                Err(error) => {
                    let file = error.path().to_string_lossy().into_owned();
                    self.failures.push(BadInput::Unreadable { file, source: error.into() });
                }
            }
        }
        if !any {
            self.failures.push(BadInput::NoMatch { path: text });
        }
    }

    /// All readable files below a folder. Ignore files are not asked: the audited would write them.
    fn folder(&mut self, folder: &Path) {
        let mut any = false;
        let walk = WalkBuilder::new(folder)
            .standard_filters(false)
            .hidden(true)
            .follow_links(true)
            .sort_by_file_path(Path::cmp)
            .build();
        for entry in walk {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                    let path = entry.path();
                    if is_lock(path) {
                        continue;
                    }
                    if has_extension(path, &READABLE) {
                        any = true;
                        self.file(path, folder);
                    } else if has_extension(path, &CONVERTIBLE) {
                        self.passed_over.push(path.to_owned());
                    }
                }
                Ok(_) => {}
                // A link back to a folder that is being walked: everything behind it is read anyway.
                Err(error) if is_loop(&error) => {}
                Err(error) => {
                    any = true;
                    let file = path_of(&error).unwrap_or(folder).to_string_lossy().into_owned();
                    let text = error.to_string();
                    let source = error.into_io_error().unwrap_or_else(|| io::Error::other(text));
                    self.failures.push(BadInput::Unreadable { file, source });
                }
            }
        }
        if !any {
            self.failures.push(BadInput::NothingReadable { path: folder.to_string_lossy().into_owned() });
        }
    }
}

/// Whether Office or WPS left the file beside an open one.
fn is_lock(path: &Path) -> bool {
    path.file_name().and_then(OsStr::to_str).is_some_and(|name| name.starts_with("~$"))
}

/// Whether the path ends with one of these extensions.
pub(super) fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension()
        .and_then(OsStr::to_str)
        .is_some_and(|extension| extensions.iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

fn is_loop(error: &ignore::Error) -> bool {
    match error {
        ignore::Error::WithPath { err, .. }
        | ignore::Error::WithDepth { err, .. }
        | ignore::Error::WithLineNumber { err, .. } => is_loop(err),
        ignore::Error::Loop { .. } => true,
        _ => false,
    }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}

impl Input {
    /// The file's size, as far as it is known before reading.
    pub(crate) fn size(&self) -> u64 {
        self.path.as_ref().and_then(|path| fs::metadata(path).ok()).map_or(0, |data| data.len())
    }

    /// The folder that the user named or that holds the file, by its full path; None for standard input.
    pub(super) fn root(&self) -> Option<PathBuf> {
        let root = self.root.as_deref()?;
        let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        Some(root.canonicalize().unwrap_or_else(|_| root.to_owned()))
    }

    /// The path below that folder; of standard input its name.
    pub(super) fn below_root(&self) -> PathBuf {
        match (&self.path, &self.root) {
            (Some(path), Some(root)) => path.strip_prefix(root).unwrap_or(path).to_owned(),
            _ => PathBuf::from(Path::new(&self.name).file_name().unwrap_or_default()),
        }
    }

    /// Where the file is; None for standard input.
    pub(super) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Reads the file.
    pub(crate) fn read(&self, loader: &Loader) -> Result<Loaded, BadInput> {
        let bytes = timed(loader.timings.as_deref(), Stage::Reading, || match &self.path {
            Some(path) => File::open(path).and_then(|file| bounded(file, self.size())),
            None => bounded(io::stdin().lock(), 0),
        });
        let bytes = bytes.map_err(|source| BadInput::Unreadable { file: self.name.clone(), source })?;
        let loaded = loader.load(&self.name, bytes);
        loaded.map_err(|source| BadInput::Refused { file: self.name.clone(), source })
    }
}

/// Reads no more than what is refused as too large: a device or pipe may never end.
fn bounded(source: impl Read, size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(MOST_BYTES)).unwrap_or_default() + 1);
    source.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(inputs: &Inputs, root: &Path) -> Vec<String> {
        let strip = |input: &Input| {
            let path = input.path.as_deref().unwrap_or(Path::new("-"));
            path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned()
        };
        inputs.found.iter().map(strip).collect()
    }

    #[test]
    fn folders_are_walked_in_path_order() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        for file in [
            "b/2.TSV",
            "b/1.csv",
            "a.xlsx",
            "c.docx",
            "c.md",
            "findings.json",
            "old.doc",
            "~$a.xlsx",
            ".hidden.tsv",
            "z/x.txt",
        ] {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        // Written by the audited, and not obeyed.
        fs::write(root.join(".gitignore"), "*\n").unwrap();
        fs::write(root.join(".ignore"), "*\n").unwrap();
        let inputs = Inputs::find(&[root.to_owned()], "stdin");
        assert_eq!(names(&inputs, root), ["a.xlsx", "b/1.csv", "b/2.TSV", "c.docx", "z/x.txt"]);
        assert_eq!(inputs.passed_over, [root.join("old.doc")]);
        assert!(inputs.failures.is_empty());

        let globbed = Inputs::find(&[root.join("z/*"), root.join("*/*.csv"), root.join("b")], "stdin");
        assert_eq!(names(&globbed, root), ["z/x.txt", "b/1.csv", "b/2.TSV"]);
    }

    #[test]
    fn what_matches_nothing_is_told() {
        let root = tempfile::tempdir().unwrap();
        let empty = root.path().to_owned();
        let inputs = Inputs::find(
            &[empty.clone(), empty.join("*.xlsx"), empty.join("no.tsv"), empty.join("a***b"), "-".into()],
            "标准输入.tsv",
        );
        let kinds: Vec<_> = inputs.failures.iter().map(BadInput::kind).collect();
        assert_eq!(kinds, ["nothing-readable", "no-match", "no-match", "bad-glob"]);
        assert_eq!(inputs.found, [Input { name: "标准输入.tsv".to_owned(), path: None, root: None }]);
    }
}
