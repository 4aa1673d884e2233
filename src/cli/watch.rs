//! `jichi check --watch`: checks again whenever a file that decides the result has changed.
//!
//! The files are looked at, not their folders listened to: so it also works on network drives, and a lock file or the
//! temporary file of a program that saves never counts, as no check would read it. What changed is checked with all the
//! rest, since some rules compare files with each other.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use ignore::WalkBuilder;

use super::checking::Checking;
use super::error::Failure;
use super::inputs::Inputs;
use super::session::{Session, note, understands_escapes};
use crate::finding::Language;
use crate::layout::Layouts;
use crate::lint::Loader;
use crate::read::InputError;
use crate::text::printable;

/// Between two looks, unless a look takes long: then they are as far apart that a tenth of the time goes into looking.
const PAUSE: Duration = Duration::from_millis(300);
/// How long a file that was saved may be unreadable before that is told: programs write it in several steps.
const PATIENCE: Duration = Duration::from_secs(2);

/// Runs `check` with a session of its own, and again after every change, until the user ends the program.
pub(super) fn run(checking: &Checking, session: &mut Session, check: impl Fn(&mut Session)) {
    if checking.reading.paths.iter().any(|path| path.as_os_str() == "-") {
        return session.fail(Failure::WatchedInput);
    }
    let watched = Watched { checking };
    let mut look = watched.look();
    if look.inputs.is_empty() {
        // The check tells why there is nothing.
        return check(session);
    }
    // Whoever watches ends it by this, which is no failure.
    let _ = ctrlc::set_handler(|| std::process::exit(0));
    loop {
        clear();
        check(&mut session.again());
        watched.tell(&look, session.language);
        look = watched.change(&look);
    }
}

/// Empties the screen, where there is one.
fn clear() {
    let mut out = io::stdout();
    if out.is_terminal() && understands_escapes() {
        let _ = out.write_all(b"\x1b[H\x1b[2J").and_then(|()| out.flush());
    }
}

/// What is watched: the inputs, and what else decides what is found in them.
struct Watched<'a> {
    checking: &'a Checking,
}

/// What the files looked like.
#[derive(Debug, Default, PartialEq, Eq)]
struct Look {
    inputs: Stamps,
    /// Configuration, baseline, rules and layouts.
    others: Stamps,
}

/// Files, whether they are there or not.
type Stamps = BTreeMap<PathBuf, Option<Stamp>>;

/// What tells a file that was saved from what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    size: u64,
}

fn add(stamps: &mut Stamps, path: &Path) {
    let data = fs::metadata(path).ok();
    let stamp = data.map(|data| Stamp { modified: data.modified().ok(), size: data.len() });
    stamps.insert(path.to_owned(), stamp);
}

impl Watched<'_> {
    fn look(&self) -> Look {
        let mut look = Look::default();
        let inputs = Inputs::find(&self.checking.reading.paths, "");
        inputs.found.iter().filter_map(|input| input.path()).for_each(|path| add(&mut look.inputs, path));
        let rules = &self.checking.rules;
        let configured = rules.configured.paths(Language::default());
        for path in configured.iter().chain(rules.paths()).chain(self.checking.reading.layouts.paths()) {
            if !path.is_dir() {
                add(&mut look.others, path);
                continue;
            }
            let walk = WalkBuilder::new(path).standard_filters(false).build().filter_map(Result::ok);
            let files = walk.filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
            files.for_each(|entry| add(&mut look.others, entry.path()));
        }
        look
    }

    /// Waits for a change, and until whoever makes it is done.
    fn change(&self, before: &Look) -> Look {
        let mut last = None;
        let mut since = Instant::now();
        loop {
            let begun = Instant::now();
            let look = self.look();
            if look == *before {
                last = None;
            } else if last.as_ref() != Some(&look) {
                (last, since) = (Some(look), Instant::now());
            } else if since.elapsed() > PATIENCE || is_whole(&look.inputs, &before.inputs) {
                return look;
            }
            sleep(PAUSE.max(begun.elapsed() * 9));
        }
    }

    /// Says when the check was and what is watched.
    fn tell(&self, look: &Look, language: Language) {
        let time = jiff::Zoned::now().strftime("%H:%M:%S").to_string();
        let paths: Vec<_> = self.checking.reading.paths.iter().map(|path| path.to_string_lossy()).collect();
        let names: Vec<_> = paths.iter().map(|path| printable(path)).collect();
        let count = look.inputs.len();
        note(&match language {
            Language::Zh => format!(
                "\n{time}  正在留意 {}（{count} 个文件），一保存就重查；按 Ctrl-C 结束\n",
                names.join("、")
            ),
            Language::En => {
                let files = if count == 1 { "file" } else { "files" };
                format!(
                    "\n{time}  watching {} ({count} {files}), checked again when saved; Ctrl-C ends\n",
                    names.join(", ")
                )
            }
        });
    }
}

/// Whether no input is missing that was there before, and none that changed is half a file.
fn is_whole(inputs: &Stamps, before: &Stamps) -> bool {
    let is_there = |path: &PathBuf| inputs.get(path).is_some_and(Option::is_some);
    let mut changed = inputs.iter().filter(|(path, stamp)| before.get(*path) != Some(stamp));
    before.keys().all(is_there) && changed.all(|(path, _)| is_readable(path))
}

/// Whether a file can be read, whatever is in it.
fn is_readable(path: &Path) -> bool {
    let loader =
        Loader { layouts: Layouts::builtin().clone(), encoding: None, keeps_bytes: false, timings: None };
    let Ok(bytes) = fs::read(path) else { return false };
    matches!(loader.load(&path.to_string_lossy(), bytes), Ok(_) | Err(InputError::NoTable { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamps(paths: &[&Path]) -> Stamps {
        let mut stamps = Stamps::new();
        paths.iter().for_each(|path| add(&mut stamps, path));
        stamps
    }

    #[test]
    fn half_a_file_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("表.xlsx");
        let whole = fs::read("tests/data/formats/table.xlsx").unwrap();
        fs::write(&file, &whole[..whole.len() / 2]).unwrap();
        assert!(!is_whole(&stamps(&[&file]), &Stamps::new()));
        fs::write(&file, &whole).unwrap();
        let saved = stamps(&[&file]);
        assert!(is_whole(&saved, &Stamps::new()));
        assert!(is_whole(&saved, &saved));
        // Between the two steps of a save by renaming.
        fs::remove_file(&file).unwrap();
        assert!(!is_whole(&stamps(&[&file]), &saved) && !is_whole(&Stamps::new(), &saved));
    }

    #[test]
    fn a_file_of_something_else_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("说明.txt");
        fs::write(&file, "没有表格\n").unwrap();
        assert!(is_whole(&stamps(&[&file]), &Stamps::new()));
    }
}
