//! `jichi completions` and `jichi man`: complete, in the user's language, and of use to those who read them.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up its inputs fails")]

mod cmd;

use std::collections::BTreeSet;
use std::process::{Command as Process, Stdio};

use cmd::{folder, jichi, run};

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "powershell", "elvish"];

/// All commands by the words that call them, as the help pages list them.
fn commands() -> Vec<Vec<String>> {
    let mut open = vec![Vec::<String>::new()];
    let mut all = Vec::new();
    while let Some(words) = open.pop() {
        let help = run(jichi().args(&words).args(["--help", "--lang", "en"])).out;
        let list = help.split_once("\nCommands:\n").map_or("", |(_, rest)| rest);
        let names = list.lines().take_while(|line| !line.is_empty());
        for name in
            names.filter(|line| !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next())
        {
            open.push([words.clone(), vec![name.to_owned()]].concat());
        }
        all.push(words);
    }
    all
}

/// The long options that the help of a command lists.
fn options(words: &[String]) -> BTreeSet<String> {
    let help = run(jichi().args(words).args(["--help", "--lang", "en"])).out;
    // Help that goes on stands further in than the options do.
    let named =
        help.lines().filter(|line| line.trim_start().starts_with('-') && !line.starts_with("         "));
    let options =
        named.filter_map(|line| line.split_whitespace().take(2).find(|word| word.starts_with("--")));
    options.map(str::to_owned).collect()
}

#[test]
fn every_shell_gets_every_command_and_option() {
    let all = commands();
    assert!(all.len() > 15, "{all:?}");
    for shell in SHELLS {
        let told = run(jichi().args(["completions", shell, "--lang", "en"]));
        assert_eq!((told.code, told.err.as_str()), (0, ""), "{shell}");
        for words in &all {
            if let Some(name) = words.last() {
                assert!(told.out.contains(name), "{shell}: {words:?}");
            }
            for option in options(words) {
                let bare = option.trim_start_matches('-');
                assert!(told.out.contains(bare), "{shell}: {words:?} {option}");
            }
        }
    }
    let refused = run(jichi().args(["completions", "tcsh"]));
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("可取的值：bash"), "{}", refused.err);
}

#[test]
fn descriptions_are_in_the_language() {
    let print = |arguments: &[&str]| run(jichi().args(arguments)).out;
    for (arguments, zh, en) in [
        (&["completions", "fish"][..], "检查绩效目标表", "Check sheets"),
        (&["completions", "zsh"], "预算年度", "Budget year"),
        (&["man"], "预算年度", "Budget year"),
    ] {
        let (chinese, english) = (print(arguments), print(&[arguments, &["--lang", "en"]].concat()));
        assert!(chinese.contains(zh) && !chinese.contains(en), "{arguments:?}");
        assert!(english.contains(en) && !english.contains(zh), "{arguments:?}");
    }
}

/// What bash offers for the last word.
#[cfg(unix)]
#[test]
fn bash_completes() {
    let place = folder(&[("jichi.bash", run(jichi().args(["completions", "bash"])).out.as_bytes())]);
    let script = r#"
        source "$1"; shift
        complete -p jichi >/dev/null || exit 9
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
        _jichi jichi "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    for (words, expected) in [
        (&["jichi", "rev"][..], &["review"][..]),
        (&["jichi", "rules", "ne"], &["new"]),
        (&["jichi", "rules", "new", "--pa"], &["--path"]),
        (&["jichi", "check", "--severity", ""], &["info", "warning", "error"]),
        (&["jichi", "plugin", "t"], &["trust"]),
        (&["jichi", "completions", "p"], &["powershell"]),
    ] {
        let mut bash = Process::new("bash");
        bash.args(["--norc", "-c", script, "bash"]).arg(place.path().join("jichi.bash")).args(words);
        // Where there is no bash, nothing is to be tested.
        let Ok(output) = bash.output() else { return };
        assert!(output.status.success(), "{output:?}");
        let offered = String::from_utf8(output.stdout).unwrap();
        assert_eq!(offered.lines().collect::<Vec<_>>(), expected, "{words:?}");
    }
}

#[test]
fn the_manual_has_a_section_for_every_command() {
    for language in ["zh", "en"] {
        let page = run(jichi().args(["man", "--lang", language]));
        assert_eq!((page.code, page.err.as_str()), (0, ""));
        let title = page.out.lines().find(|line| line.starts_with(".TH ")).unwrap();
        assert!(title.starts_with(".TH JICHI 1 ") && title.contains(env!("CARGO_PKG_VERSION")), "{title}");
        for words in commands().iter().filter(|words| !words.is_empty()) {
            let name = format!("jichi {}", words.join(" "));
            let (_, rest) =
                page.out.split_once(&format!(".SH \"{name}\"\n")).unwrap_or_else(|| panic!("{name}"));
            let section = rest.split("\n.SH ").next().unwrap().replace("\\-", "-");
            assert!(section.contains(&format!("\\fB{name}")), "{name}: {section}");
            for option in options(words) {
                let is_common = ["--lang", "--color", "--help"].contains(&option.as_str());
                assert_eq!(section.contains(&format!("\\fB{option}")), !is_common, "{name} {option}");
            }
        }
    }
}

#[test]
fn a_reader_that_goes_is_no_failure() {
    for arguments in [&["completions", "zsh"][..], &["man"]] {
        let mut child = Process::new(env!("CARGO_BIN_EXE_jichi"));
        child.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = child.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]), "{arguments:?}");
    }
}
