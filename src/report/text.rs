//! `text`: findings as a person reads them, by department and project, with the row and a mark under the
//! exact cell.

use std::fmt::{self, Write as _};
use std::ops::Range;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles,
};

use super::fit::fit;
use super::rows::{Rows, Target};
use super::words;
use super::{Each, Entry, Paint, Position, Summary, department_name, place_name, project_name};
use crate::finding::{Finding, Language, Related, Severity};
use crate::library::listed;
use crate::record::{Grid, Medium, Place};
use crate::text::printable;

/// The narrowest terminal that lines are still laid out for.
const NARROWEST: usize = 60;
/// Places that one finding shows besides its own; further ones are named.
const RELATED: usize = 6;
/// The columns that a row needs for each place shown in it.
const TARGET: usize = 20;
/// The longest label, in columns.
const LABEL: usize = 40;

/// Fixed words of diagnostics.
struct Words {
    related: &'static str,
    empty_cell: &'static str,
}

/// Graphical diagnostics.
#[derive(Debug, Clone)]
pub struct Text {
    language: Language,
    paint: Paint,
    width: usize,
}

impl Text {
    /// Diagnostics for a terminal of `width` columns.
    pub fn new(language: Language, paint: Paint, width: usize) -> Self {
        Self { language, paint, width: width.max(NARROWEST) }
    }

    fn words(&self) -> Words {
        match self.language {
            Language::Zh => Words { related: "相关：", empty_cell: "(空)" },
            Language::En => Words { related: "Related: ", empty_cell: "(empty)" },
        }
    }

    /// Department and project, where they differ from those of the finding before.
    fn heading(&self, entry: Entry<'_>, previous: Option<Position>, out: &mut String) {
        let position = entry.position();
        if previous == Some(position) {
            return;
        }
        if previous.is_none_or(|previous| previous.sheet != position.sheet) {
            let _ = writeln!(out, "{}\n", self.paint.bold(&format!("══ {}", place_name(entry.sheet))));
        }
        let mut heading = "── ".to_owned();
        if let Some(department) = entry.department() {
            heading.push_str(&department_name(department));
        }
        if let Some(project) = entry.project() {
            if entry.department().is_some() {
                heading.push_str(" ▸ ");
            }
            heading.push_str(&project_name(project, self.language));
        } else if entry.department().is_none() {
            heading.push_str(words::whole_sheet(self.language));
        }
        let heading = fit(&heading, self.width);
        let _ = writeln!(out, "{}\n", self.paint.bold(&heading));
    }

    fn targets(&self, grid: &Grid, finding: &Finding) -> (Vec<Target>, Vec<String>) {
        let name = |place: Place| grid.address(place).name(self.language).into_owned();
        let field = words::field(finding.field, self.language);
        let mut label = format!("{} {field}", name(finding.place));
        let (mut others, elsewhere): (Vec<_>, Vec<_>) =
            finding.related.iter().partition(|related| related.origin.is_none());
        // What is said about the finding's own cell goes under the one mark that it has.
        others.retain(|related| {
            let same = related.place == finding.place;
            if same {
                let _ = write!(label, " {}", printable(&related.message));
            }
            !same
        });
        others.sort_by_key(|related| related.place);
        others.dedup_by_key(|related| related.place);
        let mut named: Vec<String> =
            elsewhere.into_iter().filter_map(|it| named_elsewhere(it, self.language)).collect();
        let mut shown: Vec<Place> = vec![finding.place];
        others.retain(|related| {
            let in_row = shown.iter().filter(|place| place.row == related.place.row).count();
            let fits = shown.len() <= RELATED && in_row < self.width / TARGET;
            if fits {
                shown.push(related.place);
            } else {
                named.push(name(related.place));
            }
            fits
        });
        let mut targets: Vec<Target> = others
            .into_iter()
            .map(|related| Target {
                place: related.place,
                span: None,
                label: fit(&format!("{} {}", name(related.place), printable(&related.message)), LABEL)
                    .into_owned(),
            })
            .collect();
        targets.push(Target {
            place: finding.place,
            span: finding.span.clone(),
            label: fit(&label, LABEL).into_owned(),
        });
        targets.sort_by_key(|target| target.place);
        (own_rows_first(targets, finding.place.row), named)
    }

    fn footer(&self, finding: &Finding, named: &[String]) -> Option<String> {
        let between = words::between(self.language);
        let mut lines = Vec::new();
        if !named.is_empty() {
            lines.push(format!("{}{}", self.words().related, named.join(between)));
        }
        if let Some(help) = &finding.help {
            lines.push(format!("{}{}", words::suggestion(self.language), printable(help)));
        }
        if let Some(examples) = listed(&finding.examples, self.language) {
            lines.push(printable(&examples).into_owned());
        }
        if !finding.rule.basis.is_empty() {
            lines.push(format!(
                "{}{}",
                words::basis(self.language),
                printable(&finding.rule.basis.join(between))
            ));
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}

impl Each for Text {
    fn finding(&self, entry: Entry<'_>, previous: Option<Position>, out: &mut Vec<u8>) {
        let finding = &entry.checked.finding;
        let mut page = String::new();
        self.heading(entry, previous, &mut page);
        let (targets, named) = self.targets(&entry.sheet.grid, finding);
        let last_row = targets.iter().map(|target| target.place.row).max().unwrap_or(0);
        // The gutter: a space, the number, ` │ `.
        let columns = self.width.saturating_sub(last_row.to_string().len() + 4);
        let (rows, spans) = Rows::new(
            entry.sheet,
            place_name(entry.sheet),
            &targets,
            self.words().empty_cell,
            columns,
            self.language,
        );
        let shown = Shown {
            message: printable(&finding.message).into_owned(),
            head: format!(
                "{} {} {}",
                finding.rule.code,
                words::severity(finding.severity, self.language),
                printable(&finding.rule.title)
            ),
            severity: finding.severity,
            rows,
            labels: targets
                .into_iter()
                .zip(spans)
                .map(|(target, (span, room))| {
                    label(fit(&target.label, room).into_owned(), span, target.place == finding.place)
                })
                .collect(),
        };
        let mut handler = handler(self.paint, self.width);
        if let Some(footer) = self.footer(finding, &named) {
            handler = handler.with_footer(footer);
        }
        // Formatting into memory fails only where a label lies outside its source; the finding's words
        // must not get lost even then.
        if handler.render_report(&mut page, &shown).is_err() {
            let _ = writeln!(page, "{}\n  {}", shown.head, shown.message);
        }
        page.push('\n');
        out.extend_from_slice(page.as_bytes());
    }

    fn end(&self, any: bool, summary: &Summary, out: &mut Vec<u8>) {
        summary.below(any, self.language, out);
    }
}

/// A place in another sheet: file, sheet and cell, and what stands there.
fn named_elsewhere(related: &Related, language: Language) -> Option<String> {
    let origin = related.origin.as_deref()?;
    let address = origin.medium.address(origin.sheet.as_deref(), related.place);
    let place = match (&origin.sheet, &origin.medium) {
        (_, Medium::Lines) => format!("{}:{}", origin.file, related.place.row),
        (Some(sheet), _) => format!("{}[{sheet}!{}]", origin.file, address.name(language)),
        (None, _) => format!("{}[{}]", origin.file, address.name(language)),
    };
    Some(printable(&format!("{place} {}", related.message)).into_owned())
}

/// Moves the run of neighbouring rows that holds `row` before the others, each run in its order: what
/// explains a finding comes after what it is about.
fn own_rows_first(targets: Vec<Target>, row: u32) -> Vec<Target> {
    let mut runs: Vec<Vec<Target>> = Vec::new();
    for target in targets {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|last| target.place.row <= last.place.row + 1) => {
                run.push(target)
            }
            _ => runs.push(vec![target]),
        }
    }
    runs.sort_by_key(|run| run.iter().all(|target| target.place.row != row));
    runs.into_iter().flatten().collect()
}

/// How all diagnostics look, whatever the environment says.
pub(crate) fn handler(paint: Paint, width: usize) -> GraphicalReportHandler {
    let styles = if paint.colour { ThemeStyles::ansi() } else { ThemeStyles::none() };
    let theme = GraphicalTheme { characters: ThemeCharacters::unicode(), styles };
    GraphicalReportHandler::new_themed(theme).with_width(width).with_links(false).with_context_lines(0)
}

fn label(text: String, span: Range<usize>, primary: bool) -> LabeledSpan {
    let span = (span.start, span.end - span.start);
    if primary {
        LabeledSpan::new_primary_with_span(Some(text), span)
    } else {
        LabeledSpan::new_with_span(Some(text), span)
    }
}

/// A finding as miette takes it. Help and basis go into the handler's footer, as miette's own word for
/// them is English.
#[derive(Debug)]
struct Shown {
    message: String,
    head: String,
    severity: Severity,
    rows: Rows,
    labels: Vec<LabeledSpan>,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl Diagnostic for Shown {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.head))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.rows)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
