//! What an output format is.

use std::io::{self, Write};

use super::{Entry, Summary};
use crate::lint::in_parallel;
use crate::record::Sheet;

/// Findings that one thread renders in one go.
const SLICE: usize = 256;

/// A report in one output format, being written. Its methods are called in this order: [`begin`](Self::begin), for each
/// sheet [`findings`](Self::findings) any number of times and [`sheet`](Self::sheet), [`end`](Self::end).
pub trait Format {
    /// Writes what stands before everything else.
    ///
    /// # Errors
    /// When `out` cannot be written.
    fn begin(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Takes findings of one sheet, in their order: all of them, or the next part of a large sheet's. They are those that
    /// the user wants to see.
    ///
    /// # Errors
    /// When `out` cannot be written.
    fn findings(&mut self, entries: &[Entry<'_>], out: &mut dyn Write) -> io::Result<()>;

    /// Ends a sheet, which may have had no findings.
    ///
    /// # Errors
    /// When `out` cannot be written.
    fn sheet(&mut self, _sheet: &Sheet, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes what stands after everything else.
    ///
    /// # Errors
    /// When `out` cannot be written.
    fn end(&mut self, _summary: &Summary, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// A format that is a list of findings, each written by itself, so that threads can share the work.
pub trait Each: Sync {
    /// What stands before the first finding.
    fn begin(&self, _out: &mut Vec<u8>) {}
    /// Takes note of findings of one sheet before they are written: in their order, by one thread.
    fn note(&mut self, _entries: &[Entry<'_>]) {}
    /// One finding; `previous` is where the one before it stood, None for the first of the report.
    fn finding(&self, entry: Entry<'_>, previous: Option<Position>, out: &mut Vec<u8>);
    /// What stands after the last finding; `any` tells whether there was one.
    fn end(&self, _any: bool, _summary: &Summary, _out: &mut Vec<u8>) {}
}

/// The report of a format that is a list.
#[derive(Debug)]
pub struct Listing<E> {
    each: E,
    previous: Option<Position>,
}

impl<E: Each> Listing<E> {
    /// A report without any finding yet.
    pub fn new(each: E) -> Self {
        Self { each, previous: None }
    }
}

impl<E: Each> Format for Listing<E> {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut head = Vec::new();
        self.each.begin(&mut head);
        out.write_all(&head)
    }

    fn findings(&mut self, entries: &[Entry<'_>], out: &mut dyn Write) -> io::Result<()> {
        self.each.note(entries);
        let slices: Vec<&[Entry<'_>]> = entries.chunks(SLICE).collect();
        let rendered = in_parallel(&slices, |index, slice| {
            let before = index.checked_sub(1).and_then(|index| slices[index].last());
            let mut previous = before.map_or(self.previous, |entry| Some(entry.position()));
            let mut out = Vec::new();
            for &entry in *slice {
                self.each.finding(entry, previous, &mut out);
                previous = Some(entry.position());
            }
            out
        });
        if let Some(last) = entries.last() {
            self.previous = Some(last.position());
        }
        rendered.iter().try_for_each(|bytes| out.write_all(bytes))
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let mut tail = Vec::new();
        self.each.end(self.previous.is_some(), summary, &mut tail);
        out.write_all(&tail)
    }
}

/// The heading that a finding stands under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub(super) sheet: usize,
    pub(super) department: Option<usize>,
    pub(super) project: Option<usize>,
}

impl Entry<'_> {
    /// The heading that the finding stands under.
    pub fn position(&self) -> Position {
        let finding = &self.checked.finding;
        Position { sheet: finding.sheet, department: finding.department, project: finding.project }
    }
}
