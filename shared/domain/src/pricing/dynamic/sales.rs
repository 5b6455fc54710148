//! What is sold, counted once by SKU and day, without a write in any order's way.
//!
//! A day's orders are counted when the day is over: every order once, under the version of a clock
//! that says how far the counting is. Units that were cancelled by then were not sold.
use crate::order::OrderLine;
use primitives::{Day, Sku, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Days that units sold lately are counted over, and those before.
pub const PERIOD_DAYS: u32 = 30;
/// Days that are kept: both periods, and a few while the counting is behind.
pub const SALES_DAYS: u32 = 2 * PERIOD_DAYS + 10;
/// SKUs whose sales one step counts: with the clock, one transaction.
pub const SALES_STEP_SKUS: usize = 80;
/// Seconds after midnight at which the day before is looked at: by then, lists by index show all of it.
const GRACE_SECONDS: i64 = 3_600;

/// Units of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaySales {
    /// Days since 1970-01-01.
    pub day: u32,
    /// Units.
    pub units: u64,
}

/// What was sold of one SKU, by day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkuSales {
    /// What.
    pub sku: Sku,
    /// The days on which any was, oldest first.
    pub days: Vec<DaySales>,
}

/// How far the counting is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SalesClock {
    /// The day that is being counted, in days since 1970-01-01. All before it have been.
    pub day: u32,
    /// Where in the list of its orders to go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Pages of the next order that have been counted: a large one takes several steps.
    #[serde(default)]
    pub pages: u32,
}

/// The day of a moment, in days since 1970-01-01.
fn day_number(at: Timestamp) -> u32 {
    u32::try_from(at.seconds().div_euclid(86_400)).unwrap_or_default()
}

impl SalesClock {
    /// Begins with as many days as are kept.
    pub fn begin(now: Timestamp) -> Self {
        let day = day_number(now).saturating_sub(SALES_DAYS);
        Self { day, after: None, pages: 0 }
    }

    /// Whether the day that it stands at is over.
    pub fn is_behind(&self, now: Timestamp) -> bool {
        self.day < day_number(now.plus_seconds(-GRACE_SECONDS))
    }

    /// Whether everything but the last days has been counted: a rule that goes by sales may go by it.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        self.day + 2 >= day_number(now)
    }

    /// The day that it stands at.
    pub fn stands_at(&self) -> Day {
        Timestamp::from_millis(i64::from(self.day) * 86_400_000).day()
    }

    /// The next day.
    #[must_use]
    pub fn next_day(&self) -> Self {
        Self { day: self.day.saturating_add(1), after: None, pages: 0 }
    }

    /// The same day, further on.
    #[must_use]
    pub fn at(&self, after: Option<String>, pages: u32) -> Self {
        Self { day: self.day, after, pages }
    }
}

/// Adds what lines sold, by SKU.
pub fn tally(units: &mut BTreeMap<Sku, u64>, lines: &[OrderLine]) {
    for line in lines.iter().filter(|line| line.takes_stock()) {
        let sold = line.quantity.get().saturating_sub(line.cancelled);
        if let (Some(sku), 1..) = (&line.sku, sold) {
            *units.entry(sku.clone()).or_default() += u64::from(sold);
        }
    }
}

impl SkuSales {
    /// Of a SKU of which none was sold.
    pub fn none(sku: Sku) -> Self {
        Self { sku, days: Vec::new() }
    }

    /// With more units of one day. Days that nobody asks for any more are left out.
    #[must_use]
    pub fn with(&self, day: u32, units: u64) -> Self {
        let oldest = day.saturating_sub(SALES_DAYS);
        let mut days: BTreeMap<u32, u64> =
            self.days.iter().map(|one| (one.day, one.units)).collect();
        let sum = days.entry(day).or_default();
        *sum = sum.saturating_add(units);
        let days = days.into_iter().filter(|(day, _)| *day >= oldest);
        let days = days.map(|(day, units)| DaySales { day, units }).collect();
        Self { sku: self.sku.clone(), days }
    }

    /// Units of the thirty days that end where the counting stands, and of the thirty before them.
    pub fn lately(&self, clock: &SalesClock) -> (u64, u64) {
        let middle = clock.day.saturating_sub(PERIOD_DAYS);
        let begin = middle.saturating_sub(PERIOD_DAYS);
        let sum = |from: u32, until: u32| {
            let days = self.days.iter().filter(|one| (from..until).contains(&one.day));
            days.map(|one| one.units).fold(0, u64::saturating_add)
        };
        (sum(middle, clock.day), sum(begin, middle))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::laws::cases;
    use primitives::Example;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_253_400_000);

    #[test]
    fn a_day_is_counted_once_it_is_over_and_an_hour_has_passed() {
        let clock = SalesClock::begin(NOW);
        assert!(clock.is_behind(NOW) && !clock.is_fresh(NOW));
        let today = SalesClock { day: day_number(NOW), ..clock };
        assert!(!today.is_behind(NOW) && today.is_fresh(NOW));
        assert_eq!(today.stands_at().to_string(), "2026-11-21");
        let midnight = Timestamp::parse("2026-11-22T00:59:59Z").unwrap();
        assert!(!today.is_behind(midnight));
        assert!(today.is_behind(midnight.plus_seconds(1)));
    }

    proptest! {
        #![proptest_config(cases())]

        #[test]
        fn both_periods_are_the_sums_of_their_days(
            sold in prop::collection::vec((0_u32..SALES_DAYS, 1_u64..100), 0..60),
        ) {
            let clock = SalesClock::begin(NOW);
            let end = clock.day + SALES_DAYS;
            let mut ordered = sold.clone();
            ordered.sort_unstable();
            let sales = ordered.iter().fold(SkuSales::none(Sku::example()), |sales, (day, units)| {
                sales.with(clock.day + day, *units)
            });
            prop_assert!(sales.days.len() <= usize::try_from(SALES_DAYS).unwrap() + 1);
            let clock = SalesClock { day: end, ..clock };
            let of = |from: u32, until: u32| -> u64 {
                sold.iter().filter(|(day, _)| (from..until).contains(day)).map(|(_, units)| units).sum()
            };
            let (lately, before) = sales.lately(&clock);
            prop_assert_eq!(lately, of(SALES_DAYS - 30, SALES_DAYS));
            prop_assert_eq!(before, of(SALES_DAYS - 60, SALES_DAYS - 30));
        }
    }
}
