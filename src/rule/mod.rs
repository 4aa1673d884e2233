//! The rule language: rules are TOML files, compiled when they are loaded, evaluated on records.
//!
//! A file becomes a `RuleFile` (module `schema`), that becomes a [`Rule`] with bound names and checked
//! types, and a [`RuleSet`] evaluates all of them on a project at a time. The language itself is described
//! in `docs/rule-language.md`.

mod access;
mod assemble;
mod choice;
mod clauses;
mod compile;
mod cost;
mod counted;
mod evaluate;
mod examples;
mod expr;
mod field_names;
mod fields;
mod head;
mod items;
#[cfg(feature = "host")]
mod json_schema;
mod load;
mod mistakes;
mod names;
mod note;
mod observation;
mod operands;
mod options;
mod place;
mod precedence;
mod predicate;
mod scene;
mod schema;
mod spanned;
mod speech;
mod suggestion;
mod template;
mod terms;
mod tester;
#[cfg(test)]
mod tests;
mod trace;
mod truth;
mod unknown;
mod value;
mod walk;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use include_dir::{Dir, include_dir};

pub use counted::{Counted, Tally};
pub use examples::{DepartmentExample, Example, Expected, FixedRow, ProjectExample, RowExample};
#[cfg(feature = "host")]
pub(crate) use head::is_code;
#[cfg(feature = "host")]
pub use json_schema::json_schema;
use names::Constant;
pub use observation::{Observation, Observed, ObservedField, ObservedPlace, Refusal, RelatedPlace, Span};
pub use options::{OptionFault, OptionKind, Setting};
use precedence::Precedence;
use predicate::{Subject, Test};
use scene::Desk;
pub use schema::ValueKind;
use schema::{CellName, SCOPES, ScopeName};
pub use spanned::Spanned;
use template::Template;
use terms::Vocabulary;
pub use tester::{Failure, Hint, Missing, Others, Problem, left_out};
pub use trace::{
    FoundTerm, Item, Named, Shown, Spot, Step, StepKind, Trace, TracedCase, TracedLet, Word, trace,
};
pub use truth::Truth;
pub use unknown::UnknownRule;

use crate::caret::CaretError;
use crate::finding::{Finding, Language, RuleInfo, Safety, Severity};
use crate::lexicon::Lexicons;
use crate::library::{Library, is_library_file};
use crate::record::{FieldWords, MoneyUnit, ProjectReading, ReadingNote, Sheet};

static BUILTIN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// What a run knows beside the sheet.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The sheet under audit.
    pub sheet: &'a Sheet,
    /// Its index in the run.
    pub sheet_index: usize,
    /// The budget year: the command line's, else the configuration's, else the sheet's.
    pub year: Option<i32>,
    /// The unit of the money columns: the configuration's, else the sheet's.
    pub money_unit: Option<MoneyUnit>,
    /// The language of messages.
    pub language: Language,
}

/// A rule file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSource {
    /// Its name, for diagnostics.
    pub name: String,
    /// Its text.
    pub text: String,
    /// The plugin whose rule it is: its code finds the cases.
    pub plugin: Option<Arc<str>>,
}

/// A configured value of a rule's option.
#[derive(Debug, Clone, PartialEq)]
pub struct OptionOverride {
    /// The rule's code.
    pub code: String,
    /// The option.
    pub name: String,
    /// A number, text, boolean or list of texts, as the option's default.
    pub value: toml::Value,
}

/// What a user sets otherwise than rule files do.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RuleChanges {
    /// Options.
    pub options: Vec<OptionOverride>,
    /// Severities of all findings of a rule, by its code.
    pub severities: BTreeMap<String, Severity>,
}

/// How far a rule has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "host", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// May change; off unless asked for.
    Preview,
    /// In force.
    #[default]
    Stable,
    /// Will go.
    Deprecated,
}

/// What a rule says of itself in one language. Message and help hold placeholders.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Prose {
    /// The name people call it by.
    pub title: String,
    /// Why it matters.
    pub why: String,
    /// What is wrong, with placeholders.
    pub message: String,
    /// What to write instead, with placeholders.
    pub help: Option<String>,
    /// What it says in other words under a condition.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Said>,
}

/// What a rule says of one case; None where it says what it says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Said {
    /// What is wrong, with placeholders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// What to write instead, with placeholders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// One compiled rule, with everything that `jichi rules` and `jichi explain` say of it.
#[derive(Debug)]
pub struct Rule {
    /// Code, slug, title, basis.
    pub info: Arc<RuleInfo>,
    /// How far it has come.
    pub status: Status,
    /// The version it came with.
    pub since: Option<String>,
    /// `indicator`, `project` …
    pub scope: &'static str,
    /// The plugin whose code finds the cases.
    pub plugin: Option<Arc<str>>,
    /// What it says in Chinese.
    pub zh: Prose,
    /// What it says in English.
    pub en: Prose,
    /// The codes that take precedence on the same cell.
    pub yields_to: Vec<String>,
    /// Its options and their values in this run.
    pub options: Vec<(String, String)>,
    /// Whether its findings show examples of the indicator library.
    pub suggests: bool,
    /// Whether it offers fixes, and of which kind.
    pub fix: Option<Safety>,
    /// The examples in which it must find something.
    pub invalid: Vec<Example>,
    /// The examples in which it must find nothing.
    pub valid: Vec<Example>,
    /// The rule file.
    pub source: Arc<str>,
    program: Program,
}

impl Rule {
    /// Its options in this run, for the code of its plugin.
    pub fn settings(&self) -> impl Iterator<Item = (&str, Setting<'_>)> {
        let values = self.program.constants.iter().map(Setting::from);
        self.options.iter().map(|(name, _)| name.as_str()).zip(values)
    }

    /// The severities that its findings have under a condition.
    pub fn other_severities(&self) -> impl Iterator<Item = Severity> {
        self.program.severity_when.iter().map(|(severity, _)| *severity)
    }
}

/// The compiled part of a rule.
#[derive(Debug)]
struct Program {
    /// The place of the rule in its set.
    index: usize,
    scope: ScopeName,
    /// Of each option, in the order of [`Rule::options`].
    constants: Vec<Constant>,
    cells: Vec<CellName>,
    block_by: Vec<Subject>,
    at: place::At,
    at_when: Vec<(place::At, Test)>,
    /// What is marked in the cell that the finding stands on.
    mark: Option<Subject>,
    /// Whether it looks into projects beyond their own rows.
    reads_projects: bool,
    lets: Vec<expr::Expr>,
    when: Test,
    severity_when: Vec<(Severity, Test)>,
    text_when: Vec<speech::TextWhen>,
    /// In Chinese and in English.
    message: [Template; 2],
    help: [Option<Template>; 2],
    related: Vec<speech::Related>,
    /// What a plugin's code gives values to; the first of the `let`s.
    values: Vec<(String, ValueKind)>,
    /// The texts for places that a plugin's code names.
    labels: Vec<speech::Label>,
    fix: Option<speech::FixProgram>,
    suggests: Option<suggestion::Suggests>,
}

/// Compiled rules.
#[derive(Debug, Default)]
pub struct RuleSet {
    rules: Vec<Rule>,
    vocabulary: Vocabulary,
    words: FieldWords,
    library: Arc<Library>,
    /// What its rules were compiled with.
    lexicons: Lexicons,
    /// For each scope: the indexes of its rules.
    by_scope: [Vec<usize>; SCOPES],
    precedence: Precedence,
}

impl RuleSet {
    /// The rules that are part of the program, with messages in `language`.
    pub fn builtin(language: Language) -> Self {
        Self::load(&Self::builtin_sources(), &Lexicons::builtin(), language).0
    }

    /// The rule files that are part of the program, for loading them together with a user's.
    pub fn builtin_sources() -> Vec<RuleSource> {
        let mut sources = Vec::new();
        collect(&BUILTIN, &mut sources);
        sources.sort_by(|left, right| left.name.cmp(&right.name));
        sources
    }

    /// Compiles rule files. What is broken is reported and left out; the other rules are in force.
    pub fn load(sources: &[RuleSource], lexicons: &Lexicons, language: Language) -> (Self, Vec<CaretError>) {
        Self::load_with(sources, lexicons, language, &RuleChanges::default())
    }

    /// The same with what a user has changed. An option that does not fit a rule is left out: [`RuleSet::takes`] tells.
    pub fn load_with(
        sources: &[RuleSource],
        lexicons: &Lexicons,
        language: Language,
        changes: &RuleChanges,
    ) -> (Self, Vec<CaretError>) {
        load::load(sources, lexicons, language, changes)
    }

    fn new(mut rules: Vec<Rule>, vocabulary: Vocabulary, words: FieldWords, lexicons: Lexicons) -> Self {
        let mut by_scope: [Vec<usize>; SCOPES] = Default::default();
        for (index, rule) in rules.iter_mut().enumerate() {
            rule.program.index = index;
            if rule.plugin.is_none() {
                by_scope[rule.program.scope as usize].push(index);
            }
        }
        let precedence = Precedence::of(&rules);
        Self { rules, vocabulary, words, library: Library::builtin(), lexicons, by_scope, precedence }
    }

    /// The examples that findings show.
    pub fn library(&self) -> &Arc<Library> {
        &self.library
    }

    /// The same rules with the examples of another indicator library than the program's.
    pub fn with_library(self, library: Arc<Library>) -> Self {
        Self { library, ..self }
    }

    /// The rules of a scope whose cases no code of a plugin finds.
    fn all_of(&self, scope: ScopeName) -> impl Iterator<Item = &Rule> {
        self.by_scope[scope as usize].iter().map(|&rule| &self.rules[rule])
    }

    /// The words by which the run reads indicators.
    pub fn words(&self) -> &FieldWords {
        &self.words
    }

    /// The rules in order of code.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of a code or slug.
    pub fn rule(&self, name: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.info.code == name || rule.info.slug == name)
    }

    /// All findings of all rules on one project (scopes cell, indicator, pair, project), precedence
    /// (`yields-to`) applied, in order of row, column, code.
    pub fn check_project(&self, context: &Context<'_>, project: &ProjectReading<'_>) -> Vec<Finding> {
        let mut findings = self.judge_project(context, project);
        self.settle(&mut findings);
        findings
    }

    /// The same before precedence is looked at, in any order.
    pub fn judge_project(&self, context: &Context<'_>, project: &ProjectReading<'_>) -> Vec<Finding> {
        let desk = Desk::new(project, self);
        let mut findings = Vec::new();
        walk::project(self, context, &desk, &mut findings);
        findings
    }

    /// The finding on what a plugin's code observed in a project, in the words of its rule.
    ///
    /// # Errors
    /// Why nothing can be said of it.
    pub fn tell(
        &self,
        context: &Context<'_>,
        project: &ProjectReading<'_>,
        code: &str,
        observed: &Observation,
    ) -> Result<Finding, Refusal> {
        let rule = self.index_of(code).and_then(|index| self.rules.get(index)).ok_or(Refusal::NoRule)?;
        evaluate::told(self, context, project, rule, observed)
    }

    /// All findings on what reading did to rows (scope row), in order of row, column, code. `notes` are the
    /// sheet's, all or some of them.
    pub fn check_rows(&self, context: &Context<'_>, notes: &[ReadingNote]) -> Vec<Finding> {
        let mut findings = Vec::new();
        walk::rows(self, context, notes, &mut findings);
        self.settle(&mut findings);
        findings
    }

    /// All findings that speak of the sheet beyond one project (scopes project-pair, department, sheet), in order of row,
    /// column, code.
    pub fn check_sheet(&self, context: &Context<'_>) -> Vec<Finding> {
        let readings = walk::readings(self, context);
        let desks: Vec<Desk<'_>> = readings.iter().map(|reading| Desk::new(reading, self)).collect();
        let mut findings = Vec::new();
        walk::sheet(self, context, &desks, &mut findings);
        self.settle(&mut findings);
        findings
    }

    fn index_of(&self, code: &str) -> Option<usize> {
        self.rules.binary_search_by(|rule| rule.info.code.as_str().cmp(code)).ok()
    }
}

/// Whether a file of a folder of rules, named from there, holds a rule: layouts, the review form and the indicator
/// library are TOML, too.
pub fn is_rule_file(path: &Path) -> bool {
    let is_toml = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
    is_toml && !path.starts_with("layouts") && path != Path::new("review-form.toml") && !is_library_file(path)
}

fn collect(folder: &Dir<'_>, sources: &mut Vec<RuleSource>) {
    for file in folder.files() {
        if is_rule_file(file.path())
            && let Some(text) = file.contents_utf8()
        {
            let name = format!("rules/{}", file.path().display());
            sources.push(RuleSource { name, text: text.to_owned(), plugin: None });
        }
    }
    for folder in folder.dirs() {
        collect(folder, sources);
    }
}
