use std::collections::HashSet;

use super::sample::{Everything, sheet};
use super::*;

fn lint<'a>(checks: Vec<&'a dyn Check>, selection: Selection) -> Lint<'a> {
    Lint { selection, ..Lint::new(checks, FieldWords::builtin(), Language::Zh) }
}

fn run(lint: &Lint<'_>, sheet: &Sheet) -> (Vec<Checked>, usize) {
    let (mut all, mut steps) = (Vec::new(), 0);
    lint.sheet(0, sheet, &mut Ordinals::default(), |step| {
        all.extend(step);
        steps += 1;
        Ok::<(), ()>(())
    })
    .unwrap();
    (all, steps)
}

#[test]
fn findings_come_in_the_order_of_the_sheet() {
    let sheet = sheet(None, 5_000, &[("监督次数", "20次"), ("合格率", "≤100%"), ("时限", "")]);
    let (all, steps) = run(&lint(vec![&Everything], Selection::default()), &sheet);
    assert!(steps > 1, "a large sheet takes several steps");
    assert_eq!(all.len(), 15_000 + 3_000);
    let keys: Vec<_> = all.iter().map(|c| (c.finding.place, c.finding.rule.code.clone())).collect();
    assert!(keys.is_sorted());
}

#[test]
fn fingerprints_differ_and_survive_moved_rows_and_files() {
    let before = sheet(None, 3, &[("监督次数", "20次"), ("监督次数", "20次"), ("监督次数", " 20 次")]);
    let mut after = before.clone();
    after.file = "另一个.tsv".into();
    after.grid.name = Some("Sheet1".to_owned());
    for project in &mut after.projects {
        for indicator in &mut project.indicators {
            indicator.value_place.row += 100;
        }
    }
    let lint = lint(vec![&Everything], Selection::default());
    let of = |sheet: &Sheet| -> Vec<Fingerprint> {
        let all = run(&lint, sheet).0;
        all.iter().filter(|c| c.finding.project.is_some()).map(|c| c.fingerprint).collect()
    };
    assert_eq!(of(&before), of(&after));
    assert_eq!(of(&before).iter().collect::<HashSet<_>>().len(), 9);
}

#[test]
fn what_is_not_selected_is_not_found() {
    let sheet = sheet(None, 3, &[("监督次数", "20次"), ("合格率", "≤100%")]);
    let rules = [("JC101", "unplaced-row"), ("JC308", "capped-target")];
    let selection = Selection::new(&[], &["JC1".to_owned()], rules.into_iter());
    let (all, _) = run(&lint(vec![&Everything], selection), &sheet);
    assert!(all.iter().all(|checked| checked.finding.rule.code == "JC308"));
    assert_eq!(all.len(), 6);
}

#[test]
fn one_thread_finds_what_many_find() {
    let sheet = sheet(Some("表"), 4_000, &[("监督次数", "20次"), ("合格率", "≤100%"), ("时限", "")]);
    let lint = lint(vec![&Everything], Selection::default());
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| format!("{:?}", run(&lint, &sheet).0))
    };
    assert_eq!(with(1), with(8));
}

#[test]
fn projects_whose_rows_interlace_stay_in_one_step() {
    let mut sheet = sheet(None, 3_000, &[("监督次数", "20次"); 6]);
    sheet.projects.swap(0, 2_999);
    let (all, steps) = run(&lint(vec![&Everything], Selection::default()), &sheet);
    assert_eq!(steps, 1);
    assert!(all.is_sorted_by_key(|checked| checked.finding.place));
}

#[test]
fn an_error_of_the_sink_ends_the_run() {
    let sheet = sheet(None, 9_000, &[("监督次数", "20次")]);
    let mut calls = 0;
    let result =
        lint(vec![&Everything], Selection::default()).sheet(0, &sheet, &mut Ordinals::default(), |_| {
            calls += 1;
            Err("closed")
        });
    assert_eq!((result, calls), (Err("closed"), 1));
}
