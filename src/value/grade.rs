//! Grades: B等以上, AAA级, 二等奖及以上, 三级甲等, 优秀等次, 国家级一类奖, Ⅲ类, 前三名.

use super::grammar::{Found, Scan};
use super::{Quantity, numeral};

/// The grade at `at`.
pub(super) fn read(scan: Scan<'_>, at: usize) -> Option<Found> {
    let end = lettered(scan, at)
        .or_else(|| prize(scan, at))
        .or_else(|| hospital(scan, at))
        .or_else(|| worded(scan, at))
        .or_else(|| class(scan, at))
        .or_else(|| first_ones(scan, at))?;
    Some(Found::new(at, end, Quantity::Grade(scan.slice(at..end).to_owned())))
}

/// A等, B级, AAA级, 4A级, A档.
fn lettered(scan: Scan<'_>, at: usize) -> Option<usize> {
    let bytes = scan.text.as_bytes().get(at..)?;
    let digits = bytes.iter().take_while(|byte| matches!(byte, b'1'..=b'5')).count();
    let letters = bytes[digits..].iter().take_while(|byte| matches!(byte, b'A'..=b'E')).count();
    if letters == 0 || letters > 5 || digits > 1 {
        return None;
    }
    let end = at + digits + letters;
    let end = scan.any(end, &["+", "-"]).filter(|_| digits == 0).unwrap_or(end);
    if digits == 1 && scan.prev(at).is_some_and(|ch| ch.is_ascii_alphanumeric()) {
        return None;
    }
    scan.any(end, &["等级", "等次", "等", "级", "档", "类"])
}

/// 一等奖, 省级二等奖, 国家级一类奖, 金奖.
fn prize(scan: Scan<'_>, at: usize) -> Option<usize> {
    let level = scan.any(at, &["国家级", "省级", "市级", "区级", "县级", "省", "市", "区", "县"]);
    let from = level.unwrap_or(at);
    if let Some(end) = scan.any(from, &["特等奖"]) {
        return Some(end);
    }
    let ch = scan.next(from).filter(|ch| matches!(ch, '一' | '二' | '三' | '四'))?;
    scan.any(from + ch.len_utf8(), &["等奖", "类奖"])
}

/// 三级甲等.
fn hospital(scan: Scan<'_>, at: usize) -> Option<usize> {
    let ch = scan.next(at).filter(|ch| matches!(ch, '一' | '二' | '三' | '1' | '2' | '3'))?;
    scan.any(at + ch.len_utf8(), &["级甲等", "级乙等", "级丙等", "级特等"])
}

/// 优秀等次, 良好以上, 甲级, 二级及以上: plain 优秀 and 三级 are words.
fn worded(scan: Scan<'_>, at: usize) -> Option<usize> {
    const AND_ABOVE: &[&str] = &["及其以上", "及以上", "或以上", "以上", "(含)以上"];
    if let Some(end) = scan.any(
        at,
        &["优秀", "优良", "良好", "合格", "优", "良", "特级", "甲级", "乙级", "丙级", "甲等", "乙等"],
    ) {
        let ranked = scan.any(end, &["等次", "档次", "等级"]);
        let above = scan.any(end, AND_ABOVE).is_some();
        let alone = at == 0
            && scan.at_end(end)
            && scan.any(at, &["特级", "甲级", "乙级", "丙级", "甲等", "乙等"]).is_some();
        return ranked.or((above || alone).then_some(end));
    }
    let ch = scan.next(at).filter(|ch| matches!(ch, '一' | '二' | '三' | '四' | '五'))?;
    if scan.prev(at).is_some_and(numeral::is_chinese_numeral) {
        return None;
    }
    let end = scan.word(at + ch.len_utf8(), "级")?;
    let marked = scan.any(end, AND_ABOVE).is_some() || scan.any(end, &["标准", "资质", "水平"]).is_some();
    (marked || (at == 0 && scan.at_end(end))).then_some(end)
}

/// Ⅲ类, III类 of water and the like.
fn class(scan: Scan<'_>, at: usize) -> Option<usize> {
    let end = match scan.next(at)? {
        ch @ ('Ⅰ' | 'Ⅱ' | 'Ⅲ' | 'Ⅳ' | 'Ⅴ') => at + ch.len_utf8(),
        'I' | 'V' => scan.any(at, &["III", "II", "IV", "I", "V"])?,
        _ => return None,
    };
    scan.any(end, &["类", "级", "等"])
}

/// 前三名, 前10位, 前三 alone.
fn first_ones(scan: Scan<'_>, at: usize) -> Option<usize> {
    let from = scan.word(at, "前")?;
    let number =
        numeral::read(scan, from).filter(|number| number.about.is_none() && number.value.scale() == 0)?;
    scan.any(number.end, &["名", "位", "强"]).or_else(|| {
        // 前三, 全省前10
        let ranked =
            scan.prev(at).is_none_or(|ch| matches!(ch, '省' | '市' | '县' | '区' | '国' | '列' | '名'));
        (ranked && scan.at_end(number.end)).then_some(number.end)
    })
}
