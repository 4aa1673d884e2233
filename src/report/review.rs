//! `jichi review` for people: the form of each project as a table, its range of grades, and the opinion.

use std::fmt::Write as _;

use rust_decimal::Decimal;

use super::words::{self, column};
use super::wrap::wrap;
use super::{Paint, department_name, place_name, project_name};
use crate::finding::Language;
use crate::form::{Form, Item};
use crate::record::Sheet;
use crate::review::{Beyond, ItemReview, ProjectReview, Remark, Score};
use crate::text::{counted, grouped, printable, width};

/// The narrowest terminal that lines are still laid out for.
const NARROWEST: usize = 60;
/// What stands before all lines of a form.
const MARGIN: &str = "  ";
/// The columns of a number.
const NUMBER: usize = 6;

/// Review forms on a terminal.
#[derive(Debug, Clone)]
pub struct ReviewText<'f> {
    form: &'f Form,
    language: Language,
    paint: Paint,
    width: usize,
    /// The columns of a sub-item's name.
    name: usize,
}

/// How many projects may come to which grade.
#[derive(Debug, Clone, Default)]
pub struct ReviewSummary {
    /// Files that could be read.
    pub files: usize,
    /// Inputs that could not.
    pub failures: usize,
    /// Findings that an exception with a reason holds for: no form tells of them.
    pub excepted: usize,
    /// By grade, all open points given.
    grades: Vec<usize>,
}

impl ReviewSummary {
    /// Counts a project.
    pub fn project(&mut self, review: &ProjectReview<'_>) {
        let grade = review.highest.grade;
        if self.grades.len() <= grade {
            self.grades.resize(grade + 1, 0);
        }
        self.grades[grade] += 1;
    }

    /// Counts the projects of another review.
    pub fn join(&mut self, other: &Self) {
        self.grades.resize(self.grades.len().max(other.grades.len()), 0);
        self.grades.iter_mut().zip(&other.grades).for_each(|(own, other)| *own += other);
    }
}

impl<'f> ReviewText<'f> {
    /// Forms for a terminal of `width` columns.
    pub fn new(form: &'f Form, language: Language, paint: Paint, width: usize) -> Self {
        let mut text = Self { form, language, paint, width: width.max(NARROWEST), name: 0 };
        let names = form.items().map(|item| self::width(text.item_name(item)) + 2);
        let heads =
            form.dimensions.iter().map(|dimension| self::width(text.of(&dimension.name, &dimension.en)));
        text.name = names.chain(heads).max().unwrap_or(0);
        text
    }

    fn of<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    fn item_name<'i>(&self, item: &'i Item) -> &'i str {
        self.of(&item.name, &item.en)
    }

    /// The line before a sheet, and what is wrong beyond its projects.
    pub fn head(&self, sheet: &Sheet, beyond: &[Beyond<'_>]) -> String {
        let mut page = format!("{}\n\n", self.paint.bold(&format!("══ {}", place_name(sheet))));
        let told: Vec<&Beyond<'_>> = beyond.iter().filter(|beyond| !beyond.sentences.is_empty()).collect();
        if told.is_empty() {
            return page;
        }
        let head = self.of(
            "── 部门和整表的问题（不计入项目得分）",
            "── Departments and the whole sheet (no project loses points)",
        );
        for line in wrap(head, self.width) {
            let _ = writeln!(page, "{}", self.paint.bold(&line));
        }
        page.push('\n');
        for beyond in told {
            let name = match beyond.department {
                Some(department) => department_name(department),
                None => self.of("整表", "whole sheet").to_owned(),
            };
            self.lines(&name, MARGIN, &mut page);
            for sentence in &beyond.sentences {
                self.lines(sentence, "    ", &mut page);
            }
        }
        page.push('\n');
        page
    }

    /// The form of one project.
    pub fn project(&self, review: &ProjectReview<'_>) -> String {
        let mut page = String::new();
        self.heading(review, &mut page);
        self.table(review, &mut page);
        self.range(review, &mut page);
        let head = self.of("审核意见（草稿）", "Opinion (draft)");
        let _ = writeln!(page, "\n{MARGIN}{}", self.paint.bold(head));
        self.lines(&review.opinion.opening, MARGIN, &mut page);
        for section in &review.opinion.sections {
            self.lines(&section.heading, MARGIN, &mut page);
            for sentence in &section.sentences {
                self.lines(sentence, "    ", &mut page);
            }
        }
        page.push('\n');
        page
    }

    fn heading(&self, review: &ProjectReview<'_>, page: &mut String) {
        let mut heading = "── ".to_owned();
        if let Some(department) = review.department {
            let _ = write!(heading, "{} ▸ ", department_name(department));
        }
        heading.push_str(&project_name(review.project, self.language));
        for line in wrap(&heading, self.width) {
            let _ = writeln!(page, "{}", self.paint.bold(&line));
        }
        page.push('\n');
    }

    fn table(&self, review: &ProjectReview<'_>, page: &mut String) {
        let heads = match self.language {
            Language::Zh => ["审核内容", "分值", "扣分", "余分", "查出的问题"],
            Language::En => ["Sub-item", "of", "off", "left", "findings"],
        };
        let [name, points, off, left, found] = heads;
        let head = self.row(name, [points, off, left], found);
        let _ = writeln!(page, "{MARGIN}{}", self.paint.dim(head.trim_end()));
        let rule = "─".repeat(self.width - MARGIN.len());
        let _ = writeln!(page, "{MARGIN}{}", self.paint.dim(&rule));
        let mut items = review.items.iter();
        for dimension in &self.form.dimensions {
            let _ = writeln!(page, "{MARGIN}{}", self.of(&dimension.name, &dimension.en));
            for (item, judged) in dimension.items.iter().zip(items.by_ref()) {
                self.item(item, judged, page);
            }
        }
        if !review.unrated.is_empty() {
            let name = self.of("其他", "other");
            for (nth, line) in self.remarks(&review.unrated, false).into_iter().enumerate() {
                self.line(if nth == 0 { name } else { "" }, ["", "", ""], &line, page);
            }
        }
        let _ = writeln!(page, "{MARGIN}{}", self.paint.dim(&rule));
        let all = number(self.form.points());
        self.line(self.of("合计", "total"), [&all, &minus(review.deducted), ""], "", page);
    }

    fn item(&self, item: &Item, judged: &ItemReview<'_>, page: &mut String) {
        let mut lines = self.remarks(&judged.remarks, true);
        let mut left = number(judged.left);
        if judged.open {
            let open = match self.language {
                Language::Zh => format!("待人工审核，至多{left}分"),
                Language::En => format!("open, {left} at most"),
            };
            lines.insert(0, open);
            left.clear();
        }
        let name = format!("  {}", self.item_name(item));
        let first = lines.first().cloned().unwrap_or_default();
        let numbers = [number(item.points.0), minus(judged.deducted), left];
        let first = if judged.open { self.paint.dim(&first) } else { first };
        self.line(&name, [&numbers[0], &numbers[1], &numbers[2]], &first, page);
        for line in lines.iter().skip(1) {
            self.line("", ["", "", ""], line, page);
        }
    }

    /// One line a rule, wrapped to the last column: `JC301 指标值不可衡量 7处，-9`.
    fn remarks(&self, remarks: &[Remark<'_>], rated: bool) -> Vec<String> {
        let room = self.width.saturating_sub(MARGIN.len() + self.name + 3 * NUMBER + 2);
        let mut lines = Vec::new();
        for remark in remarks {
            let code = &remark.rule.code;
            let severity = remark.severity();
            let (count, off) = (remark.findings.len(), minus(remark.points()));
            let mut text = printable(&remark.rule.title).into_owned();
            let _ = match (self.language, count) {
                (_, 1) => Ok(()),
                (Language::Zh, count) => write!(text, " {count}处"),
                (Language::En, count) => write!(text, ", {count} times"),
            };
            if rated && remark.points() > Decimal::ZERO {
                let _ = write!(text, "{}{off}", self.of("，", ", "));
            }
            let hanging = code.len() + 1;
            for (nth, line) in wrap(&text, room.saturating_sub(hanging)).into_iter().enumerate() {
                lines.push(match nth {
                    0 => format!("{} {line}", self.paint.severity(severity, code)),
                    _ => format!("{:hanging$}{line}", ""),
                });
            }
        }
        lines
    }

    fn row(&self, name: &str, numbers: [&str; 3], last: &str) -> String {
        let mut row = column(name, self.name);
        for number in numbers {
            row.extend(std::iter::repeat_n(' ', NUMBER.saturating_sub(width(number))));
            row.push_str(number);
        }
        format!("{row}  {last}")
    }

    fn line(&self, name: &str, numbers: [&str; 3], last: &str, page: &mut String) {
        let _ = writeln!(page, "{MARGIN}{}", self.row(name, numbers, last).trim_end());
    }

    /// What the points come to.
    fn range(&self, review: &ProjectReview<'_>, page: &mut String) {
        let text = range(self.form, review, self.language);
        for line in wrap(&text, self.width - MARGIN.len()) {
            let _ = writeln!(page, "{MARGIN}{}", self.paint.bold(&line));
        }
    }

    /// What the run came to.
    pub fn end(&self, summary: &ReviewSummary) -> String {
        let projects: usize = summary.grades.iter().sum();
        let grades = self.form.grades.iter().zip(&summary.grades).filter(|(_, count)| **count > 0);
        let grades: Vec<String> = grades
            .map(|(grade, count)| match self.language {
                Language::Zh => format!("{} {count}", grade.name),
                Language::En => format!("{count} {}", grade.en),
            })
            .collect();
        let grades = grades.join(words::between(self.language));
        let files = summary.files;
        let mut text = match self.language {
            Language::Zh => {
                format!("审核了 {} 个文件、{} 个项目", grouped(files), grouped(projects))
            }
            Language::En => {
                format!("Reviewed {}, {}", counted(files, "file"), counted(projects, "project"))
            }
        };
        if projects > 0 {
            text.push_str(&match self.language {
                Language::Zh => format!("；待审分数全部给出时：{grades}"),
                Language::En => format!("; with all open points given: {grades}"),
            });
        }
        let mut texts = vec![text];
        if projects > 0 {
            texts.push(self.of(
                "余分是规则没有扣的分，审核人可以再扣；规则无法判断的内容不打分，待人工审核",
                "What is left was not taken off by rules, a reviewer may take off more; what no rule can judge is open for a person",
            ).to_owned());
        }
        if summary.excepted > 0 {
            let excepted = summary.excepted;
            texts.push(match self.language {
                Language::Zh => format!("另有 {} 处问题按例外处理，没有列出", grouped(excepted)),
                Language::En => format!("{} excepted and not listed", counted(excepted, "finding")),
            });
        }
        if summary.failures > 0 {
            let failures = summary.failures;
            texts.push(match self.language {
                Language::Zh => format!("另有 {} 个输入未能审核，见错误输出", grouped(failures)),
                Language::En => {
                    format!("{} could not be reviewed, see standard error", counted(failures, "input"))
                }
            });
        }
        let mut page = String::new();
        texts.iter().for_each(|text| self.lines(text, "", &mut page));
        page
    }

    /// A text in lines that begin with `indent`; those after the first stand under the text of the first,
    /// where it has a number.
    fn lines(&self, text: &str, indent: &str, page: &mut String) {
        let hanging = text.find(". ").filter(|&at| at <= 2).map_or(0, |at| at + 2);
        let room = self.width.saturating_sub(indent.len() + hanging);
        let (mark, body) = text.split_at(hanging);
        for (nth, line) in wrap(body, room).into_iter().enumerate() {
            let _ = match nth {
                0 => writeln!(page, "{indent}{mark}{line}"),
                _ => writeln!(page, "{indent}{:hanging$}{line}", ""),
            };
        }
    }
}

/// What the points come to: at best, and if a person gives none of the open ones.
pub(super) fn range(form: &Form, review: &ProjectReview<'_>, language: Language) -> String {
    let grade = |score: Score| {
        let grade = form.grades.get(score.grade);
        grade.map_or("", |grade| if language == Language::Zh { &grade.name } else { &grade.en })
    };
    let (highest, lowest) = (review.highest, review.lowest);
    let (best, worst) = (grade(highest), grade(lowest));
    let open = number(review.open);
    let [high, low] = [highest, lowest].map(|score| points(form, score, language));
    match (language, review.open > Decimal::ZERO) {
        (Language::Zh, true) => {
            format!("最高 {high}（{best}）；待人工审核的 {open} 分全部不给时 {low}（{worst}）")
        }
        (Language::Zh, false) => format!("{high}（{best}）"),
        (Language::En, true) => {
            format!("{high} ({best}) at best; {low} ({worst}) if none of the {open} open points is given")
        }
        (Language::En, false) => format!("{high} ({best})"),
    }
}

/// `91 分`; with the share of a form that has not 100 points.
fn points(form: &Form, score: Score, language: Language) -> String {
    let points = number(score.points);
    let share = score.percent.round_dp(1).normalize();
    match (language, form.points() == Decimal::ONE_HUNDRED) {
        (Language::Zh, true) => format!("{points} 分"),
        (Language::Zh, false) => format!("{points} 分、{share}%"),
        (Language::En, true) => format!("{points} points"),
        (Language::En, false) => format!("{points} points, {share}%"),
    }
}

/// Points as they are written.
pub(super) fn number(points: Decimal) -> String {
    points.normalize().to_string()
}

/// `-4`; nothing for 0.
pub(super) fn minus(points: Decimal) -> String {
    if points.is_zero() { String::new() } else { format!("-{}", points.normalize()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;
    use crate::lint::sample::sheet;
    use crate::review::SheetReview;
    use crate::review::tests::{Case, ROWS, checked};

    fn page(language: Language, columns: usize) -> String {
        let sheet = sheet(Some("表"), 2, &ROWS);
        let cases: [Case; 7] = [
            (Some((0, 0)), "XX101", Severity::Error, Some("指标科学性")),
            (Some((0, 1)), "XX101", Severity::Warning, Some("指标科学性")),
            (Some((0, 2)), "XX102", Severity::Info, Some("指标科学性")),
            (Some((0, 3)), "XX102", Severity::Warning, Some("指标科学性")),
            (Some((0, 4)), "XX103", Severity::Error, Some("目标相关性")),
            (Some((0, 5)), "XX104", Severity::Warning, None),
            (None, "XX105", Severity::Error, Some("资金匹配性")),
        ];
        let findings = checked(&sheet, &cases);
        let form = Form::builtin();
        let review = SheetReview::new(form, &sheet, &findings);
        let text = ReviewText::new(form, language, Paint::default(), columns);
        let mut summary = ReviewSummary { files: 1, failures: 1, ..ReviewSummary::default() };
        let mut page = text.head(&sheet, &review.beyond);
        for project in &review.projects {
            page.push_str(&text.project(project));
            summary.project(project);
        }
        page + &text.end(&summary)
    }

    /// A change of these snapshots is a change of the program's face.
    #[test]
    fn a_review_as_people_see_it() {
        insta::assert_snapshot!("zh", page(Language::Zh, 80));
        insta::assert_snapshot!("en", page(Language::En, 80));
    }

    #[test]
    fn lines_keep_to_the_width_and_columns_line_up() {
        for language in [Language::Zh, Language::En] {
            for columns in [60, 80, 120, 200] {
                let page = page(language, columns);
                assert!(page.lines().all(|line| width(line) <= columns), "{columns}:\n{page}");
                let at = |line: &str, word: &str| line.find(word).map(|at| width(&line[..at]));
                let codes: Vec<usize> = page.lines().filter_map(|line| at(line, "XX10")).collect();
                assert!(codes.len() > 2 && codes.iter().all(|at| *at == codes[0]), "{page}");
            }
        }
    }
}
