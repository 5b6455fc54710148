//! In what an order is paid, in what the shop keeps its books, and the rate between them when it was
//! sold: it does not change any more.
use super::{Exchange, FrozenRate};
use crate::pricing::PricingRefusal;
use primitives::{Code, Currency, Day, Money, MoneyError, Timestamp};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How an order in one currency is settled in another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Settled {
    /// What the buyer sees and pays in.
    pub presentment: Currency,
    /// What the shop settles in.
    pub settlement: Currency,
    /// The rate of the moment of the sale.
    pub rate: SettledRate,
}

/// A rate, with where and when it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SettledRate {
    /// Units of what the buyer pays in
    #[schemars(with = "String")]
    pub rate: Decimal,
    /// for so many units of what the shop settles in.
    #[schemars(with = "String")]
    pub per: Decimal,
    /// The day of the table.
    pub of: Day,
    /// Whose table: `ecb` is one in the format of the European Central Bank.
    pub source: Code,
    /// When it was frozen.
    pub frozen_at: Timestamp,
}

impl Exchange {
    /// How a sale in a currency is settled; `None` where it is settled in what it is paid in, and
    /// where the table knows no good rate: then nothing in it was converted either.
    pub fn settle(&self, presentment: Currency, at: Timestamp) -> Option<Settled> {
        if presentment == self.from {
            return None;
        }
        let FrozenRate { rate, per, of, .. } = self.table.rate(self.from, presentment, at).ok()?;
        let source = self.table.source.clone();
        let rate = SettledRate { rate, per, of, source, frozen_at: at };
        Some(Settled { presentment, settlement: self.from, rate })
    }
}

impl Settled {
    /// An amount as the books have it: half even to the minor unit of what the shop settles in.
    pub fn in_books(&self, amount: Money) -> Result<Money, PricingRefusal> {
        let (expected, found) = (self.presentment, amount.currency);
        if expected != found {
            return Err(PricingRefusal::Currency { expected, found });
        }
        let scale = |digits: u32| Decimal::from(10_u64.saturating_pow(digits));
        let exact = Decimal::from(amount.minor)
            .checked_mul(self.rate.per)
            .and_then(|product| product.checked_mul(scale(self.settlement.digits())))
            .and_then(|product| product.checked_div(scale(self.presentment.digits())))
            .and_then(|product| product.checked_div(self.rate.rate))
            .ok_or(MoneyError::TooLarge)?;
        let whole = exact.round_dp_with_strategy(0, RoundingStrategy::MidpointNearestEven);
        let minor = whole.to_i64().ok_or(MoneyError::TooLarge)?;
        Ok(Money::new(minor, self.settlement).plus(Money::zero(self.settlement))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::currency::RateTable;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    const MIDNIGHT: &str = "2026-11-20T00:00:00Z";

    fn exchange(rate: Decimal) -> Exchange {
        let table = RateTable {
            base: Currency::EUR,
            of: Timestamp::parse(MIDNIGHT).unwrap().day(),
            valid_until: Timestamp::parse(MIDNIGHT).unwrap().plus_seconds(96 * 3_600),
            rates: BTreeMap::from([(Currency::GBP, rate)]),
            source: Code::parse("ecb").unwrap(),
        };
        Exchange { from: Currency::EUR, table, rounding: BTreeMap::new() }
    }

    #[test]
    fn a_rate_is_frozen_while_the_table_is_good_and_across_currencies_only() {
        let exchange = exchange(Decimal::new(8_123, 4));
        let at = Timestamp::parse(MIDNIGHT).unwrap().plus_seconds(60);
        let settled = exchange.settle(Currency::GBP, at).unwrap();
        assert_eq!((settled.rate.rate, settled.rate.per), (Decimal::new(8_123, 4), Decimal::ONE));
        assert_eq!((settled.settlement, settled.rate.source.as_ref()), (Currency::EUR, "ecb"));
        assert_eq!(exchange.settle(Currency::EUR, at), None);
        assert_eq!(exchange.settle(Currency::GBP, at.plus_seconds(96 * 3_600)), None);
        assert_eq!(exchange.settle(Currency::parse("JPY").unwrap(), at), None);
        assert!(settled.in_books(Money::new(1, Currency::EUR)).is_err());
    }

    proptest! {
        #[test]
        fn what_is_converted_and_settled_is_the_same_within_a_minor_unit(
            minor in 0_i64..10_000_000, rate in 1_i64..1_000_000,
        ) {
            let rate = Decimal::new(rate + 9_999, 4);
            let exchange = exchange(rate);
            let at = Timestamp::parse(MIDNIGHT).unwrap();
            let euros = Money::new(minor, Currency::EUR);
            let frozen = exchange.table.rate(Currency::EUR, Currency::GBP, at).unwrap();
            let pounds = frozen.convert(euros).unwrap();
            let back = exchange.settle(Currency::GBP, at).unwrap().in_books(pounds).unwrap();
            // A penny is at most a cent at a rate of one and more.
            prop_assert!((back.minor - minor).abs() <= 1, "{} {}", back, euros);
        }
    }
}
