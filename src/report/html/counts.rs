//! What the page's overview counts: the findings that it shows, by severity, chapter, code and department.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::finding::RuleInfo;
use crate::quality::Key;
use crate::report::Entry;
use crate::report::chapter::Chapter;

/// Numbers of findings by severity: info, warning, error.
pub(super) type Severities = [usize; 3];

/// The findings of a page, counted.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) severities: Severities,
    pub(super) codes: BTreeMap<String, (Arc<RuleInfo>, Severities)>,
    /// The codes of each department's findings and how many there are.
    departments: HashMap<Key, BTreeMap<String, usize>>,
}

impl Counts {
    pub(super) fn finding(&mut self, entry: Entry<'_>) {
        let finding = &entry.checked.finding;
        let code = &finding.rule.code;
        let severity = finding.severity as usize;
        self.severities[severity] += 1;
        match self.codes.get_mut(code) {
            Some((_, counts)) => counts[severity] += 1,
            None => {
                let mut counts = Severities::default();
                counts[severity] = 1;
                self.codes.insert(code.clone(), (Arc::clone(&finding.rule), counts));
            }
        }
        let department = self.departments.entry(Key::new(entry.department())).or_default();
        match department.get_mut(code) {
            Some(count) => *count += 1,
            None => {
                department.insert(code.clone(), 1);
            }
        }
    }

    /// All chapters of the program's own rules and those of other rules that have findings, in order.
    pub(super) fn chapters(&self) -> BTreeMap<Chapter<'_>, Severities> {
        let mut chapters: BTreeMap<Chapter<'_>, Severities> =
            Chapter::own().map(|chapter| (chapter, Severities::default())).collect();
        for (code, (_, counts)) in &self.codes {
            let chapter = chapters.entry(Chapter::of(code)).or_default();
            chapter.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        chapters
    }

    /// The department's findings in each chapter that it has any in.
    pub(super) fn of_department(&self, key: &Key) -> BTreeMap<Chapter<'_>, usize> {
        let mut chapters = BTreeMap::new();
        for (code, count) in self.departments.get(key).into_iter().flatten() {
            *chapters.entry(Chapter::of(code)).or_default() += count;
        }
        chapters
    }
}
