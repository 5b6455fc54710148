//! Two arms compared once, when as many subjects have been seen as was said beforehand.
//!
//! Looked at earlier, these tests find differences that are none: see [`Peek`](super::Peek).
use super::ExperimentRefusal;
use crate::statistics::{normal_above, normal_quantile, t_beyond, t_quantile};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Subjects of an arm, and how many of them did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversions {
    /// Subjects.
    pub subjects: u64,
    /// Those who did it, once or often.
    pub successes: u64,
}

/// Subjects of an arm, and what was measured of each.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurements {
    /// Subjects.
    pub subjects: u64,
    /// The mean over all of them.
    pub mean: f64,
    /// Their variance, with n − 1 below.
    pub variance: f64,
}

/// How much more the new arm has than the old.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Compared {
    /// New less old.
    pub difference: f64,
    /// The chance of a difference at least so large, on either side, if there were none.
    pub p: f64,
    /// The interval of the difference, at the level asked for.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl Conversions {
    pub(super) fn check(self) -> Result<Self, ExperimentRefusal> {
        let good = self.subjects >= 2 && self.successes <= self.subjects;
        if good { Ok(self) } else { Err(ExperimentRefusal::Figures) }
    }

    /// Those who did it, as a part of all.
    pub fn rate(self) -> f64 {
        self.successes as f64 / self.subjects as f64
    }

    /// The variance of the rate, by the rate itself.
    pub(super) fn noise(self) -> f64 {
        let rate = self.rate();
        rate * (1.0 - rate) / self.subjects as f64
    }

    /// Wilson's interval of the rate.
    fn interval(self, z: f64) -> (f64, f64) {
        let (n, rate) = (self.subjects as f64, self.rate());
        let middle = rate + z * z / (2.0 * n);
        let half = z * (rate * (1.0 - rate) / n + z * z / (4.0 * n * n)).sqrt();
        let whole = 1.0 + z * z / n;
        ((middle - half) / whole, (middle + half) / whole)
    }
}

impl Measurements {
    pub(super) fn check(self) -> Result<Self, ExperimentRefusal> {
        let good = self.subjects >= 2
            && self.mean.is_finite()
            && (0.0..f64::INFINITY).contains(&self.variance);
        if good { Ok(self) } else { Err(ExperimentRefusal::Figures) }
    }

    pub(super) fn noise(self) -> f64 {
        self.variance / self.subjects as f64
    }
}

pub(super) fn check_level(level: f64) -> Result<(), ExperimentRefusal> {
    if level > 0.0 && level < 1.0 { Ok(()) } else { Err(ExperimentRefusal::Level) }
}

/// Rates compared: the z-test with pooled variance; the interval is Newcombe's hybrid of Wilson's, which holds for few
/// subjects and rates near 0 too (*Statistics in Medicine* 17, 1998, method 10). `level` is α: 0.05 for a 95 % interval.
pub fn proportions(
    old: Conversions,
    new: Conversions,
    level: f64,
) -> Result<Compared, ExperimentRefusal> {
    let (old, new) = (old.check()?, new.check()?);
    check_level(level)?;
    let (n, m) = (old.subjects as f64, new.subjects as f64);
    let difference = new.rate() - old.rate();
    let pooled = (old.successes as f64 + new.successes as f64) / (n + m);
    let error = (pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m)).sqrt();
    // All or none did it, in both: no difference at all.
    let p = if error > 0.0 { 2.0 * normal_above((difference / error).abs()) } else { 1.0 };
    let z = normal_quantile(1.0 - level / 2.0);
    let ((old_low, old_high), (new_low, new_high)) = (old.interval(z), new.interval(z));
    Ok(Compared {
        difference,
        p: p.min(1.0),
        low: difference - (new.rate() - new_low).hypot(old_high - old.rate()),
        high: difference + (new_high - new.rate()).hypot(old.rate() - old_low),
    })
}

/// Means compared, of unequal variances: Welch's t-test (*Biometrika* 34, 1947). `level` as above.
pub fn means(
    old: Measurements,
    new: Measurements,
    level: f64,
) -> Result<Compared, ExperimentRefusal> {
    let (old, new) = (old.check()?, new.check()?);
    check_level(level)?;
    let difference = new.mean - old.mean;
    let noise = old.noise() + new.noise();
    if noise == 0.0 {
        // Everybody alike: whatever difference there is, is one.
        let p = if difference == 0.0 { 1.0 } else { 0.0 };
        return Ok(Compared { difference, p, low: difference, high: difference });
    }
    let part = |arm: Measurements| (arm.noise() / noise).powi(2) / (arm.subjects as f64 - 1.0);
    let freedom = 1.0 / (part(old) + part(new));
    let error = noise.sqrt();
    let half = t_quantile(level, freedom) * error;
    Ok(Compared {
        difference,
        p: t_beyond(difference / error, freedom),
        low: difference - half,
        high: difference + half,
    })
}
