//! The distributions that tests are judged by: normal, Student's t, χ².
use super::ln_gamma;

/// Terms after which a series or fraction is taken as it is. Fractions need some √(a + b) of them: enough for 10⁸.
const TERMS_MAX: u32 = 20_000;
/// Stands for nothing in Lentz's method, where dividing by nothing would end it.
const TINY: f64 = 1e-300;

/// The chance that a standard normal variable lies above `z`.
pub fn normal_above(z: f64) -> f64 {
    0.5 * libm::erfc(z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The value below which a standard normal variable lies with this chance, 0 < `chance` < 1; infinite at the ends.
pub fn normal_quantile(chance: f64) -> f64 {
    if chance > 0.5 { -below(1.0 - chance) } else { below(chance) }
}

/// By bisection of the tail: no constants to mistype, and right to the last digits. The tail of 40 is nothing at all.
fn below(chance: f64) -> f64 {
    if chance <= 0.0 {
        return f64::NEG_INFINITY;
    }
    -bisect(0.0, 40.0, |z| normal_above(z) > chance)
}

/// The chance that Student's t with `df` degrees of freedom lies further from nothing than `t`, on either side.
///
/// I(df / (df + t²); df/2, 1/2): Abramowitz and Stegun, 26.7.1.
pub fn t_beyond(t: f64, df: f64) -> f64 {
    let square = t * t;
    if !square.is_finite() {
        return 0.0;
    }
    beta_below(df / (df + square), square / (df + square), df / 2.0, 0.5)
}

/// The value that Student's t exceeds, on either side, with the chance `beyond`: 0.05 gives the half width of a 95 % interval.
pub fn t_quantile(beyond: f64, df: f64) -> f64 {
    if beyond <= 0.0 {
        return f64::INFINITY;
    }
    let mut high = 1.0;
    while t_beyond(high, df) > beyond && high < 1e300 {
        high *= 2.0;
    }
    bisect(0.0, high, |t| t_beyond(t, df) > beyond)
}

/// The chance that χ² with `df` degrees of freedom lies above `x`.
///
/// The upper incomplete gamma function Q(df/2, x/2): series below the hump, Legendre's fraction above it (Press et al.,
/// *Numerical Recipes*, 6.2).
pub fn chi_square_above(x: f64, df: f64) -> f64 {
    let (a, x) = (df / 2.0, x / 2.0);
    if x <= 0.0 {
        return 1.0;
    }
    if !x.is_finite() {
        return 0.0;
    }
    let scale = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 { 1.0 - scale * gamma_series(a, x) } else { scale * gamma_fraction(a, x) }
        .clamp(0.0, 1.0)
}

fn gamma_series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
    for _ in 0..TERMS_MAX {
        n += 1.0;
        term *= x / n;
        sum += term;
        if term < sum * f64::EPSILON {
            break;
        }
    }
    sum
}

fn gamma_fraction(a: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - a;
    lentz(1.0 / b, 1.0 / TINY, 1.0 / b, |i| {
        b += 2.0;
        (-i * (i - a), b)
    })
}

/// Both halves of a step of a continued fraction by Lentz's method, until it stands still.
fn lentz(mut d: f64, mut c: f64, mut value: f64, mut step: impl FnMut(f64) -> (f64, f64)) -> f64 {
    for i in 1..=TERMS_MAX {
        let (over, under) = step(f64::from(i));
        d = 1.0 / solid(over * d + under);
        c = solid(under + over / c);
        let by = d * c;
        value *= by;
        if (by - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    value
}

fn solid(x: f64) -> f64 {
    if x.abs() < TINY { TINY } else { x }
}

/// The regularised incomplete beta function I(x; a, b), with `rest` = 1 − x given apart: near the ends it keeps its digits.
fn beta_below(x: f64, rest: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if rest <= 0.0 {
        return 1.0;
    }
    let scale = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * rest.ln()).exp();
    // The fraction is quick below the mean; above it, the other tail's is.
    if x < (a + 1.0) / (a + b + 2.0) {
        scale * beta_fraction(x, a, b) / a
    } else {
        1.0 - scale * beta_fraction(rest, b, a) / b
    }
    .clamp(0.0, 1.0)
}

/// The continued fraction of the incomplete beta function (DLMF 8.17.22), two of its terms to a step.
fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    let mut d = 1.0 / solid(1.0 - (a + b) * x / (a + 1.0));
    let (mut c, mut value) = (1.0, d);
    for i in 1..=TERMS_MAX {
        let m = f64::from(i);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut by = 1.0;
        for over in [even, odd] {
            d = 1.0 / solid(1.0 + over * d);
            c = solid(1.0 + over / c);
            by = d * c;
            value *= by;
        }
        if (by - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    value
}

/// Where something that is true below turns false: to the last bit, for halves meet after at most some 1,100 steps.
fn bisect(mut low: f64, mut high: f64, still: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..1_200 {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if still(middle) { low = middle } else { high = middle }
    }
    low + (high - low) / 2.0
}
