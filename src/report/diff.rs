//! `jichi diff`: what became of the findings of each department.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use super::csv_cell::{MARK, csv_cell};
use super::fit::fit;
use super::stats::nobody;
use super::words::{self, column};
use super::wrap::wrap;
use super::{Paint, write_json};
use crate::diff::{DepartmentDiff, Noted, NotedDepartment, NotedName};
use crate::finding::Language;
use crate::text::{printable, width};

/// The narrowest terminal that lines are still laid out for.
const NARROWEST: usize = 60;
/// The columns of a number.
const NUMBER: usize = 8;

/// A comparison on its way out.
#[derive(Debug, Clone, Copy)]
pub struct DiffReport<'a> {
    /// The departments.
    pub departments: &'a [DepartmentDiff],
    /// The language of fixed words.
    pub language: Language,
}

/// What became of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Became {
    Fixed,
    Open,
    Changed,
    New,
}

impl Became {
    fn name(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Fixed, Language::Zh) => "已改",
            (Self::Open, Language::Zh) => "仍有",
            (Self::Changed, Language::Zh) => "改后仍有",
            (Self::New, Language::Zh) => "新增",
            (Self::Fixed, Language::En) => "fixed",
            (Self::Open, Language::En) => "open",
            (Self::Changed, Language::En) => "changed, still open",
            (Self::New, Language::En) => "new",
        }
    }
}

/// All findings of a department with what became of them: new ones first, then open ones, then those that are gone.
fn all(own: &DepartmentDiff) -> impl Iterator<Item = (Became, &Noted)> {
    let new = own.new.iter().map(|finding| (Became::New, finding));
    let open = own.open.iter().map(|open| {
        let became = if open.changed { Became::Changed } else { Became::Open };
        (became, &open.finding)
    });
    new.chain(open).chain(own.fixed.iter().map(|finding| (Became::Fixed, finding)))
}

impl DiffReport<'_> {
    /// For people, on a terminal of so many columns: a table of the departments, then what is new and still open in each,
    /// and by which rules what is gone was found.
    pub fn text(&self, paint: Paint, columns: usize) -> String {
        let columns = columns.max(NARROWEST);
        let mut page = self.table(paint, columns);
        for own in self.departments.iter().filter(|own| all(own).next().is_some()) {
            page.push('\n');
            for line in wrap(&format!("── {}", self.department(own.department.as_ref())), columns) {
                let _ = writeln!(page, "{}", paint.bold(&line));
            }
            self.listed(own, paint, columns, &mut page);
        }
        page
    }

    fn table(&self, paint: Paint, columns: usize) -> String {
        let of = |zh, en| if self.language == Language::Zh { zh } else { en };
        let names: Vec<String> =
            self.departments.iter().map(|own| self.department(own.department.as_ref())).collect();
        let total = of("合计", "total");
        let longest = names.iter().map(String::as_str).chain([total]).map(width).max().unwrap_or(0);
        let of_name = longest.min(columns.saturating_sub(3 * NUMBER));
        let line = |name: &str, numbers: [String; 3]| {
            let mut line = column(&fit(name, of_name), of_name);
            for number in numbers {
                line.extend(std::iter::repeat_n(' ', NUMBER.saturating_sub(width(&number))));
                line.push_str(&number);
            }
            line
        };
        let heads =
            [Became::Fixed, Became::Open, Became::New].map(|became| became.name(self.language).to_owned());
        let mut page = format!("{}\n", paint.bold(&line(of("部门", "Department"), heads)));
        let _ = writeln!(page, "{}", paint.dim(&"─".repeat(of_name + 3 * NUMBER)));
        let mut totals = [0; 3];
        for (own, name) in self.departments.iter().zip(&names) {
            let counts = [own.fixed.len(), own.open.len(), own.new.len()];
            totals.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
            let _ = writeln!(page, "{}", line(name, counts.map(|count| count.to_string())));
        }
        let _ = writeln!(page, "{}", paint.bold(&line(total, totals.map(|count| count.to_string()))));
        page
    }

    fn listed(&self, own: &DepartmentDiff, paint: Paint, columns: usize, page: &mut String) {
        for (became, finding) in all(own).filter(|(became, _)| *became != Became::Fixed) {
            let indicator = finding.indicator.as_ref().and_then(|named| named.name.as_deref());
            let project = finding.project.as_ref().and_then(|named| named.name.as_deref());
            let names: Vec<_> =
                [project, indicator].into_iter().flatten().map(|name| printable(name.trim())).collect();
            let place = match &finding.location.sheet {
                Some(sheet) => format!(
                    "{}[{}]!{}",
                    printable(&finding.file),
                    printable(sheet),
                    printable(&finding.location.cell)
                ),
                None => format!("{}!{}", printable(&finding.file), printable(&finding.location.cell)),
            };
            let severity = words::severity(finding.severity, self.language);
            let code = printable(&finding.code);
            let head = format!("  {}  {code} {severity}  {place}", became.name(self.language));
            let head = head.replacen(&*code, &paint.severity(finding.severity, &code), 1);
            let _ = writeln!(page, "{head}");
            let text = match names.is_empty() {
                true => printable(&finding.message).into_owned(),
                false => format!("{}：{}", names.join(" ▸ "), printable(&finding.message)),
            };
            for line in wrap(&text, columns - 4) {
                let _ = writeln!(page, "    {line}");
            }
        }
        if own.fixed.is_empty() {
            return;
        }
        let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
        own.fixed.iter().for_each(|finding| *codes.entry(&finding.code).or_default() += 1);
        let codes: Vec<String> =
            codes.into_iter().map(|(code, count)| format!("{} {count}", printable(code))).collect();
        let codes = codes.join(words::between(self.language));
        let text = format!("{}  {codes}", Became::Fixed.name(self.language));
        for line in wrap(&text, columns - 2) {
            let _ = writeln!(page, "  {}", paint.dim(&line));
        }
    }

    fn department(&self, department: Option<&NotedDepartment>) -> String {
        match department {
            None => nobody(self.language).to_owned(),
            Some(NotedDepartment { code: Some(code), name }) => {
                format!("{} {}", printable(code), printable(name.trim()))
            }
            Some(department) => printable(department.name.trim()).into_owned(),
        }
    }

    /// A row for each finding.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(MARK)?;
        let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        rows.write_record(match self.language {
            Language::Zh => {
                ["部门代码", "部门", "情况", "级别", "代码", "项目", "指标", "文件", "表", "单元格", "问题"]
            }
            Language::En => [
                "department code",
                "department",
                "became",
                "severity",
                "code",
                "project",
                "indicator",
                "file",
                "sheet",
                "cell",
                "message",
            ],
        })?;
        let name = |named: &Option<NotedName>| {
            named.as_ref().and_then(|named| named.name.clone()).unwrap_or_default()
        };
        for own in self.departments {
            let code = own.department.as_ref().and_then(|own| own.code.clone()).unwrap_or_default();
            let department = own.department.as_ref().map(|own| own.name.clone()).unwrap_or_default();
            for (became, finding) in all(own) {
                let cells = [
                    code.as_str(),
                    &department,
                    became.name(self.language),
                    words::severity(finding.severity, self.language),
                    &finding.code,
                    &name(&finding.project),
                    &name(&finding.indicator),
                    &finding.file,
                    finding.location.sheet.as_deref().unwrap_or_default(),
                    &finding.location.cell,
                    &finding.message,
                ];
                rows.write_record(cells.map(|cell| csv_cell(cell).into_owned()))?;
            }
        }
        rows.flush()
    }

    /// An array of departments, each with its counts and its findings.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        #[derive(Serialize)]
        struct Object<'a> {
            department: Option<&'a NotedDepartment>,
            fixed: usize,
            open: usize,
            new: usize,
            findings: Vec<FindingObject<'a>>,
        }
        #[derive(Serialize)]
        struct FindingObject<'a> {
            became: Became,
            #[serde(flatten)]
            finding: &'a Noted,
        }
        let mut text = b"[".to_vec();
        for (nth, own) in self.departments.iter().enumerate() {
            let object = Object {
                department: own.department.as_ref(),
                fixed: own.fixed.len(),
                open: own.open.len(),
                new: own.new.len(),
                findings: all(own).map(|(became, finding)| FindingObject { became, finding }).collect(),
            };
            text.extend_from_slice(if nth == 0 { b"\n" } else { b",\n" });
            write_json(&mut text, &object)?;
        }
        text.extend_from_slice(if text.len() > 1 { b"\n]\n" } else { b"]\n" });
        out.write_all(&text)
    }
}
