//! Where a customer stands: which segments they are in, and when to look again.
use super::{Crossing, SegmentBook, SegmentFacts, crossing};
use primitives::{CustomerId, Slug, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Crossings that are written at once: each is up to three writes of a transaction, which has a hundred.
pub const CROSSINGS_MAX: usize = 20;
/// Groups that customers whom time moves are listed in: none of them takes too many writes.
pub const DUE_GROUPS: u8 = 8;

/// Where a customer stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentStanding {
    /// Who.
    pub customer_id: CustomerId,
    /// Which segments they are in, and since when.
    pub segments: BTreeMap<Slug, Timestamp>,
    /// When a rule may say something else though nothing happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
}

/// What the clock finds of a customer whom time may move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentDue {
    /// Who.
    pub customer_id: CustomerId,
}

/// That a customer is in a segment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentMember {
    /// The segment.
    pub segment: Slug,
    /// Who.
    pub customer_id: CustomerId,
    /// Since when.
    pub since: Timestamp,
}

/// How many are in a segment: a part of them, since many come and go at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentCount {
    /// The segment.
    pub segment: Slug,
    /// Which part.
    pub group: u8,
    /// How many.
    pub members: i64,
}

/// What a look at a customer finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Where they stand now.
    pub next: SegmentStanding,
    /// What they went into or out of.
    pub crossings: Vec<(Slug, Crossing)>,
}

impl SegmentStanding {
    /// Of somebody who is in no segment.
    pub const fn none(customer_id: CustomerId) -> Self {
        Self { customer_id, segments: BTreeMap::new(), due_at: None }
    }

    /// Where they stand by what is known of them. Who is nobody any more, merged or erased, is in no segment. Of more
    /// than [`CROSSINGS_MAX`] crossings the rest is for the next look, which is due at once.
    pub fn judged(
        &self,
        book: &SegmentBook,
        facts: Option<&SegmentFacts>,
        now: Timestamp,
    ) -> Judged {
        let holds = |id: &Slug| {
            let segment = book.segments.get(id);
            facts.zip(segment).is_some_and(|(facts, segment)| segment.rule.holds(facts, now))
        };
        let ids = book
            .segments
            .keys()
            .chain(self.segments.keys().filter(|id| !book.segments.contains_key(*id)));
        let mut all = ids.filter_map(|id| {
            crossing(self.segments.contains_key(id), holds(id)).map(|what| (id.clone(), what))
        });
        let crossings: Vec<_> = all.by_ref().take(CROSSINGS_MAX).collect();
        let more = all.next().is_some();
        let mut next = self.clone();
        for (id, what) in &crossings {
            match what {
                Crossing::Entered => next.segments.insert(id.clone(), now),
                Crossing::Left => next.segments.remove(id),
            };
        }
        let turns =
            |facts| book.segments.values().filter_map(|one| one.rule.turns(facts, now)).min();
        next.due_at = if more { Some(now) } else { facts.and_then(turns) };
        Judged { next, crossings }
    }

    /// The group of customers in which the clock finds them, and in which they are counted.
    pub fn group(&self) -> u8 {
        group(&self.customer_id)
    }
}

impl SegmentCount {
    /// Nobody yet.
    pub const fn none(segment: Slug, group: u8) -> Self {
        Self { segment, group, members: 0 }
    }
}

/// The group of a customer.
fn group(customer_id: &CustomerId) -> u8 {
    let sum = customer_id
        .as_ref()
        .bytes()
        .fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    u8::try_from(sum % u32::from(DUE_GROUPS)).unwrap_or_default()
}
