//! Questions and what is answered.

use std::collections::HashMap;
use std::mem;

use jichi::desk::{CellEdit, Desk, Outcome, Product, Run, Settings, Trouble, Wanted, Written};
use jichi::{Language, Linter};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What is asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
enum Question {
    /// A file, whose content comes with it.
    Open {
        id: String,
        name: String,
        settings: Settings,
    },
    Close {
        id: String,
    },
    Verify {
        id: String,
        edits: Vec<CellEdit>,
        settings: Settings,
    },
    /// Begins a run.
    Begin {
        settings: Settings,
    },
    /// Checks one document of a run.
    Step {
        run: u32,
        document: Wanted,
    },
    /// Ends a run.
    End {
        run: u32,
    },
    /// Forgets a run that did not come to its end.
    Drop {
        run: u32,
    },
    Write {
        kind: Product,
        documents: Vec<Wanted>,
        settings: Settings,
    },
}

/// An answer as JSON, and the content of a file.
pub(crate) type Answer = (Vec<u8>, Vec<u8>);

/// All that is open.
#[derive(Default)]
pub(crate) struct Answers {
    desk: Desk,
    /// A linter for each language and configuration that was asked for. Runs hold on to theirs from one question to the
    /// next, and a page has few: they stay as long as the page.
    linters: Vec<(Language, Option<String>, &'static Linter)>,
    runs: HashMap<u32, Run<'static>>,
    told: Told,
    last: u32,
}

impl Answers {
    /// The answer to a question; `{"error": …}` where there is none.
    pub(crate) fn to(&mut self, question: &[u8], file: Vec<u8>) -> Answer {
        let question = serde_json::from_slice(question).map_err(|error| trouble(&error));
        let answer = question.and_then(|question| self.answer(question, file));
        answer.unwrap_or_else(|trouble| (json(&json!({ "error": trouble })), Vec::new()))
    }

    fn answer(&mut self, question: Question, file: Vec<u8>) -> Result<Answer, Trouble> {
        let told = match question {
            Question::Open { id, name, settings } => {
                let linter = self.linter_of(&settings)?;
                json(&self.desk.open(linter, &id, &name, file))
            }
            Question::Close { id } => {
                self.desk.close(&id);
                self.told.forget(&id);
                json(&json!({}))
            }
            Question::Verify { id, edits, settings } => {
                json(&self.desk.verify(&Wanted { id, edits }, settings.language.into())?)
            }
            Question::Begin { settings } => {
                let run = Run::new(self.linter_of(&settings)?, settings.year);
                self.last = self.last.wrapping_add(1);
                self.runs.insert(self.last, run);
                json(&json!({ "run": self.last }))
            }
            Question::Step { run, document } => {
                let run = self.runs.get_mut(&run).ok_or_else(|| trouble(&NO_RUN))?;
                let outcome = run.check(&self.desk, &document);
                self.told.tell(outcome)
            }
            Question::End { run } => {
                let run = self.runs.remove(&run).ok_or_else(|| trouble(&NO_RUN))?;
                json(&json!({ "standing": run.end() }))
            }
            Question::Drop { run } => {
                self.runs.remove(&run);
                json(&json!({}))
            }
            Question::Write { kind, documents, settings } => {
                let language = kind.language(settings.language.into());
                let run = Run::new(self.linter(language, settings.config.as_deref())?, settings.year);
                let Written { name, warnings, bytes } = run.write(&self.desk, kind, &documents)?;
                return Ok((json(&json!({ "name": name, "warnings": warnings })), bytes));
            }
        };
        Ok((told, Vec::new()))
    }

    fn linter_of(&mut self, settings: &Settings) -> Result<&'static Linter, Trouble> {
        self.linter(settings.language.into(), settings.config.as_deref())
    }

    fn linter(&mut self, language: Language, config: Option<&str>) -> Result<&'static Linter, Trouble> {
        let is_same =
            |(own, text, _): &&(Language, Option<String>, _)| *own == language && text.as_deref() == config;
        if let Some((.., linter)) = self.linters.iter().find(is_same) {
            return Ok(linter);
        }
        let mut builder = Linter::builder().language(language);
        if let Some(text) = config {
            builder = builder.config("jichi.toml", text);
        }
        let linter = builder.build().map_err(|error| Trouble::from(&error))?;
        let linter: &'static Linter = Box::leak(Box::new(linter));
        self.linters.push((language, config.map(str::to_owned), linter));
        Ok(linter)
    }
}

/// What was told of each document. A changed cell changes few of its findings, and a large sheet has thousands: those that
/// are as they were are not told again.
#[derive(Default)]
struct Told(HashMap<String, Outcome>);

impl Told {
    /// The outcome without its findings, those between the first and the last that are new, and how many before and behind
    /// them are as they were.
    fn tell(&mut self, mut outcome: Outcome) -> Vec<u8> {
        let (findings, marks) = (mem::take(&mut outcome.findings), mem::take(&mut outcome.marks));
        let none = Outcome::default();
        let last = self.0.get(&outcome.id).unwrap_or(&none);
        // Marks count projects and departments.
        let is_alike = last.projects == outcome.projects && last.departments == outcome.departments;
        let is_same = |own: usize, other: usize| {
            findings.get(own) == last.findings.get(other) && marks.get(own) == last.marks.get(other)
        };
        let most = if is_alike { findings.len().min(last.findings.len()) } else { 0 };
        let before = (0..most).take_while(|&nth| is_same(nth, nth)).count();
        let from_end = |nth: usize| is_same(findings.len() - 1 - nth, last.findings.len() - 1 - nth);
        let behind = (0..most - before).take_while(|&nth| from_end(nth)).count();
        let new = before..findings.len() - behind;
        let told = json(&json!({
            "outcome": outcome,
            "findings": findings.get(new.clone()),
            "marks": marks.get(new),
            "same": [before, behind],
        }));
        self.0.insert(outcome.id.clone(), Outcome { findings, marks, ..outcome });
        told
    }

    /// Forgets a file and all documents of it.
    fn forget(&mut self, id: &str) {
        let of_archive = format!("{id}/");
        self.0.retain(|own, _| own != id && !own.starts_with(&of_archive));
    }
}

const NO_RUN: &str = "no such run";

fn json(told: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(told).unwrap_or_default()
}

/// What the page itself does wrong.
fn trouble(error: &impl ToString) -> Trouble {
    Trouble { file: None, message: error.to_string(), help: None }
}

/// An answer as the module hands it over: the length of its JSON, the JSON, the content.
pub(crate) fn framed((json, content): Answer) -> Vec<u8> {
    let length = u32::try_from(json.len()).unwrap_or(u32::MAX);
    [&length.to_le_bytes(), json.as_slice(), &content].concat()
}
