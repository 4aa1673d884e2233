//! How a plugin that is a file is run.

use std::time::Duration;

/// How a plugin that is a file is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Whether it runs in a process of its own; only there the rest is held.
    pub isolate: bool,
    /// How long it may take over one project, with each of its rules.
    pub timeout: Duration,
    /// How many bytes of memory it may have, beyond what its process starts with. Held on Unix only.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { isolate: true, timeout: Duration::from_secs(10), memory: 1024 << 20 }
    }
}
