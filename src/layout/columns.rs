//! The header of a table of indicators → which column holds what.

use crate::read::{Grid, GridCell};
use crate::record::Label;

use super::words::Words;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// No header stands over the column.
    Outside,
    /// A header that no rule asks about.
    Aside,
    /// 绩效指标 beside the rows of indicators.
    Head,
    /// The department's or project's own: money, goal, names.
    Own(Label),
    /// An indicator's: index into [`Columns::blocks`], and what of it.
    Of(u8, Label),
}

/// Columns that hold one indicator a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    pub name: u32,
    pub value: u32,
}

/// The columns of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    roles: Vec<Role>,
    /// From left to right; more than one where triples stand side by side, or one for each region.
    pub blocks: Vec<Block>,
    /// Whether the blocks are regions, which share all but the target value.
    pub is_by_region: bool,
    /// Whether the indicators are of several years.
    pub is_multiyear: bool,
    /// Whether the column of projects names departments, too.
    pub names_departments: bool,
}

/// Header rows as they are read: label by column, the lower row's where two have one.
#[derive(Debug, Default)]
pub(super) struct Header {
    cells: Vec<(u32, Label)>,
    /// 绩效指标: over several columns, or the name where nothing else is.
    heads: Vec<u32>,
    /// Whether a head says that the indicators are of several years.
    is_multiyear: bool,
    /// The columns of 区域目标值, one for each region.
    regions: Vec<u32>,
    /// Headers of a district's own.
    unknown: Vec<u32>,
}

/// No real table has more indicators side by side.
const MOST_BLOCKS: usize = 64;
/// No header has more cells: rows with more are none.
pub(super) const MOST_HEADERS: usize = 512;

impl Header {
    /// Reads a row as a header: its cells are labels, or nearly all of them are.
    pub fn read(words: &Words, grid: &Grid, cells: &[GridCell]) -> Option<Self> {
        if cells.len() > MOST_HEADERS {
            return None;
        }
        let mut header = Self::default();
        for (nth, cell) in cells.iter().enumerate() {
            match words.label(grid.text(cell)) {
                Some(label @ (Label::Indicators | Label::IndicatorsMultiyear)) => {
                    header.heads.push(cell.column);
                    header.is_multiyear |= label == Label::IndicatorsMultiyear;
                }
                Some(label) => header.cells.push((cell.column, label)),
                None => header.unknown.push(cell.column),
            }
            // Data rows are told apart by their first cells.
            if nth >= 2 && header.cells.is_empty() && header.heads.is_empty() {
                return None;
            }
        }
        let known = header.cells.len() + header.heads.len();
        // Headers of a district's own do not hide a header that has all it needs.
        let others = if header.missing().is_empty() { known * 2 } else { known / 3 };
        (known >= 2 && header.unknown.len() <= others).then_some(header)
    }

    /// Whether it has the project beside the indicators.
    pub fn names_project(&self) -> bool {
        self.has(Label::Project) || self.has(Label::DepartmentOrProject)
    }

    /// Whether a column has this label.
    pub fn has(&self, wanted: Label) -> bool {
        self.cells.iter().any(|&(_, label)| label == wanted)
    }

    /// How many labels say what a column holds.
    pub fn known(&self) -> usize {
        self.cells.iter().filter(|&&(_, label)| label != Label::Aside).count()
    }

    /// Whether it is a header of indicators at all.
    pub fn is_of_indicators(&self) -> bool {
        self.cells.iter().filter(|(_, label)| label.is_of_indicator()).count() >= 2
            && (self.has_name() || self.has_value())
    }

    fn has_name(&self) -> bool {
        self.has(Label::Name) || (self.has_value() && !self.heads.is_empty())
    }

    fn has_value(&self) -> bool {
        self.has(Label::Value) || self.has(Label::RegionValue)
    }

    /// Takes over the row below as the names of regions, if it can be that: all of it stands under 区域目标值.
    pub fn read_regions(&mut self, below: &[GridCell]) -> bool {
        let from =
            self.cells.iter().find(|(_, label)| *label == Label::RegionValue).map(|&(column, _)| column);
        let Some(from) = from.filter(|_| !self.has(Label::Value) && !below.is_empty()) else { return false };
        let others = self.cells.iter().map(|&(column, _)| column).chain(self.unknown.iter().copied());
        let until = others.filter(|&column| column > from).min().unwrap_or(u32::MAX);
        if below.len() > MOST_BLOCKS || !below.iter().all(|cell| (from..until).contains(&cell.column)) {
            return false;
        }
        self.regions = below.iter().map(|cell| cell.column).collect();
        true
    }

    /// Puts a row above it: what stands there counts where the lower row has nothing.
    pub fn put_above(&mut self, above: Self) {
        for (column, label) in above.cells {
            if !self.cells.iter().any(|&(known, _)| known == column) {
                self.cells.push((column, label));
            }
        }
        self.cells.sort_unstable_by_key(|&(column, _)| column);
    }

    /// Takes over the row below where it parts columns: money into its sums, the target value into comparison,
    /// number and unit.
    pub fn read_parts(&mut self, words: &Words, grid: &Grid, below: &[GridCell]) -> bool {
        let Some(below) = Self::read(words, grid, below) else { return false };
        let all = |is_part: fn(Label) -> bool| below.cells.iter().all(|&(_, label)| is_part(label));
        let of_value =
            |label| matches!(label, Label::Operator | Label::Value | Label::Unit | Label::InCharge);
        let is_parts = below.unknown.is_empty()
            && below.heads.is_empty()
            && (all(Label::is_money) || (all(of_value) && below.has(Label::Value)));
        if is_parts {
            let is_parted = |column: &u32| below.cells.iter().any(|(part, _)| part == column);
            self.cells.retain(|(column, _)| !is_parted(column));
            self.unknown.retain(|column| !is_parted(column));
            self.cells.extend(below.cells);
            self.cells.sort_unstable_by_key(|&(column, _)| column);
        }
        is_parts
    }

    /// What a table of indicators cannot be read without, and is not there.
    pub fn missing(&self) -> Vec<Label> {
        let level = self.has(Label::Level1) || self.has(Label::Level2);
        [(Label::Level1, level), (Label::Name, self.has_name()), (Label::Value, self.has_value())]
            .into_iter()
            .filter_map(|(label, there)| (!there).then_some(label))
            .collect()
    }

    /// The columns it describes; None where something is missing.
    pub fn columns(&self) -> Option<Columns> {
        if !self.missing().is_empty() {
            return None;
        }
        let mut cells = self.cells.clone();
        match self.regions.as_slice() {
            [] => cells
                .iter_mut()
                .filter(|(_, label)| *label == Label::RegionValue)
                .for_each(|cell| cell.1 = Label::Value),
            regions => {
                cells.retain(|(_, label)| *label != Label::RegionValue);
                cells.extend(regions.iter().map(|&column| (column, Label::RegionValue)));
            }
        }
        let is_name = !self.has(Label::Name);
        let head =
            self.heads.iter().map(|&column| (column, if is_name { Label::Name } else { Label::Indicators }));
        cells.extend(head);
        cells.extend(self.unknown.iter().map(|&column| (column, Label::Aside)));
        cells.sort_unstable_by_key(|&(column, _)| column);
        let last = cells.iter().map(|&(column, _)| column).max()?;
        let mut roles = vec![Role::Outside; last as usize];
        let mut groups: Vec<Vec<(u32, Label)>> = Vec::new();
        let mut own: Vec<Label> = Vec::new();
        let mut regions = 0;
        let values = cells.iter().filter(|(_, label)| *label == Label::Value).count().max(1);
        let mut names = 0;
        let first_of_indicator = cells.iter().find(|(_, label)| label.is_of_indicator())?.0;
        // Of several columns with departments the one next to the project is the project's own.
        let departments = cells.iter().filter(|(_, label)| *label == Label::Department);
        let department = departments.map(|&(column, _)| column).max();
        for &(column, label) in &cells {
            let role = match label {
                Label::Aside => Role::Aside,
                Label::Indicators | Label::IndicatorsMultiyear => Role::Head,
                Label::RegionValue => {
                    regions += 1;
                    Role::Of(regions - 1, Label::Value)
                }
                // 单位 beside an indicator is what it is measured in.
                Label::InCharge if column > first_of_indicator => place(&mut groups, column, Label::Unit),
                // 指标内容 behind 三级指标 explains it.
                Label::Name if names == values => Role::Aside,
                Label::Name => {
                    names += 1;
                    place(&mut groups, column, label)
                }
                Label::DepartmentOrProject => own_once(&mut own, Label::Project),
                label if label.is_of_indicator() => place(&mut groups, column, label),
                Label::InCharge if department.is_some() => Role::Aside,
                Label::InCharge => own_once(&mut own, Label::Department),
                Label::Department if Some(column) != department => Role::Aside,
                Label::TotalMultiyear | Label::GoalMultiyear => Role::Aside,
                Label::TotalEither if self.has(Label::Total) => Role::Aside,
                Label::TotalEither => own_once(&mut own, Label::Total),
                Label::Other => Role::Own(label),
                Label::FiscalPart if self.has(Label::Fiscal) => Role::Aside,
                Label::FiscalPart if own.contains(&Label::Fiscal) => Role::Own(Label::Other),
                Label::FiscalPart => own_once(&mut own, Label::Fiscal),
                label => own_once(&mut own, label),
            };
            if let Some(slot) = roles.get_mut(column as usize - 1) {
                *slot = role;
            }
        }
        let find = |group: &[(u32, Label)], wanted: Label| {
            group.iter().find(|(_, label)| *label == wanted).map(|&(column, _)| column)
        };
        let is_by_region = !self.regions.is_empty();
        let blocks: Vec<Block> = if is_by_region {
            // Regions share the one name.
            let [group] = groups.as_slice() else { return None };
            let name = find(group, Label::Name)?;
            self.regions.iter().map(|&value| Block { name, value }).collect()
        } else {
            groups
                .iter()
                .map(|group| {
                    Some(Block { name: find(group, Label::Name)?, value: find(group, Label::Value)? })
                })
                .collect::<Option<_>>()?
        };
        let (is_multiyear, names_departments) = (self.is_multiyear, self.has(Label::DepartmentOrProject));
        (blocks.len() <= MOST_BLOCKS).then_some(Columns {
            roles,
            blocks,
            is_by_region,
            is_multiyear,
            names_departments,
        })
    }
}

/// Gives an indicator's column to the last block, or to a new one where the last has such a column.
fn place(blocks: &mut Vec<Vec<(u32, Label)>>, column: u32, label: Label) -> Role {
    let full = |block: &Vec<(u32, Label)>| block.iter().any(|&(_, known)| known == label);
    if blocks.last().is_none_or(full) {
        blocks.push(Vec::new());
    }
    let index = blocks.len() - 1;
    blocks[index].push((column, label));
    Role::Of(index as u8, label)
}

fn own_once(own: &mut Vec<Label>, label: Label) -> Role {
    if own.contains(&label) {
        return Role::Aside;
    }
    own.push(label);
    Role::Own(label)
}

impl Columns {
    /// What the column (from 1) holds.
    pub fn role(&self, column: u32) -> Role {
        self.roles.get((column as usize).wrapping_sub(1)).copied().unwrap_or(Role::Outside)
    }

    /// The column that holds this of the department or project.
    pub fn column(&self, label: Label) -> Option<u32> {
        self.roles.iter().position(|&role| role == Role::Own(label)).map(|index| index as u32 + 1)
    }
}

/// Finds the header of indicators at `row` (an ordinal): the row itself with what stands above it as long as
/// those are rows of labels alone. The header, and its first row.
pub(super) fn find(words: &Words, grid: &Grid, row: usize) -> Option<(Header, usize)> {
    let mut header = Header::read(words, grid, grid.nth_row(row).1)?;
    if !header.is_of_indicators() {
        return None;
    }
    let mut first = row;
    while first > 0 && row - first < 2 && !header.names_project() {
        let above = grid.nth_row(first - 1).1;
        let all_labels = above.len() >= 2 && above.iter().all(|cell| words.label(grid.text(cell)).is_some());
        let Some(above) = all_labels.then(|| Header::read(words, grid, above)).flatten() else { break };
        first -= 1;
        header.put_above(above);
    }
    // A form's fields stand above its table too; only a table's header has the project beside the indicators.
    if first == row || header.names_project() {
        return Some((header, first));
    }
    let mut own = Header::read(words, grid, grid.nth_row(row).1)?;
    let above = Header::read(words, grid, grid.nth_row(row - 1).1);
    let is_part = |above: &Header| {
        above.cells.iter().all(|(_, label)| label.is_of_indicator() || *label == Label::Aside)
            && above.cells.iter().any(|(_, label)| label.is_of_indicator())
    };
    match above.filter(is_part) {
        Some(above) => {
            own.put_above(above);
            Some((own, row - 1))
        }
        None => Some((own, row)),
    }
}
