//! Libraries: bytes → a plugin in this process.

use std::io::Write;
use std::sync::Arc;

use jichi_plugin::abi;
use libloading::Library;
use tempfile::TempDir;

use super::Plugin;
use super::descriptor::{Described, Mismatch};

/// Why a library cannot be loaded.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum LoadFault {
    /// No private copy could be made.
    Copy(#[from] std::io::Error),
    /// The system does not load it: what it says.
    Library(String),
    /// It exports no descriptor.
    NoSymbol,
    /// Its descriptor does not fit.
    Mismatch(Mismatch),
}

/// Loads a plugin from the bytes of its library, which were hashed and are trusted: from a private copy, so that
/// nobody can put another file in its place between the look at it and the loading. `file` is its name.
///
/// The library is never unloaded: threads and destructors that it started may still need its code.
///
/// # Errors
/// Why it cannot be loaded.
pub fn load(file: &str, bytes: &[u8]) -> Result<Plugin, LoadFault> {
    let folder: TempDir = tempfile::Builder::new().prefix("jichi-").tempdir()?;
    let copy = folder.path().join(format!("plugin{}", std::env::consts::DLL_SUFFIX));
    let mut written = std::fs::File::create_new(&copy)?;
    written.write_all(bytes)?;
    // An open file cannot be loaded everywhere.
    drop(written);
    // SAFETY: loading runs the initialisers of the library, which may do anything: the bytes are trusted.
    let library = unsafe { Library::new(&copy) }.map_err(|error| LoadFault::Library(said(&error)))?;
    // SAFETY: what a library exports by this name is a descriptor: the name belongs to the interface.
    let symbol = unsafe { library.get::<*const abi::Descriptor>(abi::SYMBOL) };
    let Ok(descriptor) = symbol.map(|symbol| *symbol) else { return Err(LoadFault::NoSymbol) };
    // SAFETY: by the interface the symbol is a descriptor; the library is not unloaded after this.
    let described = unsafe { Described::check(descriptor) }.map_err(LoadFault::Mismatch)?;
    std::mem::forget(library);
    // Windows keeps the file as long as it is loaded; the folder of temporary files is emptied there.
    drop(folder);
    Ok(Plugin::here(Some(Arc::from(file)), described))
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
