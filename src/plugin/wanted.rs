//! What a run is to load.

use std::time::Duration;

use super::file::PluginFile;

/// The plugins of a run.
#[derive(Debug, Clone)]
pub struct Plugins {
    /// Whether the program's own are in force.
    pub bundled: bool,
    /// Those that are files and trusted: of the configuration, then of the command line. Of two with the same id,
    /// the later stands in for the earlier.
    pub files: Vec<Wanted>,
}

/// A plugin that a run is to load. Its file is trusted.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The file, read.
    pub file: PluginFile,
    /// The id that the configuration calls it by; its descriptor has to say the same.
    pub expected_id: Option<String>,
    /// Whether it runs in a process of its own.
    pub isolate: bool,
    /// How long it may take over one project, in a process of its own.
    pub timeout: Duration,
    /// How many bytes of memory its process may have.
    pub memory: u64,
}
