//! The parts of a binary workbook (MS-XLSB) and their records.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Cursor, Read};

use quick_xml::events::Event;
use zip::ZipArchive;
use zip::read::ZipFile;

use crate::read::number_format::NumberFormats;
use crate::read::{InputError, Large};

/// No record of the parts that are read is longer: a cell holds 32,767 characters, a formula 16 KB.
const MOST_RECORD: usize = 1 << 20;
/// The most worksheets of a workbook, more than anyone can look through.
const MOST_SHEETS: usize = 4096;
/// The most texts that the sheets of a workbook may share.
const MOST_TEXTS: usize = 4_000_000;
/// The most bytes of the list of parts.
const MOST_RELATIONS: u64 = 4 << 20;

/// The records of a part.
pub(super) struct Records<R> {
    source: R,
    /// The bytes of the record that was read last.
    pub data: Vec<u8>,
}

/// The records of a part of a container.
type Part<'z, 'b> = Records<BufReader<ZipFile<'z, Cursor<&'b [u8]>>>>;

impl<R: BufRead> Records<R> {
    /// What kind the next record is; None at the end of the part.
    ///
    /// # Errors
    /// [`InputError::BrokenWorkbook`] where the part ends inside the record or the record is too long.
    pub fn next(&mut self) -> Result<Option<u16>, InputError> {
        let failed = |error: std::io::Error| broken(&error.to_string());
        if self.source.fill_buf().map_err(failed)?.is_empty() {
            return Ok(None);
        }
        let id = self.number(2).map_err(failed)?;
        let length = self.number(4).map_err(failed)?;
        if length > MOST_RECORD {
            return Err(broken("record length"));
        }
        self.data.resize(length, 0);
        self.source.read_exact(&mut self.data).map_err(failed)?;
        Ok(Some(id as u16))
    }

    /// A number of seven bits a byte, the lowest first.
    fn number(&mut self, most: u32) -> std::io::Result<usize> {
        let mut number = 0;
        for index in 0..most {
            let mut byte = [0];
            self.source.read_exact(&mut byte)?;
            number |= usize::from(byte[0] & 0x7F) << (7 * index);
            if byte[0] & 0x80 == 0 {
                break;
            }
        }
        Ok(number)
    }

    /// Four bytes of the last record at an offset; 0 behind its end.
    pub fn u32(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.bytes(at).unwrap_or_default())
    }

    /// Two bytes of the last record at an offset; 0 behind its end.
    pub fn u16(&self, at: usize) -> u16 {
        u16::from_le_bytes(self.bytes(at).unwrap_or_default())
    }

    /// So many bytes of the last record at an offset.
    pub fn bytes<const N: usize>(&self, at: usize) -> Option<[u8; N]> {
        self.data.get(at..)?.first_chunk().copied()
    }

    /// The text at an offset of the last record, with four bytes for its length, and where it ends.
    pub fn text(&self, at: usize) -> Option<(String, usize)> {
        let start = at.checked_add(4)?;
        let end = start.checked_add((self.u32(at) as usize).checked_mul(2)?)?;
        let (pairs, _) = self.data.get(start..end)?.as_chunks();
        let units: Vec<u16> = pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
        Some((String::from_utf16_lossy(&units), end))
    }
}

/// A sheet as the workbook lists it.
pub(super) struct Sheet {
    pub name: String,
    pub is_visible: bool,
    /// The number of its part in the container.
    pub part: usize,
}

/// What is said of the whole workbook.
pub(super) struct Book {
    /// The worksheets, in order.
    pub sheets: Vec<Sheet>,
    /// Whether days are counted from 1904 on.
    pub is_1904: bool,
    pub formats: NumberFormats,
    /// The texts that the sheets share.
    pub shared: Vec<String>,
}

/// The container of a workbook.
pub(super) struct Parts<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
}

impl<'b> Parts<'b> {
    /// Opens a container.
    ///
    /// # Errors
    /// [`InputError::BrokenZip`] where it is damaged.
    pub fn open(bytes: &'b [u8]) -> Result<Self, InputError> {
        Ok(Self { archive: ZipArchive::new(Cursor::new(bytes)).map_err(broken_zip)? })
    }

    /// Reads what is said of the whole workbook.
    ///
    /// # Errors
    /// [`InputError`] where that is damaged.
    pub fn book(&mut self) -> Result<Book, InputError> {
        let targets = self.targets()?;
        let (sheets, is_1904) = self.workbook(&targets)?;
        let formats = match self.index("xl/styles.bin") {
            Some(styles) => self.styles(styles)?,
            None => NumberFormats::default(),
        };
        Ok(Book { sheets, is_1904, formats, shared: self.shared()? })
    }

    /// The records of a sheet.
    ///
    /// # Errors
    /// [`InputError::BrokenZip`] where the part cannot be opened.
    pub fn sheet(&mut self, sheet: &Sheet) -> Result<Part<'_, 'b>, InputError> {
        self.part(sheet.part)
    }

    /// The texts that the sheets share.
    ///
    /// # Errors
    /// [`InputError`] where they are damaged or more than a workbook can have.
    fn shared(&mut self) -> Result<Vec<String>, InputError> {
        let Some(part) = self.index("xl/sharedStrings.bin") else { return Ok(Vec::new()) };
        let mut records = self.part(part)?;
        let mut texts = Vec::new();
        while let Some(id) = records.next()? {
            if id == 0x0013 {
                texts.push(records.text(1).map(|(text, _)| text).unwrap_or_default());
            }
            if texts.len() > MOST_TEXTS {
                return Err(InputError::TooLarge { what: Large::Cells, limit: MOST_TEXTS as u64 });
            }
        }
        Ok(texts)
    }

    /// The parts that the workbook names, by what it calls them.
    fn targets(&mut self) -> Result<HashMap<String, usize>, InputError> {
        let relations = self.index("xl/_rels/workbook.bin.rels").ok_or_else(|| broken("relationships"))?;
        let part = self.archive.by_index(relations).map_err(broken_zip)?;
        let mut text = String::new();
        part.take(MOST_RELATIONS).read_to_string(&mut text).map_err(|error| broken(&error.to_string()))?;
        let mut reader = quick_xml::Reader::from_str(&text);
        let mut targets = HashMap::new();
        loop {
            let element = match reader.read_event().map_err(|error| broken(&error.to_string()))? {
                Event::Start(element) | Event::Empty(element) => element,
                Event::DocType(_) => return Err(broken("document type")),
                Event::Eof => return Ok(targets),
                _ => continue,
            };
            let attribute = |name| {
                let attribute = element.try_get_attribute(name).ok()??;
                Some(attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?.into_owned())
            };
            if let (Some(id), Some(target)) = (attribute("Id"), attribute("Target")) {
                let path = match target.strip_prefix('/') {
                    Some(path) => path.to_owned(),
                    None => format!("xl/{target}"),
                };
                let name = path.to_ascii_lowercase();
                if name.starts_with("xl/worksheets/")
                    && name.ends_with(".bin")
                    && let Some(part) = self.index(&path)
                {
                    targets.insert(id, part);
                }
            }
        }
    }

    /// The worksheets, and whether days are counted from 1904 on.
    fn workbook(&mut self, targets: &HashMap<String, usize>) -> Result<(Vec<Sheet>, bool), InputError> {
        let part = self.index("xl/workbook.bin").ok_or_else(|| broken("workbook"))?;
        let mut records = self.part(part)?;
        let (mut sheets, mut is_1904) = (Vec::<Sheet>::new(), false);
        while let Some(id) = records.next()? {
            match id {
                0x0099 => is_1904 = records.u32(0) & 1 == 1,
                0x009C => {
                    let is_visible = records.u32(0) == 0;
                    let Some((relation, end)) = records.text(8) else { continue };
                    let (Some(&part), Some((name, _))) = (targets.get(&relation), records.text(end)) else {
                        continue;
                    };
                    if sheets.len() >= MOST_SHEETS || sheets.iter().any(|sheet| sheet.part == part) {
                        return Err(broken("list of sheets"));
                    }
                    sheets.push(Sheet { name, is_visible, part });
                }
                0x0090 => break,
                _ => {}
            }
        }
        Ok((sheets, is_1904))
    }

    fn styles(&mut self, part: usize) -> Result<NumberFormats, InputError> {
        let mut records = self.part(part)?;
        let mut formats = NumberFormats::default();
        let mut in_cell_formats = false;
        while let Some(id) = records.next()? {
            match id {
                0x002C => {
                    if let Some((code, _)) = records.text(2) {
                        formats.define(records.u16(0).into(), &code);
                    }
                }
                0x0269 => in_cell_formats = true,
                0x026A => break,
                0x002F if in_cell_formats => formats.push(records.u16(2).into()),
                _ => {}
            }
        }
        formats.complete();
        Ok(formats)
    }

    /// The number of the part with this path, whose letters may be large or small.
    fn index(&self, path: &str) -> Option<usize> {
        self.archive.index_for_name(path).or_else(|| {
            let is_path = |name: &str| name.replace('\\', "/").eq_ignore_ascii_case(path);
            (0..self.archive.len())
                .find(|index| matches!(self.archive.name_for_index(*index), Some(Ok(name)) if is_path(&name)))
        })
    }

    fn part(&mut self, index: usize) -> Result<Part<'_, 'b>, InputError> {
        let part = self.archive.by_index(index).map_err(broken_zip)?;
        Ok(Records { source: BufReader::new(part), data: Vec::new() })
    }
}

pub(super) fn broken(detail: &str) -> InputError {
    InputError::BrokenWorkbook { sheet: None, detail: detail.to_owned() }
}

fn broken_zip(error: zip::result::ZipError) -> InputError {
    InputError::BrokenZip { detail: error.to_string() }
}
