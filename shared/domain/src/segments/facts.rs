//! What a rule may ask of a customer.
use crate::{customers::ConsentChannel, prediction::RfmScore};
use primitives::{Code, CountryCode, Currency, Slug, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What orders in one currency came to, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turnover {
    /// What was taken and not given back.
    pub spent: i64,
    /// The average of an order; none without orders.
    pub average: Option<i64>,
}

/// A channel and a purpose for which consent holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Agreed {
    /// By which way.
    pub channel: ConsentChannel,
    /// For what.
    pub purpose: Code,
}

/// A customer, as far as rules look. Nothing of it names them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentFacts {
    /// Orders that were not cancelled, in all currencies.
    pub orders: i64,
    /// By currency.
    pub turnover: BTreeMap<Currency, Turnover>,
    /// When the first order was placed.
    pub first_order_at: Option<Timestamp>,
    /// When the last one was.
    pub last_order_at: Option<Timestamp>,
    /// Where goods go if nothing else is said.
    pub country: Option<CountryCode>,
    /// Staff's tags.
    pub tags: BTreeSet<Code>,
    /// What they agree to.
    pub consents: BTreeSet<Agreed>,
    /// Their tier of loyalty.
    pub tier: Option<Slug>,
    /// Their fifths, once the shop has reckoned them.
    pub rfm: Option<RfmScore>,
}
