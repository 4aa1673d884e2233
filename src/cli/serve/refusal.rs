//! Why no server is started.

use std::io;

use super::super::error::Exit;
use super::super::reason::reason;
use crate::finding::Language;

/// Why no server is started.
#[derive(Debug)]
#[cfg_attr(test, derive(strum::VariantNames))]
pub(crate) enum NoServer {
    /// A `--listen` that is no address with a port.
    Address { written: String },
    /// An address that others reach, and no token of the user's.
    TokenNeeded { address: String },
    /// A token that can be guessed.
    ShortToken { length: usize },
    /// A token that does not stand in an address as it is, or is too long.
    Token,
    /// A `--host` that is no name.
    Host { written: String },
    /// An address that cannot be listened on.
    Bind { address: String, source: io::Error },
    /// A system that gives no random numbers.
    Random { detail: String },
    /// A system that gives no threads.
    Runtime { source: io::Error },
    /// The page could not be put together.
    Page { detail: String },
}

impl NoServer {
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Random { .. } | Self::Runtime { .. } | Self::Page { .. } => Exit::Input,
            _ => Exit::Usage,
        }
    }

    /// The name for programs.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Address { .. } => "listen-address",
            Self::TokenNeeded { .. } => "token-needed",
            Self::ShortToken { .. } => "short-token",
            Self::Token => "token",
            Self::Host { .. } => "host-name",
            Self::Bind { .. } => "listen",
            Self::Random { .. } => "random",
            Self::Runtime { .. } => "threads",
            Self::Page { .. } => "page",
        }
    }

    /// What happened.
    pub(crate) fn message(&self, language: Language) -> String {
        let zh = language == Language::Zh;
        match self {
            Self::Address { written } if zh => format!("--listen 的写法不对：{written}"),
            Self::Address { written } => format!("--listen is not understood: {written}"),
            Self::TokenNeeded { address } if zh => format!("{address} 可以从别的机器访问，要先设定口令"),
            Self::TokenNeeded { address } => {
                format!("{address} is reached from other machines, and no token is set")
            }
            Self::ShortToken { length } if zh => format!("口令太短：只有 {length} 个字符"),
            Self::ShortToken { length } => format!("the token is too short: {length} characters"),
            Self::Token if zh => "口令里有不能用的字符，或者太长".to_owned(),
            Self::Token => "the token holds characters that it cannot, or is too long".to_owned(),
            Self::Host { written } if zh => format!("--host 的写法不对：{written}"),
            Self::Host { written } => format!("--host is not understood: {written}"),
            Self::Bind { address, source } if zh => {
                format!("不能监听 {address}（{}）", listening(source, language))
            }
            Self::Bind { address, source } => {
                format!("cannot listen on {address} ({})", listening(source, language))
            }
            Self::Random { detail } if zh => format!("系统没有给出随机数：{detail}"),
            Self::Random { detail } => format!("the system gives no random numbers: {detail}"),
            Self::Runtime { source } if zh => format!("无法启动服务（{}）", reason(source, language)),
            Self::Runtime { source } => {
                format!("the server cannot be started ({})", reason(source, language))
            }
            Self::Page { detail } if zh => format!("页面没有做成：{detail}"),
            Self::Page { detail } => format!("the page could not be put together: {detail}"),
        }
    }

    /// What to do about it.
    pub(crate) fn help(&self, language: Language) -> String {
        let (zh, en) = match self {
            Self::Address { .. } => (
                "写成 地址:端口，如 127.0.0.1:8080、[::1]:8080；只写端口则只监听本机；端口 0 表示任选。",
                "Write ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:8080; a port alone is one of this machine's; port 0 is any.",
            ),
            Self::TokenNeeded { .. } => (
                "用 --token 或环境变量 JICHI_TOKEN 设定口令；只在本机用时不写 --listen。",
                "Set one by --token or the variable JICHI_TOKEN; for this machine only, leave out --listen.",
            ),
            Self::ShortToken { .. } => (
                "至少 16 个字符，最好随机生成，如 openssl rand -hex 20。",
                "Use 16 characters at least, best random ones: openssl rand -hex 20.",
            ),
            Self::Token => (
                "请用字母、数字和 - . _ ~，16 到 256 个字符。",
                "Use letters, digits and - . _ ~, 16 to 256 characters.",
            ),
            Self::Host { .. } => (
                "写域名，如 jichi.example.gov.cn，需要时加端口；不写 http:// 和路径。",
                "Write a name such as jichi.example.gov.cn, with a port where one is needed; no http:// and no path.",
            ),
            Self::Bind { .. } => (
                "换一个端口，或用 --listen 127.0.0.1:0 任选；地址要是这台机器的。",
                "Choose another port, or any by --listen 127.0.0.1:0; the address has to be this machine's.",
            ),
            Self::Random { .. } => ("请用 --token 设定口令。", "Set a token by --token."),
            Self::Runtime { .. } => ("请关闭一些程序后再试。", "Close some programs and try again."),
            Self::Page { .. } => ("请报告这个错误。", "Please report this."),
        };
        if language == Language::Zh { zh } else { en }.to_owned()
    }
}

/// Why an address cannot be listened on.
fn listening(source: &io::Error, language: Language) -> String {
    let (zh, en) = match source.kind() {
        io::ErrorKind::AddrInUse => ("端口已被占用", "the port is in use"),
        io::ErrorKind::AddrNotAvailable => ("不是这台机器的地址", "not an address of this machine"),
        _ => return reason(source, language),
    };
    if language == Language::Zh { zh } else { en }.to_owned()
}

#[cfg(test)]
impl NoServer {
    /// One of each, and of what their texts differ by.
    pub(in crate::cli) fn specimens() -> Vec<Self> {
        use crate::cli::golden::{BLANK, of_each, strange};
        let blank = || BLANK.to_owned();
        of_each(vec![
            Self::Address { written: blank() },
            Self::TokenNeeded { address: blank() },
            Self::ShortToken { length: 1 },
            Self::Token,
            Self::Host { written: blank() },
            Self::Bind { address: blank(), source: io::ErrorKind::AddrNotAvailable.into() },
            Self::Bind { address: blank(), source: io::ErrorKind::AddrInUse.into() },
            Self::Random { detail: blank() },
            Self::Runtime { source: strange() },
            Self::Page { detail: blank() },
        ])
    }
}
