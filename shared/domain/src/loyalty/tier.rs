use super::{Month, PointsAccount};
use primitives::{Currency, Slug, Timestamp, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Tiers, and by what a customer gets into one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tiers {
    /// What counts.
    #[serde(default)]
    pub measure: Measure,
    /// How long it counts: months of UTC, the present one included.
    #[serde(default = "year")]
    #[schemars(range(min = 1, max = MONTHS_MAX))]
    pub months: u32,
    /// The tiers, by what they demand, the least first.
    #[serde(default)]
    #[schemars(length(max = LEVELS_MAX))]
    pub levels: Vec<Level>,
}

/// What counts towards a tier: of purchases that are past their hold alone, less what was given back since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Measure {
    /// Points earned.
    #[default]
    Points,
    /// Money spent on goods, without tax, in minor units.
    Spending {
        /// In this currency; others do not count.
        currency: Currency,
    },
}

/// One tier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Its word; price lists and promotions know its customers as the group `tier:` and this.
    #[schemars(length(max = TIER_WORD_MAX))]
    pub tier: Slug,
    /// What people read.
    pub title: Title,
    /// From how much on.
    #[schemars(range(min = 1))]
    pub least: i64,
    /// What purchases in it earn, in thousandths of what they would: 1500 is half as much again.
    #[schemars(range(min = 0, max = 100_000))]
    pub factor: u32,
}

/// Months of a window.
pub const MONTHS_MAX: u32 = 24;
/// Tiers of a programme.
pub const LEVELS_MAX: usize = 10;
/// Characters of a tier's word.
pub const TIER_WORD_MAX: usize = 50;

const fn year() -> u32 {
    12
}

impl Default for Tiers {
    fn default() -> Self {
        Self { measure: Measure::default(), months: year(), levels: Vec::new() }
    }
}

impl Tiers {
    /// The level of a word.
    pub fn level(&self, tier: &Slug) -> Option<&Level> {
        self.levels.iter().find(|level| level.tier == *tier)
    }

    /// What counts for an account in a month.
    pub fn score(&self, account: &PointsAccount, month: Month) -> i64 {
        let from = month.minus(self.months.saturating_sub(1));
        let currency = match self.measure {
            Measure::Points => None,
            Measure::Spending { currency } => Some(currency),
        };
        account.counted_between(from, month, currency)
    }

    /// The level of an account in a month, and when it ends if nothing is bought until then.
    pub(super) fn standing(
        &self,
        account: &PointsAccount,
        month: Month,
    ) -> (Option<&Level>, Option<Timestamp>) {
        let reached = |month: Month| {
            let score = self.score(account, month);
            self.levels.iter().rev().find(|level| level.least <= score)
        };
        let now = reached(month);
        let later = (1..=self.months).map(|after| month.plus(after));
        let ends = later.into_iter().find(|month| reached(*month) != now).map(Month::start);
        (now, ends.filter(|_| now.is_some()))
    }

    /// The next level above an account's, and how much it lacks.
    pub fn next(&self, account: &PointsAccount, month: Month) -> Option<(&Level, i64)> {
        let score = self.score(account, month);
        let next = self.levels.iter().find(|level| level.least > score)?;
        Some((next, next.least - score))
    }
}
