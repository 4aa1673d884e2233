//! The body of a request → files in memory. Nothing is written anywhere.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError};
use tokio::time::timeout;

use super::places::Limits;
use super::problem::Wrong;

/// The most files of one request.
const FILES: usize = 1000;
/// How long what is left of a refused body is taken in, so that whoever sends it gets to read why.
const DRAIN: Duration = Duration::from_secs(5);
/// The part of a form that says what is to be done with the files.
const REQUEST: &str = "request";

/// What came with a request.
#[derive(Debug, Default)]
pub(super) struct Upload {
    /// What is to be done, where the form says it.
    pub(super) request: Option<Vec<u8>>,
    pub(super) files: Vec<Sent>,
}

/// A file.
#[derive(Debug)]
pub(super) struct Sent {
    /// The name of its field.
    pub(super) id: String,
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// How many bytes a request says that it has.
pub(super) fn size(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Takes in the body; `name` is that of a file which is sent alone.
///
/// # Errors
/// A body that is malformed, too large or late, or has no file.
pub(super) async fn read(request: Request, name: Option<&str>, limits: Limits) -> Result<Upload, Wrong> {
    let upload = timeout(limits.time, taken(request, name, limits.body)).await.map_err(|_| Wrong::Late)??;
    if upload.files.is_empty() {
        return Err(Wrong::NoFile);
    }
    if upload.files.iter().any(|file| file.name.trim().is_empty()) {
        return Err(Wrong::NoName);
    }
    Ok(upload)
}

async fn taken(request: Request, name: Option<&str>, limit: usize) -> Result<Upload, Wrong> {
    let media = request.headers().get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok());
    let media = media.and_then(|media| media.split(';').next()).unwrap_or_default().trim();
    if media.eq_ignore_ascii_case("application/octet-stream") {
        let bytes = to_bytes(request.into_body(), limit).await.map_err(|error| {
            let is_long =
                std::error::Error::source(&error).is_some_and(|source| source.is::<LengthLimitError>());
            match is_long {
                true => Wrong::TooLarge { limit },
                false => Wrong::Body { detail: error.to_string() },
            }
        })?;
        let name = name.ok_or(Wrong::NoName)?.to_owned();
        if bytes.is_empty() {
            return Err(Wrong::NoFile);
        }
        return Ok(Upload {
            request: None,
            files: vec![Sent { id: String::new(), name, bytes: bytes.into() }],
        });
    }
    if !media.eq_ignore_ascii_case("multipart/form-data") {
        drain(request.into_body()).await;
        return Err(Wrong::MediaType);
    }
    let malformed = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Wrong::TooLarge { limit },
        _ => Wrong::Body { detail: error.body_text() },
    };
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|error| Wrong::Body { detail: error.body_text() })?;
    let mut upload = Upload::default();
    while let Some(field) = form.next_field().await.map_err(malformed)? {
        let id = field.name().unwrap_or_default().to_owned();
        let name = field.file_name().map(str::to_owned);
        let bytes = field.bytes().await.map_err(malformed)?;
        match name {
            _ if id == REQUEST => upload.request = Some(bytes.into()),
            // Fields without a file are nobody's.
            None => {}
            Some(_) if upload.files.len() == FILES => return Err(Wrong::TooManyFiles { limit: FILES }),
            Some(name) => upload.files.push(Sent { id, name, bytes: bytes.into() }),
        }
    }
    Ok(upload)
}

/// Takes in what is left of a body and keeps nothing of it.
pub(super) async fn drain(mut body: Body) {
    let _ = timeout(DRAIN, async { while let Some(Ok(_)) = body.frame().await {} }).await;
}
