//! Recency, frequency and money in fifths, and what such customers are called.
//!
//! Fifths are of the shop's own customers (Hughes, *Strategic Database Marketing*, 1994). The names are those that the trade
//! uses for the grid of recency against the mean of frequency and money.
use super::History;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Fifths from 1 (the worst) to 5 (the best).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct RfmScore {
    /// How lately they bought.
    #[schemars(range(min = 1, max = 5))]
    pub recency: u8,
    /// How often.
    #[schemars(range(min = 1, max = 5))]
    pub frequency: u8,
    /// How much in all, in one currency.
    #[schemars(range(min = 1, max = 5))]
    pub money: u8,
}

/// What customers of a score are called.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RfmName {
    /// Bought lately, often and much.
    Champion,
    /// Buys often and much.
    Loyal,
    /// Came lately and more than once.
    Promising,
    /// Came lately, for the first times.
    New,
    /// Middling in everything.
    NeedsAttention,
    /// Bought little, and not lately.
    AboutToSleep,
    /// Bought often or much, and has been away for long.
    AtRisk,
    /// Was among the best, and has been away longest.
    CannotLose,
    /// Bought little, long ago.
    Lost,
}

impl RfmScore {
    /// Of places among so many customers by recency, frequency and money: each the middle of those that equals hold, doubled.
    pub fn placed([recency, frequency, money]: [usize; 3], of: usize) -> Self {
        Self {
            recency: fifth(recency, of),
            frequency: fifth(frequency, of),
            money: fifth(money, of),
        }
    }

    /// What they are called. Every score has one name.
    pub fn name(self) -> RfmName {
        // Frequency and money together, a half rounded up.
        let worth = (self.frequency.saturating_add(self.money).saturating_add(1)) / 2;
        match (self.recency, worth) {
            (5, 4..) | (4, 5..) => RfmName::Champion,
            (4 | 5, 3) | (3 | 4, 4..) => RfmName::Loyal,
            (5 | 4, 2) => RfmName::Promising,
            (4.., _) => RfmName::New,
            (3, 3) => RfmName::NeedsAttention,
            (3, _) => RfmName::AboutToSleep,
            (0 | 1, 5..) => RfmName::CannotLose,
            (_, 3..) => RfmName::AtRisk,
            _ => RfmName::Lost,
        }
    }
}

/// One customer's figures, of which fifths are made.
struct Standing {
    idle: u32,
    repeats: u32,
    total: i64,
}

/// The scores of customers, in the order given: each with what their purchases came to in all, the first included, in minor
/// units. Equals have equal scores, so fifths need not be equally large.
pub fn rfm(customers: &[(History, i64)]) -> Vec<RfmScore> {
    let standings: Vec<Standing> = customers
        .iter()
        .map(|(history, total)| Standing {
            idle: history.idle(),
            repeats: history.repeats(),
            total: *total,
        })
        .collect();
    // Whoever has been away for fewer days is better.
    let recency = Fifths::of(standings.iter().map(|one| -i64::from(one.idle)));
    let frequency = Fifths::of(standings.iter().map(|one| i64::from(one.repeats)));
    let money = Fifths::of(standings.iter().map(|one| one.total));
    standings
        .iter()
        .map(|one| RfmScore {
            recency: recency.score(-i64::from(one.idle)),
            frequency: frequency.score(i64::from(one.repeats)),
            money: money.score(one.total),
        })
        .collect()
}

struct Fifths(Vec<i64>);

impl Fifths {
    fn of(values: impl Iterator<Item = i64>) -> Self {
        let mut sorted: Vec<i64> = values.collect();
        sorted.sort_unstable();
        Self(sorted)
    }

    fn score(&self, value: i64) -> u8 {
        let below = self.0.partition_point(|one| *one < value);
        let to = self.0.partition_point(|one| *one <= value);
        fifth(below.saturating_add(to), self.0.len())
    }
}

/// By the middle of the places that equals hold: of a shop where all are alike, everybody is in the third.
fn fifth(place_doubled: usize, of: usize) -> u8 {
    let place = place_doubled.saturating_mul(5) / of.saturating_mul(2).max(1);
    u8::try_from(place).unwrap_or(4).min(4) + 1
}
