//! Where the configuration comes from.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::error::Failure;
use super::session::Session;
use crate::baseline;
use crate::config::{Config, FILE_NAME};

/// Options of commands that a configuration bears on.
#[derive(Debug, Args)]
pub(super) struct Configured {
    /// 配置文件；不写则从当前文件夹起逐级向上找 jichi.toml
    #[arg(long, value_name = "文件", conflicts_with = "isolated")]
    config: Option<PathBuf>,
    /// 不用任何配置文件
    #[arg(long)]
    isolated: bool,
}

impl Configured {
    /// Whether no configuration is to be used.
    pub(super) fn is_isolated(&self) -> bool {
        self.isolated
    }

    /// The configuration that applies; none is an empty one. None where it cannot be used, which is reported.
    pub(super) fn load(&self, session: &mut Session) -> Option<Config> {
        let path = match &self.config {
            _ if self.isolated => return Some(Config::default()),
            Some(path) => path.clone(),
            // Never from beside the inputs: the audited would write it.
            None => match found() {
                Some(path) => path,
                None => return Some(Config::default()),
            },
        };
        let name = path.to_string_lossy().into_owned();
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(source) => {
                session.fail(Failure::ConfigFile { file: name, source });
                return None;
            }
        };
        match Config::parse(&name, &text, session.language) {
            Ok(config) => Some(config.within(&folder_of(&path))),
            Err(errors) => {
                session.misconfigured(errors);
                None
            }
        }
    }
}

impl Configured {
    /// The files that decide what a check finds, whether they are there or not: the configuration and the baseline.
    pub(super) fn files(&self) -> Vec<PathBuf> {
        let config = if self.isolated { None } else { self.config.clone().or_else(found) };
        config.into_iter().chain(self.baseline()).collect()
    }

    /// Where the baseline is: beside the configuration, in the working folder where there is none. None where nothing but
    /// the command line is to count.
    pub(super) fn baseline(&self) -> Option<PathBuf> {
        if self.isolated {
            return None;
        }
        let path = self.config.clone().or_else(found);
        let folder = path.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
        Some(folder.join(baseline::FILE_NAME))
    }
}

/// The folder that a file stands in, absolute where the system can tell.
fn folder_of(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    path.parent().map(Path::to_owned).unwrap_or_default()
}

/// The nearest configuration, from the working folder upwards, named as it is reached from there.
fn found() -> Option<PathBuf> {
    let folder = std::env::current_dir().ok()?;
    let is_there = |folder: &Path| fs::symlink_metadata(folder.join(FILE_NAME)).is_ok();
    let owner = folder.ancestors().find(|folder| is_there(folder))?;
    Some(if owner == folder { PathBuf::from(FILE_NAME) } else { owner.join(FILE_NAME) })
}
