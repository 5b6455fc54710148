//! A test that bears being looked at, as often as anybody likes.
//!
//! The mixture sequential probability ratio test of Robbins, as used for experiments by Johari, Koomen, Pekelis and Walsh
//! ("Peeking at A/B Tests", KDD 2017): the likelihood of the difference under effects spread as N(0, τ²), against none. That
//! ratio is a martingale where there is no effect, so it exceeds 1/α at any time with a chance of α at most. The normal
//! approximation and the estimated variance make this right for many subjects, not for few: [`FEW`] are waited for.
use super::{Conversions, ExperimentRefusal, Measurements, compare::check_level};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Subjects of an arm below which nothing is concluded.
pub const FEW: u64 = 100;

/// What has been seen so far. Kept from look to look: what was once shown stays shown.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Peek {
    /// τ: the size of effect that is worth finding, in units of what is compared. It costs time if wrong, never truth. It is
    /// chosen before the first look and never after.
    tau: f64,
    /// The smallest chance so far.
    p: f64,
    /// α of the interval.
    level: f64,
    /// The intervals of all looks have this in common.
    low: Option<f64>,
    high: Option<f64>,
}

/// What one look shows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Glance {
    /// New less old, now.
    pub difference: f64,
    /// Always valid: however often one looks, it falls below α with a chance of α at most if there is no difference.
    pub p: f64,
    /// With a chance of 1 − α the difference lies between this, at all times at once. None before there are enough subjects.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// Whether p is below α: the experiment may end now.
    pub shown: bool,
}

impl Peek {
    /// Before the first look.
    pub fn new(tau: f64, level: f64) -> Result<Self, ExperimentRefusal> {
        check_level(level)?;
        if tau > 0.0 && tau.is_finite() {
            Ok(Self { tau, p: 1.0, level, low: None, high: None })
        } else {
            Err(ExperimentRefusal::Level)
        }
    }

    /// A look at rates.
    pub fn rates(
        &mut self,
        old: Conversions,
        new: Conversions,
    ) -> Result<Glance, ExperimentRefusal> {
        let (old, new) = (old.check()?, new.check()?);
        let enough = old.subjects.min(new.subjects) >= FEW;
        Ok(self.look(new.rate() - old.rate(), old.noise() + new.noise(), enough))
    }

    /// A look at means.
    pub fn means(
        &mut self,
        old: Measurements,
        new: Measurements,
    ) -> Result<Glance, ExperimentRefusal> {
        let (old, new) = (old.check()?, new.check()?);
        let enough = old.subjects.min(new.subjects) >= FEW;
        Ok(self.look(new.mean - old.mean, old.noise() + new.noise(), enough))
    }

    /// Λ = √(s²/(s²+τ²)) exp(τ² d² / 2s²(s²+τ²)), of the difference d with variance s²: equation 9 of the paper, for arms of
    /// any two sizes. p is the smallest 1/Λ, and the interval holds the differences for which Λ stays below 1/α.
    fn look(&mut self, difference: f64, noise: f64, enough: bool) -> Glance {
        if enough && noise > 0.0 {
            let square = self.tau * self.tau;
            let whole = noise + square;
            let shrink = 0.5 * (noise / whole).ln();
            let ln_ratio = shrink + square * difference * difference / (2.0 * noise * whole);
            self.p = self.p.min((-ln_ratio).exp());
            let half = (2.0 * noise * whole / square * (-self.level.ln() - shrink)).sqrt();
            let (low, high) = (difference - half, difference + half);
            self.low = Some(self.low.map_or(low, |before| before.max(low)));
            self.high = Some(self.high.map_or(high, |before| before.min(high)));
        }
        Glance {
            difference,
            p: self.p,
            low: self.low,
            high: self.high,
            shown: self.p <= self.level,
        }
    }
}
