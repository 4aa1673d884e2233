//! The formats of cells: each that is needed is a copy of the one that the cell has, with another fill.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

use super::cursor::{Cursor, Patch, Tag, with_attribute};
use super::fills::{before, colour};
use super::package::DECLARATION;
use crate::annotate::fill;
use crate::finding::Severity;
use crate::read::InputError;

/// The most formats of cells that Excel takes.
const MOST_FORMATS: usize = 64_000;

/// The lists that are added to, in the order of the schema.
const LISTS: [&str; 6] = ["numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs"];
const FONTS: usize = 1;
const FILLS: usize = 2;
const BORDERS: usize = 3;
const FORMATS: usize = 5;

/// The formats of a workbook that has none.
pub(in crate::annotate) const EMPTY: &str = "<fonts count=\"1\"><font><sz val=\"11\"/><name val=\"宋体\"/><family val=\"2\"/>\
    <charset val=\"134\"/></font></fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill>\
    <patternFill patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border><left/><right/><top/><bottom/>\
    <diagonal/></border></borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>\
    </cellStyleXfs><cellXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/></cellXfs>\
    <cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>";

/// A list of the formats' part.
#[derive(Debug, Default)]
struct List {
    /// Its elements as they are written.
    items: Vec<Range<usize>>,
    /// Elements that come in.
    added: Vec<String>,
}

impl List {
    fn len(&self) -> usize {
        self.items.len() + self.added.len()
    }
}

/// The formats of a workbook, being added to.
pub(super) struct Styles {
    text: String,
    prefix: String,
    lists: [List; LISTS.len()],
    /// The numbers of all elements, by list and text.
    numbers: HashMap<(usize, String), usize>,
    /// Of each fill that an earlier run put there: the fill as it was before, as an element; None for no fill.
    earlier: HashMap<usize, Option<String>>,
    /// The formats made so far: with this fill, without an earlier run's.
    filled: HashMap<(usize, Severity), Option<u32>>,
    restored: HashMap<usize, Option<u32>>,
    /// Cells that got no fill for want of formats.
    pub unfilled: usize,
    /// The name and size of the workbook's own font.
    font: String,
}

impl Styles {
    /// Reads the part.
    ///
    /// # Errors
    /// [`InputError`] where it is no XML.
    pub fn new(text: String) -> Result<Self, InputError> {
        let mut styles = Self {
            prefix: String::new(),
            lists: Default::default(),
            numbers: HashMap::new(),
            earlier: HashMap::new(),
            filled: HashMap::new(),
            restored: HashMap::new(),
            unfilled: 0,
            font: String::new(),
            text: String::new(),
        };
        let mut cursor = Cursor::new(&text);
        if let Some(root) = cursor.tag(0)? {
            root.prefix().clone_into(&mut styles.prefix);
            while let Some(list) = cursor.tag(root.depth)? {
                let Some(index) = LISTS.iter().position(|name| *name == list.name()) else {
                    cursor.end_of(&list)?;
                    continue;
                };
                while !list.is_empty
                    && let Some(item) = cursor.tag(list.depth)?
                {
                    let end = cursor.end_of(&item)?;
                    styles.lists[index].items.push(item.range.start..end.end);
                }
            }
        }
        styles.text = text;
        for (list, List { items, .. }) in styles.lists.iter().enumerate() {
            for (number, item) in items.iter().enumerate() {
                let raw = styles.text.get(item.clone()).unwrap_or_default();
                styles.numbers.entry((list, raw.to_owned())).or_insert(number);
            }
        }
        for (number, item) in styles.lists[FILLS].items.iter().enumerate() {
            if let Some(before) = before(styles.text.get(item.clone()).unwrap_or_default(), &styles.prefix)? {
                styles.earlier.insert(number, before);
            }
        }
        // Fills of the list have nothing behind them. A program that has put something there, did so everywhere.
        if styles.earlier.values().all(Option::is_some) {
            styles.earlier.values_mut().for_each(|before| *before = None);
        }
        styles.font = styles.own_font()?;
        if styles.lists[FORMATS].items.is_empty() {
            let plain =
                styles.element("xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"", "");
            styles.put(FORMATS, plain);
        }
        Ok(styles)
    }

    /// The formats of a workbook without any.
    ///
    /// # Errors
    /// None that happens.
    pub fn empty(namespace: &str) -> Result<Self, InputError> {
        Self::new(format!("{DECLARATION}<styleSheet xmlns=\"{namespace}\">{EMPTY}</styleSheet>"))
    }

    /// The format of a cell that is filled: a copy of the one it has. None where there can be no more.
    pub fn filled(&mut self, format: u32, severity: Severity) -> Option<u32> {
        let format = self.known(format);
        if let Some(&known) = self.filled.get(&(format, severity)) {
            self.unfilled += usize::from(known.is_none());
            return known;
        }
        let under = self.fill_of(format).and_then(|number| match self.earlier.get(&number) {
            Some(before) => before.clone(),
            None => Some(self.raw(FILLS, number).to_owned()),
        });
        let colour = under.as_deref().and_then(|fill| colour(fill).ok().flatten());
        let fill = self.solid(fill(severity), colour.as_deref());
        let fill = self.put(FILLS, fill);
        let made = self.with_fill(format, fill);
        self.unfilled += usize::from(made.is_none());
        self.filled.insert((format, severity), made);
        made
    }

    /// The format that a cell had before an earlier run filled it; None where none did.
    pub fn restored(&mut self, format: u32) -> Option<u32> {
        let format = self.known(format);
        if let Some(&known) = self.restored.get(&format) {
            return known;
        }
        let fill = self.fill_of(format).and_then(|number| self.earlier.get(&number)).cloned();
        let made = fill.and_then(|before| {
            // The first fill of every workbook is none.
            let fill = before.map_or(0, |fill| self.put(FILLS, fill));
            self.with_fill(format, fill)
        });
        self.restored.insert(format, made);
        made
    }

    /// Whether an earlier run filled cells.
    pub fn has_earlier(&self) -> bool {
        !self.earlier.is_empty()
    }

    /// A font like that of the workbook, with what stands before and behind the size.
    pub fn font(&mut self, before: &str, size: u32, behind: &str) -> usize {
        let prefix = &self.prefix;
        let content = format!("{before}<sz val=\"{size}\"/>{behind}").replace('<', &format!("<{prefix}"));
        let font = self.element("font", &format!("{content}{}", self.font));
        self.put(FONTS, font)
    }

    /// The fill of a severity that hides no other.
    pub fn fill(&mut self, rgb: &str) -> usize {
        let fill = self.solid(rgb, None);
        self.put(FILLS, fill)
    }

    /// Thin grey lines around a cell.
    pub fn border(&mut self) -> usize {
        let prefix = &self.prefix;
        let sides: String = ["left", "right", "top", "bottom"]
            .map(|side| {
                format!("<{prefix}{side} style=\"thin\"><{prefix}color rgb=\"FFBFBFBF\"/></{prefix}{side}>")
            })
            .concat();
        let border = self.element("border", &format!("{sides}<{prefix}diagonal/>"));
        self.put(BORDERS, border)
    }

    /// A format of our own.
    pub fn format(&mut self, attributes: &str, alignment: &str) -> u32 {
        let alignment = format!("<{}alignment {alignment}/>", self.prefix);
        let format = self
            .element(&format!("xf numFmtId=\"0\" xfId=\"0\" {attributes} applyAlignment=\"1\""), &alignment);
        self.put(FORMATS, format) as u32
    }

    /// The part with all that came in.
    ///
    /// # Errors
    /// None that reading it did not have.
    pub fn finish(self) -> Result<String, InputError> {
        let mut cursor = Cursor::new(&self.text);
        let mut patch = Patch::new(&self.text);
        let Some(root) = cursor.tag(0)? else { return Ok(self.text) };
        let mut next = 0;
        while let Some(tag) = cursor.tag(root.depth)? {
            let place = LISTS.iter().position(|name| *name == tag.name());
            let behind = place.unwrap_or(LISTS.len());
            // Lists that are missing go before what follows them.
            for missing in next..behind {
                patch.insert(tag.range.start, &self.whole(missing));
            }
            next = next.max(behind + 1);
            let end = cursor.end_of(&tag)?;
            if let Some(list) = place.and_then(|place| self.lists.get(place))
                && !list.added.is_empty()
            {
                self.extend(&mut patch, &tag, end, list);
            }
        }
        if next < LISTS.len() {
            let end = Cursor::new(&self.text);
            let content: String = (next..LISTS.len()).map(|missing| self.whole(missing)).collect();
            patch.append(&root, root_end(end)?, &content);
        }
        Ok(patch.finish())
    }

    fn extend(&self, patch: &mut Patch<'_>, tag: &Tag<'_>, end: Range<usize>, list: &List) {
        let open = self.text.get(tag.range.clone()).unwrap_or_default();
        let open = with_attribute(open, "count", &list.len().to_string());
        let added = list.added.concat();
        if tag.is_empty {
            return patch.replace(tag.range.clone(), &super::cursor::opened(&open, tag, &added));
        }
        patch.replace(tag.range.clone(), &open);
        patch.insert(end.start, &added);
    }

    /// A list that the part does not have, unless nothing goes into it.
    fn whole(&self, list: usize) -> String {
        let (Some(items), Some(name)) = (self.lists.get(list), LISTS.get(list)) else { return String::new() };
        match items.added.is_empty() {
            true => String::new(),
            false => {
                let count = items.added.len();
                self.element(&format!("{name} count=\"{count}\""), &items.added.concat())
            }
        }
    }

    /// An element: its name, perhaps with attributes, and its content.
    fn element(&self, tag: &str, content: &str) -> String {
        let prefix = &self.prefix;
        let name = tag.split(' ').next().unwrap_or_default();
        match content {
            "" => format!("<{prefix}{tag}/>"),
            content => format!("<{prefix}{tag}>{content}</{prefix}{name}>"),
        }
    }

    /// A solid fill. The colour behind it, which no program shows, is that of the fill that it stands for.
    fn solid(&self, rgb: &str, behind: Option<&str>) -> String {
        let prefix = &self.prefix;
        let behind = behind.unwrap_or("indexed=\"64\"");
        let colours = format!("<{prefix}fgColor rgb=\"FF{rgb}\"/><{prefix}bgColor {behind}/>");
        self.element("fill", &self.element("patternFill patternType=\"solid\"", &colours))
    }

    /// A format that cells may name; what names none that is there has the first.
    fn known(&self, format: u32) -> usize {
        Some(format as usize).filter(|&format| format < self.lists[FORMATS].len()).unwrap_or_default()
    }

    fn raw(&self, list: usize, number: usize) -> &str {
        let list = &self.lists[list];
        match list.items.get(number) {
            Some(range) => self.text.get(range.clone()).unwrap_or_default(),
            None => list.added.get(number - list.items.len()).map_or("", String::as_str),
        }
    }

    fn fill_of(&self, format: usize) -> Option<usize> {
        let raw = self.raw(FORMATS, format);
        let number = Cursor::new(raw).tag(0).ok()??.attribute("fillId")?.parse().ok()?;
        (number < self.lists[FILLS].len()).then_some(number)
    }

    fn with_fill(&mut self, format: usize, fill: usize) -> Option<u32> {
        if self.lists[FORMATS].len() >= MOST_FORMATS {
            return None;
        }
        let raw = self.raw(FORMATS, format);
        let open = raw.find('>')? + 1;
        let (tag, rest) = raw.split_at_checked(open)?;
        let tag = with_attribute(&with_attribute(tag, "fillId", &fill.to_string()), "applyFill", "1");
        let format = format!("{tag}{rest}");
        Some(self.put(FORMATS, format) as u32)
    }

    /// The number of an element, which is added unless there is one like it.
    fn put(&mut self, list: usize, element: String) -> usize {
        let number = self.lists[list].len();
        match self.numbers.entry((list, element)) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(place) => {
                self.lists[list].added.push(place.key().1.clone());
                *place.insert(number)
            }
        }
    }

    /// What the first font says of its name.
    fn own_font(&self) -> Result<String, InputError> {
        let mut font = String::new();
        let Some(first) = self.lists[FONTS].items.first() else { return Ok(font) };
        let raw = self.text.get(first.clone()).unwrap_or_default();
        let mut cursor = Cursor::new(raw);
        while let Some(tag) = cursor.tag(0)? {
            if matches!(tag.name(), "name" | "family" | "charset") && tag.is_empty {
                font.push_str(raw.get(tag.range.clone()).unwrap_or_default());
            }
        }
        Ok(font)
    }
}

/// Where the root's end tag stands.
fn root_end(mut cursor: Cursor<'_>) -> Result<Range<usize>, InputError> {
    match cursor.tag(0)? {
        Some(root) => cursor.end_of(&root),
        None => Ok(0..0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    fn made(text: &str, formats: &[(u32, Severity)]) -> (String, Vec<Option<u32>>) {
        let mut styles = Styles::new(text.to_owned()).unwrap();
        let numbers = formats.iter().map(|&(format, severity)| styles.filled(format, severity)).collect();
        (styles.finish().unwrap(), numbers)
    }

    #[test]
    fn formats_are_copied_with_all_they_have() {
        let text = "<styleSheet><fills count='3'><fill><patternFill patternType='none'/></fill><fill/>\
                    <fill><patternFill patternType=\"solid\"><fgColor theme=\"4\" tint=\"0.5\"/></patternFill></fill></fills>\
                    <cellXfs count=\"2\"><xf fillId=\"0\"/><xf numFmtId=\"9\" fillId=\"2\"><alignment wrapText=\"1\"/>\
                    <protection locked=\"0\"/></xf></cellXfs><dxfs/></styleSheet>";
        let (styles, numbers) = made(
            text,
            &[(1, Severity::Error), (0, Severity::Info), (1, Severity::Error), (9, Severity::Info)],
        );
        assert_eq!(numbers, [Some(2), Some(3), Some(2), Some(3)]);
        assert!(styles.contains("<fills count='5'>") && styles.contains("<cellXfs count=\"4\">"), "{styles}");
        assert!(styles.contains(
            "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFFFC9C7\"/><bgColor theme=\"4\" tint=\"0.5\"/></patternFill></fill>"
        ));
        assert!(styles.contains(
            "<xf numFmtId=\"9\" fillId=\"3\" applyFill=\"1\"><alignment wrapText=\"1\"/><protection locked=\"0\"/></xf>\
             <xf fillId=\"4\" applyFill=\"1\"/></cellXfs>"
        ));
        // A later run puts back what was there.
        let mut again = Styles::new(styles).unwrap();
        assert!(again.has_earlier());
        assert_eq!((again.restored(0), again.restored(1)), (None, None));
        assert_eq!((again.restored(2), again.restored(3)), (Some(4), Some(5)));
        assert_eq!(again.filled(2, Severity::Error), Some(2));
        let again = again.finish().unwrap();
        assert!(again.contains("<fgColor theme=\"4\" tint=\"0.5\"/><bgColor indexed=\"64\"/>"), "{again}");
    }

    /// LibreOffice puts a colour of its own behind every solid fill.
    #[test]
    fn colours_that_other_programs_put_behind_fills_mean_nothing() {
        let solid = |rgb: &str, behind: &str| {
            format!(
                "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"{rgb}\"/><bgColor {behind}/></patternFill></fill>"
            )
        };
        let fills = solid("FFFFC9C7", "rgb=\"FFFFE8B3\"") + &solid("FFD4E7FA", "rgb=\"FFE7E6E6\"");
        let text = format!(
            "<styleSheet><fills><fill/>{fills}</fills><cellXfs><xf fillId=\"1\"/></cellXfs></styleSheet>"
        );
        let mut styles = Styles::new(text).unwrap();
        assert_eq!(styles.restored(0), Some(1));
        assert!(styles.finish().unwrap().contains("<xf fillId=\"0\" applyFill=\"1\"/></cellXfs>"));
    }

    #[test]
    fn lists_that_are_missing_come_in_where_the_schema_has_them() {
        let (styles, _) = made("<x:styleSheet><x:fonts/><x:dxfs/></x:styleSheet>", &[(0, Severity::Warning)]);
        assert_eq!(
            styles,
            "<x:styleSheet><x:fonts/><x:fills count=\"1\"><x:fill><x:patternFill patternType=\"solid\"><x:fgColor \
             rgb=\"FFFFE8B3\"/><x:bgColor indexed=\"64\"/></x:patternFill></x:fill></x:fills><x:cellXfs count=\"2\"><x:xf \
             numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/><x:xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" \
             borderId=\"0\" xfId=\"0\" applyFill=\"1\"/></x:cellXfs><x:dxfs/></x:styleSheet>"
        );
        let root_only = made("<styleSheet/>", &[(0, Severity::Warning)]).0;
        assert!(
            root_only.starts_with("<styleSheet><fills") && root_only.ends_with("</cellXfs></styleSheet>"),
            "{root_only}"
        );
    }

    #[test]
    fn there_is_an_end_to_formats() {
        let text = format!(
            "<styleSheet><cellXfs>{}</cellXfs></styleSheet>",
            "<xf fillId=\"0\"/>".repeat(MOST_FORMATS)
        );
        let mut styles = Styles::new(text).unwrap();
        assert_eq!((styles.filled(0, Severity::Error), styles.filled(0, Severity::Error)), (None, None));
        assert_eq!(styles.unfilled, 2);
    }

    #[test]
    fn a_workbook_without_formats() {
        let mut styles = Styles::empty(MAIN).unwrap();
        assert_eq!(styles.filled(0, Severity::Error), Some(1));
        assert!(styles.finish().unwrap().contains("<fills count=\"3\">"));
    }
}
