//! `github`: annotations of GitHub Actions, as commands of its log.

use std::io::Write as _;

use super::uri::slashed;
use super::{Each, Entry, Position, Summary, cell_name, remark};
use crate::finding::{Language, Severity};
use crate::text::printable;

/// `::error file=a.tsv,line=7,col=7,title=JC308 …::message`
#[derive(Debug, Clone, Copy)]
pub struct Github(pub Language);

impl Each for Github {
    fn finding(&self, entry: Entry<'_>, _previous: Option<Position>, out: &mut Vec<u8>) {
        let finding = &entry.checked.finding;
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let address = entry.sheet.grid.address(finding.place);
        let place = address.line.map(|line| format!(",line={line},col={}", address.column));
        let title = format!("{} {}", finding.rule.code, finding.rule.title);
        // Where the lines are no lines of a text, only the words say which cell it is.
        let message = format!("{} {}", cell_name(entry, self.0), remark(finding, self.0));
        // Writing into memory does not fail.
        let _ = writeln!(
            out,
            "::{command} file={}{},title={}::{}",
            property(&slashed(&entry.sheet.file)),
            place.unwrap_or_default(),
            property(&title),
            value(&message),
        );
    }

    fn end(&self, _any: bool, summary: &Summary, out: &mut Vec<u8>) {
        for unread in &summary.unread {
            let _ = writeln!(
                out,
                "::error file={},title={}::{}",
                property(&slashed(&unread.file)),
                property(unread.kind),
                value(&unread.in_words(self.0)),
            );
        }
    }
}

/// A text behind the `::` of a command. A line break would end the command.
fn value(text: &str) -> String {
    printable(text).replace('%', "%25")
}

/// A value among the properties of a command, which `,` and `:` part.
fn property(text: &str) -> String {
    value(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_early() {
        assert_eq!(value("100%\r\n::error::a,b:c"), "100%25  ::error::a,b:c");
        assert_eq!(property("C:\\表,1 50%0A.tsv"), "C%3A\\表%2C1 50%250A.tsv");
    }
}
