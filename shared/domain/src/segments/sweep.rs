//! A look at everybody: a rule was written anew, or fifths were drawn anew.
use primitives::Timestamp;
use serde::{Deserialize, Serialize};

/// Seconds after which no process goes by an older book any more: half a minute that it is kept, and the time that a
/// run may take, with plenty to spare.
const SETTLES_SECONDS: i64 = 120;

/// A look at everybody, and how far it is. There is one at a time: whatever asks for another begins it anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentSweep {
    /// When it begins.
    pub begins_at: Timestamp,
    /// Where in the list of customers it is; none at its begin and at its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Customers so far.
    pub customers: u64,
    /// When all had been handed out to be looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// As of when the fifths are that it goes by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fifths_at: Option<Timestamp>,
}

impl SegmentSweep {
    /// One that is asked for now, by fifths of some time.
    pub fn wanted(now: Timestamp, fifths_at: Option<Timestamp>) -> Self {
        let begins_at = now.plus_seconds(SETTLES_SECONDS);
        Self { begins_at, after: None, customers: 0, ended_at: None, fifths_at }
    }

    /// Whether there is something to do.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.ended_at.is_none() && self.begins_at <= now
    }

    /// So many more were handed out; none after them ends it.
    #[must_use]
    pub fn went_on(&self, customers: usize, after: Option<String>, now: Timestamp) -> Self {
        let more = u64::try_from(customers).unwrap_or_default();
        let ended_at = after.is_none().then_some(now);
        Self { customers: self.customers.saturating_add(more), after, ended_at, ..self.clone() }
    }
}
