//! The rule itself: conditions, and what joins them.
use super::{Agreed, SegmentFacts};
use crate::{customers::ConsentChannel, prediction::RfmName};
use primitives::{Code, CountryCode, Currency, Slug, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// From `least` to `most`, both included; one of them may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SegmentRange")]
pub struct Range {
    /// No less than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<i64>,
    /// No more than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<i64>,
}

/// How long ago something was, in whole days of 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "SegmentWhen")]
pub enum When {
    /// So many days ago at most, or still to come.
    Within(u32),
    /// Longer ago than so many days. What never happened is neither within nor before.
    Before(u32),
}

/// What describes the customers of a segment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[schemars(extend("examples" = [{ "all": [{ "orders": { "least": 2 } }, { "last_order": { "within": 90 } }] }]))]
pub enum SegmentRule {
    /// Every one of these.
    All(#[schemars(length(min = 1, max = 100))] Vec<SegmentRule>),
    /// At least one of these.
    Any(#[schemars(length(min = 1, max = 100))] Vec<SegmentRule>),
    /// Not this. It is true too of whoever nothing is known of.
    Not(Box<SegmentRule>),
    /// What was taken and not given back, in one currency, in minor units. Nothing was spent where nothing was bought.
    Spend {
        /// Which currency; others do not count.
        currency: Currency,
        /// How much.
        is: Range,
    },
    /// The average order in one currency, in minor units.
    AverageOrder {
        /// Which currency.
        currency: Currency,
        /// How much.
        is: Range,
    },
    /// Orders that were not cancelled.
    Orders(Range),
    /// When the first order was placed.
    FirstOrder(When),
    /// When the last order was placed.
    LastOrder(When),
    /// In one of these countries.
    Country(#[schemars(length(min = 1, max = 100))] Vec<CountryCode>),
    /// With one of these tags.
    Tag(#[schemars(length(min = 1, max = 100))] Vec<Code>),
    /// In one of these tiers of loyalty.
    Tier(#[schemars(length(min = 1, max = 100))] Vec<Slug>),
    /// Agrees to be addressed this way for this.
    Consent {
        /// By which way.
        channel: ConsentChannel,
        /// For what.
        purpose: Code,
    },
    /// Is called one of these by recency, frequency and money.
    Rfm(#[schemars(length(min = 1, max = 9))] Vec<RfmName>),
    /// The fifth of how lately they bought.
    Recency(Range),
    /// The fifth of how often they buy.
    Frequency(Range),
    /// The fifth of how much they spent.
    Money(Range),
}

/// What a change means for a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Crossing {
    /// They were not in it, and are.
    Entered,
    /// They were in it, and are not.
    Left,
}

/// Whether somebody came in or went out. Time alone does it too: "within 30 days" ends without any news.
pub fn crossing(before: bool, after: bool) -> Option<Crossing> {
    match (before, after) {
        (false, true) => Some(Crossing::Entered),
        (true, false) => Some(Crossing::Left),
        _ => None,
    }
}

impl Range {
    /// Whether it holds this.
    pub fn holds(self, value: i64) -> bool {
        self.least.is_none_or(|least| least <= value) && self.most.is_none_or(|most| value <= most)
    }
}

impl When {
    /// When it says something else than now, if it ever does: the first moment after the last day.
    fn turns(self, at: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
        let (Self::Within(days) | Self::Before(days)) = self;
        let last = at?.millis().saturating_add(i64::from(days).saturating_mul(DAY));
        (now.millis() <= last).then(|| Timestamp::from_millis(last.saturating_add(1)))
    }

    fn holds(self, at: Option<Timestamp>, now: Timestamp) -> bool {
        let Some(at) = at else { return false };
        let within = |days: u32| {
            now.millis().saturating_sub(at.millis()) <= i64::from(days).saturating_mul(DAY)
        };
        match self {
            Self::Within(days) => within(days),
            Self::Before(days) => !within(days),
        }
    }
}

impl SegmentRule {
    /// When it may say something else of a customer though nothing happens to them; none where time changes nothing.
    pub fn turns(&self, of: &SegmentFacts, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::All(rules) | Self::Any(rules) => {
                rules.iter().filter_map(|rule| rule.turns(of, now)).min()
            }
            Self::Not(rule) => rule.turns(of, now),
            Self::FirstOrder(when) => when.turns(of.first_order_at, now),
            Self::LastOrder(when) => when.turns(of.last_order_at, now),
            _ => None,
        }
    }

    /// Shows every condition of it.
    pub fn visit(&self, see: &mut impl FnMut(&Self)) {
        match self {
            Self::All(rules) | Self::Any(rules) => rules.iter().for_each(|rule| rule.visit(see)),
            Self::Not(rule) => rule.visit(see),
            _ => see(self),
        }
    }

    /// Whether it looks at fifths.
    pub fn looks_at_scores(&self) -> bool {
        let mut looks = false;
        self.visit(&mut |rule| {
            looks |= matches!(
                rule,
                Self::Rfm(_) | Self::Recency(_) | Self::Frequency(_) | Self::Money(_)
            );
        });
        looks
    }

    /// Whether a customer belongs to the segment at this time. The rule has passed its [check](Self::check), so it is not deep.
    pub fn holds(&self, of: &SegmentFacts, now: Timestamp) -> bool {
        let score = |range: &Range, part: fn(&crate::prediction::RfmScore) -> u8| {
            of.rfm.as_ref().is_some_and(|score| range.holds(i64::from(part(score))))
        };
        match self {
            Self::All(rules) => rules.iter().all(|rule| rule.holds(of, now)),
            Self::Any(rules) => rules.iter().any(|rule| rule.holds(of, now)),
            Self::Not(rule) => !rule.holds(of, now),
            Self::Spend { currency, is } => {
                is.holds(of.turnover.get(currency).map_or(0, |turnover| turnover.spent))
            }
            Self::AverageOrder { currency, is } => {
                let average = of.turnover.get(currency).and_then(|turnover| turnover.average);
                average.is_some_and(|average| is.holds(average))
            }
            Self::Orders(range) => range.holds(of.orders),
            Self::FirstOrder(when) => when.holds(of.first_order_at, now),
            Self::LastOrder(when) => when.holds(of.last_order_at, now),
            Self::Country(countries) => {
                of.country.as_ref().is_some_and(|one| countries.contains(one))
            }
            Self::Tag(tags) => tags.iter().any(|tag| of.tags.contains(tag)),
            Self::Tier(tiers) => of.tier.as_ref().is_some_and(|tier| tiers.contains(tier)),
            Self::Consent { channel, purpose } => {
                of.consents.contains(&Agreed { channel: *channel, purpose: purpose.clone() })
            }
            Self::Rfm(names) => of.rfm.is_some_and(|score| names.contains(&score.name())),
            Self::Recency(range) => score(range, |score| score.recency),
            Self::Frequency(range) => score(range, |score| score.frequency),
            Self::Money(range) => score(range, |score| score.money),
        }
    }
}
