//! Tests of the grammar of target values.

mod properties;
mod spellings;

use super::*;

/// A value in short: each part as `[comparison] reading`, parted by ` + `; `!` after a malformed comparison,
/// `?` after an odd number.
fn show(raw: &str) -> String {
    let value = TargetValue::parse(raw);
    let parts: Vec<String> = value.parts.iter().map(show_part).collect();
    parts.join(" + ")
}

fn show_part(part: &Part) -> String {
    let mut shown = String::new();
    if let Some(comparison) = &part.comparison {
        shown.push_str(match comparison.bound {
            Bound::AtLeast => "≥",
            Bound::AtMost => "≤",
            Bound::MoreThan => ">",
            Bound::LessThan => "<",
            Bound::Exactly => "=",
            Bound::About => "~",
        });
        shown.push_str(if comparison.well_formed { " " } else { "! " });
    }
    shown.push_str(&show_quantity(&part.quantity));
    if part.odd_number {
        shown.push('?');
    }
    shown
}

fn show_quantity(quantity: &Quantity) -> String {
    let upper = |upper: &Option<Decimal>| upper.map(|upper| format!("..{upper}")).unwrap_or_default();
    let rates = |per: &[Unit]| per.iter().map(|unit| format!("/{}", unit.name)).collect::<String>();
    match quantity {
        Quantity::Amount { number, upper: high, unit, per } => {
            let unit = unit.as_ref().map_or("", |unit| &unit.name);
            format!("{number}{}{unit}{}", upper(high), rates(per))
        }
        Quantity::Money { yuan, upper: high, per, stated } => {
            let sign = if *stated { "¥" } else { "(¥)" };
            format!("{sign}{yuan}{}{}", upper(high), rates(per))
        }
        Quantity::Date(date) => show_date(date),
        Quantity::Period { from, to } => format!("{}..{}", show_date(from), show_date(to)),
        Quantity::Duration { number, upper: high, unit } => {
            format!("for {number}{}{}", upper(high), unit.name)
        }
        Quantity::Frequency { times, every } => format!("{times} every {}", every.name),
        Quantity::Grade(grade) => format!("grade {grade}"),
        Quantity::Calculation { computed, stated } => {
            let number =
                |number: &Option<Decimal>| number.map_or("?".to_owned(), |number| number.to_string());
            format!("computed {} stated {}", number(computed), number(stated))
        }
    }
}

fn show_date(date: &CalendarDate) -> String {
    let part = |part: Option<u32>| part.map_or("*".to_owned(), |part| part.to_string());
    let year = date.year.map_or("*".to_owned(), |year| year.to_string());
    let past = if date.planned { "" } else { " unplanned" };
    format!("{year}-{}-{}{past}", part(date.month), part(date.day))
}

#[test]
fn what_stands_around_a_part() {
    let around = |raw: &str, index: usize| {
        let value = TargetValue::parse(raw);
        let part = &value.parts[index];
        [value.before(part).to_owned(), value.after(part).to_owned()]
    };
    assert_eq!(around("完成16场培训", 0), ["完成", "培训"]);
    assert_eq!(around("宣传片1部", 0), ["宣传片", ""]);
    assert_eq!(around("分馆1个、社区书屋6个改造", 0), ["分馆", "、社区书屋"]);
    assert_eq!(around("分馆1个、社区书屋6个改造", 1), ["、社区书屋", "改造"]);
    assert_eq!(around("全面排查,整改隐患30处,建立台账", 0), ["整改隐患", ""]);
}
