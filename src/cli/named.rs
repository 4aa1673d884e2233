//! What the library is given as paths, read as the command line reads it. Nothing is printed: what goes wrong is handed
//! back.

use std::path::{Path, PathBuf};

use super::configured::{self, Configured};
use super::error::Failure;
use super::layouts::AddedLayouts;
use super::ruleset::Files;
use super::session::Session;
use crate::config::Config;
use crate::finding::Language;
use crate::layout::LayoutSource;
use crate::lexicon::Lexicons;
use crate::library::LibrarySource;
use crate::rule::RuleSource;

/// A configuration, with those that it extends.
pub(crate) fn config(path: &Path, language: Language) -> Result<Config, Vec<Failure>> {
    let mut session = Session::quiet(language);
    let config = Configured::by(path).load(&mut session);
    config.ok_or_else(|| session.failures())
}

/// The rule files that the configuration and `paths` lead to, the program's word lists with those beside them, and the
/// files of the indicator library.
pub(crate) fn rules(
    config: &Config,
    paths: &[PathBuf],
    language: Language,
) -> Result<(Vec<RuleSource>, Lexicons, Vec<LibrarySource>), Vec<Failure>> {
    let mut session = Session::quiet(language);
    let mut files = Files::of(Vec::new());
    let named = configured::files(config, config.rule_files(), &mut session);
    files.read(&named.unwrap_or_default(), &mut session);
    files.read(paths, &mut session);
    whole((files.sources, files.lexicons, files.library), session)
}

/// The layout files that the configuration and `paths` lead to.
pub(crate) fn layouts(
    config: &Config,
    paths: &[PathBuf],
    language: Language,
) -> Result<Vec<LayoutSource>, Vec<Failure>> {
    let mut session = Session::quiet(language);
    let sources = AddedLayouts::by(paths).sources(config, &mut session);
    whole(sources.unwrap_or_default(), session)
}

fn whole<T>(read: T, session: Session) -> Result<T, Vec<Failure>> {
    let failures = session.failures();
    if failures.is_empty() { Ok(read) } else { Err(failures) }
}
