//! The values of a workbook's cells, and what they show.

use std::borrow::Cow;

use calamine::{CellErrorType, DataRef, ExcelDateTime, ExcelDateTimeType};

use super::Place;
use super::number_format::{Moment, NumberFormat};

/// The place of a row and column that are counted from 0.
pub(super) fn place((row, column): (u32, u32)) -> Place {
    Place { row: row.saturating_add(1), column: column.saturating_add(1) }
}

/// What a cell shows; None where it shows nothing.
pub(super) fn show<'v>(value: &'v DataRef<'_>, format: &NumberFormat) -> Option<Cow<'v, str>> {
    Some(Cow::Owned(match value {
        DataRef::Empty => return None,
        DataRef::SharedString(text) => return Some(Cow::Borrowed(text)),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            return Some(Cow::Borrowed(text));
        }
        DataRef::Int(number) => format.show(*number as f64),
        DataRef::Float(number) => format.show(*number),
        DataRef::Bool(truth) => return Some(Cow::Borrowed(if *truth { "TRUE" } else { "FALSE" })),
        DataRef::DateTime(date) if date.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            format.show_date((year, month, day, hour, minute, second))
        }
        DataRef::DateTime(duration) => NumberFormat::General.show(duration.as_f64()),
        DataRef::Error(error) => error.to_string(),
    }))
}

/// A number that is a date where its format says so.
pub(super) fn number(value: f64, format: &NumberFormat, is_1904: bool) -> DataRef<'static> {
    match format {
        NumberFormat::Date(_) => {
            DataRef::DateTime(ExcelDateTime::new(value, ExcelDateTimeType::DateTime, is_1904))
        }
        _ => DataRef::Float(value),
    }
}

/// Reads `2020-04-03`, `2020-04-03T09:05:07.000`.
pub(super) fn iso_moment(text: &str) -> Option<Moment> {
    let moment: jiff::civil::DateTime = text.parse().ok()?;
    let part = |part: i8| u8::try_from(part).ok();
    Some((
        u16::try_from(moment.year()).ok()?,
        part(moment.month())?,
        part(moment.day())?,
        part(moment.hour())?,
        part(moment.minute())?,
        part(moment.second())?,
    ))
}

/// A number in four bytes: the upper half of a float, or an integer; and whether it is to be divided by 100.
pub(super) fn compact(bits: u32) -> f64 {
    let number = if bits & 2 == 2 {
        f64::from(bits.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(bits & !3) << 32)
    };
    if bits & 1 == 1 { number / 100.0 } else { number }
}

/// The error with this code in the binary formats; empty for codes that no program writes.
pub(super) fn error(code: u8) -> DataRef<'static> {
    DataRef::Error(match code {
        0x00 => CellErrorType::Null,
        0x07 => CellErrorType::Div0,
        0x0F => CellErrorType::Value,
        0x17 => CellErrorType::Ref,
        0x1D => CellErrorType::Name,
        0x24 => CellErrorType::Num,
        0x2A => CellErrorType::NA,
        0x2B => CellErrorType::GettingData,
        _ => return DataRef::Empty,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compact_numbers() {
        // [MS-XLS] 2.5.122: 1, 1.23, 12345600, 123456.
        for (bits, number) in
            [(0x3FF0_0000, 1.0), (0x3FF0_0001, 0.01), (0x02F1_8532, 12_345_676.0), (123 << 2 | 3, 1.23)]
        {
            assert!((compact(bits) - number).abs() < 1e-9, "{bits:X}: {}", compact(bits));
        }
        assert!((compact((-5i32 << 2 | 2).cast_unsigned()) + 5.0).abs() < 1e-9);
    }
}
