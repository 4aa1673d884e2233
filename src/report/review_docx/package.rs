//! The document's parts → a .docx.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;

use super::markup::Markup;

/// The parts that are the same in all documents.
const PARTS: [(&str, &str); 9] = [
    ("[Content_Types].xml", include_str!("parts/content-types.xml")),
    ("_rels/.rels", include_str!("parts/package.rels")),
    ("docProps/app.xml", include_str!("parts/app.xml")),
    ("docProps/core.xml", include_str!("parts/core.xml")),
    ("word/_rels/document.xml.rels", include_str!("parts/document.rels")),
    ("word/fontTable.xml", include_str!("parts/font-table.xml")),
    ("word/footer1.xml", include_str!("parts/footer.xml")),
    ("word/settings.xml", include_str!("parts/settings.xml")),
    ("word/styles.xml", include_str!("parts/styles.xml")),
];

const HEAD: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    "\n",
    r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>"#
);
/// A4, upright; the pages of each section are counted from 1.
const SECTION: &str = concat!(
    r#"<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/>"#,
    r#"<w:pgMar w:top="1247" w:right="1304" w:bottom="1247" w:left="1304" w:header="680" w:footer="680" w:gutter="0"/>"#,
    r#"<w:pgNumType w:start="1"/></w:sectPr>"#
);
/// What stands behind the last table of a section.
const END: &str = r#"<w:p><w:pPr><w:pStyle w:val="End"/>"#;

/// The XML of the document with these sections.
pub(super) fn document(sections: impl IntoIterator<Item = Markup>) -> String {
    let mut body = Markup::default();
    body.raw(HEAD);
    let mut is_first = true;
    for section in sections {
        if !is_first {
            // The properties of a section stand in its last paragraph, those of the last behind everything.
            body.raw(SECTION);
            body.raw("</w:pPr></w:p>");
        }
        is_first = false;
        body.append(&section);
        body.raw(END);
    }
    if !is_first {
        body.raw("</w:pPr></w:p>");
    }
    body.raw(SECTION);
    body.raw("</w:body></w:document>");
    body.into_xml()
}

/// The file with the XML of its document.
pub(super) fn pack(document: &str) -> Result<Vec<u8>, ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // Without a date: what is made of the same sheets is the same, byte for byte.
    let options = SimpleFileOptions::default();
    for (name, text) in PARTS.into_iter().chain([("word/document.xml", document)]) {
        zip.start_file(name, options)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}
