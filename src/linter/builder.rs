//! Settings → a linter.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Error, Linter};
use crate::caret::CaretError;
use crate::config::{Absent, Config};
use crate::finding::Language;
use crate::layout::{LayoutSource, Layouts};
use crate::lexicon::Lexicons;
use crate::library::{Library, LibrarySource};
use crate::lint::{Loader, Override, Selection, Variants};
use crate::plugin::Plugins;
use crate::record::MoneyUnit;
use crate::rule::{RuleSet, RuleSource, UnknownRule};

/// Settings of a [`Linter`]; begin with [`Linter::builder`]. Files are read by [`Builder::build`].
///
/// A setting made here takes the place of the same one in a configuration.
///
/// ```
/// use jichi::{Language, Linter};
///
/// let linter = Linter::builder()
///     .language(Language::En)
///     .config("jichi.toml", "year = 2024\n[rules.JC503]\ntolerance = 0.05\n")
///     .ignore(["JC7", "vague-value"])
///     .build()?;
/// # Ok::<(), jichi::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Builder {
    language: Language,
    year: Option<i32>,
    money_unit: Option<MoneyUnit>,
    select: Vec<String>,
    ignore: Vec<String>,
    config: Option<Source>,
    rules: Vec<RuleSource>,
    layouts: Vec<LayoutSource>,
    #[cfg(feature = "host")]
    rule_paths: Vec<PathBuf>,
    #[cfg(feature = "host")]
    layout_paths: Vec<PathBuf>,
    /// Whether no file is read, whatever the configuration names.
    #[cfg(feature = "host")]
    is_sealed: bool,
}

/// Where a configuration is.
#[derive(Debug, Clone)]
enum Source {
    Text {
        name: String,
        text: String,
    },
    #[cfg(feature = "host")]
    File(PathBuf),
}

impl Builder {
    /// The language of messages; Chinese unless told otherwise.
    pub fn language(mut self, language: Language) -> Self {
        self.language = language;
        self
    }

    /// The budget year; where it is not set, the sheet's title tells it.
    pub fn year(mut self, year: i32) -> Self {
        self.year = Some(year);
        self
    }

    /// The unit of money columns; where it is not set, the sheet tells it.
    pub fn money_unit(mut self, unit: MoneyUnit) -> Self {
        self.money_unit = Some(unit);
        self
    }

    /// The rules to look at: codes (`JC308`), beginnings of codes (`JC3`), names (`capped-target`) or `ALL`. The more
    /// exact word wins over the less exact one of `ignore`. Where none is named, all rules are looked at.
    pub fn select(mut self, rules: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.select.extend(rules.into_iter().map(Into::into));
        self
    }

    /// The rules not to look at, named as in [`Builder::select`].
    pub fn ignore(mut self, rules: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.ignore.extend(rules.into_iter().map(Into::into));
        self
    }

    /// The text of a configuration (`jichi.toml`); the name is for mistakes in it. None is looked for by itself. Plugins
    /// that it names are not loaded.
    pub fn config(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.config = Some(Source::Text { name: name.into(), text: text.into() });
        self
    }

    /// The text of a rule file, in force beside the program's rules; the name is for mistakes in it.
    pub fn rule(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.rules.push(RuleSource { name: name.into(), text: text.into(), plugin: None });
        self
    }

    /// The text of a layout file, tried beside the program's layouts; the name is for mistakes in it.
    pub fn layout(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.layouts.push(LayoutSource { name: name.into(), text: text.into() });
        self
    }

    /// A configuration file, with those that it extends (feature `host`).
    #[cfg(feature = "host")]
    pub fn config_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.config = Some(Source::File(path.into()));
        self
    }

    /// A rule file, or a folder of them (feature `host`).
    #[cfg(feature = "host")]
    pub fn rules(mut self, path: impl Into<PathBuf>) -> Self {
        self.rule_paths.push(path.into());
        self
    }

    /// A layout file, or a folder of them (feature `host`).
    #[cfg(feature = "host")]
    pub fn layouts(mut self, path: impl Into<PathBuf>) -> Self {
        self.layout_paths.push(path.into());
        self
    }

    /// Reads no file, as where there are none: the configuration comes from somebody who may not read files here.
    #[cfg(feature = "serve")]
    pub(crate) fn sealed(mut self) -> Self {
        self.is_sealed = true;
        self
    }

    /// Reads and compiles what was set.
    ///
    /// # Errors
    /// A file that cannot be read; mistakes in a configuration, rule or layout; a selection that names no rule.
    pub fn build(self) -> Result<Linter, Error> {
        let language = self.language;
        let config = match &self.config {
            None => Config::default(),
            Some(Source::Text { name, text }) => {
                Config::parse(name, text, language).map_err(Error::mistakes)?
            }
            #[cfg(feature = "host")]
            Some(Source::File(path)) => super::files::config(path, language)?,
        };
        let plugins = Plugins::bundled();
        let Named { rules: named, mut lexicons, library, mut layouts, folder } = self.named(&config)?;
        let mut sources = RuleSet::builtin_sources();
        sources.extend(plugins.sources().into_iter().chain(named).chain(self.rules));
        config.lexicons(&mut lexicons).map_err(Error::mistakes)?;
        let changes = config.changes();
        let (rules, errors) = RuleSet::load_with(&sources, &lexicons, language, &changes);
        refuse(errors)?;
        let absent = Absent { codes: Vec::new(), plugins: !config.plugins().is_empty() };
        config.hold_against(&rules, &absent).map_err(Error::mistakes)?;
        let selection = selected(&self.select, &self.ignore, &config, &rules, language)?;
        let rules = match library.is_empty() {
            true => rules,
            false => {
                let (library, errors) = Library::load(&library, language);
                refuse(errors)?;
                rules.with_library(Arc::new(library))
            }
        };
        let rules = Arc::new(rules);
        let mut overrides = config.overrides(&rules, &folder);
        overrides.each.push(Override { money_unit: self.money_unit, ..Override::default() });
        let variants =
            Variants::new(&rules, (sources, lexicons), changes, language, &overrides).map(Arc::new);
        layouts.extend(self.layouts);
        let (layouts, errors) = Layouts::load(&layouts, language);
        refuse(errors)?;
        let loader = Loader { layouts, encoding: None, keeps_bytes: false, timings: None };
        let (year, form) = (self.year, config.form.clone());
        Ok(Linter { rules, variants, overrides, plugins, loader, selection, year, language, form })
    }

    /// What the builder and the configuration name by paths.
    #[cfg(feature = "host")]
    fn named(&self, config: &Config) -> Result<Named, Error> {
        if self.is_sealed {
            return Named::nothing(config);
        }
        super::files::named(config, &self.rule_paths, &self.layout_paths, self.language)
    }

    /// Nothing can be read here.
    #[cfg(not(feature = "host"))]
    #[allow(clippy::unused_self, reason = "as where files can be read")]
    fn named(&self, config: &Config) -> Result<Named, Error> {
        Named::nothing(config)
    }
}

/// What is named by paths, read.
pub(super) struct Named {
    pub(super) rules: Vec<RuleSource>,
    pub(super) lexicons: Lexicons,
    pub(super) library: Vec<LibrarySource>,
    pub(super) layouts: Vec<LayoutSource>,
    /// The folder that names of files start from.
    pub(super) folder: PathBuf,
}

impl Named {
    /// What there is where no file can be read.
    fn nothing(config: &Config) -> Result<Self, Error> {
        let patterns = config.rule_files().iter().chain(config.layout_files());
        refuse(patterns.flat_map(|pattern| config.nothing_there(pattern)).collect())?;
        Ok(Self {
            rules: Vec::new(),
            lexicons: Lexicons::builtin(),
            library: Vec::new(),
            layouts: Vec::new(),
            folder: PathBuf::new(),
        })
    }
}

fn refuse(errors: Vec<CaretError>) -> Result<(), Error> {
    if errors.is_empty() { Ok(()) } else { Err(Error::mistakes(errors)) }
}

/// The rules that are wanted. What the builder names takes the place of what the configuration does.
fn selected(
    select: &[String],
    ignore: &[String],
    config: &Config,
    rules: &RuleSet,
    language: Language,
) -> Result<Selection, Error> {
    let names = rules.rules().iter().map(|rule| (rule.info.code.as_str(), rule.info.slug.as_str()));
    // Those of the configuration have been held against the rules.
    if let Some(word) = select.iter().chain(ignore).find(|word| !Selection::knows(word, names.clone())) {
        return Err(Error::unknown_rule(UnknownRule::new(word, rules), language));
    }
    let or = |told: &[String], set: Vec<String>| if told.is_empty() { set } else { told.to_vec() };
    Ok(Selection::new(&or(select, config.select()), &or(ignore, config.ignore()), names))
}
