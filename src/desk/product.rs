//! What is written of documents: the files with the changed cells, copies with comments, reviews, reports.

use std::collections::HashSet;
use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::document::Document;
use super::protocol::{CellEdit, Product, Trouble, Wanted, Writes, Written};
use super::{Desk, Run};
use crate::annotate::{self, Annotated, SheetFindings};
use crate::finding::{Language, Severity};
use crate::lint::Checked;
use crate::linter::Error;
use crate::read;
use crate::record::Sheet;
use crate::report::{Csv, Format, Html, Json, Listing, Output, Report, ReviewDocument, Unread};
use crate::review::SheetReview;

/// A document that was checked.
struct Ready<'d> {
    document: &'d Document,
    edits: &'d [CellEdit],
    sheets: Vec<Sheet>,
    /// Of each sheet.
    findings: Vec<Vec<Checked>>,
}

impl Run<'_> {
    /// Writes something of documents, in one run.
    ///
    /// # Errors
    /// A document that is not open, cannot be read with its changes, or cannot be written.
    pub fn write(mut self, desk: &Desk, product: Product, documents: &[Wanted]) -> Result<Written, Trouble> {
        let language = self.linter.language();
        let mut ready = Vec::new();
        let mut unread = Vec::new();
        for wanted in documents {
            let document = desk.document(&wanted.id, language)?;
            match self.ready(document, wanted) {
                Ok(one) => ready.push(one),
                Err(trouble) if product == Product::Overview => unread.push(trouble),
                Err(trouble) => return Err(trouble),
            }
        }
        match product {
            Product::Corrected => several(&ready, language, |one| one.corrected(language)),
            Product::Annotated => several(&ready, language, |one| one.annotated(language)),
            Product::Review => self.review(&ready),
            Product::Csv => report(Box::new(Listing::new(Csv(language))), &ready, &unread, "csv", language),
            Product::Json => report(Box::new(Listing::new(Json::Array)), &ready, &unread, "json", language),
            Product::Overview => report(Box::new(Html::new(language)), &ready, &unread, "html", language),
        }
    }

    fn ready<'d>(&mut self, document: &'d Document, wanted: &'d Wanted) -> Result<Ready<'d>, Trouble> {
        let mut ready = Ready { document, edits: &wanted.edits, sheets: Vec::new(), findings: Vec::new() };
        self.sheets(document, wanted, |_, sheet, findings| {
            ready.sheets.push(sheet.into_owned());
            ready.findings.push(findings);
        })?;
        Ok(ready)
    }

    /// Letters and forms of all documents.
    fn review(&self, ready: &[Ready<'_>]) -> Result<Written, Trouble> {
        let form = self.linter.form();
        let mut review = ReviewDocument::new(&form, self.year);
        for one in ready {
            for (sheet, findings) in one.sheets.iter().zip(&one.findings) {
                review.sheet(sheet, &SheetReview::new(&form, sheet, findings));
            }
        }
        let bytes = review.finish().map_err(|error| broken(&error, self.linter.language()))?;
        Ok(Written { name: name(ready, "审核表", "docx"), warnings: Vec::new(), bytes })
    }
}

impl Ready<'_> {
    /// The file with its changes: itself, or a new workbook.
    fn corrected(&self, language: Language) -> Result<Written, Trouble> {
        let suffix = if language == Language::Zh { "改正版" } else { "corrected" };
        if self.edits.is_empty() {
            let bytes = self.document.bytes.clone();
            return Ok(self.written(suffix, &read::extension(&self.document.name), bytes, Vec::new()));
        }
        if self.document.writes() == Writes::Copy {
            let sheets: Vec<SheetFindings<'_>> =
                self.sheets.iter().map(|sheet| SheetFindings { sheet, findings: &[] }).collect();
            let copy = annotate::copy(&sheets, language).map_err(|error| self.trouble(error, language))?;
            return Ok(self.written(suffix, copy.extension, copy.bytes, Vec::new()));
        }
        let (bytes, warnings) = self.changed(language)?;
        Ok(self.written(suffix, &read::extension(&self.document.name), bytes, warnings))
    }

    /// A copy with comments on the cells that findings stand on.
    fn annotated(&self, language: Language) -> Result<Written, Trouble> {
        let suffix = if language == Language::Zh { "审核意见" } else { "annotated" };
        let sheets = self.sheets.iter().zip(&self.findings);
        let sheets: Vec<_> = sheets.map(|(sheet, findings)| SheetFindings { sheet, findings }).collect();
        let document = self.document;
        let (annotated, mut warnings) = match (self.edits.is_empty(), document.writes()) {
            (true, _) => (annotate::annotate(&document.name, &document.bytes, &sheets, language), Vec::new()),
            (false, Writes::Copy) => (annotate::copy(&sheets, language), Vec::new()),
            (false, Writes::Own) => {
                let (bytes, warnings) = self.changed(language)?;
                (annotate::annotate(&document.name, &bytes, &sheets, language), warnings)
            }
        };
        let Annotated { bytes, extension, warnings: own } =
            annotated.map_err(|error| self.trouble(error, language))?;
        warnings.extend(own.iter().map(|warning| warning.message(language)));
        Ok(self.written(suffix, extension, bytes, warnings))
    }

    /// The file's bytes with the changes, and the changes that could not be made.
    fn changed(&self, language: Language) -> Result<(Vec<u8>, Vec<String>), Trouble> {
        let applied = self.document.apply(self.edits).map_err(|why| Trouble {
            file: Some(self.document.name.clone()),
            message: why.message(language),
            help: None,
        })?;
        let warnings = applied.refused.iter().filter_map(|refused| {
            let edit = self.edits.get(refused.change)?;
            let address = self.document.grid(edit.table)?.address(refused.place);
            let (cell, why) = (address.full_name(language), refused.reason.message(language));
            Some(match language {
                Language::Zh => format!("{cell} 没有改：{why}"),
                Language::En => format!("{cell} is not changed: {why}"),
            })
        });
        Ok((applied.bytes, warnings.collect()))
    }

    fn written(&self, suffix: &str, extension: &str, bytes: Vec<u8>, warnings: Vec<String>) -> Written {
        let stem = stem(&self.document.name);
        let dot = if extension.is_empty() { "" } else { "." };
        Written { name: format!("{stem}-{suffix}{dot}{extension}"), warnings, bytes }
    }

    fn trouble(&self, error: read::InputError, language: Language) -> Trouble {
        Trouble::from(&Error::unread(&self.document.name, error, language))
    }
}

/// A file of one document, or an archive of those of several.
fn several(
    ready: &[Ready<'_>],
    language: Language,
    write: impl Fn(&Ready<'_>) -> Result<Written, Trouble>,
) -> Result<Written, Trouble> {
    if let [one] = ready {
        return write(one);
    }
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut all = Written::default();
    let mut taken = HashSet::new();
    for one in ready {
        let written = write(one)?;
        let folder = folder(&one.document.name);
        let path = free(&folder, &written.name, &mut taken);
        let kept = archive
            .start_file(path.as_str(), SimpleFileOptions::default())
            .and_then(|()| Ok(archive.write_all(&written.bytes)?));
        kept.map_err(|error| broken(&error, language))?;
        all.warnings.extend(written.warnings.into_iter().map(|warning| match language {
            Language::Zh => format!("{path}：{warning}"),
            Language::En => format!("{path}: {warning}"),
        }));
        if let (true, Some((_, suffix))) = (all.name.is_empty(), written.name.rsplit_once('-')) {
            all.name = format!("{}.zip", suffix.split('.').next().unwrap_or(suffix));
        }
    }
    let archive = archive.finish().map_err(|error| broken(&error, language))?;
    all.bytes = archive.into_inner();
    Ok(all)
}

/// A report of all documents.
fn report(
    format: Box<dyn Format>,
    ready: &[Ready<'_>],
    unread: &[Trouble],
    extension: &str,
    language: Language,
) -> Result<Written, Trouble> {
    let written = || -> std::io::Result<Vec<u8>> {
        let mut report = Report::begin(vec![Output { format, out: Vec::new() }], Severity::Info)?;
        for one in ready {
            for (sheet, findings) in one.sheets.iter().zip(&one.findings) {
                report.findings(sheet, findings)?;
                report.sheet(sheet)?;
            }
            report.summary.files += 1;
        }
        let unread = unread.iter().map(|trouble| Unread {
            file: trouble.file.clone().unwrap_or_default(),
            kind: "input",
            message: trouble.message.clone(),
            help: trouble.help.clone(),
        });
        report.summary.unread.extend(unread);
        let (_, outputs) = report.end()?;
        Ok(outputs.into_iter().next().unwrap_or_default())
    };
    let bytes = written().map_err(|error| broken(&error, language))?;
    let what = match (extension, language) {
        ("html", Language::Zh) => "检查报告",
        ("html", Language::En) => "report",
        (_, Language::Zh) => "问题清单",
        (_, Language::En) => "findings",
    };
    Ok(Written { name: name(ready, what, extension), warnings: Vec::new(), bytes })
}

/// What a file about documents is called.
fn name(ready: &[Ready<'_>], what: &str, extension: &str) -> String {
    match ready {
        [one] => format!("{}-{what}.{extension}", stem(&one.document.name)),
        _ => format!("{what}.{extension}"),
    }
}

/// The last part of a name, without its extension.
fn stem(name: &str) -> &str {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    last.rsplit_once('.').map_or(last, |(stem, _)| stem).trim_matches('.')
}

/// The folders before the last part of a name, those only that lead downwards.
fn folder(name: &str) -> String {
    let mut parts: Vec<&str> = name.split(['/', '\\']).collect();
    parts.pop();
    let is_plain = |part: &&str| !part.contains(':') && !part.trim_matches('.').is_empty();
    parts.into_iter().filter(is_plain).map(|part| format!("{part}/")).collect()
}

/// A path that no other file of the archive has.
fn free(folder: &str, name: &str, taken: &mut HashSet<String>) -> String {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let mut number = 1;
    loop {
        let end = if number == 1 { String::new() } else { format!(" ({number})") };
        let path = format!("{folder}{stem}{end}.{extension}");
        if taken.insert(path.to_lowercase()) {
            return path;
        }
        number += 1;
    }
}

/// What cannot be put together in memory.
fn broken(error: &dyn std::fmt::Display, language: Language) -> Trouble {
    let message = match language {
        Language::Zh => format!("文件没有写成：{error}"),
        Language::En => format!("the file could not be written: {error}"),
    };
    Trouble { file: None, message, help: None }
}
