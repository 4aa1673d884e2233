//! `checkstyle`: XML as Checkstyle writes it, which Jenkins, reviewdog and others read. Findings stand by file.

use std::io::{self, Write};
use std::sync::Arc;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, Event};

use super::uri::slashed;
use super::{Entry, Format, Summary, cell_name, remark};
use crate::finding::{Language, Severity};
use crate::text::printable;

/// The version of Checkstyle whose form it is.
const VERSION: &str = "4.3";

/// A report as Checkstyle's.
#[derive(Debug, Clone)]
pub struct Checkstyle {
    language: Language,
    /// The file whose findings are being written.
    file: Option<Arc<str>>,
}

/// An `<error>`.
struct Problem<'a> {
    line: Option<u32>,
    column: Option<u32>,
    severity: Severity,
    message: &'a str,
    source: &'a str,
}

impl Checkstyle {
    /// A report without any finding yet.
    pub fn new(language: Language) -> Self {
        Self { language, file: None }
    }

    /// Ends the file that is being written.
    fn close(&mut self, out: &mut Writer<&mut dyn Write>) -> io::Result<()> {
        match self.file.take() {
            Some(_) => out.write_event(Event::End(BytesEnd::new("file"))).and_then(|()| line_end(out)),
            None => Ok(()),
        }
    }
}

impl Format for Checkstyle {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut out = Writer::new(out);
        out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        line_end(&mut out)?;
        let root = BytesStart::new("checkstyle").with_attributes([("version", VERSION)]);
        out.write_event(Event::Start(root))?;
        line_end(&mut out)
    }

    fn findings(&mut self, entries: &[Entry<'_>], out: &mut dyn Write) -> io::Result<()> {
        let mut out = Writer::new(out);
        for &entry in entries {
            if self.file.as_ref() != Some(&entry.sheet.file) {
                self.close(&mut out)?;
                open(&mut out, &entry.sheet.file)?;
                self.file = Some(Arc::clone(&entry.sheet.file));
            }
            let finding = &entry.checked.finding;
            let address = entry.sheet.grid.address(finding.place);
            let problem = Problem {
                line: address.line,
                column: address.line.map(|_| address.column),
                severity: finding.severity,
                message: &format!("{} {}", cell_name(entry, self.language), remark(finding, self.language)),
                source: &finding.rule.code,
            };
            problem.write(&mut out)?;
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let mut out = Writer::new(out);
        self.close(&mut out)?;
        for unread in &summary.unread {
            open(&mut out, &unread.file)?;
            let problem = Problem {
                line: None,
                column: None,
                severity: Severity::Error,
                message: &unread.in_words(self.language),
                source: unread.kind,
            };
            problem.write(&mut out)?;
            out.write_event(Event::End(BytesEnd::new("file")))?;
            line_end(&mut out)?;
        }
        out.write_event(Event::End(BytesEnd::new("checkstyle")))?;
        line_end(&mut out)
    }
}

impl Problem<'_> {
    fn write(&self, out: &mut Writer<&mut dyn Write>) -> io::Result<()> {
        // A line is asked for; 1 is what Checkstyle itself writes of a whole file.
        let mut error = BytesStart::new("error");
        error.push_attribute(("line", self.line.unwrap_or(1).to_string().as_str()));
        if let Some(column) = self.column {
            error.push_attribute(("column", column.to_string().as_str()));
        }
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        };
        error.push_attribute(("severity", severity));
        error.push_attribute(("message", &*printable(self.message)));
        error.push_attribute(("source", format!("jichi.{}", printable(self.source)).as_str()));
        out.write_event(Event::Empty(error))?;
        line_end(out)
    }
}

fn open(out: &mut Writer<&mut dyn Write>, file: &str) -> io::Result<()> {
    let name = slashed(file);
    out.write_event(Event::Start(BytesStart::new("file").with_attributes([("name", &*printable(&name))])))?;
    line_end(out)
}

fn line_end(out: &mut Writer<&mut dyn Write>) -> io::Result<()> {
    out.get_mut().write_all(b"\n")
}
