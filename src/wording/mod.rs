//! How a cell is written: words cut apart by spaces, confused words, full-width beside half-width signs,
//! quotes and brackets without a partner. All of it works on the raw text, for that is what has to be mended.

mod marks;
mod spaces;
mod spelling;

pub use marks::{Flaw, FlawKind};
pub use spaces::Words;
pub use spelling::Spelling;

use std::ops::Range;

/// The text with some of its ranges replaced. The ranges are in order and do not overlap.
fn replaced<'r>(raw: &str, spots: impl Iterator<Item = (Range<usize>, &'r str)>) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut done = 0;
    for (spot, new) in spots {
        text.push_str(raw.get(done..spot.start).unwrap_or_default());
        text.push_str(new);
        done = spot.end;
    }
    text.push_str(raw.get(done..).unwrap_or_default());
    text
}
