//! What an experiment is, and which of them share their subjects.
use super::ExperimentRefusal;
use primitives::Slug;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Shares and places in a layer are counted in millionths.
pub const PARTS: u32 = 1_000_000;
/// Arms that an experiment may have.
pub const ARMS_MAX: usize = 10;
/// Experiments that a layer may have at a time.
pub const EXPERIMENTS_MAX: usize = 50;
/// Characters of a salt.
pub const SALT_MAX: usize = 64;

/// One of the things that are tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ExperimentArm")]
pub struct Arm {
    /// Its name.
    pub name: Slug,
    /// Its part of the subjects, in proportion to the other arms' weights.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub weight: u32,
}

/// One experiment of a layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// Its name.
    pub name: Slug,
    /// What its hashes begin with: another salt, other subjects.
    #[schemars(length(min = 1, max = 64))]
    pub salt: String,
    /// The millionth of the layer at which its room begins.
    #[schemars(range(max = 1_000_000))]
    pub from: u32,
    /// How many millionths of the layer are its room: no other experiment gets those.
    #[schemars(range(max = 1_000_000))]
    pub room: u32,
    /// How many millionths of those in its room take part.
    #[schemars(range(max = 1_000_000))]
    pub share: u32,
    /// What is tried; the first is what there is now, which the others are compared with.
    #[schemars(length(min = 2, max = 10))]
    pub arms: Vec<Arm>,
}

/// Experiments that must not meet in one subject. Those of different layers may, independently of each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ExperimentLayer")]
pub struct Layer {
    /// What its hashes begin with. No two layers have the same, or their subjects would not be independent.
    #[schemars(length(min = 1, max = 64))]
    pub salt: String,
    /// In any order.
    #[schemars(length(max = 50))]
    pub experiments: Vec<Experiment>,
}

impl Experiment {
    /// Refuses what no experiment can be.
    pub fn check(&self) -> Result<(), ExperimentRefusal> {
        check_salt(&self.salt)?;
        let names: std::collections::BTreeSet<&Slug> =
            self.arms.iter().map(|arm| &arm.name).collect();
        if !(2..=ARMS_MAX).contains(&self.arms.len()) || names.len() != self.arms.len() {
            return Err(ExperimentRefusal::Arms(ARMS_MAX));
        }
        if self.arms.iter().any(|arm| !(1..=PARTS).contains(&arm.weight)) {
            return Err(ExperimentRefusal::Weight);
        }
        let within = self.share <= PARTS && self.from <= PARTS && self.room <= PARTS - self.from;
        if within { Ok(()) } else { Err(ExperimentRefusal::Room) }
    }

    /// Refuses a change of a running experiment that would take anybody out of it or to another arm.
    pub fn check_change(&self, next: &Self) -> Result<(), ExperimentRefusal> {
        next.check()?;
        if next.share < self.share {
            return Err(ExperimentRefusal::Shrinks);
        }
        let same = Self { share: next.share, ..self.clone() };
        if same == *next { Ok(()) } else { Err(ExperimentRefusal::Moves) }
    }

    /// Where its room ends, itself not included.
    fn to(&self) -> u32 {
        self.from.saturating_add(self.room)
    }
}

impl Layer {
    /// Refuses experiments that are wrong, or that want the same subjects.
    pub fn check(&self) -> Result<(), ExperimentRefusal> {
        check_salt(&self.salt)?;
        if self.experiments.len() > EXPERIMENTS_MAX {
            return Err(ExperimentRefusal::TooMany(EXPERIMENTS_MAX));
        }
        for (i, one) in self.experiments.iter().enumerate() {
            one.check()?;
            for other in self.experiments.iter().take(i) {
                // One salt for two would put the same subjects into both first arms.
                if other.name == one.name || other.salt == one.salt {
                    return Err(ExperimentRefusal::Twice(one.name.clone()));
                }
                if one.from.max(other.from) < one.to().min(other.to()) {
                    return Err(ExperimentRefusal::Overlap(other.name.clone(), one.name.clone()));
                }
            }
        }
        Ok(())
    }

    /// The experiment whose room holds this millionth of the layer.
    pub(super) fn at(&self, place: u32) -> Option<&Experiment> {
        self.experiments.iter().find(|one| (one.from..one.to()).contains(&place))
    }
}

fn check_salt(salt: &str) -> Result<(), ExperimentRefusal> {
    let good = (1..=SALT_MAX).contains(&salt.len())
        && salt.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if good { Ok(()) } else { Err(ExperimentRefusal::Salt(SALT_MAX)) }
}
