//! `jichi diff OLD.json NEW.json`: what became of the findings of an earlier run.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::bad_input::BadInput;
use super::error::Failure;
use super::session::{Output, Session};
use crate::diff::{Noted, diff};
use crate::report::DiffReport;

/// Options of `diff`.
#[derive(Debug, Args)]
#[command(
    override_usage = "jichi diff [选项] <上次.json> <这次.json>",
    after_help = "例：jichi check 初稿/ --format json > 初稿.json\n    jichi check 修改稿/ --format json > 修改稿.json\n    jichi diff 初稿.json 修改稿.json\n\n退出码：0 已比较；3 有文件无法读取。"
)]
pub(super) struct Arguments {
    /// 上次检查的结果（jichi check --format json 或 ndjson）
    #[arg(value_name = "上次.json")]
    old: PathBuf,
    /// 这次检查的结果
    #[arg(value_name = "这次.json")]
    new: PathBuf,
    /// 输出格式：text（默认）、csv、json
    #[arg(long, value_name = "格式", value_enum, default_value = "text")]
    format: Chosen,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Chosen {
    Text,
    Csv,
    Json,
}

/// Compares the two files.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    let mut findings = [&arguments.old, &arguments.new].map(|path| match findings(path) {
        Ok(findings) => Some(findings),
        Err(failure) => {
            session.fail(failure);
            None
        }
    });
    let [Some(old), Some(new)] = [findings[0].take(), findings[1].take()] else { return };
    let departments = diff(old, new);
    let report = DiffReport { departments: &departments, language: session.language };
    let mut out = Output::new();
    let written = match arguments.format {
        Chosen::Text => out.write_all(report.text(session.paint(), session.width()).as_bytes()),
        Chosen::Csv => report.csv(&mut out),
        Chosen::Json => report.json(&mut out),
    };
    session.written(written.and_then(|()| out.flush()));
}

/// The findings that a file holds: an array, or one object a line.
fn findings(path: &Path) -> Result<Vec<Noted>, Failure> {
    let file = || path.display().to_string();
    let bytes = fs::read(path).map_err(|source| BadInput::Unreadable { file: file(), source })?;
    // PowerShell redirects in UTF-16; its mark says so.
    let (text, _, _) = encoding_rs::UTF_8.decode(&bytes);
    let read: serde_json::Result<Vec<Noted>> = match text.trim_start().starts_with('[') {
        true => serde_json::from_str(&text),
        false => serde_json::Deserializer::from_str(&text).into_iter().collect(),
    };
    read.map_err(|error| Failure::NoFindings { file: file(), line: error.line(), column: error.column() })
}
