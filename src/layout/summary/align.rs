//! Step 2: which columns the cells of a row stand in.
//!
//! A project's row and the rows below it, up to the next header block, nearly always share one shift, because
//! one cell of the page was lost for all of them. So shifts are tried for the whole segment: the first under
//! which every row fits the header is taken; where none does, the shifts are weighed by what the cells look
//! like in the columns they would stand in. A row that fits far better by itself is let go its own way.

use crate::layout::header::{Columns, Role};
use crate::layout::looks::{Looks, is_number, looks};
use crate::layout::words::Words;
use crate::read::{Grid, GridCell};
use crate::record::Group;

use super::lines::{Kind, Line, Table, body};

/// Shifts in the order in which they are likely: a blank cell lost, an empty column too many.
const SHIFTS: [i8; 9] = [0, 1, -1, 2, -2, 3, -3, 4, -4];
/// How much better a row must fit by itself to leave its segment.
const OWN_WAY: i32 = 5;

/// The most characters of a name's last line that make no name of their own.
const LONGEST_REST: usize = 6;

/// Settles the shift of every line, and whether a leading line is a project or an orphan.
pub(super) fn settle(words: &Words, grid: &Grid, table: &mut Table) {
    let Table { pages, lines, .. } = table;
    let mut start = 0;
    let mut usual = (u32::MAX, 0i8);
    while start < lines.len() {
        let mut end = start + 1;
        while end < lines.len()
            && lines[end].sheet_page == lines[start].sheet_page
            && !starts_segment(lines[end].kind)
        {
            end += 1;
        }
        let columns = &pages[lines[start].page as usize];
        let weighing = Weighing { words, grid, columns };
        // The shift of the segment before, where it stands on the same page, is the likeliest after none.
        if usual.0 != lines[start].sheet_page {
            usual = (lines[start].sheet_page, 0);
        }
        // Only a segment's first line can be a leading one.
        if lines[start].kind == Kind::Leading {
            let above = start.checked_sub(1).map(|above| lines[above]);
            lines[start].kind = weighing.leading(&lines[start], above.as_ref());
        }
        let segment = &mut lines[start..end];
        if !matches!(segment[0].kind, Kind::Department | Kind::Sum | Kind::Loose) || segment.len() > 1 {
            usual.1 = weighing.segment(segment, usual.1);
        }
        let (before, segment) = lines.split_at_mut(start);
        weighing.orphans(before.last().copied(), &mut segment[..end - start]);
        start = end;
    }
}

fn starts_segment(kind: Kind) -> bool {
    matches!(kind, Kind::Department | Kind::Head | Kind::Sum | Kind::Leading | Kind::Bare)
}

/// Where the cells of a line fall under a shift.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Fill {
    /// Pairs that have a name, as bits.
    names: u16,
    /// Pairs that have a value, as bits.
    values: u16,
    goal: bool,
    /// Cells that fall where such a line has none.
    stray: u32,
}

struct Weighing<'a> {
    words: &'a Words,
    grid: &'a Grid,
    columns: &'a Columns,
}

impl Weighing<'_> {
    fn cells(&self, line: &Line) -> &[GridCell] {
        body(self.grid, self.columns, line.row).1
    }

    /// The cells that a shift moves: of a project's row those after its money.
    fn moving(&self, line: &Line, shift: i8) -> &[GridCell] {
        let cells = self.cells(line);
        match line.kind {
            Kind::Head | Kind::Leading | Kind::Bare => &cells[self.tail(cells, line.lead, shift)..],
            Kind::Department | Kind::Sum | Kind::Loose => &[],
            Kind::Further | Kind::Orphan => cells,
        }
    }

    /// Index of the first cell after a project's name and money. Under a shift of its own the rest of the row
    /// starts with the first cell that is no number; otherwise money columns keep whatever stands in them.
    fn tail(&self, cells: &[GridCell], lead: i8, shift: i8) -> usize {
        tail(self.grid, self.columns, cells, lead, shift)
    }

    fn fill(&self, line: &Line, shift: i8) -> Fill {
        let mut fill = Fill::default();
        for cell in self.moving(line, shift) {
            match self.columns.role(i64::from(cell.column) + i64::from(shift)) {
                Role::PairName(pair) => fill.names |= 1 << pair,
                Role::PairValue(pair) => fill.values |= 1 << pair,
                Role::Goal if line.kind == Kind::Head => fill.goal = true,
                Role::Unused => {}
                _ => fill.stray += 1,
            }
        }
        if line.kind == Kind::Head && shift == line.lead {
            // Text in a money column is no number: something is wrong with the row.
            let cells = self.cells(line);
            let money = &cells[1..self.tail(cells, line.lead, shift)];
            fill.stray += money.iter().filter(|cell| !is_number(self.grid.text(cell))).count() as u32;
        }
        fill
    }

    /// Whether a line fits the header under a shift: every cell has its column, every name its value.
    fn fits(&self, line: &Line, shift: i8) -> bool {
        match line.kind {
            Kind::Head => {
                let fill = self.fill(line, shift);
                fill.stray == 0
                    && fill.names == fill.values
                    && (shift == line.lead || fill.goal)
                    && (self.is_satisfied(fill.names) || !self.looks_shifted(line, shift))
            }
            Kind::Further => {
                let fill = self.fill(line, shift);
                fill.stray == 0 && fill.names == fill.values && fill.names != 0
            }
            _ => true,
        }
    }

    fn is_satisfied(&self, pairs: u16) -> bool {
        groups(self.columns, pairs) & bit(Group::Satisfaction) != 0
    }

    /// Whether a project's row without a satisfaction indicator has one in another column, or a target value where
    /// the goal stands: then cells were lost in front of it.
    fn looks_shifted(&self, line: &Line, shift: i8) -> bool {
        self.moving(line, shift).iter().any(|cell| {
            let looks = || looks(self.words, self.grid.text(cell));
            match self.columns.role(i64::from(cell.column) + i64::from(shift)) {
                Role::PairName(_) => looks() == Looks::Satisfaction,
                Role::Goal => matches!(looks(), Looks::Target | Looks::Number),
                _ => false,
            }
        })
    }

    /// Whether every cell has its column and every name its value; a goal may be missing.
    fn complete(&self, line: &Line, shift: i8) -> bool {
        let fill = self.fill(line, shift);
        fill.stray == 0 && fill.names == fill.values
    }

    /// Settles the shift of a segment and returns it.
    fn segment(&self, segment: &mut [Line], usual: i8) -> i8 {
        let lead = segment.first().map_or(0, |line| line.lead);
        let order = [lead, lead + usual].into_iter().chain(SHIFTS.map(|shift| lead + shift));
        if let Some(shift) = order.clone().find(|&shift| segment.iter().all(|line| self.fits(line, shift))) {
            for line in segment.iter_mut() {
                self.set(line, shift);
            }
            return shift - lead;
        }
        let mut scores: Vec<[i32; SHIFTS.len()]> = Vec::with_capacity(segment.len());
        for line in segment.iter() {
            let seen = self.seen(line);
            scores.push(SHIFTS.map(|shift| self.score(line, lead + shift, &seen)));
        }
        let prior = |at: usize| match SHIFTS[at] {
            shift if shift == usual && shift != 0 => -1,
            0 => 0,
            shift => -1 - 2 * i32::from(shift.abs()),
        };
        let total = |at: usize| scores.iter().map(|row| row[at]).sum::<i32>() + prior(at);
        // On a tie the earlier shift of the list wins.
        let best = (0..SHIFTS.len()).rev().max_by_key(|&at| total(at)).unwrap_or(0);
        for (line, row) in segment.iter_mut().zip(&scores) {
            let own = (0..SHIFTS.len()).rev().max_by_key(|&at| row[at] + prior(at)).unwrap_or(best);
            // Where it has a place for every cell and a value for every name only by itself, better is enough.
            let stands = self.complete(line, lead + SHIFTS[best]);
            let needed = match self.complete(line, lead + SHIFTS[own]) {
                true if !stands => 0,
                // Where the segment's shift has a place for everything too, a satisfaction indicator filed
                // under the effects is likelier than a row that slipped by a whole pair.
                _ if stands && line.kind == Kind::Further => 2 * OWN_WAY,
                _ => OWN_WAY,
            };
            let leaves = row[own] + prior(own) > row[best] + prior(best).max(-3) + needed;
            self.set(line, lead + SHIFTS[if leaves { own } else { best }]);
        }
        SHIFTS[best]
    }

    fn set(&self, line: &mut Line, shift: i8) {
        line.shift = match line.kind {
            Kind::Head | Kind::Further => shift,
            _ => line.lead,
        };
        let fill = self.fill(line, line.shift);
        line.groups = groups(self.columns, fill.names | fill.values);
    }

    fn seen(&self, line: &Line) -> Vec<Looks> {
        self.cells(line).iter().map(|cell| looks(self.words, self.grid.text(cell))).collect()
    }

    /// How well a line's cells fit the columns they would stand in.
    fn score(&self, line: &Line, shift: i8, seen: &[Looks]) -> i32 {
        if !matches!(line.kind, Kind::Head | Kind::Further | Kind::Leading | Kind::Orphan) {
            return 0;
        }
        let cells = self.cells(line);
        let moving = self.moving(line, shift);
        let first = cells.len() - moving.len();
        let head = matches!(line.kind, Kind::Head | Kind::Leading);
        let mut score = 0;
        let (mut names, mut values, mut goal) = (0u32, 0u32, false);
        for (cell, &looks) in moving.iter().zip(&seen[first..]) {
            let role = self.columns.role(i64::from(cell.column) + i64::from(shift));
            match role {
                Role::PairName(pair) => names |= 1 << pair,
                Role::PairValue(pair) => values |= 1 << pair,
                Role::Goal => goal = true,
                _ => {}
            }
            score += self.suits(role, looks, head);
        }
        if head {
            let money = cells[1..first].iter().zip(&seen[1..first]);
            score += money.map(|(_, &looks)| if looks == Looks::Number { 3 } else { -5 }).sum::<i32>();
            score -= i32::from(self.columns.goal.is_some() && !goal);
        }
        let (complete, only_name, only_value) = (names & values, names & !values, values & !names);
        score + 4 * complete.count_ones() as i32
            - 2 * only_name.count_ones() as i32
            - 3 * only_value.count_ones() as i32
    }

    /// How well one cell suits a column.
    fn suits(&self, role: Role, looks: Looks, head: bool) -> i32 {
        match (role, looks) {
            (Role::PairName(pair), Looks::Satisfaction) => {
                let here =
                    self.columns.pairs.get(usize::from(pair)).is_some_and(|p| p.group == Group::Satisfaction);
                if here { 6 } else { -5 }
            }
            (Role::PairName(_), Looks::Number) => -2,
            (Role::PairName(_), Looks::Target) => -1,
            (Role::PairName(_), _) => 0,
            (Role::PairValue(_), Looks::Target) => 2,
            (Role::PairValue(_), Looks::Number) => 1,
            (Role::PairValue(_), Looks::Satisfaction) => -4,
            (Role::PairValue(_), _) => 0,
            (Role::Goal, _) if !head => -6,
            (Role::Goal, Looks::Prose) => 3,
            (Role::Goal, Looks::Phrase) => 2,
            (Role::Goal, _) => -4,
            (Role::Unused, _) => -1,
            _ => -8,
        }
    }

    /// Whether a line that starts in the first column names a project or goes on with the one above.
    fn leading(&self, line: &Line, above: Option<&Line>) -> Kind {
        if above.is_some_and(|above| self.is_rest_of_name(line, above)) {
            return Kind::Further;
        }
        let seen = self.seen(line);
        let as_head =
            SHIFTS.map(|shift| self.score(line, line.lead + shift, &seen) - 2 * i32::from(shift.abs()));
        let as_head = as_head.into_iter().max().unwrap_or(i32::MIN);
        let Some(first) = self.columns.pairs.first() else { return Kind::Head };
        let Some(shift) = self.cells(line).first().map(|cell| first.name as i64 - i64::from(cell.column))
        else {
            return Kind::Loose;
        };
        let orphan = Line { kind: Kind::Orphan, ..*line };
        let shift = i8::try_from(shift).unwrap_or(0);
        let as_orphan = self.score(&orphan, shift, &seen) - if above.is_some() { 2 } else { 8 };
        if as_orphan > as_head { Kind::Orphan } else { Kind::Head }
    }

    /// Whether a line begins with the rest of the name above it, and goes on as a further row: a few characters right
    /// below a project's name, with neither money nor goal, in front of indicators.
    fn is_rest_of_name(&self, line: &Line, above: &Line) -> bool {
        let [first, rest @ ..] = self.cells(line) else { return false };
        let fits = |cell: &GridCell| {
            let role = self.columns.role(i64::from(cell.column) + i64::from(above.shift));
            matches!(role, Role::PairName(_) | Role::PairValue(_))
        };
        above.kind == Kind::Head
            && above.sheet_page == line.sheet_page
            && self.grid.text(first).trim().chars().count() <= LONGEST_REST
            && rest.iter().all(fits)
    }

    /// Settles the shift of orphans: they go on with the leftmost group of the line above.
    fn orphans(&self, before: Option<Line>, segment: &mut [Line]) {
        let mut above = before;
        for line in segment {
            if line.kind == Kind::Orphan {
                place_orphan(self.grid, self.columns, above.as_ref(), line);
            }
            above = Some(*line);
        }
    }
}

/// Index of the first cell of a project's row after its name and money. See [`Weighing::tail`].
pub(super) fn tail(grid: &Grid, columns: &Columns, cells: &[GridCell], lead: i8, shift: i8) -> usize {
    let own = shift != lead;
    let rest = cells.iter().skip(1).take_while(|cell| {
        columns.role(i64::from(cell.column) + i64::from(lead)).is_money()
            && (!own || is_number(grid.text(cell)))
    });
    (1 + rest.count()).min(cells.len())
}

/// Gives an orphan its shift: its first cell is the name of the leftmost group that the line above has.
pub(super) fn place_orphan(grid: &Grid, columns: &Columns, above: Option<&Line>, line: &mut Line) {
    let cells = body(grid, columns, line.row).1;
    let Some(first) = cells.first() else { return };
    let groups_above = above.map_or(0, |line| line.groups);
    let fits = |pair: &&crate::layout::header::Pair| {
        let shift = i64::from(pair.name) - i64::from(first.column);
        cells.iter().all(|cell| {
            matches!(columns.role(i64::from(cell.column) + shift), Role::PairName(_) | Role::PairValue(_))
        })
    };
    let continued = columns.pairs.iter().find(|pair| groups_above & bit(pair.group) != 0).filter(fits);
    let Some(pair) = continued.or_else(|| columns.pairs.first()) else { return };
    line.kind = Kind::Orphan;
    line.shift = i8::try_from(i64::from(pair.name) - i64::from(first.column)).unwrap_or(0);
    line.lead = line.shift;
    let mut filled = 0;
    for cell in cells {
        if let Role::PairName(pair) | Role::PairValue(pair) =
            columns.role(i64::from(cell.column) + i64::from(line.shift))
        {
            filled |= 1 << pair;
        }
    }
    line.groups = groups(columns, filled);
}

/// The groups of the pairs whose bits are set.
fn groups(columns: &Columns, pairs: u16) -> u8 {
    let filled = columns.pairs.iter().enumerate().filter(|(index, _)| pairs & (1 << index) != 0);
    filled.fold(0, |groups, (_, pair)| groups | bit(pair.group))
}

/// A group's bit in [`Line::groups`].
pub(super) fn bit(group: Group) -> u8 {
    match group {
        Group::Output => 1,
        Group::Effect => 2,
        Group::Satisfaction => 4,
    }
}
