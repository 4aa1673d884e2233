//! A sheet of many departments → what concerns each of them: its records and the findings on them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Checked;
use crate::finding::Origin;
use crate::quality::Key;
use crate::record::{Grid, Project, Sheet};

/// A department's share of a sheet.
#[derive(Debug, Clone)]
pub struct Share {
    /// What the department is known by.
    pub key: Key,
    /// Its name; empty for [`Key::Nobody`].
    pub name: String,
    /// The sheet with its rows only, and what stands above all projects.
    pub sheet: Sheet,
    /// The findings on it, in their order.
    pub findings: Vec<Checked>,
}

/// The shares of a sheet, in the order of its departments; last that of nobody, where there is one: projects of which the
/// sheet does not say whose they are, and findings on a sheet of several departments as a whole. A department with nothing
/// to its name has a share too.
pub fn shares(sheet: &Sheet, findings: Vec<Checked>) -> Vec<Share> {
    if let [own] = sheet.departments.as_slice()
        && sheet.projects.iter().all(|project| project.department.is_some())
    {
        let (key, name) = (Key::new(Some(own)), own.name.trim().to_owned());
        return vec![Share { key, name, sheet: sheet.clone(), findings }];
    }
    let projects = sheet.projects.iter().map(|project| project.department);
    let mut of_departments: BTreeMap<usize, Vec<Checked>> =
        (0..sheet.departments.len()).map(|index| (index, Vec::new())).collect();
    let mut of_nobody = Vec::new();
    for checked in findings {
        let finding = &checked.finding;
        let project = finding.project.and_then(|index| sheet.projects.get(index));
        let department = finding.department.or_else(|| project?.department);
        match department.and_then(|index| of_departments.get_mut(&index)) {
            Some(own) => own.push(checked),
            None => of_nobody.push(checked),
        }
    }
    let has_nobodys = !of_nobody.is_empty() || projects.clone().any(|department| department.is_none());
    let departments = of_departments.into_iter().map(|(index, findings)| (Some(index), findings));
    let nobody = has_nobodys.then_some((None, of_nobody));
    departments.chain(nobody).map(|(department, findings)| share(sheet, department, findings)).collect()
}

fn share(sheet: &Sheet, department: Option<usize>, mut findings: Vec<Checked>) -> Share {
    let own = department.and_then(|index| sheet.departments.get(index));
    let is_own = |project: &Project| project.department == department;
    // Where the projects of the whole sheet stand now.
    let mut moved = Vec::with_capacity(sheet.projects.len());
    let mut projects = Vec::new();
    for project in &sheet.projects {
        moved.push(is_own(project).then_some(projects.len()));
        if is_own(project) {
            let department = own.is_some().then_some(0);
            projects.push(Project { department, ..project.clone() });
        }
    }
    let grid = rows_of(sheet, department);
    let origin = Arc::new(Origin {
        file: Arc::clone(&sheet.file),
        sheet: sheet.grid.name.clone(),
        medium: sheet.grid.medium.clone(),
    });
    for checked in &mut findings {
        let finding = &mut *checked.finding;
        finding.department = finding.department.and(own).map(|_| 0);
        finding.project = finding.project.and_then(|index| moved.get(index).copied().flatten());
        for related in &mut finding.related {
            // What stands in the rows of others is named and not shown.
            let is_here = !grid.row(related.place.row).is_empty();
            related.origin = related.origin.take().or_else(|| (!is_here).then(|| Arc::clone(&origin)));
        }
    }
    Share {
        key: Key::new(own),
        name: own.map(|own| own.name.trim().to_owned()).unwrap_or_default(),
        sheet: Sheet {
            file: Arc::clone(&sheet.file),
            grid,
            layout: sheet.layout.clone(),
            year: sheet.year,
            money_unit: sheet.money_unit,
            structure: sheet.structure,
            departments: own.into_iter().cloned().collect(),
            projects,
            notes: Vec::new(),
            used: Vec::new(),
        },
        findings,
    }
}

/// The rows above all departments and projects, and those of one department.
fn rows_of(sheet: &Sheet, department: Option<usize>) -> Grid {
    let departments = sheet.departments.iter().enumerate();
    let departments = departments.map(|(index, own)| (Some(index), own.cell.place.row, own.cell.place.row));
    let projects = sheet.projects.iter().map(|project| {
        let (first, last) = project.rows();
        (project.department, first, last)
    });
    let mut all: Vec<(Option<usize>, u32, u32)> = departments.chain(projects).collect();
    let head = all.iter().map(|&(_, first, _)| first).min().unwrap_or(u32::MAX);
    all.retain(|&(of, ..)| of == department);
    all.sort_unstable_by_key(|&(_, first, _)| first);
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for (_, first, last) in all {
        match ranges.last_mut() {
            Some((_, end)) if first <= *end => *end = last.max(*end),
            _ => ranges.push((first, last)),
        }
    }
    sheet.grid.only(|row| {
        let behind = ranges.partition_point(|&(first, _)| first <= row);
        row < head || behind.checked_sub(1).is_some_and(|nth| row <= ranges[nth].1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Language, Severity};
    use crate::layout::{self, Layouts};
    use crate::lint::Ordinals;
    use crate::lint::sample::{on_value, run_of};
    use crate::plugin::Plugins;
    use crate::read;

    fn example() -> Sheet {
        let bytes = include_bytes!("../../tests/data/jialing-2020.tsv").to_vec();
        layout::sheets(Layouts::builtin(), "a.tsv", read::read("a.tsv", bytes).unwrap()).unwrap().remove(0)
    }

    fn found(sheet: &Sheet) -> Vec<Checked> {
        let rules = Plugins::bundled().rules(Language::Zh).unwrap();
        let lint = run_of(&rules);
        lint.all(0, sheet, &mut Ordinals::default())
    }

    /// All shares together are the sheet: every project, every finding, each in the rows where it stood.
    #[test]
    fn nothing_is_lost_and_nothing_shared_twice() {
        let sheet = example();
        let findings = found(&sheet);
        let shares = shares(&sheet, findings.clone());
        assert!(shares.len() > 50);
        assert_eq!(
            shares.iter().map(|share| share.sheet.projects.len()).sum::<usize>(),
            sheet.projects.len()
        );
        let mut seen = 0;
        for share in &shares {
            let names: Vec<&str> = share.sheet.departments.iter().map(|own| own.name.trim()).collect();
            assert_eq!(names, [share.name.as_str()]);
            for checked in &share.findings {
                let finding = &checked.finding;
                assert!(!share.sheet.grid.row(finding.place.row).is_empty(), "{finding:?}");
                assert_eq!(share.sheet.grid.at(finding.place), sheet.grid.at(finding.place));
                let whole = findings.iter().find(|whole| whole.fingerprint == checked.fingerprint).unwrap();
                assert_eq!(whole.finding.place, finding.place);
                let name = |sheet: &Sheet, project: Option<usize>| {
                    project.and_then(|index| sheet.projects[index].name.clone())
                };
                assert_eq!(name(&sheet, whole.finding.project), name(&share.sheet, finding.project));
                seen += 1;
            }
        }
        assert_eq!(seen, findings.len());
    }

    #[test]
    fn a_sheet_of_one_department_is_its_own_as_a_whole() {
        let sheet = crate::lint::sample::sheet(None, 2, &[("合格率", "≤100%")]);
        let mut findings = vec![Checked {
            finding: Box::new(on_value(&sheet, 1, 0, Severity::Error)),
            ..found(&example()).remove(0)
        }];
        findings.push(findings[0].clone());
        findings[1].finding.department = None;
        findings[1].finding.project = None;
        let shares = shares(&sheet, findings);
        let [share] = shares.as_slice() else { panic!("{} shares", shares.len()) };
        assert_eq!((share.findings.len(), share.sheet.projects.len()), (2, 2));
        assert_eq!(
            (&share.key, share.name.as_str()),
            (&Key::Code("318009".to_owned()), "嘉陵区财政绩效评价中心")
        );
    }

    #[test]
    fn cells_of_others_are_named_and_not_shown() {
        let sheet = example();
        let mut finding = on_value(&sheet, 0, 0, Severity::Error);
        let other = sheet.projects.iter().find(|project| project.department == Some(1)).unwrap();
        finding.related[0].place = other.goal_place;
        let own = finding.related[0].clone();
        finding.related.push(crate::finding::Related { place: sheet.projects[0].goal_place, ..own });
        let checked = Checked { finding: Box::new(finding), ..found(&sheet).remove(0) };
        let share = shares(&sheet, vec![checked]).remove(0);
        let origins: Vec<bool> =
            share.findings[0].finding.related.iter().map(|related| related.origin.is_some()).collect();
        assert_eq!(origins, [true, false]);
    }
}
