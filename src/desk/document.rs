//! A file that is open: its tables as they were read, and as the user has changed them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::memory::Memory;
use super::protocol::{CellEdit, Role, TableView, View, Writes};
use crate::finding::Edit;
use crate::fix::{self, Change};
use crate::layout;
use crate::lint::Loader;
use crate::read::{self, Grid, InputError, Medium, Place};
use crate::record::{Account, Purpose, Sheet};

/// What a workbook has room for. Texts may have more rows.
const ROWS: u32 = 1 << 20;
const COLUMNS: u32 = 1 << 14;

/// A file of goal sheets.
#[derive(Debug)]
pub(super) struct Document {
    /// As findings name it.
    pub(super) name: String,
    /// Its content.
    pub(super) bytes: Vec<u8>,
    grids: Vec<Grid>,
    /// As they are in the file.
    sheets: Vec<(usize, Sheet)>,
    /// What the rules said of it.
    pub(super) memory: Memory,
}

impl Document {
    /// Reads a file that is no archive.
    ///
    /// # Errors
    /// [`InputError`] where it holds no goal sheet.
    pub(super) fn read(loader: &Loader, name: &str, bytes: Vec<u8>) -> Result<Self, InputError> {
        let grids = read::read(name, bytes.clone())?;
        let sheets = layout::numbered_sheets(&loader.layouts, name, grids.clone())?;
        Ok(Self { name: name.to_owned(), bytes, grids, sheets, memory: Memory::default() })
    }

    /// The first of these cells that is in no table: whoever asks may ask for any number.
    pub(super) fn outside<'e>(&self, edits: &'e [CellEdit]) -> Option<&'e CellEdit> {
        let last_row = |grid: &Grid| grid.rows().len().checked_sub(1).map_or(1, |last| grid.nth_row(last).0);
        let has = |edit: &CellEdit| {
            self.grids.get(edit.table).is_some_and(|grid| {
                (1..=last_row(grid).max(ROWS)).contains(&edit.row) && (1..=COLUMNS).contains(&edit.column)
            })
        };
        edits.iter().find(|edit| !has(edit))
    }

    /// The goal sheets as they are with these cells changed, each with the table that it stands in.
    ///
    /// # Errors
    /// [`InputError`] where nothing is a goal sheet any more.
    pub(super) fn sheets(
        &self,
        loader: &Loader,
        edits: &[CellEdit],
    ) -> Result<Cow<'_, [(usize, Sheet)]>, InputError> {
        if edits.is_empty() {
            return Ok(Cow::Borrowed(&self.sheets));
        }
        let mut cells: BTreeMap<usize, BTreeMap<Place, &str>> = BTreeMap::new();
        for edit in edits {
            cells.entry(edit.table).or_default().insert(edit.place(), &edit.text);
        }
        let grids = self.grids.iter().enumerate().map(|(index, grid)| match cells.get(&index) {
            Some(cells) => grid.with(cells),
            None => grid.clone(),
        });
        layout::numbered_sheets(&loader.layouts, &self.name, grids.collect()).map(Cow::Owned)
    }

    /// The table's name and what its rows and columns are.
    pub(super) fn grid(&self, table: usize) -> Option<&Grid> {
        self.grids.get(table)
    }

    /// The visible table of this name.
    pub(super) fn table_called(&self, name: Option<&str>) -> Option<usize> {
        self.grids.iter().position(|grid| !grid.is_hidden && grid.name.as_deref() == name)
    }

    /// Whether its cells can be changed in the file itself.
    pub(super) fn writes(&self) -> Writes {
        let is_json = self.grids.iter().any(|grid| grid.medium == Medium::Records);
        match read::kind(&self.bytes, &self.name) {
            Ok(read::Kind::Workbook) => Writes::Own,
            Ok(read::Kind::Text) if !is_json => Writes::Own,
            _ => Writes::Copy,
        }
    }

    /// These cells as changes of the file, each by itself.
    pub(super) fn changes(&self, edits: &[CellEdit]) -> Vec<Change> {
        let change = |edit: &CellEdit| {
            let grid = self.grids.get(edit.table);
            let old = grid.map(|grid| grid.at(edit.place())).unwrap_or_default();
            Change {
                sheet: grid.and_then(|grid| grid.name.clone()),
                edits: vec![Edit { place: edit.place(), old: old.to_owned(), new: edit.text.clone() }],
            }
        };
        edits.iter().map(change).collect()
    }

    /// The file with these cells changed.
    ///
    /// # Errors
    /// [`fix::NoFix`] where it cannot be changed.
    pub(super) fn apply(&self, edits: &[CellEdit]) -> Result<fix::Applied, fix::NoFix> {
        fix::apply(&self.name, &self.bytes, None, &self.changes(edits))
    }

    /// What it looks like.
    pub(super) fn view(&self, id: String) -> View {
        let mut roles: BTreeMap<(usize, Place), Role> = BTreeMap::new();
        for (table, sheet) in &self.sheets {
            roles.extend(sheet.account().into_iter().map(|(place, went)| ((*table, place), role(went))));
        }
        let is_shown = |index: &usize| self.sheets.iter().any(|(table, _)| table == index);
        let shown = self.grids.iter().enumerate().filter(|(index, _)| is_shown(index));
        View {
            id,
            name: self.name.clone(),
            format: read::extension(&self.name),
            writes: self.writes(),
            tables: shown.map(|(index, grid)| table_view(index, grid, &roles)).collect(),
        }
    }
}

fn role(went: Account) -> Role {
    match went {
        Account::Record(_) | Account::Used(Purpose::Value(_)) => Role::Record,
        Account::Used(Purpose::Title) => Role::Title,
        Account::Used(Purpose::Header(_)) => Role::Header,
        Account::Used(Purpose::Aside(_)) => Role::Aside,
        Account::Unplaced | Account::Lost => Role::Unplaced,
    }
}

fn table_view(index: usize, grid: &Grid, roles: &BTreeMap<(usize, Place), Role>) -> TableView {
    let rows = grid.rows().map(|(row, cells)| {
        let cells = cells.iter().map(|cell| {
            let role = roles.get(&(index, Place { row, column: cell.column })).copied();
            (cell.column, grid.text(cell).to_owned(), role.unwrap_or(Role::Aside))
        });
        (row, grid.line(row), cells.collect())
    });
    let last =
        |column: u32, cells: &[read::GridCell]| cells.last().map_or(column, |cell| column.max(cell.column));
    let columns = grid.rows().fold(0, |columns, (_, cells)| last(columns, cells));
    let merges = grid.merges.iter().map(|(first, last)| [first.row, first.column, last.row, last.column]);
    TableView {
        index,
        name: grid.name.clone(),
        medium: grid.medium.name(),
        columns,
        rows: rows.collect(),
        merges: merges.collect(),
        parts: grid.medium.parts(),
    }
}
