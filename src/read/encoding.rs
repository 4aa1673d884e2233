//! Bytes of a text file → `String`.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::InputError;

/// How much of a file the statistical detector looks at: it is slow, and that much is plenty.
const DETECTOR_BYTES: usize = 256 * 1024;

/// How much of a page is searched for the encoding that it declares.
const HEAD_BYTES: usize = 4096;

/// Decodes a text. UTF-8 is moved, not copied.
///
/// Order: byte-order mark, strict UTF-8, UTF-16 by its zero bytes and CJK high bytes, strict GB18030, and
/// only then statistics.
///
/// # Errors
/// [`InputError::Encoding`] where no encoding fits, [`InputError::UnknownFormat`] for binary data.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, InputError> {
    decode_declared(bytes, None)
}

/// A text, and how it is written in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    /// The text, without byte-order mark.
    pub text: String,
    /// Its encoding.
    pub encoding: &'static Encoding,
    /// The length of the byte-order mark.
    pub mark: usize,
}

/// Decodes a text in the encoding that the user names, though a byte-order mark knows better, or else in its own. Bytes
/// that stand for nothing are refused.
///
/// # Errors
/// As [`decode`].
pub(crate) fn written(bytes: Vec<u8>, named: Option<&'static Encoding>) -> Result<Written, InputError> {
    match named {
        Some(encoding) if Encoding::for_bom(&bytes).is_none() => match strict(encoding, &bytes) {
            Some(text) => Ok(Written { text, encoding, mark: 0 }),
            None => Err(InputError::Encoding { offset: 0 }),
        },
        _ => decoded(bytes, None),
    }
}

/// Decodes a text that says in which encoding it is. Many say so by habit, so it counts only where the bytes
/// are neither UTF-8 nor UTF-16, and fit.
pub(super) fn decode_declared(
    bytes: Vec<u8>,
    declared: Option<&'static Encoding>,
) -> Result<String, InputError> {
    decoded(bytes, declared).map(|written| written.text)
}

fn decoded(bytes: Vec<u8>, declared: Option<&'static Encoding>) -> Result<Written, InputError> {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        if encoding == UTF_8 {
            return match String::from_utf8(bytes) {
                Ok(mut text) => {
                    text.drain(..mark);
                    Ok(Written { text, encoding, mark })
                }
                Err(error) => Err(InputError::Encoding { offset: error.utf8_error().valid_up_to() }),
            };
        }
        return strict(encoding, &bytes[mark..])
            .map(|text| Written { text, encoding, mark })
            .ok_or_else(|| InputError::Encoding { offset: first_bad_utf16(encoding, &bytes, mark) });
    }
    let utf16 = guess_utf16(&bytes);
    if utf16.is_none() && looks_binary(&bytes) {
        return Err(InputError::UnknownFormat);
    }
    let (bytes, valid_up_to) = match String::from_utf8(bytes) {
        Ok(text) if utf16.is_none() => return Ok(Written { text, encoding: UTF_8, mark: 0 }),
        Ok(text) => (text.into_bytes(), 0),
        Err(error) => {
            let offset = error.utf8_error().valid_up_to();
            (error.into_bytes(), offset)
        }
    };
    let fits = |encoding| strict(encoding, &bytes).map(|text| Written { text, encoding, mark: 0 });
    if let Some(written) = utf16.and_then(fits) {
        return Ok(written);
    }
    // Any bytes are a text in an encoding of single bytes, and nearly any in UTF-16.
    let declared = declared.filter(|encoding| !encoding.is_single_byte() && encoding.is_ascii_compatible());
    if let Some(written) = declared.and_then(fits) {
        return Ok(written);
    }
    if let Some(written) = fits(GB18030) {
        return Ok(written);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(DETECTOR_BYTES)], bytes.len() <= DETECTOR_BYTES);
    let guess = detector.guess(Some(b"cn"), chardetng::Utf8Detection::Allow);
    fits(guess).ok_or(InputError::Encoding { offset: valid_up_to })
}

/// The encoding that a page or an XML file declares at its beginning.
pub(super) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(HEAD_BYTES)].to_ascii_lowercase();
    ["charset", "encoding"].iter().find_map(|key| {
        let found = head.windows(key.len()).position(|window| window == key.as_bytes())?;
        let value = head[found + key.len()..].trim_ascii_start().strip_prefix(b"=")?;
        let value = value.trim_ascii_start();
        let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
        let is_label = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_:.".contains(byte);
        let length = value.iter().take_while(|byte| is_label(byte)).count();
        Encoding::for_label(&value[..length])
    })
}

fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

/// UTF-16 without a mark: tabs, digits and line ends have a zero byte, Chinese characters a high byte of
/// 0x4E to 0x9F, and both stand on one side of the pairs.
fn guess_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    if !bytes.len().is_multiple_of(2) || sample.len() < 4 {
        return None;
    }
    let pairs = sample.len() / 2;
    let (mut zero, mut han) = ([0usize; 2], [0usize; 2]);
    for pair in sample.chunks_exact(2) {
        for side in 0..2 {
            zero[side] += usize::from(pair[side] == 0);
            han[side] += usize::from((0x4E..=0x9F).contains(&pair[side]));
        }
    }
    // Both sides can hold zero bytes (一 is U+4E00, the ideographic space U+3000); those of the high bytes
    // are more alike. No text in another encoding has zero bytes at all.
    let alike = |side: usize| zero[side] + han[side];
    let fits = |high: usize| zero[high] > 0 && alike(high) * 10 >= pairs * 6 && alike(high) > alike(1 - high);
    match (fits(1), fits(0)) {
        (true, false) => Some(UTF_16LE),
        (false, true) => Some(UTF_16BE),
        _ => None,
    }
}

/// Control characters beyond the ones of text: more than a few mean that this is no text.
fn looks_binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(64 * 1024)];
    let odd = sample
        .iter()
        .filter(|&&byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0B | 0x0C | 0x1A | 0x1B))
        .count();
    odd * 100 > sample.len()
}

/// Where a text in UTF-16 stops being one.
fn first_bad_utf16(encoding: &'static Encoding, bytes: &[u8], mark: usize) -> usize {
    let unit = |pair: &[u8]| match encoding == UTF_16LE {
        true => u16::from_le_bytes([pair[0], pair[1]]),
        false => u16::from_be_bytes([pair[0], pair[1]]),
    };
    let units = bytes[mark..].chunks_exact(2).map(unit);
    let mut at = mark;
    for decoded in char::decode_utf16(units) {
        match decoded {
            Ok(ch) => at += ch.len_utf16() * 2,
            Err(_) => break,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "项目名称\t指标值\n培训\t≥95%\n";

    fn utf16(big: bool) -> Vec<u8> {
        TEXT.encode_utf16()
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect()
    }

    #[test]
    fn utf8_with_and_without_a_mark() {
        assert_eq!(decode(TEXT.into()).unwrap(), TEXT);
        assert_eq!(decode([b"\xEF\xBB\xBF", TEXT.as_bytes()].concat()).unwrap(), TEXT);
    }

    #[test]
    fn utf16_with_and_without_a_mark() {
        for big in [false, true] {
            let mark: &[u8] = if big { b"\xFE\xFF" } else { b"\xFF\xFE" };
            assert_eq!(decode([mark, &utf16(big)].concat()).unwrap(), TEXT);
            assert_eq!(decode(utf16(big)).unwrap(), TEXT);
        }
    }

    #[test]
    fn utf16_with_characters_that_have_a_zero_byte_themselves() {
        let text = "一府两院\t监督　一次\r\n".repeat(20);
        for big in [false, true] {
            let unit = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
            let bytes: Vec<u8> = text.encode_utf16().flat_map(unit).collect();
            assert_eq!(decode(bytes).unwrap(), text);
        }
    }

    #[test]
    fn gb18030_also_beyond_gbk() {
        let text = format!("{TEXT}𠮷㐂\n");
        assert_eq!(decode(GB18030.encode(&text).0.into_owned()).unwrap(), text);
    }

    #[test]
    fn what_a_page_declares_counts_where_its_bytes_agree() {
        let page = "<meta http-equiv=Content-Type content='text/html; charset = Big5'>預算績效目標";
        let big5 = encoding_rs::BIG5.encode(page).0.into_owned();
        let of = declared(&big5);
        assert_eq!(of, Some(encoding_rs::BIG5));
        assert_eq!(decode_declared(big5.clone(), of).unwrap(), page);
        assert_eq!(decode_declared(page.into(), of).unwrap(), page);
        let gbk = GB18030.encode(TEXT).0.into_owned();
        for wrong in ["<meta charset=\"iso-8859-1\">", "<?xml encoding='utf-16'?>", "<meta charset=utf-8>"] {
            assert_eq!(decode_declared(gbk.clone(), declared(wrong.as_bytes())).unwrap(), TEXT);
        }
    }

    #[test]
    fn binary_data_is_no_text() {
        let noise: Vec<u8> = (0..4000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 11) as u8).collect();
        assert_eq!(decode(noise), Err(InputError::UnknownFormat));
    }

    #[test]
    fn a_stray_control_character_makes_no_binary() {
        let text = format!("{}培\0训\t5次\n", TEXT.repeat(5));
        assert_eq!(decode(text.clone().into_bytes()).unwrap(), text);
        assert_eq!(decode(GB18030.encode(&text).0.into_owned()).unwrap(), text);
    }

    #[test]
    fn cut_off_utf16_says_where() {
        let mut bytes = [b"\xFF\xFE", utf16(false).as_slice()].concat();
        bytes.truncate(bytes.len() - 1);
        assert_eq!(decode(bytes.clone()), Err(InputError::Encoding { offset: bytes.len() - 1 }));
    }
}
