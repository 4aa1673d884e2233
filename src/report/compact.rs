//! `compact`: one finding a line, for `grep`, editors and short logs.

use std::io::Write as _;

use super::{Each, Entry, Paint, Position, Summary, place_name, words};
use crate::finding::Language;
use crate::text::printable;

/// `file:line:column[A1] 错误 JC308 message`
#[derive(Debug, Clone, Copy)]
pub struct Compact {
    /// The language of the fixed words.
    pub language: Language,
    /// Colours, where the output shows them.
    pub paint: Paint,
}

impl Each for Compact {
    fn finding(&self, entry: Entry<'_>, _previous: Option<Position>, out: &mut Vec<u8>) {
        let finding = &entry.checked.finding;
        let severity = words::severity(finding.severity, self.language);
        let address = entry.sheet.grid.address(finding.place);
        // Writing into memory does not fail.
        let _ = writeln!(
            out,
            "{}:{}:{}[{}] {} {} {}",
            place_name(entry.sheet),
            address.row,
            address.column,
            address.name(self.language),
            self.paint.severity(finding.severity, severity),
            self.paint.bold(&finding.rule.code),
            printable(&finding.message),
        );
    }

    fn end(&self, any: bool, summary: &Summary, out: &mut Vec<u8>) {
        summary.below(any, self.language, out);
    }
}
