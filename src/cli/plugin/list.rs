//! `jichi plugin list`

use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::{self, Write as _};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::super::configured::Configured;
use super::super::error::Failure;
use super::super::session::{Output, Session};
use super::choice::{State, shown};
use super::failure::PluginFailure;
use super::folder::folder;
use crate::config::{PluginSetting, Standing};
use crate::plugin::{Digest, PluginFile, Plugins, Trusted, TrustedPlugin, Unfit};
use crate::report::column;
use crate::text::{printable, width};

/// Options of `plugin list`.
#[derive(Debug, Args)]
#[command(override_usage = "jichi plugin list [选项]")]
pub(super) struct Arguments {
    /// 输出格式：table（默认）、json
    #[arg(long, value_name = "格式", value_enum, default_value = "table")]
    format: Chosen,
    #[command(flatten)]
    configured: Configured,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Chosen {
    Table,
    Json,
}

#[derive(Serialize)]
struct Listed {
    bundled: Vec<Bundled>,
    configured: Vec<ConfiguredPlugin>,
    /// Those that the configuration does not name.
    trusted: Vec<TrustedPlugin>,
}

#[derive(Serialize)]
struct Bundled {
    id: String,
    version: String,
    rules: Vec<String>,
}

#[derive(Serialize)]
struct ConfiguredPlugin {
    id: String,
    path: String,
    sha256: Digest,
    state: Standing,
    isolate: bool,
    /// Seconds.
    timeout: u64,
    /// MiB.
    memory: u64,
}

/// Lists the plugins that there are and what is said of them.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    let Some(config) = arguments.configured.load(session) else { return };
    let trusted = trusted(session);
    let plugins = Plugins::bundled();
    let bundled = plugins.iter().map(|plugin| Bundled {
        id: plugin.id().to_owned(),
        version: plugin.version().to_owned(),
        rules: plugin.codes().collect(),
    });
    let pinned: HashSet<Digest> = config.plugins().iter().map(|setting| setting.sha256).collect();
    let others = trusted.plugins().iter().filter(|plugin| !pinned.contains(&plugin.sha256));
    let listed = Listed {
        bundled: bundled.collect(),
        configured: config.plugins().iter().map(|setting| configured(setting, &trusted)).collect(),
        trusted: others.cloned().collect(),
    };
    let mut out = Output::new();
    let result = match arguments.format {
        Chosen::Table => out.write_all(table(&listed, session).as_bytes()),
        Chosen::Json => serde_json::to_writer_pretty(&mut out, &listed)
            .map_err(io::Error::from)
            .and_then(|()| out.write_all(b"\n")),
    };
    session.written(result.and_then(|()| out.flush()));
}

/// The plugins that the user trusts; that the list cannot be read is reported.
fn trusted(session: &mut Session) -> Trusted {
    folder().and_then(|folder| Ok(Trusted::load(&folder)?)).unwrap_or_else(|fault: PluginFailure| {
        session.fail(Failure::Plugin(Box::new(fault)));
        Trusted::default()
    })
}

/// What can be said of each of the plugins that a configuration names. Their files are read and not run.
pub(in crate::cli) fn standings(settings: &[PluginSetting], session: &mut Session) -> Vec<Standing> {
    // Who names no plugin need not have a home.
    let trusted = if settings.is_empty() { Trusted::default() } else { trusted(session) };
    settings.iter().map(|setting| standing(setting, &trusted)).collect()
}

fn standing(setting: &PluginSetting, trusted: &Trusted) -> Standing {
    match PluginFile::read(&setting.path) {
        Ok(file) => match State::of(setting, &file, trusted) {
            State::Trusted => Standing::Trusted,
            State::Untrusted => Standing::Untrusted,
            State::Changed => Standing::Changed,
        },
        Err(error) => match error.why {
            Unfit::Io(error) if error.kind() == io::ErrorKind::NotFound => Standing::Missing,
            Unfit::Io(_) | Unfit::NoFile | Unfit::TooLarge(_) => Standing::Unreadable,
        },
    }
}

/// The standing in the user's language.
pub(in crate::cli) fn standing_name(standing: Standing, session: &Session) -> &'static str {
    match standing {
        Standing::Trusted => session.text("已信任", "trusted"),
        Standing::Untrusted => session.text("未信任", "not trusted"),
        Standing::Changed => session.text("文件已变", "changed"),
        Standing::Missing => session.text("文件不存在", "missing"),
        Standing::Unreadable => session.text("无法读取", "unreadable"),
    }
}

fn configured(setting: &PluginSetting, trusted: &Trusted) -> ConfiguredPlugin {
    ConfiguredPlugin {
        id: setting.id.clone(),
        path: shown(&setting.path),
        sha256: setting.sha256,
        state: standing(setting, trusted),
        isolate: setting.limits.isolate,
        timeout: setting.limits.timeout.as_secs(),
        memory: setting.limits.memory >> 20,
    }
}

fn table(listed: &Listed, session: &Session) -> String {
    let bundled = listed.bundled.iter().map(|plugin| {
        [plugin.id.clone(), plugin.version.clone(), plugin.rules.join(session.text("、", ", "))]
    });
    let configured = listed.configured.iter().map(|plugin| {
        let state = standing_name(plugin.state, session);
        [plugin.id.clone(), state.to_owned(), printable(&plugin.path).into_owned()]
    });
    let others = listed.trusted.iter().map(|plugin| {
        let digest: String = plugin.sha256.to_string().chars().take(12).chain(['…']).collect();
        [digest, printable(&plugin.added).into_owned(), printable(&plugin.path).into_owned()]
    });
    let mut page = String::new();
    for (head, rows) in [
        (session.text("程序自带：", "Bundled:"), bundled.collect::<Vec<_>>()),
        (session.text("配置文件里的：", "In the configuration:"), configured.collect()),
        (session.text("另外信任的：", "Trusted besides:"), others.collect()),
    ] {
        if rows.is_empty() {
            continue;
        }
        let first = rows.iter().map(|[first, ..]| width(first)).max().unwrap_or_default();
        let second = rows.iter().map(|[_, second, _]| width(second)).max().unwrap_or_default();
        // Writing into memory does not fail.
        let _ = writeln!(page, "{head}");
        for [name, state, rest] in &rows {
            let _ = writeln!(page, "  {}  {}  {rest}", column(name, first), column(state, second));
        }
    }
    if page.is_empty() {
        page.push_str(session.text("没有插件\n", "no plugin\n"));
    }
    page
}
