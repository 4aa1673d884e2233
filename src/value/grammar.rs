//! Reads parts out of normalised text.

use super::Part;

/// The parts of `text` (normalised from `raw`), in order, never overlapping.
pub(super) fn parts(_text: &str, _raw: &str) -> Vec<Part> {
    Vec::new()
}
