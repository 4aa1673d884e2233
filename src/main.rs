//! The `jichi` command.

use std::process::ExitCode;

// Findings are many short texts made on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// `mi_option_purge_delay` of mimalloc 2, for which the bindings have no name.
const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;

fn main() -> ExitCode {
    // What is freed goes back to the system at once: a large sheet peaks a tenth lower than if it waited.
    // SAFETY: it sets a number of the allocator's, and no other thread runs yet.
    unsafe { libmimalloc_sys::mi_option_set(PURGE_DELAY, 0) };
    jichi::cli::main(std::env::args_os())
}
