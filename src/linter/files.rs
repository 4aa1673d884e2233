//! Files on the disk, found and read as the command line does it.

use std::path::{Path, PathBuf};

use super::builder::Named;
use super::{Error, Linter, Mistake, Report};
use crate::cli::bad_input::BadInput;
use crate::cli::error::Failure;
use crate::cli::inputs::{Input, Inputs};
use crate::cli::named;
use crate::config::Config;
use crate::finding::Language;
use crate::lint::{groups, in_parallel};

/// Files that are read at the same time are together no larger than this, unless one alone is.
const AT_ONCE: u64 = 32 << 20;

impl Linter {
    /// Checks a file, a folder with everything below it, or the files that a glob names (feature `host`).
    ///
    /// # Errors
    /// A path that leads nowhere, or where nothing can be read. Where some files can be read and others cannot, these are in
    /// [`Report::errors`].
    pub fn check(&self, path: impl AsRef<Path>) -> Result<Report, Error> {
        self.check_all([path])
    }

    /// The same for several paths in one run, in their order.
    ///
    /// # Errors
    /// As those of [`Linter::check`].
    pub fn check_all(&self, paths: impl IntoIterator<Item = impl AsRef<Path>>) -> Result<Report, Error> {
        let paths: Vec<PathBuf> = paths.into_iter().map(|path| file(path.as_ref())).collect();
        let inputs = Inputs::find(&paths, "");
        self.run(|run| {
            let failed = |bad: BadInput| Error::from_failure(&Failure::Input(bad), self.language);
            run.errors.extend(inputs.failures.into_iter().map(failed));
            let passed_over = inputs.passed_over.iter().map(|path| path.to_string_lossy().into_owned());
            run.passed_over.extend(passed_over);
            for group in groups(&inputs.found, AT_ONCE, Input::size) {
                for (input, loaded) in
                    group.iter().zip(in_parallel(group, |_, input| input.read(&self.loader)))
                {
                    match loaded {
                        Ok(loaded) => run.loaded(&input.name, Ok(loaded)),
                        Err(bad) => run.errors.push(failed(bad)),
                    }
                }
            }
        })
    }
}

/// The path; one that the command line would take for standard input is a file here.
fn file(path: &Path) -> PathBuf {
    if path.as_os_str() == "-" { Path::new(".").join(path) } else { path.to_owned() }
}

pub(super) fn config(path: &Path, language: Language) -> Result<Config, Error> {
    named::config(path, language).map_err(|failures| Error::from_failures(failures, language))
}

/// What the builder and the configuration name by paths.
pub(super) fn named(
    config: &Config,
    rules: &[PathBuf],
    layouts: &[PathBuf],
    language: Language,
) -> Result<Named, Error> {
    let failed = |failures| Error::from_failures(failures, language);
    let (rules, lexicons, library) = named::rules(config, rules, language).map_err(failed)?;
    let layouts = named::layouts(config, layouts, language).map_err(failed)?;
    Ok(Named { rules, lexicons, library, layouts, folder: std::env::current_dir().unwrap_or_default() })
}

impl Error {
    fn from_failure(failure: &Failure, language: Language) -> Self {
        Self::File {
            file: failure.file().unwrap_or_default().to_owned(),
            message: failure.message(language),
            help: failure.help(language),
        }
    }

    /// All mistakes in files, or the first of the files that cannot be read.
    fn from_failures(failures: Vec<Failure>, language: Language) -> Self {
        let unread = failures.iter().find(|failure| failure.caret().is_none());
        match unread {
            Some(failure) => Self::from_failure(failure, language),
            None => Self::Mistakes(failures.iter().filter_map(Failure::caret).map(Mistake::from).collect()),
        }
    }
}
