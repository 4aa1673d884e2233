//! `jichi explain CODE`

use std::io::Write;

use clap::Args;

use super::error::Failure;
use super::rules::status_names;
use super::ruleset::{Added, Ground};
use super::session::{Output, Session};
use crate::finding::{Language, Safety};
use crate::report::{example_text, severity_name};
use crate::rule::Rule;

/// Examples shown of each kind.
const EXAMPLES: usize = 5;

/// Options of `explain`.
#[derive(Debug, Args)]
#[command(override_usage = "jichi explain <规则>...", after_help = "例：jichi explain JC308")]
pub(super) struct Arguments {
    /// 规则的代码或名称，如 JC308、capped-target
    #[arg(value_name = "规则", required = true)]
    rules: Vec<String>,
    #[command(flatten)]
    added: Added,
}

/// Prints what the rules are about.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    let Some(Ground { rules, .. }) = arguments.added.load(session) else { return };
    let mut page = String::new();
    for word in &arguments.rules {
        let info = |rule: &&Rule| {
            rule.info.code.eq_ignore_ascii_case(word) || rule.info.slug.eq_ignore_ascii_case(word)
        };
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
    let severity = severities(rule, session);
    let mut lines = vec![
        format!("{} {severity} {}", paint.bold(&info.code), paint.bold(&prose.title)),
        paint.dim(&format!("{} · {} · {}", info.slug, scope(rule, session), status(rule, session))),
        String::new(),
        prose.why.trim().to_owned(),
        String::new(),
    ];
    let mut line = |name: &str, text: &str| {
        if !text.is_empty() {
            lines.push(format!("{name}{text}"));
        }
    };
    let or = session.text("　或：", "  or: ");
    line(session.text("提示语：", "Message: "), &prose.message);
    prose.others.iter().filter_map(|other| other.message.as_deref()).for_each(|message| line(or, message));
    line(session.text("建议：", "Suggestion: "), prose.help.as_deref().unwrap_or_default());
    prose.others.iter().filter_map(|other| other.help.as_deref()).for_each(|help| line(or, help));
    let drawn = session.text(
        "按这项指标和项目的内容，从指标库中选两三个",
        "two or three of the indicator library that fit the indicator and its project",
    );
    line(session.text("举例：", "Examples: "), if rule.suggests { drawn } else { "" });
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

/// What the rule looks at.
fn scope(rule: &Rule, session: &Session) -> String {
    let (zh, en) = match rule.scope {
        "cell" => ("逐个单元格", "each cell"),
        "indicator" => ("逐条指标", "each indicator"),
        "pair" => ("同一项目的指标之间", "indicators of a project against each other"),
        "project" if rule.plugin.is_some() => ("逐个项目，由插件检查", "each project, by a plugin"),
        "project" => ("逐个项目", "each project"),
        "department" => ("逐个部门", "each department"),
        "project-pair" => ("同一部门的项目之间", "projects of a department against each other"),
        "corpus" => {
            ("全部文件的项目之间，由插件检查", "projects of all files against each other, by a plugin")
        }
        "row" => ("读表时的记录", "what was noted while reading the sheet"),
        _ => ("整张表", "the sheet"),
    };
    session.text(zh, en).to_owned()
}

fn status(rule: &Rule, session: &Session) -> String {
    let [zh, en] = status_names(rule.status);
    let status = session.text(zh, en);
    let since = rule.since.as_ref().map(|since| format!(" · {}{since}", session.text("自 ", "since ")));
    format!("{status}{}", since.unwrap_or_default())
}

/// The rule's own examples: what it finds and what it leaves alone.
fn examples(rule: &Rule, session: &Session, lines: &mut Vec<String>) {
    let heads = [
        (session.text("会指出：", "Finds:"), &rule.invalid),
        (session.text("不会指出：", "Leaves alone:"), &rule.valid),
    ];
    for (head, examples) in heads {
        lines.extend([String::new(), head.to_owned()]);
        let texts = examples.iter().take(EXAMPLES).map(|example| example_text(example, session.language));
        let shown: Vec<String> = texts.map(|text| indented(text.trim_end())).collect();
        lines.push(shown.join("\n\n"));
        let more = examples.len().saturating_sub(EXAMPLES);
        if more > 0 {
            lines.push(match session.language {
                Language::Zh => format!("  （另有{more}个例子，见规则文件）"),
                Language::En => format!("  ({more} more in the rule file)"),
            });
        }
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

/// The severity, and those that it has under a condition.
fn severities(rule: &Rule, session: &Session) -> String {
    let name = |severity| session.paint().severity(severity, severity_name(severity, session.language));
    let mut text = name(rule.info.severity).to_string();
    for other in rule.other_severities() {
        text += &match session.language {
            Language::Zh => format!("（有时为{}）", name(other)),
            Language::En => format!(" (in some cases {})", name(other)),
        };
    }
    text
}
