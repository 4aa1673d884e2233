//! `jichi stats PATH…`: what each department's sheets come to.

use clap::{Args, ValueEnum};

use super::check::report;
use super::checking::Checking;
use super::outputs::Outputs;
use crate::finding::Severity;
use crate::report::Stats;

/// Options of `stats`.
#[derive(Debug, Args)]
#[command(
    override_usage = "jichi stats [选项] <路径>...",
    after_help = "例：jichi stats 各单位/\n    jichi stats 各单位/ --format csv > 统计.csv\n\n退出码：0 已统计，不论查出什么；2 命令行、配置或规则有误；3 有文件无法读取，或有插件不能用。"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    checking: Checking,
    /// 输出格式：table（默认）、csv、json
    #[arg(long, value_name = "格式", value_enum, default_value = "table")]
    format: Chosen,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Chosen {
    Table,
    Csv,
    Json,
}

/// Counts what the arguments name.
pub(super) fn run(arguments: &Arguments, session: &mut super::Session) {
    arguments.checking.run(None, session, |work, session| {
        let language = session.language;
        let stats = match arguments.format {
            Chosen::Table => Stats::Table(language, session.paint(), session.width()),
            Chosen::Csv => Stats::Csv(language),
            Chosen::Json => Stats::Json,
        };
        report(&work, Outputs::standard(Box::new(stats)), None, Severity::Info, None, None, session)
            .map(|_| ())
    });
}
