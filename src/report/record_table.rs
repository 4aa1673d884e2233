//! What was read, as a table for people: department ▸ project, and its indicators in columns.

use std::fmt::Write as _;

use super::fit::fit;
use super::words::{self, column};
use super::{Paint, department_name, place_name, project_name};
use crate::finding::Language;
use crate::record::{FieldWords, Funding, Project, ProjectReading, Sheet};
use crate::text::printable;

/// Columns of the row's number.
const ROW: usize = 6;
const BETWEEN: &str = "  ";

/// A table of records.
#[derive(Debug, Clone)]
pub struct RecordTable {
    language: Language,
    paint: Paint,
    dimension: usize,
    name: usize,
    kind: usize,
    value: usize,
    width: usize,
}

impl RecordTable {
    /// A table for a terminal of `width` columns.
    pub fn new(language: Language, paint: Paint, width: usize) -> Self {
        let (dimension, kind) = match language {
            Language::Zh => (6, 4),
            Language::En => (14, 11),
        };
        let fixed = ROW + dimension + kind + 4 * BETWEEN.len();
        let room = width.max(60) - fixed;
        let name = room * 3 / 5;
        Self { language, paint, dimension, name, kind, value: room - name, width: width.max(60) }
    }

    /// The line before a sheet's projects.
    pub fn head(&self, sheet: &Sheet) -> String {
        let mut head = place_name(sheet);
        let between = words::between(self.language);
        if let Some(year) = sheet.year {
            let _ = match self.language {
                Language::Zh => write!(head, "{between}{year}年度"),
                Language::En => write!(head, "{between}{year}"),
            };
        }
        if let Some(unit) = sheet.money_unit {
            let unit = if unit == crate::record::MoneyUnit::Yuan { "元" } else { "万元" };
            let _ = write!(head, "{between}{unit}");
        }
        format!("{}\n\n", self.paint.bold(&format!("══ {head}")))
    }

    /// One project with its indicators, read by `field_words`.
    pub fn project(&self, sheet: &Sheet, project: &Project, field_words: &FieldWords) -> String {
        let mut heading = "── ".to_owned();
        if let Some(department) = project.department.and_then(|index| sheet.departments.get(index)) {
            let _ = write!(heading, "{} ▸ ", department_name(department));
        }
        heading.push_str(&project_name(project, self.language));
        let mut page = format!("{}\n", self.paint.bold(&fit(&heading, self.width)));
        let funding = self.funding(&project.funding);
        if !funding.is_empty() {
            let _ = writeln!(page, "{}", fit(&format!("   {funding}"), self.width));
        }
        if let Some(goal) = &project.goal {
            let label = words::field(crate::finding::Field::Goal, self.language);
            let _ =
                writeln!(page, "{}", fit(&format!("   {label} {}", printable(goal.raw.trim())), self.width));
        }
        let reading = ProjectReading::new(0, project, field_words);
        for (indicator, reading) in project.indicators.iter().zip(reading.indicators.iter()) {
            let raw = |cell: &Option<crate::record::Cell>| {
                cell.as_ref().map_or(String::new(), |cell| printable(cell.raw.trim()).into_owned())
            };
            let target = printable(indicator.target().text.trim()).into_owned();
            let dimension = match reading.dimension {
                Some(dimension) => words::dimension(dimension, self.language),
                None => words::group(indicator.group, self.language),
            };
            let kind = words::kind(reading.value.kind(), self.language);
            let line = [
                format!("{:>ROW$}", sheet.grid.address(indicator.value_place).row),
                column(dimension, self.dimension),
                column(&fit(&raw(&indicator.name), self.name), self.name),
                column(kind, self.kind),
                fit(&target, self.value).into_owned(),
            ]
            .join(BETWEEN);
            let _ = writeln!(page, "{}", line.trim_end());
        }
        page.push('\n');
        page
    }

    fn funding(&self, funding: &Funding) -> String {
        let columns = [
            (crate::finding::Field::FundingTotal, funding.total.as_slice()),
            (crate::finding::Field::FundingFiscal, funding.fiscal.as_slice()),
            (crate::finding::Field::FundingOther, funding.other.as_slice()),
        ];
        let mut parts = Vec::new();
        for (field, amounts) in columns {
            for amount in amounts {
                let raw = printable(amount.cell.raw.trim());
                parts.push(format!("{} {}", words::field(field, self.language), fit(&raw, 24)));
            }
        }
        parts.join(BETWEEN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::sample::sheet;
    use crate::text::width;

    #[test]
    fn columns_line_up_by_terminal_width() {
        let long = "按照工作要点监督一府两院日常工作保障地方经济健康有序发展并且还要继续写下去";
        let sheet = sheet(None, 1, &[("监督次数", "20次"), (long, long), ("rate\u{1b}[1m", "≥95%")]);
        for columns in [60, 100, 160] {
            let table = RecordTable::new(Language::Zh, Paint::default(), columns);
            let page = table.project(&sheet, &sheet.projects[0], FieldWords::builtin());
            assert!(!page.contains('\u{1b}'));
            let at: Vec<usize> = page
                .lines()
                .filter_map(|line| Some(width(&line[..line.find("20次").or_else(|| line.find("≥95%"))?])))
                .collect();
            assert_eq!(at.len(), 2, "{page}");
            assert_eq!(at[0], at[1], "{page}");
            assert!(page.lines().all(|line| width(line) <= columns), "{page}");
        }
    }
}
