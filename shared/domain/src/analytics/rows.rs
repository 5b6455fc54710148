//! A partition is the set of its rows by event id.
//!
//! Of two rows of one event the lesser counts, in the rows' own order. Taking the lesser is
//! associative, commutative and idempotent, and so is the union of such sets: in which order, company
//! and number rows come makes no difference. That is all there is to "exactly once" here.
use std::collections::BTreeMap;

/// A row with an id.
pub trait Identified: Ord {
    /// The event's, or the row's own.
    fn event_id(&self) -> &str;
}

impl Identified for super::Behaviour {
    fn event_id(&self) -> &str {
        &self.event_id
    }
}

impl Identified for super::Business {
    fn event_id(&self) -> &str {
        &self.event_id
    }
}

impl Identified for super::Sale {
    fn event_id(&self) -> &str {
        &self.row_id
    }
}

impl Identified for crate::reports::Spend {
    fn event_id(&self) -> &str {
        &self.row_id
    }
}

impl Identified for super::Quarantined {
    fn event_id(&self) -> &str {
        &self.digest
    }
}

/// One row of each event, by id.
pub fn distinct<R: Identified>(rows: impl IntoIterator<Item = R>) -> Vec<R> {
    let mut rows: Vec<R> = rows.into_iter().collect();
    rows.sort_unstable_by(|a, b| a.event_id().cmp(b.event_id()).then_with(|| a.cmp(b)));
    rows.dedup_by(|later, earlier| later.event_id() == earlier.event_id());
    rows
}

/// The rows of several partitions of one table, each partition's distinct.
pub fn merged<P: Ord, R: Identified>(
    rows: impl IntoIterator<Item = R>,
    partition: impl Fn(&R) -> P,
) -> BTreeMap<P, Vec<R>> {
    let mut by: BTreeMap<P, Vec<R>> = BTreeMap::new();
    for row in rows {
        by.entry(partition(&row)).or_default().push(row);
    }
    by.into_iter().map(|(partition, rows)| (partition, distinct(rows))).collect()
}
