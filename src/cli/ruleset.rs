//! The rules of a run: those of the program, and the files that the user adds.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use ignore::WalkBuilder;

use super::configured::{self, Configured};
use super::error::{Definition, Failure};
use super::plugin::{Loaded, PluginChoice};
use super::session::Session;
use crate::config::{Absent, Config, FILE_NAME};
use crate::finding::Language;
use crate::lexicon::Lexicons;
use crate::library::{Library, LibrarySource, is_library_file};
use crate::lint::{Check, Lint, Overrides, Selection, Variants};
use crate::plugin::{PluginRun, Plugins};
use crate::record::Project;
use crate::rule::{Context, RuleChanges, RuleSet, RuleSource, UnknownRule, is_rule_file};

/// Options of commands that use rules.
#[derive(Debug, Args)]
pub(super) struct Added {
    /// 另外加载的规则文件或文件夹（其中的 lexicons/*.txt 为词表）
    #[arg(id = "added_rules", long = "rules", value_name = "路径")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) configured: Configured,
    #[command(flatten)]
    plugins: PluginChoice,
}

/// The rules of a run, and the configuration that they stand under.
pub(super) struct Ground {
    pub(super) rules: Arc<RuleSet>,
    /// The rules with other options for some of the records, where that is set.
    pub(super) variants: Option<Variants>,
    pub(super) plugins: Plugins,
    pub(super) config: Config,
    pub(super) overrides: Overrides,
    /// The codes of the rules that the user added as files.
    pub(super) added: Vec<String>,
    /// Rules that were meant to be there.
    pub(super) absent: Absent,
}

impl Added {
    /// Whether no configuration is to be used.
    pub(super) fn is_isolated(&self) -> bool {
        self.configured.is_isolated()
    }

    /// The added rule files and folders.
    pub(super) fn paths(&self) -> &[PathBuf] {
        &self.paths
    }

    /// The program's rules and the added ones, under the configuration. Rules that are broken are reported,
    /// the rest is in force; None where the configuration has mistakes, which are reported.
    pub(super) fn load(&self, session: &mut Session) -> Option<Ground> {
        let config = self.configured.load(session)?;
        let Loaded { plugins, complete, .. } = self.plugins.load(&config, session);
        let mut files = Files::of(RuleSet::builtin_sources());
        files.sources.extend(plugins.sources());
        let own = files.sources.len();
        files.read(&configured::files(&config, config.rule_files(), session)?, session);
        files.read(&self.paths, session);
        let added = files.sources.iter().skip(own).filter_map(|source| code(&source.text)).collect();
        let changes = config.changes();
        let (rules, absent) = files.compile(&config, &changes, complete, session)?;
        let rules = Arc::new(rules);
        let overrides = config.overrides(&rules, &std::env::current_dir().unwrap_or_default());
        let compiled = (files.sources, files.lexicons);
        let variants = Variants::new(&rules, compiled, changes, session.language, &overrides);
        Some(Ground { rules, variants, plugins, config, overrides, added, absent })
    }
}

impl Ground {
    /// The rules that are wanted. What the command line names takes the place of what the configuration does.
    pub(super) fn selection(&self, select: &[String], ignore: &[String]) -> Result<Selection, Failure> {
        let rules = self.rules.rules();
        let names = rules.iter().map(|rule| (rule.info.code.as_str(), rule.info.slug.as_str()));
        // Those of the configuration have been held against the rules.
        if let Some(word) = select.iter().chain(ignore).find(|word| !Selection::knows(word, names.clone())) {
            return Err(Failure::UnknownRule(UnknownRule::new(word, &self.rules)));
        }
        let or = |told: &[String], set: Vec<String>| if told.is_empty() { set } else { told.to_vec() };
        let (select, ignore) = (or(select, self.config.select()), or(ignore, self.config.ignore()));
        Ok(Selection::new(&select, &ignore, names))
    }

    /// The rules, with other options for some of the records where that is set.
    pub(super) fn rules_check(&self) -> &dyn Check {
        match &self.variants {
            Some(variants) => variants,
            None => &*self.rules,
        }
    }

    /// The rules that are held against what a sheet has as a whole, or against one of its projects.
    pub(super) fn rules_of(&self, context: &Context<'_>, project: Option<&Project>) -> Arc<RuleSet> {
        match &self.variants {
            Some(variants) => variants.of(context, project),
            None => Arc::clone(&self.rules),
        }
    }

    /// A run with these rules and plugins. `year` is the command line's.
    pub(super) fn lint<'a>(
        &'a self,
        plugins: &'a PluginRun<'_>,
        selection: Selection,
        year: Option<i32>,
        language: Language,
    ) -> Lint<'a> {
        Lint {
            selection,
            year,
            overrides: self.overrides.clone(),
            ..Lint::new(vec![self.rules_check(), plugins], self.rules.words(), language)
        }
    }
}

/// Rule files and word lists, read but not compiled.
pub(super) struct Files {
    pub(super) sources: Vec<RuleSource>,
    pub(super) lexicons: Lexicons,
    /// What is added to the program's indicator library.
    pub(super) library: Vec<LibrarySource>,
}

impl Files {
    /// These rules, and the program's word lists.
    pub(super) fn of(sources: Vec<RuleSource>) -> Self {
        Self { sources, lexicons: Lexicons::builtin(), library: Vec::new() }
    }

    /// Compiles them with the configuration's words and reports what is broken, of which the names come back; None where
    /// the configuration names what there is not. `complete` says whether all plugins are there: names that no rule has
    /// may be those of a missing one.
    pub(super) fn compile(
        &mut self,
        config: &Config,
        changes: &RuleChanges,
        complete: bool,
        session: &mut Session,
    ) -> Option<(RuleSet, Absent)> {
        if let Err(errors) = config.lexicons(&mut self.lexicons) {
            session.misconfigured(errors);
            return None;
        }
        let (rules, errors) = RuleSet::load_with(&self.sources, &self.lexicons, session.language, changes);
        let mut absent = Absent { codes: Vec::new(), plugins: !complete };
        if !errors.is_empty() {
            absent.codes.extend(self.sources.iter().filter_map(|source| code(&source.text)));
        }
        for error in errors {
            session.fail(Failure::BrokenDefinition { what: Definition::Rule, error: Box::new(error) });
        }
        let (library, errors) = match self.library.is_empty() {
            true => (Library::builtin(), Vec::new()),
            false => {
                let (library, errors) = Library::load(&self.library, session.language);
                (Arc::new(library), errors)
            }
        };
        for error in errors {
            session.fail(Failure::BrokenDefinition { what: Definition::Library, error: Box::new(error) });
        }
        if let Err(errors) = config.hold_against(&rules, &absent) {
            session.misconfigured(errors);
            return None;
        }
        Some((rules.with_library(library), absent))
    }

    /// Reads files, and all rule files, word lists and files of the indicator library below folders in the order of
    /// their paths.
    pub(super) fn read(&mut self, paths: &[PathBuf], session: &mut Session) {
        for path in paths {
            if !path.is_dir() {
                self.file(path, session);
                continue;
            }
            let walk = WalkBuilder::new(path).standard_filters(false).sort_by_file_path(Path::cmp).build();
            let files =
                walk.filter_map(Result::ok).filter(|entry| entry.file_type().is_some_and(|f| f.is_file()));
            let mut any = false;
            for entry in files {
                let below = entry.path().strip_prefix(path).unwrap_or(entry.path());
                if (is_rule_file(below) && !below.ends_with(FILE_NAME))
                    || is_library_file(below)
                    || has(below, "txt") && parent_is(entry.path(), "lexicons")
                {
                    any |= !has(below, "txt");
                    self.file(entry.path(), session);
                }
            }
            if !any {
                session.fail(Failure::NoDefinitions {
                    what: Definition::Rule,
                    path: path.to_string_lossy().into_owned(),
                });
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
            Ok(text) if is_library_file(path) => self.library.push(LibrarySource { name, text }),
            Ok(text) => self.sources.push(RuleSource { name, text, plugin: None }),
            Err(source) => {
                let what = if is_library_file(path) { Definition::Library } else { Definition::Rule };
                session.fail(Failure::DefinitionFile { what, file: name, source })
            }
        }
    }
}

/// The code that a rule file names; None where the file is broken, which compiling it tells.
pub(super) fn code(text: &str) -> Option<String> {
    let table: toml::Table = text.parse().ok()?;
    table.get("code")?.as_str().map(str::to_owned)
}

fn has(path: &Path, extension: &str) -> bool {
    path.extension().and_then(OsStr::to_str).is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

fn parent_is(path: &Path, name: &str) -> bool {
    path.parent().and_then(Path::file_name).is_some_and(|parent| parent == name)
}
