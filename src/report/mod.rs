//! Findings → text: one file per format, all fed with the same findings.
//!
//! A report is written while the run goes on: a format is handed the findings of each sheet, part by part, then the
//! sheet, and at the end what the run came to.

mod advice;
mod cell_list;
mod chapter;
mod checkstyle;
mod compact;
mod csv;
mod csv_cell;
mod diff;
mod example;
pub(crate) mod finding;
mod fit;
mod format;
mod github;
mod gitlab;
mod html;
mod json;
mod junit;
mod markdown;
mod paint;
mod record_table;
mod records;
mod review;
mod review_docx;
mod review_json;
#[cfg(feature = "host")]
mod rows;
#[cfg(test)]
pub(crate) mod samples;
mod sarif;
mod standing;
mod stats;
mod summary;
#[cfg(feature = "host")]
mod text;
#[cfg(feature = "host")]
mod trace;
mod uri;
mod why;
#[cfg(feature = "host")]
mod window;
mod words;
mod wrap;

use std::borrow::Cow;
use std::io::{self, Write};

pub use self::csv::Csv;
pub(crate) use advice::advice;
pub use cell_list::{CellList, FileFixes};
pub use checkstyle::Checkstyle;
pub use compact::Compact;
pub use diff::DiffReport;
pub use example::example_text;
pub use fit::fit;
pub use format::{Each, Format, Listing, Position};
pub use github::Github;
pub use gitlab::Gitlab;
pub use html::Html;
pub use json::{Json, write_json};
pub use junit::Junit;
pub use markdown::Markdown;
pub use paint::Paint;
pub use record_table::RecordTable;
pub use records::{RecordObject, project_records};
pub use review::{ReviewSummary, ReviewText};
pub use review_docx::{DepartmentReview, ReviewDocument};
pub use review_json::ReviewObject;
pub use sarif::Sarif;
pub use standing::{Standing, chapter_key, department_key};
pub use stats::Stats;
pub use summary::{FixCounts, Summary, SummaryOnly, Unread};
#[cfg(feature = "host")]
pub use text::Text;
#[cfg(feature = "host")]
pub(crate) use text::handler;
#[cfg(feature = "host")]
pub use trace::TracePage;
pub use why::Why;
#[cfg(feature = "host")]
pub(crate) use why::aside_reason;
pub use words::{CHAPTERS, column, field as field_name, severity as severity_name};
#[cfg(feature = "host")]
pub(crate) use wrap::wrap;

use crate::finding::{Finding, Language, Severity};
use crate::library::listed;
use crate::lint::Checked;
use crate::record::{Department, Indicator, Project, Sheet};
use crate::text::printable;

/// A finding together with the sheet it stands in.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The sheet.
    pub sheet: &'a Sheet,
    /// The finding.
    pub checked: &'a Checked,
}

impl<'a> Entry<'a> {
    /// The finding's department, or that of its project.
    pub fn department(&self) -> Option<&'a Department> {
        let index = self.checked.finding.department.or_else(|| self.project()?.department)?;
        self.sheet.departments.get(index)
    }

    /// The finding's project.
    pub fn project(&self) -> Option<&'a Project> {
        self.sheet.projects.get(self.checked.finding.project?)
    }

    /// The finding's indicator.
    pub fn indicator(&self) -> Option<&'a Indicator> {
        self.project()?.indicators.get(self.checked.finding.indicator?)
    }
}

/// The sheet's name for people: `file`, or `file[sheet]` in workbooks.
pub fn place_name(sheet: &Sheet) -> String {
    match &sheet.grid.name {
        Some(name) => format!("{}[{}]", printable(&sheet.file), printable(name)),
        None => printable(&sheet.file).into_owned(),
    }
}

/// A department as headings name it: its code, if it has one, and its name.
pub(crate) fn department_name(department: &Department) -> String {
    let name = printable(department.name.trim());
    match &department.code {
        Some(code) => format!("{} {name}", printable(code)),
        None => name.into_owned(),
    }
}

/// A project as headings name it.
pub(crate) fn project_name(project: &Project, language: Language) -> Cow<'_, str> {
    match project.full_name() {
        Some(Cow::Borrowed(name)) => printable(name.trim()),
        Some(Cow::Owned(name)) => printable(&name).into_owned().into(),
        None => words::unnamed(language).into(),
    }
}

/// What is wrong and what to write instead, in one paragraph.
pub(crate) fn remark(finding: &Finding, language: Language) -> String {
    let message = printable(&finding.message);
    let stop = words::full_stop(language);
    let mut text = message.into_owned();
    if let Some(help) = &finding.help {
        text = format!("{text}{stop}{}{}", words::suggestion(language), printable(help));
    }
    match listed(&finding.examples, language) {
        Some(examples) => format!("{text}{stop}{}", printable(&examples)),
        None => text,
    }
}

/// Where a finding stands, with its sheet: `绩效目标表!G12`.
pub(crate) fn cell_name(entry: Entry<'_>, language: Language) -> String {
    let address = entry.sheet.grid.address(entry.checked.finding.place);
    printable(&address.full_name(language)).into_owned()
}

/// A report that is being written, in one format or in several.
pub struct Report<W> {
    outputs: Vec<Output<W>>,
    from: Severity,
    /// What the run came to so far.
    pub summary: Summary,
}

/// A format and where what it writes goes.
pub struct Output<W> {
    /// How findings are written.
    pub format: Box<dyn Format>,
    /// Where they go.
    pub out: W,
}

impl<W: Write> Report<W> {
    /// Begins a report that shows findings at or above `from`.
    ///
    /// # Errors
    /// When an output cannot be written.
    pub fn begin(mut outputs: Vec<Output<W>>, from: Severity) -> io::Result<Self> {
        outputs.iter_mut().try_for_each(|Output { format, out }| format.begin(out))?;
        Ok(Self { outputs, from, summary: Summary::default() })
    }

    /// Writes findings of one sheet, in their order.
    ///
    /// # Errors
    /// When an output cannot be written.
    pub fn findings(&mut self, sheet: &Sheet, findings: &[Checked]) -> io::Result<()> {
        let mut entries = Vec::with_capacity(findings.len());
        for checked in findings {
            if let Some(why) = checked.left_out {
                self.summary.left_out(sheet, &checked.finding, why);
                continue;
            }
            self.summary.finding(sheet, &checked.finding);
            if checked.finding.severity >= self.from {
                entries.push(Entry { sheet, checked });
            } else {
                self.summary.hidden += 1;
            }
        }
        self.outputs.iter_mut().try_for_each(|Output { format, out }| format.findings(&entries, out))
    }

    /// Ends a sheet whose findings have all been written.
    ///
    /// # Errors
    /// When an output cannot be written.
    pub fn sheet(&mut self, sheet: &Sheet) -> io::Result<()> {
        self.summary.sheet(sheet);
        self.outputs.iter_mut().try_for_each(|Output { format, out }| format.sheet(sheet, out))
    }

    /// Ends the report. Returns what the run came to, and where the outputs went.
    ///
    /// # Errors
    /// When an output cannot be written.
    pub fn end(self) -> io::Result<(Summary, Vec<W>)> {
        let Self { outputs, summary, .. } = self;
        let ended = outputs.into_iter().map(|Output { mut format, mut out }| {
            format.end(&summary, &mut out)?;
            out.flush()?;
            Ok(out)
        });
        let ended = ended.collect::<io::Result<_>>()?;
        Ok((summary, ended))
    }
}

#[cfg(test)]
mod format_tests;
#[cfg(test)]
mod tests;
