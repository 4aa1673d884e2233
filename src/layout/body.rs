//! The rows of a table of indicators → indicators.

use std::ops::RangeInclusive;

use rust_decimal::Decimal;

use crate::read::{Grid, GridCell, Place};
use crate::record::is_comparison;
use crate::record::{
    Amount, Aside, Better, Cell, Dimension, Group, Indicator, Label, Purpose, ReadingKind, ReadingNote,
    Structure, Used, plain_number,
};

use super::columns::{Columns, Role};
use super::looks::is_dash;
use super::words::Words;

/// Reads the rows of a table, one after the other. The levels that a blank cell stands for are those above it,
/// as merged cells leave them.
pub(super) struct Body<'a> {
    words: &'a Words,
    grid: &'a Grid,
    level1: Option<Level1>,
    /// For each block the 二级指标 in force; None inside where the cell names no known one.
    level2: Vec<Option<Option<Dimension>>>,
    /// Names that are merged over several rows: first and last row, and the cell.
    merged: Vec<(u32, u32, Place)>,
    eras: Eras,
    pub notes: Vec<ReadingNote>,
    pub used: Vec<Used>,
}

#[derive(Debug, Clone, Copy)]
struct Level1 {
    group: Group,
    cost: bool,
}

/// Where 成本 stands.
#[derive(Debug, Default)]
struct Eras {
    level1: bool,
    level2: Option<(Cell, Option<usize>)>,
}

/// A row, its cells given to their columns.
pub(super) struct Line<'a> {
    pub row: u32,
    /// The cells of the department or project.
    pub own: Vec<(Label, &'a GridCell)>,
    blocks: Vec<Slots<'a>>,
    /// The first cell under no header.
    pub stray: Option<&'a GridCell>,
    /// Whether the blocks are regions, which share all but the target value.
    is_by_region: bool,
    /// The cells under headers that no rule asks about.
    aside: Vec<&'a GridCell>,
    /// 绩效指标 beside the rows.
    pub head: Option<&'a GridCell>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Slots<'a> {
    level1: Option<&'a GridCell>,
    level2: Option<&'a GridCell>,
    name: Option<&'a GridCell>,
    value: Option<&'a GridCell>,
    /// The target value of several years.
    multiyear: Option<&'a GridCell>,
    operator: Option<&'a GridCell>,
    direction: Option<&'a GridCell>,
    unit: Option<&'a GridCell>,
    weight: Option<&'a GridCell>,
}

impl<'a> Slots<'a> {
    fn slot(&mut self, label: Label) -> Option<&mut Option<&'a GridCell>> {
        Some(match label {
            Label::Level1 => &mut self.level1,
            Label::Level2 => &mut self.level2,
            Label::Name => &mut self.name,
            Label::Value => &mut self.value,
            Label::ValueMultiyear => &mut self.multiyear,
            Label::Operator => &mut self.operator,
            Label::Direction => &mut self.direction,
            Label::Unit => &mut self.unit,
            Label::Weight => &mut self.weight,
            _ => return None,
        })
    }

    fn has_content(&self) -> bool {
        self.name.or(self.value).is_some()
    }
}

impl<'a> Line<'a> {
    /// Gives the cells of a row to their columns.
    pub fn new(columns: &Columns, row: u32, cells: &'a [GridCell]) -> Self {
        let blocks = vec![Slots::default(); columns.blocks.len()];
        let mut line = Self {
            row,
            own: Vec::new(),
            blocks,
            stray: None,
            is_by_region: columns.is_by_region,
            aside: Vec::new(),
            head: None,
        };
        for cell in cells {
            match columns.role(cell.column) {
                Role::Outside => _ = line.stray.get_or_insert(cell),
                Role::Aside => line.aside.push(cell),
                Role::Head => _ = line.head.get_or_insert(cell),
                Role::Own(label) => line.own.push((label, cell)),
                Role::Of(block, label) => {
                    if let Some(slot) = line.blocks.get_mut(usize::from(block)).and_then(|it| it.slot(label))
                    {
                        *slot = Some(cell);
                    }
                }
            }
        }
        if columns.is_by_region
            && let Some((first, others)) = line.blocks.split_first_mut()
        {
            others.iter_mut().for_each(|other| *other = Slots { value: other.value, ..*first });
        }
        line
    }

    /// The first own cell of this kind.
    pub fn own(&self, wanted: Label) -> Option<&'a GridCell> {
        self.own.iter().find(|(label, _)| *label == wanted).map(|&(_, cell)| cell)
    }

    /// The first cell of an indicator's columns.
    pub fn of_indicator(&self) -> Option<&'a GridCell> {
        let cells = self.blocks.iter().flat_map(|it| {
            [it.level1, it.level2, it.name, it.value, it.operator, it.direction, it.unit, it.weight]
        });
        cells.flatten().min_by_key(|cell| cell.column)
    }

    /// Whether it has the name or value of an indicator.
    pub fn has_indicators(&self) -> bool {
        self.blocks.iter().any(Slots::has_content)
    }
}

impl<'a> Body<'a> {
    pub fn new(words: &'a Words, grid: &'a Grid) -> Self {
        Self {
            words,
            grid,
            level1: None,
            level2: Vec::new(),
            merged: Vec::new(),
            eras: Eras::default(),
            notes: Vec::new(),
            used: Vec::new(),
        }
    }

    /// Begins a project: nothing above is carried down.
    pub fn begin(&mut self, columns: &Columns) {
        self.level1 = None;
        self.level2 = vec![None; columns.blocks.len()];
    }

    /// Accounts for a row of the header.
    pub fn header(&mut self, columns: &Columns, row: u32, cells: &[GridCell]) {
        for cell in cells {
            let label = match columns.role(cell.column) {
                Role::Own(label) | Role::Of(_, label) => label,
                Role::Head if columns.is_multiyear => Label::IndicatorsMultiyear,
                Role::Head => Label::Indicators,
                Role::Aside | Role::Outside => Label::Aside,
            };
            self.take(row, cell, Purpose::Header(label));
        }
    }

    /// Begins a table in these rows of the file: finds the names that are merged over several of them.
    pub fn turn(&mut self, columns: &Columns, rows: RangeInclusive<u32>) {
        self.merged.clear();
        let merges = &self.grid.merges;
        let start = merges.partition_point(|(first, _)| first.row < *rows.start());
        for &(first, last) in merges[start..].iter().take_while(|(first, _)| first.row <= *rows.end()) {
            let covers = |column: u32| (first.column..=last.column).contains(&column);
            if last.row > first.row && columns.blocks.iter().any(|block| covers(block.name)) {
                self.merged.push((first.row, last.row, first));
            }
        }
        self.merged.sort_unstable();
        self.begin(columns);
    }

    /// The structure that the rows follow.
    pub fn structure(&self) -> Structure {
        if self.eras.level1 { Structure::Of2021 } else { Structure::Of2015 }
    }

    /// Ends the table: says what only the whole of it shows.
    pub fn end(&mut self) {
        if self.eras.level1
            && let Some((cell, project)) = self.eras.level2.take()
        {
            self.notes.push(ReadingNote { cell, project, kind: ReadingKind::MixedEras });
        }
    }

    /// The cell as a record holds it.
    pub fn cell(&self, row: u32, cell: &GridCell) -> Cell {
        Cell { raw: self.grid.text(cell).to_owned(), place: Place { row, column: cell.column } }
    }

    /// Accounts for a cell that is no part of a record.
    pub fn take(&mut self, row: u32, cell: &GridCell, purpose: Purpose) {
        self.used.push(Used { place: Place { row, column: cell.column }, purpose });
    }

    /// Accounts for the cells of a line that no record holds: levels, directions, columns set aside, what repeats
    /// the project's own cells.
    pub fn take_line(&mut self, line: &Line<'_>) {
        let row = line.row;
        line.aside.iter().for_each(|cell| self.take(row, cell, Purpose::Aside(Aside::Column)));
        line.own.iter().for_each(|&(label, cell)| self.take(row, cell, Purpose::Value(label)));
        line.head.iter().for_each(|cell| self.take(row, cell, Purpose::Header(Label::Indicators)));
    }

    /// Leaves a note on a cell.
    pub fn note(&mut self, row: u32, cell: &GridCell, project: Option<usize>, kind: ReadingKind) {
        let cell = self.cell(row, cell);
        self.notes.push(ReadingNote { cell, project, kind });
    }

    /// Whether the row only names levels: 产出指标 over indicators that follow, or that an empty form lists.
    pub fn is_level_row(&self, line: &Line<'_>) -> bool {
        let names_level = |slots: &Slots<'_>| {
            let group = slots.level1.map(|cell| self.words.group(self.grid.text(cell)).is_some());
            let dimension = slots.level2.map(|cell| {
                let text = self.grid.text(cell);
                self.words.dimension(text).is_some() || self.words.is_template(text)
            });
            (group.is_some() || dimension.is_some()) && group.unwrap_or(true) && dimension.unwrap_or(true)
        };
        line.stray.is_none() && line.blocks.iter().any(names_level)
    }

    /// The indicators of a row, each with the index of its block.
    pub fn indicators(
        &mut self,
        columns: &Columns,
        line: &Line<'_>,
        project: Option<usize>,
    ) -> Vec<(usize, Indicator)> {
        let mut indicators = Vec::new();
        // What belongs nowhere; the first of it stands for the rest of the row.
        let mut stray: Vec<&GridCell> = line.stray.into_iter().collect();
        for (index, slots) in line.blocks.iter().enumerate() {
            // Regions share the levels.
            if index == 0 || !line.is_by_region {
                stray.extend(self.levels(index, slots, line.row, project));
            } else if let Some(level2) = self.level2.first().copied() {
                self.level2[index..].iter_mut().take(1).for_each(|own| *own = level2);
            }
            // A blank cell or a stroke among regions: the indicator is not that region's.
            if line.is_by_region && line.blocks.iter().any(|it| it.value.is_some()) {
                let dash = slots.value.filter(|cell| is_dash(self.grid.text(cell)));
                dash.into_iter().for_each(|cell| self.take(line.row, cell, Purpose::Aside(Aside::Template)));
                if slots.value.is_none() || dash.is_some() {
                    continue;
                }
            }
            let read = self.indicator(columns, index, slots, line.row);
            if read.is_none() && slots.multiyear.is_none() && self.grouped(index, slots).is_none() {
                let beside = [slots.operator, slots.direction, slots.unit, slots.weight];
                stray.extend([slots.name, slots.value].into_iter().chain(beside).flatten());
            }
            indicators.extend(read.map(|indicator| (index, indicator)));
        }
        if let Some(cell) = stray.into_iter().min_by_key(|cell| cell.column) {
            self.note(line.row, cell, project, ReadingKind::Unplaced);
        }
        indicators
    }

    /// Takes the level cells of a row over. A cell of 一级指标 that names no group is handed back.
    fn levels<'c>(
        &mut self,
        index: usize,
        slots: &Slots<'c>,
        row: u32,
        project: Option<usize>,
    ) -> Option<&'c GridCell> {
        let mut unknown = None;
        let mut dimension = None;
        if let Some(cell) = slots.level1 {
            let text = self.grid.text(cell);
            match self.words.group(text) {
                Some((group, cost)) => {
                    self.take(row, cell, Purpose::Value(Label::Level1));
                    self.level1 = Some(Level1 { group, cost });
                    self.level2.fill(None);
                    self.eras.level1 |= cost;
                    // 数量指标 in the place of 产出指标.
                    dimension = self.words.dimension(text).filter(|_| !cost && slots.level2.is_none());
                }
                None => unknown = Some(cell),
            }
        }
        if let Some(cell) = slots.level2 {
            dimension = self.words.dimension(self.grid.text(cell));
            match dimension {
                Some(_) => self.take(row, cell, Purpose::Value(Label::Level2)),
                None if self.words.is_template(self.grid.text(cell)) => {
                    self.take(row, cell, Purpose::Aside(Aside::Template));
                }
                // A district's own name for a level.
                None if slots.has_content() => self.take(row, cell, Purpose::Aside(Aside::Field)),
                None => unknown = unknown.or(Some(cell)),
            }
            let under_output =
                self.level1.is_some_and(|level1| level1.group == Group::Output && !level1.cost);
            if dimension == Some(Dimension::Cost) && under_output && self.eras.level2.is_none() {
                self.eras.level2 = Some((self.cell(row, cell), project));
            }
        }
        if (slots.level2.is_some() || dimension.is_some())
            && let Some(level2) = self.level2.get_mut(index)
        {
            *level2 = Some(dimension);
        }
        unknown
    }

    /// The group and dimension in force for a block.
    fn grouped(&self, index: usize, slots: &Slots<'_>) -> Option<(Group, Option<Dimension>)> {
        let dimension = self.level2.get(index).copied().flatten().flatten();
        match (self.level1, dimension) {
            (Some(level1), _) if level1.cost => Some((Group::Output, Some(Dimension::Cost))),
            (Some(level1), Some(dimension)) => {
                let own = dimension.group();
                match () {
                    () if own == level1.group => Some((own, Some(dimension))),
                    // A satisfaction under 效益指标 is one; of other contradictions a level that stands in the row
                    // itself is believed before one that is carried down.
                    () if dimension == Dimension::Satisfaction || slots.level1.is_none() => {
                        Some((own, Some(dimension)))
                    }
                    () => Some((level1.group, None)),
                }
            }
            (Some(Level1 { group: Group::Satisfaction, .. }), None) => {
                Some((Group::Satisfaction, Some(Dimension::Satisfaction)))
            }
            (Some(level1), None) => Some((level1.group, None)),
            (None, Some(dimension)) => Some((dimension.group(), Some(dimension))),
            (None, None) => None,
        }
    }

    fn indicator(
        &mut self,
        columns: &Columns,
        index: usize,
        slots: &Slots<'_>,
        row: u32,
    ) -> Option<Indicator> {
        let block = columns.blocks.get(index)?;
        let template = |cell: &&GridCell| self.words.is_template(self.grid.text(cell));
        let name = slots.name.filter(|cell| !template(cell));
        let value = slots.value.filter(|cell| !template(cell));
        if let Some(cell) = slots.multiyear {
            self.take(row, cell, Purpose::Aside(Aside::Multiyear));
            if value.is_none() {
                // An indicator of several years, and not of this one.
                let cells = [slots.name, slots.operator, slots.direction, slots.unit, slots.weight];
                for cell in cells.into_iter().flatten() {
                    self.take(row, cell, Purpose::Aside(Aside::Multiyear));
                }
                return None;
            }
        }
        for cell in [slots.name, slots.value].into_iter().flatten().filter(template) {
            self.take(row, cell, Purpose::Aside(Aside::Template));
        }
        if name.or(value).is_none() {
            for cell in [slots.operator, slots.direction, slots.unit, slots.weight].into_iter().flatten() {
                self.take(row, cell, Purpose::Aside(Aside::Template));
            }
            return None;
        }
        let (group, dimension) = self.grouped(index, slots)?;
        let place = |column: u32| Place { row, column };
        let name = name.map(|cell| self.cell(row, cell)).or_else(|| self.merged_name(row, block.name));
        let name_place = name.as_ref().map_or(place(block.name), |cell| cell.place);
        let (operator, better) = self.operator(slots, row);
        Some(Indicator {
            row,
            group,
            dimension,
            name,
            name_place,
            value: value.map(|cell| self.cell(row, cell)),
            value_place: place(block.value),
            operator,
            unit: slots.unit.map(|cell| Box::new(self.cell(row, cell))),
            weight: slots.weight.map(|cell| {
                let number = points(self.grid.text(cell));
                Box::new(Amount { cell: self.cell(row, cell), number, unit: None })
            }),
            better,
        })
    }

    /// The name that is merged over several rows, of which this is a later one.
    fn merged_name(&self, row: u32, column: u32) -> Option<Cell> {
        let after = self.merged.partition_point(|&(first, ..)| first < row);
        // Areas of one column do not overlap, and there are few columns with names.
        let mut before = self.merged[..after].iter().rev().take(4);
        let &(.., place) = before.find(|(_, last, place)| *last >= row && place.column <= column)?;
        let raw = self.grid.at(place);
        (!raw.is_empty()).then(|| Cell { raw: raw.to_owned(), place })
    }

    /// What stands under 指标性质 and 指标方向: forms swap the two, so that the cells themselves decide.
    fn operator(&mut self, slots: &Slots<'_>, row: u32) -> (Option<Box<Cell>>, Option<Better>) {
        let (mut operator, mut better): (Option<&GridCell>, _) = (None, None);
        for cell in [slots.operator, slots.direction].into_iter().flatten() {
            let text = self.grid.text(cell);
            match self.words.direction(text) {
                Some(direction) => {
                    better = Some(direction);
                    self.take(row, cell, Purpose::Value(Label::Direction));
                }
                None if operator.is_none() => operator = Some(cell),
                None => {
                    let beside = if is_comparison(text) { operator.replace(cell) } else { Some(cell) };
                    if let Some(cell) = beside {
                        self.take(row, cell, Purpose::Aside(Aside::Field));
                    }
                }
            }
        }
        (operator.map(|cell| Box::new(self.cell(row, cell))), better)
    }
}

/// The points of a weight: `20`, `20分`, `20%`.
fn points(raw: &str) -> Option<Decimal> {
    plain_number(raw.trim().trim_end_matches(['分', '%', '％']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights() {
        for raw in ["20", "20分", "20%", " 20.0 "] {
            assert_eq!(points(raw), Some(Decimal::from(20)), "{raw}");
        }
        assert_eq!(points("见附件"), None);
    }
}
