//! The rule engine from the outside: rule files in, findings and diagnostics out.

mod examples;
mod loader;
mod predicates;
mod records;
mod wording;

use super::{RuleSet, RuleSource};
use crate::caret::CaretError;
use crate::finding::Language;
use crate::lexicon::Lexicons;

/// A rule file that is complete but for what a test is about.
struct File<'t> {
    code: &'t str,
    scope: &'t str,
    head: &'t str,
    message: &'t str,
    /// From `[when]` on.
    body: &'t str,
    examples: &'t str,
}

impl Default for File<'_> {
    fn default() -> Self {
        Self {
            code: "XX001",
            scope: "indicator",
            head: "",
            message: "“{name}”",
            body: "[when]\nfield = \"value\"\nis = \"无\"",
            examples: "[[invalid]]\nrows = [{ name = \"甲\", value = \"无\" }]\nfound = [{ row = 1, field = \"value\" }]\n\
                       [[valid]]\nrows = [{ name = \"甲\", value = \"5次\" }]",
        }
    }
}

impl File<'_> {
    fn source(&self) -> RuleSource {
        let Self { code, scope, head, message, body, examples } = self;
        let text = format!(
            "code = \"{code}\"\nslug = \"test-rule\"\nseverity = \"warning\"\nscope = \"{scope}\"\n{head}\n\
             [zh]\ntitle = \"题\"\nwhy = \"因\"\nmessage = \"{message}\"\n\
             [en]\ntitle = \"title\"\nwhy = \"why\"\nmessage = \"{message}\"\n{body}\n{examples}\n"
        );
        RuleSource { name: format!("{code}.toml"), text, plugin: None }
    }
}

fn lexicons() -> Lexicons {
    let mut lexicons = Lexicons::new();
    lexicons.load("empty-words", "# stand-ins\n—\n不涉及\n无\n");
    lexicons.load("degree", "显著\n提高\n较高\n");
    lexicons
}

fn load(files: &[File<'_>]) -> (RuleSet, Vec<CaretError>) {
    load_in(Language::Zh, files)
}

fn load_in(language: Language, files: &[File<'_>]) -> (RuleSet, Vec<CaretError>) {
    let sources: Vec<RuleSource> = files.iter().map(File::source).collect();
    RuleSet::load(&sources, &lexicons(), language)
}

/// The set of rules that must load.
fn sound(files: &[File<'_>]) -> RuleSet {
    let (set, errors) = load(files);
    assert!(errors.is_empty(), "{}", errors.iter().map(rendered).collect::<String>());
    set
}

/// A diagnostic as a terminal without colours shows it.
fn rendered(error: &CaretError) -> String {
    let mut text = String::new();
    let theme = miette::GraphicalTheme::unicode_nocolor();
    let handler = miette::GraphicalReportHandler::new_themed(theme).with_width(100).with_links(false);
    handler.render_report(&mut text, error).unwrap();
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}
