use jichi_plugin::{Bound, Kind};

use super::*;
use crate::text::Figure;
use crate::text::tests::{count, figure, money};

fn rule() -> Costs {
    let list = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
    Costs {
        tolerance: Decimal::new(1, 2),
        general: list(&["补助标准", "成本", "经费", "人数", "费"]),
        whole: list(&["总成本"]),
        unspent: list(&["节约", "最高"]),
        nested: list(&["其中"]),
        announcing: list(&["共", "合计"]),
        unit_price: list(&["单价", "标准"]),
        shared: list(&["配套"]),
        widest: Decimal::TEN,
    }
}

fn row<'a>(name: &'a str, value: &'a str, figures: Vec<Figure<'a>>) -> Row<'a> {
    let sums: Vec<Decimal> = figures.iter().filter_map(Figure::sum).collect();
    Row {
        index: 0,
        name: Text::new(name, Vec::new()),
        target: Text::new(value, figures),
        is_cost: true,
        is_quantity: false,
        cost: (!sums.is_empty()).then(|| sums.into_iter().sum()),
    }
}

/// A cost that is stated, in 元.
fn cost<'a>(name: &'a str, value: &'a str) -> Row<'a> {
    row(name, value, vec![money(value, value, value.trim_end_matches('元'), &[])])
}

/// A price for each of `unit`.
fn price<'a>(name: &'a str, value: &'a str, number: &str, unit: &'a str) -> Row<'a> {
    row(name, value, vec![money(value, value, number, &[unit])])
}

fn quantity<'a>(name: &'a str, value: &'a str, number: &str, unit: &'a str) -> Row<'a> {
    let row = row(name, value, vec![count(value, value, number, unit)]);
    Row { is_cost: false, is_quantity: true, ..row }
}

fn read_with_goal(rows: Vec<Row<'_>>, goal: &Text<'_>, funding: u32) -> Breakdown {
    let rows: Vec<Row<'_>> = rows.into_iter().enumerate().map(|(index, row)| Row { index, ..row }).collect();
    rule().breakdown(&rows, goal, funding.into(), Some(2020))
}

fn read(rows: Vec<Row<'_>>, funding: u32) -> Breakdown {
    read_with_goal(rows, &Text::new("", Vec::new()), funding)
}

fn stated(rows: Vec<Row<'_>>, funding: u32) -> Option<Decimal> {
    read(rows, funding).contradiction(funding.into(), Decimal::new(1, 2)).map(|found| found.stated)
}

fn some(stated: u32) -> Option<Decimal> {
    Some(stated.into())
}

#[test]
fn stated_costs_add_up_to_the_funding() {
    let costs = || vec![cost("考务费", "50000元"), cost("印刷费", "20000元")];
    assert_eq!(stated(costs(), 90_000), some(70_000));
    assert_eq!(stated(costs(), 60_000), some(70_000));
    assert_eq!(stated(costs(), 70_500), None);
    // One alone is no breakdown; one that cannot be read may hold the rest; the whole stands beside its parts.
    assert_eq!(stated(vec![cost("考务费", "50000元")], 90_000), None);
    assert_eq!(stated([costs(), vec![row("差旅费", "据实", Vec::new())]].concat(), 90_000), None);
    assert_eq!(stated([costs(), vec![row("差旅费", "据实", Vec::new())]].concat(), 60_000), some(70_000));
    assert_eq!(stated([costs(), vec![cost("会议", "90000元")]].concat(), 90_000), None);
    assert_eq!(stated([costs(), vec![cost("总成本", "80000元")]].concat(), 90_000), None);
    // The same row twice, which may be a cost of its own or not.
    assert_eq!(stated([costs(), costs()].concat(), 70_000), None);
    assert_eq!(stated([costs(), costs()].concat(), 140_000), None);
    assert_eq!(stated([costs(), costs()].concat(), 100_000), None);
    assert_eq!(stated([costs(), costs()].concat(), 150_000), some(140_000));
    assert_eq!(stated([costs(), costs()].concat(), 60_000), some(70_000));
}

#[test]
fn sums_within_a_list() {
    let costs =
        |last| vec![cost("甲", "50000元"), cost("乙", "35000元"), cost("丙", "15000元"), cost("丁", last)];
    assert_eq!(stated(costs("30000元"), 80_000), None);
    assert_eq!(stated(costs("30000元"), 90_000), some(130_000));
    // 50000 is what the next two come to, and a cost of its own: all together make the funding.
    assert_eq!(stated(costs("30000元"), 130_000), None);
}

#[test]
fn prices_times_quantities() {
    let rows = || vec![quantity("会议", "2次", "2", "次"), price("会议费", "5000元/次", "5000", "次")];
    assert_eq!(stated(rows(), 8_000), some(10_000));
    assert_eq!(stated(rows(), 10_000), None);
    // A single product below the funding is no breakdown.
    assert_eq!(stated(rows(), 20_000), None);
    let both = || [rows(), vec![cost("印刷费", "20000元")]].concat();
    assert_eq!(stated(both(), 40_000), some(30_000));
    assert_eq!(stated(both(), 30_000), None);
    let breakdown = read(rows(), 8_000);
    let made = Made::Product { count: Decimal::TWO, unit: "次".to_owned(), counted: Field::Value(0) };
    assert_eq!(breakdown.items.iter().map(|item| &item.made).collect::<Vec<_>>(), [&made]);
    assert_eq!(breakdown.items[0].terms, "2次×5000元");
    assert_eq!(breakdown.items[0].field, Field::Value(1));
}

#[test]
fn quantities_that_may_be_more() {
    let many = quantity("会议", "≥2次", "2", "次");
    let [figure] = many.target.figures() else { panic!() };
    let figure = Figure { bound: Some(Bound::AtLeast), ..figure.clone() };
    let many = Row { target: Text::new("≥2次", vec![figure]), ..many };
    let rows = vec![many, price("会议费", "5000元/次", "5000", "次"), cost("印刷费", "20000元")];
    assert_eq!(stated(rows.clone(), 40_000), None);
    assert_eq!(stated(rows, 20_000 + 9_000), some(30_000));
}

#[test]
fn prices_whose_quantity_cannot_be_told() {
    let unread = |rows| {
        let breakdown = read(rows, 1_000);
        breakdown.unread && breakdown.items.is_empty()
    };
    let fee = |name| price(name, "300元/人", "300", "人");
    // Other people; two groups of them; another unit; days that nobody counts.
    assert!(unread(vec![quantity("考生", "4100人", "4100", "人"), fee("专家劳务费")]));
    let groups = vec![quantity("教师培训", "10人", "10", "人"), quantity("骨干教师培训", "30人", "30", "人")];
    assert!(unread([groups, vec![fee("教师培训费")]].concat()));
    assert!(unread(vec![quantity("培训", "10期", "10", "期"), fee("培训费")]));
    let daily = row("培训费", "300元/人/天", vec![money("300元/人/天", "300元/人/天", "300", &["人", "天"])]);
    assert!(unread(vec![quantity("培训", "10人", "10", "人"), daily]));
    // More than ten times the funding; at most so much.
    assert!(unread(vec![quantity("培训", "40人", "40", "人"), fee("培训费")]));
    assert!(unread(vec![quantity("举报", "10人", "10", "人"), fee("举报最高奖励费")]));
    // Where both are told twice the same, it can be told.
    let twice =
        vec![quantity("培训", "10人", "10", "人"), quantity("培训人数", "10人", "10", "人"), fee("培训费")];
    assert!(!unread(twice));
}

#[test]
fn prices_without_a_topic_are_of_the_only_quantity() {
    let standard = || price("补助标准", "300元/人", "300", "人");
    assert_eq!(stated(vec![quantity("学生", "10人", "10", "人"), standard()], 1_000), some(3_000));
    let two = vec![quantity("学生", "10人", "10", "人"), quantity("教师", "5人", "5", "人"), standard()];
    assert_eq!(stated(two, 1_000), None);
    // Beside a stated cost they say how that is made up.
    let detail = vec![quantity("学生", "10人", "10", "人"), standard(), cost("伙食费", "900元")];
    assert_eq!(stated(detail, 1_000), None);
}

#[test]
fn quantities_in_the_goal() {
    let rows = || vec![price("公示牌成本", "1000元/块", "1000", "块")];
    let text = "设立公示牌60块";
    let goal = Text::new(text, vec![count(text, "60块", "60", "块")]);
    assert_eq!(read_with_goal(rows(), &goal, 50_000).items[0].amount, Decimal::from(60_000));
    // Of another year; of another kind.
    let text = "到2021年，设立公示牌60块";
    assert!(read_with_goal(rows(), &Text::new(text, vec![count(text, "60块", "60", "块")]), 50_000).unread);
    let text = "更换门牌60块";
    assert!(read_with_goal(rows(), &Text::new(text, vec![count(text, "60块", "60", "块")]), 50_000).unread);
    // Others pay a part.
    let text = "县级配套，设立公示牌60块";
    assert!(read_with_goal(rows(), &Text::new(text, vec![count(text, "60块", "60", "块")]), 50_000).unread);
}

#[test]
fn amounts_of_one_cell() {
    let read = |text: &str, amounts: &[(&str, &str)], funding| {
        let figures = amounts.iter().map(|(written, number)| money(text, written, number, &[])).collect();
        let breakdown = read(vec![row("设备", text, figures)], funding);
        let amounts = breakdown.items.iter().map(|item| item.amount.to_string()).collect::<Vec<_>>();
        (amounts, breakdown.unread, breakdown.restated)
    };
    let strings = |amounts: &[&str]| amounts.iter().map(|&amount| amount.to_owned()).collect::<Vec<_>>();
    let list = [("6万元", "60000"), ("5万元", "50000")];
    assert_eq!(read("服务器6万元,终端5万元", &list, 90_000), (strings(&["60000", "50000"]), false, false));
    assert_eq!(read("服务器6万元,终端5万元", &list, 110_000), (Vec::new(), false, true));
    assert_eq!(read("6万元,其中终端5万元", &list, 90_000), (Vec::new(), true, false));
    let whole = [("11万元", "110000"), ("6万元", "60000"), ("5万元", "50000")];
    let text = "共11万元,其中服务器6万元,终端5万元";
    assert_eq!(read(text, &whole, 90_000), (strings(&["110000"]), false, false));
}

#[test]
fn calculations_that_come_out_are_costs() {
    let calculated = |written: &'static str, computed: &str, stated: &str| {
        let calculation = Figure {
            upper: Some(stated.parse().unwrap()),
            ..figure(written, written, Kind::Calculation, computed, "")
        };
        read(vec![row("检测费", written, vec![calculation])], 150_000)
    };
    let breakdown = calculated("400元×400批次=16万元", "160000", "160000");
    assert_eq!(
        breakdown.contradiction(150_000.into(), Decimal::new(1, 2)).unwrap().gap,
        Decimal::from(10_000)
    );
    assert!(calculated("400元×400批次=18万元", "160000", "180000").unread);
    assert!(calculated("4场×40人=160人", "160", "160").unread);
}
