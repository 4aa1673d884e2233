//! Runs what `console` blocks show and compares it with what they say it prints.
//!
//! A block holds commands (`$ jichi …`, `$ cargo …`, `$ cc …`, `$ cd …`), each followed by its output, all of it
//! or with parts left out: a line `…` stands for any lines. Commands run in a folder that holds the sheets of
//! `tests/data`, what a plugin in C is built from, and the files that the page tells to write before them: a block
//! whose paragraph names a path in backticks that ends like the block's language. They know neither the user's
//! own settings nor a network.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::cmd::jichi;
use super::page::{Block, Page};
use super::root;

const LEFT_OUT: &str = "…";

/// Checks all commands of a page; how many there are.
pub fn check(page: &Page) -> usize {
    if page.blocks_of("console").is_empty() {
        return 0;
    }
    let folder = folder();
    let mut typed = Typed { place: folder.path().to_owned(), home: folder.path().join(".home") };
    let mut count = 0;
    for block in &page.blocks {
        match block.language.as_str() {
            "console" => {
                for (command, shown) in commands(block) {
                    let printed = typed.print(command);
                    if let Err(missing) = agrees(&shown, &printed) {
                        panic!("{}: `{command}` prints no\n{missing}\nbut\n{printed}", page.path.display());
                    }
                    count += 1;
                }
            }
            language => {
                if let Some(path) = named(block, language) {
                    write(&typed.place.join(path), block.text.as_bytes());
                }
            }
        }
    }
    count
}

/// The file that a block is to be saved as.
fn named<'b>(block: &'b Block, language: &str) -> Option<&'b str> {
    let ending = match language {
        "toml" => ".toml",
        "rust" => ".rs",
        "csv" => ".csv",
        _ => return None,
    };
    block.before.split('`').find(|word| word.ends_with(ending))
}

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in [
        "tests/data/jialing-2020.tsv",
        "tests/data/fresh-2021.tsv",
        "plugins/c-example/c_example.c",
        "plugins/sdk/include/jichi_plugin.h",
    ] {
        write(&folder.path().join(file), &fs::read(root().join(file)).unwrap());
    }
    folder
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn commands(block: &Block) -> Vec<(&str, Vec<&str>)> {
    let mut commands: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in block.text.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            commands.push((command, Vec::new()));
        } else {
            let (_, shown) = commands.last_mut().unwrap_or_else(|| panic!("output before a command: {line}"));
            shown.push(line);
        }
    }
    commands
}

/// Where commands are typed.
struct Typed {
    place: PathBuf,
    /// Of the user, who has set nothing.
    home: PathBuf,
}

impl Typed {
    /// What a command prints to standard output, then to standard error.
    fn print(&mut self, command: &str) -> String {
        let words: Vec<&str> = command.split_whitespace().collect();
        let (program, arguments) = words.split_first().unwrap();
        let mut command = match *program {
            "cd" => {
                self.place = self.place.join(arguments.concat()).canonicalize().unwrap();
                return String::new();
            }
            "jichi" => jichi(),
            "cargo" => cargo(),
            "cc" => assert_cmd::Command::new(std::env::var_os("CC").unwrap_or_else(|| "cc".into())),
            _ => panic!("{command}"),
        };
        command.args(arguments).current_dir(&self.place).env("XDG_CONFIG_HOME", &self.home);
        let output = command.output().unwrap();
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    }
}

/// Cargo as a user calls it who sits before nothing but a toolchain.
fn cargo() -> assert_cmd::Command {
    let mut command = assert_cmd::Command::new(env!("CARGO"));
    for (variable, _) in std::env::vars_os() {
        let name = variable.to_string_lossy();
        if name.starts_with("CARGO_") && name != "CARGO_HOME" || name == "RUSTFLAGS" || name == "JICHI" {
            command.env_remove(&variable);
        }
    }
    command.env("CARGO_NET_OFFLINE", "true");
    command
}

/// Whether the parts shown are printed in this order; else the first that is not.
fn agrees(shown: &[&str], printed: &str) -> Result<(), String> {
    let printed: Vec<&str> = printed.lines().collect();
    let mut rest = trim(&printed);
    let parts: Vec<&[&str]> = shown.split(|line| *line == LEFT_OUT).map(trim).collect();
    let last = parts.len() - 1;
    for (nth, part) in parts.into_iter().enumerate() {
        let at = match (nth == 0, nth == last) {
            (true, true) => (rest == part).then_some(0),
            (true, false) => rest.starts_with(part).then_some(0),
            (false, true) => rest.ends_with(part).then(|| rest.len() - part.len()),
            // Nothing between two marks agrees with anything.
            (false, false) => (0..=rest.len()).find(|at| rest[*at..].starts_with(part)),
        };
        let at = at.ok_or_else(|| part.join("\n"))?;
        rest = &rest[at + part.len()..];
    }
    Ok(())
}

/// Without blank lines around.
fn trim<'l>(mut lines: &'l [&'l str]) -> &'l [&'l str] {
    while let [first, rest @ ..] = lines
        && first.is_empty()
    {
        lines = rest;
    }
    while let [rest @ .., last] = lines
        && last.is_empty()
    {
        lines = rest;
    }
    lines
}

#[test]
fn what_is_shown_is_held_against_what_is_printed() {
    let printed = "a\n\nb\nc\nd\n";
    for shown in [&["a", "", "b", "c", "d"][..], &["a", "…", "c", "d"], &["…", "b", "", "…"], &["a", "…"]]
    {
        assert_eq!(agrees(shown, printed), Ok(()), "{shown:?}");
    }
    for shown in
        [&["a"][..], &["b", "…"], &["…", "c"], &["a", "…", "c", "…", "b", "…"], &["…", "b", "d", "…"]]
    {
        assert!(agrees(shown, printed).is_err(), "{shown:?}");
    }
}
