//! Native plugins: rules whose cases are found by compiled code, behind the C interface of `plugins/sdk`.
//!
//! A plugin brings rule files, which are loaded with all others, and for each a function that is shown the
//! projects of a run. It is linked into the program ([`Plugins::bundled`]) or loaded from a file, and runs in
//! this process (`here`) or in one of its own (`isolate`). What it reports is checked (`sink`) and told in the
//! words of its rule ([`RuleSet::tell`]).

mod descriptor;
mod digest;
#[cfg(feature = "host")]
mod file;
mod here;
#[cfg(feature = "host")]
pub mod isolate;
#[cfg(feature = "host")]
mod library;
mod limits;
mod message;
mod run;
mod sink;
#[cfg(test)]
mod tests;
#[cfg(feature = "host")]
mod trust;
mod view;
#[cfg(feature = "host")]
mod wanted;

use std::collections::HashMap;
use std::sync::Arc;

use jichi_plugin::abi;

use descriptor::Described;
pub use descriptor::Mismatch;
pub(crate) use descriptor::is_id;
pub use digest::{Digest, NoDigest};
#[cfg(feature = "host")]
pub use file::{FileError, PluginFile, Unfit};
#[cfg(feature = "host")]
pub use library::{LoadFault, load};
pub use limits::Limits;
pub use run::{Failed, PluginRun};
pub use sink::{Fault, Unusable};
#[cfg(feature = "host")]
pub use trust::{TrustError, Trusted, TrustedPlugin, Unsound};
#[cfg(feature = "host")]
pub use wanted::Wanted;

use crate::caret::CaretError;
use crate::finding::{Finding, Language};
use crate::lexicon::Lexicons;
use crate::lint::Check;
use crate::record::ProjectReading;
use crate::rule::{Context, RuleSet, RuleSource};

/// The letters of codes that only the plugins of this repository have.
pub(crate) const RESERVED: &str = "JC";

/// The plugins that are linked into the program, with the codes of their rules.
const BUNDLED: &[&abi::Descriptor] = &[
    #[cfg(feature = "bundled-plugins")]
    &jichi_funding::DESCRIPTOR,
    #[cfg(feature = "bundled-plugins")]
    &jichi_similarity::DESCRIPTOR,
];

/// A plugin that was loaded.
#[derive(Debug, Clone)]
pub struct Plugin {
    id: Arc<str>,
    version: String,
    /// The file, for diagnostics; None where it is linked into the program.
    file: Option<Arc<str>>,
    rules: Vec<PluginRule>,
    engine: Engine,
}

/// A rule of a plugin.
#[derive(Debug, Clone)]
struct PluginRule {
    /// The text of its rule file.
    source: String,
    /// Whether its code looks at one project beside another.
    follows: bool,
}

/// Where the code runs.
#[derive(Debug, Clone)]
enum Engine {
    Here(Described),
    #[cfg(feature = "host")]
    Apart(Arc<isolate::Launch>),
}

/// The plugins of a run.
#[derive(Debug, Clone, Default)]
pub struct Plugins {
    plugins: Vec<Plugin>,
}

/// Why a plugin cannot stand beside the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conflict {
    /// Another one with this id is loaded already.
    Id,
    /// A code with these letters belongs to others: to the plugins of this repository, or to the named one.
    Letters {
        /// The code.
        code: String,
        /// Who has the letters.
        owner: String,
    },
    /// The scope of a rule file is not what the code does.
    Scope {
        /// The code.
        code: String,
        /// Whether the rule has a function that looks at one project beside another.
        follows: bool,
    },
}

impl Plugin {
    fn here(file: Option<Arc<str>>, described: Described) -> Self {
        Self {
            id: Arc::clone(&described.id),
            version: described.version.clone(),
            file,
            rules: described
                .rules
                .iter()
                .map(|rule| PluginRule { source: rule.source.clone(), follows: rule.follow.is_some() })
                .collect(),
            engine: Engine::Here(described),
        }
    }

    /// `county-checks`
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its own version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The file that it was loaded from; None where it is linked into the program.
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// How people know it: the file, else the id.
    pub fn name(&self) -> &str {
        self.file.as_deref().unwrap_or(&self.id)
    }

    /// The codes of its rules, as far as their files can be read.
    pub fn codes(&self) -> impl Iterator<Item = String> {
        self.rules.iter().filter_map(|rule| code(&rule.source))
    }

    /// A rule file of the plugin, named as people find it.
    fn source(&self, text: &str) -> RuleSource {
        let slug = key(text, "slug").map_or_else(|| "?".to_owned(), |slug| format!("{slug}.toml"));
        let name = match &self.file {
            None => format!("plugins/{}/rules/{slug}", self.id),
            Some(file) => format!("{file}: {slug}"),
        };
        RuleSource { name, text: text.to_owned(), plugin: Some(Arc::clone(&self.id)) }
    }
}

impl Plugins {
    /// The plugins that are linked into the program.
    pub fn bundled() -> Self {
        let described = BUNDLED.iter().filter_map(|descriptor| {
            // SAFETY: the descriptor is a constant of a crate that was built with this one.
            unsafe { Described::check(*descriptor) }.ok()
        });
        Self { plugins: described.map(|described| Plugin::here(None, described)).collect() }
    }

    /// Adds a plugin. One with the id of a bundled one takes its place.
    ///
    /// # Errors
    /// Why it cannot stand beside the others.
    pub fn add(&mut self, plugin: Plugin) -> Result<(), Conflict> {
        let place = self.plugins.iter().position(|other| other.id == plugin.id);
        let replaced = place.and_then(|index| self.plugins.get(index));
        if replaced.is_some_and(|other| other.file.is_some()) {
            return Err(Conflict::Id);
        }
        let allowed: Vec<String> = replaced.into_iter().flat_map(Plugin::codes).collect();
        let mut owners: HashMap<String, &str> = HashMap::from([(RESERVED.to_owned(), "jichi")]);
        for other in self.plugins.iter().filter(|other| other.file.is_some()) {
            owners.extend(other.codes().map(|code| (letters(&code).to_owned(), other.name())));
        }
        for code in plugin.codes() {
            if let Some(owner) = owners.get(letters(&code))
                && !allowed.contains(&code)
            {
                return Err(Conflict::Letters { owner: (*owner).to_owned(), code });
            }
        }
        for rule in &plugin.rules {
            let is_corpus = key(&rule.source, "scope").is_some_and(|scope| scope == "corpus");
            if is_corpus != rule.follows
                && let Some(code) = code(&rule.source)
            {
                return Err(Conflict::Scope { code, follows: rule.follows });
            }
        }
        match place {
            Some(index) => self.plugins[index] = plugin,
            None => self.plugins.push(plugin),
        }
        Ok(())
    }

    /// The plugins, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Plugin> {
        self.plugins.iter()
    }

    /// Their rule files, to be loaded with all others.
    pub fn sources(&self) -> Vec<RuleSource> {
        let of =
            |plugin: &Plugin| plugin.rules.iter().map(|rule| plugin.source(&rule.source)).collect::<Vec<_>>();
        self.plugins.iter().flat_map(of).collect()
    }

    /// The rules of the program and of these plugins.
    ///
    /// # Errors
    /// What is broken among them.
    pub fn rules(&self, language: Language) -> Result<RuleSet, Vec<CaretError>> {
        let sources: Vec<RuleSource> = RuleSet::builtin_sources().into_iter().chain(self.sources()).collect();
        let (rules, errors) = RuleSet::load(&sources, &Lexicons::builtin(), language);
        if errors.is_empty() { Ok(rules) } else { Err(errors) }
    }

    /// What the plugins find in one sheet by itself, before precedence is looked at, and what went wrong.
    pub fn findings(&self, rules: &RuleSet, context: &Context<'_>) -> (Vec<Finding>, Vec<Failed>) {
        let run = self.run(rules);
        let mut findings = run.sheet(context);
        for reading in ProjectReading::all_by(context.sheet, rules.words()) {
            findings.extend(run.project(context, &reading));
        }
        findings.extend(run.projects(context, 0..context.sheet.projects.len()));
        (findings, run.failures())
    }

    /// Begins a run. `rules` holds the plugins' rules, as far as their files were in order.
    pub fn run<'a>(&'a self, rules: &'a RuleSet) -> PluginRun<'a> {
        PluginRun::new(self, rules)
    }
}

/// The code that a rule file names; None where the file is broken, which loading it tells.
pub(crate) fn code(source: &str) -> Option<String> {
    key(source, "code")
}

fn key(source: &str, key: &str) -> Option<String> {
    let table: toml::Table = source.parse().ok()?;
    table.get(key)?.as_str().map(str::to_owned)
}

pub(crate) fn letters(code: &str) -> &str {
    code.trim_end_matches(|ch: char| ch.is_ascii_digit())
}
