//! The `jichi` command.

use std::process::ExitCode;

// Findings are many short texts made on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    jichi::cli::main(std::env::args_os())
}
