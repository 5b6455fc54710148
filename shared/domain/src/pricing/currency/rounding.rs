use crate::pricing::PricingRefusal;
use primitives::{Currency, Money, MoneyError};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a price that was reckoned is rounded in a market.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PriceRounding {
    /// Half even to the minor unit.
    #[default]
    Minor,
    /// To the nearest multiple of so many minor units, halves upwards: 5 makes 12.32 into 12.30.
    Step {
        /// Minor units.
        step: u32,
    },
    /// To the nearest price that ends so, halves upwards: 99 in 100 makes 12.30 into 11.99.
    Ending {
        /// Minor units in which the ending repeats, such as 100.
        every: u32,
        /// The ending, below `every`.
        ending: u32,
    },
}

impl PriceRounding {
    /// Refuses what rounds to nothing in particular.
    pub fn is_good(self) -> bool {
        match self {
            Self::Minor => true,
            Self::Step { step } => (1..=1_000_000).contains(&step),
            Self::Ending { every, ending } => (1..=1_000_000).contains(&every) && ending < every,
        }
    }

    /// Rounds minor units. A price that was above nothing does not become less than the least price
    /// of its kind: one step, or the ending itself.
    pub fn round(self, exact: Decimal, currency: Currency) -> Result<Money, PricingRefusal> {
        let minor = match self {
            Self::Minor => {
                whole(exact.round_dp_with_strategy(0, RoundingStrategy::MidpointNearestEven))?
            }
            Self::Step { step } => {
                nearest(exact, step, 0)?.max(if exact.is_zero() { 0 } else { i64::from(step) })
            }
            Self::Ending { every, ending } => nearest(exact, every, ending)?.max(i64::from(ending)),
        };
        Ok(Money::new(minor, currency).plus(Money::zero(currency))?)
    }
}

/// The nearest whole number that is `rest` modulo `every`; of two, the greater.
fn nearest(exact: Decimal, every: u32, rest: u32) -> Result<i64, PricingRefusal> {
    let (every, rest) = (Decimal::from(every.max(1)), Decimal::from(rest));
    let times =
        ((exact - rest) / every).round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    whole(times * every + rest)
}

fn whole(value: Decimal) -> Result<i64, PricingRefusal> {
    value.to_i64().ok_or(PricingRefusal::Money(MoneyError::TooLarge))
}

/// What is paid in coins where the smallest are no longer made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cash {
    /// To pay in coins.
    pub payable: Money,
    /// How much more than the total that is; below nothing, how much less.
    pub rounding: Money,
}

impl Cash {
    /// Rounds a total to the smallest coin, halves upwards. The total itself stays what it is.
    pub fn of(total: Money, coin: u32) -> Result<Self, PricingRefusal> {
        let minor = nearest(Decimal::from(total.minor), coin, 0)?;
        let payable = Money::new(minor, total.currency);
        Ok(Self { payable, rounding: payable.minus(total)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_end_as_the_market_likes_them() {
        let round = |rule: PriceRounding, raw: &str| {
            rule.round(raw.parse().unwrap(), Currency::EUR).unwrap().minor
        };
        let charm = PriceRounding::Ending { every: 100, ending: 99 };
        assert_eq!(round(charm, "1230.4"), 1_199);
        assert_eq!(round(charm, "1250"), 1_299);
        assert_eq!(round(charm, "3"), 99, "never below the first price that ends so");
        let step = PriceRounding::Step { step: 5 };
        assert_eq!(round(step, "1232.4"), 1_230);
        assert_eq!(round(step, "1232.5"), 1_235);
        assert_eq!(round(step, "0.4"), 5, "what costs something stays no gift");
        assert_eq!(round(PriceRounding::Minor, "2.5"), 2);
        assert!(!PriceRounding::Ending { every: 100, ending: 100 }.is_good());
    }

    #[test]
    fn cash_is_rounded_to_coins_and_the_difference_is_kept() {
        let chf = Currency::parse("CHF").unwrap();
        let cash = |minor| Cash::of(Money::new(minor, chf), 5).unwrap();
        assert_eq!((cash(1_232).payable.minor, cash(1_232).rounding.minor), (1_230, -2));
        assert_eq!((cash(1_233).payable.minor, cash(1_233).rounding.minor), (1_235, 2));
        assert_eq!(cash(0).payable.minor, 0);
    }
}
