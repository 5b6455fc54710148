//! Who has seen what, and what they did afterwards, each subject counted once.
use primitives::{ExternalKey, Slug, Timestamp};
use serde::{Deserialize, Serialize};

/// Items that one arm's counts are spread over, so that no item is hot.
pub const SHARDS: u8 = 4;
/// Experiments that one call tells of: what one page shows, and what one transaction holds with room to spare.
pub const EXPOSURES_MAX: usize = 20;
/// Orders of one subject that are counted.
pub const ORDERS_MAX: i64 = 1_000;
/// Minor units of one subject that are counted. Whoever buys for more counts as this much: one wholesaler would
/// otherwise drown what an experiment says of everybody else, and squares stay within 64 bits.
pub const REVENUE_MAX: i64 = 1_000_000;
/// Days that an exposure is kept. Experiments do not run for longer.
pub const KEEP_DAYS: i64 = 180;

/// A subject that has seen an arm, and what they did since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialExposure {
    /// The subject: the id of a visitor, a cart or a customer.
    pub subject: ExternalKey,
    /// The experiment.
    pub experiment: Slug,
    /// The arm.
    pub arm: Slug,
    /// When they first saw it.
    pub at: Timestamp,
    /// Orders since.
    pub orders: i64,
    /// What these cost in the experiment's currency, in minor units, up to [`REVENUE_MAX`].
    pub revenue: i64,
    /// Whether one of them was cancelled or given back.
    pub taken_back: bool,
    /// When it may be forgotten.
    pub until: Timestamp,
}

/// A cart that belongs to a visitor: what is bought with it, they have bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialLink {
    /// The cart.
    pub cart: ExternalKey,
    /// The visitor.
    pub subject: ExternalKey,
    /// When it may be forgotten.
    pub until: Timestamp,
}

/// Counts of one arm, in one shard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialTally {
    /// The experiment.
    pub experiment: Slug,
    /// The arm.
    pub arm: Slug,
    /// The shard.
    pub shard: u8,
    /// Subjects that have seen it.
    pub subjects: i64,
    /// Of these, who have bought.
    pub buyers: i64,
    /// Their orders.
    pub orders: i64,
    /// Each subject's orders squared, added up.
    pub orders_squared: i64,
    /// What these cost, in minor units.
    pub revenue: i64,
    /// Each subject's squared, added up.
    pub revenue_squared: i64,
    /// Subjects of whose orders one was cancelled or given back.
    pub taken_back: i64,
}

/// By how much counters of a tally move, by their names.
pub type Counted = Vec<(&'static str, i64)>;

impl TrialTally {
    /// Nothing yet.
    pub const fn none(experiment: Slug, arm: Slug, shard: u8) -> Self {
        Self {
            experiment,
            arm,
            shard,
            subjects: 0,
            buyers: 0,
            orders: 0,
            orders_squared: 0,
            revenue: 0,
            revenue_squared: 0,
            taken_back: 0,
        }
    }
}

impl TrialExposure {
    /// A subject sees an arm for the first time.
    pub fn first(
        subject: ExternalKey,
        experiment: Slug,
        arm: Slug,
        now: Timestamp,
    ) -> (Self, Counted) {
        let until = now.plus_seconds(KEEP_DAYS * 86_400);
        let seen = Self {
            subject,
            experiment,
            arm,
            at: now,
            orders: 0,
            revenue: 0,
            taken_back: false,
            until,
        };
        (seen, vec![("subjects", 1)])
    }

    /// The shard of the tally that this subject is counted in.
    pub fn shard(&self) -> u8 {
        let sum = self
            .subject
            .as_ref()
            .bytes()
            .fold(0_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
        sum % SHARDS
    }

    /// They bought something for so much; for nothing that counts, where it is other money.
    pub fn bought(&self, minor: i64) -> (Self, Counted) {
        let orders = self.orders.saturating_add(1).min(ORDERS_MAX);
        let revenue = self.revenue.saturating_add(minor.max(0)).min(REVENUE_MAX);
        let square = |n: i64| n.saturating_mul(n);
        let moved = vec![
            ("buyers", i64::from(self.orders == 0)),
            ("orders", orders - self.orders),
            ("orders_squared", square(orders) - square(self.orders)),
            ("revenue", revenue - self.revenue),
            ("revenue_squared", square(revenue) - square(self.revenue)),
        ];
        (Self { orders, revenue, ..self.clone() }, moved)
    }

    /// One of their orders was cancelled or given back; nothing new, where one was before.
    pub fn took_back(&self) -> Option<(Self, Counted)> {
        (!self.taken_back)
            .then(|| (Self { taken_back: true, ..self.clone() }, vec![("taken_back", 1)]))
    }
}
