//! One defect, one finding: which rules yield to which, and which findings are dropped for that.

use super::schema::ScopeName;
use super::{Rule, RuleSet};
use crate::finding::Finding;
use crate::record::Place;

impl RuleSet {
    /// Drops findings that yield to another rule's on the same cell or indicator (of rules on whole projects:
    /// in the same project), and puts the rest into the order of the sheet.
    pub fn settle(&self, findings: &mut Vec<Finding>) {
        // Where the rules that others yield to have findings. A project may have any number of rows, so
        // that looking from each finding to each other one is out of the question.
        let mut taken: Vec<(Ground, usize)> = Vec::new();
        for finding in findings.iter() {
            let Some(rule) = self.index_of(&finding.rule.code) else { continue };
            if self.precedence.is_yielded_to[rule] {
                taken.extend(Ground::all_of(finding).map(|ground| (ground, rule)));
            }
        }
        taken.sort_unstable();
        if !taken.is_empty() {
            findings.retain(|finding| {
                let is_taken = |ground: Ground, other| taken.binary_search(&(ground, other)).is_ok();
                self.yields_to(finding, is_taken).is_none()
            });
        }
        findings.sort_by(|left, right| (left.place, &left.rule.code).cmp(&(right.place, &right.rule.code)));
    }

    /// The rule that a finding yields to, of those that have taken something that it is about.
    fn yields_to(&self, finding: &Finding, is_taken: impl Fn(Ground, usize) -> bool) -> Option<usize> {
        let rule = self.index_of(&finding.rule.code)?;
        let rule_of = &self.rules[rule];
        // The code of a plugin finds things in whole projects and in single cells.
        let whole_project = match rule_of.plugin {
            Some(_) => finding.indicator.is_none(),
            None => matches!(rule_of.program.scope, ScopeName::Project | ScopeName::ProjectPair),
        };
        Ground::all_of(finding)
            .filter(|ground| whole_project || !matches!(ground, Ground::Project(_)))
            .find_map(|ground| {
                self.precedence.yields_to[rule].iter().copied().find(|&other| is_taken(ground, other))
            })
    }

    /// The code of the rule among whose `findings` is one that this finding yields to.
    pub fn yields_among(&self, finding: &Finding, findings: &[Finding]) -> Option<&str> {
        let is_taken = |ground: Ground, other: usize| {
            let code = &self.rules[other].info.code;
            findings.iter().any(|it| it.rule.code == *code && Ground::all_of(it).any(|taken| taken == ground))
        };
        self.yields_to(finding, is_taken).map(|other| self.rules[other].info.code.as_str())
    }
}

/// Which rules yield to which, by index.
#[derive(Debug, Default)]
pub(super) struct Precedence {
    yields_to: Vec<Vec<usize>>,
    is_yielded_to: Vec<bool>,
}

impl Precedence {
    pub fn of(rules: &[Rule]) -> Self {
        let yields_to: Vec<Vec<usize>> = rules
            .iter()
            .map(|rule| {
                (0..rules.len()).filter(|&other| rule.yields_to.contains(&rules[other].info.code)).collect()
            })
            .collect();
        let is_yielded_to =
            (0..rules.len()).map(|rule| yields_to.iter().any(|to| to.contains(&rule))).collect();
        Self { yields_to, is_yielded_to }
    }
}

/// What two findings may be about together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ground {
    Cell(Place),
    Indicator(usize, usize),
    Project(usize),
}

impl Ground {
    fn all_of(finding: &Finding) -> impl Iterator<Item = Self> + use<> {
        let project = finding.project;
        let indicator =
            project.zip(finding.indicator).map(|(project, index)| Self::Indicator(project, index));
        [Some(Self::Cell(finding.place)), indicator, project.map(Self::Project)].into_iter().flatten()
    }
}
