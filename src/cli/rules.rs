//! `jichi rules`

use std::collections::BTreeMap;
use std::io::{self, Write};

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

use super::ruleset::{Added, Ground};
use super::session::{Output, Session};
use super::{rules_new, rules_test};
use crate::finding::{Language, Safety, Severity};
use crate::report::{column, fit, severity_name};
use crate::rule::{Prose, Rule, Status, json_schema};

/// Options of `rules`.
#[derive(Debug, Args)]
#[command(
    override_usage = "jichi rules [选项] [条件]...\n      jichi rules new <代码>\n      jichi rules test [路径]...\n      jichi rules schema",
    args_conflicts_with_subcommands = true,
    after_help = "例：jichi rules JC3 错误        第三章里级别为错误的规则\n    jichi rules 时限            说到“时限”的规则"
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Option<Action>,
    /// 只列符合全部条件的规则：代码的开头、级别（错误）、状态（正式），或名称、说明里的文字
    #[arg(value_name = "条件")]
    filters: Vec<String>,
    /// 输出格式：table（默认）、json
    #[arg(long, value_name = "格式", value_enum, default_value = "table")]
    format: Chosen,
    #[command(flatten)]
    added: Added,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// 新建一个规则文件：自带说明，例子可以直接通过
    New(rules_new::Arguments),
    /// 运行规则文件里的例子
    Test(rules_test::Arguments),
    /// 打印规则文件的 JSON Schema，供编辑器补全和检查
    #[command(override_usage = "jichi rules schema")]
    Schema,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Chosen {
    Table,
    Json,
}

#[derive(Serialize)]
struct Titles<'a> {
    zh: &'a str,
    en: &'a str,
}

#[derive(Serialize)]
struct RuleObject<'a> {
    code: &'a str,
    slug: &'a str,
    titles: Titles<'a>,
    severity: Severity,
    status: Status,
    since: Option<&'a str>,
    scope: &'a str,
    basis: &'a [String],
    review: Option<&'a str>,
    yields_to: &'a [String],
    options: BTreeMap<&'a str, &'a str>,
    fix: Option<Safety>,
    /// Title, why, message and help.
    zh: &'a Prose,
    en: &'a Prose,
    /// How many examples there are.
    invalid: usize,
    valid: usize,
}

/// Lists the rules, begins one, or runs their tests.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    let mut out = Output::new();
    match &arguments.action {
        Some(Action::New(arguments)) => return rules_new::run(arguments, session),
        Some(Action::Test(arguments)) => return rules_test::run(arguments, session),
        Some(Action::Schema) => {
            let schema = json(&json_schema(), &mut out);
            return session.written(schema.and_then(|()| out.flush()));
        }
        None => {}
    }
    let Some(Ground { rules, .. }) = arguments.added.load(session) else { return };
    let mut rules: Vec<&Rule> = rules.rules().iter().collect();
    for word in arguments.filters.iter().map(|word| word.to_lowercase()) {
        let begins_code = |rule: &&Rule| rule.info.code.to_lowercase().starts_with(&word);
        match rules.iter().any(begins_code) {
            true => rules.retain(begins_code),
            false => rules.retain(|rule| speaks_of(rule, &word)),
        }
    }
    let result = match arguments.format {
        Chosen::Table => table(&rules, session, &mut out),
        Chosen::Json => json(&rules.iter().map(|rule| object(rule)).collect::<Vec<_>>(), &mut out),
    };
    session.written(result.and_then(|()| out.flush()));
}

/// Whether a condition that begins no code holds for a rule. A word for a severity or a status is nothing else.
fn speaks_of(rule: &Rule, word: &str) -> bool {
    let names = |name: [&'static str; 2]| name.contains(&word);
    let severities = [Severity::Error, Severity::Warning, Severity::Info];
    let in_both = |severity| [Language::Zh, Language::En].map(|language| severity_name(severity, language));
    if let Some(&severity) = severities.iter().find(|&&severity| names(in_both(severity))) {
        return rule.info.severity == severity || rule.other_severities().any(|other| other == severity);
    }
    let statuses = [Status::Preview, Status::Stable, Status::Deprecated];
    if let Some(&status) = statuses.iter().find(|&&status| names(status_names(status))) {
        return rule.status == status;
    }
    let told = [&rule.zh, &rule.en].into_iter().flat_map(|prose| {
        let others = prose.others.iter().filter_map(|other| other.message.as_ref());
        [&prose.title, &prose.why, &prose.message].into_iter().chain(others)
    });
    told.chain([&rule.info.slug]).any(|text| text.to_lowercase().contains(word))
}

/// A status in Chinese and in English.
pub(super) fn status_names(status: Status) -> [&'static str; 2] {
    match status {
        Status::Preview => ["试行", "preview"],
        Status::Stable => ["正式", "stable"],
        Status::Deprecated => ["将停用", "deprecated"],
    }
}

fn table(rules: &[&Rule], session: &Session, out: &mut Output) -> io::Result<()> {
    let (paint, width) = (session.paint(), session.width());
    let slugs = rules.iter().map(|rule| rule.info.slug.len()).max().unwrap_or(0);
    for rule in rules {
        let severity = column(severity_name(rule.info.severity, session.language), 7);
        let used = rule.info.code.len() + 7 + slugs + 6;
        writeln!(
            out,
            "{}  {}  {}  {}",
            paint.bold(&rule.info.code),
            paint.severity(rule.info.severity, &severity),
            column(&rule.info.slug, slugs),
            fit(&rule.info.title, width.saturating_sub(used).max(20)),
        )?;
    }
    let count = rules.len();
    writeln!(
        out,
        "{}",
        match session.language {
            Language::Zh => format!("共 {count} 条规则；jichi explain 代码 查看说明。"),
            Language::En =>
                format!("{count} rule{}; `jichi explain CODE` tells more.", if count == 1 { "" } else { "s" }),
        }
    )
}

/// Prints a value for programs.
pub(super) fn json(value: &impl Serialize, out: &mut Output) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")
}

fn object(rule: &Rule) -> RuleObject<'_> {
    let info = &rule.info;
    RuleObject {
        code: &info.code,
        slug: &info.slug,
        titles: Titles { zh: &rule.zh.title, en: &rule.en.title },
        severity: rule.info.severity,
        status: rule.status,
        since: rule.since.as_deref(),
        scope: rule.scope,
        basis: &info.basis,
        review: info.review.as_deref(),
        yields_to: &rule.yields_to,
        options: rule.options.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect(),
        fix: rule.fix,
        zh: &rule.zh,
        en: &rule.en,
        invalid: rule.invalid.len(),
        valid: rule.valid.len(),
    }
}
