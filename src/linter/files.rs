//! Files on the disk, found and read as the command line does it.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Error, Linter, Report};
use crate::cli::error::Failure;
use crate::cli::inputs::{Input, Inputs};
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
            let failed = |failure: Failure| Error::from_failure(&failure, self.language);
            run.report.errors.extend(inputs.failures.into_iter().map(failed));
            let passed_over = inputs.passed_over.iter().map(|path| path.to_string_lossy().into_owned());
            run.report.passed_over.extend(passed_over);
            for group in groups(&inputs.found, AT_ONCE, Input::size) {
                for (input, loaded) in
                    group.iter().zip(in_parallel(group, |_, input| input.read(&self.loader)))
                {
                    match loaded {
                        Ok(loaded) => run.loaded(&input.name, Ok(loaded)),
                        Err(failure) => run.report.errors.push(failed(failure)),
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

/// The name and the text of a file that people write.
pub(super) fn text(path: &Path, language: Language) -> Result<(String, String), Error> {
    let name = path.to_string_lossy().into_owned();
    match fs::read_to_string(path) {
        Ok(text) => Ok((name, text)),
        Err(source) => Err(Error::from_failure(&Failure::Unreadable { file: name, source }, language)),
    }
}

impl Error {
    fn from_failure(failure: &Failure, language: Language) -> Self {
        Self::File {
            file: failure.file().unwrap_or_default().to_owned(),
            message: failure.message(language),
            help: failure.help(language),
        }
    }
}
