//! Records as `jichi records` prints them → one [`Grid`], a row for each object.

use super::Place;

/// The JSON pointer (RFC 6901) to the value that stands at a place of the grid.
pub(super) fn pointer(place: Place) -> String {
    format!("/{}", place.row.saturating_sub(1))
}
