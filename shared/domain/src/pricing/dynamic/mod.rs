//! Prices that follow demand, stock, age or competitors: a rule proposes, within floor, ceiling and
//! largest step, and says why. Nothing here publishes anything.
mod competitors;
mod repricer;
mod sales;

pub use competitors::{COMPETITORS_MAX, CompetitorPrices, Seen};
pub use repricer::{
    EVERY_HOURS_MAX, PriceMove, REPRICED_AT_ONCE, REPRICED_SKUS_MAX, Repricer, RepricerCard,
    RepricerState, Run, RunReport,
};
pub use sales::{DaySales, PERIOD_DAYS, SALES_DAYS, SALES_STEP_SKUS, SalesClock, SkuSales, tally};

use super::{Fraction, MILLION, PricingRefusal, RuleRef, currency::PriceRounding};
use primitives::{Money, MoneyError, Timestamp};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A rule that moves a price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DynamicRule {
    /// Which, and which state of it.
    pub rule: RuleRef,
    /// What it looks at.
    pub signal: Signal,
    /// How far it may go.
    pub bounds: Bounds,
    /// How proposed prices end.
    #[serde(default)]
    pub rounding: PriceRounding,
}

/// How far a rule may move a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// Never below.
    pub floor: Money,
    /// Never above.
    pub ceiling: Money,
    /// At once by at most this share of the price.
    pub largest_step: Fraction,
}

/// What a rule looks at, and what it makes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Signal {
    /// Days that the stock lasts at the pace it is sold.
    StockCover {
        /// Above so many days the price falls by `lower`;
        above_days: u32,
        /// so much.
        lower: Fraction,
        /// Below so many days the price rises by `raise`;
        below_days: u32,
        /// so much.
        raise: Fraction,
    },
    /// Units sold lately against the time before.
    Demand {
        /// Where it sold more than this share more, the price rises by `raise`;
        faster_by: Fraction,
        /// so much.
        raise: Fraction,
        /// Where it sold less by more than this share, the price falls by `lower`;
        slower_by: Fraction,
        /// so much.
        lower: Fraction,
    },
    /// How long it has been on sale.
    Age {
        /// From so many days on
        from_days: u32,
        /// the price falls by so much.
        lower: Fraction,
    },
    /// The cheapest competitor's price.
    Competitor {
        /// So much below it.
        below: Fraction,
        /// Prices that were seen longer ago than this do not count.
        fresh_seconds: u32,
    },
}

/// What is known of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Market {
    /// Its price now.
    pub price: Money,
    /// Units that can be sold.
    pub stock: u64,
    /// Units sold in the last thirty days,
    pub sold: u64,
    /// and in the thirty days before.
    pub sold_before: u64,
    /// Days since it is on sale.
    pub age_days: u32,
    /// Competitors' prices, and when they were seen.
    pub competitors: Vec<(Money, Timestamp)>,
    /// Now.
    pub now: Timestamp,
}

/// A change that a rule proposes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PriceChange {
    /// The rule.
    pub rule: RuleRef,
    /// The price before,
    pub from: Money,
    /// and after.
    pub to: Money,
    /// Why.
    pub reason: Reason,
    /// What kept it from going farther.
    pub held_by: Option<Bound>,
}

/// Why a price is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    /// The stock lasts too long.
    Overstocked {
        /// Days; none where nothing is sold.
        days: Option<u64>,
    },
    /// The stock does not last.
    RunningOut {
        /// Days.
        days: u64,
    },
    /// It sells faster than before.
    InDemand {
        /// Units sold lately,
        sold: u64,
        /// and before.
        before: u64,
    },
    /// It sells slower than before.
    OutOfDemand {
        /// Units sold lately,
        sold: u64,
        /// and before.
        before: u64,
    },
    /// It has been on sale for long.
    Old {
        /// Days.
        days: u32,
    },
    /// A competitor's price.
    Competitor {
        /// The cheapest.
        price: Money,
    },
}

/// What kept a price from going farther.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// The floor.
    Floor,
    /// The ceiling.
    Ceiling,
    /// The largest step.
    Step,
}

impl Signal {
    /// Whether it looks at how much is sold.
    pub const fn counts_sales(&self) -> bool {
        matches!(self, Self::StockCover { .. } | Self::Demand { .. })
    }

    /// Whether it looks at how much there is.
    pub const fn counts_stock(&self) -> bool {
        matches!(self, Self::StockCover { .. })
    }
}

impl DynamicRule {
    /// Refuses a rule that could make an absurd price; `base` is the price that it would begin with.
    pub fn check(&self, base: Option<Money>) -> Result<(), PricingRefusal> {
        let refuse = |why: &str| Err(PricingRefusal::rule(&self.rule.id, why));
        let Bounds { floor, ceiling, largest_step } = self.bounds;
        if floor.currency != ceiling.currency {
            return refuse("floor and ceiling are in different currencies");
        }
        if floor.minor <= 0 {
            return refuse("the floor must be above nothing");
        }
        if ceiling < floor {
            return refuse("the ceiling is below the floor");
        }
        if largest_step.parts() == 0 {
            return refuse("a largest step of nothing moves nothing");
        }
        if !self.rounding.is_good() {
            return refuse("prices cannot end like that");
        }
        let outside =
            |base: Money| base.currency == floor.currency && (base < floor || base > ceiling);
        match (&self.signal, base) {
            (Signal::StockCover { above_days, below_days, .. }, _) if below_days >= above_days => {
                refuse("a stock cannot last too long and not long enough at once")
            }
            (_, Some(base)) if outside(base) => refuse("the price is outside floor and ceiling"),
            _ => Ok(()),
        }
    }

    /// What the rule would make of the price, if it would change it.
    pub fn propose(&self, market: &Market) -> Result<Option<PriceChange>, PricingRefusal> {
        let Bounds { floor, ceiling, largest_step } = self.bounds;
        if market.price.currency != floor.currency {
            let (expected, found) = (floor.currency, market.price.currency);
            return Err(PricingRefusal::Currency { expected, found });
        }
        let Some((wanted, reason)) = self.wanted(market) else { return Ok(None) };
        let from = market.price;
        let step = i128::from(from.minor) * i128::from(largest_step.parts()) / i128::from(MILLION);
        let step = i64::try_from(step).map_err(|_| MoneyError::TooLarge)?;
        let rounded = self.rounding.round(wanted, from.currency)?.minor;
        let bounded = rounded.clamp(floor.minor, ceiling.minor.max(floor.minor));
        let to = bounded.clamp(from.minor - step, from.minor + step);
        let held_by = if to != bounded {
            Some(Bound::Step)
        } else if bounded > rounded {
            Some(Bound::Floor)
        } else if bounded < rounded {
            Some(Bound::Ceiling)
        } else {
            None
        };
        let to = Money::new(to, from.currency);
        let change = PriceChange { rule: self.rule.clone(), from, to, reason, held_by };
        Ok((to != from).then_some(change))
    }

    /// The price that the signal alone would make, in minor units.
    fn wanted(&self, market: &Market) -> Option<(Decimal, Reason)> {
        let price = Decimal::from(market.price.minor);
        let raised =
            |by: Fraction| price * Decimal::from(MILLION + by.parts()) / Decimal::from(MILLION);
        let lowered =
            |by: Fraction| price * Decimal::from(MILLION - by.parts()) / Decimal::from(MILLION);
        let Market { sold, sold_before: before, .. } = *market;
        match &self.signal {
            Signal::StockCover { above_days, lower, below_days, raise } => {
                let days = market.stock.saturating_mul(u64::from(PERIOD_DAYS)).checked_div(sold);
                match days {
                    None if market.stock == 0 => None,
                    Some(days) if days < u64::from(*below_days) => {
                        Some((raised(*raise), Reason::RunningOut { days }))
                    }
                    days if days.is_none_or(|days| days > u64::from(*above_days)) => {
                        Some((lowered(*lower), Reason::Overstocked { days }))
                    }
                    _ => None,
                }
            }
            Signal::Demand { faster_by, raise, slower_by, lower } => {
                let (now, then) = (u128::from(sold), u128::from(before));
                let (now, parts) = (now * u128::from(MILLION), u128::from(MILLION));
                if now > then * (parts + u128::from(faster_by.parts())) {
                    Some((raised(*raise), Reason::InDemand { sold, before }))
                } else if now < then * (parts - u128::from(slower_by.parts())) {
                    Some((lowered(*lower), Reason::OutOfDemand { sold, before }))
                } else {
                    None
                }
            }
            Signal::Age { from_days, lower } => (market.age_days >= *from_days)
                .then(|| (lowered(*lower), Reason::Old { days: market.age_days })),
            Signal::Competitor { below, fresh_seconds } => {
                let fresh =
                    |seen: &Timestamp| seen.plus_seconds(i64::from(*fresh_seconds)) >= market.now;
                let known = market.competitors.iter().filter(|(price, seen)| {
                    price.currency == market.price.currency && price.minor > 0 && fresh(seen)
                });
                let price = known.map(|(price, _)| *price).min()?;
                let wanted = Decimal::from(price.minor) * Decimal::from(MILLION - below.parts())
                    / Decimal::from(MILLION);
                Some((wanted, Reason::Competitor { price }))
            }
        }
        .filter(|(wanted, _)| wanted.to_i64().is_some())
    }
}

#[cfg(test)]
mod tests;
