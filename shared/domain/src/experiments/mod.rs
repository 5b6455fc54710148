//! Experiments: who sees what, and what came of it.
//!
//! Who sees what follows from names and salts alone, with nothing read or kept: the same subject gets the same answer in
//! every function, for as long as the experiment runs. What came of it is judged either once, when as many have been seen as
//! was said beforehand, or at any time by a test that bears being looked at.
//!
//! Invariant: a subject is in at most one experiment of a layer; raising an experiment's share brings subjects in and moves
//! nobody; no verdict is given on counts that the assignment cannot have made.
#![allow(clippy::float_arithmetic, clippy::cast_precision_loss)] // Estimates, never money.
mod assign;
mod compare;
mod design;
mod experiment;
mod exposure;
mod guard;
mod peek;
mod plan;
mod ratio;
mod refusal;
mod score;
mod several;
mod trial;
mod verdict;

pub use assign::{Seat, seat};
pub use compare::{Compared, Conversions, Measurements, means, proportions};
pub use design::{GUARDS_MAX, GuardRule, Measure, StopRule, TrialDesign};
pub use experiment::{ARMS_MAX, Arm, EXPERIMENTS_MAX, Experiment, Layer, PARTS, SALT_MAX};
pub use exposure::{
    Counted, EXPOSURES_MAX, KEEP_DAYS, ORDERS_MAX, REVENUE_MAX, SHARDS, TrialExposure, TrialLink,
    TrialTally,
};
pub use guard::{Better, Guard, GuardFinding};
pub use peek::{FEW, Glance, Peek};
pub use plan::{for_means, for_proportions};
pub use ratio::{RATIO_ALARM, RatioCheck};
pub use refusal::ExperimentRefusal;
pub use score::{ArmStanding, GuardStanding, TrialStanding, stands};
pub use several::holm;
pub use trial::{ArmLook, RUNNING_MAX, Trial, TrialPlan, TrialState, seats};
pub use verdict::{ExperimentVerdict, verdict};

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod trial_laws;
