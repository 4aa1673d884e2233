//! What a check tells of its rules beside the findings: `--statistics`, `--timings`, and added rules that were of no use.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use clap::Args;
use serde::Serialize;

use super::checking::Work;
use super::error::Failure;
use super::replacement::Replacement;
use super::session::{FILE_WIDTH, Session, note};
use crate::finding::Language;
use crate::lint::{Check, Lint, Loader, Stage, Timed, Timings};
use crate::report::{column, fit};
use crate::rule::{Counted, Rule, Tally};
use crate::text::{printable, width};

/// Columns of a number.
const NUMBER: usize = 10;
/// Columns that a code takes at least.
const CODE: usize = 6;
/// Rules that `--timings` names.
const NAMED: usize = 20;

/// Options of checks that tell what came of the rules.
#[derive(Debug, Args)]
pub(super) struct Measures {
    /// 检查完后在标准错误列出每条规则看过多少记录、多少无法判断、报告多少
    #[arg(long)]
    statistics: bool,
    /// 把同样的统计写成 JSON 文件
    #[arg(long, value_name = "文件")]
    statistics_to: Option<PathBuf>,
    /// 检查完后在标准错误列出各阶段、各规则的用时（各线程相加）
    #[arg(long)]
    timings: bool,
}

impl Measures {
    /// Does the work of a check, with its rules counted as far as anybody asks.
    pub(super) fn run(
        &self,
        work: Work<'_>,
        session: &mut Session,
        check: impl FnOnce(&Work<'_>, &mut Session) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let statistics = self.statistics || self.statistics_to.is_some();
        let added = &work.ground.added;
        if !statistics && !self.timings && added.is_empty() {
            return check(&work, session);
        }
        let timings = self.timings.then(|| Arc::new(Timings::new(clock)));
        let is_counted = |rule: &Rule| {
            let code = &rule.info.code;
            work.lint.selection.contains(code) && (statistics || self.timings || added.contains(code))
        };
        let counted = Counted::new(
            &work.ground.rules,
            work.ground.variants.as_ref(),
            is_counted,
            self.timings.then_some(clock as _),
        );
        let stage = |check, stage| timings.as_deref().map(|timings| Timed { check, stage, timings });
        // The rules are the first of the checks, plugins follow.
        let rules = stage(&counted, Stage::Rules);
        let plugins: Vec<(&dyn Check, Option<Timed<'_>>)> =
            work.lint.checks.iter().skip(1).map(|&check| (check, stage(check, Stage::Plugins))).collect();
        let mut checks: Vec<&dyn Check> = vec![rules.as_ref().map_or(&counted, |timed| timed)];
        checks.extend(plugins.iter().map(|(check, timed)| match timed {
            Some(timed) => timed,
            None => *check,
        }));
        let loader = Loader { timings: timings.clone(), ..work.loader.clone() };
        let lint = Lint { checks, timings: timings.as_deref(), ..work.lint };
        let work = Work { lint, loader: &loader, counted: Some(&counted), ..work };
        check(&work, session)?;
        let tallies = counted.tallies();
        if self.statistics {
            note(&table(&tallies, session.language));
        }
        if let Some(path) = &self.statistics_to {
            write(path, &tallies)?;
        }
        if let Some(timings) = &timings {
            note(&times(timings, &tallies, session.language));
        }
        for (rule, tally) in tallies.iter().filter(|_| counted.saw_anything()) {
            if let Some(why) = useless(rule, tally, session.language)
                && (self.statistics || added.contains(&rule.info.code))
            {
                let code = printable(&rule.info.code);
                note(&match session.language {
                    Language::Zh => format!("  ⚠ {code} 没有用上：{why}\n"),
                    Language::En => format!("  ⚠ {code} was of no use: {why}\n"),
                });
            }
        }
        Ok(())
    }
}

/// The time since this was asked for the first time.
fn clock() -> Duration {
    static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
    BEGAN.elapsed()
}

/// What came of a rule, for programs.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Object<'a> {
    code: &'a str,
    slug: &'a str,
    scope: &'a str,
    /// Null of a plugin's rule: only its code knows.
    looked_at: Option<u64>,
    unjudged: Option<u64>,
    /// What could not be determined of any of those.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    missing: &'a [String],
    found: u64,
    yielded: u64,
    left_out: u64,
    reported: u64,
}

fn write(path: &Path, tallies: &[(&Rule, Tally)]) -> Result<(), Failure> {
    let objects: Vec<Object<'_>> = tallies
        .iter()
        .map(|(rule, tally)| Object {
            code: &rule.info.code,
            slug: &rule.info.slug,
            scope: rule.scope,
            looked_at: rule.plugin.is_none().then_some(tally.looked_at),
            unjudged: rule.plugin.is_none().then_some(tally.unjudged),
            missing: &tally.missing,
            found: tally.found,
            yielded: tally.yielded,
            left_out: tally.left_out(),
            reported: tally.reported,
        })
        .collect();
    // Writing into memory fails only for maps whose keys are no text; there are none.
    let mut bytes = serde_json::to_vec_pretty(&objects).unwrap_or_default();
    bytes.push(b'\n');
    Replacement::write(path, &bytes)
}

/// A line of a table: a code, numbers to the right, a title.
fn line(code: &str, numbers: &[String], title: &str, columns: usize) -> String {
    let mut line = column(code, CODE);
    for number in numbers {
        line.extend(std::iter::repeat_n(' ', NUMBER.saturating_sub(width(number)).max(1)));
        line.push_str(number);
    }
    let room = columns.saturating_sub(width(&line) + 2);
    format!("{line}  {}", fit(title, room)).trim_end().to_owned() + "\n"
}

fn table(tallies: &[(&Rule, Tally)], language: Language) -> String {
    let (code, heads, title) = match language {
        Language::Zh => ("规则", ["看过", "无法判断", "成立", "让位", "放过", "报告"], "名称"),
        Language::En => {
            ("Rule", ["records", "unjudged", "found", "yielded", "left out", "reported"], "Title")
        }
    };
    let mut page = format!("\n{}", line(code, &heads.map(str::to_owned), title, FILE_WIDTH));
    for (rule, tally) in tallies {
        let of_rule = |count: u64| match rule.plugin {
            Some(_) => "–".to_owned(),
            None => count.to_string(),
        };
        let others = [tally.found, tally.yielded, tally.left_out(), tally.reported].map(|it| it.to_string());
        let mut numbers = vec![of_rule(tally.looked_at), of_rule(tally.unjudged)];
        numbers.extend(others);
        page += &line(&printable(&rule.info.code), &numbers, &printable(&rule.info.title), FILE_WIDTH);
    }
    page
}

fn times(timings: &Timings, tallies: &[(&Rule, Tally)], language: Language) -> String {
    let zh = language == Language::Zh;
    let sum: Duration = Stage::ALL.iter().map(|&stage| timings.of(stage)).sum();
    let numbers = |time: Duration, of: Duration| {
        let share = if of.is_zero() { 0.0 } else { 100.0 * time.as_secs_f64() / of.as_secs_f64() };
        let seconds = time.as_secs_f64();
        [format!("{seconds:.3}{}", if zh { "秒" } else { "s" }), format!("{share:.1}%")]
    };
    let (sum_of, real) = (sum.as_secs_f64(), timings.since().as_secs_f64());
    let mut page = match language {
        Language::Zh => format!("\n用时：各线程相加 {sum_of:.3}秒，实际经过 {real:.3}秒\n"),
        Language::En => format!("\nTime: {sum_of:.3}s over all threads together, {real:.3}s went by\n"),
    };
    let mut stages = Stage::ALL.map(|stage| (timings.of(stage), stage));
    stages.sort_by_key(|&(time, _)| std::cmp::Reverse(time));
    for (time, stage) in stages {
        page += &format!("  {}", line("", &numbers(time, sum), stage_name(stage, language), FILE_WIDTH));
    }
    let mut rules: Vec<(Duration, &Rule)> = tallies
        .iter()
        .filter(|(rule, _)| rule.plugin.is_none())
        .map(|(rule, tally)| (tally.time, *rule))
        .collect();
    rules.sort_by_key(|(time, rule)| (std::cmp::Reverse(*time), &rule.info.code));
    let of_rules: Duration = rules.iter().map(|(time, _)| *time).sum();
    page += if zh {
        "规则（一段文字要找的词，一次全部找完，算在先问的规则上）\n"
    } else {
        "Rules (a text is searched for all terms at once, which counts for the rule that asks first)\n"
    };
    let mut rest = Duration::ZERO;
    for (nth, (time, rule)) in rules.iter().enumerate() {
        if nth >= NAMED {
            rest += *time;
            continue;
        }
        let title = printable(&rule.info.title);
        page += &format!(
            "  {}",
            line(&printable(&rule.info.code), &numbers(*time, of_rules), &title, FILE_WIDTH)
        );
    }
    if let Some(more) = rules.len().checked_sub(NAMED).filter(|more| *more > 0) {
        let name = if zh { format!("其余{more}条") } else { format!("{more} others") };
        page += &format!("  {}", line("", &numbers(rest, of_rules), &name, FILE_WIDTH));
    }
    page
}

fn stage_name(stage: Stage, language: Language) -> &'static str {
    let (zh, en) = match stage {
        Stage::Reading => ("读文件", "reading files"),
        Stage::Layout => ("认版式", "recognising layouts"),
        Stage::Values => ("读指标值", "reading target values"),
        Stage::Rules => ("规则", "rules"),
        Stage::Plugins => ("插件", "plugins"),
        Stage::Report => ("写结果", "writing results"),
    };
    if language == Language::Zh { zh } else { en }
}

/// Why a rule could find nothing in the run; None where it could, and of plugins, of which nobody knows.
fn useless(rule: &Rule, tally: &Tally, language: Language) -> Option<String> {
    let zh = language == Language::Zh;
    if rule.plugin.is_some() {
        return None;
    }
    let (count, scope) = (tally.looked_at, rule.scope);
    if count == 0 && zh {
        return Some(format!("表里没有它要看的记录（scope = \"{scope}\"）"));
    }
    if count == 0 {
        return Some(format!("the sheets hold no record that it looks at (scope = \"{scope}\")"));
    }
    if tally.unjudged < count {
        return None;
    }
    let missing = printable(&tally.missing.join(if zh { "、" } else { ", " })).into_owned();
    Some(match (missing.is_empty(), zh) {
        (true, true) => format!("看过的 {count} 条记录都无法判断"),
        (true, false) => format!("it could judge none of the {count} records"),
        (false, true) => format!("看过的 {count} 条记录都无法判断，读不出 {missing}"),
        (false, false) => format!("it could judge none of the {count} records: {missing} could not be read"),
    })
}
