//! `jichi config`: what is in effect and where it comes from, and the schema of the file.

use std::io::{self, Write as _};

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;
use toml::Value;

use super::plugin::{standing_name, standings};
use super::rules::json;
use super::ruleset::{Added, Ground};
use super::session::{Output, Session};
use crate::config::{Effective, Standing, json_schema};
use crate::finding::Language;
use crate::report::column;
use crate::text::{printable, width};

/// Options of `config`.
#[derive(Debug, Args)]
#[command(
    override_usage = "jichi config <命令> [选项]",
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "例：jichi config show\n    jichi config schema > config.schema.json"
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// 列出正在生效的各项设置，以及各从哪里来
    Show(Show),
    /// 打印配置文件的 JSON Schema，供编辑器补全和检查
    #[command(override_usage = "jichi config schema")]
    Schema,
}

/// Options of `config show`.
#[derive(Debug, Args)]
#[command(override_usage = "jichi config show [选项]")]
struct Show {
    /// 输出格式：toml（默认，来源写在注释里）、json
    #[arg(id = "shown_format", long = "format", value_name = "格式", value_enum, default_value = "toml")]
    format: Chosen,
    #[command(flatten)]
    added: Added,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Chosen {
    Toml,
    Json,
}

/// What is shown.
#[derive(Serialize)]
struct Shown<'a> {
    /// The configuration; none where there is none.
    file: Option<&'a str>,
    /// The configurations that it extends, the nearest first.
    extends: Vec<&'a str>,
    settings: Vec<Effective>,
    plugins: Vec<PluginObject<'a>>,
}

#[derive(Serialize)]
struct PluginObject<'a> {
    id: &'a str,
    state: Standing,
}

/// Runs one of the commands.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    let mut out = Output::new();
    let result = match &arguments.action {
        Action::Schema => json(&json_schema(), &mut out),
        Action::Show(arguments) => {
            let Some(ground) = arguments.added.load(session) else { return };
            show(arguments, &ground, session, &mut out)
        }
    };
    session.written(result.and_then(|()| out.flush()));
}

fn show(arguments: &Show, ground: &Ground, session: &mut Session, out: &mut Output) -> io::Result<()> {
    let config = &ground.config;
    let states = standings(config.plugins(), session);
    let plugins =
        config.plugins().iter().zip(states).map(|(plugin, state)| PluginObject { id: &plugin.id, state });
    let shown = Shown {
        file: config.file(),
        extends: config.extended().collect(),
        settings: config.effective(&ground.rules),
        plugins: plugins.collect(),
    };
    match arguments.format {
        Chosen::Json => json(&shown, out),
        Chosen::Toml => out.write_all(page(&shown, arguments.added.is_isolated(), session).as_bytes()),
    }
}

/// The settings as a configuration that sets them all, with their origins as comments.
fn page(shown: &Shown<'_>, isolated: bool, session: &Session) -> String {
    let extended =
        |comma: &str| -> String { shown.extends.iter().map(|file| format!("{comma}{file}")).collect() };
    let head = match (shown.file, session.language) {
        (Some(file), Language::Zh) if !shown.extends.is_empty() => {
            format!("配置文件：{file}，沿用{}", extended("、").trim_start_matches('、'))
        }
        (Some(file), Language::En) if !shown.extends.is_empty() => {
            format!("Configuration: {file}, which extends {}", extended(", ").trim_start_matches(", "))
        }
        (Some(file), Language::Zh) => format!("配置文件：{file}"),
        (Some(file), Language::En) => format!("Configuration: {file}"),
        (None, Language::Zh) if isolated => "按 --isolated 不用配置文件；以下都是默认值".to_owned(),
        (None, Language::En) if isolated => {
            "No configuration, as --isolated says; these are the defaults".to_owned()
        }
        (None, Language::Zh) => {
            "没有找到配置文件 jichi.toml；以下都是默认值（jichi init 新建一个）".to_owned()
        }
        (None, Language::En) => {
            "No configuration jichi.toml is found; these are the defaults (`jichi init` makes one)".to_owned()
        }
    };
    let mut page = session.paint().dim(&format!("# {}", printable(&head))).to_string();
    page.push('\n');
    // Settings of a table stand together.
    for table in shown.settings.chunk_by(|one, next| path(one) == path(next)) {
        if let Some(setting) = table.first().filter(|setting| !path(setting).is_empty()) {
            page.push_str(&format!("\n{}\n", header(path(setting))));
        }
        let names = table.iter().map(|setting| setting.key.last().map(|name| key(name)).unwrap_or_default());
        let names: Vec<String> = names.collect();
        let across = names.iter().map(|name| width(name)).max().unwrap_or_default();
        let lines: Vec<String> =
            table.iter().zip(&names).map(|(setting, name)| line(setting, &column(name, across))).collect();
        // A list that is longer than most lines does not push the comments of the others away.
        let fits = |line: &&String| width(line) <= LONG;
        let across = lines.iter().filter(fits).map(|line| width(line)).max().unwrap_or_default();
        for (setting, line) in table.iter().zip(&lines) {
            let comment = format!("# {}", printable(&origin(setting, shown, session)));
            page.push_str(&format!("{}  {}\n", column(line, across), session.paint().dim(&comment)));
        }
    }
    page
}

/// The line above the settings of a table. Overrides are told apart by their order alone.
fn header(path: &[String]) -> String {
    let is_numbered = path.first().is_some_and(|first| first == "overrides");
    let names = path.iter().enumerate().filter(|(nth, _)| !(is_numbered && *nth == 1));
    let names: Vec<String> = names.map(|(_, name)| key(name)).collect();
    match is_numbered && path.len() == 2 {
        true => format!("[[{}]]", names.join(".")),
        false => format!("[{}]", names.join(".")),
    }
}

/// Columns that the comments are aligned within.
const LONG: usize = 48;

/// The names of the table that a setting stands in.
fn path(setting: &Effective) -> &[String] {
    setting.key.split_last().map_or(&[], |(_, path)| path)
}

fn line(setting: &Effective, name: &str) -> String {
    match &setting.value {
        Some(value) => format!("{name} = {}", written(value)),
        // There is nothing to write where the sheets tell.
        None => format!("# {}", name.trim_end()),
    }
}

/// Where a value comes from and what it would be otherwise.
fn origin(setting: &Effective, shown: &Shown<'_>, session: &Session) -> String {
    let comma = session.text("，", ", ");
    let Some(line) = setting.line else {
        return match setting.value {
            Some(_) => session.text("默认", "default").to_owned(),
            None => session.text("默认：以表上所写为准", "default: what the sheets say").to_owned(),
        };
    };
    let mut told = format!("{}:{line}", setting.file.as_deref().unwrap_or_default());
    let of_rule = setting.key.first().is_some_and(|first| first == "rules" || first == "severity");
    // That a list was empty is told by its having something in it.
    let is_news = |default: &&Value| {
        Some(*default) != setting.value.as_ref() && default.as_array().is_none_or(|list| !list.is_empty())
    };
    if let Some(default) = setting.default.as_ref().filter(is_news) {
        let name = match of_rule {
            true => session.text("规则自己的值：", "the rule's own: "),
            false => session.text("默认：", "default: "),
        };
        told += &format!("{comma}{name}{}", written(default));
    }
    if let [first, id, last] = setting.key.as_slice()
        && first == "plugins"
        && last == "path"
        && let Some(plugin) = shown.plugins.iter().find(|plugin| plugin.id == id)
    {
        told += &format!("{comma}{}", standing_name(plugin.state, session));
    }
    told
}

/// A name as it stands before an equals sign.
fn key(name: &str) -> String {
    let is_bare = |ch: char| ch.is_ascii_alphanumeric() || ch == '-' || ch == '_';
    if !name.is_empty() && name.chars().all(is_bare) { name.to_owned() } else { quoted(name) }
}

/// A value on one line.
fn written(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// A text in quotes. What JSON escapes TOML does, in the same way; what no terminal should show is escaped, too.
fn quoted(text: &str) -> String {
    let escaped = |ch: char| {
        let text = ch.to_string();
        match u32::from(ch) {
            _ if printable(&text) == text => text,
            number if number > 0xFFFF => format!("\\U{number:08X}"),
            number => format!("\\u{number:04X}"),
        }
    };
    serde_json::Value::from(text).to_string().chars().map(escaped).collect()
}
