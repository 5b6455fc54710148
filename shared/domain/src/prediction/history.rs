//! What the models need of a customer's purchases: four numbers.
use super::PredictionRefusal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The largest sum that a float holds to the minor unit, with room.
const SPENT_MAX: i64 = 1_000_000_000_000_000;

/// One purchase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sale<K> {
    /// Whose.
    pub customer: K,
    /// The day, counted from whichever day the caller likes.
    pub day: i32,
    /// What it came to, in minor units.
    pub amount: i64,
}

/// A customer's purchases in short. What is bought on one day is one purchase, as in the papers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Raw")]
pub struct History {
    repeats: u32,
    recency: u32,
    age: u32,
    spent: i64,
}

#[derive(Deserialize)]
struct Raw {
    repeats: u32,
    recency: u32,
    age: u32,
    spent: i64,
}

impl TryFrom<Raw> for History {
    type Error = PredictionRefusal;
    fn try_from(raw: Raw) -> Result<Self, PredictionRefusal> {
        Self::new(raw.repeats, raw.recency, raw.age, raw.spent)
    }
}

impl History {
    /// `repeats` days after the first on which they bought, the last of them `recency` days after the first; `age` days
    /// have passed since the first; the repeat days came to `spent` minor units.
    pub fn new(
        repeats: u32,
        recency: u32,
        age: u32,
        spent: i64,
    ) -> Result<Self, PredictionRefusal> {
        let possible = recency <= age
            && repeats <= recency
            && (repeats == 0) == (recency == 0)
            && (repeats > 0 || spent == 0)
            && (-SPENT_MAX..=SPENT_MAX).contains(&spent);
        if possible {
            Ok(Self { repeats, recency, age, spent })
        } else {
            Err(PredictionRefusal::History)
        }
    }

    /// The same purchases, of no amount.
    pub(super) fn without_money(self) -> Self {
        Self { spent: 0, ..self }
    }

    /// Days after the first on which they bought: x.
    pub fn repeats(self) -> u32 {
        self.repeats
    }

    /// Weeks from the first purchase to the last: `t_x`.
    pub fn recency(self) -> f64 {
        f64::from(self.recency) / 7.0
    }

    /// Weeks from the first purchase to the end of what is looked at: T.
    pub fn age(self) -> f64 {
        f64::from(self.age) / 7.0
    }

    /// Days since the last purchase.
    pub fn idle(self) -> u32 {
        self.age.saturating_sub(self.recency)
    }

    /// What a repeat day came to, in minor units on average. None without repeats. The first purchase is left out, as
    /// Fader and Hardie do: it often differs from all that follow.
    pub fn average(self) -> Option<f64> {
        (self.repeats > 0).then(|| self.spent as f64 / f64::from(self.repeats))
    }
}

/// The histories of all who bought until the day `until`, that day included. Later sales are not looked at.
pub fn histories<K: Ord>(
    sales: impl IntoIterator<Item = Sale<K>>,
    until: i32,
) -> Result<BTreeMap<K, History>, PredictionRefusal> {
    let mut bought: BTreeMap<K, BTreeMap<i32, i64>> = BTreeMap::new();
    for sale in sales.into_iter().filter(|sale| sale.day <= until) {
        let day = bought.entry(sale.customer).or_default().entry(sale.day).or_default();
        *day = day.saturating_add(sale.amount);
    }
    bought.into_iter().map(|(customer, days)| Ok((customer, short(&days, until)?))).collect()
}

fn short(days: &BTreeMap<i32, i64>, until: i32) -> Result<History, PredictionRefusal> {
    let first = days.keys().next().copied().unwrap_or(until);
    let last = days.keys().next_back().copied().unwrap_or(until);
    let spent = days.values().skip(1).fold(0_i64, |sum, amount| sum.saturating_add(*amount));
    let repeats = u32::try_from(days.len().saturating_sub(1)).unwrap_or(u32::MAX);
    History::new(repeats, last.abs_diff(first), until.abs_diff(first), spent)
}
