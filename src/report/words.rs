//! The fixed words of reports, in both languages.

use crate::finding::{Field, Language, Severity};
use crate::record::{Dimension, Group};
use crate::text::{grouped, width};
use crate::value::Kind;

/// The name of a severity.
pub fn severity(severity: Severity, language: Language) -> &'static str {
    match (severity, language) {
        (Severity::Error, Language::Zh) => "错误",
        (Severity::Warning, Language::Zh) => "警告",
        (Severity::Info, Language::Zh) => "提示",
        (Severity::Error, Language::En) => "error",
        (Severity::Warning, Language::En) => "warning",
        (Severity::Info, Language::En) => "info",
    }
}

/// The name of a field, as the heads of sheets call it.
pub fn field(field: Field, language: Language) -> &'static str {
    match (field, language) {
        (Field::Name, Language::Zh) => "指标名称",
        (Field::Value, Language::Zh) => "指标值",
        (Field::Unit, Language::Zh) => "计量单位",
        (Field::Goal, Language::Zh) => "年度目标",
        (Field::FundingTotal, Language::Zh) => "资金总额",
        (Field::FundingFiscal, Language::Zh) => "财政拨款",
        (Field::FundingOther, Language::Zh) => "其他资金",
        (Field::Project, Language::Zh) => "项目名称",
        (Field::Department, Language::Zh) => "预算单位",
        (Field::Row, Language::Zh) => "本行",
        (Field::Name, Language::En) => "indicator",
        (Field::Value, Language::En) => "target value",
        (Field::Unit, Language::En) => "unit",
        (Field::Goal, Language::En) => "annual goal",
        (Field::FundingTotal, Language::En) => "total funding",
        (Field::FundingFiscal, Language::En) => "fiscal funding",
        (Field::FundingOther, Language::En) => "other funding",
        (Field::Project, Language::En) => "project",
        (Field::Department, Language::En) => "department",
        (Field::Row, Language::En) => "row",
    }
}

/// The name of a 一级指标.
pub(super) fn group(group: Group, language: Language) -> &'static str {
    match (group, language) {
        (Group::Output, Language::Zh) => "产出",
        (Group::Effect, Language::Zh) => "效益",
        (Group::Satisfaction, Language::Zh) => "满意度",
        (Group::Output, Language::En) => "output",
        (Group::Effect, Language::En) => "effect",
        (Group::Satisfaction, Language::En) => "satisfaction",
    }
}

/// The name of a 二级指标.
pub(super) fn dimension(dimension: Dimension, language: Language) -> &'static str {
    match (dimension, language) {
        (Dimension::Quantity, Language::Zh) => "数量",
        (Dimension::Quality, Language::Zh) => "质量",
        (Dimension::Time, Language::Zh) => "时效",
        (Dimension::Cost, Language::Zh) => "成本",
        (Dimension::Economic, Language::Zh) => "经济",
        (Dimension::Social, Language::Zh) => "社会",
        (Dimension::Ecological, Language::Zh) => "生态",
        (Dimension::Sustainability, Language::Zh) => "可持续",
        (Dimension::Satisfaction, Language::Zh) => "满意度",
        (Dimension::Quantity, Language::En) => "quantity",
        (Dimension::Quality, Language::En) => "quality",
        (Dimension::Time, Language::En) => "time",
        (Dimension::Cost, Language::En) => "cost",
        (Dimension::Economic, Language::En) => "economic",
        (Dimension::Social, Language::En) => "social",
        (Dimension::Ecological, Language::En) => "ecological",
        (Dimension::Sustainability, Language::En) => "sustainability",
        (Dimension::Satisfaction, Language::En) => "satisfaction",
    }
}

/// The name of what a target value is.
pub(super) fn kind(kind: Kind, language: Language) -> &'static str {
    match (kind, language) {
        (Kind::Empty, Language::Zh) => "空",
        (Kind::Words, Language::Zh) => "文字",
        (Kind::Number, Language::Zh) => "数字",
        (Kind::Count, Language::Zh) => "数量",
        (Kind::Ratio, Language::Zh) => "比率",
        (Kind::Money, Language::Zh) => "金额",
        (Kind::Date, Language::Zh) => "日期",
        (Kind::Period, Language::Zh) => "期间",
        (Kind::Duration, Language::Zh) => "时长",
        (Kind::Frequency, Language::Zh) => "频次",
        (Kind::Grade, Language::Zh) => "等级",
        (Kind::Calculation, Language::Zh) => "算式",
        (Kind::List, Language::Zh) => "多项",
        (Kind::Empty, Language::En) => "empty",
        (Kind::Words, Language::En) => "words",
        (Kind::Number, Language::En) => "number",
        (Kind::Count, Language::En) => "count",
        (Kind::Ratio, Language::En) => "ratio",
        (Kind::Money, Language::En) => "money",
        (Kind::Date, Language::En) => "date",
        (Kind::Period, Language::En) => "period",
        (Kind::Duration, Language::En) => "duration",
        (Kind::Frequency, Language::En) => "frequency",
        (Kind::Grade, Language::En) => "grade",
        (Kind::Calculation, Language::En) => "calculation",
        (Kind::List, Language::En) => "list",
    }
}

/// `text` and as many spaces as make it `columns` wide on a terminal.
pub fn column(text: &str, columns: usize) -> String {
    let mut padded = text.to_owned();
    padded.extend(std::iter::repeat_n(' ', columns.saturating_sub(width(text))));
    padded
}

/// The counts of severities that there are, the gravest first: `错误 2、警告 1`.
pub(super) fn counts(counts: [usize; 3], language: Language) -> String {
    let told = [Severity::Error, Severity::Warning, Severity::Info].into_iter().filter_map(|of| {
        let count = counts[of as usize];
        (count > 0).then(|| format!("{} {}", severity(of, language), grouped(count)))
    });
    told.collect::<Vec<_>>().join(between(language))
}

/// What ends a sentence before another.
pub(super) fn full_stop(language: Language) -> &'static str {
    match language {
        Language::Zh => "。",
        Language::En => ". ",
    }
}

/// What stands before what to write instead.
pub(super) fn suggestion(language: Language) -> &'static str {
    match language {
        Language::Zh => "建议：",
        Language::En => "Suggestion: ",
    }
}

/// What stands before the documents that a rule follows from.
pub(super) fn basis(language: Language) -> &'static str {
    match language {
        Language::Zh => "依据：",
        Language::En => "Basis: ",
    }
}

/// What stands for the department or project of a finding on a sheet as a whole.
pub(super) fn whole_sheet(language: Language) -> &'static str {
    match language {
        Language::Zh => "整表",
        Language::En => "whole sheet",
    }
}

/// What codes of each chapter of the program's own rules begin with, and its Chinese and English title. The rules of a
/// plugin stand in its own folder, of whatever chapter they are.
pub const CHAPTERS: [(&str, &str, &str); 8] = [
    ("JC1", "表格结构", "Structure"),
    ("JC2", "完整性", "Completeness"),
    ("JC3", "可衡量性", "Measurability"),
    ("JC4", "时间", "Time"),
    ("JC5", "资金", "Money"),
    ("JC6", "一致性", "Consistency"),
    ("JC7", "文字", "Wording"),
    ("JC9", "关于检查本身", "About the check"),
];

/// The title of the chapter that a code belongs to; None for rules of the user's own.
pub(super) fn chapter(code: &str, language: Language) -> Option<&'static str> {
    let (_, zh, en) = CHAPTERS.into_iter().find(|(begin, ..)| code.starts_with(begin))?;
    Some(if language == Language::Zh { zh } else { en })
}

/// What stands between the items of a list.
pub(super) fn between(language: Language) -> &'static str {
    match language {
        Language::Zh => "、",
        Language::En => ", ",
    }
}

/// What stands for a project without a name.
pub(super) fn unnamed(language: Language) -> &'static str {
    match language {
        Language::Zh => "(未命名)",
        Language::En => "(unnamed)",
    }
}
