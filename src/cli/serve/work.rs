//! What is done with files: the same as on the command line, from bytes to bytes.

use axum::Json;
use axum::http::header;
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::value::RawValue;

use super::problem::Wrong;
use super::upload::{Sent, Upload};
use crate::desk::{Desk, Product, Run, Trouble, Wanted, Written};
use crate::finding::Language;
use crate::linter::{Error, Linter, Report, Sheet};
use crate::report::finding::Finding;
use crate::report::{ReviewDocument, ReviewObject, write_json};
use crate::review::SheetReview;

/// What may stand in a file name of a header as it is (RFC 5987).
const PLAIN: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'!').remove(b'+');
/// Tells what a written file does not keep.
const WARNINGS: HeaderName = HeaderName::from_static("jichi-warnings");

/// What a check came to.
#[derive(Serialize)]
struct Checked {
    sheets: Vec<SheetObject>,
    /// As `jichi check --format json` prints them.
    findings: Vec<Finding>,
    errors: Vec<Trouble>,
    passed_over: Vec<String>,
}

#[derive(Serialize)]
struct SheetObject {
    file: String,
    name: Option<String>,
    layout: String,
    year: Option<i32>,
    departments: usize,
    projects: usize,
    indicators: usize,
}

impl From<Sheet> for SheetObject {
    fn from(sheet: Sheet) -> Self {
        let Sheet { file, name, layout, year, departments, projects, indicators } = sheet;
        Self { file, name, layout, year, departments, projects, indicators }
    }
}

#[derive(Serialize)]
struct Listed<'a> {
    /// As `jichi records --format json` prints them.
    records: &'a RawValue,
    errors: Vec<Trouble>,
    passed_over: Vec<String>,
}

#[derive(Serialize)]
struct Reviewed<'a> {
    /// As `jichi review --format json` prints them.
    reviews: &'a RawValue,
}

fn named(upload: Upload) -> Vec<(String, Vec<u8>)> {
    upload.files.into_iter().map(|file| (file.name, file.bytes)).collect()
}

/// Checks all files in one run.
pub(super) fn check(linter: &Linter, year: Option<i32>, upload: Upload) -> Result<Response, Wrong> {
    let mut report = Report::default();
    let (errors, passed_over) =
        linter.each_sheet((year, linter.language()), named(upload), |sheet, findings| {
            report.sheet(sheet, &findings)
        });
    let errors = told(&errors);
    if report.sheets.is_empty() && !errors.is_empty() {
        return Err(Wrong::Refused { code: "input", errors });
    }
    let sheets = report.sheets.into_iter().map(SheetObject::from).collect();
    Ok(Json(Checked { sheets, findings: report.findings, errors, passed_over }).into_response())
}

fn told(errors: &[Error]) -> Vec<Trouble> {
    errors.iter().map(Trouble::from).collect()
}

/// Lists what was read.
pub(super) fn records(linter: &Linter, year: Option<i32>, upload: Upload) -> Result<Response, Wrong> {
    let records = linter.records(year, named(upload));
    let errors = told(&records.errors);
    if records.sheets == 0 && !errors.is_empty() {
        return Err(Wrong::Refused { code: "input", errors });
    }
    let listed = Listed { records: raw(&records.json)?, errors, passed_over: records.passed_over };
    Ok(Json(listed).into_response())
}

/// JSON that this program has written.
fn raw(json: &[u8]) -> Result<&RawValue, Wrong> {
    serde_json::from_slice(json).map_err(|_| Wrong::Internal)
}

/// The files with comments on the cells that findings stand on; of several an archive.
pub(super) fn annotate(linter: &Linter, year: Option<i32>, upload: Upload) -> Result<Response, Wrong> {
    let (desk, wanted) = opened(linter, upload)?;
    let written = Run::new(linter, year).write(&desk, Product::Annotated, &wanted).map_err(Wrong::input)?;
    Ok(file(written))
}

/// Letters and review forms of all files. Like on the command line they are in Chinese: they go to the departments.
pub(super) fn review(linter: &Linter, year: Option<i32>, upload: Upload) -> Result<Response, Wrong> {
    let mut any = false;
    let form = linter.form();
    let mut document = ReviewDocument::new(&form, year);
    let stem = stem(&upload);
    let (errors, _) = linter.each_sheet((year, Language::Zh), named(upload), |sheet, findings| {
        any |= !sheet.departments.is_empty();
        document.sheet(sheet, &SheetReview::new(&form, sheet, &findings));
    });
    whole(&errors)?;
    if !any {
        return Err(Wrong::Nothing);
    }
    let bytes = document.finish().map_err(|_| Wrong::Internal)?;
    Ok(file(Written { name: format!("{stem}审核表.docx"), warnings: Vec::new(), bytes }))
}

/// The same for programs.
pub(super) fn review_objects(linter: &Linter, year: Option<i32>, upload: Upload) -> Result<Response, Wrong> {
    let form = linter.form();
    let mut json = b"[".to_vec();
    let mut object = |object: &ReviewObject<'_>| {
        json.extend_from_slice(if json.len() > 1 { b",\n" } else { b"\n" });
        // Keys are text: nothing here can fail.
        let _ = write_json(&mut json, object);
    };
    let (errors, _) = linter.each_sheet((year, Language::Zh), named(upload), |sheet, findings| {
        let review = SheetReview::new(&form, sheet, &findings);
        review.beyond.iter().for_each(|beyond| object(&ReviewObject::beyond(sheet, beyond)));
        review.projects.iter().for_each(|project| object(&ReviewObject::of_project(&form, sheet, project)));
    });
    whole(&errors)?;
    json.extend_from_slice(b"\n]");
    Ok(Json(Reviewed { reviews: raw(&json)? }).into_response())
}

/// A result of which a part is missing would look like the whole: where a file cannot be read, there is none.
fn whole(errors: &[Error]) -> Result<(), Wrong> {
    match errors.is_empty() {
        true => Ok(()),
        false => Err(Wrong::Refused { code: "input", errors: told(errors) }),
    }
}

/// `目标表-`, where there is one file.
fn stem(upload: &Upload) -> String {
    let [file] = upload.files.as_slice() else { return String::new() };
    let last = file.name.rsplit(['/', '\\']).next().unwrap_or_default();
    format!("{}-", last.rsplit_once('.').map_or(last, |(stem, _)| stem))
}

/// All files, each as a document; see [`whole`].
fn opened(linter: &Linter, upload: Upload) -> Result<(Desk, Vec<Wanted>), Wrong> {
    let mut desk = Desk::default();
    let (mut wanted, mut errors) = (Vec::new(), Vec::new());
    for (index, Sent { name, bytes, .. }) in upload.files.into_iter().enumerate() {
        let opened = desk.open(linter, &index.to_string(), &name, bytes);
        wanted.extend(opened.documents.into_iter().map(|view| Wanted { id: view.id, edits: Vec::new() }));
        errors.extend(opened.errors);
    }
    match errors.is_empty() {
        true if wanted.is_empty() => Err(Wrong::Nothing),
        true => Ok((desk, wanted)),
        false => Err(Wrong::Refused { code: "input", errors }),
    }
}

/// A file to be kept under its name.
fn file(written: Written) -> Response {
    let extension = written.name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let encoded = utf8_percent_encode(&written.name, PLAIN);
    let disposition =
        format!("attachment; filename=\"jichi.{}\"; filename*=UTF-8''{encoded}", plain(extension));
    let mut response = (
        [(header::CONTENT_TYPE, media_type(extension)), (header::CONTENT_DISPOSITION, &disposition)],
        written.bytes,
    )
        .into_response();
    let warnings = serde_json::to_string(&written.warnings).unwrap_or_default();
    if let (false, Ok(value)) = (
        written.warnings.is_empty(),
        HeaderValue::from_str(&utf8_percent_encode(&warnings, PLAIN).to_string()),
    ) {
        response.headers_mut().insert(WARNINGS, value);
    }
    response
}

/// An extension for programs that know ASCII only.
fn plain(extension: &str) -> String {
    extension.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn media_type(extension: &str) -> &'static str {
    match extension {
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsm" => "application/vnd.ms-excel.sheet.macroEnabled.12",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}
