//! A plugin that a run is to load.

use super::Limits;
use super::file::PluginFile;

/// A plugin that a run is to load. Its file is trusted.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The file, read.
    pub file: PluginFile,
    /// The id that the configuration calls it by; its descriptor has to say the same.
    pub expected_id: Option<String>,
    /// How it is run.
    pub limits: Limits,
}
