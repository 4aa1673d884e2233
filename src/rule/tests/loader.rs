//! What the loader refuses, and how it says so.

use super::{File, load, rendered};

/// All diagnostics on one file.
fn told(file: File<'_>) -> String {
    let (set, errors) = load(&[file]);
    assert!(set.rules().is_empty());
    errors.iter().map(rendered).collect()
}
