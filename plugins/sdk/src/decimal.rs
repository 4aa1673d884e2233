//! Exact decimal numbers.

use std::fmt;

use crate::abi;

/// An exact decimal number: mantissa × 10^-scale, of at most 96 bits and 28 decimals. Plugins that calculate
/// much take a decimal library and convert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Decimal {
    mantissa: i128,
    scale: u32,
}

/// The most decimals that a number has.
const MAX_SCALE: u32 = 28;

impl Decimal {
    /// mantissa × 10^-scale; None beyond 96 bits or 28 decimals.
    pub const fn new(mantissa: i128, scale: u32) -> Option<Self> {
        if mantissa.unsigned_abs() >> 96 == 0 && scale <= MAX_SCALE {
            Some(Self { mantissa, scale })
        } else {
            None
        }
    }

    /// The digits.
    pub const fn mantissa(self) -> i128 {
        self.mantissa
    }

    /// How many of them are decimals.
    pub const fn scale(self) -> u32 {
        self.scale
    }

    /// The nearest floating-point number: for comparisons that need not be exact.
    pub fn to_f64(self) -> f64 {
        self.mantissa as f64 / 10f64.powi(self.scale as i32)
    }

    pub(crate) fn read(number: &abi::Decimal) -> Option<Self> {
        if number.known == 0 {
            return None;
        }
        let mantissa = i128::from(number.high) << 64 | i128::from(number.low);
        Self::new(if number.negative == 1 { -mantissa } else { mantissa }, u32::from(number.scale))
    }

    pub(crate) fn write(self) -> abi::Decimal {
        let digits = self.mantissa.unsigned_abs();
        abi::Decimal {
            low: digits as u64,
            high: (digits >> 64) as u32,
            scale: self.scale as u8,
            negative: u8::from(self.mantissa < 0),
            known: 1,
            reserved: 0,
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.mantissa.unsigned_abs().to_string();
        let decimals = self.scale as usize;
        let digits = format!("{digits:0>width$}", width = decimals + 1);
        let (whole, part) = digits.split_at(digits.len() - decimals);
        let shown = if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") };
        f.pad_integral(self.mantissa >= 0, "", &shown)
    }
}

macro_rules! whole {
    ($($kind:ty),*) => {
        $(impl From<$kind> for Decimal {
            fn from(number: $kind) -> Self {
                Self { mantissa: number as i128, scale: 0 }
            }
        })*
    };
}

whole!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_cross_and_print() {
        for (mantissa, scale, shown) in [
            (0, 0, "0"),
            (713575, 0, "713575"),
            (-5, 2, "-0.05"),
            (278600, 4, "27.8600"),
            ((1 << 96) - 1, 28, "7.9228162514264337593543950335"),
        ] {
            let number = Decimal::new(mantissa, scale).unwrap();
            assert_eq!(number.to_string(), shown);
            assert_eq!(Decimal::read(&number.write()), Some(number));
        }
        assert_eq!(Decimal::new(1 << 96, 0), None);
        assert_eq!(Decimal::new(1, 29), None);
        assert_eq!(Decimal::read(&abi::Decimal::default()), None);
    }
}
