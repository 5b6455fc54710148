//! Keys of `experiments`: what is tried, who has seen it, and what they did.
use crate::{
    Indexed,
    row::{keys, lists},
};
use domain::experiments::{Trial, TrialExposure, TrialLink, TrialPlan, TrialTally};
use primitives::{ExternalKey, Slug, Timestamp};

keys! {
    /// Everything that runs, in one item that every process keeps: who sees what follows from it.
    plan() -> TrialPlan: "EXPERIMENTS#" / "PLAN";
    /// All experiments there have been stand in one partition: they are few, and staff list them.
    trial(experiment: Slug) -> Trial: "EXPERIMENTS#" / "EXPERIMENT#{experiment}";
    /// Counts of an arm, spread over a few items.
    tally(experiment: Slug, arm: Slug, shard: u8) -> TrialTally: "EXPERIMENT#{experiment}" / "TALLY#{arm}#{shard:02}";
    /// That a subject has seen an experiment; that it exists keeps them from being counted twice.
    exposure(subject: ExternalKey, experiment: Slug) -> TrialExposure: "EXPOSED#{subject}" / "EXPERIMENT#{experiment}";
    /// Whose cart it is.
    link(cart: ExternalKey) -> TrialLink: "EXPOSED#{cart}" / "VISITOR";
}

lists! {
    /// Staff: experiments by name.
    trials() -> Trial: table "EXPERIMENTS#" / "EXPERIMENT#" oldest;
    /// Whoever looks how an experiment stands.
    tallies(experiment: Slug) -> TrialTally: table "EXPERIMENT#{experiment}" / "TALLY#" oldest;
    /// What a subject has seen.
    exposures(subject: ExternalKey) -> TrialExposure: table "EXPOSED#{subject}" / "EXPERIMENT#" oldest;
}

impl Indexed for TrialPlan {}
impl Indexed for Trial {}
impl Indexed for TrialTally {}

impl Indexed for TrialExposure {
    fn expires(&self) -> Option<Timestamp> {
        Some(self.until)
    }
}

impl Indexed for TrialLink {
    fn expires(&self) -> Option<Timestamp> {
        Some(self.until)
    }
}
