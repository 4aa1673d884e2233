//! The rules of a run: those of the program, and the files that the user adds.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use ignore::WalkBuilder;

use super::error::Failure;
use super::session::Session;
use crate::finding::Language;
use crate::lexicon::Lexicons;
use crate::rule::{RuleSet, RuleSource};

/// Options of commands that use rules.
#[derive(Debug, Args)]
pub(super) struct Added {
    /// 另外加载的规则文件或文件夹（其中的 lexicons/*.txt 为词表）
    #[arg(id = "added_rules", long = "rules", value_name = "路径", help_heading = "选项")]
    paths: Vec<PathBuf>,
}

impl Added {
    /// The program's rules and the added ones. What is broken is reported; the rest is in force.
    pub(super) fn load(&self, session: &mut Session) -> RuleSet {
        let language = session.language;
        self.load_in(language, session)
    }

    /// The same, with messages in a given language.
    fn load_in(&self, language: Language, session: &mut Session) -> RuleSet {
        let mut files = Files { sources: RuleSet::builtin_sources(), lexicons: Lexicons::builtin() };
        files.read(&self.paths, session);
        files.compile(language, session)
    }
}

/// Rule files and word lists, read but not compiled.
pub(super) struct Files {
    pub(super) sources: Vec<RuleSource>,
    pub(super) lexicons: Lexicons,
}

impl Files {
    /// Compiles them and reports what is broken.
    pub(super) fn compile(&self, language: Language, session: &mut Session) -> RuleSet {
        let (rules, errors) = RuleSet::load(&self.sources, &self.lexicons, language);
        for error in errors {
            session.fail(Failure::BrokenRule(Box::new(error)));
        }
        rules
    }

    /// Reads files, and all rule files and word lists below folders in the order of their paths.
    pub(super) fn read(&mut self, paths: &[PathBuf], session: &mut Session) {
        for path in paths {
            if !path.is_dir() {
                self.file(path, session);
                continue;
            }
            let walk = WalkBuilder::new(path).standard_filters(false).sort_by_file_path(Path::cmp).build();
            let files =
                walk.filter_map(Result::ok).filter(|entry| entry.file_type().is_some_and(|f| f.is_file()));
            let before = self.sources.len();
            for entry in files {
                let below = entry.path().strip_prefix(path).unwrap_or(entry.path());
                if has(below, "toml") && !below.starts_with("layouts")
                    || has(below, "txt") && parent_is(entry.path(), "lexicons")
                {
                    self.file(entry.path(), session);
                }
            }
            if self.sources.len() == before {
                session.fail(Failure::NoRules { path: path.to_string_lossy().into_owned() });
            }
        }
    }

    fn file(&mut self, path: &Path, session: &mut Session) {
        let name = path.to_string_lossy().into_owned();
        match fs::read_to_string(path) {
            Ok(text) if has(path, "txt") => {
                let list = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
                self.lexicons.load(&list.unwrap_or_default(), &text);
            }
            Ok(text) => self.sources.push(RuleSource { name, text }),
            Err(source) => session.fail(Failure::RuleFile { file: name, source }),
        }
    }
}

fn has(path: &Path, extension: &str) -> bool {
    path.extension().and_then(OsStr::to_str).is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

fn parent_is(path: &Path, name: &str) -> bool {
    path.parent().and_then(Path::file_name).is_some_and(|parent| parent == name)
}
