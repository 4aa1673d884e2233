//! Texts of earlier projects, found again by what is like them.

use std::collections::HashMap;

use crate::content::Content;
use crate::minhash::{BANDS, Keys, MinHash};

/// The number of a project, in the order of the run.
pub type ProjectNumber = u32;

/// How many texts with the same key are kept apart: of a form that a whole district has filled in there are
/// enough by then. Texts that are wholly the same are one text and never pass this by.
const MAX_SAME_KEY: usize = 32;

/// A text with what it is found by.
#[derive(Debug)]
pub struct Entry {
    /// What it says.
    pub content: Content,
    /// By which the very same text is found.
    identity: u64,
    /// By which texts like it are found.
    keys: Keys,
}

impl Entry {
    /// A text that says `content`.
    pub fn new(content: Content, minhash: &MinHash) -> Self {
        Self { identity: content.identity(), keys: minhash.keys(&content.set().collect::<Vec<_>>()), content }
    }
}

/// A text and the projects that have it.
#[derive(Debug)]
struct Text {
    content: Content,
    first: ProjectNumber,
    /// The first that belongs to another programme than `first`: so that whoever asks finds one that is not of
    /// its own.
    other: Option<ProjectNumber>,
    /// The text before it with the same key, by band; itself where there is none.
    before: [u32; BANDS],
}

/// The texts of one kind, goals or sets of indicators. Maps are only asked, never walked, so that nothing
/// depends on their order.
#[derive(Debug, Default)]
pub struct Shelf {
    texts: Vec<Text>,
    by_identity: HashMap<u64, u32>,
    by_key: [HashMap<u32, u32>; BANDS],
}

/// The number of a text on its shelf.
pub type TextNumber = u32;

/// A project with a text like the one that was asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Twin {
    /// The earlier project.
    pub project: ProjectNumber,
    /// How like the texts are.
    pub similarity: f64,
}

impl Shelf {
    /// What a text says.
    pub fn content(&self, text: TextNumber) -> Option<&Content> {
        self.texts.get(text as usize).map(|text| &text.content)
    }

    /// The project whose text is most like this one, the earliest of those that are equally like it. `accepts`
    /// says how like it the text of a project is, where it is like enough.
    pub fn nearest(
        &self,
        entry: &Entry,
        accepts: impl Fn(ProjectNumber, &Content) -> Option<f64>,
    ) -> Option<Twin> {
        let mut best: Option<Twin> = None;
        for text in self.candidates(entry).into_iter().filter_map(|text| self.texts.get(text as usize)) {
            let accept =
                |project| accepts(project, &text.content).map(|similarity| Twin { project, similarity });
            let Some(twin) = accept(text.first).or_else(|| text.other.and_then(accept)) else { continue };
            // A text is older than the next one, but the project of another programme may be younger.
            if best.is_none_or(|best| {
                twin.similarity > best.similarity
                    || (twin.similarity == best.similarity && twin.project < best.project)
            }) {
                best = Some(twin);
            }
        }
        best
    }

    /// Texts that may be like this one, in the order in which they came.
    fn candidates(&self, entry: &Entry) -> Vec<TextNumber> {
        let mut found: Vec<TextNumber> = self.by_identity.get(&entry.identity).copied().into_iter().collect();
        for (band, key) in entry.keys.iter().enumerate() {
            found.extend(self.with_key(band, *key));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The texts with a key, the latest first.
    fn with_key(&self, band: usize, key: u32) -> impl Iterator<Item = TextNumber> + '_ {
        let latest = self.by_key.get(band).and_then(|texts| texts.get(&key)).copied();
        std::iter::successors(latest, move |&text| {
            let before = *self.texts.get(text as usize)?.before.get(band)?;
            (before != text).then_some(before)
        })
    }

    /// Puts a project's text on the shelf. `same_programme` says of an earlier project whether it belongs to the
    /// same programme.
    pub fn put(
        &mut self,
        entry: Entry,
        project: ProjectNumber,
        same_programme: impl Fn(ProjectNumber) -> bool,
    ) -> TextNumber {
        if let Some(&number) = self.by_identity.get(&entry.identity)
            && let Some(text) = self.texts.get_mut(number as usize)
        {
            if text.other.is_none() && !same_programme(text.first) {
                text.other = Some(project);
            }
            return number;
        }
        let number = self.texts.len() as u32;
        let mut before = [number; BANDS];
        for (band, (key, before)) in entry.keys.iter().zip(&mut before).enumerate() {
            let count = self.with_key(band, *key).take(MAX_SAME_KEY).count();
            if count < MAX_SAME_KEY
                && let Some(texts) = self.by_key.get_mut(band)
                && let Some(latest) = texts.insert(*key, number)
            {
                *before = latest;
            }
        }
        self.by_identity.insert(entry.identity, number);
        self.texts.push(Text { content: entry.content, first: project, other: None, before });
        number
    }
}
