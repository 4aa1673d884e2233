//! What a project says, made ready for being compared. All of it in `check`, in parallel.

use std::collections::HashMap;

use crate::content::{Content, Figures, letters};
use crate::hash::fold;
use crate::minhash::MinHash;
use crate::shelf::Entry;

/// The options of the rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// How like each other two texts are at least to be copies, from 0 to 1.
    pub similarity: f64,
    /// How many characters of its own a goal has at least: those that stand in no formula.
    pub characters: usize,
    /// How many indicators a set has at least that differ from each other.
    pub indicators: usize,
    /// Words that any project may use, by their first characters.
    pub formulas: Formulas,
}

/// Words by their first characters.
pub type Formulas = HashMap<char, Vec<String>>;

/// Words by their first characters; empty ones are none.
pub fn formulas(words: impl Iterator<Item = String>) -> Formulas {
    let mut formulas = Formulas::new();
    for word in words {
        if let Some(first) = word.chars().next() {
            formulas.entry(first).or_default().push(word);
        }
    }
    formulas
}

/// The texts of a project.
#[derive(Debug, Clone, Default)]
pub struct Texts<'t> {
    /// The department's name.
    pub department: &'t str,
    /// The project's name.
    pub name: &'t str,
    /// The goal.
    pub goal: &'t str,
    /// Names and target values.
    pub indicators: Vec<(&'t str, &'t str)>,
}

/// A project that is ready to be compared.
#[derive(Debug)]
pub struct Reading {
    /// Its programme.
    pub programme: Programme,
    /// Its goal, where it has one that says something of its own.
    pub goal: Option<Entry>,
    /// Its indicators, where they are enough.
    pub indicators: Option<Entry>,
}

/// What a project's name says beside the department and the year. The school lunches of forty schools are one
/// programme: that they have one wording is no fault of theirs.
#[derive(Debug, Clone)]
pub struct Programme {
    identity: Option<u64>,
    name: Content,
}

/// How much of two names is in both where they may well be parts of one programme.
const ALIKE: f64 = 0.5;
/// The fewest characters of a department's name that are known again in a project's.
const LEAST_OF_DEPARTMENT: usize = 3;

impl Programme {
    fn new(name: &str, department: &str) -> Self {
        let name = without(&letters(name).collect::<Vec<_>>(), &letters(department).collect::<Vec<_>>());
        let identity =
            (!name.is_empty()).then(|| name.chars().fold(0, |hash, letter| fold(hash, letter.into())));
        Self { identity, name: Content::of([name.as_str()], Figures::Aside) }
    }

    /// Whether two projects belong to one programme, or are the same project again: in a second sheet, or twice
    /// in one, which is another rule's.
    pub fn is(&self, other: &Self) -> bool {
        self.identity.is_some() && self.identity == other.identity
    }

    /// Whether two projects may be parts of one: 道路养护（一期） and （二期）. Only their figures tell them apart.
    fn is_like(&self, other: &Self) -> bool {
        self.identity.is_none()
            || other.identity.is_none()
            || self.name.similarity(&other.name, ALIKE).is_some()
    }

    /// How like each other texts of two projects are, where one may be copied from the other. Where the projects
    /// may be parts of one, no figure may differ.
    pub fn similarity(&self, ours: &Content, of: &Self, theirs: &Content, least: f64) -> Option<f64> {
        if self.is(of) || (ours.figures != theirs.figures && self.is_like(of)) {
            return None;
        }
        ours.similarity(theirs, least)
    }
}

/// A name without what it has in common with the department's: 安平镇驻村工作 of 安平镇人民政府 is 驻村工作.
fn without(name: &[char], department: &[char]) -> String {
    let common = (0..name.len())
        .flat_map(|start| {
            let rest = name.get(start..).unwrap_or_default();
            (0..department.len()).map(move |at| {
                let theirs = department.get(at..).unwrap_or_default();
                (start, rest.iter().zip(theirs).take_while(|(ours, theirs)| ours == theirs).count())
            })
        })
        // The first of the longest.
        .fold((0, 0), |best, next| if next.1 > best.1 { next } else { best });
    let (start, length) = common;
    if length < LEAST_OF_DEPARTMENT || length == name.len() {
        return name.iter().collect();
    }
    let (before, after) = (name.get(..start), name.get(start + length..));
    before.into_iter().chain(after).flatten().collect()
}

impl Reading {
    /// Reads a project.
    pub fn new(texts: &Texts<'_>, options: &Options, minhash: &MinHash) -> Self {
        // The department's own name is what a copy replaces.
        let goal: String = match texts.department {
            "" => texts.goal.to_owned(),
            department => texts.goal.replace(department, ""),
        };
        let own = has_own_characters(&goal, options.characters, &options.formulas);
        let mut indicators: Vec<&(&str, &str)> = Vec::new();
        for indicator in &texts.indicators {
            let is_whole = !indicator.0.is_empty() && !indicator.1.is_empty();
            if indicators.len() < options.indicators && is_whole && !indicators.contains(&indicator) {
                indicators.push(indicator);
            }
        }
        let enough = indicators.len() >= options.indicators;
        let cells = texts.indicators.iter().flat_map(|&(name, value)| [name, value]);
        Self {
            programme: Programme::new(texts.name, texts.department),
            goal: own.then(|| Entry::new(Content::of([goal.as_str()], Figures::Aside), minhash)),
            indicators: enough.then(|| Entry::new(Content::of(cells, Figures::Counted), minhash)),
        }
    }
}

/// Whether so many characters of a text stand in no formula.
fn has_own_characters(text: &str, least: usize, formulas: &Formulas) -> bool {
    let letters: String = letters(text).collect();
    let mut rest = letters.as_str();
    let mut own = 0;
    while own < least {
        let Some(first) = rest.chars().next() else { return false };
        let formulas = formulas.get(&first).into_iter().flatten();
        let formula = formulas.filter(|formula| rest.starts_with(formula.as_str())).map(String::len).max();
        own += usize::from(formula.is_none());
        rest = rest.get(formula.unwrap_or(first.len_utf8())..).unwrap_or_default();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn programme(name: &str, department: &str) -> Programme {
        Programme::new(name, department)
    }

    #[test]
    fn a_programme_is_what_a_name_says_beside_department_and_year() {
        let same = |first: (&str, &str), second: (&str, &str)| {
            programme(first.0, first.1).is(&programme(second.0, second.1))
        };
        assert!(same(("2020年公用经费", "第一中学"), ("公用经费（2021年度）", "第二中学")));
        assert!(same(("安平镇驻村工作经费", "安平镇人民政府"), ("白水乡驻村工作经费", "安县白水乡人民政府")));
        assert!(!same(("道路养护（一期）", "交通局"), ("道路养护（二期）", "交通局")));
        assert!(!same(("", "交通局"), ("", "交通局")));
        // Nothing is left where the name is the department's.
        assert!(!same(("妇女联合会", "妇女联合会"), ("残疾人联合会", "残疾人联合会")));
    }

    #[test]
    fn parts_of_one_programme_are_told_apart_by_figures() {
        let least = 0.9;
        let text = |text: &str| Content::of([text], Figures::Aside);
        let (first, second) = (programme("道路养护（一期）", ""), programme("道路养护（二期）", ""));
        let other = programme("植树造林", "");
        let (short, long) = (text("养护道路54公里"), text("养护道路60公里"));
        assert_eq!(first.similarity(&short, &second, &long, least), None);
        assert_eq!(first.similarity(&short, &second, &short, least), Some(1.0));
        assert_eq!(first.similarity(&short, &other, &long, least), Some(1.0));
        assert_eq!(first.similarity(&short, &first, &short, least), None);
    }

    #[test]
    fn formulas_are_nothing_of_ones_own() {
        let formulas =
            formulas(["完成", "年度", "工作", "工作任务", "保障", ""].map(str::to_owned).into_iter());
        assert!(!has_own_characters("完成2020年度工作任务，保障工作。", 1, &formulas));
        assert!(has_own_characters("完成抽样调查工作", 4, &formulas));
        assert!(!has_own_characters("完成抽样调查工作", 5, &formulas));
        assert!(!has_own_characters("抽样", 3, &Formulas::new()));
        assert!(has_own_characters("", 0, &formulas));
    }
}
