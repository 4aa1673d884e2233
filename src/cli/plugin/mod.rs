//! `jichi plugin`, and which plugins other commands load.

mod choice;
mod failure;
mod folder;
mod list;
mod new;
mod trust;

use clap::{Args, Subcommand};

use super::session::Session;
pub(super) use choice::{Loaded, PluginChoice};
pub(super) use failure::{PluginFailure, quoted_path};
pub(super) use list::{standing_name, standings};

/// Options of `plugin`.
#[derive(Debug, Args)]
#[command(
    override_usage = "jichi plugin <命令> [选项]",
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "例：jichi plugin new county-checks\n    jichi plugin trust target/release/libjichi_county_checks.so"
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// 列出插件：自带的、配置里的、信任的
    List(list::Arguments),
    /// 信任插件文件：此后配置文件可以使用它
    Trust(trust::Trust),
    /// 不再信任插件
    Untrust(trust::Untrust),
    /// 新建一个插件：可以直接编译、测试的 Rust 工程
    New(new::Arguments),
}

/// Runs one of the commands.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    match &arguments.action {
        Action::List(arguments) => list::run(arguments, session),
        Action::Trust(arguments) => trust::trust(arguments, session),
        Action::Untrust(arguments) => trust::untrust(arguments, session),
        Action::New(arguments) => new::run(arguments, session),
    }
}
