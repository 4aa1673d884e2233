//! Which plugins a run loads, and that nothing else is run.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::super::error::Failure;
use super::super::session::Session;
use super::failure::{Fault, PluginFailure, Refused};
use super::folder::folder;
use crate::config::{Config, PluginSetting};
use crate::plugin::isolate::load_apart;
use crate::plugin::{self, Digest, Limits, LoadFault, Plugin, PluginFile, Plugins, Trusted, Wanted, load};

/// Options of commands that use rules: where those come from that are compiled.
#[derive(Debug, Args)]
pub(in crate::cli) struct PluginChoice {
    /// 另外加载的插件（动态库）；在命令行写出即表示信任
    #[arg(id = "plugin_files", long = "plugin", value_name = "文件")]
    files: Vec<PathBuf>,
    /// 不用任何插件，包括程序自带的
    #[arg(long)]
    no_plugins: bool,
    /// 插件是否在单独的进程里运行：on、off；不写则按配置，配置没有写的为 on
    #[arg(long, value_name = "开关", value_enum)]
    plugin_isolation: Option<Switch>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

/// The plugins of a run.
pub(in crate::cli) struct Loaded {
    pub(in crate::cli) plugins: Plugins,
    /// Whether all that the user asks for are there.
    pub(in crate::cli) complete: bool,
    /// The codes of those that the command line names.
    pub(in crate::cli) named: Vec<String>,
}

/// What the user says of a plugin that the configuration names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It is what it is pinned to, and the user trusts it.
    Trusted,
    /// It is what it is pinned to, and nobody has looked at it.
    Untrusted,
    /// It is another file than it was.
    Changed,
}

impl State {
    /// Where a file stands that the configuration names.
    pub(super) fn of(setting: &PluginSetting, file: &PluginFile, trusted: &Trusted) -> Self {
        match file.digest == setting.sha256 {
            false => Self::Changed,
            true if trusted.contains(file.digest) => Self::Trusted,
            true => Self::Untrusted,
        }
    }
}

impl PluginChoice {
    /// Whether the command line names plugins.
    pub(in crate::cli) fn names_any(&self) -> bool {
        !self.files.is_empty()
    }

    /// Loads them. Those that cannot or must not be loaded are reported; the rest is there.
    pub(in crate::cli) fn load(&self, config: &Config, session: &mut Session) -> Loaded {
        if self.no_plugins {
            return Loaded { plugins: Plugins::default(), complete: false, named: Vec::new() };
        }
        let mut wanting = Wanting { wanted: Vec::new(), complete: true, session };
        let named = self.wanted(config, &mut wanting);
        let Wanting { wanted, mut complete, session } = wanting;
        let mut loaded = Loaded { plugins: Plugins::bundled(), complete, named: Vec::new() };
        for wanted in wanted {
            let is_named = named.contains(&wanted.file.digest);
            match add(&wanted, &mut loaded.plugins) {
                Ok(codes) if is_named => loaded.named.extend(codes),
                Ok(_) => {}
                Err(why) => {
                    complete = false;
                    let path = from_here(&wanted.file.path);
                    let id = wanted.expected_id;
                    session.fail(Failure::Plugin(Box::new(PluginFailure { id, path, fault: why.into() })));
                }
            }
        }
        Loaded { complete, ..loaded }
    }

    /// Notes the trusted files: those of the configuration, then those that only the command line names. What
    /// the command line names takes the place of what the configuration says of the same file. The digests of
    /// those that the command line names.
    fn wanted(&self, config: &Config, wanting: &mut Wanting<'_>) -> HashSet<Digest> {
        let mut named = Vec::new();
        for path in &self.files {
            match PluginFile::read(path) {
                Ok(file) => named.push(file),
                Err(error) => wanting.fail(None, &error.path, Fault::File(error.why)),
            }
        }
        let digests = named.iter().map(|file| file.digest).collect();
        // Read where it is asked only: who uses no plugin need not have a home.
        let mut trusted = None;
        for setting in config.plugins() {
            let is_meant =
                |file: &PluginFile| file.digest == setting.sha256 || same(&file.path, &setting.path);
            if let Some(at) = named.iter().position(is_meant) {
                wanting.want(named.remove(at), Some(setting), self.plugin_isolation);
                continue;
            }
            let file = match PluginFile::read(&setting.path) {
                Ok(file) => file,
                Err(error) => {
                    wanting.fail(Some(setting), &error.path, Fault::File(error.why));
                    continue;
                }
            };
            let trusted =
                trusted.get_or_insert_with(|| match folder().and_then(|at| Ok(Trusted::load(&at)?)) {
                    Ok(trusted) => Some(trusted),
                    Err(fault) => {
                        wanting.tell(fault);
                        None
                    }
                });
            match trusted.as_ref().map(|trusted| State::of(setting, &file, trusted)) {
                Some(State::Trusted) => wanting.want(file, Some(setting), self.plugin_isolation),
                Some(State::Untrusted) => wanting.fail(Some(setting), &file.path, Fault::Untrusted),
                Some(State::Changed) => wanting.fail(Some(setting), &file.path, Fault::Changed),
                // That there is no list to rely on has been told.
                None => {}
            }
        }
        for file in named {
            wanting.want(file, None, self.plugin_isolation);
        }
        digests
    }
}

/// The plugins that are wanted so far, and what went wrong.
struct Wanting<'s> {
    wanted: Vec<Wanted>,
    complete: bool,
    session: &'s mut Session,
}

impl Wanting<'_> {
    fn want(&mut self, file: PluginFile, setting: Option<&PluginSetting>, isolation: Option<Switch>) {
        // A file named twice is one plugin.
        if self.wanted.iter().any(|wanted| wanted.file.digest == file.digest) {
            return;
        }
        let mut limits = setting.map_or_else(Limits::default, |setting| setting.limits);
        if let Some(switch) = isolation {
            limits.isolate = switch == Switch::On;
        }
        self.wanted.push(Wanted { file, expected_id: setting.map(|setting| setting.id.clone()), limits });
    }

    fn fail(&mut self, setting: Option<&PluginSetting>, path: &Path, fault: Fault) {
        let id = setting.map(|setting| setting.id.clone());
        self.complete = false;
        self.session.fail(Failure::Plugin(Box::new(PluginFailure { id, path: from_here(path), fault })));
    }

    fn tell(&mut self, fault: PluginFailure) {
        self.complete = false;
        self.session.fail(Failure::Plugin(Box::new(fault)));
    }
}

/// Loads a plugin beside the others; the codes of its rules.
fn add(wanted: &Wanted, plugins: &mut Plugins) -> Result<Vec<String>, Refused> {
    let name = shown(&wanted.file.path);
    let plugin: Plugin = match wanted.limits.isolate {
        true => {
            let program = std::env::current_exe()
                .map_err(|error| LoadFault::Process(plugin::Fault::NotStarted(error.to_string())))?;
            load_apart(&name, &wanted.file.bytes, program, wanted.limits)?
        }
        false => load(&name, &wanted.file.bytes)?,
    };
    if let Some(expected) = &wanted.expected_id
        && plugin.id() != expected
    {
        return Err(Refused::OtherId(plugin.id().to_owned()));
    }
    let codes = plugin.codes().collect();
    plugins.add(plugin)?;
    Ok(codes)
}

/// Whether two paths lead to one file.
fn same(left: &Path, right: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    left == right || real(left).is_some_and(|left| real(right) == Some(left))
}

pub(super) fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// A path as it is reached from the working folder. What would be read as an option stays absolute.
pub(super) fn from_here(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let below = path.strip_prefix(here).ok().filter(|below| !shown(below).starts_with('-'));
    shown(below.unwrap_or(path))
}
