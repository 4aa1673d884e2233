//! `jichi serve`: the page and an interface for other programs, over HTTP.
//!
//! Nothing is kept between requests but the compiled rules: files come with a request, stay in memory, and go with it.

mod desk;
mod guard;
mod linters;
mod listener;
mod openapi;
mod places;
mod problem;
pub(super) mod refusal;
mod routes;
mod upload;
mod work;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use super::checking::year;
use super::error::Failure;
use super::layouts::AddedLayouts;
use super::ruleset::Added;
use super::session::Session;
use crate::finding::Language;
use guard::{Guard, HostName};
use linters::Linters;
use places::{Limits, Places};
use refusal::NoServer;

/// Where the token may stand instead of on the command line, which other users of the machine can see.
const TOKEN_VARIABLE: &str = "JICHI_TOKEN";
/// The shortest token that a user may choose.
const SHORTEST_TOKEN: usize = 16;
const LONGEST_TOKEN: usize = 256;

/// Options of `serve`.
#[derive(Debug, Args)]
#[command(
    override_usage = "jichi serve [选项]",
    after_help = "例：jichi serve\n    JICHI_TOKEN=… jichi serve --listen 10.0.0.5:8080 --host jichi.example.gov.cn\n\n接口见 /api/v1/openapi.json。按 Ctrl-C 停止。\n退出码：0 已停止；2 命令行、配置或规则有误，或地址不能用；3 有插件不能用。"
)]
pub(super) struct Arguments {
    /// 监听的地址和端口；不写则只监听本机，端口任选
    #[arg(long, value_name = "地址:端口", default_value = "127.0.0.1:0")]
    listen: String,
    /// 访问口令，至少 16 个字符；不写则随机生成。也可用环境变量 JICHI_TOKEN 指定
    #[arg(long, value_name = "口令")]
    token: Option<String>,
    /// 除监听的地址外，还可以用这个域名访问，如反向代理的域名；可以多次使用
    #[arg(long = "host", value_name = "域名")]
    hosts: Vec<String>,
    /// 一次请求最多多少 MiB；默认 64
    #[arg(long, value_name = "MiB", default_value = "64", value_parser = clap::value_parser!(u16).range(1..=1024))]
    max_size: u16,
    /// 一次请求最多多少秒送完，又最多多少秒答完；默认 60
    #[arg(long, value_name = "秒", default_value = "60", value_parser = clap::value_parser!(u16).range(1..=3600))]
    timeout: u16,
    /// 只查这些规则：代码、代码开头、规则名或 ALL，逗号分隔
    #[arg(long, value_name = "规则", value_delimiter = ',')]
    select: Vec<String>,
    /// 不查这些规则
    #[arg(long, value_name = "规则", value_delimiter = ',')]
    ignore: Vec<String>,
    /// 预算年度；不写则从表的标题读取
    #[arg(long, value_name = "年", value_parser = year())]
    year: Option<i32>,
    #[command(flatten)]
    rules: Added,
    #[command(flatten)]
    layouts: AddedLayouts,
}

/// What requests share.
struct Server {
    linters: Linters,
    guard: Guard,
    places: Places,
    page: jichi_page::Page,
}

/// Serves until it is told to stop.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    if let Err(failure) = serve(arguments, session) {
        session.fail(failure);
    }
}

fn serve(arguments: &Arguments, session: &mut Session) -> Result<(), Failure> {
    let address = address(&arguments.listen)?;
    let (token, is_chosen) = match chosen_token(arguments) {
        Some(token) => (checked(token)?, true),
        None => (random_token()?, false),
    };
    if !is_chosen && !address.ip().is_loopback() {
        return Err(NoServer::TokenNeeded { address: address.to_string() }.into());
    }
    let names = arguments.hosts.iter().map(|name| HostName::parse(name)).collect::<Result<Vec<_>, _>>()?;
    let Some(linters) = linters(arguments, session)? else { return Ok(()) };
    let page = jichi_page::compose(jichi_page::Engine::Server)
        .map_err(|error| NoServer::Page { detail: error.to_string() })?;
    let limits = Limits {
        body: usize::from(arguments.max_size) << 20,
        time: Duration::from_secs(arguments.timeout.into()),
    };
    let shown = names.first().map(ToString::to_string);
    let server =
        Server { linters, guard: Guard::new(token.clone(), names), places: Places::new(limits), page };
    listener::run(address, Arc::new(server), |own| {
        let shown = shown.unwrap_or_else(|| own.to_string());
        session.tell(&told(&shown, &token, address.ip().is_loopback(), session.language));
    })?;
    Ok(())
}

/// What is said when the server has begun.
fn told(host: &str, token: &str, is_local: bool, language: Language) -> String {
    let zh = language == Language::Zh;
    let warning = match (is_local, zh) {
        (true, _) => "",
        (false, true) => "\n  ⚠ 传输不加密：请放在有 TLS 的反向代理之后",
        (false, false) => "\n  ⚠ nothing is encrypted: put a reverse proxy with TLS before it",
    };
    match zh {
        true => format!(
            "自查页面：http://{host}/#{token}\n接口说明：http://{host}/api/v1/openapi.json\n按 Ctrl-C 停止{warning}"
        ),
        false => format!(
            "Page:      http://{host}/#{token}\nInterface: http://{host}/api/v1/openapi.json\nCtrl-C stops it{warning}"
        ),
    }
}

/// `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`, `8080`.
fn address(written: &str) -> Result<SocketAddr, NoServer> {
    let bad = || NoServer::Address { written: written.to_owned() };
    if let Ok(port) = written.parse::<u16>() {
        return Ok(SocketAddr::from(([127, 0, 0, 1], port)));
    }
    match written.strip_prefix("localhost:") {
        Some(port) => {
            port.parse().map(|port: u16| SocketAddr::from(([127, 0, 0, 1], port))).map_err(|_| bad())
        }
        None => written.parse().map_err(|_| bad()),
    }
}

fn chosen_token(arguments: &Arguments) -> Option<String> {
    let set = || std::env::var(TOKEN_VARIABLE).ok().filter(|token| !token.is_empty());
    arguments.token.clone().or_else(set)
}

/// A token that stands in a header and in an address as it is.
fn checked(token: String) -> Result<String, NoServer> {
    let is_plain = |ch: char| ch.is_ascii_alphanumeric() || "-._~".contains(ch);
    if !token.chars().all(is_plain) || token.len() > LONGEST_TOKEN {
        return Err(NoServer::Token);
    }
    match token.len() < SHORTEST_TOKEN {
        true => Err(NoServer::ShortToken { length: token.len() }),
        false => Ok(token),
    }
}

/// 160 bits that nobody can guess.
fn random_token() -> Result<String, NoServer> {
    let mut bytes = [0_u8; 20];
    getrandom::fill(&mut bytes).map_err(|error| NoServer::Random { detail: error.to_string() })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The rules of the server; None where something of them is wrong, which is reported: a server that runs by half of its
/// rules would not be noticed.
fn linters(arguments: &Arguments, session: &mut Session) -> Result<Option<Linters>, Failure> {
    let Some(ground) = arguments.rules.load(session) else { return Ok(None) };
    // Titles and reasons of rules are read in one language. What is wrong with the rules has been told.
    let mut other = Session::quiet(match session.language {
        Language::Zh => Language::En,
        Language::En => Language::Zh,
    });
    let Some(other_ground) = arguments.rules.load(&mut other) else { return Ok(None) };
    let Some(layouts) = arguments.layouts.load(&ground.config, session) else { return Ok(None) };
    let selection = ground.selection(&arguments.select, &arguments.ignore)?;
    if session.has_failed() {
        return Ok(None);
    }
    let grounds = match session.language {
        Language::Zh => (ground, other_ground),
        Language::En => (other_ground, ground),
    };
    Ok(Some(Linters::new(grounds, &layouts, &selection, arguments.year, session.language)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (written, read) in [
            ("127.0.0.1:8080", "127.0.0.1:8080"),
            ("localhost:80", "127.0.0.1:80"),
            ("8080", "127.0.0.1:8080"),
            ("[::1]:0", "[::1]:0"),
            ("0.0.0.0:1", "0.0.0.0:1"),
        ] {
            assert_eq!(address(written).unwrap().to_string(), read);
        }
        for written in ["", "localhost", "example.com:80", "127.0.0.1", "127.0.0.1:99999", "::1:80:"] {
            assert!(address(written).is_err(), "{written}");
        }
    }

    #[test]
    fn tokens() {
        assert!(checked("abcdefgh-12345.~".to_owned()).is_ok());
        for token in ["", "short", "abcdefgh 12345678", "口令口令口令口令口令口令", "abcdefgh/12345678"]
        {
            assert!(checked(token.to_owned()).is_err(), "{token}");
        }
        let (one, other) = (random_token().unwrap(), random_token().unwrap());
        assert!(checked(one.clone()).is_ok());
        assert_ne!(one, other);
    }
}
