//! The baseline, `jichi-baseline.json`: findings that were there when it was made, and that a check leaves out, so that a
//! gate fails on new ones only. Finding the file is the command line's business.

use std::collections::{HashMap, HashSet, VecDeque};

use serde::{Deserialize, Serialize};

use crate::exceptions::title;
use crate::finding::{Field, Language};
use crate::lint::{Checked, Fingerprint};
use crate::record::{Cell, Department, Place, Project, ReadingKind, ReadingNote, Sheet};
use crate::report::write_json;
use crate::text::Normalized;

/// The name that a baseline is found by.
pub const FILE_NAME: &str = "jichi-baseline.json";

/// The version of the file's form.
const VERSION: u32 = 1;

/// Findings that are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    /// In order; equal fingerprints of several files stand as often as they were found.
    findings: Vec<Known>,
}

/// A finding that is known. Its fingerprint is what it is found again by, whatever becomes of rows and files; the rest is
/// for people, and tells which project has to be looked at before it can be called stale.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The department's code, else its name.
    pub department: Option<String>,
    /// The project.
    pub project: Option<String>,
    /// The indicator.
    pub indicator: Option<String>,
    /// The rule's code.
    pub code: String,
    /// The field that the finding stands on.
    pub field: Field,
    /// Its name in all runs.
    pub fingerprint: Fingerprint,
}

/// A baseline's file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    findings: Vec<Known>,
}

/// Why a text is no baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoBaseline {
    /// It is none from this line and column on.
    At(usize, usize),
    /// It is one of a version that is not known.
    Version(u32),
}

impl NoBaseline {
    /// Why the file is none.
    pub fn message(&self, language: Language) -> String {
        match (self, language) {
            (Self::At(line, column), Language::Zh) => format!("不是基线文件（读到第{line}行第{column}列）"),
            (Self::At(line, column), Language::En) => {
                format!("no baseline (read up to line {line}, column {column})")
            }
            (Self::Version(version), Language::Zh) => format!("基线文件是第{version}版，本程序不认识"),
            (Self::Version(version), Language::En) => {
                format!("a baseline of version {version}, which this program does not know")
            }
        }
    }
}

impl Known {
    /// What is remembered of a finding.
    pub fn new(sheet: &Sheet, checked: &Checked) -> Self {
        let finding = &checked.finding;
        let project = finding.project.and_then(|index| sheet.projects.get(index));
        let department = finding.department.or_else(|| project?.department);
        let indicator = project.and_then(|project| project.indicators.get(finding.indicator?));
        Self {
            department: department.and_then(|index| sheet.departments.get(index)).map(department_key),
            project: project.and_then(project_key),
            indicator: indicator.and_then(|indicator| Some(indicator.name.as_ref()?.raw.trim().to_owned())),
            code: finding.rule.code.clone(),
            field: finding.field,
            fingerprint: checked.fingerprint,
        }
    }
}

fn department_key(department: &Department) -> String {
    department.code.clone().unwrap_or_else(|| department.name.trim().to_owned())
}

fn project_key(project: &Project) -> Option<String> {
    project.full_name().map(|name| name.trim().to_owned())
}

impl Baseline {
    /// A baseline of these findings.
    pub fn new(mut findings: Vec<Known>) -> Self {
        findings.sort();
        Self { findings }
    }

    /// Reads a baseline's file.
    ///
    /// # Errors
    /// [`NoBaseline`] where the text is none.
    pub fn parse(text: &str) -> Result<Self, NoBaseline> {
        let text = text.trim_start_matches('\u{FEFF}');
        let file: File =
            serde_json::from_str(text).map_err(|error| NoBaseline::At(error.line(), error.column()))?;
        if file.version != VERSION {
            return Err(NoBaseline::Version(file.version));
        }
        Ok(Self::new(file.findings))
    }

    /// The file's text, a finding a line, so that version control shows what came and went.
    pub fn text(&self) -> Vec<u8> {
        let mut text = format!("{{\"version\":{VERSION},\"findings\":[").into_bytes();
        for (nth, known) in self.findings.iter().enumerate() {
            text.extend_from_slice(if nth == 0 { b"\n" } else { b",\n" });
            // Only maps with keys that are no text could make this fail.
            let _ = write_json(&mut text, known);
        }
        text.extend_from_slice(if self.findings.is_empty() { b"]}\n" } else { b"\n]}\n" });
        text
    }

    /// How many findings are known.
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }
}

/// A baseline held against the findings of a run.
#[derive(Debug)]
pub struct Matching {
    findings: Vec<Known>,
    /// Those that were found again.
    again: Vec<bool>,
    /// The others by their fingerprints, the last first.
    waiting: HashMap<Fingerprint, Vec<usize>>,
    /// The departments and projects that were looked at.
    seen: HashSet<(Option<String>, Option<String>)>,
}

impl Matching {
    /// Nothing found again yet.
    pub fn new(baseline: Baseline) -> Self {
        let mut waiting: HashMap<Fingerprint, Vec<usize>> = HashMap::new();
        for (index, known) in baseline.findings.iter().enumerate().rev() {
            waiting.entry(known.fingerprint).or_default().push(index);
        }
        let again = vec![false; baseline.findings.len()];
        Self { findings: baseline.findings, again, waiting, seen: HashSet::new() }
    }

    /// Whether a finding is known. Each that is known is so once.
    pub fn knows(&mut self, checked: &Checked) -> bool {
        let index = self.waiting.get_mut(&checked.fingerprint).and_then(Vec::pop);
        if let Some(index) = index {
            self.again[index] = true;
        }
        index.is_some()
    }

    /// Whether a finding would be known, were it held against the baseline next.
    pub fn waits_for(&self, checked: &Checked) -> bool {
        self.waiting.get(&checked.fingerprint).is_some_and(|waiting| !waiting.is_empty())
    }

    /// Takes a sheet of which all findings were held against the baseline.
    pub fn sheet(&mut self, sheet: &Sheet) {
        let departments = sheet.departments.iter();
        self.seen.extend(departments.map(|own| (Some(normal(&department_key(own))), None)));
        self.seen.extend(sheet.projects.iter().map(|project| {
            let own = project.department.and_then(|index| sheet.departments.get(index));
            let name = project_key(project).map(|name| normal(&name));
            (own.map(|own| normal(&department_key(own))), name)
        }));
    }

    /// The known findings that are gone: their projects or departments were looked at, by rules that `ran`. Of a finding on
    /// a sheet as a whole nobody knows which sheet it was.
    pub fn stale(&self, ran: impl Fn(&str) -> bool) -> Vec<&Known> {
        let all = self.findings.iter().zip(&self.again);
        all.filter(|(known, again)| self.is_gone(known, **again, &ran)).map(|(known, _)| known).collect()
    }

    /// The baseline's file, read as `text`, with the findings that are gone; None where none is.
    pub fn remarks(&self, file: &str, text: &str, ran: impl Fn(&str) -> bool) -> Option<Sheet> {
        let stale = self.stale(ran);
        if stale.is_empty() {
            return None;
        }
        let mut rows: HashMap<&str, VecDeque<u32>> = HashMap::new();
        for (row, line) in (1..).zip(text.lines()) {
            // Every other piece stands between quotes.
            for word in line.split('"').skip(1).step_by(2) {
                rows.entry(word).or_default().push_back(row);
            }
        }
        let notes = stale.into_iter().map(|known| {
            let own = rows.get_mut(known.fingerprint.to_string().as_str());
            let row = own.and_then(VecDeque::pop_front).unwrap_or(1);
            let raw = title(&known.code, [&known.department, &known.project, &known.indicator]);
            let cell = Cell { raw, place: Place { row, column: 1 } };
            ReadingNote { cell, project: None, kind: ReadingKind::StaleBaseline }
        });
        Sheet::of_lines(file, text, notes.collect())
    }

    fn is_gone(&self, known: &Known, again: bool, ran: impl Fn(&str) -> bool) -> bool {
        let part = |text: &Option<String>| text.as_deref().map(normal);
        let place = (part(&known.department), part(&known.project));
        !again && place != (None, None) && ran(&known.code) && self.seen.contains(&place)
    }

    /// The baseline without findings that are gone.
    pub fn pruned(&self, ran: impl Fn(&str) -> bool) -> Baseline {
        let all = self.findings.iter().zip(&self.again);
        let left = all.filter(|(known, again)| !self.is_gone(known, **again, &ran));
        Baseline { findings: left.map(|(known, _)| known.clone()).collect() }
    }
}

fn normal(text: &str) -> String {
    Normalized::new(text).as_str().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;
    use crate::lint::Ordinals;
    use crate::lint::sample::{Everything, run_of, sheet};

    fn found(sheet: &Sheet) -> Vec<Checked> {
        let lint = run_of(&Everything);
        lint.all(0, sheet, &mut Ordinals::default())
    }

    fn of(sheet: &Sheet) -> Baseline {
        Baseline::new(found(sheet).iter().map(|checked| Known::new(sheet, checked)).collect())
    }

    fn matched(baseline: Baseline, sheet: &Sheet) -> (Matching, Vec<Checked>) {
        let mut matching = Matching::new(baseline);
        let mut new = found(sheet);
        new.retain(|checked| !matching.knows(checked));
        matching.sheet(sheet);
        (matching, new)
    }

    const ROWS: [(&str, &str); 3] = [("监督次数", "20次"), ("合格率", "≤100%"), ("时限", "")];

    #[test]
    fn what_is_written_is_read_again() {
        let baseline = of(&sheet(Some("表"), 2, &ROWS));
        assert!(baseline.len() > 4);
        let text = String::from_utf8(baseline.text()).unwrap();
        assert_eq!(text.lines().count(), baseline.len() + 2);
        assert_eq!(Baseline::parse(&format!("\u{FEFF}{text}")), Ok(baseline));
        assert_eq!(
            Baseline::parse(&String::from_utf8(Baseline::default().text()).unwrap()),
            Ok(Baseline::default())
        );
        assert_eq!(Baseline::parse("{\"version\":2,\"findings\":[]}"), Err(NoBaseline::Version(2)));
        assert!(matches!(Baseline::parse("[]"), Err(NoBaseline::At(1, _))));
    }

    #[test]
    fn new_findings_are_left_and_those_that_are_gone_told() {
        let before = sheet(Some("表"), 2, &ROWS);
        let (same, new) = matched(of(&before), &before);
        assert!(new.is_empty() && same.stale(|_| true).is_empty());

        // One indicator more, and one of them mended.
        let after = sheet(Some("表"), 2, &[("监督次数", "20次"), ("覆盖率", "≤100%"), ("时限", "")]);
        let (matching, new) = matched(of(&before), &after);
        let names = |index: usize| after.projects[index].indicators[1].name.as_ref().unwrap().raw.clone();
        assert!(
            !new.is_empty() && new.iter().all(|checked| checked.finding.indicator == Some(1)),
            "{}",
            names(0)
        );
        let stale = matching.stale(|_| true);
        assert_eq!(stale.len(), new.len());
        assert!(stale.iter().all(|known| known.indicator.as_deref() == Some("合格率")));
        // Rules that did not run say nothing.
        assert!(matching.stale(|_| false).is_empty());
        let pruned = matching.pruned(|_| true);
        assert_eq!(pruned.len(), of(&before).len() - stale.len());
        let (matching, _) = matched(pruned, &after);
        assert!(matching.stale(|_| true).is_empty());
    }

    #[test]
    fn projects_that_were_not_looked_at_are_left_alone() {
        let (matching, _) = matched(of(&sheet(Some("表"), 2, &ROWS)), &sheet(Some("表"), 1, &[]));
        let stale = matching.stale(|_| true);
        assert!(!stale.is_empty());
        assert!(stale.iter().all(|known| known.project.as_deref() == Some("第0个项目")), "{stale:?}");
    }

    /// Two files with the same content have findings of the same names.
    #[test]
    fn a_finding_is_known_as_often_as_it_was_found() {
        let sheet = sheet(None, 1, &ROWS);
        let mut matching = Matching::new(of(&sheet));
        let errors: Vec<Checked> =
            found(&sheet).into_iter().filter(|it| it.finding.severity == Severity::Error).collect();
        assert!(matching.knows(&errors[0]) && !matching.knows(&errors[0]));
    }
}
