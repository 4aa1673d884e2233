//! The words of goal sheets: what headers, labels, levels and whole rows are called. The words that all layouts
//! share come from `rules/layouts/words.toml`, those of a layout from its own file.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::key::{cheap_key, key};
use super::title::is_page_line;
use crate::record::{Better, Dimension, Group, Label};
use crate::text::half_width;

/// What a header cell of a summary says about its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heading {
    /// It stands over the indicators of a group; whether that is 成本指标 as a 一级指标: output, but in the
    /// structure of 2021.
    Group(Group, bool),
    Label(Label),
}

impl Heading {
    /// What the header names.
    pub fn label(self) -> Label {
        match self {
            Self::Group(..) => Label::Level1,
            Self::Label(label) => label,
        }
    }
}

/// The words that a table is read by.
#[derive(Debug, Clone, Default)]
pub struct Words {
    labels: HashMap<String, Label>,
    heads: HashMap<String, (Group, bool)>,
    longest_label: usize,
    /// The first characters of all labels and heads: most cells of a table are told apart by theirs.
    first_chars: Vec<char>,
    groups: Levels,
    dimensions: DimensionWords,
    directions: Directions,
    blank_indicators: Vec<String>,
    sums: Vec<String>,
    notes: Vec<String>,
    /// What may stand before and behind a label.
    label_starts: Vec<String>,
    label_ends: Vec<String>,
    pub(super) value_starts: Vec<String>,
    pub(super) value_words: Vec<String>,
}

/// The common words as their file holds them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct File {
    labels: BTreeMap<Label, Vec<String>>,
    around_labels: Around,
    heads: Levels,
    groups: Levels,
    dimensions: DimensionWords,
    directions: Directions,
    blanks: Blanks,
    rows: Rows,
    values: Values,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Levels {
    cost: Vec<String>,
    satisfaction: Vec<String>,
    effect: Vec<String>,
    output: Vec<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
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

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Directions {
    more: Vec<String>,
    less: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Around {
    before: Vec<String>,
    behind: Vec<String>,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Values {
    starts: Vec<String>,
    words: Vec<String>,
}

impl From<File> for Words {
    fn from(file: File) -> Self {
        let Levels { cost, satisfaction, effect, output } = file.heads;
        let heads = [
            (cost, (Group::Output, true)),
            (satisfaction, (Group::Satisfaction, false)),
            (effect, (Group::Effect, false)),
            (output, (Group::Output, false)),
        ];
        let keys = |texts: Vec<String>| texts.iter().map(|text| key(text)).collect();
        let mut words = Self {
            heads: heads
                .into_iter()
                .flat_map(|(texts, head)| texts.into_iter().map(move |text| (key(&text), head)))
                .collect(),
            groups: file.groups,
            dimensions: file.dimensions,
            directions: file.directions,
            blank_indicators: keys(file.blanks.indicator),
            sums: keys(file.rows.sums),
            notes: keys(file.rows.notes),
            label_starts: file.around_labels.before,
            label_ends: file.around_labels.behind,
            value_starts: file.values.starts,
            value_words: file.values.words,
            ..Self::default()
        };
        let labels = file.labels.iter();
        words.name(labels.flat_map(|(&label, texts)| texts.iter().map(move |text| (text.as_str(), label))));
        words
    }
}

/// The longest cell that names a level, in bytes.
const LONGEST_LEVEL: usize = 90;
/// The longest cell with a label and what it names, in bytes.
const LONGEST_INLINE: usize = 300;

impl Words {
    /// Takes over what texts name; a layout's own words replace the common ones.
    pub(super) fn name<'t>(&mut self, texts: impl Iterator<Item = (&'t str, Label)>) {
        self.labels.extend(texts.map(|(text, label)| (key(text), label)));
        let keys = || self.labels.keys().chain(self.heads.keys());
        self.longest_label = keys().map(String::len).max().unwrap_or(0);
        let mut first_chars: Vec<char> = keys().filter_map(|key| key.chars().next()).collect();
        // 其中:, 一、, 1.
        first_chars.extend(self.label_starts.iter().filter_map(|start| start.chars().next()));
        first_chars.extend("其一二三四五六七八九十(123456789".chars());
        first_chars.sort_unstable();
        first_chars.dedup();
        self.first_chars = first_chars;
    }

    /// What each label is called: the texts in their order, compared without spaces and line breaks.
    pub fn labels(&self) -> BTreeMap<Label, Vec<&str>> {
        let mut labels: BTreeMap<Label, Vec<&str>> = BTreeMap::new();
        for (text, &label) in &self.labels {
            labels.entry(label).or_default().push(text);
        }
        labels.values_mut().for_each(|texts| texts.sort_unstable());
        labels
    }

    /// Whether a cell may be a label at all. Spaces, a prefix and a money unit may come on top; anything much
    /// longer is none.
    fn may_name(&self, raw: &str) -> bool {
        let first = || raw.chars().map(half_width).find(|ch| !ch.is_whitespace() && *ch != '\u{FEFF}');
        raw.len() <= self.longest_label * 2 + 48
            && first().is_some_and(|first| self.first_chars.binary_search(&first).is_ok())
    }

    /// What a header cell of a summary says; None for any other cell.
    pub(super) fn heading(&self, raw: &str) -> Option<Heading> {
        if !self.may_name(raw) {
            return None;
        }
        let key = cheap_key(raw);
        match self.heads.get(key.as_ref()) {
            Some(&(group, cost)) => Some(Heading::Group(group, cost)),
            None => self.labels.get(key.as_ref()).copied().map(Heading::Label),
        }
    }

    /// What a header or label names; None for any other cell.
    pub(super) fn label(&self, raw: &str) -> Option<Label> {
        if !self.may_name(raw) {
            return None;
        }
        let key = cheap_key(raw);
        if let Some(&label) = self.labels.get(key.as_ref()) {
            return Some(label);
        }
        // 一、财政拨款
        let key = without_ordinal(&key);
        if let Some(&label) = self.labels.get(key) {
            return Some(label);
        }
        // 分乡镇目标值, 各县区指标值
        if key.starts_with(['分', '各']) && key.ends_with("值") && self.labels.contains_key("区域目标值")
        {
            return Some(Label::RegionValue);
        }
        // 项目当年绩效目标, 业务主管部门, 部门(单位)名称及代码, *项目名称
        if let Some(label) = self.plainer(key).find_map(|plain| self.labels.get(plain).copied()) {
            return Some(label);
        }
        // 中期目标(2021年—2023年), 数量(50分), 财政拨款:(其中:上级资金  ;本级资金  ): what stands in brackets says more,
        // not something else.
        let (head, _) = key.split_once('(').filter(|_| key.ends_with(')'))?;
        let head = head.trim_end_matches(':');
        self.plainer(head).find_map(|plain| self.labels.get(plain).copied())
    }

    /// A key without what is often put before or behind labels and says nothing of its own.
    fn plainer<'k>(&'k self, key: &'k str) -> impl Iterator<Item = &'k str> {
        let starts = self.label_starts.iter().filter_map(|start| key.strip_prefix(start.as_str()));
        let rests = std::iter::once(key).chain(starts);
        rests.flat_map(|rest| {
            let ends = self.label_ends.iter().filter_map(move |end| rest.strip_suffix(end.as_str()));
            std::iter::once(rest).chain(ends)
        })
    }

    /// A label with what it names in one cell: `填报单位:某局`.
    pub(super) fn inline(&self, raw: &str) -> Option<(Label, String)> {
        // 单位:万元 declares the unit of money.
        if raw.len() > LONGEST_INLINE || is_page_line(raw) {
            return None;
        }
        let at = raw.find([':', '：'])?;
        let (head, rest) = (&raw[..at], raw[at..].trim_start_matches([':', '：']).trim());
        // 财政拨款:(其中:上级资金  ) has its amount in another cell.
        // What follows may declare the unit, and the name be blank: 填报单位(盖章):   单位:万元.
        let is_value = !rest.is_empty() && !rest.starts_with(['(', '（']) && !is_page_line(rest);
        let label = self.label(head).filter(|_| is_value)?;
        Some((label, rest.to_owned()))
    }

    /// The group that a cell of 一级指标 names, and whether it is 成本 as a group of its own.
    pub(super) fn group(&self, raw: &str) -> Option<(Group, bool)> {
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
    pub(super) fn dimension(&self, raw: &str) -> Option<Dimension> {
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
    pub(super) fn direction(&self, raw: &str) -> Option<Better> {
        let name = key(raw);
        match () {
            () if self.directions.more.contains(&name) => Some(Better::More),
            () if self.directions.less.contains(&name) => Some(Better::Less),
            () => None,
        }
    }

    /// Whether a name's or value's cell is what an unfilled form brings along: `指标1:`, `……`.
    pub(super) fn is_template(&self, raw: &str) -> bool {
        if raw.len() > 40 {
            return false;
        }
        let name = key(raw);
        // 指标1:, and goals with several of them: 目标1: 目标2: ……
        let rest = name.replace("指标", "目标");
        let mut pieces =
            rest.split("目标").map(|piece| piece.trim_end_matches([':', '…', '.', '。', ';', '、']));
        let is_number =
            |piece: &str| piece.chars().all(|ch| ch.is_ascii_digit() || "一二三四五六".contains(ch));
        let has_number = rest.contains("目标")
            && rest.contains(|ch: char| ch.is_ascii_digit() || "一二三四五六".contains(ch));
        self.blank_indicators.contains(&name) || (has_number && pieces.all(is_number))
    }

    /// Whether a row that starts with this cell adds up others.
    pub(super) fn is_sum(&self, raw: &str) -> bool {
        raw.len() <= 60 && self.sums.contains(&key(raw))
    }

    /// Whether a cell is a note outside the table.
    pub(super) fn is_note(&self, raw: &str) -> bool {
        let start = key(raw.get(..raw.floor_char_boundary(60)).unwrap_or(raw));
        // 编报人:, 审核日期:, 局长(签字):
        let signs = |head: &str| {
            let ends = ["人", "日期", "电话", "签字", "签名", "盖章", "签章", "签字)", "签章)", "盖章)"];
            head.chars().count() <= 10 && ends.iter().any(|end| head.ends_with(end))
        };
        let is_signed = || raw.trim_end().ends_with([':', '：']) || start.contains(':');
        self.notes.iter().any(|note| start.starts_with(note.as_str()))
            || (signs(start.split(':').next().unwrap_or_default()) && is_signed())
    }
}

/// A key without the number before it: 一、 1. (二)
fn without_ordinal(key: &str) -> &str {
    let start = key.strip_prefix('(').unwrap_or(key);
    let rest =
        start.trim_start_matches(|ch: char| ch.is_ascii_digit() || "一二三四五六七八九十".contains(ch));
    let cut = rest.strip_prefix(['、', '.', ')']).filter(|_| rest.len() < start.len());
    cut.map_or(key, |rest| rest.trim_start_matches('、'))
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
    use crate::layout::Layouts;

    #[test]
    fn the_built_in_files_load() {
        let words = Layouts::builtin().common();
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
        for (raw, heading) in [
            ("资金总额（万元）", Heading::Label(Label::Total)),
            ("效益指标", Heading::Group(Group::Effect, false)),
            ("成本指标", Heading::Group(Group::Output, true)),
        ] {
            assert_eq!(words.heading(raw), Some(heading), "{raw}");
        }
        assert_eq!(words.heading("资金"), None);
        assert_eq!(words.label("购置图书(500册)"), None);
        assert_eq!(words.inline("填报单位：某县文化馆"), Some((Label::InCharge, "某县文化馆".to_owned())));
        assert_eq!(words.inline("单位：万元"), None);
        assert!(words.is_sum("合 计") && words.is_note("注：本表一式两份"));
    }

    #[test]
    fn both_eras_of_levels() {
        let words = Layouts::builtin().common();
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
        let words = Layouts::builtin().common();
        assert!(words.is_template("指标1：") && words.is_template("……"));
        assert!(!words.is_template("指标1：培训人数") && !words.is_template("指标"));
    }
}
