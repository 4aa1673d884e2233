//! What a page works with: files that are open, shown as they stand, checked with the cells that the user has changed, and
//! written out. Bytes and JSON in, JSON and bytes out; whoever calls it brings files and shows what comes back.
//!
//! A document keeps what was read. Changed cells come with every question, all of them, so that nothing here has to follow
//! what a user does and undoes.

mod document;
mod memory;
mod outcome;
mod product;
mod protocol;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;

use serde::Serialize;

pub use protocol::{
    CellEdit, DepartmentView, Mark, Opened, Outcome, Product, ProjectView, RefusedEdit, Request, Role,
    RowView, Settings, Speech, TableView, Trouble, Verified, View, Wanted, Writes, Written,
};

use crate::finding::Language;
use crate::lint::{Checked, Loaded, Ordinals};
use crate::linter::{Error, Linter};
use crate::plugin::PluginRun;
use crate::quality::Quality;
use crate::read::{self, InputError};
use crate::record::Sheet;
use crate::report;
use document::Document;

/// The files that are open.
#[derive(Debug, Default)]
pub struct Desk {
    documents: HashMap<String, Document>,
}

/// How the departments of a run stand.
#[derive(Debug, Serialize)]
pub struct Standing {
    /// The departments, the lowest score first, and the chapters of rules.
    #[serde(flatten)]
    pub of_all: report::Standing,
    /// The documents of each department, by what it is known by.
    pub documents: BTreeMap<String, Vec<String>>,
    /// What failed.
    pub failures: Vec<Trouble>,
}

impl Desk {
    /// Opens a file: one document, or all that are in an archive.
    pub fn open(&mut self, linter: &Linter, id: &str, name: &str, bytes: Vec<u8>) -> Opened {
        let mut opened = Opened::default();
        let language = linter.language();
        if !read::is_archive(name, &bytes) {
            let document = Document::read(&linter.loader, name, bytes);
            self.keep(id.to_owned(), name, document, language, &mut opened);
            return opened;
        }
        let archive = match linter.loader.load(name, bytes) {
            Ok(Loaded::Archive(archive)) => archive,
            Ok(Loaded::Sheets(_)) => return opened,
            Err(error) => {
                self.keep(id.to_owned(), name, Err(error), language, &mut opened);
                return opened;
            }
        };
        opened.passed_over.clone_from(&archive.passed_over);
        let read = |path: &str, bytes| Document::read(&linter.loader, path, bytes);
        let kept: Result<(), Infallible> = archive.each_with(None, read, |path, document| {
            let inside = path.get(name.len()..).unwrap_or_default();
            self.keep(format!("{id}{inside}"), &path, document, language, &mut opened);
            Ok(())
        });
        match kept {
            Ok(()) => opened,
            Err(never) => match never {},
        }
    }

    fn keep(
        &mut self,
        id: String,
        name: &str,
        document: Result<Document, InputError>,
        language: Language,
        opened: &mut Opened,
    ) {
        match document {
            Ok(document) => {
                opened.documents.push(document.view(id.clone()));
                self.documents.insert(id, document);
            }
            Err(error) => opened.errors.push(Trouble::from(&Error::unread(name, error, language))),
        }
    }

    /// Forgets a file and all documents of it.
    pub fn close(&mut self, id: &str) {
        let of_archive = format!("{id}/");
        self.documents.retain(|own, _| own != id && !own.starts_with(&of_archive));
    }

    /// Which changes of a document cannot be written into its file. Of one that a new workbook is made of, all can.
    ///
    /// # Errors
    /// A document that is not open.
    pub fn verify(&self, wanted: &Wanted, language: Language) -> Result<Verified, Trouble> {
        let document = self.document(&wanted.id, language)?;
        if let Some(edit) = document.outside(&wanted.edits) {
            return Err(edit.outside(&document.name, language));
        }
        let mut verified = Verified::default();
        if wanted.edits.is_empty() || document.writes() == Writes::Copy {
            return Ok(verified);
        }
        let refused = |edit: &CellEdit, message: String| RefusedEdit {
            table: edit.table,
            row: edit.row,
            column: edit.column,
            message,
        };
        match document.apply(&wanted.edits) {
            Ok(applied) => {
                let each =
                    applied.refused.iter().filter_map(|it| Some((wanted.edits.get(it.change)?, it.reason)));
                verified
                    .refused
                    .extend(each.map(|(edit, why)| refused(edit, why.message(language).to_owned())));
            }
            Err(why) => {
                let message = why.message(language);
                verified.refused.extend(wanted.edits.iter().map(|edit| refused(edit, message.clone())));
            }
        }
        Ok(verified)
    }

    fn document(&self, id: &str, language: Language) -> Result<&Document, Trouble> {
        self.documents.get(id).ok_or_else(|| Trouble {
            file: None,
            message: match language {
                Language::Zh => format!("没有打开的文件 {id}"),
                Language::En => format!("no open file {id}"),
            },
            help: None,
        })
    }
}

/// A run over documents: rules that compare projects look at all of them.
pub struct Run<'l> {
    linter: &'l Linter,
    year: Option<i32>,
    plugins: PluginRun<'l>,
    sheets: usize,
    quality: Quality,
    /// The documents of each department.
    documents: BTreeMap<String, Vec<String>>,
}

impl<'l> Run<'l> {
    /// Begins a run, for the budget year that the user names.
    pub fn new(linter: &'l Linter, year: Option<i32>) -> Self {
        Self {
            linter,
            year,
            plugins: linter.plugins(),
            sheets: 0,
            quality: Quality::default(),
            documents: BTreeMap::new(),
        }
    }

    /// Checks a document with its changed cells.
    pub fn check(&mut self, desk: &Desk, wanted: &Wanted) -> Outcome {
        let mut outcome = Outcome { id: wanted.id.clone(), ..Outcome::default() };
        let document = desk.document(&wanted.id, self.linter.language());
        let checked = document.and_then(|document| {
            self.sheets(document, wanted, |table, sheet, findings| {
                outcome.sheet(document, table, &sheet, &findings);
            })
        });
        outcome.error = checked.err();
        for department in &outcome.departments {
            let documents = self.documents.entry(department.key.clone()).or_default();
            if documents.last() != Some(&wanted.id) {
                documents.push(wanted.id.clone());
            }
        }
        outcome
    }

    /// Checks the sheets of a document and hands each on with its table and its findings.
    fn sheets(
        &mut self,
        document: &Document,
        wanted: &Wanted,
        mut each: impl FnMut(usize, Cow<'_, Sheet>, Vec<Checked>),
    ) -> Result<(), Trouble> {
        let language = self.linter.language();
        if let Some(edit) = document.outside(&wanted.edits) {
            return Err(edit.outside(&document.name, language));
        }
        let sheets = document.sheets(&self.linter.loader, &wanted.edits);
        let sheets =
            sheets.map_err(|error| Trouble::from(&Error::unread(&document.name, error, language)))?;
        let mut ordinals = Ordinals::default();
        let mut nth = 0;
        let mut check = |sheet: &Sheet| {
            let rules = document.memory.over(&self.linter.rules, self.linter.check_by(), nth);
            nth += 1;
            let mut lint = self.linter.lint(&rules, &self.plugins);
            lint.year = self.year.or(lint.year);
            let findings = lint.all(self.sheets, sheet, &mut ordinals);
            self.sheets += 1;
            findings.iter().for_each(|checked| self.quality.finding(sheet, &checked.finding));
            self.quality.sheet(sheet);
            findings
        };
        match sheets {
            Cow::Borrowed(sheets) => {
                sheets.iter().for_each(|(table, sheet)| each(*table, Cow::Borrowed(sheet), check(sheet)));
            }
            Cow::Owned(sheets) => sheets.into_iter().for_each(|(table, sheet)| {
                let findings = check(&sheet);
                each(table, Cow::Owned(sheet), findings);
            }),
        }
        Ok(())
    }

    /// Ends the run.
    pub fn end(self) -> Standing {
        let language = self.linter.language();
        let failures = self.plugins.failures();
        Standing {
            of_all: report::Standing::new(&self.quality, language),
            documents: self.documents,
            failures: failures.iter().map(|failed| Trouble::from(&Error::plugin(failed, language))).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
