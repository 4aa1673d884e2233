//! Native plugins: rules whose code is a library of its own. Loading a library is running it, so that nothing is
//! loaded but what the user trusts: see [`Trusted`].

mod digest;
#[cfg(feature = "host")]
mod file;
#[cfg(feature = "host")]
mod trust;
#[cfg(feature = "host")]
mod wanted;

pub use digest::{Digest, NoDigest};
#[cfg(feature = "host")]
pub use file::{FileError, PluginFile, Unfit};
#[cfg(feature = "host")]
pub use trust::{TrustError, Trusted, TrustedPlugin, Unsound};
#[cfg(feature = "host")]
pub use wanted::{Plugins, Wanted};

/// Whether a text is a plugin's id: lower-case words with hyphens, a letter first.
pub(crate) fn is_id(text: &str) -> bool {
    let kebab = |ch: char| ch.is_ascii_lowercase() || ch.is_ascii_digit() || ch == '-';
    text.len() <= 64 && text.starts_with(|ch: char| ch.is_ascii_lowercase()) && text.chars().all(kebab)
}
