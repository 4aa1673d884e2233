//! Where the configuration comes from.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::error::Failure;
use super::reason::reason;
use super::session::{Session, note};
use crate::baseline;
use crate::config::{Config, ConfigFile, FILE_NAME, FilePattern};
use crate::exceptions;
use crate::finding::Language;
use crate::text::printable;

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
    /// The configuration in this file.
    pub(super) fn by(path: &Path) -> Self {
        Self { config: Some(path.to_owned()), isolated: false }
    }

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
        let file = match read(&path) {
            Ok(file) => file,
            Err(source) => {
                let file = path.to_string_lossy().into_owned();
                session.fail(Failure::ConfigFile { file, source });
                return None;
            }
        };
        let language = session.language;
        let mut find = |path: &Path| read(path).map_err(|source| reason(&source, language));
        match Config::load(file, language, &mut find) {
            Ok(config) => Some(config),
            Err(errors) => {
                session.misconfigured(errors);
                None
            }
        }
    }
}

/// The files and folders that patterns of a configuration stand for; None where one stands for nothing, which is reported.
pub(super) fn files(
    config: &Config,
    patterns: &[FilePattern],
    session: &mut Session,
) -> Option<Vec<PathBuf>> {
    let (mut paths, mut errors) = (Vec::new(), Vec::new());
    for pattern in patterns {
        if fs::symlink_metadata(&pattern.path).is_ok() {
            paths.push(pattern.path.clone());
            continue;
        }
        let matched = glob::glob(&pattern.path.to_string_lossy());
        let matched: Vec<PathBuf> = matched.into_iter().flatten().filter_map(Result::ok).collect();
        if matched.is_empty() {
            errors.extend(config.nothing_there(pattern));
        }
        paths.extend(matched);
    }
    if errors.is_empty() {
        return Some(paths);
    }
    session.misconfigured(errors);
    None
}

fn read(path: &Path) -> io::Result<ConfigFile> {
    let text = fs::read_to_string(path)?;
    Ok(ConfigFile { name: path.to_string_lossy().into_owned(), folder: folder_of(path), text })
}

impl Configured {
    /// The files and folders that decide what a check finds, whether they are there or not: the configuration with what it
    /// leads to, the baseline and the exceptions.
    pub(super) fn paths(&self, language: Language) -> Vec<PathBuf> {
        let config = if self.isolated { None } else { self.config.clone().or_else(found) };
        let own = self.baseline().into_iter().chain(self.exceptions());
        let mut paths: Vec<PathBuf> = config.into_iter().chain(own).collect();
        let mut session = Session::quiet(language);
        if let Some(config) = self.load(&mut session) {
            paths.extend(config.extended().map(PathBuf::from));
            for patterns in [config.rule_files(), config.layout_files()] {
                paths.extend(files(&config, patterns, &mut session).unwrap_or_default());
            }
        }
        paths
    }

    /// Where the baseline is: beside the configuration, in the working folder where there is none. None where nothing but
    /// the command line is to count.
    pub(super) fn baseline(&self) -> Option<PathBuf> {
        self.beside(baseline::FILE_NAME)
    }

    /// Where the exceptions are, which is found in the same way.
    pub(super) fn exceptions(&self) -> Option<PathBuf> {
        self.beside(exceptions::FILE_NAME)
    }

    /// Says which of these files lie in a folder under audit: whoever filled in the sheets may have written them. Where the
    /// command line names the configuration, the user knows.
    pub(super) fn tell_under_audit(&self, audited: &[PathBuf], session: &Session) {
        if self.isolated || self.config.is_some() {
            return;
        }
        let folders = audited.iter().filter(|path| path.is_dir()).filter_map(|path| path.canonicalize().ok());
        let folders: Vec<PathBuf> = folders.collect();
        let own = found().into_iter().chain(self.baseline()).chain(self.exceptions());
        let is_inside = |path: &PathBuf| {
            path.canonicalize().is_ok_and(|path| folders.iter().any(|folder| path.starts_with(folder)))
        };
        let names: Vec<String> = own.filter(is_inside).map(|path| path.display().to_string()).collect();
        if !names.is_empty() {
            note(&match session.language {
                Language::Zh => format!(
                    "  ⚠ {} 在被检查的文件夹里，填表的人可能改过；不用请加 --isolated\n",
                    printable(&names.join("、"))
                ),
                Language::En => format!(
                    "  ⚠ {} in the folder under audit: whoever filled in the sheets may have written it; --isolated uses none\n",
                    printable(&names.join(", "))
                ),
            });
        }
    }

    fn beside(&self, name: &str) -> Option<PathBuf> {
        if self.isolated {
            return None;
        }
        let path = self.config.clone().or_else(found);
        let folder = path.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
        Some(folder.join(name))
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
