//! Fractions that stay exact until the one place where they are rounded.
use crate::totals::TaxRate;
use primitives::Invalid;
use rust_decimal::prelude::ToPrimitive;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Parts that a whole fraction has: fractions are whole numbers of millionths.
pub const MILLION: u32 = 1_000_000;

/// Which way an exact half goes. Everything else goes to the nearer side.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RoundingMode {
    /// To the even neighbour.
    #[default]
    HalfEven,
    /// Away from nothing.
    HalfUp,
    /// Towards nothing.
    HalfDown,
}

/// A rounded value and what rounding did to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounded {
    /// The whole number.
    pub value: u64,
    /// Exact value × denominator − `value` × denominator: below nothing where it was rounded up.
    pub delta: i64,
}

impl RoundingMode {
    /// `numerator ÷ denominator` as a whole number; `None` where that is more than the shop counts.
    pub fn divide(self, numerator: u128, denominator: u32) -> Option<Rounded> {
        let by = u64::from(denominator.max(1));
        let (whole, rest) = if let Ok(small) = u64::try_from(numerator) {
            (small / by, small % by)
        } else {
            let wide = u128::from(by);
            (u64::try_from(numerator / wide).ok()?, u64::try_from(numerator % wide).ok()?)
        };
        let up = match (rest * 2).cmp(&by) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Equal => match self {
                Self::HalfEven => whole % 2 == 1,
                Self::HalfUp => true,
                Self::HalfDown => false,
            },
        };
        let delta = i64::try_from(rest).ok()? - if up { i64::try_from(by).ok()? } else { 0 };
        Some(Rounded { value: whole.checked_add(u64::from(up))?, delta })
    }
}

/// A share of a whole, from 0 to 1 in millionths; written `"0.15"` for fifteen per cent.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "TaxRate", into = "TaxRate")]
pub struct Fraction(u32);

impl Fraction {
    /// All of it.
    pub const WHOLE: Self = Self(MILLION);

    /// So many per cent, at most a hundred.
    pub fn percent(percent: u8) -> Self {
        Self(u32::from(percent.min(100)) * 10_000)
    }

    /// So many millionths, at most a million.
    pub fn millionths(parts: u32) -> Self {
        Self(parts.min(MILLION))
    }

    /// Reads a fraction that came from outside.
    pub fn parse(raw: impl AsRef<str>) -> Result<Self, Invalid> {
        TaxRate::parse(raw).map(Self::from)
    }

    /// Millionths.
    pub const fn parts(self) -> u32 {
        self.0
    }
}

impl From<TaxRate> for Fraction {
    fn from(rate: TaxRate) -> Self {
        let parts = rate.decimal() * rust_decimal::Decimal::from(MILLION);
        Self(parts.to_u32().unwrap_or(0).min(MILLION))
    }
}
impl From<Fraction> for TaxRate {
    fn from(fraction: Fraction) -> Self {
        // Millionths of at most one are always a rate.
        Self::of_decimal(rust_decimal::Decimal::new(i64::from(fraction.0), 6)).unwrap_or_default()
    }
}
impl std::fmt::Display for Fraction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        TaxRate::from(*self).fmt(f)
    }
}
impl JsonSchema for Fraction {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Fraction".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        TaxRate::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_where_the_mode_says_and_the_rest_to_the_nearer_side() {
        let value = |mode: RoundingMode, n, d| mode.divide(n, d).unwrap().value;
        for (n, even, up, down) in [(5, 0, 1, 0), (15, 2, 2, 1), (25, 2, 3, 2), (26, 3, 3, 3)] {
            assert_eq!(value(RoundingMode::HalfEven, n, 10), even);
            assert_eq!(value(RoundingMode::HalfUp, n, 10), up);
            assert_eq!(value(RoundingMode::HalfDown, n, 10), down);
        }
        let wide = u128::from(u64::MAX) * 3;
        assert_eq!(value(RoundingMode::HalfEven, wide, 3), u64::MAX);
        assert!(RoundingMode::HalfEven.divide(wide, 2).is_none());
    }

    #[test]
    fn a_fraction_is_read_and_written_as_a_rate_is() {
        let fraction = Fraction::parse("0.077").unwrap();
        assert_eq!(fraction.parts(), 77_000);
        assert_eq!(serde_json::to_string(&fraction).unwrap(), "\"0.077\"");
        assert!(Fraction::parse("1.5").is_err());
    }
}
