//! What was sold in the last hour and today, a moment after it happened.
//!
//! Counts are spread over a few items, so that no sale waits for another, and each item is small whatever happens: a sum for
//! the day, and one for each of the last sixty minutes.
use primitives::{Currency, Day, OrderId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Items that the counts of a day are spread over.
pub const LIVE_SHARDS: u8 = 8;
/// Minutes that are kept one by one.
const MINUTES: i64 = 60;
/// For so long a day's counts are kept.
const KEPT_SECONDS: i64 = 3 * 86_400;

/// Sums of some time in one currency. Minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LiveSums {
    /// Orders placed.
    pub orders: i64,
    /// What they cost.
    pub ordered: i64,
    /// What was paid out again.
    pub refunded: i64,
}

impl LiveSums {
    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            orders: self.orders.saturating_add(other.orders),
            ordered: self.ordered.saturating_add(other.ordered),
            refunded: self.refunded.saturating_add(other.refunded),
        }
    }
}

/// One item of a day's counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveCount {
    /// The day (UTC).
    pub day: Day,
    /// Which item.
    pub shard: u8,
    /// The whole day.
    pub whole: BTreeMap<Currency, LiveSums>,
    /// By minute since 1970.
    pub minutes: BTreeMap<i64, BTreeMap<Currency, LiveSums>>,
}

impl LiveCount {
    /// Nothing was sold yet.
    pub const fn none(day: Day, shard: u8) -> Self {
        Self { day, shard, whole: BTreeMap::new(), minutes: BTreeMap::new() }
    }

    /// The item that an order counts in.
    pub fn shard_of(order_id: &OrderId) -> u8 {
        let digest = crate::digest::hex(order_id.as_ref());
        let first = digest.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        first.unwrap_or_default() % LIVE_SHARDS
    }

    /// With something that happened. Minutes that are long past are let go.
    #[must_use]
    pub fn with(&self, at: Timestamp, currency: Currency, sums: LiveSums) -> Self {
        let mut next = self.clone();
        let whole = next.whole.entry(currency).or_default();
        *whole = whole.plus(sums);
        let minute = next.minutes.entry(minute(at)).or_default().entry(currency).or_default();
        *minute = minute.plus(sums);
        let last = next.minutes.keys().next_back().copied().unwrap_or_default();
        next.minutes.retain(|minute, _| *minute > last - MINUTES);
        next
    }

    /// What was sold in the hour before a moment.
    pub fn last_hour(&self, now: Timestamp) -> BTreeMap<Currency, LiveSums> {
        let now = minute(now);
        let recent = self.minutes.range(now - MINUTES + 1..=now);
        recent.flat_map(|(_, sums)| sums).fold(BTreeMap::new(), |mut all, (currency, sums)| {
            let sum: &mut LiveSums = all.entry(*currency).or_default();
            *sum = sum.plus(*sums);
            all
        })
    }

    /// When nobody asks for it any more.
    pub fn until(&self) -> Option<Timestamp> {
        let midnight = Timestamp::parse(format!("{}T00:00:00.000Z", self.day)).ok()?;
        Some(midnight.plus_seconds(KEPT_SECONDS))
    }
}

const fn minute(at: Timestamp) -> i64 {
    at.seconds().div_euclid(60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::Example;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_hour_is_what_happened_in_it_and_the_day_is_all(
            steps in prop::collection::vec((0_i64..4_000, 0_i64..1_000), 0..80), wait in 0_i64..7_200,
        ) {
            let (mut at, mut count) = (Timestamp::example(), LiveCount::none(Day::example(), 0));
            let mut all: Vec<(Timestamp, i64)> = Vec::new();
            for (pause, ordered) in steps {
                at = at.plus_seconds(pause % 300);
                count = count.with(at, Currency::EUR, LiveSums { orders: 1, ordered, refunded: 0 });
                all.push((at, ordered));
            }
            let now = at.plus_seconds(wait);
            let recent = all.iter().filter(|(at, _)| minute(*at) > minute(now) - 60);
            let hour = count.last_hour(now).get(&Currency::EUR).copied().unwrap_or_default();
            prop_assert_eq!(hour.ordered, recent.map(|(_, ordered)| ordered).sum::<i64>());
            let day = count.whole.get(&Currency::EUR).copied().unwrap_or_default();
            prop_assert_eq!(day.ordered, all.iter().map(|(_, ordered)| ordered).sum::<i64>());
            prop_assert!(count.minutes.len() <= 60);
        }
    }
}
