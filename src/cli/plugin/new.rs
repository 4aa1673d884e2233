//! `jichi plugin new NAME`: a crate that builds and passes its tests as it is.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use include_dir::{Dir, include_dir};

use super::super::error::Failure;
use super::super::session::{Output, Session};
use super::choice::shown;
use super::failure::{Fault, PluginFailure, quoted_path};
use crate::finding::Language;
use crate::plugin::{RESERVED, is_id};
use crate::text::printable;

/// The interface that plugins are written against, for a copy beside each: nothing has to be fetched.
const INTERFACE: &str = "jichi-plugin";
static SOURCES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/plugins/sdk/src");
static HEADERS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/plugins/sdk/include");
const MANIFEST: &str = include_str!("../../../plugins/sdk/Cargo.toml");

/// The files of a new plugin, with marks for what each has of its own.
const TEMPLATE: [(&str, &str); 7] = [
    ("Cargo.toml", include_str!("../../../plugins/template/Cargo.toml")),
    (".gitignore", include_str!("../../../plugins/template/gitignore")),
    (".cargo/config.toml", include_str!("../../../plugins/template/config.toml")),
    ("README.md", include_str!("../../../plugins/template/README.md")),
    ("src/lib.rs", include_str!("../../../plugins/template/src/lib.rs")),
    (
        "rules/repeated-percentage.toml",
        include_str!("../../../plugins/template/rules/repeated-percentage.toml"),
    ),
    ("tests/examples.rs", include_str!("../../../plugins/template/tests/examples.rs")),
];

/// Options of `plugin new`.
#[derive(Debug, Args)]
#[command(override_usage = "jichi plugin new <名称> [--path <文件夹>]")]
pub(super) struct Arguments {
    /// 插件的名称：小写字母、数字和连字符，例如 county-checks
    #[arg(id = "plugin_name", value_name = "名称")]
    name: String,
    /// 建在哪个文件夹；不写则在当前文件夹下，以插件的名称命名
    #[arg(id = "new_folder", long = "path", value_name = "文件夹")]
    folder: Option<PathBuf>,
}

/// Makes a plugin.
pub(super) fn run(arguments: &Arguments, session: &mut Session) {
    let name = &arguments.name;
    let fail = |path: String, fault| Failure::Plugin(Box::new(PluginFailure { id: None, path, fault }));
    if !is_name(name) {
        return session.fail(fail(name.clone(), Fault::NoName));
    }
    let folder = arguments.folder.clone().unwrap_or_else(|| name.into());
    // What cannot be read fails where it is written to.
    if fs::read_dir(&folder).is_ok_and(|mut entries| entries.next().is_some()) || folder.is_file() {
        return session.fail(fail(shown(&folder), Fault::Occupied));
    }
    if let Err(source) = make(name, &folder) {
        return session.fail(Failure::Output { file: Some(shown(&folder)), source });
    }
    let (place, word) = (printable(&shown(&folder)).into_owned(), quoted_path(&folder));
    let code = format!("{}101", letters(name));
    let page = match session.language {
        Language::Zh => {
            format!("新建了插件 {name}，有一条规则 {code}：{place}\n\n接下来：\n  cd {word}\n  cargo test\n")
        }
        Language::En => {
            format!(
                "Made the plugin {name} with one rule, {code}: {place}\n\nNext:\n  cd {word}\n  cargo test\n"
            )
        }
    };
    let mut out = Output::new();
    let result = out.write_all(page.as_bytes()).and_then(|()| out.flush());
    session.written(result);
}

/// Whether a plugin can be named so: an id that names a crate, too.
fn is_name(name: &str) -> bool {
    let crate_name = crate_name(name);
    is_id(name) && !name.ends_with('-') && !name.contains("--") && crate_name != INTERFACE
}

/// Never a word of Rust's own.
fn crate_name(name: &str) -> String {
    format!("jichi-{name}")
}

/// The letters of its codes: the first of each word, two at least and not those of the program's own rules.
fn letters(name: &str) -> String {
    let capital = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphabetic).map(|ch| ch.to_ascii_uppercase()).collect()
    };
    let initials: String = name.split('-').filter_map(|word| word.get(..1)).map(capital).collect();
    let mut letters = if initials.len() < 2 { capital(name).chars().take(2).collect() } else { initials };
    while letters.len() < 2 || letters == RESERVED {
        letters.push('X');
    }
    letters
}

/// Makes the folder, whole or not at all.
fn make(name: &str, folder: &Path) -> io::Result<()> {
    let folder = std::path::absolute(folder)?;
    let above = folder.parent().ok_or(io::ErrorKind::InvalidInput)?;
    fs::create_dir_all(above)?;
    let part = tempfile::Builder::new().prefix(&format!(".{name}-")).tempdir_in(above)?;
    // A folder of its own inside: that of a temporary folder is closed to others, and would stay so.
    let made = part.path().join(name);
    fill(name, &made)?;
    if folder.is_dir() {
        // It is empty; where it no longer is, this fails.
        fs::remove_dir(&folder)?;
    }
    fs::rename(&made, &folder)
}

fn fill(name: &str, folder: &Path) -> io::Result<()> {
    let write = |path: &Path, bytes: &[u8]| {
        let path = folder.join(path);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(path, bytes)
    };
    let library = crate_name(name).replace('-', "_");
    let marks = [
        ("@NAME@", name.to_owned()),
        ("@LETTERS@", letters(name)),
        ("@FILE@", format!("{DLL_PREFIX}{library}{DLL_SUFFIX}")),
        ("@LIBRARY@", library),
        ("@JICHI@", toml::Value::from(shown(&std::env::current_exe()?)).to_string()),
    ];
    for (path, text) in TEMPLATE {
        let text = marks.iter().fold(text.to_owned(), |text, (mark, value)| text.replace(mark, value));
        write(Path::new(path), text.as_bytes())?;
    }
    let interface = Path::new(INTERFACE);
    write(&interface.join("Cargo.toml"), MANIFEST.as_bytes())?;
    for (part, files) in [("src", &SOURCES), ("include", &HEADERS)] {
        let part = folder.join(interface).join(part);
        fs::create_dir_all(&part)?;
        files.extract(part)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_letters_of_their_own() {
        for (name, expected) in [
            ("county-checks", "CC"),
            ("county", "CO"),
            ("a-1-b", "AB"),
            ("x9", "XX"),
            ("jichi-county", "JCX"),
            ("one-two-three-four-five", "OTTFF"),
        ] {
            assert!(is_name(name), "{name}");
            assert_eq!(letters(name), expected, "{name}");
        }
    }

    #[test]
    fn names_are_slugs_that_crates_can_have() {
        for name in ["", "County", "county_checks", "县级", "9a", "-a", "a-", "a--b", "../a", "plugin"] {
            assert!(!is_name(name), "{name}");
        }
        assert!(is_name("fn") && is_name("test"));
    }

    #[test]
    fn every_mark_is_filled_in() {
        let place = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        fill("county-checks", place.path()).unwrap_or_else(|error| panic!("{error}"));
        for (path, _) in TEMPLATE {
            let text = fs::read_to_string(place.path().join(path)).unwrap_or_else(|error| panic!("{error}"));
            let is_mark = |rest: &str| rest.starts_with(|ch: char| ch.is_ascii_uppercase());
            assert!(!text.split('@').skip(1).any(is_mark), "{path}: {text}");
        }
    }
}
