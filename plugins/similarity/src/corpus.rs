//! The projects of a run so far.

use crate::content::Content;
use crate::reading::{Programme, Reading};
use crate::shelf::{ProjectNumber, Shelf, TextNumber, Twin};

/// An earlier project.
#[derive(Debug)]
struct Known<P> {
    programme: Programme,
    goal: Option<TextNumber>,
    indicators: Option<TextNumber>,
    /// Who it is, for whoever asks.
    who: P,
}

/// All earlier projects with something to copy.
#[derive(Debug)]
pub struct Corpus<P> {
    similarity: f64,
    projects: Vec<Known<P>>,
    goals: Shelf,
    indicators: Shelf,
}

/// What a project has from an earlier one, and how like it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Copied {
    /// The goal.
    Goal(Twin),
    /// The indicators.
    Indicators(Twin),
    /// Both, from one project; as like as the less alike of the two.
    Both(Twin),
}

impl Copied {
    /// From where.
    pub fn twin(self) -> Twin {
        match self {
            Self::Goal(twin) | Self::Indicators(twin) | Self::Both(twin) => twin,
        }
    }
}

impl<P> Corpus<P> {
    /// No projects yet.
    pub fn new(similarity: f64) -> Self {
        Self { similarity, projects: Vec::new(), goals: Shelf::default(), indicators: Shelf::default() }
    }

    /// Who an earlier project is.
    pub fn who(&self, project: ProjectNumber) -> Option<&P> {
        self.projects.get(project as usize).map(|known| &known.who)
    }

    /// The projects after which the goal and the indicators were made; two where they are not the same one.
    pub fn copied(&self, reading: &Reading) -> Vec<Copied> {
        let goal = reading.goal.as_ref().and_then(|goal| {
            self.goals
                .nearest(goal, |project, content| self.likeness(reading, &goal.content, project, content))
        });
        let indicators = reading.indicators.as_ref().and_then(|set| {
            self.indicators
                .nearest(set, |project, content| self.likeness(reading, &set.content, project, content))
        });
        // Of two that are as near, the one with both is meant.
        let both =
            [goal, indicators].into_iter().flatten().filter_map(|twin| self.both(reading, twin.project));
        let nearest =
            both.reduce(|first, second| if second.similarity > first.similarity { second } else { first });
        match nearest {
            Some(twin) => vec![Copied::Both(twin)],
            None => goal.map(Copied::Goal).into_iter().chain(indicators.map(Copied::Indicators)).collect(),
        }
    }

    /// Where goal and indicators are both like those of this project.
    fn both(&self, reading: &Reading, project: ProjectNumber) -> Option<Twin> {
        let known = self.projects.get(project as usize)?;
        let goal = self.goals.content(known.goal?)?;
        let indicators = self.indicators.content(known.indicators?)?;
        let goal = self.likeness(reading, &reading.goal.as_ref()?.content, project, goal)?;
        let indicators =
            self.likeness(reading, &reading.indicators.as_ref()?.content, project, indicators)?;
        Some(Twin { project, similarity: goal.min(indicators) })
    }

    fn likeness(
        &self,
        reading: &Reading,
        ours: &Content,
        project: ProjectNumber,
        theirs: &Content,
    ) -> Option<f64> {
        let known = self.projects.get(project as usize)?;
        reading.programme.similarity(ours, &known.programme, theirs, self.similarity)
    }

    /// Remembers a project.
    pub fn put(&mut self, reading: Reading, who: impl FnOnce(Option<&P>) -> P) {
        let Reading { programme, goal, indicators } = reading;
        if goal.is_none() && indicators.is_none() {
            return;
        }
        let Ok(number) = ProjectNumber::try_from(self.projects.len()) else { return };
        let projects = &self.projects;
        let same = |project: ProjectNumber| {
            projects.get(project as usize).is_some_and(|known| known.programme.is(&programme))
        };
        let goal = goal.map(|goal| self.goals.put(goal, number, same));
        let indicators = indicators.map(|set| self.indicators.put(set, number, same));
        let who = who(self.projects.last().map(|known| &known.who));
        self.projects.push(Known { programme, goal, indicators, who });
    }
}
