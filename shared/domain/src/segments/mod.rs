//! Segments: customers that a rule describes, and who comes into one or goes out of it.
//!
//! Invariant: a rule that passed its [check](SegmentRule::check) has a value for every customer; what is not known of somebody
//! fulfils no comparison, so a rule is true or false and never neither, and De Morgan's laws hold.
mod book;
mod check;
mod facts;
mod refusal;
mod rule;
mod standing;
mod sweep;

pub use book::{SEGMENTS_MAX, Segment, SegmentBook};
pub use check::{DEPTH_MAX, LEAVES_MAX, VALUES_MAX};
pub use facts::{Agreed, Asked, Known, SegmentFacts, Turnover};
pub use refusal::SegmentRefusal;
pub use rule::{Crossing, Range, SegmentRule, When, crossing};
pub use standing::{
    CROSSINGS_MAX, DUE_GROUPS, Judged, SegmentCount, SegmentDue, SegmentMember, SegmentStanding,
};
pub use sweep::SegmentSweep;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod standing_laws;
