//! Whether a total is right, found out by other means.
//!
//! Nothing of the engine's arithmetic is used here: amounts are plain wide integers, roundings are
//! proved by their distance from the exact value, and amounts that were laid over lots or lines by the
//! condition that makes the layout the right one, not by laying them again.
mod goods;
mod proof;
mod sums;

use super::Derivation;
use crate::totals::{LineAmounts, TaxShare, Totals};

/// What a derivation is said to derive.
#[derive(Clone, Copy, Debug)]
pub struct Bill<'a> {
    /// The lines, in the order of the basket.
    pub lines: &'a [LineAmounts],
    /// Of the whole.
    pub totals: &'a Totals,
    /// Tax by rate.
    pub taxes: &'a [TaxShare],
}

/// A step that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{step}: {why}")]
pub struct Flaw {
    /// Which.
    pub step: String,
    /// What is wrong with it.
    pub why: String,
}

/// Recomputes every step of a derivation and everything that a bill says.
pub fn verify(derivation: &Derivation, bill: Bill<'_>) -> Result<(), Flaw> {
    let mut lots = goods::lots(derivation)?;
    for (at, step) in derivation.offs.iter().enumerate() {
        goods::off(derivation, &mut lots, step)
            .map_err(|why| flaw(format!("promotion {at}"), why))?;
    }
    let shipping =
        goods::shipping(derivation, &lots).map_err(|why| flaw("shipping".into(), why))?;
    let taxes = sums::taxes(derivation, &lots, shipping).map_err(|why| flaw("tax".into(), why))?;
    sums::lines(derivation, &lots, &taxes, bill.lines).map_err(|why| flaw("lines".into(), why))?;
    sums::totals(derivation, bill, shipping, &taxes).map_err(|why| flaw("totals".into(), why))
}

fn flaw(step: String, why: String) -> Flaw {
    Flaw { step, why }
}

/// What a lot comes to, as the verifier reckons it.
#[derive(Clone, Debug, Default)]
struct Lot {
    unit: i128,
    units: i128,
    given: i128,
    left: i128,
    lines: Vec<usize>,
}

/// What is wrong.
type Check<T> = Result<T, String>;

fn same(what: &str, expected: i128, found: i128) -> Check<()> {
    if expected == found {
        Ok(())
    } else {
        Err(format!("{what} should be {expected}, not {found}"))
    }
}
