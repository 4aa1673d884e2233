//! Header blocks → which column holds what.

use crate::read::{Grid, GridCell};
use crate::record::{Group, Label};

use super::columns::MOST_HEADERS;
use super::words::{Heading, Words};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// No header stands over the column.
    Outside,
    /// A header that no rule asks about.
    Unused,
    /// Department or project.
    Name,
    Total,
    Fiscal,
    Other,
    Goal,
    /// The name of an indicator: index into [`Columns::pairs`].
    PairName(u8),
    /// The target value of an indicator: index into [`Columns::pairs`].
    PairValue(u8),
}

impl Role {
    /// Whether the column holds money.
    pub fn is_money(self) -> bool {
        matches!(self, Self::Total | Self::Fiscal | Self::Other)
    }
}

/// Two columns that hold the indicators of one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub group: Group,
    /// 成本指标 as a 一级指标.
    pub cost: bool,
    pub name: u32,
    pub value: u32,
}

/// The columns of a table, as a header block says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    roles: Vec<Role>,
    pub name: u32,
    pub goal: Option<u32>,
    /// From left to right; at most 16.
    pub pairs: Vec<Pair>,
}

impl Columns {
    /// What the column (from 1) holds.
    pub fn role(&self, column: i64) -> Role {
        let index = usize::try_from(column - 1).unwrap_or(usize::MAX);
        self.roles.get(index).copied().unwrap_or(Role::Outside)
    }
}

/// A row of header cells: what each says and where.
#[derive(Debug, Default)]
pub(super) struct HeaderBlock {
    cells: Vec<(u32, Heading)>,
    /// Columns of header cells that say nothing known.
    unknown: Vec<u32>,
}

/// Reads a row as part of a header block: all cells are headers, or nearly all where there are many.
/// `open`: whether the row before was part of one, so that a single header cell will do.
pub(super) fn header_row(
    words: &Words,
    grid: &Grid,
    cells: &[GridCell],
    open: bool,
    block: &mut HeaderBlock,
) -> bool {
    let heading = |cell: &GridCell| words.heading(grid.text(cell));
    // Data rows are told apart by their first two cells.
    if cells.len() > MOST_HEADERS || !cells.iter().take(2).any(|cell| heading(cell).is_some()) {
        return false;
    }
    let known = cells.iter().filter(|cell| heading(cell).is_some()).count();
    let needed = if open { 1 } else { 2 };
    if known < needed || (cells.len() - known) * 3 > known {
        return false;
    }
    for cell in cells {
        match heading(cell) {
            Some(heading) => block.cells.push((cell.column, heading)),
            None => block.unknown.push(cell.column),
        }
    }
    true
}

impl HeaderBlock {
    /// Whether nothing was read into it.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The columns it describes; None where it lacks what makes a table of this layout: a column of project
    /// names and, side by side, indicators of at least two groups.
    pub fn columns(&self) -> Option<Columns> {
        let find = |wanted: Label| {
            let named = self.cells.iter().filter(move |(_, heading)| *heading == Heading::Label(wanted));
            named.map(|&(column, _)| column)
        };
        let first = |wanted: Label| find(wanted).min();
        let name = first(Label::Project)?;
        let pairs = self.pairs();
        let groups = pairs.iter().map(|pair| pair.group);
        if groups.clone().min() == groups.max() {
            return None;
        }
        let last =
            self.cells.iter().map(|&(column, _)| column).chain(pairs.iter().map(|pair| pair.value)).max()?;
        let mut roles = vec![Role::Outside; last as usize];
        let mut set = |column: u32, role: Role| {
            if let Some(slot) = roles.get_mut(column as usize - 1)
                && matches!(slot, Role::Outside | Role::Unused)
            {
                *slot = role;
            }
        };
        set(name, Role::Name);
        for (index, pair) in pairs.iter().enumerate() {
            set(pair.name, Role::PairName(index as u8));
            set(pair.value, Role::PairValue(index as u8));
        }
        let goal = first(Label::Goal);
        if let Some(goal) = goal {
            set(goal, Role::Goal);
        }
        let total = if first(Label::Total).is_some() { Label::Total } else { Label::TotalEither };
        let fiscal = if first(Label::Fiscal).is_some() { Label::Fiscal } else { Label::FiscalPart };
        for (label, role) in [(total, Role::Total), (fiscal, Role::Fiscal), (Label::Other, Role::Other)] {
            find(label).for_each(|column| set(column, role));
        }
        let spanning = if first(total).is_some() { Role::Unused } else { Role::Total };
        find(Label::Aside).for_each(|column| {
            // 项目资金 over its parts names no column of its own; without parts it is the total.
            let between = column > name && goal.is_some_and(|goal| column < goal);
            set(column, if between { spanning } else { Role::Unused });
        });
        self.cells.iter().for_each(|&(column, _)| set(column, Role::Unused));
        self.unknown.iter().for_each(|&column| set(column, Role::Unused));
        Some(Columns { roles, name, goal, pairs })
    }

    fn pairs(&self) -> Vec<Pair> {
        let mut groups: Vec<(u32, Group, bool)> = self
            .cells
            .iter()
            .filter_map(|&(column, heading)| match heading {
                Heading::Group(group, cost) => Some((column, group, cost)),
                Heading::Label(_) => None,
            })
            .collect();
        groups.sort_unstable_by_key(|&(column, ..)| column);
        let mut columns: Vec<(u32, bool)> = self
            .cells
            .iter()
            .filter_map(|&(column, heading)| match heading {
                Heading::Label(Label::Name) => Some((column, true)),
                Heading::Label(Label::Value) => Some((column, false)),
                _ => None,
            })
            .collect();
        columns.sort_unstable();
        let mut pairs = Vec::new();
        for window in columns.windows(2) {
            if let [(name, true), (value, false)] = *window
                && let Some(&(_, group, cost)) = groups.iter().rev().find(|(column, ..)| *column <= name)
            {
                pairs.push(Pair { group, cost, name, value });
            }
        }
        if columns.is_empty() {
            // The line with 三级指标 and 指标值 was lost: every group has one column of each.
            let apart = groups.windows(2).all(|pair| pair[1].0 - pair[0].0 == 2);
            if apart {
                pairs.extend(groups.iter().map(|&(name, group, cost)| Pair {
                    group,
                    cost,
                    name,
                    value: name + 1,
                }));
            }
        }
        pairs.truncate(16);
        pairs
    }
}
