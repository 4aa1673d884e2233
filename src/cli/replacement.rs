//! A file that is written beside its name and put there as a whole: whoever looks sees the old one or the new one.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::error::Failure;

/// A file being written. Dropped before [`finish`](Self::finish), it leaves nothing behind.
pub(super) struct Replacement {
    path: PathBuf,
    inner: BufWriter<NamedTempFile>,
}

impl Replacement {
    /// Begins a file. Folders that do not exist yet are made.
    pub(super) fn create(path: &Path) -> Result<Self, Failure> {
        Self::begin(path).map_err(|source| failure(path, source))
    }

    /// Writes a whole file.
    pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
        let mut file = Self::create(path)?;
        file.write_all(bytes).map_err(|source| failure(path, source))?;
        file.finish()
    }

    fn begin(path: &Path) -> io::Result<Self> {
        if path.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".jichi-");
        // Readable like any other file that a program writes, as far as the user's mask lets it.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder)?;
        if let Ok(old) = fs::metadata(path) {
            file.as_file().set_permissions(old.permissions())?;
        }
        Ok(Self { path: path.to_owned(), inner: BufWriter::with_capacity(1 << 16, file) })
    }

    /// Puts the file into its place.
    pub(super) fn finish(self) -> Result<(), Failure> {
        let Self { path, inner } = self;
        let file = inner.into_inner().map_err(|error| failure(&path, error.into_error()))?;
        file.persist(&path).map_err(|error| failure(&path, error.error))?;
        Ok(())
    }
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn failure(path: &Path, source: io::Error) -> Failure {
    Failure::Output { file: Some(path.display().to_string()), source }
}
