//! What a rule is evaluated on: the things its names stand for, and notes on their texts.

use std::borrow::Cow;
use std::cell::{Cell as Slot, OnceCell, RefCell};

use super::clauses::{self, RepeatedClause};
use super::fields::Kept;
use super::names::slot;
use super::schema::CellName;
use super::terms::{ListBit, Vocabulary};
use super::value::Datum;
use super::{Context, Rule, RuleSet};
use crate::library::{Library, Topics};
use crate::record::{Cell, FieldWords, Project, ProjectReading, ReadingNote};
use crate::text::{Normalized, skeleton};
use crate::value::TargetValue;

/// A thing that a name of a rule stands for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Element<'a> {
    /// There is none: its fields are unknown.
    Nothing,
    Sheet,
    Department(usize),
    Project(ProjectView<'a>),
    Indicator(&'a Desk<'a>, usize),
    Part(&'a TargetValue, usize, PartOf),
    /// One of the desk's repeated clauses.
    Clause(&'a Desk<'a>, usize),
    Cell(CellView<'a>),
    Note(&'a ReadingNote),
}

/// A project, with its texts where they were read.
#[derive(Debug, Clone, Copy)]
pub(super) struct ProjectView<'a> {
    pub project: &'a Project,
    pub desk: Option<&'a Desk<'a>>,
}

/// One cell of a project.
#[derive(Debug, Clone, Copy)]
pub(super) struct CellView<'a> {
    pub desk: &'a Desk<'a>,
    pub cell: CellName,
    /// Index of the indicator, or of the column among several of other funding; else of no meaning.
    pub index: usize,
}

/// The cell that a part stands in: which, and whose (the indicator's index, where it is one's).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PartOf {
    pub cell: CellName,
    pub indicator: Option<usize>,
}

/// A project on the desk: its reading, and notes on its texts that are made once and only when asked for.
#[derive(Debug)]
pub(super) struct Desk<'a> {
    pub reading: &'a ProjectReading<'a>,
    notes: Vec<TextNote<'a>>,
    /// For each text: a bit for each list of terms, once it was scanned.
    hits: Vec<Slot<u64>>,
    hit_words: usize,
    field_words: &'a FieldWords,
    project_name: OnceCell<TargetValue>,
    clauses: OnceCell<Vec<RepeatedClause>>,
    topics: OnceCell<Topics>,
}

#[derive(Debug, Default)]
struct TextNote<'a> {
    /// The text: the reading's from the start, others once they were asked for.
    text: OnceCell<Cow<'a, str>>,
    /// The skeleton, where it is not the text itself.
    skeleton: OnceCell<Option<Box<str>>>,
    scanned: Slot<bool>,
}

/// How many texts a project has of its own: name, goal, the words of both, and what both speak of.
const OWN_TEXTS: usize = 6;
/// How many each indicator has: name, value, unit, the words of name and value, and what the name speaks of.
const INDICATOR_TEXTS: usize = 6;

impl<'a> Desk<'a> {
    pub fn new(reading: &'a ProjectReading<'a>, set: &'a RuleSet) -> Self {
        let texts = OWN_TEXTS + INDICATOR_TEXTS * reading.indicators.len();
        let hit_words = set.vocabulary.words();
        let mut notes = Vec::with_capacity(texts);
        let read = |text: &'a str| TextNote { text: Cow::Borrowed(text).into(), ..TextNote::default() };
        notes.resize_with(OWN_TEXTS, TextNote::default);
        notes[1] = read(reading.goal.text.as_str());
        for indicator in reading.indicators.iter() {
            notes.extend([read(indicator.name.text.as_str()), read(indicator.value.text.as_str())]);
            notes.resize_with(notes.len() + INDICATOR_TEXTS - 2, TextNote::default);
        }
        Self {
            reading,
            notes,
            hits: vec![Slot::new(0); texts * hit_words],
            hit_words,
            field_words: &set.words,
            project_name: OnceCell::new(),
            clauses: OnceCell::new(),
            topics: OnceCell::new(),
        }
    }

    /// The place of a text of the project itself.
    pub fn own_slot(kept: Kept) -> Option<usize> {
        match kept {
            Kept::ProjectName => Some(0),
            Kept::Goal => Some(1),
            Kept::GoalWords => Some(2),
            Kept::GoalTopic => Some(4),
            Kept::ProjectTopic => Some(5),
            _ => None,
        }
    }

    /// The place of a text of an indicator.
    pub fn indicator_slot(kept: Kept, indicator: usize) -> Option<usize> {
        let offset = match kept {
            Kept::Name => 0,
            Kept::Value => 1,
            Kept::Unit => 2,
            Kept::NameWords => 3,
            Kept::ValueWords => 4,
            Kept::NameTopic => 5,
            _ => return None,
        };
        Some(OWN_TEXTS + INDICATOR_TEXTS * indicator + offset)
    }

    /// The project's name, read as a value.
    pub fn project_name(&self) -> &TargetValue {
        let raw = || self.reading.project.name.as_ref().map_or("", |cell| &cell.raw);
        self.project_name.get_or_init(|| TargetValue::parse_by(raw(), &self.field_words.values))
    }

    /// The clauses that stand in more than one cell.
    pub fn clauses(&self) -> &[RepeatedClause] {
        self.clauses.get_or_init(|| clauses::repeated(self))
    }

    /// The subjects of the library that the project is about. One run has one library.
    pub fn topics(&self, library: &Library) -> &Topics {
        self.topics.get_or_init(|| library.topics(self.text(0), self.text(1)))
    }

    /// The text in a place.
    pub fn text(&self, slot: usize) -> &str {
        match slot {
            0 => self.project_name().text.as_str(),
            _ => self.notes[slot].text.get_or_init(|| Cow::Owned(self.made(slot))),
        }
    }

    /// A text that the reading does not keep.
    fn made(&self, slot: usize) -> String {
        let topic = |words: usize| self.field_words.topic(self.text(words));
        match slot {
            2 => self.reading.goal.words(),
            3 => self.project_name().words(),
            4 => topic(2),
            5 => topic(3),
            _ => {
                let index = slot.saturating_sub(OWN_TEXTS) / INDICATOR_TEXTS;
                let reading = &self.reading.indicators[index];
                match slot.saturating_sub(OWN_TEXTS) % INDICATOR_TEXTS {
                    2 => {
                        let unit = self.reading.project.indicators.get(index).and_then(|it| it.unit.as_ref());
                        Normalized::new(unit.map_or("", |cell| &cell.raw)).as_str().to_owned()
                    }
                    3 => reading.name.words(),
                    5 => topic(slot - 2),
                    _ => reading.value.words(),
                }
            }
        }
    }

    /// The text in a place, without punctuation and spaces.
    pub fn skeleton(&self, slot: usize) -> &str {
        let text = self.text(slot);
        let made = self.notes[slot].skeleton.get_or_init(|| {
            let bones = skeleton(text);
            (bones != text).then(|| bones.into())
        });
        made.as_deref().unwrap_or(text)
    }

    /// Whether a term of the list stands in the text. The first question about a text answers them all.
    pub fn has_term(&self, slot: usize, list: ListBit, vocabulary: &Vocabulary) -> bool {
        let hits = &self.hits[slot * self.hit_words..(slot + 1) * self.hit_words];
        if !self.notes[slot].scanned.replace(true) {
            vocabulary.scan(self.text(slot), |bit| {
                let word = &hits[bit / 64];
                word.set(word.get() | 1 << (bit % 64));
            });
        }
        hits[list / 64].get() & (1 << (list % 64)) != 0
    }
}

impl<'a> CellView<'a> {
    /// The place of the cell's text, or of its words; None for money columns, which are no texts.
    pub fn slot(self, words: bool) -> Option<usize> {
        let of_indicator = |offset| OWN_TEXTS + INDICATOR_TEXTS * self.index + offset;
        Some(match (self.cell, words) {
            (CellName::Project, false) => 0,
            (CellName::Goal, false) => 1,
            (CellName::Goal, true) => 2,
            (CellName::Project, true) => 3,
            (CellName::Name, false) => of_indicator(0),
            (CellName::Value, false) => of_indicator(1),
            (CellName::Name, true) => of_indicator(3),
            (CellName::Value, true) => of_indicator(4),
            (CellName::FundingTotal | CellName::FundingFiscal | CellName::FundingOther, _) => return None,
        })
    }

    /// The indicator that the cell belongs to.
    pub fn indicator(self) -> Option<usize> {
        matches!(self.cell, CellName::Name | CellName::Value).then_some(self.index)
    }

    /// The cell, read as a value; None for money columns.
    pub fn value(self) -> Option<&'a TargetValue> {
        let reading = self.desk.reading;
        match self.cell {
            CellName::Project => Some(self.desk.project_name()),
            CellName::Goal => Some(&reading.goal),
            CellName::Name => reading.indicators.get(self.index).map(|it| &it.name),
            CellName::Value => reading.indicators.get(self.index).map(|it| &it.value),
            CellName::FundingTotal | CellName::FundingFiscal | CellName::FundingOther => None,
        }
    }

    /// The cell itself; None where it is blank.
    pub fn written(self) -> Option<&'a Cell> {
        let project = self.desk.reading.project;
        let indicator = || project.indicators.get(self.index);
        let amount = match self.cell {
            CellName::Project => return project.name.as_ref(),
            CellName::Goal => return project.goal.as_ref(),
            CellName::Name => return indicator()?.name.as_ref(),
            CellName::Value => return indicator()?.value.as_ref(),
            CellName::FundingTotal => project.funding.total.as_ref(),
            CellName::FundingFiscal => project.funding.fiscal.as_ref(),
            CellName::FundingOther => project.funding.other.get(self.index),
        };
        amount.map(|amount| &amount.cell)
    }

    /// The cell's raw text.
    pub fn raw(self) -> &'a str {
        self.written().map_or("", |cell| &cell.raw)
    }
}

/// The subject of a rule and everything its names stand for.
pub(super) struct Scene<'a> {
    pub context: &'a Context<'a>,
    pub rules: &'a [Rule],
    pub vocabulary: &'a Vocabulary,
    pub words: &'a FieldWords,
    /// Where the examples come from that findings show.
    pub library: &'a Library,
    /// All projects of the sheet, in rules that speak of more than one; else empty.
    pub desks: &'a [Desk<'a>],
    /// The rule whose `let`s are meant.
    pub rule: &'a Rule,
    pub slots: [Element<'a>; slot::COUNT],
    /// The values of `let`s, once they were asked for.
    pub lets: RefCell<Vec<Option<Datum<'a>>>>,
}

impl<'a> Scene<'a> {
    /// Turns to a rule; the things that it looks at are put into their slots before.
    pub fn take_up(&mut self, rule: &'a Rule) {
        self.rule = rule;
        let wanted = rule.program.lets.len();
        let lets = self.lets.get_mut();
        if !lets.is_empty() || wanted > 0 {
            lets.clear();
            // What the code of a plugin does not give is unknown.
            lets.resize(rule.program.values.len(), Some(Datum::Unknown));
            lets.resize(wanted, None);
        }
    }

    /// Gives the values that the code of a plugin found to the `let`s that stand for them.
    pub fn give(&mut self, values: &[(usize, Datum<'a>)]) {
        let lets = self.lets.get_mut();
        for (index, value) in values {
            if let Some(place) = lets.get_mut(*index) {
                *place = Some(value.clone());
            }
        }
    }

    /// The same for another rule on other things, as `rule = "…"` asks.
    pub fn beside(&self, rule: &'a Rule, slots: [Element<'a>; slot::COUNT]) -> Self {
        Scene {
            context: self.context,
            rules: self.rules,
            vocabulary: self.vocabulary,
            words: self.words,
            library: self.library,
            desks: self.desks,
            rule,
            slots,
            lets: RefCell::new(vec![None; rule.program.lets.len()]),
        }
    }

    pub fn element(&self, slot: u8) -> Element<'a> {
        self.slots.get(usize::from(slot)).copied().unwrap_or(Element::Nothing)
    }

    /// What the loops are at.
    pub fn loops(&self) -> [Element<'a>; slot::COUNT - slot::LOOPS as usize] {
        std::array::from_fn(|loops| self.slots[usize::from(slot::LOOPS) + loops])
    }

    pub fn put_loops(&mut self, items: [Element<'a>; slot::COUNT - slot::LOOPS as usize]) {
        self.slots[usize::from(slot::LOOPS)..].copy_from_slice(&items);
    }

    pub fn put(&mut self, slot: u8, element: Element<'a>) {
        if let Some(place) = self.slots.get_mut(usize::from(slot)) {
            *place = element;
        }
    }
}

/// A text of a project whose texts were not read.
pub(super) fn normalised(raw: &str) -> Cow<'static, str> {
    Cow::Owned(Normalized::new(raw).as_str().to_owned())
}
