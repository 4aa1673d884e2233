//! The rule language: rules are TOML files, compiled when they are loaded, evaluated on records.
//!
//! A file becomes a `RuleFile` (module `schema`), that becomes a [`Rule`] with bound names and checked
//! types, and a [`RuleSet`] evaluates all of them on a project at a time. The language itself is described
//! in `docs/rule-language.md`.

mod access;
mod assemble;
mod choice;
mod compile;
mod error;
mod evaluate;
mod examples;
mod expr;
mod fields;
mod items;
mod load;
mod names;
mod note;
mod operands;
mod place;
mod predicate;
mod scene;
mod schema;
mod speech;
mod template;
mod terms;
mod tester;
#[cfg(test)]
mod tests;
mod truth;
mod value;

use std::collections::HashSet;
use std::sync::Arc;

use include_dir::{Dir, include_dir};

pub use error::RuleError;
#[cfg(feature = "host")]
pub(crate) use error::nearest;
pub use examples::{DepartmentExample, Example, Expected, FixedRow, ProjectExample, RowExample};
use predicate::{Subject, Test};
use schema::{CellName, ScopeName};
use template::Template;
use terms::Vocabulary;
pub use tester::{Failure, Problem};
pub use truth::Truth;

use crate::finding::{Finding, Language, RuleInfo, Safety, Severity};
use crate::lexicon::Lexicons;
use crate::record::{MoneyUnit, Place, ProjectReading, ReadingNote, Sheet};

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

/// How far a rule has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
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
}

/// One compiled rule, with everything that `jichi rules` and `jichi explain` say of it.
#[derive(Debug)]
pub struct Rule {
    /// Code, slug, title, basis.
    pub info: Arc<RuleInfo>,
    /// The severity where no condition changes it.
    pub severity: Severity,
    /// How far it has come.
    pub status: Status,
    /// The version it came with.
    pub since: Option<String>,
    /// `indicator`, `project` …
    pub scope: &'static str,
    /// What it says in Chinese.
    pub zh: Prose,
    /// What it says in English.
    pub en: Prose,
    /// The codes that take precedence on the same cell.
    pub yields_to: Vec<String>,
    /// Its options and their values in this run.
    pub options: Vec<(String, String)>,
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

/// The compiled part of a rule.
#[derive(Debug)]
struct Program {
    scope: ScopeName,
    cells: Vec<CellName>,
    block_by: Vec<Subject>,
    at: place::At,
    at_when: Vec<(place::At, Test)>,
    /// Whether it looks into projects beyond their own rows.
    reads_projects: bool,
    lets: Vec<expr::Expr>,
    when: Test,
    severity_when: Vec<(Severity, Test)>,
    /// In Chinese and in English.
    message: [Template; 2],
    help: [Option<Template>; 2],
    related: Vec<speech::Related>,
    fix: Option<speech::FixProgram>,
}

/// Compiled rules.
#[derive(Debug, Default)]
pub struct RuleSet {
    rules: Vec<Rule>,
    vocabulary: Vocabulary,
    /// For each scope: the indexes of its rules.
    by_scope: [Vec<usize>; 8],
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
    pub fn load(sources: &[RuleSource], lexicons: &Lexicons, language: Language) -> (Self, Vec<RuleError>) {
        Self::load_with(sources, lexicons, language, &[])
    }

    /// The same with configured options.
    pub fn load_with(
        sources: &[RuleSource],
        lexicons: &Lexicons,
        language: Language,
        options: &[OptionOverride],
    ) -> (Self, Vec<RuleError>) {
        load::load(sources, lexicons, language, options)
    }

    fn new(rules: Vec<Rule>, vocabulary: Vocabulary) -> Self {
        let mut by_scope: [Vec<usize>; 8] = Default::default();
        for (index, rule) in rules.iter().enumerate() {
            by_scope[rule.program.scope as usize].push(index);
        }
        let precedence = Precedence::of(&rules);
        Self { rules, vocabulary, by_scope, precedence }
    }

    fn of(&self, scope: ScopeName) -> &[usize] {
        &self.by_scope[scope as usize]
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
        evaluate::project(self, context, project)
    }

    /// All findings on what reading did to rows (scope row), in order of row, column, code. `notes` are the
    /// sheet's, all or some of them.
    pub fn check_rows(&self, context: &Context<'_>, notes: &[ReadingNote]) -> Vec<Finding> {
        evaluate::rows(self, context, notes)
    }

    /// All findings that speak of the sheet beyond one project (scopes department, sheet), in order of row,
    /// column, code.
    pub fn check_sheet(&self, context: &Context<'_>) -> Vec<Finding> {
        evaluate::sheet(self, context)
    }

    /// Drops findings that yield to another rule's on the same cell or indicator (of rules on whole projects:
    /// in the same project), and puts the rest into the order of the sheet.
    fn settle(&self, findings: &mut Vec<Finding>) {
        // Where the rules that others yield to have findings. A project may have any number of rows, so
        // that looking from each finding to each other one is out of the question.
        let mut taken: HashSet<(Ground, usize)> = HashSet::new();
        for finding in findings.iter() {
            let Some(rule) = self.index_of(&finding.rule.code) else { continue };
            if self.precedence.is_yielded_to[rule] {
                taken.extend(Ground::all_of(finding).map(|ground| (ground, rule)));
            }
        }
        if !taken.is_empty() {
            findings.retain(|finding| {
                let Some(rule) = self.index_of(&finding.rule.code) else { return true };
                let whole_project = self.rules[rule].program.scope == ScopeName::Project;
                let yields = |ground: Ground| {
                    (whole_project || !matches!(ground, Ground::Project(_)))
                        && self.precedence.yields_to[rule]
                            .iter()
                            .any(|&other| taken.contains(&(ground, other)))
                };
                !Ground::all_of(finding).any(yields)
            });
        }
        findings.sort_by(|left, right| (left.place, &left.rule.code).cmp(&(right.place, &right.rule.code)));
    }

    fn index_of(&self, code: &str) -> Option<usize> {
        self.rules.binary_search_by(|rule| rule.info.code.as_str().cmp(code)).ok()
    }
}

/// Which rules yield to which, by index.
#[derive(Debug, Default)]
struct Precedence {
    yields_to: Vec<Vec<usize>>,
    is_yielded_to: Vec<bool>,
}

impl Precedence {
    fn of(rules: &[Rule]) -> Self {
        let yields_to: Vec<Vec<usize>> = rules
            .iter()
            .map(|rule| {
                (0..rules.len()).filter(|&other| rule.yields_to.contains(&rules[other].info.code)).collect()
            })
            .collect();
        let is_yielded_to =
            (0..rules.len()).map(|rule| yields_to.iter().any(|to| to.contains(&rule))).collect();
        Self { yields_to, is_yielded_to }
    }
}

/// What two findings may be about together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Ground {
    Cell(Place),
    Indicator(usize, usize),
    Project(usize),
}

impl Ground {
    fn all_of(finding: &Finding) -> impl Iterator<Item = Self> + use<> {
        let project = finding.project;
        let indicator =
            project.zip(finding.indicator).map(|(project, index)| Self::Indicator(project, index));
        [Some(Self::Cell(finding.place)), indicator, project.map(Self::Project)].into_iter().flatten()
    }
}

fn collect(folder: &Dir<'_>, sources: &mut Vec<RuleSource>) {
    for file in folder.files() {
        let is_rule = file.path().extension().is_some_and(|extension| extension == "toml")
            && !file.path().starts_with("layouts");
        if is_rule && let Some(text) = file.contents_utf8() {
            let name = format!("rules/{}", file.path().display());
            sources.push(RuleSource { name, text: text.to_owned() });
        }
    }
    for folder in folder.dirs() {
        collect(folder, sources);
    }
}
