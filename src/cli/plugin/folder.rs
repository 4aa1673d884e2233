//! The user's configuration folder.

use std::env;
use std::path::PathBuf;

use super::failure::{Fault, PluginFailure};

/// Where the program keeps what belongs to the user: below the folder that the system gives for it. None of it
/// is ever looked for in the working folder.
///
/// # Errors
/// The environment names no such folder.
pub(super) fn folder() -> Result<PathBuf, PluginFailure> {
    // A relative folder would be one of whoever wrote the working folder.
    let named = |name: &str| env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    let configuration = match cfg!(windows) {
        true => named("APPDATA"),
        false => named("XDG_CONFIG_HOME").or_else(|| Some(named("HOME")?.join(".config"))),
    };
    let lacking = || PluginFailure { id: None, path: String::new(), fault: Fault::NoFolder };
    configuration.map(|folder| folder.join("jichi")).ok_or_else(lacking)
}
