//! Which plugins run: only those that the user trusts, whatever a configuration says.
//!
//! The plugin of these tests is the one in C with a function that the system calls when it loads the library. It
//! leaves a mark: nothing else tells for sure whether code ran.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set up its inputs fails")]

mod cmd;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::sync::LazyLock;

use assert_cmd::Command;
use cmd::{Run, SMALL, findings, folder, jichi, run};
use serde_json::Value;
use tempfile::TempDir;

const LEAVES_A_MARK: &str = r#"
#include <stdio.h>
#include <stdlib.h>
__attribute__((constructor)) static void loaded(void) {
  const char *mark = getenv("JICHI_TEST_MARK");
  FILE *file = mark ? fopen(mark, "w") : NULL;
  if (file) fclose(file);
}
"#;

/// The library, built once.
static LIBRARY: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = folder(&[("mark.c", LEAVES_A_MARK.as_bytes())]);
    let library = folder.path().join("library");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
    let status = Process::new(compiler)
        .args(["-std=c99", "-shared", "-fPIC", "-I"])
        .arg(root.join("plugins/sdk/include"))
        .arg("-o")
        .arg(&library)
        .arg(folder.path().join("mark.c"))
        .arg(root.join("plugins/c-example/c_example.c"))
        .status()
        .unwrap();
    assert!(status.success());
    fs::read(library).unwrap()
});

/// A folder as somebody sent it, with a configuration that names the plugin beside it; and a home.
struct Place {
    folder: TempDir,
    library: PathBuf,
    digest: String,
}

impl Place {
    fn new() -> Self {
        let folder =
            folder(&[("sent/a.tsv", SMALL.as_bytes()), ("sent/lib.so", &LIBRARY), ("home/.keep", b"")]);
        let library = folder.path().join("sent/lib.so");
        let mut place = Self { folder, library, digest: String::new() };
        let told = place.run(&["plugin", "trust", "lib.so"]);
        let pin = told.out.lines().find_map(|line| line.strip_prefix("sha256 = "));
        place.digest = pin.unwrap_or_else(|| panic!("{}{}", told.out, told.err)).trim_matches('"').to_owned();
        assert_eq!(place.run(&["plugin", "untrust", "lib.so"]).code, 0);
        place.configure("c-example", "lib.so", &place.digest);
        place
    }

    fn configure(&self, id: &str, path: &str, digest: &str) {
        let text = format!("[plugins.{id}]\npath = \"{path}\"\nsha256 = \"{digest}\"\n");
        fs::write(self.folder.path().join("sent/jichi.toml"), text).unwrap();
    }

    fn mark(&self) -> PathBuf {
        self.folder.path().join("mark")
    }

    /// Where the list stands by default.
    fn list(&self) -> PathBuf {
        self.folder.path().join("home/.config/jichi/trusted-plugins.toml")
    }

    fn command(&self) -> Command {
        let mut command = jichi();
        command.current_dir(self.folder.path().join("sent"));
        command.env("HOME", self.folder.path().join("home")).env_remove("XDG_CONFIG_HOME");
        command.env("JICHI_TEST_MARK", self.mark());
        command
    }

    fn run(&self, arguments: &[&str]) -> Run {
        run(self.command().args(arguments))
    }

    /// Whether the library was loaded since the last time.
    fn was_loaded(&self) -> bool {
        fs::remove_file(self.mark()).is_ok()
    }

    /// What `check` tells as failures, beside all findings of the program's own rules.
    fn failures(&self, arguments: &[&str]) -> (i32, Vec<Value>) {
        let arguments =
            [&["check", "a.tsv", "--format", "json", "--errors-to", "errors.json"], arguments].concat();
        let checked = self.run(&arguments);
        let alone = self.run(&["check", "a.tsv", "--format", "json", "--isolated"]);
        assert_eq!(alone.code, 1);
        assert_eq!(findings(&checked.out), findings(&alone.out));
        let errors = fs::read_to_string(self.folder.path().join("sent/errors.json")).unwrap();
        (checked.code, serde_json::from_str(&errors).unwrap())
    }

    fn kinds(&self, arguments: &[&str]) -> Vec<(String, i64)> {
        let (code, failures) = self.failures(arguments);
        assert_eq!(i64::from(code), if failures.is_empty() { 1 } else { 3 });
        let of = |failure: &Value| {
            assert!(failure["help"].is_string() && failure["message"].is_string());
            (failure["kind"].as_str().unwrap().to_owned(), failure["exit"].as_i64().unwrap())
        };
        failures.iter().map(of).collect()
    }
}

fn is(kind: &str) -> Vec<(String, i64)> {
    vec![(kind.to_owned(), 3)]
}

#[test]
fn a_folder_cannot_run_code_by_itself() {
    let place = Place::new();
    assert!(!place.was_loaded(), "to trust a file is not to load it");
    for arguments in [&[][..], &["--plugin-isolation", "off"], &["--config", "jichi.toml"]] {
        assert_eq!(place.kinds(arguments), is("plugin-untrusted"), "{arguments:?}");
        assert!(!place.was_loaded(), "{arguments:?}");
    }
    for arguments in [
        &["review", "a.tsv"][..],
        &["rules"],
        &["rules", "test"],
        &["explain", "JC308"],
        &["plugin", "list"],
        &["records", "a.tsv"],
    ] {
        place.run(arguments);
        assert!(!place.was_loaded(), "{arguments:?}");
    }
    let told = place.run(&["check", "a.tsv"]);
    assert!(told.err.contains("运行 jichi plugin trust lib.so"), "{}", told.err);
    // Nor do the variables of the environment lead back into the folder.
    let list = format!("[[plugin]]\nsha256 = \"{}\"\npath = \"x\"\nadded = \"x\"\n", place.digest);
    let inside = place.folder.path().join("sent/.config/jichi");
    fs::create_dir_all(&inside).unwrap();
    fs::write(inside.join("trusted-plugins.toml"), list).unwrap();
    for (name, value) in [("HOME", ""), ("HOME", "."), ("XDG_CONFIG_HOME", ".config")] {
        let told = run(place.command().args(["check", "a.tsv"]).env(name, value));
        assert_eq!(told.code, 3, "{name}={value}");
        assert!(!place.was_loaded(), "{name}={value}");
    }
    let told = run(place.command().args(["check", "a.tsv"]).env_remove("HOME"));
    assert_eq!(told.code, 3);
    assert!(told.err.contains("没有可以存放信任清单的文件夹") && told.err.contains("HOME"), "{}", told.err);
}

#[test]
fn what_is_trusted_and_pinned_runs() {
    let place = Place::new();
    assert_eq!(place.run(&["plugin", "trust", "lib.so"]).code, 0);
    assert_eq!(place.kinds(&[]), []);
    assert!(place.was_loaded());
    let explained = place.run(&["explain", "CX101"]);
    assert_eq!((explained.code, explained.err.as_str()), (0, ""));
    // From below the folder of the configuration its paths mean the same.
    fs::create_dir(place.folder.path().join("sent/below")).unwrap();
    let below =
        run(place.command().args(["explain", "CX101"]).current_dir(place.folder.path().join("sent/below")));
    assert_eq!(below.code, 0, "{}", below.err);
    assert!(place.was_loaded());
    // Trust is in the bytes, not in the name.
    let mut other = LIBRARY.clone();
    other.push(b'\n');
    fs::write(&place.library, &other).unwrap();
    assert_eq!(place.kinds(&[]), is("plugin-changed"));
    place.run(&["plugin", "trust", "lib.so"]);
    assert_eq!(place.kinds(&[]), is("plugin-changed"));
    fs::remove_file(&place.library).unwrap();
    assert_eq!(place.kinds(&[]), is("plugin-file"));
    assert!(!place.was_loaded());
    fs::write(&place.library, &*LIBRARY).unwrap();
    assert_eq!(place.run(&["plugin", "untrust", &place.digest]).code, 0);
    assert_eq!(place.kinds(&[]), is("plugin-untrusted"));
    assert!(!place.was_loaded());
}

#[test]
fn to_name_a_plugin_on_the_command_line_is_to_trust_it() {
    let place = Place::new();
    for arguments in [
        &["--plugin", "lib.so"][..],
        &["--plugin", "lib.so", "--isolated"],
        &["--plugin", "lib.so", "--plugin-isolation", "off"],
        &["--plugin", "lib.so", "--plugin-isolation", "on"],
        &["--plugin", "./lib.so", "--plugin", "lib.so"],
    ] {
        assert_eq!(place.kinds(arguments), [], "{arguments:?}");
        assert!(place.was_loaded(), "{arguments:?}");
    }
    // The same bytes elsewhere, and another file than the configuration has.
    fs::write(place.folder.path().join("sent/copy.so"), &*LIBRARY).unwrap();
    assert_eq!(place.kinds(&["--plugin", "copy.so"]), []);
    place.configure("c-example", "lib.so", &"0".repeat(64));
    assert_eq!(place.kinds(&["--plugin", "lib.so"]), []);
    assert!(place.was_loaded());
    assert!(!place.list().exists() || !fs::read_to_string(place.list()).unwrap().contains(&place.digest));
}

#[test]
fn no_plugins_beats_all() {
    let place = Place::new();
    place.run(&["plugin", "trust", "lib.so"]);
    assert_eq!(place.kinds(&["--no-plugins"]), []);
    assert_eq!(place.kinds(&["--no-plugins", "--plugin", "lib.so"]), []);
    assert_eq!(place.kinds(&["--isolated"]), []);
    assert!(!place.was_loaded());
    let rules = place.run(&["rules", "--no-plugins"]);
    assert!(!rules.out.contains("CX101") && rules.out.contains("JC308"), "{}", rules.out);
}

/// What is set for the rules of a plugin that is not there is no mistake: it may be right.
#[test]
fn settings_for_a_missing_plugin_stop_nothing() {
    let place = Place::new();
    let config = place.folder.path().join("sent/jichi.toml");
    let mut text = fs::read_to_string(&config).unwrap();
    text.push_str("[rules.CX101]\nleast = 3\n");
    fs::write(&config, format!("ignore = [\"CX101\"]\n{text}")).unwrap();
    assert_eq!(place.kinds(&[]), is("plugin-untrusted"));
    assert_eq!(place.kinds(&["--no-plugins"]), []);
    place.run(&["plugin", "trust", "lib.so"]);
    assert_eq!(place.kinds(&[]), []);
    fs::write(&config, format!("select = [\"CX101\"]\n{text}")).unwrap();
    place.run(&["plugin", "untrust", "lib.so"]);
    let told = place.run(&["check", "a.tsv", "--format", "json"]);
    assert_eq!((told.code, findings(&told.out).len()), (3, 0));
    fs::write(&config, format!("{text}most = 3\n")).unwrap();
    assert_eq!(place.run(&["check", "a.tsv", "--plugin", "lib.so"]).code, 2);
}

#[test]
fn a_plugin_that_is_none_or_another_costs_nothing_else() {
    let place = Place::new();
    assert_eq!(place.kinds(&["--isolated", "--plugin", "a.tsv"]), is("plugin-refused"));
    assert_eq!(place.kinds(&["--isolated", "--plugin", "none.so"]), is("plugin-file"));
    assert_eq!(place.kinds(&["--isolated", "--plugin", "."]), is("plugin-file"));
    // Other bytes, the same id.
    let mut other = LIBRARY.clone();
    other.push(b'\n');
    fs::write(place.folder.path().join("sent/other.so"), &other).unwrap();
    let both = ["--isolated", "--plugin", "lib.so", "--plugin", "other.so"];
    assert_eq!(place.kinds(&both), is("plugin-refused"));
    place.configure("county-checks", "lib.so", &place.digest);
    assert_eq!(place.kinds(&["--plugin", "lib.so"]), is("plugin-refused"));
    let told = place.run(&["check", "a.tsv", "--plugin", "lib.so", "--lang", "en"]);
    assert!(told.err.contains("[plugins.c-example]"), "{}", told.err);
    let told = place.run(&["rules", "test", "--isolated", "--plugin", "lib.so"]);
    assert_eq!((told.code, told.out.lines().next()), (0, Some("测试了 1 条规则的 3 个例子：全部通过")));
}

#[test]
fn a_list_that_others_may_write_or_that_is_broken_trusts_nothing() {
    let place = Place::new();
    place.run(&["plugin", "trust", "lib.so"]);
    let set = |mode| fs::set_permissions(place.list(), fs::Permissions::from_mode(mode)).unwrap();
    assert_eq!(fs::metadata(place.list()).unwrap().permissions().mode() & 0o777, 0o600);
    set(0o602);
    assert_eq!(place.kinds(&[]), is("trusted-plugins"));
    assert_eq!(place.run(&["plugin", "trust", "a.tsv"]).code, 3);
    assert_eq!(place.run(&["plugin", "list"]).code, 3);
    set(0o600);
    let good = fs::read_to_string(place.list()).unwrap();
    fs::write(place.list(), good.replace("[[plugin]]", "[[plugins]]")).unwrap();
    assert_eq!(place.kinds(&[]), is("trusted-plugins"));
    assert!(!place.was_loaded());
    fs::write(place.list(), good).unwrap();
    assert_eq!(place.kinds(&[]), []);
    assert!(place.was_loaded());
}

#[test]
fn the_list_tells_how_each_plugin_stands() {
    let place = Place::new();
    let states = || {
        let told = place.run(&["plugin", "list", "--format", "json"]);
        assert_eq!((told.code, told.err.as_str()), (0, ""));
        let listed: Value = serde_json::from_str(&told.out).unwrap();
        (
            listed["configured"][0]["state"].as_str().unwrap().to_owned(),
            listed["trusted"].as_array().unwrap().len(),
        )
    };
    assert_eq!(states(), ("untrusted".to_owned(), 0));
    place.run(&["plugin", "trust", "lib.so", "a.tsv"]);
    assert_eq!(states(), ("trusted".to_owned(), 1));
    let table = place.run(&["plugin", "list", "--lang", "en"]).out;
    for part in ["In the configuration:\n  c-example  trusted  /", "Trusted besides:\n  ", "/sent/a.tsv"] {
        assert!(table.contains(part), "{table}");
    }
    fs::write(&place.library, b"other").unwrap();
    assert_eq!(states(), ("changed".to_owned(), 1));
    fs::remove_file(&place.library).unwrap();
    assert_eq!(states(), ("missing".to_owned(), 1));
    fs::create_dir(&place.library).unwrap();
    assert_eq!(states(), ("unreadable".to_owned(), 1));
}

#[test]
fn what_is_not_on_the_list_cannot_be_taken_off() {
    let place = Place::new();
    for word in ["lib.so", "none.so", &place.digest] {
        let told = place.run(&["plugin", "untrust", word]);
        assert_eq!((told.code, told.out.as_str()), (2, ""), "{word}");
    }
    // A file that has gone or changed is known by where it was.
    place.run(&["plugin", "trust", "lib.so"]);
    fs::remove_file(&place.library).unwrap();
    let told = place.run(&["plugin", "untrust", "lib.so"]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.out.contains(&place.digest), "{}", told.out);
    assert_eq!(place.run(&["plugin", "trust", "none.so"]).code, 3);
}
