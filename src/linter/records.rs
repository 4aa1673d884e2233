//! What was read of files, as `jichi records` lists it.

use std::convert::Infallible;

use super::{Error, Linter};
use crate::lint::{Loaded, Source};
use crate::read::InputError;
use crate::record::Sheet;
use crate::report::{project_records, write_json};

/// The records of files.
#[derive(Debug, Default)]
pub(crate) struct Records {
    /// A list in JSON, of objects as `jichi records --format json` prints them.
    pub(crate) json: Vec<u8>,
    /// What could not be read.
    pub(crate) errors: Vec<Error>,
    /// As of a [`super::Report`].
    pub(crate) passed_over: Vec<String>,
    /// How many goal sheets were read.
    pub(crate) sheets: usize,
}

impl Linter {
    /// Reads files that are in memory, each with its name, for this budget year.
    pub(crate) fn records(&self, year: Option<i32>, files: Vec<(String, Vec<u8>)>) -> Records {
        let mut records = Records { json: b"[".to_vec(), ..Records::default() };
        for (name, bytes) in files {
            match self.loader.load(&name, bytes) {
                Ok(Loaded::Sheets(source)) => self.recorded(year, &name, Ok(source), &mut records),
                Err(error) => self.recorded(year, &name, Err(error), &mut records),
                Ok(Loaded::Archive(archive)) => {
                    records.passed_over.extend(archive.passed_over.iter().cloned());
                    let read: Result<(), Infallible> = archive.each(&self.loader, |name, source| {
                        self.recorded(year, &name, source, &mut records);
                        Ok(())
                    });
                    match read {
                        Ok(()) => {}
                        Err(never) => match never {},
                    }
                }
            }
        }
        records.json.extend_from_slice(b"\n]");
        records
    }

    fn recorded(
        &self,
        year: Option<i32>,
        name: &str,
        source: Result<Source, InputError>,
        records: &mut Records,
    ) {
        match source {
            Ok(source) => source.sheets.into_iter().for_each(|sheet| self.listed(year, sheet, records)),
            Err(error) => records.errors.push(Error::unread(name, error, self.language)),
        }
    }

    fn listed(&self, year: Option<i32>, mut sheet: Sheet, records: &mut Records) {
        let (set, money_unit) = self.overrides.year_and_unit(&sheet);
        sheet.year = year.or(set).or(sheet.year);
        sheet.money_unit = money_unit.or(sheet.money_unit);
        records.sheets += 1;
        for index in 0..sheet.projects.len() {
            // Writing into memory fails only for maps whose keys are no text; there are none.
            let _ = project_records(&sheet, index, self.rules.words(), |record| {
                let between: &[u8] = if records.json.len() > 1 { b",\n" } else { b"\n" };
                records.json.extend_from_slice(between);
                write_json(&mut records.json, record)
            });
        }
    }
}
