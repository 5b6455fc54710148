use super::{LoyaltyRefusal, Month, POINTS_MAX, ReferralRule, Tiers, tier};
use primitives::{Code, Currency, CustomerId, ExternalKey, Money, ProductId, Slug, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A factor that changes nothing.
pub const FACTOR_ONE: u32 = 1_000;
/// The largest factor: a hundred times.
const FACTOR_MAX: u32 = 100_000;
/// Factors by category, and by product.
const FACTORS_MAX: usize = 200;
/// Currencies of a programme.
const RATES_MAX: usize = 20;
/// Actions that earn points.
const ACTIONS_MAX: usize = 50;
/// Days of a hold.
const HOLD_DAYS_MAX: u32 = 365;
/// Months for which points are good.
const VALID_MONTHS_MAX: u32 = 60;

/// The rules of the loyalty programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// Orders placed before then earn nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begins_at: Option<Timestamp>,
    /// What purchases earn, by currency.
    #[serde(default)]
    #[schemars(length(max = RATES_MAX))]
    pub earn: Vec<EarnRate>,
    /// Categories whose goods earn more or less; of several the largest counts.
    #[serde(default)]
    #[schemars(length(max = FACTORS_MAX))]
    pub categories: Vec<CategoryFactor>,
    /// Products that earn more or less, whatever their categories say.
    #[serde(default)]
    #[schemars(length(max = FACTORS_MAX))]
    pub products: Vec<ProductFactor>,
    /// How long points are promised before they can be spent.
    pub hold: Hold,
    /// Months for which points are good, to the end of the last; for ever, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = VALID_MONTHS_MAX))]
    pub valid_months: Option<u32>,
    /// What else earns points.
    #[serde(default)]
    #[schemars(length(max = ACTIONS_MAX))]
    pub actions: Vec<ActionRule>,
    /// Tiers.
    #[serde(default)]
    pub tiers: Tiers,
    /// What points are worth as store credit, by currency.
    #[serde(default)]
    #[schemars(length(max = RATES_MAX))]
    pub credit: Vec<CreditRate>,
    /// What it earns to invite others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referral: Option<ReferralRule>,
}

/// What purchases in a currency earn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EarnRate {
    /// For so much, after discounts, without tax and shipping.
    pub per: Money,
    /// So many points.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub points: u32,
}

/// What goods of a category earn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryFactor {
    /// The category.
    pub category: Code,
    /// In thousandths of what they would earn: 2000 is twice as much, 0 nothing.
    #[schemars(range(min = 0, max = FACTOR_MAX))]
    pub factor: u32,
}

/// What a product earns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductFactor {
    /// The product.
    pub product: ProductId,
    /// In thousandths of what it would earn: 2000 is twice as much, 0 nothing.
    #[schemars(range(min = 0, max = FACTOR_MAX))]
    pub factor: u32,
}

/// How long points are promised before they can be spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "after", rename_all = "snake_case", deny_unknown_fields)]
pub enum Hold {
    /// So many days after the order was placed.
    Placing {
        /// Days.
        #[schemars(range(min = 0, max = HOLD_DAYS_MAX))]
        days: u32,
    },
    /// So many days after the last parcel arrived.
    Delivery {
        /// Days.
        #[schemars(range(min = 0, max = HOLD_DAYS_MAX))]
        days: u32,
        /// So many days after the order was placed at the latest: not every carrier tells when a parcel arrives.
        #[schemars(range(min = 0, max = HOLD_DAYS_MAX))]
        at_latest: u32,
    },
}

/// What a customer gets for doing something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActionRule {
    /// What: `review`, `birthday`; `sign-up` is given by the shop itself.
    pub action: Slug,
    /// Points.
    #[schemars(range(min = 1, max = POINTS_MAX))]
    pub points: i64,
}

/// What points are worth as store credit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreditRate {
    /// So many points.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub points: u32,
    /// Are worth so much.
    pub worth: Money,
    /// Days for which such store credit can be spent; for ever, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 3_650))]
    pub valid_days: Option<u32>,
}

/// That a customer got the points of an action: no occasion earns them twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ActionGrant {
    /// The customer.
    pub customer_id: CustomerId,
    /// What they did.
    pub action: Slug,
    /// On which occasion.
    pub occasion: ExternalKey,
    /// What they got.
    pub points: i64,
    /// When.
    pub granted_at: Timestamp,
}

impl Programme {
    /// The factor of a product that stands in these categories.
    pub fn factor(&self, product: Option<&ProductId>, categories: &[Code]) -> u32 {
        let own = self.products.iter().find(|one| Some(&one.product) == product);
        let of_categories = self.categories.iter().filter(|one| categories.contains(&one.category));
        own.map(|one| one.factor)
            .or_else(|| of_categories.map(|one| one.factor).max())
            .unwrap_or(FACTOR_ONE)
    }

    /// What purchases in a currency earn.
    pub fn rate(&self, currency: Currency) -> Option<EarnRate> {
        self.earn.iter().copied().find(|rate| rate.per.currency == currency)
    }

    /// What points are worth in a currency.
    pub fn credit_rate(&self, currency: Currency) -> Result<CreditRate, LoyaltyRefusal> {
        let rate = self.credit.iter().copied().find(|rate| rate.worth.currency == currency);
        rate.ok_or(LoyaltyRefusal::NoRate(currency))
    }

    /// What an action earns.
    pub fn action(&self, action: &Slug) -> Option<i64> {
        self.actions.iter().find(|rule| rule.action == *action).map(|rule| rule.points)
    }

    /// When points that come now expire: at the end of a month, so that few days are kept apart.
    pub fn expiry(&self, now: Timestamp) -> Option<Timestamp> {
        self.valid_months.map(|months| Month::of(now).plus(months.saturating_add(1)).start())
    }

    /// Refuses rules that contradict themselves, or are beyond what they may be.
    pub fn check(&self) -> Result<(), LoyaltyRefusal> {
        let wrong = |why: &str| Err(LoyaltyRefusal::Programme(why.to_owned()));
        let long = self.earn.len().max(self.credit.len()) > RATES_MAX
            || self.categories.len().max(self.products.len()) > FACTORS_MAX
            || self.actions.len() > ACTIONS_MAX
            || self.tiers.levels.len() > tier::LEVELS_MAX;
        if long {
            return wrong("a list is too long");
        }
        if self.earn.iter().any(|rate| rate.per.minor <= 0 || rate.points == 0) {
            return wrong("a rate of earning needs an amount and points");
        }
        if self.credit.iter().any(|rate| rate.worth.minor <= 0 || rate.points == 0) {
            return wrong("a rate of store credit needs an amount and points");
        }
        if self.actions.iter().any(|rule| !(1..=POINTS_MAX).contains(&rule.points)) {
            return wrong("an action needs points");
        }
        if self.valid_months.is_some_and(|months| !(1..=VALID_MONTHS_MAX).contains(&months)) {
            return wrong("points are good for 1 to 60 months");
        }
        let days = match self.hold {
            Hold::Placing { days } => days,
            Hold::Delivery { days, at_latest } => days.max(at_latest),
        };
        if days > HOLD_DAYS_MAX {
            return wrong("a hold is at most 365 days");
        }
        self.check_factors()?;
        self.check_tiers()?;
        self.check_once()
    }

    fn check_factors(&self) -> Result<(), LoyaltyRefusal> {
        let factors = self.categories.iter().map(|one| one.factor);
        let factors = factors.chain(self.products.iter().map(|one| one.factor));
        let mut factors = factors.chain(self.tiers.levels.iter().map(|one| one.factor));
        if factors.any(|factor| factor > FACTOR_MAX) {
            return Err(LoyaltyRefusal::Programme("a factor is at most 100000".to_owned()));
        }
        Ok(())
    }

    fn check_tiers(&self) -> Result<(), LoyaltyRefusal> {
        let wrong = |why: &str| Err(LoyaltyRefusal::Programme(why.to_owned()));
        if !(1..=tier::MONTHS_MAX).contains(&self.tiers.months) {
            return wrong("tiers count 1 to 24 months");
        }
        let levels = &self.tiers.levels;
        let rising =
            levels.iter().zip(levels.iter().skip(1)).all(|(one, two)| one.least < two.least);
        if !rising || levels.first().is_some_and(|level| level.least < 1) {
            return wrong("each tier demands more than the one before");
        }
        if levels.iter().any(|level| level.tier.as_ref().len() > tier::TIER_WORD_MAX) {
            return wrong("the word of a tier has at most 50 characters");
        }
        Ok(())
    }

    fn check_once(&self) -> Result<(), LoyaltyRefusal> {
        let referral = self.referral.iter().any(|rule| !rule.is_sound());
        if referral {
            return Err(LoyaltyRefusal::Programme("an invitation earns points".to_owned()));
        }
        let once = all_once(self.earn.iter().map(|one| one.per.currency))
            && all_once(self.credit.iter().map(|one| one.worth.currency))
            && all_once(self.categories.iter().map(|one| &one.category))
            && all_once(self.products.iter().map(|one| &one.product))
            && all_once(self.actions.iter().map(|one| &one.action))
            && all_once(self.tiers.levels.iter().map(|one| &one.tier));
        if once {
            Ok(())
        } else {
            Err(LoyaltyRefusal::Programme("something is named twice".into()))
        }
    }
}

fn all_once<T: Ord>(all: impl Iterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    let mut all = all;
    all.all(|one| seen.insert(one))
}

impl Hold {
    /// When what an order promised can be spent, by when it was placed and, if it has, arrived.
    pub fn ends(self, placed_at: Timestamp, delivered_at: Option<Timestamp>) -> Timestamp {
        let after = |at: Timestamp, days: u32| at.plus_seconds(i64::from(days) * 86_400);
        match self {
            Self::Placing { days } => after(placed_at, days),
            Self::Delivery { days, at_latest } => {
                let latest = after(placed_at, at_latest);
                delivered_at.map_or(latest, |at| after(at, days).min(latest))
            }
        }
    }
}

impl CreditRate {
    /// Points that so much store credit costs, rounded up.
    pub fn price(&self, amount: Money) -> Result<i64, LoyaltyRefusal> {
        if amount.minor <= 0 {
            return Err(LoyaltyRefusal::Nothing);
        }
        let worth = i128::from(self.worth.minor.max(1));
        let exact = i128::from(amount.minor) * i128::from(self.points);
        let points = exact.div_euclid(worth) + i128::from(exact.rem_euclid(worth) > 0);
        i64::try_from(points).map_err(|_| LoyaltyRefusal::TooMuch(POINTS_MAX))
    }

    /// What so many points are worth, rounded down.
    pub fn worth_of(&self, points: i64) -> Money {
        let exact = i128::from(points) * i128::from(self.worth.minor);
        let minor = exact.div_euclid(i128::from(self.points.max(1)));
        Money::new(i64::try_from(minor).unwrap_or(i64::MAX), self.worth.currency)
    }
}
