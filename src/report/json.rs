//! `json` (one array) and `ndjson` (one object a line): the findings for programs.
//!
//! Keys and their values that stand for kinds are English whatever the language of the messages.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::Arc;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use super::{Each, Entry, Position, Summary};
use crate::finding::{Field, Safety, Severity};
use crate::library::Measure;
use crate::lint::Fingerprint;
use crate::record::{Address, Department, Dimension, Group, Place, Sheet};
use crate::text::is_harmless;

/// An array, or one object a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Json {
    /// One array of all findings, one finding a line.
    Array,
    /// One object a line, nothing around them.
    Lines,
}

impl Each for Json {
    fn begin(&self, out: &mut Vec<u8>) {
        if *self == Self::Array {
            out.push(b'[');
        }
    }

    fn finding(&self, entry: Entry<'_>, previous: Option<Position>, out: &mut Vec<u8>) {
        if *self == Self::Array {
            out.extend_from_slice(if previous.is_some() { b",\n" } else { b"\n" });
        }
        // Only a writer that fails or a map with keys that are no text could make this fail.
        let _ = write_json(out, &FindingObject::new(entry));
        if *self == Self::Lines {
            out.push(b'\n');
        }
    }

    fn end(&self, any: bool, _summary: &Summary, out: &mut Vec<u8>) {
        if *self == Self::Array {
            out.extend_from_slice(if any { b"\n]\n" } else { b"]\n" });
        }
    }
}

/// Writes an object in one line. What would steer a terminal or turn text around is escaped: JSON is often
/// looked at on one.
///
/// # Errors
/// Maps whose keys are no text.
pub fn write_json(out: &mut Vec<u8>, object: &impl Serialize) -> serde_json::Result<()> {
    object.serialize(&mut Serializer::with_formatter(out, Escaping))
}

/// Escapes also what serde_json lets pass: C1 controls, bidirectional overrides, invisible characters.
struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        if !may_harm(fragment.as_bytes()) {
            return out.write_all(fragment.as_bytes());
        }
        let mut from = 0;
        for (at, ch) in fragment.char_indices().filter(|&(_, ch)| !is_harmless(ch)) {
            out.write_all(&fragment.as_bytes()[from..at])?;
            write!(out, "\\u{:04x}", u32::from(ch))?;
            from = at + ch.len_utf8();
        }
        out.write_all(&fragment.as_bytes()[from..])
    }
}

/// Whether bytes stand in the text that begin the characters concerned (see `is_harmless`).
fn may_harm(text: &[u8]) -> bool {
    /// The first of these bytes. Few others share them, Han characters do not: a look into a table passes them.
    const FIRST: [bool; 256] = {
        let mut first = [false; 256];
        first[0x7F] = true;
        first[0xC2] = true;
        first[0xD8] = true;
        first[0xE2] = true;
        first[0xEF] = true;
        first
    };
    // “ and ≥ begin like some of them.
    let harms = |at: usize| {
        matches!(
            text[at..],
            [0x7F, ..]
                | [0xC2, 0x80..=0x9F | 0xAD, ..]
                | [0xD8, 0x9C, ..]
                | [0xE2, 0x80, 0x8B..=0x8F | 0xA8..=0xAE, ..]
                | [0xE2, 0x81, 0xA6..=0xA9, ..]
                | [0xEF, 0xBB, 0xBF, ..]
                | [0xEF, 0xBF, 0xBE..=0xBF, ..]
        )
    };
    text.iter().enumerate().any(|(at, &byte)| FIRST[usize::from(byte)] && harms(at))
}

#[derive(Serialize)]
struct FindingObject<'a> {
    code: &'a str,
    rule: &'a str,
    severity: Severity,
    message: &'a str,
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    examples: Vec<&'a Measure>,
    basis: &'a [String],
    file: &'a str,
    location: Location<'a>,
    department: Option<DepartmentObject<'a>>,
    project: Option<ProjectObject<'a>>,
    indicator: Option<IndicatorObject<'a>>,
    field: Field,
    related: Vec<RelatedObject<'a>>,
    fix: Option<FixObject<'a>>,
    fingerprint: Fingerprint,
}

/// A physical place, all numbers from 1.
#[derive(Debug, Serialize)]
pub(crate) struct Location<'a> {
    sheet: Option<Cow<'a, str>>,
    cell: String,
    line: Option<u32>,
    row: u32,
    column: u32,
}

impl<'a> From<Address<'a>> for Location<'a> {
    fn from(address: Address<'a>) -> Self {
        let Address { sheet, cell, row, column, line, .. } = address;
        Self { sheet, cell, line, row, column }
    }
}

impl<'a> Location<'a> {
    pub(crate) fn new(sheet: &'a Sheet, place: Place) -> Self {
        sheet.grid.address(place).into()
    }
}

#[derive(Serialize)]
pub(super) struct DepartmentObject<'a> {
    code: Option<&'a str>,
    name: &'a str,
}

impl<'a> DepartmentObject<'a> {
    pub(super) fn new(department: &'a Department) -> Self {
        Self { code: department.code.as_deref(), name: &department.name }
    }
}

#[derive(Serialize)]
struct ProjectObject<'a> {
    name: Option<Cow<'a, str>>,
    line: Option<u32>,
}

#[derive(Serialize)]
struct IndicatorObject<'a> {
    group: Group,
    dimension: Option<Dimension>,
    name: Option<&'a str>,
    value: Option<Cow<'a, str>>,
}

#[derive(Serialize)]
struct RelatedObject<'a> {
    message: &'a str,
    /// Where it is another file than the finding's.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    location: Location<'a>,
}

#[derive(Serialize)]
struct FixObject<'a> {
    safety: Safety,
    edits: Vec<EditObject<'a>>,
}

#[derive(Serialize)]
struct EditObject<'a> {
    location: Location<'a>,
    old: &'a str,
    new: &'a str,
}

impl<'a> FindingObject<'a> {
    fn new(entry: Entry<'a>) -> Self {
        let sheet = entry.sheet;
        let finding = &entry.checked.finding;
        let project = entry.project();
        Self {
            code: &finding.rule.code,
            rule: &finding.rule.slug,
            severity: finding.severity,
            message: &finding.message,
            help: finding.help.as_deref(),
            examples: finding.examples.iter().map(Arc::as_ref).collect(),
            basis: &finding.rule.basis,
            file: &sheet.file,
            location: Location::new(sheet, finding.place),
            department: entry.department().map(DepartmentObject::new),
            project: project.map(|project| ProjectObject {
                name: project.full_name(),
                line: sheet.grid.line(project.row),
            }),
            indicator: entry.indicator().map(|indicator| IndicatorObject {
                group: indicator.group,
                dimension: entry.checked.dimension,
                name: indicator.name.as_ref().map(|cell| cell.raw.as_str()),
                value: indicator.value.as_ref().map(|_| indicator.target().text),
            }),
            field: finding.field,
            related: finding
                .related
                .iter()
                .map(|related| RelatedObject {
                    message: &related.message,
                    file: related
                        .origin
                        .as_deref()
                        .map(|origin| &*origin.file)
                        .filter(|file| *file != &*sheet.file),
                    location: match &related.origin {
                        Some(origin) => origin.medium.address(origin.sheet.as_deref(), related.place).into(),
                        None => Location::new(sheet, related.place),
                    },
                })
                .collect(),
            fix: finding.fix.as_ref().map(|fix| FixObject {
                safety: fix.safety,
                edits: fix
                    .edits
                    .iter()
                    .map(|edit| EditObject {
                        location: Location::new(sheet, edit.place),
                        old: &edit.old,
                        new: &edit.new,
                    })
                    .collect(),
            }),
            fingerprint: entry.checked.fingerprint,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_escaped_and_means_the_same() {
        let raw = "a\u{1b}[31m\u{9b}2J\u{202E}\u{2028}\u{7f}“≤100%”，\u{FEFF}\"\\";
        let mut out = Vec::new();
        write_json(&mut out, &raw).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.chars().all(is_harmless), "{text:?}");
        assert!(text.contains("“≤100%”，"));
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), raw);
    }

    #[test]
    fn every_character_concerned_begins_with_a_byte_that_is_looked_for() {
        for ch in (0x7F..=0xFFFF).filter_map(char::from_u32).filter(|&ch| !is_harmless(ch)) {
            let mut out = Vec::new();
            write_json(&mut out, &ch).unwrap();
            assert!(out.is_ascii(), "{ch:?}");
        }
    }
}
