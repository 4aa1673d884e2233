//! What a run came to, counted while it goes by.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::Arc;

use super::{Entry, Format, words};
use crate::finding::{Finding, Language, RuleInfo, Safety, Severity};
use crate::fix::may_be_fixed;
use crate::lint::LeftOut;
use crate::quality::Quality;
use crate::record::Sheet;
use crate::text::{counted, grouped, printable};

/// The codes that the written summary names.
const MOST_FREQUENT: usize = 10;

/// An input that could not be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The file or path, as the user named it.
    pub file: String,
    /// What kind of failure it is, in English whatever the language: `broken-zip`.
    pub kind: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Unread {
    /// What is wrong and what to do, in one paragraph.
    pub(super) fn in_words(&self, language: Language) -> String {
        let message = printable(&self.message);
        let stop = words::full_stop(language);
        match &self.help {
            Some(help) => format!("{message}{stop}{}", printable(help)),
            None => message.into_owned(),
        }
    }
}

/// The fixes of a run, before it was checked what is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FixCounts {
    /// How many were applied.
    pub fixes: usize,
    /// How many files they changed.
    pub files: usize,
}

/// The counts of a run.
#[derive(Debug, Default)]
pub struct Summary {
    /// Files that could be read.
    pub files: usize,
    /// Inputs that could not be read or found.
    pub unread: Vec<Unread>,
    /// Projects in the sheets.
    pub projects: usize,
    /// Their indicators.
    pub indicators: usize,
    /// Findings that were left out of the report by their severity.
    pub hidden: usize,
    /// Findings that the baseline knows: left out, and no reason to fail.
    pub known: usize,
    /// Findings that an exception with a reason holds for: left out, and no reason to fail.
    pub excepted: usize,
    /// Findings that the baseline knows and that are gone.
    pub stale: usize,
    /// How well the departments did, whatever of their findings is shown.
    pub quality: Quality,
    /// What was fixed, where that was wished.
    pub fixed: Option<FixCounts>,
    /// Findings that can be fixed safely, and those that can be otherwise.
    fixable: [usize; 2],
    severities: [usize; 3],
    codes: HashMap<String, (Arc<RuleInfo>, usize)>,
}

impl Summary {
    /// Counts a sheet's content, after its findings.
    pub fn sheet(&mut self, sheet: &Sheet) {
        self.quality.sheet(sheet);
        self.projects += sheet.projects.len();
        self.indicators += sheet.projects.iter().map(|project| project.indicators.len()).sum::<usize>();
    }

    /// Counts a finding.
    pub fn finding(&mut self, sheet: &Sheet, finding: &Finding) {
        self.quality.finding(sheet, finding);
        self.severities[finding.severity as usize] += 1;
        if let Some(fix) = finding.fix.as_ref().filter(|_| may_be_fixed(&sheet.file)) {
            self.fixable[usize::from(fix.safety == Safety::Unsafe)] += 1;
        }
        match self.codes.get_mut(&finding.rule.code) {
            Some((_, count)) => *count += 1,
            None => {
                self.codes.insert(finding.rule.code.clone(), (Arc::clone(&finding.rule), 1));
            }
        }
    }

    /// Counts a finding that is left out. What somebody answers for is no fault of the sheet.
    pub fn left_out(&mut self, sheet: &Sheet, finding: &Finding, why: LeftOut) {
        match why {
            LeftOut::Baseline => {
                self.quality.finding(sheet, finding);
                self.known += 1;
            }
            LeftOut::Exception => self.excepted += 1,
        }
    }

    /// Findings of a severity, shown or not.
    pub fn count(&self, severity: Severity) -> usize {
        self.severities[severity as usize]
    }

    /// Whether there are findings at or above `severity`.
    pub fn any_from(&self, severity: Severity) -> bool {
        self.severities[severity as usize..].iter().any(|&count| count > 0)
    }

    /// All findings, shown or not.
    pub(super) fn total(&self) -> usize {
        self.severities.iter().sum()
    }

    /// The rules that found something and how often, the most frequent first.
    pub(super) fn by_code(&self) -> Vec<&(Arc<RuleInfo>, usize)> {
        let mut codes: Vec<_> = self.codes.values().collect();
        codes.sort_by(|(a, more), (b, less)| less.cmp(more).then_with(|| a.code.cmp(&b.code)));
        codes
    }

    /// What was checked, and how much was found.
    pub(super) fn headline(&self, language: Language) -> String {
        let [info, warning, error] = self.severities;
        let total = self.total();
        let number = grouped;
        match language {
            Language::Zh => format!(
                "检查了 {} 个文件、{} 个项目、{} 条指标：{}",
                number(self.files),
                number(self.projects),
                number(self.indicators),
                if self.files == 0 {
                    "没有可检查的内容".to_owned()
                } else if total == 0 {
                    "没有发现问题".to_owned()
                } else {
                    let (error, warning, info) = (number(error), number(warning), number(info));
                    format!("发现 {} 处问题（错误 {error}、警告 {warning}、提示 {info}）", number(total))
                }
            ),
            Language::En => format!(
                "Checked {}, {}, {}: {}",
                counted(self.files, "file"),
                counted(self.projects, "project"),
                counted(self.indicators, "indicator"),
                if self.files == 0 {
                    "nothing to check".to_owned()
                } else if total == 0 {
                    "no findings".to_owned()
                } else {
                    let (errors, warnings) = (counted(error, "error"), counted(warning, "warning"));
                    format!("{} ({errors}, {warnings}, {} info)", counted(total, "finding"), number(info))
                }
            ),
        }
    }

    /// The summary as the formats for people print it.
    pub fn write(&self, language: Language) -> String {
        let number = grouped;
        let mut lines = vec![self.headline(language)];
        let codes = self.by_code();
        let digits = codes.first().map_or(0, |(_, most)| number(*most).len());
        for (rule, count) in codes.iter().take(MOST_FREQUENT) {
            lines.push(format!(
                "{:>width$}  {} {}",
                number(*count),
                rule.code,
                printable(&rule.title),
                width = digits + 2
            ));
        }
        if codes.len() > MOST_FREQUENT {
            let rest: usize = codes[MOST_FREQUENT..].iter().map(|(_, count)| count).sum();
            let rules = codes.len() - MOST_FREQUENT;
            lines.push(match language {
                Language::Zh => format!("{:>width$}  其余 {rules} 条规则", number(rest), width = digits + 2),
                Language::En => {
                    format!(
                        "{:>width$}  from {}",
                        number(rest),
                        counted(rules, "other rule"),
                        width = digits + 2
                    )
                }
            });
        }
        lines.extend(self.not_listed(language));
        lines.extend(self.fixes(language));
        lines.extend(self.put_aside(language));
        if !self.unread.is_empty() {
            let failures = number(self.unread.len());
            lines.push(match language {
                Language::Zh => format!("另有 {failures} 个输入未能检查，见错误输出"),
                Language::En => {
                    format!(
                        "{} could not be checked, see standard error",
                        counted(self.unread.len(), "input")
                    )
                }
            });
        }
        lines.push(String::new());
        lines.join("\n")
    }

    /// How many findings were left out of the report, where some were.
    pub(super) fn not_listed(&self, language: Language) -> Option<String> {
        let hidden = grouped(self.hidden);
        (self.hidden > 0).then(|| match language {
            Language::Zh => format!("其中 {hidden} 处因 --severity 未列出"),
            Language::En => format!("{hidden} of them not listed because of --severity"),
        })
    }

    /// What was fixed, and what can be.
    pub fn fixes(&self, language: Language) -> Option<String> {
        let [safe, other] = self.fixable;
        let done = self.fixed.map(|fixed| {
            let (fixes, files) = (grouped(fixed.fixes), grouped(fixed.files));
            match language {
                Language::Zh => format!("已改正 {fixes} 处，改动 {files} 个文件"),
                Language::En => format!("{fixes} fixed in {}", counted(fixed.files, "file")),
            }
        });
        let safely = (safe > 0 && done.is_none()).then(|| match language {
            Language::Zh => format!("其中 {} 处可用 --fix 改正", grouped(safe)),
            Language::En => format!("{} can be fixed with --fix", grouped(safe)),
        });
        let told: Option<String> = done.or(safely);
        let more = (other > 0).then(|| match (language, told.is_some()) {
            (Language::Zh, true) => format!("另有 {} 处可加 --unsafe-fixes 改正，改后请核对", grouped(other)),
            (Language::Zh, false) => {
                format!("其中 {} 处可用 --fix --unsafe-fixes 改正，改后请核对", grouped(other))
            }
            (Language::En, true) => {
                format!("{} more with --unsafe-fixes, to be looked at afterwards", grouped(other))
            }
            (Language::En, false) => {
                format!(
                    "{} can be fixed with --fix --unsafe-fixes, to be looked at afterwards",
                    grouped(other)
                )
            }
        });
        let between = if language == Language::Zh { "；" } else { "; " };
        let both: Vec<String> = told.into_iter().chain(more).collect();
        (!both.is_empty()).then(|| both.join(between))
    }

    /// What exceptions and the baseline kept out of the report, where they did.
    pub(super) fn put_aside(&self, language: Language) -> Option<String> {
        let (known, stale) = (grouped(self.known), grouped(self.stale));
        let excepted = grouped(self.excepted);
        let are = |count: usize| if count == 1 { "is" } else { "are" };
        let excepted = (self.excepted > 0).then(|| match language {
            Language::Zh => format!("另有 {excepted} 处按例外处理，没有列出"),
            Language::En => format!("{excepted} more {} excepted and not listed", are(self.excepted)),
        });
        let told = (self.known > 0).then(|| match language {
            Language::Zh => format!("另有 {known} 处在基线中，没有列出"),
            Language::En => format!("{known} more {} in the baseline and not listed", are(self.known)),
        });
        let gone = (self.stale > 0).then(|| match language {
            Language::Zh => format!("基线中有 {stale} 处已经不在，用 jichi baseline prune 清理"),
            Language::En => {
                let are = are(self.stale);
                format!("{stale} of the baseline {are} gone, to be cleared away by `jichi baseline prune`")
            }
        });
        let between = if language == Language::Zh { "；" } else { "; " };
        let all: Vec<String> = excepted.into_iter().chain(told).chain(gone).collect();
        (!all.is_empty()).then(|| all.join(between))
    }

    /// Appends the summary to a report for people, apart from the findings above it.
    pub(super) fn below(&self, any: bool, language: Language, out: &mut Vec<u8>) {
        if any {
            out.push(b'\n');
        }
        out.extend_from_slice(self.write(language).as_bytes());
    }

    /// The counts in one line: `错误 3、警告 5、提示 0`.
    pub fn short(&self, language: Language) -> String {
        [Severity::Error, Severity::Warning, Severity::Info]
            .map(|severity| {
                format!("{} {}", words::severity(severity, language), grouped(self.count(severity)))
            })
            .join(words::between(language))
    }
}

/// `summary`: what the run came to, without the findings.
#[derive(Debug, Clone, Copy)]
pub struct SummaryOnly(pub Language);

impl Format for SummaryOnly {
    fn findings(&mut self, _entries: &[Entry<'_>], _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(summary.write(self.0).as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_run_says_so() {
        let summary = Summary { files: 1, projects: 2, indicators: 1300, ..Summary::default() };
        assert_eq!(summary.write(Language::Zh), "检查了 1 个文件、2 个项目、1,300 条指标：没有发现问题\n");
        assert_eq!(
            summary.write(Language::En),
            "Checked 1 file, 2 projects, 1,300 indicators: no findings\n"
        );
    }
}
