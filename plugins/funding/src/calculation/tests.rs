use super::*;
use crate::text::tests::{count, figure, money};

fn rule() -> Calculations {
    let list = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
    Calculations {
        tolerance: Decimal::new(1, 2),
        announcing: list(&["共", "合计", "总计"]),
        unsure: list(&["其中", "等"]),
    }
}

fn calculation<'a>(text: &str, computed: &str, stated: &str) -> Figure<'a> {
    Figure { upper: Some(stated.parse().unwrap()), ..figure(text, text, Kind::Calculation, computed, "") }
}

#[test]
fn written_calculations_come_out_or_not() {
    for (text, computed, stated, wrong) in [
        ("2次×3000元=8000元", "6000", "8000", true),
        ("230人×8.5元×365天=71.36万元", "713575", "713600", false),
        ("50公斤×40袋=2吨", "2000", "2", false),
        ("5人×2000元×12月=12", "120000", "12", false),
        ("80户×250元=2.8万元", "20000", "28000", true),
    ] {
        let found = rule().wrong(&Text::new(text, vec![calculation(text, computed, stated)]));
        let expected = wrong.then(|| Wrong { span: 0..text.len(), computed: computed.parse().unwrap() });
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{text}");
    }
}

/// A price for each of `per`, `things` with their units, and what they come to.
fn prose(
    text: &str,
    price: (&str, &str, &[&str]),
    things: &[(&str, &str, &str)],
    total: (&str, &str),
) -> Vec<String> {
    let mut figures = vec![money(text, price.0, price.1, price.2), money(text, total.0, total.1, &[])];
    for (written, number, unit) in things {
        figures.push(match *unit {
            "天" | "月" => figure(text, written, Kind::Duration, number, unit),
            _ => count(text, written, number, unit),
        });
    }
    figures.sort_by_key(|figure| figure.span.start);
    rule()
        .wrong(&Text::new(text, figures))
        .into_iter()
        .map(|wrong| wrong.computed.normalize().to_string())
        .collect()
}

#[test]
fn prices_of_a_year() {
    let daily = |total: (&str, &str)| {
        let text = format!("230名网格员,每人每天8.5元,共{}", total.0);
        prose(&text, ("每人每天8.5元", "8.5", &["人", "天"]), &[("230名", "230", "名")], total)
    };
    // Of 365 days, of 250 working days, of a month of 30.
    for total in [("713575元", "713575"), ("48.875万元", "488750"), ("58650元", "58650")] {
        assert_eq!(daily(total), Vec::<String>::new(), "{total:?}");
    }
    assert_eq!(daily(("613575元", "613575")), ["713575"]);
    // Off by a thousand or ten thousand is another unit.
    assert_eq!(daily(("71.3575元", "71.3575")), Vec::<String>::new());
}

#[test]
fn prices_of_things() {
    let each = |text: &str, total: (&str, &str)| {
        prose(text, ("每人200元", "200", &["人"]), &[("50人", "50", "人")], total)
    };
    assert!(each("50人,每人200元,共计1万元", ("1万元", "10000")).is_empty());
    assert_eq!(each("50人,每人200元,共计1.5万元", ("1.5万元", "15000")), ["10000"]);
    // Three times a year, perhaps.
    assert!(each("50人,每人200元,共计3万元", ("3万元", "30000")).is_empty());
    // What is announced by no word, or with a word that brings in more.
    assert!(each("50人,每人200元,经费1.5万元", ("1.5万元", "15000")).is_empty());
    assert!(each("50人,每人200元等,共计1.5万元", ("1.5万元", "15000")).is_empty());
    // Another sentence.
    assert!(each("50人,每人200元。共计1.5万元", ("1.5万元", "15000")).is_empty());
}

#[test]
fn a_total_right_behind_the_things() {
    let floor = |total: (&str, &str)| {
        let text = format!("3980元一平方共70平方{}", total.0);
        let things = [("一平方", "1", "平方"), ("70平方", "70", "平方")];
        prose(&text, ("3980元", "3980", &[]), &things, total)
    };
    assert!(floor(("27.86万元", "278600")).is_empty());
    assert_eq!(floor(("37.86万元", "378600")), ["278600"]);
}

#[test]
fn things_that_may_belong_to_it_or_not() {
    let people = [("260人", "260", "人"), ("572人", "572", "人")];
    let price = ("每人每月70元", "70", &["人", "月"][..]);
    let text = |total: &str| format!("城区260人,乡村572人,每人每月70元,合计{total}");
    assert!(prose(&text("698900元"), price, &people, ("698900元", "698900")).is_empty());
    // Which of them are meant cannot be told.
    assert!(prose(&text("51万元"), price, &people, ("51万元", "510000")).is_empty());

    let text = "12个镇,50人,每人200元,共1.7万元";
    let things = [("12个镇", "12", "个镇"), ("50人", "50", "人")];
    assert!(prose(text, ("每人200元", "200", &["人"]), &things, ("1.7万元", "17000")).is_empty());
}

#[test]
fn things_of_other_things() {
    let text = "3期,每期50人,每人1000元,共18万元";
    let read = |total: &str, number: &str| {
        let text = text.replace("18万元", total);
        let figures = vec![
            count(&text, "3期", "3", "期"),
            Figure { per: vec!["期"], ..count(&text, "每期50人", "50", "人") },
            money(&text, "每人1000元", "1000", &["人"]),
            money(&text, total, number, &[]),
        ];
        rule().wrong(&Text::new(&text, figures)).into_iter().map(|wrong| wrong.computed).collect::<Vec<_>>()
    };
    assert_eq!(read("18万元", "180000"), [Decimal::from(150_000)]);
    assert!(read("15万元", "150000").is_empty());
}

#[test]
fn a_name_and_its_value() {
    let across = |name: &str, price: &str, value: &str, number: &str| {
        let name = Text::new(name, vec![count(name, "80户", "80", "户"), money(name, price, "250", &["户"])]);
        let total = money(value, value, number, &[]);
        rule().wrong_across(&name, &Text::new(value, vec![total]))
    };
    assert_eq!(across("慰问80户,每户250元", "每户250元", "2万元", "20000"), None);
    let wrong = across("慰问80户,每户250元", "每户250元", "2.8万元", "28000").unwrap();
    assert_eq!((wrong.span, wrong.computed), (0.."2.8万元".len(), Decimal::from(20_000)));
}
