//! One set of findings that all formats are tested on: what sheets, people and attackers write.

use std::collections::HashSet;
use std::sync::Arc;

use super::{Format, Output, Report, Unread};
use crate::finding::{Edit, Field, Finding, Fix, Language, Origin, Related, RuleInfo, Safety, Severity};
use crate::lint::sample::{info, on_value, place, sheet};
use crate::lint::{Check, Checked, Lint, Ordinals};
use crate::read::Part;
use crate::record::{Cell, Department, FieldWords, Funding, Medium, ProjectReading, Sheet};
use crate::rule::Context;

/// Characters that steer: NUL, an escape, a bell, C1, what XML forbids, what turns text around or breaks lines.
pub(crate) const STEERING: &str = "零\0起\u{1b}[31m响\u{7}\u{9b}2J非\u{FFFE}\u{FFFF}反\u{202E}转\u{2066}行\u{2028}段\u{2029}字\u{FEFF}\r\n\t终";
/// Markup of all kinds of output.
pub(crate) const MARKUP: &str = "]]> <script>alert('1')</script> & \"引\" | `码` **粗** [链](https://a.example/) @某人 #1 {0} %0A::error::";
/// What spreadsheet programs calculate.
pub(crate) const FORMULAS: [&str; 5] =
    ["=cmd|' /C calc'!A0", "+1", "@x", "-2+3", "　＝HYPERLINK(\"https://a.example/\")"];

/// What a format makes of all samples.
pub(crate) fn render(format: impl Format + 'static) -> Vec<u8> {
    render_of(Box::new(format), samples(), unread())
}

/// What a format makes of sheets, the findings on each, and inputs that could not be checked.
pub(crate) fn render_of(
    format: Box<dyn Format>,
    sheets: Vec<(Sheet, Vec<Finding>)>,
    unread: Vec<Unread>,
) -> Vec<u8> {
    let output = Output { format, out: Vec::new() };
    let mut report = Report::begin(vec![output], Severity::Info).unwrap();
    let mut files = HashSet::new();
    for (index, (sheet, findings)) in sheets.into_iter().enumerate() {
        let given = Given(findings);
        let lint = lint(&given);
        report.summary.files += usize::from(files.insert(Arc::clone(&sheet.file)));
        lint.sheet(index, &sheet, &mut Ordinals::default(), |step| report.findings(&sheet, &step)).unwrap();
        report.sheet(&sheet).unwrap();
    }
    report.summary.unread = unread;
    let (_, mut written) = report.end().unwrap();
    written.remove(0)
}

/// All samples as a run has them: the sheets, and the findings on each.
pub(crate) fn checked() -> Vec<(Sheet, Vec<Checked>)> {
    let checked = |(index, (sheet, findings)): (usize, (Sheet, Vec<Finding>))| {
        let given = Given(findings);
        let findings = lint(&given).all(index, &sheet, &mut Ordinals::default());
        (sheet, findings)
    };
    samples().into_iter().enumerate().map(checked).collect()
}

fn lint(given: &Given) -> Lint<'_> {
    Lint::new(vec![given], FieldWords::builtin(), Language::Zh)
}

/// Inputs that could not be checked.
fn unread() -> Vec<Unread> {
    let unread = |file: &str, kind, message: &str, help: Option<&str>| Unread {
        file: file.to_owned(),
        kind,
        message: message.to_owned(),
        help: help.map(str::to_owned),
    };
    vec![
        unread(
            "各单位/损坏 50%.xlsx",
            "broken-zip",
            "各单位/损坏 50%.xlsx：压缩包已损坏",
            Some("请重新下载，或另存一份。"),
        ),
        unread(MARKUP, "no-match", &format!("没有这个文件：{MARKUP}{STEERING}"), None),
    ]
}

/// Sheets, each with the findings on it.
pub(crate) fn samples() -> Vec<(Sheet, Vec<Finding>)> {
    vec![workbook(), text(), document(), json(), (sheet(None, 1, &[("监督次数", "20次")]), Vec::new())]
}

/// A workbook whose cells attack.
fn workbook() -> (Sheet, Vec<Finding>) {
    let long = "按照工作要点安排部署，监督日常工作，保障地方经济健康有序发展，".repeat(12);
    let indicators = [
        (FORMULAS[0], FORMULAS[1]),
        (FORMULAS[2], FORMULAS[3]),
        (MARKUP, FORMULAS[4]),
        (STEERING, MARKUP),
        ("群众满意率", long.as_str()),
    ];
    let mut sheet = sheet(Some("绩效目标表 'A'|1"), 3, &indicators);
    sheet.file = "各单位/财政局,目标表#1 100%.xlsx".into();
    let name = Cell { raw: "=某局|<b>分局</b>".to_owned(), place: place(6, 1) };
    let funding = Funding::default();
    sheet.departments.push(Department { code: None, name: name.raw.clone(), cell: name, funding });
    sheet.projects[1].department = Some(1);
    sheet.projects[2].department = None;
    for (project, raw) in [(0, format!("{} {STEERING}", FORMULAS[0])), (1, MARKUP.to_owned())] {
        let cell = sheet.projects[project].name.as_mut();
        cell.unwrap().raw = raw;
    }
    sheet.projects[2].name = None;
    let other = Origin { file: "另一批/乡镇 表.tsv".into(), sheet: None, medium: Medium::Lines };
    let hostile = rule("XX901", &format!("{MARKUP}{STEERING}"));
    let findings = vec![
        Finding {
            fix: Some(Fix {
                safety: Safety::Unsafe,
                edits: vec![Edit { place: place(7, 7), old: "+1".to_owned(), new: "≥1次".to_owned() }],
            }),
            ..on_value(&sheet, 0, 0, Severity::Error)
        },
        Finding {
            related: vec![
                Related { place: place(3, 2), origin: Some(other.into()), message: MARKUP.to_owned() },
                Related { place: place(8, 6), origin: None, message: STEERING.to_owned() },
            ],
            ..on_value(&sheet, 0, 1, Severity::Warning)
        },
        Finding {
            rule: Arc::clone(&hostile),
            message: format!("指标值“{MARKUP}”和“{STEERING}”"),
            help: Some(FORMULAS[0].to_owned()),
            ..on_value(&sheet, 0, 3, Severity::Error)
        },
        Finding { help: None, ..on_value(&sheet, 0, 4, Severity::Info) },
        Finding { help: None, ..on_value(&sheet, 1, 2, Severity::Warning) },
        on_value(&sheet, 2, 0, Severity::Error),
        on_value(&sheet, 2, 0, Severity::Error),
        Finding {
            rule: rule("JC201", "缺年度目标"),
            indicator: None,
            field: Field::Goal,
            place: place(7, 5),
            message: "项目没有填写有效的年度目标".to_owned(),
            ..on_value(&sheet, 0, 0, Severity::Error)
        },
        Finding {
            rule: rule("JC501", "部门合计不符"),
            project: None,
            indicator: None,
            department: Some(1),
            field: Field::Department,
            place: place(6, 1),
            message: "部门的资金总额与各项目之和不符".to_owned(),
            ..on_value(&sheet, 0, 0, Severity::Error)
        },
        on_the_sheet(&sheet, Severity::Warning),
    ];
    (sheet, findings)
}

/// Lines of a text.
fn text() -> (Sheet, Vec<Finding>) {
    let mut sheet = sheet(None, 2, &[("监督次数", "20次"), ("合格率", "≤100%")]);
    sheet.file = "./第二批/乡镇,表:1.tsv".into();
    let findings = vec![
        on_value(&sheet, 0, 1, Severity::Error),
        on_value(&sheet, 1, 1, Severity::Info),
        on_the_sheet(&sheet, Severity::Info),
    ];
    (sheet, findings)
}

/// Tables of a document.
fn document() -> (Sheet, Vec<Finding>) {
    let mut sheet = sheet(None, 1, &[("合格率", "≤100%")]);
    sheet.file = "/申报/某局.docx".into();
    let part = |first, table| Part { first, table, columns: None };
    sheet.grid.medium = Medium::Document([part(1, None), part(3, Some(1)), part(6, Some(2))].into());
    let findings = vec![on_value(&sheet, 0, 0, Severity::Warning)];
    (sheet, findings)
}

/// Objects of a JSON file, which has no lines to name.
fn json() -> (Sheet, Vec<Finding>) {
    let mut sheet = sheet(None, 1, &[("合格率", "≤100%")]);
    sheet.file = "记录.json".into();
    sheet.grid.medium = Medium::Records;
    let findings = vec![on_value(&sheet, 0, 0, Severity::Error)];
    (sheet, findings)
}

/// A finding without department and project.
fn on_the_sheet(sheet: &Sheet, severity: Severity) -> Finding {
    Finding {
        rule: rule("JC904", "金额单位未知"),
        department: None,
        project: None,
        indicator: None,
        field: Field::Row,
        place: place(1, 1),
        message: "表中没有写明金额单位，与资金有关的检查没有做".to_owned(),
        help: None,
        related: Vec::new(),
        ..on_value(sheet, 0, 0, severity)
    }
}

fn rule(code: &str, title: &str) -> Arc<RuleInfo> {
    let basis = vec!["财预〔2015〕88号".to_owned(), "财预〔2021〕101号".to_owned()];
    let review = Some("指标科学性".to_owned());
    let own = RuleInfo::clone(&info(code, &format!("sample-{}", code.to_lowercase()), title));
    Arc::new(RuleInfo { severity: Severity::Warning, basis, review, ..own })
}

/// A check that says what it was given.
struct Given(Vec<Finding>);

impl Check for Given {
    fn project(&self, _: &Context<'_>, _: &ProjectReading<'_>) -> Vec<Finding> {
        Vec::new()
    }

    fn sheet(&self, context: &Context<'_>) -> Vec<Finding> {
        self.0.iter().map(|finding| Finding { sheet: context.sheet_index, ..finding.clone() }).collect()
    }
}
