//! `csv`: one row a finding, for Excel and WPS.

use std::borrow::Cow;

use csv::{Terminator, WriterBuilder};

use super::advice::advice;
use super::csv_cell::{MARK, csv_cell};
use super::{Each, Entry, Position, words};
use crate::finding::Language;

/// A row of the file, in bytes: more than most rows have.
const ROW: usize = 512;

/// The heads of the columns.
const HEADS: [(&str, &str); 17] = [
    ("部门代码", "department code"),
    ("部门", "department"),
    ("项目", "project"),
    ("指标", "indicator"),
    ("指标值", "target value"),
    ("级别", "severity"),
    ("代码", "code"),
    ("规则", "rule"),
    ("问题", "finding"),
    ("建议", "suggestion"),
    ("依据", "basis"),
    ("文件", "file"),
    ("表", "sheet"),
    ("单元格", "cell"),
    ("行", "row"),
    ("列", "column"),
    ("指纹", "fingerprint"),
];

/// A table of findings, in UTF-8 with the mark by which Excel knows it. No cell is a formula.
#[derive(Debug, Clone, Copy)]
pub struct Csv(pub Language);

impl Each for Csv {
    fn begin(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(MARK);
        let heads = HEADS.map(|(zh, en)| if self.0 == Language::Zh { zh } else { en });
        row(heads.map(Cow::Borrowed), out);
    }

    fn finding(&self, entry: Entry<'_>, _previous: Option<Position>, out: &mut Vec<u8>) {
        let finding = &entry.checked.finding;
        let department = entry.department();
        let project = entry.project().and_then(|project| project.full_name());
        let indicator = entry.indicator();
        let name = indicator.and_then(|indicator| indicator.name.as_ref());
        let value = indicator.filter(|indicator| indicator.value.is_some());
        let value = value.map(|indicator| indicator.target().text);
        let address = entry.sheet.grid.address(finding.place);
        let basis = finding.rule.basis.join(words::between(self.0));
        let cells: [Cow<'_, str>; HEADS.len()] = [
            department.and_then(|department| department.code.as_deref()).unwrap_or_default().into(),
            department.map(|department| department.name.trim()).unwrap_or_default().into(),
            project.unwrap_or_default(),
            name.map(|cell| cell.raw.as_str()).unwrap_or_default().into(),
            value.unwrap_or_default(),
            words::severity(finding.severity, self.0).into(),
            finding.rule.code.as_str().into(),
            finding.rule.title.as_str().into(),
            finding.message.as_str().into(),
            advice(finding, self.0),
            basis.into(),
            (&*entry.sheet.file).into(),
            address.sheet.clone().unwrap_or_default(),
            address.cell.as_str().into(),
            address.row.to_string().into(),
            address.column.to_string().into(),
            entry.checked.fingerprint.to_string().into(),
        ];
        row(cells, out);
    }
}

fn row(cells: [Cow<'_, str>; HEADS.len()], out: &mut Vec<u8>) {
    let mut rows = WriterBuilder::new().terminator(Terminator::CRLF).buffer_capacity(ROW).from_writer(out);
    // Writing into memory does not fail, and all rows have as many cells.
    let _ = rows.write_record(cells.iter().map(|cell| csv_cell(cell).into_owned()));
}
