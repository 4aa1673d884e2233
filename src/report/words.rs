//! The fixed words of reports, in both languages.

use crate::finding::{Field, Language, Severity};

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

/// Other fixed words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    pub(super) help: &'static str,
    pub(super) basis: &'static str,
    pub(super) related: &'static str,
    pub(super) empty_cell: &'static str,
    pub(super) unnamed: &'static str,
    pub(super) whole_sheet: &'static str,
    pub(super) between: &'static str,
}

pub(super) const fn words(language: Language) -> Words {
    match language {
        Language::Zh => Words {
            help: "建议：",
            basis: "依据：",
            related: "相关：",
            empty_cell: "(空)",
            unnamed: "(未命名)",
            whole_sheet: "整表",
            between: "、",
        },
        Language::En => Words {
            help: "Suggestion: ",
            basis: "Basis: ",
            related: "Related: ",
            empty_cell: "(empty)",
            unnamed: "(unnamed)",
            whole_sheet: "whole sheet",
            between: ", ",
        },
    }
}
