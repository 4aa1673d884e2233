//! Fixes: changes of cells → the bytes of the file with just these cells changed.
//!
//! Tables of text and workbooks (.xlsx, .xlsm) can be changed; of all other formats the user has to save one of these first.
//! Nothing here knows of files: whoever calls it reads and writes them. What comes out is read again before it is handed
//! out, and holds the old cells with the changes or is refused.

mod refusal;
mod rounds;
mod text;
mod workbook;

use std::collections::{BTreeMap, BTreeSet};

use encoding_rs::Encoding;

pub use refusal::{NoFix, Reason, Refused};
pub use rounds::{AppliedFix, Checker, Fixed, LeftAlone, RefusedFix, Wishes, fix};

use crate::finding::Edit;
use crate::read::delimited::delimiter;
use crate::read::{self, Grid, InputError, Kind, Place, encoding, extension, is_json};

/// Cells of one table that are changed together or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The table's name; None where the file has but one.
    pub sheet: Option<String>,
    /// What is to stand in its cells.
    pub edits: Vec<Edit>,
}

/// A file with its cells changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// Its content.
    pub bytes: Vec<u8>,
    /// The changes that were left out, in their order.
    pub refused: Vec<Refused>,
}

/// The cells of one table that are to be written, in its order.
type Cells<'a> = BTreeMap<Place, &'a str>;
/// Of each table by its name.
type Tables<'a> = BTreeMap<Option<&'a str>, Cells<'a>>;
/// Cells that cannot be written, and why.
type Unwritable = Vec<(Option<String>, Place, Reason)>;

/// Extensions of the files that can be changed.
pub const FIXABLE: [&str; 5] = ["csv", "tsv", "txt", "xlsm", "xlsx"];

/// Whether a file of this name, which may stand in an archive, can be changed, as far as the name tells.
pub fn may_be_fixed(name: &str) -> bool {
    let is_inside = name.to_ascii_lowercase().split('/').rev().skip(1).any(|folder| folder.ends_with(".zip"));
    !is_inside && FIXABLE.contains(&extension(name).as_str())
}

/// Changes cells of the file called `name` that holds `bytes`, a text in `encoding` where the user names one.
///
/// Changes are made in their order: of two that write the same cell the first is made. One whose cell no longer holds the
/// old text, or cannot be written, is left out and told.
///
/// # Errors
/// [`NoFix`] where the file cannot be changed.
pub fn apply(
    name: &str,
    bytes: &[u8],
    encoding: Option<&'static Encoding>,
    changes: &[Change],
) -> Result<Applied, NoFix> {
    let format = Format::of(name, bytes, encoding)?;
    let before = read::read_in(name, bytes.to_vec(), encoding)?;
    let mut plan = Plan::new(changes, &before);
    loop {
        let tables = plan.tables();
        if tables.is_empty() {
            return Ok(Applied { bytes: bytes.to_vec(), refused: plan.refused() });
        }
        let written = match &format {
            Format::Workbook => workbook::write(bytes, &tables)?,
            Format::Text(text, delimiter) => text::write(bytes, text, *delimiter, &tables)?,
        };
        match written {
            Ok(bytes) => {
                let after = read::read_in(name, bytes.clone(), encoding);
                if !after.is_ok_and(|after| is_same_but(&before, &after, &tables)) {
                    return Err(NoFix::ReadsOtherwise);
                }
                return Ok(Applied { bytes, refused: plan.refused() });
            }
            Err(unwritable) => plan.give_up(&unwritable),
        }
    }
}

/// What can be changed.
enum Format {
    Workbook,
    /// A text and its delimiter.
    Text(encoding::Written, u8),
}

impl Format {
    fn of(name: &str, bytes: &[u8], named: Option<&'static Encoding>) -> Result<Self, NoFix> {
        match read::kind(bytes, name)? {
            Kind::Workbook => Ok(Self::Workbook),
            Kind::Text => {
                let (extension, text) = (extension(name), encoding::written(bytes.to_vec(), named)?);
                if is_json(&extension, &text.text) {
                    return Err(NoFix::Format);
                }
                let delimiter = delimiter(&extension, &text.text);
                Ok(Self::Text(text, delimiter))
            }
            _ => Err(NoFix::Format),
        }
    }
}

/// Which of the changes are made.
struct Plan<'a> {
    changes: &'a [Change],
    /// Of each, why it is not made.
    reasons: Vec<Option<(Place, Reason)>>,
}

impl<'a> Plan<'a> {
    fn new(changes: &'a [Change], grids: &[Grid]) -> Self {
        let mut written: BTreeSet<(Option<&str>, Place)> = BTreeSet::new();
        let reason = |change: &'a Change| {
            let sheet = change.sheet.as_deref();
            let holds = |edit: &Edit| {
                let mut own = grids.iter().filter(|grid| !grid.is_hidden && grid.name.as_deref() == sheet);
                own.next().is_some_and(|grid| shown(grid.at(edit.place)) == shown(&edit.old))
            };
            if let Some(edit) = change.edits.iter().find(|edit| !holds(edit)) {
                return Some((edit.place, Reason::Changed));
            }
            if let Some(edit) = change.edits.iter().find(|edit| written.contains(&(sheet, edit.place))) {
                return Some((edit.place, Reason::Taken));
            }
            written.extend(change.edits.iter().map(|edit| (sheet, edit.place)));
            None
        };
        Self { changes, reasons: changes.iter().map(reason).collect() }
    }

    /// What is to be written.
    fn tables(&self) -> Tables<'a> {
        let mut tables = Tables::new();
        for (change, _) in self.changes.iter().zip(&self.reasons).filter(|(_, reason)| reason.is_none()) {
            let cells = change.edits.iter().map(|edit| (edit.place, edit.new.as_str()));
            tables.entry(change.sheet.as_deref()).or_default().extend(cells);
        }
        tables.retain(|_, cells| !cells.is_empty());
        tables
    }

    /// Leaves out the changes that write these cells.
    fn give_up(&mut self, unwritable: &Unwritable) {
        let why: BTreeMap<(Option<&str>, Place), Reason> =
            unwritable.iter().map(|(sheet, place, reason)| ((sheet.as_deref(), *place), *reason)).collect();
        for (change, reason) in self.changes.iter().zip(&mut self.reasons).filter(|(_, it)| it.is_none()) {
            let sheet = change.sheet.as_deref();
            let mut own = change.edits.iter().map(|edit| edit.place);
            *reason = own.find_map(|place| why.get(&(sheet, place)).map(|&reason| (place, reason)));
        }
    }

    fn refused(&self) -> Vec<Refused> {
        let reasons = self.reasons.iter().enumerate();
        let refused = reasons
            .filter_map(|(change, reason)| reason.map(|(place, reason)| Refused { change, place, reason }));
        refused.collect()
    }
}

/// A text as a grid has it: blank cells have none.
fn shown(text: &str) -> &str {
    if read::is_blank(text) { "" } else { text }
}

/// Whether tables are the same but for what was written into them.
fn is_same_but(before: &[Grid], after: &[Grid], tables: &Tables<'_>) -> bool {
    let names =
        |grids: &[Grid]| grids.iter().map(|grid| (grid.name.clone(), grid.is_hidden)).collect::<Vec<_>>();
    let is_same = |(before, after): (&Grid, &Grid)| {
        let none = Cells::new();
        let cells = tables.get(&before.name.as_deref()).unwrap_or(&none);
        unchanged(before, cells) == unchanged(after, cells)
            && cells.iter().all(|(&place, &new)| after.at(place) == shown(new))
            && before.merges == after.merges
            && before.uncalculated == after.uncalculated
    };
    names(before) == names(after) && before.iter().zip(after).all(is_same)
}

/// The cells of a table that were not written.
fn unchanged<'g>(grid: &'g Grid, written: &Cells<'_>) -> Vec<(Place, &'g str)> {
    let cells = grid.rows().flat_map(|(row, cells)| {
        cells.iter().map(move |cell| (Place { row, column: cell.column }, grid.text(cell)))
    });
    cells.filter(|(place, _)| !written.contains_key(place)).collect()
}

impl From<InputError> for NoFix {
    fn from(error: InputError) -> Self {
        Self::Input(error)
    }
}

#[cfg(test)]
mod tests;
