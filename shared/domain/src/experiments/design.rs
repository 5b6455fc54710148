//! What staff write down before an experiment begins: what is tried, on whom, and by what it will be judged.
use super::{Arm, Better, Experiment, ExperimentRefusal, PARTS, compare::check_level};
use primitives::{Currency, Slug, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Guards of one experiment.
pub const GUARDS_MAX: usize = 3;

/// What is counted of each subject.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ExperimentMeasure")]
pub enum Measure {
    /// The part of the subjects that have bought.
    Conversion,
    /// Orders of a subject, on average.
    Orders,
    /// What a subject's orders cost, on average: minor units of the experiment's currency.
    Revenue,
    /// The part of the subjects of whose orders one was cancelled or given back.
    TakenBack,
}

impl Measure {
    /// Which way is good.
    pub const fn better(self) -> Better {
        match self {
            Self::TakenBack => Better::Lower,
            Self::Conversion | Self::Orders | Self::Revenue => Better::Higher,
        }
    }
}

/// A measure that must not get worse.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ExperimentGuard")]
pub struct GuardRule {
    /// Which.
    pub measure: Measure,
    /// How much worse is borne: in its own units, above nothing.
    pub margin: f64,
}

/// When an experiment is judged.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schemars(rename = "ExperimentStop")]
pub enum StopRule {
    /// Once, when every arm has so many subjects. Before that, nothing is said of the goal.
    Horizon {
        /// Subjects of each arm.
        #[schemars(range(min = 2))]
        subjects: u64,
    },
    /// At any time, by a test that bears being looked at.
    Sequential {
        /// The size of effect that is worth finding, in the goal's units; a wrong guess costs time, never truth.
        effect: f64,
    },
}

/// An experiment as staff want it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ExperimentDesign")]
pub struct TrialDesign {
    /// What people read.
    pub title: Title,
    /// Experiments of one layer never meet in one subject; those of different layers do, independently of each other.
    pub layer: Slug,
    /// How many millionths of the layer's subjects it wants for itself; all, where absent.
    #[serde(default = "whole")]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub room: u32,
    /// How many millionths of those take part; all, where absent. Raised, never lowered, while it runs.
    #[serde(default = "whole")]
    #[schemars(range(max = 1_000_000))]
    pub share: u32,
    /// What is tried; the first is what there is now, which the others are compared with.
    #[schemars(length(min = 2, max = 10))]
    pub arms: Vec<Arm>,
    /// By what it is judged.
    pub goal: Measure,
    /// Whose money is counted; orders in other currencies count without it.
    pub currency: Currency,
    /// The chance of taking what is no difference for one, over all arms together; 0.05, where absent.
    #[serde(default = "usual")]
    pub level: f64,
    /// When it is judged.
    pub stop: StopRule,
    /// What must not get worse.
    #[serde(default)]
    #[schemars(length(max = 3))]
    pub guards: Vec<GuardRule>,
}

const fn whole() -> u32 {
    PARTS
}

const fn usual() -> f64 {
    0.05
}

impl TrialDesign {
    /// Refuses what cannot be judged.
    pub fn check(&self, name: &Slug) -> Result<(), ExperimentRefusal> {
        self.experiment(name, 0).check()?;
        if self.room == 0 {
            return Err(ExperimentRefusal::Room);
        }
        check_level(self.level)?;
        let possible = match self.stop {
            StopRule::Horizon { subjects } => subjects >= 2,
            StopRule::Sequential { effect } => effect > 0.0 && effect.is_finite(),
        };
        if !possible || self.guards.iter().any(|one| !(one.margin > 0.0 && one.margin.is_finite()))
        {
            return Err(ExperimentRefusal::Level);
        }
        let mut seen = vec![self.goal];
        for guard in &self.guards {
            if seen.contains(&guard.measure) {
                return Err(ExperimentRefusal::Guards(GUARDS_MAX));
            }
            seen.push(guard.measure);
        }
        if self.guards.len() > GUARDS_MAX {
            Err(ExperimentRefusal::Guards(GUARDS_MAX))
        } else {
            Ok(())
        }
    }

    /// The experiment as its layer has it, from a place on. Names are never used twice, so they do for salts.
    pub(super) fn experiment(&self, name: &Slug, from: u32) -> Experiment {
        Experiment {
            name: name.clone(),
            salt: name.to_string(),
            from,
            room: self.room,
            share: self.share,
            arms: self.arms.clone(),
        }
    }

    /// The level of one comparison of so many: together they are wrong as seldom as was asked for (Bonferroni).
    pub(super) fn level_each(&self) -> f64 {
        self.level / self.arms.len().saturating_sub(1).max(1) as f64
    }
}
