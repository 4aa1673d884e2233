//! The review form of a project (项目支出绩效目标审核表).

use rust_decimal::Decimal;

use super::super::review::{minus, number, range};
use super::letter::Listed;
use super::markup::{Cell, Markup, Row};
use crate::finding::{Language, Severity};
use crate::form::{Form, Item};
use crate::record::{Amount, MoneyUnit, Sheet};
use crate::report::{department_name, place_name, severity_name};
use crate::review::{ItemReview, ProjectReview, Remark};
use crate::text::printable;

/// Dimension, sub-item, points, points off, points left, findings.
const COLUMNS: [u32; 6] = [1250, 1500, 650, 650, 750, 4498];

/// Writes the form of a project. `number` is its number in the document.
pub(super) fn form(
    form: &Form,
    sheet: &Sheet,
    year: Option<i32>,
    review: &ProjectReview<'_>,
    listed: &Listed,
    number: usize,
    out: &mut Markup,
) {
    out.target("FormTitle", "项目支出绩效目标审核表", &listed.bookmark, number);
    let head = Head::new(sheet, year, review, listed);
    let findings = Findings::new(form, sheet, review);
    let total = Total::new(form, review);
    let opinion = review.opinion.text();
    let rows = head.rows().into_iter().chain(findings.rows(form)).chain(total.rows()).chain([
        Row::new([
            Cell::new("CellHead", "审核意见（草稿）"),
            Cell::lines("CellText", opinion.split('\n')).over(5),
        ]),
        Row::new([
            Cell::lines("CellText", ["审核人：", "", ""]).over(2),
            Cell::lines("CellText", ["复核人：", "", ""]).over(3),
            Cell::lines("CellText", ["审核单位（盖章）：", "", "　　　　　　　　　年　　月　　日"]),
        ])
        .at_least(1300),
    ]);
    out.table(&COLUMNS, rows);
    out.paragraph(
        "Note",
        "注：得分栏已填的是规则扣分后的余分，审核人可以再扣；规则无法判断的内容不打分，得分栏空白，待人工审核。",
    );
}

/// What the project is, on the top of each of its pages.
struct Head {
    name: String,
    department: String,
    year: String,
    funding: String,
    source: String,
}

impl Head {
    fn new(sheet: &Sheet, year: Option<i32>, review: &ProjectReview<'_>, listed: &Listed) -> Self {
        let project = review.project;
        let mut source = place_name(sheet);
        if let Some(name) = &project.name {
            let place = sheet.grid.address(name.place);
            source = format!("{source}，{}", printable(&place.name(Language::Zh)));
        }
        Self {
            name: listed.name.clone(),
            department: review.department.map_or_else(|| "未写明".to_owned(), department_name),
            year: format!("预算年度：{}", year.map_or_else(|| "未写明".to_owned(), |year| year.to_string())),
            funding: funding(sheet, review, &listed.money),
            source,
        }
    }

    fn rows(&self) -> Vec<Row<'_>> {
        let head = |label| Cell::new("CellHead", label);
        let text = |text| Cell::new("CellText", text);
        vec![
            Row::new([head("项目名称"), text(&self.name).over(5)]).head(),
            Row::new([head("预算单位"), text(&self.department).over(4), text(&self.year)]).head(),
            Row::new([head("项目资金"), text(&self.funding).over(5)]).head(),
            Row::new([head("报送文件"), text(&self.source).over(5)]).head(),
            Row::new(["审核内容", "审核要点", "分值", "扣分", "得分", "查出的问题和所在单元格"].map(head))
                .head(),
        ]
    }
}

/// The sub-items with what is found.
struct Findings {
    items: Vec<Judged>,
    unrated: Vec<String>,
}

/// A sub-item as texts.
struct Judged {
    numbers: [String; 3],
    lines: Vec<String>,
}

impl Findings {
    fn new(form: &Form, sheet: &Sheet, review: &ProjectReview<'_>) -> Self {
        let items = form.items().zip(&review.items);
        Self {
            items: items.map(|(item, judged)| Judged::new(sheet, item, judged)).collect(),
            unrated: review.unrated.iter().map(|remark| line(sheet, remark, false)).collect(),
        }
    }

    fn rows<'t>(&'t self, form: &'t Form) -> Vec<Row<'t>> {
        let mut rows = Vec::new();
        let mut judged = self.items.iter();
        for dimension in &form.dimensions {
            for (nth, (item, judged)) in dimension.items.iter().zip(judged.by_ref()).enumerate() {
                let [points, off, left] = &judged.numbers;
                let name = Cell::new("CellCentred", &dimension.name);
                rows.push(Row::new([
                    if dimension.items.len() > 1 { name.merged(nth == 0) } else { name },
                    Cell::new("CellCentred", &item.name),
                    Cell::new("CellCentred", points),
                    Cell::new("CellCentred", off),
                    Cell::new("CellCentred", left),
                    Cell::lines("CellText", judged.lines.iter().map(String::as_str)),
                ]));
            }
        }
        if !self.unrated.is_empty() {
            let lines = self.unrated.iter().map(String::as_str);
            rows.push(Row::new([
                Cell::new("CellCentred", "其他（不扣分）").over(2),
                Cell::lines("CellText", lines).over(4),
            ]));
        }
        rows
    }
}

impl Judged {
    fn new(sheet: &Sheet, item: &Item, judged: &ItemReview<'_>) -> Self {
        let left = number(judged.left);
        let mut lines: Vec<String> = judged.remarks.iter().map(|remark| line(sheet, remark, true)).collect();
        if judged.open {
            lines.insert(0, format!("待人工审核，至多{left}分。"));
        }
        let left = if judged.open { String::new() } else { left };
        Self { numbers: [number(item.points.0), minus(judged.deducted), left], lines }
    }
}

/// `［错误］JC308 “≤100%”当作目标（2处，扣6分）：G12、G15`
fn line(sheet: &Sheet, remark: &Remark<'_>, rated: bool) -> String {
    let mut places: Vec<String> = Vec::new();
    for checked in &remark.findings {
        let place = printable(&sheet.grid.address(checked.finding.place).name(Language::Zh)).into_owned();
        if places.last() != Some(&place) {
            places.push(place);
        }
    }
    let count = format!("{}处", remark.findings.len());
    let off = rated.then(|| remark.points()).filter(|off| *off > Decimal::ZERO);
    let off = off.map(|off| format!("，扣{}分", number(off))).unwrap_or_default();
    let severity: Severity = remark.severity();
    format!(
        "［{}］{} {}（{count}{off}）：{}",
        severity_name(severity, Language::Zh),
        remark.rule.code,
        remark.rule.title,
        places.join("、")
    )
}

/// What the points come to.
struct Total {
    points: String,
    off: String,
    left: String,
    range: String,
}

impl Total {
    fn new(form: &Form, review: &ProjectReview<'_>) -> Self {
        let is_open = review.open > Decimal::ZERO;
        Self {
            points: number(form.points()),
            off: minus(review.deducted),
            left: if is_open { String::new() } else { number(review.highest.points) },
            range: format!("{}。", range(form, review, Language::Zh)),
        }
    }

    fn rows(&self) -> Vec<Row<'_>> {
        let centred = |text| Cell::new("CellCentred", text);
        vec![
            Row::new([
                Cell::new("CellHead", "合计").over(2),
                centred(&self.points),
                centred(&self.off),
                centred(&self.left),
                Cell::new("CellText", &self.range),
            ]),
            Row::new([
                Cell::new("CellHead", "最终得分").over(2),
                Cell::new("CellText", "").over(3),
                Cell::new("CellText", "最终等级："),
            ])
            .at_least(480),
        ]
    }
}

/// `80万元（财政拨款60万元，其他资金20万元）`
fn funding(sheet: &Sheet, review: &ProjectReview<'_>, total: &str) -> String {
    let funding = &review.project.funding;
    let fiscal = funding.fiscal.as_ref().map(|fiscal| format!("财政拨款{}", money(sheet, fiscal)));
    let other = funding.other.iter().map(|other| format!("其他资金{}", money(sheet, other)));
    let parts: Vec<String> = fiscal.into_iter().chain(other).collect();
    match (total.is_empty(), parts.is_empty()) {
        (true, true) => "未写明".to_owned(),
        (false, true) => total.to_owned(),
        (true, false) => parts.join("，"),
        (false, false) => format!("{total}（{}）", parts.join("，")),
    }
}

/// An amount with its unit, as far as it is one.
pub(super) fn money(sheet: &Sheet, amount: &Amount) -> String {
    let Some(number) = amount.number else { return printable(amount.cell.raw.trim()).into_owned() };
    let unit = match amount.unit.or(sheet.money_unit) {
        Some(MoneyUnit::Yuan) => "元",
        Some(MoneyUnit::TenThousandYuan) => "万元",
        None => "",
    };
    format!("{}{unit}", number.normalize())
}
