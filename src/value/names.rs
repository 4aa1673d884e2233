//! Numbers that name and do not measure: 12345热线, 第七次, “3.6”案, 一府两院, 五个一, 4G, COVID-19.

use super::grammar::{Reading, Scan};
use super::numeral;

/// Words that begin with a Chinese numeral and count nothing, though a unit may seem to follow.
const WORDS: &[&str] = &[
    "一次性",
    "一次次",
    "一年一度",
    "一年级",
    "一年四季",
    "一年来",
    "一年之计",
    "一部分",
    "一条龙",
    "一件事",
    "一张网",
    "一张图",
    "一站式",
    "一本账",
    "一把手",
    "一对一",
    "一门式",
    "一窗式",
    "一家人",
    "一家亲",
    "一代人",
    "一个样",
    "一位一体",
    "一人得",
    "一时间",
    "一批",
    "一期",
    "一台戏",
    "一套班子",
    "一盘棋",
    "一节课堂",
    "一项一",
    "一字",
    "一头",
    "一层",
    "一排",
    "一根",
    "一面",
    "一片",
    "一对",
    "一回事",
    "一辈",
    "一双",
    "一把",
    "一包",
    "一车",
    "一遍遍",
    "一段时间",
    "一小时圈",
    "一行",
    "一网",
    "一处处",
    "二人转",
    "二次供水",
    "二次污染",
    "二次创业",
    "二次开发",
    "二维",
    "三支一扶",
    "三支队伍",
    "三家村",
    "三人行",
    "三会一课",
    "三重一大",
    "三五",
    "四个自信",
    "四个意识",
    "四个全面",
    "四个伟大",
    "四个服务",
    "四个最严",
    "四个不摘",
    "四不两直",
    "五位一体",
    "六个严禁",
    "两个维护",
    "两个确立",
    "两个责任",
    "两个中心",
    "两个覆盖",
    "两个务必",
    "两个健康",
    "两个坚持",
    "三个代表",
    "三个务必",
    "三个文明",
    "三个清单",
    "三个必须",
    "八个明确",
    "九个坚持",
    "八项规定",
    "十项措施",
    "五大",
    "十大",
    "十一五",
    "十二五",
    "十三五",
    "十四五",
    "十五五",
    "十年树木",
    "十年寒窗",
    "百年",
    "百家争鸣",
    "千家万户",
    "万家",
    "三家以上比价",
    "七一",
    "八一",
    "五一",
    "六一",
    "十一",
    "两年行动",
    "三年行动",
    "五年规划",
    "五年计划",
    "三年计划",
    "三年攻坚",
    "三年规划",
    "三年滚动",
    "五年行动",
    "十年规划",
    "十年行动",
    "十年禁",
    "半年度报",
    "半年报",
];

/// What follows a number that names: 12345热线, 9.18专案, 5号楼, 3号线.
const NAMED_BEHIND: &[&str] = &[
    "热线",
    "专案",
    "号线",
    "号楼",
    "号院",
    "号文",
    "号令",
    "号井",
    "号桥",
    "号路",
    "号机",
    "号厅",
    "指挥中心",
    "报警",
    "举报电话",
    "专线",
    "国道",
    "省道",
    "县道",
    "战略",
    "发展战略",
    "平台电话",
    "急救",
    "火警",
    "医院",
    "大队",
    "中队",
    "级学生",
    "级新生",
];

/// Characters before 一 that make it no count: 第一, 统一, 不漏一人, 上一年.
const BEFORE_ONE: &str = "第之逐唯统单同某任这那进专不无漏每上下新归惟";

/// A number in digits that names something.
pub(super) fn numbered(scan: Scan<'_>, floor: usize, at: usize) -> Option<Reading> {
    let bytes = scan.text.as_bytes();
    let end = digits_end(scan, at);
    // COVID-19, A4, PM2.5, but not 约ABC 12: a space parts them.
    if at > floor
        && let Some(before) = scan.prev(at)
    {
        let hyphen = before == '-' && at >= 2 && bytes[at - 2].is_ascii_alphabetic();
        if before.is_ascii_alphabetic() || hyphen {
            return Some(Reading::Name { end });
        }
    }
    // 4G, 3D: letters that are no unit.
    if scan.next(end).is_some_and(|ch| ch.is_ascii_alphabetic())
        && super::unit::read(scan, end, false).is_none()
        && !is_operator(scan, end)
        && !is_grade(scan, end)
    {
        let end = end + scan.rest(end).bytes().take_while(u8::is_ascii_alphanumeric).count();
        return Some(Reading::Name { end });
    }
    if let Some(end) = scan.any(end, NAMED_BEHIND) {
        return Some(Reading::Name { end });
    }
    if ["热线", "电话", "专线", "编号", "邮编", "代码"].iter().any(|word| scan.slice(0..at).ends_with(word))
    {
        return Some(Reading::Name { end });
    }
    // 年鉴2020卷, 2018级: a year's issue or class.
    let year = end - at == 4 && matches!(bytes[at..end], [b'1', b'9', ..] | [b'2', b'0', ..]);
    if let Some(end) = scan.any(end, &["卷", "版", "款", "级", "届"]).filter(|_| year) {
        return Some(Reading::Name { end });
    }
    if super::date_point::heads_words(scan, at, end) {
        return Some(Reading::Name { end });
    }
    if let Some(end) = formula(scan, end) {
        return Some(Reading::Name { end });
    }
    clock(scan, end).or_else(|| enumerator(scan, floor, at, end))
}

fn is_operator(scan: Scan<'_>, at: usize) -> bool {
    matches!(scan.next(at), Some('x' | 'X')) && scan.next(at + 1).is_some_and(|ch| ch.is_ascii_digit())
}

/// 1+N, 2+3模式: names of ways to work. Gives the end.
fn formula(scan: Scan<'_>, end: usize) -> Option<usize> {
    let mut end = end;
    let mut open = false;
    for _ in 0..8 {
        let Some(next) = scan.word(end, "+") else { break };
        open |= scan.next(next).is_some_and(|ch| matches!(ch, 'N' | 'n' | 'X' | 'x'));
        end = next + scan.rest(next).bytes().take_while(u8::is_ascii_alphanumeric).count();
    }
    (open || scan.any(end, &["模式", "机制", "体系", "工程", "工作法"]).is_some()).then_some(end)
}

/// 4A级
fn is_grade(scan: Scan<'_>, at: usize) -> bool {
    let letters = scan.rest(at).bytes().take_while(|byte| matches!(byte, b'A'..=b'E')).count();
    letters > 0 && scan.any(at + letters, &["级", "等", "类"]).is_some()
}

/// Where the digits and points of a number end.
pub(super) fn digits_end(scan: Scan<'_>, at: usize) -> usize {
    let bytes = scan.text.as_bytes();
    let mut end = at;
    while let Some(byte) = bytes.get(end) {
        let decimal = *byte == b'.' && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        if !byte.is_ascii_digit() && !decimal {
            break;
        }
        end += 1;
    }
    end.max(at)
}

/// 8:30, 9:00-17:00, 9:30:00.
fn clock(scan: Scan<'_>, end: usize) -> Option<Reading> {
    let bytes = scan.text.as_bytes();
    let two = |at: usize| bytes.get(at..at + 2).is_some_and(|pair| pair.iter().all(u8::is_ascii_digit));
    let alone = |at: usize| !bytes.get(at).is_some_and(u8::is_ascii_digit);
    let pair = |at: usize| bytes.get(at) == Some(&b':') && two(at + 1) && alone(at + 3);
    let seconds = if pair(end + 3) { 3 } else { 0 };
    pair(end).then_some(Reading::Name { end: end + 3 + seconds })
}

/// The number of an item in a list: `1.完成…`, `2、开展…`, `(3)`, at the beginning of a clause.
fn enumerator(scan: Scan<'_>, floor: usize, at: usize, end: usize) -> Option<Reading> {
    if end - at > 2 {
        return None;
    }
    let before = scan.prev(at);
    // `…费用 2、还房…`: the space that parted them shows only in the raw text.
    let raw_start = scan.normalized.raw_range(at..end).start;
    let spaced = scan.raw.get(..raw_start).is_some_and(|raw| raw.ends_with(char::is_whitespace));
    let clause = at == 0
        || spaced
        || (at >= floor && before.is_some_and(|ch| matches!(ch, ';' | '。' | ',' | ':' | '(')));
    if !clause {
        return None;
    }
    let mark = scan.next(end)?;
    let next = scan.next(end + mark.len_utf8());
    let words = next.is_some_and(|ch| crate::text::is_han(ch) || matches!(ch, '“' | '《'));
    let is_item = match mark {
        '.' | '．' => words && before != Some('('),
        '、' => words && !next.is_some_and(numeral::is_chinese_numeral) && before != Some('('),
        ')' => words && matches!(before, Some('(') | None),
        _ => false,
    };
    is_item.then(|| Reading::Name { end: end + mark.len_utf8() })
}

/// Letters: a run of them with its digits is a name (PPP, A4, COVID-19).
pub(super) fn latin(scan: Scan<'_>, at: usize) -> Option<Reading> {
    let bytes = scan.rest(at).as_bytes();
    let mut end = 0;
    while let Some(byte) = bytes.get(end) {
        let joint =
            matches!(byte, b'-' | b'.' | b'_') && bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric);
        if !byte.is_ascii_alphanumeric() && !joint {
            break;
        }
        end += 1;
    }
    let end = at + end;
    (end > at).then(|| Reading::Name { end: standard(scan, at, end).unwrap_or(end) })
}

/// The rest of a standard's number, of which the letters are read: GB/T 18883—2022, DB51/T 2049, ISO 9001:2015.
fn standard(scan: Scan<'_>, at: usize, end: usize) -> Option<usize> {
    const BODIES: &[&str] = &[
        "GB", "DB", "ISO", "IEC", "HJ", "JGJ", "CJJ", "CJ", "JTG", "JTJ", "JT", "SL", "DL", "NY", "YY", "WS",
        "GA", "QB", "SB", "LY", "TB", "AQ", "HG", "JB", "DZ", "CECS", "TSG", "WH", "RB", "SN", "T",
    ];
    let letters = scan.slice(at..end).trim_end_matches(|ch: char| !ch.is_ascii_uppercase());
    let body = letters.trim_start_matches(|ch: char| !ch.is_ascii_uppercase());
    if !BODIES.contains(&body.trim_end_matches(|ch: char| ch.is_ascii_digit())) && !body.starts_with("DB") {
        return None;
    }
    let mut end = scan.any(end, &["/T", "/Z"]).unwrap_or(end);
    let number = scan.word(end, " ").unwrap_or(end);
    let digits = |from: usize| {
        let rest = scan.rest(from);
        from + rest.len() - rest.trim_start_matches(|ch: char| ch.is_ascii_digit() || ch == '.').len()
    };
    if digits(number) > number {
        end = digits(number);
    }
    if let Some(year) = scan.any(end, &["-", "—", "–", "−", ":"])
        && digits(year) == year + 4
    {
        end = year + 4;
    }
    Some(end)
}

/// 第七次, 第四届, 第3条: ordinals name, with what they number.
pub(super) fn ordinal(scan: Scan<'_>, at: usize) -> Option<Reading> {
    let from = scan.word(at, "第")?;
    let end = match scan.next(from)? {
        ch if ch.is_ascii_digit() => digits_end(scan, from),
        ch if numeral::is_chinese_numeral(ch) => numeral::chinese_run(scan, from),
        _ => return None,
    };
    let end = super::unit::read(scan, end, false).map_or(end, |(_, unit_end)| unit_end);
    Some(Reading::Name { end })
}

/// Quoted names and titles: “3.6”案, “155发展战略”, 《…》. Not where the quotes hold the whole text, nor where
/// a measured target stands in them.
pub(super) fn quoted(scan: Scan<'_>, at: usize) -> Option<Reading> {
    let open = scan.next(at)?;
    let (close, longest) = match open {
        '“' => ('”', 24),
        '"' => ('"', 24),
        '「' => ('」', 24),
        '『' => ('』', 24),
        '《' => ('》', 60),
        _ => return None,
    };
    let from = at + open.len_utf8();
    let mut letters = 0;
    for (count, (i, ch)) in scan.rest(from).char_indices().enumerate() {
        if ch == close {
            let inside = scan.slice(from..from + i);
            let end = from + i + ch.len_utf8();
            let title = open == '《' && letters >= 2;
            let whole = at == 0 && scan.at_end(end);
            let target = inside.is_empty() || inside.contains(['%', '≥', '≤', '>', '<']);
            let name = open != '《' && !whole && !target;
            return (title || name).then_some(Reading::Name { end });
        }
        if ch == open || count >= longest {
            return None;
        }
        letters += usize::from(crate::text::is_han(ch));
    }
    None
}

/// Words that begin with a Chinese numeral, or in which one stands.
pub(super) fn worded(scan: Scan<'_>, at: usize) -> Option<Reading> {
    let whole = at == 0 && numeral::chinese_run(scan, at) == scan.text.len();
    // 五一前 is a date, 十一个 a number.
    let counted =
        ["前", "期间", "个", "人", "次", "项", "万", "家", "名", "户", "月", "年", "件", "场", "条"];
    if !whole
        && let Some(end) = scan.any(at, WORDS)
        && !(scan.any(at, &["五一", "六一", "七一", "八一", "十一"]) == Some(end)
            && scan.any(end, &counted).is_some())
    {
        return Some(Reading::Name { end });
    }
    let ch = scan.next(at)?;
    let behind = at + ch.len_utf8();
    if ch == '一' {
        if scan.prev(at).is_some_and(|before| BEFORE_ONE.contains(before))
            || scan.slice(0..at).ends_with("最后")
        {
            return Some(Reading::Name { end: behind });
        }
        // 一村一品, 一户一策
        if let Some(thing) = scan.next(behind)
            && scan.next(behind + thing.len_utf8()) == Some('一')
            && !matches!(thing, '年' | '月' | '周' | '天' | '日' | '季')
        {
            return Some(Reading::Name { end: behind + thing.len_utf8() + '一'.len_utf8() });
        }
    }
    // 五个一工程
    // 六届人大五次会议 is a meeting's name.
    let run_end = numeral::chinese_run(scan, at);
    if scan.any(run_end, &["次会议", "次全会", "次全体"]).is_some()
        && before_chars(scan, at, 10).any(|ch| ch == '届')
    {
        return Some(Reading::Name { end: run_end });
    }
    // 几十个, 数百人: nobody knows how many. 人数二十人 is another 数.
    let before = scan.slice(0..at);
    let counted = ["人数", "次数", "个数", "户数", "件数", "总数", "份数", "场数", "项数"];
    if ch == '十' && before.ends_with(['几', '数']) && !counted.iter().any(|word| before.ends_with(word)) {
        return Some(Reading::Name { end: numeral::chinese_run(scan, at) });
    }
    let end = scan.word(numeral::chinese_run(scan, at), "个一")?;
    super::unit::read(scan, end, true).is_none().then_some(Reading::Name { end })
}

/// A run of Chinese numerals that is no number here: passed over as a whole, so that its tail is not read.
pub(super) fn numeral_run(scan: Scan<'_>, at: usize) -> Option<Reading> {
    let end = numeral::chinese_run(scan, at);
    (end > at).then_some(Reading::Name { end })
}

/// The last `count` characters before `at`, nearest first.
fn before_chars(scan: Scan<'_>, at: usize, count: usize) -> impl Iterator<Item = char> {
    scan.slice(0..at).chars().rev().take(count)
}
