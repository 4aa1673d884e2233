//! Money cells.

use rust_decimal::Decimal;

use super::{Cell, MoneyUnit};
use crate::text::half_width;

/// A money cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Amount {
    /// The cell.
    pub cell: Cell,
    /// The number; None where the text is none.
    pub number: Option<Decimal>,
    /// The unit that stands in the cell itself (`60万元`); None where it is the sheet's.
    pub unit: Option<MoneyUnit>,
}

impl Amount {
    /// Reads a money cell.
    pub fn read(cell: Cell) -> Self {
        let text = cell.raw.clone();
        Self::read_as(cell, &text)
    }

    /// Reads a money cell of which `text` is the amount: of `资金总额：60万元` what follows the label.
    pub fn read_as(cell: Cell, text: &str) -> Self {
        let text = text.trim();
        let units = [("万元", MoneyUnit::TenThousandYuan), ("元", MoneyUnit::Yuan)];
        let written = units.into_iter().find_map(|(name, unit)| Some((text.strip_suffix(name)?, unit)));
        match written.and_then(|(rest, unit)| Some((plain_number(rest)?, unit))) {
            Some((number, unit)) => Self { number: Some(number), unit: Some(unit), cell },
            None => Self { number: plain_number(text), unit: None, cell },
        }
    }

    /// What it is in 元, in a sheet whose money columns have the unit `sheet`. None where the text is no number,
    /// nobody says the unit, or the product is beyond what a decimal can hold.
    pub fn yuan(&self, sheet: Option<MoneyUnit>) -> Option<Decimal> {
        match self.number? {
            nothing if nothing.is_zero() => Some(nothing),
            number => number.checked_mul(self.unit.or(sheet)?.in_yuan()),
        }
    }
}

/// The number of a cell that holds nothing else: `3,309,840.00`, full-width digits and spaces allowed.
pub(crate) fn plain_number(raw: &str) -> Option<Decimal> {
    let raw = raw.trim();
    if raw.is_empty() || raw.len() > 60 {
        return None;
    }
    let mut digits = [0u8; 32];
    let mut length = 0;
    let mut seen_digit = false;
    for ch in raw.chars().map(half_width) {
        match ch {
            '0'..='9' => seen_digit = true,
            // A separator only between digits: `,5` is no number.
            ',' if seen_digit => continue,
            ' ' | '\n' | '\r' => continue,
            '.' => {}
            '-' if length == 0 => {}
            _ => return None,
        }
        *digits.get_mut(length)? = ch as u8;
        length += 1;
    }
    let text = std::str::from_utf8(&digits[..length]).ok()?;
    if !seen_digit || text.ends_with('.') || text.starts_with('.') {
        return None;
    }
    Decimal::from_str_exact(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Place;

    #[test]
    fn plain_numbers() {
        for (raw, number) in
            [("550", "550"), ("3,309,840.00", "3309840.00"), ("１７.７６ ", "17.76"), ("-5", "-5")]
        {
            assert_eq!(plain_number(raw).unwrap().to_string(), number);
        }
        for raw in [
            "",
            "5万元",
            "null",
            ".5",
            "1.2.3",
            "95%",
            "2020.12.31",
            "-",
            "1234567890123456789012345678901234567",
        ] {
            assert_eq!(plain_number(raw), None, "{raw}");
        }
    }

    #[test]
    fn a_cell_may_say_its_unit() {
        let yuan = |raw: &str, sheet| {
            let cell = Cell { raw: raw.to_owned(), place: Place { row: 1, column: 1 } };
            Amount::read(cell).yuan(sheet).map(|yuan| yuan.normalize().to_string())
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(yuan("60万元", None), some("600000"));
        assert_eq!(yuan("60万元", Some(MoneyUnit::Yuan)), some("600000"));
        assert_eq!(yuan("1,200 元", Some(MoneyUnit::TenThousandYuan)), some("1200"));
        assert_eq!(yuan("60", Some(MoneyUnit::TenThousandYuan)), some("600000"));
        assert_eq!(yuan("60", None), None);
        assert_eq!(yuan("约60万元", None), None);
    }
}
