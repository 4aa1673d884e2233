//! Readers that are not ours and are fed files from anywhere: should one panic, only that file is lost, and
//! nothing of it is printed.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// What `work` returns; None where it panicked.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    GUARDED.set(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(false);
    result.ok()
}

/// Whether a panic on this thread would be caught and reported as a damaged file. A program's panic hook
/// has nothing to say about it then.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_inside_is_only_a_missing_result() {
        assert_eq!(guarded(|| 1), Some(1));
        assert_eq!(guarded(|| u32::from(is_guarded())), Some(1));
        assert_eq!(guarded(|| -> u32 { panic!("expected in this test") }), None);
        assert!(!is_guarded());
    }
}
