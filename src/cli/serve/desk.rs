//! The page's questions (see `crate::desk`): its files come with every one of them, and nothing is kept.

use std::collections::HashSet;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use http_body_util::channel::{Channel, Sender};
use serde::Serialize;
use tokio::runtime::Handle;

use super::linters::Linters;
use super::problem::{Problem, Wrong};
use super::upload::Upload;
use crate::desk::{Desk, Opened, Outcome, Request, Run, Standing, Verified};
use crate::finding::Language;

/// Lines of an answer that may wait for whoever reads it.
const AHEAD: usize = 4;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    Open,
    Check,
    Verify,
    Write,
}

/// A line of the answer to a check.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Line<'a> {
    Outcome(&'a Outcome),
    Standing(&'a Standing),
    Error(Problem<'a>),
}

/// What a page wants of its files.
pub(super) fn asked(upload: &Upload) -> Result<Request, Wrong> {
    let detail = |detail: String| Wrong::Body { detail };
    let request = upload.request.as_deref().ok_or_else(|| detail("request".to_owned()))?;
    let request: Request = serde_json::from_slice(request).map_err(|error| detail(error.to_string()))?;
    // Each is checked once: a short request must not be the work of many.
    let mut ids = HashSet::new();
    match request.documents.iter().find(|document| !ids.insert(document.id.as_str())) {
        Some(twice) => Err(detail(format!("documents: {}", twice.id))),
        None => Ok(request),
    }
}

/// Answers a question whose answer comes as a whole.
pub(super) fn answer(
    linters: &Linters,
    question: Question,
    request: &Request,
    upload: Upload,
) -> Result<Response, Wrong> {
    let language = Language::from(request.settings.language);
    let linter = linters.of_page(language, request.settings.config.as_deref())?;
    let year = request.settings.year;
    let mut desk = Desk::default();
    let mut opened = Opened::default();
    for file in upload.files {
        let of_file = desk.open(&linter, &file.id, &file.name, file.bytes);
        opened.documents.extend(of_file.documents);
        opened.errors.extend(of_file.errors);
        opened.passed_over.extend(of_file.passed_over);
    }
    match question {
        Question::Open => Ok(Json(opened).into_response()),
        Question::Verify => {
            let mut verified = Verified::default();
            for wanted in &request.documents {
                let one = desk.verify(wanted, language).map_err(Wrong::input)?;
                verified.refused.extend(one.refused);
            }
            Ok(Json(verified).into_response())
        }
        Question::Check | Question::Write => {
            let kind = request.kind.ok_or_else(|| Wrong::Body { detail: "kind".to_owned() })?;
            let linter = linters.of_page(kind.language(language), request.settings.config.as_deref())?;
            let written =
                Run::new(&linter, year).write(&desk, kind, &request.documents).map_err(Wrong::input)?;
            let json = serde_json::to_vec(&written).map_err(|_| Wrong::Internal)?;
            let length = u32::try_from(json.len()).map_err(|_| Wrong::Internal)?;
            let bytes = [length.to_le_bytes().as_slice(), &json, &written.bytes].concat();
            Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
        }
    }
}

/// Where the lines of a check go, and the answer that they come out of.
pub(super) fn lines() -> (Sender<Bytes>, Response) {
    let (sender, lines) = Channel::<Bytes, std::convert::Infallible>::new(AHEAD);
    let response = ([(header::CONTENT_TYPE, "application/x-ndjson")], Body::new(lines)).into_response();
    (sender, response)
}

/// Checks documents and hands on what each came to as soon as it is there. Ends early where nobody waits for it any more.
pub(super) fn check(
    linters: &Linters,
    request: &Request,
    upload: Upload,
    mut lines: Sender<Bytes>,
    runtime: &Handle,
) {
    let language = Language::from(request.settings.language);
    let mut tell = |line: &Line<'_>| {
        let mut bytes = serde_json::to_vec(line).unwrap_or_default();
        bytes.push(b'\n');
        runtime.block_on(lines.send_data(bytes.into())).is_ok()
    };
    let linter = match linters.of_page(language, request.settings.config.as_deref()) {
        Ok(linter) => linter,
        Err(wrong) => {
            tell(&Line::Error(wrong.problem(language)));
            return;
        }
    };
    let mut desk = Desk::default();
    for file in upload.files {
        // What of it cannot be read was told when the page opened it.
        desk.open(&linter, &file.id, &file.name, file.bytes);
    }
    let mut run = Run::new(&linter, request.settings.year);
    for wanted in &request.documents {
        if !tell(&Line::Outcome(&run.check(&desk, wanted))) {
            return;
        }
    }
    let standing = run.end();
    tell(&Line::Standing(&standing));
}
