//! `jichi init`: a configuration to start from.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::destination::BadDestination;
use super::error::Failure;
use super::replacement::Replacement;
use super::session::{Output, Session};
use crate::config::{Config, FILE_NAME};
use crate::finding::Language;
use crate::text::printable;

/// Options of `init`.
#[derive(Debug, Args)]
#[command(override_usage = "jichi init [选项]")]
pub(super) struct Arguments {
    /// 写到哪个文件，或哪个文件夹的 jichi.toml；不写则为当前文件夹的 jichi.toml
    #[arg(id = "new_config", long = "path", value_name = "文件")]
    path: Option<PathBuf>,
    /// 覆盖已经存在的文件
    #[arg(id = "force_config", long = "force")]
    force: bool,
}

/// Writes the file.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    let path = match &arguments.path {
        None => PathBuf::from(FILE_NAME),
        Some(path) if path.is_dir() => path.join(FILE_NAME),
        Some(path) => path.clone(),
    };
    if let Err(failure) = write(&path, arguments.force, session.language) {
        return session.fail(failure);
    }
    let place = path.to_string_lossy();
    let place = printable(&place);
    let page = match session.language {
        Language::Zh => format!("新建了配置文件：{place}\n各项都写成了注释，去掉行首的 # 才会生效。\n"),
        Language::En => {
            format!(
                "Made a configuration: {place}\nAll settings are commented out; take the # away to set one.\n"
            )
        }
    };
    let mut out = Output::new();
    let result = out.write_all(page.as_bytes()).and_then(|()| out.flush());
    session.written(result);
}

fn write(path: &Path, force: bool, language: Language) -> Result<(), Failure> {
    // A link that leads nowhere is something, too.
    if !force && fs::symlink_metadata(path).is_ok() {
        return Err(BadDestination::Exists { file: path.to_string_lossy().into_owned() }.into());
    }
    Replacement::write(path, Config::start(language).as_bytes())
}
