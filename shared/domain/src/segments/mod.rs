//! Segments: customers that a rule describes, and who comes into one or goes out of it.
//!
//! Invariant: a rule that passed its [check](SegmentRule::check) has a value for every customer; what is not known of somebody
//! fulfils no comparison, so a rule is true or false and never neither, and De Morgan's laws hold.
mod check;
mod facts;
mod refusal;
mod rule;

pub use check::{DEPTH_MAX, LEAVES_MAX, VALUES_MAX};
pub use facts::{Agreed, SegmentFacts, Turnover};
pub use refusal::SegmentRefusal;
pub use rule::{Crossing, Range, SegmentRule, When, crossing};

#[cfg(test)]
mod laws;
