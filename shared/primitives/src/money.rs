//! Money: integer minor units and an ISO 4217 currency. Never a float.
use crate::{Example, Invalid};
use rust_decimal::{Decimal, RoundingStrategy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An ISO 4217 currency code, such as `GBP`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// Pound sterling.
    pub const GBP: Self = Self(*b"GBP");
    /// Euro.
    pub const EUR: Self = Self(*b"EUR");
    /// Yen, which has no minor unit.
    pub const JPY: Self = Self(*b"JPY");

    /// Reads a code that ISO 4217 lists.
    pub fn parse(raw: impl AsRef<str>) -> Result<Self, Invalid> {
        let wrong = || Invalid::new("currency", "must be an ISO 4217 code such as GBP");
        let raw = raw.as_ref();
        let known = iso_currency::Currency::from_code(raw).ok_or_else(wrong)?;
        known.code().as_bytes().try_into().map(Self).map_err(|_| wrong())
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Decimal digits of the minor unit by ISO 4217: 2 for GBP, 0 for JPY, 3 for BHD.
    pub fn digits(self) -> u32 {
        iso_currency::Currency::from_code(self.code())
            .and_then(iso_currency::Currency::exponent)
            .map_or(2, u32::from)
    }
}

impl TryFrom<String> for Currency {
    type Error = Invalid;
    fn try_from(raw: String) -> Result<Self, Invalid> {
        Self::parse(raw)
    }
}
impl std::str::FromStr for Currency {
    type Err = Invalid;
    fn from_str(raw: &str) -> Result<Self, Invalid> {
        Self::parse(raw)
    }
}
impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.code().to_owned()
    }
}
impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
impl Example for Currency {
    fn example() -> Self {
        Self::GBP
    }
}
impl JsonSchema for Currency {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Currency".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217 code",
            "examples": ["GBP"],
        })
    }
}

/// An amount in the currency's minor unit (pence, cents, yen).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// ISO 4217 currency.
    pub currency: Currency,
    /// Minor units, such as pence.
    #[schemars(range(min = -100_000_000_000_000_i64, max = 100_000_000_000_000_i64))]
    pub minor: i64,
}

/// Why a sum of money could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Two currencies met.
    #[error("amounts of {0} and {1} cannot be added")]
    Currencies(Currency, Currency),
    /// The amount is larger than the shop counts.
    #[error("the amount is too large")]
    TooLarge,
}

/// 10¹⁴ minor units: far above any shop, far below where `i64` or JSON numbers get lossy (2⁵³).
const MINOR_MAX: i64 = 100_000_000_000_000;

impl Money {
    /// An amount of minor units.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { currency, minor }
    }

    /// Nothing, of a currency.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    fn bounded(minor: Option<i64>, currency: Currency) -> Result<Self, MoneyError> {
        match minor {
            Some(minor) if (-MINOR_MAX..=MINOR_MAX).contains(&minor) => {
                Ok(Self::new(minor, currency))
            }
            _ => Err(MoneyError::TooLarge),
        }
    }

    fn same(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::Currencies(self.currency, other.currency))
        }
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.same(other)?;
        Self::bounded(self.minor.checked_add(other.minor), self.currency)
    }

    /// The difference, which may be negative.
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.same(other)?;
        Self::bounded(self.minor.checked_sub(other.minor), self.currency)
    }

    /// So many times the amount.
    pub fn times(self, factor: u32) -> Result<Self, MoneyError> {
        Self::bounded(self.minor.checked_mul(i64::from(factor)), self.currency)
    }

    /// The sum of many.
    pub fn sum(
        currency: Currency,
        amounts: impl IntoIterator<Item = Self>,
    ) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::plus)
    }

    /// The amount times a rate, rounded half even to the minor unit.
    pub fn rate(self, rate: Decimal) -> Result<Self, MoneyError> {
        use rust_decimal::prelude::ToPrimitive;
        let exact = Decimal::from(self.minor).checked_mul(rate).ok_or(MoneyError::TooLarge)?;
        let whole = exact.round_dp_with_strategy(0, RoundingStrategy::MidpointNearestEven);
        Self::bounded(whole.to_i64(), self.currency)
    }

    /// Splits the amount by weights so that the parts sum to the whole (largest remainder; ties go
    /// to the earlier part). Weights that are all zero count as equal.
    pub fn allocate(self, weights: &[u64]) -> Result<Vec<Self>, MoneyError> {
        let total: u128 = weights.iter().map(|w| u128::from(*w)).sum();
        if weights.is_empty() {
            return Ok(Vec::new());
        }
        if total == 0 {
            return self.allocate(&vec![1; weights.len()]);
        }
        let amount = u128::from(self.minor.unsigned_abs());
        let mut parts = Vec::with_capacity(weights.len());
        let mut left = amount;
        for (at, weight) in weights.iter().enumerate() {
            let product = amount * u128::from(*weight);
            let floor = product / total;
            left -= floor;
            parts.push((floor, product % total, at));
        }
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(parts.get(*at).map_or(0, |part| part.1)));
        for at in order.into_iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
            if let Some(part) = parts.get_mut(at) {
                part.0 += 1;
            }
        }
        let sign = self.minor.signum();
        parts
            .into_iter()
            .map(|(minor, _, _)| {
                Self::bounded(i64::try_from(minor).ok().map(|m| m * sign), self.currency)
            })
            .collect()
    }

    /// The amount in the currency's major unit: what people write.
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.minor, self.currency.digits())
    }

    /// Whether the amount is below nothing.
    pub fn is_negative(self) -> bool {
        self.minor < 0
    }

    /// Whether the amount is nothing.
    pub fn is_zero(self) -> bool {
        self.minor == 0
    }
}

impl Example for Money {
    fn example() -> Self {
        Self::new(1_295, Currency::GBP)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.decimal(), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn allocation_loses_nothing(
            minor in -1_000_000_000i64..1_000_000_000,
            weights in prop::collection::vec(0u64..1_000_000, 1..50),
        ) {
            let whole = Money::new(minor, Currency::GBP);
            let parts = whole.allocate(&weights).unwrap();
            prop_assert_eq!(parts.len(), weights.len());
            prop_assert_eq!(Money::sum(Currency::GBP, parts.iter().copied()).unwrap(), whole);
            prop_assert!(parts.iter().all(|part| part.minor.signum() * minor.signum() >= 0));
        }

        #[test]
        fn no_part_differs_from_its_share_by_a_whole_unit(
            minor in 0i64..1_000_000_000,
            weights in prop::collection::vec(1u64..1_000, 1..20),
        ) {
            let total: u64 = weights.iter().sum();
            let parts = Money::new(minor, Currency::EUR).allocate(&weights).unwrap();
            for (part, weight) in parts.iter().zip(&weights) {
                let floor = i128::from(minor) * i128::from(*weight) / i128::from(total);
                prop_assert!((i128::from(part.minor) - floor).abs() <= 1);
            }
        }
    }

    #[test]
    fn two_currencies_do_not_add() {
        let pound = Money::new(1, Currency::GBP);
        assert!(pound.plus(Money::new(1, Currency::EUR)).is_err());
    }

    #[test]
    fn digits_follow_iso_4217() {
        assert_eq!(Currency::JPY.digits(), 0);
        assert_eq!(Currency::GBP.digits(), 2);
        assert_eq!(Currency::parse("BHD").unwrap().digits(), 3);
        assert!(Currency::parse("XYZ").is_err());
        assert_eq!(Money::new(1_295, Currency::GBP).to_string(), "12.95 GBP");
        assert_eq!(Money::new(1_295, Currency::JPY).to_string(), "1295 JPY");
    }

    #[test]
    fn a_rate_rounds_half_even() {
        let rate = Decimal::new(5, 1);
        assert_eq!(Money::new(1, Currency::GBP).rate(rate).unwrap().minor, 0);
        assert_eq!(Money::new(3, Currency::GBP).rate(rate).unwrap().minor, 2);
    }
}
