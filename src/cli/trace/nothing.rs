//! A place at which a rule looks at no record: what stands there, and where records are.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::super::session::Session;
use crate::finding::Language;
use crate::record::{Account, Place, Purpose, Sheet};
use crate::report::{aside_reason, column, fit};
use crate::rule::{Rule, Spot};
use crate::text::{printable, width};

/// Rows with records that are named on either side.
const NEARBY: usize = 3;
/// Columns of a cell's text.
const TEXT: usize = 40;

/// What stands at a place without a record that the rule looks at.
#[derive(Serialize)]
pub(super) struct Nothing {
    cells: Vec<Standing>,
    /// Rows nearby that hold records, and what they are called.
    nearby: Vec<Row>,
}

#[derive(Serialize)]
struct Standing {
    cell: String,
    /// As people find it in their file.
    #[serde(skip)]
    shown: String,
    text: String,
    /// What it was read as.
    is: String,
}

#[derive(Serialize)]
struct Row {
    row: u32,
    /// As people find it in their file.
    #[serde(skip)]
    shown: String,
    name: String,
}

impl Nothing {
    pub(super) fn new(sheet: &Sheet, spot: Spot, language: Language) -> Self {
        let is_meant =
            |place: Place| place.row == spot.row && spot.column.is_none_or(|column| column == place.column);
        let account = sheet.account();
        let mut cells: Vec<&(Place, Account)> =
            account.iter().filter(|(place, _)| is_meant(*place)).collect();
        if cells.is_empty() {
            cells = account.iter().filter(|(place, _)| place.row == spot.row).collect();
        }
        let cells = cells.into_iter().map(|&(place, went)| Standing {
            cell: sheet.grid.address(place).cell,
            shown: sheet.grid.address(place).name(language).into_owned(),
            text: sheet.grid.at(place).trim().to_owned(),
            is: read_as(went, language),
        });
        let mut rows: BTreeMap<u32, String> = BTreeMap::new();
        for project in &sheet.projects {
            let name = project.full_name().map_or_else(String::new, |name| name.trim().to_owned());
            rows.entry(project.row).or_insert(name);
            for indicator in &project.indicators {
                let cell = indicator.name.as_ref().or(indicator.value.as_ref());
                rows.entry(indicator.row)
                    .or_insert_with(|| cell.map_or_else(String::new, |cell| cell.raw.trim().to_owned()));
            }
        }
        let mut near: Vec<(u32, &String)> =
            rows.range(..spot.row).rev().take(NEARBY).map(|(&row, name)| (row, name)).collect();
        near.reverse();
        near.extend(rows.range(spot.row..).take(NEARBY + 1).map(|(&row, name)| (row, name)));
        let nearby = near.into_iter().map(|(row, name)| {
            let address = sheet.grid.address(Place { row, column: 1 });
            let shown = match &address.sheet {
                Some(table) if sheet.grid.name.is_none() => format!("{table} {}", address.row),
                _ => address.row.to_string(),
            };
            Row { row, shown, name: name.clone() }
        });
        Self { cells: cells.collect(), nearby: nearby.collect() }
    }

    /// The same for people.
    pub(super) fn page(&self, rule: &Rule, session: &Session) -> String {
        let mut page = String::new();
        let head = match self.cells.is_empty() {
            true => session.text("这里什么也没有。", "Nothing stands here."),
            false => session.text("这条规则在这里没有记录可看。", "The rule has no record to look at here."),
        };
        let _ = writeln!(page, "{head}{}", looks_at(rule, session));
        if !self.cells.is_empty() {
            let _ = writeln!(page, "\n{}", session.text("这里是：", "What stands here:"));
        }
        let widest = |texts: &mut dyn Iterator<Item = &str>| texts.map(width).max().unwrap_or(0);
        let at = widest(&mut self.cells.iter().map(|cell| cell.shown.as_str()));
        let is = widest(&mut self.cells.iter().map(|cell| cell.is.as_str()));
        for cell in &self.cells {
            let text = printable(&cell.text);
            let (shown, what) = (column(&printable(&cell.shown), at), column(&cell.is, is));
            let _ = writeln!(page, "  {shown}  {what}  {}", fit(&text, TEXT));
        }
        if !self.nearby.is_empty() {
            let _ =
                writeln!(page, "\n{}", session.text("附近有记录的行：", "Rows nearby that hold records:"));
        }
        let at = widest(&mut self.nearby.iter().map(|row| row.shown.as_str()));
        for row in &self.nearby {
            let _ = writeln!(page, "  {}  {}", column(&row.shown, at), fit(&printable(&row.name), TEXT));
        }
        page
    }
}

fn read_as(went: Account, language: Language) -> String {
    let zh = language == Language::Zh;
    match went {
        Account::Record(label) | Account::Used(Purpose::Value(label)) => label.title(language).to_owned(),
        Account::Used(Purpose::Header(label)) if zh => format!("表头（{}）", label.title(language)),
        Account::Used(Purpose::Header(label)) => format!("header ({})", label.title(language)),
        Account::Used(purpose) => aside_reason(Some(purpose), language).to_owned(),
        Account::Unplaced | Account::Lost => aside_reason(None, language).to_owned(),
    }
}

/// What the rule looks at, so that people see why it is not this.
fn looks_at(rule: &Rule, session: &Session) -> &'static str {
    let (zh, en) = match rule.scope {
        "cell" => ("它看有文字的指定单元格。", " It looks at certain cells with text in them."),
        "indicator" => ("它看指标。", " It looks at indicators."),
        "pair" => (
            "它比较同一项目里 block-by 相同的指标，这里的指标没有可比的另一条。",
            " It compares indicators of a project that agree in `block-by`; here is none that agrees with another.",
        ),
        "project-pair" => (
            "它比较同一部门里 block-by 相同的项目，这里的项目没有可比的另一个。",
            " It compares projects of a department that agree in `block-by`; here is none that agrees with another.",
        ),
        "project" => ("它看项目。", " It looks at projects."),
        "department" => ("它看部门。", " It looks at departments."),
        "row" => (
            "它看读表时记下的事：错位、无法归属的行、缺少的表头等，这里没有记下什么。",
            " It looks at what was noted while the sheet was read, as rows that were moved; nothing was noted here.",
        ),
        _ => ("它看整张表。", " It looks at the sheet."),
    };
    match session.language {
        Language::Zh => zh,
        Language::En => en,
    }
}
