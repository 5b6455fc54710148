use super::PriceRounding;
use crate::pricing::PricingRefusal;
use primitives::{Code, Currency, Day, Money, MoneyError, Timestamp};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What one unit of a currency costs in others, as of one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateTable {
    /// The currency whose unit it is: euro in the table of the European Central Bank.
    pub base: Currency,
    /// The day that it was made for.
    pub of: Day,
    /// From then on nothing is sold by it.
    pub valid_until: Timestamp,
    /// Units of each currency for one of the base.
    pub rates: BTreeMap<Currency, Decimal>,
    /// Whose table it is: `ecb` is one in the format of the European Central Bank.
    #[serde(default = "ecb")]
    pub source: Code,
}

fn ecb() -> Code {
    super::ecb::source()
}

/// A rate that does not change any more: what an order was sold at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenRate {
    /// What the shop settles in.
    pub from: Currency,
    /// What the buyer sees and pays.
    pub to: Currency,
    /// Units of `to` for `per` units of `from`.
    pub rate: Decimal,
    /// Units of `from`.
    pub per: Decimal,
    /// The day of the table.
    pub of: Day,
}

/// How prices are made in currencies that have none of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// The currency in which everything has a price: the shop's settlement currency.
    pub from: Currency,
    /// The table.
    pub table: RateTable,
    /// How converted prices are rounded, by currency; to the minor unit where nothing is said.
    pub rounding: BTreeMap<Currency, PriceRounding>,
}

/// What staff say of prices in currencies that have none of their own, apart from the rates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExchangeTerms {
    /// The currency in which everything has a price.
    pub from: Currency,
    /// How converted prices are rounded, by currency; to the minor unit where nothing is said.
    #[serde(default)]
    pub rounding: BTreeMap<Currency, PriceRounding>,
    /// Hours from the beginning of its day for which a table is good: 96 bears a long week-end.
    #[schemars(range(min = 1, max = RATE_HOURS_MAX))]
    pub hours: u32,
}

/// Hours for which a table may be good: a month.
pub const RATE_HOURS_MAX: u32 = 744;
/// Currencies with a rounding of their own.
const ROUNDINGS_MAX: usize = 200;

impl ExchangeTerms {
    /// Refuses a rounding that rounds to nothing in particular, and tables that are good for ever.
    pub fn check(&self) -> Result<(), PricingRefusal> {
        let rule = |currency: Currency| Code::parse(currency.code());
        if let Some((bad, _)) = self.rounding.iter().find(|(_, rounding)| !rounding.is_good()) {
            return Err(PricingRefusal::rule(&rule(*bad)?, "rounds to nothing in particular"));
        }
        if self.rounding.len() > ROUNDINGS_MAX {
            return Err(PricingRefusal::TooMany(ROUNDINGS_MAX, "currencies"));
        }
        if !(1..=RATE_HOURS_MAX).contains(&self.hours) {
            let why = format!("a table is good for 1 to {RATE_HOURS_MAX} hours");
            return Err(PricingRefusal::rule(&rule(self.from)?, why));
        }
        Ok(())
    }

    /// How prices are made by a table. Refuses one that does not know the currency they are in.
    pub fn by(&self, table: RateTable) -> Result<Exchange, PricingRefusal> {
        table.check()?;
        table.of_base(self.from)?;
        let midnight = Timestamp::parse(format!("{}T00:00:00Z", table.of))?;
        let valid_until = midnight.plus_seconds(i64::from(self.hours) * 3_600);
        let table = RateTable { valid_until, ..table };
        Ok(Exchange { from: self.from, table, rounding: self.rounding.clone() })
    }
}

impl RateTable {
    /// Refuses rates that are none.
    pub fn check(&self) -> Result<(), PricingRefusal> {
        let odd = |(currency, rate): (&Currency, &Decimal)| {
            let bad =
                *rate <= Decimal::ZERO || *rate > Decimal::from(1_000_000_000) || rate.scale() > 12;
            bad.then_some(*currency)
        };
        self.rates.iter().find_map(odd).map_or(Ok(()), |bad| Err(PricingRefusal::NoRate(bad)))
    }

    fn of_base(&self, currency: Currency) -> Result<Decimal, PricingRefusal> {
        if currency == self.base {
            return Ok(Decimal::ONE);
        }
        self.rates.get(&currency).copied().ok_or(PricingRefusal::NoRate(currency))
    }

    /// The rate between two currencies at a moment. Refuses when the table is too old.
    pub fn rate(
        &self,
        from: Currency,
        to: Currency,
        at: Timestamp,
    ) -> Result<FrozenRate, PricingRefusal> {
        if at >= self.valid_until {
            return Err(PricingRefusal::RatesStale { currency: to, of: self.of.clone() });
        }
        let (rate, per) = (self.of_base(to)?, self.of_base(from)?);
        Ok(FrozenRate { from, to, rate, per, of: self.of.clone() })
    }
}

impl FrozenRate {
    /// The amount in the other currency's minor unit, not yet rounded.
    pub fn exact(&self, amount: Money) -> Result<Decimal, PricingRefusal> {
        if amount.currency != self.from {
            return Err(PricingRefusal::Currency { expected: self.from, found: amount.currency });
        }
        let scale = |digits: u32| Decimal::from(10_u64.saturating_pow(digits));
        Decimal::from(amount.minor)
            .checked_mul(self.rate)
            .and_then(|product| product.checked_mul(scale(self.to.digits())))
            .and_then(|product| product.checked_div(scale(self.from.digits())))
            .and_then(|product| product.checked_div(self.per))
            .ok_or(PricingRefusal::Money(MoneyError::TooLarge))
    }

    /// The amount in the other currency, half even to its minor unit: for settlement and reports.
    pub fn convert(&self, amount: Money) -> Result<Money, PricingRefusal> {
        let exact = self.exact(amount)?;
        let whole = exact.round_dp_with_strategy(0, RoundingStrategy::MidpointNearestEven);
        let minor = whole.to_i64().ok_or(MoneyError::TooLarge)?;
        Ok(Money::new(minor, self.to).plus(Money::zero(self.to))?)
    }
}

impl Exchange {
    /// A price in another currency, rounded as prices are there, and the value before rounding.
    pub fn price(
        &self,
        price: Money,
        to: Currency,
        at: Timestamp,
    ) -> Result<(Money, Decimal, FrozenRate), PricingRefusal> {
        let rate = self.table.rate(price.currency, to, at)?;
        let exact = rate.exact(price)?;
        let rounding = self.rounding.get(&to).copied().unwrap_or_default();
        Ok((rounding.round(exact, to)?, exact, rate))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> RateTable {
        let rate = |code: &str, rate: &str| (Currency::parse(code).unwrap(), rate.parse().unwrap());
        RateTable {
            base: Currency::EUR,
            of: Day::parse("2026-11-20").unwrap(),
            valid_until: Timestamp::from_millis(1_000),
            rates: [rate("GBP", "0.85"), rate("JPY", "160.5"), rate("BHD", "0.4")].into(),
            source: ecb(),
        }
    }

    #[test]
    fn conversion_minds_the_digits_of_both_currencies() {
        let now = Timestamp::from_millis(0);
        let to = |code: &str, amount: Money| {
            let to = Currency::parse(code).unwrap();
            table().rate(amount.currency, to, now).unwrap().convert(amount).unwrap().minor
        };
        let euro = |minor| Money::new(minor, Currency::EUR);
        assert_eq!(to("GBP", euro(10_00)), 8_50);
        assert_eq!(to("JPY", euro(10_00)), 1_605);
        assert_eq!(to("BHD", euro(10_00)), 4_000);
        assert_eq!(to("EUR", Money::new(8_50, Currency::GBP)), 10_00);
        assert_eq!(to("JPY", Money::new(85, Currency::GBP)), 160, "160.5 to the even yen");
    }

    #[test]
    fn a_table_that_is_too_old_or_knows_nothing_makes_no_price() {
        let late = Timestamp::from_millis(1_000);
        let stale = table().rate(Currency::EUR, Currency::GBP, late);
        assert!(matches!(stale, Err(PricingRefusal::RatesStale { .. })));
        let chf = Currency::parse("CHF").unwrap();
        let unknown = table().rate(Currency::EUR, chf, Timestamp::from_millis(0));
        assert_eq!(unknown, Err(PricingRefusal::NoRate(chf)));
        let mut odd = table();
        odd.rates.insert(chf, Decimal::ZERO);
        assert_eq!(odd.check(), Err(PricingRefusal::NoRate(chf)));
    }
}
