//! Settings → a linter.

#[cfg(feature = "host")]
use std::path::PathBuf;

use super::{Error, Linter};
use crate::config::{Absent, Config};
use crate::finding::Language;
use crate::layout::{LayoutSource, Layouts};
use crate::lexicon::Lexicons;
use crate::lint::{Loader, Selection};
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
    rules: Vec<Source>,
    layouts: Vec<Source>,
}

/// A file that people write.
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
        self.config = Some(Source::text(name, text));
        self
    }

    /// The text of a rule file, in force beside the program's rules; the name is for mistakes in it.
    pub fn rule(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.rules.push(Source::text(name, text));
        self
    }

    /// The text of a layout file, tried beside the program's layouts; the name is for mistakes in it.
    pub fn layout(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.layouts.push(Source::text(name, text));
        self
    }

    /// A configuration file (feature `host`).
    #[cfg(feature = "host")]
    pub fn config_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.config = Some(Source::File(path.into()));
        self
    }

    /// A rule file (feature `host`).
    #[cfg(feature = "host")]
    pub fn rule_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.rules.push(Source::File(path.into()));
        self
    }

    /// A layout file (feature `host`).
    #[cfg(feature = "host")]
    pub fn layout_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.layouts.push(Source::File(path.into()));
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
            Some(source) => {
                let (name, text) = source.read(language)?;
                Config::parse(&name, &text, language).map_err(Error::mistakes)?
            }
        };
        let plugins = Plugins::bundled();
        let rules = compiled(&self.rules, &config, &plugins, language)?;
        let selection = selected(&self.select, &self.ignore, &config, &rules, language)?;
        let mut layouts = Vec::new();
        for source in &self.layouts {
            let (name, text) = source.read(language)?;
            layouts.push(LayoutSource { name, text });
        }
        let (layouts, errors) = Layouts::load(&layouts);
        if !errors.is_empty() {
            return Err(Error::mistakes(errors));
        }
        Ok(Linter {
            rules,
            plugins,
            loader: Loader { layouts, encoding: None, keeps_bytes: false },
            selection,
            year: self.year.or(config.year),
            money_unit: self.money_unit.or(config.money_unit),
            language,
        })
    }
}

/// The program's rules, those of `plugins` and the added ones, under the configuration.
fn compiled(
    added: &[Source],
    config: &Config,
    plugins: &Plugins,
    language: Language,
) -> Result<RuleSet, Error> {
    let mut sources = RuleSet::builtin_sources();
    sources.extend(plugins.sources());
    for source in added {
        let (name, text) = source.read(language)?;
        sources.push(RuleSource { name, text, plugin: None });
    }
    let mut lexicons = Lexicons::builtin();
    config.lexicons(&mut lexicons).map_err(Error::mistakes)?;
    let (rules, errors) = RuleSet::load_with(&sources, &lexicons, language, &config.options());
    if !errors.is_empty() {
        return Err(Error::mistakes(errors));
    }
    let absent = Absent { codes: Vec::new(), plugins: !config.plugins().is_empty() };
    config.hold_against(&rules, &absent).map_err(Error::mistakes)?;
    Ok(rules)
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

impl Source {
    fn text(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self::Text { name: name.into(), text: text.into() }
    }

    /// The name and the text.
    fn read(&self, language: Language) -> Result<(String, String), Error> {
        match self {
            Self::Text { name, text } => Ok((name.clone(), text.clone())),
            #[cfg(feature = "host")]
            Self::File(path) => super::files::text(path, language),
        }
    }
}
