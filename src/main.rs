//! The `jichi` command.

fn main() {}
