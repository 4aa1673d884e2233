//! The comments (notes) on the cells of a sheet. Those in threads are there as well, for older programs.

use super::book::{Relations, folder, relations_path};
use super::cell;
use super::markup::Markup;
use super::texts::rich_text;
use crate::read::container::Parts;
use crate::read::filling::Filling;
use crate::read::xml::attributes;
use crate::read::{InputError, Place};

/// Adds the comments on a sheet whose part has this number.
///
/// # Errors
/// [`InputError`] where their part is damaged or too large.
pub(super) fn read(part: usize, parts: &mut Parts<'_>, filling: &mut Filling) -> Result<(), InputError> {
    let Some(path) = parts.name(part) else { return Ok(()) };
    let Some(relations) = parts.number(&relations_path(&path)) else { return Ok(()) };
    let relations = Relations::of(&parts.text(relations)?)?;
    let comments = relations.path(folder(&path), "comments").and_then(|path| parts.number(&path));
    let Some(comments) = comments else { return Ok(()) };
    let comments = parts.text(comments)?;
    let mut xml = Markup::new(&comments);
    while let Some(tag) = xml.child(0)? {
        if tag.local_name().as_ref() != "comment" {
            continue;
        }
        let on = attributes(&tag).find(|(name, _)| *name == "ref").and_then(|(_, name)| cell::place(&name));
        let mut text = String::new();
        rich_text(&mut xml, &mut text)?;
        if let Some((row, column)) = on {
            filling.comment(Place { row, column }, &text);
        }
    }
    Ok(())
}
