//! Bytes → [`Grid`]: one file per format, encodings included.

mod grid;

pub use grid::{Grid, GridCell, Place};
