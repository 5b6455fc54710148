//! Probabilities and tests: what predictions and experiments reckon with.
//!
//! Invariant: every function here answers for every finite argument of its documented range, and its figures agree with
//! SciPy's to the digits that its test names. Estimates are floats; nothing here is ever an amount of money.
#![allow(clippy::float_arithmetic, clippy::many_single_char_names)] // Estimates, never money.
mod distribution;
mod gamma;

pub use distribution::{chi_square_above, normal_above, normal_quantile, t_beyond, t_quantile};
pub use gamma::{ln_gamma, psi};

#[cfg(test)]
pub(crate) mod noise;
#[cfg(test)]
mod tests;
