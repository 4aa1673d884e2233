//! How a sheet was understood: its layout, what its headers were read as, and every cell that is in no record,
//! with the reason.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::words::{between, column};
use super::wrap::wrap;
use super::{Paint, fit, place_name};
use crate::finding::Language;
use crate::layout::Layouts;
use crate::record::{Account, Aside, Label, Place, Purpose, ReadingKind, Sheet};
use crate::text::{printable, width};

/// How one sheet was understood. Its JSON has the cells that are in no record by reason, in the order of the
/// sheet.
#[derive(Serialize)]
pub struct Why<'a> {
    file: &'a str,
    sheet: Option<&'a str>,
    layout: &'a str,
    /// The headers and labels that the layout is known by.
    marks: &'a [String],
    year: Option<i32>,
    money_unit: Option<crate::record::MoneyUnit>,
    headers: Vec<Header<'a>>,
    /// How many cells records hold, by what they are.
    read: BTreeMap<Label, usize>,
    aside: Vec<Left<'a>>,
    unplaced: Vec<Left<'a>>,
    /// Sheets of the file that were not read; told at the first that was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    passed_over: Vec<PassedOver<'a>>,
    #[serde(skip)]
    title: &'a str,
    #[serde(skip)]
    grid: &'a Sheet,
}

/// A header or label.
#[derive(Serialize)]
struct Header<'a> {
    cell: String,
    text: Cow<'a, str>,
    label: Label,
    #[serde(skip)]
    place: Place,
}

/// A cell that no record holds.
#[derive(Serialize)]
struct Left<'a> {
    cell: String,
    text: Cow<'a, str>,
    reason: &'static str,
    #[serde(skip)]
    place: Place,
    /// The reason for people.
    #[serde(skip)]
    name: &'static str,
}

/// A sheet that was not read.
#[derive(Serialize)]
struct PassedOver<'a> {
    sheet: &'a str,
    reason: &'static str,
}

impl<'a> Why<'a> {
    /// Explains how a sheet was read by `layouts`.
    pub fn new(sheet: &'a Sheet, layouts: &'a Layouts, language: Language) -> Self {
        let layout = layouts.iter().find(|layout| layout.id == sheet.layout);
        let mut why = Self {
            file: &sheet.file,
            sheet: sheet.grid.name.as_deref(),
            layout: &sheet.layout,
            marks: layout.map_or(&[], |layout| &layout.marks),
            year: sheet.year,
            money_unit: sheet.money_unit,
            headers: Vec::new(),
            read: BTreeMap::new(),
            aside: Vec::new(),
            unplaced: Vec::new(),
            passed_over: passed_over(sheet),
            title: layout.map_or("", |layout| layout.title.text(language)),
            grid: sheet,
        };
        for (place, went) in sheet.account() {
            let text = printable(sheet.grid.at(place).trim());
            let cell = sheet.grid.address(place).cell;
            let purpose = match went {
                Account::Record(label) | Account::Used(Purpose::Value(label)) => {
                    *why.read.entry(label).or_default() += 1;
                    continue;
                }
                Account::Used(Purpose::Header(label)) => {
                    why.headers.push(Header { cell, text, label, place });
                    continue;
                }
                Account::Used(purpose) => Some(purpose),
                Account::Unplaced | Account::Lost => None,
            };
            let (reason, zh, en) = reason(purpose);
            let name = if language == Language::Zh { zh } else { en };
            let cells = if purpose.is_some() { &mut why.aside } else { &mut why.unplaced };
            cells.push(Left { cell, text, reason, place, name });
        }
        why
    }

    /// The explanation for people, in lines of at most `columns` columns.
    pub fn page(&self, language: Language, paint: Paint, columns: usize) -> String {
        let zh = language == Language::Zh;
        let mut page = format!("{}\n\n", paint.bold(&format!("══ {}", place_name(self.grid))));
        let between = between(language);
        let layout = match (self.title, self.layout) {
            ("", "unknown") if zh => "没有认出版式".to_owned(),
            ("", "unknown") => "no layout recognised".to_owned(),
            ("", id) => id.to_owned(),
            (title, id) => format!("{id}  {}", printable(title)),
        };
        let _ = writeln!(page, "{}{layout}", if zh { "版式：" } else { "Layout: " });
        if !self.marks.is_empty() {
            let head = if zh { "标志：" } else { "Known by: " };
            let _ = writeln!(page, "{head}{}", printable(&self.marks.join(between)));
        }
        let names = self.grid.notes.iter().filter_map(|note| match &note.kind {
            ReadingKind::MissingColumns(missing) => Some(missing.join(between)),
            _ => None,
        });
        for missing in names {
            let head = if zh { "缺少表头：" } else { "Missing headers: " };
            let _ = writeln!(page, "{head}{missing}");
        }
        if self.grid.notes.iter().any(|note| note.kind == ReadingKind::OtherForm) {
            let text = if zh {
                "部门整体支出绩效目标表，不是项目表，没有检查"
            } else {
                "the goals of a whole department, no projects: not checked"
            };
            let _ = writeln!(page, "{text}");
        }
        if !self.headers.is_empty() {
            let _ = writeln!(page, "\n{}", paint.bold(if zh { "表头读作" } else { "Headers read as" }));
            let rows = self.headers.iter().map(|it| (it.place, &it.text, it.label.title(language)));
            self.rows(&mut page, language, columns, rows);
        }
        if !self.read.is_empty() {
            let _ = writeln!(page, "\n{}", paint.bold(if zh { "读入" } else { "Read" }));
            let read = self.read.iter().map(|(label, count)| format!("{} {count}", label.title(language)));
            for line in wrap(&read.collect::<Vec<_>>().join(between), columns.saturating_sub(2)) {
                let _ = writeln!(page, "  {line}");
            }
        }
        for (head, cells) in [
            (if zh { "放在一边" } else { "Set aside" }, &self.aside),
            (if zh { "没有归属" } else { "Belongs nowhere" }, &self.unplaced),
        ] {
            if !cells.is_empty() {
                let count = if zh {
                    format!("{head}（{}格）", cells.len())
                } else {
                    format!("{head} ({})", cells.len())
                };
                let _ = writeln!(page, "\n{}", paint.bold(&count));
                let rows = cells.iter().map(|it| (it.place, &it.text, it.name));
                self.rows(&mut page, language, columns, rows);
            }
        }
        if !self.passed_over.is_empty() {
            let head = if zh { "没有读的工作表" } else { "Sheets not read" };
            let _ = writeln!(page, "\n{}", paint.bold(head));
            for sheet in &self.passed_over {
                let why = match (sheet.reason, language) {
                    ("hidden", Language::Zh) => "已隐藏",
                    ("hidden", Language::En) => "hidden",
                    (_, Language::Zh) => "不是绩效目标表",
                    (_, Language::En) => "no goal sheet",
                };
                let _ = writeln!(page, "  {}  {why}", printable(sheet.sheet));
            }
        }
        page.push('\n');
        page
    }

    /// Cells in lines: where, what it is, what stands there.
    fn rows<'c>(
        &self,
        page: &mut String,
        language: Language,
        columns: usize,
        cells: impl Iterator<Item = (Place, &'c Cow<'a, str>, &'c str)>,
    ) where
        'a: 'c,
    {
        let cells: Vec<_> = cells
            .map(|(place, text, what)| {
                (self.grid.grid.address(place).name(language).into_owned(), text, what)
            })
            .collect();
        let at = cells.iter().map(|(at, ..)| width(at)).max().unwrap_or(0);
        let what = cells.iter().map(|(.., what)| width(what)).max().unwrap_or(0);
        let room = columns.saturating_sub(at + what + 6).max(12);
        for (place, text, of) in cells {
            let line = format!("  {}  {}  {}", column(&place, at), column(of, what), fit(text, room));
            let _ = writeln!(page, "{}", line.trim_end());
        }
    }
}

/// Why a cell is in no record, for people.
#[cfg(feature = "host")]
pub(crate) fn aside_reason(purpose: Option<Purpose>, language: Language) -> &'static str {
    let (_, zh, en) = reason(purpose);
    if language == Language::Zh { zh } else { en }
}

/// Why a cell is in no record: for programs, in Chinese, in English.
fn reason(purpose: Option<Purpose>) -> (&'static str, &'static str, &'static str) {
    let Some(purpose) = purpose else { return ("unplaced", "没有归属", "belongs nowhere") };
    match purpose {
        Purpose::Title | Purpose::Header(_) | Purpose::Value(_) => ("title", "标题", "title"),
        Purpose::Aside(aside) => match aside {
            Aside::Column => ("column", "不检查的栏目", "column not checked"),
            Aside::Field => ("field", "不检查的内容", "not checked"),
            Aside::Multiyear => ("multiyear", "多年的内容", "of several years"),
            Aside::AllRegions => ("all-regions", "各区域合计", "of all regions"),
            Aside::Sum => ("sum", "合计行", "sum"),
            Aside::Remark => ("remark", "表外说明", "note outside the table"),
            Aside::Template => ("template", "空表自带", "of the empty form"),
            Aside::OtherForm => ("other-form", "部门整体表", "of a whole department"),
        },
    }
}

fn passed_over(sheet: &Sheet) -> Vec<PassedOver<'_>> {
    let reason = |kind: &ReadingKind| match kind {
        ReadingKind::HiddenSheet => Some("hidden"),
        ReadingKind::NoGoalSheet => Some("no-goal-sheet"),
        _ => None,
    };
    let notes = sheet.notes.iter();
    notes.filter_map(|note| Some(PassedOver { sheet: &note.cell.raw, reason: reason(&note.kind)? })).collect()
}
