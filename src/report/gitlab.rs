//! `gitlab`: a code quality report of GitLab, one array.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::uri::slashed;
use super::{Each, Entry, Position, Summary, cell_name, remark, write_json};
use crate::finding::{Language, Severity};
use crate::text::printable;

/// An array of issues, one a line.
#[derive(Debug, Clone, Copy)]
pub struct Gitlab(pub Language);

#[derive(Serialize)]
struct Issue<'a> {
    description: &'a str,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

impl Location {
    /// A line of a file; GitLab takes no place without one.
    fn new(file: &str, line: Option<u32>) -> Self {
        Self { path: printable(&slashed(file)).into_owned(), lines: Lines { begin: line.unwrap_or(1) } }
    }
}

impl Each for Gitlab {
    fn begin(&self, out: &mut Vec<u8>) {
        out.push(b'[');
    }

    fn finding(&self, entry: Entry<'_>, previous: Option<Position>, out: &mut Vec<u8>) {
        let finding = &entry.checked.finding;
        let file = &entry.sheet.file;
        let description = format!("{} {}", cell_name(entry, self.0), remark(finding, self.0));
        let issue = Issue {
            description: &description,
            check_name: &finding.rule.code,
            fingerprint: fingerprint(file, &entry.checked.fingerprint.to_string()),
            severity: match finding.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            location: Location::new(file, entry.sheet.grid.line(finding.place.row)),
        };
        issue.write(previous.is_some(), out);
    }

    fn end(&self, any: bool, summary: &Summary, out: &mut Vec<u8>) {
        for (nth, unread) in summary.unread.iter().enumerate() {
            let issue = Issue {
                description: &unread.in_words(self.0),
                check_name: unread.kind,
                fingerprint: fingerprint(&unread.file, unread.kind),
                severity: "blocker",
                location: Location::new(&unread.file, None),
            };
            issue.write(any || nth > 0, out);
        }
        let any = any || !summary.unread.is_empty();
        out.extend_from_slice(if any { b"\n]\n" } else { b"]\n" });
    }
}

impl Issue<'_> {
    fn write(&self, follows: bool, out: &mut Vec<u8>) {
        out.extend_from_slice(if follows { b",\n" } else { b"\n" });
        // Only a map with keys that are no text could make this fail.
        let _ = write_json(out, self);
    }
}

/// A name that no other issue of the report has. Findings are told apart inside of a file only.
fn fingerprint(file: &str, of: &str) -> String {
    let mut digest = Sha256::new();
    digest.update(of);
    digest.update(b"\0");
    digest.update(slashed(file).as_bytes());
    digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
