//! Rules that panic, and one that does not. A panic is a rule's failure on a project: the others go on.

use jichi_plugin::{Calls, Field, Plugin, Project, Report, Rule, Run};

struct Panics;

impl Plugin for Panics {
    fn open(_run: &Run<'_>) -> Self {
        if cfg!(feature = "open") {
            panic!("nothing opens here");
        }
        Self
    }
}

struct InCheck;

impl Rule<Panics> for InCheck {
    const SOURCE: &'static str = include_str!("../rules/panics-in-check.toml");

    fn check(_state: &Panics, project: &Project<'_>, report: &mut Report<'_>) {
        report.finding(Field::Project).number("count", project.indicators().len()).emit();
        panic!("no check of project {}", project.index());
    }
}

struct InFollow;

impl Rule<Panics> for InFollow {
    const SOURCE: &'static str = include_str!("../rules/panics-in-follow.toml");
    const CALLS: Calls = Calls::Follow;

    fn follow(_state: &mut Panics, project: &Project<'_>, _report: &mut Report<'_>) {
        // What a panic carries need not be text.
        std::panic::panic_any(project.indicators().len());
    }
}

struct Counts;

impl Rule<Panics> for Counts {
    const SOURCE: &'static str = include_str!("../rules/counts.toml");

    fn check(_state: &Panics, project: &Project<'_>, report: &mut Report<'_>) {
        report.finding(Field::Project).number("count", project.indicators().len()).emit();
    }
}

jichi_plugin::export!(Panics, "panics", [InCheck, InFollow, Counts]);
