//! The laws of prices. `PROPTEST_CASES` says how often each is tried.
mod buy_get;
mod hours;
mod money;
mod outside;
mod refunds;
mod rules;
mod tax;
pub(crate) mod world;

use proptest::prelude::ProptestConfig;

/// So many cases as are asked for; few enough by default that all laws take seconds.
pub(crate) fn cases() -> ProptestConfig {
    let config = ProptestConfig::default();
    let asked = config.cases;
    // Proptest reads the variable itself; 256 is what it takes where nothing is said.
    let cases = if asked == 256 { 64 } else { asked };
    // Baskets that a law says nothing of are passed over; there may be many.
    ProptestConfig { cases, max_global_rejects: cases.saturating_mul(8).max(1_024), ..config }
}
