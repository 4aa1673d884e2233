//! The sheet that lists all findings, as a part of a workbook.

use std::fmt::Write as _;

use super::cursor::{Cursor, cell_text};
use super::package::{DECLARATION, attribute};
use super::styles::Styles;
use crate::annotate::fill;
use crate::annotate::opinion::{COLUMNS, HEAD_ROWS, MOST_ROWS, Opinion, PLACE_COLUMN, SEVERITY_COLUMN};
use crate::annotate::shown::{MOST_IN_CELL, cut, height, is_formula_like};
use crate::finding::Severity;
use crate::package::book::quoted;
use crate::read::xlsx::cell::place;
use crate::read::{InputError, Place};

/// The most links of a sheet that Excel takes.
const MOST_LINKS: usize = 65_530;
/// The fill of the names of columns.
const HEADER: &str = "E7E6E6";
/// A link's text.
const LINK: &str = "0563C1";

/// The formats of the sheet.
struct Formats {
    title: u32,
    note: u32,
    header: u32,
    text: u32,
    /// Text that must not become a formula when somebody edits it.
    quoted: u32,
    number: u32,
    link: u32,
    severities: [(Severity, u32); 3],
}

impl Formats {
    fn new(styles: &mut Styles) -> Self {
        let bold = styles.font("<b/>", 11, "");
        let large = styles.font("<b/>", 14, "");
        let plain = styles.font("", 10, "");
        let link = styles.font("<u/>", 10, &format!("<color rgb=\"FF{LINK}\"/>"));
        let border = styles.border();
        let header = styles.fill(HEADER);
        let lined = |font: usize, fill: usize| {
            let fills = if fill > 0 { " applyFill=\"1\"" } else { "" };
            format!(
                "fontId=\"{font}\" fillId=\"{fill}\" borderId=\"{border}\" applyFont=\"1\"{fills} applyBorder=\"1\""
            )
        };
        let top = "vertical=\"top\" wrapText=\"1\"";
        let centre = "horizontal=\"center\" vertical=\"top\"";
        let severities = [Severity::Error, Severity::Warning, Severity::Info].map(|severity| {
            let fill = styles.fill(fill(severity));
            (severity, styles.format(&lined(plain, fill), centre))
        });
        let bare = |font: usize| format!("fontId=\"{font}\" fillId=\"0\" borderId=\"0\" applyFont=\"1\"");
        Self {
            title: styles.format(&bare(large), "vertical=\"center\""),
            note: styles.format(&bare(plain), "vertical=\"center\""),
            header: styles
                .format(&lined(bold, header), "horizontal=\"center\" vertical=\"center\" wrapText=\"1\""),
            text: styles.format(&lined(plain, 0), top),
            quoted: styles.format(&format!("{} quotePrefix=\"1\"", lined(plain, 0)), top),
            number: styles.format(&lined(plain, 0), centre),
            link: styles.format(&lined(link, 0), top),
            severities,
        }
    }
}

/// Where the names of columns and the findings stand.
pub(super) fn table(opinion: &Opinion<'_>) -> (Place, Place) {
    let rows = opinion.rows.len().min(MOST_ROWS) as u32;
    (Place { row: HEAD_ROWS, column: 1 }, Place { row: HEAD_ROWS + rows, column: COLUMNS as u32 })
}

/// The part. `find` says where a place of a sheet that was read, by its index, is found in the workbook: sheet and cell;
/// None where nothing is to lead there.
pub(super) fn sheet<'n>(
    opinion: &Opinion<'_>,
    namespace: &str,
    styles: &mut Styles,
    find: impl Fn(usize, Place) -> Option<(&'n str, Place)>,
) -> String {
    let formats = Formats::new(styles);
    let (first, last) = table(opinion);
    let rows = opinion.rows.get(..opinion.rows.len().min(MOST_ROWS)).unwrap_or_default();
    let mut out = String::with_capacity((rows.len() + 8) * 1600);
    // Writing to a text cannot fail.
    let _ = write!(
        out,
        "{DECLARATION}<worksheet xmlns=\"{namespace}\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr><dimension \
         ref=\"A1:{end}\"/><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"{HEAD_ROWS}\" topLeftCell=\"A{below}\" \
         activePane=\"bottomLeft\" state=\"frozen\"/><selection pane=\"bottomLeft\" activeCell=\"A{below}\" \
         sqref=\"A{below}\"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/><cols>",
        end = last.a1(),
        below = HEAD_ROWS + 1,
    );
    for (column, (_, width)) in (1..).zip(opinion.columns) {
        let _ = write!(out, "<col min=\"{column}\" max=\"{column}\" width=\"{width}\" customWidth=\"1\"/>");
    }
    out.push_str("</cols><sheetData>");
    for (row, (text, format)) in
        (1..).zip(opinion.head.iter().zip([formats.title, formats.note, formats.note]))
    {
        let height = if row == 1 { " ht=\"24\" customHeight=\"1\"" } else { "" };
        let _ = write!(out, "<row r=\"{row}\"{height}>");
        cell(&mut out, Place { row, column: 1 }, format, text);
        out.push_str("</row>");
    }
    let _ = write!(out, "<row r=\"{HEAD_ROWS}\" ht=\"20\" customHeight=\"1\">");
    for (column, (name, _)) in (1..).zip(opinion.columns) {
        cell(&mut out, Place { row: HEAD_ROWS, column }, formats.header, name);
    }
    out.push_str("</row>");
    let mut links = String::new();
    let mut count = 0;
    for (number, row) in (1u32..).zip(rows) {
        let at = HEAD_ROWS + number;
        let texts = opinion.texts(row).map(|text| cut(text, MOST_IN_CELL));
        let widths = opinion.columns.iter().skip(1).map(|(_, width)| *width as usize);
        let height = height(texts.iter().map(|text| &**text).zip(widths));
        let _ = write!(
            out,
            "<row r=\"{at}\" ht=\"{height}\"><c r=\"A{at}\" s=\"{}\"><v>{number}</v></c>",
            formats.number
        );
        let target = find(row.sheet, row.place()).filter(|_| count < MOST_LINKS);
        let of_severity = formats.severities.iter().find(|(severity, _)| *severity == row.severity());
        for (index, text) in (1..).zip(texts) {
            let place = Place { row: at, column: index as u32 + 1 };
            let format = match index {
                SEVERITY_COLUMN => of_severity.map_or(formats.text, |(_, format)| *format),
                PLACE_COLUMN if target.is_some() => formats.link,
                _ if is_formula_like(&text) => formats.quoted,
                _ => formats.text,
            };
            cell(&mut out, place, format, &text);
        }
        out.push_str("</row>");
        if let Some((sheet, place)) = target {
            let from = Place { row: at, column: PLACE_COLUMN as u32 + 1 };
            let to = attribute(&format!("{}!{}", quoted(sheet), place.a1()));
            let _ = write!(links, "<hyperlink ref=\"{}\" location=\"{to}\"/>", from.a1());
            count += 1;
        }
    }
    let _ = write!(out, "</sheetData><autoFilter ref=\"{}:{}\"/>", first.a1(), last.a1());
    if !links.is_empty() {
        let _ = write!(out, "<hyperlinks>{links}</hyperlinks>");
    }
    out.push_str(
        "<pageMargins left=\"0.4\" right=\"0.4\" top=\"0.5\" bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/><pageSetup \
         paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/><headerFooter><oddFooter>&amp;C&amp;P / &amp;N\
         </oddFooter></headerFooter></worksheet>",
    );
    out
}

/// A cell with text, which is never a formula.
pub(in crate::annotate) fn cell(out: &mut String, place: Place, format: u32, text: &str) {
    let _ = write!(out, "<c r=\"{}\" s=\"{format}\"", place.a1());
    if text.is_empty() {
        out.push_str("/>");
        return;
    }
    out.push_str(" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
    cell_text(text, out);
    out.push_str("</t></is></c>");
}

/// Whether somebody wrote something into the sheet of an earlier run, beside our columns.
///
/// # Errors
/// [`InputError`] where the sheet is no XML.
pub(super) fn is_written_beside(sheet: &str) -> Result<bool, InputError> {
    let mut cursor = Cursor::new(sheet);
    let mut column = 0;
    while let Some(tag) = cursor.tag(0)? {
        match tag.name() {
            "row" => column = 0,
            "c" => {
                let named = tag.attribute("r").and_then(|name| Some(place(&name)?.1));
                column = named.unwrap_or(column + 1);
                if column > COLUMNS as u32
                    && !tag.is_empty
                    && let Some(inside) = cursor.tag(tag.depth)?
                    && matches!(inside.name(), "v" | "is" | "f")
                {
                    return Ok(true);
                }
            }
            _ => {}
        }
    }
    Ok(false)
}
