//! Findings on a sheet → what a page shows of them.

use super::document::Document;
use super::protocol::{DepartmentView, Mark, Outcome, ProjectView};
use crate::finding::Related;
use crate::lint::Checked;
use crate::record::{Place, Sheet};
use crate::report::finding::Finding;
use crate::report::{Entry, chapter_key, department_key};

impl Outcome {
    /// Adds a sheet that stands in this table of a document.
    pub(super) fn sheet(&mut self, document: &Document, table: usize, sheet: &Sheet, findings: &[Checked]) {
        if self.projects.is_empty() && self.findings.is_empty() {
            (self.year, self.unit) = (sheet.year, sheet.money_unit);
            self.layout.clone_from(&sheet.layout);
        }
        let (departments, projects) = (self.departments.len(), self.projects.len());
        self.departments.extend(sheet.departments.iter().map(|department| DepartmentView {
            key: department_key(Some(department)),
            code: department.code.clone(),
            name: department.name.trim().to_owned(),
            table,
            row: department.cell.place.row,
        }));
        for project in &sheet.projects {
            let (row, last) = project.rows();
            self.projects.push(ProjectView {
                name: project.full_name().map(|name| name.trim().to_owned()),
                department: project.department.map(|index| departments + index),
                table,
                row,
                last,
            });
            self.indicators += project.indicators.len();
        }
        for checked in findings {
            let finding = &checked.finding;
            let entry = Entry { sheet, checked };
            let department = finding.department.or_else(|| entry.project()?.department);
            let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
            let edits = edits.map(|edit| (edit.place.row, edit.place.column, edit.new.clone()));
            let related = finding.related.iter().map(|related| {
                let table =
                    if related.origin.is_none() { Some(table) } else { document.table(sheet, related) };
                table.map(|table| (table, related.place.row, related.place.column))
            });
            self.marks.push(Mark {
                table,
                row: finding.place.row,
                column: finding.place.column,
                span: finding.span.clone().and_then(|span| units(sheet, finding.place, span)),
                project: finding.project.map(|index| projects + index),
                department: department.map(|index| departments + index),
                title: finding.rule.title.clone(),
                chapter: chapter_key(&finding.rule.code).to_owned(),
                edits: edits.collect(),
                related: related.collect(),
            });
            self.findings.push(Finding::from(entry));
        }
    }
}

impl Document {
    /// The table of a place elsewhere, where that is in this document.
    fn table(&self, sheet: &Sheet, related: &Related) -> Option<usize> {
        let origin = related.origin.as_deref().filter(|origin| *origin.file == *sheet.file)?;
        self.table_called(origin.sheet.as_deref())
    }
}

/// A range of bytes of a cell's text in units of UTF-16, which pages count in.
fn units(sheet: &Sheet, place: Place, span: std::ops::Range<usize>) -> Option<(usize, usize)> {
    let text = sheet.grid.at(place);
    let before = text.get(..span.start)?.encode_utf16().count();
    let inside = text.get(span)?.encode_utf16().count();
    Some((before, before + inside))
}
