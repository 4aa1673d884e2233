//! A file that is written beside its name and put there as a whole: whoever looks sees the old one or the new one.

use std::fs::{self, File};
use std::io::{self, BufWriter, IntoInnerError, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::error::Failure;
use super::unfixed::NotFixed;

/// A file being written. Dropped before [`finish`](Self::finish), it leaves nothing behind.
pub(super) struct Replacement {
    /// As the user named it.
    named: PathBuf,
    /// Where it is, links followed. On Windows this is the form that may be longer than 260 characters.
    path: PathBuf,
    inner: Inner,
}

enum Inner {
    /// A new file beside the old one.
    Beside(BufWriter<NamedTempFile>),
    /// What is no file, as a pipe or a device, is written to as it is: nothing can take its place.
    Itself(BufWriter<File>),
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

    /// Writes a file into the place of one that holds `old`, as a whole: however this ends, one of the two is there. The
    /// new one has the owner and the permissions of the old one.
    pub(super) fn over(path: &Path, old: &[u8], new: &[u8]) -> Result<(), Failure> {
        let file = || path.display().to_string();
        let is_read_only = || -> io::Result<bool> { Ok(fs::metadata(path)?.permissions().readonly()) };
        match is_read_only().and_then(|is| File::options().write(true).open(path).map(|_| is)) {
            Ok(false) => {}
            Err(source) if source.kind() != io::ErrorKind::PermissionDenied => {
                return Err(failure(path, source));
            }
            Ok(true) | Err(_) => return Err(NotFixed::ReadOnly { file: file() }.into()),
        }
        let mut replacement = Self::create(path)?;
        let written = replacement.write_all(new).and_then(|()| replacement.settle());
        let now = written.and_then(|()| fs::read(path)).map_err(|source| failure(path, source))?;
        match now == old {
            true => replacement.finish(),
            false => Err(NotFixed::Changed { file: file() }.into()),
        }
    }

    /// Sees to it that what was written is on the disk before it takes the place of something else.
    fn settle(&mut self) -> io::Result<()> {
        self.flush()?;
        match &self.inner {
            Inner::Beside(file) => file.get_ref().as_file().sync_all(),
            Inner::Itself(_) => Ok(()),
        }
    }

    fn begin(named: &Path) -> io::Result<Self> {
        // A link stays, and the file that it leads to is replaced.
        let path = named.canonicalize().unwrap_or_else(|_| named.to_owned());
        let named = named.to_owned();
        let old = fs::metadata(&path).ok();
        if let Some(old) = old.as_ref().filter(|old| !old.is_file()) {
            if old.is_dir() {
                return Err(io::ErrorKind::IsADirectory.into());
            }
            let itself = File::options().write(true).open(&path)?;
            return Ok(Self { named, path, inner: Inner::Itself(BufWriter::with_capacity(1 << 16, itself)) });
        }
        let path = of_any_length(&path);
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".jichi-");
        // Readable like any other file that a program writes, as far as the user's mask lets it.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder)?;
        if let Some(old) = old {
            // Whoever may write the file is not always allowed to give it away.
            #[cfg(unix)]
            {
                use std::os::unix::fs::{MetadataExt, fchown};
                let _ = fchown(file.as_file(), Some(old.uid()), Some(old.gid()));
            }
            file.as_file().set_permissions(old.permissions())?;
        }
        Ok(Self { named, path, inner: Inner::Beside(BufWriter::with_capacity(1 << 16, file)) })
    }

    /// The file as the user named it; None of what is no file.
    pub(super) fn file(&self) -> Option<&Path> {
        match self.inner {
            Inner::Beside(_) => Some(&self.named),
            Inner::Itself(_) => None,
        }
    }

    /// Puts the file into its place.
    pub(super) fn finish(self) -> Result<(), Failure> {
        let Self { named, path, inner } = self;
        let done = match inner {
            Inner::Beside(file) => file
                .into_inner()
                .map_err(IntoInnerError::into_error)
                .and_then(|file| file.persist(&path).map(drop).map_err(|error| error.error)),
            Inner::Itself(mut itself) => itself.flush(),
        };
        done.map_err(|source| failure(&named, source))
    }
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.inner {
            Inner::Beside(file) => file.write(bytes),
            Inner::Itself(itself) => itself.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.inner {
            Inner::Beside(file) => file.flush(),
            Inner::Itself(itself) => itself.flush(),
        }
    }
}

/// The path in the form in which Windows takes more than 260 characters: std writes it so by itself, renaming a temporary
/// file does not.
#[cfg(windows)]
fn of_any_length(path: &Path) -> PathBuf {
    use std::path::{Component, Prefix};

    let Ok(path) = std::path::absolute(path) else { return path.to_owned() };
    let Some(Component::Prefix(prefix)) = path.components().next() else { return path };
    let rest: PathBuf = path.components().skip(1).collect();
    let verbatim = match prefix.kind() {
        Prefix::Disk(disk) => format!(r"\\?\{}:", char::from(disk)),
        Prefix::UNC(server, share) => {
            format!(r"\\?\UNC\{}\{}", server.to_string_lossy(), share.to_string_lossy())
        }
        _ => return path,
    };
    let mut verbatim = std::ffi::OsString::from(verbatim);
    verbatim.push(rest);
    verbatim.into()
}

#[cfg(not(windows))]
fn of_any_length(path: &Path) -> PathBuf {
    path.to_owned()
}

fn failure(path: &Path, source: io::Error) -> Failure {
    Failure::Output { file: Some(path.display().to_string()), source }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
    use std::process::Command;

    use super::*;

    #[test]
    fn links_permissions_and_what_is_no_file_stay() {
        let folder = tempfile::tempdir().unwrap();
        let [file, link, pipe] = ["a.json", "b.json", "c.json"].map(|name| folder.path().join(name));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, PermissionsExt::from_mode(0o640)).unwrap();
        symlink(&file, &link).unwrap();
        Replacement::write(&link, b"new").unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);

        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let read = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::read_to_string(pipe).unwrap()
        });
        Replacement::write(&pipe, b"through").unwrap();
        assert_eq!(read.join().unwrap(), "through");
        assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
    }

    #[test]
    fn what_others_wrote_meanwhile_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.tsv");
        fs::write(&file, "theirs").unwrap();
        let kind = |done: Result<(), Failure>| done.unwrap_err().kind();
        assert_eq!(kind(Replacement::over(&file, b"old", b"new")), "changed");
        fs::set_permissions(&file, PermissionsExt::from_mode(0o444)).unwrap();
        assert_eq!(kind(Replacement::over(&file, b"theirs", b"new")), "read-only");
        assert_eq!(kind(Replacement::over(&folder.path().join("b.tsv"), b"", b"new")), "output");
        assert_eq!(fs::read_to_string(&file).unwrap(), "theirs");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
        Replacement::over(&file, b"theirs", b"new").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
    }

    #[test]
    fn what_is_not_finished_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("new/a.json");
        let mut half = Replacement::create(&file).unwrap();
        half.write_all(b"half").unwrap();
        drop(half);
        assert_eq!(fs::read_dir(folder.path().join("new")).unwrap().count(), 0);
        Replacement::write(&file, b"whole").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "whole");
        assert!(Replacement::create(folder.path()).is_err());
    }
}
