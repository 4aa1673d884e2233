//! The file of a plugin, read once: what is hashed is what is loaded.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::digest::Digest;

/// The largest file that is taken for a plugin. Libraries with all their symbols have some ten MiB.
const LARGEST: u64 = 256 << 20;

/// A plugin's file with all its bytes.
#[derive(Clone)]
pub struct PluginFile {
    /// Where it was read from, absolute.
    pub path: PathBuf,
    /// All of it.
    pub bytes: Vec<u8>,
    /// What it is told by.
    pub digest: Digest,
}

impl std::fmt::Debug for PluginFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("PluginFile");
        shown.field("path", &self.path).field("digest", &self.digest).finish_non_exhaustive()
    }
}

/// A file that cannot be a plugin's.
#[derive(Debug, thiserror::Error)]
#[error("{}: {why}", path.display())]
pub struct FileError {
    /// Where it was looked for, absolute.
    pub path: PathBuf,
    /// What is the matter.
    pub why: Unfit,
}

/// Why a file cannot be a plugin's.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// The system does not let us read it.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// A pipe, a device: whatever has no bytes that stay as they are.
    #[error("no regular file")]
    NoFile,
    /// Larger than any plugin.
    #[error("larger than {0} bytes")]
    TooLarge(u64),
}

impl PluginFile {
    /// Reads a file.
    ///
    /// # Errors
    /// What is no regular file, too large or not to be read.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        let absolute = std::path::absolute(path);
        let fail = |why: Unfit| FileError { path: path.to_owned(), why };
        let path = absolute.map_err(|error| fail(error.into()))?;
        match bytes(&path) {
            Ok(bytes) => Ok(Self { digest: Digest::of(&bytes), path, bytes }),
            Err(why) => Err(FileError { path, why }),
        }
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, Unfit> {
    // Opening a pipe would wait for its other end.
    regular(&std::fs::metadata(path)?)?;
    let file = File::open(path)?;
    let size = regular(&file.metadata()?)?;
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(LARGEST)).unwrap_or_default());
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Unfit::TooLarge(LARGEST));
    }
    Ok(bytes)
}

/// The size of a regular file.
fn regular(metadata: &std::fs::Metadata) -> Result<u64, Unfit> {
    if metadata.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory).into());
    }
    if !metadata.is_file() {
        return Err(Unfit::NoFile);
    }
    if metadata.len() > LARGEST {
        return Err(Unfit::TooLarge(LARGEST));
    }
    Ok(metadata.len())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot set up its files fails")]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_whole_and_its_path_made_absolute() {
        let read = PluginFile::read(Path::new("Cargo.toml")).unwrap();
        assert!(read.path.is_absolute() && read.path.ends_with("Cargo.toml"));
        assert_eq!(read.bytes, std::fs::read("Cargo.toml").unwrap());
        assert_eq!(read.digest, Digest::of(&read.bytes));
    }

    #[test]
    fn what_is_no_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let why = |path: &Path| PluginFile::read(path).unwrap_err().why;
        let kind = |unfit: Unfit| match unfit {
            Unfit::Io(error) => Some(error.kind()),
            Unfit::NoFile | Unfit::TooLarge(_) => None,
        };
        assert_eq!(kind(why(&folder.path().join("none.so"))), Some(io::ErrorKind::NotFound));
        assert_eq!(kind(why(folder.path())), Some(io::ErrorKind::IsADirectory));
        let large = folder.path().join("large.so");
        File::create(&large).unwrap().set_len(LARGEST + 1).unwrap();
        assert!(matches!(why(&large), Unfit::TooLarge(LARGEST)));
        #[cfg(unix)]
        assert!(matches!(why(Path::new("/dev/null")), Unfit::NoFile));
    }
}
