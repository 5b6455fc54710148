//! Whether the arms have as many subjects as they should (sample-ratio mismatch).
//!
//! Where they have not, something that differs between the arms loses subjects or counts them twice, and no comparison of what
//! is left means anything (Fabijan et al., "Diagnosing Sample Ratio Mismatch in Online Controlled Experiments", KDD 2019).
use super::ExperimentRefusal;
use crate::statistics::chi_square_above;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Below this the arms are held to be wrong. Far below what a comparison takes: it is looked at often, and is seldom chance.
pub const RATIO_ALARM: f64 = 0.001;

/// Pearson's χ² of subjects by arm.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RatioCheck {
    /// How far the counts are from the weights.
    pub chi_square: f64,
    /// The chance of being at least so far.
    pub p: f64,
    /// Whether the counts can be trusted.
    pub sound: bool,
}

impl RatioCheck {
    /// Of subjects and weights, arm by arm.
    pub fn of(arms: &[(u64, u32)]) -> Result<Self, ExperimentRefusal> {
        let subjects = arms.iter().map(|(count, _)| *count as f64).sum::<f64>();
        let weights = arms.iter().map(|(_, weight)| f64::from(*weight)).sum::<f64>();
        if arms.len() < 2 || arms.iter().any(|(_, weight)| *weight == 0) {
            return Err(ExperimentRefusal::Weight);
        }
        let part = |(count, weight): &(u64, u32)| {
            let due = subjects * f64::from(*weight) / weights;
            (*count as f64 - due).powi(2) / due
        };
        let chi_square = if subjects > 0.0 { arms.iter().map(part).sum() } else { 0.0 };
        let p = chi_square_above(chi_square, arms.len().saturating_sub(1) as f64);
        Ok(Self { chi_square, p, sound: p >= RATIO_ALARM })
    }
}
