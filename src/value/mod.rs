//! The grammar of target values (指标值): what a cell asks for, read into exact parts.
//!
//! `≥95%`, `不低于20次`, `2020年12月底前`, `5000元/次`, `每季度至少一次`, `B等以上`, `培训2次,界别活动12次`:
//! each becomes a [`TargetValue`] whose [`Part`]s keep their place in the raw cell. What no part covers
//! stays as words, so that a rule can tell `提高20%` from `20%`.

mod amount;
mod calculation;
mod calendar;
mod calendar_words;
mod comparison;
mod comparison_words;
mod context;
mod date_point;
mod frequency;
mod grade;
mod grammar;
mod json;
mod names;
mod numeral;
mod unit;
mod words;

use std::ops::Range;

pub use comparison::Comparison;
use rust_decimal::Decimal;
pub use unit::{Unit, UnitDimension};
pub use words::ValueWords;

use crate::text::{Normalized, formula_error};

/// A cell's text, read as a target value.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TargetValue {
    /// The normalised text, with the way back to the raw cell.
    pub text: Normalized,
    /// What could be measured or checked, in the order of the text; empty for mere words.
    pub parts: Vec<Part>,
    /// The bytes of the raw text that stand in the value's cell, where others stand in cells beside it.
    within: Option<Range<usize>>,
}

/// One measured thing inside a cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Bytes of the normalised text that the part covers, comparison and unit included.
    pub span: Range<usize>,
    /// Which side the target is bounded on, and how that was written.
    pub comparison: Option<Comparison>,
    /// What is measured.
    pub quantity: Quantity,
    /// True where the number is malformed though it can be read: leading zeros (`05万`), two decimal points
    /// (`1..5`), a range that runs down (`6-5项`), a date with a part missing (`12月日`, `12底`).
    pub odd_number: bool,
}

/// Which side of the number the target is bounded on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// ≥, 不低于, 以上, 至少, 不少于, 大于或等于.
    AtLeast,
    /// ≤, 不超过, 以内, 以下, 控制在…内; for dates 前, 之前, 底前.
    AtMost,
    /// >, 大于, 超过, 多于.
    MoreThan,
    /// <, 小于, 低于, 少于.
    LessThan,
    /// =, 等于, 达到, 为.
    Exactly,
    /// 约, 左右, 余, 大概, 预计, ±.
    About,
}

/// What a part measures.
#[derive(Debug, Clone, PartialEq)]
pub enum Quantity {
    /// A count, rate or other amount that is no money: `20次`, `95%`, `12` (no unit), `3.6万人次`.
    Amount {
        /// The number, 万 and 亿 multiplied out; of a range (`5-6项`) the lower end.
        number: Decimal,
        /// The upper end of a range.
        upper: Option<Decimal>,
        /// The unit, where one is written.
        unit: Option<Unit>,
        /// What each of it is for: `2次/年` has `年`, `3人每村` has `村`.
        per: Vec<Unit>,
    },
    /// Money, in 元, exact: `5万元`, `2000元每次`, `15万` (万 alone is 万元 only when the part says so).
    Money {
        /// The amount in 元; of a range the lower end.
        yuan: Decimal,
        /// The upper end of a range, in 元.
        upper: Option<Decimal>,
        /// For each of which the money is: `680元/天/人` has `天` and `人`; empty for a total.
        per: Vec<Unit>,
        /// False where 元 is not written and 万 alone stands for it (`15万`).
        stated: bool,
    },
    /// A day, month, or year of the calendar: `2020年12月31日`, `12月底`, `6月1号`, `2020.6`, `春节`.
    Date(CalendarDate),
    /// A span of the calendar: `上半年`, `2020年1月至12月`, `全年`, `第三季度`, `每月25日` has `every`.
    Period {
        /// The first day, or what is known of it.
        from: CalendarDate,
        /// The last.
        to: CalendarDate,
    },
    /// A length of time: `20个工作日`, `365天`, `3年`, `半年`.
    Duration {
        /// How many; of a range the lower end.
        number: Decimal,
        /// The upper end of a range.
        upper: Option<Decimal>,
        /// 天, 工作日, 小时, 月, 年 …
        unit: Unit,
    },
    /// How often: `每季度至少一次`, `每周`, `每月25日前`, `一季度一次`.
    Frequency {
        /// How many times in each period; 1 where only the period is named.
        times: Decimal,
        /// 天, 周, 月, 季度, 年 …
        every: Unit,
    },
    /// A grade: `B等以上`, `二等奖及以上`, `优秀等次`, `AAA级`, `三级甲等`.
    Grade(String),
    /// A calculation: `68户×200/月×6个月+…=160800`.
    Calculation {
        /// What the terms come to, in the unit of the terms; None where a term cannot be read.
        computed: Option<Decimal>,
        /// What the text says they come to.
        stated: Option<Decimal>,
    },
}

/// A date of which parts may be unsaid. Year, month and day are as written (two-digit years completed);
/// a day that does not exist (2月30日) is kept as written and `exists` says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct CalendarDate {
    /// The year, where the text names it.
    pub year: Option<i32>,
    /// The month 1–12 as written (13 is possible: see `exists`).
    pub month: Option<u32>,
    /// The day of the month as written; 月底 is the last day, 上旬 the 10th, 中旬 the 20th.
    pub day: Option<u32>,
    /// False where the number names another's date, not a plan: a document number (〔2011〕13号), past
    /// data (参照2019年, 较2019年), the span of a named multi-year plan (2019—2023年规划).
    pub planned: bool,
}

/// What a value is, by its weightiest part; the names that rules use for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Kind {
    Empty,
    /// Words without any part.
    Words,
    /// A bare number without a unit.
    Number,
    /// An amount with a unit that is no ratio: 20次.
    Count,
    /// %, ‰, 成, 百分点, 倍.
    Ratio,
    Money,
    Date,
    Period,
    Duration,
    Frequency,
    Grade,
    Calculation,
    /// Several parts of one kind or of several: 培训2次,界别活动12次.
    List,
}

impl TargetValue {
    /// Reads a raw cell by the program's own units and holidays. Never fails: text that is no target value has no
    /// parts.
    pub fn parse(raw: &str) -> Self {
        Self::parse_by(raw, ValueWords::builtin())
    }

    /// Reads a raw cell.
    pub fn parse_by(raw: &str, words: &ValueWords) -> Self {
        let text = Normalized::new(raw);
        // The 0 of #DIV/0! is no number.
        let parts = match formula_error(raw) {
            Some(_) => Vec::new(),
            None => grammar::parts(&text, raw, words),
        };
        Self { text, parts, within: None }
    }

    /// Reads a text of which only the bytes `cell` stand in the cell itself, the others in cells beside it.
    pub fn parse_within(raw: &str, cell: Range<usize>, words: &ValueWords) -> Self {
        let within = (cell != (0..raw.len())).then_some(cell);
        Self { within, ..Self::parse_by(raw, words) }
    }

    /// The bytes of the raw cell that `span` (bytes of the normalised text) came from; empty for what stands
    /// in a cell beside it.
    pub fn cell_range(&self, span: Range<usize>) -> Range<usize> {
        let raw = self.text.raw_range(span);
        match &self.within {
            Some(cell) => {
                let own = |at: usize| at.clamp(cell.start, cell.end) - cell.start;
                own(raw.start)..own(raw.end)
            }
            None => raw,
        }
    }

    /// What the value is as a whole.
    pub fn kind(&self) -> Kind {
        match self.parts.as_slice() {
            [] if self.text.as_str().is_empty() => Kind::Empty,
            [] => Kind::Words,
            [part] => part.kind(),
            _ => Kind::List,
        }
    }

    /// The one part, where there is exactly one: what `value.number`, `value.unit` … of a rule speak of.
    pub fn single(&self) -> Option<&Part> {
        match self.parts.as_slice() {
            [part] => Some(part),
            _ => None,
        }
    }

    /// The sum of all money totals in the cell (no rates), in 元; None where there is none.
    pub fn money(&self) -> Option<Decimal> {
        let mut sum: Option<Decimal> = None;
        for part in &self.parts {
            if let Quantity::Money { yuan, per, .. } = &part.quantity
                && per.is_empty()
            {
                sum = Some(sum.unwrap_or_default().checked_add(*yuan)?);
            }
        }
        sum
    }

    /// The normalised text with every malformed comparison in standard form: of `80%≥` `≥80%`, of `》=95%`
    /// `≥95%`, of `5万元以为` `5万元以内`. None where what was meant is not certain (`40%以前`, `≥≤5`).
    pub fn canonical(&self) -> Option<String> {
        let text = self.text.as_str();
        let mut canonical = String::with_capacity(text.len());
        let mut at = 0;
        for part in &self.parts {
            let Some(comparison) = part.comparison.as_ref().filter(|comparison| !comparison.well_formed)
            else {
                continue;
            };
            let rewrite = comparison.rewrite.as_ref()?;
            canonical.push_str(text.get(at..rewrite.at)?);
            canonical.push_str(rewrite.standard);
            canonical.push_str(text.get(rewrite.at..rewrite.remove.start)?);
            at = rewrite.remove.end;
        }
        canonical.push_str(text.get(at..)?);
        Some(canonical)
    }

    /// The text that no part covers, in order, without punctuation. Comparison words belong to the part, and
    /// with them 预算 or a verb like 完成 between them and the number: of `成本控制在预算120万元范围内` the
    /// word 成本 stays, of `至少完成1次培训` 培训. So do words between 每人 and its amount.
    pub fn words(&self) -> String {
        self.words_in(0..self.text.as_str().len())
    }

    /// The same of a stretch of the text.
    pub fn words_in(&self, range: Range<usize>) -> String {
        let text = self.text.as_str();
        let mut words = String::new();
        let mut at = range.start;
        for part in &self.parts {
            words.push_str(text.get(at..part.span.start.min(range.end)).unwrap_or_default());
            at = part.span.end.max(at);
        }
        words.push_str(text.get(at..range.end).unwrap_or_default());
        words.retain(crate::text::is_word);
        words
    }
}

impl CalendarDate {
    /// Whether the calendar has such a day; what is unsaid is taken to exist (2月29日 without a year does).
    pub fn exists(&self) -> bool {
        let month_exists = self.month.is_none_or(|month| (1..=12).contains(&month));
        let longest = match (self.month, self.year) {
            (Some(2), None) => 29,
            (Some(month), year) => calendar::last_day(year, month),
            (None, _) => 31,
        };
        month_exists && self.day.is_none_or(|day| (1..=longest).contains(&day))
    }
}

impl Part {
    /// What the part is.
    pub fn kind(&self) -> Kind {
        match &self.quantity {
            Quantity::Amount { unit: None, .. } => Kind::Number,
            Quantity::Amount { unit: Some(unit), .. } if unit.dimension == UnitDimension::Ratio => {
                Kind::Ratio
            }
            Quantity::Amount { .. } => Kind::Count,
            Quantity::Money { .. } => Kind::Money,
            Quantity::Date(_) => Kind::Date,
            Quantity::Period { .. } => Kind::Period,
            Quantity::Duration { .. } => Kind::Duration,
            Quantity::Frequency { .. } => Kind::Frequency,
            Quantity::Grade(_) => Kind::Grade,
            Quantity::Calculation { .. } => Kind::Calculation,
        }
    }
}

#[cfg(test)]
mod tests;
