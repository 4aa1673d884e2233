//! Why a plugin is not loaded, or the list of trusted ones not used: what happened and what to do.

use std::borrow::Cow;
#[cfg(test)]
use std::io;
use std::path::Path;

use super::super::error::Exit;
use super::super::reason::reason;
use super::choice::shown;
use crate::finding::Language;
use crate::plugin::{Conflict, LoadFault, TrustError, Unfit, Unsound};

/// A failure about a plugin's file, or about the list of trusted ones.
#[derive(Debug)]
pub(crate) struct PluginFailure {
    /// The plugin's id in the configuration; None where only its file is known.
    pub(super) id: Option<String>,
    /// The plugin's file, or what else the fault is about.
    pub(super) path: String,
    pub(super) fault: Fault,
}

/// What is the matter.
#[derive(Debug)]
#[cfg_attr(test, derive(strum::VariantNames))]
pub(super) enum Fault {
    /// The file cannot be read.
    File(Unfit),
    /// The configuration names it, and the user has not said that it may run.
    Untrusted,
    /// It is not the file that the configuration is pinned to.
    Changed,
    /// It was read and is no plugin that can be used.
    Refused(Refused),
    /// There is no folder for the list of trusted plugins.
    NoFolder,
    /// The list of trusted plugins.
    List(Unsound),
    /// It is not on the list.
    NotListed,
    /// A name that no plugin can have.
    NoName,
    /// Something stands where a folder is to be made.
    Occupied,
}

/// Why a library is not used.
#[derive(Debug)]
#[cfg_attr(test, derive(strum::VariantNames))]
pub(super) enum Refused {
    Load(LoadFault),
    Conflict(Conflict),
    /// It calls itself otherwise than the configuration does.
    OtherId(String),
}

impl From<LoadFault> for Refused {
    fn from(fault: LoadFault) -> Self {
        Self::Load(fault)
    }
}

impl From<Conflict> for Refused {
    fn from(conflict: Conflict) -> Self {
        Self::Conflict(conflict)
    }
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<TrustError> for PluginFailure {
    fn from(error: TrustError) -> Self {
        Self { id: None, path: shown(&error.path), fault: Fault::List(error.why) }
    }
}

impl PluginFailure {
    pub(in crate::cli) fn exit(&self) -> Exit {
        match self.fault {
            Fault::NotListed | Fault::NoName | Fault::Occupied => Exit::Usage,
            Fault::File(_)
            | Fault::Untrusted
            | Fault::Changed
            | Fault::Refused(_)
            | Fault::NoFolder
            | Fault::List(_) => Exit::Input,
        }
    }

    /// The name for programs.
    pub(in crate::cli) fn kind(&self) -> &'static str {
        match self.fault {
            Fault::File(_) => "plugin-file",
            Fault::Untrusted => "plugin-untrusted",
            Fault::Changed => "plugin-changed",
            Fault::Refused(_) => "plugin-refused",
            Fault::NoFolder | Fault::List(_) => "trusted-plugins",
            Fault::NotListed => "plugin-not-listed",
            Fault::NoName => "plugin-name",
            Fault::Occupied => "plugin-folder",
        }
    }

    pub(in crate::cli) fn file(&self) -> Option<&str> {
        match self.fault {
            Fault::NoFolder | Fault::NoName => None,
            _ => Some(&self.path),
        }
    }

    /// What happened.
    pub(in crate::cli) fn message(&self, language: Language) -> String {
        let zh = language == Language::Zh;
        let path = &self.path;
        match &self.fault {
            Fault::NoFolder if zh => "没有可以存放信任清单的文件夹".to_owned(),
            Fault::NoFolder => "there is no folder for the list of trusted plugins".to_owned(),
            Fault::List(why) if zh => format!("{path}：{}", list_fault(why, language)),
            Fault::List(why) => format!("{path}: {}", list_fault(why, language)),
            Fault::NotListed if zh => format!("信任清单里没有它：{path}"),
            Fault::NotListed => format!("not on the list of trusted plugins: {path}"),
            Fault::NoName if zh => format!("“{path}”不能作插件名"),
            Fault::NoName => format!("“{path}” cannot be the name of a plugin"),
            Fault::Occupied if zh => format!("{path}：已经存在，而且不是空文件夹"),
            Fault::Occupied => format!("{path}: it exists and is no empty folder"),
            Fault::File(_) | Fault::Untrusted | Fault::Changed | Fault::Refused(_) => {
                let why = self.why_not(language);
                match (&self.id, zh) {
                    (None, true) => format!("插件没有载入：{path} {why}"),
                    (None, false) => format!("plugin not loaded: {path} {why}"),
                    (Some(id), true) => format!("插件 {id} 没有载入：{path} {why}"),
                    (Some(id), false) => format!("the plugin {id} is not loaded: {path} {why}"),
                }
            }
        }
    }

    /// Why it is not loaded, as it follows on the path.
    fn why_not(&self, language: Language) -> String {
        let (zh, en) = match &self.fault {
            Fault::Untrusted => ("没有经您信任", "is not trusted by you"),
            Fault::Changed => {
                ("与配置文件里的 sha256 不符", "is not the file whose sha256 the configuration has")
            }
            Fault::File(Unfit::NoFile) => ("不是普通文件", "is no regular file"),
            Fault::File(Unfit::TooLarge(limit)) => {
                let mebibytes = limit >> 20;
                return match language {
                    Language::Zh => format!("太大（超过 {mebibytes} MiB），不会是插件"),
                    Language::En => format!("is too large for a plugin (over {mebibytes} MiB)"),
                };
            }
            Fault::File(Unfit::Io(source)) => {
                return match language {
                    Language::Zh => format!("无法读取（{}）", reason(source, language)),
                    Language::En => format!("cannot be read ({})", reason(source, language)),
                };
            }
            Fault::Refused(refused) => {
                return match language {
                    Language::Zh => format!("不能用：{}", refused.message(language)),
                    Language::En => format!("cannot be used: {}", refused.message(language)),
                };
            }
            _ => return String::new(),
        };
        if language == Language::Zh { zh } else { en }.to_owned()
    }

    /// What to do about it.
    pub(in crate::cli) fn help(&self, language: Language) -> String {
        let path = quoted(&self.path);
        let zh = language == Language::Zh;
        let text = match &self.fault {
            Fault::Untrusted if zh => {
                return format!(
                    "插件以您的身份运行。弄清来历后，运行 jichi plugin trust {path}，或者这一次加 --plugin {path}；不用插件请加 --no-plugins。"
                );
            }
            Fault::Untrusted => {
                return format!(
                    "A plugin runs as you. Once you know where it comes from, run `jichi plugin trust {path}`, or add --plugin {path} for this run; check without plugins by --no-plugins."
                );
            }
            Fault::Changed if zh => {
                return format!(
                    "文件换过了。弄清缘由后，运行 jichi plugin trust {path}，把给出的 sha256 写进配置文件；不用插件请加 --no-plugins。"
                );
            }
            Fault::Changed => {
                return format!(
                    "The file was replaced. Once you know why, run `jichi plugin trust {path}` and write the sha256 that it prints into the configuration; check without plugins by --no-plugins."
                );
            }
            Fault::File(_) if zh => "请核对插件的路径和权限；不用插件请加 --no-plugins。",
            Fault::File(_) => {
                "Check the plugin's path and permissions; check without plugins by --no-plugins."
            }
            Fault::Refused(Refused::OtherId(id)) if zh => {
                return format!("请把配置文件里的表改名为 [plugins.{id}]。");
            }
            Fault::Refused(Refused::OtherId(id)) => {
                return format!("Rename the table in the configuration: [plugins.{id}].");
            }
            Fault::Refused(Refused::Conflict(_)) if zh => {
                "请告知插件的作者；没有这个插件，其余规则照常检查。"
            }
            Fault::Refused(Refused::Conflict(_)) => {
                "Tell the plugin's author; without the plugin all other rules are in force."
            }
            Fault::Refused(Refused::Load(LoadFault::Copy(_))) if zh => "请核对磁盘空间和临时文件夹的权限。",
            Fault::Refused(Refused::Load(LoadFault::Copy(_))) => {
                "Check the disk's space and the permissions of the folder for temporary files."
            }
            Fault::Refused(_) if zh => "请用本机的系统和这一版接口重新编译插件；不用插件请加 --no-plugins。",
            Fault::Refused(_) => {
                "Build the plugin for this system and this version of the interface; check without plugins by --no-plugins."
            }
            Fault::NoFolder if cfg!(windows) && zh => "请设置环境变量 APPDATA。",
            Fault::NoFolder if cfg!(windows) => "Set the environment variable APPDATA.",
            Fault::NoFolder if zh => "请把环境变量 HOME 或 XDG_CONFIG_HOME 设为绝对路径。",
            Fault::NoFolder => "Set the environment variable HOME or XDG_CONFIG_HOME to an absolute path.",
            Fault::List(Unsound::WritableByOthers) if zh => {
                return format!("请先核对清单内容，再运行 chmod go-w {path}；在此之前清单不起作用。");
            }
            Fault::List(Unsound::WritableByOthers) => {
                return format!(
                    "Look through the list, then run `chmod go-w {path}`; nothing on it is trusted until then."
                );
            }
            Fault::List(Unsound::Broken { .. } | Unsound::NoFile) if zh => {
                "请改正或删去这个文件，再用 jichi plugin trust 添加；在此之前清单不起作用。"
            }
            Fault::List(Unsound::Broken { .. } | Unsound::NoFile) => {
                "Mend or delete the file, and add plugins by `jichi plugin trust`; nothing on it is trusted until then."
            }
            Fault::List(_) if zh => "请核对文件和文件夹的权限。",
            Fault::List(_) => "Check the permissions of the file and its folder.",
            Fault::NotListed if zh => "请写插件的路径或 SHA-256；用 jichi plugin list 列出信任的插件。",
            Fault::NotListed => {
                "Give the plugin's path or its SHA-256; `jichi plugin list` lists those that are trusted."
            }
            Fault::NoName if zh => {
                "插件名由小写字母、数字和单个连字符组成，字母开头，例如 county-checks；plugin 是接口自己的名称。"
            }
            Fault::NoName => {
                "Names are lower-case letters, digits and single hyphens, a letter first: county-checks; `plugin` is the interface's own."
            }
            Fault::Occupied if zh => "请换一个名称，或用 --path 指定另一个文件夹。",
            Fault::Occupied => "Take another name, or name another folder by --path.",
        };
        text.to_owned()
    }
}

impl Refused {
    /// Why, in a clause.
    fn message(&self, language: Language) -> String {
        match (self, language) {
            (Self::Load(fault), _) => fault.message(language),
            (Self::Conflict(conflict), _) => conflict.message(language),
            (Self::OtherId(id), Language::Zh) => format!("它自称 {id}"),
            (Self::OtherId(id), Language::En) => format!("it calls itself {id}"),
        }
    }
}

fn list_fault(why: &Unsound, language: Language) -> String {
    let zh = language == Language::Zh;
    match why {
        Unsound::Unreadable(source) if zh => format!("信任清单无法读取（{}）", reason(source, language)),
        Unsound::Unreadable(source) => {
            format!("the list of trusted plugins cannot be read ({})", reason(source, language))
        }
        Unsound::Unwritable(source) if zh => format!("信任清单无法写入（{}）", reason(source, language)),
        Unsound::Unwritable(source) => {
            format!("the list of trusted plugins cannot be written ({})", reason(source, language))
        }
        Unsound::WritableByOthers if zh => "其他用户可以改写信任清单".to_owned(),
        Unsound::WritableByOthers => "others may write the list of trusted plugins".to_owned(),
        Unsound::NoFile if zh => "信任清单不是普通文件".to_owned(),
        Unsound::NoFile => "the list of trusted plugins is no regular file".to_owned(),
        Unsound::Broken { line, detail } if zh => format!("信任清单第 {line} 行有误（{detail}）"),
        Unsound::Broken { line, detail } => {
            format!("line {line} of the list of trusted plugins is wrong ({detail})")
        }
    }
}

/// A path as a shell takes it. It may come from a configuration that a stranger wrote, and be copied from here.
pub(super) fn quoted(path: &str) -> Cow<'_, str> {
    let is_plain = |ch: char| ch.is_alphanumeric() || "/._-+:\\".contains(ch) && !(ch == '\\' && cfg!(unix));
    if path.chars().all(is_plain) && !path.is_empty() {
        return path.into();
    }
    match cfg!(windows) {
        // No name of a file holds this quote there.
        true => format!("\"{path}\"").into(),
        false => format!("'{}'", path.replace('\'', "'\\''")).into(),
    }
}

/// The same for a path.
pub(in crate::cli) fn quoted_path(path: &Path) -> String {
    quoted(&path.to_string_lossy()).into_owned()
}

#[cfg(test)]
impl PluginFailure {
    /// One of each, and of what their texts differ by.
    pub(in crate::cli) fn specimens() -> Vec<Self> {
        use super::super::golden::{BLANK, of_each, strange};
        use crate::plugin::Mismatch;
        let blank = || BLANK.to_owned();
        let refused = of_each(vec![
            Refused::Load(LoadFault::Copy(blank())),
            Refused::Load(LoadFault::Process(crate::plugin::Fault::Ended(blank()))),
            Refused::Load(LoadFault::Library(blank())),
            Refused::Load(LoadFault::NoSymbol),
            Refused::Load(LoadFault::Mismatch(Mismatch::NoRule)),
            Refused::Conflict(Conflict::Id),
            Refused::OtherId(blank()),
        ]);
        let mut faults = vec![
            Fault::File(Unfit::Io(io::ErrorKind::NotFound.into())),
            Fault::File(Unfit::NoFile),
            Fault::File(Unfit::TooLarge(1)),
            Fault::Untrusted,
            Fault::Changed,
            Fault::NoFolder,
            Fault::List(Unsound::Unreadable(strange())),
            Fault::List(Unsound::Unwritable(strange())),
            Fault::List(Unsound::WritableByOthers),
            Fault::List(Unsound::NoFile),
            Fault::List(Unsound::Broken { line: 1, detail: blank() }),
            Fault::NotListed,
            Fault::NoName,
            Fault::Occupied,
        ];
        faults.extend(refused.into_iter().map(Fault::Refused));
        let id = |fault: &Fault| matches!(fault, Fault::Untrusted | Fault::Changed).then(blank);
        let faults = of_each(faults).into_iter();
        faults.map(|fault| Self { id: id(&fault), path: blank(), fault }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_path_is_one_word_of_a_shell() {
        for (path, word) in [
            ("/lib/县级/libcounty.so", "/lib/县级/libcounty.so"),
            ("/my lib/x.so", "'/my lib/x.so'"),
            ("/a/$(rm x);'`y`.so", "'/a/$(rm x);'\\''`y`.so'"),
            ("", "''"),
        ] {
            assert_eq!(quoted(path), word);
        }
    }
}
