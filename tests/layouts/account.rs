//! That no cell of a recognised table is lost.

use jichi::record::{Account, Sheet};

use super::variants::File;

/// The cells of a file that went nowhere. These tables are in order, so that none of a sheet with projects may be
/// unplaced either. A file that cannot be read is a difference of its records, not told here again.
pub fn lost(file: &File) -> Vec<String> {
    file.sheets().iter().flatten().flat_map(in_sheet).collect()
}

fn in_sheet(sheet: &Sheet) -> impl Iterator<Item = String> {
    let is_missed = |went: &Account| match went {
        Account::Lost => true,
        Account::Unplaced => !sheet.projects.is_empty(),
        Account::Record(_) | Account::Used(_) => false,
    };
    let missed = sheet.account().into_iter().filter(move |(_, went)| is_missed(went));
    missed.map(|(place, went)| format!("{}: {went:?}: {:?}", place.a1(), sheet.grid.at(place)))
}
