//! The command line: one file per subcommand. The only place that prints, ends the program or reads the
//! environment.

mod annotate;
mod annotated;
pub(crate) mod bad_input;
mod baseline;
mod check;
mod checking;
mod completions;
mod config;
mod configured;
mod destination;
mod diff;
mod english;
pub(crate) mod error;
mod exceptions;
mod explain;
mod files;
mod fix;
#[cfg(test)]
mod golden;
mod init;
pub(crate) mod inputs;
mod layouts;
mod man;
mod measured;
pub(crate) mod named;
mod outputs;
mod plugin;
mod progress;
mod reason;
mod records;
mod replacement;
mod review;
mod rules;
mod rules_new;
mod rules_test;
mod ruleset;
#[cfg(feature = "serve")]
mod serve;
mod session;
mod split;
mod stats;
mod trace;
mod unfixed;
mod usage;
mod watch;
mod written;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::finding::{Language, Severity};
use crate::plugin::isolate;
use session::{Colour, Session};

/// Heads and order of help pages; clap's own are English.
const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

#[derive(Debug, Parser)]
#[command(
    name = "jichi",
    about = "绩尺：检查预算绩效目标表，逐格指出问题、依据和改法",
    override_usage = "jichi <命令> [选项]",
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = true,
    help_template = TEMPLATE,
    version,
    after_help = "退出码：0 没有达到 --fail-on 的问题；1 有；2 命令行、配置或规则有误，或路径没有匹配到文件；3 有文件无法读取，或有插件不能用。"
)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// Options of all commands.
#[derive(Debug, Args)]
struct Common {
    // The environment is read in `usage`: to clap, a variable that is set is an argument that is there, and `jichi` alone
    // would print no help.
    /// 输出语言：zh（默认）或 en；也可用环境变量 JICHI_LANG 指定
    #[arg(long, global = true, value_name = "语言", value_enum)]
    lang: Option<Lang>,
    /// 何时使用颜色：auto（默认，仅终端，遵从 NO_COLOR）、always、never
    #[arg(long, global = true, value_name = "时机", value_enum, default_value = "auto")]
    color: Colour,
    /// 显示帮助
    #[arg(short = 'h', long, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Lang {
    Zh,
    En,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Zh => Self::Zh,
            Lang::En => Self::En,
        }
    }
}

/// A severity on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Level {
    Info,
    Warning,
    Error,
}

impl From<Level> for Severity {
    fn from(level: Level) -> Self {
        match level {
            Level::Info => Self::Info,
            Level::Warning => Self::Warning,
            Level::Error => Self::Error,
        }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 检查绩效目标表
    Check(check::Arguments),
    /// 把问题批注在原表的副本上，供退回修改
    Annotate(annotate::Arguments),
    /// 按项目填写绩效目标审核表，起草审核意见
    Review(review::Arguments),
    /// 按部门统计问题，给出质量分
    Stats(stats::Arguments),
    /// 管理基线：已知的问题先放在一边，只管新的
    Baseline(baseline::Arguments),
    /// 比较两次检查的结果：哪些已改、仍有、新增
    Diff(diff::Arguments),
    /// 列出程序从表中读到的项目和指标
    Records(records::Arguments),
    /// 在浏览器里检查，也供其他系统调用（HTTP 接口）
    #[cfg(feature = "serve")]
    Serve(serve::Arguments),
    /// 列出规则，新建规则，或运行规则自带的测试
    Rules(rules::Arguments),
    /// 说明一条规则：查什么、为什么、依据
    Explain(explain::Arguments),
    /// 说明一条规则在某一格为什么报告或没有报告
    Trace(trace::Arguments),
    /// 新建一个配置文件，各项都有说明
    Init(init::Arguments),
    /// 查看正在生效的设置，或打印配置文件的 JSON Schema
    Config(config::Arguments),
    /// 列出能识别的版式，或一种版式所认的表头
    Layouts(layouts::Arguments),
    /// 管理插件：规则不够用时，用代码写的规则
    Plugin(plugin::Arguments),
    /// 打印 shell 的自动补全脚本
    Completions(completions::Arguments),
    /// 打印手册页（man）
    Man(man::Arguments),
}

/// Runs the program on `arguments` (the first is its own name).
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.get(1).is_some_and(|first| first == isolate::ARGUMENT) {
        // This process is a plugin's own; nobody reads what it would say.
        return if isolate::serve().is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    quiet_where_guarded();
    let language = usage::language(&arguments);
    let parsed = usage::localised(Cli::command(), language)
        .try_get_matches_from(&arguments)
        .and_then(|mut matches| Cli::from_arg_matches_mut(&mut matches));
    let exit = match parsed {
        Ok(cli) => {
            let mut session = Session::new(cli.common.lang.map_or(language, Into::into), cli.common.color);
            match cli.command {
                Command::Check(arguments) => check::run(&arguments, &mut session),
                Command::Annotate(arguments) => annotate::run(&arguments, &mut session),
                Command::Review(arguments) => review::run(&arguments, &mut session),
                Command::Stats(arguments) => stats::run(&arguments, &mut session),
                Command::Baseline(arguments) => baseline::run(&arguments, &mut session),
                Command::Diff(arguments) => diff::run(&arguments, &mut session),
                Command::Records(arguments) => records::run(&arguments, &mut session),
                #[cfg(feature = "serve")]
                Command::Serve(arguments) => serve::run(&arguments, &mut session),
                Command::Rules(arguments) => rules::run(&arguments, &mut session),
                Command::Explain(arguments) => explain::run(&arguments, &mut session),
                Command::Trace(arguments) => trace::run(arguments, &mut session),
                Command::Init(arguments) => init::run(&arguments, &mut session),
                Command::Config(arguments) => config::run(&arguments, &mut session),
                Command::Layouts(arguments) => layouts::run(&arguments, &mut session),
                Command::Plugin(arguments) => plugin::run(&arguments, &mut session),
                Command::Completions(arguments) => completions::run(&arguments, &mut session),
                Command::Man(arguments) => man::run(&arguments, &mut session),
            }
            session.exit()
        }
        Err(error) => usage::report(&error, language),
    };
    ExitCode::from(exit as u8)
}

/// A damaged file that a foreign reader panics on is reported as one; the panic itself is nobody's business.
fn quiet_where_guarded() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !crate::read::is_guarded() {
            usual(panic);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
