//! Where annotated copies go: beside the input, into the file that the user names, or into a folder that keeps the
//! folders of the inputs.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use clap::Args;

use super::destination::BadDestination;
use super::error::Failure;
use super::inputs::{Input, has_extension};
use super::split::is_device;
use crate::finding::Language;
use crate::lint::READABLE;

/// Options that say where copies go.
#[derive(Debug, Args)]
pub(super) struct Choice {
    /// 写到这个文件；有多个文件时写到这个文件夹。不写则放在原文件旁，文件名后加“-审核意见”
    #[arg(id = "destination", short = 'o', value_name = "路径")]
    path: Option<PathBuf>,
    /// 覆盖已经存在的文件；被检查的文件总不会被覆盖
    #[arg(long)]
    force: bool,
}

/// Where copies go.
#[derive(Debug)]
pub(super) struct Destination {
    place: Place,
    /// What stands behind a copy's name.
    suffix: &'static str,
    force: bool,
    /// The copies so far, in lower case: where letters are not told apart, their names have to differ all the same.
    written: HashSet<String>,
}

#[derive(Debug)]
enum Place {
    Beside,
    File(PathBuf),
    Folder {
        path: PathBuf,
        /// What all inputs stand below.
        base: PathBuf,
    },
}

impl Choice {
    /// The place for the copies of these inputs. Of inputs that are found in a folder, those in the place itself fall away:
    /// they are copies of an earlier run.
    ///
    /// # Errors
    /// Several inputs, and no folder for their copies.
    pub(super) fn resolve(
        &self,
        named: &[PathBuf],
        inputs: &mut Vec<Input>,
        language: Language,
    ) -> Result<Destination, Failure> {
        let is_several = inputs.len() > 1 || named.iter().any(|path| path.is_dir());
        let place = match &self.path {
            None if is_several => return Err(missing(language).into()),
            None => Place::Beside,
            Some(path) if is_several || path.is_dir() || is_folder_like(path) => {
                if is_file_like(path) {
                    return Err(BadDestination::NotAFolder { path: path.display().to_string() }.into());
                }
                if let Ok(own) = path.canonicalize() {
                    inputs.retain(|input| !is_copy(input, &own));
                }
                Place::Folder { path: path.clone(), base: base(inputs) }
            }
            Some(path) => Place::File(path.clone()),
        };
        let suffix = if language == Language::Zh { "-审核意见" } else { "-annotated" };
        Ok(Destination { place, suffix, force: self.force, written: HashSet::new() })
    }
}

impl Choice {
    /// The file that each department's copy is called by.
    ///
    /// # Errors
    /// A folder: there every department's copy would need a name.
    pub(super) fn file(&self) -> Result<&Path, BadDestination> {
        match self.path.as_deref() {
            Some(path) if !path.is_dir() && !is_folder_like(path) => Ok(path),
            path => {
                Err(BadDestination::IsFolder { path: path.unwrap_or(Path::new("")).display().to_string() })
            }
        }
    }

    /// Whether a file may be written.
    ///
    /// # Errors
    /// Where it is there already.
    pub(super) fn may_write(&self, path: &Path) -> Result<(), BadDestination> {
        match !self.force && path.symlink_metadata().is_ok() {
            true => Err(BadDestination::taken(path)),
            false => Ok(()),
        }
    }
}

impl Destination {
    /// Whether every input has a copy of its own name.
    pub(super) fn is_folder(&self) -> bool {
        matches!(self.place, Place::Folder { .. })
    }

    /// The path of the copy of an input, or of a file in an archive that is one.
    ///
    /// # Errors
    /// A file that is there already, or that is read.
    pub(super) fn path(
        &mut self,
        input: &Input,
        inside: Option<&str>,
        extension: &str,
        inputs: &[Input],
    ) -> Result<PathBuf, BadDestination> {
        if let (Some(_), Place::File(path)) = (inside, &self.place) {
            // An archive is known by its content, and its files need a folder.
            if is_file_like(path) {
                return Err(BadDestination::NotAFolder { path: path.display().to_string() });
            }
            self.place = Place::Folder { path: path.clone(), base: input.root().unwrap_or_default() };
        }
        let path = match &self.place {
            Place::Beside if inside.is_some() => return Err(missing(self.language())),
            Place::Beside => {
                let path = input.path().map_or_else(|| input.below_root(), Path::to_owned);
                path.with_file_name(self.name(&path, "", extension))
            }
            Place::File(path) => path.clone(),
            Place::Folder { path, base } => {
                let root = input.root().unwrap_or_default();
                let below = root.strip_prefix(base).unwrap_or(Path::new("")).join(input.below_root());
                let below = match inside {
                    // An archive's files go into a folder of its name.
                    Some(inside) => below.with_extension("").join(harmless(inside)),
                    None => below,
                };
                self.free(&path.join(harmless(&below.to_string_lossy())), extension)
            }
        };
        let file = || path.display().to_string();
        let own = path.canonicalize().ok();
        let is_own =
            |input: &Input| own.is_some() && input.path().and_then(|path| path.canonicalize().ok()) == own;
        if inputs.iter().any(is_own) {
            return Err(BadDestination::IsInput { file: file() });
        }
        if !self.force && path.symlink_metadata().is_ok() {
            return Err(BadDestination::taken(&path));
        }
        self.written.insert(path.to_string_lossy().to_lowercase());
        Ok(path)
    }

    /// The path of a copy beside which no other one of this run has the same name.
    fn free(&self, input: &Path, extension: &str) -> PathBuf {
        let own = input.extension().map(|it| format!("-{}", it.to_string_lossy())).unwrap_or_default();
        let more = [String::new(), own].into_iter().chain((2..).map(|number| format!("-{number}")));
        let mut paths = more.map(|more| input.with_file_name(self.name(input, &more, extension)));
        let is_free = |path: &PathBuf| !self.written.contains(&path.to_string_lossy().to_lowercase());
        paths.find(is_free).unwrap_or_else(|| input.to_owned())
    }

    /// `表.xlsx` → `表-审核意见.xlsx`; what is such a copy itself gets a number.
    fn name(&self, input: &Path, more: &str, extension: &str) -> String {
        let stem = input.file_stem().map(OsStr::to_string_lossy).unwrap_or_default();
        let copied = stem.rsplit_once(self.suffix).filter(|(stem, _)| !stem.is_empty());
        let number = copied.and_then(|(_, number)| match number {
            "" => Some(2),
            digits => digits.parse::<u32>().ok()?.checked_add(1),
        });
        let (stem, number) = match (copied, number) {
            (Some((stem, _)), Some(number)) => (stem, number.to_string()),
            _ => (&*stem, String::new()),
        };
        format!("{stem}{more}{}{number}.{extension}", self.suffix)
    }

    fn language(&self) -> Language {
        if self.suffix.is_ascii() { Language::En } else { Language::Zh }
    }
}

fn missing(language: Language) -> BadDestination {
    BadDestination::NoFolder {
        example: if language == Language::Zh { "-o 退回/" } else { "-o annotated/" }
    }
}

/// Whether a path is written like that of a folder.
pub(super) fn is_folder_like(path: &Path) -> bool {
    path.to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR])
}

/// Whether a path is that of a file, or would be: `-o 批注.xlsx` is not meant as the name of a folder.
fn is_file_like(path: &Path) -> bool {
    !path.is_dir() && (path.exists() || !is_folder_like(path) && has_extension(path, &READABLE))
}

/// Whether an input was found in the place of copies, which the user did not name as an input.
fn is_copy(input: &Input, place: &Path) -> bool {
    let is_below = |path: PathBuf| path.starts_with(place);
    let path = input.path().and_then(|path| path.canonicalize().ok());
    path.is_some_and(is_below) && !input.root().is_some_and(is_below)
}

/// The nearest folder that all inputs stand below.
fn base(inputs: &[Input]) -> PathBuf {
    let mut roots = inputs.iter().filter_map(Input::root);
    let first = roots.next().unwrap_or_default();
    roots.fold(first, |base, root| {
        let shared = base.components().zip(root.components()).take_while(|(own, other)| own == other);
        shared.map(|(own, _)| own).collect()
    })
}

/// A path in which every piece is a name that Windows takes, too.
fn harmless(path: &str) -> PathBuf {
    let clean = |piece: &str| -> String {
        let is_bad = |ch: char| ch.is_control() || "<>:\"|?*".contains(ch);
        let clean: String = piece.chars().map(|ch| if is_bad(ch) { '_' } else { ch }).collect();
        let clean = clean.trim_end_matches([' ', '.']);
        if is_device(clean) { format!("_{clean}") } else { clean.to_owned() }
    };
    let pieces = Path::new(path).components().filter_map(|piece| match piece {
        Component::Normal(name) => Some(clean(&name.to_string_lossy())),
        _ => None,
    });
    pieces.filter(|piece| !piece.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_copies_are_numbered() {
        let destination =
            Destination {
                place: Place::Beside, suffix: "-审核意见", force: false, written: HashSet::new()
            };
        for (input, name) in [
            ("a/表.xls", "表-审核意见.xlsx"),
            ("表-审核意见.xlsx", "表-审核意见2.xlsx"),
            ("表-审核意见9.xlsx", "表-审核意见10.xlsx"),
            ("表-审核意见稿.xlsx", "表-审核意见稿-审核意见.xlsx"),
            ("-审核意见.xlsx", "-审核意见-审核意见.xlsx"),
        ] {
            assert_eq!(destination.name(Path::new(input), "", "xlsx"), name);
        }
    }

    #[test]
    fn names_of_other_systems() {
        assert_eq!(harmless("a/../b:c?/d. "), Path::new("a/b_c_/d"));
        assert_eq!(harmless("/etc/x"), Path::new("etc/x"));
        assert_eq!(harmless("aux/nul.xlsx"), Path::new("_aux/_nul.xlsx"));
    }
}
