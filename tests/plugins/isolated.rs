//! Plugins that end the process that they are in, never give it back, or eat it up. It is not that of the program.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::built::{built, target};
use crate::cmd::{jichi, run};
use crate::command::{check, costs_itself, diagnostics, parted, sheet, told};

#[test]
fn what_kills_costs_itself() {
    for name in ["aborts", "reads_null", "exits", "overflows", "allocates"] {
        costs_itself(&built(name), &[], &["CP101", "绩效评价1"]);
    }
}

#[test]
fn what_kills_before_its_first_project_costs_itself() {
    for name in ["load_aborts", "open_aborts"] {
        costs_itself(&built(name), &[], &[]);
    }
}

/// Of a library that lacks its end, the system touches what is not there.
#[test]
fn half_a_library_is_told() {
    let whole = std::fs::read(built("behaves")).unwrap();
    let half: PathBuf = target().join("half.so");
    std::fs::write(&half, &whole[..whole.len() / 2]).unwrap();
    costs_itself(&half, &[], &[]);
}

#[test]
fn what_comes_to_no_end_is_stopped() {
    for (name, word) in [("hangs", "CP101"), ("open_hangs", "open")] {
        let begun = Instant::now();
        costs_itself(&built(name), &[], &[word]);
        // Ten seconds are what a plugin may take; it may be started a second time.
        assert!(begun.elapsed() < Duration::from_secs(40), "{name}");
    }
}

/// The process is started again: what comes after the project that killed it is looked at.
#[test]
fn what_kills_on_one_project_finds_on_the_others() {
    let sheet = sheet(4);
    let without = check(sheet.path(), None, &[]);
    for threads in ["1", "2"] {
        let with = check(sheet.path(), Some(&built("aborts_on_second")), &["--threads", threads]);
        let (own, others) = parted(&with);
        assert_eq!(others, without.out.lines().collect::<Vec<_>>(), "{}", with.err);
        assert_eq!((with.code, diagnostics(&with)), (3, 1), "{}", with.err);
        assert!(told(&with).contains("绩效评价2"), "{}", with.err);
        let on = |name: &str| own.iter().filter(|line| line.contains(name)).count();
        assert_eq!((own.len(), on("绩效评价1"), on("绩效评价3"), on("绩效评价4")), (3, 1, 1, 1));
    }
}

/// What kills on every project is not started for every project.
#[test]
fn what_always_kills_is_given_up() {
    let sheet = sheet(200);
    let without = check(sheet.path(), None, &[]);
    let with = check(sheet.path(), Some(&built("aborts")), &[]);
    assert_eq!(with.out, without.out, "{}", with.err);
    assert_eq!((with.code, diagnostics(&with)), (3, 1), "{}", with.err);
}

/// Standard output is the findings' and no plugin's; standard input is the sheet's.
#[test]
fn what_prints_is_not_heard() {
    let sheet = sheet(3);
    let reference = check(sheet.path(), Some(&built("behaves")), &[]);
    let with = check(sheet.path(), Some(&built("prints")), &[]);
    assert_eq!((with.out, with.code), (reference.out.clone(), reference.code), "{}", with.err);
    let mut command = jichi();
    command.args(["check", "-", "--stdin-name", "a.tsv", "--format", "ndjson", "--plugin"]);
    command.arg(built("prints")).write_stdin(crate::sheets::small(3));
    assert_eq!(run(&mut command).out, reference.out);
}
