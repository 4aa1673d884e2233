//! Runs what `console` blocks show and compares it with what they say it prints.
//!
//! A block holds commands (`$ jichi …`), each followed by its output, all of it or with parts left out: a line
//! `…` stands for any lines. Commands run in a folder that holds the sheets of `tests/data` and the files
//! that the page tells to write: a `toml` block whose paragraph names a path in backticks.

use std::fs;
use std::path::Path;

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
    let folder = folder(page);
    let mut count = 0;
    for block in page.blocks.iter().filter(|block| block.language == "console") {
        for (command, shown) in commands(block) {
            let printed = print(command, folder.path());
            if let Err(missing) = agrees(&shown, &printed) {
                panic!("{}: `{command}` prints no\n{missing}\nbut\n{printed}", page.path.display());
            }
            count += 1;
        }
    }
    count
}

fn folder(page: &Page) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, bytes: Vec<u8>| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    for sheet in ["tests/data/jialing-2020.tsv", "tests/data/fresh-2021.tsv"] {
        write(sheet, fs::read(root().join(sheet)).unwrap());
    }
    for block in page.blocks.iter().filter(|block| block.language == "toml") {
        let path = block.before.split('`').find(|word| word.ends_with(".toml"));
        if let Some(path) = path {
            write(path, block.text.clone().into_bytes());
        }
    }
    folder
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

/// What a command prints to standard output, then to standard error.
fn print(command: &str, folder: &Path) -> String {
    let mut words = command.split_whitespace();
    assert_eq!(words.next(), Some("jichi"), "{command}");
    let output = jichi().args(words).current_dir(folder).output().unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
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
