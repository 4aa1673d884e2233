//! Findings → text: one file per format, all fed with the same findings.
//!
//! A format renders one finding at a time into memory, so that threads can share the work and a report
//! is written while the run goes on.

mod compact;
mod example;
mod fit;
mod json;
mod paint;
mod record_table;
mod records;
mod review;
mod review_json;
#[cfg(feature = "host")]
mod rows;
mod summary;
#[cfg(feature = "host")]
mod text;
mod why;
#[cfg(feature = "host")]
mod window;
mod words;
mod wrap;

use std::borrow::Cow;
use std::io::{self, Write};

pub use compact::Compact;
pub use example::example_text;
pub use fit::fit;
pub use json::{Json, write_json};
pub use paint::Paint;
pub use record_table::RecordTable;
pub use records::{RecordObject, project_records};
pub use review::{ReviewSummary, ReviewText};
pub use review_json::ReviewObject;
pub use summary::Summary;
#[cfg(feature = "host")]
pub use text::Text;
#[cfg(feature = "host")]
pub(crate) use text::handler;
pub use why::Why;
pub use words::{column, field as field_name, severity as severity_name};
#[cfg(feature = "host")]
pub(crate) use wrap::wrap;

use crate::finding::{Language, Severity};
use crate::lint::{Checked, in_parallel};
use crate::record::{Department, Indicator, Project, Sheet};
use crate::text::printable;

/// Findings that one thread renders in one go.
const SLICE: usize = 256;

/// A way to write findings.
pub trait Format: Sync {
    /// What stands before the first finding.
    fn begin(&self, _out: &mut Vec<u8>) {}
    /// One finding; `previous` is where the one before it stood, None for the first of the report.
    fn finding(&self, entry: Entry<'_>, previous: Option<Position>, out: &mut Vec<u8>);
    /// What stands after the last finding; `any` tells whether there was one.
    fn end(&self, _any: bool, _out: &mut Vec<u8>) {}
    /// Whether the run's summary follows, for people.
    fn wants_summary(&self) -> bool {
        false
    }
}

/// A finding together with the sheet it stands in.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The sheet.
    pub sheet: &'a Sheet,
    /// The finding.
    pub checked: &'a Checked,
}

/// The heading that a finding stands under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    sheet: usize,
    department: Option<usize>,
    project: Option<usize>,
}

impl<'a> Entry<'a> {
    /// The heading that the finding stands under.
    pub fn position(&self) -> Position {
        let finding = &self.checked.finding;
        Position { sheet: finding.sheet, department: finding.department, project: finding.project }
    }

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

/// A report that is being written.
pub struct Report<'a, W> {
    format: &'a dyn Format,
    from: Severity,
    out: W,
    previous: Option<Position>,
    /// What the run came to so far.
    pub summary: Summary,
}

impl<'a, W: Write> Report<'a, W> {
    /// Begins a report that shows findings at or above `from`.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn begin(format: &'a dyn Format, from: Severity, mut out: W) -> io::Result<Self> {
        let mut head = Vec::new();
        format.begin(&mut head);
        out.write_all(&head)?;
        Ok(Self { format, from, out, previous: None, summary: Summary::default() })
    }

    /// Writes findings of one sheet, in their order.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn findings(&mut self, sheet: &Sheet, findings: &[Checked]) -> io::Result<()> {
        let mut entries = Vec::with_capacity(findings.len());
        for checked in findings {
            self.summary.finding(&checked.finding);
            if checked.finding.severity >= self.from {
                entries.push(Entry { sheet, checked });
            } else {
                self.summary.hidden += 1;
            }
        }
        let slices: Vec<&[Entry<'_>]> = entries.chunks(SLICE).collect();
        let rendered = in_parallel(&slices, |index, slice| {
            let before = index.checked_sub(1).and_then(|index| slices[index].last());
            let mut previous = before.map_or(self.previous, |entry| Some(entry.position()));
            let mut out = Vec::new();
            for &entry in *slice {
                self.format.finding(entry, previous, &mut out);
                previous = Some(entry.position());
            }
            out
        });
        if let Some(last) = entries.last() {
            self.previous = Some(last.position());
        }
        rendered.iter().try_for_each(|bytes| self.out.write_all(bytes))
    }

    /// Ends the report. Returns the summary and, for formats that want it, has written it.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn end(mut self, language: Language) -> io::Result<Summary> {
        let mut tail = Vec::new();
        self.format.end(self.previous.is_some(), &mut tail);
        if self.format.wants_summary() {
            if self.previous.is_some() {
                tail.push(b'\n');
            }
            tail.extend_from_slice(self.summary.write(language).as_bytes());
        }
        self.out.write_all(&tail)?;
        self.out.flush()?;
        Ok(self.summary)
    }
}

#[cfg(test)]
mod tests;
