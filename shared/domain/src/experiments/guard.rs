//! What an experiment must not harm.
//!
//! A guard is a question of its own: not "is it different" but "is it worse by no more than we bear" (non-inferiority). So one
//! that is not significantly worse is not thereby safe.
use super::{Compared, ExperimentRefusal};
use primitives::Slug;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which way is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// More, as of conversions.
    Higher,
    /// Less, as of refunds or milliseconds.
    Lower,
}

/// A measure that must not get worse.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guard {
    /// What it is called.
    pub name: Slug,
    /// Which way is good.
    pub better: Better,
    /// How much worse is borne, in its own units; above nothing.
    pub margin: f64,
}

/// What is known of a guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GuardFinding {
    /// Worse by less than the margin, or better: the whole interval says so.
    Safe,
    /// Worse by more than the margin: the whole interval says so.
    Harmed,
    /// The interval says neither.
    Open,
}

impl Guard {
    /// What an interval says; one of [`proportions`](super::proportions), [`means`](super::means), or of a
    /// [`Glance`](super::Glance) that is looked at more than once.
    pub fn finding(&self, low: f64, high: f64) -> Result<GuardFinding, ExperimentRefusal> {
        if !(self.margin > 0.0 && self.margin.is_finite()) || low > high {
            return Err(ExperimentRefusal::Level);
        }
        let (worst, best) = match self.better {
            Better::Higher => (low, high),
            Better::Lower => (-high, -low),
        };
        Ok(if worst > -self.margin {
            GuardFinding::Safe
        } else if best < -self.margin {
            GuardFinding::Harmed
        } else {
            GuardFinding::Open
        })
    }

    /// The same of a comparison.
    pub fn of(&self, compared: Compared) -> Result<GuardFinding, ExperimentRefusal> {
        self.finding(compared.low, compared.high)
    }
}
