//! `markdown`: a summary for the page of a job or a merge request. Tables first, then the findings by department and
//! project, folded.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io::{self, Write};

use super::advice::advice;
use super::{Entry, Format, Position, Summary, place_name, project_name, stats, words};
use crate::finding::{Language, Severity};
use crate::quality::{DepartmentQuality, Key};
use crate::text::{grouped, printable};

/// Findings that are listed. A page that holds more is cut off or refused (GitHub takes 1 MiB).
const MOST: usize = 1000;
/// From the gravest on.
const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

/// A page in GitHub's and GitLab's Markdown. Findings wait for the tables before them.
#[derive(Debug)]
pub struct Markdown {
    language: Language,
    /// Findings that are shown, of each severity, listed or not.
    counts: [usize; 3],
    /// By department, in the order in which they came.
    sections: Vec<Section>,
    by_key: HashMap<Key, usize>,
}

/// The findings on a department's sheets.
#[derive(Debug)]
struct Section {
    key: Key,
    /// In the order in which they came.
    projects: Vec<ProjectPart>,
}

/// The findings on a project.
#[derive(Debug)]
struct ProjectPart {
    position: Position,
    heading: String,
    rows: Vec<(Severity, String)>,
}

impl Markdown {
    /// A page without any finding yet.
    pub fn new(language: Language) -> Self {
        Self { language, counts: [0; 3], sections: Vec::new(), by_key: HashMap::new() }
    }

    fn text<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        if self.language == Language::Zh { zh } else { en }
    }

    fn part(&mut self, entry: Entry<'_>) -> &mut ProjectPart {
        let key = Key::new(entry.department());
        let section = *self.by_key.entry(key).or_insert_with_key(|key| {
            self.sections.push(Section { key: key.clone(), projects: Vec::new() });
            self.sections.len() - 1
        });
        let projects = &mut self.sections[section].projects;
        let position = entry.position();
        // Findings come in the order of the rows, so that projects mostly stand together.
        let index = projects.iter().rposition(|part| part.position == position).unwrap_or_else(|| {
            let language = self.language;
            let name = match (entry.project(), entry.department()) {
                (Some(project), _) => project_name(project, language),
                (None, Some(_)) => words::field(crate::finding::Field::Department, language).into(),
                (None, None) => words::whole_sheet(language).into(),
            };
            let heading = format!("**{}** · {}", escaped(&name), escaped(&place_name(entry.sheet)));
            projects.push(ProjectPart { position, heading, rows: Vec::new() });
            projects.len() - 1
        });
        &mut projects[index]
    }

    fn row(&self, entry: Entry<'_>) -> String {
        let finding = &entry.checked.finding;
        // The sheet stands in the heading.
        let address = entry.sheet.grid.address(finding.place);
        cells([
            words::severity(finding.severity, self.language),
            &escaped(&finding.rule.code),
            &escaped(&address.name(self.language)),
            &escaped(&finding.message),
            &escaped(&advice(finding, self.language)),
        ])
    }

    fn rules(&self, summary: &Summary, page: &mut String) {
        let codes = summary.by_code();
        if codes.is_empty() {
            return;
        }
        page.push_str(self.text("\n### 按规则\n\n", "\n### By rule\n\n"));
        page.push_str(self.text("| 代码 | 规则 | 处数 |\n", "| Code | Rule | Findings |\n"));
        page.push_str("|---|---|--:|\n");
        for (rule, count) in codes {
            page.push_str(&cells([&*escaped(&rule.code), &*escaped(&rule.title), &*grouped(*count)]));
        }
    }

    fn departments(&self, summary: &Summary, page: &mut String) {
        let mut departments: Vec<_> = summary.quality.departments().iter().collect();
        departments.sort_by_key(|department| {
            std::cmp::Reverse(SEVERITIES.map(|severity| department.count(severity)))
        });
        if departments.is_empty() {
            return;
        }
        page.push_str(self.text("\n### 按部门\n\n", "\n### By department\n\n"));
        page.push_str(self.text(
            "| 部门 | 项目 | 错误 | 警告 | 提示 | 质量分 |\n",
            "| Department | Projects | Errors | Warnings | Info | Score |\n",
        ));
        page.push_str("|---|--:|--:|--:|--:|--:|\n");
        for department in departments {
            let [error, warning, info] = SEVERITIES.map(|severity| grouped(department.count(severity)));
            let name = escaped(&stats::name(department, self.language));
            let score = stats::score(department.score());
            page.push_str(&cells([
                &*name,
                &*grouped(department.projects),
                &*error,
                &*warning,
                &*info,
                &*score,
            ]));
        }
        let formula = DepartmentQuality::formula(self.language);
        let _ = writeln!(page, "\n<sub>{}</sub>", escaped(formula));
    }

    /// The mildest severity of which all findings can be listed, and how many of the gravest are listed if not even
    /// those can.
    fn listed(&self) -> (Severity, usize) {
        let mut listed = (Severity::Error, MOST);
        let mut sum = 0;
        for severity in SEVERITIES {
            sum += self.counts[severity as usize];
            if sum <= MOST {
                listed = (severity, sum);
            }
        }
        listed
    }

    fn unread(&self, summary: &Summary, page: &mut String) {
        if summary.unread.is_empty() {
            return;
        }
        page.push_str(self.text("\n### 未能检查\n\n", "\n### Not checked\n\n"));
        page.push_str(self.text("| 文件 | 原因 |\n|---|---|\n", "| File | Why |\n|---|---|\n"));
        for unread in &summary.unread {
            page.push_str(&cells([&*escaped(&unread.file), &*escaped(&unread.in_words(self.language))]));
        }
    }

    fn findings_listed(&self, summary: &Summary, page: &mut String) {
        let shown: usize = self.counts.iter().sum();
        if shown == 0 {
            return;
        }
        let (from, mut left) = self.listed();
        page.push_str(self.text("\n### 问题\n", "\n### Findings\n"));
        let is_cut = shown > left || from > Severity::Info && self.counts[Severity::Info as usize] > 0;
        if is_cut {
            let (listed, shown) = (grouped(left), grouped(shown));
            let severity = words::severity(from, self.language);
            let _ = match self.language {
                Language::Zh => writeln!(
                    page,
                    "\n共 {shown} 处，这里只列出 {listed} 处（“{severity}”及以上）；全部见其他格式的结果，如 csv。"
                ),
                Language::En => writeln!(
                    page,
                    "\n{shown} findings, of which {listed} are listed here ({severity} and above); other formats, such as csv, have them all."
                ),
            };
        }
        let names: BTreeMap<&Key, String> = summary
            .quality
            .departments()
            .iter()
            .map(|department| (&department.key, stats::name(department, self.language)))
            .collect();
        for section in &self.sections {
            let rows = section.projects.iter().flat_map(|part| &part.rows);
            let mut counts = [0; 3];
            rows.clone().for_each(|(severity, _)| counts[*severity as usize] += 1);
            if left == 0 || rows.clone().all(|(severity, _)| *severity < from) {
                continue;
            }
            let name = names.get(&section.key).map(String::as_str).unwrap_or_default();
            let counts = words::counts(counts, self.language);
            let _ = writeln!(page, "\n<details>\n<summary>{} · {counts}</summary>", escaped(name));
            for part in &section.projects {
                let rows: Vec<&str> = part
                    .rows
                    .iter()
                    .filter(|(severity, _)| *severity >= from)
                    .take(left)
                    .map(|(_, row)| row.as_str())
                    .collect();
                if rows.is_empty() {
                    continue;
                }
                left -= rows.len();
                let _ = writeln!(page, "\n{}\n", part.heading);
                page.push_str(self.text(
                    "| 级别 | 代码 | 单元格 | 问题 | 建议 |\n",
                    "| Severity | Code | Cell | Finding | Suggestion |\n",
                ));
                page.push_str("|---|---|---|---|---|\n");
                page.push_str(&rows.concat());
            }
            page.push_str("\n</details>\n");
        }
    }
}

impl Format for Markdown {
    fn findings(&mut self, entries: &[Entry<'_>], _out: &mut dyn Write) -> io::Result<()> {
        for &entry in entries {
            let severity = entry.checked.finding.severity;
            self.counts[severity as usize] += 1;
            // Of what cannot be listed whole, no row is kept but of errors.
            let row = (self.counts[severity as usize] <= MOST).then(|| self.row(entry));
            self.part(entry).rows.push((severity, row.unwrap_or_default()));
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let mut page = self.text("## 绩效目标表检查\n\n", "## Performance goals\n\n").to_owned();
        let _ = writeln!(page, "{}", escaped(&summary.headline(self.language)));
        if let Some(note) = summary.not_listed(self.language) {
            let _ = writeln!(page, "\n{}", escaped(&note));
        }
        if let Some(note) = summary.put_aside(self.language) {
            let _ = writeln!(page, "\n{}", escaped(&note));
        }
        self.unread(summary, &mut page);
        self.rules(summary, &mut page);
        self.departments(summary, &mut page);
        self.findings_listed(summary, &mut page);
        out.write_all(page.as_bytes())
    }
}

/// A row of a table.
fn cells<const N: usize>(cells: [&str; N]) -> String {
    let mut row = String::from("|");
    for cell in cells {
        let _ = write!(row, " {cell} |");
    }
    row.push('\n');
    row
}

/// A text that is nothing but text, also inside of HTML and tables.
fn escaped(text: &str) -> String {
    let text = printable(text);
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(ch) = rest.next() {
        match ch {
            // Entities do not hide who is called. An element without content does, and is not seen.
            '@' => escaped.push_str("@<!-- -->"),
            '&' | '<' | '>' | '"' | '\'' | '`' | '|' | '\\' | '*' | '_' | '~' | '[' | ']' | '#' | '$'
            | '!' => {
                let _ = write!(escaped, "&#{};", u32::from(ch));
            }
            // Addresses become links by themselves.
            ':' if rest.peek() == Some(&'/') => escaped.push_str("&#58;"),
            _ => escaped.push(ch),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(
            escaped("a|b`c`<script>\n**x** @user #1 https://a.b"),
            "a&#124;b&#96;c&#96;&#60;script&#62; &#42;&#42;x&#42;&#42; @<!-- -->user &#35;1 https&#58;//a.b"
        );
        assert_eq!(escaped("“≤100%”（1.5万元）"), "“≤100%”（1.5万元）");
    }
}
