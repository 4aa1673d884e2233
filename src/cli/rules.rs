//! `jichi rules` and `jichi rules test`

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::session::{Output, Session};
use crate::finding::{Language, Severity};
use crate::report::{column, fit, severity_name};
use crate::rule::RuleSet;

/// Options of `rules`.
#[derive(Debug, Args)]
#[command(override_usage = "jichi rules [选项]")]
pub(super) struct Arguments {
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
    basis: &'a [String],
    review: Option<&'a str>,
}

#[derive(Serialize)]
struct Titles<'a> {
    zh: &'a str,
    en: &'a str,
}

/// Lists the rules.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    let mut out = Output::new();
    let result = match arguments.format {
        Chosen::Table => table(session, &mut out),
        Chosen::Json => json(&mut out),
    };
    session.written(result.and_then(|()| out.flush()));
}

fn table(session: &Session, out: &mut Output) -> io::Result<()> {
    let rules = RuleSet::builtin(session.language);
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

fn json(out: &mut Output) -> io::Result<()> {
    let (zh, en) = (RuleSet::builtin(Language::Zh), RuleSet::builtin(Language::En));
    let objects: Vec<_> = zh
        .rules()
        .iter()
        .map(|rule| {
            let info = &rule.info;
            let english = en.rules().iter().find(|other| other.info.code == info.code);
            RuleObject {
                code: &info.code,
                slug: &info.slug,
                titles: Titles { zh: &info.title, en: english.map_or("", |rule| &rule.info.title) },
                severity: rule.severity,
                basis: &info.basis,
                review: info.review.as_deref(),
            }
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &objects)?;
    out.write_all(b"\n")
}
