//! The sheet that lists all findings, as data: its words, its columns and its rows.

use std::borrow::Cow;

use super::SheetFindings;
use super::shown::shown;
use crate::finding::{Language, Severity};
use crate::read::Place;
use crate::report::{Entry, advice, severity_name};
use crate::text::printable;

/// The rows of a sheet below its head: those that Excel has, without the head.
pub(super) const MOST_ROWS: usize = 1_048_576 - HEAD_ROWS as usize;
/// The rows above the first finding: title, file, counts, names of the columns.
pub(super) const HEAD_ROWS: u32 = 4;
/// The column, from 0, whose cells lead to where the findings stand.
pub(super) const PLACE_COLUMN: usize = 7;
/// The column, from 0, with the severity, which is filled like the cells.
pub(super) const SEVERITY_COLUMN: usize = 1;

/// The list of findings.
pub(super) struct Opinion<'a> {
    /// The name of the sheet, where it is free.
    pub name: &'static str,
    /// What stands above the names of the columns.
    pub head: [String; 3],
    /// Names and widths, in characters.
    pub columns: [(&'static str, u32); COLUMNS],
    /// In the order of the file.
    pub rows: Vec<Row<'a>>,
    language: Language,
}

/// How many columns there are.
pub(super) const COLUMNS: usize = 12;

/// One finding.
pub(super) struct Row<'a> {
    entry: Entry<'a>,
    /// The index of its sheet.
    pub sheet: usize,
}

/// Chinese and English names of the columns, and their widths.
const NAMES: [(&str, &str, u32); COLUMNS] = [
    ("序号", "No.", 6),
    ("级别", "Severity", 8),
    ("代码", "Code", 8),
    ("规则", "Rule", 14),
    ("部门", "Department", 14),
    ("项目", "Project", 18),
    ("指标", "Indicator", 16),
    ("所在位置", "Cell", 13),
    ("原文", "Text", 22),
    ("问题", "Problem", 32),
    ("建议", "Suggestion", 32),
    ("依据", "Basis", 24),
];

impl<'a> Opinion<'a> {
    /// The findings of a file.
    pub fn new(sheets: &[SheetFindings<'a>], language: Language) -> Self {
        let rows: Vec<Row<'a>> = sheets
            .iter()
            .enumerate()
            .flat_map(|(index, SheetFindings { sheet, findings })| {
                findings.iter().map(move |checked| Row { entry: Entry { sheet, checked }, sheet: index })
            })
            .collect();
        let zh = language == Language::Zh;
        let file = sheets.first().map(|it| it.sheet.file.rsplit(['/', '\\']).next().unwrap_or_default());
        let file = printable(file.unwrap_or_default()).into_owned();
        let count =
            |severity| rows.iter().filter(|row| row.entry.checked.finding.severity == severity).count();
        let counts = [Severity::Error, Severity::Warning, Severity::Info].map(|it| (it, count(it)));
        Self {
            name: if zh { "审核意见" } else { "Findings" },
            head: [
                if zh { "绩效目标审核意见" } else { "Review of performance goals" }.to_owned(),
                if zh { format!("文件：{file}") } else { format!("File: {file}") },
                summary(&counts, language),
            ],
            columns: NAMES.map(|(zh_name, en_name, width)| (if zh { zh_name } else { en_name }, width)),
            rows,
            language,
        }
    }

    /// The texts of a row, from the severity on.
    pub fn texts<'r>(&self, row: &'r Row<'_>) -> [Cow<'r, str>; COLUMNS - 1] {
        let Entry { sheet, checked } = row.entry;
        let finding = &checked.finding;
        let department = row.entry.department().map(|department| printable(department.name.trim()));
        let project = row.entry.project().and_then(|project| project.full_name());
        let indicator = row.entry.indicator().and_then(|indicator| indicator.name.as_ref());
        let address = sheet.grid.address(finding.place);
        let cell = address.name(self.language).into_owned();
        let place = match &sheet.grid.name {
            Some(name) => format!("{}!{cell}", printable(name)),
            None => cell,
        };
        [
            severity_name(finding.severity, self.language).into(),
            finding.rule.code.as_str().into(),
            shown(&finding.rule.title),
            department.unwrap_or_default(),
            project.map(|name| printable(name.trim()).into_owned().into()).unwrap_or_default(),
            indicator.map(|cell| shown(cell.raw.trim())).unwrap_or_default(),
            place.into(),
            shown(sheet.grid.at(finding.place)),
            shown(&finding.message),
            shown(&advice(finding, self.language)).into_owned().into(),
            shown(&finding.rule.basis.join("\n")).into_owned().into(),
        ]
    }
}

impl Row<'_> {
    /// How grave it is.
    pub fn severity(&self) -> Severity {
        self.entry.checked.finding.severity
    }

    /// The place, as it was read.
    pub fn place(&self) -> Place {
        self.entry.checked.finding.place
    }
}

fn summary(counts: &[(Severity, usize); 3], language: Language) -> String {
    let total: usize = counts.iter().map(|(_, count)| count).sum();
    let parts: Vec<String> = counts
        .iter()
        .map(|(severity, count)| format!("{} {count}", severity_name(*severity, language)))
        .collect();
    match (total, language) {
        (0, Language::Zh) => "没有查出问题。".to_owned(),
        (0, Language::En) => "Nothing was found.".to_owned(),
        (_, Language::Zh) => format!(
            "共 {total} 处：{}。点击“所在位置”可跳到原单元格；问题也写在该单元格的批注里。",
            parts.join("，")
        ),
        (_, Language::En) => format!(
            "{total} in all: {}. A click on the cell leads there; its comment says the same.",
            parts.join(", ")
        ),
    }
}
