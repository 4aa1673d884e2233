//! `jichi stats`: what each department's sheets come to, and by which rules.

use std::collections::BTreeMap;
use std::io::{self, Write};

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

use super::csv_cell::{MARK, csv_cell};
use super::fit::fit;
use super::words::{self, column};
use super::wrap::wrap;
use super::{Entry, Format, Paint, Summary, write_json};
use crate::finding::{Language, Severity};
use crate::quality::{DepartmentQuality, Key};
use crate::text::{printable, width};

/// The narrowest terminal that lines are still laid out for.
const NARROWEST: usize = 60;
/// The columns of a number.
const NUMBER: usize = 6;
/// Columns that codes have at least.
const CODES: usize = 14;
const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

/// Statistics in one of their formats. Single findings are not told.
#[derive(Debug, Clone, Copy)]
pub enum Stats {
    /// For people, on a terminal of so many columns.
    Table(Language, Paint, usize),
    /// A row for each department, a column for each code.
    Csv(Language),
    /// An array of departments.
    Json,
}

impl Format for Stats {
    fn findings(&mut self, _entries: &[Entry<'_>], _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        match *self {
            Self::Table(language, paint, width) => {
                out.write_all(table(summary, language, paint, width.max(NARROWEST)).as_bytes())
            }
            Self::Csv(language) => csv(summary, language, out),
            Self::Json => json(summary, out),
        }
    }
}

/// The name that tables show: code and name.
pub(super) fn name(department: &DepartmentQuality, language: Language) -> String {
    let name = printable(&department.name);
    match &department.key {
        Key::Code(code) => format!("{} {name}", printable(code)),
        Key::Name(_) => name.into_owned(),
        Key::Nobody => nobody(language).to_owned(),
    }
}

/// What stands for what belongs to no department.
pub(super) fn nobody(language: Language) -> &'static str {
    match language {
        Language::Zh => "（未注明部门）",
        Language::En => "(no department)",
    }
}

/// A score as it is shown: `83.3`.
pub(super) fn score(score: Option<Decimal>) -> String {
    score.map_or_else(|| "–".to_owned(), |score| format!("{:.1}", score.round_dp(1)))
}

/// `JC301 12、JC304 8`, the most frequent first.
fn codes(department: &DepartmentQuality) -> Vec<String> {
    let mut codes: Vec<(&str, usize)> =
        department.codes.iter().map(|(code, (_, count))| (code.as_str(), *count)).collect();
    codes.sort_by_key(|&(code, count)| (std::cmp::Reverse(count), code));
    codes.into_iter().map(|(code, count)| format!("{} {count}", printable(code))).collect()
}

fn table(summary: &Summary, language: Language, paint: Paint, columns: usize) -> String {
    let heads = match language {
        Language::Zh => ["质量分", "项目", "指标", "错误", "警告", "提示"],
        Language::En => ["score", "proj.", "ind.", "errors", "warn.", "info"],
    };
    let (head, head_codes) = match language {
        Language::Zh => ("部门", "按规则"),
        Language::En => ("Department", "by rule"),
    };
    let ranked = summary.quality.ranked();
    let numbers = heads.len() * (NUMBER + 1);
    let longest = ranked.iter().map(|department| width(&name(department, language))).max().unwrap_or(0);
    let room = columns.saturating_sub(numbers + CODES + 2);
    let of_name = longest.max(width(head)).min(room);
    let of_codes = columns.saturating_sub(of_name + numbers + 2).max(CODES);
    let line = |name: &str, numbers: [String; 6], codes: &str| {
        let mut line = column(&fit(name, of_name), of_name);
        for number in numbers {
            line.extend(std::iter::repeat_n(' ', (NUMBER + 1).saturating_sub(width(&number))));
            line.push_str(&number);
        }
        format!("{line}  {codes}").trim_end().to_owned()
    };
    let mut page: Vec<String> = Vec::new();
    if !ranked.is_empty() {
        page.push(paint.bold(&line(head, heads.map(str::to_owned), head_codes)));
        page.push(paint.dim(&"─".repeat(columns)));
    }
    for department in ranked {
        let [error, warning, info] = SEVERITIES.map(|severity| department.count(severity).to_string());
        let counts = [department.projects, department.indicators].map(|count| count.to_string());
        let [projects, indicators] = counts;
        let numbers = [score(department.score()), projects, indicators, error, warning, info];
        page.push(line(
            &name(department, language),
            numbers,
            &as_many(&codes(department), of_codes, language),
        ));
    }
    if !page.is_empty() {
        page.push(String::new());
        page.extend(wrap(DepartmentQuality::formula(language), columns));
    }
    page.push(summary.write(language));
    page.join("\n")
}

/// As many items as fit, and `…` where some are left out.
fn as_many(items: &[String], columns: usize, language: Language) -> String {
    let mut text = String::new();
    for (nth, item) in items.iter().enumerate() {
        let between = if nth == 0 { "" } else { words::between(language) };
        let rest = if nth + 1 < items.len() { 2 } else { 0 };
        if width(&text) + width(between) + width(item) + rest > columns {
            text.push_str(if nth == 0 { "…" } else { " …" });
            break;
        }
        text.push_str(between);
        text.push_str(item);
    }
    text
}

fn csv(summary: &Summary, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let ranked = summary.quality.ranked();
    let titles: BTreeMap<&str, &str> = ranked
        .iter()
        .flat_map(|department| &department.codes)
        .map(|(code, (rule, _))| (code.as_str(), rule.title.as_str()))
        .collect();
    out.write_all(MARK)?;
    let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    let heads = match language {
        Language::Zh => ["部门代码", "部门", "质量分", "项目", "指标", "错误", "警告", "提示"],
        Language::En => {
            ["department code", "department", "score", "projects", "indicators", "errors", "warnings", "info"]
        }
    };
    let codes = titles.iter().map(|(code, title)| csv_cell(&format!("{code} {title}")).into_owned());
    rows.write_record(heads.map(str::to_owned).into_iter().chain(codes))?;
    for department in ranked {
        let (code, name) = match &department.key {
            Key::Code(code) => (code.as_str(), department.name.as_str()),
            Key::Name(_) => ("", department.name.as_str()),
            Key::Nobody => ("", nobody(language)),
        };
        let [error, warning, info] = SEVERITIES.map(|severity| department.count(severity));
        let counts = [department.projects, department.indicators, error, warning, info];
        let score = department.score().map(|score| score.round_dp(2).normalize().to_string());
        let fixed = [csv_cell(code).into_owned(), csv_cell(name).into_owned(), score.unwrap_or_default()];
        let of_codes = titles.keys().map(|code| department.codes.get(*code).map_or(0, |(_, count)| *count));
        let numbers = counts.into_iter().chain(of_codes).map(|count| count.to_string());
        rows.write_record(fixed.into_iter().chain(numbers))?;
    }
    rows.flush()
}

/// A department for programs.
#[derive(Serialize)]
struct DepartmentObject<'a> {
    code: Option<&'a str>,
    name: Option<&'a str>,
    /// 0 to 100, rounded to two places.
    score: Option<f64>,
    projects: usize,
    indicators: usize,
    parts: usize,
    wrong: usize,
    doubtful: usize,
    errors: usize,
    warnings: usize,
    info: usize,
    codes: BTreeMap<&'a str, usize>,
}

fn json(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    let mut text = b"[".to_vec();
    for (nth, department) in summary.quality.ranked().into_iter().enumerate() {
        let [errors, warnings, info] = SEVERITIES.map(|severity| department.count(severity));
        let object = DepartmentObject {
            code: department.key.code(),
            name: (department.key != Key::Nobody).then_some(department.name.as_str()),
            score: department.score().and_then(|score| score.round_dp(2).to_f64()),
            projects: department.projects,
            indicators: department.indicators,
            parts: department.parts,
            wrong: department.wrong,
            doubtful: department.doubtful,
            errors,
            warnings,
            info,
            codes: department.codes.iter().map(|(code, (_, count))| (code.as_str(), *count)).collect(),
        };
        text.extend_from_slice(if nth == 0 { b"\n" } else { b",\n" });
        write_json(&mut text, &object)?;
    }
    text.extend_from_slice(if text.len() > 1 { b"\n]\n" } else { b"]\n" });
    out.write_all(&text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Finding;
    use crate::lint::sample::{on_value, sheet};

    fn report(mut stats: Stats) -> String {
        let mut summary = Summary::default();
        summary.files += 1;
        for (code, name, errors) in [
            (Some("301"), "=某局", 1),
            (None, "城市管理和综合行政执法局城区分局市政设施管理维护中心", 0),
            (Some("302"), "财政局", 3),
        ] {
            let mut sheet = sheet(None, 2, &[("监督次数", "20次"), ("合格率", "≤100%")]);
            sheet.departments[0].code = code.map(str::to_owned);
            sheet.departments[0].name = name.to_owned();
            for nth in 0..errors {
                summary.finding(&sheet, &on_value(&sheet, nth % 2, nth / 2, Severity::Error));
            }
            summary.finding(&sheet, &on_value(&sheet, 0, 1, Severity::Warning));
            let whole = Finding {
                department: None,
                project: None,
                indicator: None,
                ..on_value(&sheet, 0, 1, Severity::Info)
            };
            summary.finding(&sheet, &whole);
            summary.sheet(&sheet);
        }
        let mut out = Vec::new();
        stats.end(&summary, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn departments_as_people_see_them() {
        insta::assert_snapshot!("zh", report(Stats::Table(Language::Zh, Paint::default(), 100)));
        insta::assert_snapshot!("en", report(Stats::Table(Language::En, Paint::default(), 80)));
    }

    #[test]
    fn lines_keep_to_the_width() {
        for columns in [40, 60, 80, 120] {
            let page = report(Stats::Table(Language::Zh, Paint::default(), columns));
            let rows = page.lines().take_while(|line| !line.is_empty());
            assert!(
                rows.clone().count() > 4 && rows.clone().all(|line| width(line) <= columns.max(60)),
                "{page}"
            );
        }
    }

    #[test]
    fn a_row_for_each_department_and_a_column_for_each_code() {
        assert_eq!(
            report(Stats::Csv(Language::Zh)),
            "\u{FEFF}部门代码,部门,质量分,项目,指标,错误,警告,提示,JC308 “≤100%”当作目标\r\n\
             302,财政局,57.14,2,4,3,1,0,4\r\n\
             301,'=某局,78.57,2,4,1,1,0,2\r\n\
             ,城市管理和综合行政执法局城区分局市政设施管理维护中心,92.86,2,4,0,1,0,1\r\n\
             ,（未注明部门）,,0,0,0,0,3,3\r\n"
        );
    }

    #[test]
    fn departments_as_programs_see_them() {
        let departments: Vec<serde_json::Value> = serde_json::from_str(&report(Stats::Json)).unwrap();
        assert_eq!(
            departments[1],
            serde_json::json!({
                "code": "301", "name": "=某局", "score": 78.57, "projects": 2, "indicators": 4, "parts": 7,
                "wrong": 1, "doubtful": 1, "errors": 1, "warnings": 1, "info": 0, "codes": {"JC308": 2},
            })
        );
        assert_eq!(
            (&departments[3]["code"], &departments[3]["score"]),
            (&serde_json::Value::Null, &serde_json::Value::Null)
        );
    }
}
