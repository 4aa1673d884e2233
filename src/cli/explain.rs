//! `jichi explain CODE`

use std::io::Write;

use clap::Args;

use super::error::Failure;
use super::ruleset::Added;
use super::session::{Output, Session};
use crate::finding::{Language, Safety};
use crate::report::{column, severity_name};
use crate::rule::{Example, Rule, Status};
use crate::text::width;

/// Examples shown of each kind.
const EXAMPLES: usize = 5;

/// Options of `explain`.
#[derive(Debug, Args)]
#[command(override_usage = "jichi explain <规则>...", after_help = "例：jichi explain JC308")]
pub(super) struct Arguments {
    /// 规则的代码或名称，如 JC308、capped-target
    #[arg(value_name = "规则", required = true, help_heading = "参数")]
    rules: Vec<String>,
    #[command(flatten)]
    added: Added,
}

/// Prints what the rules are about.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    let rules = arguments.added.load(session);
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
            None => session.fail(Failure::unknown_rule(word.clone(), &rules)),
        }
    }
    let mut out = Output::new();
    let result = out.write_all(page.as_bytes()).and_then(|()| out.flush());
    session.written(result);
}

fn explain(rule: &Rule, session: &Session) -> String {
    let info = &rule.info;
    let prose = match session.language {
        Language::Zh => &rule.zh,
        Language::En => &rule.en,
    };
    let paint = session.paint();
    let between = session.text("、", ", ");
    let severity = paint.severity(rule.severity, severity_name(rule.severity, session.language));
    let mut lines = vec![
        format!("{} {severity} {}", paint.bold(&info.code), paint.bold(&prose.title)),
        paint.dim(&format!("{} · {}", info.slug, status(rule, session))),
        String::new(),
        prose.why.trim().to_owned(),
        String::new(),
    ];
    let mut line = |name: &str, text: &str| {
        if !text.is_empty() {
            lines.push(format!("{name}{text}"));
        }
    };
    line(session.text("提示语：", "Message: "), &prose.message);
    line(session.text("建议：", "Suggestion: "), prose.help.as_deref().unwrap_or_default());
    line(session.text("依据：", "Basis: "), &info.basis.join(between));
    line(session.text("审核项：", "Review item: "), info.review.as_deref().unwrap_or_default());
    line(session.text("让位于：", "Yields to: "), &rule.yields_to.join(between));
    let options: Vec<_> = rule.options.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    line(session.text("选项：", "Options: "), &options.join(between));
    let fix = match rule.fix {
        Some(Safety::Safe) => session.text("可自动修改", "safe"),
        Some(Safety::Unsafe) => session.text("有改法，须人工确认", "unsafe: a person should look"),
        None => "",
    };
    line(session.text("修改：", "Fix: "), fix);
    examples(rule, session, &mut lines);
    lines.push(String::new());
    lines.join("\n")
}

fn status(rule: &Rule, session: &Session) -> String {
    let status = match rule.status {
        Status::Preview => session.text("试行", "preview"),
        Status::Stable => session.text("正式", "stable"),
        Status::Deprecated => session.text("将停用", "deprecated"),
    };
    let since = rule.since.as_ref().map(|since| format!(" · {}{since}", session.text("自 ", "since ")));
    format!("{status}{}", since.unwrap_or_default())
}

/// The rule's own examples: what it finds and what it leaves alone. Rows of one project stand together.
fn examples(rule: &Rule, session: &Session, lines: &mut Vec<String>) {
    let heads = [
        (session.text("会指出：", "Finds:"), &rule.invalid),
        (session.text("不会指出：", "Leaves alone:"), &rule.valid),
    ];
    for (head, examples) in heads {
        let shown: Vec<String> =
            examples.iter().filter_map(|example| shown(example, session)).take(EXAMPLES).collect();
        if !shown.is_empty() {
            lines.extend([String::new(), head.to_owned()]);
            lines.extend(shown);
        }
    }
}

/// An example's project and rows; None where it is a whole table or a department.
fn shown(example: &Example, session: &Session) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    if let Some(project) = &example.project {
        let cells = [
            (session.text("项目", "project"), &project.name),
            (session.text("资金总额", "total funding"), &project.total),
            (session.text("年度目标", "goal"), &project.goal),
        ];
        let told = cells.iter().filter(|(_, text)| !text.is_empty());
        let told: Vec<String> = told.map(|(name, text)| format!("{name} {text}")).collect();
        if !told.is_empty() {
            parts.push(told.join(session.text("，", ", ")));
        }
    }
    let widest = example.rows.iter().map(|row| width(&row.name)).max().unwrap_or(0).min(40);
    parts.extend(example.rows.iter().map(|row| {
        let weight = Some(&row.weight).filter(|weight| !weight.is_empty());
        let weight = weight.map(|weight| format!("{}{weight}", session.text("权重", "weight ")));
        let beside = [row.operator.clone(), row.value.clone(), row.unit.clone(), weight.unwrap_or_default()];
        let beside: Vec<String> = beside.into_iter().filter(|text| !text.is_empty()).collect();
        format!("{}  {}", column(&row.name, widest), beside.join("  "))
    }));
    (!parts.is_empty()).then(|| format!("  · {}", parts.join("\n    ")))
}
