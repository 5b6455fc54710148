//! The gamma function's logarithm and its slope.

/// Where the asymptotic series of [`psi`] is used: seven terms leave less than 1e-14 from here on.
const FAR: f64 = 10.0;

/// ln Γ(x) for x > 0.
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// The digamma function, d/dx ln Γ(x), for x > 0.
///
/// Moved up by ψ(x) = ψ(x + 1) − 1/x, then its asymptotic series (NIST Digital Library of Mathematical Functions, 5.5.2 and
/// 5.11.2).
pub fn psi(x: f64) -> f64 {
    let (mut x, mut moved) = (x, 0.0);
    while x < FAR {
        moved -= 1.0 / x;
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    // B(2k) / 2k, by Horner's rule from the last term to the first.
    let series = [
        1.0 / 12.0,
        -691.0 / 32_760.0,
        1.0 / 132.0,
        -1.0 / 240.0,
        1.0 / 252.0,
        -1.0 / 120.0,
        1.0 / 12.0,
    ]
    .into_iter()
    .fold(0.0, |sum, term| (sum + term) * square);
    moved + x.ln() - 0.5 / x - series
}
