//! The family `form`: one project, its fields by label, and a table of its indicators. A sheet may hold several.

use crate::read::{Grid, GridCell, Place};
use crate::record::{
    Amount, Aside, Cell, Department, Funding, Indicator, Label, Project, Purpose, ReadingKind, ReadingNote,
    Sheet, Structure, Used,
};

use super::body::{Body, Line};
use super::catalogue::Layout;
use super::columns::{Columns, Header, find};
use super::fields::Fields;
use super::flat::code_and_name;
use super::key::key;
use super::title::{Title, is_page_line};
use super::words::Words;

/// The rows of one form, as ordinals.
#[derive(Debug, Clone, Copy)]
struct Extent {
    start: usize,
    /// The first row of the header of indicators.
    header: usize,
    /// The row below that header.
    body: usize,
    end: usize,
}

/// Reads the forms of a sheet; None where there is none that says anything.
pub(super) fn read(layout: &Layout, file: &str, grid: &Grid) -> Option<Sheet> {
    let words = &layout.words;
    let extents = extents(words, grid);
    let mut reader = Reader {
        words,
        grid,
        title: Title::default(),
        structure: Structure::default(),
        departments: Vec::new(),
        projects: Vec::new(),
        notes: Vec::new(),
        used: Vec::new(),
    };
    // A list above the first form.
    for (row, cells) in (0..extents.first().map_or(0, |first| first.start)).map(|row| grid.nth_row(row)) {
        let places = cells.iter().map(|cell| Place { row, column: cell.column });
        reader.used.extend(places.map(|place| Used { place, purpose: Purpose::Aside(Aside::Remark) }));
    }
    for extent in extents {
        reader.form(extent);
    }
    if reader.projects.is_empty() {
        return None;
    }
    reader.notes.sort_by_key(|note| note.cell.place);
    Some(Sheet {
        file: file.into(),
        layout: layout.id.clone(),
        year: reader.title.year(),
        money_unit: reader.title.unit().or(layout.money_unit),
        structure: reader.structure,
        departments: reader.departments,
        projects: reader.projects,
        notes: reader.notes,
        used: reader.used,
        grid: Grid::default(),
    })
}

/// Finds the forms: each has a header of indicators, and before it the label of the project's name.
fn extents(words: &Words, grid: &Grid) -> Vec<Extent> {
    let mut extents: Vec<Extent> = Vec::new();
    // Where the form begins that the last 项目名称 names, as long as its header has not come.
    let mut named = None;
    // Whether a list (序号, 项目名称, …) stands above it.
    let mut listed = false;
    for row in 0..grid.rows().len() {
        let cells = grid.nth_row(row).1;
        let is_name = cells.iter().any(|cell| {
            let text = grid.text(cell);
            words.label(text).or(words.inline(text).map(|(label, _)| label)) == Some(Label::Project)
        });
        let is_list = cells.iter().any(|cell| key(grid.text(cell)) == "序号");
        listed |= is_name && is_list && extents.is_empty();
        if is_name && !is_list && named.is_none() {
            named = Some(match extents.last() {
                None if !listed => 0,
                // What stands between two forms is the title of the second.
                last => {
                    let above = last.map_or(0, |last| last.body)..row;
                    let titles = above.rev().take_while(|&row| is_title(words, grid, row));
                    titles.last().unwrap_or(row)
                }
            });
        }
        if let Some(start) = named
            && let Some((header, first)) = find(words, grid, row)
            && !header.names_project()
            && header.columns().is_some()
        {
            if let Some(last) = extents.last_mut() {
                last.end = start;
            }
            extents.push(Extent { start, header: first, body: row + 1, end: grid.rows().len() });
            named = None;
        }
    }
    extents
}

/// Whether a row can only be a line of a title: one cell, or a few short ones that speak of no indicator; in a
/// document a paragraph that is no note.
fn is_title(words: &Words, grid: &Grid, row: usize) -> bool {
    let (number, cells) = grid.nth_row(row);
    if grid.medium.is_paragraph(number) {
        return !cells.first().is_some_and(|cell| words.is_note(grid.text(cell)));
    }
    let says_so = |cell: &GridCell| {
        let text = key(grid.text(cell));
        text.contains("绩效目标") || text.contains("年度)") || text.starts_with("附") || is_page_line(&text)
    };
    cells.len() <= 3 && cells.iter().any(says_so)
}

struct Reader<'a> {
    words: &'a Words,
    grid: &'a Grid,
    title: Title,
    structure: Structure,
    departments: Vec<Department>,
    projects: Vec<Project>,
    notes: Vec<ReadingNote>,
    used: Vec<Used>,
}

impl Reader<'_> {
    fn form(&mut self, extent: Extent) {
        let fields = Fields::read(self.words, self.grid, extent.start..extent.header, &mut self.title);
        if let Some(year) = fields.value(Label::Year) {
            self.title.read_year(fields.text(year));
        }
        let index = self.projects.len();
        let mut body = Body::new(self.words, self.grid);
        let Some((columns, below)) = self.header(&mut body, extent.body - 1) else { return };
        let last = self.grid.nth_row(extent.end.saturating_sub(1)).0;
        body.turn(&columns, self.grid.nth_row(extent.body - 1).0..=last);
        let is_by_region = columns.is_by_region;
        let regions = if is_by_region { self.grid.nth_row(below - 1) } else { (0, [].as_slice()) };
        let found = self.rows(&mut body, columns, Extent { body: below, ..extent }, index);
        let found = yearly(&fields, found, is_by_region, &mut body);
        body.end();
        if body.structure() == Structure::Of2021 {
            self.structure = Structure::Of2021;
        }
        let (mut funding, aside) = fields.funding();
        let (goal, name) = (fields.goal(), fields.value(Label::Project));
        self.used.extend(fields.used());
        self.used.extend(aside);
        self.used.extend(body.used);
        let has_money = funding.total.is_some() || funding.fiscal.is_some() || !funding.other.is_empty();
        if name.is_none() && found.is_empty() && goal.1.is_none() && !has_money {
            // An empty form: what stands in it all the same belongs to no project.
            self.notes.extend(body.notes.into_iter().map(|note| ReadingNote { project: None, ..note }));
            return;
        }
        let department = fields.value(Label::Department).or(fields.value(Label::InCharge));
        let department = department.and_then(|cell| self.department(cell, &fields));
        self.notes.extend(body.notes);
        let by_region = match is_by_region {
            true => self.region_funding(extent, regions.1),
            false => Vec::new(),
        };
        if regions.1.len() > 1 || !by_region.is_empty() {
            // The money is that of all regions together.
            let amounts = funding.total.take().into_iter().chain(funding.fiscal.take());
            self.used.extend(
                amounts.chain(funding.other.drain(..)).map(|amount| Used {
                    place: amount.cell.place,
                    purpose: Purpose::Aside(Aside::AllRegions),
                }),
            );
        }
        let project = Project {
            department,
            name: name.cloned(),
            row: fields.row_of(Label::Project),
            funding,
            goal: goal.1.cloned(),
            goal_place: goal.0,
            region: None,
            indicators: Vec::new(),
        };
        if !is_by_region {
            let indicators = found.into_iter().map(|(_, indicator)| indicator).collect();
            return self.projects.push(Project { indicators, ..project });
        }
        for (block, cell) in regions.1.iter().enumerate() {
            let own = found.iter().filter(|(of, _)| *of == block);
            let indicators = own.map(|(_, indicator)| indicator.clone()).collect();
            let place = Place { row: regions.0, column: cell.column };
            let region = Some(Cell { raw: self.grid.text(cell).to_owned(), place });
            let funding = by_region.get(block).unwrap_or(&project.funding).clone();
            self.projects.push(Project { region, indicators, funding, ..project.clone() });
        }
    }

    /// The money of each region, where a row above names the regions over columns of money.
    fn region_funding(&mut self, extent: Extent, regions: &[GridCell]) -> Vec<Funding> {
        let text = |cell: &GridCell| key(self.grid.text(cell));
        let column_of = |row: usize, region: &GridCell| {
            let cells = self.grid.nth_row(row).1;
            Some(cells.iter().find(|cell| text(cell) == text(region))?.column)
        };
        let named = (extent.start..extent.header).find_map(|row| {
            let columns: Option<Vec<u32>> = regions.iter().map(|region| column_of(row, region)).collect();
            Some((row, columns?))
        });
        let Some((head, columns)) = named else { return Vec::new() };
        let mut by_region = vec![Funding::default(); columns.len()];
        for row in head + 1..extent.header {
            let (number, cells) = self.grid.nth_row(row);
            let labels = || cells.iter().filter_map(|cell| self.words.label(self.grid.text(cell)));
            let Some(label) = labels().find(|label| label.is_money()) else { continue };
            for (funding, &column) in by_region.iter_mut().zip(&columns) {
                let Some(cell) = cells.iter().find(|cell| cell.column == column) else { continue };
                let place = Place { row: number, column };
                let amount = Amount::read(Cell { raw: self.grid.text(cell).to_owned(), place });
                match label {
                    Label::Other => funding.other.push(amount),
                    Label::Fiscal | Label::FiscalPart if funding.fiscal.is_none() => {
                        funding.fiscal = Some(amount);
                    }
                    _ if label.is_total() && funding.total.is_none() => funding.total = Some(amount),
                    _ => {}
                }
            }
        }
        let has_money = |it: &Funding| it.total.is_some() || it.fiscal.is_some() || !it.other.is_empty();
        if by_region.iter().any(has_money) { by_region } else { Vec::new() }
    }

    /// Reads the header of indicators at `row`: its columns, and the row below it.
    fn header(&self, body: &mut Body<'_>, row: usize) -> Option<(Columns, usize)> {
        let (mut header, first) = find(self.words, self.grid, row)?;
        let below = self.grid.nth_row(row + 1);
        let has_parts = header.read_parts(self.words, self.grid, below.1);
        let has_regions = !has_parts && header.read_regions(below.1);
        let columns = header.columns()?;
        for (number, cells) in (first..=row).map(|row| self.grid.nth_row(row)) {
            body.header(&columns, number, cells);
        }
        if has_parts {
            body.header(&columns, below.0, below.1);
        }
        if has_regions {
            // A later page names the regions again.
            below.1.iter().for_each(|cell| body.take(below.0, cell, Purpose::Header(Label::RegionValue)));
        }
        Some((columns, row + 1 + usize::from(has_regions || has_parts)))
    }

    fn rows(&self, body: &mut Body<'_>, mut columns: Columns, extent: Extent, index: usize) -> Vec<Found> {
        let mut found = Vec::new();
        // Rows that are none of the table: fields below it, unless indicators follow.
        let mut beside: Vec<usize> = Vec::new();
        let mut is_multiyear = columns.is_multiyear;
        let mut row = extent.body;
        while row < extent.end {
            // A header on the next page, or of the next block.
            if let Some(again) = Header::read(self.words, self.grid, self.grid.nth_row(row).1)
                && again.is_of_indicators()
                && let Some((again, below)) = self.header(body, row)
            {
                is_multiyear = again.is_multiyear;
                body.begin(&again);
                (columns, row) = (again, below);
                continue;
            }
            let (number, cells) = self.grid.nth_row(row);
            row += 1;
            let Some(first) = cells.first() else { continue };
            let text = self.grid.text(first);
            match self.words.label(text) {
                Some(Label::IndicatorsMultiyear) => is_multiyear = true,
                Some(Label::Indicators) => is_multiyear = false,
                _ => {}
            }
            let line = Line::new(&columns, number, cells);
            let is_beside = self.grid.medium.is_paragraph(number);
            let aside = match () {
                () if is_beside || self.words.is_note(text) || (cells.len() == 1 && is_page_line(text)) => {
                    Aside::Remark
                }
                () if line.has_indicators() || body.is_level_row(&line) => {
                    for (number, cells) in beside.drain(..).map(|row| self.grid.nth_row(row)) {
                        if let Some(first) = cells.first() {
                            body.note(number, first, Some(index), ReadingKind::Unplaced);
                        }
                    }
                    body.take_line(&line);
                    // Money or goals of an indicator's own.
                    for (_, cell) in &line.own {
                        body.take(number, cell, Purpose::Aside(Aside::Field));
                    }
                    let indicators = body.indicators(&columns, &line, Some(index));
                    found.extend(indicators.into_iter().map(|(block, indicator)| Found {
                        block,
                        is_multiyear,
                        indicator,
                    }));
                    continue;
                }
                () if self.words.is_sum(text) => Aside::Sum,
                () => {
                    beside.push(row - 1);
                    continue;
                }
            };
            cells.iter().for_each(|cell| body.take(number, cell, Purpose::Aside(aside)));
        }
        for (number, cells) in beside.into_iter().map(|row| self.grid.nth_row(row)) {
            cells.iter().for_each(|cell| body.take(number, cell, Purpose::Aside(Aside::Field)));
        }
        found
    }

    fn department(&mut self, cell: &Cell, fields: &Fields<'_>) -> Option<usize> {
        let raw = fields.text(cell);
        let (code, name) = code_and_name(raw);
        if self.departments.last().is_none_or(|known| known.name != name || known.code != code) {
            let cell = cell.clone();
            self.departments.push(Department { code, name, cell, funding: Funding::default() });
        }
        self.departments.len().checked_sub(1)
    }
}

/// An indicator of a form, and where it stands.
struct Found {
    /// Index into [`Columns::blocks`].
    block: usize,
    /// Whether it stands beside 中期绩效指标 or its like.
    is_multiyear: bool,
    indicator: Indicator,
}

/// The indicators of the year, each with its block. Those of several years are set aside: the ones under a head
/// that says so, and, where two blocks stand under goals of several years and of the year, the left one. Where
/// those of the year were left empty, the others are what there is.
fn yearly(
    fields: &Fields<'_>,
    found: Vec<Found>,
    is_by_region: bool,
    body: &mut Body<'_>,
) -> Vec<(usize, Indicator)> {
    let is_left = !is_by_region && fields.has_multiyear_goal_on_the_left();
    let is_aside = |found: &Found| {
        let has_right = || found.block == 0 && is_left;
        found.is_multiyear || has_right()
    };
    let has_yearly = found.iter().any(|found| !is_aside(found));
    let mut indicators = Vec::with_capacity(found.len());
    for found in found {
        if !has_yearly || !is_aside(&found) {
            indicators.push((found.block, found.indicator));
            continue;
        }
        let Indicator { name, value, unit, weight, operator, .. } = found.indicator;
        let cells =
            [name, value, unit.map(|cell| *cell), weight.map(|it| it.cell), operator.map(|cell| *cell)];
        body.used.extend(
            cells
                .into_iter()
                .flatten()
                .map(|cell| Used { place: cell.place, purpose: Purpose::Aside(Aside::Multiyear) }),
        );
    }
    indicators
}
