//! What makes a rounding and a layout the right one.
use super::{Check, same};
use crate::pricing::RoundingMode;

/// A rounded value is right if the exact value is no farther from it than half, and a half went the
/// way that the mode sends it. `delta` is said to be the distance.
pub(super) fn rounded(
    mode: RoundingMode,
    numerator: i128,
    denominator: i128,
    result: i128,
    delta: i64,
) -> Check<()> {
    let distance = numerator - result * denominator;
    same("the distance of an exact value", distance, i128::from(delta))?;
    nearest(mode, distance, denominator, result)
}

/// The same without a distance that is said.
pub(super) fn nearest(
    mode: RoundingMode,
    distance: i128,
    denominator: i128,
    result: i128,
) -> Check<()> {
    let good = match (2 * distance.abs()).cmp(&denominator) {
        std::cmp::Ordering::Less => true,
        std::cmp::Ordering::Greater => false,
        std::cmp::Ordering::Equal => match mode {
            RoundingMode::HalfEven => result % 2 == 0,
            RoundingMode::HalfUp => distance < 0,
            RoundingMode::HalfDown => distance > 0,
        },
    };
    if good { Ok(()) } else { Err(format!("{result} is not the rounded value")) }
}

/// Shares by largest remainder: nothing is lost, and no part is a whole unit off its exact share.
/// Weights that are all nothing count as equal.
pub(super) fn shared(amount: i128, weights: &[i128], parts: &[i128]) -> Check<()> {
    same("the sum of shares", amount, parts.iter().sum())?;
    let sum: i128 = weights.iter().sum();
    let equal = i128::try_from(weights.len()).unwrap_or(1).max(1);
    for (weight, part) in weights.iter().zip(parts) {
        let (weight, whole) = if sum == 0 { (1, equal) } else { (*weight, sum) };
        if (part * whole - amount * weight).abs() >= whole {
            return Err(format!("{part} is no share of {amount}"));
        }
    }
    Ok(())
}

/// Highest averages: nothing is lost, no part is above its weight, and nobody who got a unit had a
/// smaller claim to it than somebody who did not get the next. Between equal claims, the earlier goes first.
pub(super) fn apportioned(amount: i128, weights: &[i128], parts: &[i128]) -> Check<()> {
    same("the sum of parts", amount.min(weights.iter().sum()), parts.iter().sum())?;
    // The strongest claim that was not met, and the weakest that was: weight, divisor, place.
    let mut unmet: Option<(i128, i128, usize)> = None;
    let mut met: Option<(i128, i128, usize)> = None;
    for (at, (weight, part)) in weights.iter().zip(parts).enumerate() {
        if part > weight || *part < 0 {
            return Err(format!("{part} is more than there is: {weight}"));
        }
        let stronger = |a: (i128, i128, usize), b: (i128, i128, usize)| a.0 * b.1 > b.0 * a.1;
        let next = (*weight, part + 1, at);
        if *weight > 0 && unmet.is_none_or(|known| stronger(next, known)) {
            unmet = Some(next);
        }
        let had = (*weight, *part, at);
        // Of equal weak claims the last is kept, for it is the one that had to wait.
        if *part > 0 && met.is_none_or(|known| !stronger(had, known)) {
            met = Some(had);
        }
    }
    match (met, unmet) {
        (Some(met), Some(unmet)) => {
            let (one, other) = (met.0 * unmet.1, unmet.0 * met.1);
            if one > other
                || (one == other && met.2 < unmet.2)
                || (one == other && met.2 == unmet.2)
            {
                Ok(())
            } else {
                Err("a part went to a smaller claim".into())
            }
        }
        _ => Ok(()),
    }
}
