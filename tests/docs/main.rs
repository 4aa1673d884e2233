//! The documents say what the program does: the reference is that of the rule files, commands print what is
//! shown, links lead somewhere, options are described.
//!
//! `JICHI_UPDATE_DOCS=1 cargo test --test docs` writes what is generated.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a document that cannot be read fails")]

#[path = "../cmd/mod.rs"]
mod cmd;
mod console;
mod page;
mod reference;
#[path = "../scoring/mod.rs"]
mod scoring;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cmd::jichi;
use jichi::finding::Language;
use jichi::form::{Deductions, Form};
use page::Page;
use scoring::{FRESH, REAL};

const READMES: [&str; 2] = ["README.md", "README.zh.md"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The READMEs and everything in `docs/`.
fn pages() -> Vec<Page> {
    let mut paths: Vec<PathBuf> = READMES.map(PathBuf::from).to_vec();
    paths.push("CHANGELOG.md".into());
    paths.push("rules/README.md".into());
    let docs = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().file_name());
    paths.extend(
        docs.map(|name| Path::new("docs").join(name))
            .filter(|path| path.extension().is_some_and(|extension| extension == "md")),
    );
    paths.sort();
    paths.into_iter().map(Page::read).collect()
}

/// Compares a generated text with the committed one, or writes it.
fn hold(path: &str, generated: &str) {
    let path = root().join(path);
    let committed = fs::read_to_string(&path).unwrap_or_default();
    if committed == generated {
        return;
    }
    if std::env::var_os("JICHI_UPDATE_DOCS").is_some() {
        return fs::write(path, generated).unwrap();
    }
    let lines = || committed.lines().map(Some).chain(std::iter::repeat(None)).zip(generated.lines()).zip(1..);
    let (there, due, line) = lines().find(|((there, due), _)| *there != Some(*due)).map_or(
        (None, "(nothing: the committed text is longer)", generated.lines().count() + 1),
        |((there, due), line)| (there, due, line),
    );
    panic!(
        "{}:{line} differs from what the rules give; run JICHI_UPDATE_DOCS=1 cargo test --test docs\n\
         committed: {}\ngenerated: {due}",
        path.display(),
        there.unwrap_or("(nothing)")
    );
}

#[test]
fn the_reference_is_that_of_the_rule_files() {
    hold("docs/rules.md", &reference::page(Language::En));
    hold("docs/rules.zh.md", &reference::page(Language::Zh));
}

#[test]
fn the_tables_in_the_readmes_are_generated() {
    for (path, language, file) in
        [(READMES[0], Language::En, "docs/rules.md"), (READMES[1], Language::Zh, "docs/rules.zh.md")]
    {
        let text = fs::read_to_string(root().join(path)).unwrap();
        let text = with_section(&text, "rules", &reference::table(language, file));
        hold(path, &with_section(&text, "scores", &scores(language)));
    }
}

/// The text with what stands between the marks of `name` replaced.
fn with_section(text: &str, name: &str, section: &str) -> String {
    let (first, last) = (format!("<!-- {name}: generated -->\n"), format!("<!-- end of {name} -->"));
    let (before, rest) = text.split_once(&first).unwrap();
    let (_, after) = rest.split_once(&last).unwrap();
    format!("{before}{first}\n{section}\n{last}{after}")
}

/// What the labelled sheets give.
fn scores(language: Language) -> String {
    let (head, told, of) = match language {
        Language::Zh => (
            "| | 标注数 | 全部类型 F1 | 标注不少于5处的类型的平均 F1 | 产出指标维度判断正确率 |",
            "表中已列",
            "/",
        ),
        Language::En => (
            "| | Labels | F1 over all types | Mean F1 of types with five or more labels | Dimension of output indicators |",
            "given in the sheet",
            " of ",
        ),
    };
    let mut table = format!("{head}\n|---|---|---|---|---|\n");
    for labelled in [REAL].into_iter().chain(FRESH) {
        let score = labelled.defects();
        let dimensions = match labelled.dimensions {
            Some(_) => {
                let dimensions = labelled.dimensions();
                format!("{:.3} ({}{of}{})", dimensions.share(), dimensions.right, dimensions.labelled)
            }
            None => told.to_owned(),
        };
        let name = labelled.names[usize::from(language == Language::En)];
        table += &format!(
            "| {name} | {} | {:.3} | {:.3} | {dimensions} |\n",
            score.labelled, score.f1, score.mean
        );
    }
    table
}

#[test]
fn the_schema_of_rule_files_is_that_of_the_program() {
    let printed = jichi().args(["rules", "schema"]).output().unwrap();
    hold("docs/schema/rule.schema.json", &String::from_utf8(printed.stdout).unwrap());
}

#[test]
fn the_schema_of_configurations_is_that_of_the_program() {
    let printed = jichi().args(["config", "schema"]).output().unwrap();
    hold("docs/schema/config.schema.json", &String::from_utf8(printed.stdout).unwrap());
}

#[test]
fn the_schema_of_exceptions_is_that_of_the_program() {
    let printed = serde_json::to_string_pretty(&jichi::exceptions::json_schema()).unwrap() + "\n";
    hold("docs/schema/exceptions.schema.json", &printed);
}

#[test]
fn commands_print_what_is_shown() {
    let mut count = 0;
    for page in pages() {
        count += console::check(&page);
    }
    assert!(count >= 2 * 5, "{count} commands with output");
}

#[test]
fn both_readmes_show_the_same_commands_and_rules() {
    let [english, chinese] = READMES.map(|path| Page::read(path.into()));
    // Only the language of what they print differs.
    let commands = |page: &Page| -> Vec<String> {
        page.commands().map(|command| command.replace(" --lang en", "")).collect()
    };
    assert_eq!(commands(&english), commands(&chinese));
    assert_eq!(english.blocks_of("toml"), chinese.blocks_of("toml"));
    let depths = |page: &Page| page.headings().map(|(depth, _)| depth).collect::<Vec<_>>();
    assert_eq!(depths(&english), depths(&chinese));
}

#[test]
fn links_lead_somewhere() {
    let pages = pages();
    let broken: Vec<String> = pages.iter().flat_map(|page| page.broken_links(&pages)).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_option_and_command_is_described() {
    let mut words = BTreeSet::new();
    for arguments in [
        &[][..],
        &["check"],
        &["annotate"],
        &["review"],
        &["stats"],
        &["diff"],
        &["baseline", "create"],
        &["baseline", "check"],
        &["baseline", "prune"],
        &["records"],
        &["serve"],
        &["rules"],
        &["rules", "new"],
        &["rules", "test"],
        &["rules", "schema"],
        &["init"],
        &["config", "show"],
        &["config", "schema"],
        &["layouts"],
        &["explain"],
        &["plugin", "list"],
        &["plugin", "trust"],
        &["plugin", "untrust"],
        &["plugin", "new"],
        &["completions"],
        &["man"],
    ] {
        words.insert(format!("jichi {}", arguments.join(" ")));
        let help = jichi().args(arguments).args(["--help", "--lang", "en"]).output().unwrap();
        let help = String::from_utf8(help.stdout).unwrap();
        let options = help.lines().filter_map(|line| {
            let option = line.trim_start().split_once("--")?;
            // An option's line begins with it, or with its letter.
            (option.0.is_empty() || option.0.len() == 4).then_some(option.1)
        });
        words.extend(options.map(|option| {
            let end = option.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(option.len());
            format!("--{}", &option[..end])
        }));
    }
    assert!(words.len() > 15, "{words:?}");
    for path in READMES {
        let text = fs::read_to_string(root().join(path)).unwrap();
        let missing: Vec<&String> = words.iter().filter(|word| !text.contains(word.trim_end())).collect();
        assert!(missing.is_empty(), "{path} says nothing of {missing:?}");
    }
}

#[test]
fn the_defaults_of_the_review_form_are_told() {
    let form = Form::builtin();
    let Deductions { error, warning, info, codes } = &form.deductions;
    let mut told =
        vec![format!("`error = {error}`"), format!("`warning = {warning}`"), format!("`info = {info}`")];
    told.extend(codes.iter().map(|(code, points)| format!("`{code} = {points}`")));
    let limited = form.grades.iter().rev().skip(1);
    told.extend(limited.map(|grade| format!("`\"{}\" = {}`", grade.name, grade.from)));
    told.extend(form.items().filter(|item| item.open).map(|item| format!("\"{}\"", item.name)));
    for (path, space) in [("docs/configuration.md", " "), ("docs/configuration.zh.md", "")] {
        let text = fs::read_to_string(root().join(path)).unwrap();
        let points = form.items().map(|item| format!("{}{space}{}", item.name, item.points));
        let missing: Vec<String> =
            told.iter().cloned().chain(points).filter(|it| !text.contains(it)).collect();
        assert!(missing.is_empty(), "{path} says nothing of {missing:?}");
    }
}

#[test]
fn ci_runs_the_tests_as_the_readmes_tell() {
    let ci = fs::read_to_string(root().join(".ci/run")).unwrap();
    let command = ci.lines().find_map(|line| line.strip_prefix("tests='")?.strip_suffix('\'')).unwrap();
    for path in READMES {
        let page = Page::read(path.into());
        assert!(page.commands().any(|shown| shown == command), "{path} does not show {command}");
    }
}
