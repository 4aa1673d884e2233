//! A copy of a .docx, changed in place: comments on the cells with findings and on paragraphs beside tables, fills by
//! severity. Every other part is copied as it is packed, and in the document's own part every other byte.

mod body;
mod comments;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::comment::paragraph;
use super::marks::Areas;
use super::package::{Package, PartKind, free_id, in_utf8};
use super::{Annotated, SheetFindings, Warning};
use crate::finding::{Finding, Language, Severity};
use crate::read::docx::{self, Begins};
use crate::read::guard::guarded;
use crate::read::xlsx::book::{folder, resolve};
use crate::read::xml::broken;
use crate::read::{InputError, Medium, Place};
use comments::Comments;

/// Comments on the text.
const COMMENTS: PartKind = PartKind {
    relation: "comments",
    content: "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml",
};

/// Annotates a document.
///
/// # Errors
/// [`InputError`] where it is damaged or too large.
pub(super) fn annotate(
    bytes: &[u8],
    sheets: &[SheetFindings<'_>],
    language: Language,
) -> Result<Annotated, InputError> {
    guarded(|| annotated(bytes, sheets, language)).unwrap_or_else(|| Err(broken(&"unexpected structure")))
}

fn annotated(
    bytes: &[u8],
    sheets: &[SheetFindings<'_>],
    language: Language,
) -> Result<Annotated, InputError> {
    let document = docx::document(bytes)?;
    let targets = Targets::new(&document.begins()?, sheets);
    let mut package = Package::open(bytes)?;
    let relations = package.relations(&document.path)?;
    let namespace = body::namespace(&document.text)?;
    package.is_strict = namespace.contains("purl.oclc.org");

    let own_folder = folder(&document.path).to_owned();
    let path =
        |package: &Package<'_>, kind| relations.path(&own_folder, kind).filter(|path| package.has(path));
    let comments_path = path(&package, COMMENTS.relation);
    let part = comments_path.as_ref().map(|path| package.text(path)).transpose()?.flatten();
    let threads = match path(&package, "commentsExtended") {
        Some(path) => comments::answered(&package.text(&path)?.unwrap_or_default())?,
        None => Default::default(),
    };
    let mut comments = Comments::new(part, &namespace, &threads)?;
    comments.keep_free(body::ids(&document.text)?);

    let texts = targets.by_begin.values().filter_map(|target| target.comment(language));
    let numbers: Vec<u64> = texts.map(|lines| comments.add(lines)).collect();
    let edited = body::edited(&document.text, &targets.by_begin, &numbers, &comments.gone)?;
    package.set(&document.path, in_utf8(edited));
    for kind in ["commentsExtended", "commentsIds", "commentsExtensible"] {
        if let Some(path) = path(&package, kind) {
            let text = package.text(&path)?.unwrap_or_default();
            if let Some(text) = comments.without_gone(&text)? {
                package.set(&path, text);
            }
        }
    }
    if comments.is_changed() {
        let text = comments.finish()?;
        match comments_path {
            Some(path) => package.set(&path, text),
            None => {
                let usual = resolve(&own_folder, "comments.xml");
                let free = match package.has(&usual) {
                    true => package.free_path(&resolve(&own_folder, "comments"), "xml"),
                    false => usual,
                };
                let id = free_id(&relations, "rIdJichiComments");
                package.add(&document.path, &id, free, COMMENTS, text)?;
            }
        }
    }
    let warnings = package.unsign()?.then_some(Warning::SignatureRemoved).into_iter().collect();
    let kind = package.content_type(&document.path)?;
    let extension = match (kind.contains("template"), kind.contains("macroEnabled")) {
        (false, false) => "docx",
        (false, true) => "docm",
        (true, false) => "dotx",
        (true, true) => "dotm",
    };
    Ok(Annotated { bytes: package.finish()?, extension, warnings })
}

/// What is to be done with a cell or paragraph.
#[derive(Debug, Default)]
struct Target<'a> {
    /// What is said of it, in the order of the sheet; nothing of the further cells of a merged area.
    findings: Vec<&'a Finding>,
    /// How a cell is filled.
    fill: Option<Severity>,
}

impl Target<'_> {
    /// The lines of its comment; None where there is nothing to say.
    fn comment(&self, language: Language) -> Option<Vec<String>> {
        let lines = self.findings.iter().flat_map(|finding| {
            let text = paragraph(finding, language);
            text.lines().map(str::to_owned).collect::<Vec<_>>()
        });
        (!self.findings.is_empty()).then(|| lines.collect())
    }
}

/// The cells and paragraphs with something to say, by where they begin in the XML.
struct Targets<'a> {
    by_begin: BTreeMap<usize, Target<'a>>,
}

impl<'a> Targets<'a> {
    fn new(begins: &Begins, sheets: &[SheetFindings<'a>]) -> Self {
        let mut by_begin: BTreeMap<usize, Target<'a>> = BTreeMap::new();
        for SheetFindings { sheet, findings } in sheets {
            let areas = Areas::new(&sheet.grid.merges);
            for checked in *findings {
                let finding = &*checked.finding;
                let (first, last) = areas.around(finding.place);
                let Some(at) = nearest(begins, &sheet.grid.medium, first) else { continue };
                let target = by_begin.entry(at).or_default();
                target.findings.push(finding);
                if target.fill >= Some(finding.severity) {
                    continue;
                }
                let is_inside = |place: &Place| (first.column..=last.column).contains(&place.column);
                let area = begins.range(first..=last).filter(|(place, _)| is_inside(place));
                for at in area.map(|(_, &at)| at).chain([at]) {
                    let fill = &mut by_begin.entry(at).or_default().fill;
                    *fill = (*fill).max(Some(finding.severity));
                }
            }
        }
        Self { by_begin }
    }
}

/// The cell at a place. Where there is none – the table as a whole is meant, or a row that is shorter than others – the
/// next before it in its row, then behind it, else the first of its table.
fn nearest(begins: &Begins, medium: &Medium, place: Place) -> Option<usize> {
    let in_row = |found: &(&Place, &usize)| found.0.row == place.row;
    let before = begins.range(..=place).next_back().filter(in_row);
    let behind = || begins.range(place..).next().filter(in_row);
    let first = || {
        let top = Place { row: medium.first_of_part(place.row), column: 1 };
        begins.range(top..).next().or_else(|| begins.iter().next_back())
    };
    before.or_else(behind).or_else(first).map(|(_, at)| *at)
}
