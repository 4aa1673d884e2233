//! The opinion that a reviewer sends back, drafted from the findings. It goes to a Chinese department and is
//! Chinese whatever the language of the run.

use std::borrow::Cow;
use std::sync::Arc;

use super::{ItemReview, Remark};
use crate::finding::{Field, Finding, Severity};
use crate::form::Form;
use crate::library::{Measure, listed};
use crate::record::{Cell, Project, Sheet};
use crate::text::Language;
use crate::text::printable;

/// Further places of one defect that are named.
const NAMED: usize = 4;
/// Characters of a name, and of a value, that name a place.
const NAME: usize = 20;
const VALUE: usize = 12;
/// Examples of indicators in one sentence.
const EXAMPLES: usize = 3;

/// A drafted opinion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// What the review comes to.
    pub opening: String,
    /// What to mend, by sub-item.
    pub sections: Vec<Section>,
}

/// What to mend for one sub-item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// `一、指标科学性`
    pub heading: String,
    /// What is wrong and what to write instead, one for each rule, numbered where there are several.
    pub sentences: Vec<String>,
}

impl Opinion {
    /// Drafts the opinion on a project. `grade` is the best that it can have.
    pub(super) fn new(
        form: &Form,
        sheet: &Sheet,
        project: &Project,
        grade: usize,
        items: &[ItemReview<'_>],
        unrated: &[Remark<'_>],
    ) -> Self {
        let names = form.names().chain(["其他"]);
        let remarks = items.iter().map(|item| item.remarks.as_slice()).chain([unrated]);
        let told: Vec<(&str, Vec<String>)> = names
            .zip(remarks)
            // What is only worth knowing is left out: nobody has to mend it.
            .map(|(name, remarks)| (name, sentences(sheet, remarks, Severity::Warning)))
            .filter(|(_, sentences)| !sentences.is_empty())
            .collect();
        let subject = match project.full_name() {
            Some(name) => format!("“{}”项目", printable(name.trim())),
            None => "本项目".to_owned(),
        };
        let request = form.grades.get(grade).map_or("", |grade| &grade.request);
        let opening = match told.is_empty() {
            true => format!("经审核，{subject}的绩效目标未发现需要修改的问题。"),
            false => format!("经审核，{subject}的绩效目标{request}："),
        };
        let sections = told.into_iter().enumerate().map(|(index, (name, sentences))| Section {
            heading: format!("{}、{name}", ordinal(index + 1)),
            sentences: numbered(sentences),
        });
        Self { opening, sections: sections.collect() }
    }

    /// The opinion as it is sent.
    pub fn text(&self) -> String {
        let mut lines = vec![self.opening.as_str()];
        for section in &self.sections {
            lines.push(&section.heading);
            lines.extend(section.sentences.iter().map(String::as_str));
        }
        lines.join("\n")
    }
}

/// What is wrong and what to write instead, one text for all findings that ask for the same: those of `least`
/// severity and above.
pub(super) fn sentences(sheet: &Sheet, remarks: &[Remark<'_>], least: Severity) -> Vec<String> {
    remarks.iter().flat_map(|remark| cases(remark, least)).map(|alike| sentence(sheet, &alike)).collect()
}

/// The findings of a remark by what they say, in the order of the sheet.
fn cases<'a>(remark: &Remark<'a>, least: Severity) -> Vec<Vec<&'a Finding>> {
    let mut cases: Vec<Vec<&'a Finding>> = Vec::new();
    for checked in &remark.findings {
        let finding: &Finding = &checked.finding;
        if finding.severity < least {
            continue;
        }
        match cases.iter_mut().find(|alike| alike.iter().any(|other| other.case == finding.case)) {
            Some(alike) => alike.push(finding),
            None => cases.push(vec![finding]),
        }
    }
    cases
}

fn sentence(sheet: &Sheet, findings: &[&Finding]) -> String {
    let examples = examples(findings);
    let mut findings = findings.iter().copied();
    let Some(first) = findings.next() else { return String::new() };
    let mut text = ended(&first.message);
    if let Some(help) = &first.help {
        text.push_str(&ended(help));
    }
    if let Some(examples) = listed(&examples, Language::Zh) {
        text.push_str(&ended(&examples));
    }
    let mut seen = vec![mention(sheet, first)];
    let mut others = 0;
    for finding in findings {
        others += 1;
        let mention = mention(sheet, finding);
        if !seen.contains(&mention) {
            seen.push(mention);
        }
    }
    let named = &seen[1..seen.len().min(NAMED + 1)];
    text.push_str(&match (others, named.join("、")) {
        (0, _) => String::new(),
        (_, named) if named.is_empty() => format!("这样的共{}处，请一并修改。", others + 1),
        (_, names) if named.len() == others => format!("{names}也有同样的问题，请一并修改。"),
        (_, names) => format!("{names}等另外{others}处也有同样的问题，请一并修改。"),
    });
    text
}

/// Examples for all findings of one sentence: of each the first, then of each the second, until there are enough.
fn examples(findings: &[&Finding]) -> Vec<Arc<Measure>> {
    let mut chosen: Vec<Arc<Measure>> = Vec::new();
    for nth in 0..EXAMPLES {
        for example in findings.iter().filter_map(|finding| finding.examples.get(nth)) {
            if chosen.len() < EXAMPLES && !chosen.contains(example) {
                chosen.push(Arc::clone(example));
            }
        }
    }
    chosen
}

/// How a further place of a defect is named: by the words that the department finds it by.
fn mention(sheet: &Sheet, finding: &Finding) -> String {
    let project = finding.project.and_then(|index| sheet.projects.get(index));
    let indicator = project.and_then(|project| project.indicators.get(finding.indicator?));
    let Some(indicator) = indicator else {
        return match finding.field {
            Field::Goal => "年度目标".to_owned(),
            _ if finding.subject.is_empty() => {
                format!("{}格", sheet.grid.address(finding.place).name(Language::Zh))
            }
            _ => format!("“{}”", shortened(&printable(&finding.subject), NAME)),
        };
    };
    let quoted = |cell: &Option<Cell>, length| {
        let text = printable(cell.as_ref()?.raw.trim());
        Some(shortened(&text, length).into_owned())
    };
    match (quoted(&indicator.name, NAME), quoted(&indicator.value, VALUE)) {
        (Some(name), Some(value)) if finding.field == Field::Value => format!("“{name}”（{value}）"),
        (Some(text), _) | (None, Some(text)) => format!("“{text}”"),
        (None, None) => format!("{}格", sheet.grid.address(finding.place).name(Language::Zh)),
    }
}

fn shortened(text: &str, length: usize) -> Cow<'_, str> {
    match text.char_indices().nth(length) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// The text with the full stop that messages of rules do without.
fn ended(text: &str) -> String {
    format!("{}。", text.trim().trim_end_matches(['。', '；', '，', '.', ';', ',']))
}

fn numbered(sentences: Vec<String>) -> Vec<String> {
    match sentences.len() {
        1 => sentences,
        _ => (1..).zip(sentences).map(|(number, sentence)| format!("{number}. {sentence}")).collect(),
    }
}

/// `一` to `九`, `十`, `十一` …
fn ordinal(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |digit: usize| DIGITS.get(digit).copied().unwrap_or_default();
    match number {
        0..10 => digit(number).to_owned(),
        10..20 => format!("十{}", digit(number - 10)),
        _ => number.to_string(),
    }
}
