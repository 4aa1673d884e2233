//! Records as `jichi records` prints them → [`Grid`]s, a row for each object. Other programs may write them too:
//! what is missing or null is not known, and other keys are ignored.

mod object;
mod rows;

use serde::de::{DeserializeSeed, Deserializer, Error as _, SeqAccess, Visitor};
use serde_json::error::Category;

use super::{Grid, InputError, Place};
use object::{Nested, Object};
use rows::Rows;

/// What the columns hold, as JSON pointers without the object. Those of [`OTHER`] follow.
const KEYS: [&str; 19] = [
    "year",
    "money-unit",
    "structure",
    "department/code",
    "department/name",
    "department/total",
    "project/name",
    "project/total",
    "project/fiscal",
    "project/other",
    "project/goal",
    "group",
    "dimension",
    "name",
    "value",
    "weight",
    "direction",
    "project/written/total",
    "project/written/fiscal",
];
/// The list whose elements stand in the columns behind.
const OTHER: &str = "project/written/other";

/// The column that holds a key, from 1.
pub(crate) fn column(key: &str) -> u32 {
    KEYS.iter().position(|&known| known == key).unwrap_or(KEYS.len()) as u32 + 1
}

/// The first of the columns with the other funding as it was written.
pub(crate) const OTHERS: u32 = KEYS.len() as u32 + 1;

/// The JSON pointer (RFC 6901) to the value that stands at a place of the grid.
pub(super) fn pointer(place: Place) -> String {
    let object = place.row.saturating_sub(1);
    let column = place.column.saturating_sub(1);
    match KEYS.get(column as usize) {
        Some(key) => format!("/{object}/{key}"),
        None => format!("/{object}/{OTHER}/{}", column + 1 - OTHERS),
    }
}

/// Whether a text is JSON rather than a table whose first cell begins with a bracket.
pub(crate) fn is_json(extension: &str, text: &str) -> bool {
    let is_named = matches!(extension, "json" | "ndjson" | "jsonl");
    let text = text.trim_start();
    let inside = |text: &str| text.trim_start().chars().next();
    match text.strip_prefix('[') {
        Some(rest) => is_named || matches!(inside(rest), Some('{' | ']') | None),
        None => text
            .strip_prefix('{')
            .is_some_and(|rest| is_named || matches!(inside(rest), Some('"' | '}') | None)),
    }
}

/// Reads records: an array of objects, or objects one after the other (NDJSON). Those that agree on what a whole
/// sheet has (file, sheet, year, unit, structure) are one grid.
///
/// # Errors
/// [`InputError`] where the JSON is broken, holds something else, or a value has another type than a record's.
pub(super) fn read(text: &str) -> Result<Vec<Grid>, InputError> {
    let mut rows = Rows::default();
    match text.trim_start().starts_with('[') {
        true => array(text, &mut rows)?,
        false => lines(text, &mut rows)?,
    }
    let grids = rows.end();
    if grids.is_empty() { Err(InputError::Empty) } else { Ok(grids) }
}

fn array(text: &str, rows: &mut Rows) -> Result<(), InputError> {
    let mut refused = None;
    let mut json = serde_json::Deserializer::from_str(text);
    let read = Elements { rows, refused: &mut refused }.deserialize(&mut json).and_then(|()| json.end());
    match (refused, read) {
        (Some(error), _) => Err(error),
        (None, read) => read.map_err(|error| broken(&error)),
    }
}

/// Hands the objects of an array on, one by one: they are never held together.
struct Elements<'r> {
    rows: &'r mut Rows,
    refused: &'r mut Option<InputError>,
}

impl<'de> DeserializeSeed<'de> for Elements<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Elements<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("an array of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut objects: A) -> Result<(), A::Error> {
        while let Some(object) = objects.next_element::<Nested<Object<'de>>>()? {
            if let Err(error) = self.rows.object(object, || None) {
                *self.refused = Some(error);
                return Err(A::Error::custom("refused"));
            }
        }
        Ok(())
    }
}

fn lines(text: &str, rows: &mut Rows) -> Result<(), InputError> {
    let mut objects = serde_json::Deserializer::from_str(text).into_iter::<Nested<Object<'_>>>();
    loop {
        let before = objects.byte_offset();
        let Some(object) = objects.next() else { return Ok(()) };
        let line = || {
            let rest = text.get(before..)?;
            let start = before + rest.len() - rest.trim_start().len();
            Some(text[..start].bytes().filter(|&byte| byte == b'\n').count() as u32 + 1)
        };
        rows.object(object.map_err(|error| broken(&error))?, line)?;
    }
}

fn broken(error: &serde_json::Error) -> InputError {
    // The reader's words end with the place, which is told apart.
    let detail = error.to_string();
    let detail = detail.rsplit_once(" at line ").map_or(detail.as_str(), |(detail, _)| detail).to_owned();
    match error.classify() {
        Category::Data if detail.contains("an array of records") => InputError::NoRecords,
        _ => InputError::BrokenJson { line: error.line(), column: error.column(), detail },
    }
}

#[cfg(test)]
mod tests;
