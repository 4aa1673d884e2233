//! The page's sections: a department of a sheet with its projects, each as a form beside its findings.

use std::borrow::Cow;
use std::collections::HashMap;

use askama::Template;

use super::counts::Severities;
use super::form::{self, CellView, Mark, Marks, Order, Slot, Slots, Table};
use super::pieces::lines;
use super::{SEVERITIES, Words, severity_class};
use crate::finding::{Finding, Language};
use crate::library::listed;
use crate::lint::{Checked, in_parallel};
use crate::quality::Key;
use crate::record::{Cell, Department, MoneyUnit, Place, Project, Sheet};
use crate::report::{department_name, place_name, project_name, words};
use crate::text::{printable, width};

/// The sections written so far.
#[derive(Debug)]
pub(super) struct Sections {
    language: Language,
    pub(super) html: String,
    /// Projects so far: their numbers are their names in addresses.
    pub(super) projects: usize,
    /// Projects among them that are listed without findings.
    pub(super) clean: usize,
    count: usize,
}

/// What of a sheet comes into one section.
struct Part<'a> {
    /// Its number in the page, from 1.
    number: usize,
    department: Option<&'a Department>,
    /// Findings on the department or the sheet.
    beyond: Vec<&'a Finding>,
    /// Projects by their indices.
    projects: Vec<(usize, Vec<&'a Finding>)>,
}

impl Sections {
    pub(super) fn new(language: Language) -> Self {
        Self { language, html: String::new(), projects: 0, clean: 0, count: 0 }
    }

    /// Takes a sheet with all findings that are to be shown.
    ///
    /// # Errors
    /// When a template cannot be filled in.
    pub(super) fn sheet(&mut self, sheet: &Sheet, findings: &[Checked]) -> askama::Result<()> {
        // What belongs to no department comes first.
        let place = |department: Option<usize>| department.map_or(0, |index| index + 1);
        let departments = std::iter::once(None).chain(sheet.departments.iter().map(Some));
        let mut parts: Vec<Part<'_>> = departments
            .map(|department| Part { number: 0, department, beyond: Vec::new(), projects: Vec::new() })
            .collect();
        let mut slots = Vec::with_capacity(sheet.projects.len());
        for (index, project) in sheet.projects.iter().enumerate() {
            let place = place(project.department).min(parts.len() - 1);
            slots.push((place, parts[place].projects.len()));
            parts[place].projects.push((index, Vec::new()));
        }
        for Checked { finding, .. } in findings {
            match finding.project.and_then(|index| slots.get(index)) {
                Some(&(part, nth)) => parts[part].projects[nth].1.push(finding),
                None => {
                    let place = place(finding.department).min(parts.len() - 1);
                    parts[place].beyond.push(finding);
                }
            }
        }
        parts.retain(|part| !part.beyond.is_empty() || !part.projects.is_empty());
        for part in &mut parts {
            self.count += 1;
            part.number = self.count;
            self.clean += part.projects.iter().filter(|(_, findings)| findings.is_empty()).count();
        }
        let writer = Writer { sheet, language: self.language, before: self.projects };
        for html in in_parallel(&parts, |_, part| writer.part(part)) {
            self.html.push_str(&html?);
        }
        self.projects += sheet.projects.len();
        Ok(())
    }
}

/// Writes the sections of a sheet.
struct Writer<'a> {
    sheet: &'a Sheet,
    language: Language,
    /// Projects of the sheets before this.
    before: usize,
}

#[derive(Template)]
#[template(path = "html/section.html")]
struct SectionView<'a> {
    t: Words,
    key: String,
    name: Cow<'a, str>,
    from: String,
    /// What findings stand on, written.
    units: String,
    /// The names of the projects without any.
    clean: Vec<Cow<'a, str>>,
}

#[derive(Template)]
#[template(path = "html/project.html")]
struct ProjectView<'a> {
    t: Words,
    id: String,
    size: usize,
    /// Whether the form stays in sight beside longer findings.
    stays: bool,
    name: Cow<'a, str>,
    tally: Vec<Tally>,
    title: CellView<'a>,
    money: &'static str,
    funding: Vec<(&'static str, CellView<'a>)>,
    goal: CellView<'a>,
    table: Table<'a>,
    findings: Vec<FindingView<'a>>,
}

#[derive(Template)]
#[template(path = "html/beyond.html")]
struct BeyondView<'a> {
    t: Words,
    id: String,
    size: usize,
    name: &'static str,
    tally: Vec<Tally>,
    cells: Vec<(String, CellView<'a>)>,
    findings: Vec<FindingView<'a>>,
}

/// How many findings of a severity there are.
struct Tally {
    class: &'static str,
    name: &'static str,
    number: usize,
}

struct FindingView<'a> {
    number: usize,
    /// The number of the cell that it stands on.
    cell: usize,
    class: &'static str,
    severity: &'static str,
    code: Cow<'a, str>,
    title: Cow<'a, str>,
    place: String,
    to_cell: String,
    message: Cow<'a, str>,
    help: Option<Cow<'a, str>>,
    examples: Option<String>,
    related: Vec<String>,
    basis: String,
}

impl<'a> Writer<'a> {
    fn part(&self, part: &Part<'a>) -> askama::Result<String> {
        let t = Words(self.language);
        let mut units = String::new();
        if !part.beyond.is_empty() {
            self.beyond(part, &mut units)?;
        }
        let mut clean = Vec::new();
        for (index, findings) in &part.projects {
            let Some(project) = self.sheet.projects.get(*index) else { continue };
            if findings.is_empty() {
                clean.push(project_name(project, self.language));
            } else {
                self.project(*index, project, findings, &mut units)?;
            }
        }
        let section = SectionView {
            t,
            key: key(&Key::new(part.department)),
            name: match part.department {
                Some(department) => department_name(department).into(),
                None => nobody(self.language).into(),
            },
            from: place_name(self.sheet),
            units,
            clean,
        };
        section.render()
    }

    fn project(
        &self,
        index: usize,
        project: &Project,
        findings: &[&Finding],
        out: &mut String,
    ) -> askama::Result<()> {
        let slots = Slots::of(project);
        let order = Order::of(project, self.sheet.structure);
        // Numbered as the form is read; a sheet may have its groups side by side.
        let mut placed: Vec<(Slot, &Finding)> =
            findings.iter().map(|finding| (slots.find(finding), *finding)).collect();
        placed.sort_by_key(|(slot, _)| order.rank(*slot));
        let mut marks = Marks::new();
        let mut views = Vec::with_capacity(findings.len());
        for (nth, (slot, finding)) in placed.into_iter().enumerate() {
            let cell = marks.entry(slot).or_default();
            cell.push(self.mark(nth + 1, finding));
            views.push(self.finding(nth + 1, cell[0].number, finding));
        }
        let table = Table::new(self.sheet, project, &order, &marks, self.language);
        let form = form_height(project);
        let list: usize = views.iter().map(FindingView::height).sum();
        let view = ProjectView {
            t: Words(self.language),
            id: format!("p{}", self.before + index + 1),
            size: (form.max(list) + 3 * LINE).div_ceil(STEP).clamp(1, STEPS),
            stays: form < STAYS && list > form,
            name: project_name(project, self.language),
            tally: self.tally(findings),
            title: form::name(project, &marks),
            money: money(self.sheet.money_unit, self.language),
            funding: form::funding(project, &marks, self.language),
            goal: form::goal(project, &marks),
            table,
            findings: views,
        };
        view.render_into(out)
    }

    fn beyond(&self, part: &Part<'a>, out: &mut String) -> askama::Result<()> {
        let mut places: Vec<Place> = part.beyond.iter().map(|finding| finding.place).collect();
        places.sort_unstable();
        places.dedup();
        let mut marks: HashMap<Place, Vec<Mark>> = HashMap::new();
        let mut views = Vec::with_capacity(part.beyond.len());
        for (nth, finding) in part.beyond.iter().enumerate() {
            let cell = marks.entry(finding.place).or_default();
            cell.push(self.mark(nth + 1, finding));
            views.push(self.finding(nth + 1, cell[0].number, finding));
        }
        let grid = &self.sheet.grid;
        let cell = |place: Place| {
            let own = marks.get(&place).map_or(&[][..], Vec::as_slice);
            (self.place(place), CellView::new(grid.at(place), own))
        };
        let t = Words(self.language);
        let view = BeyondView {
            t,
            id: format!("d{}", part.number),
            size: views.iter().map(FindingView::height).sum::<usize>().div_ceil(STEP).clamp(1, STEPS),
            name: match part.department {
                Some(_) => t.of("部门的问题", "Findings on the department"),
                None => t.of("整表的问题", "Findings on the whole sheet"),
            },
            tally: self.tally(&part.beyond),
            cells: places.into_iter().map(cell).collect(),
            findings: views,
        };
        view.render_into(out)
    }

    fn mark(&self, number: usize, finding: &Finding) -> Mark {
        let severity = words::severity(finding.severity, self.language);
        let code = &finding.rule.code;
        Mark {
            number,
            severity: finding.severity,
            span: finding.span.clone(),
            label: match self.language {
                Language::Zh => format!("问题 {number}：{severity} {code}"),
                Language::En => format!("finding {number}: {severity} {code}"),
            },
        }
    }

    fn tally(&self, findings: &[&Finding]) -> Vec<Tally> {
        let mut counts = Severities::default();
        findings.iter().for_each(|finding| counts[finding.severity as usize] += 1);
        let tally = |severity| Tally {
            class: severity_class(severity),
            name: words::severity(severity, self.language),
            number: counts[severity as usize],
        };
        SEVERITIES.into_iter().map(tally).filter(|tally| tally.number > 0).collect()
    }

    /// `表!G12`
    fn place(&self, place: Place) -> String {
        printable(&self.sheet.grid.address(place).full_name(self.language)).into_owned()
    }

    fn finding<'f>(&self, number: usize, cell: usize, finding: &'f Finding) -> FindingView<'f> {
        let place = self.place(finding.place);
        let related = finding.related.iter().map(|related| {
            let at = match &related.origin {
                Some(origin) => {
                    let address = origin.medium.address(origin.sheet.as_deref(), related.place);
                    format!("{} {}", printable(&origin.file), printable(&address.full_name(self.language)))
                }
                None => self.place(related.place),
            };
            format!("{at}{}{}", Words(self.language).of("：", ": "), printable(&related.message))
        });
        let basis: Vec<Cow<'_, str>> = finding.rule.basis.iter().map(|basis| printable(basis)).collect();
        FindingView {
            number,
            cell,
            class: severity_class(finding.severity),
            severity: words::severity(finding.severity, self.language),
            code: printable(&finding.rule.code),
            title: printable(&finding.rule.title),
            to_cell: match self.language {
                Language::Zh => format!("{number}：到单元格 {place}"),
                Language::En => format!("{number}: to the cell {place}"),
            },
            place,
            message: lines(&finding.message),
            help: finding.help.as_deref().map(lines),
            examples: listed(&finding.examples, self.language).map(|text| printable(&text).into_owned()),
            related: related.collect(),
            basis: basis.join(words::between(self.language)),
        }
    }
}

/// What a department is called in addresses.
pub(in crate::report) fn key(key: &Key) -> String {
    match key {
        Key::Code(name) | Key::Name(name) => printable(name).into_owned(),
        Key::Nobody => "-".to_owned(),
    }
}

/// What stands for the department of what belongs to none.
pub(in crate::report) fn nobody(language: Language) -> &'static str {
    Words(language).of("不属于任何单位", "Of no department")
}

fn money(unit: Option<MoneyUnit>, language: Language) -> &'static str {
    let t = Words(language);
    match unit {
        Some(MoneyUnit::Yuan) => t.of("资金（元）", "Funding (元)"),
        Some(MoneyUnit::TenThousandYuan) => t.of("资金（万元）", "Funding (万元)"),
        None => t.of("资金", "Funding"),
    }
}

/// Pixels that one class of heights adds (`.s1`, `.s2`, … in the style sheet), and how many classes there are.
const STEP: usize = 120;
const STEPS: usize = 24;

/// The highest form, in pixels, that is sure to be in sight as a whole.
const STAYS: usize = 540;

/// About how many pixels a form takes on a wide screen. Browsers lay out what is in sight only; this keeps the rest about
/// as long as it is.
fn form_height(project: &Project) -> usize {
    let text = |text: Option<&str>, columns: usize| {
        let lines = text.unwrap_or_default().lines();
        lines.map(|line| width(line).div_ceil(columns).max(1)).sum::<usize>().max(1) * LINE
    };
    let raw = |cell: Option<&Cell>, columns| text(cell.map(|cell| cell.raw.as_str()), columns);
    let rows = project
        .indicators
        .iter()
        .map(|indicator| raw(indicator.name.as_ref(), 30).max(raw(indicator.value.as_ref(), 24)) + PADDING);
    4 * LINE + raw(project.goal.as_ref(), 84) + rows.sum::<usize>()
}

const LINE: usize = 22;
const PADDING: usize = 12;

impl FindingView<'_> {
    /// About how many pixels it takes.
    fn height(&self) -> usize {
        let lines = |text: &str| width(text).div_ceil(52);
        let help = self.help.as_deref().map_or(0, lines);
        let basis = usize::from(!self.basis.is_empty());
        let examples = self.examples.as_deref().map_or(0, lines);
        (1 + lines(&self.message) + help + examples + basis + self.related.len()) * LINE + PADDING
    }
}
