//! Tables that look like a goal sheet and are none that can be read: of another kind, or without needed headers.

use crate::read::{Grid, GridCell, Place};
use crate::record::{Cell, Label, ReadingKind, ReadingNote, Sheet, Structure};

use super::columns::Header;
use super::key::key;
use super::title::Title;
use super::words::Words;
use crate::text::Language;

/// How many rows a title may stand in.
const TITLE_ROWS: usize = 8;
/// The longest title, in bytes.
const LONGEST_TITLE: usize = 150;
/// How many labels make a row look like the header of a goal sheet.
const FEWEST_LABELS: usize = 3;

/// The goal sheet of a whole department, which states the goals of all its work and no project.
pub(super) fn other_form(words: &Words, file: &str, grid: &Grid) -> Option<Sheet> {
    let rows = grid.rows().take(TITLE_ROWS);
    let mut cells = rows.flat_map(|(row, cells)| cells.iter().map(move |cell| (row, cell)));
    let (row, cell) = cells.find(|(_, cell)| {
        let text = grid.text(cell);
        let is_title = |title: String| {
            let of_goals = title.contains("绩效目标") || title.contains("支出绩效");
            of_goals && title.contains("整体") && title.contains('表')
        };
        text.len() <= LONGEST_TITLE && is_title(key(text))
    })?;
    // A project's form may speak of the whole in its title; it names its project.
    let labels = |cell: &GridCell| words.label(grid.text(cell)) == Some(Label::Project);
    let names_project = grid.rows().take(2 * TITLE_ROWS).any(|(_, cells)| {
        let header = || Header::read(words, grid, cells).filter(Header::is_of_indicators);
        cells.first().is_some_and(labels) || header().is_some_and(|header| header.names_project())
    });
    (!names_project).then(|| noted(file, grid, (row, cell), ReadingKind::OtherForm))
}

/// A table whose header looks like that of a goal sheet and lacks what it cannot be read without.
pub(super) fn unknown(words: &Words, file: &str, grid: &Grid) -> Option<Sheet> {
    let (mut project_named, mut titled) = (false, false);
    for (nth, (row, cells)) in grid.rows().enumerate() {
        project_named |= cells.iter().any(|cell| words.label(grid.text(cell)) == Some(Label::Project));
        let Some(header) = Header::read(words, grid, cells) else {
            titled |= cells.iter().any(|cell| is_goal_title(grid.text(cell)));
            continue;
        };
        // A list of projects, or the scores of an evaluation, is no goal sheet.
        let of_indicators = [Label::Level1, Label::Level2, Label::Name, Label::Value];
        let of_goals = titled || header.has(Label::Value) || header.has(Label::Goal);
        if header.known() < FEWEST_LABELS || !of_goals || !of_indicators.iter().any(|&it| header.has(it)) {
            continue;
        }
        let mut missing: Vec<&'static str> =
            header.missing().into_iter().map(|label| label.title(Language::Zh)).collect();
        if !project_named {
            missing.insert(0, Label::Project.title(Language::Zh));
        }
        let has_rows = nth + 1 < grid.rows().len();
        if let (Some(first), true, false) = (cells.first(), has_rows, missing.is_empty()) {
            return Some(noted(file, grid, (row, first), ReadingKind::MissingColumns(missing)));
        }
    }
    None
}

fn is_goal_title(text: &str) -> bool {
    text.len() <= LONGEST_TITLE && key(text).contains("绩效目标")
}

/// A sheet without records that says why.
fn noted(file: &str, grid: &Grid, (row, cell): (u32, &GridCell), kind: ReadingKind) -> Sheet {
    let mut title = Title::default();
    for cell in grid.rows().take_while(|&(above, _)| above <= row).flat_map(|(_, cells)| cells) {
        if grid.text(cell).len() <= LONGEST_TITLE {
            title.read(grid.text(cell));
        }
    }
    let place = Place { row, column: cell.column };
    let name = grid.name.as_deref().filter(|_| kind == ReadingKind::OtherForm);
    let cell = Cell { raw: name.unwrap_or(grid.text(cell)).to_owned(), place };
    Sheet {
        file: file.into(),
        grid: Grid::default(),
        layout: "unknown".to_owned(),
        year: title.year(),
        money_unit: title.unit(),
        structure: Structure::default(),
        departments: Vec::new(),
        projects: Vec::new(),
        notes: vec![ReadingNote { cell, project: None, kind }],
        used: Vec::new(),
    }
}
