//! `jichi explain CODE`

use std::io::Write;

use clap::Args;

use super::error::Failure;
use super::session::{Output, Session};
use crate::report::severity_name;
use crate::rule::{Rule, RuleSet};

/// Options of `explain`.
#[derive(Debug, Args)]
#[command(override_usage = "jichi explain <规则>...", after_help = "例：jichi explain JC308")]
pub(super) struct Arguments {
    /// 规则的代码或名称，如 JC308、capped-target
    #[arg(value_name = "规则", required = true, help_heading = "参数")]
    rules: Vec<String>,
}

/// Prints what the rules are about.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    let rules = RuleSet::builtin(session.language);
    let mut page = String::new();
    for word in &arguments.rules {
        let info = |rule: &&Rule| rule.info.code.eq_ignore_ascii_case(word) || rule.info.slug == *word;
        match rules.rules().iter().find(info) {
            Some(rule) => {
                if !page.is_empty() {
                    page.push('\n');
                }
                page.push_str(&explain(rule, session));
            }
            None => session.fail(Failure::UnknownRule { word: word.clone() }),
        }
    }
    let mut out = Output::new();
    let result = out.write_all(page.as_bytes()).and_then(|()| out.flush());
    session.written(result);
}

fn explain(rule: &Rule, session: &Session) -> String {
    let info = &rule.info;
    let paint = session.paint();
    let severity = paint.severity(rule.severity, severity_name(rule.severity, session.language));
    let mut lines = vec![
        format!("{} {} {}", paint.bold(&info.code), severity, paint.bold(&info.title)),
        paint.dim(&info.slug),
        String::new(),
        info.why.clone(),
        String::new(),
    ];
    if !info.basis.is_empty() {
        lines.push(format!(
            "{}{}",
            session.text("依据：", "Basis: "),
            info.basis.join(session.text("、", ", "))
        ));
    }
    if let Some(review) = &info.review {
        lines.push(format!("{}{review}", session.text("审核项：", "Review item: ")));
    }
    lines.push(String::new());
    lines.join("\n")
}
