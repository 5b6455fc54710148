//! Finding the parameters that explain best what happened: quasi-Newton steps (BFGS) over logarithms.
//!
//! Nocedal and Wright, *Numerical Optimization*, 2nd ed., chapters 3 and 6. Parameters are positive, so their logarithms are
//! free; slopes are exact, so some thirty looks at the histories do where a search without slopes takes a thousand.
use super::PredictionRefusal;

/// Steps after which the search is given up.
const STEPS_MAX: u32 = 500;
/// Looks along one direction.
const LOOKS_MAX: u32 = 60;
/// The slope at which the top counts as reached, for a likelihood of one customer on average.
const FLAT: f64 = 1e-8;
/// The slope with which rounding may end the search: parameters are then right to some five digits.
const NEARLY_FLAT: f64 = 1e-6;

/// What is climbed: the mean logarithm of the likelihood and its slope by the logarithm of each parameter.
pub(super) type Height<const N: usize> = (f64, [f64; N]);

struct Place<const N: usize> {
    at: [f64; N],
    height: f64,
    slope: [f64; N],
}

/// The top of `height`, from `start` on. Takes and gives the parameters themselves, not their logarithms.
pub(super) fn climb<const N: usize>(
    start: [f64; N],
    height: impl Fn([f64; N]) -> Height<N>,
) -> Result<[f64; N], PredictionRefusal> {
    let look = |at: [f64; N]| {
        let (height, slope) = height(at.map(f64::exp));
        Place { at, height, slope }
    };
    let mut here = look(start.map(f64::ln));
    let mut curve = identity::<N>();
    for _ in 0..STEPS_MAX {
        if steepness(&here.slope) <= FLAT {
            return Ok(here.at.map(f64::exp));
        }
        let mut way = curve.map(|row| dot(&row, &here.slope));
        if dot(&way, &here.slope) <= 0.0 {
            // Rounding spoilt the curve: begin it anew, straight up.
            (curve, way) = (identity::<N>(), here.slope);
        }
        let Some(next) = along(&here, &way, &look) else { break };
        bend(&mut curve, &minus(&next.at, &here.at), &minus(&here.slope, &next.slope));
        here = next;
    }
    if steepness(&here.slope) <= NEARLY_FLAT {
        Ok(here.at.map(f64::exp))
    } else {
        Err(PredictionRefusal::Undetermined)
    }
}

/// A place along the way that is enough higher, and enough flatter (the weak Wolfe conditions), by halving and doubling.
fn along<const N: usize>(
    here: &Place<N>,
    way: &[f64; N],
    look: &impl Fn([f64; N]) -> Place<N>,
) -> Option<Place<N>> {
    let rise = dot(way, &here.slope);
    let (mut low, mut high) = (0.0, f64::INFINITY);
    // No first step beyond a factor of e² in any parameter: further off the likelihood may be flat for good.
    let mut step = (2.0 / steepness(way)).min(1.0);
    for _ in 0..LOOKS_MAX {
        let next = look(plus(&here.at, way, step));
        let enough = next.height >= here.height + 1e-4 * step * rise;
        if !(enough && next.height.is_finite()) {
            high = step;
        } else if dot(way, &next.slope) > 0.9 * rise {
            low = step;
        } else {
            return Some(next);
        }
        step = if high.is_finite() { f64::midpoint(low, high) } else { 2.0 * low };
    }
    None
}

/// The BFGS update of the inverse curvature, by the step taken and how much the slope fell over it.
fn bend<const N: usize>(curve: &mut [[f64; N]; N], step: &[f64; N], fall: &[f64; N]) {
    let agreed = dot(step, fall);
    if agreed <= 1e-300 {
        return;
    }
    let moved = curve.map(|row| dot(&row, fall));
    let outer = (1.0 + dot(fall, &moved) / agreed) / agreed;
    for (row, (step_i, moved_i)) in curve.iter_mut().zip(step.iter().zip(&moved)) {
        for (cell, (step_j, moved_j)) in row.iter_mut().zip(step.iter().zip(&moved)) {
            *cell += outer * step_i * step_j - (step_i * moved_j + moved_i * step_j) / agreed;
        }
    }
}

fn identity<const N: usize>() -> [[f64; N]; N] {
    let mut rows = [[0.0; N]; N];
    for (i, row) in rows.iter_mut().enumerate() {
        row.iter_mut().skip(i).take(1).for_each(|cell| *cell = 1.0);
    }
    rows
}

fn dot<const N: usize>(one: &[f64; N], other: &[f64; N]) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

fn plus<const N: usize>(at: &[f64; N], way: &[f64; N], step: f64) -> [f64; N] {
    let mut sum = *at;
    sum.iter_mut().zip(way).for_each(|(to, by)| *to += step * by);
    sum
}

fn minus<const N: usize>(one: &[f64; N], other: &[f64; N]) -> [f64; N] {
    plus(one, other, -1.0)
}

/// The steepest of the slopes; endless where one is no number, so that nothing ends there.
fn steepness<const N: usize>(slope: &[f64; N]) -> f64 {
    slope.iter().fold(
        0.0,
        |most: f64, one| {
            if one.is_nan() { f64::INFINITY } else { most.max(one.abs()) }
        },
    )
}
