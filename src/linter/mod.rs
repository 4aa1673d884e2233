//! The library's door: rules and settings once, then files or bytes → findings.

mod builder;
mod error;
#[cfg(feature = "host")]
mod files;
mod report;

pub use builder::Builder;
pub use error::{Error, Mistake};
pub use report::{Report, Sheet};

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use crate::finding::Language;
use crate::form::Form;
use crate::lint::{Check, Lint, Loaded, Loader, Ordinals, Overrides, Selection, Variants};
use crate::plugin::{PluginRun, Plugins};
use crate::read::InputError;
use crate::record;
use crate::report::Entry;
use crate::report::finding::Finding;
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
    rules: Arc<RuleSet>,
    /// The rules with other options for some of the records, where that is set.
    variants: Option<Variants>,
    overrides: Overrides,
    plugins: Plugins,
    loader: Loader,
    selection: Selection,
    year: Option<i32>,
    language: Language,
    form: Form,
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

    /// Does one run.
    fn run(&self, files: impl FnOnce(&mut Run<'_>)) -> Result<Report, Error> {
        let plugins = self.plugins();
        let mut run = Run {
            linter: self,
            lint: self.lint(self.check_by(), &plugins),
            sheets: 0,
            report: Report::default(),
        };
        files(&mut run);
        let mut report = run.report;
        report.errors.extend(plugins.failures().iter().map(|failed| Error::plugin(failed, self.language)));
        match report.sheets.is_empty() && !report.errors.is_empty() {
            true => Err(report.errors.swap_remove(0)),
            false => Ok(report),
        }
    }

    /// The language of messages.
    pub fn language(&self) -> Language {
        self.language
    }

    /// How files are read.
    pub(crate) fn loader(&self) -> &Loader {
        &self.loader
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

    /// The rules that are loaded.
    pub(crate) fn rules(&self) -> &Arc<RuleSet> {
        &self.rules
    }

    /// The rules as they are checked by.
    pub(crate) fn check_by(&self) -> &dyn Check {
        match &self.variants {
            Some(variants) => variants,
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
    report: Report,
}

impl Run<'_> {
    /// Takes a file, or all that are in an archive.
    fn loaded(&mut self, name: &str, loaded: Result<Loaded, InputError>) {
        match loaded {
            Ok(Loaded::Sheets(source)) => self.file(&source.sheets),
            Ok(Loaded::Archive(archive)) => {
                self.report.passed_over.extend(archive.passed_over.iter().cloned());
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
            self.report.sheets.push(Sheet::from(sheet));
            self.report
                .findings
                .extend(findings.iter().map(|checked| Finding::from(Entry { sheet, checked })));
        }
    }

    fn unread(&mut self, name: &str, error: InputError) {
        self.report.errors.push(Error::unread(name, error, self.lint.language));
    }
}
