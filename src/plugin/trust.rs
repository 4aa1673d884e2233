//! The user's list of trusted plugins, by their digests. What stands in it may run as the user: a list that others
//! can write is none.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::digest::Digest;
use super::file::PluginFile;

/// The list, in the user's configuration folder.
const LIST: &str = "trusted-plugins.toml";
/// Held while the list is changed.
const LOCK: &str = "trusted-plugins.lock";
/// The largest list that is read.
const LARGEST: u64 = 4 << 20;
const HEAD: &str =
    "# Plugins that may run as you. `jichi plugin trust` and `jichi plugin untrust` write this file.\n\n";

/// The plugins that the user trusts, in the order in which they were added.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trusted {
    #[serde(default, rename = "plugin", skip_serializing_if = "Vec::is_empty")]
    plugins: Vec<TrustedPlugin>,
}

/// A trusted file. It may have gone from where it was, or be copied: what counts is the digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustedPlugin {
    /// What it is told by.
    pub sha256: Digest,
    /// Where it was when it was added.
    pub path: String,
    /// When it was added.
    pub added: String,
}

/// A list that cannot be read or relied on. Nothing is trusted then.
#[derive(Debug, thiserror::Error)]
#[error("{}: {why}", path.display())]
pub struct TrustError {
    /// The list, or its folder.
    pub path: PathBuf,
    /// What is the matter.
    pub why: Unsound,
}

/// Why a list cannot be relied on.
#[derive(Debug, thiserror::Error)]
pub enum Unsound {
    /// The system does not let us read it.
    #[error("{0}")]
    Unreadable(io::Error),
    /// The system does not let us write it.
    #[error("{0}")]
    Unwritable(io::Error),
    /// Other users may write it, or what stands in its folder.
    #[error("others may write it")]
    WritableByOthers,
    /// A link, a folder: no file of its own.
    #[error("no regular file")]
    NoFile,
    /// It is no list: where, and what the reader says.
    #[error("line {line}: {detail}")]
    Broken {
        /// The line, from 1.
        line: usize,
        /// What the reader says.
        detail: String,
    },
}

impl Trusted {
    /// The list in `folder`; empty where there is none.
    ///
    /// # Errors
    /// A list that is broken, cannot be read, or that others may write.
    pub fn load(folder: &Path) -> Result<Self, TrustError> {
        let path = folder.join(LIST);
        let fail = |why| TrustError { path: path.clone(), why };
        let found = match fs::symlink_metadata(&path) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(fail(Unsound::Unreadable(error))),
        };
        // A link leads to where nobody has looked at who may write.
        if !found.is_file() {
            return Err(fail(Unsound::NoFile));
        }
        own(folder)?;
        let read = || -> io::Result<(File, String)> {
            let file = File::open(&path)?;
            let mut text = String::new();
            (&file).take(LARGEST).read_to_string(&mut text)?;
            Ok((file, text))
        };
        let (file, text) = read().map_err(|error| fail(Unsound::Unreadable(error)))?;
        // Of the file that was read, whatever stands under its name by now.
        let read = file.metadata().map_err(|error| fail(Unsound::Unreadable(error)))?;
        if writable_by_others(&read) {
            return Err(fail(Unsound::WritableByOthers));
        }
        toml::from_str(&text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let line = text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1;
            fail(Unsound::Broken { line, detail: error.message().replace('\n', "; ") })
        })
    }

    /// Changes the list in `folder`, and makes both where there is none. Nobody else changes it meanwhile.
    ///
    /// # Errors
    /// As [`Trusted::load`]; a list that cannot be written stays as it was.
    pub fn change<T>(folder: &Path, change: impl FnOnce(&mut Self) -> T) -> Result<T, TrustError> {
        let fail = |path: &Path| {
            let path = path.to_owned();
            |error| TrustError { path, why: Unsound::Unwritable(error) }
        };
        make(folder).map_err(fail(folder))?;
        own(folder)?;
        let path = folder.join(LOCK);
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let lock = lock.map_err(fail(&path))?;
        match lock.lock() {
            // Where the system knows no locks there is nothing to wait for.
            Err(error) if error.kind() != io::ErrorKind::Unsupported => return Err(fail(&path)(error)),
            _ => {}
        }
        let before = Self::load(folder)?;
        let mut list = before.clone();
        let result = change(&mut list);
        if list != before {
            list.write(folder).map_err(fail(&folder.join(LIST)))?;
        }
        Ok(result)
    }

    /// Writes the list through a file beside it, so that it is the old one or the new one at any time.
    fn write(&self, folder: &Path) -> io::Result<()> {
        let text = toml::to_string(self).map_err(io::Error::other)?;
        // Made so that it is the user's alone.
        let mut part = NamedTempFile::new_in(folder)?;
        part.write_all(HEAD.as_bytes())?;
        part.write_all(text.as_bytes())?;
        part.as_file().sync_all()?;
        part.persist(folder.join(LIST)).map(drop).map_err(|error| error.error)
    }

    /// Whether a file of this digest may be loaded.
    pub fn contains(&self, digest: Digest) -> bool {
        self.plugins.iter().any(|plugin| plugin.sha256 == digest)
    }

    /// Those on the list.
    pub fn plugins(&self) -> &[TrustedPlugin] {
        &self.plugins
    }

    /// Puts a file on the list; one whose digest is there stays as it is.
    pub fn add(&mut self, file: &PluginFile, added: impl Into<String>) {
        if !self.contains(file.digest) {
            let path = file.path.to_string_lossy().into_owned();
            self.plugins.push(TrustedPlugin { sha256: file.digest, path, added: added.into() });
        }
    }

    /// Takes off the list what `is_meant`; what was taken off.
    pub fn remove(&mut self, mut is_meant: impl FnMut(&TrustedPlugin) -> bool) -> Vec<TrustedPlugin> {
        self.plugins.extract_if(.., |plugin| is_meant(plugin)).collect()
    }
}

/// Refuses a folder in which others may put another list in the place of the user's.
fn own(folder: &Path) -> Result<(), TrustError> {
    let fail = |why| TrustError { path: folder.to_owned(), why };
    let metadata = fs::metadata(folder).map_err(|error| fail(Unsound::Unreadable(error)))?;
    if writable_by_others(&metadata) { Err(fail(Unsound::WritableByOthers)) } else { Ok(()) }
}

#[cfg(unix)]
fn writable_by_others(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.mode() & 0o022 != 0
}

/// Folders of a user's configuration are the user's alone by what they inherit.
#[cfg(not(unix))]
fn writable_by_others(_metadata: &fs::Metadata) -> bool {
    false
}

/// Makes a folder that is the user's alone; those above it as usual.
fn make(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(above) = folder.parent() {
        fs::create_dir_all(above)?;
    }
    #[cfg_attr(not(unix), allow(unused_mut, reason = "only unix has modes to set"))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot set up its files fails")]
mod tests {
    use super::*;

    fn file(text: &str) -> PluginFile {
        let bytes = text.as_bytes().to_vec();
        PluginFile { path: format!("/lib/{text}.so").into(), digest: Digest::of(&bytes), bytes }
    }

    fn add(folder: &Path, text: &str) -> Result<(), TrustError> {
        Trusted::change(folder, |list| list.add(&file(text), "2026-01-02"))
    }

    #[test]
    fn what_is_added_is_trusted_until_it_is_removed() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("new/jichi");
        assert_eq!(Trusted::load(&folder).unwrap(), Trusted::default());
        for text in ["a", "b", "a"] {
            add(&folder, text).unwrap();
        }
        let list = Trusted::load(&folder).unwrap();
        let paths: Vec<_> = list.plugins().iter().map(|plugin| plugin.path.as_str()).collect();
        assert_eq!(paths, ["/lib/a.so", "/lib/b.so"]);
        assert!(list.contains(Digest::of(b"a")) && !list.contains(Digest::of(b"c")));
        let gone = Trusted::change(&folder, |list| list.remove(|plugin| plugin.sha256 == Digest::of(b"a")));
        assert_eq!(gone.unwrap(), list.plugins()[..1]);
        assert!(!Trusted::load(&folder).unwrap().contains(Digest::of(b"a")));
        // Nothing half-written stays beside it.
        let mut names: Vec<_> =
            fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, [LOCK, LIST]);
    }

    #[test]
    fn a_broken_list_trusts_nothing_and_is_not_written_over() {
        let place = tempfile::tempdir().unwrap();
        add(place.path(), "a").unwrap();
        let path = place.path().join(LIST);
        let good = fs::read_to_string(&path).unwrap();
        let digest = Digest::of(b"a").to_string();
        for (bad, line) in [
            (format!("{good}x"), 7),
            (good.replace(&digest, &digest[1..]), 4),
            (good.replace("path", "paths"), 5),
            ("[[plugin]]\nsha256 = 1\n".to_owned(), 2),
        ] {
            fs::write(&path, &bad).unwrap();
            let error = Trusted::load(place.path()).unwrap_err();
            assert!(matches!(error.why, Unsound::Broken { line: at, .. } if at == line), "{error}");
            assert!(add(place.path(), "b").is_err());
            assert_eq!(fs::read_to_string(&path).unwrap(), bad);
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_list_is_the_users_alone() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("jichi");
        add(&folder, "a").unwrap();
        let path = folder.join(LIST);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&path)), (0o700, 0o600));
        let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        for (path, others, own) in [(&path, 0o606, 0o600), (&path, 0o660, 0o600), (&folder, 0o777, 0o700)] {
            set(path, others);
            for error in [Trusted::load(&folder).unwrap_err(), add(&folder, "b").unwrap_err()] {
                assert!(matches!(error.why, Unsound::WritableByOthers), "{error}");
                assert_eq!(error.path, *path);
            }
            set(path, own);
            assert!(Trusted::load(&folder).is_ok());
        }
        let elsewhere = place.path().join("list.toml");
        fs::rename(&path, &elsewhere).unwrap();
        symlink(&elsewhere, &path).unwrap();
        assert!(matches!(Trusted::load(&folder).unwrap_err().why, Unsound::NoFile));
    }
}
