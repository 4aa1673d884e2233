//! A plugin in a process of its own: this program once more, which loads the one library. Should it crash, hang
//! or ask for too much memory, the run goes on.

mod child;
mod process;
mod session;
mod wire;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

pub use child::{ARGUMENT, serve};
use process::Process;
pub(super) use session::{Answer, Apart};
pub(super) use wire::show;

use super::library::{LoadFault, PrivateCopy};
use super::{Engine, Limits, Plugin, PluginRule};

/// How a plugin's process is started.
#[derive(Debug)]
pub(super) struct Launch {
    /// This program.
    program: PathBuf,
    library: PrivateCopy,
    limits: Limits,
    /// Of each rule, whether it has `check` and `follow`.
    rules: Vec<(bool, bool)>,
    /// The process that described the plugin, for the first run.
    ready: Mutex<Option<Process>>,
}

/// Loads a plugin into a process of its own, from the bytes of its library, which were hashed and are trusted.
/// `file` is its name, `program` one that calls [`serve`] when its first argument is [`ARGUMENT`].
///
/// # Errors
/// Why it cannot be loaded.
pub fn load_apart(file: &str, bytes: &[u8], program: PathBuf, limits: Limits) -> Result<Plugin, LoadFault> {
    let library = PrivateCopy::new(bytes)?;
    let (process, described) = Process::start(&program, &library.path, limits)?;
    let launch = Launch {
        program,
        library,
        limits,
        rules: described.rules.iter().map(|(_, check, follow)| (*check, *follow)).collect(),
        ready: Mutex::new(Some(process)),
    };
    Ok(Plugin {
        id: Arc::from(described.id),
        version: described.version,
        file: Some(Arc::from(file)),
        rules: described
            .rules
            .into_iter()
            .map(|(source, _, follows)| PluginRule { source, follows })
            .collect(),
        engine: Engine::Apart(Arc::new(launch)),
    })
}

impl Launch {
    /// A process in which the library is loaded.
    fn process(&self) -> Result<Process, LoadFault> {
        let ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner).take();
        match ready {
            Some(process) => Ok(process),
            None => Ok(Process::start(&self.program, &self.library.path, self.limits)?.0),
        }
    }
}
