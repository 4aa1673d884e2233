//! Plugins that end the process that they are in, never give it back, or eat it up. It is not that of the program.

use jichi::plugin::{Fault, LoadFault, Plugins};

use crate::built::built;
use crate::loaded::{Where, checked, hasty, parted, sheets, shown, with_threads};

/// What kills on every project is started twice, not for every project.
#[test]
fn what_kills_costs_its_findings() {
    let sheets = sheets(&["a.tsv"], 5);
    let (without, _) = checked(&Plugins::bundled(), &sheets);
    for name in ["aborts", "reads_null", "exits", "overflows", "hangs", "allocates"] {
        let plugins = if name == "hangs" { hasty(&built(name)) } else { Where::Apart.beside(&built(name)) };
        let (findings, failed) = checked(&plugins, &sheets);
        assert_eq!(shown(&findings), shown(&without), "{name}");
        let [failed] = failed.as_slice() else { panic!("{name}: {failed:?}") };
        assert_eq!((failed.projects, failed.gave_up), (2, true), "{name}");
        let first = failed.first.as_ref().unwrap();
        assert_eq!((first.code.as_str(), first.project.as_str()), ("CP101", "绩效评价1"), "{name}");
        let is_right = match &failed.fault {
            Fault::Silent(seconds) => name == "hangs" && *seconds == 1,
            Fault::Ended(how) if name == "exits" => how == "exit status: 0",
            Fault::Ended(_) => name != "hangs",
            _ => false,
        };
        assert!(is_right, "{name}: {:?}", failed.fault);
    }
}

/// The process is started again: what comes after the project that killed it is looked at.
#[test]
fn what_kills_on_one_project_finds_on_the_others() {
    let sheets = sheets(&["a.tsv"], 4);
    let (without, _) = checked(&Plugins::bundled(), &sheets);
    for threads in [1, 2] {
        let plugins = Where::Apart.beside(&built("aborts_on_second"));
        let (findings, failed) = with_threads(threads, || checked(&plugins, &sheets));
        let (own, others) = parted(findings);
        assert_eq!(shown(&others), shown(&without));
        let projects: Vec<_> = own.iter().map(|finding| finding.project).collect();
        assert_eq!(projects, [Some(0), Some(2), Some(3)]);
        let [failed] = failed.as_slice() else { panic!("{failed:?}") };
        assert_eq!((failed.projects, failed.gave_up), (1, false));
        assert_eq!(failed.first.as_ref().unwrap().project, "绩效评价2");
    }
}

/// Once: what kills again is not asked any more, be it on the last project of a sheet.
#[test]
fn what_kills_again_is_given_up() {
    let sheets = sheets(&["a.tsv", "b.tsv", "c.tsv"], 2);
    let (without, _) = checked(&Plugins::bundled(), &sheets);
    let (findings, failed) = checked(&Where::Apart.beside(&built("aborts_on_second")), &sheets);
    let (own, others) = parted(findings);
    assert_eq!(shown(&others), shown(&without));
    let places: Vec<_> = own.iter().map(|finding| (finding.sheet, finding.project)).collect();
    assert_eq!(places, [(0, Some(0)), (1, Some(0))]);
    let [failed] = failed.as_slice() else { panic!("{failed:?}") };
    assert_eq!((failed.projects, failed.gave_up), (2, true));
}

#[test]
fn what_kills_where_it_is_loaded_is_not_loaded() {
    let half = std::fs::read(built("behaves")).unwrap();
    // Of a library that lacks its end the system touches what is not there.
    let half = &half[..half.len() / 2];
    for bytes in [std::fs::read(built("load_aborts")).unwrap().as_slice(), half] {
        let loaded = Where::Apart.load("a.so", bytes);
        assert!(matches!(loaded, Err(LoadFault::Process(_))), "{loaded:?}");
    }
}

#[test]
fn what_kills_where_a_run_begins_does_not_begin() {
    let sheets = sheets(&["a.tsv"], 2);
    let (without, _) = checked(&Plugins::bundled(), &sheets);
    for (name, plugins) in [
        ("open_aborts", Where::Apart.beside(&built("open_aborts"))),
        ("open_hangs", hasty(&built("open_hangs"))),
    ] {
        let (findings, failed) = checked(&plugins, &sheets);
        assert_eq!(shown(&findings), shown(&without), "{name}");
        let [failed] = failed.as_slice() else { panic!("{name}: {failed:?}") };
        assert_eq!((&failed.first, failed.gave_up), (&None, true), "{name}");
        assert!(matches!(failed.fault, Fault::Ended(_) | Fault::Silent(1)), "{name}: {:?}", failed.fault);
    }
}

/// What it prints does not get among the answers, nor does it read what is shown to it.
#[test]
fn what_prints_is_not_heard() {
    let sheets = sheets(&["a.tsv"], 3);
    let (reference, _) = checked(&Where::Apart.beside(&built("behaves")), &sheets);
    let (findings, failed) = checked(&Where::Apart.beside(&built("prints")), &sheets);
    assert_eq!((shown(&findings), failed), (shown(&reference), vec![]));
}
