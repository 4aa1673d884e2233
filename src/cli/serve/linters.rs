//! The rules by which requests are answered: those that the server was started with, in both languages, and those of
//! configurations that pages bring.

use std::sync::{Arc, Mutex, PoisonError};

use super::super::ruleset::Ground;
use super::problem::Wrong;
use crate::finding::Language;
use crate::layout::Layouts;
use crate::lint::{Loader, Selection};
use crate::linter::Linter;

/// How many configurations of pages are kept compiled: a page asks again and again with the same one.
const KEPT: usize = 8;

/// The linters of a server.
pub(super) struct Linters {
    zh: Arc<Linter>,
    en: Arc<Linter>,
    /// Of requests that wish for none.
    pub(super) language: Language,
    /// By configuration, the one that was asked for last at the end.
    of_pages: Mutex<Vec<OfPage>>,
}

struct OfPage {
    language: Language,
    config: String,
    linter: Arc<Linter>,
}

impl Linters {
    /// `zh` and `en`: the same rules, read in either language.
    pub(super) fn new(
        (zh, en): (Ground, Ground),
        layouts: &Layouts,
        selection: &Selection,
        year: Option<i32>,
        language: Language,
    ) -> Self {
        let linter = |ground: Ground, language| {
            Arc::new(Linter {
                rules: ground.rules,
                variants: ground.variants.map(Arc::new),
                overrides: ground.overrides,
                plugins: ground.plugins,
                loader: Loader {
                    layouts: layouts.clone(),
                    encoding: None,
                    keeps_bytes: false,
                    timings: None,
                },
                selection: selection.clone(),
                year,
                language,
                form: ground.config.form,
            })
        };
        let (zh, en) = (linter(zh, Language::Zh), linter(en, Language::En));
        Self { zh, en, language, of_pages: Mutex::default() }
    }

    /// The server's own rules.
    pub(super) fn own(&self, language: Language) -> &Arc<Linter> {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }

    /// The rules under the configuration that a page brings, which takes the place of the server's; it leads to no file.
    ///
    /// # Errors
    /// A configuration with mistakes.
    pub(super) fn of_page(&self, language: Language, config: Option<&str>) -> Result<Arc<Linter>, Wrong> {
        let Some(config) = config else { return Ok(Arc::clone(self.own(language))) };
        let kept = |all: &mut Vec<OfPage>| {
            let place = all.iter().position(|one| one.language == language && one.config == config)?;
            let one = all.remove(place);
            let linter = Arc::clone(&one.linter);
            all.push(one);
            Some(linter)
        };
        if let Some(linter) = kept(&mut self.of_pages.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(linter);
        }
        let built = Linter::builder().language(language).config("jichi.toml", config).sealed().build();
        let linter = Arc::new(built.map_err(|error| Wrong::config(&error))?);
        let mut all = self.of_pages.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= KEPT {
            all.remove(0);
        }
        all.push(OfPage { language, config: config.to_owned(), linter: Arc::clone(&linter) });
        Ok(linter)
    }
}
