//! `junit`: a suite for each sheet, a test case for each project, failed where it has errors.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::io::{self, Write};

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::{Entry, Format, Summary, cell_name, department_name, place_name, project_name, remark, words};
use crate::finding::{Language, Severity};
use crate::record::{Place, Sheet};
use crate::text::printable;

/// A report as JUnit's, which is a whole only at the end.
#[derive(Debug)]
pub struct Junit {
    language: Language,
    report: quick_junit::Report,
    /// The findings on the sheet that is being taken.
    cases: BTreeMap<Subject, Case>,
}

/// What findings are on: indices into the sheet's records. In the order of the suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    Sheet,
    Department(usize),
    Project(usize),
}

/// The findings of a test case.
#[derive(Debug, Default)]
struct Case {
    counts: [usize; 3],
    all: String,
    /// Those that are no errors.
    milder: String,
}

impl Junit {
    /// A report without any suite yet.
    pub fn new(language: Language) -> Self {
        Self { language, report: quick_junit::Report::new("jichi"), cases: BTreeMap::new() }
    }

    /// `错误 JC308 G12 …`, with the suggestion below.
    fn lines(&self, entry: Entry<'_>) -> String {
        let finding = &entry.checked.finding;
        let severity = words::severity(finding.severity, self.language);
        let place = cell_name(entry, self.language);
        format!("{severity} {} {place} {}\n", finding.rule.code, remark(finding, self.language))
    }

    /// The counts of a case: `错误 2、警告 1`.
    fn counts(&self, case: &Case) -> String {
        let told = [Severity::Error, Severity::Warning, Severity::Info].into_iter().filter_map(|severity| {
            let count = case.counts[severity as usize];
            (count > 0).then(|| format!("{} {count}", words::severity(severity, self.language)))
        });
        told.collect::<Vec<_>>().join(words::between(self.language))
    }

    fn case(&self, name: &str, class: &str, found: Option<Case>) -> TestCase {
        let mut status = TestCaseStatus::success();
        let found = found.unwrap_or_default();
        if found.counts[Severity::Error as usize] > 0 {
            status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(self.counts(&found)).set_type("error").set_description(found.all);
        }
        let mut case = TestCase::new(name, status);
        case.set_classname(class);
        if !found.milder.is_empty() {
            case.set_system_out(found.milder);
        }
        case
    }
}

impl Format for Junit {
    fn findings(&mut self, entries: &[Entry<'_>], _out: &mut dyn Write) -> io::Result<()> {
        for &entry in entries {
            let finding = &entry.checked.finding;
            let subject = match (finding.project, finding.department) {
                (Some(project), _) => Subject::Project(project),
                (None, Some(department)) => Subject::Department(department),
                (None, None) => Subject::Sheet,
            };
            let lines = self.lines(entry);
            let case = self.cases.entry(subject).or_default();
            case.counts[finding.severity as usize] += 1;
            case.all.push_str(&lines);
            if finding.severity < Severity::Error {
                case.milder.push_str(&lines);
            }
        }
        Ok(())
    }

    fn sheet(&mut self, sheet: &Sheet, _out: &mut dyn Write) -> io::Result<()> {
        let title = place_name(sheet);
        let mut suite = TestSuite::new(title.as_str());
        let mut cases = std::mem::take(&mut self.cases);
        if let Some(case) = cases.remove(&Subject::Sheet) {
            suite.add_test_case(self.case(words::whole_sheet(self.language), &title, Some(case)));
        }
        for (index, department) in sheet.departments.iter().enumerate() {
            if let Some(case) = cases.remove(&Subject::Department(index)) {
                let name = department_name(department);
                suite.add_test_case(self.case(&name, &name, Some(case)));
            }
        }
        // A name that comes again would be taken for the same test.
        let mut taken = HashSet::new();
        for (index, project) in sheet.projects.iter().enumerate() {
            let department = project.department.and_then(|index| sheet.departments.get(index));
            let class = department.map_or_else(|| title.clone(), department_name);
            let mut name = project_name(project, self.language).into_owned();
            if project.name.is_none() || !taken.insert((class.clone(), name.clone())) {
                let first = Place { row: project.row, column: 1 };
                let address = sheet.grid.address(first);
                let _ = write!(name, " {}", printable(&address.name(self.language)));
            }
            suite.add_test_case(self.case(&name, &class, cases.remove(&Subject::Project(index))));
        }
        self.report.add_test_suite(suite);
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        if !summary.unread.is_empty() {
            let title = match self.language {
                Language::Zh => "未能检查",
                Language::En => "not checked",
            };
            let mut suite = TestSuite::new(title);
            for unread in &summary.unread {
                let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
                let words = unread.in_words(self.language);
                status.set_message(&*printable(&unread.message)).set_type(unread.kind).set_description(words);
                let mut case = TestCase::new(&*printable(&unread.file), status);
                case.set_classname(title);
                suite.add_test_case(case);
            }
            self.report.add_test_suite(suite);
        }
        self.report.serialize(out).map_err(io::Error::other)
    }
}
