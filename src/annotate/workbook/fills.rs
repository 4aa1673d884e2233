//! Fills: what an earlier run put in the place of which, and what colour one has.

use super::cursor::{Cursor, Tag};
use crate::annotate::fill;
use crate::finding::Severity;
use crate::read::InputError;

/// Of a fill that an earlier run put there: the one that it stands for, if that is any.
pub(super) fn before(fill_element: &str, prefix: &str) -> Result<Option<Option<String>>, InputError> {
    let mut cursor = Cursor::new(fill_element);
    let (mut is_solid, mut is_ours) = (false, false);
    let mut behind = None;
    while let Some(tag) = cursor.tag(0)? {
        match tag.name() {
            "patternFill" => is_solid = tag.attribute("patternType").is_some_and(|kind| kind == "solid"),
            "fgColor" => {
                let ours = [Severity::Error, Severity::Warning, Severity::Info].map(fill);
                let rgb = tag.attribute("rgb").unwrap_or_default();
                is_ours = rgb.len() == 8
                    && rgb.get(2..).is_some_and(|rgb| ours.iter().any(|own| own.eq_ignore_ascii_case(rgb)));
            }
            "bgColor" => {
                behind = Some(attributes_of(&tag))
                    .filter(|colour| !colour.is_empty() && colour != "indexed=\"64\"")
            }
            _ => {}
        }
    }
    Ok((is_solid && is_ours).then(|| {
        behind.map(|colour| {
            format!(
                "<{prefix}fill><{prefix}patternFill patternType=\"solid\"><{prefix}fgColor {colour}/><{prefix}bgColor \
                 indexed=\"64\"/></{prefix}patternFill></{prefix}fill>"
            )
        })
    }))
}

/// The colour of a solid fill, as attributes.
pub(super) fn colour(fill_element: &str) -> Result<Option<String>, InputError> {
    let mut cursor = Cursor::new(fill_element);
    let mut is_pattern = false;
    while let Some(tag) = cursor.tag(0)? {
        match tag.name() {
            "patternFill" => {
                is_pattern =
                    tag.attribute("patternType").is_some_and(|kind| kind != "none" && kind != "gray125");
            }
            "fgColor" if is_pattern => {
                return Ok(Some(attributes_of(&tag)).filter(|colour| !colour.is_empty()));
            }
            _ => {}
        }
    }
    Ok(None)
}

/// The attributes of a colour, in a fixed order.
fn attributes_of(tag: &Tag<'_>) -> String {
    let known = ["indexed", "rgb", "theme", "tint"];
    let is_plain =
        |value: &String| value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let attributes = known.iter().filter_map(|name| {
        let value = tag.attribute(name).filter(is_plain)?;
        Some(format!("{name}=\"{value}\""))
    });
    attributes.collect::<Vec<_>>().join(" ")
}
