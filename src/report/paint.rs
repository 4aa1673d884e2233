//! Colour, where the output shows it.

use crate::finding::Severity;

/// Whether to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Paint {
    /// Write escape sequences.
    pub colour: bool,
}

impl Paint {
    /// Text in the colour of a severity.
    pub fn severity(self, severity: Severity, text: &str) -> String {
        let colour = match severity {
            Severity::Error => "31",
            Severity::Warning => "33",
            Severity::Info => "36",
        };
        self.wrapped(colour, text)
    }

    /// Bold text.
    pub fn bold(self, text: &str) -> String {
        self.wrapped("1", text)
    }

    /// Text that steps back.
    pub fn dim(self, text: &str) -> String {
        self.wrapped("2", text)
    }

    fn wrapped(self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
