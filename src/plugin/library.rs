//! Libraries: bytes → a plugin in this process.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jichi_plugin::abi;
use libloading::Library;
use tempfile::TempDir;

use super::Plugin;
use super::descriptor::{Described, Mismatch};
use super::sink::Fault;

/// Why a library cannot be loaded.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum LoadFault {
    /// No private copy could be made: what the system says.
    Copy(String),
    /// The process of its own did not start, or ended.
    Process(Fault),
    /// The system does not load it: what it says.
    Library(String),
    /// It exports no descriptor.
    NoSymbol,
    /// Its descriptor does not fit.
    Mismatch(Mismatch),
}

/// A private copy of a library, which nobody can put another file in the place of between the look at its bytes
/// and the loading.
#[derive(Debug)]
pub(super) struct PrivateCopy {
    // Windows keeps the file as long as it is loaded; the folder of temporary files is emptied there.
    _folder: TempDir,
    pub(super) path: PathBuf,
}

impl PrivateCopy {
    /// Copies the bytes of a library, which were hashed and are trusted.
    pub(super) fn new(bytes: &[u8]) -> Result<Self, LoadFault> {
        let copy = || -> std::io::Result<Self> {
            let mut builder = tempfile::Builder::new();
            builder.prefix("jichi-");
            // Whatever the user's mask says, nobody else may write there.
            #[cfg(unix)]
            builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
            let folder = builder.tempdir()?;
            let path = folder.path().join(format!("plugin{}", std::env::consts::DLL_SUFFIX));
            std::fs::File::create_new(&path)?.write_all(bytes)?;
            Ok(Self { _folder: folder, path })
        };
        copy().map_err(|error| LoadFault::Copy(error.to_string()))
    }
}

/// Loads a plugin into this process, from the bytes of its library, which were hashed and are trusted. `file`
/// is its name.
///
/// # Errors
/// Why it cannot be loaded.
pub fn load(file: &str, bytes: &[u8]) -> Result<Plugin, LoadFault> {
    let described = describe(&PrivateCopy::new(bytes)?.path)?;
    Ok(Plugin::here(Some(Arc::from(file)), described))
}

/// Loads a library. It is never unloaded: threads and destructors that it started may still need its code.
pub(super) fn describe(path: &Path) -> Result<Described, LoadFault> {
    // SAFETY: loading runs the initialisers of the library, which may do anything: the bytes are trusted.
    let library = unsafe { Library::new(path) }.map_err(|error| LoadFault::Library(said(&error)))?;
    // SAFETY: what a library exports by this name is a descriptor: the name belongs to the interface.
    let symbol = unsafe { library.get::<*const abi::Descriptor>(abi::SYMBOL) };
    let Ok(descriptor) = symbol.map(|symbol| *symbol) else { return Err(LoadFault::NoSymbol) };
    // SAFETY: by the interface the symbol is a descriptor; the library is not unloaded after this.
    let described = unsafe { Described::check(descriptor) }.map_err(LoadFault::Mismatch)?;
    std::mem::forget(library);
    Ok(described)
}

/// What the system says, without the name of the private copy.
fn said(error: &libloading::Error) -> String {
    let text = match std::error::Error::source(error) {
        Some(source) => source.to_string(),
        None => error.to_string(),
    };
    match text.split_once(": ") {
        Some((path, rest)) if path.contains("jichi-") => rest.to_owned(),
        _ => text,
    }
}
