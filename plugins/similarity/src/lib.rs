//! Projects that were copied from others: JC604. Each project of a run is compared with all before it, in its
//! department and in others, in its file and in others, at a cost that grows with their number and not with its
//! square.

mod content;
mod corpus;
mod hash;
mod minhash;
mod reading;
mod shelf;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jichi_plugin::{Calls, Field, Place, Plugin, Project, RelatedBuilder, Report, Rule, Run, SheetNumber};

use corpus::{Copied, Corpus};
use minhash::MinHash;
use reading::{Options, Reading, Texts};

/// The plugin.
pub const DESCRIPTOR: jichi_plugin::abi::Descriptor =
    jichi_plugin::descriptor!(Similarity, "similarity", [CopiedProject]);

const CODE: &str = "JC604";

/// What a run knows.
pub struct Similarity {
    options: Options,
    minhash: MinHash,
    /// What `check` has read and `follow` has not yet asked for: the projects of one step of the run. Parted, so
    /// that threads do not wait for each other.
    read: [Mutex<HashMap<Key, Reading>>; 16],
    corpus: Corpus<Who>,
}

/// A project of the run.
type Key = (SheetNumber, usize);

/// Who an earlier project is and where it stands.
struct Who {
    sheet: SheetNumber,
    file: Arc<str>,
    department: Arc<str>,
    name: Box<str>,
    row: u32,
    name_place: Place,
    goal_place: Place,
}

impl Who {
    /// `last` is the one before, whose file and department are most often the same.
    fn new(project: &Project<'_>, last: Option<&Self>) -> Self {
        let shared = |text: &str, last: Option<&Arc<str>>| match last {
            Some(last) if **last == *text => Arc::clone(last),
            _ => Arc::from(text),
        };
        Self {
            sheet: project.sheet(),
            file: shared(project.file(), last.map(|last| &last.file)),
            department: shared(project.department_name(), last.map(|last| &last.department)),
            name: project.name().map_or("", |name| name.raw).into(),
            row: project.row(),
            // Without a name nothing says where it would stand.
            name_place: project.name().map_or(project.goal_place(), |name| name.place),
            goal_place: project.goal_place(),
        }
    }
}

impl Plugin for Similarity {
    fn open(run: &Run<'_>) -> Self {
        let number = |name| run.number(CODE, name).map_or(0.0, jichi_plugin::Decimal::to_f64);
        let options = Options {
            // Texts that have less than half in common are no copies of each other, whatever is asked for.
            similarity: number("similarity").clamp(0.5, 1.0),
            characters: number("characters") as usize,
            indicators: number("indicators") as usize,
            formulas: reading::formulas(
                run.list(CODE, "formulas").map(|formula| content::letters(formula).collect()),
            ),
        };
        Self {
            minhash: MinHash::new(options.similarity),
            corpus: Corpus::new(options.similarity),
            read: Default::default(),
            options,
        }
    }
}

impl Similarity {
    fn part(&self, key: Key) -> MutexGuard<'_, HashMap<Key, Reading>> {
        let [first, ..] = &self.read;
        let part = self.read.get(key.1 % self.read.len()).unwrap_or(first);
        // Of a thread that panicked nothing is half done here.
        part.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, project: &Project<'_>) -> Reading {
        let texts = Texts {
            department: project.department_name(),
            name: project.name().map_or("", |name| name.raw),
            goal: project.goal_reading().text(),
            indicators: project
                .indicators()
                .map(|indicator| (indicator.name_reading().text(), indicator.target().text()))
                .collect(),
        };
        Reading::new(&texts, &self.options, &self.minhash)
    }
}

/// JC604: a project's goal or its indicators are nearly those of an earlier project.
struct CopiedProject;

impl Rule<Similarity> for CopiedProject {
    const SOURCE: &'static str = include_str!("../rules/copied-project.toml");
    const CALLS: Calls = Calls::CheckAndFollow;

    fn check(state: &Similarity, project: &Project<'_>, _report: &mut Report<'_>) {
        let reading = state.read(project);
        let key = (project.sheet(), project.index());
        state.part(key).insert(key, reading);
    }

    fn follow(state: &mut Similarity, project: &Project<'_>, report: &mut Report<'_>) {
        let key = (project.sheet(), project.index());
        let read = state.part(key).remove(&key);
        // Where `check` failed on it there is no reading.
        let Some(reading) = read else { return };
        for copied in state.corpus.copied(&reading) {
            if let Some(twin) = state.corpus.who(copied.twin().project) {
                tell(copied, twin, project, report);
            }
        }
        state.corpus.put(reading, |last| Who::new(project, last));
    }
}

fn tell(copied: Copied, twin: &Who, project: &Project<'_>, report: &mut Report<'_>) {
    let (kind, field) = match copied {
        Copied::Goal(_) => ("goal", Field::Goal),
        Copied::Indicators(_) => ("indicators", Field::Project),
        Copied::Both(_) => ("both", Field::Goal),
    };
    let file = if *twin.file == *project.file() { "" } else { &*twin.file };
    // A form of one project need not name the department; its file does as well.
    let department = if twin.department.is_empty() { &*twin.file } else { &*twin.department };
    let mut finding = report
        .finding(field)
        .text("copied", kind)
        .text("twin", &*twin.name)
        .text("twin-department", department)
        .text("twin-file", file)
        .number("twin-row", twin.row)
        // Rounded down: only what is the same is 100%.
        .number("percent", (copied.twin().similarity * 100.0) as u32);
    if !matches!(copied, Copied::Indicators(_)) {
        finding = finding.related(RelatedBuilder::elsewhere("goal", twin.sheet, twin.goal_place));
    }
    if !matches!(copied, Copied::Goal(_)) {
        finding = finding.related(RelatedBuilder::elsewhere("indicators", twin.sheet, twin.name_place));
    }
    finding.emit();
}
