//! Builds the plugins of the tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder for what the tests build.
pub fn target() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

/// Where the plugins are that break rules.
pub fn sources() -> PathBuf {
    root().join("tests/plugins/c")
}

/// One of the plugins in `tests/plugins/c`, by its name.
pub fn built(name: &str) -> PathBuf {
    library(&sources().join(format!("{name}.c")))
}

/// Compiles a C file as a shared library, once in a run of the tests.
pub fn library(source: &Path) -> PathBuf {
    static BUILT: Mutex<BTreeMap<PathBuf, PathBuf>> = Mutex::new(BTreeMap::new());
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    built.entry(source.to_owned()).or_insert_with(|| compile(source)).clone()
}

/// Compiles without warnings. The library is written under another name first: where each test runs in a process of
/// its own, none sees half of it.
fn compile(source: &Path) -> PathBuf {
    let name = source.file_stem().unwrap().to_str().unwrap();
    let folder = target().join("plugins");
    let part = folder.join(format!("{name}-{}", std::process::id()));
    fs::create_dir_all(&part).unwrap();
    let file = file_name(name);

    let compiler = compiler();
    let mut command = compiler.to_command();
    // Some compilers leave other files where they are called.
    command.current_dir(&part);
    for include in [root().join("plugins/sdk/include"), sources()] {
        command.arg("-I").arg(include);
    }
    command.arg(source);
    if compiler.is_like_msvc() {
        command.args(["/std:c11", "/W4", "/WX", "/LD"]).arg(format!("/Fe:{file}"));
    } else {
        command.args(["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-shared", "-o", &file]);
        if !cfg!(windows) {
            command.arg("-fPIC");
        }
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}\n{}", said(&output));

    let library = folder.join(&file);
    fs::rename(part.join(&file), &library).unwrap();
    fs::remove_dir_all(&part).unwrap();
    library
}

/// How the system calls a library.
fn file_name(name: &str) -> String {
    format!("{}{name}{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX)
}

/// `cargo build` of a plugin in Rust, in a folder of its own below [`target`]: for a manifest, with what else is to be
/// said.
pub fn cargo(folder: &str, manifest: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO"));
    command.args(["build", "--quiet", "--offline", "--manifest-path"]).arg(manifest);
    command.arg("--target-dir").arg(target().join(folder)).args(arguments);
    command.output().unwrap()
}

/// A plugin in Rust, built: by its manifest, its package and what else is to be said.
pub fn rust(folder: &str, manifest: &Path, package: &str, arguments: &[&str]) -> PathBuf {
    let output = cargo(folder, manifest, arguments);
    assert!(output.status.success(), "{}", said(&output));
    target().join(folder).join("debug").join(file_name(&package.replace('-', "_")))
}

/// What a command printed.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn compiler() -> cc::Tool {
    let system = if cfg!(target_os = "macos") {
        "apple-darwin"
    } else if cfg!(all(windows, target_env = "msvc")) {
        "pc-windows-msvc"
    } else if cfg!(windows) {
        "pc-windows-gnu"
    } else {
        "unknown-linux-gnu"
    };
    let target = format!("{}-{system}", std::env::consts::ARCH);
    let mut build = cc::Build::new();
    build.cargo_metadata(false).target(&target).host(&target).opt_level(0).warnings(false);
    build.try_get_compiler().unwrap()
}
