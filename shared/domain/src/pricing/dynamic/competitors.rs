//! What others sell a SKU for.
use crate::pricing::PricingRefusal;
use primitives::{Code, Money, Sku, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Prices of one SKU that are kept: they are one item, which a repricer reads whole.
pub const COMPETITORS_MAX: usize = 50;

/// A price that was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Seen {
    /// Whose.
    pub competitor: Code,
    /// Of one unit.
    pub price: Money,
    /// When it was seen.
    pub seen_at: Timestamp,
}

/// Competitors' prices of one SKU: the last that was seen of each, by currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CompetitorPrices {
    /// What is sold.
    pub sku: Sku,
    /// The prices.
    pub seen: Vec<Seen>,
}

impl CompetitorPrices {
    /// Of a SKU of which nothing has been seen.
    pub fn none(sku: Sku) -> Self {
        Self { sku, seen: Vec::new() }
    }

    /// Takes notice of a price, unless a later one is known. Says whether that changed anything.
    pub fn note(&mut self, seen: Seen) -> Result<bool, PricingRefusal> {
        let same = |one: &&mut Seen| {
            one.competitor == seen.competitor && one.price.currency == seen.price.currency
        };
        if let Some(known) = self.seen.iter_mut().find(same) {
            let later = (seen.seen_at, seen.price.minor) > (known.seen_at, known.price.minor);
            if later {
                *known = seen;
            }
            return Ok(later);
        }
        if self.seen.len() >= COMPETITORS_MAX {
            return Err(PricingRefusal::TooMany(COMPETITORS_MAX, "competitors of one SKU"));
        }
        self.seen.push(seen);
        self.seen.sort_by(|one, other| {
            (&one.competitor, one.price.currency).cmp(&(&other.competitor, other.price.currency))
        });
        Ok(true)
    }

    /// As a rule looks at them.
    pub fn quotes(&self) -> Vec<(Money, Timestamp)> {
        self.seen.iter().map(|seen| (seen.price, seen.seen_at)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::laws::cases;
    use primitives::{Currency, Example};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(cases())]

        #[test]
        fn whatever_the_order_and_however_often_the_latest_price_of_each_stands(
            feed in prop::collection::vec((0_u8..4, 1_i64..500, 0_i64..50), 0..30), again in any::<bool>(),
        ) {
            let seen = |(who, minor, at): &(u8, i64, i64)| Seen {
                competitor: Code::parse(format!("shop-{who}")).unwrap(),
                price: Money::new(*minor, Currency::GBP),
                seen_at: Timestamp::from_millis(*at),
            };
            let told = |feed: Vec<Seen>| {
                let mut prices = CompetitorPrices::none(Sku::example());
                for seen in feed {
                    prices.note(seen).unwrap();
                }
                prices
            };
            let once: Vec<Seen> = feed.iter().map(seen).collect();
            let mut other: Vec<Seen> = once.iter().rev().cloned().collect();
            if again {
                other.extend(once.clone());
            }
            prop_assert_eq!(told(once.clone()), told(other));
            let mut whole = told(once.clone());
            for seen in once {
                prop_assert!(!whole.note(seen).unwrap(), "the same feed again is no news");
            }
        }
    }
}
