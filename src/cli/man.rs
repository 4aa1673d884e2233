//! `jichi man`: the manual in one page, a section for each command.

use std::io::{self, Write};

use clap::builder::StyledStr;
use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::session::{Output, Session};
use super::{Cli, usage};
use crate::finding::Language;

/// Options of `man`.
#[derive(Debug, Args)]
#[command(
    override_usage = "jichi man",
    after_help = "例：jichi man > ~/.local/share/man/man1/jichi.1\n    jichi man > jichi.1，再 man ./jichi.1"
)]
pub(super) struct Arguments {}

/// For readers that cannot tell the encoding, and lines that break between Chinese characters.
const HEAD: &str = "'\\\" -*- coding: utf-8 -*-\n";
const CHINESE: &str = ".do mso zh.tmac\n";

/// Prints the manual in the session's language.
pub(super) fn run(_: &Arguments, session: &mut Session) {
    let command = usage::localised(Cli::command(), session.language);
    let mut out = Output::new();
    let page = page(command, session.language);
    session.written(page.and_then(|page| out.write_all(&page)).and_then(|()| out.flush()));
}

fn page(mut command: Command, language: Language) -> io::Result<Vec<u8>> {
    command.build();
    let [name, usage, description] = match language {
        Language::Zh => ["名称", "用法", "说明"],
        Language::En => ["NAME", "SYNOPSIS", "DESCRIPTION"],
    };
    let mut page = HEAD.as_bytes().to_vec();
    let source = format!("jichi {}", command.get_version().unwrap_or_default());
    let mut roff = Roff::new();
    roff.control("TH", ["JICHI", "1", "", &source, ""]);
    // Commands and Chinese are torn by spaces and hyphens that fill a line.
    roff.control("ad", ["l"]);
    roff.control("nh", []);
    roff.control("SH", [name]);
    roff.text([roman(format!("jichi - {}", text(command.get_about())))]);
    roff.control("SH", [usage]);
    synopsis(&mut roff, &command);
    roff.control("SH", [description]);
    lines(&mut roff, &text(command.get_about()));
    lines(&mut roff, &text(command.get_after_help()));
    if language == Language::Zh {
        page.extend_from_slice(CHINESE.as_bytes());
    }
    roff.to_writer(&mut page)?;
    Man::new(command.clone()).render_options_section(&mut page)?;
    for sub in command.get_subcommands() {
        section(sub, &mut page)?;
    }
    Ok(page)
}

/// What a command does, its usage, its own arguments and options, examples; then the commands below it.
fn section(command: &Command, page: &mut Vec<u8>) -> io::Result<()> {
    let mut roff = Roff::new();
    roff.control("SH", [command.get_bin_name().unwrap_or_else(|| command.get_name())]);
    lines(&mut roff, &text(command.get_about()));
    roff.control("PP", []);
    synopsis(&mut roff, command);
    roff.to_writer(page)?;
    // Those of all commands are told once.
    let own = command.clone().mut_args(|argument| {
        let is_common = usage::is_common(&argument);
        argument.hide(is_common)
    });
    let mut options = Vec::new();
    Man::new(own).render_options_section(&mut options)?;
    // A section of the command's section. Lines of text never begin with a dot.
    page.extend_from_slice(String::from_utf8_lossy(&options).replace("\n.SH ", "\n.SS ").as_bytes());
    let mut roff = Roff::new();
    if let Some(after) = command.get_after_help() {
        lines(&mut roff, &after.to_string());
    }
    roff.to_writer(page)?;
    command.get_subcommands().try_for_each(|sub| section(sub, page))
}

/// The usage: each way to call the command on a line, the words to type as they are in bold.
fn synopsis(roff: &mut Roff, command: &Command) {
    let usage = command.get_overridden_usage().map(ToString::to_string).unwrap_or_default();
    for way in usage.lines().map(str::trim) {
        let end = way.find(['<', '[']).unwrap_or(way.len());
        let (typed, rest) = way.split_at(end);
        roff.text([bold(typed), roman(rest)]);
        roff.control("br", []);
    }
}

/// A text whose lines stay lines.
fn lines(roff: &mut Roff, text: &str) {
    roff.control("PP", []);
    for line in text.lines() {
        match line.is_empty() {
            true => roff.control("PP", []),
            false => roff.text([roman(line)]).control("br", []),
        };
    }
}

fn text(styled: Option<&StyledStr>) -> String {
    styled.map(ToString::to_string).unwrap_or_default()
}
