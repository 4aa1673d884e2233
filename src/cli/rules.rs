//! `jichi rules`

use std::io::{self, Write};

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

use super::rules_test;
use super::ruleset::{Added, Ground};
use super::session::{Output, Session};
use crate::finding::{Language, Safety, Severity};
use crate::report::{column, fit, severity_name};
use crate::rule::{Rule, RuleSet, Status};

/// Options of `rules`.
#[derive(Debug, Args)]
#[command(override_usage = "jichi rules [选项] [test]", args_conflicts_with_subcommands = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Option<Action>,
    /// 输出格式：table（默认）、json
    #[arg(
        long,
        value_name = "格式",
        value_enum,
        default_value = "table",
        help_heading = "选项",
        hide_default_value = true,
        hide_possible_values = true
    )]
    format: Chosen,
    #[command(flatten)]
    added: Added,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// 运行规则文件里的例子
    Test(rules_test::Arguments),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Chosen {
    Table,
    Json,
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
    fix: Option<Safety>,
}

#[derive(Serialize)]
struct Titles<'a> {
    zh: &'a str,
    en: &'a str,
}

/// Lists the rules, or runs their tests.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    if let Some(Action::Test(arguments)) = &arguments.action {
        return rules_test::run(arguments, session);
    }
    let Some(Ground { rules, .. }) = arguments.added.load(session) else { return };
    let mut out = Output::new();
    let result = match arguments.format {
        Chosen::Table => table(&rules, session, &mut out),
        Chosen::Json => json(&rules, &mut out),
    };
    session.written(result.and_then(|()| out.flush()));
}

fn table(rules: &RuleSet, session: &Session, out: &mut Output) -> io::Result<()> {
    let (paint, width) = (session.paint(), session.width());
    let slugs = rules.rules().iter().map(|rule| rule.info.slug.len()).max().unwrap_or(0);
    for rule in rules.rules() {
        let severity = column(severity_name(rule.severity, session.language), 7);
        let used = rule.info.code.len() + 7 + slugs + 6;
        writeln!(
            out,
            "{}  {}  {}  {}",
            paint.bold(&rule.info.code),
            paint.severity(rule.severity, &severity),
            column(&rule.info.slug, slugs),
            fit(&rule.info.title, width.saturating_sub(used).max(20)),
        )?;
    }
    let count = rules.rules().len();
    writeln!(
        out,
        "{}",
        match session.language {
            Language::Zh => format!("共 {count} 条规则；jichi explain 代码 查看说明。"),
            Language::En => format!("{count} rules; `jichi explain CODE` tells more."),
        }
    )
}

fn json(rules: &RuleSet, out: &mut Output) -> io::Result<()> {
    let objects: Vec<_> = rules.rules().iter().map(object).collect();
    serde_json::to_writer_pretty(&mut *out, &objects)?;
    out.write_all(b"\n")
}

fn object(rule: &Rule) -> RuleObject<'_> {
    let info = &rule.info;
    RuleObject {
        code: &info.code,
        slug: &info.slug,
        titles: Titles { zh: &rule.zh.title, en: &rule.en.title },
        severity: rule.severity,
        status: rule.status,
        since: rule.since.as_deref(),
        scope: rule.scope,
        basis: &info.basis,
        review: info.review.as_deref(),
        fix: rule.fix,
    }
}
