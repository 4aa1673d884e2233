//! `jichi rules test [PATH…]`: the examples inside rule files.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::configured::{self, Configured};
use super::error::{Exit, Failure as Broken};
use super::plugin::{Loaded, PluginChoice};
use super::ruleset::{Files, code};
use super::session::{Output, Session};
use crate::config::Config;
use crate::finding::{Language, Severity};
use crate::plugin::Failed;
use crate::report::fit;
use crate::rule::{Context, Failure, Hint, Missing, Problem, Rule, RuleChanges, RuleSet, left_out};
use crate::text::printable;

/// Options of `rules test`.
#[derive(Debug, Args)]
#[command(override_usage = "jichi rules test [选项] [路径]...")]
pub(super) struct Arguments {
    /// 规则文件或文件夹；不写则测试自带的规则
    #[arg(id = "rule_files", value_name = "路径")]
    paths: Vec<PathBuf>,
    /// 输出格式：text（默认）、json
    #[arg(long, value_name = "格式", value_enum, default_value = "text")]
    format: Chosen,
    /// 有建议（缺少的说明、没有例子试到的条件）也以 1 退出；不写路径时，自带的规则也给建议
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    configured: Configured,
    #[command(flatten)]
    plugins: PluginChoice,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Chosen {
    Text,
    Json,
}

/// What a test run came to.
#[derive(Serialize)]
struct Outcome {
    rules: usize,
    examples: usize,
    failures: Vec<Failure>,
    gaps: Vec<Gap>,
    /// What the files leave out; of the program's own rules only where it is asked for.
    hints: Vec<Hint>,
}

/// An example that is known not to come out yet.
#[derive(Serialize)]
struct Gap {
    code: String,
    list: &'static str,
    example: usize,
    reason: String,
}

/// Tests the rules and prints what does not come out.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    let Some(config) = arguments.configured.load(session) else { return };
    let loaded = arguments.plugins.load(&config, session);
    let Some(Tested { rules, codes, texts }) = load(arguments, &config, &loaded, session) else { return };
    let plugins = &loaded.plugins;
    let tested = |rule: &&Rule| codes.as_ref().is_none_or(|codes| codes.contains(&rule.info.code));
    let rules_tested: Vec<&Rule> = rules.rules().iter().filter(tested).collect();
    // Of a plugin that fails on several examples, the first is told.
    let failed: RefCell<BTreeMap<String, Failed>> = RefCell::default();
    let others = |context: &Context<'_>| {
        let (findings, failures) = plugins.findings(&rules, context);
        for failure in failures {
            failed.borrow_mut().entry(failure.plugin.clone()).or_insert(failure);
        }
        findings
    };
    let mut hints = Vec::new();
    if codes.is_some() || arguments.strict {
        hints.extend(rules_tested.iter().flat_map(|rule| rules.missing(rule)));
        // Of files that were refused, what can be said without their conditions.
        let refused = |hint: &Hint| rules.rule(&hint.code).is_none();
        hints.extend(texts.iter().flat_map(|text| left_out(text)).filter(refused));
    }
    let outcome = Outcome {
        rules: rules_tested.len(),
        examples: rules_tested.iter().map(|rule| rule.invalid.len() + rule.valid.len()).sum(),
        failures: rules_tested
            .iter()
            .flat_map(|rule| rules.test_rule(rule, &others, session.language))
            .collect(),
        gaps: rules_tested.iter().flat_map(|rule| gaps(rule)).collect(),
        hints,
    };
    if !outcome.failures.is_empty() || (arguments.strict && !outcome.hints.is_empty()) {
        session.raise(Exit::Findings);
    }
    for failure in failed.take().into_values() {
        session.fail(Broken::PluginFailed(Box::new(failure)));
    }
    let mut out = Output::new();
    let result = match arguments.format {
        Chosen::Text => out.write_all(text(&outcome, session).as_bytes()),
        Chosen::Json => serde_json::to_writer_pretty(&mut out, &outcome)
            .map_err(Into::into)
            .and_then(|()| out.write_all(b"\n")),
    };
    session.written(result.and_then(|()| out.flush()));
}

/// What is tested.
struct Tested {
    /// All rules that are in force.
    rules: RuleSet,
    /// Those that are meant, where not all are.
    codes: Option<Vec<String>>,
    /// The files that the user named.
    texts: Vec<String>,
}

/// The rules to test, among all that are in force, and their codes where not all are meant. A file that
/// names the code of one of the program's rules stands in for it. The configuration's words are in force, its
/// options are not: examples are written for the rule as it stands in its file.
fn load(
    arguments: &Arguments,
    config: &Config,
    Loaded { plugins, complete, named }: &Loaded,
    session: &mut Session,
) -> Option<Tested> {
    let paths = &arguments.paths;
    let mut own = Files::of(Vec::new());
    own.read(paths, session);
    let texts = own.sources.iter().map(|source| source.text.clone()).collect();
    let named_here = std::mem::take(&mut own.sources);
    let mut codes: Vec<String> = named_here.iter().filter_map(|source| code(&source.text)).collect();
    // The configuration's word lists and examples are in force, too.
    own.read(&configured::files(config, config.rule_files(), session)?, session);
    own.sources.extend(RuleSet::builtin_sources().into_iter().chain(plugins.sources()));
    own.sources.retain(|source| code(&source.text).is_none_or(|code| !codes.contains(&code)));
    own.sources.extend(named_here);
    let (rules, _) = own.compile(config, &RuleChanges::default(), *complete, session)?;
    codes.extend_from_slice(named);
    let some_are_meant = !paths.is_empty() || arguments.plugins.names_any();
    Some(Tested { rules, codes: some_are_meant.then_some(codes), texts })
}

fn gaps(rule: &Rule) -> impl Iterator<Item = Gap> {
    rule.known_gaps().map(|(list, example, reason)| Gap {
        code: rule.info.code.clone(),
        list,
        example,
        reason: reason.to_owned(),
    })
}

fn text(outcome: &Outcome, session: &Session) -> String {
    let paint = session.paint();
    let mut page = String::new();
    // Writing into memory does not fail.
    for failure in &outcome.failures {
        let head = paint.severity(Severity::Error, "×");
        let problem = problem(failure.problem, session);
        let _ = writeln!(page, "{head} {} [[{}]] {}  {problem}", failure.code, failure.list, failure.example);
        for (name, lines) in [
            (session.text("应有：", "expected: "), &failure.expected),
            (session.text("实有：", "found: "), &failure.actual),
        ] {
            for line in lines {
                let _ = writeln!(page, "    {name}{}", printable(line));
            }
        }
    }
    for gap in &outcome.gaps {
        let known = session.text("已知不足：", "known gap: ");
        let reason = printable(&gap.reason);
        let _ = writeln!(page, "· {} [[{}]] {}  {known}{reason}", gap.code, gap.list, gap.example);
    }
    let (rules, examples, failures) = (outcome.rules, outcome.examples, outcome.failures.len());
    if rules == 0 {
        // All were refused, which has been told; nothing passes by that.
        page.push_str(session.text("没有可以测试的规则\n", "no rule to test\n"));
        page.push_str(&hints(&outcome.hints, session));
        return page;
    }
    let zh = if failures == 0 { "全部通过".to_owned() } else { format!("{failures} 处不符") };
    let en = if failures == 0 { "all pass".to_owned() } else { format!("{failures} failed") };
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    page.push_str(session.text(
        &format!("测试了 {rules} 条规则的 {examples} 个例子：{zh}\n"),
        &format!("{examples} example{} of {rules} rule{}: {en}\n", plural(examples), plural(rules)),
    ));
    page.push_str(&hints(&outcome.hints, session));
    page
}

/// What the files leave out, each with the line that it is about.
fn hints(hints: &[Hint], session: &Session) -> String {
    let paint = session.paint();
    let mut page = String::new();
    for hint in hints {
        let head = session.text("建议", "hint");
        let line = match session.language {
            Language::Zh => format!("第{}行", hint.line),
            Language::En => format!("line {}", hint.line),
        };
        let says = missing(hint.missing, session);
        let _ = writeln!(page, "{} {} {line}  {says}", paint.dim(head), hint.code);
        if !hint.about.is_empty() {
            let about = printable(&hint.about);
            let _ = writeln!(page, "    {}", fit(&about, session.width().saturating_sub(4)));
        }
    }
    page
}

fn missing<'t>(missing: Missing, session: &Session) -> &'t str {
    let (zh, en) = match missing {
        Missing::Help => {
            ("没有 help：没有告诉部门该写什么", "no `help`: nobody is told what to write instead")
        }
        Missing::Basis => ("没有 basis：没有写依据", "no `basis`: it does not say what it rests on"),
        Missing::Review => {
            ("没有 review：问题不计入审核表", "no `review`: its findings take nothing off in the review form")
        }
        Missing::Case => ("没有反例是这种情形", "no invalid example is of this case"),
        Missing::Alternative => ("没有反例靠这一项成立", "in no invalid example this alternative holds"),
        Missing::Exception => {
            ("没有例子因这个例外而放过", "no example is left alone because of this exception")
        }
        Missing::Option => {
            ("例子没有试到这个选项的两边", "the examples do not try both sides of this option")
        }
    };
    session.text(zh, en)
}

fn problem<'t>(problem: Problem, session: &Session) -> &'t str {
    let (zh, en) = match problem {
        Problem::Findings => ("查出的问题与所列不符", "the findings differ from those listed"),
        Problem::Fix => ("修改后的行与所列不符", "the rows after the fix differ from those listed"),
        Problem::FixKeepsFinding => ("修改后问题仍在", "the fix leaves its finding standing"),
        Problem::FixCausesFinding => ("修改带来新的问题", "the fix causes a finding"),
        Problem::FixNotIdempotent => ("再次修改时又有变动", "the fix changes the rows a second time"),
        Problem::TodoPasses => ("已知不足已解决，请去掉 todo", "the known gap is closed: take `todo` out"),
        Problem::UnreadableGrid => ("例子的表格无法识别", "the grid is not recognised as a sheet"),
        Problem::UnreadableFile => {
            ("例子中表外的文件有误", "the file beside the example's sheet has mistakes")
        }
    };
    session.text(zh, en)
}
