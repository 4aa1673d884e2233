//! The reference of the rules, written from the rule files.

use std::collections::HashMap;
use std::fmt::Write as _;

use jichi::finding::{Language, Safety};
use jichi::plugin::Plugins;
use jichi::report::{CHAPTERS, example_text, severity_name};
use jichi::rule::{Rule, RuleSet, Status};

/// The rules with the files they stand in.
struct Rules {
    set: RuleSet,
    /// Path by code.
    files: HashMap<String, String>,
    language: Language,
}

impl Rules {
    fn load(language: Language) -> Self {
        let plugins = Plugins::bundled();
        let sources: Vec<_> = RuleSet::builtin_sources().into_iter().chain(plugins.sources()).collect();
        let set = plugins.rules(language).unwrap();
        let path = |rule: &Rule| {
            let source = sources.iter().find(|source| *source.text == *rule.source).unwrap();
            (rule.info.code.clone(), source.name.clone())
        };
        let files = set.rules().iter().map(path).collect();
        Self { set, files, language }
    }

    fn text<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    fn of<'a>(&'a self, chapter: &'a str) -> impl Iterator<Item = &'a Rule> {
        self.set.rules().iter().filter(move |rule| rule.info.code.starts_with(chapter))
    }

    fn table(&self, reference: &str) -> String {
        let mut page = format!(
            "| {} | {} | {} | {} |\n|---|---|---|---|\n",
            self.text("章", "Chapter"),
            self.text("代码", "Code"),
            self.text("查什么", "What it finds"),
            self.text("级别", "Severity")
        );
        let mut count = 0;
        for (chapter, zh, en) in CHAPTERS {
            for (nth, rule) in self.of(chapter).enumerate() {
                let title = if nth == 0 { self.text(zh, en) } else { "" };
                let _ = writeln!(
                    page,
                    "| {title} | [{}]({reference}#{}) | {} | {} |",
                    rule.info.code,
                    anchor(rule),
                    rule.info.title,
                    severity_name(rule.info.severity, self.language)
                );
                count += 1;
            }
        }
        assert_eq!(count, self.set.rules().len(), "a code belongs to no chapter");
        match self.language {
            Language::Zh => format!("共{count}条规则，分{}章。\n\n{page}", CHAPTERS.len()),
            Language::En => format!("{count} rules in {} chapters.\n\n{page}", CHAPTERS.len()),
        }
    }

    fn entry(&self, rule: &Rule, page: &mut String) {
        let prose = match self.language {
            Language::Zh => &rule.zh,
            Language::En => &rule.en,
        };
        let info = &rule.info;
        let file = &self.files[&info.code];
        let _ = write!(
            page,
            "### {} {}\n\n**{}** · {} · {}",
            info.code,
            info.slug,
            prose.title,
            self.severity(rule),
            self.status(rule)
        );
        let _ = write!(page, " · [{file}](../{file})\n\n{}\n\n", prose.why.trim());
        let between = self.text("、", ", ");
        let links = rule.yields_to.iter().map(|code| match self.set.rule(code) {
            Some(other) => format!("[{code}](#{})", anchor(other)),
            None => code.clone(),
        });
        let links: Vec<String> = links.collect();
        let options: Vec<String> =
            rule.options.iter().map(|(name, value)| format!("`{name} = {value}`")).collect();
        let fix = match rule.fix {
            Some(Safety::Safe) => self.text("可直接修改，意思不变", "safe: the meaning stays"),
            Some(Safety::Unsafe) => self.text("有改法，须人工确认", "unsafe: a person should look"),
            None => "",
        };
        let any_of = |own: Option<&str>, others: Vec<Option<&str>>| {
            let texts: Vec<String> =
                [own].into_iter().chain(others).flatten().map(code).filter(|text| !text.is_empty()).collect();
            texts.join(self.text("；或", "; or "))
        };
        let messages = prose.others.iter().map(|other| other.message.as_deref()).collect();
        let helps = prose.others.iter().map(|other| other.help.as_deref()).collect();
        for (name, text) in [
            (self.text("提示语", "Message"), any_of(Some(&prose.message), messages)),
            (self.text("建议", "Suggestion"), any_of(prose.help.as_deref(), helps)),
            (self.text("依据", "Basis"), info.basis.join(between)),
            (self.text("审核项", "Review item"), info.review.clone().unwrap_or_default()),
            (self.text("让位于", "Yields to"), links.join(between)),
            (self.text("选项", "Options"), options.join(between)),
            (self.text("修改", "Fix"), fix.to_owned()),
        ] {
            if !text.is_empty() {
                let _ = writeln!(page, "- {name}{}{text}", self.text("：", ": "));
            }
        }
        for (head, examples) in [
            (self.text("会指出：", "Found:"), &rule.invalid),
            (self.text("不会指出：", "Left alone:"), &rule.valid),
        ] {
            let shown: Vec<String> =
                examples.iter().map(|example| example_text(example, self.language)).collect();
            let _ = write!(page, "\n{head}\n\n```text\n{}```\n", shown.join("\n"));
        }
        page.push('\n');
    }

    fn status(&self, rule: &Rule) -> String {
        let status = match rule.status {
            Status::Preview => self.text("试行", "preview"),
            Status::Stable => self.text("正式", "stable"),
            Status::Deprecated => self.text("将停用", "deprecated"),
        };
        match &rule.since {
            Some(since) => format!("{status}{}{since}", self.text("，自 ", " since ")),
            None => status.to_owned(),
        }
    }

    /// The severity, and those that it has under a condition.
    fn severity(&self, rule: &Rule) -> String {
        let name = |severity| severity_name(severity, self.language);
        let mut text = name(rule.info.severity).to_owned();
        for other in rule.other_severities() {
            text += &match self.language {
                Language::Zh => format!("（有时为{}）", name(other)),
                Language::En => format!(" (in some cases {})", name(other)),
            };
        }
        text
    }
}

fn anchor(rule: &Rule) -> String {
    format!("{}-{}", rule.info.code.to_lowercase(), rule.info.slug)
}

fn code(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("`{text}`") }
}

/// A table of all rules by chapter; `reference` is the page that its links lead to.
pub fn table(language: Language, reference: &str) -> String {
    Rules::load(language).table(reference)
}

/// The reference.
pub fn page(language: Language) -> String {
    let rules = Rules::load(language);
    let mut page = rules
        .text(
            "# 规则\n\n\
             本页由规则文件生成：`JICHI_UPDATE_DOCS=1 cargo test --test docs`。\
             例子就是规则文件里的测试：`✗` 标出被指出的一行，`→` 是修改后的样子。\
             没有写明的，预算年度为2020年，金额单位为万元。规则怎么写见[规则语言](rule-language.zh.md)。\n\n",
            "# Rules\n\n\
             This page is written from the rule files by `JICHI_UPDATE_DOCS=1 cargo test --test docs`. \
             The examples are the tests inside them: `✗` marks the rows that are found, `→` is what the fix \
             makes of them. Unless told, the budget year is 2020 and money is in 万元. How rules are written: \
             [the rule language](rule-language.md).\n\n",
        )
        .to_owned();
    page.push_str(&rules.table(""));
    for (chapter, zh, en) in CHAPTERS {
        let _ = write!(page, "\n## {}\n\n", rules.text(zh, en));
        for rule in rules.of(chapter) {
            rules.entry(rule, &mut page);
        }
        page.truncate(page.trim_end().len());
        page.push('\n');
    }
    page
}
