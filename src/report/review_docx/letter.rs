//! The covering letter of a department (审核意见函).

use super::super::review::number;
use super::DepartmentReview;
use super::markup::{Cell, Markup, Row};
use super::project::money;
use crate::finding::{Language, Severity};
use crate::form::Form;
use crate::record::Sheet;
use crate::report::{project_name, severity_name};
use crate::review::ProjectReview;

/// A project as the letter lists it.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub name: String,
    /// Its money with the unit, as far as the sheet says them.
    pub money: String,
    points: String,
    grades: String,
    request: String,
    /// The bookmark of its form.
    pub bookmark: String,
}

impl Listed {
    /// A project; `number` is its number in the document.
    pub fn new(form: &Form, sheet: &Sheet, review: &ProjectReview<'_>, number: usize) -> Self {
        let (lowest, highest) = (review.lowest, review.highest);
        let grade = |index: usize| form.grades.get(index).map_or("", |grade| grade.name.as_str());
        let range = |from: String, to: String| if from == to { to } else { format!("{from}～{to}") };
        let request = match review.opinion.sections.is_empty() {
            true => "未发现需要修改的问题",
            false => form.grades.get(highest.grade).map_or("", |grade| &grade.request),
        };
        Self {
            name: project_name(review.project, Language::Zh).into_owned(),
            money: review.project.funding.total.as_ref().map(|total| money(sheet, total)).unwrap_or_default(),
            points: range(self::number(lowest.points), self::number(highest.points)),
            grades: range(grade(lowest.grade).to_owned(), grade(highest.grade).to_owned()),
            request: request.to_owned(),
            bookmark: format!("project_{number}"),
        }
    }
}

impl DepartmentReview {
    pub(super) fn letter(&self, form: &Form, out: &mut Markup) {
        out.paragraph("Title", "预算绩效目标审核意见函");
        out.paragraph("Number", "编号：　　　　　　　　");
        let name = self.addressed.as_deref().unwrap_or("（报送单位未写明）　　　　　　　　");
        out.paragraph("Addressee", &format!("{name}："));
        out.paragraph("Body", "你单位报送的项目支出绩效目标已经审核，现将审核意见函告如下。");
        let mut heading = headings();
        heading(out, "审核范围");
        self.scope(out);
        heading(out, "审核结果");
        self.result(form, out);
        if !self.beyond.is_empty() || !self.shared.is_empty() {
            heading(out, "部门和整表的问题（不计入项目得分）");
            out.numbered(&self.beyond);
            if !self.shared.is_empty() {
                out.paragraph("Body", "以下问题涉及报送表内的各个单位：");
                out.numbered(&self.shared);
            }
        }
        if !self.projects.is_empty() {
            heading(out, "项目清单");
            self.list(out);
        }
        heading(out, "办理要求");
        out.numbered(&self.requests());
        if !self.projects.is_empty() {
            let count = self.projects.len();
            out.paragraph("Body", &format!("附件：项目支出绩效目标审核表（{count}份）"));
        }
        out.paragraph("Signature", "");
        out.paragraph("Signature", "审核单位（盖章）：");
        out.paragraph("Signature", "联系人：　　　　　　电话：");
        out.paragraph("Signature", "　　　　　　年　　月　　日");
    }

    fn scope(&self, out: &mut Markup) {
        let rows: Vec<[String; 3]> = self
            .filed
            .iter()
            .map(|filed| {
                let year = filed.year.map_or_else(|| "未写明".to_owned(), |year| year.to_string());
                [filed.place.clone(), year, filed.projects.to_string()]
            })
            .collect();
        let heads = ["报送文件", "预算年度", "项目数"].map(|head| Cell::new("CellHead", head));
        let rows = rows.iter().map(|[file, year, projects]| {
            Row::new([
                Cell::new("CellText", file),
                Cell::new("CellCentred", year),
                Cell::new("CellCentred", projects),
            ])
        });
        out.table(&[6498, 1400, 1400], [Row::new(heads).head()].into_iter().chain(rows));
    }

    fn result(&self, form: &Form, out: &mut Markup) {
        let found: Vec<String> = [Severity::Error, Severity::Warning, Severity::Info]
            .into_iter()
            .zip(self.findings)
            .filter(|(_, count)| *count > 0)
            .map(|(severity, count)| format!("{}{count}处", severity_name(severity, Language::Zh)))
            .collect();
        let all: usize = self.findings.iter().sum();
        let projects = self.projects.len();
        out.paragraph(
            "Body",
            &match found.is_empty() {
                true => format!("共审核{projects}个项目，未查出问题。"),
                false => format!("共审核{projects}个项目，查出问题{all}处：{}。", found.join("、")),
            },
        );
        if projects == 0 {
            return;
        }
        let rows: Vec<[String; 4]> = form
            .grades
            .iter()
            .enumerate()
            .map(|(index, grade)| {
                let count = |grades: &[usize]| grades.get(index).copied().unwrap_or(0).to_string();
                let from = format!("{}%及以上", grade.from);
                let from = if index + 1 == form.grades.len() { "其余".to_owned() } else { from };
                [grade.name.clone(), from, count(&self.highest), count(&self.lowest)]
            })
            .collect();
        let heads =
            ["等级", "得分占总分", "项目数（待人工审核的分全部给出）", "项目数（待人工审核的分全部不给）"];
        let heads = Row::new(heads.map(|head| Cell::new("CellHead", head))).head();
        let rows = rows
            .iter()
            .map(|row| Row::new(row.iter().map(|text| Cell::new("CellCentred", text)).collect::<Vec<_>>()));
        out.table(&[1400, 1898, 3000, 3000], [heads].into_iter().chain(rows));
        out.paragraph(
            "Note",
            "注：得分是规则扣分后的余分，规则无法判断的内容待人工审核，因此每个项目的得分和等级都是一个范围。",
        );
    }

    fn list(&self, out: &mut Markup) {
        let heads = ["序号", "项目名称", "资金", "得分", "等级", "审核要求（问题见审核表）"];
        let heads = Row::new(heads.map(|head| Cell::new("CellHead", head))).head();
        let numbers: Vec<String> = (1..=self.projects.len()).map(|number| number.to_string()).collect();
        let rows = numbers.iter().zip(&self.projects).map(|(number, project)| {
            Row::new([
                Cell::new("CellCentred", number),
                Cell::new("CellText", &project.name).linked(&project.bookmark),
                Cell::new("CellText", &project.money),
                Cell::new("CellCentred", &project.points),
                Cell::new("CellCentred", &project.grades),
                Cell::new("CellText", &project.request),
            ])
        });
        out.table(&[650, 3198, 1400, 1050, 900, 2100], [heads].into_iter().chain(rows));
    }

    /// What the department is to do. The date is for whoever signs.
    fn requests(&self) -> Vec<String> {
        if self.findings == [0; 3] {
            return vec!["未发现需要修改的问题；最终得分和等级以审核人签字的审核表为准。".to_owned()];
        }
        [
            "请对照所附审核表逐项修改；表中列出了问题在报送文件中的位置和修改建议。",
            "请按项目清单的审核要求办理；需要重新报送的，请于　　　　年　　月　　日前报送。",
            "标明“待人工审核”的内容由审核人判断，最终得分和等级以审核人签字的审核表为准。",
            "对审核意见有异议的，请在上述日期前书面说明理由。",
        ]
        .map(str::to_owned)
        .into()
    }
}

impl Markup {
    /// Paragraphs, numbered where there are several.
    fn numbered(&mut self, texts: &[String]) {
        match texts {
            [text] => self.paragraph("Body", text),
            _ => {
                for (number, text) in (1..).zip(texts) {
                    self.paragraph("Body", &format!("{number}. {text}"));
                }
            }
        }
    }
}

/// Writes headings with their numbers: 一、审核范围
fn headings() -> impl FnMut(&mut Markup, &str) {
    let mut ordinals = ["一", "二", "三", "四", "五"].into_iter();
    move |out, text| {
        let ordinal = ordinals.next().unwrap_or_default();
        out.paragraph("Heading", &format!("{ordinal}、{text}"));
    }
}
