//! The target value of an indicator whose comparison and unit stand in columns of their own: one text that
//! is judged, and the part of it that stands in the value's cell.

use std::borrow::Cow;
use std::ops::Range;

use super::{Cell, Indicator};
use crate::text::{Normalized, half_width};

/// What an indicator asks for, as one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target<'a> {
    /// `≥95%`, also where `≥`, `95` and `%` stand in three cells.
    pub text: Cow<'a, str>,
    /// The bytes of the text that stand in the value's cell.
    pub cell: Range<usize>,
}

impl Indicator {
    /// The target value with the comparison and the unit that stand beside it. What the value's cell says by
    /// itself is not said twice; beside prose (显著提高) there is nothing to join.
    pub fn target(&self) -> Target<'_> {
        let raw = self.value.as_ref().map_or("", |cell| cell.raw.as_str());
        let alone = Target { text: Cow::Borrowed(raw), cell: 0..raw.len() };
        if self.operator.is_none() && self.unit.is_none() {
            return alone;
        }
        let before = beside(self.operator.as_deref(), starts_with_number(raw), is_comparison);
        let after = beside(self.unit.as_deref(), ends_with_number(raw), is_unit);
        if before.is_empty() && after.is_empty() {
            return alone;
        }
        Target {
            text: Cow::Owned([before, raw, after].concat()),
            cell: before.len()..before.len() + raw.len(),
        }
    }
}

impl Target<'_> {
    /// Of a text that is to stand in place of the target, what the value's cell is to hold: the comparison and
    /// the unit beside it are left where they are.
    pub fn cell_text(&self, new: &str) -> String {
        let beside = |range: Range<usize>| Normalized::new(self.text.get(range).unwrap_or_default());
        let (before, after) = (beside(0..self.cell.start), beside(self.cell.end..self.text.len()));
        let new = new.strip_prefix(before.as_str()).unwrap_or(new);
        new.strip_suffix(after.as_str()).unwrap_or(new).to_owned()
    }
}

fn beside(cell: Option<&Cell>, wanted: bool, says_something: fn(&str) -> bool) -> &str {
    let text = cell.filter(|_| wanted).map_or("", |cell| cell.raw.trim());
    if says_something(text) { text } else { "" }
}

/// Whether an operator's cell (指标性质) bounds the value: ≥ or 大于等于, not 定性 or 定量.
pub(crate) fn is_comparison(text: &str) -> bool {
    // 》 and 《 are written for ≥ and ≤.
    const SIGNS: [char; 13] = ['≥', '≤', '>', '<', '=', '≧', '≦', '＞', '＜', '＝', '±', '》', '《'];
    const WORDS: [&str; 9] = ["大于", "小于", "等于", "不低于", "不高于", "不少于", "不超过", "至少", "约"];
    text.contains(SIGNS) || WORDS.iter().any(|word| text.starts_with(word))
}

/// Whether a unit's cell names one: not 无, 其他 or a stroke.
fn is_unit(text: &str) -> bool {
    const NONE: [&str; 7] = ["无", "无单位", "定性", "其他", "其它", "文字描述", "文本"];
    let says_something = |ch: char| ch.is_alphabetic() || "%‰％℃°㎡㎏".contains(ch);
    text.contains(says_something) && !NONE.contains(&text)
}

fn starts_with_number(raw: &str) -> bool {
    raw.chars().map(half_width).find(|ch| !ch.is_whitespace()).is_some_and(|ch| ch != '/' && is_numeral(ch))
}

fn ends_with_number(raw: &str) -> bool {
    raw.chars().rev().map(half_width).find(|ch| !ch.is_whitespace()).is_some_and(is_numeral)
}

fn is_numeral(ch: char) -> bool {
    ch.is_ascii_digit() || "一二三四五六七八九十百千万亿两零".contains(ch)
}

#[cfg(test)]
mod tests {
    use super::super::{Group, Place};
    use super::*;

    fn target(operator: &str, value: &str, unit: &str) -> (String, String) {
        let place = Place { row: 1, column: 1 };
        let cell = |raw: &str| (!raw.is_empty()).then(|| Cell { raw: raw.to_owned(), place });
        let indicator = Indicator {
            row: 1,
            group: Group::Output,
            dimension: None,
            name: None,
            name_place: place,
            value: cell(value),
            value_place: place,
            operator: cell(operator).map(Box::new),
            unit: cell(unit).map(Box::new),
            weight: None,
            better: None,
        };
        let target = indicator.target();
        let text = target.text.into_owned();
        let own = text[target.cell].to_owned();
        (text, own)
    }

    #[test]
    fn a_new_target_leaves_what_stands_beside_it() {
        let target = Target { text: "≤100%".into(), cell: 3..6 };
        for (new, own) in
            [("=100%", "=100"), ("≤95％", "95％"), ("≤95%", "95"), ("达到95%以上", "达到95%以上"), ("", "")]
        {
            assert_eq!(target.cell_text(new), own);
        }
    }

    #[test]
    fn three_cells_are_one_text() {
        for (operator, value, unit, text) in [
            ("≥", "95", "%", "≥95%"),
            ("", "20", "次", "20次"),
            ("＝", "２０ ", " 人", "＝２０ 人"),
            ("≥", "≥95", "%", "≥95%"),
            ("≥", "95%", "%", "≥95%"),
            ("≤", "三", "年", "≤三年"),
            ("", "显著提高", "", "显著提高"),
            ("=", "显著提高", "%", "显著提高"),
            ("≥", "", "%", ""),
            ("定性", "95", "无", "95"),
            ("大于等于", "95", "/", "大于等于95"),
        ] {
            let (joined, own) = target(operator, value, unit);
            assert_eq!(joined, text);
            assert_eq!(own, value);
        }
    }
}
