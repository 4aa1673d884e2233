//! The fields of a form: labels, and what stands beside or below them.

use std::collections::HashSet;
use std::ops::Range;

use rust_decimal::Decimal;

use crate::read::{Grid, GridCell, Place};
use crate::record::{Amount, Aside, Cell, Funding, Label, Purpose, Used, plain_number};

use super::key::key;
use super::looks::is_dash;
use super::summary::split_code;
use super::title::{Title, is_page_line};
use super::words::Words;

/// Longer cells above a form are no titles, in bytes.
const LONGEST_TITLE: usize = 300;
/// No real form has more fields; what comes after them is set aside.
const MOST_FIELDS: usize = 256;

/// The fields of one form.
pub(super) struct Fields<'a> {
    words: &'a Words,
    grid: &'a Grid,
    fields: Vec<Field>,
    /// Cells that no label claims.
    left: Vec<Place>,
    /// The lines above the fields.
    titles: Vec<Place>,
}

/// A label and its value.
#[derive(Debug)]
struct Field {
    label: Label,
    /// The label as a key.
    key: String,
    place: Place,
    value: Option<Cell>,
    /// Where the value stands, or would stand.
    value_place: Place,
}

impl<'a> Fields<'a> {
    /// Reads the fields in these rows (ordinals); the lines above them are titles.
    pub fn read(words: &'a Words, grid: &'a Grid, rows: Range<usize>, title: &mut Title) -> Self {
        let labels = |row: usize| {
            let cells = grid.nth_row(row).1;
            cells.iter().any(|cell| words.label(grid.text(cell)).is_some())
        };
        let first = rows.clone().find(|&row| labels(row)).unwrap_or(rows.end);
        let mut fields = Self { words, grid, fields: Vec::new(), left: Vec::new(), titles: Vec::new() };
        for row in rows.start..first {
            let (number, cells) = grid.nth_row(row);
            for cell in cells {
                let text = grid.text(cell);
                // 填报日期 is of another year.
                if text.len() <= LONGEST_TITLE && !words.is_note(text) {
                    title.read(text);
                }
                if !fields.inline(number, cell) && !fields.coded_department(number, cell) {
                    fields.titles.push(Place { row: number, column: cell.column });
                }
            }
        }
        let mut claimed = HashSet::new();
        for row in first..rows.end {
            let below = (row + 1 < rows.end).then(|| grid.nth_row(row + 1));
            fields.row(grid.nth_row(row), below, &mut claimed, title);
        }
        fields
    }

    fn row(
        &mut self,
        (row, cells): (u32, &'a [GridCell]),
        below: Option<(u32, &'a [GridCell])>,
        claimed: &mut HashSet<Place>,
        title: &mut Title,
    ) {
        let take = |row: u32, cell: &GridCell| Cell {
            raw: self.grid.text(cell).to_owned(),
            place: Place { row, column: cell.column },
        };
        let is_number = |cell: &GridCell| plain_number(self.grid.text(cell)).is_some();
        let label_at = |nth: usize| {
            let cell = cells.get(nth)?;
            let label = self.words.label(self.grid.text(cell))?;
            // 其他 and 总额 are money where an amount follows, else what another field says.
            let follows = || {
                let under = below.and_then(|(_, cells)| cells.iter().find(|it| it.column == cell.column));
                cells.get(nth + 1).is_some_and(is_number) || under.is_some_and(is_number)
            };
            let is_short = label.is_money() && key(self.grid.text(cell)).chars().count() <= 2;
            (!is_short || follows()).then_some(label)
        };
        let is_label = |cell: &GridCell| self.words.label(self.grid.text(cell)).is_some();
        let mut found = Vec::new();
        let mut left = Vec::new();
        for (nth, cell) in cells.iter().enumerate() {
            let place = Place { row, column: cell.column };
            let text = self.grid.text(cell);
            let room = self.fields.len() + found.len() < MOST_FIELDS;
            let Some(label) = label_at(nth).filter(|_| room) else {
                if claimed.contains(&place) {
                    continue;
                }
                if self.words.inline(text).is_some_and(|(label, _)| label != Label::Aside) {
                    left.push(cell);
                } else if is_page_line(text) {
                    title.read(text);
                    self.titles.push(place);
                } else {
                    // 投入目标(万元)
                    title.read_header(text);
                    left.push(cell);
                }
                continue;
            };
            title.read_header(text);
            let right = cells.get(nth + 1);
            // 总额:500 beside a label is a field of its own.
            let names_itself = || right.is_some_and(|next| self.words.inline(self.grid.text(next)).is_some());
            let is_value = label_at(nth + 1).is_none() && !names_itself();
            // A blank field beside the line of the unit.
            let is_unit = |next: &&GridCell| is_page_line(self.grid.text(next));
            let value = right.filter(|_| is_value).filter(|next| !is_unit(next)).map(|next| take(row, next));
            let is_amount = |cell: &Cell| Amount::read_as(cell.clone(), amount(&cell.raw)).number.is_some();
            // 合计 beside the names of regions, over an amount.
            let amount_below = below
                .and_then(|(_, cells)| cells.iter().find(|it| it.column == cell.column))
                .is_some_and(is_number);
            let is_column = label.is_money() && amount_below && !value.as_ref().is_some_and(is_amount);
            let value = value.filter(|_| !is_column);
            // Labels side by side, or alone in their row, have what they name below them.
            let before = nth.checked_sub(1).and_then(label_at);
            let heads = cells.len() == 1 || !is_value || before.is_some() || is_column;
            let under = || {
                let (row, cells) = below.filter(|_| heads)?;
                let under = cells.iter().find(|under| under.column == cell.column)?;
                // What stands below the label of a blank amount is no amount.
                let may_be = !label.is_money() || is_amount(&take(row, under));
                (!is_label(under) && may_be).then(|| take(row, under))
            };
            let value = value.or_else(under);
            let beside = Place { row, column: cell.column + 1 };
            let empty = match below.filter(|_| heads) {
                Some((row, _)) => Place { row, column: cell.column },
                None => beside,
            };
            let value_place = value.as_ref().map_or(empty, |cell| cell.place);
            claimed.extend(value.iter().map(|cell| cell.place));
            found.push(Field { label, key: key(text), place, value, value_place });
        }
        left.retain(|cell| !claimed.contains(&Place { row, column: cell.column }));
        self.fields.extend(found);
        for cell in left {
            if !self.inline(row, cell) {
                self.left.push(Place { row, column: cell.column });
            }
        }
    }

    /// Takes a line above the fields over that is a department with its code: 348001某县交通运输局.
    fn coded_department(&mut self, row: u32, cell: &GridCell) -> bool {
        let text = self.grid.text(cell);
        let is_coded =
            text.len() <= LONGEST_TITLE && split_code(text).is_some_and(|(code, _)| code.len() >= 6);
        if is_coded {
            let place = Place { row, column: cell.column };
            let value = Some(Cell { raw: text.to_owned(), place });
            self.fields.push(Field {
                label: Label::InCharge,
                key: String::new(),
                place,
                value,
                value_place: place,
            });
        }
        is_coded
    }

    /// Takes a cell over that holds a label and its value; false where it does not.
    fn inline(&mut self, row: u32, cell: &GridCell) -> bool {
        let text = self.grid.text(cell);
        let Some((label, rest)) = self.words.inline(text) else { return false };
        let place = Place { row, column: cell.column };
        // What a fix may change is kept as it stands there.
        let raw = if label == Label::Project { rest } else { text.to_owned() };
        let value = Some(Cell { raw, place });
        let head = text.split([':', '：']).next().unwrap_or_default();
        self.fields.push(Field { label, key: key(head), place, value, value_place: place });
        true
    }

    /// The value of the first field of this label that has one.
    pub fn value(&self, label: Label) -> Option<&Cell> {
        self.fields.iter().filter(|field| field.label == label).find_map(|field| field.value.as_ref())
    }

    /// The text of a value, without the label where both stand in one cell.
    pub fn text<'c>(&self, cell: &'c Cell) -> &'c str {
        let inline = self.fields.iter().any(|field| field.place == cell.place && !field.key.is_empty());
        match cell.raw.find([':', '：']).filter(|_| inline) {
            Some(at) => cell.raw[at..].trim_start_matches([':', '：']),
            None => &cell.raw,
        }
    }

    /// The row of the first field of this label.
    pub fn row_of(&self, label: Label) -> u32 {
        self.fields.iter().find(|field| field.label == label).map_or(1, |field| field.place.row)
    }

    fn goal_field(&self) -> Option<&Field> {
        let goals = || self.fields.iter().filter(|field| field.label == Label::Goal);
        // 总体目标 also stands over 中期目标 and 年度目标, 年度总体目标 over 年初设定目标.
        let of_year = || goals().filter(|field| field.key.contains('年'));
        let has_value = |field: &&Field| field.value.is_some();
        let filled = of_year().find(has_value).or_else(|| goals().find(has_value));
        filled.or_else(|| of_year().next()).or_else(|| goals().next())
    }

    /// The annual goal, and its place also where it is empty.
    pub fn goal(&self) -> (Place, Option<&Cell>) {
        match self.goal_field() {
            Some(field) => {
                let is_filled = |cell: &&Cell| !self.words.is_template(&cell.raw);
                (field.value_place, field.value.as_ref().filter(is_filled))
            }
            None => (Place { row: self.row_of(Label::Project), column: 1 }, None),
        }
    }

    /// Whether a goal of several years stands to the left of that of the year.
    pub fn has_multiyear_goal_on_the_left(&self) -> bool {
        self.goal_field().is_some_and(|goal| {
            self.fields.iter().any(|field| {
                field.label == Label::GoalMultiyear
                    && field.place.row == goal.place.row
                    && field.place.column < goal.place.column
            })
        })
    }

    /// The money of the year, and what is none of it.
    pub fn funding(&self) -> (Funding, Vec<Used>) {
        let money: Vec<(&Field, Amount)> = self
            .fields
            .iter()
            .filter_map(|field| {
                let cell = field.label.is_money().then_some(field.value.as_ref()).flatten()?;
                let text = amount(self.text(cell));
                (!is_dash(text)).then(|| (field, Amount::read_as(cell.clone(), text)))
            })
            .collect();
        let mut funding = Funding::default();
        let mut aside: Vec<(Place, Aside)> = Vec::new();
        let mut multiyear: Option<Decimal> = None;
        // Parts that stand under both totals are those of the one that they add up to: 项目总投资 | 预算申报数 over
        // 财政安排 | 其他资金.
        let of = |wanted: fn(Label) -> bool| {
            money.iter().filter(move |(field, _)| wanted(field.label)).map(|(_, amount)| amount.number)
        };
        let annual = of(|label| label == Label::Total).next().flatten();
        let sum =
            of(|label| !label.is_total()).try_fold(Decimal::ZERO, |sum, number| sum.checked_add(number?));
        let all_annual = annual.is_some() && sum == annual;
        let has_fiscal = money.iter().any(|(field, _)| field.label == Label::Fiscal);
        for (field, amount) in money {
            let place = match field.label {
                label if self.is_multiyear(field) && (label.is_total() || !all_annual) => {
                    multiyear = multiyear.or(amount.number.filter(|_| field.label.is_total()));
                    aside.push((amount.cell.place, Aside::Multiyear));
                    continue;
                }
                Label::FiscalPart if has_fiscal => {
                    aside.push((amount.cell.place, Aside::Field));
                    continue;
                }
                Label::FiscalPart if funding.fiscal.is_none() => &mut funding.fiscal,
                Label::Other | Label::FiscalPart => {
                    funding.other.push(amount);
                    continue;
                }
                Label::Fiscal => &mut funding.fiscal,
                _ => &mut funding.total,
            };
            match place {
                Some(_) => aside.push((amount.cell.place, Aside::Field)),
                None => *place = Some(amount),
            }
        }
        // Parts beside totals of several years and of the year are those of the one that they add up to.
        let total = funding.total.as_ref().and_then(|amount| amount.number);
        let parts = parts(&funding);
        if multiyear.is_some() && parts == multiyear && parts != total {
            let fiscal = funding.fiscal.take().into_iter();
            let cells =
                fiscal.chain(funding.other.drain(..)).map(|amount| (amount.cell.place, Aside::Multiyear));
            aside.extend(cells);
        }
        let used = |(place, aside)| Used { place, purpose: Purpose::Aside(aside) };
        (funding, aside.into_iter().map(used).collect())
    }

    /// Whether a money field is of several years: the total of all years beside an annual one, and the parts
    /// below it where the parts of both stand in columns.
    fn is_multiyear(&self, field: &Field) -> bool {
        let annual = || self.fields.iter().filter(|field| field.label == Label::Total);
        match field.label {
            Label::Total => false,
            Label::TotalMultiyear => true,
            Label::TotalEither => annual().next().is_some(),
            _ => {
                let totals = self.fields.iter().filter(|total| {
                    total.label.is_total()
                        && total.place.row <= field.place.row
                        && annual().any(|annual| annual.place.row == total.place.row)
                });
                let side_by_side = totals.clone().any(|total| self.is_multiyear(total));
                let above = totals
                    .filter(|total| total.place.column <= field.place.column)
                    .max_by_key(|total| (total.place.row, total.place.column));
                // In one row with both totals the parts are those of the year.
                side_by_side
                    && above
                        .is_some_and(|total| total.place.row < field.place.row && self.is_multiyear(total))
            }
        }
    }

    /// Accounts for what no record holds; for values that a record may hold, too: records come first.
    pub fn used(&self) -> Vec<Used> {
        let value = |field: &Field| {
            let purpose = match field.label {
                label @ (Label::Year | Label::Department | Label::Project) => Purpose::Value(label),
                Label::Goal if field.value.as_ref().is_some_and(|cell| self.words.is_template(&cell.raw)) => {
                    Purpose::Aside(Aside::Template)
                }
                Label::GoalMultiyear => Purpose::Aside(Aside::Multiyear),
                _ => Purpose::Aside(Aside::Field),
            };
            Some(Used { place: field.value.as_ref()?.place, purpose })
        };
        let label = |field: &Field| Used { place: field.place, purpose: Purpose::Header(field.label) };
        let aside = |&place: &Place| Used { place, purpose: Purpose::Aside(Aside::Field) };
        let title = |&place: &Place| Used { place, purpose: Purpose::Title };
        // A cell with label and value is both; its value counts.
        let labels =
            self.fields.iter().filter(|field| field.value.as_ref().is_none_or(|it| it.place != field.place));
        let (labels, values) = (labels.map(label), self.fields.iter().filter_map(value));
        let titles = self.titles.iter().map(title);
        titles.chain(self.left.iter().map(aside)).chain(values).chain(labels).collect()
    }
}

/// The amount of a text that goes on with its parts: 128.6(其中:上级资金90).
fn amount(text: &str) -> &str {
    let parts = ["（其中", "(其中"].into_iter().filter_map(|mark| text.find(mark)).min();
    parts.map_or(text, |at| &text[..at])
}

/// The sum of the parts of the funding, where they are numbers.
fn parts(funding: &Funding) -> Option<Decimal> {
    let mut parts = funding.fiscal.iter().chain(&funding.other).map(|amount| amount.number);
    let first = parts.next()??;
    parts.try_fold(first, |sum, number| sum.checked_add(number?))
}
