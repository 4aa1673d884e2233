//! Which examples an indicator gets.
//!
//! The nearest subject wins: one whose words stand in the indicator's name, then in the project's name, then in its
//! goal, then the fallback. Chinese names end with what they are about (教师培训 is training, 培训楼维修 is building), so
//! that of several words in a name the last counts; a goal is about what it names most often. A kind that is asked for
//! by a word of the indicator's name comes before kinds for any name. A user's own subject that a name speaks of comes
//! before the program's; everything else being equal the order of the files decides: the same indicator gets the same
//! examples in every run.

use std::cmp::Reverse;
use std::sync::Arc;

use super::{Kind, Library, Meaning, Measure};
use crate::record::{AsksFor, Better, Dimension, Group};

/// The most examples of a finding.
const MOST: usize = 3;

/// What an indicator is like that examples are wanted for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Its group.
    pub group: Group,
    /// Its dimension, where it is known.
    pub dimension: Option<Dimension>,
    /// What it asks for.
    pub asks_for: AsksFor,
    /// Which way it is better.
    pub better: Better,
    /// Its name, normalised; empty where there is none yet.
    pub name: &'a str,
}

impl Wanted<'_> {
    /// An indicator of which only the group, and perhaps the dimension, is known.
    pub fn any(group: Group, dimension: Option<Dimension>) -> Self {
        Self { group, dimension, asks_for: AsksFor::Unknown, better: Better::Unknown, name: "" }
    }
}

/// The subjects of a project, nearest first by its name and its goal. Found once for all its findings.
#[derive(Debug, Clone, Default)]
pub(crate) struct Topics {
    /// For each subject.
    near: Vec<Nearness>,
}

/// How near a subject is; a greater one is nearer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Nearness {
    level: Level,
    /// In a name: where its last word ends, and how long it is. In a goal: how often it is named.
    weight: (usize, usize),
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    #[default]
    Nowhere,
    Goal,
    Project,
    Name,
}

/// How well a kind fits; a greater one fits better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    /// A count is no example for a rate.
    agrees: bool,
    /// Another dimension than the name tells is none, unless the kind's own words stand in the name.
    dimension: bool,
    /// Whether it is the user's own, and a name speaks of its subject.
    own_and_named: bool,
    /// By subject and by the kind's own words.
    level: u8,
    own: bool,
    weight: (usize, usize),
    /// Where the word of its own ends that stands in the name, and how long it is.
    word: (usize, usize),
    asks_for: bool,
    better: bool,
    first: Reverse<usize>,
}

/// How often a goal names what it is about: once is said of anything.
const OFTEN: usize = 2;
/// From this level on a kind was found by the indicator's own name.
const BY_NAME: u8 = 4;

/// The words of an indicator's name.
struct NameWords {
    subjects: Vec<(usize, (usize, usize))>,
    kinds: Vec<(usize, (usize, usize))>,
    dimension: Option<Dimension>,
}

impl Library {
    /// The subjects of a project by its name and goal, both normalised.
    pub(crate) fn topics(&self, name: &str, goal: &str) -> Topics {
        let mut near = vec![Nearness::default(); self.subjects.len()];
        self.words.each(goal, |numbers, _| {
            for subject in self.subjects_of(numbers) {
                if let Some(near) = near.get_mut(subject) {
                    near.weight.0 += 1;
                    near.level = if near.weight.0 < OFTEN { Level::Nowhere } else { Level::Goal };
                }
            }
        });
        self.words.each(name, |numbers, at| {
            for subject in self.subjects_of(numbers) {
                if let Some(near) = near.get_mut(subject) {
                    let found = Nearness { level: Level::Project, weight: (at.end, at.len()) };
                    *near = found.max(*near);
                }
            }
        });
        Topics { near }
    }

    fn subjects_of(&self, numbers: &[u32]) -> impl Iterator<Item = usize> {
        numbers.iter().filter_map(|&number| match self.meanings.get(number as usize) {
            Some(&Meaning::Subject(subject)) => Some(subject),
            _ => None,
        })
    }

    fn name_words(&self, name: &str) -> NameWords {
        let mut found = NameWords { subjects: Vec::new(), kinds: Vec::new(), dimension: None };
        self.words.each(name, |numbers, at| {
            for &number in numbers {
                let weight = (at.end, at.len());
                match self.meanings.get(number as usize) {
                    Some(&Meaning::Subject(subject)) => found.subjects.push((subject, weight)),
                    Some(&Meaning::Kind(kind)) => found.kinds.push((kind, weight)),
                    Some(&Meaning::Dimension(dimension)) => found.dimension = Some(dimension),
                    None => {}
                }
            }
        });
        found
    }

    /// Two or three examples for an indicator of a project about `topics`.
    pub(crate) fn examples(&self, wanted: Wanted<'_>, topics: &Topics) -> Vec<Arc<Measure>> {
        let words = self.name_words(wanted.name);
        let by_name = words.dimension.filter(|dimension| dimension.group() == wanted.group);
        let told = wanted.dimension.or(by_name);
        let mut best: Vec<(Fit, &Kind)> = of_group(wanted.group)
            .iter()
            .filter(|it| wanted.dimension.is_none_or(|dimension| dimension == **it))
            .filter_map(|&dimension| {
                let kinds = self.by_dimension[dimension as usize].iter();
                kinds
                    .filter_map(|&index| self.fit(index, wanted, topics, &words, told))
                    .max_by_key(|&(fit, _)| fit)
            })
            .collect();
        best.sort_by_key(|&(fit, _)| Reverse(fit));
        let Some(&(fit, kind)) = best.first() else { return Vec::new() };
        let mut chosen: Vec<Arc<Measure>> = Vec::with_capacity(MOST);
        if told.is_none() && fit.level < BY_NAME {
            // Nothing tells what is meant: one of each sort shows what there could be.
            let firsts = best.iter().filter_map(|(_, kind)| kind.examples.first());
            chosen.extend(firsts.take(MOST).cloned());
        }
        for example in &kind.examples {
            if chosen.len() < MOST && !chosen.contains(example) {
                chosen.push(Arc::clone(example));
            }
        }
        chosen
    }

    fn fit(
        &self,
        index: usize,
        wanted: Wanted<'_>,
        topics: &Topics,
        words: &NameWords,
        told: Option<Dimension>,
    ) -> Option<(Fit, &Kind)> {
        let kind = self.kinds.get(index)?;
        let subject = self.subjects.get(kind.subject)?;
        let last = |found: &[(usize, (usize, usize))], index: usize| {
            found.iter().filter(|&&(it, _)| it == index).map(|&(_, weight)| weight).max()
        };
        let word = last(&words.kinds, index);
        if !kind.words.is_empty() && word.is_none() {
            return None;
        }
        let near = match last(&words.subjects, kind.subject) {
            Some(weight) => Nearness { level: Level::Name, weight },
            None => topics.near.get(kind.subject).copied().unwrap_or_default(),
        };
        if near.level == Level::Nowhere && !subject.fallback {
            return None;
        }
        let of_subject = match near.level {
            Level::Nowhere => 0,
            Level::Goal => 1,
            Level::Project => 2,
            Level::Name => 7,
        };
        let fit = Fit {
            agrees: wanted.asks_for == AsksFor::Unknown
                || kind.asks_for.is_none_or(|asks_for| asks_for == wanted.asks_for),
            dimension: told.is_none_or(|told| told == kind.dimension) || word.is_some(),
            own_and_named: subject.own && near.level >= Level::Project,
            level: of_subject + if word.is_some() { BY_NAME } else { 0 },
            own: subject.own,
            weight: near.weight,
            word: word.unwrap_or_default(),
            asks_for: kind.asks_for == Some(wanted.asks_for),
            better: kind.better == Some(wanted.better),
            first: Reverse(index),
        };
        Some((fit, kind))
    }
}

/// The dimensions of a group, in the order of forms.
fn of_group(group: Group) -> &'static [Dimension] {
    match group {
        Group::Output => &[Dimension::Quantity, Dimension::Quality, Dimension::Time, Dimension::Cost],
        Group::Effect => {
            &[Dimension::Social, Dimension::Economic, Dimension::Ecological, Dimension::Sustainability]
        }
        Group::Satisfaction => &[Dimension::Satisfaction],
    }
}
