//! What a line says about money: evidence for where a project ends.

use rust_decimal::Decimal;

use crate::layout::header::Columns;
use crate::layout::key::key;
use crate::read::Grid;
use crate::record::plain_number;
use crate::record::{Group, MoneyUnit};

use super::lines::Line;

/// Words in the name of an indicator that asks what something costs.
const COST_WORDS: [&str; 6] = ["费", "成本", "资金", "支出", "投入", "预算"];

/// What a line's output indicator says about cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cost {
    /// It is no cost.
    No,
    /// It is one, without an amount that could be read.
    Some,
    /// It is one, of so many 元.
    Of(Decimal),
}

/// Reads the output indicator of a line as a cost. `unit` is the money unit of the table, for bare numbers.
pub(super) fn cost(grid: &Grid, columns: &Columns, line: &Line, unit: Option<MoneyUnit>) -> Cost {
    let Some(pair) = columns.pairs.iter().find(|pair| pair.group == Group::Output) else { return Cost::No };
    let (row, _) = grid.nth_row(line.row as usize);
    let at = |column: u32| {
        let column = i64::from(column) - i64::from(line.shift);
        u32::try_from(column).map_or("", |column| grid.at(crate::read::Place { row, column }))
    };
    let (name, value) = (at(pair.name), at(pair.value));
    let money = money(value, unit);
    let named = !name.is_empty() && {
        let name = key(name);
        COST_WORDS.iter().any(|word| name.contains(word))
    };
    match money {
        Some(Money { yuan, bare }) if named || !bare => Cost::Of(yuan),
        _ if named => Cost::Some,
        _ => Cost::No,
    }
}

struct Money {
    yuan: Decimal,
    /// Without a unit of its own.
    bare: bool,
}

/// The one amount of money in a cell; None for `5000元/次` and cells with several numbers.
fn money(raw: &str, unit: Option<MoneyUnit>) -> Option<Money> {
    let text = key(raw);
    if let Some(number) = plain_number(&text) {
        return Some(Money { yuan: number.checked_mul(unit?.in_yuan())?, bare: true });
    }
    let start = text.find(|ch: char| ch.is_ascii_digit())?;
    let digits = text[start..].bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let after = &text[start + digits..];
    if after.contains(|ch: char| ch.is_ascii_digit() || ch == '/' || ch == '每') {
        return None;
    }
    let unit = match () {
        () if after.starts_with('万') => MoneyUnit::TenThousandYuan,
        () if after.starts_with('元') => MoneyUnit::Yuan,
        () => return None,
    };
    Some(Money {
        yuan: plain_number(&text[start..start + digits])?.checked_mul(unit.in_yuan())?,
        bare: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts() {
        let yuan = |raw: &str| {
            money(raw, Some(MoneyUnit::TenThousandYuan)).map(|money| money.yuan.normalize().to_string())
        };
        assert_eq!(yuan("15万"), Some("150000".to_owned()));
        assert_eq!(yuan("控制在2.5万元以内"), Some("25000".to_owned()));
        assert_eq!(yuan("100"), Some("1000000".to_owned()));
        assert_eq!(yuan("800元"), Some("800".to_owned()));
        for raw in ["2次", "500元/人", "2000元每次", "≥95%", "", "3次1万元"] {
            assert_eq!(yuan(raw), None, "{raw}");
        }
    }
}
