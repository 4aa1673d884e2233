//! What a run is to load.

use super::file::PluginFile;
use crate::config::PluginLimits;

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
    /// How it is run.
    pub limits: PluginLimits,
}
