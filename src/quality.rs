//! How well departments have filled in their sheets: findings → a score for each department.
//!
//! A department's row, each of its projects and each of its indicators is a part. A part with an error counts nothing, one
//! with warnings half, any other one. The score is what the parts come to in percent of what they could. It says how much
//! is to be mended, not how well money is spent: that is for the review ([`crate::review`]) and for people.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::finding::{Finding, Language, RuleInfo, Severity};
use crate::record::{Department, Sheet};
use crate::text::Normalized;

/// The quality of all departments of a run. Sheets are taken one after the other: first their findings, then themselves.
#[derive(Debug, Default)]
pub struct Quality {
    departments: Vec<DepartmentQuality>,
    by_key: HashMap<Key, usize>,
    /// The gravest finding on each part of the sheet that is being taken.
    gravest: HashMap<Part, Severity>,
}

/// What a department is known by in all sheets: its code, else its name; None for what belongs to no department.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// `318009`
    Code(String),
    /// The name, normalised.
    Name(String),
    /// Projects of which the sheet does not say whose they are, and findings on a sheet as a whole.
    Nobody,
}

/// A part of a sheet that is right or wrong: indices into the sheet's records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    Department(usize),
    Project(usize),
    Indicator(usize, usize),
}

/// What a department's sheets come to.
#[derive(Debug, Clone)]
pub struct DepartmentQuality {
    /// What it is known by.
    pub key: Key,
    /// As the first sheet names it; empty for [`Key::Nobody`].
    pub name: String,
    /// Its projects.
    pub projects: usize,
    /// Their indicators.
    pub indicators: usize,
    /// All parts: the department in each sheet, its projects, its indicators.
    pub parts: usize,
    /// Parts with an error.
    pub wrong: usize,
    /// Parts with a warning and no error.
    pub doubtful: usize,
    /// Findings of each rule by its code.
    pub codes: BTreeMap<String, (Arc<RuleInfo>, usize)>,
    severities: [usize; 3],
}

impl Key {
    /// What a department is known by.
    pub fn new(department: Option<&Department>) -> Self {
        match department {
            None => Self::Nobody,
            Some(Department { code: Some(code), .. }) => Self::Code(code.clone()),
            Some(department) => Self::Name(Normalized::new(department.name.trim()).as_str().to_owned()),
        }
    }

    /// The department's code.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Code(code) => Some(code),
            Self::Name(_) | Self::Nobody => None,
        }
    }
}

impl Quality {
    /// Takes a finding on a sheet that is yet to be taken.
    pub fn finding(&mut self, sheet: &Sheet, finding: &Finding) {
        let project = finding.project.and_then(|index| sheet.projects.get(index));
        let department = finding.department.or_else(|| project?.department);
        let part = match (finding.project, finding.indicator) {
            (Some(project), Some(indicator)) => Some(Part::Indicator(project, indicator)),
            (Some(project), None) => Some(Part::Project(project)),
            (None, _) => department.map(Part::Department),
        };
        if let Some(part) = part {
            let gravest = self.gravest.entry(part).or_insert(finding.severity);
            *gravest = finding.severity.max(*gravest);
        }
        let department = self.department(department.and_then(|index| sheet.departments.get(index)));
        department.severities[finding.severity as usize] += 1;
        match department.codes.get_mut(&finding.rule.code) {
            Some((_, count)) => *count += 1,
            None => {
                department.codes.insert(finding.rule.code.clone(), (Arc::clone(&finding.rule), 1));
            }
        }
    }

    /// Takes a sheet of which all findings were taken.
    pub fn sheet(&mut self, sheet: &Sheet) {
        let gravest = std::mem::take(&mut self.gravest);
        for (index, department) in sheet.departments.iter().enumerate() {
            self.department(Some(department)).part(gravest.get(&Part::Department(index)));
        }
        for (index, project) in sheet.projects.iter().enumerate() {
            let department = project.department.and_then(|index| sheet.departments.get(index));
            let department = self.department(department);
            department.projects += 1;
            department.indicators += project.indicators.len();
            department.part(gravest.get(&Part::Project(index)));
            for indicator in 0..project.indicators.len() {
                department.part(gravest.get(&Part::Indicator(index, indicator)));
            }
        }
    }

    /// The departments in the order in which they came.
    pub fn departments(&self) -> &[DepartmentQuality] {
        &self.departments
    }

    /// The departments, the lowest score first; of equal ones that with more errors. What belongs to no department and has
    /// no part comes last.
    pub fn ranked(&self) -> Vec<&DepartmentQuality> {
        let mut ranked: Vec<&DepartmentQuality> = self.departments.iter().collect();
        ranked.sort_by_key(|department| {
            let score = department.score();
            let errors = std::cmp::Reverse(department.count(Severity::Error));
            (score.is_none(), score, errors)
        });
        ranked
    }

    fn department(&mut self, department: Option<&Department>) -> &mut DepartmentQuality {
        let key = Key::new(department);
        let index = *self.by_key.entry(key).or_insert_with_key(|key| {
            self.departments.push(DepartmentQuality {
                key: key.clone(),
                name: department.map(|department| department.name.trim().to_owned()).unwrap_or_default(),
                projects: 0,
                indicators: 0,
                parts: 0,
                wrong: 0,
                doubtful: 0,
                codes: BTreeMap::new(),
                severities: [0; 3],
            });
            self.departments.len() - 1
        });
        &mut self.departments[index]
    }
}

impl DepartmentQuality {
    /// How many findings there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.severities[severity as usize]
    }

    /// The score: 0 where every part has an error, 100 where none has an error or a warning. None without parts.
    pub fn score(&self) -> Option<Decimal> {
        let half_points = 2 * (self.parts - self.wrong) - self.doubtful;
        Decimal::from(half_points * 50).checked_div(Decimal::from(self.parts))
    }

    /// How the score is made, in words.
    pub fn formula(language: Language) -> &'static str {
        match language {
            Language::Zh => {
                "质量分 =（部门、项目、指标各算一项；有错误的项计 0，只有警告的项计 0.5，其余计 1）合计 ÷ 项数 × 100"
            }
            Language::En => {
                "score = sum over parts ÷ number of parts × 100; the department, each project and each indicator is a part: 0 with an error, 0.5 with warnings only, else 1"
            }
        }
    }

    fn part(&mut self, gravest: Option<&Severity>) {
        self.parts += 1;
        match gravest {
            Some(Severity::Error) => self.wrong += 1,
            Some(Severity::Warning) => self.doubtful += 1,
            Some(Severity::Info) | None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::sample::{on_value, sheet};

    #[test]
    fn parts_count_by_their_gravest_finding() {
        let sheet = sheet(None, 2, &[("监督次数", "20次"), ("合格率", "≤100%"), ("时限", "长期")]);
        let mut quality = Quality::default();
        for (project, indicator, severity) in [
            (0, 0, Severity::Error),
            (0, 0, Severity::Warning),
            (0, 1, Severity::Warning),
            (0, 1, Severity::Warning),
            (1, 2, Severity::Info),
        ] {
            quality.finding(&sheet, &on_value(&sheet, project, indicator, severity));
        }
        let project = Finding { project: None, indicator: None, ..on_value(&sheet, 0, 0, Severity::Warning) };
        quality.finding(&sheet, &Finding { department: None, ..project.clone() });
        quality.sheet(&sheet);
        let [department, nobody] = quality.departments() else { panic!("{quality:?}") };
        assert_eq!(
            (department.key.code(), department.name.as_str()),
            (Some("318009"), "嘉陵区财政绩效评价中心")
        );
        // The department, two projects, six indicators: one wrong, one doubtful.
        let counts = (department.projects, department.indicators, department.parts);
        assert_eq!(counts, (2, 6, 9));
        assert_eq!((department.wrong, department.doubtful), (1, 1));
        assert_eq!(department.score().unwrap().round_dp(2), "83.33".parse().unwrap());
        assert_eq!(department.count(Severity::Warning), 3);
        assert_eq!((nobody.score(), nobody.count(Severity::Warning)), (None, 1));

        // The same sheet again, now with a warning on the department itself: found again by its code.
        quality.finding(&sheet, &Finding { department: Some(0), ..project });
        quality.sheet(&sheet);
        assert_eq!(quality.departments().len(), 2);
        let department = &quality.departments()[0];
        assert_eq!((department.parts, department.wrong, department.doubtful), (18, 1, 2));
        let ranked: Vec<&Key> = quality.ranked().iter().map(|department| &department.key).collect();
        assert_eq!(ranked, [&Key::Code("318009".to_owned()), &Key::Nobody]);
    }

    #[test]
    fn the_ends_of_the_scale() {
        let all = |severity: Option<Severity>| {
            let sheet = sheet(None, 1, &[("合格率", "≤100%")]);
            let mut quality = Quality::default();
            if let Some(severity) = severity {
                let finding = on_value(&sheet, 0, 0, severity);
                quality.finding(&sheet, &finding);
                quality.finding(&sheet, &Finding { indicator: None, ..finding.clone() });
                quality.finding(
                    &sheet,
                    &Finding { indicator: None, project: None, department: Some(0), ..finding },
                );
            }
            quality.sheet(&sheet);
            quality.departments()[0].score().unwrap().to_string()
        };
        let severities = [None, Some(Severity::Info), Some(Severity::Warning), Some(Severity::Error)];
        assert_eq!(severities.map(all), ["100", "100", "50", "0"]);
    }
}
