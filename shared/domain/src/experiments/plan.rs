//! How many subjects an experiment needs, said before it begins.
use super::{ExperimentRefusal, compare::check_level};
use crate::statistics::normal_quantile;

/// Subjects of each of two arms, so that a rate that goes from `now` to `then` is found with the chance `power`, and one that
/// does not change is taken for changed with the chance `level` (Fleiss, *Statistical Methods for Rates and Proportions*,
/// without the correction for continuity).
pub fn for_proportions(
    now: f64,
    then: f64,
    level: f64,
    power: f64,
) -> Result<u64, ExperimentRefusal> {
    let (above, below) = ends(level, power)?;
    check_level(now)?;
    check_level(then)?;
    let mean = f64::midpoint(now, then);
    let alike = (2.0 * mean * (1.0 - mean)).sqrt();
    let apart = (now * (1.0 - now) + then * (1.0 - then)).sqrt();
    whole(((above * alike + below * apart) / (then - now)).powi(2))
}

/// The same for a mean of this variance that moves by `difference`.
pub fn for_means(
    variance: f64,
    difference: f64,
    level: f64,
    power: f64,
) -> Result<u64, ExperimentRefusal> {
    let (above, below) = ends(level, power)?;
    if !(0.0..f64::INFINITY).contains(&variance) {
        return Err(ExperimentRefusal::Figures);
    }
    whole(2.0 * variance * ((above + below) / difference).powi(2))
}

fn ends(level: f64, power: f64) -> Result<(f64, f64), ExperimentRefusal> {
    check_level(level)?;
    check_level(power)?;
    Ok((normal_quantile(1.0 - level / 2.0), normal_quantile(power)))
}

/// More than anybody has subjects is as good as never.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Within bounds, just checked.
fn whole(subjects: f64) -> Result<u64, ExperimentRefusal> {
    if subjects.is_finite() && subjects < 1e15 {
        Ok(subjects.ceil().max(2.0) as u64)
    } else {
        Err(ExperimentRefusal::Level)
    }
}
