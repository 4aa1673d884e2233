//! Findings of two runs → what became of each: fixed, new, still open. For sheets that were sent back and filed again.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hash::Hash;

use serde::{Deserialize, Serialize};

use crate::finding::Severity;

/// A finding as `jichi check --format json` prints it, as far as it is compared and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// The rule's code.
    pub code: String,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// The file, as the user named it.
    pub file: String,
    /// Where in it.
    pub location: NotedPlace,
    /// The department.
    pub department: Option<NotedDepartment>,
    /// The project.
    pub project: Option<NotedName>,
    /// The indicator.
    pub indicator: Option<NotedName>,
    /// The field that it stands on.
    pub field: String,
    /// Its name in all runs.
    pub fingerprint: String,
}

/// A place: the parts that are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotedPlace {
    /// The sheet or table.
    pub sheet: Option<String>,
    /// The cell.
    pub cell: String,
}

/// A department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotedDepartment {
    /// Its code.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
}

/// A project or an indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotedName {
    /// Its name; None where the sheet has none.
    pub name: Option<String>,
}

/// What became of a department's findings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DepartmentDiff {
    /// The department; None for findings that belong to none.
    pub department: Option<NotedDepartment>,
    /// Those that are gone, as they were.
    pub fixed: Vec<Noted>,
    /// Those that are still there, as they are now.
    pub open: Vec<Open>,
    /// Those that were not there before.
    pub new: Vec<Noted>,
}

/// A finding that is still there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// As it is now.
    pub finding: Noted,
    /// Whether the cell was changed and is wrong all the same.
    pub changed: bool,
}

/// Compares two runs: the departments in the order of their codes, then of their names.
///
/// A finding is the same where its fingerprint is, whatever became of rows and files. Where a cell was changed and the same
/// rule still objects to it, the fingerprint is another; so what is left is compared once more by rule, department,
/// project, indicator and field.
pub fn diff(old: Vec<Noted>, new: Vec<Noted>) -> Vec<DepartmentDiff> {
    let mut departments: BTreeMap<Order, DepartmentDiff> = BTreeMap::new();
    // As the later run names them.
    for finding in new.iter().chain(&old) {
        let own = departments.entry(order(finding)).or_default();
        own.department = own.department.take().or_else(|| finding.department.clone());
    }
    // What of the earlier run is not found again yet.
    let mut gone: Vec<Option<Noted>> = old.into_iter().map(Some).collect();
    let mut became: Vec<(Noted, Option<bool>)> = new.into_iter().map(|finding| (finding, None)).collect();
    pair(&mut gone, &mut became, false, |finding| finding.fingerprint.clone());
    pair(&mut gone, &mut became, true, place);
    for (finding, changed) in became {
        let own = departments.entry(order(&finding)).or_default();
        match changed {
            Some(changed) => own.open.push(Open { finding, changed }),
            None => own.new.push(finding),
        }
    }
    for finding in gone.into_iter().flatten() {
        departments.entry(order(&finding)).or_default().fixed.push(finding);
    }
    departments.into_values().collect()
}

/// Finds earlier findings again among later ones of the same key. Of several with one key the first goes with the first.
fn pair<K: Eq + Hash>(
    gone: &mut [Option<Noted>],
    became: &mut [(Noted, Option<bool>)],
    changed: bool,
    key: impl Fn(&Noted) -> K,
) {
    let mut waiting: HashMap<K, VecDeque<usize>> = HashMap::new();
    for (index, finding) in gone.iter().enumerate() {
        if let Some(finding) = finding {
            waiting.entry(key(finding)).or_default().push_back(index);
        }
    }
    for (finding, open) in became.iter_mut().filter(|(_, open)| open.is_none()) {
        if let Some(index) = waiting.get_mut(&key(finding)).and_then(VecDeque::pop_front) {
            gone[index] = None;
            *open = Some(changed);
        }
    }
}

/// Where departments come: by code, those without one behind by name, nobody last.
type Order = (u8, String);

fn order(finding: &Noted) -> Order {
    match &finding.department {
        Some(NotedDepartment { code: Some(code), .. }) => (0, code.clone()),
        Some(department) => (1, department.name.trim().to_owned()),
        None => (2, String::new()),
    }
}

/// What a rule objects to, whatever stands there. Of findings on a whole sheet nothing tells one from the other but the
/// file.
fn place(finding: &Noted) -> (String, Order, [Option<String>; 2], String, Option<String>) {
    let name = |named: &Option<NotedName>| named.as_ref().and_then(|named| named.name.clone());
    let names = [name(&finding.project), name(&finding.indicator)];
    let file = (finding.project.is_none() && finding.department.is_none()).then(|| finding.file.clone());
    (finding.code.clone(), order(finding), names, finding.field.clone(), file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(code: &str, department: Option<&str>, indicator: &str, fingerprint: &str) -> Noted {
        let named = |name: &str| Some(NotedName { name: Some(name.to_owned()) });
        Noted {
            code: code.to_owned(),
            severity: Severity::Error,
            message: String::new(),
            file: "a.xlsx".to_owned(),
            location: NotedPlace { sheet: None, cell: "G7".to_owned() },
            department: department
                .map(|code| NotedDepartment { code: Some(code.to_owned()), name: "某局".to_owned() }),
            project: named("项目"),
            indicator: named(indicator),
            field: "value".to_owned(),
            fingerprint: fingerprint.to_owned(),
        }
    }

    fn names(findings: &[Noted]) -> Vec<&str> {
        findings.iter().map(|finding| finding.fingerprint.as_str()).collect()
    }

    #[test]
    fn fixed_open_changed_and_new() {
        let old = vec![
            noted("JC301", Some("2"), "甲", "a"),
            noted("JC301", Some("2"), "乙", "b"),
            noted("JC301", Some("2"), "丙", "c"),
            noted("JC304", Some("1"), "丁", "d"),
        ];
        let new = vec![
            noted("JC304", Some("2"), "戊", "e"),
            noted("JC301", Some("2"), "乙", "b2"),
            noted("JC301", Some("2"), "丙", "c"),
            noted("JC905", None, "", "f"),
        ];
        let departments = diff(old, new);
        let codes: Vec<_> = departments
            .iter()
            .map(|own| own.department.as_ref().and_then(|own| own.code.as_deref()))
            .collect();
        assert_eq!(codes, [Some("1"), Some("2"), None]);
        let [one, two, nobody] = departments.as_slice() else { panic!("{departments:?}") };
        assert_eq!((names(&one.fixed), one.open.len(), one.new.len()), (vec!["d"], 0, 0));
        assert_eq!((names(&two.fixed), names(&two.new)), (vec!["a"], vec!["e"]));
        let open: Vec<(&str, bool)> =
            two.open.iter().map(|open| (open.finding.fingerprint.as_str(), open.changed)).collect();
        assert_eq!(open, [("b2", true), ("c", false)]);
        assert_eq!(names(&nobody.new), ["f"]);
    }

    #[test]
    fn a_finding_is_found_again_once() {
        let one = noted("JC301", Some("1"), "甲", "a");
        let departments = diff(vec![one.clone()], vec![one.clone(), one.clone()]);
        assert_eq!(
            (departments[0].open.len(), departments[0].new.len(), departments[0].fixed.len()),
            (1, 1, 0)
        );
        let departments = diff(vec![one.clone(), one.clone()], vec![one]);
        assert_eq!(
            (departments[0].open.len(), departments[0].new.len(), departments[0].fixed.len()),
            (1, 0, 1)
        );
    }
}
