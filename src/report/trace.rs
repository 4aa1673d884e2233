//! Why a rule did or did not find something, as a page: the record, every predicate with its verdict and what it
//! looked at, and what came of it.

use std::fmt::Write as _;

use super::fit::fit;
use super::wrap::wrap;
use super::{Paint, severity_name};
use crate::finding::{Language, Severity};
use crate::lint::Fate;
use crate::rule::{Item, Named, Shown, Step, StepKind, Trace, Truth};
use crate::text::{printable, width};

/// Columns of a value in a page; what is longer is cut.
const VALUE: usize = 48;
/// Columns that predicates take before their values stand on a line of their own.
const ASKS: usize = 48;
/// Columns of what a predicate asks; a long pattern or list is cut.
const LONGEST: usize = 240;

/// A page of traces.
#[derive(Debug, Clone, Copy)]
pub struct TracePage {
    language: Language,
    paint: Paint,
    columns: usize,
}

impl TracePage {
    /// A page for a terminal of so many columns.
    pub fn new(language: Language, paint: Paint, columns: usize) -> Self {
        Self { language, paint, columns: columns.max(60) }
    }

    fn text<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        if self.language == Language::Zh { zh } else { en }
    }

    /// What the marks mean.
    pub fn legend(&self) -> String {
        let text =
            self.text("✓ 成立   ✗ 不成立   ? 无法判断", "✓ holds   ✗ does not hold   ? cannot be judged");
        self.paint.dim(text)
    }

    /// One record: where it stands, what it was read as, how each predicate fared, what came of it.
    pub fn record(&self, at: &str, trace: &Trace, fate: Option<&Fate>) -> String {
        let mut page = format!("{}\n", self.paint.bold(&format!("── {}", printable(at))));
        self.values(&mut page, &trace.record, 2);
        if !trace.lets.is_empty() {
            let _ = writeln!(page, "\n  let");
            for own in &trace.lets {
                let value = self.value(&own.value);
                let _ = writeln!(page, "    {} = {value}", printable(&own.name));
                for line in
                    wrap(&format!("= {}", printable(own.source.trim())), self.columns.saturating_sub(8))
                {
                    let _ = writeln!(page, "        {}", self.paint.dim(&line));
                }
                self.values(&mut page, &own.values, 8);
            }
        }
        let _ = writeln!(page, "\n  when");
        self.step(&mut page, &trace.when, 4, "");
        for case in &trace.cases {
            let leads =
                if case.leads_to.is_empty() { String::new() } else { format!(" → {}", case.leads_to) };
            let _ = writeln!(page, "\n  {} {}{leads}", case.key, case.number);
            self.step(&mut page, &case.step, 4, "");
        }
        let _ = writeln!(page);
        for line in wrap(&self.outcome(trace, fate), self.columns) {
            let _ = writeln!(page, "{}", self.paint.bold(&line));
        }
        page.push('\n');
        page
    }

    /// What came of it, in a sentence.
    fn outcome(&self, trace: &Trace, fate: Option<&Fate>) -> String {
        let zh = self.language == Language::Zh;
        let decided = trace.when.deciding();
        let why = self.in_words(decided);
        let message = trace.finding.as_ref().map_or("", |finding| finding.message.as_str());
        let message = printable(message);
        match (trace.verdict, fate) {
            (Truth::False, _) if zh => format!("结果：没有报告，因为 {why}。"),
            (Truth::False, _) => format!("Outcome: not reported, because {why}."),
            (Truth::Unknown, _) => {
                let missing = trace.missing.join(self.text("、", ", "));
                match (missing.is_empty(), zh) {
                    (true, true) => format!("结果：没有报告，因为 {why}。无法判断的，不报告。"),
                    (true, false) => {
                        format!("Outcome: not reported, because {why}. Only what is known to hold is.")
                    }
                    (false, true) => {
                        format!("结果：没有报告，因为 {why}：读不出 {missing}。无法判断的，不报告。")
                    }
                    (false, false) => format!(
                        "Outcome: not reported, because {why}: {missing} could not be read. Only what is known to hold \
                         is reported."
                    ),
                }
            }
            (Truth::True, None) if zh => {
                "结果：条件成立，但记录里没有可以标出问题的单元格，没有报告。".to_owned()
            }
            (Truth::True, None) => {
                "Outcome: it holds, but the record has no cell that a finding could stand on; not reported."
                    .to_owned()
            }
            (Truth::True, Some(fate)) => {
                let severity = trace.finding.as_ref().map_or(Severity::Info, |finding| finding.severity);
                let severity = severity_name(severity, self.language);
                let then = match (fate, zh) {
                    (Fate::Reported, true) => format!("已报告（{severity}）"),
                    (Fate::Reported, false) => format!("reported ({severity})"),
                    (Fate::Yields(code), true) => format!("条件成立，但让位于 {code}：同一处由它报告"),
                    (Fate::Yields(code), false) => {
                        format!("it holds, but yields to {code}, which reports the same place")
                    }
                    (Fate::NoValue, true) => "条件成立，但这一格的公式没有结果，只报告公式".to_owned(),
                    (Fate::NoValue, false) => {
                        "it holds, but a formula in the cell has no result, and only that is reported"
                            .to_owned()
                    }
                    (Fate::ToldOnce, true) => "条件成立，同一格同样的问题已在另一个项目报告".to_owned(),
                    (Fate::ToldOnce, false) => {
                        "it holds, and the same is told of the cell for another project".to_owned()
                    }
                    (Fate::NotSelected, true) => "条件成立，但这次检查没有选用这条规则".to_owned(),
                    (Fate::NotSelected, false) => "it holds, but the rule is left out of this run".to_owned(),
                    (Fate::Known, true) => "条件成立，已在基线里，不再列出".to_owned(),
                    (Fate::Known, false) => "it holds, and is known to the baseline; not listed".to_owned(),
                    (Fate::Excepted, true) => "条件成立，已作为例外放过".to_owned(),
                    (Fate::Excepted, false) => "it holds, and an exception leaves it out".to_owned(),
                    (Fate::Dropped, true) => "条件成立，但检查没有列出".to_owned(),
                    (Fate::Dropped, false) => "it holds, but the check did not list it".to_owned(),
                };
                if zh {
                    format!("结果：{then}。{message}")
                } else {
                    format!("Outcome: {then}. {message}")
                }
            }
        }
    }

    /// A predicate and its verdict in words.
    fn in_words(&self, step: &Step) -> String {
        let zh = self.language == Language::Zh;
        let verdict = match (step.verdict, zh) {
            (Truth::True, true) => "成立",
            (Truth::False, true) => "不成立",
            (Truth::Unknown, true) => "无法判断",
            (Truth::True, false) => "holds",
            (Truth::False, false) => "does not hold",
            (Truth::Unknown, false) => "cannot be judged",
        };
        if let (StepKind::Not, Some(inner)) = (step.kind, step.steps.first()) {
            let inner = self.in_words(inner.deciding());
            return if zh { format!("not 里的 {inner}") } else { format!("inside `not`, {inner}") };
        }
        let said = format!("{} {verdict}", self.name(step));
        let because = match (step.kind, step.verdict, step.items.as_slice()) {
            (StepKind::Any, Truth::False, _) => {
                self.text("其中没有一项成立", "nothing in it holds").to_owned()
            }
            (StepKind::Exists, Truth::False, []) => {
                self.text("没有可看的项", "there is nothing to look at").to_owned()
            }
            (StepKind::Exists, Truth::False | Truth::Unknown, [item]) if step.more_items == 0 => {
                let why = item.step.as_ref().map_or_else(String::new, |step| self.in_words(step.deciding()));
                let name = printable(&item.name);
                let name = fit(&name, VALUE);
                if zh { format!("“{name}”的 {why}") } else { format!("of “{name}”, {why}") }
            }
            (StepKind::Exists, Truth::False, _) => {
                self.text("没有一项符合 where", "no item is as `where` asks").to_owned()
            }
            _ => self.looked_at(step).join(self.text("，", ", ")),
        };
        match because.is_empty() {
            true => said,
            false => format!("{said}{}{because}", self.text("：", ": ")),
        }
    }

    /// The values that a predicate looked at; the first without its name where the predicate begins with it.
    fn looked_at(&self, step: &Step) -> Vec<String> {
        let is_named = matches!(step.kind, StepKind::Test | StepKind::Count);
        let values = step.values.iter().enumerate();
        values
            .map(|(index, value)| match index {
                0 if is_named => self.value(&value.value),
                _ => self.named(value),
            })
            .collect()
    }

    fn name(&self, step: &Step) -> String {
        match (step.kind, step.asks.is_empty()) {
            (_, false) => fit(&printable(&step.asks), LONGEST).into_owned(),
            (StepKind::Any, _) => "any".to_owned(),
            (StepKind::Not, _) => "not".to_owned(),
            _ => "all".to_owned(),
        }
    }

    fn mark(&self, verdict: Truth) -> String {
        match verdict {
            Truth::True => "✓".to_owned(),
            Truth::False => self.paint.severity(Severity::Error, "✗"),
            Truth::Unknown => self.paint.severity(Severity::Warning, "?"),
        }
    }

    /// A predicate and all that it is made of.
    fn step(&self, page: &mut String, step: &Step, indent: usize, before: &str) {
        let asks = format!("{before}{}", self.name(step));
        let mut values = self.looked_at(step);
        for found in &step.found {
            let from = found.list.as_deref().map_or_else(String::new, |list| format!(" {list}"));
            let found = printable(&found.term);
            values.push(match self.language {
                Language::Zh => format!("有“{found}”{from}"),
                Language::En => format!("found “{found}”{from}"),
            });
        }
        let values = match values.is_empty() {
            true => String::new(),
            false => format!("← {}", values.join("  ")),
        };
        let room = self.columns.saturating_sub(indent + 2);
        let lines = wrap(&asks, room);
        let pad = " ".repeat(indent);
        let mark = self.mark(step.verdict);
        let asks_width = lines.last().map_or(0, |line| width(line));
        for (index, line) in lines.iter().enumerate() {
            let head = if index == 0 { format!("{pad}{mark} ") } else { format!("{pad}  ") };
            let is_last = index + 1 == lines.len();
            let gap = ASKS.saturating_sub(indent + asks_width).max(2);
            if is_last && !values.is_empty() && indent + 2 + asks_width + gap + width(&values) <= self.columns
            {
                let _ = writeln!(page, "{head}{line}{}{}", " ".repeat(gap), self.paint.dim(&values));
            } else {
                let _ = writeln!(page, "{head}{line}");
                if is_last && !values.is_empty() {
                    for line in wrap(&values, room.saturating_sub(4)) {
                        let _ = writeln!(page, "{pad}      {}", self.paint.dim(&line));
                    }
                }
            }
        }
        for step in &step.steps {
            self.step(page, step, indent + 2, "");
        }
        for item in &step.items {
            self.item(page, item, indent + 2);
        }
        if step.more_items > 0 {
            let more = match self.language {
                Language::Zh => format!("（另有{}项不成立）", step.more_items),
                Language::En => format!("({} more)", step.more_items),
            };
            let _ = writeln!(page, "{pad}  {}", self.paint.dim(&more));
        }
        let is_loop = matches!(step.kind, StepKind::Exists | StepKind::Count);
        if is_loop && step.items.is_empty() && step.verdict != Truth::Unknown {
            let _ = writeln!(
                page,
                "{pad}  {}",
                self.paint.dim(self.text("（没有可看的项）", "(nothing to look at)"))
            );
        }
    }

    /// An item of a loop; of one that did not hold, what it failed at.
    fn item(&self, page: &mut String, item: &Item, indent: usize) {
        let pad = " ".repeat(indent);
        let cell = item.cell.as_deref().map_or_else(String::new, |cell| format!("{} ", printable(cell)));
        let name = format!("{cell}“{}”", fit(&printable(&item.name), VALUE));
        let _ = writeln!(page, "{pad}{} {name}", self.mark(item.verdict));
        match &item.step {
            Some(step) if item.verdict.is_true() => self.step(page, step, indent + 2, ""),
            Some(step) => {
                let why = self.in_words(step.deciding());
                for line in wrap(&why, self.columns.saturating_sub(indent + 4)) {
                    let _ = writeln!(page, "{pad}    {}", self.paint.dim(&line));
                }
            }
            None => {}
        }
    }

    /// Values, as many in a line as it has room for.
    fn values(&self, page: &mut String, values: &[Named], indent: usize) {
        let mut line = String::new();
        for value in values {
            let next = self.named(value);
            if !line.is_empty() && indent + width(&line) + 3 + width(&next) > self.columns {
                let _ = writeln!(page, "{}{line}", " ".repeat(indent));
                line.clear();
            }
            if !line.is_empty() {
                line.push_str("   ");
            }
            line.push_str(&next);
        }
        if !line.is_empty() {
            let _ = writeln!(page, "{}{line}", " ".repeat(indent));
        }
    }

    fn named(&self, value: &Named) -> String {
        format!("{} = {}", printable(&value.name), self.value(&value.value))
    }

    fn value(&self, value: &Shown) -> String {
        let word = |word: &crate::rule::Word| match word.word == word.label {
            true => word.word.to_owned(),
            false if self.language == Language::Zh => format!("{}（{}）", word.word, word.label),
            false => word.word.to_owned(),
        };
        match value {
            Shown::Unknown => self.text("未知", "unknown").to_owned(),
            Shown::Text(text) if text.is_empty() => self.text("空", "empty").to_owned(),
            Shown::Text(text) => format!("“{}”", fit(&printable(text.trim()), VALUE)),
            Shown::Plain(text) => fit(&printable(text), VALUE).into_owned(),
            Shown::Word(one) => word(one),
            Shown::OneOf(words) if words.is_empty() => self.text("无", "none").to_owned(),
            Shown::OneOf(words) => {
                let words: Vec<&str> = words.iter().map(|word| word.word).collect();
                match self.language {
                    Language::Zh => format!("未定（{}）", words.join("、")),
                    Language::En => format!("undecided ({})", words.join(", ")),
                }
            }
        }
    }
}
