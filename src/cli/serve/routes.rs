//! The addresses of the server, and what is asked of every request before it is answered.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Query, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, Response};
use axum::routing::{MethodRouter, get, post};
use axum::{Extension, Json, Router};
use serde::Deserialize;
use tokio::runtime::Handle;

use super::desk::{self, Question};
use super::guard::{Local, protect};
use super::problem::Wrong;
use super::upload::{self, Upload};
use super::{Server, openapi, work};
use crate::config::YEARS;
use crate::desk::Speech;
use crate::finding::Language;
use crate::linter::Linter;

/// What begins with this needs the token, but for [`OPEN`].
const INTERFACE: &str = "/api/";
/// What the page's markup and these say is no secret.
const OPEN: [&str; 2] = ["/api/v1/health", "/api/v1/openapi.json"];

type Shared = State<Arc<Server>>;

/// The parameters of an address.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Parameters {
    language: Option<Speech>,
    year: Option<i32>,
    name: Option<String>,
}

/// What is done with files.
type Work = fn(&Linter, Option<i32>, Upload) -> Result<Response, Wrong>;

/// All addresses.
pub(super) fn table() -> Vec<(&'static str, MethodRouter<Arc<Server>>)> {
    let desk = |question| {
        post(
            move |State(server): Shared, request: Request| async move { asked(server, request, question).await },
        )
    };
    let files = |of: fn(&HeaderMap) -> Work| {
        post(move |State(server): Shared, request: Request| async move { worked(server, request, of).await })
    };
    vec![
        ("/", get(|State(server): Shared| async move { page(&server) })),
        (
            "/api/v1/health",
            get(|| async { Json(serde_json::json!({ "version": env!("CARGO_PKG_VERSION") })) }),
        ),
        ("/api/v1/openapi.json", get(|| async { Json(openapi::document()) })),
        ("/api/v1/check", files(|_| work::check)),
        ("/api/v1/records", files(|_| work::records)),
        ("/api/v1/annotate", files(|_| work::annotate)),
        (
            "/api/v1/review",
            files(|headers| if wants_json(headers) { work::review_objects } else { work::review }),
        ),
        ("/api/v1/desk/open", desk(Question::Open)),
        ("/api/v1/desk/check", desk(Question::Check)),
        ("/api/v1/desk/verify", desk(Question::Verify)),
        ("/api/v1/desk/write", desk(Question::Write)),
    ]
}

pub(super) fn router(server: Arc<Server>) -> Router {
    let limit = server.places.limits.body;
    let routes = table().into_iter().fold(Router::new(), |router, (path, method)| router.route(path, method));
    routes
        .fallback(
            |State(server): Shared, uri: Uri| async move { Wrong::Path.response(language(&server, &uri)) },
        )
        .method_not_allowed_fallback(|State(server): Shared, uri: Uri| async move {
            Wrong::Method.response(language(&server, &uri))
        })
        .layer(DefaultBodyLimit::max(limit))
        .layer(from_fn_with_state(Arc::clone(&server), guarded))
        .with_state(server)
}

/// Lets requests in that may come in, and protects every answer.
async fn guarded(
    State(server): Shared,
    Extension(local): Extension<Local>,
    request: Request,
    next: Next,
) -> Response {
    let (uri, headers) = (request.uri(), request.headers());
    let path = uri.path();
    let needs_token = path.starts_with(INTERFACE) && !OPEN.contains(&path);
    let is_page = path == "/" && [Method::GET, Method::HEAD].contains(request.method());
    let mut admitted = server.guard.admit(uri, headers, local);
    if admitted.is_ok() && needs_token {
        admitted = server.guard.authorise(headers);
    }
    let mut response = match admitted {
        Ok(()) => next.run(request).await,
        Err(wrong) => {
            let language = language(&server, uri);
            upload::drain(request.into_body()).await;
            wrong.response(language)
        }
    };
    let csp = (is_page && response.status() == StatusCode::OK).then_some(server.page.csp.as_str());
    protect(&mut response, csp);
    response
}

fn page(server: &Server) -> Html<String> {
    Html(server.page.html.clone())
}

/// The language that an address asks for, as far as it can be read at all.
fn language(server: &Server, uri: &Uri) -> Language {
    #[derive(Deserialize)]
    struct Asked {
        language: Option<Speech>,
    }
    let asked = Query::<Asked>::try_from_uri(uri).ok().and_then(|Query(asked)| asked.language);
    asked.map_or(server.linters.language, Language::from)
}

fn wants_json(headers: &HeaderMap) -> bool {
    let accepts = headers.get(header::ACCEPT).and_then(|accepts| accepts.to_str().ok()).unwrap_or_default();
    accepts.split(',').any(|media| media.split(';').next().is_some_and(|it| it.trim() == "application/json"))
}

/// Does something with the files of a request.
async fn worked(server: Arc<Server>, request: Request, of: fn(&HeaderMap) -> Work) -> Response {
    let language = language(&server, request.uri());
    let done = async {
        let work = of(request.headers());
        let (mut parts, body) = request.into_parts();
        let parameters = Query::<Parameters>::from_request_parts(&mut parts, &()).await;
        let request = Request::from_parts(parts, body);
        let Query(parameters) = match parameters.map_err(told).and_then(sound) {
            Ok(parameters) => parameters,
            Err(wrong) => {
                upload::drain(request.into_body()).await;
                return Err(wrong);
            }
        };
        let place = match server.places.take(upload::size(request.headers())).await {
            Ok(place) => place,
            Err(wrong) => {
                upload::drain(request.into_body()).await;
                return Err(wrong);
            }
        };
        let upload = upload::read(request, parameters.name.as_deref(), server.places.limits).await?;
        let linter = Arc::clone(server.linters.own(language));
        let year = parameters.year.or(linter.year);
        server.places.work(place, move || work(&linter, year, upload)).await?
    };
    done.await.unwrap_or_else(|wrong: Wrong| wrong.response(language))
}

fn told(rejection: QueryRejection) -> Wrong {
    let detail = rejection.body_text();
    let detail = detail.rsplit(": ").next().unwrap_or_default().to_owned();
    Wrong::Query { detail }
}

fn sound(Query(parameters): Query<Parameters>) -> Result<Query<Parameters>, Wrong> {
    match parameters.year {
        Some(year) if !YEARS.contains(&year) => Err(Wrong::Query { detail: format!("year={year}") }),
        _ => Ok(Query(parameters)),
    }
}

/// Answers a question of the page.
async fn asked(server: Arc<Server>, request: Request, question: Question) -> Response {
    let mut language = language(&server, request.uri());
    let done = async {
        let place = match server.places.take(upload::size(request.headers())).await {
            Ok(place) => place,
            Err(wrong) => {
                upload::drain(request.into_body()).await;
                return Err(wrong);
            }
        };
        let upload = upload::read(request, None, server.places.limits).await?;
        let asked = desk::asked(&upload)?;
        language = asked.settings.language.into();
        if asked.settings.year.is_some_and(|year| !YEARS.contains(&year)) {
            return Err(Wrong::Body { detail: "year".to_owned() });
        }
        let shared = Arc::clone(&server);
        if question != Question::Check {
            return server
                .places
                .work(place, move || desk::answer(&shared.linters, question, &asked, upload))
                .await?;
        }
        let (lines, response) = desk::lines();
        let runtime = Handle::current();
        server
            .places
            .begin(place, move || desk::check(&shared.linters, &asked, upload, lines, &runtime))
            .await?;
        Ok(response)
    };
    let done = done.await;
    done.unwrap_or_else(|wrong: Wrong| wrong.response(language))
}
