//! How departments stand: scores and findings by chapter, for pages that rank them and show them side by side.

use std::collections::BTreeSet;

use serde::Serialize;

use super::chapter::Chapter;
use super::html::{key, nobody};
use crate::finding::{Language, Severity};
use crate::quality::{DepartmentQuality, Key, Quality};
use crate::record::Department;
use crate::text::printable;

/// The departments of a run.
#[derive(Debug, Serialize)]
pub struct Standing {
    /// The lowest score first.
    pub departments: Vec<DepartmentStanding>,
    /// The chapters of the program's own rules, and those of other rules that found something, in order.
    pub chapters: Vec<ChapterName>,
    /// How the score is made.
    pub formula: &'static str,
}

/// A chapter.
#[derive(Debug, Serialize)]
pub struct ChapterName {
    /// `JC3`
    pub key: String,
    /// What it is called.
    pub name: String,
}

/// A department among others.
#[derive(Debug, Serialize)]
pub struct DepartmentStanding {
    /// What it is known by in all sheets.
    pub key: String,
    /// Its code.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// From 1.
    pub rank: usize,
    /// From 0 to 100, with a decimal place; None where it has nothing to be scored.
    pub score: Option<f64>,
    /// How many errors it has.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
    /// How many hints.
    pub info: usize,
    /// How many projects.
    pub projects: usize,
    /// How many indicators they have.
    pub indicators: usize,
    /// Its findings in each of [`Standing::chapters`].
    pub chapters: Vec<usize>,
}

/// What a department is known by in a [`Standing`].
pub fn department_key(department: Option<&Department>) -> String {
    key(&Key::new(department))
}

/// The chapter of a rule: `JC3`, the letters of a user's codes.
pub fn chapter_key(code: &str) -> &str {
    Chapter::of(code).prefix
}

impl Standing {
    /// How the departments of a run stand.
    pub fn new(quality: &Quality, language: Language) -> Self {
        let ranked = quality.ranked();
        let found = ranked.iter().flat_map(|department| department.codes.keys());
        let mut chapters = BTreeSet::from_iter(found.map(|code| Chapter::of(code)));
        Chapter::own().for_each(|chapter| {
            chapters.insert(chapter);
        });
        let chapters: Vec<Chapter<'_>> = chapters.into_iter().collect();
        let departments = ranked.iter().enumerate();
        let departments =
            departments.map(|(nth, department)| standing(nth + 1, department, &chapters, language)).collect();
        let names = chapters.iter().map(|chapter| ChapterName {
            key: chapter.prefix.to_owned(),
            name: chapter.name(language).into_owned(),
        });
        Self { departments, chapters: names.collect(), formula: DepartmentQuality::formula(language) }
    }
}

fn standing(
    rank: usize,
    department: &DepartmentQuality,
    chapters: &[Chapter<'_>],
    language: Language,
) -> DepartmentStanding {
    let count = |chapter: &Chapter<'_>| {
        let own = department.codes.iter().filter(|(code, _)| Chapter::of(code) == *chapter);
        own.map(|(_, (_, count))| count).sum()
    };
    let name = match department.key {
        Key::Nobody => nobody(language).to_owned(),
        Key::Code(_) | Key::Name(_) => printable(&department.name).into_owned(),
    };
    let score = department.score().map(|score| score.round_dp(1));
    DepartmentStanding {
        key: key(&department.key),
        code: department.key.code().map(str::to_owned),
        name,
        rank,
        score: score.and_then(|score| score.to_string().parse().ok()),
        errors: department.count(Severity::Error),
        warnings: department.count(Severity::Warning),
        info: department.count(Severity::Info),
        projects: department.projects,
        indicators: department.indicators,
        chapters: chapters.iter().map(count).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::sample::{on_value, sheet};
    use crate::report::CHAPTERS;

    #[test]
    fn findings_stand_in_their_chapters() {
        let sheet = sheet(None, 2, &[("合格率", "≤100%")]);
        let mut quality = Quality::default();
        quality.finding(&sheet, &on_value(&sheet, 0, 0, Severity::Error));
        quality.sheet(&sheet);
        let standing = Standing::new(&quality, Language::Zh);
        assert_eq!(standing.chapters.len(), CHAPTERS.len());
        let [department] = standing.departments.as_slice() else { panic!("{standing:?}") };
        assert_eq!((department.key.as_str(), department.rank, department.score), ("318009", 1, Some(80.0)));
        let code = on_value(&sheet, 0, 0, Severity::Error).rule.code.clone();
        let of = standing.chapters.iter().position(|chapter| chapter.key == chapter_key(&code)).unwrap();
        assert_eq!((department.chapters[of], department.chapters.iter().sum::<usize>()), (1, 1));
    }
}
