//! A copy of a workbook, changed in place: the sheets with findings, their comments and boxes, the formats, and one sheet
//! more. Every other part is copied as it is packed.

mod comments;
mod drawing;
mod fills;
mod list;
mod sheet;
mod styles;

use std::collections::{BTreeMap, BTreeSet};

use super::comment::CommentText;
use super::marks::{self, Home, Marks};
use super::opinion::{MOST_ROWS, Opinion};
use super::{Annotated, SheetFindings, Warning};
use super::{cursor, package};
use crate::finding::Language;
use crate::package::book::Book;
use crate::read::guard::guarded;
use crate::read::xlsx::book::{folder, resolve};
use crate::read::xml::broken;
use crate::read::{InputError, Place};
use comments::Comments;
use drawing::Boxed;
use package::{COMMENTS, DRAWING, Package, STYLES, free_id};
use sheet::{Measures, SheetEditor};
use styles::Styles;

pub(super) use list::cell;
pub(super) use package::{DECLARATION, attribute};
pub(super) use styles::EMPTY as NO_STYLES;

/// Blocks of numbers of shapes that Excel gives to sheets begin at 1; ours begin where it hardly gets.
const FIRST_BLOCK: u64 = 512;

/// Annotates the workbook that sheets were read from.
///
/// # Errors
/// [`InputError`] where it is damaged or too large.
pub(super) fn annotate_own(
    bytes: &[u8],
    sheets: &[SheetFindings<'_>],
    language: Language,
) -> Result<Annotated, InputError> {
    let home = |it: &SheetFindings<'_>| Some(Home { sheet: it.sheet.grid.name.clone()?, shift: 0 });
    annotate(bytes, sheets, &sheets.iter().map(home).collect::<Vec<_>>(), language)
}

/// Annotates a workbook in which sheets that were read have their places.
///
/// # Errors
/// [`InputError`] where it is damaged or too large.
pub(super) fn annotate(
    bytes: &[u8],
    sheets: &[SheetFindings<'_>],
    homes: &[Option<Home>],
    language: Language,
) -> Result<Annotated, InputError> {
    guarded(|| Run::new(bytes, sheets, homes, language)?.finish())
        .unwrap_or_else(|| Err(broken(&"unexpected structure")))
}

/// An annotation of a workbook.
struct Run<'r> {
    package: Package<'r>,
    book: Book,
    styles: Styles,
    /// Where the formats are, if the workbook has any.
    styles_path: Option<String>,
    sheets: &'r [SheetFindings<'r>],
    /// Of each of them.
    homes: &'r [Option<Home>],
    language: Language,
    warnings: Vec<Warning>,
    conversations: usize,
    block: u64,
}

impl<'r> Run<'r> {
    fn new(
        bytes: &'r [u8],
        sheets: &'r [SheetFindings<'r>],
        homes: &'r [Option<Home>],
        language: Language,
    ) -> Result<Self, InputError> {
        let mut package = Package::open(bytes)?;
        let book = Book::new(&mut package)?;
        let usual = || resolve(folder(&book.path), "styles.xml");
        let styles_path = [book.part(STYLES.relation), Some(usual())];
        let styles_path = styles_path.into_iter().flatten().find(|path| package.has(path));
        let styles = match &styles_path {
            Some(path) => Styles::new(package.text(path)?.unwrap_or_default())?,
            None => Styles::empty(package.namespace())?,
        };
        Ok(Self {
            package,
            book,
            styles,
            styles_path,
            sheets,
            homes,
            language,
            warnings: Vec::new(),
            conversations: 0,
            block: FIRST_BLOCK,
        })
    }

    fn finish(mut self) -> Result<Annotated, InputError> {
        for (path, marks) in self.marks() {
            self.sheet(&path, &marks)?;
        }
        self.list()?;
        let styles = self.styles;
        if styles.unfilled > 0 {
            self.warnings.push(Warning::TooManyFormats { cells: styles.unfilled });
        }
        if self.conversations > 0 {
            self.warnings.push(Warning::Conversations { cells: self.conversations });
        }
        let styles = styles.finish()?;
        match &self.styles_path {
            Some(path) => self.package.set(path, styles),
            None => {
                let path = self.package.free_path(&resolve(folder(&self.book.path), "styles"), "xml");
                let id = free_id(&self.package.relations(&self.book.path)?, "rIdJichi");
                self.package.add(&self.book.path, &id, path, STYLES, styles)?;
            }
        }
        if self.package.unsign()? {
            self.warnings.push(Warning::SignatureRemoved);
        }
        let kind = self.package.content_type(&self.book.path)?;
        let extension = match (kind.contains("template"), kind.contains("macroEnabled")) {
            (false, false) => "xlsx",
            (false, true) => "xlsm",
            (true, false) => "xltx",
            (true, true) => "xltm",
        };
        Ok(Annotated { bytes: self.package.finish()?, extension, warnings: self.warnings })
    }

    /// The marks of each sheet by the path of its part: also of sheets without any, where an earlier run may have left
    /// some.
    fn marks(&self) -> BTreeMap<String, Marks<'r>> {
        let mut by_path: BTreeMap<String, Marks<'r>> = BTreeMap::new();
        for (&sheet, home) in self.sheets.iter().zip(self.homes) {
            let Some(home) = home else { continue };
            let mut own = self.book.sheets.iter().filter(|own| own.is_visible && own.name == home.sheet);
            if let Some(path) = own.find_map(|own| own.path.clone()) {
                marks::add(by_path.entry(path).or_default(), sheet, home);
            }
        }
        if self.book.earlier.is_some() || self.styles.has_earlier() {
            let others =
                self.book.sheets.iter().enumerate().filter(|(index, _)| Some(*index) != self.book.earlier);
            for path in others.filter_map(|(_, own)| own.path.as_ref()) {
                by_path.entry(path.clone()).or_default();
            }
        }
        by_path
    }

    /// Comments and fills of one sheet.
    fn sheet(&mut self, path: &str, marks: &Marks<'_>) -> Result<(), InputError> {
        let Some(number) = self.package.parts().number(path) else { return Ok(()) };
        let relations = self.package.relations(path)?;
        let own_folder = folder(path).to_owned();
        let comments_path = relations.path(&own_folder, COMMENTS.relation);
        let comments_path = comments_path.filter(|path| self.package.has(path));
        let texts: BTreeMap<Place, CommentText> =
            marks.iter().map(|(&place, mark)| (place, CommentText::new(mark, self.language))).collect();
        let part = comments_path.as_ref().map(|path| self.package.text(path)).transpose()?.flatten();
        let comments = Comments::new(part, self.package.namespace(), &texts)?;
        self.conversations += comments.conversations;
        if !comments.is_changed && !self.styles.has_earlier() {
            return Ok(());
        }

        let drawing_id = free_id(&relations, "rIdJichiDrawing");
        let wanted = (!comments.new.is_empty()).then(|| (self.package.relationships(), drawing_id.as_str()));
        let cells = marks::filled(marks);
        let mut editor = SheetEditor::new(&mut self.styles, &cells, wanted);
        let mut text = String::new();
        let mut is_changed = false;
        self.package.parts().pieces(number, "row", |piece, is_last| {
            let edited = editor.piece(piece, is_last)?;
            is_changed |= edited != piece;
            text.push_str(&edited);
            Ok(())
        })?;
        let (named, measures) = (editor.named_drawing, editor.measures);
        if is_changed {
            self.package.set(path, package::in_utf8(text));
        }
        let boxed = |place: &Place| Some((*place, marks.get(place)?.last, texts.get(place)?));
        let new: Vec<Boxed<'_>> = comments.new.iter().filter_map(boxed).collect();
        if let Some(id) = named.filter(|_| !(new.is_empty() && comments.gone.is_empty())) {
            let target = relations.by_id.get(&id).map(|relation| resolve(&own_folder, &relation.target));
            self.boxes((path, &id), target, &comments.gone, &new, &measures)?;
        }
        let Comments { text, is_changed, .. } = comments;
        match comments_path {
            Some(comments_path) if is_changed => self.package.set(&comments_path, text),
            None if is_changed => {
                let free = self.package.free_path(&resolve(folder(&self.book.path), "comments"), "xml");
                let id = free_id(&self.package.relations(path)?, "rIdJichiComments");
                self.package.add(path, &id, free, COMMENTS, text)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// The boxes of the comments of a sheet, in the part that a relationship of the sheet leads to, or would: the sheet's
    /// path and the relationship's name.
    fn boxes(
        &mut self,
        (path, id): (&str, &str),
        target: Option<String>,
        gone: &BTreeSet<Place>,
        new: &[Boxed<'_>],
        measures: &Measures,
    ) -> Result<(), InputError> {
        let part = target.as_ref().map(|path| self.package.text(path)).transpose()?.flatten();
        let drawn = drawing::redrawn(part, gone, new, measures, &mut self.block);
        match target {
            Some(target) => self.package.set(&target, drawn),
            None => {
                let stem = resolve(folder(&self.book.path), "drawings/vmlDrawing");
                let free = self.package.free_path(&stem, "vml");
                self.package.add(path, id, free, DRAWING, drawn)?;
            }
        }
        Ok(())
    }

    /// The sheet that lists all findings.
    fn list(&mut self) -> Result<(), InputError> {
        let opinion = Opinion::new(self.sheets, self.language);
        if opinion.rows.len() > MOST_ROWS {
            self.warnings.push(Warning::Unlisted { findings: opinion.rows.len() - MOST_ROWS });
        }
        let shown: BTreeSet<&str> =
            self.book.sheets.iter().filter(|it| it.is_visible).map(|it| it.name.as_str()).collect();
        let find = |index: usize, place| {
            let home = self.homes.get(index)?.as_ref()?;
            Some((*shown.get(home.sheet.as_str())?, home.place(place)?))
        };
        let namespace = self.package.namespace();
        let text = list::sheet(&opinion, namespace, &mut self.styles, find);
        let table = list::table(&opinion);
        match self.earlier()? {
            Some(index) => self.book.replace_sheet(&mut self.package, index, text, table),
            None => {
                let name = self.book.free_name(opinion.name);
                self.book.add_sheet(&mut self.package, &name, text, table)
            }
        }
    }

    /// The index of the sheet that an earlier run added, unless somebody wrote something beside our columns.
    fn earlier(&mut self) -> Result<Option<usize>, InputError> {
        let Some(index) = self.book.earlier else { return Ok(None) };
        let Some(path) = self.book.sheets.get(index).and_then(|sheet| sheet.path.clone()) else {
            return Ok(None);
        };
        let text = self.package.text(&path)?.unwrap_or_default();
        Ok((!list::is_written_beside(&text)?).then_some(index))
    }
}
