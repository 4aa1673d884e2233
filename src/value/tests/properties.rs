//! What holds for any text.

use proptest::prelude::*;

use super::*;
use crate::text::Normalized;

/// What the grammar is made of, and some of its traps.
const TOKENS: &[&str] = &[
    "≥",
    "<=",
    "》",
    "《",
    "=",
    "不低于",
    "不超过",
    "控制在",
    "以内",
    "以上",
    "以为",
    "以前",
    "前",
    "底",
    "左右",
    "约",
    "余",
    "达到",
    "2020",
    "2020年",
    "12",
    "31",
    "05",
    "1.5",
    "3,309,840.00",
    "1..5",
    "万",
    "亿",
    "百",
    "元",
    "%",
    "次",
    "人",
    "人次",
    "个",
    "个工作日",
    "年",
    "月",
    "日",
    "号",
    "季度",
    "天",
    "每",
    "按",
    "均",
    "全年",
    "上半年",
    "第三季度",
    "春节",
    "年底",
    "/",
    "×",
    "+",
    "-",
    "=",
    "(",
    ")",
    "至",
    "一",
    "两",
    "十",
    "百分之",
    "分之",
    "半",
    "五个一",
    "一次性",
    "第",
    "“",
    "”",
    "〔",
    "〕",
    "A",
    "等",
    "优秀",
    "级",
    "奖",
    "热线",
    "，",
    "。",
    "、",
    " ",
    "　",
    "\u{200B}",
    ".",
    ",",
    ":",
    "角",
    "8",
    "99999999999999999999999999999",
    "４",
    "％",
    "😀",
    "é",
];

fn tokens() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(TOKENS), 0..14).prop_map(|tokens| tokens.concat())
}

fn check(raw: &str) {
    let value = TargetValue::parse(raw);
    let text = value.text.as_str();
    let mut at = 0;
    for part in &value.parts {
        assert!(part.span.start >= at && part.span.start < part.span.end, "{raw:?}: {:?}", value.parts);
        assert!(text.get(part.span.clone()).is_some(), "{raw:?}: no boundary: {:?}", part.span);
        if let Some(comparison) = &part.comparison {
            let inside = comparison.span.start >= part.span.start && comparison.span.end <= part.span.end;
            assert!(inside && text.get(comparison.span.clone()).is_some(), "{raw:?}: {comparison:?}");
        }
        at = part.span.end;
        let place = value.text.raw_range(part.span.clone());
        assert!(raw.get(place).is_some(), "{raw:?}");
    }
    let _ = (value.words(), value.kind(), value.money());
    assert!(serde_json::to_string(&value).is_ok());
    if let Some(canonical) = value.canonical() {
        let bounds = |value: &TargetValue| value.parts.len();
        let again = TargetValue::parse(&canonical);
        if value.parts.len() == 1 && bounds(&again) == 1 {
            assert_eq!(again.parts[0].quantity, value.parts[0].quantity, "{raw:?} → {canonical:?}");
        }
    }
}

/// A comparison as it may be printed before or behind a quantity.
fn comparisons() -> impl Strategy<Value = (&'static str, &'static str, Option<Bound>)> {
    proptest::sample::select(vec![
        ("", "", None),
        ("≥", "", Some(Bound::AtLeast)),
        (">=", "", Some(Bound::AtLeast)),
        ("不低于", "", Some(Bound::AtLeast)),
        ("至少", "", Some(Bound::AtLeast)),
        ("", "以上", Some(Bound::AtLeast)),
        ("≤", "", Some(Bound::AtMost)),
        ("不超过", "", Some(Bound::AtMost)),
        ("", "以内", Some(Bound::AtMost)),
        ("控制在", "以内", Some(Bound::AtMost)),
        ("大于", "", Some(Bound::MoreThan)),
        ("小于", "", Some(Bound::LessThan)),
        ("达到", "", Some(Bound::Exactly)),
        ("约", "", Some(Bound::About)),
        ("", "左右", Some(Bound::About)),
    ])
}

fn numbers() -> impl Strategy<Value = Decimal> {
    (0_i64..10_000_000, 0_u32..4).prop_map(|(number, scale)| Decimal::new(number, scale).normalize())
}

fn grouped(number: Decimal) -> String {
    let text = number.to_string();
    let (whole, decimals) = text.split_once('.').map_or((text.as_str(), None), |(a, b)| (a, Some(b)));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    decimals.map_or(grouped.clone(), |decimals| format!("{grouped}.{decimals}"))
}

fn full_width(text: &str) -> String {
    text.chars()
        .map(|ch| if ch.is_ascii_graphic() { char::from_u32(ch as u32 + 0xFEE0).unwrap() } else { ch })
        .collect()
}

fn only(raw: &str) -> Part {
    let value = TargetValue::parse(raw);
    assert_eq!(value.parts.len(), 1, "{raw:?}: {:?}", value.parts);
    value.parts.into_iter().next().unwrap()
}

#[test]
fn long_texts_take_time_in_proportion() {
    let started = std::time::Instant::now();
    for first in TOKENS {
        for second in ["", "1", "每", "+1", "(", "》"] {
            check(&format!("{first}{second}").repeat(200));
        }
    }
    // Far above what is needed; a square of the length would take minutes.
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_without_panic(raw in any::<String>()) {
        check(&raw);
    }

    #[test]
    fn any_mixture_of_tokens_has_proper_spans(raw in tokens()) {
        check(&raw);
    }

    #[test]
    fn reading_the_normalised_text_reads_the_same(raw in tokens()) {
        // A space inside a sign, and a comma's width, show only in the raw text.
        let raw = raw.replace([' ', '　', '，', '\u{200B}'], "");
        let normalized = Normalized::new(&raw);
        prop_assert_eq!(TargetValue::parse(&raw).parts, TargetValue::parse(normalized.as_str()).parts);
    }

    #[test]
    fn printed_amounts_are_read_back(
        (before, behind, bound) in comparisons(),
        number in numbers(),
        unit in proptest::sample::select(vec!["次", "人次", "户", "份", "%", "平方米", "公里", "吨", "个百分点", "台", "场", ""]),
        wide in any::<bool>(),
    ) {
        let text = format!("{before}{number}{unit}{behind}");
        // A bare 2020.06 is a month.
        prop_assume!(!(unit.is_empty() && (1900..2100).contains(&i32::try_from(number.trunc().mantissa()).unwrap())));
        let part = only(&if wide { full_width(&text) } else { text.clone() });
        prop_assert_eq!(part.comparison.as_ref().map(|comparison| comparison.bound), bound);
        prop_assert!(part.comparison.is_none_or(|comparison| comparison.well_formed));
        prop_assert!(!part.odd_number);
        match part.quantity {
            Quantity::Amount { number: read, upper: None, unit: read_unit, per } => {
                prop_assert_eq!(read, number);
                prop_assert_eq!(read_unit.map_or(String::new(), |unit| unit.name), unit.trim_start_matches('个'));
                prop_assert!(per.is_empty());
            }
            other => prop_assert!(false, "{}: {:?}", text, other),
        }
    }

    #[test]
    fn printed_money_is_read_back(
        (before, behind, bound) in comparisons(),
        number in numbers(),
        (unit, worth, stated) in proptest::sample::select(vec![
            ("元", 1_i64, true), ("万元", 10_000, true), ("亿元", 100_000_000, true), ("千元", 1000, true),
            ("百万元", 1_000_000, true), ("万", 10_000, false),
        ]),
        thousands in any::<bool>(),
    ) {
        let printed = if thousands { grouped(number) } else { number.to_string() };
        let part = only(&format!("{before}{printed}{unit}{behind}"));
        prop_assert_eq!(part.comparison.map(|comparison| comparison.bound), bound);
        let yuan = number * Decimal::from(worth);
        prop_assert_eq!(part.quantity, Quantity::Money { yuan, upper: None, per: Vec::new(), stated });
    }

    #[test]
    fn printed_dates_are_read_back(
        year in 1990_i32..2060,
        month in 1_u32..=12,
        day in 1_u32..=31,
        form in 0_usize..5,
        before in any::<bool>(),
    ) {
        let mut text = match form {
            0 => format!("{year}年{month}月{day}日"),
            1 => format!("{year}-{month:02}-{day:02}"),
            2 => format!("{year}/{month}/{day}"),
            3 => format!("{year}.{month}.{day}"),
            _ => format!("{year}年{month}月{day}号"),
        };
        if before {
            text.push_str("之前");
        }
        let part = only(&text);
        let date = CalendarDate { year: Some(year), month: Some(month), day: Some(day), planned: true };
        prop_assert_eq!(date.exists(), jiff::civil::Date::new(year as i16, month as i8, day as i8).is_ok());
        prop_assert_eq!(part.quantity, Quantity::Date(date));
        prop_assert_eq!(part.comparison.map(|comparison| comparison.bound), before.then_some(Bound::AtMost));
    }

    #[test]
    fn printed_ranges_are_read_back(
        low in 0_u32..500,
        more in 0_u32..500,
        link in proptest::sample::select(vec!["-", "—", "~", "至", "到"]),
        unit in proptest::sample::select(vec!["次", "%", "人", "份"]),
        twice in any::<bool>(),
    ) {
        let high = low + more;
        let first = if twice { unit } else { "" };
        let part = only(&format!("{low}{first}{link}{high}{unit}"));
        match part.quantity {
            Quantity::Amount { number, upper, unit: Some(read), .. } => {
                prop_assert_eq!((number, upper), (Decimal::from(low), Some(Decimal::from(high))));
                prop_assert_eq!(read.name, unit);
            }
            other => prop_assert!(false, "{:?}", other),
        }
    }
}
