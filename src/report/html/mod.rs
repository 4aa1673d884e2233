//! `html`: an overview page for people, one file that needs nothing from anywhere.
//!
//! What is counted stands above what it is counted from, so that the page is written at the end of the run. Cell text
//! comes into it through `printable` and askama's escaping, and nothing else is trusted to be markup.

mod counts;
mod form;
mod page;
mod pieces;
mod policy;
mod sections;

use std::io::{self, Write};

use super::{Entry, Format, Summary, words};
use crate::finding::{Language, Severity};
use crate::lint::Checked;
use crate::record::Sheet;
use counts::Counts;
use page::Page;
use sections::Sections;
pub(super) use sections::{key, nobody};

/// An overview page: totals, departments, and every project with its findings.
#[derive(Debug)]
pub struct Html {
    language: Language,
    /// The files in order.
    files: Vec<String>,
    /// The findings on the sheet that is being taken.
    findings: Vec<Checked>,
    counts: Counts,
    sections: Sections,
}

impl Html {
    /// A page in this language.
    pub fn new(language: Language) -> Self {
        Self {
            language,
            files: Vec::new(),
            findings: Vec::new(),
            counts: Counts::default(),
            sections: Sections::new(language),
        }
    }
}

impl Format for Html {
    fn findings(&mut self, entries: &[Entry<'_>], _out: &mut dyn Write) -> io::Result<()> {
        entries.iter().for_each(|&entry| self.counts.finding(entry));
        self.findings.extend(entries.iter().map(|entry| entry.checked.clone()));
        Ok(())
    }

    fn sheet(&mut self, sheet: &Sheet, _out: &mut dyn Write) -> io::Result<()> {
        if self.files.last().is_none_or(|last| **last != *sheet.file) {
            self.files.push(sheet.file.to_string());
        }
        self.sections.sheet(sheet, &std::mem::take(&mut self.findings)).map_err(io::Error::other)
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let page = Page::new(summary, &self.counts, &self.files, &self.sections, self.language);
        askama::Template::write_into(&page, out)
    }
}

/// Words of one language.
#[derive(Debug, Clone, Copy)]
struct Words(Language);

impl Words {
    fn of<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.0 {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    fn suggestion(&self) -> &'static str {
        words::suggestion(self.0)
    }

    fn basis(&self) -> &'static str {
        words::basis(self.0)
    }
}

/// The name of a severity in style sheet, script and addresses.
fn severity_class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// The gravest first, as the page shows them.
const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

#[cfg(test)]
mod tests;
