//! Modules → one script. Modules of the page are ES modules that import each other by name, so that Node can run them as
//! they are; inside one script their imports and exports mean nothing and are left out. Names at the top level are unique,
//! and a module stands after those that it imports from, which tests hold.

/// A module: its file and its text.
pub(crate) type Module = (&'static str, &'static str);

macro_rules! modules {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../", $path)))),*]
    };
}

/// The modules of the page, each after those that it imports from.
pub(crate) const PAGE: &[Module] = modules![
    "dom.mjs",
    "words.mjs",
    "theme.mjs",
    "icons.mjs",
    "files.mjs",
    "store.mjs",
    "shared.mjs",
    "engine.mjs",
    "checking.mjs",
    "dialog.mjs",
    "keys.mjs",
    "keyboard.mjs",
    "troubles.mjs",
    "sorting.mjs",
    "heat.mjs",
    "batch_files.mjs",
    "batch.mjs",
    "example.mjs",
    "start.mjs",
    "downloads.mjs",
    "settings.mjs",
    "frame.mjs",
    "opening.mjs",
    "marks.mjs",
    "cells.mjs",
    "grid.mjs",
    "measures.mjs",
    "lazy.mjs",
    "known.mjs",
    "findings.mjs",
    "editor.mjs",
    "card.mjs",
    "bar.mjs",
    "filters.mjs",
    "list.mjs",
    "sheet.mjs",
    "panes.mjs",
    "changes.mjs",
    "cell_card.mjs",
    "walk.mjs",
    "view.mjs",
    "main.mjs",
];

/// The modules of the worker.
pub(crate) const WORKER: &[Module] = modules!["../module.mjs", "shared.mjs", "worker.mjs"];

/// The script of the page.
pub(crate) fn page() -> String {
    stitched(PAGE)
}

/// The script of the worker.
pub(crate) fn worker() -> String {
    stitched(WORKER)
}

fn stitched(modules: &[Module]) -> String {
    let lines = modules.iter().flat_map(|(_, text)| text.lines());
    let mut script = String::new();
    for line in lines.filter(|line| !line.starts_with("import ")) {
        script.push_str(line.strip_prefix("export ").unwrap_or(line));
        script.push('\n');
    }
    script
}
