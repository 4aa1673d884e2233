//! Fields that hold one of a few known words: compared as small integers, printed in the reader's language.

use crate::finding::Language;

/// A closed set of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    Group,
    Dimension,
    AsksFor,
    Better,
    Kind,
    Bound,
    UnitDimension,
    Structure,
    MoneyUnit,
    Cell,
    Reading,
    Writing,
}

/// The word in rules, in Chinese messages, in English messages.
type Word = (&'static str, &'static str, &'static str);

const GROUP: &[Word] = &[
    ("output", "产出指标", "output"),
    ("effect", "效益指标", "effect"),
    ("satisfaction", "满意度指标", "satisfaction"),
];

const DIMENSION: &[Word] = &[
    ("quantity", "数量", "quantity"),
    ("quality", "质量", "quality"),
    ("time", "时效", "time"),
    ("cost", "成本", "cost"),
    ("economic", "经济效益", "economic"),
    ("social", "社会效益", "social"),
    ("ecological", "生态效益", "ecological"),
    ("sustainability", "可持续影响", "sustainability"),
    ("satisfaction", "满意度", "satisfaction"),
];

const ASKS_FOR: &[Word] = &[
    ("count", "数量", "count"),
    ("rate", "比率", "rate"),
    ("date", "完成时间", "date"),
    ("duration", "时长", "duration"),
    ("money", "金额", "money"),
    ("satisfaction", "满意度", "satisfaction"),
    ("unknown", "未定", "unknown"),
];

const BETTER: &[Word] = &[
    ("more", "越多越好", "more is better"),
    ("less", "越少越好", "less is better"),
    ("unknown", "未定", "unknown"),
];

const KIND: &[Word] = &[
    ("empty", "空白", "nothing"),
    ("words", "文字", "words"),
    ("number", "数字", "number"),
    ("count", "数量", "count"),
    ("ratio", "比率", "ratio"),
    ("money", "金额", "money"),
    ("date", "日期", "date"),
    ("period", "时段", "period"),
    ("duration", "时长", "duration"),
    ("frequency", "频次", "frequency"),
    ("grade", "等次", "grade"),
    ("calculation", "算式", "calculation"),
    ("list", "多项", "list"),
];

const BOUND: &[Word] = &[
    ("at-least", "≥", "≥"),
    ("at-most", "≤", "≤"),
    ("more-than", ">", ">"),
    ("less-than", "<", "<"),
    ("exactly", "=", "="),
    ("about", "约", "about"),
];

const UNIT_DIMENSION: &[Word] = &[
    ("count", "数量", "count"),
    ("ratio", "比率", "ratio"),
    ("time", "时间", "time"),
    ("length", "长度", "length"),
    ("area", "面积", "area"),
    ("mass", "重量", "mass"),
    ("volume", "体积", "volume"),
    ("other", "其他", "other"),
];

const STRUCTURE: &[Word] = &[("2015", "2015", "2015"), ("2021", "2021", "2021")];

const MONEY_UNIT: &[Word] = &[("元", "元", "元"), ("万元", "万元", "万元")];

const CELL: &[Word] = &[
    ("name", "指标名称", "indicator name"),
    ("value", "指标值", "target value"),
    ("goal", "年度目标", "annual goal"),
    ("project", "项目名称", "project name"),
    ("funding.total", "资金总额", "total funding"),
    ("funding.fiscal", "财政拨款", "fiscal funding"),
    ("funding.other", "其他资金", "other funding"),
];

const READING: &[Word] = &[
    ("unplaced", "无法归属", "unplaced"),
    ("moved", "错位", "moved"),
    ("hidden-sheet", "是隐藏的工作表", "is a hidden sheet"),
    ("other-form", "是部门整体支出绩效目标表", "is the goal sheet of a whole department"),
    ("formula-without-value", "公式没有结果", "formula without a value"),
    ("missing-columns", "缺少表头", "missing columns"),
    ("mixed-eras", "新旧体系混用", "mixed eras"),
    ("no-goal-sheet", "不是绩效目标表", "is no goal sheet"),
    ("formula-error", "公式出错", "formula with an error"),
    ("unused-exception", "例外没有用上", "unused exception"),
    ("exception-of-unknown-rule", "例外没有写对规则", "exception from an unknown rule"),
    ("exception-without-reason", "例外没有理由", "exception without a reason"),
    ("expired-exception", "例外已经到期", "expired exception"),
    ("stale-baseline", "基线中已经不在的问题", "stale baseline"),
];

const WRITING: &[Word] = &[
    ("sound", "规范", "sound"),
    ("mixed-width", "全角、半角混用", "full-width beside half-width signs"),
    ("unpaired", "引号或括号不成对", "a quote or bracket without a partner"),
];

impl Choice {
    fn words(self) -> &'static [Word] {
        match self {
            Self::Group => GROUP,
            Self::Dimension => DIMENSION,
            Self::AsksFor => ASKS_FOR,
            Self::Better => BETTER,
            Self::Kind => KIND,
            Self::Bound => BOUND,
            Self::UnitDimension => UNIT_DIMENSION,
            Self::Structure => STRUCTURE,
            Self::MoneyUnit => MONEY_UNIT,
            Self::Cell => CELL,
            Self::Reading => READING,
            Self::Writing => WRITING,
        }
    }

    /// The words that rules may write.
    pub fn names(self) -> impl Iterator<Item = &'static str> + Clone {
        self.words().iter().map(|word| word.0)
    }

    /// The bit of a word.
    pub fn bit(self, name: &str) -> Option<u32> {
        self.words().iter().position(|word| word.0 == name).map(|index| 1 << index)
    }

    /// The bits of all words: nothing is known.
    pub fn any(self) -> u32 {
        (1 << self.words().len()) - 1
    }

    /// How a known word reads in a message; None where several are possible.
    pub fn label(self, bits: u32, language: Language) -> Option<&'static str> {
        if bits.count_ones() != 1 {
            return None;
        }
        let word = self.words().get(bits.trailing_zeros() as usize)?;
        Some(match language {
            Language::Zh => word.1,
            Language::En => word.2,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{AsksFor, Better, Dimension, Group};
    use crate::value::{Bound, Kind, UnitDimension};

    fn name_of(value: impl serde::Serialize) -> String {
        serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
    }

    /// The words stand in the order of the enums whose discriminants become bits.
    #[test]
    fn words_follow_the_enums() {
        let pairs = [
            (Choice::Group, Group::Satisfaction as u32, name_of(Group::Satisfaction)),
            (Choice::Dimension, Dimension::Cost as u32, name_of(Dimension::Cost)),
            (Choice::Dimension, Dimension::Satisfaction as u32, name_of(Dimension::Satisfaction)),
            (Choice::AsksFor, AsksFor::Unknown as u32, name_of(AsksFor::Unknown)),
            (Choice::Better, Better::Unknown as u32, name_of(Better::Unknown)),
            (Choice::Kind, Kind::Grade as u32, name_of(Kind::Grade)),
            (Choice::Kind, Kind::List as u32, name_of(Kind::List)),
            (Choice::Bound, Bound::About as u32, name_of(Bound::About)),
            (Choice::UnitDimension, UnitDimension::Other as u32, name_of(UnitDimension::Other)),
        ];
        for (choice, index, name) in pairs {
            assert_eq!(choice.bit(&name), Some(1 << index), "{name}");
            assert!(choice.any() & (1 << index) != 0);
        }
    }
}
