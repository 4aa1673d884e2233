use std::sync::Arc;

use super::*;
use crate::finding::Finding;
use crate::lint::sample::{on_value, run_of, sheet};
use crate::lint::{Check, Ordinals};
use crate::record::ProjectReading;
use crate::rule::Context;

/// What is found: project and indicator, code, severity, sub-item.
pub(crate) type Case = (Option<(usize, usize)>, &'static str, Severity, Option<&'static str>);

struct Cases<'c>(&'c [Case]);

impl Cases<'_> {
    fn findings(&self, sheet: &Sheet, of: Option<usize>) -> Vec<Finding> {
        let cases = self.0.iter().filter(|(at, ..)| at.map(|(project, _)| project) == of);
        cases
            .map(|&(at, code, severity, review)| {
                let (project, indicator) = at.unwrap_or_default();
                let mut finding = on_value(sheet, project, indicator, severity);
                let mut rule = RuleInfo::clone(&finding.rule);
                rule.code = code.to_owned();
                rule.review = review.map(str::to_owned);
                finding.rule = Arc::new(rule);
                if at.is_none() {
                    (finding.project, finding.indicator) = (None, None);
                }
                finding
            })
            .collect()
    }
}

impl Check for Cases<'_> {
    fn project(&self, context: &Context<'_>, project: &ProjectReading<'_>) -> Vec<Finding> {
        self.findings(context.sheet, Some(project.index))
    }

    fn sheet(&self, context: &Context<'_>) -> Vec<Finding> {
        self.findings(context.sheet, None)
    }
}

/// These findings on the sample sheet.
pub(crate) fn checked(sheet: &Sheet, cases: &[Case]) -> Vec<Checked> {
    let cases = Cases(cases);
    let lint = run_of(&cases);
    lint.all(0, sheet, &mut Ordinals::default())
}

pub(crate) const ROWS: [(&str, &str); 6] = [
    ("评价次数", "≤100%"),
    ("培训次数", "若干"),
    ("合格率", "较高"),
    ("完成时限", "及时"),
    ("影响力", "显著"),
    ("满意度", "满意"),
];

fn strings(numbers: impl IntoIterator<Item = Decimal>) -> Vec<String> {
    numbers.into_iter().map(|number| number.normalize().to_string()).collect()
}

#[test]
fn rules_take_points_off_and_give_none() {
    let sheet = sheet(None, 2, &ROWS);
    let cases: Vec<Case> = vec![
        (Some((0, 0)), "XX101", Severity::Error, Some("指标科学性")),
        (Some((0, 1)), "XX101", Severity::Warning, Some("指标科学性")),
        (Some((0, 2)), "XX102", Severity::Info, Some("指标科学性")),
        (Some((0, 3)), "XX103", Severity::Error, Some("目标相关性")),
        (Some((0, 4)), "XX104", Severity::Error, None),
    ];
    let findings = checked(&sheet, &cases);
    let review = SheetReview::new(Form::builtin(), &sheet, &findings);
    let [first, second] = &review.projects[..] else { panic!() };
    // The form's order: 规范 明确 相关 科学 合理 资金 可能 条件.
    assert_eq!(
        strings(first.items.iter().map(|item| item.deducted)),
        ["0", "0", "3", "4", "0", "0", "0", "0"]
    );
    assert_eq!(
        strings(first.items.iter().map(|item| item.left)),
        ["10", "10", "12", "11", "15", "15", "10", "10"]
    );
    let open: Vec<bool> = first.items.iter().map(|item| item.open).collect();
    assert_eq!(open, [false, false, true, false, false, false, true, true]);
    assert_eq!(strings([first.deducted, first.open]), ["7", "32"]);
    assert_eq!(strings([first.highest.points, first.lowest.points]), ["93", "61"]);
    assert_eq!((first.highest.grade, first.lowest.grade), (0, 2));
    assert_eq!(first.unrated.len(), 1);
    assert_eq!(strings([second.highest.points, second.lowest.points]), ["100", "65"]);
    assert_eq!(second.opinion.text(), "经审核，“第1个项目”项目的绩效目标未发现需要修改的问题。");
}

#[test]
fn no_more_is_taken_off_than_there_is() {
    let sheet = sheet(None, 1, &ROWS);
    let cases: Vec<Case> =
        (0..6).map(|nth| (Some((0, nth)), "XX101", Severity::Error, Some("规范完整性"))).collect();
    let findings = checked(&sheet, &cases);
    let mut form = Form::builtin().clone();
    let review = SheetReview::new(&form, &sheet, &findings);
    assert_eq!(strings([review.projects[0].deducted, review.projects[0].highest.points]), ["10", "90"]);
    // By code, and with other points.
    form.deductions.codes.insert("XX101".to_owned(), crate::form::Points::parse("0.5").unwrap());
    form.item_mut("规范完整性").unwrap().points = crate::form::Points::parse("2.5").unwrap();
    let review = SheetReview::new(&form, &sheet, &findings);
    assert_eq!(strings([review.projects[0].deducted, review.projects[0].highest.points]), ["2.5", "90"]);
    assert_eq!(review.projects[0].highest.percent.round_dp(2).to_string(), "97.30");
}

#[test]
fn the_opinion_sums_up_equal_defects() {
    let sheet = sheet(None, 1, &ROWS);
    let mut cases: Vec<Case> =
        (0..6).map(|nth| (Some((0, nth)), "XX101", Severity::Error, Some("指标科学性"))).collect();
    cases.push((Some((0, 1)), "XX102", Severity::Warning, Some("指标科学性")));
    cases.push((Some((0, 2)), "XX103", Severity::Info, Some("明确清晰性")));
    cases.push((Some((0, 3)), "XX104", Severity::Warning, None));
    cases.extend([1, 1].map(|nth| (Some((0, nth)), "XX105", Severity::Warning, Some("资金匹配性"))));
    let findings = checked(&sheet, &cases);
    let review = SheetReview::new(Form::builtin(), &sheet, &findings);
    insta::assert_snapshot!(review.projects[0].opinion.text());
}

#[test]
fn what_concerns_no_project_stands_apart() {
    let sheet = sheet(None, 1, &ROWS);
    let findings = checked(&sheet, &[(None, "XX101", Severity::Error, Some("资金匹配性"))]);
    let review = SheetReview::new(Form::builtin(), &sheet, &findings);
    assert_eq!(strings([review.projects[0].deducted]), ["0"]);
    let [beyond] = &review.beyond[..] else { panic!() };
    assert_eq!(beyond.department.unwrap().code.as_deref(), Some("318009"));
    assert_eq!(beyond.sentences, ["指标值“≤100%”没有约束力。写明最低要求，例如“≥95%”。"]);
}

/// What one rule says in other words is another sentence: what is asked for differs.
#[test]
fn cases_of_a_rule_are_told_apart() {
    let sheet = sheet(None, 1, &ROWS);
    let cases: Vec<Case> =
        (0..4).map(|nth| (Some((0, nth)), "XX101", Severity::Error, Some("指标科学性"))).collect();
    let mut findings = checked(&sheet, &cases);
    for (checked, case) in findings.iter_mut().zip([None, Some(0), None, Some(0)]) {
        checked.finding.case = case;
    }
    let review = SheetReview::new(Form::builtin(), &sheet, &findings);
    let [section] = &review.projects[0].opinion.sections[..] else { panic!() };
    let also = "也有同样的问题，请一并修改。";
    assert_eq!(section.sentences.len(), 2);
    assert!(section.sentences[0].ends_with(&format!("“合格率”（较高）{also}")), "{section:?}");
    assert!(section.sentences[1].ends_with(&format!("“完成时限”（及时）{also}")), "{section:?}");
}
