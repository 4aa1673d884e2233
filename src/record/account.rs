//! Where every cell of a table went: into a record, or beside it for a reason.

use std::collections::HashMap;

use super::{Funding, Label, Place, ReadingKind, Sheet};

/// A cell that is no part of a record by itself, and what it was understood as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Used {
    /// The cell.
    pub place: Place,
    /// What it was understood as.
    pub purpose: Purpose,
}

/// What a cell was understood as that no record holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A line above or between tables: title, year, money unit, page number.
    Title,
    /// The header of a column or the label of a field.
    Header(Label),
    /// What such a label names, which records hold in another form (a level, a direction) or have from another
    /// cell (a project's name in each of its rows).
    Value(Label),
    /// Understood, but nothing that the records hold.
    Aside(Aside),
}

/// Why something was set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aside {
    /// It stands in a column that no rule asks about.
    Column,
    /// A field of the form, or a cell of the project, that no rule asks about.
    Field,
    /// Money, a goal or an indicator of several years.
    Multiyear,
    /// Money of all regions together, where each region is a project.
    AllRegions,
    /// A row that adds up others.
    Sum,
    /// A note outside the table.
    Remark,
    /// What the empty form brings along (指标1:, ……).
    Template,
    /// A sheet of another kind: 部门整体支出绩效目标表.
    OtherForm,
}

/// Where a cell went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Account {
    /// Into a record.
    Record(Label),
    /// Beside the records.
    Used(Purpose),
    /// Into no record, which is a finding: its row could not be placed, or the whole table not be read.
    Unplaced,
    /// Nowhere. No layout leaves a cell like that.
    Lost,
}

impl Sheet {
    /// Where every cell of the table went, in the order of the table.
    pub fn account(&self) -> Vec<(Place, Account)> {
        let held = self.held();
        let used: HashMap<Place, Purpose> = self.used.iter().map(|used| (used.place, used.purpose)).collect();
        let noted = |wanted: fn(&ReadingKind) -> bool| self.notes.iter().any(|note| wanted(&note.kind));
        let is_other = noted(|kind| *kind == ReadingKind::OtherForm);
        let is_unread = noted(|kind| matches!(kind, ReadingKind::MissingColumns(_)));
        // A row is noted at the first of its cells that belong nowhere.
        let unplaced: HashMap<u32, u32> = self
            .notes
            .iter()
            .rev()
            .filter(|note| note.kind == ReadingKind::Unplaced)
            .map(|note| (note.cell.place.row, note.cell.place.column))
            .collect();
        let mut account = Vec::new();
        for (row, cells) in self.grid.rows() {
            for cell in cells {
                let place = Place { row, column: cell.column };
                let from = unplaced.get(&row);
                let went = match (held.get(&place), used.get(&place)) {
                    (Some(&label), _) => Account::Record(label),
                    _ if from == Some(&place.column) => Account::Unplaced,
                    (None, Some(&purpose)) => Account::Used(purpose),
                    _ if is_other => Account::Used(Purpose::Aside(Aside::OtherForm)),
                    _ if is_unread => Account::Unplaced,
                    _ if from.is_some_and(|&from| from <= place.column) => Account::Unplaced,
                    _ => Account::Lost,
                };
                account.push((place, went));
            }
        }
        account
    }

    /// The cells that records hold, and as what.
    fn held(&self) -> HashMap<Place, Label> {
        let mut held = HashMap::new();
        for department in &self.departments {
            held.insert(department.cell.place, Label::Department);
            hold_money(&mut held, &department.funding);
        }
        for project in &self.projects {
            let cells = [(&project.name, Label::Project), (&project.goal, Label::Goal)];
            held.extend(cells.into_iter().filter_map(|(cell, label)| Some((cell.as_ref()?.place, label))));
            hold_money(&mut held, &project.funding);
            for indicator in &project.indicators {
                let cells = [
                    (indicator.name.as_ref(), Label::Name),
                    (indicator.value.as_ref(), Label::Value),
                    (indicator.operator.as_deref(), Label::Operator),
                    (indicator.unit.as_deref(), Label::Unit),
                    (indicator.weight.as_deref().map(|weight| &weight.cell), Label::Weight),
                ];
                held.extend(cells.into_iter().filter_map(|(cell, label)| Some((cell?.place, label))));
            }
        }
        held
    }
}

fn hold_money(held: &mut HashMap<Place, Label>, funding: &Funding) {
    let one = |label| move |amount: &super::Amount| (amount.cell.place, label);
    held.extend(funding.total.iter().map(one(Label::Total)));
    held.extend(funding.fiscal.iter().map(one(Label::Fiscal)));
    held.extend(funding.other.iter().map(one(Label::Other)));
}
