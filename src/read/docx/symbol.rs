//! Characters of symbol fonts, which documents hold by their number in the font.

/// What a `w:sym` shows: a character of a font, by its hexadecimal number. The boxes and ticks of forms and the
/// comparisons of formulas are known.
pub(super) fn symbol(font: &str, number: &str) -> Option<char> {
    let code = u32::from_str_radix(number, 16).ok()?;
    // Symbol fonts lie in the private area, from F000 on.
    let own = match code {
        0xF020..=0xF0FF => code - 0xF000,
        0x20..=0xFF => code,
        _ => return char::from_u32(code),
    };
    let known = match font.to_ascii_lowercase().as_str() {
        "wingdings" => match own {
            0x6F | 0x70 | 0x71 | 0x72 | 0xA8 => '□',
            0x6C | 0x6E => '■',
            0x9F | 0xA0 => '•',
            0xA1 => '○',
            0xFB => '✗',
            0xFC => '✓',
            0xFD => '☒',
            0xFE => '☑',
            _ => char::REPLACEMENT_CHARACTER,
        },
        "wingdings 2" => match own {
            0x2A | 0x30 | 0xA3 => '□',
            0x4F | 0xCE => '✗',
            0x50 => '✓',
            0x51 | 0x53 | 0x54 => '☒',
            0x52 => '☑',
            _ => char::REPLACEMENT_CHARACTER,
        },
        "symbol" => match own {
            0x20..=0x3F | 0x5B | 0x5D | 0x7B..=0x7D => char::from_u32(own)?,
            0xA3 => '≤',
            0xA5 => '∞',
            0xB0 => '°',
            0xB1 => '±',
            0xB3 => '≥',
            0xB4 => '×',
            0xB7 => '•',
            0xB8 => '÷',
            0xB9 => '≠',
            0xBB => '≈',
            _ => char::REPLACEMENT_CHARACTER,
        },
        _ if code == own => char::from_u32(code)?,
        _ => char::REPLACEMENT_CHARACTER,
    };
    Some(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_and_comparisons() {
        for (font, number, shown) in [
            ("Wingdings", "F0FE", '☑'),
            ("Wingdings", "00A8", '□'),
            ("Wingdings 2", "F052", '☑'),
            ("Symbol", "F0B3", '≥'),
            ("MS Gothic", "2612", '☒'),
            ("Webdings", "F031", char::REPLACEMENT_CHARACTER),
        ] {
            assert_eq!(symbol(font, number), Some(shown), "{font} {number}");
        }
        assert_eq!(symbol("Wingdings", "x"), None);
    }
}
