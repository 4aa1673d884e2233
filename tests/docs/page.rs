//! A Markdown page: its headings, links, and fenced blocks.

use std::fs;
use std::path::{Path, PathBuf};

use super::root;

pub struct Page {
    /// From the root of the project.
    pub path: PathBuf,
    /// Lines outside fenced blocks.
    prose: Vec<String>,
    pub blocks: Vec<Block>,
}

/// A fenced block.
pub struct Block {
    pub language: String,
    pub text: String,
    /// The paragraph before it.
    pub before: String,
}

impl Page {
    pub fn read(path: PathBuf) -> Self {
        let text = fs::read_to_string(root().join(&path))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut page = Self { path, prose: Vec::new(), blocks: Vec::new() };
        let mut open = false;
        for line in text.lines() {
            if let Some(language) = line.strip_prefix("```") {
                open = !open;
                if open {
                    let before = page.prose.iter().rev().find(|line| !line.is_empty()).cloned();
                    page.blocks.push(Block {
                        language: language.to_owned(),
                        text: String::new(),
                        before: before.unwrap_or_default(),
                    });
                }
            } else if open {
                let block = page.blocks.last_mut().unwrap();
                block.text.push_str(line);
                block.text.push('\n');
            } else {
                page.prose.push(line.to_owned());
            }
        }
        assert!(!open, "{} has a block without end", page.path.display());
        page
    }

    pub fn blocks_of(&self, language: &str) -> Vec<&str> {
        let blocks = self.blocks.iter().filter(|block| block.language == language);
        blocks.map(|block| block.text.as_str()).collect()
    }

    /// Depth and text.
    pub fn headings(&self) -> impl Iterator<Item = (usize, &str)> {
        self.prose.iter().filter_map(|line| {
            let depth = line.bytes().take_while(|byte| *byte == b'#').count();
            (depth > 0).then(|| (depth, line[depth..].trim()))
        })
    }

    /// What a reader is told to type: in `sh` blocks each line, in `console` blocks what follows `$ `.
    pub fn commands(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().flat_map(|block| {
            block.text.lines().filter_map(|line| match block.language.as_str() {
                "sh" => Some(line).filter(|line| !line.is_empty() && !line.starts_with('#')),
                "console" => line.strip_prefix("$ "),
                _ => None,
            })
        })
    }

    /// Links into the project that lead to no file, or to no heading of one of `pages`.
    pub fn broken_links(&self, pages: &[Page]) -> Vec<String> {
        let folder = self.path.parent().unwrap();
        let mut broken = Vec::new();
        for link in self.links() {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = if file.is_empty() { self.path.clone() } else { normal(&folder.join(file)) };
            let there = root().join(&target).exists();
            let anchored = anchor.is_empty()
                || pages
                    .iter()
                    .find(|page| page.path == target)
                    .is_some_and(|page| page.headings().any(|(_, text)| slug(text) == anchor));
            if !there || !anchored {
                broken.push(format!("{}: {link}", self.path.display()));
            }
        }
        broken
    }

    fn links(&self) -> impl Iterator<Item = String> {
        self.prose.iter().flat_map(|line| {
            line.match_indices("](").filter_map(|(at, _)| {
                let rest = &line[at + 2..];
                rest.find(')').map(|end| rest[..end].to_owned())
            })
        })
    }
}

/// The path without `..`.
fn normal(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for part in path {
        if part == ".." {
            parts.pop();
        } else if part != "." {
            parts.push(part);
        }
    }
    parts
}

/// The anchor that a heading has on the usual forges.
fn slug(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}
