//! `junit`: a suite for each sheet, a test case for each project, failed where it has errors.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::{Entry, Format, Summary, cell_name, department_name, place_name, project_name, remark, words};
use crate::finding::{Language, Severity};
use crate::record::{Place, Sheet};
use crate::text::printable;

/// A report in the form of JUnit's that Jenkins has a schema of, written suite by suite.
#[derive(Debug)]
pub struct Junit {
    language: Language,
    /// The findings on the sheet that is being taken.
    found: BTreeMap<Subject, Found>,
}

/// What findings are on: indices into the sheet's records. In the order of the suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    Sheet,
    Department(usize),
    Project(usize),
}

/// The findings on a subject, a line each.
#[derive(Debug, Default)]
struct Found {
    counts: [usize; 3],
    all: String,
    /// Those that are no errors.
    milder: String,
}

/// A `<testcase>`.
struct Case<'a> {
    name: String,
    class: &'a str,
    /// What stands against it.
    verdict: Option<Verdict<'a>>,
    output: String,
}

/// A `<failure>` or `<error>`.
struct Verdict<'a> {
    element: &'static str,
    kind: &'a str,
    message: String,
    text: String,
}

impl Junit {
    /// A report without any suite yet.
    pub fn new(language: Language) -> Self {
        Self { language, found: BTreeMap::new() }
    }

    fn case<'a>(&self, name: String, class: &'a str, found: Option<Found>) -> Case<'a> {
        let found = found.unwrap_or_default();
        let is_failed = found.counts[Severity::Error as usize] > 0;
        let verdict = is_failed.then(|| Verdict {
            element: "failure",
            kind: "error",
            message: words::counts(found.counts, self.language),
            text: found.all,
        });
        Case { name, class, verdict, output: found.milder }
    }
}

impl Format for Junit {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut out = Writer::new(out);
        out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        line_end(&mut out)?;
        out.write_event(Event::Start(BytesStart::new("testsuites").with_attributes([("name", "jichi")])))?;
        line_end(&mut out)
    }

    fn findings(&mut self, entries: &[Entry<'_>], _out: &mut dyn Write) -> io::Result<()> {
        for &entry in entries {
            let finding = &entry.checked.finding;
            let subject = match (finding.project, finding.department) {
                (Some(project), _) => Subject::Project(project),
                (None, Some(department)) => Subject::Department(department),
                (None, None) => Subject::Sheet,
            };
            let severity = words::severity(finding.severity, self.language);
            let place = cell_name(entry, self.language);
            let line = format!(
                "{severity} {} {place} {}\n",
                printable(&finding.rule.code),
                remark(finding, self.language)
            );
            let found = self.found.entry(subject).or_default();
            found.counts[finding.severity as usize] += 1;
            found.all.push_str(&line);
            if finding.severity < Severity::Error {
                found.milder.push_str(&line);
            }
        }
        Ok(())
    }

    fn sheet(&mut self, sheet: &Sheet, out: &mut dyn Write) -> io::Result<()> {
        let title = place_name(sheet);
        let mut found = std::mem::take(&mut self.found);
        let departments: Vec<String> = sheet.departments.iter().map(department_name).collect();
        let mut cases = Vec::with_capacity(sheet.projects.len());
        if let Some(found) = found.remove(&Subject::Sheet) {
            cases.push(self.case(words::whole_sheet(self.language).to_owned(), &title, Some(found)));
        }
        for (index, name) in departments.iter().enumerate() {
            if let Some(found) = found.remove(&Subject::Department(index)) {
                cases.push(self.case(name.clone(), name, Some(found)));
            }
        }
        // A name that comes again would be taken for the same test.
        let mut taken = HashSet::new();
        for (index, project) in sheet.projects.iter().enumerate() {
            let class = project.department.and_then(|index| departments.get(index)).unwrap_or(&title);
            let mut name = project_name(project, self.language).into_owned();
            if project.name.is_none() || !taken.insert((class, name.clone())) {
                let address = sheet.grid.address(Place { row: project.row, column: 1 });
                name = format!("{name} {}", printable(&address.name(self.language)));
            }
            cases.push(self.case(name, class, found.remove(&Subject::Project(index))));
        }
        suite(&title, &cases, &mut Writer::new(out))
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let mut out = Writer::new(out);
        if !summary.unread.is_empty() {
            let title = match self.language {
                Language::Zh => "未能检查",
                Language::En => "not checked",
            };
            let cases = summary.unread.iter().map(|unread| Case {
                name: printable(&unread.file).into_owned(),
                class: title,
                verdict: Some(Verdict {
                    element: "error",
                    kind: unread.kind,
                    message: printable(&unread.message).into_owned(),
                    text: unread.in_words(self.language),
                }),
                output: String::new(),
            });
            suite(title, &cases.collect::<Vec<_>>(), &mut out)?;
        }
        out.write_event(Event::End(BytesEnd::new("testsuites")))?;
        line_end(&mut out)
    }
}

fn suite(name: &str, cases: &[Case<'_>], out: &mut Writer<&mut dyn Write>) -> io::Result<()> {
    let count = |element: &str| {
        let verdicts = cases.iter().filter_map(|case| case.verdict.as_ref());
        verdicts.filter(|verdict| verdict.element == element).count().to_string()
    };
    let suite = BytesStart::new("testsuite").with_attributes([
        ("name", name),
        ("tests", &cases.len().to_string()),
        ("failures", &count("failure")),
        ("errors", &count("error")),
    ]);
    out.write_event(Event::Start(suite))?;
    line_end(out)?;
    cases.iter().try_for_each(|case| case.write(out))?;
    out.write_event(Event::End(BytesEnd::new("testsuite")))?;
    line_end(out)
}

impl Case<'_> {
    fn write(&self, out: &mut Writer<&mut dyn Write>) -> io::Result<()> {
        let case = BytesStart::new("testcase")
            .with_attributes([("classname", self.class), ("name", self.name.as_str())]);
        if self.verdict.is_none() && self.output.is_empty() {
            out.write_event(Event::Empty(case))?;
            return line_end(out);
        }
        out.write_event(Event::Start(case))?;
        line_end(out)?;
        if let Some(Verdict { element, kind, message, text }) = &self.verdict {
            let verdict =
                BytesStart::new(*element).with_attributes([("type", *kind), ("message", message.as_str())]);
            with_text(verdict, text, out)?;
        }
        if !self.output.is_empty() {
            with_text(BytesStart::new("system-out"), &self.output, out)?;
        }
        out.write_event(Event::End(BytesEnd::new("testcase")))?;
        line_end(out)
    }
}

fn with_text(element: BytesStart<'_>, text: &str, out: &mut Writer<&mut dyn Write>) -> io::Result<()> {
    let end = element.to_end().into_owned();
    out.write_event(Event::Start(element))?;
    out.write_event(Event::Text(BytesText::new(text)))?;
    out.write_event(Event::End(end))?;
    line_end(out)
}

fn line_end(out: &mut Writer<&mut dyn Write>) -> io::Result<()> {
    out.get_mut().write_all(b"\n")
}
