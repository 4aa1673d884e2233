//! Numbers: exact decimals with thousands separators, Chinese numerals, and the multipliers 万 亿 千 百.

use rust_decimal::Decimal;

use super::grammar::Scan;

/// A number in the text.
#[derive(Debug, Clone)]
pub(super) struct Numeral {
    /// Its value, multipliers worked in.
    pub value: Decimal,
    /// Where it ends, multiplier included.
    pub end: usize,
    /// Leading zeros, two decimal points, a point without decimals.
    pub odd: bool,
    /// Where 余, 多 or 来 stands between number and multiplier or after them.
    pub about: Option<std::ops::Range<usize>>,
    /// What the last multiplier is worth; 1 without one.
    pub scale: Decimal,
    /// Whether 万 or 亿 is written.
    pub large: bool,
    /// Whether it is written in Chinese numerals.
    pub chinese: bool,
}

/// The number at `at`, in digits or in Chinese numerals.
pub(super) fn read(scan: Scan<'_>, at: usize) -> Option<Numeral> {
    match scan.next(at)? {
        '0'..='9' | '-' | '−' | '负' => {
            let plain = arabic(scan, at)?;
            scaled(scan, plain)
        }
        _ => chinese(scan, at),
    }
}

/// Digits with decimals, without multiplier.
pub(super) fn arabic(scan: Scan<'_>, at: usize) -> Option<Numeral> {
    let bytes = scan.text.as_bytes();
    let (negative, start) = match scan.next(at)? {
        sign @ ('-' | '−' | '负') => (true, at + sign.len_utf8()),
        _ => (false, at),
    };
    let digit = |place: usize| bytes.get(place).filter(|byte| byte.is_ascii_digit()).map(|byte| byte - b'0');
    let first = digit(start)?;
    let mut mantissa: i128 = 0;
    let (mut whole, mut decimals, mut points) = (0_u32, 0_u32, 0_u32);
    let mut odd = false;
    let mut end = start;
    loop {
        if let Some(value) = digit(end) {
            if points < 2 {
                mantissa = mantissa.checked_mul(10)?.checked_add(i128::from(value))?;
                if points == 0 { whole += 1 } else { decimals += 1 }
            }
            end += 1;
        } else if bytes.get(end) == Some(&b',') && points == 0 && is_separator(scan, start, end) {
            end += 1;
        } else if bytes.get(end) == Some(&b'.') {
            let dots = bytes[end..].iter().take_while(|byte| **byte == b'.').count();
            let percent = matches!(bytes.get(end + dots), Some(b'%'));
            if dots > 2 || !(digit(end + dots).is_some() || (percent && dots == 1)) {
                break;
            }
            odd |= dots == 2 || percent || points > 0;
            points += 1;
            end += dots;
        } else {
            break;
        }
    }
    odd |= first == 0 && whole > 1;
    let mantissa = if negative { -mantissa } else { mantissa };
    let value = Decimal::try_from_i128_with_scale(mantissa, decimals).ok()?.normalize();
    Some(Numeral { value, end, odd, about: None, scale: Decimal::ONE, large: false, chinese: false })
}

/// Whether the comma at `end` parts thousands: three digits follow, at most three stand before it, and it
/// was an ASCII comma in the cell (`100，200` are two numbers).
fn is_separator(scan: Scan<'_>, start: usize, end: usize) -> bool {
    let bytes = scan.text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let before = bytes[start..end].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let first_group = start + before == end;
    (before == 3 || (first_group && before < 3))
        && bytes.get(start) != Some(&b'0')
        && digits(end + 1) == 3
        && scan.raw_slice(end..end + 1) == ","
}

/// Works in the multipliers behind a number: `5万`, `3百万`, `1万5千`, `10余万`.
fn scaled(scan: Scan<'_>, plain: Numeral) -> Option<Numeral> {
    let mut number = plain;
    number.take_about(scan);
    let mut last = Decimal::MAX;
    let mut total = Decimal::ZERO;
    let mut current = number.value;
    while let Some((factor, end)) = multiplier(scan, number.end) {
        total = total.checked_add(current.checked_mul(factor)?)?;
        number.scale = factor;
        number.large |= factor >= Decimal::from(10_000);
        number.end = end;
        if number.about.is_none() {
            number.take_about(scan);
        }
        // 1万5千: a smaller multiplier may follow a further number.
        current = Decimal::ZERO;
        let smaller = factor.min(last);
        last = factor;
        let Some(next) = arabic(scan, number.end).filter(|next| !next.value.is_sign_negative()) else {
            break;
        };
        match multiplier(scan, next.end) {
            Some((factor, _)) if factor < smaller => {
                current = next.value;
                number.end = next.end;
                number.odd |= next.odd;
            }
            _ => break,
        }
    }
    number.value = total.checked_add(current)?.normalize();
    Some(number)
}

impl Numeral {
    fn take_about(&mut self, scan: Scan<'_>) {
        if let Some(end) = scan.any(self.end, &["余", "多", "来"])
            && scan.any(end, &["额", "年来", "元化", "种", "渠道", "方", "部门"]).is_none()
        {
            self.about = Some(self.end..end);
            self.end = end;
        }
    }
}

/// 万 亿 千 百 and their compounds, with what they are worth.
fn multiplier(scan: Scan<'_>, at: usize) -> Option<(Decimal, usize)> {
    let worth = |factor: u64, word: &str| scan.word(at, word).map(|end| (Decimal::from(factor), end));
    match scan.next(at)? {
        '万' => worth(1_000_000_000_000, "万亿").or_else(|| worth(10_000, "万")),
        '亿' => worth(100_000_000, "亿"),
        // 千克, 千米, 千瓦 are units.
        '千' if scan.any(at, &["千克", "千米", "千瓦", "千分", "千卡"]).is_none() => {
            worth(10_000_000, "千万").or_else(|| worth(1000, "千"))
        }
        '百' if scan.word(at, "百分").is_none() => worth(1_000_000, "百万").or_else(|| worth(100, "百")),
        _ => None,
    }
}

/// What a Chinese numeral character stands for.
enum Glyph {
    Digit(u32),
    Unit(u32),
    Section(u64),
}

fn glyph(ch: char) -> Option<Glyph> {
    Some(match ch {
        '零' | '〇' => Glyph::Digit(0),
        '一' | '壹' => Glyph::Digit(1),
        '二' | '两' | '贰' => Glyph::Digit(2),
        '三' | '叁' => Glyph::Digit(3),
        '四' | '肆' => Glyph::Digit(4),
        '五' | '伍' => Glyph::Digit(5),
        '六' | '陆' => Glyph::Digit(6),
        '七' | '柒' => Glyph::Digit(7),
        '八' | '捌' => Glyph::Digit(8),
        '九' | '玖' => Glyph::Digit(9),
        '十' | '拾' => Glyph::Unit(10),
        '百' | '佰' => Glyph::Unit(100),
        '千' | '仟' => Glyph::Unit(1000),
        '万' => Glyph::Section(10_000),
        '亿' => Glyph::Section(100_000_000),
        _ => return None,
    })
}

/// Whether `ch` belongs to a Chinese numeral.
pub(super) fn is_chinese_numeral(ch: char) -> bool {
    glyph(ch).is_some()
}

/// Where the run of Chinese numeral characters at `at` ends.
pub(super) fn chinese_run(scan: Scan<'_>, at: usize) -> usize {
    scan.rest(at)
        .char_indices()
        .find(|(_, ch)| !is_chinese_numeral(*ch))
        .map_or(scan.text.len(), |(i, _)| at + i)
}

/// A well-built Chinese numeral: 两, 十二, 一百二十, 三万五千, 三点五. Digits in a row (十四五, 七一) are none.
pub(super) fn chinese(scan: Scan<'_>, at: usize) -> Option<Numeral> {
    if let Some(end) = scan.word(at, "半") {
        let value = Decimal::new(5, 1);
        return Some(Numeral {
            value,
            end,
            odd: false,
            about: None,
            scale: Decimal::ONE,
            large: false,
            chinese: true,
        });
    }
    let mut end = chinese_run(scan, at);
    let run = scan.slice(at..end);
    if run.is_empty() || run.chars().count() > 20 {
        return None;
    }
    let (mut total, mut section, mut digit) = (0_u64, 0_u64, None::<u64>);
    let mut last_unit = u32::MAX;
    let mut zero = false;
    let mut scale = Decimal::ONE;
    for ch in run.chars() {
        match glyph(ch)? {
            Glyph::Digit(0) if digit.is_none() => zero = true,
            Glyph::Digit(value) => {
                if digit.is_some() {
                    return None;
                }
                digit = Some(u64::from(value));
            }
            Glyph::Unit(unit) => {
                if unit >= last_unit || (digit.is_none() && (unit != 10 || section != 0)) {
                    return None;
                }
                section += digit.take().unwrap_or(1) * u64::from(unit);
                last_unit = unit;
                zero = false;
            }
            Glyph::Section(worth) => {
                section += digit.take().unwrap_or(0);
                if section == 0 && total == 0 {
                    return None;
                }
                total = (total + section).checked_mul(worth)?;
                section = 0;
                last_unit = u32::MAX;
                zero = false;
                scale = Decimal::from(worth);
            }
        }
    }
    // 一百二 is 120, 两万五 is 25000; 一百零二 is 102.
    let tail = digit.unwrap_or(0);
    section += match (last_unit, zero) {
        (unit @ (100 | 1000), false) => tail * u64::from(unit / 10),
        (u32::MAX, false) if total > 0 && tail > 0 && section == 0 && scale == Decimal::from(10_000) => {
            tail * 1000
        }
        _ => tail,
    };
    let mut value = Decimal::from(total + section);
    if let Some(point) = scan.word(end, "点") {
        let fraction_end = chinese_run(scan, point);
        let digits = scan.slice(point..fraction_end).chars().map(|ch| match glyph(ch) {
            Some(Glyph::Digit(value)) => Some(value),
            _ => None,
        });
        let digits: Option<Vec<u32>> = digits.collect();
        if let Some(digits) = digits.filter(|digits| (1..=6).contains(&digits.len())) {
            let scale = digits.len() as u32;
            let fraction = digits.iter().fold(0_i64, |sum, digit| sum * 10 + i64::from(*digit));
            value = value.checked_add(Decimal::new(fraction, scale))?;
            end = fraction_end;
        }
    }
    let large = run.contains(['万', '亿']);
    let mut number = Numeral { value, end, odd: false, about: None, scale, large, chinese: true };
    if value >= Decimal::TEN {
        number.take_about(scan);
        // 十余万元
        if number.about.is_some()
            && let Some((factor, end)) = multiplier(scan, number.end)
        {
            number.value = number.value.checked_mul(factor)?;
            number.large |= factor >= Decimal::from(10_000);
            number.end = end;
        }
    }
    Some(number)
}
