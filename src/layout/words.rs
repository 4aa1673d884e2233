//! The layouts of the families `table` and `form`: their labels and words, loaded from data files.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::record::{Better, Dimension, Group, Label};

use super::title::is_page_line;
use super::vocabulary::key;
use crate::text::half_width;

/// How the layouts of a family are built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Family {
    /// Projects in columns beside their indicators.
    Table,
    /// One project, its fields around a table of indicators.
    Form,
}

/// One layout.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Layout {
    pub id: String,
    pub family: Family,
    /// Labels that must all be there.
    marks: Vec<String>,
}

/// The words of goal sheets, and the layouts built on them.
#[derive(Debug, Default)]
pub(super) struct Words {
    labels: HashMap<String, Label>,
    longest_label: usize,
    /// The first characters of all labels: most cells of a table are told apart by theirs.
    first_chars: Vec<char>,
    groups: Levels,
    dimensions: DimensionWords,
    directions: Directions,
    blank_indicators: Vec<String>,
    sums: Vec<String>,
    notes: Vec<String>,
    layouts: Vec<Layout>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    labels: BTreeMap<Label, Vec<String>>,
    groups: Levels,
    dimensions: DimensionWords,
    directions: Directions,
    blanks: Blanks,
    rows: Rows,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Levels {
    cost: Vec<String>,
    satisfaction: Vec<String>,
    effect: Vec<String>,
    output: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct DimensionWords {
    satisfaction: Vec<String>,
    cost: Vec<String>,
    quantity: Vec<String>,
    quality: Vec<String>,
    time: Vec<String>,
    sustainability: Vec<String>,
    ecological: Vec<String>,
    economic: Vec<String>,
    social: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Directions {
    more: Vec<String>,
    less: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Blanks {
    indicator: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    sums: Vec<String>,
    notes: Vec<String>,
}

/// The built-in words and layouts. The files are checked by a test, so that the empty ones never stand in.
pub(super) fn words() -> &'static Words {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        let layouts = [
            include_str!("../../rules/layouts/flat.toml"),
            include_str!("../../rules/layouts/form.toml"),
            include_str!("../../rules/layouts/form-88.toml"),
            include_str!("../../rules/layouts/form-gansu.toml"),
            include_str!("../../rules/layouts/form-shanghai.toml"),
        ];
        load(include_str!("../../rules/layouts/words.toml"), &layouts).unwrap_or_default()
    });
    &WORDS
}

fn load(words: &str, layouts: &[&str]) -> Result<Words, toml::de::Error> {
    let file: File = toml::from_str(words)?;
    let mut labels = HashMap::new();
    for (label, spellings) in file.labels {
        for spelling in spellings {
            labels.entry(key(&spelling)).or_insert(label);
        }
    }
    let mut layouts = layouts.iter().map(|text| toml::from_str(text)).collect::<Result<Vec<Layout>, _>>()?;
    for mark in layouts.iter_mut().flat_map(|layout| &mut layout.marks) {
        *mark = key(mark);
    }
    let mut first_chars: Vec<char> = labels.keys().filter_map(|key| key.chars().next()).collect();
    first_chars.push('其');
    first_chars.sort_unstable();
    first_chars.dedup();
    let keys = |texts: Vec<String>| texts.iter().map(|text| key(text)).collect();
    Ok(Words {
        longest_label: labels.keys().map(String::len).max().unwrap_or(0),
        labels,
        first_chars,
        groups: file.groups,
        dimensions: file.dimensions,
        directions: file.directions,
        blank_indicators: keys(file.blanks.indicator),
        sums: keys(file.rows.sums),
        notes: keys(file.rows.notes),
        layouts,
    })
}

/// The longest cell that names a level, in bytes.
const LONGEST_LEVEL: usize = 90;
/// The longest cell with a label and what it names, in bytes.
const LONGEST_INLINE: usize = 300;

impl Words {
    /// What a header or label names; None for any other cell.
    pub fn label(&self, raw: &str) -> Option<Label> {
        // Spaces, a prefix and a money unit may come on top; anything much longer is no label.
        if raw.len() > self.longest_label * 2 + 48 {
            return None;
        }
        let first = raw.chars().map(half_width).find(|ch| !ch.is_whitespace() && *ch != '\u{FEFF}')?;
        self.first_chars.binary_search(&first).ok()?;
        let key = key(raw);
        if let Some(&label) = self.labels.get(&key) {
            return Some(label);
        }
        // 中期目标(2021年—2023年), 数量(50分): what stands in brackets says more, not something else.
        let (head, _) = key.split_once('(')?;
        let closed =
            key.ends_with(')') && key.chars().any(|ch| ch.is_ascii_digit() || matches!(ch, 'X' | 'x'));
        closed.then(|| self.labels.get(head).copied()).flatten()
    }

    /// A label with what it names in one cell: `填报单位:某局`.
    pub fn inline(&self, raw: &str) -> Option<(Label, String)> {
        // 单位:万元 declares the unit of money.
        if raw.len() > LONGEST_INLINE || is_page_line(raw) {
            return None;
        }
        let at = raw.find([':', '：'])?;
        let (head, rest) = (&raw[..at], raw[at..].trim_start_matches([':', '：']).trim());
        let label = self.label(head).filter(|_| !rest.is_empty())?;
        Some((label, rest.to_owned()))
    }

    /// The group that a cell of 一级指标 names, and whether it is 成本 as a group of its own.
    pub fn group(&self, raw: &str) -> Option<(Group, bool)> {
        let name = level(raw)?;
        let Levels { cost, satisfaction, effect, output } = &self.groups;
        let tests = [
            (cost, (Group::Output, true)),
            (satisfaction, (Group::Satisfaction, false)),
            (effect, (Group::Effect, false)),
            (output, (Group::Output, false)),
        ];
        tests.into_iter().find(|(words, _)| contains_any(&name, words)).map(|(_, group)| group)
    }

    /// The dimension that a cell of 二级指标 names.
    pub fn dimension(&self, raw: &str) -> Option<Dimension> {
        let name = level(raw)?;
        let words = &self.dimensions;
        let tests = [
            (&words.satisfaction, Dimension::Satisfaction),
            (&words.cost, Dimension::Cost),
            (&words.quantity, Dimension::Quantity),
            (&words.quality, Dimension::Quality),
            (&words.time, Dimension::Time),
            (&words.sustainability, Dimension::Sustainability),
            (&words.ecological, Dimension::Ecological),
            (&words.economic, Dimension::Economic),
            (&words.social, Dimension::Social),
        ];
        tests.into_iter().find(|(words, _)| contains_any(&name, words)).map(|(_, dimension)| dimension)
    }

    /// The direction that a cell names: 正向 or 反向.
    pub fn direction(&self, raw: &str) -> Option<Better> {
        let name = key(raw);
        match () {
            () if self.directions.more.contains(&name) => Some(Better::More),
            () if self.directions.less.contains(&name) => Some(Better::Less),
            () => None,
        }
    }

    /// Whether a name's or value's cell is what an unfilled form brings along: `指标1:`, `……`.
    pub fn is_template(&self, raw: &str) -> bool {
        if raw.len() > 40 {
            return false;
        }
        let name = key(raw);
        let number = name.strip_prefix("指标").or(name.strip_prefix("目标"));
        self.blank_indicators.contains(&name)
            || number.is_some_and(|number| {
                !number.is_empty()
                    && number.chars().all(|ch| ch.is_ascii_digit() || "一二三四五六".contains(ch))
            })
    }

    /// Whether a row that starts with this cell adds up others.
    pub fn is_sum(&self, raw: &str) -> bool {
        raw.len() <= 60 && self.sums.contains(&key(raw))
    }

    /// Whether a cell is a note outside the table.
    pub fn is_note(&self, raw: &str) -> bool {
        let start = key(raw.get(..raw.floor_char_boundary(60)).unwrap_or(raw));
        self.notes.iter().any(|note| start.starts_with(note.as_str()))
    }

    /// The layout of the family that the labels (as keys) speak for.
    pub fn layout(&self, family: Family, labels: &[String]) -> &str {
        let fits = |layout: &&Layout| {
            layout.family == family && layout.marks.iter().all(|mark| labels.contains(mark))
        };
        let best = self.layouts.iter().filter(fits).max_by_key(|layout| layout.marks.len());
        best.map_or("", |layout| layout.id.as_str())
    }
}

/// The name of a level without what stands in brackets: 产出指标(50分).
fn level(raw: &str) -> Option<String> {
    if raw.len() > LONGEST_LEVEL {
        return None;
    }
    let mut name = key(raw);
    if let Some(bracket) = name.find('(').filter(|&at| at > 0) {
        name.truncate(bracket);
    }
    (!name.is_empty() && name.chars().count() <= 16).then_some(name)
}

fn contains_any(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.contains(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_files_load() {
        let words = words();
        for (raw, label) in [
            ("指 标\n值", Label::Value),
            ("其中：财政拨款", Label::Fiscal),
            ("中期目标（20XX年—20XX+n年）", Label::GoalMultiyear),
            ("项目资金（元）", Label::Aside),
            ("年度（/项目）指标值", Label::Value),
            ("年度资金总额：", Label::Total),
        ] {
            assert_eq!(words.label(raw), Some(label), "{raw}");
        }
        assert_eq!(words.label("购置图书(500册)"), None);
        assert_eq!(words.inline("填报单位：某县文化馆"), Some((Label::InCharge, "某县文化馆".to_owned())));
        assert_eq!(words.inline("单位：万元"), None);
        assert!(words.is_sum("合 计") && words.is_note("注：本表一式两份"));
    }

    #[test]
    fn both_eras_of_levels() {
        let words = words();
        assert_eq!(words.group("产出指标（40-50）分"), Some((Group::Output, false)));
        assert_eq!(words.group("成本指标"), Some((Group::Output, true)));
        assert_eq!(words.group("服务对象满意度指标"), Some((Group::Satisfaction, false)));
        assert_eq!(words.group("培训人数"), None);
        assert_eq!(words.dimension("生态环境成本指标"), Some(Dimension::Cost));
        assert_eq!(words.dimension("可持续影响指标"), Some(Dimension::Sustainability));
        assert_eq!(words.dimension("数 量指标"), Some(Dimension::Quantity));
    }

    #[test]
    fn what_a_form_brings_along() {
        let words = words();
        assert!(words.is_template("指标1：") && words.is_template("……"));
        assert!(!words.is_template("指标1：培训人数") && !words.is_template("指标"));
    }

    #[test]
    fn unknown_keys_are_refused() {
        assert!(load("shape = 1", &[]).is_err());
    }
}
