//! The page around the sections: totals, bars, the ranking of departments, the heat map, search and filter.

use std::borrow::Cow;
use std::sync::LazyLock;

use askama::Template;

use super::counts::{Counts, Severities};
use super::policy::policy;
use super::sections::{Sections, key, nobody};
use super::{SEVERITIES, Words, severity_class};
use crate::finding::{Language, Severity};
use crate::quality::{DepartmentQuality, Key};
use crate::report::chapter::Chapter;
use crate::report::summary::Summary;
use crate::report::words;
use crate::text::{grouped, printable};

const LIGHT: &str = concat!(
    include_str!("light.css"),
    include_str!("ground.css"),
    include_str!("ranking.css"),
    include_str!("page.css")
);
const DARK: &str = include_str!("dark.css");
const SCRIPT: &str = include_str!("page.js");

/// The shades of the heat map.
const SHADES: usize = 5;

#[derive(Template)]
#[template(path = "html/page.html")]
pub(super) struct Page<'a> {
    t: Words,
    lang: &'static str,
    policy: &'static str,
    light: &'static str,
    dark: &'static str,
    script: &'static str,
    /// What the window is called.
    title: String,
    files: Vec<Cow<'a, str>>,
    unread: Vec<UnreadView<'a>>,
    totals: Vec<(&'static str, String)>,
    hidden: Option<String>,
    severities: Vec<SeverityView>,
    chapters: Vec<BarView<'a>>,
    codes: Vec<BarView<'a>>,
    formula: &'static str,
    departments: Vec<DepartmentView>,
    heat: Heat<'a>,
    sections: &'a str,
    findings: usize,
    /// Projects and findings.
    all: (String, String),
}

struct UnreadView<'a> {
    file: Cow<'a, str>,
    message: Cow<'a, str>,
    help: Option<Cow<'a, str>>,
}

struct SeverityView {
    class: &'static str,
    name: &'static str,
    number: String,
}

/// A chapter or code with its findings.
struct BarView<'a> {
    /// `JC3`, `JC301`
    key: Cow<'a, str>,
    /// The chapter of a code; that itself of a chapter.
    chapter: Cow<'a, str>,
    name: Cow<'a, str>,
    number: String,
    bar: Vec<Stretch>,
    /// The numbers that the bar shows.
    spoken: String,
}

/// A part of a bar, in percent of its whole width.
struct Stretch {
    class: &'static str,
    from: Percent,
    width: Percent,
}

/// Hundredths of a percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Percent(usize);

impl std::fmt::Display for Percent {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

struct DepartmentView {
    rank: usize,
    key: String,
    name: String,
    score: Option<String>,
    projects: String,
    indicators: String,
    severities: Vec<SeverityView>,
}

/// Departments by chapters.
struct Heat<'a> {
    chapters: Vec<(Cow<'a, str>, Cow<'static, str>)>,
    rows: Vec<HeatRow>,
    total: HeatRow,
    /// The shades and the numbers that they stand for.
    legend: Vec<(usize, String)>,
}

struct HeatRow {
    key: String,
    name: String,
    /// Shade and number.
    cells: Vec<(usize, usize)>,
    total: usize,
}

/// The numbers of findings that shades stand for: the largest of each. Counts differ by orders of magnitude, so that the
/// steps grow.
struct Shades(Vec<usize>);

impl Shades {
    fn up_to(most: usize) -> Self {
        let mut largest: Vec<usize> =
            (1..=SHADES).map(|nth| (most * nth * nth).div_ceil(SHADES * SHADES)).collect();
        largest.dedup();
        Self(if most == 0 { Vec::new() } else { largest })
    }

    /// 0 for none.
    fn of(&self, count: usize) -> usize {
        if count == 0 { 0 } else { 1 + self.0.partition_point(|&largest| largest < count) }
    }

    fn legend(&self) -> Vec<(usize, String)> {
        let range = |(nth, &largest): (usize, &usize)| {
            let smallest = nth.checked_sub(1).map_or(1, |before| self.0[before] + 1);
            let numbers =
                if smallest == largest { largest.to_string() } else { format!("{smallest}–{largest}") };
            (nth + 1, numbers)
        };
        self.0.iter().enumerate().map(range).collect()
    }
}

impl<'a> Page<'a> {
    pub(super) fn new(
        summary: &'a Summary,
        counts: &'a Counts,
        files: &'a [String],
        sections: &'a Sections,
        language: Language,
    ) -> Self {
        static POLICY: LazyLock<String> = LazyLock::new(|| policy(&[LIGHT, DARK], &[SCRIPT]));
        let t = Words(language);
        let ranked = summary.quality.ranked();
        let findings = counts.severities.iter().sum();
        let files: Vec<Cow<'_, str>> = files.iter().map(|file| printable(file)).collect();
        let departments = ranked.iter().filter(|department| department.key != Key::Nobody).count();
        let totals = [
            (t.of("文件", "Files"), summary.files),
            (t.of("部门", "Departments"), departments),
            (t.of("项目", "Projects"), summary.projects),
            (t.of("其中有问题", "With findings"), sections.projects - sections.clean),
            (t.of("指标", "Indicators"), summary.indicators),
            (t.of("问题", "Findings"), findings),
        ];
        let hidden = (summary.hidden > 0).then(|| {
            let number = grouped(summary.hidden);
            match language {
                Language::Zh => format!("另有 {number} 处问题因 --severity 未列出。"),
                Language::En => format!("{number} further findings are not listed because of --severity."),
            }
        });
        let put_aside = summary.put_aside(language).map(|text| match language {
            Language::Zh => format!("{text}。"),
            Language::En => format!("{text}."),
        });
        let hidden: Vec<String> = hidden.into_iter().chain(put_aside).collect();
        let hidden = (!hidden.is_empty()).then(|| hidden.join(" "));
        Self {
            t,
            lang: t.of("zh-CN", "en"),
            policy: &POLICY,
            light: LIGHT,
            dark: DARK,
            script: SCRIPT,
            title: title(&files, language),
            unread: unread(summary),
            totals: totals.map(|(name, number)| (name, grouped(number))).into(),
            hidden,
            severities: severities(counts.severities, language),
            chapters: chapters(counts, language),
            codes: codes(counts, language),
            formula: DepartmentQuality::formula(language),
            departments: ranked
                .iter()
                .enumerate()
                .map(|(nth, department)| DepartmentView::new(nth + 1, department, language))
                .collect(),
            heat: heat(&ranked, counts, language),
            sections: &sections.html,
            all: (grouped(summary.projects), grouped(findings)),
            findings,
            files,
        }
    }
}

/// What was checked, in a few words.
fn title(files: &[Cow<'_, str>], language: Language) -> String {
    match (files, language) {
        ([file], _) => file.rsplit(['/', '\\']).next().unwrap_or(file).to_owned(),
        (_, Language::Zh) => format!("{} 个文件", grouped(files.len())),
        (_, Language::En) => format!("{} files", grouped(files.len())),
    }
}

fn unread(summary: &Summary) -> Vec<UnreadView<'_>> {
    let view = summary.unread.iter().map(|unread| UnreadView {
        file: printable(&unread.file),
        message: printable(&unread.message),
        help: unread.help.as_deref().map(printable),
    });
    view.collect()
}

fn severities(counts: Severities, language: Language) -> Vec<SeverityView> {
    let view = |severity| SeverityView {
        class: severity_class(severity),
        name: words::severity(severity, language),
        number: grouped(counts[severity as usize]),
    };
    SEVERITIES.map(view).into()
}

fn chapters(counts: &Counts, language: Language) -> Vec<BarView<'_>> {
    let chapters = counts.chapters();
    let most = chapters.values().map(sum).max().unwrap_or(0);
    let view = chapters.iter().map(|(chapter, numbers)| BarView {
        key: printable(chapter.prefix),
        chapter: printable(chapter.prefix),
        name: chapter.name(language),
        number: grouped(sum(numbers)),
        bar: bar(*numbers, most),
        spoken: spoken(*numbers, language),
    });
    view.collect()
}

/// Those with most findings first.
fn codes(counts: &Counts, language: Language) -> Vec<BarView<'_>> {
    let mut codes: Vec<_> = counts.codes.iter().collect();
    codes.sort_by_key(|(_, (_, numbers))| std::cmp::Reverse(sum(numbers)));
    let most = codes.first().map_or(0, |(_, (_, numbers))| sum(numbers));
    let view = codes.into_iter().map(|(code, (rule, numbers))| BarView {
        key: printable(code),
        chapter: printable(Chapter::of(code).prefix),
        name: printable(&rule.title),
        number: grouped(sum(numbers)),
        bar: bar(*numbers, most),
        spoken: spoken(*numbers, language),
    });
    view.collect()
}

fn sum(counts: &Severities) -> usize {
    counts.iter().sum()
}

/// The severities side by side; `most` findings fill the whole width.
fn bar(counts: Severities, most: usize) -> Vec<Stretch> {
    let percent = |number: usize| Percent((number * 10_000).checked_div(most).unwrap_or(0));
    let mut before = 0;
    let mut stretches = Vec::with_capacity(SEVERITIES.len());
    for severity in SEVERITIES {
        let (from, to) = (percent(before), percent(before + counts[severity as usize]));
        before += counts[severity as usize];
        if to != from {
            stretches.push(Stretch { class: severity_class(severity), from, width: Percent(to.0 - from.0) });
        }
    }
    stretches
}

/// `错误 3、警告 5`
fn spoken(counts: Severities, language: Language) -> String {
    let some = SEVERITIES.into_iter().filter(|severity| counts[*severity as usize] > 0);
    let words: Vec<String> = some
        .map(|severity| format!("{} {}", words::severity(severity, language), counts[severity as usize]))
        .collect();
    words.join(words::between(language))
}

impl DepartmentView {
    fn new(rank: usize, department: &DepartmentQuality, language: Language) -> Self {
        let counts =
            [Severity::Info, Severity::Warning, Severity::Error].map(|severity| department.count(severity));
        Self {
            rank,
            key: key(&department.key),
            name: name(department, language),
            score: department.score().map(|score| format!("{:.1}", score.round_dp(1))),
            projects: grouped(department.projects),
            indicators: grouped(department.indicators),
            severities: severities(counts, language),
        }
    }
}

fn name(department: &DepartmentQuality, language: Language) -> String {
    let name = printable(&department.name);
    match &department.key {
        Key::Nobody => nobody(language).to_owned(),
        Key::Code(code) => format!("{} {name}", printable(code)),
        Key::Name(_) => name.into_owned(),
    }
}

fn heat<'a>(ranked: &[&DepartmentQuality], counts: &'a Counts, language: Language) -> Heat<'a> {
    let chapters = counts.chapters();
    let numbers: Vec<Vec<usize>> = ranked
        .iter()
        .map(|department| {
            let own = counts.of_department(&department.key);
            chapters.keys().map(|chapter| own.get(chapter).copied().unwrap_or(0)).collect()
        })
        .collect();
    let shades = Shades::up_to(numbers.iter().flatten().copied().max().unwrap_or(0));
    let rows = ranked.iter().zip(&numbers).map(|(department, numbers)| HeatRow {
        key: key(&department.key),
        name: name(department, language),
        cells: numbers.iter().map(|&number| (shades.of(number), number)).collect(),
        total: numbers.iter().sum(),
    });
    Heat {
        rows: rows.collect(),
        total: HeatRow {
            key: String::new(),
            name: Words(language).of("合计", "Total").to_owned(),
            cells: chapters.values().map(|numbers| (0, sum(numbers))).collect(),
            total: sum(&counts.severities),
        },
        legend: shades.legend(),
        chapters: chapters
            .keys()
            .map(|chapter| (printable(chapter.prefix), chapter.name(language)))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_grow_and_the_legend_tells_them() {
        let shades = Shades::up_to(100);
        assert_eq!(
            [0, 1, 4, 5, 16, 17, 36, 64, 65, 100].map(|count| shades.of(count)),
            [0, 1, 1, 2, 2, 3, 3, 4, 5, 5]
        );
        let legend: Vec<String> = shades.legend().into_iter().map(|(_, numbers)| numbers).collect();
        assert_eq!(legend, ["1–4", "5–16", "17–36", "37–64", "65–100"]);
        assert_eq!(Shades::up_to(2).legend(), [(1, "1".to_owned()), (2, "2".to_owned())]);
        assert!(Shades::up_to(0).legend().is_empty());
    }

    #[test]
    fn a_bar_is_as_long_as_its_findings() {
        let bar = bar([1, 0, 2], 9);
        let shown: Vec<String> =
            bar.iter().map(|part| format!("{} {}+{}", part.class, part.from, part.width)).collect();
        assert_eq!(shown, ["error 0.00+22.22", "info 22.22+11.11"]);
        assert!(super::bar([0, 0, 0], 0).is_empty());
    }
}
