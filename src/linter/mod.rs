//! The library's door: rules and settings once, then files or bytes → findings.

mod builder;
mod error;
#[cfg(feature = "host")]
mod files;
#[cfg(feature = "serve")]
mod records;
mod report;

pub use builder::Builder;
pub use error::{Error, Mistake};
pub use report::{Report, Sheet};

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use crate::finding::Language;
use crate::form::Form;
use crate::lint::{Check, Checked, Lint, Loaded, Loader, Ordinals, Overrides, Selection, Variants};
use crate::plugin::{PluginRun, Plugins};
use crate::read::InputError;
use crate::record;
use crate::rule::RuleSet;

/// Checks goal sheets by the rules and settings that it was built with.
///
/// It can be used for any number of runs and from several threads. What one call checks is one run: rules that compare
/// projects (JC604) look at all files of it together.
///
/// ```
/// let linter = jichi::Linter::builder().select(["JC308"]).build()?;
/// let report = linter.check("tests/data/jialing-2020.tsv")?;
/// assert_eq!(report.findings.len(), 10);
/// assert_eq!(report.findings[0].location.cell, "G128");
/// # Ok::<(), jichi::Error>(())
/// ```
pub struct Linter {
    pub(crate) rules: Arc<RuleSet>,
    /// The rules with other options for some of the records, where that is set.
    pub(crate) variants: Option<Arc<Variants>>,
    pub(crate) overrides: Overrides,
    pub(crate) plugins: Plugins,
    pub(crate) loader: Loader,
    pub(crate) selection: Selection,
    pub(crate) year: Option<i32>,
    pub(crate) language: Language,
    pub(crate) form: Form,
}

impl Linter {
    /// Begins a linter with the program's rules and layouts, messages in Chinese, no configuration.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Checks a file that is in memory. Its name stands in the findings; of texts and records the extension helps to tell
    /// what the bytes are.
    ///
    /// ```
    /// let sheet = std::fs::read("tests/data/jialing-2020.tsv")?;
    /// let linter = jichi::Linter::builder().build()?;
    /// let report = linter.check_bytes("目标表.tsv", sheet)?;
    /// assert_eq!(report.sheets[0].projects, 395);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Bytes that hold no goal sheet. Files of an archive that cannot be read are in [`Report::errors`], unless none can.
    pub fn check_bytes(&self, name: &str, bytes: impl Into<Vec<u8>>) -> Result<Report, Error> {
        self.run(|run| run.loaded(name, self.loader.load(name, bytes.into())))
    }

    /// Checks files that are in memory, each with its name, in one run for this budget year, and hands on each sheet with
    /// its findings, whose messages are in this language. Returns what could not be checked, and what was passed over.
    #[cfg(feature = "serve")]
    pub(crate) fn each_sheet(
        &self,
        (year, messages): (Option<i32>, Language),
        files: Vec<(String, Vec<u8>)>,
        mut each: impl FnMut(&record::Sheet, Vec<Checked>),
    ) -> (Vec<Error>, Vec<String>) {
        let plugins = self.plugins();
        let lint = Lint { year, language: messages, ..self.lint(self.check_by(), &plugins) };
        let mut run = Run::new(self, lint, &mut each);
        for (name, bytes) in files {
            run.loaded(&name, self.loader.load(&name, bytes));
        }
        run.end(&plugins)
    }

    /// Does one run.
    fn run(&self, files: impl FnOnce(&mut Run<'_>)) -> Result<Report, Error> {
        let plugins = self.plugins();
        let mut report = Report::default();
        let mut each = |sheet: &record::Sheet, findings: Vec<Checked>| report.sheet(sheet, &findings);
        let mut run = Run::new(self, self.lint(self.check_by(), &plugins), &mut each);
        files(&mut run);
        (report.errors, report.passed_over) = run.end(&plugins);
        match report.sheets.is_empty() && !report.errors.is_empty() {
            true => Err(report.errors.swap_remove(0)),
            false => Ok(report),
        }
    }

    /// The language of messages.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Begins a run of the rules in code.
    pub(crate) fn plugins(&self) -> PluginRun<'_> {
        self.plugins.run(&self.rules)
    }

    /// The form that projects are reviewed by. What no rule of this linter looks at, rules have nothing to say about.
    pub(crate) fn form(&self) -> Form {
        let rules = self.rules.rules().iter();
        let rules = rules.filter(|rule| self.selection.contains(&rule.info.code));
        self.form.judged_by(&rules.filter_map(|rule| rule.info.review.as_deref()).collect())
    }

    /// The rules as they are checked by.
    pub(crate) fn check_by(&self) -> &dyn Check {
        match &self.variants {
            Some(variants) => &**variants,
            None => &*self.rules,
        }
    }

    /// The checks of a run by these rules.
    pub(crate) fn lint<'a>(&'a self, rules: &'a dyn Check, plugins: &'a PluginRun<'_>) -> Lint<'a> {
        Lint {
            selection: self.selection.clone(),
            year: self.year,
            overrides: self.overrides.clone(),
            ..Lint::new(vec![rules, plugins], self.rules.words(), self.language)
        }
    }
}

impl fmt::Debug for Linter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rules = self.rules.rules().iter().map(|rule| rule.info.code.as_str());
        let rules: Vec<&str> = rules.filter(|code| self.selection.contains(code)).collect();
        f.debug_struct("Linter").field("rules", &rules).finish_non_exhaustive()
    }
}

/// A run on its way.
struct Run<'a> {
    linter: &'a Linter,
    lint: Lint<'a>,
    /// How many sheets were checked.
    sheets: usize,
    /// Takes each sheet with its findings.
    each: &'a mut dyn FnMut(&record::Sheet, Vec<Checked>),
    errors: Vec<Error>,
    passed_over: Vec<String>,
}

impl<'a> Run<'a> {
    fn new(
        linter: &'a Linter,
        lint: Lint<'a>,
        each: &'a mut dyn FnMut(&record::Sheet, Vec<Checked>),
    ) -> Self {
        Self { linter, lint, sheets: 0, each, errors: Vec::new(), passed_over: Vec::new() }
    }

    /// Takes a file, or all that are in an archive.
    fn loaded(&mut self, name: &str, loaded: Result<Loaded, InputError>) {
        match loaded {
            Ok(Loaded::Sheets(source)) => self.file(&source.sheets),
            Ok(Loaded::Archive(archive)) => {
                self.passed_over.extend(archive.passed_over.iter().cloned());
                let loader = &self.linter.loader;
                let read: Result<(), Infallible> = archive.each(loader, |name, source| {
                    match source {
                        Ok(source) => self.file(&source.sheets),
                        Err(error) => self.unread(&name, error),
                    }
                    Ok(())
                });
                match read {
                    Ok(()) => {}
                    Err(never) => match never {},
                }
            }
            Err(error) => self.unread(name, error),
        }
    }

    fn file(&mut self, sheets: &[record::Sheet]) {
        let mut ordinals = Ordinals::default();
        for sheet in sheets {
            let findings = self.lint.all(self.sheets, sheet, &mut ordinals);
            self.sheets += 1;
            (self.each)(sheet, findings);
        }
    }

    fn unread(&mut self, name: &str, error: InputError) {
        self.errors.push(Error::unread(name, error, self.linter.language));
    }

    /// What could not be checked, and what was passed over.
    fn end(mut self, plugins: &PluginRun<'_>) -> (Vec<Error>, Vec<String>) {
        let failures = plugins.failures();
        self.errors.extend(failures.iter().map(|failed| Error::plugin(failed, self.linter.language)));
        (self.errors, self.passed_over)
    }
}
