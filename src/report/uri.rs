//! The name of a file as other programs take it.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The path as version control writes it: parted by `/`, with no `./` before it.
pub(super) fn slashed(file: &str) -> Cow<'_, str> {
    slashed_on(cfg!(windows), file)
}

/// The path as a URI: absolute paths as `file:`, others as they are relative to the working folder.
pub(super) fn uri(file: &str) -> String {
    uri_on(cfg!(windows), file)
}

fn slashed_on(windows: bool, file: &str) -> Cow<'_, str> {
    // Elsewhere \ is a character like any other.
    let path = match windows && file.contains('\\') {
        true => Cow::Owned(file.replace('\\', "/")),
        false => Cow::Borrowed(file),
    };
    match path {
        Cow::Borrowed(path) => Cow::Borrowed(path.trim_start_matches("./")),
        Cow::Owned(path) => Cow::Owned(path.trim_start_matches("./").to_owned()),
    }
}

fn uri_on(windows: bool, file: &str) -> String {
    let path = slashed_on(windows, file);
    let drive = windows.then(|| path.split_once(":/")).flatten().filter(|(drive, _)| drive.len() == 1);
    let (mut uri, rest) = match drive {
        Some((drive, rest)) => (format!("file:///{drive}:/"), rest),
        // A share in the network: //server/share.
        None if windows && path.starts_with("//") => ("file:".to_owned(), &*path),
        None if path.starts_with('/') => ("file://".to_owned(), &*path),
        None => (String::with_capacity(path.len()), &*path),
    };
    for byte in rest.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            // Writing into memory does not fail.
            _ => _ = write!(uri, "%{byte:02X}"),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        for (file, uri) in [
            ("2024年/表 1.xlsx", "2024%E5%B9%B4/%E8%A1%A8%201.xlsx"),
            ("./a.tsv", "a.tsv"),
            ("../a.tsv", "../a.tsv"),
            ("/tmp/50%#?.tsv", "file:///tmp/50%25%23%3F.tsv"),
            // No scheme, and no folder.
            ("c:/a\\b.tsv", "c%3A/a%5Cb.tsv"),
            ("a.zip/b[1].xlsx", "a.zip/b%5B1%5D.xlsx"),
        ] {
            assert_eq!(uri_on(false, file), uri);
        }
        for (file, uri) in [
            (r"C:\表\a.tsv", "file:///C:/%E8%A1%A8/a.tsv"),
            (r"\\server\share\a b.tsv", "file://server/share/a%20b.tsv"),
            (r".\sub\a.tsv", "sub/a.tsv"),
        ] {
            assert_eq!(uri_on(true, file), uri);
        }
        assert_eq!(slashed_on(true, r".\sub\a.tsv"), "sub/a.tsv");
        assert_eq!(slashed_on(false, r"./sub\a.tsv"), r"sub\a.tsv");
    }
}
