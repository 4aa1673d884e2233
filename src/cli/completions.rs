//! `jichi completions SHELL`: what a shell needs to complete the command line.

use std::io::Write;

use clap::{Args, CommandFactory};
use clap_complete::{Generator, Shell};

use super::session::{Output, Session};
use super::{Cli, usage};

/// Options of `completions`.
#[derive(Debug, Args)]
#[command(
    override_usage = "jichi completions <shell>",
    after_help = "例：jichi completions bash > ~/.local/share/bash-completion/completions/jichi\n    \
                  jichi completions fish > ~/.config/fish/completions/jichi.fish"
)]
pub(super) struct Arguments {
    /// 哪一种 shell：bash、zsh、fish、powershell、elvish
    #[arg(value_name = "shell", value_enum)]
    shell: Shell,
}

/// Prints the completions, with descriptions in the session's language.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    let mut command = usage::localised(Cli::command(), session.language);
    command.set_bin_name("jichi");
    command.build();
    let mut page = Vec::new();
    let rendered = arguments.shell.try_generate(&command, &mut page);
    let mut out = Output::new();
    session.written(rendered.and_then(|()| out.write_all(&page)).and_then(|()| out.flush()));
}
