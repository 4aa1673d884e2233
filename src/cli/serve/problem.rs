//! What a request is answered that cannot be served: one object for all of them (RFC 9457), in the language that was asked
//! for.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::desk::Trouble;
use crate::finding::Language;
use crate::linter::Error;

/// What is wrong with a request, or with the server.
#[derive(Debug)]
pub(super) enum Wrong {
    /// A `Host` that is not this server's: a page of another site that made its name lead here.
    Host,
    /// Sent by a page of another site.
    Origin,
    /// No token, or not this server's.
    Token {
        is_there: bool,
    },
    /// No such path.
    Path,
    /// Not with this method.
    Method,
    /// A parameter of the address.
    Query {
        detail: String,
    },
    /// A body that is not what its type says, or JSON in it that is not what it should be.
    Body {
        detail: String,
    },
    /// A body without a file.
    NoFile,
    /// A file without a name.
    NoName,
    /// More files than one request may have.
    TooManyFiles {
        limit: usize,
    },
    /// A body that is neither a form nor bytes.
    MediaType,
    TooLarge {
        limit: usize,
    },
    /// A body that does not arrive.
    Late,
    /// Files that cannot be read, or a configuration that cannot be used.
    Refused {
        code: &'static str,
        errors: Vec<Trouble>,
    },
    /// Files that hold nothing of what is wanted.
    Nothing,
    Busy,
    TooLong,
    /// A fault of this program.
    Internal,
}

impl Wrong {
    /// A file that cannot be read.
    pub(super) fn input(trouble: Trouble) -> Self {
        Self::Refused { code: "input", errors: vec![trouble] }
    }

    /// A configuration that cannot be used.
    pub(super) fn config(error: &Error) -> Self {
        Self::Refused { code: "config", errors: vec![Trouble::from(error)] }
    }

    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::Host => StatusCode::MISDIRECTED_REQUEST,
            Self::Origin => StatusCode::FORBIDDEN,
            Self::Token { .. } => StatusCode::UNAUTHORIZED,
            Self::Path => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Query { .. } | Self::Body { .. } | Self::NoFile | Self::NoName => StatusCode::BAD_REQUEST,
            Self::TooLarge { .. } | Self::TooManyFiles { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Late => StatusCode::REQUEST_TIMEOUT,
            Self::Refused { .. } | Self::Nothing => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Busy | Self::TooLong => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The name for programs.
    fn code(&self) -> &'static str {
        match self {
            Self::Host => "wrong-host",
            Self::Origin => "foreign-origin",
            Self::Token { is_there: false } => "no-token",
            Self::Token { is_there: true } => "wrong-token",
            Self::Path => "not-found",
            Self::Method => "wrong-method",
            Self::Query { .. } => "bad-query",
            Self::Body { .. } => "bad-body",
            Self::NoFile => "no-file",
            Self::NoName => "no-name",
            Self::TooManyFiles { .. } => "too-many-files",
            Self::MediaType => "media-type",
            Self::TooLarge { .. } => "too-large",
            Self::Late => "late",
            Self::Refused { code, .. } => code,
            Self::Nothing => "nothing-there",
            Self::Busy => "busy",
            Self::TooLong => "too-long",
            Self::Internal => "internal",
        }
    }

    fn message(&self, language: Language) -> String {
        let zh = language == Language::Zh;
        let (zh, en) = match self {
            Self::Query { detail } if zh => return format!("地址中的参数有误：{detail}"),
            Self::Query { detail } => return format!("the parameters of the address are wrong: {detail}"),
            Self::Body { detail } if zh => return format!("请求的内容有误：{detail}"),
            Self::Body { detail } => return format!("the body is malformed: {detail}"),
            Self::TooManyFiles { limit } if zh => return format!("一次请求最多 {limit} 个文件"),
            Self::TooManyFiles { limit } => return format!("a request may have {limit} files at most"),
            Self::TooLarge { limit } if zh => return format!("一次请求最多 {} MiB", limit >> 20),
            Self::TooLarge { limit } => return format!("a request may have {} MiB at most", limit >> 20),
            Self::Refused { errors, .. } => {
                return errors.first().map(|error| error.message.clone()).unwrap_or_default();
            }
            Self::Host => ("请求的 Host 不是这个服务的地址", "the Host of the request is not this server's"),
            Self::Origin => ("请求来自其他网站的页面", "the request comes from a page of another site"),
            Self::Token { is_there: false } => ("没有口令", "there is no token"),
            Self::Token { is_there: true } => ("口令不对", "the token is wrong"),
            Self::Path => ("没有这个地址", "there is no such address"),
            Self::Method => ("这个地址不能这样请求", "this address does not take that method"),
            Self::NoFile => ("请求中没有文件", "there is no file in the request"),
            Self::NoName => ("文件没有名称", "a file has no name"),
            Self::MediaType => ("不认识这种请求内容", "a body of this type is not understood"),
            Self::Late => ("请求没有按时送完", "the request did not arrive in time"),
            Self::Nothing => {
                ("表里没有可以审核的部门和项目", "the sheets hold no department or project to review")
            }
            Self::Busy => ("等候的请求太多", "too many requests are waiting"),
            Self::TooLong => ("没有按时做完", "it could not be done in time"),
            Self::Internal => ("程序出错", "a fault of the program"),
        };
        if language == Language::Zh { zh } else { en }.to_owned()
    }

    fn help(&self, language: Language) -> Option<String> {
        let (zh, en) = match self {
            Self::Refused { errors, .. } => return errors.first()?.help.clone(),
            Self::Host => (
                "请用启动时打印的地址；经域名访问时，启动服务要加 --host 域名。",
                "Use the address that was printed; for a name of its own, start the server with --host NAME.",
            ),
            Self::Origin => (
                "请从这个服务自己的页面使用，或由程序调用。",
                "Use this server's own page, or call it from a program.",
            ),
            Self::Token { .. } => (
                "请打开启动时打印的完整地址；程序调用时加请求头 Authorization: Bearer 口令。",
                "Open the whole address that was printed; programs send the header Authorization: Bearer TOKEN.",
            ),
            Self::Path | Self::Method => ("接口见 /api/v1/openapi.json。", "See /api/v1/openapi.json."),
            Self::Query { .. } => (
                "可用 language（zh 或 en）、year（如 2024）和 name（文件名）。",
                "There are language (zh or en), year (such as 2024) and name (the name of the file).",
            ),
            Self::Body { .. } | Self::NoFile => (
                "用表单上传文件：curl -F file=@目标表.xlsx …",
                "Send files as a form: curl -F file=@2024.xlsx …",
            ),
            Self::NoName => (
                "表单的文件要有文件名；直接发送内容时在地址中写 ?name=目标表.xlsx。",
                "Files of a form need a name; with the bytes alone, write ?name=2024.xlsx in the address.",
            ),
            Self::TooManyFiles { .. } => ("请分几次，或打成 .zip。", "Send several requests, or a .zip."),
            Self::MediaType => (
                "用 multipart/form-data，或用 application/octet-stream 发送一个文件的内容。",
                "Use multipart/form-data, or application/octet-stream with the bytes of one file.",
            ),
            Self::TooLarge { .. } => (
                "请分几次；服务可以用 --max-size 放宽。",
                "Send several requests; the server can be started with a larger --max-size.",
            ),
            Self::Late | Self::TooLong => (
                "请把文件分开；服务可以用 --timeout 放宽。",
                "Send fewer files; the server can be started with a longer --timeout.",
            ),
            Self::Nothing => ("请核对文件。", "Check the file."),
            Self::Busy => ("请稍后再试。", "Try again later."),
            Self::Internal => ("请报告这个错误，并附上文件。", "Please report this, with the file."),
        };
        Some(if language == Language::Zh { zh } else { en }.to_owned())
    }

    /// What a page or a program is told.
    pub(super) fn problem(&self, language: Language) -> Problem<'_> {
        Problem {
            title: self.status().canonical_reason().unwrap_or_default(),
            status: self.status().as_u16(),
            code: self.code(),
            message: self.message(language),
            help: self.help(language),
            errors: if let Self::Refused { errors, .. } = self { errors } else { &[] },
        }
    }

    pub(super) fn response(&self, language: Language) -> Response {
        let mut response = (self.status(), Json(self.problem(language))).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        match self {
            Self::Token { .. } => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"jichi\""));
            }
            Self::Busy | Self::TooLong => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            }
            // What is left of the body is on its way, and nobody reads it.
            Self::Late => {
                headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            _ => {}
        }
        response
    }
}

/// RFC 9457, with the name, the message and the way out that all failures of this program have.
#[derive(Serialize)]
pub(super) struct Problem<'a> {
    title: &'static str,
    status: u16,
    code: &'static str,
    message: String,
    help: Option<String>,
    /// Each file that is concerned.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [Trouble],
}
