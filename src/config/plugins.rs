//! `[plugins.ID]`: libraries that hold rules. Whether one is loaded is the user's say, not the configuration's.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::de::DeTable;

use super::reader::{Key, Reader, Value};
use crate::plugin::{Digest, Limits, is_id};

pub(super) const KEYS: [&str; 5] = ["path", "sha256", "isolate", "timeout", "memory"];
const EXAMPLE: [&str; 2] = ["[plugins.county-checks]", "path = \"plugins/libcounty.so\""];
/// Seconds over one project.
pub(super) const TIMEOUT: RangeInclusive<u32> = 1..=3600;
/// MiB of memory.
pub(super) const MEMORY: RangeInclusive<u32> = 16..=65536;

/// A plugin that a configuration names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginSetting {
    /// Its id.
    pub id: String,
    /// Its file; relative paths start from the configuration's folder.
    pub path: PathBuf,
    /// What the file has to be told by.
    pub sha256: Digest,
    /// How it is run.
    pub limits: Limits,
}

impl PluginSetting {
    pub(super) fn within(self, folder: &Path) -> Self {
        Self { path: folder.join(&self.path), ..self }
    }
}

/// The plugins of the table.
pub(super) fn read(value: &Value<'_>, reader: &mut Reader) -> Vec<PluginSetting> {
    let table = reader.table(value, EXAMPLE).into_iter().flatten();
    table.filter_map(|(id, settings)| setting(id, settings, reader)).collect()
}

fn setting(id: &Key<'_>, value: &Value<'_>, reader: &mut Reader) -> Option<PluginSetting> {
    let named = is_id(id.get_ref());
    if !named {
        let message = reader.text(
            format!("“{}”不能作插件名", id.get_ref()),
            format!("“{}” cannot be the id of a plugin", id.get_ref()),
        );
        let label = reader.text("这里", "here");
        let help = reader.text(
            "插件名由小写字母、数字和连字符组成，字母开头，例如 county-checks。",
            "Ids are lower-case letters, digits and hyphens, a letter first: county-checks.",
        );
        reader.refuse(id.span(), message, label, Some(help));
    }
    let table = reader.table(value, EXAMPLE)?;
    let (mut path, mut sha256, mut limits) = (None, None, Limits::default());
    for (key, value) in table {
        match key.get_ref().as_ref() {
            "path" => path = file(value, reader),
            "sha256" => sha256 = digest(value, reader),
            "isolate" => limits.isolate = reader.flag(value).unwrap_or(limits.isolate),
            "timeout" => {
                if let Some(seconds) = reader.whole_number(value, TIMEOUT) {
                    limits.timeout = Duration::from_secs(seconds.into());
                }
            }
            "memory" => {
                if let Some(mebibytes) = reader.whole_number(value, MEMORY) {
                    limits.memory = u64::from(mebibytes) << 20;
                }
            }
            _ => reader.unknown_key(key, &KEYS),
        }
    }
    lacks(
        id,
        table,
        "path",
        (
            "请写明插件文件，例如 path = \"plugins/libcounty.so\"。",
            "Name the file: path = \"plugins/libcounty.so\".",
        ),
        reader,
    );
    lacks(
        id,
        table,
        "sha256",
        ("jichi plugin trust 文件 会给出这一行。", "`jichi plugin trust FILE` prints the line to write."),
        reader,
    );
    Some(PluginSetting { id: id.get_ref().to_string(), path: path?, sha256: sha256?, limits })
        .filter(|_| named)
}

fn lacks(id: &Key<'_>, table: &DeTable<'_>, key: &str, (zh, en): (&str, &str), reader: &mut Reader) {
    if table.iter().any(|(known, _)| known.get_ref() == key) {
        return;
    }
    let message = reader.text(
        format!("插件 {} 没有写 {key}", id.get_ref()),
        format!("the plugin {} has no `{key}`", id.get_ref()),
    );
    let label = reader.text(format!("缺 {key}"), format!("`{key}` is missing"));
    let help = reader.text(zh, en);
    reader.refuse(id.span(), message, label, Some(help));
}

fn file(value: &Value<'_>, reader: &mut Reader) -> Option<PathBuf> {
    let Some(text) = value.get_ref().as_str() else {
        reader.wrong_type(value, "带引号的路径", "a path in quotes");
        return None;
    };
    if text.is_empty() || text.contains('\0') {
        let message = reader.text("这不是路径", "this is no path");
        let help = reader.text(
            "相对路径从配置文件所在的文件夹算起，例如 plugins/libcounty.so。",
            "Relative paths start from the folder of the configuration: plugins/libcounty.so.",
        );
        reader.refuse(value.span(), message, reader.text("这里", "here"), Some(help));
        return None;
    }
    Some(text.into())
}

fn digest(value: &Value<'_>, reader: &mut Reader) -> Option<Digest> {
    let Some(text) = value.get_ref().as_str() else {
        reader.wrong_type(value, "带引号的64位十六进制数", "a text of 64 hexadecimal digits");
        return None;
    };
    let digest = text.parse().ok();
    if digest.is_none() {
        let count = text.chars().count();
        let message = reader.text("这不是 SHA-256", "this is no SHA-256");
        let label = reader.text(
            format!("应为64位十六进制数，这里有{count}个字符"),
            format!("64 hexadecimal digits are expected; these are {count} characters"),
        );
        let help = reader.text(
            "jichi plugin trust 文件 会给出这一行。",
            "`jichi plugin trust FILE` prints the line to write.",
        );
        reader.refuse(value.span(), message, label, Some(help));
    }
    digest
}
