//! The headers and words that a layout knows, loaded from its data file.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::record::{Group, Label};
use crate::text::{half_width, is_han};

/// What a header cell says about its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heading {
    Name,
    Total,
    Fiscal,
    Other,
    Goal,
    IndicatorName,
    IndicatorValue,
    Group(Group),
    /// 成本指标 as a 一级指标: output, but in the structure of 2021.
    CostGroup,
    Unused,
}

impl Heading {
    /// What the header names.
    pub fn label(self) -> Label {
        match self {
            Self::Name => Label::Project,
            Self::Total => Label::Total,
            Self::Fiscal => Label::Fiscal,
            Self::Other => Label::Other,
            Self::Goal => Label::Goal,
            Self::IndicatorName => Label::Name,
            Self::IndicatorValue => Label::Value,
            Self::Group(_) | Self::CostGroup => Label::Level1,
            Self::Unused => Label::Aside,
        }
    }
}

/// The words of one layout.
#[derive(Debug)]
pub(super) struct Vocabulary {
    pub id: String,
    headings: HashMap<String, Heading>,
    longest_heading: usize,
    /// The first characters of all headings: most cells of a table are told apart by theirs.
    first_chars: Vec<char>,
    sums: Vec<String>,
    notes: Vec<String>,
    pub value_starts: Vec<String>,
    pub value_words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    id: String,
    columns: Columns,
    groups: Groups,
    rows: Rows,
    values: Values,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Columns {
    name: Vec<String>,
    total: Vec<String>,
    fiscal: Vec<String>,
    other: Vec<String>,
    goal: Vec<String>,
    indicator_name: Vec<String>,
    indicator_value: Vec<String>,
    unused: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Groups {
    output: Vec<String>,
    effect: Vec<String>,
    satisfaction: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    sums: Vec<String>,
    notes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Values {
    starts: Vec<String>,
    words: Vec<String>,
}

/// The vocabulary of layout `summary`.
pub(super) fn summary() -> &'static Vocabulary {
    static SUMMARY: LazyLock<Vocabulary> =
        LazyLock::new(|| load(include_str!("../../rules/layouts/summary.toml")).unwrap_or_else(|_| empty()));
    &SUMMARY
}

/// A vocabulary that recognises nothing. The built-in files are checked by a test, so it never stands in.
fn empty() -> Vocabulary {
    Vocabulary {
        id: String::new(),
        headings: HashMap::new(),
        longest_heading: 0,
        first_chars: Vec::new(),
        sums: Vec::new(),
        notes: Vec::new(),
        value_starts: Vec::new(),
        value_words: Vec::new(),
    }
}

fn load(text: &str) -> Result<Vocabulary, toml::de::Error> {
    let file: File = toml::from_str(text)?;
    let columns = file.columns;
    let mut headings = HashMap::new();
    let mut add = |words: Vec<String>, heading: Heading| {
        for word in words {
            let heading = if heading == Heading::Group(Group::Output) && word.starts_with("成本") {
                Heading::CostGroup
            } else {
                heading
            };
            headings.entry(key(&word)).or_insert(heading);
        }
    };
    add(columns.name, Heading::Name);
    add(columns.total, Heading::Total);
    add(columns.fiscal, Heading::Fiscal);
    add(columns.other, Heading::Other);
    add(columns.goal, Heading::Goal);
    add(columns.indicator_name, Heading::IndicatorName);
    add(columns.indicator_value, Heading::IndicatorValue);
    add(file.groups.output, Heading::Group(Group::Output));
    add(file.groups.effect, Heading::Group(Group::Effect));
    add(file.groups.satisfaction, Heading::Group(Group::Satisfaction));
    add(columns.unused, Heading::Unused);
    let longest_heading = headings.keys().map(String::len).max().unwrap_or(0);
    let mut first_chars: Vec<char> = headings.keys().filter_map(|key| key.chars().next()).collect();
    first_chars.push('其');
    first_chars.sort_unstable();
    first_chars.dedup();
    Ok(Vocabulary {
        id: file.id,
        headings,
        longest_heading,
        first_chars,
        sums: file.rows.sums,
        notes: file.rows.notes,
        value_starts: file.values.starts,
        value_words: file.values.words,
    })
}

impl Vocabulary {
    /// What a header cell says; None for any other cell.
    pub fn heading(&self, raw: &str) -> Option<Heading> {
        // Spaces, a prefix and a money unit may come on top; anything much longer is no header.
        if raw.len() > self.longest_heading * 2 + 48 {
            return None;
        }
        let first = raw.chars().map(half_width).find(|ch| !ch.is_whitespace() && *ch != '\u{FEFF}')?;
        self.first_chars.binary_search(&first).ok()?;
        // Most cells that begin like a header are names in plain characters: these are their own key.
        let heading =
            if raw.chars().all(is_han) { self.headings.get(raw) } else { self.headings.get(&key(raw)) };
        heading.copied()
    }

    /// Whether a row that starts with this cell adds up others.
    pub fn is_sum(&self, raw: &str) -> bool {
        raw.len() <= 60 && self.sums.contains(&key(raw))
    }

    /// Whether a cell is a note below the table.
    pub fn is_note(&self, raw: &str) -> bool {
        let start: String = key(raw.get(..raw.floor_char_boundary(60)).unwrap_or(raw));
        self.notes.iter().any(|note| start.starts_with(note.as_str()))
    }
}

/// The form in which header words are compared.
pub(super) fn key(raw: &str) -> String {
    let mut key = String::with_capacity(raw.len());
    key.extend(raw.chars().map(half_width).filter(|ch| !ch.is_whitespace() && *ch != '\u{FEFF}'));
    for unit in ["(万元)", "(元)", ":"] {
        if let Some(short) = key.strip_suffix(unit)
            && !short.is_empty()
        {
            key.truncate(short.len());
        }
    }
    match key.strip_prefix("其中:") {
        Some(rest) => rest.to_owned(),
        None => key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_layouts_load() {
        let vocabulary = load(include_str!("../../rules/layouts/summary.toml")).unwrap();
        assert_eq!(vocabulary.id, "summary");
        for (raw, heading) in [
            ("指 标\n值", Heading::IndicatorValue),
            ("其中：财政拨款", Heading::Fiscal),
            ("资金总额（万元）", Heading::Total),
            ("项目单位　（项目名称）", Heading::Name),
            ("效益指标", Heading::Group(Group::Effect)),
            ("成本指标", Heading::CostGroup),
        ] {
            assert_eq!(vocabulary.heading(raw), Some(heading), "{raw}");
        }
        assert_eq!(vocabulary.heading("资金"), None);
        assert!(vocabulary.is_sum("合 计"));
        assert!(vocabulary.is_note("注：本表一式两份"));
    }

    #[test]
    fn unknown_keys_are_refused() {
        assert!(load("id = \"x\"\nshape = 1").is_err());
    }
}
