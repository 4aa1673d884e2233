//! `jichi plugin trust PATH…` and `jichi plugin untrust PATH|SHA256…`

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::super::error::Failure;
use super::super::session::{Output, Session};
use super::choice::{from_here, shown};
use super::failure::{Fault, PluginFailure};
use super::folder::folder;
use crate::finding::Language;
use crate::plugin::{Digest, PluginFile, Trusted, TrustedPlugin};
use crate::text::printable;

/// Options of `plugin trust`.
#[derive(Debug, Args)]
#[command(override_usage = "jichi plugin trust <文件>...")]
pub(super) struct Trust {
    /// 插件文件（动态库）；只读取，不运行
    #[arg(id = "libraries", value_name = "文件", required = true)]
    paths: Vec<PathBuf>,
}

/// Options of `plugin untrust`.
#[derive(Debug, Args)]
#[command(override_usage = "jichi plugin untrust <文件|SHA-256>...")]
pub(super) struct Untrust {
    /// 插件文件，或其 SHA-256
    #[arg(id = "distrusted", value_name = "文件|SHA-256", required = true)]
    words: Vec<PathBuf>,
}

/// Puts files on the list of trusted plugins. They are read and never loaded.
pub(super) fn trust(arguments: &Trust, session: &mut Session) {
    let mut files = Vec::new();
    for path in &arguments.paths {
        match PluginFile::read(path) {
            Ok(file) => files.push(file),
            Err(error) => {
                let (path, fault) = (from_here(&error.path), Fault::File(error.why));
                session.fail(Failure::Plugin(Box::new(PluginFailure { id: None, path, fault })));
            }
        }
    }
    let added = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
    let add = |list: &mut Trusted| files.iter().for_each(|file| list.add(file, &*added));
    if files.is_empty() || change(add, session).is_none() {
        return;
    }
    let texts: Vec<String> = files.iter().map(|file| trusted(file, session.language)).collect();
    print(&texts.join("\n"), session);
}

/// What is told of a file that is trusted now: the lines that name it in a configuration.
fn trusted(file: &PluginFile, language: Language) -> String {
    let path = shown(&file.path);
    let (named, digest) = (printable(&path), file.digest);
    let head = match language {
        Language::Zh => format!("已信任 {named}\n要在配置文件里使用，写："),
        Language::En => format!("Trusted: {named}\nTo use it by configuration, write:"),
    };
    let quoted = toml::Value::from(path.as_str());
    let id = id_of(&file.path);
    format!("{head}\n\n[plugins.{id}]\npath   = {quoted}\nsha256 = \"{digest}\"\n")
}

/// What a library is called, as far as its file's name tells: `libjichi_county_checks.so` is county-checks.
fn id_of(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let name = stem.strip_prefix(std::env::consts::DLL_PREFIX).unwrap_or(&stem).replace('_', "-");
    let name = name.strip_prefix("jichi-").unwrap_or(&name);
    if crate::plugin::is_id(name) { name.to_owned() } else { "county-checks".to_owned() }
}

/// Takes plugins off the list.
pub(super) fn untrust(arguments: &Untrust, session: &mut Session) {
    let mut page = String::new();
    for word in &arguments.words {
        let Some(gone) = change(|list| list.remove(meant_by(word)), session) else { break };
        if gone.is_empty() {
            let (path, fault) = (shown(word), Fault::NotListed);
            session.fail(Failure::Plugin(Box::new(PluginFailure { id: None, path, fault })));
        }
        for plugin in gone {
            let head = session.text("不再信任", "No longer trusted:");
            // Writing into memory does not fail.
            let _ = writeln!(page, "{head} {}\nSHA-256 {}", printable(&plugin.path), plugin.sha256);
        }
    }
    print(&page, session);
}

/// Which entries a digest or a path means: what was trusted from there, and what is there now.
fn meant_by(word: &Path) -> impl FnMut(&TrustedPlugin) -> bool {
    let told = word.to_str().and_then(|word| word.parse::<Digest>().ok());
    let digest = told.or_else(|| PluginFile::read(word).ok().map(|file| file.digest));
    let path = std::path::absolute(word).map(|path| shown(&path)).unwrap_or_default();
    move |plugin| Some(plugin.sha256) == digest || told.is_none() && plugin.path == path
}

/// Changes the list; None where it cannot be, which is reported.
fn change<T>(change: impl FnOnce(&mut Trusted) -> T, session: &mut Session) -> Option<T> {
    let changed = folder().and_then(|folder| Ok(Trusted::change(&folder, change)?));
    changed.map_err(|fault| session.fail(Failure::Plugin(Box::new(fault)))).ok()
}

fn print(page: &str, session: &mut Session) {
    let mut out = Output::new();
    let result = out.write_all(page.as_bytes()).and_then(|()| out.flush());
    session.written(result);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_library_tells_its_id() {
        let name =
            |name: &str| format!("{}{name}{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
        for (file, id) in [
            (name("jichi_county_checks"), "county-checks"),
            (name("c_example"), "c-example"),
            ("县级.so".to_owned(), "county-checks"),
        ] {
            assert_eq!(id_of(Path::new(&file)), id, "{file}");
        }
    }
}
