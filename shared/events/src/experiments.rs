//! Events of `experiments`. Never who saw what.
use crate::row::events;
use primitives::{Code, Slug};

events! {
    /// An experiment began: subjects are assigned to its arms.
    ExperimentStartedV1 = "experiments.ExperimentStarted.v1" {
        experiment: Slug,
        layer: Slug,
        #[schemars(length(max = 10))]
        arms: Vec<Slug>,
    }
    /// What its counts say is to be done has changed, and is not to go on.
    ExperimentJudgedV1 = "experiments.ExperimentJudged.v1" {
        experiment: Slug,
        /// `adopt`, `reject` or `no_difference`.
        verdict: Code,
    }
    /// It is over: by staff, or because its counts cannot be trusted or a guard was harmed.
    ExperimentStoppedV1 = "experiments.ExperimentStopped.v1" {
        experiment: Slug,
        /// Staff's word, or `broken` or `stop`.
        why: Code,
        /// The arm that was taken.
        adopted: Option<Slug>,
    }
}
