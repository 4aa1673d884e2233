//! Every command and the text of every error has its place on a page of `tests/golden`.
//!
//! Each kind of failure makes a specimen of each of its variants, beside the variants. What stands between the
//! specimen's blanks and numbers has to be printed on a page, in Chinese and in English.

use std::fmt::Debug;
use std::fs;
use std::io;
use std::path::Path;

use clap::{Command, CommandFactory};
use strum::VariantNames;

use super::Cli;
use super::error::Failure;
use crate::finding::Language;

/// What a specimen has in the place of a name, a path or what others say.
pub(super) const BLANK: &str = "〇";

/// Specimens that no page shows, told by a part of their `Debug` text, and why.
const NOT_PROVOKED: &[(&str, &str)] = &[
    ("Threads", "a machine that starts no threads"),
    ("Output { file: None", "standard output that takes nothing: a full disk"),
    ("Terminal", "standard output that is a terminal"),
    ("Kind(PermissionDenied)", "a user whom permissions bind"),
    ("Kind(StorageFull)", "a full disk"),
    ("what: File", "a file of a gibibyte"),
    ("what: Unpacked", "a part of 256 MiB"),
    ("what: Archive", "an archive of two gibibytes"),
    ("what: Parts", "a file of a hundred thousand parts"),
    ("what: Sheets", "a workbook of ten thousand sheets"),
    ("what: Cells", "a workbook of eight million cells"),
    ("what: Text", "a workbook of 128 MiB of text"),
    ("what: Strings", "a workbook of four million texts"),
    ("what: Formats", "a workbook of 131,072 formats"),
    ("NotFixed(ReadOnly", "a file that nobody may write, which no repository keeps: src/cli/replacement.rs"),
    ("NotFixed(Changed", "another program at the right moment: src/cli/replacement.rs"),
    ("PluginFailed", "a plugin that is compiled: tests/plugins"),
    ("Load(Copy", "a full disk"),
    ("Load(Process", "a plugin that is compiled: tests/plugins"),
    ("Load(NoSymbol", "a plugin that is compiled: tests/plugins"),
    ("Load(Mismatch", "a plugin that is compiled: tests/plugins"),
    ("Conflict(", "a plugin that is compiled: tests/plugins"),
    ("OtherId", "a plugin that is compiled: tests/plugins"),
    ("fault: NoFolder", "a user without a home"),
    ("File(TooLarge", "a file of 256 MiB"),
    ("File(NoFile", "a device, which not every system has"),
    #[cfg(feature = "serve")]
    ("AddrInUse", "a port that another program listens on: tests/serve.rs"),
    #[cfg(feature = "serve")]
    ("NoServer(Random", "a system without random numbers"),
    #[cfg(feature = "serve")]
    ("NoServer(Runtime", "a machine that starts no threads"),
    #[cfg(feature = "serve")]
    ("NoServer(Page", "a page that cannot be put together"),
    ("List(Unreadable", "a list in a folder of the user's: tests/plugin_trust.rs"),
    ("List(Unwritable", "a list in a folder of the user's: tests/plugin_trust.rs"),
    ("List(WritableByOthers", "a list in a folder of the user's: tests/plugin_trust.rs"),
    ("List(NoFile", "a list in a folder of the user's: tests/plugin_trust.rs"),
    ("List(Broken", "a list in a folder of the user's: tests/plugin_trust.rs"),
];

/// An error of the system that has no common name.
pub(super) fn strange() -> io::Error {
    io::Error::other(BLANK)
}

/// The specimens, one of each variant at least.
pub(super) fn of_each<T: VariantNames + Debug>(specimens: Vec<T>) -> Vec<T> {
    for variant in T::VARIANTS {
        let is_it = |specimen: &T| {
            format!("{specimen:?}")
                .strip_prefix(variant)
                .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        assert!(specimens.iter().any(is_it), "no specimen of {variant}");
    }
    specimens
}

/// A command on a page and what it prints.
struct Shown {
    command: String,
    printed: String,
}

/// All commands of all pages.
fn pages() -> Vec<Shown> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut shown = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        for line in fs::read_to_string(path).unwrap().lines() {
            match (line.strip_prefix("$ "), shown.last_mut()) {
                (Some(command), _) => {
                    shown.push(Shown { command: command.to_owned(), printed: String::new() })
                }
                (None, Some(Shown { printed, .. })) => printed.push_str(&squeezed(line)),
                (None, None) => {}
            }
        }
    }
    shown
}

/// A text without what breaking it into lines adds or takes away.
fn squeezed(text: &str) -> String {
    text.chars().filter(|&ch| !ch.is_whitespace() && ch != '│').collect()
}

/// Whether all that is fixed of a text is printed, in its order.
fn is_in(text: &str, printed: &str) -> bool {
    let is_blank = |ch: char| ch.is_ascii_digit() || BLANK.contains(ch);
    let mut rest = printed;
    squeezed(text).split(is_blank).filter(|part| !part.is_empty()).all(|part| match rest.split_once(part) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}

#[test]
fn every_error_is_on_a_page() {
    let pages = pages();
    let failures = Failure::specimens();
    let mut missing = Vec::new();
    for failure in &failures {
        let told = format!("{failure:?}");
        let excused = NOT_PROVOKED.iter().any(|(part, _)| told.contains(part));
        let absent: Vec<String> = [Language::Zh, Language::En]
            .into_iter()
            .map(|language| (failure.message(language), failure.help(language).unwrap_or_default()))
            .filter(|(message, help)| {
                !pages.iter().any(|shown| is_in(message, &shown.printed) && is_in(help, &shown.printed))
            })
            .map(|(message, help)| format!("{message} {help}"))
            .collect();
        match (excused, absent.is_empty()) {
            (true, true) => missing.push(format!("{told} is on a page: take it off the list")),
            (false, false) => missing.push(format!("{told}: {}", absent.join("; "))),
            _ => {}
        }
    }
    for (part, why) in NOT_PROVOKED {
        println!("not provoked: {part}: it needs {why}");
        if !failures.iter().any(|failure| format!("{failure:?}").contains(part)) {
            missing.push(format!("`{part}` names no specimen"));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_command_is_on_a_page() {
    let mut command = Cli::command();
    command.build();
    let mut names = Vec::new();
    runnable(&command, &mut names);
    let pages = pages();
    let is_shown = |name: &String| {
        let begins = |shown: &Shown| {
            shown.command.strip_prefix(name).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        pages.iter().any(begins)
    };
    let missing: Vec<_> = names.iter().filter(|name| !is_shown(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(names.len() > 20, "{names:?}");
}

/// The commands that do something themselves, as they are typed.
fn runnable(command: &Command, names: &mut Vec<String>) {
    if !command.is_subcommand_required_set() {
        names.push(command.get_bin_name().unwrap_or_default().to_owned());
    }
    command.get_subcommands().for_each(|sub| runnable(sub, names));
}
