use primitives::{Currency, Invalid, Money, MoneyError};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use serde::{Deserialize, Serialize};

/// A rate of tax as a fraction, from 0 to 1 with up to six decimals: `"0.2"` is 20 %.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct TaxRate(Decimal);

impl TaxRate {
    /// No tax.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// Reads a rate that came from outside.
    pub fn parse(raw: impl AsRef<str>) -> Result<Self, Invalid> {
        let wrong = || Invalid::new("tax rate", "must be a fraction such as 0.2, from 0 to 1");
        let raw = raw.as_ref();
        let plain = raw.len() <= 8 && raw.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let rate: Decimal = raw.parse().map_err(|_| wrong())?;
        if plain && !raw.starts_with('.') && !raw.ends_with('.') {
            Self::of_decimal(rate).map_err(|_| wrong())
        } else {
            Err(wrong())
        }
    }

    /// A rate that was reckoned.
    pub fn of_decimal(rate: Decimal) -> Result<Self, Invalid> {
        if rate.is_sign_negative() && !rate.is_zero() || rate > Decimal::ONE || rate.scale() > 6 {
            return Err(Invalid::new("tax rate", "must be from 0 to 1 with up to six decimals"));
        }
        Ok(Self(rate.normalize()))
    }

    /// The fraction.
    pub const fn decimal(self) -> Decimal {
        self.0
    }

    /// The tax of an amount: the part of it that is tax if it includes tax, else what comes on top.
    /// Rounded half even to the minor unit.
    pub fn of(self, amount: Money, includes_tax: bool) -> Result<Money, MoneyError> {
        if !includes_tax {
            return amount.rate(self.0);
        }
        // Multiplied before divided, so that an exact half stays an exact half.
        let tax = Decimal::from(amount.minor)
            .checked_mul(self.0)
            .and_then(|product| product.checked_div(Decimal::ONE + self.0))
            .ok_or(MoneyError::TooLarge)?;
        whole(tax, amount.currency)
    }
}

fn whole(exact: Decimal, currency: Currency) -> Result<Money, MoneyError> {
    exact
        .round_dp_with_strategy(0, RoundingStrategy::MidpointNearestEven)
        .to_i64()
        .map(|minor| Money::new(minor, currency))
        .ok_or(MoneyError::TooLarge)
}

impl TryFrom<String> for TaxRate {
    type Error = Invalid;
    fn try_from(raw: String) -> Result<Self, Invalid> {
        Self::parse(raw)
    }
}
impl From<TaxRate> for String {
    fn from(rate: TaxRate) -> String {
        rate.0.to_string()
    }
}
impl std::fmt::Display for TaxRate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
impl schemars::JsonSchema for TaxRate {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TaxRate".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string", "minLength": 1, "maxLength": 8,
            "pattern": "^(0(\\.[0-9]{1,6})?|1(\\.0{1,6})?)$",
            "description": "a fraction: 0.2 is 20 %", "examples": ["0.2"],
        })
    }
}
