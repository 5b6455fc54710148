//! When somebody needs the same again: the days between purchases of a good that is used up.
use serde::{Deserialize, Serialize};

/// The days between purchases: half of the intervals lie between `early` and `late`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rhythm {
    /// A quarter of the intervals are no longer.
    pub early: u32,
    /// Half of them are no longer: one late purchase does not move it, as it would move a mean.
    pub middle: u32,
    /// Three quarters are no longer.
    pub late: u32,
    /// How many there are.
    pub intervals: u32,
}

/// When the next purchase is likely, in the caller's days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextOrder {
    /// Hardly before.
    pub from: i32,
    /// Most likely.
    pub likely: i32,
    /// Hardly after; whoever has not bought by then buys elsewhere, or no more.
    pub until: i32,
}

impl Rhythm {
    /// Of the days on which something was bought, in any order; the same day twice is one purchase. Two intervals are the
    /// least that have a spread: none of fewer than three days.
    pub fn of(days: impl IntoIterator<Item = i32>) -> Option<Self> {
        let days: std::collections::BTreeSet<i32> = days.into_iter().collect();
        let mut between: Vec<u32> =
            days.iter().zip(days.iter().skip(1)).map(|(one, next)| next.abs_diff(*one)).collect();
        between.sort_unstable();
        let intervals = u32::try_from(between.len()).ok().filter(|count| *count >= 2)?;
        Some(Self {
            early: quartile(&between, 1)?,
            middle: quartile(&between, 2)?,
            late: quartile(&between, 3)?,
            intervals,
        })
    }

    /// When the next purchase is likely after one on the day `last`.
    pub fn next(self, last: i32) -> NextOrder {
        NextOrder {
            from: last.saturating_add_unsigned(self.early),
            likely: last.saturating_add_unsigned(self.middle),
            until: last.saturating_add_unsigned(self.late),
        }
    }
}

/// Between the two values next to it in proportion, a half rounded up (Hyndman and Fan's seventh definition).
fn quartile(sorted: &[u32], quarters: usize) -> Option<u32> {
    let place = sorted.len().checked_sub(1)?.checked_mul(quarters)?;
    let low = u64::from(*sorted.get(place / 4)?);
    let high = u64::from(sorted.get(place / 4 + 1).copied().unwrap_or_default()).max(low);
    let part = u64::try_from(place % 4).ok()?;
    u32::try_from((4 * low + (high - low) * part + 2) / 4).ok()
}
